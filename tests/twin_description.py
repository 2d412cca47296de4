"""The plain description of a run for its twin: every value of the scenario, in ms and EUR.

Shifts, calendar and profile are inputs of both readings of the model and come from the run's tables. Called
by `tests/test_reference_model.py`, `tests/side_by_side.py` and `benchmarks/in_twin.py`.
"""

from __future__ import annotations

import math
from itertools import pairwise
from statistics import fmean
from typing import Any

from reference_model import (
    Absence,
    Acquisition,
    Advice,
    Breaking,
    Centre,
    Coordination,
    Engagement,
    GivenCrisis,
    GivenShock,
    Group,
    Hiring,
    Initiative,
    Judgement,
    KindOfCircle,
    Law,
    Life,
    Minds,
    OfManagers,
    OpenDay,
    People,
    Pressure,
    Projects,
    Quitting,
    Reason,
    Satisfaction,
    Shift,
    Steering,
    Strain,
    Support,
    Transition,
    Trust,
    WordOfMouth,
    Writing,
)

from sim import clientele, coordination, reasons, rights, scenario, shocks, support, workforce
from sim.scenario import MONTH_DAYS, MS, Scenario
from sim.states import NEVER_MS
from sim.world import Run

LAWS = ("handling", "wrap_up", "patience", "hold_patience", "stake", "extension")
PLAIN = (
    "share", "stake_share", "solve_probability", "severity", "extension_share", "hangs_up_at_once",
    "priority", "hostile_share", "chat_share", "chat_fit",
)  # fmt: skip
MIN, H, DAY, YEAR = MS["min"], MS["h"], MS["day"], MS["year"]


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
        contacts_per_hour=_contacts_per_hour(run),
        customers=int(world.clock[0].customers_of_day_0),
        intensity_cv=people.intensity_cv,
        leaving_other=people.leaving_other / month,
        leaving_service=people.leaving_service / month,
        unsolved_hazard_ratio=people.unsolved_hazard_ratio,
        repeat_hazard_ratio=people.repeat_hazard_ratio,
        grievance_duration=people.grievance_duration * MS["day"],
        minds=_minds(people),
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
        people=_people(centre.people),
        life=_life(centre.people),
        support=_support(centre.support),
        shocks=tuple(_shock(run, shock) for shock in demand.shocks.values()),
        crisis=_crisis(form.crisis),
        judgement=Judgement(**vars(form.judgement)),
        breaking=_breaking(form.breaking),
        advice=_advice(form),
        coordination=_coordination(form.coordination),
        circles=tuple(_kind_of_circle(kind) for kind in form.circles.values()),
        steering=_steering(form),
        projects=_projects(run),
        transition=_transition(form),
        writing=_writing(centre),
        rules=dict(centre.rules),
    )


def _or_infinite(value: float | None, unit: float = 1.0) -> float:
    return math.inf if value is None else value * unit


def _law(law: reasons.Law, unit: float) -> Law:
    mean = None if law.mean is None else law.mean * unit
    return Law(law.law, mean, law.cv, tuple(unit * value for value in sorted(law.values or [0.0, 0.0])))


def _mean(law: Law) -> float:
    """An empirical law is even between one value and the next."""
    if law.kind != "empirical":
        return math.inf if law.mean is None else law.mean
    return fmean((one + other) / 2 for one, other in pairwise(law.values))


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


PEOPLE = (
    "skill", "skill_spread", "appetite", "appetite_spread", "needs", "hostile_growth", "soothe_share",
    "tinker_share", "translate_share",
)  # fmt: skip
PARTS_OF_THE_DAY = ("floor", "coaching", "reporting", "meeting")  # beside approving, in their order
SUPPORT = (
    "interrupts_manager", "trained", "relapse_at", "relapse_weight", "coaching_effect", "exposure_gain",
    "exposure_effect", "delegation_step", "delegation_most",
)  # fmt: skip
MANNER = {"translate": "translating", "tinker": "tinkering", "soothe": "soothing"}


def _people(given: workforce.People) -> People:
    laws = {role: _law(getattr(given, manner), MIN) for role, manner in MANNER.items()}
    plain = {name: getattr(given, name) for name in PEOPLE}
    return People(**plain, need_lasts=_whole(given.need_lasts), laws=laws)


# Of seven demands, then of five resources.
WEIGHTS = (
    "occupancy", "prevented", "hostile", "dissonance", "ambiguity", "unplanned", "meetings",
    "fit", "managers", "recognition", "peers", "relief",
)  # fmt: skip
A_MS = ("most_prevented", "most_hostile", "most_dissonance")  # of strain, given by the hour


def _minds(given: clientele.Customers) -> Minds:
    satisfaction, told, come = vars(given.satisfaction), vars(given.word_of_mouth), vars(given.acquisition)
    hours = {name: satisfaction[name] * H for name in ("half_delay", "promised")}
    years = {name: satisfaction[name] * YEAR for name in ("settles", "tenure")}
    return Minds(
        satisfaction=Satisfaction(
            **satisfaction | hours | years | {"half_wait": satisfaction["half_wait"] * MIN}
        ),
        word_of_mouth=WordOfMouth(**told | {"half_life": told["half_life"] * DAY}),
        acquisition=Acquisition(**come | {"rate": come["rate"] / MS["month"]}),
    )


def _life(given: workforce.People) -> Life:
    strain, engagement, absence = vars(given.strain), vars(given.engagement), dict(vars(given.absence))
    quitting, hiring, managers = vars(given.quitting), vars(given.hiring), vars(given.managers)
    strain = strain | {name: strain[name] / H for name in A_MS} | {"half_life": strain["half_life"] * DAY}
    if given.equal_weights:
        strain |= dict.fromkeys(WEIGHTS, 1.0)
        engagement = engagement | dict.fromkeys(WEIGHTS[-5:], 1.0)
    del absence["planned"]  # of shifts, which are given
    return Life(
        strain=Strain(**strain),
        engagement=Engagement(**engagement | {"half_life": engagement["half_life"] * DAY}),
        absence=Absence(**absence | {"spells": absence["spells"] / YEAR}),
        quitting=Quitting(
            **quitting
            | {"rate": quitting["rate"] / YEAR, "settles": quitting["settles"] * DAY}
            | {"tenure": quitting["tenure"] * YEAR}
        ),
        hiring=Hiring(
            delay=_days(hiring["delay"]),
            training=_days(hiring["training"]),
            learning=hiring["learning"] * DAY,
            **{name: hiring[name] for name in ("missing", "errors", "coached", "advised")},
        ),
        managers=OfManagers(
            **managers | {"delay": _days(managers["delay"]), "used_to": managers["used_to"] * DAY}
        ),
        trust=Trust(**vars(given.trust) | {"half_life": given.trust.half_life * DAY}),
        initiative=Initiative(**vars(given.initiative) | {"half_life": given.initiative.half_life * DAY}),
        pressure=Pressure(**vars(given.pressure)),
    )


def _days(number: float) -> int:
    """Open days, whole ones."""
    return int(number + 0.5)


def _support(given: support.Support) -> Support:
    month = MONTH_DAYS * DAY
    return Support(
        shares=tuple((part, getattr(given, f"{part}_share")) for part in PARTS_OF_THE_DAY),
        manager_round=_whole(given.manager_round),
        available_within=_whole(given.available_within),
        taken_over_by_peers=frozenset(role for role in MANNER if getattr(given, f"peers_{role}")),
        taken_over_by_circles=frozenset(role for role in MANNER if getattr(given, f"circles_{role}", False)),
        exposure_half_life=given.exposure_half_life * DAY,
        delegation_hazard=given.delegation_hazard / month * DAY,
        surge_at=_or_infinite(given.surge_at),
        surge_notice=_whole(given.surge_notice),
        **{name: getattr(given, name) for name in SUPPORT},
    )


def _contacts_per_hour(run: Run) -> float:
    """Of the plan: first contacts of a week, over the hours that the centre is open in it."""
    week = run.plan.week
    return float(run.plan.first_contacts.sum() / ((week.closes - week.opens).sum() / H))


def _shock(run: Run, given: shocks.Shock) -> GivenShock:
    day = run.warmup + given.day
    begins = None
    if day < run.days:
        opens = int(run.world.calendar[day].opens)
        begins = (
            opens - opens % int(DAY) + int(given.begins_at[:2]) * int(H) + int(given.begins_at[3:]) * int(MIN)
        )
    plain = {name: getattr(given, name) for name in ("volume", "half_life", "reason", "handling", "solving")}
    length = int(given.hours * H + 0.5)
    return GivenShock(begins=begins, length=length, needs_decision=given.needs_decision, **plain)


def _crisis(given: shocks.Crisis) -> GivenCrisis:
    return GivenCrisis(
        decided_by=given.decided_by,
        step=_law(given.crisis_step, MIN),
        meeting=_whole(given.crisis_meeting),
        pause=_whole(given.crisis_pause),
    )


def _steering(form: rights.Governance) -> Steering:
    target = _or_infinite(form.incentives.handling_target, MIN)
    return Steering(**vars(form.script) | vars(form.incentives) | {"handling_target": target})


def _projects(run: Run) -> Projects:
    """The load of every interval as it is planned, which all forms of governance share."""
    plan, form = run.plan, run.scenario.governance
    given = vars(form.working_groups) | {"meet_for": _whole(form.working_groups.meet_for)}
    planned = zip(plan.first_contacts.tolist(), plan.present.tolist(), strict=True)
    load = tuple(tuple(zip(*weekday, strict=True)) for weekday in planned)
    return Projects(slack=form.slack, warmup=plan.warmup, load=load, **given)


def _transition(form: rights.Governance) -> Transition:
    given, month = vars(form.transition), MONTH_DAYS * MS["day"]
    never = {name: _or_infinite(given[name]) for name in ("authority_before", "accountability_from", "bears")}
    return Transition(**given | never | {name: given[name] / month for name in ("alone", "imitation")})


def _writing(centre: Scenario) -> Writing:
    given = dict(vars(centre.staffing.chat))
    return Writing(patience=_law(given.pop("conversation_patience"), MIN), **given)


def _whole(minutes: float) -> int:
    """In ms."""
    return int(minutes * MIN + 0.5)


def _reason(name: str, reason: reasons.Reason) -> Reason:
    return Reason(
        name=name,
        route_to=tuple(reason.route_to),
        overflow_after=int(reason.overflow_after * MS["s"]),
        usual=_mean(_law(reason.handling, MIN)),
        **{law: _law(getattr(reason, law), 1.0 if law == "stake" else MIN) for law in LAWS},
        **{field: getattr(reason, field) for field in PLAIN},
    )


def _groups(run: Run) -> tuple[Group, ...]:
    centre: Scenario = run.scenario
    return tuple(
        Group(
            name=name,
            size=int(row.members),
            serves=tuple(group.serves),
            direct=group.direct,
            authority=_authority(centre, group),
            channel=group.channel,
            concurrency=group.concurrency,
        )
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
