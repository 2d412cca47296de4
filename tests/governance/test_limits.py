"""Limits at which forms of governance coincide: the same centre, millisecond by millisecond.

Circles of no length are none (`test_meetings`), and advice from nobody is the desk (`test_advice`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from centres import DAY, centre_of, constant, exponential, refund, routine, run_of

from sim.ledger import by_period
from sim.scenario import Scenario
from sim.states import FLOOR, ROLES
from sim.world import Run

ANY = 1e9  # EUR: more than any stake
SEEN_BY_THE_CUSTOMER = ("arrived", "answered", "ended", "customer", "attempt", "kind", "outcome", "advisor")
REASONS = {
    "claim": refund(
        80, share=0.5, handling=exponential(5), patience=exponential(3), hold_patience=constant(None)
    ),
    "question": routine(share=0.5, handling=exponential(4), patience=exponential(3), solve_probability=0.7),
}


def centre(**rights: Any) -> Scenario:
    """Round the clock, some 200 calls a day, for two advisors; half of them about money."""
    volume = {"calls_per_day": 200.0, "redial_probability": 0.5, "repeat_probability": 0.5}
    return centre_of(REASONS, never_closes=True, demand=volume, **rights)


def simulated(scenario: Scenario) -> tuple[Run, list[np.ndarray]]:
    """A run of three days, and the contacts of every day."""
    run = run_of(scenario, 2, days=3, customers=500)
    days = []
    while not run.finished:
        run.step()
        days.append(run.contacts.copy())
    return run, days


def test_unlimited_authority_is_no_chain() -> None:
    """Whoever may decide anything never asks: with managers, without them, or with colleagues to ask."""
    runs = [
        simulated(centre(authority=ANY, **rights))[0]
        for rights in ({}, {"limits": [], "beyond": "advise"}, {"beyond": "advise"}, {"approver": "pooled"})
    ]
    assert runs[0].world.day.desk_decisions.sum() > 100
    assert len({run.digest for run in runs}) == 1


def test_another_authority_is_another_centre() -> None:
    """The test above can fail."""
    assert simulated(centre(authority=ANY))[0].digest != simulated(centre(authority=0.0))[0].digest


@pytest.mark.parametrize(
    "support",
    [{}, {"floor_share": 1.0, "manager_round": 10.0}, {"floor_share": 0.4, "manager_round": 36.0}],
    ids=["approving", "floor", "both"],
)
def test_a_coach_who_approves_everything_at_once_is_the_desk(support: dict[str, Any]) -> None:
    """Whoever is always there to read, and reads in no time, is felt by nobody, whatever he calls his day."""
    coach, of_coach = simulated(centre(authority=0.0, review=constant(0), support=support))
    desk, of_desk = simulated(centre(authority=ANY))
    for ours, theirs in zip(of_coach, of_desk, strict=True):
        for name in SEEN_BY_THE_CUSTOMER:
            assert (ours[name] == theirs[name]).all(), name
    assert coach.world.day.requests.sum() == desk.world.day.desk_decisions.sum() > 100
    spent = coach.world.manager[0].paid
    assert spent[FLOOR] == 3 * DAY * support.get("floor_share", 0.0)


def test_a_coach_in_meetings_is_not_the_desk() -> None:
    """The test above can fail."""
    support = {"meeting_share": 0.2, "manager_round": 120.0}
    coach, _ = simulated(centre(authority=0.0, review=constant(0), support=support))
    assert coach.digest != simulated(centre(authority=ANY))[0].digest


NEEDS: dict[str, Any] = {"needs": True, "soothe_share": 0.5, "tinker_share": 0.2, "translate_share": 0.2}
HOSTILE = {name: replace(reason, hostile_share=0.3) for name, reason in REASONS.items()}


def in_need(**rights: Any) -> Scenario:
    """The same centre where work makes people need support, with nobody but colleagues to ask."""
    volume = {"calls_per_day": 200.0, "redial_probability": 0.5, "repeat_probability": 0.5}
    rights = {"people": NEEDS, "authority": ANY} | rights
    return centre_of(HOSTILE, never_closes=True, demand=volume, **rights)


def hours(scenario: Scenario) -> list[dict[str, float]]:
    """The ledger of three days, hour by hour."""
    run = run_of(scenario, 4, days=3, customers=500, ledger_every=60)
    while not run.finished:
        run.step()
    return by_period(run)


def total(rows: list[dict[str, float]], name: str) -> float:
    return sum(row[name] for row in rows)


def test_without_managers_all_three_roles_are_left_undone_unless_colleagues_take_them_over() -> None:
    """Hour by hour in the ledger; with managers they are met."""
    alone: dict[str, Any] = {"limits": [], "beyond": "advise"}
    peers = {"peers_translate": True, "peers_tinker": True, "peers_soothe": True}
    managed, undone = hours(in_need()), hours(in_need(**alone))
    taken_over = hours(in_need(**alone, support=peers))
    for role, account in zip(ROLES, ("translating", "tinkering", "soothing"), strict=True):
        assert total(managed, f"met_{role}") > 0.8 * total(managed, f"needs_{role}") > 10
        assert total(managed, f"managers_{account}_min") > 0 == total(managed, f"advisors_{account}_min")
        assert total(undone, f"met_{role}") == 0 == total(undone, "advisors_supported_min")
        assert sum(row[f"undone_{role}"] > 0 for row in undone) > 10
        assert total(undone, f"undone_{role}") > 0.9 * total(undone, f"needs_{role}") > 10
        assert total(taken_over, f"met_{role}") > 0.9 * total(taken_over, f"needs_{role}") > 10
        assert total(taken_over, f"undone_{role}") <= 2
        assert total(taken_over, f"advisors_{account}_min") > 0
    assert total(undone, "managers_idle_min") == 0


def test_needs_that_never_arise_change_nothing() -> None:
    """Support on, but no share of contacts that wants it: the same run to the last contact."""
    never = {"needs": True, "soothe_share": 0.0, "tinker_share": 0.0, "translate_share": 0.0}
    without, but_hostile = simulated(in_need(people={}))[0], simulated(in_need(people=never))[0]
    assert without.digest == but_hostile.digest
    assert without.world.day.hostile.sum() == 0 < but_hostile.world.day.hostile.sum()


def test_a_ledger_by_the_hour_changes_nothing() -> None:
    runs = [run_of(in_need(), 2, days=2, customers=500, ledger_every=kept) for kept in (0, 60)]
    for run in runs:
        run.step()
        run.step()
    assert runs[0].digest == runs[1].digest
    assert (runs[0].world.day.paid == runs[1].world.day.paid).all()
    assert (runs[0].world.day.managers_paid == runs[1].world.day.managers_paid).all()


@pytest.mark.parametrize("approver", ["own", "pooled"])
def test_a_chain_that_reads_in_no_time_is_the_desk(approver: str) -> None:
    """To the customer and to the queue, while somebody is on duty: only the counts say who decides."""
    chain, of_chain = simulated(
        centre(authority=0.0, approver=approver, review=constant(0), limits=[60.0, None])
    )
    desk, of_desk = simulated(centre(authority=ANY))
    for ours, theirs in zip(of_chain, of_desk, strict=True):
        for name in SEEN_BY_THE_CUSTOMER:
            assert (ours[name] == theirs[name]).all(), name
    assert chain.world.day.requests.sum() == desk.world.day.desk_decisions.sum() > 100
    assert chain.world.day.goodwill.sum() == desk.world.day.goodwill.sum()
