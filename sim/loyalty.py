"""How customers fare: satisfaction, promises, what they tell, who leaves and who comes.

Measures of a run beside those of `sim.measures`, each by its formula and with its unit in the name; null
where that is switched off, or nothing was counted. Called by `sim.measures`.
"""

from __future__ import annotations

import numpy as np

from sim.customers.calendar import leavers
from sim.customers.counting import minds_of_those_kept
from sim.practice import Outputs, measured, open_cohort, ratio
from sim.scenario import MONTH_DAYS, MS
from sim.world import Run


def loyalty(run: Run) -> Outputs:
    """All of them."""
    return {**satisfaction(run), **word_of_mouth(run), **churn(run), **acquisition(run)}


def satisfaction(run: Run) -> Outputs:
    """What service was like for the customers of day 0, and how satisfied that has made them.

    satisfaction_mean, satisfaction_weakest_mean: mean over the cohort of decision latency (all first contacts
    of the customers of day 0 with a stake that is due, latent ones included) of what the episode was like, by
    the rule and by its weakest link; a latent contact, and one still open, counts with its customer's
    satisfaction. satisfaction_contacts_mean, ..._weakest_mean: the same over first contacts with or without a
    stake. satisfaction_customers_mean, satisfaction_customers_spread: of the customers of day 0 who have not
    left for reasons outside service, at the end; who left because of service with his last.
    satisfaction_silent_mean: of those of them who never called. promises_kept_share: call-backs in time over
    call-backs promised. apology_share: apologies over cases that had gone wrong. delight_share: cases in
    which the customer was given more than he was due, over cases of the cohort ended.
    """
    days = measured(run)
    kept, mean, spread, silent, of_silent = minds_of_those_kept(run.world, run.world.calendar.opens[run.day])
    count, total, weakest = _with_open(run, False, days.episodes, days.experience, days.experience_weakest)
    stakes, of_stakes, stakes_weakest = _with_open(
        run, True, days.stakes, days.experience_of_stakes, days.stakes_weakest
    )
    outputs: Outputs = {
        "satisfaction_mean": ratio(of_stakes, stakes),
        "satisfaction_weakest_mean": ratio(stakes_weakest, stakes),
        "satisfaction_contacts_mean": ratio(total, count),
        "satisfaction_contacts_weakest_mean": ratio(weakest, count),
        "satisfaction_customers_mean": mean if kept else None,
        "satisfaction_customers_spread": spread if kept else None,
        "satisfaction_silent_mean": of_silent if silent else None,
        "promises_kept_share": ratio(days.promises_kept.sum(), days.promises.sum()),
        "apology_share": ratio(days.apologies.sum(), days.went_wrong.sum()),
        "delight_share": ratio(days.delights.sum(), days.episodes.sum()),
    }
    return outputs if run.scenario.customers.satisfaction.enabled else dict.fromkeys(outputs)


def _with_open(
    run: Run, stakes_only: bool, counts: np.ndarray, by_rule: np.ndarray, by_weakest: np.ndarray
) -> tuple[float, float, float]:
    """Number and sums of episodes, those of cases still open included as their customers are satisfied."""
    still = open_cohort(run)
    if stakes_only:
        still = still[still.stake > 0]
    minds = run.world.customer.satisfaction[still.customer].astype(float).sum()
    return counts.sum() + still.size, by_rule.sum() + minds, by_weakest.sum() + minds


def word_of_mouth(run: Run) -> Outputs:
    """What is told, and what becomes of it.

    told_good_per_1000_cases, told_bad_per_1000_cases: people expected to be told, over cases of the cohort
    ended. told_good_to_bad_ratio. viral_per_100000_contacts: complaints expected to go viral, over contacts
    answered. reputation_mean: over days.
    """
    days = measured(run)
    good, bad = days.told_good.sum(), days.told_bad.sum()
    outputs: Outputs = {
        "told_good_per_1000_cases": ratio(1000 * good, days.episodes.sum()),
        "told_bad_per_1000_cases": ratio(1000 * bad, days.episodes.sum()),
        "told_good_to_bad_ratio": ratio(good, bad),
        "viral_per_100000_contacts": ratio(100_000 * days.viral.sum(), days.answered.sum()),
        "reputation_mean": ratio(days.reputation.sum(), days.size),
    }
    return outputs if run.scenario.customers.word_of_mouth.enabled else dict.fromkeys(outputs)


def churn(run: Run) -> Outputs:
    """Leavers among the customers of day 0, over the customer-months at risk.

    churn_service_per_month, churn_other_per_month: because of service, and for other reasons.
    churn_contacted_per_month, churn_silent_per_month: because of service, over the months after and before a
    customer's first first contact.
    """
    names = ("churn_service", "churn_other", "churn_contacted", "churn_silent")
    if run.day <= run.warmup:
        return {f"{name}_per_month": None for name in names}
    found = leavers(run.world, int(run.world.calendar.opens[run.day]))
    by_service, other, at_risk, silent, silent_at_risk = found
    pairs = (
        (by_service, at_risk),
        (other, at_risk),
        (by_service - silent, at_risk - silent_at_risk),
        (silent, silent_at_risk),
    )
    return {
        f"{name}_per_month": ratio(number * MONTH_DAYS, days)
        for name, (number, days) in zip(names, pairs, strict=True)
    }


def acquisition(run: Run) -> Outputs:
    """acquired_per_month: customers who came on top, a month, over the customers of day 0."""
    days = measured(run)
    opens = run.world.calendar.opens
    months = float(opens[max(run.day, run.warmup)] - opens[run.warmup]) / MS["month"]
    share = ratio(days.acquired.sum(), months * float(run.world.clock[0].customers_of_day_0))
    return {"acquired_per_month": share if run.scenario.customers.acquisition.enabled else None}
