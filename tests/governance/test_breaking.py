"""Rules broken, exceptions, bad practice seen and sanctioned, and how free advisors feel.

Refunds of 80 EUR, 30 above the limit, unless a test says otherwise.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from centres import Centre, centre_of, infallible, refund

from sim import rules
from sim.rights import Breaking
from sim.rules import rule
from sim.scenario import Scenario
from sim.soundness import NotFinite
from sim.streams import BREAKING, SANCTION, uniforms

DAY_MS = 86_400_000
NAMES = [f"n{place}" for place in range(60)]
TIMES = {name: f"{7 + place // 6}:{place % 6}0:00" for place, name in enumerate(NAMES)}


def breaking(stake: float = 80, answers: dict[str, str] | None = None, **how: Any) -> Scenario:
    """A centre in which bad practice is never seen; `how` changes what follows from it, or the centre."""
    told = {name: how.pop(name) for name in list(how) if name in Breaking.__dataclass_fields__}
    never: dict[str, Any] = {"violation_probability": 0.0, "seen_by_manager": None, "seen_by_peers": None}
    scenario = centre_of(refund(stake), breaking=Breaking(**(never | told)), **how)
    return replace(scenario, rules=answers or {})


def sixty(scenario: Scenario) -> Centre:
    """A caller every ten minutes, and one advisor."""
    return Centre(scenario).calls(**TIMES).simulate()


def units(centre: Centre, block: int, place: int = 0) -> list[float]:
    """One of the uniforms of every caller's first contact."""
    return [uniforms(centre.run.world.key, BREAKING, centre.names[name], 0, block)[place] for name in NAMES]


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules registered in a test are forgotten after it."""
    copied = {point: dict(known) for point, known in rules._REGISTRY.items()}
    monkeypatch.setattr(rules, "_REGISTRY", copied)


class TestViolations:
    """`breaking.breaks`: a stake beyond the authority, decided all the same."""

    def test_are_keyed_by_the_attempt(self) -> None:
        centre = sixty(breaking(violation_probability=0.3))
        broken = [unit < 0.3 for unit in units(centre, 0)]
        assert 5 < sum(broken) < 40
        assert [len(centre.path(name)) == 3 for name in NAMES] == broken
        day = centre.day
        assert (day.violations, day.desk_decisions, day.bad_practice) == (sum(broken),) * 3
        assert (day.requests, day.goodwill) == (60 - sum(broken), 4800)
        assert (day.bad_practice_hidden, day.bad_practice_delay) == (sum(broken), 0)

    def test_are_as_frequent_as_the_advisor_feels_free(self) -> None:
        centre = Centre(breaking(violation_probability=0.6))
        centre.run.world.advisor.felt[:] = 0.5
        centre.calls(**TIMES).simulate()
        assert centre.day.violations == sum(unit < 0.3 for unit in units(centre, 0))
        assert centre.day.felt == 0.5

    def test_within_the_authority_there_is_none(self) -> None:
        assert sixty(breaking(50, violation_probability=1.0)).day.violations == 0

    def test_what_is_decided_against_the_rule_is_judged_like_anything(self) -> None:
        centre = Centre(breaking(violation_probability=1.0, judgement=infallible(overspends=0.0)))
        centre.run.world.advisor.skill[:] = 0.0
        centre.calls(ann="7:00:00").simulate()
        assert centre.path("ann")[-1] == "7:05:00 refused"


class TestExceptions:
    """So many a week, for everybody."""

    def test_are_used_up_and_renewed_after_five_open_days(self) -> None:
        """Two a week: the third caller, and the fourth on another day of the week, are asked about; the
        sixth day begins a new week."""
        centre = Centre(breaking(exceptions_per_week=2, violation_probability=0.0), days=6)
        centre.calls(a="7:00:00", b="8:00:00", c="9:00:00", d="Fri 7:00:00")
        centre.run.world.advisor.exceptions[:] = 99  # before the first week
        centre.simulate(5)
        days = centre.run.world.day[:5]
        assert days.exceptions.tolist() == [2, 0, 0, 0, 0]
        assert days.requests.tolist() == [1, 0, 0, 0, 1]
        assert (days.desk_decisions[0], days.violations[0], days.bad_practice[0]) == (2, 0, 0)
        assert centre.run.world.advisor.exceptions[0] == 0
        centre.simulate(1)
        assert centre.run.world.advisor.exceptions[0] == 2

    def test_go_before_the_rule_is_broken(self) -> None:
        centre = sixty(breaking(exceptions_per_week=7, violation_probability=1.0))
        assert (centre.day.exceptions, centre.day.violations) == (7, 53)

    def test_are_each_advisors_own(self) -> None:
        centre = Centre(breaking(exceptions_per_week=1), 2)
        centre.calls(a="7:00:00", b="7:00:00", c="8:00:00").simulate()
        assert (centre.day.exceptions, centre.day.requests) == (2, 1)


class TestSeen:
    """`breaking.seen`: bad practice, later or never."""

    @pytest.mark.parametrize(
        ("by_manager", "by_peers", "cohesion", "rate"),
        [
            (2.0, None, 1.0, 1 / 2),
            (None, 8.0, 0.5, 1 / 16),
            (2.0, 8.0, 0.5, 1 / 2 + 1 / 16),
        ],
    )
    def test_after_a_delay_keyed_by_the_attempt(
        self, by_manager: float | None, by_peers: float | None, cohesion: float, rate: float
    ) -> None:
        """Both see it: the rates add up. Nothing is seen before its time, or after it."""
        how = {"seen_by_manager": by_manager, "seen_by_peers": by_peers, "sanction_probability": 0.0}
        centre = Centre(breaking(violation_probability=1.0, **how), days=4)
        centre.run.world.advisor.cohesion[:] = cohesion
        centre.calls(**TIMES).simulate()
        delays = [int(-math.log(unit) / rate * DAY_MS + 0.5) for unit in units(centre, 1, 1)]
        first = centre.run.world.day[0]
        assert first.bad_practice_delay == pytest.approx(sum(delays), abs=60)
        assert (first.bad_practice, first.bad_practice_hidden) == (60, 0)
        done = [7 * 3_600_000 + place * 600_000 + 300_000 + delay for place, delay in enumerate(delays)]
        opens = centre.run.world.calendar.opens
        expected, _ = np.histogram(done, opens[:5])
        assert centre.run.world.day.seen[:4].tolist() == expected.tolist()
        assert centre.run.world.advisor.seen[0] == sum(expected)

    def test_nobody_sees_it_where_there_are_neither_managers_nor_peers(self) -> None:
        """Advice is asked of nobody, so that no manager is needed; all of it is against the rule."""
        how: dict[str, Any] = {"seen_by_manager": 1.0, "seen_by_peers": 1.0}
        centre = sixty(breaking(violation_probability=1.0, limits=[], beyond="advise", **how))
        assert centre.run.world.advisor.manager[0] == -1
        assert (centre.day.bad_practice, centre.day.bad_practice_hidden) == (60, 60)

    def test_who_answers_to_nobody_is_seen_by_peers_alone(self) -> None:
        how: dict[str, Any] = {"seen_by_manager": 0.01, "seen_by_peers": 4.0}
        centre = Centre(breaking(violation_probability=1.0, limits=[], beyond="advise", **how))
        centre.run.world.advisor.cohesion[:] = 1.0
        centre.calls(ann="7:00:00").simulate()
        unit = uniforms(centre.run.world.key, BREAKING, centre.names["ann"], 0, 1)[1]
        assert centre.day.bad_practice_delay == int(-math.log(unit) * 4 * DAY_MS + 0.5)

    def test_overspending_has_a_delay_of_its_own(self) -> None:
        """A refund within the limit, of which too much is given; and one against the rule: both."""
        for stake, blocks in ((40, [3]), (80, [1, 3])):
            scenario = breaking(
                stake, violation_probability=1.0, seen_by_manager=1.0, judgement=infallible(overspends=1.0)
            )
            centre = Centre(scenario)
            centre.run.world.advisor.skill[:] = 0.0
            centre.calls(ann="7:00:00").simulate()
            row = centre.names["ann"]
            drawn = [uniforms(centre.run.world.key, BREAKING, row, 0, block)[1] for block in blocks]
            delays = [int(-math.log(unit) * DAY_MS + 0.5) for unit in drawn]
            assert (centre.day.bad_practice, centre.day.bad_practice_delay) == (len(blocks), sum(delays))

    @pytest.mark.usefixtures("free")
    @pytest.mark.parametrize("rate", [0.0, -1.0, 1e-300])
    def test_what_no_run_lives_to_see_is_hidden(self, rate: float) -> None:
        """A rate so small that the time is beyond all clocks is none."""

        def seldom(advisor, case, settings):  # type: ignore[no-untyped-def]
            return rate

        rule("breaking.seen", reference="a test")(seldom)
        centre = sixty(breaking(violation_probability=1.0, answers={"breaking.seen": "seldom"}))
        assert (centre.day.bad_practice_hidden, centre.day.bad_practice_delay) == (60, 0)


class TestSanctions:
    """`breaking.sanctions`, and what a sanction does."""

    @pytest.mark.usefixtures("free")
    def test_are_keyed_by_the_advisor_and_how_often_he_was_seen(self) -> None:
        """Seen within seconds; every sanction takes a fifth of the autonomy felt."""

        def always(advisor, case, settings):  # type: ignore[no-untyped-def]
            return 1.0

        rule("breaking.breaks", reference="a test")(always)
        seconds = {"seen_by_manager": 0.01 / 864, "sanction_probability": 0.4, "sanction_weight": 0.2}
        centre = sixty(breaking(answers={"breaking.breaks": "always"}, **seconds))
        key = centre.run.world.key
        sanctioned = sum(uniforms(key, SANCTION, 0, k, 0)[0] < 0.4 for k in range(60))
        assert (centre.day.seen, centre.day.sanctions) == (60, sanctioned)
        assert 10 < sanctioned < 40
        assert centre.day.felt == pytest.approx(0.8**sanctioned)

    @pytest.mark.usefixtures("free")
    def test_a_rule_that_answers_no_number_stops_the_run(self) -> None:
        def none_at_all(advisor, settings):  # type: ignore[no-untyped-def]
            return math.nan

        rule("breaking.sanctions", reference="a test")(none_at_all)
        answers = {"breaking.sanctions": "none_at_all"}
        centre = Centre(breaking(violation_probability=1.0, seen_by_manager=1e-6, answers=answers), 2)
        with pytest.raises(NotFinite, match=r"day 0, floor: advisor [01]: breaking\.sanctions is no number"):
            centre.calls(ann="7:00:00").simulate()

    def test_who_was_sanctioned_decides_less(self) -> None:
        """A limit of 50 of which half is felt: a refund of 40 is asked for, and of 25 decided."""
        for stake, requests in ((40, 1), (25, 0)):
            centre = Centre(breaking(stake))
            centre.run.world.advisor.felt[:] = 0.5
            centre.calls(ann="7:00:00").simulate()
            assert centre.day.requests == requests


class TestCalledToOrder:
    """Decisions within the authority that are not taken well, and those that nobody minds."""

    def test_is_keyed_by_the_attempt_and_takes_and_heals_what_is_felt(self) -> None:
        scenario = breaking(1, called_to_order=0.3, sanction_weight=0.25, felt_recovery=0.1)
        centre = sixty(scenario)
        felt = 1.0
        called = [unit < 0.3 for unit in units(centre, 2)]
        for each in called:
            felt = felt * 0.75 if each else felt + (1 - felt) * 0.1
        assert 5 < sum(called) < 40
        assert centre.day.called_to_order == sum(called)
        assert centre.day.felt == pytest.approx(felt)

    @pytest.mark.parametrize(
        "how", [{"exceptions_per_week": 99}, {"violation_probability": 1.0}, {"beyond": "advise"}]
    )
    def test_not_for_what_lies_beyond_the_authority(self, how: dict[str, Any]) -> None:
        scenario = breaking(called_to_order=1.0, **how)
        centre = Centre(scenario).calls(ann="7:00:00")
        centre.run.world.advisor.felt[:] = 0.9
        centre.simulate()
        assert (centre.day.desk_decisions, centre.day.called_to_order, centre.day.felt) == (1, 0, 0.9)

    def test_the_days_felt_autonomy_is_the_mean_of_all_advisors(self) -> None:
        centre = Centre(breaking(), 4)
        centre.run.world.advisor.felt[:] = 0.1, 0.2, 0.3, 0.8
        centre.simulate()
        assert centre.day.felt == pytest.approx(0.35)


@pytest.mark.usefixtures("free")
class TestMovingAuthority:
    """`authority.moves`: asked after every decision that an advisor has taken himself, and after no other."""

    @pytest.fixture
    def earned(self) -> dict[str, str]:
        def a_euro_more(advisor, case, settings):  # type: ignore[no-untyped-def]
            return advisor.authority + 1.0

        rule("authority.moves", reference="a test")(a_euro_more)
        return {"authority.moves": "a_euro_more"}

    @pytest.mark.parametrize(
        ("stake", "how", "after"),
        [
            (40, {}, 60),
            (80, {"exceptions_per_week": 3}, 53),
            (80, {"violation_probability": 1.0}, 60),
            (80, {}, 50),
        ],
        ids=["within", "exceptions", "against the rule", "asked"],
    )
    def test_follows_decisions(
        self, earned: dict[str, str], stake: float, how: dict[str, Any], after: float
    ) -> None:
        """Ten decisions."""
        centre = Centre(breaking(stake, answers=earned, **how))
        centre.calls(**{name: TIMES[name] for name in NAMES[:10]}).simulate()
        assert centre.run.world.advisor.authority[0] == after

    def test_follows_a_decision_on_advice(self, earned: dict[str, str]) -> None:
        centre = Centre(breaking(answers=earned, beyond="advise")).calls(ann="7:00:00").simulate()
        assert centre.run.world.advisor.authority[0] == 51
