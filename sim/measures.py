"""What comes out of a run, each measure by its formula and with its unit in the name.

Cohorts are exogenous, so that no form of governance improves a figure by changing who is counted:
decision latency is taken over all first contacts of the customers of day 0 whose stake is above zero,
latent ones included (those a customer would have made had he not left because of service); churn over
the customers of day 0. Called by `sim.experiment`, `sim.meeting_map` and notebooks.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.changes import changes
from sim.climate import climate
from sim.conversations import conversations
from sim.emitted import correlations
from sim.ledger import ledger, occupancy
from sim.loyalty import loyalty
from sim.managing import managing
from sim.margin import margin, margin_by_day
from sim.planning import service_level
from sim.practice import Outputs, advice, circles, judgement, measured, open_cohort, ratio
from sim.rosters import Plan
from sim.scenario import MS, Scenario
from sim.soundness import check_all
from sim.states import CASE_ENDS, CASE_STATES, FAIR, OPEN
from sim.steered import projects, steering
from sim.surges import surges
from sim.survey import survey_shares
from sim.wellbeing import wellbeing
from sim.world import Run

MIN = MS["min"]
CUT_DAYS = 5  # an unfair end counts as this many days of opening hours
CURVE_MIN = np.round(np.geomspace(1.0, 5000.0, 60), 3)  # times at which the curve of latency is kept


def measure(run: Run) -> Outputs:
    """All measures of a run; null where a quantile is not reached or nothing was counted.

    Raises:
        NotFinite: a customer with a number that is none.
    """
    check_all(run.world, run.day, "measuring")
    return {
        **service(run),
        **decisions(run),
        **judgement(run),
        **advice(run),
        **circles(run),
        **managing(run),
        **steering(run),
        **projects(run),
        **conversations(run),
        **surges(run),
        **wellbeing(run),
        **correlations(run),
        **survey_shares(run),
        **climate(run),
        **latency(run),
        **loyalty(run),
        **staffing(run),
        **margin(run),
        **changes(run),
    }


def names_of_outputs(scenario: Scenario, plan: Plan) -> list[str]:
    """The names of all measures, whatever comes out."""
    return list(measure(Run(scenario, plan, days=1)))


def outcome(
    scenario: Scenario, plan: Plan, *, days: int, warmup: int, seed: int, replication: int
) -> Outputs:
    """All measures of one run from beginning to end; none where it was unstable."""
    run = Run(scenario, plan, days=warmup + days, seed=seed, replication=replication, warmup=warmup)
    while not run.finished:
        run.step()
    return {} if run.unstable else measure(run)


def service(run: Run) -> Outputs:
    """Contacts, calls and conversations in writing alike: ratios of sums over all measured days.

    service_level_share: answered within the target wait over arrivals less those who abandoned before it.
    speed_of_answer_s: waits of the answered over their number. abandonment_share: abandoned in the queue
    over arrivals. blocked_share: arrivals that found all lines taken. first_contact_resolution_share: cases
    closed fairly at the first contact, without a call-back, over first contacts. cut_share: talks that ended
    before the need was met, over contacts answered.
    """
    days = measured(run)
    offered = days.first_contacts.sum() + days.redials.sum() + days.repeats.sum()
    return {
        "contacts_per_day": ratio(offered, days.size),
        "first_contacts_per_day": ratio(days.first_contacts.sum(), days.size),
        "redials_share": ratio(days.redials.sum(), offered),
        "repeats_share": ratio(days.repeats.sum(), offered),
        "service_level_share": service_level(days),
        "speed_of_answer_s": ratio(days.wait.sum() / MS["s"], days.answered.sum()),
        "abandonment_share": ratio(days.abandoned.sum(), offered),
        "blocked_share": ratio(days.blocked.sum(), offered),
        "hung_up_on_hold_share": ratio(days.hung_up_on_hold.sum(), offered),
        "first_contact_resolution_share": ratio(days.solved_at_first.sum(), days.first_contacts.sum()),
        "handling_time_s": ratio(days.handling.sum() / MS["s"], days.answered.sum()),
        "cut_share": ratio(days.cut.sum(), days.answered.sum()),
    }


def decisions(run: Run) -> Outputs:
    """Decisions: where they are taken, and what they cost.

    escalation_share: decisions asked from a manager over contacts answered. transfer_share: customers
    handed over to another group, over contacts answered; transfer_wait_s and transfer_abandonment_share:
    how long those waited whom it answered, and the share of transfers who gave up before. tray_wait_min:
    calendar wait of a request before a review. goodwill_eur_per_1000_contacts: granted, overspending and
    undue claims included.
    """
    days = measured(run)
    answered = days.answered.sum()
    transfers, abandoned = days.transfers.sum(), days.transfers_abandoned.sum()
    return {
        "desk_decisions_share": ratio(days.desk_decisions.sum(), answered),
        "escalation_share": ratio(days.requests.sum(), answered),
        "transfer_share": ratio(days.transfers.sum(), answered),
        "transfer_wait_s": ratio(days.transfer_wait.sum() / MS["s"], transfers - abandoned),
        "transfer_abandonment_share": ratio(abandoned, transfers),
        "tray_wait_min": ratio(days.tray_wait.sum() / MIN, days.reviews.sum()),
        "goodwill_eur_per_1000_contacts": ratio(1000 * days.goodwill.sum(), answered),
    }


def latency(run: Run) -> Outputs:
    """Decision latency of the latent cohort: cumulative incidence of a fair close, on opening hours.

    decision_latency_p50_min, _p90_min: when half (nine tenths) of the whole cohort is fairly closed, other
    ends competing; null where that is never reached. decision_latency_mean_5d_min: mean time to a fair
    close cut at five days of opening hours, any other end counting as five. fair_within_..._share: of the
    whole cohort. case_<end>_share: how the cohort's cases ended. latency_<state>_min: mean time of a fairly
    closed case in each state.
    """
    closed = run.world.closed[: run.world.clock[0].closed]
    ends = np.append(closed.end, np.full(open_cohort_cases(run), OPEN, np.int8))
    cohort = ends.size
    fair = closed.end == FAIR
    working = np.sort(closed.working[fair] / MIN)
    day_min = mean_day_min(run)
    cut = CUT_DAYS * day_min
    cut_sum = np.minimum(working, cut).sum() + cut * (cohort - working.size)
    outputs: Outputs = {
        "decisions_in_cohort": float(cohort),
        "decision_latency_p50_min": incidence_quantile(working, cohort, 0.5),
        "decision_latency_p90_min": incidence_quantile(working, cohort, 0.9),
        "decision_latency_p50_calendar_min": incidence_quantile(
            np.sort(closed.calendar[fair] / MIN), cohort, 0.5
        ),
        "decision_latency_mean_5d_min": ratio(cut_sum, cohort),
        "fair_within_10_min_share": ratio((working <= 10).sum(), cohort),
        "fair_within_1_day_share": ratio((working <= day_min).sum(), cohort),
        "fair_ever_share": ratio(working.size, cohort),
    }
    for place, name in enumerate(CASE_ENDS):
        outputs[f"case_{name}_share"] = ratio((ends == place).sum(), cohort)
    spent = measured(run).fair_spent.sum(axis=0) / MIN
    for place, name in enumerate(CASE_STATES):
        outputs[f"latency_{name}_min"] = ratio(spent[place], working.size)
    return outputs


def incidence_quantile(fair: NDArray[np.float64], cohort: int, share: float) -> float | None:
    """When a share of the whole cohort is fairly closed.

    Args:
        fair: sorted times of the fair closes.
        cohort: all cases, whatever their end.
        share: in (0, 1].

    Returns:
        The time, or None where the share is never reached.
    """
    place = math.ceil(share * cohort) - 1
    return float(fair[place]) if 0 <= place < fair.size else None


def staffing(run: Run) -> Outputs:
    """Staff: heads, and shares of paid time from the ledger."""
    days = measured(run)
    advisors, managers = ledger(run), ledger(run, "manager")
    paid = sum(advisors.values())
    return {
        "occupancy_share": occupancy(advisors),
        "held_share": ratio(advisors["hold"], paid),
        "overtime_share": ratio(advisors["overtime"], paid),
        "paid_hours_per_day": ratio(paid / MS["h"], days.size),
        "managers_reviewing_share": ratio(managers["review"], sum(managers.values())),
        "advisors_employed": float(run.world.clock[0].employed),
        "advisors_present_peak": float(run.plan.present.max(initial=0)),
        "managers_employed": float(run.world.manager.size),
    }


def days_table(run: Run) -> list[Mapping[str, float]]:
    """One row a measured day: counts, ratios and money that a path over time is drawn from.

    `month`: how many months of 30.4375 days have passed; `calendar_days`: up to the next opening.
    """
    rows = []
    people, told = run.scenario.people, run.scenario.customers.word_of_mouth.enabled
    books, opens = margin_by_day(run), run.world.calendar.opens[run.warmup : run.day + 1]
    for place, day in enumerate(measured(run)):
        offered = int(day.first_contacts + day.redials + day.repeats)
        rows.append(
            {
                "day": int(day.day) - run.warmup,
                "weekday": int(day.weekday),
                "contacts": offered,
                "service_level_share": service_level(day),
                "abandonment_share": ratio(day.abandoned, offered),
                "speed_of_answer_s": ratio(day.wait / MS["s"], day.answered),
                "open_cases": int(day.open_cases),
                "requests": int(day.requests),
                "month": int((opens[place] - opens[0]) // MS["month"]),
                "calendar_days": float((opens[place + 1] - opens[place]) / MS["day"]),
                "revenue_eur": float(books.revenue[place]),
                "margin_eur": float(books.margin[place]),
                "strain": float(day.strain) if people.strain.enabled else None,
                "engagement": float(day.engagement) if people.engagement.enabled else None,
                "reputation": float(day.reputation) if told else None,
            }
        )
    return rows  # type: ignore[return-value]


def incidence_table(run: Run) -> list[Mapping[str, float]]:
    """The curve of decision latency: share of the whole cohort fairly closed by a time, in opening hours."""
    closed = run.world.closed[: run.world.clock[0].closed]
    cohort = closed.size + open_cohort_cases(run)
    fair = np.sort(closed.working[closed.end == FAIR] / MIN)
    return [
        {"within_min": float(time), "fair_share": float(np.searchsorted(fair, time, "right") / cohort)}
        for time in CURVE_MIN
        if cohort
    ]


def open_cohort_cases(run: Run) -> int:
    """Cases of the cohort with a stake that are open at the end: censored."""
    return int((open_cohort(run).stake > 0).sum())


def mean_day_min(run: Run) -> float:
    """Opening hours of a mean day, in minutes."""
    calendar = run.world.calendar[: run.days]
    return float((calendar.closes - calendar.opens).mean() / MIN)
