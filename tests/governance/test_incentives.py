"""Targets and bonuses: talks cut short, records gamed, scores, payments and effort, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from centres import MINUTE, Centre, centre_of, constant, exponential, groups_of, infallible, refund, routine
from worlds import anew, fingerprint, simulated, three_forms

from sim import rules
from sim.rights import Advice, Breaking
from sim.rules import rule
from sim.scenario import Scenario
from sim.soundness import NotFinite
from sim.steering import Incentives
from sim.streams import BREAKING, GAMING, OUTCOME, uniforms
from sim.streams import exponential as unit_exponential
from sim.world import Run

NAMES = [f"n{place}" for place in range(40)]
TIMES = {name: f"{7 + place // 4}:{place % 4 * 15:02}:00" for place, name in enumerate(NAMES)}
UNSEEN = Breaking(violation_probability=0.0, seen_by_manager=None, seen_by_peers=None)
DAY_MS = 86_400_000
REPEATS = {"repeat_probability": 1.0, "repeat_delay": constant(1)}


def steered(reason: Any = None, rule_of_games: str | None = None, **how: Any) -> Scenario:
    """A centre with a target or a bonus; `how` changes them, or the centre."""
    told = {name: how.pop(name) for name in list(how) if name in Incentives.__dataclass_fields__}
    scenario = centre_of(reason or routine(), incentives=Incentives(**told), **({"breaking": UNSEEN} | how))
    return replace(scenario, rules={"incentives.games": rule_of_games} if rule_of_games else {})


def simulate(scenario: Scenario, advisors: int = 1, **times: str) -> Centre:
    return Centre(scenario, advisors).calls(**(times or TIMES)).simulate()


def units(centre: Centre, stream: int, block: int, place: int) -> list[float]:
    """One of the uniforms of every caller's first contact."""
    return [uniforms(centre.run.world.key, stream, centre.names[name], 0, block)[place] for name in NAMES]


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules registered in a test are forgotten after it."""
    copied = {point: dict(known) for point, known in rules._REGISTRY.items()}
    monkeypatch.setattr(rules, "_REGISTRY", copied)


class TestTarget:
    """A talk longer than the target may be cut short there."""

    @pytest.mark.usefixtures("free")
    def test_what_is_cut_comes_back_with_the_repeat(self) -> None:
        """A talk of 300,030 ms, cut at 240,006: of the 60,024 left the next one is longer."""

        @rule("incentives.games", reference="a test")
        def at_first(advisor: Any, case: Any, members: Any, settings: Any) -> float:
            return 1.0 if case.attempt == 0 else 0.0

        reason = routine(handling=constant(5.0005))
        scenario = steered(reason, "at_first", handling_target=4.0001, demand=REPEATS)
        centre = Centre(scenario, days=3).calls(ann="7:00:00").simulate()
        lengths = [int(contact.ended - contact.answered) for contact in centre.contacts]
        assert lengths == [240_006, 300_030 + 60_024]
        assert centre.path("ann")[2] == "7:04:00.006 unresolved"
        assert centre.path("ann")[-1].endswith("fair")
        days = centre.run.world.day
        assert (days.gamed.sum(), days.cut.sum(), days.bad_practice.sum()) == (1, 1, 1)
        assert (days.scored.sum(), days.scored_well.sum(), days.truly_well.sum()) == (2, 1, 0)

    @pytest.mark.parametrize(("target", "gamed"), [(5.0, 0), (5 - 1 / MINUTE, 1), (5 - 0.4 / MINUTE, 0)])
    def test_a_talk_as_long_as_the_target_is_not_cut(self, target: float, gamed: int) -> None:
        """The target counts in whole milliseconds."""
        day = simulate(steered(handling_target=target, target_pressure=1.0), ann="7:00:00").day
        assert (day.gamed, day.cut) == (gamed, gamed)
        assert (day.scored, day.scored_well, day.truly_well) == (1, 1, 1 - gamed)

    def test_is_keyed_by_the_attempt(self) -> None:
        centre = simulate(steered(handling_target=4.0, target_pressure=0.3))
        gamed = [unit < 0.3 for unit in units(centre, GAMING, 0, 0)]
        assert 5 < sum(gamed) < 25
        assert [centre.path(name)[-1].split()[-1] == "unresolved" for name in NAMES] == gamed
        assert (centre.day.gamed, centre.day.scored_well, centre.day.truly_well) == (sum(gamed),) * 2 + (0,)

    def test_is_bad_practice_with_a_delay_of_its_own_draw(self) -> None:
        seen = Breaking(violation_probability=0.0, seen_by_manager=2.0, seen_by_peers=None)
        centre = simulate(steered(handling_target=4.0, target_pressure=1.0, breaking=seen))
        delays = [int(unit_exponential(unit) * 2 * DAY_MS + 0.5) for unit in units(centre, BREAKING, 5, 1)]
        assert (centre.day.bad_practice, centre.day.bad_practice_delay) == (40, sum(delays))

    def test_a_need_that_is_cut_anyway_keeps_the_rest(self) -> None:
        """Nine minutes of need, a cap of two, a target of four: 5 + 2 - 4 of it and 7 are left."""
        reason = routine(extension_share=1.0, extension=constant(9))
        scenario = steered(
            reason, handling_target=4.0, target_pressure=1.0, extension_cap=2.0, demand=REPEATS
        )
        centre = simulate(scenario, ann="7:00:00")
        assert centre.contacts[0].ended - centre.contacts[0].answered == 4 * MINUTE
        assert centre.run.world.case.need[centre.run.world.case.state >= 0].tolist() == [10 * MINUTE]

    def test_a_bonus_on_resolution_cuts_nothing(self) -> None:
        """Then the target is nobody's: what is recorded as solved is scored."""
        centre = simulate(steered(handling_target=4.0, bonus="individual", bonus_share=1.0))
        assert (centre.day.gamed, centre.day.scored_well, centre.day.truly_well) == (0, 40, 40)

    def test_a_colleagues_question_does_not_count(self) -> None:
        """Ben's talk of five minutes is interrupted for two: within a target of five."""
        reasons = {
            "refund": refund(80, share=0.5, handling=constant(3)),
            "question": routine(share=0.5),
        }
        scenario = steered(reasons, handling_target=5.0, beyond="advise", advice=Advice(colleagues=1))
        centre = Centre(scenario, 2).calls("refund", ann="7:01:00").calls("question", ben="7:00:00")
        day = centre.simulate().day
        assert day.interruptions == 1
        assert centre.path("ben")[-1] == "7:07:00 fair"
        assert (day.scored, day.scored_well, day.truly_well) == (1, 1, 1)


class TestRecord:
    """A bonus on resolution: what is not solved may be recorded as if it were."""

    def unsolved(self, **how: Any) -> Scenario:
        told = {"bonus": "individual", "bonus_share": 0.15, "gaming": 2.0, "effort_gain": 0.0} | how
        return steered(routine(solve_probability=0.5), **told)

    def test_is_keyed_by_the_attempt_and_helps_nobody(self) -> None:
        """A share of 0.15 at stake, twice: three in ten of those not solved."""
        centre, plain = simulate(self.unsolved()), simulate(self.unsolved(bonus="none"))
        solved = [unit < 0.5 for unit in units(centre, OUTCOME, 0, 0)]
        games = [unit < 0.3 for unit in units(centre, GAMING, 0, 1)]
        gamed = sum(each and not well for each, well in zip(games, solved, strict=True))
        assert 1 < gamed < sum(games)
        day = centre.day
        assert (day.scored, day.truly_well, day.scored_well) == (40, sum(solved), sum(solved) + gamed)
        assert (day.gamed, day.bad_practice, day.bad_practice_hidden) == (gamed,) * 3
        assert centre.run.digest == plain.run.digest
        assert plain.day.scored == 0

    def test_a_delay_of_its_own_draw(self) -> None:
        seen = Breaking(violation_probability=0.0, seen_by_manager=2.0, seen_by_peers=None)
        told = {"bonus": "individual", "bonus_share": 1.0, "gaming": 1.0, "effort_gain": 0.0}
        centre = simulate(steered(routine(solve_probability=0.0), breaking=seen, **told))
        delays = [int(unit_exponential(unit) * 2 * DAY_MS + 0.5) for unit in units(centre, BREAKING, 6, 1)]
        assert (centre.day.gamed, centre.day.bad_practice_delay) == (40, sum(delays))

    def test_a_team_dilutes_it(self) -> None:
        """A team of four and a power of a half: half as often."""
        alone = self.unsolved(bonus="individual")
        team = self.unsolved(bonus="collective", free_riding=0.5, staffing={"span_of_control": 4.0})
        centre = simulate(team, 4)
        solved = [unit < 0.5 for unit in units(centre, OUTCOME, 0, 0)]
        games = [unit < 0.15 for unit in units(centre, GAMING, 0, 1)]
        gamed = sum(each and not well for each, well in zip(games, solved, strict=True))
        assert centre.day.gamed == gamed < simulate(alone, 4).day.gamed

    def test_what_is_asked_elsewhere_is_not_scored(self) -> None:
        """40 EUR are decided at the desk, 80 EUR by a manager; an unfair refusal is not well."""
        bonus = {"bonus": "individual", "gaming": 0.0}
        at_desk, asked = (simulate(steered(refund(stake), **bonus)).day for stake in (40, 80))
        assert (at_desk.scored, at_desk.truly_well, asked.scored) == (40, 40, 0)
        unfair = Centre(steered(refund(40), judgement=infallible(overspends=0.0), **bonus))
        unfair.run.world.advisor.skill[:] = 0.0
        day = unfair.calls(**TIMES).simulate().day
        assert (day.unfair, day.scored, day.scored_well, day.truly_well) == (40, 40, 0, 0)

    def test_who_was_handed_over_is_not_scored(self) -> None:
        tiers = groups_of(first={"authority": 0.0}, second={"authority": 100.0, "direct": False})
        bonus = {"bonus": "individual", "gaming": 0.0, "beyond": "transfer"}
        centre = simulate(steered(refund(40), staffing={"groups": tiers}, **bonus))
        assert (centre.day.transfers, centre.day.desk_decisions, centre.day.scored) == (40, 40, 0)


def paid_after(
    counts: list[tuple[int, int]], days: int = 1, advisors: int | None = None, **how: Any
) -> tuple[Run, Any]:
    """A run whose advisors have these contacts scored, and scored well, on their first day; and the day after
    so many."""
    told = {"bonus": "individual", "paid_every": 1, "score_target": 0.8, "learning": 0.5} | how
    centre = Centre(steered(**told), advisors or len(counts), days=days + 1)
    centre.simulate(1)
    for row, (scored, well) in enumerate(counts):
        centre.run.world.advisor.scored[row], centre.run.world.advisor.scored_well[row] = scored, well
    centre.simulate(days)
    return centre.run, centre.run.world.day[days]


class TestPayment:
    def test_of_everybody_by_his_own_score(self) -> None:
        """8 of 10 is enough; who has no contact scored is not paid, and expects what he did."""
        run, day = paid_after([(10, 8), (10, 7), (0, 0)])
        assert (day.bonus_due, day.bonus_paid) == (2, 1)
        assert run.world.advisor.expects.tolist() == [0.75, 0.25, 0.5]
        assert (run.world.advisor.scored.sum(), run.world.advisor.scored_well.sum()) == (0, 0)
        assert run.world.day.bonus_due[0] == 0

    @pytest.mark.parametrize(("scored_by", "paid"), [("mean", 3), ("weakest_link", 0)])
    def test_of_a_team_by_its_mean_or_its_weakest(self, scored_by: str, paid: int) -> None:
        """Nine in ten on the mean, 0.79 the weakest; the one without contacts is no member."""
        how = {"bonus": "collective", "scored_by": scored_by, "staffing": {"span_of_control": 4.0}}
        _, day = paid_after([(10, 10), (100, 79), (100, 91), (0, 0)], **how)
        assert (day.bonus_due, day.bonus_paid) == (3, paid)

    def test_teams_are_apart(self) -> None:
        how = {"bonus": "collective", "staffing": {"span_of_control": 2.0}}
        run, day = paid_after([(10, 10), (10, 6), (10, 10), (10, 5), (10, 9)], **how)
        assert (day.bonus_due, day.bonus_paid) == (5, 3)
        assert run.world.advisor.expects.tolist() == [0.75, 0.75, 0.25, 0.25, 0.75]

    def test_every_so_many_days(self) -> None:
        run, _ = paid_after([(10, 10)], days=4, paid_every=3)
        assert run.world.day.bonus_due[:5].tolist() == [0, 0, 0, 1, 0]

    def test_without_a_bonus_there_is_none(self) -> None:
        run, day = paid_after([(10, 10)], bonus="none")
        assert (day.bonus_due, run.world.advisor.expects[0], run.world.advisor.scored[0]) == (0, 0.5, 10)


class TestEffort:
    def test_is_seen_anew_at_every_payment(self) -> None:
        """1 + 0.5 x 0.2 x expected: a half at first, then three quarters, then a quarter."""
        run, day = paid_after([(10, 8), (10, 7)], bonus_share=0.2, effort_gain=0.5)
        assert run.world.day.effort[0] == pytest.approx(1.05)
        assert run.world.advisor.effort.tolist() == pytest.approx([1.075, 1.025])
        assert day.effort == pytest.approx(1.05)

    def test_solves_as_if_tried_so_many_times(self) -> None:
        """Effort 2: of three in ten one half: 1 - 0.7 x 0.7."""
        told = {"bonus": "individual", "bonus_share": 1.0, "effort_gain": 2.0, "gaming": 0.0}
        centre = simulate(steered(routine(solve_probability=0.3), **told))
        wanted = [unit < 0.51 for unit in units(centre, OUTCOME, 0, 0)]
        assert centre.run.world.advisor.effort[0] == 2.0
        assert [centre.path(name)[-1].endswith("fair") for name in NAMES] == wanted
        assert sum(wanted) > sum(unit < 0.3 for unit in units(centre, OUTCOME, 0, 0))

    @pytest.mark.usefixtures("free")
    @pytest.mark.parametrize("certain", [0.0, 1.0])
    def test_none_solves_nothing_and_none_is_below_none(self, certain: float) -> None:
        @rule("incentives.effort", reference="a test")
        def works_against_it(advisor: Any, members: Any, settings: Any) -> float:
            return -1.0

        scenario = replace(
            steered(routine(solve_probability=certain)), rules={"incentives.effort": "works_against_it"}
        )
        centre = simulate(scenario)
        assert (centre.run.world.advisor.effort[0], centre.day.effort) == (0.0, 0.0)
        assert centre.day.ended_fairly == 0

    @pytest.mark.usefixtures("free")
    def test_that_is_no_number_stops_the_run(self) -> None:
        @rule("incentives.effort", reference="a test")
        def lost(advisor: Any, members: Any, settings: Any) -> float:
            return float("nan")

        with pytest.raises(NotFinite, match=r"advisor 0: incentives\.effort is no number"):
            simulate(replace(steered(), rules={"incentives.effort": "lost"}))


class TestLimits:
    """Where incentives are none, or cannot matter, every contact is as without them."""

    def changed(self, run: Run, **incentives: Any) -> Run:
        governance = replace(run.scenario.governance, incentives=Incentives(**incentives))
        return simulated(anew(run, scenario=replace(run.scenario, governance=governance)))

    def test_no_target_and_no_bonus(self) -> None:
        """Whatever they would bring about."""
        for run in three_forms(3):
            none = self.changed(run, gaming=100.0, target_pressure=1.0, effort_gain=10.0, paid_every=1)
            assert fingerprint(none) == fingerprint(simulated(run))

    def test_a_target_above_every_talk_games_nothing(self) -> None:
        run = three_forms(3)[0]
        high = self.changed(run, handling_target=1000.0, target_pressure=1.0)
        assert high.world.day.gamed.sum() == 0
        assert high.world.day.scored.sum() == high.world.day.scored_well.sum() > 100
        assert high.digest == simulated(run).digest

    def test_a_bonus_that_moves_and_tempts_nobody(self) -> None:
        run = three_forms(3)[0]
        idle = self.changed(run, bonus="individual", effort_gain=0.0, gaming=0.0, paid_every=1)
        assert idle.world.day.bonus_due.sum() > 0
        assert idle.digest == simulated(run).digest

    @pytest.mark.parametrize("scored_by", ["mean", "weakest_link"])
    def test_a_team_of_one_is_alone(self, scored_by: str) -> None:
        """Collective or individual, by its mean or its weakest."""
        run = three_forms(4)[0]
        staffing = replace(run.scenario.staffing, span_of_control=1.0)
        run = anew(run, scenario=replace(run.scenario, staffing=staffing))
        bonus = {"bonus_on": "handling_time", "handling_target": 5.0, "paid_every": 1, "effort_gain": 10.0}
        alone = self.changed(run, bonus="individual", **bonus)
        team = self.changed(run, bonus="collective", scored_by=scored_by, **bonus)
        assert alone.world.day.gamed.sum() > 0
        assert 0 < alone.world.day.bonus_paid.sum() < alone.world.day.bonus_due.sum()
        assert fingerprint(team) == fingerprint(alone)

    def test_of_a_larger_team_it_is_not(self) -> None:
        """The tests above can fail."""
        run = three_forms(4)[0]
        bonus: dict[str, Any] = {"handling_target": 5.0, "bonus_on": "handling_time", "paid_every": 1}
        kinds = [
            self.changed(run, bonus=bonus_, scored_by=by, score_target=0.7, effort_gain=10.0, **bonus)
            for bonus_, by in (("individual", "mean"), ("collective", "mean"), ("collective", "weakest_link"))
        ]
        assert len({each.digest for each in kinds}) == 3


def test_varied_talks_are_scored_by_their_own_length() -> None:
    """Nobody games: within the target is who is within it, need and all."""
    reason = routine(
        handling=exponential(5), extension_share=0.5, extension=exponential(3), patience=constant(None)
    )
    centre = simulate(steered(reason, handling_target=6.0, target_pressure=0.0))
    within = sum(contact.ended - contact.answered <= 6 * MINUTE for contact in centre.contacts)
    assert 5 < within < 35
    assert (centre.day.scored, centre.day.scored_well, centre.day.truly_well) == (40, within, within)
