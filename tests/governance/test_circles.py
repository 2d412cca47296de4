"""Cases before a circle: laid on the agenda, granted or refused, consented to, told by a call-back."""

from __future__ import annotations

from typing import Any

import pytest
from centres import Centre, at, centre_of, circle, infallible, quiet, refund, routine, written

from sim import rules
from sim.coordination import Circle, Coordination
from sim.governance.consent import next_to_consent
from sim.rules import rule
from sim.states import NONE
from sim.streams import CIRCLE, JUDGEMENT, uniforms

DECIDES = circle(decides=True)
CONSENTS = circle(at="14:00", consents=True)


def circle_centre(
    *kinds: Circle,
    stake: float = 80,
    advisors: int = 1,
    coordination: Coordination | None = None,
    patience: float = 600,
    days: int = 1,
    seed: int = 1,
    rules: dict[str, str] | None = None,
    **rights: Any,
) -> Centre:
    """Whoever may not decide asks his circle; kinds of circle in the order given. No managers."""
    named = {f"kind{place}": kind for place, kind in enumerate(kinds or (DECIDES,))}
    governance: dict[str, Any] = {"beyond": "circle", "limits": [], "circles": named}
    governance |= {"coordination": coordination or quiet()}
    scenario = centre_of(refund(stake, patience=routine().patience), **(governance | rights))
    if rules:
        object.__setattr__(scenario, "rules", rules)
    return Centre(scenario, advisors, days=days, seed=seed)


class TestAtHome:
    """One circle of everybody, from 10:00 to 11:00."""

    def test_a_case_waits_for_the_meeting_and_is_told_by_a_call_back(self) -> None:
        centre = circle_centre().calls(ann="7:00:00").simulate()
        assert centre.log() == written("""
            ann  first      7:00:00   7:00:00   by0  7:05:00   7:06:00   promised_call_back
            ann  call_back  11:00:00  11:00:00  by0  11:02:00  11:02:00  served
        """)
        assert centre.path("ann") == written("""
            7:00:00   queued
            7:00:00   handled
            7:05:00   on_circle_agenda
            11:00:00  call_back_due
            11:00:00  handled
            11:02:00  fair
        """)
        day = centre.day
        assert (day.on_agenda, day.agenda_decided, day.agenda_wait) == (1, 1, at("3:55:00"))
        assert (day.granted, day.goodwill, day.requests, day.solved_at_first) == (1, 80, 0, 0)
        assert centre.run.world.circle.agenda_first[0] == NONE
        assert int(centre.run.world.clock.open_cases[0]) == 0

    def test_what_the_advisor_may_decide_goes_to_nobody(self) -> None:
        centre = circle_centre(stake=50).calls(ann="7:00:00").simulate()
        assert centre.path("ann")[-1] == "7:05:00 fair"
        assert centre.day.on_agenda == 0

    def test_a_refusal_is_told_too(self) -> None:
        centre = circle_centre(coordination=quiet(circle_refuses=1.0)).calls(ann="7:00:00").simulate()
        assert centre.path("ann")[-1] == "11:02:00 refused"
        assert (centre.day.agenda_decided, centre.day.unfair, centre.day.precedents) == (1, 1, 0)

    @pytest.mark.parametrize(("circle_refuses", "share"), [(0.3, 0.7), (0.6, 0.4)])
    def test_grants_by_the_keyed_draw(self, circle_refuses: float, share: float) -> None:
        for seed in range(1, 9):
            centre = circle_centre(seed=seed, coordination=quiet(circle_refuses=circle_refuses))
            centre.calls(ann="7:00:00").simulate()
            unit, _ = uniforms(centre.run.world.key, CIRCLE, centre.names["ann"], 0, 0)
            assert centre.path("ann")[-1].endswith("fair" if unit < share else "refused")

    def test_a_case_laid_in_the_last_millisecond_is_dealt_with(self) -> None:
        """Of two advisors one talks to Ann until 10:59:59.999, and comes to the meeting too late."""
        in_time = circle_centre(advisors=2).calls(ann="9:54:59.999").simulate()
        assert in_time.path("ann")[-1] == "11:02:00 fair"

    def test_as_many_as_there_is_time_for_the_oldest_first(self) -> None:
        """Two of 30 minutes each; the third on the next day."""
        half = circle(decides=True, item=30.0)
        centre = circle_centre(half, coordination=quiet(precedent_reach=0.5), days=2)
        centre.calls(ann="7:00:00", ben="7:30:00", cas="8:00:00").simulate()
        assert [centre.path(name)[3] for name in ("ann", "ben", "cas")] == [
            "11:00:00 call_back_due", "11:00:00 call_back_due", "Tue 11:00:00 call_back_due",
        ]  # fmt: skip
        assert centre.log()[3:5] == written("""
            ann  call_back  11:00:00  11:00:00  by0  11:02:00  11:02:00  served
            ben  call_back  11:00:00  11:02:00  by0  11:04:00  11:04:00  served
        """)

    def test_a_case_whose_customer_has_left_takes_no_time(self) -> None:
        one = circle(decides=True, item=60.0)
        centre = circle_centre(one, coordination=quiet(precedent_reach=0.5))
        centre.calls(ann="7:00:00", ben="7:30:00", cas="8:00:00", dan="8:30:00")
        for name in ("ann", "dan"):
            centre.run.world.customer.leaves_other[centre.names[name]] = at("10:30:00")
        centre.simulate()
        assert centre.path("ann")[-1] == "11:00:00 customer_left"
        assert centre.path("ben")[3] == "11:00:00 call_back_due"
        assert centre.path("cas")[-1] == "8:05:00 on_circle_agenda"  # the time is used up
        assert centre.path("dan")[-1] == "11:00:00 customer_left"
        assert centre.day.agenda_decided == 1

    def test_a_void_meeting_decides_nothing(self) -> None:
        centre = circle_centre(circle(decides=True, quorum=1.0), advisors=2, days=2)
        centre.calls(ann="7:00:00", ben="9:58:00").simulate(1)
        assert centre.day.meetings == 1  # late is not absent
        tied = circle_centre(circle(decides=True, length=5.0, item=5.0, quorum=1.0), advisors=2, days=2)
        tied.calls(ann="7:00:00", ben="9:59:00").simulate(1)
        assert tied.day.meetings_void == 1
        assert tied.path("ann")[-1] == "7:05:00 on_circle_agenda"


class TestCovered:
    """Cases that a precedent covers by the time of the meeting."""

    def test_are_settled_in_no_time(self) -> None:
        """There is time for one; what is granted for Ann covers Ben's and Cas's."""
        one = circle(decides=True, item=60.0)
        centre = circle_centre(one).calls(ann="7:00:00", ben="7:30:00", cas="8:00:00").simulate()
        assert [centre.path(name)[3] for name in ("ann", "ben", "cas")] == ["11:00:00 call_back_due"] * 3
        day = centre.day
        assert (day.agenda_decided, day.by_precedent, day.precedents, day.granted) == (3, 2, 1, 3)
        assert day.agenda_wait == at("3:55:00") + at("3:25:00") + at("2:55:00")

    def test_need_no_consent_any_more(self) -> None:
        """Ben's waits for the other circle when Ann's, of the same kind, has been consented to there."""
        brief = circle(at="14:00", consents=True, item=60.0)
        across = quiet(across_share=1.0)
        centre = circle_centre(DECIDES, brief, coordination=across).calls(ann="7:00:00", ben="7:30:00")
        centre.simulate()
        assert [centre.path(name)[3] for name in ("ann", "ben")] == ["15:00:00 call_back_due"] * 2
        assert (centre.day.consents, centre.day.by_precedent) == (1, 1)

    @pytest.mark.parametrize(("seen", "end"), [(0.0, "fair"), (1.0, "refused")])
    def test_are_recognised_where_they_are_not_due(self, seen: float, end: str) -> None:
        claims = infallible(abusers=1.0, abuse_seen_at_review=seen)
        centre = circle_centre(judgement=claims, days=2).calls(ann="12:00:00").simulate(1)
        centre.run.world.precedent.limit, centre.run.world.precedent.circle = 100.0, 0
        centre.simulate(1)
        assert centre.path("ann")[-1] == f"Tue 11:02:00 {end}"
        day = centre.day
        assert (day.by_precedent, day.agenda_decided, day.unfair, day.abuse) == (1, 1, 0, 80 * (seen == 0))

    @pytest.mark.parametrize(("drift", "known"), [(0.0, True), (1.0, False)])
    def test_as_far_as_the_circle_knows(self, drift: float, known: bool) -> None:
        """One case of two is decided by each advisor's own circle; the second meets later."""
        kinds = (circle(decides=True, size=1, at=None),)
        centre = circle_centre(*kinds, advisors=2).calls(ann="7:00:00", ben="7:01:00")
        centre.run.world.circle.drift[:] = drift
        centre.run.world.settings.coordination_drift_rate = 0.0
        centre.simulate()
        assert centre.day.agenda_decided == 2
        assert centre.day.by_precedent == known


class TestWhoseCircle:
    """The first one of an advisor that decides."""

    def test_who_sits_in_none_asks_his_manager(self) -> None:
        """The first of two advisors sits in the circle; it is the second who answers first."""
        half = circle(decides=True, share=0.5)
        centre = circle_centre(half, advisors=2, limits=[None], request="hold")
        centre.calls(ben="7:00:00", ann="7:01:00").simulate()
        assert [line.split()[4] for line in centre.log()[:2]] == ["by1", "by0"]
        assert centre.path("ben")[2:] == ["7:05:00 held", "7:08:00 fair"]
        assert centre.path("ann")[2:4] == ["7:06:00 on_circle_agenda", "11:00:00 call_back_due"]
        assert (centre.day.on_agenda, centre.day.requests) == (1, 1)

    def test_a_circle_that_only_talks_is_passed_over(self) -> None:
        centre = circle_centre(circle(at="8:00"), DECIDES).calls(ann="7:00:00").simulate()
        assert centre.path("ann")[3] == "11:00:00 call_back_due"

    def test_of_two_that_decide_the_first(self) -> None:
        centre = circle_centre(circle(at="15:00", decides=True), DECIDES).calls(ann="7:00:00").simulate()
        assert centre.path("ann")[3] == "16:00:00 call_back_due"

    def test_circles_do_not_matter_where_managers_are_asked(self) -> None:
        centre = circle_centre(beyond="ask", limits=[None]).calls(ann="7:00:00").simulate()
        assert centre.path("ann")[2:] == ["7:05:00 held", "7:08:00 fair"]

    def test_a_rule_says_what_is_brought(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nothing above 100 EUR: that goes to the manager."""
        known = {point: dict(of_point) for point, of_point in rules._REGISTRY.items()}
        monkeypatch.setattr(rules, "_REGISTRY", known)

        @rule("circle.takes", reference="a test")
        def small_ones(advisor, case, settings):  # type: ignore[no-untyped-def]
            return case.stake <= 100.0

        for stake, state in ((100, "on_circle_agenda"), (101, "held")):
            centre = circle_centre(
                stake=stake, limits=[None], request="hold", rules={"circle.takes": "small_ones"}
            )
            assert centre.calls(ann="7:00:00").simulate().path("ann")[2] == f"7:05:00 {state}"


class TestUndue:
    """What the customer is not due."""

    def claim(self, seen: float) -> Centre:
        claims = infallible(abusers=1.0, abuse_seen_at_review=seen)
        return circle_centre(judgement=claims).calls(ann="7:00:00").simulate()

    def test_is_recognised(self) -> None:
        centre = self.claim(1.0)
        assert centre.path("ann")[-1] == "11:02:00 refused"
        assert (centre.day.unfair, centre.day.abuse, centre.day.agenda_decided) == (0, 0, 1)

    def test_or_granted_and_sets_no_precedent(self) -> None:
        centre = self.claim(0.0)
        assert centre.path("ann")[-1] == "11:02:00 fair"
        assert (centre.day.abuse, centre.day.goodwill, centre.day.precedents) == (80, 80, 0)


class TestAcross:
    """Everything reaches beyond the circle; another one meets from 14:00 to 15:00."""

    def across(self, *kinds: Circle, days: int = 1, seed: int = 1, **changes: Any) -> Centre:
        usual = {"across_share": 1.0, "consents": 1, "objection": 0.0, "precedent_reach": 0.5}
        centre = circle_centre(
            *(kinds or (DECIDES, CONSENTS)), coordination=quiet(**(usual | changes)), days=days, seed=seed
        )
        return centre.calls(ann="7:00:00")

    def test_it_waits_for_the_other_s_meeting_too(self) -> None:
        centre = self.across().simulate()
        assert centre.path("ann")[2:4] == ["7:05:00 on_circle_agenda", "15:00:00 call_back_due"]
        day = centre.day
        assert (day.consents, day.objections, day.agenda_decided) == (1, 0, 1)
        assert (day.agenda_wait, day.precedents) == (at("7:55:00"), 1)
        assert centre.run.world.precedent.circle[0] == 0  # its home

    @pytest.mark.parametrize("across_share", [0.0, 1.0])
    def test_by_the_keyed_draw(self, across_share: float) -> None:
        for seed in range(1, 7):
            centre = self.across(seed=seed, across_share=0.5).simulate()
            _, unit = uniforms(centre.run.world.key, JUDGEMENT, centre.names["ann"], 0, 1)
            assert centre.path("ann")[3] == f"{15 if unit < 0.5 else 11}:00:00 call_back_due"
            assert centre.day.consents == (unit < 0.5)

    def test_whom_nobody_is_to_consent_is_decided_at_home(self) -> None:
        assert self.across(DECIDES).simulate().path("ann")[3] == "11:00:00 call_back_due"
        alone = self.across(circle(decides=True, consents=True)).simulate()
        assert (alone.path("ann")[3], alone.day.consents) == ("11:00:00 call_back_due", 0)

    def test_a_refusal_at_home_goes_no_further(self) -> None:
        centre = self.across(circle_refuses=1.0).simulate()
        assert centre.path("ann")[3] == "11:00:00 call_back_due"
        assert (centre.day.consents, centre.day.objections) == (0, 0)

    def test_an_objection_sends_it_to_the_next_meeting(self) -> None:
        """Put back, it is not dealt with again although there is time for six."""
        centre = self.across(days=4, objection=1.0).simulate()
        assert centre.path("ann")[-1] == "7:05:00 on_circle_agenda"
        assert centre.run.world.day.objections[:4].tolist() == [1, 1, 1, 1]

    def test_every_meeting_draws_anew(self) -> None:
        """At home the first draw; the second of them and of the later ones are the other circle's."""
        waited = set()
        for seed in range(1, 16):
            centre = self.across(days=8, seed=seed, objection=0.6).simulate()
            key, who = centre.run.world.key, centre.names["ann"]
            consents = [uniforms(key, CIRCLE, who, 0, block)[1] < 0.4 for block in range(1, 10)]
            day = ("", "Tue ", "Wed ", "Thu ", "Fri ")[consents.index(True)] if any(consents[:5]) else None
            if day is not None:
                waited.add(day)
                assert centre.path("ann")[3] == f"{day}15:00:00 call_back_due"
        assert len(waited) > 2

    def test_two_consents_one_after_the_other(self) -> None:
        centre = self.across(DECIDES, CONSENTS, circle(at="16:00", consents=True), consents=2).simulate()
        assert centre.path("ann")[3] == "17:00:00 call_back_due"
        assert centre.day.consents == 2

    def test_the_next_one_may_have_met_already(self) -> None:
        """Asked in the order of rows: the first circle at 9:00 of the next day, then the third at 14:00."""
        kinds = (circle(at="9:00", consents=True), DECIDES, CONSENTS)
        centre = self.across(*kinds, days=2, consents=2).simulate()
        assert centre.path("ann")[3] == "Tue 15:00:00 call_back_due"

    def test_one_circle_is_not_asked_twice(self) -> None:
        """Two consents are wanted, and there is one other circle."""
        centre = self.across(consents=2).simulate()
        assert (centre.path("ann")[3], centre.day.consents) == ("15:00:00 call_back_due", 1)

    def test_the_home_circle_is_not_asked(self) -> None:
        """It consents to what others bring; its own it has decided."""
        kinds = (circle(decides=True, consents=True), CONSENTS)
        centre = self.across(*kinds, days=2, consents=2).simulate()
        assert centre.path("ann")[3] == "15:00:00 call_back_due"
        assert centre.run.world.day.consents[:2].tolist() == [1, 0]

    def test_every_home_begins_with_another_circle(self) -> None:
        """Two consents, of circles that consent, home apart: first by the place of home, then the next."""
        run = circle_centre(circle(decides=True, size=1), advisors=4, coordination=quiet(consents=2)).run

        def asked(wanted: int) -> list[int]:
            return [int(next_to_consent(run.world, home, wanted)) for home in range(4)]

        run.world.circle.consents[:] = 0, 1, 0, 1
        assert (asked(2), asked(1), asked(0)) == ([1, 3, 1, 1], [3, NONE, 3, NONE], [NONE] * 4)
        run.world.circle.consents[:] = 0, 1, 1, 1
        assert (asked(2), asked(1)) == ([1, 3, 1, 2], [2, 2, 3, 1])
        run.world.circle.consents[:] = 0
        assert asked(2) == [NONE] * 4


def test_a_case_laid_after_closing_waits_for_the_next_day() -> None:
    centre = circle_centre(days=2).calls(ann="18:58:00").simulate()
    assert centre.path("ann")[2:4] == ["19:03:00 on_circle_agenda", "Tue 11:00:00 call_back_due"]


def test_who_calls_again_is_laid_before_the_circle_again() -> None:
    """Ben's refusal, his case's end, changes nothing for his next case; Ann's second call is another case."""
    centre = circle_centre(coordination=quiet(precedent_reach=0.0), days=2)
    centre.calls(ann="7:00:00", ben="Tue 7:00:00").simulate()
    assert centre.path("ben")[3] == "Tue 11:00:00 call_back_due"
    assert centre.run.world.day.on_agenda[:2].tolist() == [1, 1]
