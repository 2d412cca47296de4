"""The plan that every form of governance meets alike: first contacts and staffing, from the baseline.

Recorded calls already hold redials and repeats, so first contacts are deflated to the fixed point at
which the simulated total under the baseline equals the recorded one, interval by interval; staffing is
planned on the same runs, or made of those whom a file records (`sim.attendance`). Both are done once, under
the baseline: the same first contacts and the same rosters then meet every form. Called by `sim.model` (one
centre) and `sim.experiment` (a comparison).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.attendance import attended
from sim.erlang import square_root_staffing
from sim.floor.shifts import resting_in
from sim.groups import recorded_staff, staff_given
from sim.layout import mean_work, shifts_for, with_handling_time
from sim.pilots import SETTLING_DAYS, pilot, pilot_days
from sim.refusal import Refused
from sim.rosters import Plan
from sim.scenario import MS, Scenario, Staffing
from sim.states import ASKING, CHATTING, FIRST, HOLD, OVERTIME, REDIAL, REPEAT, REWORKING, TALK, WRAP_UP
from sim.week import Week, week_of
from sim.world import Run

Floats = NDArray[np.float64]
YEAR_DAYS = 365.25
MOST_ROUNDS = 12
HALF_HOUR_MS = 30 * 60_000
BREAK_ROUNDS = 4  # more staff has more breaks: a round adds a sixteenth of the last
ROUGH_CONTACTS, FINE_CONTACTS = 100_000, 400_000  # simulated in a round: far from, and near the fixed point
ROUGH, FINE = 0.02, 0.003  # simulated against recorded total volume at which a round is near, and at it


@dataclass(frozen=True)
class Load:
    """What a pilot run met, per interval of the week [7, slots] and day of that weekday.

    Attributes:
        first, redials, repeats: contacts, those that found all lines taken among them.
        work_ms: time of advisors for one inbound contact answered, holds, wrap-up and call-backs included.
        handling_ms: of it talk, holds, advice and wrap-up, which a centre records as handling time.
    """

    first: Floats
    redials: Floats
    repeats: Floats
    work_ms: float
    handling_ms: float


def plan_of(
    baseline: Scenario, notify: Callable[[str], None] = lambda line: None, week: Week | None = None
) -> Plan:
    """First contacts and staffing of a centre under its baseline.

    Args:
        baseline: the scenario under which calls were recorded.
        notify: told what a user should know, a line each.
        week: its volumes, where they have been read already.

    Raises:
        Refused: recorded volumes or hours that cannot be used.
    """
    week = week or week_of(baseline)
    for note in week.notes:
        notify(note)
    baseline = with_handling_time(baseline, week.aht_s)
    plan = _first_guess(baseline, week)
    recorded = recorded_staff(baseline, week)
    if recorded is not None:
        near = _settled(baseline, plan, week.aht_s, lambda line: None)
        plan = attended(baseline, near, recorded)
    return _settled(baseline, plan, week.aht_s, notify)


def _settled(baseline: Scenario, plan: Plan, aht_s: float | None, notify: Callable[[str], None]) -> Plan:
    """The plan at which simulated contacts, and their handling time, are the recorded ones."""
    if not baseline.demand.calls_include_returns and not plan.breaks and aht_s is None:
        return plan
    contacts = ROUGH_CONTACTS
    for _ in range(MOST_ROUNDS):
        load = _pilot(baseline, plan, contacts)
        error = _error(baseline, plan, load, aht_s)
        plan = _handled(_adjusted(baseline, plan, load), load, aht_s)
        if error <= FINE and contacts == FINE_CONTACTS:
            return plan
        contacts = FINE_CONTACTS if error <= ROUGH else contacts
    what = "volume" if aht_s is None else "volume and handling time"
    notify(f"first contacts reproduce the recorded {what} within {error:.1%} only: the centre is overloaded")
    return plan


def _error(scenario: Scenario, plan: Plan, load: Load, aht_s: float | None) -> float:
    """How far simulated contacts, or their handling time, are from what is recorded, as a share."""
    error = 0.0
    if scenario.demand.calls_include_returns and plan.week.calls.sum() > 0:
        offered = load.first.sum() + load.redials.sum() + load.repeats.sum()
        error = abs(offered / plan.week.calls.sum() - 1.0)
    if aht_s is not None and load.handling_ms > 0:
        error = max(error, abs(load.handling_ms / (aht_s * MS["s"]) - 1.0))
    return float(error)


def _handled(plan: Plan, load: Load, aht_s: float | None) -> Plan:
    """Summary of rule: talk and wrap-up are what a recorded handling time leaves of all else that is in it.

    Holds for decisions, questions to colleagues and the pace of trainees are simulated, and are in what a
    centre records: talk and wrap-up together are scaled until all of it comes to the recorded mean.
    """
    if aht_s is None or plan.week.aht_s is None or load.handling_ms <= 0:
        return plan
    ratio = aht_s * MS["s"] / load.handling_ms
    return replace(plan, week=replace(plan.week, aht_s=plan.week.aht_s * ratio))


def customers_of(scenario: Scenario, week: Week) -> int:
    """How many customers there are: as configured, or as many as make the volume."""
    count = scenario.customers.count
    if count is None:
        days_a_year = YEAR_DAYS / 7 * len(week.open_weekdays)
        count = week.calls.sum(axis=1)[week.open_weekdays].mean() * days_a_year
        count /= scenario.customers.contacts_per_year
    if count > 5e7:
        raise Refused("customers.count", round(count), "at most 50 million customers (thin by demand.scale)")
    return max(1, round(count))


def _first_guess(scenario: Scenario, week: Week) -> Plan:
    given = staff_given(scenario, week)
    planned = _staff_for(scenario, week, week.calls, _mean_work_ms(scenario)) if given is None else given
    return Plan(
        week=week,
        first_contacts=week.calls * (1.0 - _expected_repeats(scenario)),
        present=planned,
        breaks=given is None,
        customers=customers_of(scenario, week),
    )


def _expected_repeats(scenario: Scenario) -> float:
    """Contacts that are repeats, were nobody to abandon: a geometric series of unsolved contacts."""
    demand = scenario.demand
    if not demand.calls_include_returns:
        return 0.0
    routine = ((r.share, r.stake_share if scenario.governance.decisions else 0.0, r.solve_probability)
               for r in demand.reasons.values())  # fmt: skip
    return demand.repeat_probability * sum(
        share * (1 - stake) * (1 - solved) for share, stake, solved in routine
    )


def _mean_work_ms(scenario: Scenario) -> float:
    """Talk and wrap-up of a contact; what some cases need beyond it counts whole, whoever caps it."""
    return MS["min"] * sum(reason.share * mean_work(reason) for reason in scenario.demand.reasons.values())


def _staff_for(scenario: Scenario, week: Week, contacts: Floats, work_ms: float) -> NDArray[np.int64]:
    """Advisors present: square-root staffing per half-hour, and breaks on top."""
    staffing = scenario.staffing
    load = _by_half_hour(contacts, week.slot_ms) * work_ms / week.slot_ms
    needed = square_root_staffing(
        load, work_ms, target_share=staffing.target_share, target_wait=staffing.target_wait * MS["s"]
    )
    return np.array([_with_breaks(staffing, row.astype(np.int64), week.slot_ms) for row in needed])


def _by_half_hour(contacts: Floats, slot_ms: int) -> Floats:
    """Contacts of every interval, evened out within half-hours: nobody is rostered for five minutes."""
    together = max(1, HALF_HOUR_MS // slot_ms)
    first = np.arange(0, contacts.shape[1], together)
    sizes = np.diff(np.append(first, contacts.shape[1]))
    return np.repeat(np.add.reduceat(contacts, first, axis=1) / sizes, sizes, axis=1)


def _with_breaks(staffing: Staffing, needed: NDArray[np.int64], slot_ms: int) -> NDArray[np.int64]:
    """Advisors to be present so that those not on break are as many as needed, interval by interval."""
    present = needed
    for _ in range(BREAK_ROUNDS if needed.any() else 0):
        shifts = shifts_for(staffing, present, slot_ms)
        present = needed + np.ceil(resting_in(shifts, needed.size, slot_ms) - 1e-9).astype(np.int64)
    return present


def _pilot(scenario: Scenario, plan: Plan, contacts: int) -> Load:
    """Simulate the baseline and count what came, by interval of the week; the first days settle."""
    run = pilot(scenario, plan, pilot_days(plan, contacts))
    counts = np.zeros((3, *plan.first_contacts.shape))
    weekdays = np.zeros(7)
    while not run.finished:
        run.step()
        if run.day > SETTLING_DAYS and not run.unstable:
            _count(run, counts, weekdays)
    counts /= np.maximum(weekdays, 1.0)[None, :, None]
    tally = run.world.day[SETTLING_DAYS : run.day]
    paid = run.world.day[run.day - 1].paid - run.world.day[SETTLING_DAYS - 1].paid
    answered = max(int(tally.answered.sum() - tally.answered_by_managers.sum()), 1)
    overtime_share = paid[OVERTIME] / max(paid.sum(), 1)
    busy = (paid[TALK : REWORKING + 1].sum() + paid[CHATTING]) / max(1.0 - overtime_share, 0.5)
    handled = paid[TALK] + paid[HOLD] + paid[WRAP_UP] + paid[ASKING] + paid[CHATTING]
    handled /= max(1.0 - overtime_share, 0.5)
    return Load(counts[0], counts[1], counts[2], float(busy / answered), float(handled / answered))


def pilot_service_level(scenario: Scenario, plan: Plan) -> float:
    """Share of contacts answered within the time staff is planned for, on usual days; 0 where overrun."""
    handled = with_handling_time(scenario, plan.week.aht_s)
    run = pilot(handled, plan, pilot_days(plan, FINE_CONTACTS), warmup=SETTLING_DAYS)
    while not run.finished:
        run.step()
    if run.unstable:
        return 0.0
    return service_level(run.world.day[SETTLING_DAYS : run.day]) or 0.0


def service_level(days: np.recarray) -> float | None:
    """Answered within the target wait, over those who came less who gave up before it; null of none."""
    offered = days.first_contacts.sum() + days.redials.sum() + days.repeats.sum()
    asked = offered - days.abandoned_in_target.sum()
    return float(days.in_target.sum() / asked) if asked else None


def _count(run: Run, counts: Floats, weekdays: Floats) -> None:
    clock = run.world.clock[0]
    weekday = int(run.world.calendar[run.day - 1].weekday)
    weekdays[weekday] += 1
    log = run.contacts
    today = log[(log.arrived >= clock.opens) & (log.kind <= REPEAT)]
    slots = ((today.arrived - clock.opens) // run.plan.week.slot_ms).astype(np.int64)
    width = counts.shape[2]
    for kind in (FIRST, REDIAL, REPEAT):
        counts[kind, weekday] += np.bincount(slots[today.kind == kind], minlength=width)[:width]


def _adjusted(scenario: Scenario, plan: Plan, load: Load) -> Plan:
    """The next guess: recorded calls less what came back, shares of interval and weekday smoothed."""
    week, before = plan.week, plan.first_contacts.sum()
    if scenario.demand.calls_include_returns and before > 0:
        returned = _smoothed(load.redials + load.repeats, week)
        after = week.calls.sum() / (1.0 + returned.sum() / before)
        first = week.calls - np.minimum(returned * (after / before), 0.95 * week.calls)
        plan = replace(plan, first_contacts=first)
    if plan.breaks:
        worked = plan.first_contacts + _smoothed(load.repeats, week) * (
            plan.first_contacts.sum() / max(before, 1e-9)
        )
        plan = replace(plan, present=_staff_for(scenario, week, worked, load.work_ms))
    return plan


def _smoothed(counts: Floats, week: Week) -> Floats:
    """Weekday totals times a common intraday shape, where the weekdays have the same hours."""
    days = week.open_weekdays
    if len({(int(week.opens[d]), int(week.closes[d])) for d in days}) > 1:
        return counts
    shape = counts.sum(axis=0)
    if shape.sum() == 0:
        return counts
    smooth = np.outer(counts.sum(axis=1), shape / shape.sum())
    return np.asarray(smooth, float)
