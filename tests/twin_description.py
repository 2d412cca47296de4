"""The plain description of a run for its twin: every value of the scenario, in ms and EUR.

Shifts, calendar and profile are inputs of both readings of the model and come from the run's tables. Called
by `tests/test_reference_model.py`, `tests/side_by_side.py` and `benchmarks/in_twin.py`.
"""

from __future__ import annotations

import math
from typing import Any

from reference_model import (
    Advice,
    Breaking,
    Centre,
    Coordination,
    Group,
    Judgement,
    KindOfCircle,
    Law,
    OpenDay,
    Reason,
    Shift,
)

from sim import coordination, reasons, rights, scenario
from sim.scenario import MONTH_DAYS, MS, Scenario
from sim.states import NEVER_MS
from sim.world import Run

LAWS = ("handling", "wrap_up", "patience", "hold_patience", "stake", "extension")
PLAIN = (
    "share", "stake_share", "solve_probability", "severity", "extension_share", "hangs_up_at_once",
    "priority",
)  # fmt: skip
MIN, H, DAY = MS["min"], MS["h"], MS["day"]


def described(run: Run) -> Centre:
    """The plain description of a run; shifts, calendar and profile are inputs of both readings."""
    world, centre = run.world, run.scenario
    demand, staffing, form, people = centre.demand, centre.staffing, centre.governance, centre.customers
    month = MONTH_DAYS * MS["day"]
    return Centre(
        reasons=tuple(_reason(name, reason) for name, reason in demand.reasons.items()),
        groups=_groups(run),
        shifts=_shifts(run),
        calendar=tuple(_open_day(day) for day in world.calendar),
        profile=tuple(tuple(map(float, day)) for day in world.profile),
        slot=int(demand.slot * MIN),
        measured_from=int(world.clock[0].measured_from),
        customers=world.customer.size,
        intensity_cv=people.intensity_cv,
        leaving_other=people.leaving_other / month,
        leaving_service=people.leaving_service / month,
        unsolved_hazard_ratio=people.unsolved_hazard_ratio,
        repeat_hazard_ratio=people.repeat_hazard_ratio,
        grievance_duration=people.grievance_duration * MS["day"],
        redial_probability=demand.redial_probability,
        redial_delay=_law(demand.redial_delay, MIN),
        repeat_probability=demand.repeat_probability,
        repeat_delay=_law(demand.repeat_delay, MS["day"]),
        routing=staffing.routing,
        lines=_or_infinite(staffing.lines),
        target_wait=staffing.target_wait * MS["s"],
        span_of_control=int(staffing.span_of_control),
        manager_shift=_or_infinite(staffing.manager_shift, H),
        shift_length=staffing.shift_length * H,
        decisions=form.decisions,
        beyond=form.beyond,
        handoff_share=form.handoff_share,
        handoff_loss=form.handoff_loss,
        extension_cap=_or_infinite(form.extension_cap, MIN),
        approver=form.approver,
        request=form.request,
        limits=tuple(map(_or_infinite, form.limits)),
        review=_law(form.review, MIN),
        refusal_probability=form.refusal_probability,
        rework_probability=form.rework_probability,
        rework=_law(form.rework, MIN),
        time_out=_or_infinite(form.time_out, H),
        time_out_default=form.time_out_default,
        tray_interval=form.tray_interval * MIN,
        call_back_handling=_law(form.call_back_handling, MIN),
        call_back_patience=form.call_back_patience * MIN,
        exceptions_per_week=form.exceptions_per_week,
        judgement=Judgement(**vars(form.judgement)),
        breaking=_breaking(form.breaking),
        advice=_advice(form),
        coordination=_coordination(form.coordination),
        circles=tuple(_kind_of_circle(kind) for kind in form.circles.values()),
        rules=dict(centre.rules),
    )


def _or_infinite(value: float | None, unit: float = 1.0) -> float:
    return math.inf if value is None else value * unit


def _law(law: reasons.Law, unit: float) -> Law:
    mean = None if law.mean is None else law.mean * unit
    return Law(law.law, mean, law.cv, tuple(unit * value for value in sorted(law.values or [0.0, 0.0])))


def _breaking(breaking: rights.Breaking) -> Breaking:
    seen = {name: _or_infinite(getattr(breaking, name), DAY) for name in ("seen_by_manager", "seen_by_peers")}
    return Breaking(**vars(breaking) | seen)


def _advice(governance: rights.Governance) -> Advice:
    given = vars(governance.advice)
    wait = _whole(governance.advice.longest_wait)
    return Advice(**given | {"longest_wait": wait}, length=_law(governance.advice_length, MIN))


def _coordination(given: coordination.Coordination) -> Coordination:
    minutes = {name: getattr(given, name) * MIN for name in ("role_upkeep", "rewording", "reporting")}
    days = {name: getattr(given, name) * DAY for name in ("irritants_return", "cohesion_half_life")}
    lasts = _or_infinite(given.precedent_lasts, DAY)
    return Coordination(**vars(given) | minutes | days | {"precedent_lasts": lasts})


def _kind_of_circle(kind: coordination.Circle) -> KindOfCircle:
    times = {name: _whole(getattr(kind, name)) for name in ("length", "preparation", "recovery", "item")}
    at = None if kind.at is None else int(kind.at[:2]) * int(H) + int(kind.at[3:]) * int(MIN)
    return KindOfCircle(**vars(kind) | times | {"at": at})


def _whole(minutes: float) -> int:
    """In ms."""
    return int(minutes * MIN + 0.5)


def _reason(name: str, reason: reasons.Reason) -> Reason:
    return Reason(
        name=name,
        route_to=tuple(reason.route_to),
        overflow_after=int(reason.overflow_after * MS["s"]),
        **{law: _law(getattr(reason, law), 1.0 if law == "stake" else MIN) for law in LAWS},
        **{field: getattr(reason, field) for field in PLAIN},
    )


def _groups(run: Run) -> tuple[Group, ...]:
    centre: Scenario = run.scenario
    return tuple(
        Group(name, int(row.members), tuple(group.serves), group.direct, _authority(centre, group))
        for (name, group), row in zip(centre.staffing.groups.items(), run.world.group, strict=True)
    )


def _authority(centre: Scenario, group: scenario.Group) -> float:
    return centre.governance.authority if group.authority is None else group.authority


def _shifts(run: Run) -> tuple[tuple[tuple[Shift, ...], ...], ...]:
    """By weekday and group, as they stand in the table of the run."""
    table, places = run.world.shift, run.world.shifts_from
    week = []
    for weekday in range(7):
        rows = table[places[weekday] : places[weekday + 1]]
        groups = (rows[rows.group == group] for group in range(len(run.scenario.staffing.groups)))
        week.append(tuple(tuple(map(_shift, each)) for each in groups))
    return tuple(week)


def _shift(row: Any) -> Shift:
    break_start = None if row.break_start >= NEVER_MS else int(row.break_start)
    return Shift(int(row.start), int(row.end), break_start, int(row.break_length))


def _open_day(row: Any) -> OpenDay:
    times = {name: int(row[name]) for name in ("opens", "closes", "weekday", "worked")}
    return OpenDay(volume=float(row.volume), operational=float(row.operational), **times)
