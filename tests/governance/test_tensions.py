"""Tensions: raised by the members of circles that meet, resolved in meetings, at home or across circles."""

from __future__ import annotations

from typing import Any

import pytest
from centres import Centre, centre_of, circle, quiet, refund, routine, run_of
from worlds import GuardedRun, fingerprint, simulated

from sim.coordination import Circle
from sim.streams import ACROSS, CONSENT, TENSIONS, poisson, uniforms
from sim.world import Run

HOUR = 3_600_000
DAY = 24 * HOUR


def circles_run(
    *kinds: Circle, advisors: int = 4, days: int = 1, seed: int = 1, kind: type[Run] = Run, **changes: Any
) -> Run:
    """Ten tensions a week and member, unless told otherwise; nobody calls."""
    named = {f"kind{place}": one for place, one in enumerate(kinds)}
    lively = quiet(**({"tensions_per_week": 10.0} | changes))
    scenario = centre_of(circles=named, coordination=lively, demand={"calls_per_day": 0.0})
    return run_of(scenario, advisors, days=days, seed=seed, kind=kind)


def raised(run: Run, row: int, members: int, day: int = 0, per_week: float = 10.0) -> int:
    return int(poisson(run.world.key, TENSIONS, row, day, members * per_week / 5))


class TestRaised:
    """By keyed draws of the circle and the day."""

    def test_two_a_day_by_each_member(self) -> None:
        run = simulated(circles_run(circle(size=2), days=3))
        for day in range(3):
            wanted = sum(raised(run, row, 2, day) for row in range(2))
            assert run.world.day.tensions[day] == wanted
        assert run.world.day.tensions.sum() > 10

    def test_each_in_the_first_of_his_circles(self) -> None:
        """Two of four advisors sit in the first kind's circle; the second kind hears the other two."""
        run = simulated(circles_run(circle(share=0.5), circle(at="12:00")))
        assert run.world.circle.voices.tolist() == [2, 2]
        assert run.world.day.tensions[0] == raised(run, 0, 2) + raised(run, 1, 2)

    def test_a_circle_that_never_meets_hears_none(self) -> None:
        assert simulated(circles_run(circle(length=0.0))).world.day.tensions[0] == 0

    def test_a_circle_whose_members_speak_elsewhere_hears_none(self) -> None:
        run = simulated(circles_run(circle(), circle(at="12:00", share=0.5)))
        assert run.world.circle.voices.tolist() == [4, 0]
        assert run.world.day.tensions[0] == raised(run, 0, 4)

    def test_also_on_days_without_a_meeting(self) -> None:
        run = simulated(circles_run(circle(every=3), days=3))
        assert (run.world.day.tensions[:3] > 0).all()
        assert run.world.day.meetings[:3].tolist() == [1, 0, 0]


class TestResolved:
    """From 10:00 to 11:00, six items."""

    def test_at_the_end_of_the_meeting_since_the_opening(self) -> None:
        run = simulated(circles_run(circle(length=60, item=0.1)))
        count, day = raised(run, 0, 4), run.world.day[0]
        assert (day.tensions_resolved, day.tension_time) == (count, count * 4 * HOUR)
        assert int(run.world.clock.tensions[0]) == 0

    def test_as_many_as_there_is_time_for_the_oldest_first(self) -> None:
        """Time is reckoned from the day on which each was raised."""
        run = simulated(circles_run(circle(item=30.0), days=2))
        first, second = raised(run, 0, 4, 0), raised(run, 0, 4, 1)
        assert first >= 4
        assert run.world.day.tensions_resolved[:2].tolist() == [2, 2]
        assert run.world.day.tension_time[:2].tolist() == [2 * 4 * HOUR, 2 * (4 * HOUR + DAY)]
        assert int(run.world.clock.tensions[0]) == first + second - 4

    def test_cases_come_before_them(self) -> None:
        """Five of six items are for cases."""
        lively = quiet(tensions_per_week=50.0, precedent_reach=0.0)
        team = circle(decides=True)
        scenario = centre_of(refund(), beyond="circle", limits=[], circles={"a": team}, coordination=lively)
        callers = {f"caller{place}": f"7:{place * 10:02}:00" for place in range(5)}
        centre = Centre(scenario).calls(**callers).simulate()
        assert (centre.day.agenda_decided, centre.day.tensions_resolved) == (5, 1)

    def test_irritants_go_with_them(self) -> None:
        run = simulated(circles_run(circle(item=0.1), relief=0.1, irritant_cost=0.2))
        left = 0.9 ** raised(run, 0, 4)
        assert run.world.circle.irritants[0] == pytest.approx(left, rel=1e-12)
        assert run.world.advisor.pace.tolist() == pytest.approx([1 - 0.2 * (1 - left)] * 4, rel=1e-12)

    def test_a_tension_is_nothing_to_a_void_meeting(self) -> None:
        run = circles_run(circle(item=0.1, quorum=2.0))
        assert simulated(run).world.day.tensions_resolved[0] == 0


class TestAcross:
    """What needs the consent of another circle, which meets from 14:00 to 15:00."""

    HOME, OTHER = circle(item=0.1), circle(at="14:00", item=0.1, consents=True)

    def across(self, *kinds: Circle, **how: Any) -> Run:
        usual: dict[str, Any] = {"across_share": 1.0, "consents": 1, "objection": 0.0}
        return simulated(circles_run(*(kinds or (self.HOME, self.OTHER)), **(usual | how)))

    def test_it_is_resolved_there_and_relieves_its_home(self) -> None:
        run = self.across(relief=0.1, irritant_cost=0.5)
        count, day = raised(run, 0, 4), run.world.day[0]
        assert (day.consents, day.objections) == (count, 0)
        assert (day.tensions_resolved, day.tension_time) == (count, count * 8 * HOUR)
        assert run.world.circle.irritants.tolist() == pytest.approx([0.9**count, 1.0])
        felt = 1 - 0.5 * (1 - (0.9**count + 1) / 2)
        assert run.world.advisor.pace.tolist() == pytest.approx([felt] * 4, rel=1e-12)

    def test_those_who_do_not_sit_there_are_relieved_too(self) -> None:
        """Half of the advisors in the circle that raises, the other half in the one that consents."""
        run = circles_run(
            circle(item=0.1, size=2), across_share=1.0, objection=0.0, irritant_cost=0.5, relief=1.0
        )
        run.world.circle.consents[1] = 1
        run.world.circle.at[1] = 14 * HOUR
        simulated(run)
        assert run.world.circle.irritants.tolist() == [0.0, 0.0]
        assert run.world.advisor.pace.tolist() == [0.5] * 4

    def test_by_the_keyed_draw_of_each(self) -> None:
        needed = set()
        for seed in range(1, 5):
            run = self.across(across_share=0.4, seed=seed)
            units = [uniforms(run.world.key, ACROSS, 0, place, 0)[0] for place in range(raised(run, 0, 4))]
            needed.add(sum(unit < 0.4 for unit in units))
            assert run.world.day.consents[0] == sum(unit < 0.4 for unit in units)
        assert len(needed) > 1

    def test_objections_wait_for_the_next_meeting(self) -> None:
        """By the keyed draws of the circle, the day and the place in the meeting; no item twice."""
        for seed in range(1, 5):
            run = self.across(days=2, objection=0.5, seed=seed)
            waiting = 0
            for day in range(2):
                waiting += raised(run, 0, 4, day)
                places = range(64 * day, 64 * day + waiting)
                given = sum(uniforms(run.world.key, CONSENT, 1, place, 0)[0] < 0.5 for place in places)
                waiting -= given
                assert (run.world.day.consents[day], run.world.day.objections[day]) == (given, waiting)

    def test_from_the_64th_on_they_share_a_draw(self) -> None:
        run = self.across(advisors=20, tensions_per_week=50.0, objection=0.5)
        count = raised(run, 0, 20, per_week=50.0)
        assert count > 100
        draws = [uniforms(run.world.key, CONSENT, 1, min(place, 63), 0)[0] < 0.5 for place in range(count)]
        assert run.world.day.consents[0] == sum(draws)

    def test_two_circles_one_after_the_other(self) -> None:
        run = self.across(self.HOME, self.OTHER, circle(at="16:00", item=0.1, consents=True), consents=2)
        count = raised(run, 0, 4)
        assert run.world.day.consents[0] == 2 * count
        assert run.world.day.tension_time[0] == count * 10 * HOUR

    def test_home_is_not_asked(self) -> None:
        """Both circles consent and two consents are wanted: there is one other circle to ask."""
        home = circle(item=0.1, consents=True)
        run = self.across(home, self.OTHER, consents=2, days=2)
        daily = [raised(run, 0, 4), raised(run, 0, 4, 1)]
        assert run.world.day.consents[:2].tolist() == daily
        assert run.world.day.tensions_resolved[:2].tolist() == daily
        assert run.world.day.tension_time[0] == daily[0] * 8 * HOUR

    def test_where_nobody_consents_it_is_resolved_at_home(self) -> None:
        run = self.across(self.HOME)
        assert run.world.day.tensions_resolved[0] == raised(run, 0, 4)


@pytest.mark.parametrize("rows", [1, 7])
def test_the_table_grows_as_many_are_raised(rows: int) -> None:
    """More at an opening than any doubling of one row."""
    lively: dict[str, Any] = {"tensions_per_week": 50.0, "across_share": 0.5, "objection": 0.5}
    kinds = (circle(size=2), circle(at="14:00", consents=True))
    usual = simulated(circles_run(*kinds, advisors=8, days=4, **lively))
    grown = circles_run(*kinds, advisors=8, days=4, kind=GuardedRun, **lively)
    assert isinstance(grown, GuardedRun)
    grown.shrink(rows)
    simulated(grown)
    assert grown.intact
    assert grown.world.tension.size > 64
    assert fingerprint(grown) == fingerprint(usual)
    assert int(grown.world.clock.tensions[0]) == int(usual.world.clock.tensions[0]) > 64


def test_rows_of_those_resolved_are_used_again() -> None:
    run = simulated(circles_run(circle(item=0.1), days=20))
    assert run.world.day.tensions.sum() > 100
    assert run.world.tension.size == 24


def test_routine_centres_have_neither_circles_nor_tensions() -> None:
    run = simulated(run_of(centre_of(routine(), demand={"calls_per_day": 50.0}), 2))
    assert (run.world.circle.size, run.world.day.tensions[0], run.world.day.meetings[0]) == (0, 0, 0)
