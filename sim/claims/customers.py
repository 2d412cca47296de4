"""Claims about customers and channels: what is told, promises, complaints, bonuses on their answers, chat.

Called by `sim.claims.rows`.
"""

from __future__ import annotations

import math

from sim.claims.declared import YEAR, Contrast, Fact, Part, Way, level

_BACK = ("governance.request=call_back", "governance.tray_interval=240")
_TENABLE = Contrast(
    (*_BACK, "customers.satisfaction.promised=12"), (*_BACK, "customers.satisfaction.promised=1")
)
_SOLVES = "demand.reasons.{}.solve_probability=0.95".format
# Most complaints have a stake, which is refused or not whatever is solved; questions have none.
_COMPLAINTS_SOLVED = (_SOLVES("complaint"), "demand.reasons.complaint.stake_share=0")
_BOTH_MENDED = (
    (1.0, Way((_SOLVES("information"),), YEAR)),
    (-1.0, Way(_COMPLAINTS_SOLVED, YEAR)),
)
_SHARES = {"complaint": 0.12, "information": 0.60}  # of first contacts (scenarios/demand/bank.yaml)
_EACH_MENDED = (
    (1 / _SHARES["complaint"] - 1 / _SHARES["information"], Way((), YEAR)),
    (-1 / _SHARES["complaint"], Way(_COMPLAINTS_SOLVED, YEAR)),
    (1 / _SHARES["information"], Way((_SOLVES("information"),), YEAR)),
)
_TEAMS = "governance.circles={team: {length: 0, size: 8}}"
_WITHIN_REACH = "governance.incentives.score_target=0.75"  # of the mean of a team, not of its weakest
_PAID = ("governance.incentives.bonus=collective", _TEAMS, _WITHIN_REACH)
_ALONE = ("governance.incentives.bonus=individual", _TEAMS, _WITHIN_REACH)
_TOGETHER = Contrast(_PAID, _ALONE)
_WEAKEST = Contrast((*_PAID, "governance.incentives.scored_by=weakest_link"), _PAID)
_CHAT = "scenario=chat_overload"
_OVERLOAD = Contrast((_CHAT,), (_CHAT, "staffing.groups.chat.concurrency=3"))
_MISFIT = Contrast(
    (_CHAT, "staffing.groups.chat.concurrency=2", "demand.reasons.information.chat_fit=0.5"),
    (_CHAT, "staffing.groups.chat.concurrency=2", "demand.reasons.information.chat_fit=1.0"),
)

FACTS = (
    Fact(
        26, "customers share what was bad more readily; yet three good things are told for one bad", "S1",
        (level("told_good_to_bad_ratio", 2.0, 4.0),),
        ("customers.word_of_mouth.bad", "governance.refusal_probability=0"),
        reason="that an episode that went badly is told to more is a parameter (customers.word_of_mouth.bad)",
    ),
    Fact(
        35, "promise what can be kept: a long promise met satisfies more than a short one missed", "S3",
        (_TENABLE.rises("promises_kept_share"), _TENABLE.rises("satisfaction_mean")),
        ("customers.satisfaction.promise=0", "governance.tray_interval=0", "governance.review.mean=0.01"),
        says="customers.satisfaction.promise=0",
    ),
    Fact(
        36, "complaints decide who stays: what becomes of them moves churn more than what is routine", "S3",
        (
            Part("churn_service_per_month", 0.0, math.inf, _BOTH_MENDED,
                 words="churn with questions solved, above that with complaints solved"),
            Part("churn_service_per_month", 0.0, math.inf, _EACH_MENDED, counted=False,
                 words="churn saved, for each complaint above that for each question"),
        ),
        ("demand.reasons.complaint.severity=1", "customers.unsolved_hazard_ratio",
         "customers.satisfaction.by_satisfaction"),
        says="demand.reasons.complaint.severity=1",
        reason="questions are five times as many as complaints; no variance is split by reason",
    ),
    Fact(
        37, "a bonus of all that one failure spoils: fewer are paid, and each tries less than alone", "S4",
        (_TOGETHER.falls("effort_mean"), _WEAKEST.falls("bonus_paid_share")),
        ("governance.incentives.free_riding=0", "governance.incentives.effort_gain"),
        says="governance.incentives.free_riding=0",
        reason="8.5 and 9.2 out of ten are what the firm hoped for, no results: nothing is held against them",
    ),
    Fact(
        38, "seven conversations at once: endless, given up by customers, worse than three", "S4",
        (
            _OVERLOAD.rises("chat_length_min"),
            _OVERLOAD.rises("chats_left_share"),
            _OVERLOAD.falls("satisfaction_contacts_mean"),
            _OVERLOAD.falls("chats_per_advisor_hour"),
        ),
        ("staffing.chat.switching=0", "staffing.chat.slowdown=0", "staffing.chat.resolution_loss=0",
         "staffing.chat.active_share=0.05"),
    ),
    Fact(
        39, "a channel that does not fit the question brings the customer back through another", "S4",
        (_MISFIT.rises("repeats_share"), _MISFIT.falls("satisfaction_contacts_mean")),
        ("demand.repeat_probability=0",),
    ),
)  # fmt: skip
