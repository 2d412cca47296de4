"""Skill groups: how many advisors of each are present and employed, and the table of groups.

The plan says how many advisors are present; groups share them out, or say themselves how many of each
there are. `staff_given` and `recorded_staff` are called by `sim.planning`, the checks by
`sim.consistency`, the rest by `sim.laying_out`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.refusal import Refused
from sim.scenario import MS, Scenario
from sim.states import CHANNELS, NONE
from sim.tables import table
from sim.week import SHARES_TOLERANCE, Week, week_of

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
_SLACK = 1e-9  # a product such as 0.85 x 10 counts as the half that it is


def given_by_group(scenario: Scenario) -> bool:
    """Whether the groups themselves say how many of their advisors are present."""
    return any(group.present is not None for group in scenario.staffing.groups.values())


def shares_of(scenario: Scenario) -> Floats:
    """Share of the advisors present that every group has; they sum to 1.

    Raises:
        Refused: a share is missing, or they do not sum to 1 within 0.001.
    """
    groups = scenario.staffing.groups
    for name, group in groups.items():
        if group.share is None and len(groups) > 1:
            wanted = "a share of the advisors, in every group (or in every group how many are present)"
            raise Refused(f"staffing.groups.{name}.share", None, wanted)
    shares = np.array([1.0 if group.share is None else group.share for group in groups.values()])
    if abs(shares.sum() - 1.0) > SHARES_TOLERANCE:
        raise Refused(
            "staffing.groups.*.share",
            round(float(shares.sum()), 6),
            f"shares that sum to 1 within {SHARES_TOLERANCE} over {', '.join(groups)} (null leaves one out)",
        )
    return np.asarray(shares / shares.sum(), float)


def check_given(scenario: Scenario) -> None:
    """Refuse a staff given group by group that is given in another way too, or not for every group.

    Raises:
        Refused: naming the group, or `staffing.present`.
    """
    staffing = scenario.staffing
    for name, group in staffing.groups.items():
        key = f"staffing.groups.{name}"
        if group.present is None:
            wanted = "how many are present, in every group or in none"
            raise Refused(f"{key}.present", None, wanted)
        if group.share is not None:
            raise Refused(f"{key}.share", group.share, "null: present says how many there are")
    if staffing.present is not None:
        wanted = "null: the groups say how many are present"
        raise Refused("staffing.present", staffing.present, wanted)


def present_of_groups(scenario: Scenario, week: Week) -> Integers:
    """Advisors present as the groups give them [groups, 7, slots]; nobody where the centre is closed.

    A group gives one number, or one for every period of the longest day from opening, the last of which
    may be cut short by closing. Numbers are rounded to whole advisors.

    Raises:
        Refused: periods that cannot be laid onto the intervals, or another number of them.
    """
    groups, hours = scenario.staffing.groups, _open_slots(week)
    slots = hours.shape[1]
    period_ms = int(scenario.staffing.period * MS["min"])
    periods = -(-slots * week.slot_ms // period_ms)
    found = np.zeros((len(groups), *hours.shape), np.int64)
    for row, (name, group) in enumerate(groups.items()):
        given = np.rint(group.present or []).astype(np.int64)
        if given.size not in (1, periods):
            wanted = f"one number, or {periods}: one for every {scenario.staffing.period} min from opening"
            raise Refused(f"staffing.groups.{name}.present", f"{given.size} numbers", wanted)
        if given.size > 1 and period_ms % week.slot_ms:
            wanted = f"a multiple of the intervals' {week.slot_ms / MS['min']:g} min"
            raise Refused("staffing.period", scenario.staffing.period, wanted)
        places = np.arange(slots) * week.slot_ms // period_ms
        found[row] = hours * given[places if given.size > 1 else 0]
    return found


def staff_given(scenario: Scenario, week: Week) -> Integers | None:
    """Advisors present [7, slots] as groups, `staffing.present` or a file say; None: to be planned.

    Raises:
        Refused: as `present_of_groups`.
    """
    if given_by_group(scenario):
        return np.asarray(present_of_groups(scenario, week).sum(axis=0), np.int64)
    if scenario.staffing.present is not None:
        return np.full(week.calls.shape, round(scenario.staffing.present), np.int64)
    recorded = recorded_staff(scenario, week)
    return None if recorded is None else np.rint(recorded).astype(np.int64)


def recorded_staff(scenario: Scenario, week: Week) -> Floats | None:
    """Advisors whom a file has found present [7, slots], where nothing else says how many there are."""
    given = given_by_group(scenario) or scenario.staffing.present is not None
    return None if given else week.staff


def check_same_staff(baseline: Scenario, scenario: Scenario) -> None:
    """Refuse groups that give another number of advisors than the baseline's plan has (fixed_headcount).

    Raises:
        Refused: naming the numbers, or that the baseline's are planned.
    """
    if not given_by_group(scenario):
        return
    week = week_of(baseline)
    ours, theirs = staff_given(baseline, week), staff_given(scenario, week)
    if ours is None:
        wanted = f"shares: the staff of {baseline.name} is planned, and every form meets the same number"
        raise Refused("staffing.groups", "advisors present by group", wanted)
    _check_total(theirs, ours, week)


def present_by_group(scenario: Scenario, week: Week, present: Integers) -> Integers:
    """The advisors of a plan, group by group.

    Summary of rule: the advisors of the first groups together are their shares of the plan, rounded: so the
    groups sum to it, and none is as much as one advisor away from its own share.

    Args:
        scenario: whose groups.
        week: hours of the plan.
        present: advisors present in every interval of the week [7, slots].

    Returns:
        Advisors present [groups, 7, slots]; their sum over groups is `present` (of groups that give their own
        numbers: while the centre is open).

    Raises:
        Refused: the groups give numbers of their own whose sum is not the plan's.
    """
    if given_by_group(scenario):
        found = present_of_groups(scenario, week)
        _check_total(found.sum(axis=0), present, week)
        return found
    up_to = np.cumsum(shares_of(scenario))
    together = np.floor(up_to[:, None, None] * present + 0.5 + _SLACK).astype(np.int64)
    return np.diff(together, axis=0, prepend=0)


def employed_by_group(total: int, heads: Integers) -> Integers:
    """Split the advisors employed over groups, by largest remainder.

    Args:
        total: advisors employed in all.
        heads: advisors each group needs on its heaviest weekday [groups].

    Returns:
        Advisors of every group, in proportion to its heads and never fewer: where their sum is above
        `total`, the heads themselves.
    """
    needed = int(heads.sum())
    if needed == 0 or total <= needed:
        return heads.astype(np.int64)
    found, rest = np.divmod(heads.astype(np.int64) * total, needed)
    first = np.argsort(-rest, kind="stable")[: total - int(found.sum())]
    found[first] += 1
    return np.asarray(found, np.int64)


def authorities_of(scenario: Scenario) -> Floats:
    """Largest stake that the advisors of every group decide, in EUR [groups]."""
    usual = scenario.governance.authority
    groups = scenario.staffing.groups.values()
    return np.array([usual if group.authority is None else group.authority for group in groups], float)


def channels_of(scenario: Scenario) -> list[tuple[int, int]]:
    """Channel of every group, by its place in `CHANNELS`, and conversations that an advisor has at once."""
    groups = scenario.staffing.groups.values()
    return [(CHANNELS.index(group.channel), group.concurrency) for group in groups]


def groups_table(scenario: Scenario, employed: Integers) -> np.recarray:
    """The table of groups: authority, rows of their advisors one group after the other, empty lists.

    Args:
        scenario: whose groups.
        employed: advisors of every group [groups].
    """
    rows = table("group", len(scenario.staffing.groups))
    rows["authority"] = authorities_of(scenario)
    for row, (channel, concurrency) in zip(rows, channels_of(scenario), strict=True):
        row.channel, row.concurrency = channel, concurrency
    rows["members"] = employed
    rows["first"] = np.cumsum(employed) - employed
    for name in ("idle_first", "idle_last", "work_first", "work_last"):
        rows[name] = NONE
    return rows


def _check_total(given: Integers | None, wanted: Integers, week: Week) -> None:
    assert given is not None
    hours = _open_slots(week)
    wrong = np.argwhere((given != wanted) & hours)
    if wrong.size:
        weekday, slot = wrong[0]
        raise Refused(
            "staffing.groups",
            f"{given[weekday, slot]} advisors present {slot * week.slot_ms / MS['min']:g} min after opening",
            f"the {wanted[weekday, slot]} of the baseline: every form meets the same number",
        )


def _open_slots(week: Week) -> NDArray[np.bool_]:
    """Whether the centre is open in every interval of the week [7, slots]."""
    slots = week.calls.shape[1]
    return np.asarray(np.arange(slots) < ((week.closes - week.opens) // week.slot_ms)[:, None])
