"""The cards of parameters in use: what the forms differ in, and what nobody knows and all have alike.

Values from the study's manifest; unit, meaning and source from the declarations. Called by `sim.report.page`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from sim.claims.draws import fitted
from sim.parameters import Declaration, declarations
from sim.report.reading import Told
from sim.report.words import Speech
from sim.scenario import Scenario

MONEY = ("firm.customer_value", "firm.advisor_pay", "firm.manager_pay", "firm.market_trend")
NOT_TOLD = ("name", "rules", "title")


@dataclass(frozen=True)
class Card:
    """A parameter: its key, values (one, or one for each scenario), and what is known of it."""

    key: str
    values: tuple[str, ...]
    about: str


@cache
def _declared() -> dict[str, Declaration]:
    return {key: declared for key, _, declared in declarations(Scenario)}


def differing(told: Told, speech: Speech) -> list[Card]:
    """Keys whose values are not the same in all scenarios."""
    scenarios = list(told.configurations.values())
    keys = [key for key in scenarios[0] if key in _declared()]
    return list(
        _cards([key for key in keys if len({str(one.get(key)) for one in scenarios}) > 1], told, speech)
    )


def alike(told: Told, speech: Speech) -> list[Card]:
    """The free parameters of the calibration, and money: one value each."""
    first = next(iter(told.configurations.values()))
    keys = [key for key in (*fitted().uncertainties, *MONEY) if key in first and key in _declared()]
    return [Card(card.key, card.values[:1], card.about) for card in _cards(keys, told, speech)]


def _cards(keys: list[str], told: Told, speech: Speech) -> Iterator[Card]:
    for key in keys:
        if key in NOT_TOLD:
            continue
        declared = _declared()[key]
        unit = "" if declared.unit in ("", "1", "share") else f" {declared.unit}"
        values = tuple(_value(one.get(key), unit, speech) for one in told.configurations.values())
        yield Card(key, values, _about(declared))


def _value(value: object, unit: str, speech: Speech) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return {True: "yes", False: "no"}[value]
    if isinstance(value, (int, float)):
        return speech.number(f"{value:g}") + unit
    return str(value)


def _about(declared: Declaration) -> str:
    known = declared.source or (f"assumption: {declared.assumption}" if declared.assumption else "")
    return f"{declared.meaning}; {known}" if known else declared.meaning
