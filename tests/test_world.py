"""Runs as worlds: same key, same world; what moves nothing, what every form meets alike, and overload."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from centres import centre_of, constant, exponential, refund, routine, run_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import GuardedRun, contacts_of, fingerprint, random_runs, three_forms

from sim.coordination import Circle, Coordination
from sim.projects import WorkingGroups
from sim.reasons import Reason
from sim.refusal import Refused
from sim.rights import Governance
from sim.room import FEWEST_UNSTABLE, PER_PERSON_UNSTABLE
from sim.scenario import Group
from sim.states import CALL_BACK_CONTACT, FIRST, LATENT
from sim.world import Run

FORMS = ["hold", "call_back", "three_levels"]


def simulated(run: Run, days: int | None = None) -> Run:
    """The run after some days, or after all."""
    for _ in range(days or run.days):
        run.step()
    return run


# Same key, same world.


@pytest.mark.parametrize("place", range(3), ids=FORMS)
def test_the_same_seed_gives_the_same_world(place: int) -> None:
    one, other = (simulated(three_forms(days=3)[place]) for _ in range(2))
    assert fingerprint(one) == fingerprint(other)
    assert one.digest == other.digest != 0


@pytest.mark.parametrize("change", [{"replication": 1}, {"seed": 2}], ids=["replication", "seed"])
def test_another_key_gives_another_world(change: dict[str, int]) -> None:
    one, other = (simulated(three_forms(days=3, **how)[0]) for how in ({}, change))
    assert one.digest != other.digest


@pytest.mark.parametrize("place", range(3), ids=FORMS)
def test_a_copy_goes_on_like_the_original(place: int) -> None:
    straight = simulated(three_forms(days=6)[place])
    run = simulated(three_forms(days=6)[place], 3)
    copy = run.copy()
    simulated(copy, 3)
    simulated(run, 3)
    assert fingerprint(straight) == fingerprint(run) == fingerprint(copy)


def test_a_copy_shares_nothing_that_changes() -> None:
    run = simulated(three_forms(days=6)[0], 3)
    before = fingerprint(run)
    copy = run.copy()
    pairs = zip(run.world, copy.world, strict=True)
    assert not [1 for one, other in pairs if isinstance(one, np.ndarray) and np.shares_memory(one, other)]
    copy.govern(replace(copy.scenario, governance=replace(copy.scenario.governance, refusal_probability=1.0)))
    copy.world.advisor.authority = 0.0
    simulated(copy, 3)
    assert fingerprint(run) == before
    assert run.day == 3
    assert (
        fingerprint(simulated(run, 3)) == fingerprint(simulated(three_forms(days=6)[0])) != fingerprint(copy)
    )


def test_a_later_horizon_changes_nothing_before_it() -> None:
    """But the settings that only make tables larger."""
    short, long = (simulated(three_forms(days=days)[1], 4) for days in (4, 40))
    assert short.digest == long.digest
    assert short.world.day[3].tobytes() == long.world.day[3].tobytes()


@pytest.mark.parametrize("place", range(3), ids=FORMS)
def test_keeping_the_journal_changes_nothing(place: int) -> None:
    with_it, without = (simulated(three_forms(days=3, journal=kept)[place]) for kept in (True, False))
    assert with_it.digest == without.digest
    assert (
        with_it.world.closed.tobytes()[: with_it.world.clock[0].closed]
        == without.world.closed.tobytes()[: without.world.clock[0].closed]
    )
    assert (with_it.journal.size > 0, without.journal.size) == (True, 0)


@pytest.mark.parametrize("place", range(3), ids=FORMS)
@pytest.mark.parametrize("rows", [1, 9, 13, 40])
def test_tables_that_begin_too_small_grow_and_change_nothing(place: int, rows: int) -> None:
    """No row is ever written behind the end of a table."""
    small = simulated(three_forms(days=3, kind=GuardedRun, rows=rows)[place])
    assert isinstance(small, GuardedRun)
    assert small.intact
    assert fingerprint(small) == fingerprint(simulated(three_forms(days=3)[place]))


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(random_runs(kind=GuardedRun), st.integers(9, 60))
def test_no_centre_writes_behind_the_end_of_a_table(run: GuardedRun, rows: int) -> None:
    run.shrink(rows)
    contacts_of(run)
    assert run.intact


def test_the_guard_notices_a_row_too_many() -> None:
    run = three_forms(days=1, kind=GuardedRun)[0]
    assert isinstance(run, GuardedRun)
    table = run.world.event
    behind = np.lib.stride_tricks.as_strided(table, (table.size + 1,))
    behind[-1] = 0
    assert not run.intact


# What every form of governance meets alike.

YEAR = 252
ALIKE = {
    "hierarchy": Governance(limits=[60.0, None], refusal_probability=0.3, review=exponential(3)),
    "pooled": Governance(approver="pooled", request="call_back", limits=[None], tray_interval=30.0),
    "desk autonomy": Governance(authority=1e6),
    "no decisions": Governance(decisions=False),
}


def a_year(governance: Governance, advisors: int = 3) -> Run:
    """A year of a small centre of whose customers most leave because of service."""
    reasons = {
        "routine": Reason(share=0.5, handling=exponential(4), solve_probability=0.5),
        "refund": Reason(share=0.5, handling=exponential(6), stake_share=0.8),
    }
    demand = {"calls_per_day": 90.0, "redial_probability": 0.6, "repeat_probability": 0.5, "busyness_cv": 0.2}
    leaving = {"leaving_other": 0.02, "leaving_service": 0.06, "intensity_cv": 1.0}
    scenario = replace(centre_of(reasons, demand=demand, customers=leaving), governance=governance)
    return run_of(scenario, advisors, days=YEAR, customers=1500, journal=False, warmup=5)


def cohort(contacts: np.recarray, *fields: str) -> list[np.ndarray]:
    """The first contacts of the cohort, made or latent, in a fixed order."""
    first = contacts[(contacts.cohort == 1) & (contacts.kind == FIRST)]
    first = first[np.lexsort((first.serial, first.customer))]
    return [first[field] for field in ("customer", "serial", "arrived", *fields)]


@pytest.fixture(scope="module")
def years() -> dict[str, np.recarray]:
    """All contacts of a year under every form."""
    return {form: contacts_of(a_year(governance)) for form, governance in ALIKE.items()}


@pytest.mark.parametrize("form", list(ALIKE)[1:])
def test_every_form_meets_the_same_first_contacts_although_customers_leave(
    form: str, years: dict[str, np.recarray]
) -> None:
    one, other = (cohort(years[name], "reason", "stake") for name in ("hierarchy", form))
    assert one[0].size > 5000
    for here, there in zip(one, other, strict=True):
        np.testing.assert_array_equal(here, there)


def test_who_leaves_because_of_service_differs_from_form_to_form(years: dict[str, np.recarray]) -> None:
    """Else the test above would say nothing."""
    latent = {form: int((contacts.outcome == LATENT).sum()) for form, contacts in years.items()}
    assert min(latent.values()) > 500
    assert len(set(latent.values())) == len(latent)


def test_one_more_advisor_moves_no_reason_no_stake_and_no_first_contact() -> None:
    logs = [contacts_of(a_year(ALIKE["hierarchy"], advisors)) for advisors in (3, 4)]
    one, other = (cohort(log, "reason", "stake") for log in logs)
    for here, there in zip(one, other, strict=True):
        np.testing.assert_array_equal(here, there)
    assert logs[0].answered.sum() != logs[1].answered.sum()
    drawn = [{(c.customer, c.serial): (c.reason, c.stake) for c in log} for log in logs]
    shared = drawn[0].keys() & drawn[1].keys()
    assert len(shared) > 5000
    assert all(drawn[0][key] == drawn[1][key] for key in shared)


# Nobody there, and too much to do.

BUSY = {"calls_per_day": 300.0}


@pytest.mark.parametrize("rights", [{}, {"decisions": False}, {"approver": "pooled", "request": "call_back"}])
@pytest.mark.parametrize("never_closes", [False, True])
def test_without_staff_everybody_gives_up(rights: dict[str, Any], never_closes: bool) -> None:
    demand = BUSY | {"redial_probability": 0.6}
    scenario = centre_of(refund(patience=exponential(6)), demand=demand, never_closes=never_closes, **rights)
    run = run_of(scenario, 0, days=4)
    contacts = contacts_of(run)
    days = run.world.day[:4]
    assert (run.unstable, run.day) == (False, 4)
    assert contacts.size > 1500
    assert days.answered.sum() == 0
    assert days.abandoned.sum() == (contacts.ended >= 0).sum()
    still = int(run.world.clock[0].waiting)
    assert days.abandoned.sum() + still == days.first_contacts.sum() + days.redials.sum()


UNBEARABLE: dict[str, Callable[[], Run]] = {
    "nobody answers, nobody gives up": lambda: run_of(
        centre_of(routine(patience=constant(None)), demand=BUSY), 0, days=50
    ),
    "nobody answers round the clock": lambda: run_of(
        centre_of(routine(patience=constant(None)), demand=BUSY, never_closes=True), 0, days=50
    ),
    "too many calls, nobody gives up": lambda: run_of(
        centre_of(routine(patience=constant(None)), demand={"calls_per_day": 600.0}, never_closes=True),
        1,
        days=50,
    ),
    "too many requests for one manager": lambda: run_of(
        centre_of(refund(), demand=BUSY, request="call_back", review=constant(60)), 5, days=50
    ),
    "requests that nobody reads": lambda: run_of(
        centre_of(refund(), demand=BUSY, request="call_back", review=constant(1e5)), 5, days=50
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", UNBEARABLE)
def test_overload_without_end_is_called_unstable_in_bounded_memory(case: str) -> None:
    run = UNBEARABLE[case]()
    bytes_before = sum(part.nbytes for part in run.world if isinstance(part, np.ndarray))
    simulated(run)
    assert run.unstable
    assert run.finished
    assert run.day < 50
    waiting = int(run.world.clock[0].waiting) + int(run.world.tray.waiting.sum())
    people = max(run.world.advisor.size, run.world.manager.size, 1)
    assert waiting <= FEWEST_UNSTABLE + PER_PERSON_UNSTABLE * people + 2 * 600
    assert sum(part.nbytes for part in run.world if isinstance(part, np.ndarray)) < 20 * bytes_before
    reached = fingerprint(run)
    assert fingerprint(simulated(run, 3)) == reached


def test_too_many_calls_in_one_day_are_noticed_within_the_day() -> None:
    """Memory follows the queue at which overload is told, not the day's volume."""
    demand = {"calls_per_day": 100_000.0}
    scenario = centre_of(routine(patience=constant(None)), demand=demand, never_closes=True)
    run = run_of(scenario, 1, days=5, kind=GuardedRun, rows=100, customers=1000)
    simulated(run)
    assert (run.unstable, run.day) == (True, 0)
    assert run.world.contact.size < 8 * FEWEST_UNSTABLE


@pytest.mark.parametrize(
    "relief",
    [{"time_out": 24.0}, {"authority": 100.0}, {"review": constant(1)}],
    ids=lambda relief: next(iter(relief)),
)
def test_what_relieves_the_managers_makes_the_same_load_bearable(relief: dict[str, Any]) -> None:
    rights = {"request": "call_back", "review": constant(60)} | relief
    run = simulated(run_of(centre_of(refund(), demand=BUSY, **rights), 5, days=50))
    assert (run.unstable, run.day) == (False, 50)


def test_call_backs_are_contacts_and_not_arrivals() -> None:
    run = three_forms(days=3)[1]
    contacts = contacts_of(run)
    days = run.world.day[:3]
    offered = int((days.first_contacts + days.redials + days.repeats + days.latent).sum())
    assert (contacts.kind != CALL_BACK_CONTACT).sum() == offered
    assert (contacts.kind == CALL_BACK_CONTACT).sum() == days.call_backs.sum() > 50


class TestGovern:
    """What a run cannot go on with is refused, and changes nothing."""

    @staticmethod
    def reasons(*priorities: int) -> dict[str, Reason]:
        first, later = priorities
        return {"first": routine(share=0.5, priority=first), "later": refund(share=0.5, priority=later)}

    def a_run(self) -> Run:
        return run_of(centre_of(self.reasons(1, 0), limits=[100.0, None]), 2, days=1)

    @pytest.mark.parametrize(
        ("part", "changes", "key"),
        [
            ("governance", {"decisions": False}, "governance.decisions"),
            ("governance", {"approver": "pooled"}, "governance.approver"),
            ("governance", {"limits": []}, "governance.limits"),
            ("governance", {"circles": {"team": Circle()}}, "governance.circles"),
            ("people", {"skill": 0.9}, "people"),
            ("governance", {"working_groups": WorkingGroups(at_once=1)}, "governance.working_groups.at_once"),
            (
                "governance",
                {"working_groups": WorkingGroups(volunteers=1)},
                "governance.working_groups.volunteers",
            ),
            (
                "governance",
                {"working_groups": WorkingGroups(meet_for=1)},
                "governance.working_groups.meet_for",
            ),
            ("governance", {"coordination": Coordination(roles=3)}, "governance.coordination.roles"),
            ("staffing", {"groups": {"one": Group(share=0.5), "two": Group(share=0.5)}}, "staffing.groups"),
        ],
    )
    def test_refused(self, part: str, changes: dict[str, Any], key: str) -> None:
        run = self.a_run()
        before = run.scenario
        with pytest.raises(Refused, match=rf"^{key}: .*as when the run began"):
            run.govern(replace(before, **{part: replace(getattr(before, part), **changes)}))
        assert run.scenario is before

    @pytest.mark.parametrize("priorities", [(0, 0), (0, 1), (1, 1)])
    def test_other_queues_are_refused(self, priorities: tuple[int, int]) -> None:
        run = self.a_run()
        other = replace(run.scenario.demand, reasons=self.reasons(*priorities))
        with pytest.raises(Refused, match=r"^demand\.reasons: .*as when the run began"):
            run.govern(replace(run.scenario, demand=other))

    def test_nobody_who_could_be_asked(self) -> None:
        """Without managers, from advice or not."""
        alone = centre_of(self.reasons(1, 0), limits=[], beyond="advise")
        run = run_of(alone, 2)
        asking = replace(alone, governance=replace(alone.governance, beyond="ask"))
        with pytest.raises(Refused, match=r"^governance\.limits: \[\]: expected a manager for every advisor"):
            run.govern(asking)
        assert run.scenario is alone
        with pytest.raises(Refused, match=r"^governance\.limits"):
            run_of(asking, 2)

    def test_accepted(self) -> None:
        run = self.a_run()
        run.govern(replace(run.scenario, governance=replace(run.scenario.governance, time_out=1.0)))
        assert run.world.settings.time_out[0] == 3_600_000
