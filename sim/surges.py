"""Surges, shocks and crises: what came of them. Measures of a run, each by its formula, its unit in the name.

Null where nothing was counted. Called by `sim.measures`.
"""

from __future__ import annotations

import numpy as np

from sim.practice import Outputs, measured, ratio
from sim.scenario import MS
from sim.world import Run


def surges(run: Run) -> Outputs:
    """What storms did to the floor, and how soon the firm decided.

    surge_calls_per_day: times that managers were called to the phones. answered_by_managers_share: of the
    contacts answered. shock_contacts: first contacts that shocks brought, in all measured days.
    peak_abandonment_share: abandonment of the worst measured day. crisis_latency_h: mean opening time from
    the beginning of a shock to the firm's decision, of those decided; crises_decided_share: of the shocks
    begun that needed one.
    """
    days = measured(run)
    return {
        "surge_calls_per_day": ratio(days.surge_calls.sum(), days.size),
        "answered_by_managers_share": ratio(days.answered_by_managers.sum(), days.answered.sum()),
        "shock_contacts": float(days.shock_contacts.sum()),
        "peak_abandonment_share": _peak_abandonment(days),
        "crisis_latency_h": ratio(days.crisis_time.sum() / MS["h"], days.crises_decided.sum()),
        "crises_decided_share": ratio(days.crises_decided.sum(), days.crises.sum()),
    }


def _peak_abandonment(days: np.recarray) -> float | None:
    offered = days.first_contacts + days.redials + days.repeats
    came = offered > 0
    return float((days.abandoned[came] / offered[came]).max()) if came.any() else None
