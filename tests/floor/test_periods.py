"""The ledger period by period: its rows, and what stands in them."""

from __future__ import annotations

from typing import Any

import pytest
from centres import Centre, centre_of, refund, routine, run_of

from sim.ledger import by_period, ledger
from sim.refusal import Refused

SOOTHED = {"needs": True, "soothe_share": 1.0, "tinker_share": 0.0, "translate_share": 0.0}


def kept(days: int = 1, warmup: int = 0, **rights: Any) -> Centre:
    return Centre(centre_of(refund(80), **rights), days=days, warmup=warmup, ledger_every=60)


def said(row: dict[str, float]) -> dict[str, float]:
    """What is not zero in a row, but for its place."""
    placed = ("day", "period", "until_h")
    return {name: each for name, each in row.items() if each and name not in placed}


def test_a_day_hour_by_hour() -> None:
    """Twelve hours of opening, and the rest. Talk from 7:57 until 8:02, hold until 8:05, notes to 8:06."""
    rows = by_period(kept().calls(ann="7:57:00").simulate().run)
    assert [(row["day"], row["period"], row["until_h"]) for row in rows] == [
        *((0, hour, 8.0 + hour) for hour in range(12)),
        (0, 12, 31.0),
    ]
    assert said(rows[0]) == {"advisors_idle_min": 57, "advisors_talk_min": 3, "managers_idle_min": 60}
    assert said(rows[1]) == {
        "advisors_talk_min": 2, "advisors_hold_min": 3, "advisors_wrap_up_min": 1, "advisors_idle_min": 54,
        "managers_review_min": 3, "managers_idle_min": 57,
    }  # fmt: skip
    assert said(rows[12]) == {}


def test_overtime_stands_in_the_rest_of_the_day() -> None:
    rows = by_period(kept().calls(ann="18:58:00").simulate().run)
    assert said(rows[12]) == {"advisors_overtime_min": 4}


def test_half_an_hour_at_the_end_belongs_to_the_rest() -> None:
    rows = by_period(kept(closes="09:30").simulate().run)
    assert [row["until_h"] for row in rows] == [8, 9, 31]
    assert rows[2]["advisors_idle_min"] == 30


def test_a_centre_that_never_closes_has_24_hours() -> None:
    run = run_of(centre_of(routine(), never_closes=True), days=2, ledger_every=60)
    run.step()
    run.step()
    rows = by_period(run)
    assert [row["period"] for row in rows] == [*range(24), *range(24)]
    assert {
        row["advisors_idle_min"] + row["advisors_talk_min"] + row["advisors_wrap_up_min"] for row in rows
    } == {60.0}


def test_days_of_the_warm_up_are_left_out_and_all_sums_agree() -> None:
    run = kept(days=2, warmup=1, people=SOOTHED).calls(ann="Tue 9:00:00", ben="8:00:00").simulate().run
    rows = by_period(run)
    assert [row["day"] for row in rows] == [0] * 13
    for role in ("advisor", "manager"):
        for name, ms in ledger(run, role).items():
            assert sum(row[f"{role}s_{name}_min"] for row in rows) == pytest.approx(ms / 60_000), name


def test_needs_stand_in_their_hours() -> None:
    """Needed from 7:31, a meeting until 8:00: left undone at 7:51; needed again from 8:05, met by 8:14.

    The next morning is like the first.
    """
    support = {"meeting_share": 0.5, "manager_round": 60.0}
    scenario = centre_of(routine(hostile_share=1.0), people=SOOTHED | {"need_lasts": 20.0}, support=support)
    centre = Centre(scenario, days=2, ledger_every=60)
    centre.calls(ann="7:26:00", ben="8:00:00", cy="Tue 7:26:00").simulate()
    rows = by_period(centre.run)
    named = ("needs_soothe", "met_soothe", "undone_soothe")
    assert [rows[0][name] for name in named] == [rows[13][name] for name in named] == [1, 0, 1]
    assert [rows[1][name] for name in named] == [1, 1, 0]
    assert rows[1]["managers_soothing_min"] == rows[1]["advisors_supported_min"] == 8


def test_a_run_that_keeps_no_periods_says_so() -> None:
    run = Centre(centre_of(refund(80))).simulate().run
    with pytest.raises(Refused, match="ledger_every"):
        by_period(run)


def test_half_hours_fall_on_the_half_hour() -> None:
    rows = by_period(
        Centre(centre_of(refund(80)), days=1, ledger_every=30).calls(ann="7:57:00").simulate().run
    )
    assert [row["until_h"] for row in rows] == [7.5 + 0.5 * place for place in range(24)] + [31]
    assert said(rows[1]) == {"advisors_idle_min": 27, "advisors_talk_min": 3, "managers_idle_min": 30}
