"""Trust against its closed form; which promises count, whose they are, and what follows from trust."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from centres import Centre, centre_of, circle, pass_openings, quiet, refund, routine, run_of

from sim.people.stock import take_stock
from sim.people.trust import let_trust_move, won_slowly_lost_fast
from sim.rights import Breaking
from sim.scenario import MS
from sim.steering import Incentives
from sim.world import Run

ON: dict[str, Any] = {"enabled": True, "gain": 0.1}
NEEDY: dict[str, Any] = {"needs": True, "tinker_share": 0.0, "translate_share": 0.0, "soothe_share": 1.0}
NAMES = ("trust_sponsor", "trust_manager", "trust_peers")


def moved(trust: float, kept: int, broken: int, passed: float = MS["day"], **how: float) -> float:
    """What the rule says."""
    settings = {"at_start": 0.5, "gain": 0.1, "asymmetry": 2.0, "half_life": 180.0 * MS["day"]} | how
    named = SimpleNamespace(**{f"trust_{name}": value for name, value in settings.items()})
    return won_slowly_lost_fast(trust, kept, broken, passed, named)


@pytest.mark.parametrize(
    ("kept", "broken", "found"),
    [
        (1, 0, 0.4 + 0.06),
        (2, 0, 1 - 0.6 * 0.9**2),
        (0, 1, 0.4 * 0.8),
        (0, 3, 0.4 * 0.8**3),
        (1, 1, 0.46 * 0.8),
        (200, 0, 1.0),
        (0, 200, 0.0),
    ],
)
def test_by_hand(kept: int, broken: int, found: float) -> None:
    assert moved(0.4, kept, broken) == pytest.approx(found, abs=1e-9)


def test_one_promise_after_another_comes_to_the_same() -> None:
    step = 0.3
    for _ in range(7):
        step = moved(step, 1, 0)
    assert moved(0.3, 7, 0) == pytest.approx(step, rel=1e-12)


def test_a_broken_promise_costs_as_many_times_more_of_what_is_there() -> None:
    """At one half, where as much is there as is missing."""
    for asymmetry in (1.0, 2.0, 4.0):
        lost = 0.5 - moved(0.5, 0, 1, asymmetry=asymmetry)
        assert lost == pytest.approx(asymmetry * (moved(0.5, 1, 0) - 0.5))


def test_where_nothing_happens_half_of_the_way_back_is_gone_after_a_half_life() -> None:
    assert moved(0.9, 0, 0, passed=180.0 * MS["day"]) == pytest.approx(0.7)
    assert moved(0.1, 0, 0, passed=360.0 * MS["day"]) == pytest.approx(0.4)
    assert moved(0.5, 0, 0) == 0.5


def test_without_gain_nothing_moves_it() -> None:
    for trust in (0.0, 0.123, 0.7, 1.0):
        assert moved(trust, 5, 3, gain=0.0) == trust


# Whom it concerns.


def trusting(advisors: int = 2, days: int = 30, **how: Any) -> Run:
    return run_of(centre_of(people={"trust": ON | how}), advisors, days=days, journal=False)


@pytest.mark.parametrize(("by", "name"), [*enumerate(NAMES)])
def test_each_of_the_three_has_promises_of_its_own(by: int, name: str) -> None:
    """Counted once: on the day after, and no more; then it goes back."""
    run = trusting(half_life=3650.0)
    run.world.advisor.kept[0, by], run.world.advisor.broken[1, by] = 1, 1
    pass_openings(run, 1, let_trust_move, take_stock)
    person = run.world.person
    assert person[name][:2] == pytest.approx([0.55, 0.4])
    for other in set(NAMES) - {name}:
        assert person[other][:2] == pytest.approx([0.5, 0.5])
    pass_openings(run, 10, let_trust_move, take_stock)
    assert 0.549 < person[name][0] < 0.55
    assert 0.4 < person[name][1] < 0.401


def test_managers_themselves_stay_as_they_are() -> None:
    run = trusting()
    run.world.advisor.broken[:] = 1
    pass_openings(run, 1, let_trust_move, take_stock)
    assert run.world.person.trust_manager[2] == 0.5


def test_who_has_left_stays_as_he_was() -> None:
    run = trusting()
    run.world.advisor.broken[:] = 1
    run.world.person.left[0] = 0
    pass_openings(run, 1, let_trust_move, take_stock)
    assert run.world.person.trust_peers[:2] == pytest.approx([0.5, 0.4])


@pytest.mark.parametrize("at_start", [0.05, 0.3, 1.0])
def test_everybody_begins_alike(at_start: float) -> None:
    run = trusting(at_start=at_start)
    for name in NAMES:
        assert (run.world.person[name][: run.world.clock[0].persons] == at_start).all()


def test_switched_off_moves_nothing() -> None:
    run = trusting(enabled=False)
    run.world.advisor.kept[:] = 3
    pass_openings(run, 10, let_trust_move, take_stock)
    assert (run.world.person.trust_sponsor[:2] == 0.5).all()
    assert not run.world.person.kept_seen.any()


# What is a promise.


def day(reason: Any = None, advisors: int = 1, days: int = 2, **how: Any) -> Centre:
    how["people"] = {"trust": ON} | how.get("people", {})
    return Centre(centre_of(reason or routine(), **how), advisors, days=days)


def counted(centre: Centre) -> dict[str, list[int]]:
    """Promises kept and broken on the first day, by whom; zeros left out."""
    advisor = centre.calls(ann="7:00:00").simulate(1).run.world.advisor
    found = {"kept": advisor.kept.sum(axis=0).tolist(), "broken": advisor.broken.sum(axis=0).tolist()}
    return {what: counts for what, counts in found.items() if any(counts)}


def hostile(**how: Any) -> Centre:
    return day(routine(hostile_share=1.0), people=NEEDY | how.pop("people", {}), **how)


def test_a_routine_day_holds_none() -> None:
    assert counted(day()) == {}
    assert counted(day(refund(40))) == {}


def test_an_exception_used_is_allowed_more() -> None:
    assert counted(day(refund(80), exceptions_per_week=1)) == {"kept": [1, 0, 0]}


def test_called_to_order_for_what_is_allowed() -> None:
    assert counted(day(refund(40), breaking=Breaking(called_to_order=1.0))) == {"broken": [1, 0, 0]}


def test_a_need_that_a_manager_meets() -> None:
    assert counted(hostile()) == {"kept": [0, 1, 0]}


def test_a_need_left_undone_by_somebody_who_has_a_manager() -> None:
    in_meetings = {"meeting_share": 1.0}
    assert counted(hostile(support=in_meetings)) == {"broken": [0, 1, 0]}


def test_a_need_left_undone_where_there_is_no_manager_is_nobodys_promise() -> None:
    assert counted(hostile(limits=[], beyond="advise")) == {}


def test_a_need_that_colleagues_took_over() -> None:
    alone = {"limits": [], "beyond": "advise", "support": {"peers_soothe": True}}
    assert counted(hostile(**alone)) == {"broken": [0, 0, 1]}
    assert counted(hostile(advisors=2, **alone)) == {"kept": [0, 0, 1]}


def test_advice() -> None:
    assert counted(day(refund(80), advisors=2, beyond="advise")) == {"kept": [0, 0, 1]}


def test_a_sanction() -> None:
    """Seen within minutes, and sanctioned."""
    breaking = Breaking(violation_probability=1.0, seen_by_manager=0.01, sanction_probability=1.0)
    assert counted(day(refund(80), breaking=breaking)) == {"broken": [0, 1, 0]}


def test_what_a_circle_does_for_a_member() -> None:
    tinker = {"needs": True, "tinker_share": 1.0, "soothe_share": 0.0}
    meets = {"circles": {"team": circle()}, "coordination": quiet(), "support": {"circles_tinker": True}}
    assert counted(day(people=tinker, **meets)) == {"kept": [0, 0, 1]}


def test_a_desk_that_is_allowed_more() -> None:
    """The top has seen everything and raises the limit, from 50 to at most 60 EUR; then no more."""
    support = {"delegation_step": 0.2, "delegation_most": 60.0}
    centre = day(support=support, days=4)
    centre.run.world.settings.delegation_hazard = 1.0  # every ms
    for _ in range(4):
        centre.run.world.manager.exposure = 1.0
        centre.simulate(1)
    assert centre.run.world.day.delegations.sum() >= 2
    assert centre.run.world.advisor.kept[0].tolist() == [1, 0, 0]


# What follows.


def resources(run: Run) -> tuple[float, float]:
    take_stock(run.world)
    return float(run.world.person.resources[0]), float(run.world.person.drive[0])


def supported(managed: float, helped: float, trust_manager: float, trust_peers: float, **how: Any) -> Any:
    """With a fit of 1 weighing 0.45 and 0.34; nothing of the rest."""
    run = run_of(centre_of(people={"trust": ON | how, "strain": {"enabled": True}}), 1)
    person = run.world.person[0]
    person.managed, person.helped = managed, helped
    person.trust_manager, person.trust_peers = trust_manager, trust_peers
    return resources(run)


def test_support_counts_by_trust_over_its_start() -> None:
    """A half of it: at twice the trust half as much again, at none one half."""
    as_usual = supported(0.4, 0.2, 0.5, 0.5, counts=0.5)
    assert as_usual == pytest.approx((0.45 + 0.2 * 0.4 + 0.11 * 0.2, 0.34 + 0.27 * 0.4 + 0.15 * 0.2))
    more = supported(0.4, 0.2, 1.0, 0.5, counts=0.5)
    assert more == pytest.approx((0.45 + 0.2 * 0.6 + 0.11 * 0.2, 0.34 + 0.27 * 0.6 + 0.15 * 0.2))
    less = supported(0.4, 0.2, 0.5, 0.0, counts=0.5)
    assert less == pytest.approx((0.45 + 0.2 * 0.4 + 0.11 * 0.1, 0.34 + 0.27 * 0.4 + 0.15 * 0.1))


def test_support_is_never_more_than_all_of_it() -> None:
    found = supported(0.9, 0.9, 1.0, 1.0, counts=1.0)
    assert found == pytest.approx((0.45 + 0.2 + 0.11, 0.34 + 0.27 + 0.15))


def test_at_nothing_that_counts_support_does_not_depend_on_trust() -> None:
    assert supported(0.4, 0.2, 0.1, 0.9, counts=0.0) == supported(0.4, 0.2, 0.5, 0.5, counts=0.0)


def test_broken_promises_weigh_on_strain() -> None:
    """Nobody listens: what little the manager's support is expected to be counts for less with trust lost."""
    strained = []
    for enabled in (True, False):
        people = NEEDY | {"trust": ON | {"enabled": enabled, "counts": 1.0}, "strain": {"enabled": True}}
        scenario = centre_of(routine(hostile_share=1.0), people=people, support={"meeting_share": 1.0})
        centre = Centre(scenario, 1, days=3).calls(ann="7:00:00", ben="Tue 7:00:00").simulate()
        strained.append(float(centre.run.world.person.strain[0]))
    assert strained[0] > strained[1]


# Nothing psychological moves at nothing.


def test_at_no_effect_everything_else_is_as_if_switched_off() -> None:
    """Gains, what counts, ratios, rates and weights at 0: state, money and customers move by nothing."""
    tables = []
    for enabled in (True, False):
        people = NEEDY | {
            "strain": {"enabled": True},
            "engagement": {"enabled": True},
            "absence": {"enabled": True, "spells": 20.0},
            "quitting": {"enabled": True, "rate": 3.0},
            "hiring": {"delay": 1.0, "training": 0.0},
            "trust": {"enabled": enabled, "gain": 0.0, "counts": 0.0, "by_sponsor": 0.0},
            "initiative": {"enabled": enabled, "rate": 0.0},
            "pressure": {"enabled": enabled, "weight": 0.0, "conflicts": 0.0},
        }
        reason = refund(40, hostile_share=0.5, solve_probability=0.7)
        centre = Centre(
            centre_of(reason, people=people, incentives=Incentives(bonus="collective")), 8, days=20
        )
        for number in range(12):
            centre.calls(**{f"c{number}": f"Tue {7 + number}:00:00"})
        world = centre.simulate().run.world
        person = world.person[: world.clock[0].persons]
        own = ("initiative", "around", "pressure", "kept_seen", "broken_seen")
        names = [name for name in person.dtype.names if name not in own]
        days = [name for name in world.day.dtype.names if name not in ("initiative", "pressure")]
        tables.append(
            [person[name].tolist() for name in names]
            + [world.day[name].tolist() for name in days]
            + [world.contact.tobytes(), world.customer.tobytes(), world.advisor.tobytes()]
        )
    assert tables[0] == tables[1]
