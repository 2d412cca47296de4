"""Work steered from outside, and projects of people's own: what targets measure and what is true.

Measures of a run beside those of `sim.measures`, each by its formula and with its unit in the name; null
where nothing was counted. Called by `sim.measures`.
"""

from __future__ import annotations

import numpy as np

from sim.ledger import ledger
from sim.practice import Outputs, measured, ratio
from sim.scenario import MS
from sim.world import Run


def steering(run: Run) -> Outputs:
    """Targets, bonuses and scripts.

    measured_score_share, true_score_share: contacts recorded as the target wants them, and truly so, over
    contacts scored; their gap is Goodhart's. gamed_share: contacts gamed over contacts scored.
    bonus_paid_share: bonuses paid over those that could have been. effort_mean: mean over advisors and days.
    dissonance_per_1000_contacts: sum of the tightness of the script where it was kept to although the case
    called for an answer of its own, for every 1,000 calls answered. unscripted_share: of these cases,
    those in which it was left. talk_per_solved_case_s: talk of all contacts and call-backs over cases closed
    fairly, against handling_time_s, which is talk over contacts answered.
    """
    days = measured(run)
    scored, called_for = days.scored.sum(), days.called_for.sum()
    calls = days.answered.sum() - days.chats.sum()
    return {
        "measured_score_share": ratio(days.scored_well.sum(), scored),
        "true_score_share": ratio(days.truly_well.sum(), scored),
        "gamed_share": ratio(days.gamed.sum(), scored),
        "bonus_paid_share": ratio(days.bonus_paid.sum(), days.bonus_due.sum()),
        "effort_mean": ratio(days.effort.sum(), days.size),
        "dissonance_per_1000_contacts": ratio(1000 * days.dissonance.sum(), calls),
        "unscripted_share": ratio(days.unscripted.sum(), called_for),
        "talk_per_solved_case_s": ratio(days.handling.sum() / MS["s"], days.ended_fairly.sum()),
    }


def projects(run: Run) -> Outputs:
    """Slack, working groups, and how much people decide against how much they want to.

    slack_share, working_group_share: of advisors' paid time. group_irritants_share: of everybody's irritants,
    what working groups have left, mean over days. misfit_mean: mean over the advisors employed to whom a case
    with a stake has been brought, since the first day, of (share of them they decided - share of decisions
    they want to take)^2.
    """
    days, accounts = measured(run), ledger(run)
    paid = sum(accounts.values())
    return {
        "slack_share": ratio(accounts["slack"], paid),
        "working_group_share": ratio(accounts["working_group"], paid),
        "group_irritants_share": ratio(days.irritants.sum(), days.size),
        "misfit_mean": _misfit(run),
    }


def _misfit(run: Run) -> float | None:
    advisors = run.world.advisor[: run.world.clock[0].employed]
    asked = advisors[advisors.stakes > 0]
    misfit = asked.decided / np.maximum(asked.stakes, 1) - asked.appetite
    return ratio(float((misfit**2).sum()), asked.size)
