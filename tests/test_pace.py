"""Stopping and going on, tables that grow, the clock's pace: a run comes to the same whatever they are."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from typing import Any

import numpy as np
from centres import NEARLY_NEVER, constant
from hypothesis import strategies as st
from reading import holds
from worlds import ALL_GROWING, GuardedRun, anew, fingerprint, random_runs, simulated

from sim.clientele import Customers
from sim.model import ContactCentre
from sim.reasons import Law
from sim.records import KINDS
from sim.scenario import Scenario
from sim.states import NEVER_MS, NONE
from sim.week import week_of
from sim.world import Run

DAYS = 4
ANY = random_runs(days=DAYS)


# Stopping and going on.


@holds(ANY, st.integers(0, DAYS))
def test_a_run_stopped_copied_and_resumed_is_the_run_that_went_on(run: Run, stop: int) -> None:
    straight = fingerprint(simulated(anew(run)))
    for _ in range(stop):
        run.step()
    copied = run.copy()
    assert fingerprint(simulated(copied)) == straight
    assert run.day == stop
    assert fingerprint(simulated(run)) == straight


@holds(ANY, st.integers(0, DAYS))
def test_a_branch_of_a_model_goes_on_like_the_model(run: Run, stop: int) -> None:
    seed = int(run.world.key[0])
    how = {"rng": seed, "days": run.days, "warmup": run.warmup, "journal": True}
    model = ContactCentre(run.scenario, plan=run.plan, **how)
    for _ in range(stop):
        model.step()
    branch = model.branch()
    while not branch.run.finished:
        branch.step()
    assert model.run.day == stop
    straight = fingerprint(simulated(run))
    assert fingerprint(branch.run) == straight
    while not model.run.finished:
        model.step()
    assert fingerprint(model.run) == straight


@holds(ANY, st.integers(1, 60))
def test_tables_that_begin_tiny_change_nothing_and_nothing_is_written_behind_their_ends(
    run: Run, rows: int
) -> None:
    small = anew(run, kind=GuardedRun, rows=rows)
    assert fingerprint(simulated(small)) == fingerprint(simulated(run))
    assert small.intact  # type: ignore[attr-defined]


@holds(ANY, st.lists(st.tuples(st.integers(0, DAYS - 1), st.sampled_from(ALL_GROWING)), max_size=6))
def test_a_table_enlarged_before_any_day_changes_nothing(run: Run, enlarged: list[tuple[int, str]]) -> None:
    straight = fingerprint(simulated(anew(run)))
    while not run.finished:
        for day, name in enlarged:
            if day == run.day:
                run._enlarge(name)
        run.step()
    assert fingerprint(run) == straight


# The clock's pace.

TIME = ("s", "min", "h")


def paced(record: Any, pace: float, *, steady: bool = False) -> Any:
    """A record with every declared time multiplied, in its parts too; `steady`: laws are made constant."""
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(record):
        value, known = getattr(record, field.name), field.metadata
        if isinstance(value, Law) and known["unit"] in TIME:
            law = constant(value.mean) if steady else value
            changes[field.name] = replace(law, mean=_times(law.mean, pace))
        elif "parts" in known:
            changes[field.name] = {name: paced(one, pace, steady=steady) for name, one in value.items()}
        elif dataclasses.is_dataclass(value) and not isinstance(value, Law):
            changes[field.name] = paced(value, pace, steady=steady)
        elif "declaration" in known and known["declaration"].unit in TIME:
            changes[field.name] = _times(value, pace)
    return replace(record, **changes)


def _times(value: Any, pace: float) -> Any:
    if value is None:
        return None
    return type(value)(value * pace)


def twice_as_fast(scenario: Scenario) -> Scenario:
    """All times halved, opening hours too: the same number of calls in half the time."""
    fast = paced(scenario, 0.5)
    hours = {name: _half(getattr(scenario.calendar, name)) for name in ("opens", "closes")}
    return replace(fast, calendar=replace(fast.calendar, **hours))


def _half(text: str) -> str:
    minutes = (int(text[:2]) * 60 + int(text[3:])) // 2
    return f"{minutes // 60:02}:{minutes % 60:02}"


def call_on_even_ms(run: Run, length: int) -> None:
    """Move the day's first contacts to even milliseconds of a day of some length; nobody calls twice."""
    volume = run.world.calendar[0].volume
    customer = run.world.customer
    today = np.flatnonzero(customer.next_contact < volume)
    pairs = np.floor(customer.next_contact[today] / volume * (length // 2))
    customer.next_contact[today] = np.minimum(pairs, length // 2 - 1) / (length // 2) * volume
    customer.intensity = NEARLY_NEVER


# Rows that stand elsewhere, since when somebody is off, and whole seconds, which do not double.
UNTOLD = ("case", "since", "engaged")


def as_slow(kind: str, rows: np.recarray) -> list[tuple[str, list[Any]]]:
    """Every field of some rows, times doubled; not since when somebody has been off at the next opening."""
    found = []
    for name, field in KINDS[kind].items():
        values = rows[name]
        if field.unit == "ms":
            values = np.where((values == NONE) | (values == NEVER_MS), values, 2 * values)
        if name not in UNTOLD:
            found.append((name, values.tolist()))
    return found


def plain(kind: str, rows: np.recarray) -> list[tuple[str, list[Any]]]:
    """Every field of some rows, as `as_slow` has them."""
    return [(name, rows[name].tolist()) for name in KINDS[kind] if name not in UNTOLD]


@holds(random_runs(days=1, never_closes=False))
def test_twice_the_rates_and_half_the_times_are_the_same_day_on_a_clock_twice_as_fast(run: Run) -> None:
    """Exactly, where every time is a whole number of pairs of milliseconds: so durations are constant here.

    Durations that are rounded to milliseconds differ by half of one, and order at a tie may follow. One day:
    nights and months do not shrink with the hours of opening.
    """
    scenario = paced(replace(run.scenario, customers=loyal(run.scenario.customers)), 1.0, steady=True)
    slow, fast = (
        anew(run, scenario=one, plan=replace(run.plan, week=week_of(one)))
        for one in (scenario, twice_as_fast(scenario))
    )
    length = int(slow.world.calendar[0].closes - slow.world.calendar[0].opens)
    for each in (slow, fast):
        call_on_even_ms(each, length)
        each.step()
    assert slow.world.calendar[0].opens == 2 * fast.world.calendar[0].opens
    assert slow.world.clock[0].contacts == fast.world.clock[0].contacts
    used = {name: int(slow.world.clock[0][name]) for name in ("closed", "journal")}
    used |= {"contact": int(slow.world.clock[0].contacts), "day": 1}
    for kind in ("contact", "closed", "journal", "day", "advisor", "manager"):
        here, there = (getattr(each.world, kind)[: used.get(kind)] for each in (slow, fast))
        for one, other in zip(plain(kind, here), as_slow(kind, there), strict=True):
            assert one == other, kind


def loyal(customers: Customers) -> Customers:
    """The same customers, of whom nobody leaves."""
    return replace(customers, leaving_other=0.0, leaving_service=0.0)
