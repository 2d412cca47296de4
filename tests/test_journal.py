"""The journal of a case equals every other record of the run; which case is meant; the command."""

from __future__ import annotations

import numpy as np
import pytest
from centres import (
    MINUTE,
    Centre,
    centre_of,
    refund,
    routine,
    run_of,
)
from reading import holds
from worlds import cases_of, contacts_of, random_runs

from sim.journal import telling
from sim.journal.__main__ import main
from sim.journal.printing import Journal, as_text, list_of, page_of
from sim.journal.reading import Case, case_of, cases_of_day, chosen, lines_of
from sim.journal.waiting import table_of
from sim.model import ContactCentre
from sim.refusal import Refused
from sim.states import (
    CALL_ENDS,
    CASE_STATES,
    ENDS,
    FAIR,
    HANDLED,
    NONE,
    OPEN,
    WAITING,
)
from sim.world import Run


def all_cases(run: Run) -> list[Case]:
    """Every case that began on a measured day of a run simulated to its end."""
    days = range(run.day - run.warmup)
    return [case_of(run, brief) for day in days for brief in cases_of_day(run, day)]


@holds(random_runs())
def test_the_journal_of_a_case_equals_the_log(run: Run) -> None:
    """Dates are those of the raw journal; answers, ends and outcomes those of the log of contacts."""
    log = contacts_of(run)
    raw = {(int(one.customer[0]), int(one.serial[0])): one for one in cases_of(run)}
    cases = all_cases(run)
    for case in cases:
        key = case.brief.customer, case.brief.serial
        own = log[(log.customer == key[0]) & (log.serial == key[1])]
        states = [line for line in case.lines if line.what <= ENDS]
        assert [(int(one.time), int(one.state)) for one in states] == list(
            zip(raw[key].time.tolist(), raw[key].state.tolist(), strict=True)
        )
        answers = [(int(one.time), int(one.advisor)) for one in states if one.state == HANDLED]
        answered = own[own.answered != NONE]
        assert sorted(answers) == sorted(
            zip(answered.answered.tolist(), answered.advisor.tolist(), strict=True)
        )
        ends = [(int(one.time), int(one.detail)) for one in case.lines if one.what == CALL_ENDS]
        over = own[own.outcome != WAITING]
        assert sorted(ends) == sorted(zip(over.ended.tolist(), over.outcome.tolist(), strict=True))
        paragraphs = telling.Telling(case).paragraphs()
        assert [time for time, _ in paragraphs] == sorted(time for time, _ in paragraphs)
        times = {int(line.time) for line in case.lines} | {case.brief.ended}
        assert {time for time, _ in paragraphs} <= times
        assert {time for time, _ in ends} <= {time for time, _ in paragraphs}
    began = run.world.calendar.opens[run.warmup]
    assert len(cases) == sum(one.time[0] >= began for one in raw.values())


@holds(random_runs())
def test_where_the_time_went_is_the_ledger_of_the_case(run: Run) -> None:
    """By state it is what the case itself has booked; rows add up, to the second, on both clocks."""
    contacts_of(run)
    cases = all_cases(run)
    booked = {
        (int(case.customer), int(case.serial)): case.spent for case in run.world.case if case.state != NONE
    }
    fair = np.zeros(len(CASE_STATES), np.int64)
    for case in cases:
        spent = case.spent()
        opening, wall = ([times[place] for times in spent.values()] for place in (0, 1))
        assert (sum(opening), sum(wall)) == (case.brief.latency, case.brief.ended - case.brief.began)
        rows = table_of(case)
        whole = [row for row in rows[:-1] if not row.part]
        for clock in ("opening", "wall"):
            ends = [0, *(getattr(row, clock)[1] for row in whole)]
            assert [getattr(row, clock)[0] for row in whole] == ends[:-1]
            assert getattr(rows[-1], clock) == (0, ends[-1])
        if case.brief.end == OPEN:
            left = booked[case.brief.customer, case.brief.serial].copy()
            state = int(case.stretches[-1].state) if case.stretches else NONE
            for place, (passed, _) in spent.items():
                assert passed == left[place] or place == state
        elif case.brief.end == FAIR and case.brief.stake > 0 and not case.is_undue:
            for place, (passed, _) in spent.items():
                fair[place] += passed
    if run.warmup == 0 and (run.world.customer.generation == 0).all():
        assert run.world.day[: run.day].fair_spent.sum(axis=0).tolist() == fair.tolist()


@holds(random_runs())
def test_every_case_of_any_centre_can_be_told(run: Run) -> None:
    contacts_of(run)
    for day in range(run.day - run.warmup):
        briefs = cases_of_day(run, day)
        assert as_text(list_of(run, briefs))
        for brief in briefs:
            page = as_text(page_of(case_of(run, brief)))
            assert max(map(len, page.splitlines())) <= 100
            assert "None" not in page
            assert "{" not in page


def day_of_three() -> Run:
    """Ann asks about nothing, Bob and Cid want a refund; Bob waits longer."""
    reasons = {"order": refund(80, share=0.5), "query": routine(share=0.5)}
    centre = Centre(centre_of(reasons), 3)
    centre.calls("query", ann="7:00:00").calls("order", cid="7:00:30", bob="7:01:00")
    return centre.simulate().run


def test_which_case() -> None:
    run = day_of_three()
    briefs = cases_of_day(run, 0)
    assert [(one.number, one.reason) for one in briefs] == [(1, "query"), (2, "order"), (3, "order")]
    assert chosen(briefs, 2) is chosen(briefs, "2") is chosen(briefs, "typical") is briefs[1]
    assert chosen(briefs, "slowest") is chosen(briefs, "longest") is chosen(briefs, "order") is briefs[2]
    assert chosen(briefs, "query") is briefs[0]
    page = as_text(list_of(run, briefs))
    assert "3 first contacts, 2 with something at stake" in page
    assert page.splitlines()[-2].split() == [
        "3",
        "07:01:00",
        "order",
        "80.00",
        "closed",
        "fairly",
        "0:10:30",
        "1",
    ]


@pytest.mark.parametrize("which", [0, 4, "-1", "slow", "oder"])
def test_a_case_that_is_none_is_refused(which: int | str) -> None:
    with pytest.raises(Refused, match=r"^case: "):
        chosen(cases_of_day(day_of_three(), 0), which)


def test_a_day_or_a_journal_that_is_none_is_refused() -> None:
    run = day_of_three()
    for day in (-1, 1):
        with pytest.raises(Refused, match=r"^day: .*from 0 to 0"):
            cases_of_day(run, day)
    without = run_of(centre_of(), journal=False)
    without.step()
    with pytest.raises(Refused, match="journal=True"):
        lines_of(without)
    with pytest.raises(Refused, match="has simulated"):
        cases_of_day(run_of(centre_of()), 0)


def test_the_model_tells_a_case() -> None:
    run = day_of_three()
    model = ContactCentre(run.scenario, plan=run.plan, days=2, journal=True)
    model.run = run
    journal = model.journal(case=3)
    assert isinstance(journal, Journal)
    assert journal.path[0] == (
        "Mon 6 January 2025 07:01:00",
        "The customer calls. Advisor 2 answers at once.",
    )
    assert sum(journal.spent_min.values()) * MINUTE == journal.case.brief.latency
    assert str(journal) == as_text(page_of(journal.case))
    with pytest.raises(Refused, match="journal=True"):
        ContactCentre(run.scenario, plan=run.plan, days=1).journal()


def test_the_command_lists_and_tells(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenario=ladder/one_approver_hold", "day=1", "warmup=1"]) == 0
    out, err = capsys.readouterr()
    assert "Wed 8 January 2025" in out, "one day of warm-up, then days from 0"
    assert "with something at stake" in out
    assert "measured day 1 after 1 days of warm-up" in err
    assert main(["scenario=ladder/one_approver_hold", "day=1", "warmup=1", "case=2"]) == 0
    out, _ = capsys.readouterr()
    assert out.startswith("Case 2 of Wed 8 January 2025\n")
    assert "from first call to end" in out
    assert max(map(len, out.splitlines())) <= 100


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        (["day=-1"], "day"),
        (["day=soon"], "day"),
        (["day="], "day"),
        (["day=1", "day=2"], "day"),
        (["case="], "case"),
        (["replication=x"], "replication"),
        (["compare=[hierarchical,zappos_desk]"], "compare"),
        (["governance.autority=5"], "governance.authority"),
        (["scenario=hierarchcal"], "hierarchical"),
        (["--rules", "nowhere.py"], "nowhere.py"),
        (["--config-dir", "nowhere"], "nowhere"),
        (["scenario=ladder/one_approver_hold", "warmup=0", "case=1000000"], "case"),
        (["scenario=ladder/one_approver_hold", "warmup=0", "case=compliant"], "case"),
    ],
)
def test_bad_input_is_one_line(arguments: list[str], key: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    refused = [line for line in err.splitlines() if line.startswith("refused: ")]
    assert len(refused) == 1
    assert key in refused[0]
    assert err.splitlines()[-1] == refused[0]
