"""Measures of decisions in practice, each held against a centre worked out by hand."""

from __future__ import annotations

import pytest
from centres import Centre, centre_of, constant, infallible, refund, routine

from sim.coordination import Circle, Coordination
from sim.practice import Outputs, advice, circles, judgement
from sim.rights import Advice, Breaking

HOURS = 12 * 60  # minutes that a day has


def assert_measures(outputs: Outputs, **wanted: float | None) -> None:
    """These measures have these values."""
    assert {name: outputs[name] for name in wanted} == {
        name: None if value is None else pytest.approx(value) for name, value in wanted.items()
    }


def test_a_rule_broken() -> None:
    """Both callers ask for more than the advisor may give; he gives it; his manager will see it some day."""
    scenario = centre_of(refund(80), breaking=Breaking(violation_probability=1.0, sanction_probability=0.0))
    run = Centre(scenario).calls(ann="7:00:00", ben="8:00:00").simulate().run
    assert_measures(
        judgement(run),
        violations_per_1000_contacts=1000,
        exceptions_per_1000_contacts=0,
        unfair_refusals_per_1000_contacts=0,
        overspent_eur_per_1000_contacts=0,
        bad_practice_seen_share=0,
        felt_autonomy_share=1,
    )
    delay = run.world.day.bad_practice_delay.sum() / 2 / (24 * 60 * 60_000)
    assert_measures(judgement(run), bad_practice_delay_days=delay)


def test_exceptions_for_every_thousand_contacts() -> None:
    """Two callers, one exception a week: the second is asked about."""
    run = (
        Centre(centre_of(refund(80), exceptions_per_week=1))
        .calls(ann="7:00:00", ben="8:00:00")
        .simulate()
        .run
    )
    assert_measures(judgement(run), exceptions_per_1000_contacts=500, bad_practice_seen_share=None)


@pytest.mark.parametrize(
    ("overspends", "wanted"),
    [
        (1.0, {"overspent_eur_per_1000_contacts": 20_000, "unfair_refusals_per_1000_contacts": 0}),
        (0.0, {"overspent_eur_per_1000_contacts": 0, "unfair_refusals_per_1000_contacts": 1000}),
    ],
)
def test_wrong_decisions(overspends: float, wanted: dict[str, float]) -> None:
    """An advisor who never judges rightly gives half of 40 EUR on top, or refuses what is due."""
    wrong = infallible(overspends=overspends)
    centre = Centre(centre_of(refund(40), judgement=wrong)).calls(ann="7:00:00")
    centre.run.world.advisor.skill = 0.0
    assert_measures(judgement(centre.simulate().run), **wanted)


def test_claims_that_are_not_due() -> None:
    """Nobody sees through any: 40 EUR are given."""
    all_abuse = infallible(abusers=0.3, abuse_seen_at_desk=0.0)
    centre = Centre(centre_of(refund(40), judgement=all_abuse)).calls(ann="7:00:00")
    centre.run.world.settings.judgement_abusers = 1.0
    assert_measures(judgement(centre.simulate().run), abuse_eur_per_1000_contacts=40_000)


def test_advice_in_both_ledgers() -> None:
    """Two advisors, one asks the other for two minutes."""
    scenario = centre_of(refund(80), beyond="advise", advice=Advice(colleagues=1))
    run = Centre(scenario, 2).calls(ann="7:00:00").simulate().run
    assert_measures(
        advice(run),
        advice_share=1,
        advice_short_share=0,
        advice_interrupting_share=0,
        asking_share=2 / (2 * HOURS),
        advising_share=2 / (2 * HOURS),
    )


def test_what_a_meeting_takes() -> None:
    """An hour every day, five minutes before and after it, of one advisor who works twelve hours."""
    team = Circle(size=1, every=1, length=60, preparation=5, recovery=5)
    scenario = centre_of(routine(), circles={"team": team}, coordination=Coordination(tensions_per_week=0.0))
    run = Centre(scenario).simulate().run
    assert_measures(
        circles(run),
        coordination_share=70 / HOURS,
        coordination_hours_per_advisor_week=5 * 70 / 60,
        documenting_share=0,
        meetings_void_share=0,
        accountable_to_mean=2,
        agenda_wait_h=None,
        tension_latency_h=None,
    )


def test_a_case_on_the_agenda() -> None:
    """Laid before the circle at 7:05, decided when its meeting ends."""
    team = Circle(size=1, every=1, at="09:00", length=60, preparation=0, recovery=0, decides=True)
    work = Coordination(tensions_per_week=0.0, across_share=0.0, circle_refuses=0.0)
    scenario = centre_of(
        refund(80), beyond="circle", circles={"team": team}, coordination=work, call_back_handling=constant(2)
    )
    run = Centre(scenario).calls(ann="7:00:00").simulate().run
    assert_measures(circles(run), agenda_share=1, agenda_wait_h=(3 * 60 - 5) / 60, by_precedent_share=0)


def test_where_nothing_happens_there_is_no_ratio() -> None:
    run = Centre(centre_of(routine())).simulate().run
    nothing = judgement(run) | advice(run) | circles(run)
    something = {
        "felt_autonomy_share",
        "asking_share",
        "advising_share",
        "coordination_share",
        "precedents_per_week",
    }
    something |= {"documenting_share", "coordination_hours_per_advisor_week", "accountable_to_mean"}
    assert {name for name, value in nothing.items() if value is not None} == something
