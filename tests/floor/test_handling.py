"""What a case needs beyond the usual talk, and what it is given, by schedules worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from centres import MINUTE, Centre, centre_of, constant, refund, routine
from scipy import stats

from sim import rules
from sim.reasons import Law, Reason
from sim.rules import rule
from sim.soundness import NotFinite
from sim.streams import CASE, OUTCOME, uniforms


def needy(extension: Law, share: float = 1.0, **how: Any) -> Reason:
    return routine(extension_share=share, extension=extension, **how)


def repeated(centre: Centre) -> list[int]:
    """Length of every talk, in ms, in order."""
    return [int(contact.ended - contact.answered) for contact in centre.contacts]


REPEATS = {"repeat_probability": 1.0, "repeat_delay": constant(1)}


def test_without_a_cap_the_talk_takes_as_long_as_the_case_needs() -> None:
    centre = Centre(centre_of(needy(constant(7.0005)))).calls(ann="7:00:00").simulate()
    assert centre.log() == ["ann first 7:00:00 7:00:00 by0 7:12:00.030 7:13:00.030 served"]
    assert centre.path("ann")[-1] == "7:12:00.030 fair"
    assert (centre.day.cut, centre.day.handling) == (0, 12 * MINUTE + 30)


def test_a_duration_beyond_all_times_stops_the_run() -> None:
    """A number, but none of ms."""
    centre = Centre(centre_of(routine(handling=constant(1e300)))).calls(ann="7:00:00")
    with pytest.raises(NotFinite, match="day 0, floor: customer 0: a duration is no number"):
        centre.simulate()


def test_what_is_beyond_the_cap_comes_back_with_the_repeat() -> None:
    """Seven minutes are needed, three given a time: talks of 8, 8 and 6 minutes, and only the last solves."""
    scenario = centre_of(needy(constant(7)), demand=REPEATS, extension_cap=3.0)
    centre = Centre(scenario, days=8).calls(ann="7:00:00").simulate()
    assert repeated(centre) == [8 * MINUTE, 8 * MINUTE, 6 * MINUTE]
    assert [line.split()[1] for line in centre.log()] == ["first", "repeat", "repeat"]
    assert centre.path("ann")[-1].endswith("fair")
    assert [line.split()[-1] for line in centre.path("ann")] == [
        *("queued", "handled", "unresolved") * 2,
        *("queued", "handled", "fair"),
    ]
    assert centre.run.world.day.cut.sum() == 2
    assert centre.run.world.day.solved_at_first.sum() == 0


def test_a_cap_that_is_just_enough_cuts_nothing() -> None:
    enough = Centre(centre_of(needy(constant(3)), extension_cap=3.0)).calls(ann="7:00:00").simulate()
    short = (
        Centre(centre_of(needy(constant(3 + 1 / 60_000)), extension_cap=3.0)).calls(ann="7:00:00").simulate()
    )
    assert (enough.path("ann")[-1], short.path("ann")[-1]) == ("7:08:00 fair", "7:08:00 unresolved")
    assert (enough.day.cut, short.day.cut) == (0, 1)


def test_a_talk_that_is_cut_decides_nothing() -> None:
    """A refund of 80 EUR: asked for only once the need is met, at the second contact."""
    asked = refund(extension_share=1.0, extension=constant(4))
    centre = (
        Centre(centre_of(asked, demand=REPEATS, extension_cap=2.0), days=4).calls(ann="7:00:00").simulate()
    )
    assert centre.path("ann")[2] == "7:07:00 unresolved"
    assert [line.split()[-1] for line in centre.path("ann")][-2:] == ["held", "fair"]
    assert (centre.run.world.day.requests.sum(), centre.run.world.day.cut.sum()) == (1, 1)


def test_who_gives_up_and_calls_again_still_needs_it() -> None:
    """Ann holds the advisor; Ben redials until he is answered, then talks for 5 and 4 minutes."""
    reasons = {
        "long": routine(share=0.5, handling=constant(20)),
        "needy": routine(share=0.5, extension_share=1.0, extension=constant(4)),
    }
    centre = Centre(centre_of(reasons, demand={"redial_probability": 1.0}))
    centre.calls("long", ann="7:00:00").calls("needy", ben="7:10:00").simulate()
    assert centre.log()[-1] == "ben redial 7:23:00 7:23:00 by0 7:32:00 7:33:00 served"


def test_call_backs_are_never_extended() -> None:
    asked = refund(extension_share=1.0, extension=constant(4))
    centre = Centre(centre_of(asked, request="call_back")).calls(ann="7:00:00").simulate()
    assert repeated(centre) == [9 * MINUTE, 2 * MINUTE]


@pytest.mark.parametrize("share", [0.3, 0.8])
def test_the_share_of_cases_that_need_more_is_keyed_by_the_case(share: float) -> None:
    """And the need is the law at what is left of the uniform."""
    names = [f"n{place}" for place in range(30)]
    asked = needy(Law(law="exponential", mean=2.0), share)
    centre = Centre(centre_of(asked), 30).calls(**dict.fromkeys(names, "7:00:00")).simulate()
    talks = {int(contact.customer): int(contact.ended - contact.answered) for contact in centre.contacts}
    found = 0
    for row in centre.names.values():
        unit, _ = uniforms(centre.run.world.key, CASE, row, 0, 1)
        more = -2 * MINUTE * np.log(unit / share) if unit < share else 0.0
        assert talks[row] - 5 * MINUTE == pytest.approx(more, abs=1)
        found += unit < share
    assert 3 < found < 27


def test_a_gamma_need_has_the_law_and_draws_of_its_own() -> None:
    """KS over 300 cases against the law; false alarm 1e-4 over seeds."""
    names = [f"n{place}" for place in range(300)]
    asked = needy(Law(law="gamma", mean=2.0, cv=0.7))
    centre = Centre(centre_of(asked), 300, customers=400).calls(**dict.fromkeys(names, "7:00:00")).simulate()
    needs = (np.array(repeated(centre)) - 5 * MINUTE) / MINUTE
    assert stats.kstest(needs, stats.gamma(1 / 0.49, scale=2.0 * 0.49).cdf).pvalue > 1e-4


def test_whether_a_contact_solves_is_keyed_by_the_attempt() -> None:
    """Twenty callers; a uniform below the probability solves."""
    names = [f"n{place}" for place in range(20)]
    centre = Centre(centre_of(routine(solve_probability=0.4)), 20).calls(**dict.fromkeys(names, "7:00:00"))
    centre.simulate()
    key = centre.run.world.key
    solved = {name: uniforms(key, OUTCOME, centre.names[name], 0, 0)[0] < 0.4 for name in names}
    assert 2 < sum(solved.values()) < 18
    ends = {name: centre.path(name)[-1].split()[-1] for name in names}
    assert ends == {name: "fair" if fair else "unresolved" for name, fair in solved.items()}


class TestRule:
    """`handling.extension`: what it answers is kept within the need, in whole milliseconds."""

    @pytest.mark.parametrize(
        ("answer", "given"), [(-5.0, 0), (1e12, 4 * MINUTE), (60_000.4, 60_000), (60_000.5, 60_001)]
    )
    def test_is_kept_within_the_need(
        self, monkeypatch: pytest.MonkeyPatch, answer: float, given: int
    ) -> None:
        copied = {point: dict(known) for point, known in rules._REGISTRY.items()}
        monkeypatch.setattr(rules, "_REGISTRY", copied)

        def generous(advisor, case, reason, settings):  # type: ignore[no-untyped-def]
            return answer

        rule("handling.extension", reference="a test")(generous)
        scenario = replace(centre_of(needy(constant(4))), rules={"handling.extension": "generous"})
        centre = Centre(scenario).calls(ann="7:00:00").simulate()
        assert repeated(centre) == [5 * MINUTE + given]
        assert centre.day.cut == (given < 4 * MINUTE)
