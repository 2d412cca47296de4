"""The day as a whole: closing, midnight, what must add up on any centre, and two ways to run the code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from centres import MINUTE, Centre, at, centre_of, constant, refund, routine, shown, written
from hypothesis import HealthCheck, given, settings
from worlds import (
    cases_of,
    contacts_of,
    fingerprint,
    horizon,
    queue_over_time,
    random_runs,
    sojourns,
    three_forms,
    working,
)

from sim.day import FULL, begin_day
from sim.states import (
    ABANDONED_CONTACT,
    BLOCKED_CONTACT,
    CALL_BACK_CONTACT,
    CASE_ENDS,
    CASE_STATES,
    FAIR,
    FIRST,
    HANDED_OVER,
    HUNG_UP_ON_HOLD,
    LATENT,
    NONE,
    REDIAL,
    REPEAT,
    TRANSFER,
)
from sim.tables import table
from sim.world import Run

ROOT = Path(__file__).resolve().parents[1]
PATIENT = routine(patience=constant(60))
any_centre = settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])


# Closing.


def test_at_closing_the_queue_is_served_to_the_last_as_overtime() -> None:
    centre = Centre(centre_of(PATIENT)).calls(ann="18:55:00", ben="18:56:00", cleo="18:59:59.999").simulate()
    assert centre.log() == written("""
        ann   first  18:55:00      18:55:00  by0  19:00:00  19:01:00  served
        ben   first  18:56:00      19:01:00  by0  19:06:00  19:07:00  served
        cleo  first  18:59:59.999  19:07:00  by0  19:12:00  19:13:00  served
    """)
    assert centre.advisor() == {"idle": 715, "talk": 5, "overtime": 13}
    assert centre.day.waiting_area == 5 * MINUTE + 7 * MINUTE + 1


def test_a_caller_waiting_at_closing_may_still_give_up() -> None:
    """Ann holds the only advisor until 19:10; Ben's three minutes are over at 19:01."""
    reasons = {"long": routine(share=0.5, handling=constant(40)), "short": routine(share=0.5)}
    centre = (
        Centre(centre_of(reasons)).calls("long", ann="18:30:00").calls("short", ben="18:58:00").simulate()
    )
    assert centre.path("ben") == ["18:58:00 queued", "19:01:00 abandoned"]
    assert centre.advisor() == {"idle": 690, "talk": 30, "overtime": 11}


def test_an_advisor_without_a_caller_goes_home_at_closing() -> None:
    centre = Centre(centre_of(PATIENT), 2).calls(ann="18:57:00").simulate()
    worked = sorted(sum(centre.advisor(row).values()) for row in (0, 1))
    assert worked == [720, 723]


def test_only_advisors_whose_shift_lasts_until_closing_serve_the_last_callers() -> None:
    """One works from 7:00 to 11:00, and is on the line until 11:04; another from 18:00 to 19:00."""
    scenario = centre_of(routine(patience=constant(None)), demand={"slot": 60, "profile": [1 / 12] * 12})
    centre = Centre(scenario, [1] * 4 + [0] * 7 + [1])
    centre.calls(ann="10:58:00", ben="10:59:00", cleo="18:54:00", dan="18:55:00").simulate()
    assert [line.split()[3] for line in centre.log()] == ["10:58:00", "18:00:00", "18:54:00", "19:00:00"]


def test_time_after_closing_is_no_time_of_opening() -> None:
    """Decided at the desk at 19:02: five minutes on the wall, three of opening, by state as well."""
    centre = Centre(centre_of(refund(30))).calls(ann="18:57:00").simulate()
    assert centre.closed() == ["18:57:00 3 fair"]
    assert centre.run.world.closed[0].calendar == 5 * MINUTE
    assert centre.day.fair_spent[CASE_STATES.index("handled")] == centre.day.fair_spent.sum() == 3 * MINUTE


def test_nobody_is_admitted_after_closing_or_before_opening() -> None:
    """The last millisecond is the last: calls come in [7:00:00.000, 19:00:00.000)."""
    centre = Centre(centre_of(PATIENT), days=2).calls(ann="18:59:59.999", ben="Tue 7:00:00").simulate()
    assert [centre.path(name)[0] for name in ("ann", "ben")] == ["18:59:59.999 queued", "Tue 7:00:00 queued"]


def test_the_latent_contact_of_one_who_left_is_counted_and_not_made() -> None:
    """Ann left because of service at 7:30; her line is none, and who left for other reasons is replaced."""
    centre = Centre(centre_of(refund(30), staffing={"lines": 1}))
    centre.calls(ann="8:00:00", ben="8:00:00.001", cleo="9:00:00")
    world = centre.run.world
    world.customer[centre.names["ann"]].leaves_service = at("7:30:00")
    cleo = world.customer[centre.names["cleo"]]
    cleo.leaves_other, cleo.leaves_service = at("8:30:00"), at("8:10:00")
    centre.simulate()
    assert centre.log() == written("""
        ann  first  8:00:00      -            -    8:00:00      -            latent
        ben  first  8:00:00.001  8:00:00.001  by0  8:05:00.001  8:06:00.001  served
    """)
    assert centre.path("ann") == ["8:00:00 unresolved", "8:00:00 customer_left"]
    assert [line.split()[-1] for line in centre.closed()] == ["customer_left", "fair"]
    assert (centre.day.latent, centre.day.first_contacts, centre.day.answered) == (1, 1, 1)
    assert world.clock[0].lines_taken == 0


def test_without_a_journal_the_day_is_the_same() -> None:
    """Repeats, transfers between states, ends: only the dated paths are not there."""
    kept, not_kept = (
        Centre(centre_of(refund(), demand={"redial_probability": 1.0}), journal=journal)
        .calls(ann="7:00:00", ben="7:01:00", cleo="7:02:00")
        .simulate()
        for journal in (True, False)
    )
    assert kept.log() == not_kept.log()
    assert kept.run.digest == not_kept.run.digest
    assert (kept.run.journal.size > 0, not_kept.run.journal.size) == (True, 0)


@pytest.mark.parametrize("first_contacts", [{}, {"dan": "Tue 8:00:00"}], ids=["none", "one"])
def test_tables_that_are_full_at_the_opening_lose_nothing(first_contacts: dict[str, str]) -> None:
    """A request in the tray overnight, two who come back, perhaps a first contact; a row for each sort."""
    reasons = {"refund": refund(share=0.5), "any": routine(share=0.5, solve_probability=0.0)}
    again = {"repeat_probability": 1.0, "repeat_delay": constant(0)}
    scenario = centre_of(reasons, demand=again, request="call_back", time_out=12.0)
    roomy, narrow = (Centre(scenario, days=2) for _ in range(2))
    for centre in (roomy, narrow):
        centre.calls("refund", ann="18:50:00").calls("any", ben="8:00:00", cleo="9:00:00", **first_contacts)
        centre.simulate(1)
        assert centre.run.world.clock[0].far_events == 0
    narrow.run.world.put(far=table("event", 1), arrival=table("arrival", 1))
    assert begin_day(narrow.run.world, 1) == FULL
    assert narrow.simulate(1).log() == roomy.simulate(1).log()
    assert [narrow.path(name) for name in narrow.names] == [roomy.path(name) for name in roomy.names]
    assert min(narrow.run.world.far.size, narrow.run.world.arrival.size) > 1


# A centre that does not close.


def moved(lines: list[str], by: int) -> list[str]:
    """A path or log with every time moved by some ms."""
    return [" ".join(_moved(line, by)) for line in lines]


def _moved(line: str, by: int) -> list[str]:
    words, out = line.replace("Tue ", "Tue_").split(), []
    for word in words:
        out.append(shown(at(word.replace("_", " ")) + by) if ":" in word else word)
    return out


NIGHT = {
    "hold": {},
    "call_back": {"request": "call_back"},
    "two_levels": {"limits": [60.0, None], "review": constant(7)},
    "rework": {"rework_probability": 1.0},
    "time_out": {"request": "call_back", "time_out": 0.1, "review": constant(25)},
}


@pytest.mark.parametrize("form", NIGHT)
@pytest.mark.parametrize("always", [True, False], ids=["never closes", "closes at weekends only"])
def test_queue_calls_holds_and_trays_go_over_midnight_as_if_there_were_none(form: str, always: bool) -> None:
    """The same calls around noon and around midnight: queue, talk, hold, tray, call-back and redials."""
    reasons = {
        "refund": refund(share=0.5, patience=constant(9)),
        "question": routine(share=0.5, patience=constant(4)),
    }
    hours = {"never_closes": True} if always else {"opens": "00:00", "closes": "24:00"}
    scenario = centre_of(reasons, demand={"redial_probability": 0.95}, **hours, **NIGHT[form])
    around = {"ann": "{}:50:00", "ben": "{}:52:00", "dan": "{}:54:00", "eve": "{}:56:00", "gus": "{}:58:30"}
    asking = {"cleo": "{}:51:00", "fay": "{}:57:00", "hal": "{}:59:59.999"}
    logs = []
    for hour in ("11", "23"):
        centre = Centre(scenario, 2, days=2)
        centre.calls("question", **{name: time.format(hour) for name, time in around.items()})
        centre.calls("refund", **{name: time.format(hour) for name, time in asking.items()}).simulate()
        paths = [line for name in centre.names for line in centre.path(name)]
        day = centre.run.world.day[:2]
        sums = [
            int(day[name].sum()) for name in ("answered", "abandoned", "reviews", "waiting_area", "handling")
        ]
        logs.append((centre, centre.log(), paths, sums))
    (noon, noon_log, noon_paths, noon_sums), (night, night_log, night_paths, night_sums) = logs
    assert len({line.rsplit(" ", 1)[1] for line in noon_log}) > 1
    assert any("Tue" in line for line in night_log)
    order = [line.split()[0] for line in noon_log]
    assert order == [line.split()[0] for line in night_log]
    without_who = [
        [word for word in line.split() if not word.startswith("by")]
        for line in moved(noon_log, at("12:00:00"))
    ]
    assert without_who == [[w for w in line.split() if not w.startswith("by")] for line in night_log]
    assert moved(noon_paths, at("12:00:00")) == night_paths
    assert noon_sums == night_sums
    for centre in (noon, night):
        paid = [centre.advisor(row) for row in (0, 1)] + [centre.manager()]
        assert [sum(accounts.values()) for accounts in paid] == [2 * 1440] * 3
        assert all("overtime" not in accounts for accounts in paid)


def test_a_centre_open_day_and_night_closes_before_the_weekend() -> None:
    """Friday at midnight the last caller is served as overtime, and a request waits for Monday morning."""
    scenario = centre_of(refund(patience=constant(60)), opens="00:00", closes="24:00", request="call_back")
    centre = Centre(scenario, days=6).calls(ann="Fri 23:57:00", ben="Fri 23:58:00").simulate()
    assert centre.log()[:2] == written("""
        ann  first  Fri 23:57:00  Fri 23:57:00  by0  Sat 0:02:00  Sat 0:03:00  promised_call_back
        ben  first  Fri 23:58:00  Sat 0:03:00   by0  Sat 0:08:00  Sat 0:09:00  promised_call_back
    """)
    assert [line.split()[2:6] for line in centre.log()[2:]] == [
        ["Mon", "0:03:00", "Mon", "0:03:00"],
        ["Mon", "0:06:00", "Mon", "0:06:00"],
    ]
    assert centre.advisor()["overtime"] == 9


def test_a_manager_reads_one_request_at_a_time_over_midnight() -> None:
    """Ann's from 23:55 to 0:05, and only then Ben's."""
    scenario = centre_of(refund(), never_closes=True, review=constant(10))
    centre = Centre(scenario, 2, days=2).calls(ann="23:50:00", ben="23:51:00").simulate()
    assert centre.path("ann")[-1] == "Tue 0:05:00 fair"
    assert centre.path("ben")[-1] == "Tue 0:15:00 fair"
    assert centre.manager() == {"idle": 2 * 1440 - 20, "review": 20}


# What must add up, whatever the centre.


@any_centre
@given(random_runs())
def test_every_case_ends_once_or_is_open_at_the_horizon(run: Run) -> None:
    contacts = contacts_of(run)
    assert not run.unstable
    cases = cases_of(run)
    ended = [lines for lines in cases if lines.state[-1] == NONE]
    for lines in cases:
        assert (np.diff(lines.time) >= 0).all()
        assert (lines.state[:-1] != NONE).all()
        assert (lines.end[:-1] == 0).all()
        assert (np.diff(lines.attempt) >= 0).all()
        assert CASE_STATES[lines.state[0]] in ("queued", "unresolved")
    open_rows = run.world.case[run.world.case.state != NONE]
    opened = contacts[contacts.kind == FIRST]
    assert len(cases) == opened.size == len(ended) + open_rows.size
    assert run.world.clock[0].open_cases == run.world.day[run.day - 1].open_cases == open_rows.size
    assert len({(int(row.customer), int(row.serial)) for row in opened}) == opened.size


@any_centre
@given(random_runs())
def test_the_log_of_contacts_is_consistent_and_agrees_with_the_counts_of_the_days(run: Run) -> None:
    log = contacts_of(run)
    answered = log.answered != NONE
    over = log.ended != NONE
    held = log.held_from != NONE
    wrapped = log.wrapped_up != NONE
    assert (log.arrived[answered] <= log.answered[answered]).all()
    assert (log.answered[answered & over] <= log.ended[answered & over]).all()
    assert (log.answered[held] <= log.held_from[held]).all()
    assert (log.held_from[held & over] <= log.ended[held & over]).all()
    assert (log.ended[wrapped] <= log.wrapped_up[wrapped]).all()
    assert (log.arrived[over] <= log.ended[over]).all()
    assert not (wrapped & ~(answered & over)).any()
    assert (answered == (log.advisor != NONE)).all()
    called_back, made = log.kind == CALL_BACK_CONTACT, log.outcome != LATENT
    transferred = log.kind == TRANSFER
    inbound = ~called_back & ~transferred
    days = run.world.day[: run.day]
    counted = {
        "first_contacts": (log.kind == FIRST) & made,
        "latent": ~made,
        "redials": log.kind == REDIAL,
        "repeats": log.kind == REPEAT,
        "call_backs": called_back,
        "answered": answered & inbound,
        "abandoned": (log.outcome == ABANDONED_CONTACT) & inbound,
        "blocked": log.outcome == BLOCKED_CONTACT,
        "transfers": transferred,
        "transfers_abandoned": (log.outcome == ABANDONED_CONTACT) & transferred,
        "hung_up_on_hold": log.outcome == HUNG_UP_ON_HOLD,
    }
    assert {name: int(days[name].sum()) for name in counted} == {
        name: int(rows.sum()) for name, rows in counted.items()
    }
    assert (log.outcome == HANDED_OVER).sum() == transferred.sum()
    assert days.transfer_wait.sum() == (log.answered - log.arrived)[answered & transferred].sum()
    waits = (log.answered - log.arrived)[answered & inbound]
    assert days.wait.sum() == waits.sum()
    assert days.in_target.sum() == (waits <= 20_000).sum()


@any_centre
@given(random_runs())
def test_time_spent_in_states_adds_up_to_the_latency_of_every_case(run: Run) -> None:
    """The journal's paths against the table of closed cohort cases, and against the time by state."""
    log = contacts_of(run)
    first = log[(log.kind == FIRST) & (log.cohort == 1) & (log.stake > 0)]
    cohort = {(int(row.customer), int(row.serial)) for row in first}
    latencies, spent = [], np.zeros(len(CASE_STATES), np.int64)
    for lines in cases_of(run):
        if (int(lines.customer[0]), int(lines.serial[0])) not in cohort or lines.state[-1] != NONE:
            continue
        passed = np.diff(working(run, lines.time))
        latencies.append((int(passed.sum()), int(lines.end[-1]), int(lines.time[-1] - lines.time[0])))
        if lines.end[-1] == FAIR:
            np.add.at(spent, lines.state[:-1], passed)
    closed = run.world.closed[: run.world.clock[0].closed]
    assert sorted(latencies) == sorted(
        zip(closed.working.tolist(), closed.end.tolist(), closed.calendar.tolist(), strict=True)
    )
    assert (run.world.day[: run.day].fair_spent.sum(axis=0) == spent).all()


@any_centre
@given(random_runs())
def test_littles_law_holds_exactly(run: Run) -> None:
    """Little 1961: the integral of the number in the queue is the sum of the waits; three records of it."""
    contacts = contacts_of(run)
    area = int(run.world.day[: run.day].waiting_area.sum())
    assert queue_over_time(run) == sojourns(contacts, horizon(run)) == area


def test_the_check_of_littles_law_notices_one_contact_that_is_missing() -> None:
    run = three_forms(days=2)[0]
    contacts = contacts_of(run)
    waited = np.flatnonzero((contacts.answered > contacts.arrived) & (contacts.kind == FIRST))
    assert waited.size > 0
    assert sojourns(contacts, horizon(run)) == queue_over_time(run)
    assert sojourns(np.delete(contacts, waited[0]).view(np.recarray), horizon(run)) != queue_over_time(run)


@any_centre
@given(random_runs())
def test_at_the_end_of_a_day_that_closes_nobody_waits_and_nobody_works(run: Run) -> None:
    """Unless a manager still reads, or an advisor is still on the line."""
    while not run.finished:
        run.step()
        if run.world.clock[0].closes_today:
            assert run.world.clock[0].waiting == 0
            assert (run.world.advisor.state == 0).all()
            assert not (run.world.case.state == CASE_STATES.index("held")).any()


@any_centre
@given(random_runs())
def test_requests_in_the_trays_are_those_that_wait_for_a_manager(run: Run) -> None:
    while not run.finished:
        run.step()
    case = run.world.case[run.world.case.state != NONE]
    assert run.world.tray.waiting.sum() == (case.tray != NONE).sum()
    reviewed = run.world.manager.case[run.world.manager.case != NONE]
    assert len(set(reviewed.tolist())) == reviewed.size == (case.manager != NONE).sum()


def test_the_random_centres_reach_every_end_and_every_state() -> None:
    """Without this the laws above might hold on centres where nothing happens."""
    ends: set[int] = set()
    states: set[int] = set()

    @settings(max_examples=120, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(random_runs())
    def simulate(run: Run) -> None:
        contacts_of(run)
        last = run.journal.state == NONE
        ends.update(run.journal.end[last].tolist())
        states.update(run.journal.state[~last].tolist())

    simulate()
    assert {CASE_ENDS[end] for end in ends} == set(CASE_ENDS) - {"open"}
    not_yet = {"asking_advice", "on_circle_agenda"}
    assert {CASE_STATES[state] for state in states} == set(CASE_STATES) - not_yet


# Two ways to run the same code.


def test_compiled_and_interpreted_days_are_the_same() -> None:
    """Every table of three centres after two days, to the last bit."""
    script = (
        "import json; from worlds import fingerprint, three_forms; runs = three_forms(days=2);"
        "[run.step() for run in runs for _ in range(2)]; print(json.dumps([*map(fingerprint, runs)]))"
    )
    search = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": search}
    finished = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    runs = three_forms(days=2)
    for run in runs:
        contacts_of(run)
    assert json.loads(finished.stdout) == [fingerprint(run) for run in runs]
