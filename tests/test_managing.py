"""Measures of managers' time and of support, each held against a centre worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from centres import Centre, centre_of, routine
from test_practice import assert_measures

from sim.managing import managing
from sim.practice import Outputs

SOOTHED = {"needs": True, "soothe_share": 1.0, "tinker_share": 0.0, "translate_share": 0.0}
TWO_PARTS = {"meeting_share": 0.5, "manager_round": 60.0}


def measured(advisors: int = 1, **rights: Any) -> Outputs:
    """Two hostile callers, at 7:00 and 7:26; each makes the advisor need somebody for 8 minutes."""
    rights["people"] = SOOTHED | rights.get("people", {})
    centre = Centre(centre_of(routine(hostile_share=1.0), **rights), advisors)
    return managing(centre.calls(ann="7:00:00", ben="7:26:00").simulate().run)


def test_a_manager_who_comes_once_in_time() -> None:
    """The first need at once, the second after his meeting, 29 minutes later; 2 needs of a day: 10 a week."""
    assert_measures(
        measured(support=TWO_PARTS),
        manager_available_share=0.5,
        met_by_peers_share=0,
        met_by_circles_share=0,
        needs_per_advisor_week_soothe=10,
        needs_per_advisor_week_tinker=0,
        needs_met_share_soothe=1,
        needs_met_share_tinker=None,
        undone_share_soothe=0,
        undone_share_translate=None,
        hostile_share=1,
        supported_share=16 / 720,
        supporting_share=0,
        managers_approving_share=(360 - 16) / 720,
        managers_meeting_share=0.5,
        managers_supporting_share=16 / 720,
        managers_floor_share=0,
        relapse_share=None,
        exposure_share=0,
    )


def test_needs_left_undone() -> None:
    outputs = measured(support=TWO_PARTS, people={"need_lasts": 20.0})
    assert_measures(outputs, undone_share_soothe=0.5, needs_met_share_soothe=0.5)


def test_colleagues_without_managers() -> None:
    outputs = measured(2, support={"peers_soothe": True}, limits=[], beyond="advise")
    assert_measures(
        outputs,
        met_by_peers_share=1,
        manager_available_share=0,
        supported_share=16 / 1440,
        supporting_share=16 / 1440,
        managers_approving_share=None,
        exposure_share=None,
    )


def test_shares_of_a_divided_day() -> None:
    """Nine rounds of 80 minutes; the advisor is with his coach for a quarter of the day, but 6 minutes."""
    shares = {"floor_share": 0.25, "coaching_share": 0.25, "reporting_share": 0.125}
    outputs = measured(support=shares | {"manager_round": 80.0}, people={"needs": False})
    assert_measures(
        outputs,
        managers_floor_share=0.25,
        managers_coaching_share=0.25,
        managers_reporting_share=0.125,
        managers_meeting_share=0,
        managers_approving_share=0.375,
        relapse_share=0,
        hostile_share=0,
        manager_available_share=None,
        delegations_per_week=0,
        authority_mean_eur=50,
    )
    assert outputs["coaching_share"] == pytest.approx(0.25)


def test_each_over_what_it_says() -> None:
    """Numbers planted in the tables, of which no two ratios are alike."""
    run = Centre(centre_of(routine()), 2).simulate().run
    day = run.world.day[0]
    day.answered, day.chats, day.transfers, day.transfers_abandoned, day.hostile = 70, 20, 5, 2, 11
    day.needs[:], day.met[:], day.undone[:] = (7, 11, 13), (3, 5, 6), (2, 1, 4)
    day.available = 9
    day.met_by_peers[:], day.met_by_circles[:] = (1, 2, 4), (1, 2, 0)
    day.relapses, day.parts, day.exposure, day.delegations = 3, 8, 0.3, 1
    assert_measures(
        managing(run),
        hostile_share=11 / 53,
        manager_available_share=9 / 31,
        met_by_peers_share=7 / 31,
        met_by_circles_share=3 / 31,
        needs_per_advisor_week_translate=7 * 5 / 2,
        needs_met_share_tinker=5 / 11,
        undone_share_soothe=4 / 13,
        relapse_share=3 / 8,
        exposure_share=0.3,
        delegations_per_week=5,
    )
