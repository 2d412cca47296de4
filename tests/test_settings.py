"""The record of settings: names, units, and the places of choices that compiled code knows by number."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from sim.floor import routing, transfer
from sim.governance import chain
from sim.parameters import Declaration
from sim.people_weights import DEMANDS, RESOURCES
from sim.rights import Advice, Governance, Judgement
from sim.scenario import MS, Scenario, Staffing
from sim.settings import PARTS, SETTINGS, in_engine_units, settings_of, settings_type


@pytest.mark.parametrize(
    ("setting", "choices", "places"),
    [
        ("routing", ("skill", "authority"), (routing.BY_SKILL, routing.BY_AUTHORITY)),
        ("approver", ("own", "pooled"), (chain.OWN, chain.POOLED)),
        ("request", ("hold", "call_back"), (chain.ON_HOLD, chain.BY_CALL_BACK)),
        ("time_out_default", ("refuse", "grant"), (chain.REFUSE, chain.GRANT)),
        (
            "beyond",
            ("ask", "transfer", "advise", "circle"),
            (transfer.ASK, transfer.HAND_OVER, transfer.ADVISE, transfer.CIRCLE),
        ),
    ],
)
def test_a_choice_has_the_place_that_compiled_code_knows(
    setting: str, choices: tuple[str, ...], places: tuple[int, ...]
) -> None:
    """Another order of the declared choices would turn one form of governance into another."""
    assert SETTINGS[setting].choices == choices
    assert tuple(in_engine_units(choice, SETTINGS[setting]) for choice in choices) == places


def test_what_stands_in_a_part_of_governance_carries_its_name() -> None:
    rights = Governance(judgement=Judgement(overspent=0.9), advice=Advice(longest_wait=3.0, interrupts=False))
    record = settings_of(replace(Scenario(), governance=rights))[0]
    assert record.judgement_overspent == 0.9
    assert (record.advice_longest_wait, record.advice_interrupts) == (3 * MS["min"], 0)


def test_null_is_infinity_and_a_monthly_rate_is_one_of_a_millisecond() -> None:
    record = settings_of(replace(Scenario(), staffing=Staffing(manager_shift=None)))[0]
    assert math.isinf(record.manager_shift)
    assert record.leaving_other == pytest.approx(0.010 / (30.4375 * MS["day"]))


def test_equal_weights_take_the_place_of_the_declared_ones_and_of_nothing_else() -> None:
    usual = Scenario()
    equal = settings_of(replace(usual, people=replace(usual.people, equal_weights=True)))[0]
    own = settings_of(usual)[0]
    weights = {f"strain_{name}" for name in (*DEMANDS, *RESOURCES)}
    weights |= {f"engagement_{name}" for name in RESOURCES}
    assert {equal[name] for name in weights} == {1.0}
    assert {name for name in SETTINGS if equal[name] != own[name]} == weights | {"equal_weights"}


def test_every_number_and_choice_of_the_parts_is_there_once() -> None:
    assert settings_type().names == tuple(SETTINGS)
    assert all(isinstance(declared, Declaration) for declared in SETTINGS.values())
    assert {"governance", "governance.coordination"} <= set(PARTS)
    assert "coordination_roles" in SETTINGS
    assert not {"review", "limits"} & set(SETTINGS)
