"""The time ledger: every paid millisecond in one account, and nothing left over."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from centres import (
    MINUTE,
    Centre,
    accounts,
    centre_of,
    constant,
    exponential,
    is_open,
    refund,
    routine,
    run_of,
)
from hypothesis import HealthCheck, given, settings
from worlds import random_runs, three_forms

import sim
from sim.ledger import ledger, occupancy, remainder_ms, rostered_ms, shares_table
from sim.planning import plan_of
from sim.scenario import MS
from sim.states import ACCOUNTS, NONE, OFF
from sim.world import Run

any_centre = settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
BY_THE_HOUR = {"slot": 60, "profile": [1 / 12] * 12}


def in_minutes(account: dict[str, int]) -> dict[str, float]:
    return {name: spent / MINUTE for name, spent in account.items() if spent}


def busy_centre() -> Centre:
    """Monday: a hold open at closing, called back on Tuesday; Tuesday: one request on hold for 3 minutes."""
    return Centre(centre_of(refund()), days=2).calls(ann="18:54:00", ben="Tue 10:00:00").simulate()


def test_the_ledger_by_hand() -> None:
    """Monday talk 5, hold 1, overtime 1 (wrap-up); Tuesday call-back 2, talk 5, hold 3, wrap-up 1."""
    run = busy_centre().run
    assert in_minutes(ledger(run)) == {
        "idle": 714 + 709, "talk": 10, "hold": 4, "wrap_up": 1, "call_back": 2, "overtime": 1,
    }  # fmt: skip
    assert in_minutes(ledger(run, "manager")) == {"idle": 719 + 717, "review": 1 + 3, "overtime": 2}
    assert set(ledger(run)) == set(ACCOUNTS) - {"off"}


def test_the_ledger_from_a_later_day() -> None:
    run = busy_centre().run
    tuesday = {"idle": 709, "talk": 5, "hold": 3, "wrap_up": 1, "call_back": 2}
    assert in_minutes(ledger(run, first_day=1)) == tuesday
    assert in_minutes(ledger(run, first_day=2)) == {}
    after_warmup = Centre(centre_of(refund()), days=2, warmup=1).calls(ben="Tue 10:00:00").simulate().run
    assert in_minutes(ledger(after_warmup)) == {"idle": 711, "talk": 5, "hold": 3, "wrap_up": 1}


def test_the_roster_alone() -> None:
    """Two advisors from 7:00 to 19:00 on two days, or one whose shifts follow 1 and 2 present."""
    run = run_of(centre_of(), 2, days=2)
    run.step()
    assert rostered_ms(run) == 2 * 720 * MINUTE
    run.step()
    assert rostered_ms(run) == 2 * 2 * 720 * MINUTE
    assert rostered_ms(run, first_day=1) == 2 * 720 * MINUTE
    stairs = run_of(centre_of(demand=BY_THE_HOUR), [1] * 4 + [2] * 8, days=1)
    stairs.step()
    assert rostered_ms(stairs) == (12 + 8) * 60 * MINUTE == sum(ledger(stairs).values())


def test_occupancy_is_the_busy_share_of_the_time_present() -> None:
    """Breaks, meetings, paper work, projects and support are not presence; review is a manager's account."""
    minutes = dict.fromkeys(ACCOUNTS[1:], 0) | {
        "idle": 40,
        "talk": 20,
        "hold": 5,
        "wrap_up": 10,
        "call_back": 3,
        "rework": 2,
        "break": 30,
        "overtime": 14,
        "asking": 4,
        "advising": 2,
        "preparation": 5,
        "meeting": 60,
        "recovery": 7,
        "documenting": 9,
        "coaching": 8,
        "floor": 1,
        "reporting": 1,
        "translating": 3,
        "tinkering": 4,
        "soothing": 5,
        "supported": 12,
        "slack": 70,
        "working_group": 50,
        "chat": 20,
    }
    assert occupancy(minutes) == 80 / 120
    assert math.isnan(occupancy(dict.fromkeys(ACCOUNTS[1:], 0)))


@any_centre
@given(random_runs())
def test_nothing_is_left_over(run: Run) -> None:
    while not run.finished:
        run.step()
        assert remainder_ms(run) == 0
    assert (run.world.advisor.paid[:, OFF] == 0).all()
    assert (run.world.advisor.paid >= 0).all()


@any_centre
@given(random_runs())
def test_managers_are_paid_for_their_hours_and_for_overtime(run: Run) -> None:
    staffing = run.scenario.staffing
    calendar = run.world.calendar
    while not run.finished:
        run.step()
    hours = min((staffing.manager_shift or 24.0) * MS["h"], int(calendar.closes[0] - calendar.opens[0]))
    account = ledger(run, "manager", first_day=0)
    assert sum(account.values()) - account["overtime"] == run.day * run.world.manager.size * hours


def test_the_remainder_notices_a_lost_millisecond() -> None:
    run = busy_centre().run
    assert remainder_ms(run) == 0
    run.world.day[1].paid[1] -= 1
    assert remainder_ms(run) == -1


@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.parametrize("request_by", ["hold", "call_back"])
def test_everybody_is_paid_from_the_start_of_his_shift_until_he_leaves(seed: int, request_by: str) -> None:
    """He leaves at the end of his shift, or when he has wrapped up his last contact, if that runs beyond it.

    Against the log of contacts, advisor by advisor and day by day: 5 hours or 9, staggered.
    """
    reasons = {
        "question": routine(share=0.5, handling=exponential(8), patience=exponential(20)),
        "refund": refund(share=0.5, handling=exponential(8), patience=exponential(20)),
    }
    demand = BY_THE_HOUR | {"calls_per_day": 400.0}
    scenario = centre_of(reasons, demand=demand, request=request_by, review=exponential(4))
    run = run_of(scenario, [3] * 3 + [6] * 2 + [3] * 7, days=4, seed=seed, breaks=True)
    paid = np.zeros(run.world.advisor.size, np.int64)
    beyond = 0
    while not run.finished:
        run.step()
        log = run.contacts[~is_open(run.contacts) & (run.contacts.advisor != NONE)]
        opens = run.world.calendar[run.day - 1].opens
        for row, advisor in enumerate(run.world.advisor):
            last = log.wrapped_up[log.advisor == row].max(initial=0)
            worked = advisor.shift_start >= opens  # else his last shift was on another day
            paid[row] += worked * (max(int(last), int(advisor.shift_end)) - int(advisor.shift_start))
            beyond += bool(worked and last > advisor.shift_end)
        assert run.world.advisor.paid.sum(axis=1).tolist() == paid.tolist()
    assert beyond > 5


ROUND_THE_CLOCK = {"slot": 60, "profile": [1 / 24] * 24}


def night_centre(**how: int) -> Centre:
    """Never closes: shifts from 0:00, 8:00 and 16:00, which change hands from day to day; no breaks."""
    staffing = {"break_length": 0.0}
    scenario = centre_of(
        routine(patience=constant(120)), never_closes=True, demand=ROUND_THE_CLOCK, staffing=staffing
    )
    return Centre(scenario, 1, breaks=True, **how)


def test_who_works_until_midnight_goes_home_whatever_his_next_shift() -> None:
    """Of five advisors three work on a day; each is paid for 8 hours of it."""
    centre = night_centre(days=12).simulate()
    run = centre.run
    assert run.world.advisor.size == 5
    assert remainder_ms(run) == 0
    assert in_minutes(ledger(run)) == {"idle": 12 * 24 * 60}
    assert all(sum(centre.advisor(row).values()) % 480 == 0 for row in range(5))


def test_who_talks_over_midnight_is_paid_overtime_and_goes_home() -> None:
    """A call from 23:57 on, every night: the one who takes it ends it at 0:02 and wraps up until 0:03. His
    colleague of the night shift takes the call of 0:01, unless it is he himself who stays."""
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
    centre = night_centre(days=7)
    for day, (name, following) in enumerate(zip(names, [*names[1:], "Sun"], strict=True)):
        prefix = "" if name == "Mon" else f"{name} "
        centre.calls(**{f"late{day}": f"{prefix}23:57:00", f"early{day}": f"{following} 0:01:00"})
    centre.simulate()
    assert remainder_ms(centre.run) == 0
    log = {line.split()[0]: line for line in centre.log()}
    stayed = 0
    for day in range(6):
        late, early = (
            next(w for w in log[f"{n}{day}"].split() if w.startswith("by")) for n in ("late", "early")
        )
        stayed += late == early
        assert ("0:03:00" if late == early else "0:01:00") in log[f"early{day}"].split()
    assert stayed < 6
    assert centre.run.world.day[6].paid[ACCOUNTS.index("overtime")] == 3 * MINUTE * (6 - stayed)


def test_accounts_of_all_advisors_sum_to_the_ledger() -> None:
    for run in three_forms(days=3):
        while not run.finished:
            run.step()
        totals = run.world.advisor.paid.sum(axis=0)
        assert accounts(totals) == in_minutes(ledger(run, first_day=0))
        assert remainder_ms(run) == 0


def test_a_shift_that_begins_while_its_owner_is_still_on_the_line_is_paid_in_its_own_accounts() -> None:
    """A call of 20 hours: from 18:50 until 14:50 of the next day; overtime from 19:00 to 7:00."""
    scenario = centre_of(routine(handling=constant(20 * 60)))
    centre = Centre(scenario, days=2).calls(ann="18:50:00").simulate()
    assert centre.advisor() == {"idle": 710 + 249, "talk": 10 + 470, "wrap_up": 1, "overtime": 720}
    assert remainder_ms(centre.run) == 0


def test_a_run_that_has_not_begun_has_an_empty_ledger() -> None:
    run = run_of(replace(centre_of(), name="still"), 1)
    assert set(ledger(run).values()) == {0}


def test_shares_of_each_role_are_its_ledger_and_sum_to_one() -> None:
    scenario = sim.configure(["scenario=hierarchical", "demand.scale=0.05"], alone=True)[0].scenario
    run = Run(scenario, plan_of(scenario), days=3, seed=1)
    while not run.finished:
        run.step()
    rows = shares_table(run)
    for role in ("advisor", "manager"):
        shares = {row["account"]: row["share"] for row in rows if row["role"] == role}
        spent = {name: ms for name, ms in ledger(run, role).items() if ms}
        assert sum(shares.values()) == pytest.approx(1.0)
        assert {name: share * sum(spent.values()) for name, share in shares.items()} == pytest.approx(spent)
