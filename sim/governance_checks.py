"""Whether a form of governance can work: somebody decides every stake, and circles have members and time.

Called by `sim.consistency` on every configuration; `check_deciders` also by `sim.world`, since a scenario may
be written in Python, and compiled code looks for a manager where there must be one.
"""

from __future__ import annotations

import itertools

from sim.coordination import Circle
from sim.decision_points import POINTS
from sim.groups import authorities_of
from sim.memberships import paper_work
from sim.refusal import Refused
from sim.rights import Governance
from sim.scenario import MS, Scenario
from sim.support import Support
from sim.week import Week, minutes_of

MOST_LEVELS = 10
ROUNDING = 1e-9
SOMEBODY = "null as the last limit: somebody may decide any stake"


def check_governance(scenario: Scenario) -> None:
    """Refuse deciders who are missing and circles that cannot be.

    Raises:
        Refused: naming the key.
    """
    governance = scenario.governance
    for name, kind in governance.circles.items():
        _check_circle(f"governance.circles.{name}", kind)
    _check_paper_work(scenario)
    _check_managers_day(scenario.support)
    if not governance.decisions:
        return
    check_deciders(scenario)
    if governance.limits:
        _check_limits(governance.limits)
    _check_beyond(scenario)


def check_deciders(scenario: Scenario) -> None:
    """Refuse a centre without managers where somebody may have to ask one.

    Raises:
        Refused: naming `governance.limits`.
    """
    governance = scenario.governance
    if governance.limits or not governance.decisions or governance.beyond == "advise":
        return
    if governance.beyond != "circle":
        wanted = f"a manager for every advisor, since with beyond: {governance.beyond} he may have to ask one"
        raise Refused("governance.limits", governance.limits, wanted)
    point = "circle.takes"
    usual = POINTS[point].default
    everybody = any(kind.decides and kind.share == 1 for kind in governance.circles.values())
    if not everybody or scenario.rules.get(point, usual) != usual:
        wanted = "a manager for every advisor, or a circle that decides (share: 1) and takes any case"
        raise Refused("governance.limits", governance.limits, wanted)


def check_meetings(scenario: Scenario, week: Week) -> None:
    """Refuse meetings that do not lie within the opening hours of every open weekday.

    Args:
        scenario: whose circles.
        week: its hours.

    Raises:
        Refused: naming the kind of circle.
    """
    for name, kind in scenario.governance.circles.items():
        for weekday in week.open_weekdays if kind.length > 0 else []:
            _check_meeting(
                f"governance.circles.{name}", kind, int(week.opens[weekday]), int(week.closes[weekday])
            )


def _check_meeting(key: str, kind: Circle, opens: int, closes: int) -> None:
    length, preparation = (int(minutes * MS["min"]) for minutes in (kind.length, kind.preparation))
    if kind.at is None:
        if preparation + length > closes - opens:
            most = f"at most the {(closes - opens) / MS['min']:g} min of the shortest opening"
            raise Refused(
                f"{key}.length", kind.length, f"{most}, {kind.preparation:g} of preparation included"
            )
        return
    start = int(minutes_of(f"{key}.at", kind.at) * MS["min"])
    if start - preparation < opens or start + length > closes:
        wanted = f"a meeting within the opening hours, its {kind.preparation:g} min of preparation included"
        raise Refused(f"{key}.at", kind.at, wanted)


def _check_circle(key: str, kind: Circle) -> None:
    if kind.share == 0:
        wanted = "a share above 0: a circle has members (null leaves a kind of circle out)"
        raise Refused(f"{key}.share", kind.share, wanted)
    if kind.at is not None:
        minutes_of(f"{key}.at", kind.at)
    if kind.item > kind.length and (kind.length > 0 or kind.decides or kind.consents):
        wanted = f"at most the {kind.length:g} min of a meeting"
        raise Refused(f"{key}.item", kind.item, wanted)


def _check_paper_work(scenario: Scenario) -> None:
    """Nobody documents longer than a shift, whoever he accounts to."""
    governance = scenario.governance
    minutes = paper_work(governance.coordination, bool(governance.limits) + len(governance.circles))
    longest = scenario.staffing.shift_length * 60
    if minutes > longest:
        wanted = f"at most a shift of {longest:g} min a day for roles and accounts (coordination.roles, ...)"
        raise Refused("governance.coordination", f"{minutes:.0f} min a day", wanted)


def _check_managers_day(support: Support) -> None:
    """A day has no more parts than fit into it."""
    shares = (support.coaching_share, support.floor_share, support.reporting_share, support.meeting_share)
    if sum(shares) > 1 + ROUNDING:
        wanted = "at most 1 for coaching_share, floor_share, reporting_share and meeting_share together"
        raise Refused("support", f"{sum(shares):g}", f"{wanted} (the rest is for approving)")


def _check_limits(limits: list[float | None]) -> None:
    if limits[-1] is not None:
        raise Refused("governance.limits", limits, SOMEBODY)
    below = limits[:-1]
    if any(limit is None for limit in below):
        raise Refused("governance.limits", limits, "null as the last limit alone: nobody stands above it")
    numbers = [limit for limit in below if limit is not None]
    if any(high <= low for low, high in itertools.pairwise(numbers)):
        raise Refused("governance.limits", limits, "limits that rise from level to level")
    if len(limits) > MOST_LEVELS:
        raise Refused(
            "governance.limits", f"{len(limits)} levels", f"at most {MOST_LEVELS} levels of managers"
        )


def _check_beyond(scenario: Scenario) -> None:
    governance: Governance = scenario.governance
    if governance.beyond == "transfer" and len(set(authorities_of(scenario))) < 2:
        wanted = "ask, unless two groups differ in authority (staffing.groups.<name>.authority)"
        raise Refused("governance.beyond", governance.beyond, wanted)
    if governance.beyond == "circle" and not any(kind.decides for kind in governance.circles.values()):
        wanted = "a kind of circle that decides (governance.circles.<name>.decides: true), or ask"
        raise Refused("governance.beyond", governance.beyond, wanted)
