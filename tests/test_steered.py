"""Measures of steered work and of projects, each held against a centre worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from centres import Centre, centre_of, constant, refund, routine
from test_practice import assert_measures

from sim.measures import measure
from sim.projects import WorkingGroups
from sim.rights import Breaking
from sim.steered import projects, steering
from sim.steering import Incentives, Script

HOURS = 12 * 60
UNSEEN = Breaking(violation_probability=0.0, seen_by_manager=None, seen_by_peers=None)


def run_of_two(reason: Any = None, **how: Any) -> Any:
    """Ann calls at 7:00, Ben at 8:00; one advisor."""
    scenario = centre_of(reason or routine(), **({"breaking": UNSEEN} | how))
    return Centre(scenario).calls(ann="7:00:00", ben="8:00:00").simulate().run


def test_goodharts_gap() -> None:
    """Both talks are cut at four minutes, within the target and not helped."""
    run = run_of_two(incentives=Incentives(handling_target=4.0, target_pressure=1.0))
    assert_measures(
        steering(run),
        measured_score_share=1,
        true_score_share=0,
        gamed_share=1,
        talk_per_solved_case_s=None,
        bonus_paid_share=None,
        effort_mean=1,
    )
    assert_measures(measure(run), handling_time_s=240, measured_score_share=1, slack_share=0)


def test_talk_until_solved() -> None:
    """Seven minutes of need, three given a time: 8, 8 and 6 minutes for one case solved."""
    reason = routine(extension_share=1.0, extension=constant(7))
    repeats = {"repeat_probability": 1.0, "repeat_delay": constant(1)}
    scenario = centre_of(reason, demand=repeats, extension_cap=3.0)
    run = Centre(scenario, days=8).calls(ann="7:00:00").simulate().run
    assert_measures(measure(run), talk_per_solved_case_s=22 * 60, handling_time_s=22 * 60 / 3)


def test_a_bonus_paid_and_the_effort_it_brings() -> None:
    """Paid on the second day; effort 1.05 on the first, half expected, and 1.065 on the second."""
    bonus = Incentives(bonus="individual", bonus_share=0.2, paid_every=1, learning=0.3, effort_gain=0.5)
    scenario = centre_of(routine(), incentives=bonus, breaking=UNSEEN)
    run = Centre(scenario, days=2).calls(ann="7:00:00").simulate().run
    assert_measures(steering(run), bonus_paid_share=1, effort_mean=(1.05 + 1.065) / 2, gamed_share=0)


@pytest.mark.parametrize(("leaves", "dissonance", "left"), [(0.0, 600, 0), (1.0, 0, 1)])
def test_dissonance_of_who_keeps_to_the_script(leaves: float, dissonance: float, left: float) -> None:
    breaking = Breaking(violation_probability=leaves, seen_by_manager=None, seen_by_peers=None)
    run = run_of_two(refund(40), script=Script(tightness=0.6), breaking=breaking)
    assert_measures(steering(run), dissonance_per_1000_contacts=dissonance, unscripted_share=left)


def test_projects_in_the_ledger() -> None:
    """A tenth of twelve hours, and an hour of meeting on the first day that removes a tenth."""
    groups = WorkingGroups(at_once=1, volunteers=1, meet_every=2, meet_for=60.0, group_relief=0.1)
    run = Centre(centre_of(slack=0.1, working_groups=groups), days=2).simulate().run
    left = run.world.day.irritants[1]
    assert 0.9 < left < 0.902
    assert_measures(
        projects(run),
        slack_share=0.1,
        working_group_share=60 / (2 * HOURS),
        group_irritants_share=(1 + left) / 2,
        misfit_mean=None,
    )


def test_deciding_more_or_less_than_one_wants_to() -> None:
    """Of two refunds one decided, where 0.8 or 0.2 is wanted; who is never asked does not count."""
    reasons = {"small": refund(40, share=0.5), "large": refund(80, share=0.5)}
    for appetite in (0.8, 0.2):
        scenario = centre_of(reasons, people={"appetite": appetite})
        centre = Centre(scenario).calls("small", ann="7:00:00").calls("large", ben="8:00:00").simulate()
        advisor = centre.run.world.advisor[0]
        assert (advisor.stakes, advisor.decided) == (2, 1)
        assert_measures(projects(centre.run), misfit_mean=0.09)
    run = Centre(centre_of(reasons, people={"appetite": 0.5}), 2).calls("small", ann="7:00:00").simulate().run
    assert_measures(projects(run), misfit_mean=0.25)


def test_each_over_what_it_says() -> None:
    """Numbers planted in the tables, of which no two ratios are alike."""
    run = Centre(centre_of(routine())).simulate().run
    day = run.world.day[0]
    day.answered, day.chats, day.called_for, day.unscripted = 70, 20, 5, 2
    day.scored, day.scored_well, day.truly_well, day.gamed = 40, 31, 13, 7
    day.bonus_due, day.bonus_paid, day.dissonance = 9, 4, 3.0
    day.handling, day.ended_fairly = 540_000, 6
    assert_measures(
        steering(run),
        measured_score_share=31 / 40,
        true_score_share=13 / 40,
        gamed_share=7 / 40,
        bonus_paid_share=4 / 9,
        dissonance_per_1000_contacts=60,
        unscripted_share=0.4,
        talk_per_solved_case_s=90,
    )


def test_where_nothing_happens_there_is_no_ratio() -> None:
    run = Centre(centre_of(routine())).simulate().run
    something = {name for name, value in (steering(run) | projects(run)).items() if value is not None}
    assert something == {"effort_mean", "slack_share", "working_group_share", "group_irritants_share"}
