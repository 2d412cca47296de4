"""The advice process: who is asked, when, for how long, and what comes of it.

Two refunds of 80 EUR, 30 above the limit; a colleague's advice takes 2 minutes, and an advisor waits 2 for
somebody to ask, unless a test says otherwise.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from centres import Centre, centre_of, constant, infallible, refund, routine, run_of, written
from worlds import contacts_of

from sim import rules
from sim.ledger import remainder_ms
from sim.reasons import Law
from sim.rights import Advice, Breaking
from sim.rules import rule
from sim.scenario import Scenario
from sim.world import Run

DEMAND = {"calls_per_day": 200.0, "slot": 60, "profile": [1 / 12] * 12, "redial_probability": 0.6}


def advised(refunds: dict[str, Any] | None = None, *, asks: str | None = None, **how: Any) -> Scenario:
    """A centre of questions and refunds whose advisors ask advice; `how` changes that, or the centre."""
    advice = {name: how.pop(name) for name in Advice.__dataclass_fields__ if name in how}
    reasons = {"question": routine(share=0.5), "refund": refund(80, **{"share": 0.5} | (refunds or {}))}
    scenario = centre_of(reasons, beyond="advise", advice=Advice(**advice), **how)
    return replace(scenario, rules={"advice.asks": asks} if asks else {})


def asking(scenario: Scenario, advisors: int = 2, *, questions: Any = None, **refunds: str) -> Centre:
    """A day of a centre with these callers, who want an answer or a refund."""
    centre = Centre(scenario, advisors, customers=400)
    return centre.calls("refund", **refunds).calls("question", **(questions or {})).simulate()


def told_later(scenario: Scenario, review: Law | None = None, **refunds: str) -> Centre:
    """Two days of two advisors: on Monday managers are asked, and call-backs promised; then advice is."""
    how: dict[str, Any] = {"beyond": "ask", "request": "call_back", "review": review or constant(3)}
    monday = replace(scenario, governance=replace(scenario.governance, **how))
    centre = Centre(monday, 2, days=2, customers=400).calls("refund", **refunds).simulate(1)
    centre.run.govern(scenario)
    return centre.simulate(1)


def in_order(advisors: int) -> list[int]:
    """The rows of advisors in the order in which they answer the first calls of the day."""
    pilot = Centre(centre_of(), advisors).calls(**{f"n{place}": "7:00:00" for place in range(advisors)})
    return [pilot.simulate().answered_by(f"n{place}") for place in range(advisors)]


def counts(centre: Centre) -> tuple[int, ...]:
    """Cases asked about, answers heard, cases decided with too few, answers in the middle of a call."""
    day = centre.day
    return (day.advice_asked, day.advice_heard, day.advice_short, day.interruptions)


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules registered in a test are forgotten after it."""
    copied = {point: dict(known) for point, known in rules._REGISTRY.items()}
    monkeypatch.setattr(rules, "_REGISTRY", copied)


class TestAsking:
    """Whom."""

    def test_a_colleague_who_is_idle_answers_at_once(self) -> None:
        centre = asking(advised(), ann="7:00:00")
        asker = centre.answered_by("ann")
        assert centre.path("ann") == written("""
            7:00:00  queued
            7:00:00  handled
            7:05:00  asking_advice
            7:07:00  fair
        """)
        assert centre.log() == [f"ann first 7:00:00 7:00:00 by{asker} 7:07:00 7:08:00 served"]
        assert centre.contacts[0].held_from == 7 * 3_600_000 + 5 * 60_000
        assert centre.closed() == ["7:00:00 7 fair"]
        assert centre.advisor(asker) == {"idle": 712, "talk": 5, "asking": 2, "wrap_up": 1}
        assert centre.advisor(1 - asker) == {"idle": 718, "advising": 2}
        assert counts(centre) == (1, 1, 0, 0)
        assert (centre.day.desk_decisions, centre.day.requests, centre.day.goodwill) == (1, 0, 80)
        assert centre.manager() == {"idle": 720}

    def test_one_on_the_phone_is_interrupted_and_his_talk_ends_so_much_later(self) -> None:
        """Ben's, of 7:01, would end at 7:06, in the midst of the advice: it ends at 7:08."""
        centre = asking(advised(), ann="7:00:00", questions={"ben": "7:01:00"})
        asker = centre.answered_by("ann")
        assert centre.path("ann")[-1] == "7:07:00 fair"
        assert centre.log()[1] == f"ben first 7:01:00 7:01:00 by{1 - asker} 7:08:00 7:09:00 served"
        assert centre.advisor(1 - asker) == {"idle": 712, "talk": 5, "advising": 2, "wrap_up": 1}
        assert counts(centre) == (1, 1, 0, 1)
        assert centre.day.handling == 10 * 60_000

    def test_a_talk_that_would_end_after_the_advice_ends_later_too(self) -> None:
        centre = asking(advised(), ann="7:00:00", questions={"ben": "7:04:00"})
        assert centre.path("ben")[-1] == "7:11:00 fair"

    def test_one_whose_talk_ends_at_that_very_moment_is_interrupted_before_it_ends(self) -> None:
        centre = asking(advised(), ann="7:00:00", questions={"ben": "7:00:00"})
        assert [centre.path(name)[-1] for name in ("ann", "ben")] == ["7:07:00 fair"] * 2

    def test_a_talk_may_be_interrupted_twice(self) -> None:
        """Ben's, of 7:04, from 7:05 to 7:07 and from 7:08 to 7:10, when Ann's advisor is wrapping up."""
        centre = Centre(advised(), 3, customers=400).calls("refund", ann="7:00:00", cleo="7:03:00")
        centre.run.world.advisor.skill[in_order(3)[:2]] = 0.99999
        centre.calls("question", ben="7:04:00").simulate()
        assert [centre.path(name)[-1][:7] for name in ("ann", "cleo", "ben")] == [
            "7:07:00",
            "7:10:00",
            "7:13:00",
        ]
        assert centre.advisor(centre.answered_by("ben"))["talk"] == 5
        assert counts(centre) == (2, 2, 0, 2)

    def test_advice_that_takes_no_time_puts_nothing_off(self) -> None:
        centre = asking(advised(advice_length=constant(0)), ann="7:00:00", questions={"ben": "7:01:00"})
        assert [centre.path(name)[-1] for name in ("ann", "ben")] == ["7:05:00 fair", "7:06:00 fair"]
        assert counts(centre) == (1, 1, 0, 1)

    def test_one_on_a_call_back_is_not_asked(self) -> None:
        """Monday's, asked for at 18:58 and granted at 19:01, is told on Tuesday from 7:00 to 7:10."""
        centre = told_later(advised(call_back_handling=constant(10)), ann="18:53:00", bob="Tue 7:01:00")
        assert centre.path("ann")[-2:] == ["Tue 7:00:00 handled", "Tue 7:10:00 fair"]
        assert centre.path("bob")[-2:] == ["Tue 7:06:00 asking_advice", "Tue 7:08:00 fair"]
        assert counts(centre) == (1, 0, 1, 0)

    def test_the_most_skilled_is_asked_and_the_idle_before_those_on_the_phone(self) -> None:
        order = in_order(4)
        for skills, questions, expected in (
            ((0.6, 0.9, 0.6, 0.7), {}, 1),
            ((0.6, 0.7, 0.6, 0.9), {}, 3),
            ((0.6, 0.9, 0.6, 0.7), {"ben": "7:01:00"}, 3),
            ((0.6, 0.7, 0.8, 0.6), {"ben": "7:01:00", "dan": "7:02:00", "eve": "7:03:00"}, 2),
        ):
            centre = Centre(advised(), 4, customers=400)
            centre.run.world.advisor.skill[order] = skills
            centre.calls("refund", ann="7:00:00").calls("question", **questions).simulate()
            advising = [place for place, row in enumerate(order) if "advising" in centre.advisor(row)]
            assert advising == [expected], (skills, questions)

    def test_among_equals_the_first_of_the_team(self) -> None:
        centre = asking(advised(), 4, ann="7:00:00")
        others = [row for row in range(4) if row != centre.answered_by("ann")]
        assert [row for row in range(4) if "advising" in centre.advisor(row)] == others[:1]

    def test_nobody_of_another_team(self) -> None:
        """Three teams of one: whoever stands above or below is none of his."""
        centre = asking(advised(staffing={"span_of_control": 1.0}), 3, **dict.fromkeys("abc", "7:00:00"))
        assert counts(centre) == (3, 0, 3, 0)
        assert [centre.path(name)[-1] for name in "abc"] == ["7:07:00 fair"] * 3

    def test_only_his_own_team(self) -> None:
        """Two teams of two, all four asking for advice about the refund of one caller each, in turn."""
        scenario = advised(staffing={"span_of_control": 2.0})
        calls = {name: f"{7 + place}:00:00" for place, name in enumerate("abcd")}
        centre = asking(scenario, 4, **calls)
        assert counts(centre) == (4, 4, 0, 0)
        assert [centre.advisor(row)["advising"] for row in range(4)] == [2.0] * 4


class TestWaiting:
    """For somebody to ask."""

    def test_where_nobody_is_there_he_decides_when_time_is_over(self) -> None:
        centre = asking(advised(), 1, ann="7:00:00")
        assert centre.path("ann")[2:] == ["7:05:00 asking_advice", "7:07:00 fair"]
        assert centre.advisor() == {"idle": 712, "talk": 5, "hold": 2, "wrap_up": 1}
        assert counts(centre) == (1, 0, 1, 0)
        assert centre.run.world.clock[0].seeking == 0

    def test_a_colleague_who_becomes_free_answers_before_any_caller(self) -> None:
        """Ben's advisor is free at 7:06:30 and answers Ann's until 7:08:30; only then Cleo, who calls at
        7:06. Ann's time is over at 7:07: what is being said is heard to the end."""
        scenario = advised(interrupts=False)
        centre = asking(scenario, ann="7:00:00", questions={"ben": "7:00:30", "cleo": "7:06:00"})
        helper = centre.answered_by("ben")
        assert centre.path("ann")[2:] == ["7:05:00 asking_advice", "7:08:30 fair"]
        assert centre.log()[2] == f"cleo first 7:06:00 7:08:30 by{helper} 7:13:30 7:14:30 served"
        assert centre.advisor(centre.answered_by("ann")) == {
            "idle": 710.5,
            "talk": 5,
            "hold": 1.5,
            "asking": 2,
            "wrap_up": 1,
        }
        assert counts(centre) == (1, 1, 0, 0)

    @pytest.mark.parametrize("pace", [1.0, 1.1])
    def test_who_has_asked_first_is_answered_first(self, pace: float) -> None:
        """Dan's advisor is free at 7:06:30. Ann's has asked at 7:05 and Ben's at 7:05:15; or, where Ann's is
        slower, at 7:05:30: whoever of them stands first in the team. The other one is answered after that."""
        order = in_order(3)
        centre = Centre(advised(interrupts=False, longest_wait=10.0), 3, customers=400)
        centre.run.world.advisor.pace[order[0]] = pace
        centre.calls("refund", ann="7:00:00", ben="7:00:15").calls("question", dan="7:00:30").simulate()
        assert [centre.answered_by(name) for name in ("ann", "ben", "dan")] == order
        first, then = ("ann", "ben") if pace == 1.0 else ("ben", "ann")
        assert centre.path(first)[-1] == "7:08:30 fair"
        assert centre.path(then)[-1] == "7:10:30 fair"
        assert counts(centre) == (2, 2, 0, 0)

    @pytest.mark.parametrize(
        "change", [{"break_start": 390_000, "break_length": 1_800_000}, {"end": 390_000}]
    )
    def test_a_break_and_the_end_of_the_shift_go_before_advice(self, change: dict[str, int]) -> None:
        """Ben's advisor rests, or goes, when he has wrapped up at 7:06:30: Ann's decides alone."""
        centre = Centre(advised(interrupts=False), 2, customers=400).calls("refund", ann="7:00:00")
        for name, time in change.items():
            centre.run.world.shift[name][1] = time
        centre.change_shifts().calls("question", ben="7:00:30").simulate()
        assert centre.path("ann")[-1] == "7:07:00 fair"
        assert counts(centre) == (1, 0, 1, 0)

    def test_advice_is_given_before_a_call_back_is_made(self) -> None:
        """Four are to be called back on Tuesday: two at 7:00, of ten minutes each, a third at 7:10. Bob, who
        waits from 7:05, is answered by the other advisor at 7:10, and gets advice before the fourth call."""
        scenario = advised({"patience": constant(30)}, call_back_handling=constant(10), longest_wait=10.0)
        monday = {"ann": "18:50:00", "amy": "18:50:00", "ada": "18:54:00", "abe": "18:54:00"}
        centre = told_later(scenario, review=constant(0), **monday, bob="Tue 7:05:00")
        assert [centre.path(name)[-2] for name in monday] == [
            "Tue 7:00:00 handled",
            "Tue 7:00:00 handled",
            "Tue 7:10:00 handled",
            "Tue 7:22:00 handled",
        ]
        assert centre.path("bob")[-2:] == ["Tue 7:15:00 asking_advice", "Tue 7:22:00 fair"]

    def test_at_closing_he_goes_on_asking(self) -> None:
        """He does not promise a call-back."""
        centre = asking(advised(), 1, ann="18:54:00")
        assert centre.path("ann")[2:] == ["18:59:00 asking_advice", "19:01:00 fair"]
        assert centre.advisor() == {"idle": 714, "talk": 5, "hold": 1, "overtime": 2}

    @pytest.mark.usefixtures("free")
    def test_whom_the_rule_says_never_to_ask_is_not_asked_when_he_is_free_either(self) -> None:
        def nobody(advisor, colleague, busy, case, settings):  # type: ignore[no-untyped-def]
            return -0.001

        rule("advice.asks", reference="a test")(nobody)
        centre = asking(advised(asks="nobody"), ann="7:00:00", questions={"ben": "7:00:30"})
        assert centre.path("ann")[-1] == "7:07:00 fair"
        assert counts(centre) == (1, 0, 1, 0)

    @pytest.mark.usefixtures("free")
    def test_a_score_of_nothing_is_enough(self) -> None:
        def the_free(advisor, colleague, busy, case, settings):  # type: ignore[no-untyped-def]
            return -1.0 * busy

        rule("advice.asks", reference="a test")(the_free)
        centre = asking(advised(asks="the_free"), ann="7:00:00", cleo="8:00:00", questions={"ben": "7:00:30"})
        assert centre.path("ann")[-1] == "7:08:30 fair"  # who becomes free
        assert centre.path("cleo")[-1] == "8:07:00 fair"  # who is idle
        assert counts(centre) == (2, 2, 0, 0)


class TestSeveral:
    """Colleagues asked one after the other."""

    def test_two_are_heard_and_nobody_twice(self) -> None:
        """The second one at the very moment when time is over: he is asked before that."""
        centre = asking(advised(colleagues=2), 3, ann="7:00:00")
        asker = centre.answered_by("ann")
        assert centre.path("ann")[2:] == ["7:05:00 asking_advice", "7:09:00 fair"]
        assert centre.advisor(asker)["asking"] == 4
        assert [centre.advisor(row)["advising"] for row in range(3) if row != asker] == [2, 2]
        assert counts(centre) == (1, 2, 0, 0)

    def test_time_that_is_over_in_the_middle_of_the_first_answer_leaves_it_at_that(self) -> None:
        centre = asking(advised(colleagues=2, longest_wait=1.0), 3, ann="7:00:00")
        assert centre.path("ann")[-1] == "7:07:00 fair"
        assert counts(centre) == (1, 1, 1, 0)

    def test_who_has_answered_is_not_asked_again_when_he_is_free(self) -> None:
        """The only colleague is free again at 7:07: the advisor waits until 7:10."""
        centre = asking(advised(colleagues=2, longest_wait=5.0), ann="7:00:00")
        asker = centre.answered_by("ann")
        assert centre.path("ann")[-1] == "7:10:00 fair"
        assert centre.advisor(asker) == {"idle": 709, "talk": 5, "asking": 2, "hold": 3, "wrap_up": 1}
        assert centre.advisor(1 - asker) == {"idle": 718, "advising": 2}
        assert counts(centre) == (1, 1, 1, 0)

    def test_one_may_answer_another_case(self) -> None:
        centre = asking(advised(), ann="7:00:00", cleo="8:00:00")
        assert counts(centre) == (2, 2, 0, 0)

    def test_no_wait_at_all_still_asks_who_is_there(self) -> None:
        alone = asking(advised(longest_wait=0.0), 1, ann="7:00:00")
        assert alone.path("ann")[-1] == "7:05:00 fair"
        assert counts(alone) == (1, 0, 1, 0)
        two = asking(advised(longest_wait=0.0, colleagues=2), 3, ann="7:00:00")
        assert two.path("ann")[-1] == "7:07:00 fair"
        assert counts(two) == (1, 1, 1, 0)


class TestGivingUp:
    """A customer leaves the line in the middle of it."""

    def test_while_nobody_is_there_to_ask(self) -> None:
        """Ann bears one minute."""
        centre = asking(advised({"hold_patience": constant(1)}), 1, ann="7:00:00", cleo="8:00:00")
        assert centre.path("ann")[2:] == ["7:05:00 asking_advice", "7:06:00 abandoned"]
        assert centre.log()[0] == "ann first 7:00:00 7:00:00 by0 7:06:00 7:07:00 hung_up_on_hold"
        assert (centre.day.hung_up_on_hold, centre.day.desk_decisions) == (2, 0)
        assert counts(centre) == (2, 0, 0, 0)
        assert centre.run.world.clock[0].seeking == 0

    def test_a_colleague_finishes_in_vain(self) -> None:
        centre = asking(advised({"hold_patience": constant(1)}), ann="7:00:00")
        asker = centre.answered_by("ann")
        assert centre.path("ann")[-1] == "7:06:00 abandoned"
        assert centre.advisor(asker) == {"idle": 713, "talk": 5, "asking": 1, "wrap_up": 1}
        assert centre.advisor(1 - asker) == {"idle": 718, "advising": 2}
        assert counts(centre) == (1, 1, 0, 0)
        assert centre.run.world.clock[0].seeking == 0

    def test_and_goes_back_to_his_own_call(self) -> None:
        refunds = {"hold_patience": constant(1)}
        centre = asking(advised(refunds), ann="7:00:00", questions={"ben": "7:01:00"})
        assert centre.path("ann")[-1] == "7:06:00 abandoned"
        assert centre.path("ben")[-1] == "7:08:00 fair"

    def test_the_time_of_an_earlier_request_does_not_end_a_later_one(self) -> None:
        """Ann asks at 7:05 and, again, at 7:21: the time that is over at 7:21:30 was the first one's."""
        scenario = advised(
            {"hold_patience": constant(1)}, longest_wait=16.5, demand={"redial_probability": 1.0}
        )
        centre = asking(scenario, 1, ann="7:00:00")
        assert centre.path("ann")[5:9] == written("""
            7:16:00  handled
            7:21:00  asking_advice
            7:22:00  unresolved
            7:32:00  queued
        """)

    def test_patience_is_that_of_a_held_customer(self) -> None:
        """The same draw, whoever is asked."""
        bears = {"hold_patience": Law(law="exponential", mean=1.0)}
        ends = []
        for beyond in ("advise", "ask"):
            scenario = replace(advised(bears, longest_wait=120.0, review=constant(120)))
            governed = replace(scenario, governance=replace(scenario.governance, beyond=beyond))
            ends.append(asking(governed, 1, ann="7:00:00").path("ann")[-1])
        assert ends[0] == ends[1]
        assert ends[0].endswith("abandoned")

    def test_advice_of_an_earlier_contact_does_not_help_a_later_decision(self) -> None:
        """Heard once, Ann hangs up; when she calls again the limit is 100 EUR, and nobody is asked."""
        refunds = {"hold_patience": constant(3)}
        scenario = advised(refunds, colleagues=2, longest_wait=60.0, demand={"redial_probability": 1.0})
        centre = Centre(scenario, 2, days=2).calls("refund", ann="18:52:00")
        centre.simulate(1)
        case = centre.run.world.case[0]
        assert (case.customer, case.attempt, case.heard) == (centre.names["ann"], 1, 0)
        assert counts(centre) == (1, 1, 0, 0)


class TestEffect:
    """What advice is good for."""

    @pytest.mark.parametrize(("effect", "end"), [(1.0, "fair"), (0.0, "refused")])
    def test_it_prevents_wrong_decisions(self, effect: float, end: str) -> None:
        """Without advice the asker would be wrong every time, and refuse what is due."""
        centre = Centre(advised(effect=effect, spread=0.0, judgement=infallible(overspends=0.0)), 2)
        centre.run.world.advisor.skill[:] = 0.0
        centre.calls("refund", ann="7:00:00").simulate()
        assert centre.path("ann")[-1] == f"7:07:00 {end}"

    @pytest.mark.parametrize(("of_colleague", "after"), [(0.9, 0.75), (0.5, 0.6)])
    def test_whoever_asks_learns_from_a_better_colleague(self, of_colleague: float, after: float) -> None:
        asker, colleague = in_order(2)
        centre = Centre(advised(spread=0.5), 2).calls("refund", ann="7:00:00")
        centre.run.world.advisor.skill[[asker, colleague]] = 0.6, of_colleague
        centre.simulate()
        assert centre.run.world.advisor.skill[asker] == pytest.approx(after)
        assert centre.run.world.advisor.skill[colleague] == of_colleague

    def test_it_does_not_change_how_free_he_feels(self) -> None:
        """A decision on advice is no decision within the authority."""
        centre = Centre(advised(breaking=Breaking(violation_probability=0.0, called_to_order=1.0)), 2)
        centre.calls("refund", ann="7:00:00").simulate()
        assert (centre.day.called_to_order, centre.day.felt) == (0, 1.0)


def crowd(advisors: int = 5, days: int = 5, **how: Any) -> Run:
    """A week of a centre in which advice is asked for all the time, in teams of three."""
    refunds = {"stake": Law(law="exponential", mean=60.0), "hold_patience": constant(4)}
    scenario = advised(
        refunds,
        **{"demand": DEMAND, "staffing": {"span_of_control": 3.0}, "authority": 20.0, "colleagues": 2}
        | {"advice_length": Law(law="gamma", mean=1.5, cv=0.8)}
        | how,
    )
    return run_of(scenario, advisors, customers=3000, days=days, breaks=True)


@pytest.mark.parametrize("interrupts", [True, False])
def test_every_millisecond_of_everybody_is_accounted_for(interrupts: bool) -> None:
    run = crowd(interrupts=interrupts)
    contacts_of(run)
    days = run.world.day[: run.day]
    assert remainder_ms(run) == 0
    assert run.world.clock[0].seeking == 0
    assert days.advice_asked.sum() > 100
    assert days.advice_heard.sum() > 100
    assert days.advice_short.sum() > 10
    assert days.hung_up_on_hold.sum() > 10
    assert (days.interruptions.sum() > 50) == interrupts
    assert (run.world.advisor.interrupted == 0).all()


def test_to_ask_nobody_is_to_decide() -> None:
    """As if there were no limit; to the last millisecond of every contact."""
    asks_nobody, unlimited = crowd(colleagues=0), crowd(authority=1e9)
    for run in (asks_nobody, unlimited):
        contacts_of(run)
    assert asks_nobody.digest == unlimited.digest
    for name in ("desk_decisions", "granted", "goodwill", "advice_asked", "handling"):
        assert (asks_nobody.world.day[name] == unlimited.world.day[name]).all(), name
    assert asks_nobody.world.day.advice_asked.sum() == 0
