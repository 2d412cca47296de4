"""Scripts: talks that are alike, needs met by part, answers prevented, and who leaves the script."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from centres import MINUTE, Centre, centre_of, constant, exponential, groups_of, refund, routine
from worlds import anew, fingerprint, simulated, three_forms

from sim.rights import Breaking
from sim.scenario import Group, Scenario
from sim.steering import Script
from sim.streams import BREAKING, GAMING, OUTCOME, uniforms

NAMES = [f"n{place}" for place in range(40)]
TIMES = {name: f"{7 + place // 4}:{place % 4 * 15:02}:00" for place, name in enumerate(NAMES)}
UNSEEN = {"seen_by_manager": None, "seen_by_peers": None}


def scripted(reason: Any = None, tightness: float = 0.5, prevents: float = 0.0, **how: Any) -> Scenario:
    """A centre with a script that everybody keeps to, unless `breaks` says how often not."""
    breaking = Breaking(violation_probability=how.pop("breaks", 0.0), **UNSEEN)
    script = Script(tightness=tightness, prevents=prevents)
    return centre_of(reason or routine(), script=script, breaking=breaking, **how)


def talks(centre: Centre) -> dict[int, int]:
    """Length of the first talk of every customer, in ms."""
    first = [contact for contact in centre.contacts if contact.attempt == 0]
    return {int(contact.customer): int(contact.ended - contact.answered) for contact in first}


def units(centre: Centre, stream: int, block: int, place: int = 0) -> list[float]:
    """One of the uniforms of every caller's first contact."""
    return [uniforms(centre.run.world.key, stream, centre.names[name], 0, block)[place] for name in NAMES]


class TestTalk:
    """What is prescribed of a talk takes as long as the mean of its reason."""

    VARIED = routine(handling=exponential(5), patience=constant(None))

    @pytest.mark.parametrize("pace", [1.0, 0.9])
    @pytest.mark.parametrize("tightness", [0.3, 1.0])
    def test_is_narrowed_towards_the_usual_one(self, tightness: float, pace: float) -> None:
        free, bound = (Centre(scripted(self.VARIED, share)) for share in (0.0, tightness))
        for centre in (free, bound):
            centre.run.world.advisor.pace[:] = pace
            centre.calls(**TIMES).simulate()
        usual = 5 * MINUTE * pace
        wanted = {
            row: int(tightness * usual + (1 - tightness) * talk + 0.5) for row, talk in talks(free).items()
        }
        assert talks(bound) == wanted
        assert len(set(wanted.values())) == (1 if tightness == 1.0 else 40)
        assert (bound.day.called_for, bound.day.dissonance) == (0, 0.0)

    def test_of_a_transferred_customer_is_not(self) -> None:
        """Nor is he counted: the first advisor was bound, the second is asked for his judgement."""
        scenario = scripted(refund(80, handling=exponential(5)), 1.0, beyond="transfer")
        staffing = replace(scenario.staffing, groups=two_tiers())
        centre = Centre(replace(scenario, staffing=staffing)).calls(ann="7:00:00").simulate()
        first, second = centre.contacts
        assert int(first.ended - first.answered) == 5 * MINUTE
        assert int(second.ended - second.answered) != 5 * MINUTE
        assert centre.day.called_for == 1


def two_tiers() -> dict[str, Group]:
    return groups_of(first={"authority": 0.0}, second={"authority": 100.0, "direct": False})


class TestNeed:
    """What a case needs beyond the usual talk is met by what the script leaves room for."""

    @pytest.mark.parametrize(
        ("tightness", "need", "granted"),
        [(0.5, 6.0, 180_000), (0.25, 5 / 60_000, 4), (0.5, 5 / 60_000, 3), (1.0, 6.0, 0)],
    )
    def test_is_met_by_part_rounded_to_nearest(self, tightness: float, need: float, granted: int) -> None:
        """Of 5 ms three quarters are 3.75, and a half is 2.5."""
        needy = routine(extension_share=1.0, extension=constant(need))
        centre = Centre(scripted(needy, tightness)).calls(ann="7:00:00").simulate()
        assert talks(centre) == {centre.names["ann"]: 5 * MINUTE + granted}
        assert (centre.day.cut, centre.day.called_for, centre.day.dissonance) == (1, 1, tightness)

    def test_a_cap_below_that_holds(self) -> None:
        needy = routine(extension_share=1.0, extension=constant(6))
        centre = Centre(scripted(needy, 0.25, extension_cap=2.0)).calls(ann="7:00:00").simulate()
        assert talks(centre) == {centre.names["ann"]: 7 * MINUTE}

    def test_the_rest_comes_back_and_calls_for_an_answer_again(self) -> None:
        """Six minutes of need, halved at every contact: 3, 1.5, 0.75."""
        needy = routine(extension_share=1.0, extension=constant(6))
        repeats = {"repeat_probability": 1.0, "repeat_delay": constant(1)}
        centre = Centre(scripted(needy, demand=repeats), days=6).calls(ann="7:00:00").simulate()
        lengths = [int(contact.ended - contact.answered) for contact in centre.contacts]
        assert lengths == [480_000, 390_000, 345_000]
        assert centre.run.world.day.called_for.sum() == 3
        assert centre.run.world.day.dissonance.sum() == 1.5


class TestLeft:
    """`script.binds`: by default he leaves it as he breaks other rules."""

    def test_is_keyed_by_the_attempt_and_is_bad_practice(self) -> None:
        centre = Centre(scripted(refund(40), breaks=0.3)).calls(**TIMES).simulate()
        left = [unit >= 0.7 for unit in units(centre, GAMING, 1)]
        assert 5 < sum(left) < 30
        day = centre.day
        assert (day.called_for, day.unscripted, day.bad_practice) == (40, sum(left), sum(left))
        assert day.dissonance == pytest.approx((40 - sum(left)) * 0.5)
        assert day.bad_practice_hidden == sum(left)

    def test_is_seen_after_a_delay_of_its_own_draw(self) -> None:
        scenario = scripted(refund(40), breaks=1.0)
        seen = Breaking(violation_probability=1.0, seen_by_manager=2.0, seen_by_peers=None)
        scenario = replace(scenario, governance=replace(scenario.governance, breaking=seen))
        centre = Centre(scenario).calls(**TIMES).simulate()
        delays = -np.log(units(centre, BREAKING, 4, 1)) * 2 * 86_400_000
        assert centre.day.bad_practice_delay == np.floor(delays + 0.5).sum()

    def test_such_a_talk_is_as_long_as_without_a_script(self) -> None:
        reason = refund(40, handling=exponential(5), extension_share=1.0, extension=constant(3))
        free = Centre(scripted(reason, 0.0)).calls(**TIMES).simulate()
        left = Centre(scripted(reason, 1.0, breaks=1.0)).calls(**TIMES).simulate()
        assert talks(left) == talks(free)

    def test_the_less_free_he_feels_the_more_he_keeps_to_it(self) -> None:
        centre = Centre(scripted(refund(80), breaks=0.6))
        centre.run.world.advisor.felt[:] = 0.5
        centre.calls(**TIMES).simulate()
        assert centre.day.unscripted == sum(unit >= 0.7 for unit in units(centre, GAMING, 1))

    def test_holds_for_one_talk_alone(self) -> None:
        """Ann's script is left; Ben's question, which the script provides for, takes what is usual."""
        long = exponential(5)
        reasons = {"refund": refund(40, share=0.5), "question": routine(share=0.5, handling=long)}
        centre = Centre(scripted(reasons, 1.0, breaks=1.0))
        centre.calls("refund", ann="7:00:00").calls("question", ben="8:00:00").simulate()
        assert (centre.day.unscripted, talks(centre)[centre.names["ben"]]) == (1, 5 * MINUTE)

    def test_a_stake_calls_for_it_only_where_something_is_decided(self) -> None:
        centre = Centre(scripted(refund(40), decisions=False)).calls(**TIMES).simulate()
        assert centre.day.called_for == 0


class TestSolving:
    """What a full script prevents, where the case calls for an answer of its own."""

    def again(self, **how: Any) -> Centre:
        """Customers who are not helped at first, since the rule says so, and call again."""
        repeats = {"repeat_probability": 1.0, "repeat_delay": constant(1)}
        reason = routine(solve_probability=0.6, patience=constant(None))
        return Centre(scripted(reason, demand=repeats, **how), days=3).calls(**TIMES).simulate()

    def test_is_prevented_by_part_from_the_second_contact_on(self) -> None:
        """A quarter of them: half a script that prevents half; where it is left, none."""
        for breaks, share in ((0.0, 0.75), (1.0, 1.0)):
            centre = self.again(prevents=0.5, breaks=breaks)
            key, rows = centre.run.world.key, list(centre.names.values())
            first = [row for row in rows if uniforms(key, OUTCOME, row, 0, 0)[0] < 0.6]
            assert centre.run.world.day.solved_at_first.sum() == len(first)
            second = [row for row in rows if row not in first]
            helped = [row for row in second if uniforms(key, OUTCOME, row, 1, 0)[0] < 0.6 * share]
            assert centre.run.world.day.ended_fairly.sum() == len(first) + len(helped)
            assert 0 < len(helped) < len(second)

    def test_of_a_case_that_the_script_provides_for_is_as_usual(self) -> None:
        """Ann's refund is decided by the script to the letter; Ben's question has its answer in it."""
        reasons = {"refund": refund(40, share=0.5), "question": routine(share=0.5)}
        centre = Centre(scripted(reasons, 1.0, prevents=1.0))
        centre.calls("refund", ann="7:00:00").calls("question", ben="8:00:00").simulate()
        assert (centre.day.called_for, centre.path("ben")[-1]) == (1, "8:05:00 fair")


def test_without_a_script_nothing_is_asked() -> None:
    """Whatever it would prevent, and whoever would leave it."""
    for run in three_forms(4):
        governance = replace(run.scenario.governance, script=Script(tightness=0.0, prevents=1.0))
        without = simulated(anew(run, scenario=replace(run.scenario, governance=governance)))
        assert fingerprint(without) == fingerprint(simulated(run))
