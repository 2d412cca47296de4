"""Precedents: what a circle has granted, everybody who knows of it decides at the desk."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from centres import Centre, at, centre_of, circle, quiet, refund, run_of

from sim import rules
from sim.governance.precedents import recognise, set_precedent
from sim.memberships import kinds_of_case
from sim.rules import rule
from sim.states import NONE
from sim.streams import CASE, JUDGEMENT, uniforms


def precedent_centre(
    *, advisors: int = 1, days: int = 1, size: int = 1000, every: int = 5, reasons: Any = None, **changes: Any
) -> Centre:
    """Refunds of 80, of which the advisor decides 50, a circle more from 10:00 to 11:00."""
    kind = circle(decides=True, every=every, size=size)
    scenario = centre_of(
        reasons or refund(80),
        beyond="circle",
        limits=[],
        circles={"team": kind},
        coordination=quiet(**changes),
    )
    return Centre(scenario, advisors, days=days)


def test_what_was_granted_once_is_decided_at_the_desk() -> None:
    centre = precedent_centre().calls(ann="7:00:00", ben="12:00:00").simulate()
    assert centre.path("ann")[-1] == "11:02:00 fair"
    assert centre.path("ben")[-1] == "12:05:00 fair"
    day = centre.day
    assert (day.precedents, day.by_precedent, day.desk_decisions, day.granted) == (1, 1, 1, 2)
    precedent = centre.run.world.precedent[0]
    assert (precedent.limit, precedent.circle, precedent.since) == (120, 0, at("11:00:00"))


@pytest.mark.parametrize(("called", "state"), [("10:54:59.999", "held"), ("10:55:00", "fair")])
def test_what_is_decided_in_a_millisecond_is_known_in_it(called: str, state: str) -> None:
    """Of two advisors the first sits in the circle; the other talks until it ends, or not quite so long."""
    scenario = centre_of(
        refund(80),
        beyond="circle",
        circles={"team": circle(decides=True, share=0.5)},
        coordination=quiet(),
    )
    centre = Centre(scenario, 2).calls(ann="7:00:00", ben="7:01:00", cas=called).simulate()
    assert centre.path("ben")[2] == "7:06:00 on_circle_agenda"
    assert centre.path("cas")[2].split()[1] == state


@pytest.mark.parametrize(("reach", "at_desk"), [(1.0, True), (0.999, False), (0.0, False)])
def test_it_covers_so_many_times_the_stake(reach: float, at_desk: bool) -> None:
    centre = precedent_centre(precedent_reach=reach).calls(ann="7:00:00", ben="12:00:00").simulate()
    assert (centre.path("ben")[-1] == "12:05:00 fair") is at_desk
    assert centre.day.by_precedent == at_desk


def test_it_is_of_one_reason() -> None:
    both = {"left": refund(80, share=0.5), "right": refund(80, share=0.5)}
    centre = precedent_centre(reasons=both).calls("left", ann="7:00:00")
    centre.calls("left", ben="12:00:00").calls("right", cas="13:00:00").simulate()
    assert centre.path("ben")[-1] == "12:05:00 fair"
    assert centre.path("cas")[-1] == "13:05:00 on_circle_agenda"


@pytest.mark.parametrize(("called", "state"), [("10:55:00", "fair"), ("10:55:00.001", "on_circle_agenda")])
def test_it_lapses(called: str, state: str) -> None:
    """Set on Monday at 11:00, it holds for one day, its last millisecond included."""
    centre = precedent_centre(days=2, precedent_lasts=1.0)
    centre.calls(ann="7:00:00", ben=f"Tue {called}").simulate()
    assert centre.path("ben")[2].split()[2] == state


class TestKind:
    """Kinds of case: keyed draws of Zipf's law."""

    @pytest.mark.parametrize(("kinds", "skew"), [(1, 1.0), (3, 1.0), (4, 0.0), (30, 2.0)])
    def test_shares(self, kinds: int, skew: float) -> None:
        shares = kinds_of_case(quiet(kinds=kinds, kinds_skew=skew))
        weights = [(place + 1) ** -skew for place in range(kinds)]
        assert shares[-1] == 1.0
        assert np.diff(shares, prepend=0.0) == pytest.approx(np.array(weights) / sum(weights))

    def test_drawn_and_kept_apart(self) -> None:
        """Every caller's kind by his draw; who calls later knows the precedents of his own kind."""
        centre = precedent_centre(kinds=9, advisors=8)
        names = [f"n{place}" for place in range(12)]
        early = {name: f"7:{place * 6:02}:00" for place, name in enumerate(names[:6])}
        late = {name: f"12:{place * 6:02}:00" for place, name in enumerate(names[6:])}
        centre.calls(**early, **late).simulate()
        bounds = kinds_of_case(quiet(kinds=9))

        def kind_of(name: str) -> int:
            unit, _ = uniforms(centre.run.world.key, CASE, centre.names[name], 0, 2)
            return int(np.searchsorted(bounds, unit, "right"))

        decided = {kind_of(name) for name in names[:6]}
        assert 0 < len(decided) < 9
        for name in names[6:]:
            assert centre.path(name)[2].endswith("fair" if kind_of(name) in decided else "on_circle_agenda")
        known = np.flatnonzero(centre.run.world.precedent.limit > 0)
        assert [int(row) for row in known] == [*sorted(decided), *(9 + kind for kind in sorted(decided))]


class TestDrift:
    """Circles of one advisor each: one's own precedents are known, others' the less, the further apart."""

    def known(self, drift: float, circle_row: int, seed: int = 1) -> float:
        run = run_of(precedent_centre(size=1).run.scenario, 2, seed=seed)
        world = run.world
        world.clock.now = at("9:00:00")
        world.circle.drift[:] = drift
        world.precedent[0].limit, world.precedent[0].circle = 70.0, circle_row
        case = world.case[3]
        case.customer, case.serial, case.attempt, case.reason, case.precedent = 17, 2, 1, 0, 9.0
        recognise(world, world.advisor[0], case)
        unit, _ = uniforms(world.key, JUDGEMENT, 17, 2 * 64 + 1, 1)
        assert (case.precedent == 70.0) == (circle_row == 0 or unit >= drift)
        return float(case.precedent)

    def test_one_s_own(self) -> None:
        assert self.known(1.0, 0) == 70.0

    @pytest.mark.parametrize(("drift", "known"), [(0.0, 70.0), (1.0, 0.0)])
    def test_another_s(self, drift: float, known: float) -> None:
        assert self.known(drift, 1) == known

    def test_by_the_keyed_draw(self) -> None:
        assert {self.known(0.75, 1, seed) for seed in range(1, 9)} == {0.0, 70.0}

    def test_who_sits_in_no_circle_that_decides_knows_all(self) -> None:
        run = precedent_centre(advisors=2, size=1).run
        run.world.circle.drift[:] = 1.0
        run.world.advisor.decides_in[0] = NONE
        run.world.precedent[0].limit, run.world.precedent[0].circle = 70.0, 1
        recognise(run.world, run.world.advisor[0], run.world.case[0])
        assert run.world.case[0].precedent == 70.0

    def test_on_the_floor(self) -> None:
        """Whoever answers Ben; the circle that decided Ann's case is that of whoever answered her."""
        centre = precedent_centre(advisors=2, size=1, every=1, drift_rate=1.0)
        centre.calls(ann="7:00:00", ben="12:00:00", cas="12:01:00").simulate()
        assert centre.run.world.circle.drift.tolist() == [1, 1]
        answered = {line.split()[0]: line.split()[4] for line in centre.log() if " first " in line}
        for name, time in (("ben", "12:05:00"), ("cas", "12:06:00")):
            state = "fair" if answered[name] == answered["ann"] else "on_circle_agenda"
            assert centre.path(name)[2] == f"{time} {state}"


class TestSetting:
    """What a decision does to the precedent that is there: (stake of 60, reach 1.5: 90 EUR)."""

    NOW = at("Wed 11:00:00")

    def set(self, limit: float, since: int, lasts: float | None = None) -> tuple[Any, int]:
        run = precedent_centre(advisors=2, size=1, precedent_lasts=lasts).run
        world = run.world
        world.clock.now, world.clock.day = self.NOW, 0
        precedent = world.precedent[0]
        precedent.limit, precedent.since, precedent.circle = limit, since, 0
        case = world.case[0]
        case.reason, case.kind, case.stake, case.home = 0, 0, 60.0, 1
        set_precedent(world, 0)
        return precedent, int(world.day[0].precedents)

    def test_the_first(self) -> None:
        precedent, counted = self.set(0.0, 0)
        assert (precedent.limit, precedent.since, precedent.circle, counted) == (90, self.NOW, 1, 1)

    def test_widened(self) -> None:
        precedent, counted = self.set(89.0, at("Tue 9:00:00"))
        assert (precedent.limit, precedent.since, precedent.circle, counted) == (90, self.NOW, 1, 1)

    def test_confirmed(self) -> None:
        """The same limit: it lasts anew, and nothing is counted."""
        precedent, counted = self.set(90.0, at("Tue 9:00:00"))
        assert (precedent.limit, precedent.since, precedent.circle, counted) == (90, self.NOW, 1, 0)

    def test_a_wider_one_stays(self) -> None:
        precedent, counted = self.set(91.0, at("Tue 9:00:00"))
        assert (precedent.limit, precedent.since, precedent.circle, counted) == (91, at("Tue 9:00:00"), 0, 0)

    @pytest.mark.parametrize(("since", "limit"), [("Tue 10:59:59.999", 90), ("Tue 11:00:00", 91)])
    def test_a_wider_one_that_has_lapsed_does_not(self, since: str, limit: float) -> None:
        precedent, counted = self.set(91.0, at(since), lasts=1.0)
        assert (precedent.limit, counted) == (limit, limit == 90)


def test_a_rule_says_how_far_it_reaches(monkeypatch: pytest.MonkeyPatch) -> None:
    """A precedent of 500 EUR, whatever was decided."""
    known = {point: dict(of_point) for point, of_point in rules._REGISTRY.items()}
    monkeypatch.setattr(rules, "_REGISTRY", known)

    @rule("circle.sets_precedent", reference="a test")
    def five_hundred(circle, case, settings):  # type: ignore[no-untyped-def]
        return 500.0

    centre = precedent_centre()
    object.__setattr__(centre.run.scenario, "rules", {"circle.sets_precedent": "five_hundred"})
    again = Centre(centre.run.scenario).calls(ann="7:00:00").simulate()
    assert again.run.world.precedent[0].limit == 500
