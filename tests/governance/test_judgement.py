"""How well it is judged what a customer is due: right, too much, too little, and claims that are not due.

Sixty refunds of 40 EUR, one every ten minutes, by the advisor alone, who may decide 50; or by managers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from centres import Centre, centre_of, constant, infallible, refund, routine
from hypothesis import given
from hypothesis import strategies as st

from sim.rights import Breaking
from sim.streams import ABUSE, JUDGEMENT, REVIEW, uniforms

NAMES = [f"n{place}" for place in range(60)]
TIMES = {name: f"{7 + place // 6}:{place % 6}0:00" for place, name in enumerate(NAMES)}
NOBODY_SEES = Breaking(violation_probability=0.0, seen_by_manager=None, seen_by_peers=None)


def sixty(stake: float = 40, skill: float = 0.7, **how: Any) -> Centre:
    """The centre after its day; `how` changes judgement, or the centre."""
    judged = {name: how.pop(name) for name in list(how) if hasattr(infallible(), name)}
    usual = {"judgement": infallible(**judged), "breaking": NOBODY_SEES, "people": {"skill": skill}}
    scenario = centre_of(refund(stake), **(usual | how))
    return Centre(scenario).calls(**TIMES).simulate()


def ends(centre: Centre) -> list[str]:
    return [centre.path(name)[-1].split()[-1] for name in NAMES]


def draws(centre: Centre, stream: int, block: int = 0) -> list[tuple[float, float]]:
    """Both uniforms of every caller's first contact."""
    return [uniforms(centre.run.world.key, stream, centre.names[name], 0, block) for name in NAMES]


class TestAtTheDesk:
    """`desk.judges_rightly`, and what happens where it does not."""

    def test_who_is_never_wrong_grants_what_is_due(self) -> None:
        centre = sixty(skill=1.0)
        assert ends(centre) == ["fair"] * 60
        assert (centre.day.goodwill, centre.day.overspent, centre.day.unfair) == (2400, 0, 0)

    def test_every_decision_is_keyed_by_the_attempt(self) -> None:
        """Right below the skill; else too much below `overspends`, which is fair to him who gets it; else
        refused."""
        centre = sixty(overspends=0.5, overspent=0.25)
        wrong = [second for first, second in draws(centre, JUDGEMENT) if first >= 0.7]
        refused = ["refused" if first >= 0.7 and second >= 0.5 else "fair"
                   for first, second in draws(centre, JUDGEMENT)]  # fmt: skip
        much = sum(second < 0.5 for second in wrong)
        assert 3 < much < len(wrong) - 3
        assert ends(centre) == refused
        day = centre.day
        assert (day.desk_decisions, day.granted, day.unfair) == (60, refused.count("fair"), len(wrong) - much)
        assert (day.overspent, day.goodwill) == (10 * much, 40 * refused.count("fair") + 10 * much)
        assert (day.bad_practice, day.bad_practice_hidden) == (much, much)
        assert day.abuse == 0

    @pytest.mark.parametrize(
        ("overspends", "all_end", "overspent"), [(0.0, "refused", 0), (1.0, "fair", 1200)]
    )
    def test_who_is_always_wrong(self, overspends: float, all_end: str, overspent: float) -> None:
        centre = Centre(
            centre_of(refund(40), judgement=infallible(overspends=overspends), breaking=NOBODY_SEES)
        )
        centre.run.world.advisor.skill[:] = 0.0
        centre.calls(**TIMES).simulate()
        assert ends(centre) == [all_end] * 60
        assert centre.day.overspent == overspent
        assert centre.closed()[0] == f"7:00:00 5 {all_end}"

    def test_a_refusal_at_the_desk_is_told_on_the_line(self) -> None:
        centre = Centre(centre_of(refund(40), judgement=infallible(overspends=0.0)))
        centre.run.world.advisor.skill[:] = 0.0
        centre.calls(ann="7:00:00").simulate()
        assert centre.log() == ["ann first 7:00:00 7:00:00 by0 7:05:00 7:06:00 served"]
        assert (centre.day.solved_at_first, centre.day.granted, centre.day.unfair) == (0, 0, 1)

    def test_a_refusal_is_final(self) -> None:
        """He does not call again about it, as he would about a question not solved."""
        scenario = centre_of(
            refund(40), judgement=infallible(overspends=0.0), demand={"repeat_probability": 1.0}
        )
        centre = Centre(scenario, days=3)
        centre.run.world.advisor.skill[:] = 0.0
        centre.calls(ann="7:00:00").simulate()
        assert centre.path("ann")[-1] == "7:05:00 refused"

    def test_judgement_is_each_advisors_own(self) -> None:
        centre = Centre(centre_of(refund(40), judgement=infallible(overspends=0.0)), 2)
        centre.run.world.advisor.skill[:] = 0.0, 1.0
        centre.calls(ann="7:00:00", ben="7:00:00").simulate()
        by = {centre.answered_by(name): centre.path(name)[-1].split()[-1] for name in ("ann", "ben")}
        assert by == {0: "refused", 1: "fair"}


class TestUndue:
    """Customers who claim what they are not due."""

    def test_who_claims_is_keyed_by_the_customer(self) -> None:
        """All of it granted: abuse, told from the cohort of those who were due something."""
        centre = sixty(skill=1.0, abusers=0.3, abuse_seen_at_desk=0.0)
        abusers = [first < 0.3 for first, _ in draws(centre, ABUSE)]
        assert 8 < sum(abusers) < 30
        assert ends(centre) == ["fair"] * 60
        assert (centre.day.goodwill, centre.day.abuse) == (2400, 40 * sum(abusers))
        started = [row.split()[0] for row in centre.closed()]
        assert started == [TIMES[name] for name, undue in zip(NAMES, abusers, strict=True) if not undue]
        assert centre.day.fair_spent.sum() == 5 * 60_000 * (60 - sum(abusers))
        assert centre.day.solved_at_first == 60 - sum(abusers)

    def test_some_claims_are_recognised_at_the_desk(self) -> None:
        """However well due claims are judged; a claim refused rightly is no unfair refusal."""
        centre = sixty(skill=0.5, overspends=0.0, abusers=0.5, abuse_seen_at_desk=0.4)
        undue = [first < 0.5 for first, _ in draws(centre, ABUSE)]
        judged = [first for first, _ in draws(centre, JUDGEMENT)]
        expected = [
            "refused" if (unit < 0.4 if bad else unit >= 0.5) else "fair"
            for bad, unit in zip(undue, judged, strict=True)
        ]
        assert ends(centre) == expected
        passed = sum(bad and end == "fair" for bad, end in zip(undue, expected, strict=True))
        unfair = sum(not bad and end == "refused" for bad, end in zip(undue, expected, strict=True))
        assert (centre.day.abuse, centre.day.unfair) == (40 * passed, unfair)
        assert min(passed, unfair, sum(undue) - passed) > 3

    def test_who_is_refused_rightly_bears_no_grudge(self) -> None:
        """And who is refused what he was due does."""
        grieved = {}
        for abusers in (0.0, 1.0):
            scenario = centre_of(
                refund(80),
                refusal_probability=1.0,
                judgement=infallible(abusers=abusers, abuse_seen_at_review=1.0),
                customers={"leaving_service": 0.01},
            )
            centre = Centre(scenario).calls(ann="7:00:00").simulate()
            assert centre.path("ann")[-1] == "7:08:00 refused"
            grieved[abusers] = float(centre.run.world.customer.grievance[centre.names["ann"]])
        assert grieved[0.0] > 0
        assert grieved[1.0] == 0

    def test_an_undue_claim_that_ends_badly_otherwise_is_resented_like_any(self) -> None:
        """He gives up on hold."""
        scenario = centre_of(
            refund(80, hold_patience=constant(1)),
            judgement=infallible(abusers=1.0),
            customers={"leaving_service": 0.01},
        )
        centre = Centre(scenario).calls(ann="7:00:00").simulate()
        assert centre.path("ann")[-1] == "7:06:00 abandoned"
        assert centre.run.world.customer.grievance[centre.names["ann"]] > 0
        assert centre.closed() == []

    def test_without_a_stake_nobody_claims_anything(self) -> None:
        """Nor where the stake comes to nothing."""
        for asked in (routine(), refund(0)):
            scenario = centre_of(asked, judgement=infallible(abusers=1.0, abuse_seen_at_desk=1.0))
            centre = Centre(scenario).calls(ann="7:00:00").simulate()
            assert centre.path("ann")[-1] == "7:05:00 fair"
            assert (centre.day.granted, centre.day.abuse) == (0, 0)

    def test_a_successor_is_another_person(self) -> None:
        """Whoever takes the place of a customer who has left claims or not by a draw of his own."""
        centre = Centre(centre_of(refund(40), judgement=infallible(abusers=0.5, abuse_seen_at_desk=0.0)))
        key = centre.run.world.key
        apart = next(
            row
            for row in range(1, 200)
            if (uniforms(key, ABUSE, row, 0, 0)[0] < 0.5) != (uniforms(key, ABUSE, row, 1, 0)[0] < 0.5)
        )
        centre._next_row = apart
        centre.calls(ann="7:00:00")
        centre.run.world.customer.leaves_other[apart] = 1
        centre.simulate()
        assert centre.run.world.customer.generation[apart] == 1
        assert centre.day.abuse == 40 * (uniforms(key, ABUSE, apart, 1, 0)[0] < 0.5)


class TestOnReview:
    """`approval.refusal`, by its default: refusals, what is lost on the way up, what is recognised."""

    @pytest.mark.parametrize(("limits", "levels"), [([None], 1), ([60.0, None], 2), ([20.0, 60.0, None], 3)])
    def test_more_is_refused_at_every_level(self, limits: list[float | None], levels: int) -> None:
        """1 - 0.8 x 0.5 ** (level - 1): 0.2, 0.6, 0.8; each refusal of what was due is unfair."""
        centre = sixty(
            80, skill=1.0, lost_per_level=0.5, refusal_probability=0.2, limits=limits, review=constant(1)
        )
        refused = {1: 0.2, 2: 0.6, 3: 0.8}[levels]
        key = centre.run.world.key
        units = [uniforms(key, REVIEW, centre.names[name], levels - 1, 1)[1] for name in NAMES]
        expected = ["refused" if unit < refused else "fair" for unit in units]
        assert 5 < expected.count("fair") < 55
        assert ends(centre) == expected
        assert centre.day.unfair == expected.count("refused")
        assert centre.day.desk_decisions == 0

    def test_undue_claims_are_recognised_by_whoever_reads(self) -> None:
        centre = sixty(80, skill=1.0, abusers=0.5, abuse_seen_at_review=0.6, refusal_probability=0.0)
        key = centre.run.world.key
        undue = [first < 0.5 for first, _ in draws(centre, ABUSE)]
        seen = [uniforms(key, REVIEW, centre.names[name], 0, 1)[1] < 0.6 for name in NAMES]
        expected = ["refused" if bad and known else "fair" for bad, known in zip(undue, seen, strict=True)]
        assert ends(centre) == expected
        passed = sum(bad and not known for bad, known in zip(undue, seen, strict=True))
        assert (centre.day.abuse, centre.day.unfair, centre.day.goodwill) == (
            80 * passed,
            0,
            80 * expected.count("fair"),
        )

    @pytest.mark.parametrize(
        ("default", "abusers", "abuse"),
        [("grant", 1.0, 80), ("grant", 0.0, 0), ("refuse", 1.0, 0), ("refuse", 0.0, 0)],
    )
    def test_what_time_decides_may_be_abuse_and_is_never_unfair(
        self, default: str, abusers: float, abuse: float
    ) -> None:
        """Ann's is read from 7:05 on, for an hour, and she hangs up; Ben's is decided at 7:12."""
        scenario = centre_of(
            refund(80),
            time_out=0.1,
            time_out_default=default,
            review=constant(60),
            judgement=infallible(abusers=abusers),
        )
        centre = Centre(scenario, 2).calls(ann="7:00:00", ben="7:01:00").simulate()
        assert centre.path("ben")[-1] == f"7:12:00 {'fair' if default == 'grant' else 'timed_out'}"
        assert (centre.day.abuse, centre.day.unfair) == (abuse, 0)


class TestAttention:
    """`handling.solves`, by its default, and the pace of talk."""

    @pytest.mark.parametrize(("cost", "solves"), [(0.0, 0.8), (1.0, 0.6), (4.0, 0.0), (5.0, 0.0)])
    def test_less_is_solved_the_more_attention_goes_inward(self, cost: float, solves: float) -> None:
        scenario = centre_of(routine(solve_probability=0.8))
        centre = Centre(scenario, 60)
        centre.run.world.advisor.inward[:] = 0.25
        centre.run.world.settings.coordination_attention_cost = cost
        centre.calls(**dict.fromkeys(NAMES, "7:00:00")).simulate()
        units = [uniforms(centre.run.world.key, 9, centre.names[name], 0, 0)[0] for name in NAMES]
        assert ends(centre) == ["fair" if unit < solves else "unresolved" for unit in units]

    def test_the_talk_with_a_caller_goes_at_the_pace_of_the_advisor(self) -> None:
        """5 minutes and 1 ms at a pace of 0.75: 225,000.75 ms, rounded; the need is not met any sooner."""
        asked = routine(handling=constant(5 + 1 / 60_000), extension_share=1.0, extension=constant(2))
        centre = Centre(centre_of(asked))
        centre.run.world.advisor.pace[:] = 0.75
        centre.calls(ann="7:00:00").simulate()
        assert centre.log() == ["ann first 7:00:00 7:00:00 by0 7:05:45.001 7:06:45.001 served"]

    def test_a_call_back_goes_at_the_usual_one(self) -> None:
        centre = Centre(centre_of(refund(80), request="call_back"))
        centre.run.world.advisor.pace[:] = 0.5
        centre.calls(ann="7:00:00").simulate()
        assert centre.path("ann")[2:] == [
            "7:02:30 in_tray",
            "7:05:30 call_back_due",
            "7:05:30 handled",
            "7:07:30 fair",
        ]


@given(st.floats(0, 0.5), st.integers(1, 40), st.integers(0, 2**31))
def test_skills_lie_about_the_mean_and_nobody_is_better_than_always_right(
    spread: float, advisors: int, seed: int
) -> None:
    people = {"skill": 0.8, "skill_spread": spread}
    centre = Centre(centre_of(people=people), advisors, customers=10, seed=seed)
    skills = centre.run.world.advisor.skill
    assert (skills <= 1.0).all()
    assert (np.abs(skills - 0.8) <= spread + 1e-12).all()
