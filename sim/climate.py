"""What the climate at work is like: trust, initiative, pressure by colleagues.

Measures of a run beside those of `sim.measures`, each by its formula and with its unit in the name; null
where that part is switched off, or nothing was counted. Called by `sim.measures`.
"""

from __future__ import annotations

from sim.practice import Outputs, measured, ratio
from sim.scenario import MONTH_DAYS, MS
from sim.world import Run


def climate(run: Run) -> Outputs:
    """All of them."""
    return {**trust(run), **initiative(run), **pressure(run)}


def trust(run: Run) -> Outputs:
    """Trust of the advisors of day 0, whoever has left at his last value.

    trust_sponsor_mean: in top management, trust_manager_mean: in managers, trust_peers_mean: among
    colleagues; means over advisors and days.
    """
    days = measured(run)
    outputs: Outputs = {
        "trust_sponsor_mean": ratio(days.trust_sponsor.sum(), days.size),
        "trust_manager_mean": ratio(days.trust_manager.sum(), days.size),
        "trust_peers_mean": ratio(days.trust_peers.sum(), days.size),
    }
    return outputs if run.scenario.people.trust.enabled else dict.fromkeys(outputs)


def initiative(run: Run) -> Outputs:
    """What was done beyond what was asked.

    initiative_mean: of the advisors of day 0, likewise. initiatives_per_1000_contacts: contacts in which more
    was done than asked, over contacts answered. initiative_eur_per_day: what that cost, an open day.
    """
    days = measured(run)
    outputs: Outputs = {
        "initiative_mean": ratio(days.initiative.sum(), days.size),
        "initiatives_per_1000_contacts": ratio(1000 * days.initiatives.sum(), days.answered.sum()),
        "initiative_eur_per_day": ratio(days.initiative_cost.sum(), days.size),
    }
    return outputs if run.scenario.people.initiative.enabled else dict.fromkeys(outputs)


def pressure(run: Run) -> Outputs:
    """How colleagues press, and quarrel.

    pressure_mean: mean over advisors employed, and days. conflicts_per_100_advisors_per_month: quarrels over
    advisor-months employed, calendar months.
    """
    days = measured(run)
    opens = run.world.calendar.opens
    months = float(opens[max(run.day, run.warmup)] - opens[run.warmup]) / (MONTH_DAYS * MS["day"])
    staff = float(days.staff.mean()) if days.size else 0.0
    outputs: Outputs = {
        "pressure_mean": ratio(days.pressure.sum(), days.size),
        "conflicts_per_100_advisors_per_month": ratio(100 * days.conflicts.sum(), months * staff),
    }
    return outputs if run.scenario.people.pressure.enabled else dict.fromkeys(outputs)
