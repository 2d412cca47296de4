"""The week's rosters: the shifts that cover a plan, those employed for them, and every day's agenda.

`Plan` is what every form of governance meets alike: the first contacts and the advisors present in
every interval of the week (made by `sim.planning`). Called by `sim.world`, `sim.planning` and
`sim.experiment.bases`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import events
from sim.floor.shifts import Shifts, employed_for
from sim.groups import present_by_group
from sim.layout import shifts_for
from sim.scenario import MS, Scenario
from sim.states import NEVER_MS
from sim.tables import table
from sim.week import Week


@dataclass(frozen=True)
class Plan:
    """What every form of governance meets alike.

    Attributes:
        week: hours and variation of the volume.
        first_contacts: expected first contacts of every interval from opening [7, slots].
        present: advisors present in every interval [7, slots].
        breaks: whether shifts have breaks (a staff given as present has none).
        customers: how many there are.
        warmup: days before measuring, chosen on the baseline.
        managed: managers of the form compared with, in times of an advisor's pay: what a form has fewer of
            has been given up. None: nothing is.
    """

    week: Week
    first_contacts: NDArray[np.float64]
    present: NDArray[np.int64]
    breaks: bool
    customers: int
    warmup: int = 0
    managed: float | None = None


WeekShifts = list[list[Shifts]]  # of every weekday, group by group


def shifts_of_week(scenario: Scenario, plan: Plan) -> WeekShifts:
    """The shifts of every weekday that cover a plan, group by group; the more, as absence is planned."""
    week = plan.week
    widths = (week.closes - week.opens) // week.slot_ms
    groups = [_allowing_for(scenario, group) for group in present_by_group(scenario, week, plan.present)]
    return [
        [
            shifts_for(scenario.staffing, present[weekday, : int(width)], week.slot_ms, planned=plan.breaks)
            for present in groups
        ]
        for weekday, width in enumerate(widths)
    ]


def planned_absence(scenario: Scenario) -> float:
    """Share of shifts that rosters expect to stay uncovered."""
    absence = scenario.people.absence
    return absence.planned if absence.enabled else 0.0


def _allowing_for(scenario: Scenario, present: NDArray[np.int64]) -> NDArray[np.int64]:
    """So many advisors on the roster that those wanted are present, when as many are absent as planned."""
    return np.rint(present / (1.0 - planned_absence(scenario))).astype(np.int64)


def heads(shifts: WeekShifts) -> NDArray[np.int64]:
    """Advisors of every group who work on its heaviest weekday [groups]."""
    return np.array([[group.heads for group in groups] for groups in shifts], np.int64).max(axis=0)


def headcount(scenario: Scenario, plan: Plan, shifts: WeekShifts) -> int:
    """Advisors employed: days off and shrinkage on top of a planned staff, none on one given as present.

    Shrinkage holds the absence that rosters allow for. Counted as if all were one group, so that a form with
    several groups has no more people.
    """
    together = [sum(group.heads for group in groups) for groups in shifts]
    if not plan.breaks:
        return employed_for(together, 1, 1.0, 0.0)
    staffing = scenario.staffing
    on_roster = (1.0 - staffing.shrinkage) / (1.0 - planned_absence(scenario))
    return employed_for(together, len(plan.week.open_weekdays), staffing.days_per_week, 1.0 - on_roster)


def shift_tables(shifts: WeekShifts) -> tuple[np.recarray, NDArray[np.int64]]:
    """All shifts of the week end to end, and the first of every weekday [8]."""
    sizes = [sum(group.heads for group in groups) for groups in shifts]
    rows = table("shift", sum(sizes))
    first = 0
    for groups in shifts:
        for group, of_group in enumerate(groups):
            part: Any = rows[first : first + of_group.heads]
            part.start, part.end, part.group = of_group.start, of_group.end, group
            part.break_start, part.break_length = of_group.break_start, of_group.break_length
            first += of_group.heads
    return rows, np.cumsum([0, *sizes])


def duty_tables(
    scenario: Scenario, week: Week, shift: np.recarray, shifts_from: NDArray[np.int64], managers: np.recarray
) -> tuple[np.recarray, NDArray[np.int64]]:
    """What shifts, managers' duty and closing bring about on every weekday, in order; its first row [8]."""
    agendas = []
    for weekday in range(len(shifts_from) - 1):
        length = int(week.closes[weekday] - week.opens[weekday])
        shifts: Any = shift[shifts_from[weekday] : shifts_from[weekday + 1]]
        happens = [*_of_shifts(shifts), *_of_managers(scenario, managers, length)]
        happens.append((events.when_of(length, events.CLOSING), 0))
        agendas.append(sorted(happens, key=lambda event: event[0]))
    rows = table("duty", sum(map(len, agendas)))
    for name, place in (("when", 0), ("place", 1)):
        rows[name] = [event[place] for agenda in agendas for event in agenda]
    return rows, np.cumsum([0, *map(len, agendas)])


def _of_shifts(shifts: np.recarray) -> Iterator[tuple[int, int]]:
    for place, shift in enumerate(shifts):
        yield events.when_of(int(shift.start), events.SHIFT_STARTS), place
        yield events.when_of(int(shift.end), events.SHIFT_ENDS), place
        if shift.break_start < NEVER_MS:
            yield events.when_of(int(shift.break_start), events.AWAY_STARTS), place


def _of_managers(scenario: Scenario, managers: np.recarray, opening: int) -> Iterator[tuple[int, int]]:
    """Half of the managers of a level come early, half late; a single one in the middle of the day."""
    hours = scenario.staffing.manager_shift
    length = opening if hours is None else min(int(hours * MS["h"]), opening)
    interval = scenario.governance.tray_interval * MS["min"]
    looks = np.arange(interval, opening, interval).astype(np.int64).tolist() if interval > 0 else []
    spare = opening - length
    for row, manager in enumerate(managers):
        start = spare // 2 if manager.alone else spare * (int(manager.place) % 2)
        yield events.when_of(start, events.MANAGER_STARTS), row
        yield events.when_of(start + length, events.MANAGER_ENDS), row
        for look in looks:
            if start <= look < start + length:
                yield events.when_of(look, events.TRAY_LOOK), row
