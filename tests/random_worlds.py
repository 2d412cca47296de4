"""Random centres with all that a floor can have: groups, routes, lines, rights, hours. Holds no tests.

What is drawn often is what the laws need: stakes that go beyond somebody's authority, groups that decide
differently, callers who wait. Called by the tests of laws, through `worlds`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from centres import centre_of, constant, exponential, run_of
from hypothesis import strategies as st

from sim.consistency import check_consistent
from sim.reasons import Law, Reason
from sim.scenario import Group
from sim.study import Study
from sim.world import Run

MEANS = {
    "handling": st.sampled_from([1.0, 4.0, 9.0]),
    "wrap_up": st.sampled_from([0.0, 1.0]),
    "patience": st.sampled_from([0.5, 3.0, 30.0]),
    "hold_patience": st.sampled_from([1.0, 6.0, None]),
}
LAWS = st.sampled_from(["exponential", "lognormal", "gamma", "constant"])
RIGHTS = {
    "decisions": st.sampled_from([True] * 5 + [False]),
    "authority": st.sampled_from([0.0, 20.0, 1000.0]),
    "beyond": st.sampled_from(["transfer", "transfer", "ask"]),
    "handoff_share": st.sampled_from([0.5, 0.0, 1.0]),
    "handoff_loss": st.sampled_from([0.3, 0.0, 1.0]),
    "extension_cap": st.sampled_from([None, 0.0, 3.0]),
    "approver": st.sampled_from(["own", "pooled"]),
    "request": st.sampled_from(["hold", "call_back"]),
    "limits": st.sampled_from([[None], [40.0, None], [20.0, 60.0, None]]),
    "review": st.sampled_from([exponential(2), constant(6), Law(law="gamma", mean=4.0, cv=0.5)]),
    "refusal_probability": st.sampled_from([0.0, 0.3]),
    "rework_probability": st.sampled_from([0.0, 0.5]),
    "time_out": st.sampled_from([None, 0.1, 5.0]),
    "time_out_default": st.sampled_from(["refuse", "grant"]),
    "tray_interval": st.sampled_from([0.0, 30.0]),
}
OF_A_REASON = {
    "priority": st.integers(0, 2),
    "overflow_after": st.sampled_from([20.0, 0.0, 300.0]),
    "hangs_up_at_once": st.sampled_from([0.0, 0.0, 0.3, 1.0]),
    "extension_share": st.sampled_from([0.0, 0.0, 0.5]),
    "extension": st.sampled_from(
        [Law(law="pareto", mean=5.0, cv=2.0), Law(law="gamma", mean=3.0, cv=1.5), constant(2)]
    ),
}
STAKES = {  # what sets the reasons of a random centre apart beside their drawn ways
    "refund": {"share": 0.4, "stake_share": 0.8},
    "routine": {"share": 0.4, "solve_probability": 0.5},
    "sale": {"share": 0.2, "stake_share": 0.3, "solve_probability": 0.9},
}
# What a centre is about: groups that decide more than others, later choices of groups, reasons all alike.
THEMES = ["tiers", "choices", "alike", "any", "any"]
TIERS = [40.0, 1e6, 0.0]  # each group decides more than another
ANY_AUTHORITY = [None, 0.0, 30.0, 60.0, 1e6]
GROUP_NAMES = ["advice", "desk", "experts"]
PERIOD = 240  # min


@st.composite
def choices(draw: st.DrawFn, names: list[str], least: int = 1, always: str | None = None) -> list[str]:
    """An ordered list of choices among names, equals joined by "+"; empty: all alike."""
    if draw(st.booleans()):
        return []
    chosen = list(draw(st.permutations(names)))[: draw(st.integers(least, len(names)))]
    if always is not None and always not in chosen:
        chosen.append(always)
    listed = chosen[:1]
    for name in chosen[1:]:
        if draw(st.booleans()):
            listed[-1] += "+" + name
        else:
            listed.append(name)
    return listed


@st.composite
def group_tables(
    draw: st.DrawFn, theme: str, hours: int, until_last: bool
) -> tuple[dict[str, Group], int | list[int]]:
    """One to three groups, and the advisors present together: one number, or one for every hour.

    One group answers every reason directly, so that nobody is left without. `until_last`: every group that
    gives its own numbers has somebody in its last period.
    """
    several = theme in ("tiers", "choices")
    names = GROUP_NAMES[: draw(st.sampled_from([2, 3] if several else [1, 2, 3]))]
    front = draw(st.sampled_from(names))
    weights = [draw(st.integers(int(several), 3)) for _ in names]
    by_period = draw(st.booleans()) or not any(weights)
    tiers = draw(st.permutations(TIERS))
    groups: dict[str, Group] = {}
    for row, name in enumerate(names):
        whole = several or name == front
        numbers = st.lists(st.integers(int(several), 2), min_size=hours // 4, max_size=hours // 4)
        present = draw(numbers) if by_period else []
        if present and until_last:
            present[-1] = max(present[-1], 1)
        groups[name] = Group(
            share=None if by_period else weights[row] / sum(weights),
            present=[float(number) for number in present] or None,
            serves=[] if theme == "alike" else draw(choices(list(STAKES), len(STAKES) if whole else 1)),
            direct=name == front or theme == "choices" or draw(st.booleans()),
            authority=tiers[row] if theme == "tiers" else draw(st.sampled_from(ANY_AUTHORITY)),
        )
    if not by_period:
        return groups, draw(st.sampled_from([3, 1, 6]))
    together = np.sum([group.present for group in groups.values()], axis=0).astype(int)
    return groups, np.repeat(together, PERIOD // 60).tolist()


@st.composite
def reason_tables(
    draw: st.DrawFn, theme: str, groups: list[str], front: str, laws: dict[str, Law]
) -> dict[str, Reason]:
    """Three reasons; alike: as far as routing is concerned, so that one group has one queue."""
    alike = {way: draw(values) for way, values in OF_A_REASON.items()}
    reasons: dict[str, Reason] = {}
    for name, known in STAKES.items():
        ways = alike if theme == "alike" else {way: draw(values) for way, values in OF_A_REASON.items()}
        route_to = [] if theme == "alike" else draw(choices(groups, always=front))
        if theme == "choices":
            route_to = list(draw(st.permutations(groups)))
            ways["overflow_after"] = draw(st.sampled_from([20.0, 300.0]))
        reasons[name] = Reason(**known, **laws, **ways, route_to=route_to)
    return reasons


@st.composite
def random_runs(draw: st.DrawFn, days: int = 4, kind: type[Run] = Run, **fixed: Any) -> Run:
    """A small centre with any mix of laws, groups, routes, rights and hours, under- or overstaffed.

    `fixed` gives what is not to be drawn: breaks, never_closes, hazards, any number of the governance.
    """
    laws = {name: Law(law=draw(LAWS), mean=draw(mean)) for name, mean in MEANS.items()}
    never_closes = fixed.get("never_closes", draw(st.booleans()))
    hours = 24 if never_closes else 12
    endless = laws["hold_patience"].mean is None
    theme = draw(st.sampled_from(THEMES))
    groups, present = draw(group_tables(theme, hours, until_last=endless and not never_closes))
    reasons = draw(reason_tables(theme, list(groups), _front(groups), laws))
    rights = {name: draw(values) for name, values in RIGHTS.items()}
    rights |= {"decisions": True, "beyond": "transfer"} if theme == "tiers" else {}
    rights |= {name: value for name, value in fixed.items() if name in RIGHTS}
    if (
        len(
            {rights["authority"] if group.authority is None else group.authority for group in groups.values()}
        )
        < 2
    ):
        rights["beyond"] = "ask"
    demand = {
        "calls_per_day": draw(st.sampled_from([40.0, 300.0])),
        "slot": 60,
        "profile": [1 / hours] * hours,
        "redial_probability": draw(st.sampled_from([0.0, 0.7])),
        "redial_delay": exponential(10),
        "repeat_probability": draw(st.sampled_from([0.0, 0.9])),
        "repeat_delay": exponential(1),
    }
    staffing = {
        "groups": groups,
        "period": PERIOD,
        "routing": draw(st.sampled_from(["skill", "authority"])),
        "lines": draw(st.sampled_from([None, None, 2, 6])),
        "span_of_control": draw(st.sampled_from([1.0, 3.0])),
        "manager_shift": draw(st.sampled_from([None, 8.0])),
        "days_per_week": draw(st.sampled_from([5.0, 3.0])),
    }
    scenario = centre_of(
        reasons,
        never_closes=never_closes,
        demand=demand,
        staffing=staffing,
        customers={name: fixed.get(name, 0.5) for name in ("leaving_other", "leaving_service")},
        **rights,
    )
    check_consistent(scenario, Study())
    return run_of(
        scenario,
        present,
        customers=300,
        breaks=fixed.get("breaks", draw(st.booleans())),
        kind=kind,
        days=days,
        seed=draw(st.integers(1, 1000)),
        warmup=draw(st.sampled_from([0, 1])),
    )


def _front(groups: dict[str, Group]) -> str:
    """The group that answers every reason directly."""
    whole = [name for name, group in groups.items() if group.direct and set(STAKES) <= set(_served(group))]
    return whole[0]


def _served(group: Group) -> list[str]:
    return [name for choice in group.serves for name in choice.split("+")] or list(STAKES)
