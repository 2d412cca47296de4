"""The smallest difference that matters, of every measure that is printed: an assumption each, with its unit.

Below it two forms count as equal, whatever their intervals say; so it is no property of the model but a
judgement, and whoever reads the results may have another. Called by `sim.comparison` and researchers.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Smallest:
    """A difference that matters.

    Attributes:
        effect: in the unit below; smaller ones do not matter.
        unit: of the measure's column; "of the baseline" where it is a share of the baseline's mean.
        assumption: why so much.
    """

    effect: float
    unit: str
    assumption: str

    def of(self, baseline: float) -> float:
        """The difference in the column's unit, for a baseline of this mean."""
        return self.effect * abs(baseline) if self.unit == OF_BASELINE else self.effect


OF_BASELINE = "of the baseline"
_POINT = Smallest(0.01, "share", "one point of a hundred: what is seen in a monthly report without a test")
_TWO_POINTS = Smallest(0.02, "share", "two points: planners do not staff to a service level more finely")
_HALF_POINT = Smallest(0.005, "share", "half a point: one contact, or minute of work, of two hundred")
_QUARTER_POINT = Smallest(0.0025, "share", "some five hours a year of a full-time advisor")
_SECONDS = Smallest(5.0, "s", "a quarter of the usual limit of 20 s")
_SOME_MINUTES = Smallest(2.0, "min", "less than the work on one contact")
_HALF_MINUTE = Smallest(0.5, "min", "a customer who holds for minutes does not tell the difference")
_HALF_HOUR = Smallest(30.0, "min", "one interval of the plan; the measure counts in hours")
_HOUR = Smallest(1.0, "h", "the measure counts in days")
_CUSTOMERS = Smallest(0.0001, "1/month", "one customer of ten thousand, some 0.1 % of all in a year")
_QUITS = Smallest(0.01, "1/year", "one leaver a year of a hundred advisors")
_RATIO = Smallest(0.1, "1", "one story of ten told otherwise")
_VIRAL = Smallest(0.01, "1/100000", "one viral complaint in ten million contacts")
_MARGIN = Smallest(0.005, OF_BASELINE, "half a per cent, whatever the size of the centre")
_GOODWILL = Smallest(50.0, "EUR/1000", "five cents a contact: twelve seconds of an advisor's gross pay")
_CENTS = Smallest(10.0, "EUR/1000", "one cent a contact")
_CASES = Smallest(0.5, "1/1000", "one contact of two thousand")


def _each(smallest: Smallest, *columns: str) -> dict[str, Smallest]:
    return dict.fromkeys(columns, smallest)


SMALLEST: dict[str, Smallest] = {
    **_each(
        _POINT,
        "occupancy_share", "first_contact_resolution_share", "escalation_share", "transfer_share",
        "fair_within_10_min_share", "fair_within_1_day_share", "fair_ever_share", "satisfaction_mean",
        "satisfaction_weakest_mean", "satisfaction_contacts_mean", "satisfaction_customers_mean",
        "promises_kept_share", "stress_mean", "engagement_mean", "felt_autonomy_share", "advice_share",
        "peak_abandonment_share", "undone_share_translate", "undone_share_tinker", "undone_share_soothe",
        "measured_score_share", "true_score_share", "managers_reviewing_share",
    ),
    **_each(_TWO_POINTS, "service_level_share", "manager_available_share"),
    **_each(
        _HALF_POINT,
        "abandonment_share", "blocked_share", "burnt_out_share", "coordination_share",
        "answered_by_managers_share", "chats_left_share",
    ),
    **_each(_QUARTER_POINT, "absence_share", "overtime_share"),
    **_each(_SECONDS, "speed_of_answer_s", "transfer_wait_s"),
    **_each(_SOME_MINUTES, "decision_latency_p50_min", "latency_in_tray_min"),
    **_each(_HALF_MINUTE, "latency_held_min"),
    **_each(_HALF_HOUR, "decision_latency_p90_min", "decision_latency_mean_5d_min"),
    **_each(_HOUR, "agenda_wait_h", "tension_latency_h", "crisis_latency_h"),
    **_each(_CUSTOMERS, "churn_service_per_month", "churn_other_per_month", "acquired_per_month"),
    **_each(_QUITS, "quits_per_year"),
    **_each(_RATIO, "told_good_to_bad_ratio"),
    **_each(_VIRAL, "viral_per_100000_contacts"),
    **_each(_MARGIN, "margin_eur_per_day"),
    **_each(_GOODWILL, "goodwill_eur_per_1000_contacts"),
    **_each(_CENTS, "overspent_eur_per_1000_contacts", "abuse_eur_per_1000_contacts"),
    **_each(
        _CASES,
        "unfair_refusals_per_1000_contacts", "violations_per_1000_contacts", "dissonance_per_1000_contacts",
    ),
}  # fmt: skip
"""By column of the results."""
