"""Decisions in practice: what is judged wrongly, which rules are broken, what meetings cost and bring.

Measures of a run beside those of `sim.measures`, each by its formula and with its unit in the name; null
where nothing was counted. Called by `sim.measures`.
"""

from __future__ import annotations

import numpy as np

from sim.ledger import COORDINATION, ledger
from sim.scenario import MS
from sim.states import NONE, WEEK_DAYS
from sim.world import Run

Outputs = dict[str, float | None]


def judgement(run: Run) -> Outputs:
    """Wrong decisions, and rules broken, for every 1,000 contacts answered.

    unfair_refusals: of what was due, at the desk, on review and in circles. overspent_eur: given beyond
    what was due. abuse_eur: granted although not due. violations, exceptions: stakes beyond the advisor's
    authority that he decided all the same, against the rule or by way of exception.
    bad_practice_seen_share: what was seen in the measured days over what happened in them (violations,
    overspending); bad_practice_delay_days: mean time until then. felt_autonomy_share: share of his
    authority that an advisor dares to use, mean over advisors and days.
    """
    days = measured(run)
    thousands = days.answered.sum() / 1000
    bad, hidden = days.bad_practice.sum(), days.bad_practice_hidden.sum()
    return {
        "unfair_refusals_per_1000_contacts": ratio(days.unfair.sum(), thousands),
        "overspent_eur_per_1000_contacts": ratio(days.overspent.sum(), thousands),
        "abuse_eur_per_1000_contacts": ratio(days.abuse.sum(), thousands),
        "violations_per_1000_contacts": ratio(days.violations.sum(), thousands),
        "exceptions_per_1000_contacts": ratio(days.exceptions.sum(), thousands),
        "bad_practice_seen_share": ratio(days.seen.sum(), bad),
        "bad_practice_delay_days": ratio(days.bad_practice_delay.sum() / MS["day"], bad - hidden),
        "sanctions_per_1000_contacts": ratio(days.sanctions.sum(), thousands),
        "called_to_order_per_1000_contacts": ratio(days.called_to_order.sum(), thousands),
        "felt_autonomy_share": ratio(days.felt.sum(), days.size),
    }


def advice(run: Run) -> Outputs:
    """The advice process.

    advice_share: cases on which colleagues were asked, over contacts answered. advice_short_share: of those,
    decided with fewer answers than wanted. advice_interrupting_share: answers given in the middle of a call.
    asking_share, advising_share: of advisors' paid time.
    """
    days, accounts = measured(run), ledger(run)
    asked, heard, paid = days.advice_asked.sum(), days.advice_heard.sum(), sum(accounts.values())
    return {
        "advice_share": ratio(asked, days.answered.sum()),
        "advice_short_share": ratio(days.advice_short.sum(), asked),
        "advice_interrupting_share": ratio(days.interruptions.sum(), heard),
        "asking_share": ratio(accounts["asking"], paid),
        "advising_share": ratio(accounts["advising"], paid),
    }


def circles(run: Run) -> Outputs:
    """Meetings: what they take, what comes of them.

    coordination_share, documenting_share: of advisors' paid time, all that goes into meetings, their
    preparation, recovery and paper work; the paper work alone. coordination_hours_per_advisor_week: the
    same in hours of five open days. meetings_void_share: meetings without a quorum. agenda_wait_h: from
    laying a case before a circle to the last decision, on the wall clock. tension_latency_h: latency across
    circles, from a tension raised to the last consent, of those resolved. by_precedent_share: decisions
    covered by a precedent, over contacts answered.
    """
    days, accounts, world = measured(run), ledger(run), run.world
    paid = sum(accounts.values())
    coordinating = sum(accounts[name] for name in COORDINATION)
    employed = int(world.clock[0].employed)
    weeks = employed * days.size / WEEK_DAYS
    asked = days.consents.sum() + days.objections.sum()
    return {
        "coordination_share": ratio(coordinating, paid),
        "documenting_share": ratio(accounts["documenting"], paid),
        "coordination_hours_per_advisor_week": ratio(coordinating / MS["h"], weeks),
        "meetings_void_share": ratio(days.meetings_void.sum(), (days.meetings + days.meetings_void).sum()),
        "agenda_share": ratio(days.on_agenda.sum(), days.answered.sum()),
        "agenda_wait_h": ratio(days.agenda_wait.sum() / MS["h"], days.agenda_decided.sum()),
        "by_precedent_share": ratio(days.by_precedent.sum(), days.answered.sum()),
        "precedents_per_week": ratio(days.precedents.sum() * WEEK_DAYS, days.size),
        "objections_share": ratio(days.objections.sum(), asked),
        "tensions_resolved_share": ratio(days.tensions_resolved.sum(), days.tensions.sum()),
        "tension_latency_h": ratio(days.tension_time.sum() / MS["h"], days.tensions_resolved.sum()),
        "accountable_to_mean": ratio(world.advisor.accountable_to.sum(), employed),
        "irritants_share": ratio(world.circle.irritants.sum(), world.circle.size),
        "cohesion_share": ratio(world.circle.cohesion.sum(), world.circle.size),
        "drift_share": ratio(world.circle.drift.sum(), world.circle.size),
    }


def measured(run: Run) -> np.recarray:
    """The days simulated after the warm-up."""
    days: np.recarray = run.world.day[run.warmup : max(run.day, run.warmup)]
    return days


def open_cohort(run: Run) -> np.recarray:
    """Cases of the cohort (`sim.customers.memory.is_due`) that are open at the end: censored."""
    case = run.world.case
    still: np.recarray = case[
        (case.state != NONE) & (case.cohort == 1) & ((case.stake == 0) | (case.undue == 0))
    ]
    return still


def ratio(part: float, whole: float) -> float | None:
    """Part over whole; null where there is no whole."""
    return float(part / whole) if whole else None
