"""Laws of whole runs: names and rows mean nothing, and what has nothing in common stays apart.

Every law holds bit by bit, since every draw has a key of its own. Customers and advisors cannot be permuted:
their rows are the keys of their draws. All other rows can.
"""

from __future__ import annotations

import dataclasses
import random
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from centres import centre_of, exponential, run_of
from config_files import one, write
from hypothesis import strategies as st
from random_worlds import choices
from reading import holds
from worlds import anew, contacts_of, fingerprint, random_runs, simulated

from sim.machinery import CHUNK_ROWS
from sim.reasons import Reason
from sim.scenario import Group, Scenario
from sim.states import NONE
from sim.world import Run

ANY = random_runs()
RANDOM = st.randoms(use_true_random=False)
PACKAGED = ("collection", "complaint", "information", "retention", "technical")  # reasons left out by null
NEVER_CALLS = 1e300  # operational time


# Names.


def renamed(scenario: Scenario, reasons: dict[str, str], groups: dict[str, str]) -> Scenario:
    """Other names for reasons and groups, wherever they stand; in the order of the new names."""

    def told(listed: list[str], names: dict[str, str]) -> list[str]:
        return ["+".join(names[name] for name in choice.split("+")) for choice in listed]

    demand, staffing = scenario.demand, scenario.staffing
    whys = {reasons[n]: replace(r, route_to=told(r.route_to, groups)) for n, r in demand.reasons.items()}
    teams = {groups[n]: replace(g, serves=told(g.serves, reasons)) for n, g in staffing.groups.items()}
    return with_parts(scenario, whys, teams)


def with_parts(scenario: Scenario, reasons: dict[str, Reason], groups: dict[str, Group]) -> Scenario:
    """Other reasons and groups, in the order of their names."""
    return replace(
        scenario,
        demand=replace(scenario.demand, reasons=dict(sorted(reasons.items()))),
        staffing=replace(scenario.staffing, groups=dict(sorted(groups.items()))),
    )


@holds(ANY)
def test_other_names_in_the_same_order_change_nothing(run: Run) -> None:
    reasons = {name: f"why_{row:02}" for row, name in enumerate(run.scenario.demand.reasons)}
    groups = {name: f"who_{row:02}" for row, name in enumerate(run.scenario.staffing.groups)}
    other = simulated(anew(run, scenario=renamed(run.scenario, reasons, groups)))
    assert fingerprint(simulated(run)) == fingerprint(other)


@holds(ANY, RANDOM, few=3, many=60)
def test_the_order_of_keys_in_a_file_changes_nothing(run: Run, shuffles: random.Random) -> None:
    """What is written in any order and read again is the same centre, its names in the same order."""
    scenario = replace(
        run.scenario, name="mine", customers=replace(run.scenario.customers, leaving_other=0.1)
    )
    scenario = replace(scenario, customers=replace(scenario.customers, leaving_service=0.1))
    told = dataclasses.asdict(scenario)
    del told["name"]
    told["demand"]["reasons"] |= dict.fromkeys(PACKAGED)
    with tempfile.TemporaryDirectory() as folder:
        text = yaml.safe_dump(shuffled(told, shuffles), sort_keys=False)
        found = one("scenario=mine", folder=write(Path(folder), mine=text)).scenario
    for part in ("calendar", "demand", "staffing", "governance", "support", "people", "customers"):
        assert getattr(found, part) == getattr(scenario, part)
    assert list(found.demand.reasons) == list(scenario.demand.reasons)
    assert list(found.staffing.groups) == list(scenario.staffing.groups)


def shuffled(value: Any, shuffles: random.Random) -> Any:
    """Nested mappings with their keys in any order."""
    if not isinstance(value, dict):
        return value
    keys = list(value)
    shuffles.shuffle(keys)
    return {key: shuffled(value[key], shuffles) for key in keys}


# Rows.


@holds(ANY, RANDOM)
def test_which_row_a_case_a_tray_a_queue_or_a_chunk_has_changes_nothing(
    run: Run, shuffles: random.Random
) -> None:
    """Rows that are the key of no draw, permuted before the first day and put back after the last."""
    straight = simulated(anew(run))
    tray, classes = run.world.manager.tray.copy(), run.world.reason.queue.copy()
    _permute_cases(run, shuffles)
    _permute_chunks(run, shuffles)
    _permute_queues(run, shuffles)
    trays = _permute_trays(run, shuffles)
    simulated(run)
    run.world.put(tray=run.world.tray[trays])
    run.world.manager.tray, run.world.reason.queue = tray, classes
    assert fingerprint(run) == fingerprint(straight)


def permutation(size: int, shuffles: random.Random) -> np.ndarray:
    """New row of every row."""
    rows = list(range(size))
    shuffles.shuffle(rows)
    return np.array(rows, np.int32)


def _permute_cases(run: Run, shuffles: random.Random) -> None:
    order = permutation(run.world.case.size, shuffles)
    run.world.case.next[order[:-1]] = order[1:]
    run.world.case.next[order[-1]] = NONE
    run.world.clock.free_case = order[0]


def _permute_chunks(run: Run, shuffles: random.Random) -> None:
    """The rows of chunks, and the order of the customers in every full one."""
    chunks, calendar, clock = run.world.chunk, run.world.calendar, run.world.clock
    size = chunks.size
    new = np.append(permutation(size, shuffles), [size, NONE])  # one row behind the last, and none
    old = chunks.copy()
    old.next = new[old.next]
    chunks[new[:size]] = old
    first = calendar.callers.copy()
    calendar.callers = new[first]
    clock.free_chunk = new[clock.free_chunk]
    for day in np.flatnonzero(first != NONE):
        row = chunks.next[calendar.callers[day]]
        while 0 <= row < size:
            chunks.customers[row] = chunks.customers[row][permutation(CHUNK_ROWS, shuffles)]
            row = chunks.next[row]


def _permute_queues(run: Run, shuffles: random.Random) -> None:
    """Classes of reasons in another order, each with its bands."""
    world = run.world
    bands = max(len(world.group), 1)
    new = permutation(world.queue.size // bands, shuffles)
    rows = (np.argsort(new)[:, None] * bands + np.arange(bands)).ravel()
    world.queue[:] = world.queue[rows].copy()
    world.route[:] = world.route[rows].copy()
    world.prefer[:] = world.prefer[:, rows].copy()
    world.reason.queue = new[world.reason.queue // bands] * bands


def _permute_trays(run: Run, shuffles: random.Random) -> np.ndarray:
    world = run.world
    new = permutation(world.tray.size, shuffles)
    if new.size:
        world.manager.tray = new[world.manager.tray]
        pooled = world.level_tray
        pooled[pooled >= 0] = new[pooled[pooled >= 0]]
    return new


# What is there and not used.


@holds(ANY, st.sampled_from("az"), st.sampled_from("az"))
def test_a_reason_nobody_has_and_a_group_of_nobody_change_nothing(run: Run, why: str, who: str) -> None:
    """First or last in the order of names, so that all other rows move; one group goes the way of several.

    The group answers that reason alone. One that answered others would change them: it has a right to decide.
    """
    reasons, groups = run.scenario.demand.reasons, run.scenario.staffing.groups
    given = next(iter(groups.values())).present is not None
    nobody = Group(
        share=None if given else 0.0, present=[0.0] if given else None, serves=[why], authority=1e9
    )
    teams = {n: replace(g, share=1.0) if not given and g.share is None else g for n, g in groups.items()}
    unused = Reason(share=0.0, stake_share=1.0, priority=9, extension_share=1.0)
    more = with_parts(run.scenario, {**reasons, why: unused}, {**teams, who: nobody})
    other = simulated(anew(run, scenario=more))
    _put_back(other, list(more.demand.reasons).index(why), list(more.staffing.groups).index(who))
    assert fingerprint(simulated(run), without=("reason",)) == fingerprint(other, without=("reason",))


def _put_back(run: Run, reason: int, group: int) -> None:
    """Rows as if a reason and a group were not there."""
    run.world.contact.reason -= run.world.contact.reason > reason
    run.world.advisor.group -= run.world.advisor.group > group


# Apart.


def told_apart(log: np.recarray, *but: str) -> list[tuple[Any, ...]]:
    """Contacts in a fixed order, without what depends on the rows of others."""
    names = [name for name in log.dtype.names if name not in ("case", *but)]
    return sorted(zip(*(log[name].tolist() for name in names), strict=True))


@holds(
    random_runs(decisions=False, leaving_service=0.0, breaks=False),
    choices(["refund", "routine", "sale"]),
    st.integers(0, 3),
    st.integers(0, 3),
)
def test_what_happens_in_one_group_does_not_touch_another(
    run: Run, order: list[str], staff: int, other_staff: int
) -> None:
    """Two groups with reasons of their own, nothing decided, lines for all: the second's staff is changed."""
    mine = order[:1] or ["routine"]
    own = mine[0].split("+")
    theirs = [name for name in run.scenario.demand.reasons if name not in own] or ["nothing else"]
    reasons = dict(run.scenario.demand.reasons)
    reasons.setdefault("nothing else", replace(reasons["routine"], share=0.0))
    reasons = {name: replace(reason, route_to=[]) for name, reason in reasons.items()}
    logs = []
    for number in (staff, other_staff):
        groups = {
            "first": Group(present=[1.0], serves=mine),
            "second": Group(present=[float(number)], serves=theirs),
        }
        scenario = with_parts(run.scenario, reasons, groups)
        scenario = replace(scenario, staffing=replace(scenario.staffing, lines=None))
        plan = replace(run.plan, present=(run.plan.week.calls > 0) * (1 + number))
        log = contacts_of(anew(run, scenario=scenario, plan=plan))
        rows = [list(scenario.demand.reasons).index(name) for name in own]
        logs.append(told_apart(log[np.isin(log.reason, rows)].view(np.recarray)))
    assert logs[0] == logs[1]


@holds(ANY, st.lists(st.booleans(), min_size=300, max_size=300))
def test_where_nobody_waits_customers_do_not_know_of_each_other(run: Run, silent: list[bool]) -> None:
    """Some never call: the contacts of the others, and when they leave, stay as they are."""
    reason = Reason(handling=exponential(4), solve_probability=0.6, extension_share=0.3)
    demand = {"calls_per_day": 200.0, "repeat_probability": 0.8, "repeat_delay": exponential(1)}
    customers = {"leaving_other": 0.5, "leaving_service": 0.5}
    scenario = centre_of(reason, demand=demand, customers=customers, decisions=False)
    seed = int(run.world.key[0])
    logs = []
    for few in (False, True):
        ample = run_of(scenario, 60, customers=300, days=4, seed=seed)
        if few:
            ample.world.customer.next_contact[silent] = NEVER_CALLS
        log = contacts_of(ample)
        assert (log.answered[log.advisor != NONE] == log.arrived[log.advisor != NONE]).all()
        logs.append(told_apart(log[~np.array(silent)[log.customer]].view(np.recarray), "advisor"))
        logs.append(ample.world.customer.leaves_service[~np.array(silent)].tolist())
    assert logs[:2] == logs[2:]


@holds(random_runs(decisions=False, never_closes=False))
def test_whose_shift_it_is_moves_no_contact(run: Run) -> None:
    """Teams of another size draw other advisors for the shifts; nothing is decided, so teams do no more.

    Not where the centre never closes: who is busy at midnight begins his next shift late.
    """
    span = 4.0 - run.scenario.staffing.span_of_control
    scenario = replace(run.scenario, staffing=replace(run.scenario.staffing, span_of_control=span))
    other = anew(run, scenario=scenario)
    assert told_apart(contacts_of(run), "advisor") == told_apart(contacts_of(other), "advisor")
    assert (run.world.day.paid == other.world.day.paid).all()
