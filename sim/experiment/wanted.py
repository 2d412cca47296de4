"""Which way a measure is wanted: a judgement that goes without saying, said once.

Measures that are neither good nor bad by themselves (occupancy, handling time, how much is decided where) are
wanted neither way. Called by `sim.over_draws`, `sim.answers` and `sim.search`.
"""

from __future__ import annotations

from typing import Literal

from sim.refusal import Refused, nearest_name

Goal = Literal["max", "min"]

MORE = (
    "service_level_share", "first_contact_resolution_share", "fair_within_10_min_share",
    "fair_within_1_day_share", "fair_ever_share", "satisfaction_mean", "satisfaction_weakest_mean",
    "satisfaction_contacts_mean", "satisfaction_contacts_weakest_mean", "satisfaction_customers_mean",
    "promises_kept_share", "told_good_to_bad_ratio", "engagement_mean", "felt_autonomy_share",
    "margin_eur_per_day", "acquired_per_month", "manager_available_share", "true_score_share",
)  # fmt: skip
LESS = (
    "speed_of_answer_s", "abandonment_share", "blocked_share", "peak_abandonment_share", "transfer_wait_s",
    "decision_latency_p50_min", "decision_latency_p90_min", "decision_latency_mean_5d_min",
    "latency_held_min", "latency_in_tray_min", "agenda_wait_h", "tension_latency_h", "crisis_latency_h",
    "churn_service_per_month", "churn_other_per_month", "stress_mean", "burnt_out_share", "absence_share",
    "quits_per_year", "overspent_eur_per_1000_contacts", "abuse_eur_per_1000_contacts",
    "unfair_refusals_per_1000_contacts", "violations_per_1000_contacts", "dissonance_per_1000_contacts",
    "chats_left_share", "undone_share_translate", "undone_share_tinker", "undone_share_soothe",
    "overtime_share", "gamed_share", "viral_per_100000_contacts",
)  # fmt: skip
WANTED: dict[str, Goal] = {**dict.fromkeys(MORE, "max"), **dict.fromkeys(LESS, "min")}
"""By column of the results."""


def goal_of(place: str, outcome: str) -> Goal:
    """Which way an outcome is wanted.

    Args:
        place: key of the configuration under which it stands.
        outcome: column of the results.

    Raises:
        Refused: it is wanted neither way.
    """
    if outcome not in WANTED:
        wanted = "an outcome of which more, or less, is wanted"
        raise Refused(place, outcome, wanted, nearest_name(outcome, WANTED))
    return WANTED[outcome]
