"""More staff, shorter talks, more lines, more rights: what must not get worse, caller by caller.

The same draws in both worlds, so that a theorem about sample paths is tested on the path itself.

Not tested, since it is no theorem: that more staff shortens every wait where callers give up (who stays may
come before one who would have given up), where priorities or several groups matter (an advisor more may begin
a long talk just before the next caller), where breaks or shifts that end take advisors away one by one, and
that more lines or more rights help where callers call again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from centres import centre_of, constant, run_of
from hypothesis import assume
from hypothesis import strategies as st
from random_worlds import LAWS
from reading import holds
from worlds import anew, contacts_of, random_runs

from sim.reasons import Law, Reason
from sim.scenario import Scenario
from sim.states import BLOCKED_CONTACT, FIRST, NONE
from sim.world import Run

NOT_YET = np.iinfo(np.int64).max
Caller = tuple[int, int]  # customer, serial


@st.composite
def first_come_first_served(draw: st.DrawFn) -> tuple[Scenario, int, int]:
    """One queue, one group, nobody gives up or calls again, nothing is decided; advisors, seed."""
    ways: dict[str, Any] = {"patience": constant(None), "solve_probability": 1.0}
    reasons = {
        name: Reason(
            share=0.5,
            handling=Law(law=draw(LAWS), mean=draw(st.sampled_from([1.0, 4.0]))),
            wrap_up=Law(law=draw(LAWS), mean=draw(st.sampled_from([0.0, 1.0]))),
            **ways,
        )
        for name in ("long", "short")
    }
    demand = {"calls_per_day": draw(st.sampled_from([40.0, 100.0]))}
    scenario = centre_of(reasons, never_closes=draw(st.booleans()), demand=demand, decisions=False)
    return scenario, draw(st.integers(1, 3)), draw(st.integers(1, 1000))


def answered_at(run: Run) -> dict[Caller, int]:
    """When every caller is answered."""
    log = contacts_of(run)
    assert not run.unstable
    when = np.where(log.answered == NONE, NOT_YET, log.answered)
    return dict(zip(callers(log), when.tolist(), strict=True))


def callers(log: np.recarray) -> list[Caller]:
    """Whose contacts these are."""
    return list(zip(log.customer.tolist(), log.serial.tolist(), strict=True))


@holds(first_come_first_served())
def test_one_more_advisor_makes_no_caller_wait_longer(drawn: tuple[Scenario, int, int]) -> None:
    """Kiefer & Wolfowitz 1955: the ordered workloads of n + 1 advisors lie below those of n, call by call."""
    scenario, staff, seed = drawn
    fewer, more = (answered_at(run_of(scenario, n, days=2, seed=seed)) for n in (staff, staff + 1))
    assert fewer.keys() == more.keys()
    assert all(more[caller] <= fewer[caller] for caller in fewer)


@holds(first_come_first_served(), st.sampled_from([1.0001, 1.3]))
def test_longer_talks_make_no_caller_wait_less(drawn: tuple[Scenario, int, int], factor: float) -> None:
    """The same recursion rises with every talk; all laws rise with their mean at a given uniform."""
    scenario, staff, seed = drawn
    reasons = {
        name: replace(reason, handling=replace(reason.handling, mean=factor * (reason.handling.mean or 0.0)))
        for name, reason in scenario.demand.reasons.items()
    }
    longer = replace(scenario, demand=replace(scenario.demand, reasons=reasons))
    short, long = (answered_at(run_of(one, staff, days=2, seed=seed)) for one in (scenario, longer))
    assert all(short[caller] <= long[caller] for caller in short)


@holds(st.sampled_from([60.0, 300.0]), st.integers(1, 8), st.integers(1, 1000), LAWS, st.booleans())
def test_one_more_line_blocks_nobody_who_was_not_blocked(
    calls: float, lines: int, seed: int, law: str, never_closes: bool
) -> None:
    """A pure loss system (G/G/c/c, an advisor for every line, nobody calls again).

    Who is on c lines is always on c + 1 lines as well, with at most one caller more: true when all are free;
    a caller blocked by c takes the one line more, or is blocked by both; one blocked by c + 1 finds c + 1
    callers there, so c in the smaller system, and is blocked by it too. Hence no more are blocked in total.
    """
    reason = Reason(handling=Law(law=law, mean=9.0), wrap_up=constant(0), solve_probability=1.0)
    demand = {"calls_per_day": calls}
    blocked = []
    for number in (lines, lines + 1):
        scenario = centre_of(
            reason, demand=demand, never_closes=never_closes, staffing={"lines": number}, decisions=False
        )
        log = contacts_of(run_of(scenario, lines + 1, days=2, seed=seed))
        assert (log.answered[log.answered != NONE] == log.arrived[log.answered != NONE]).all()
        blocked.append(set(callers(log[log.outcome == BLOCKED_CONTACT])))
    assert blocked[1] <= blocked[0]


@holds(
    random_runs(decisions=True, never_closes=False, beyond="ask"), st.sampled_from([0.0, 10.0, 45.0, 200.0])
)
def test_who_is_asked_for_are_those_with_a_stake_above_the_authority(run: Run, authority: float) -> None:
    """One group, everybody stays on the line and calls once: as many requests as stakes above the authority.

    So more authority makes fewer requests, and none that was not made before.
    """
    scenario = one_patient_group(run.scenario, authority)
    other = anew(run, scenario=scenario, plan=replace(run.plan, present=(run.plan.week.calls > 0) * 3))
    log = contacts_of(other)
    assume(not other.unstable)  # where nobody gives up, approvers may be overrun
    first = log[(log.kind == FIRST) & (log.answered != NONE)]
    assert first.size == other.world.day.first_contacts.sum()
    assert other.world.day.requests.sum() == (first.stake > authority).sum()
    assert other.world.day.desk_decisions.sum() == ((first.stake > 0) & (first.stake <= authority)).sum()


def one_patient_group(scenario: Scenario, authority: float) -> Scenario:
    """The same centre with one group, where nobody gives up, is blocked or is cut short."""
    patient = {"patience": constant(None), "hold_patience": constant(None), "extension_share": 0.0}
    patient |= {"hangs_up_at_once": 0.0, "route_to": []}
    reasons = {name: replace(reason, **patient) for name, reason in scenario.demand.reasons.items()}
    return replace(
        scenario,
        demand=replace(scenario.demand, reasons=reasons, repeat_probability=0.0),
        staffing=replace(scenario.staffing, groups=centre_of().staffing.groups, lines=None),
        governance=replace(scenario.governance, authority=authority),
        customers=replace(scenario.customers, leaving_other=0.0, leaving_service=0.0),
    )


@holds(random_runs(), st.sampled_from([0.0, 1.0, 4.0]), st.sampled_from([0.5, 6.0, None]))
def test_a_wider_cap_makes_no_first_talk_shorter_and_none_longer_by_more_than_it_is_wider(
    run: Run, cap: float, more: float | None
) -> None:
    """Talk and need are drawn for the customer, whoever answers and whenever."""
    talks = []
    for width in (cap, None if more is None else cap + more):
        rights = replace(run.scenario.governance, extension_cap=width)
        log = contacts_of(anew(run, scenario=replace(run.scenario, governance=rights)))
        over = log[(log.kind == FIRST) & (log.answered != NONE) & (log.ended != NONE)]
        until = np.where(over.held_from != NONE, over.held_from, over.ended)
        talks.append(dict(zip(callers(over), (until - over.answered).tolist(), strict=True)))
    both = talks[0].keys() & talks[1].keys()
    widened = NOT_YET if more is None else int(more * 60_000)
    assert all(0 <= talks[1][caller] - talks[0][caller] <= widened for caller in both)
