"""How a centre fares on the way: what a transition reaches, and the worst times that a mean over years hides.

Measures of a run beside those of `sim.measures`, each by its formula and with its unit in the name; null
where nothing was counted. Called by `sim.measures`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.planning import service_level
from sim.practice import Outputs, measured, ratio
from sim.scenario import MS
from sim.states import NONE
from sim.world import Run

Floats = NDArray[np.float64]
WEEK, MONTH = 5, 21  # open days


def changes(run: Run) -> Outputs:
    """All of them."""
    return {**transition(run), **worst_times(run), **apart(run)}


def transition(run: Run) -> Outputs:
    """What it has come to; null without one, but for what people may decide.

    authority_mean_eur: what advisors decide at the desk, mean over them and days. on_board_share: of the
    advisors employed, those whom it has reached, at the last opening. on_board_half_day: first measured day
    on which it had reached half of them; null where it never did. accountable_threat_mean: answering for
    results before one can, mean over advisors and days. signs_kept_share: of the signs of top management.
    called_off_share: 1 where its sponsor has called it off, else 0. transition_loss_eur: what it has lost in
    his eyes, at the end.
    """
    days, change = measured(run), run.scenario.governance.transition
    reached = days.on_board / np.maximum(days.staff, 1)
    half = np.flatnonzero(2 * days.on_board >= np.maximum(days.staff, 1))
    outputs: Outputs = {
        "on_board_share": float(reached[-1]) if days.size else None,
        "on_board_half_day": float(half[0]) if half.size else None,
        "accountable_threat_mean": ratio(days.threat.sum(), days.size),
        "signs_kept_share": ratio(days.signs_kept.sum(), (days.signs_kept + days.signs_broken).sum()),
        "called_off_share": float(run.world.clock[0].called_off),
        "transition_loss_eur": float(run.world.clock[0].lost),
    }
    return {
        "authority_mean_eur": ratio(days.authority.sum(), days.size),
        **(outputs if change.enabled else dict.fromkeys(outputs)),
    }


def worst_times(run: Run) -> Outputs:
    """The worst week and month that have passed whole, of five and 21 open days, and the first year.

    service_level_worst_week_share, abandonment_worst_week_share. stress_peak_mean: highest mean of a month
    of the stress of the staff of day 0. quits_in_year_1_share: of the advisors employed on the first
    measured day, how many places have been left within a year; null before it is over.
    """
    days = measured(run)
    weeks: list[Any] = [days[start : start + WEEK] for start in range(0, days.size - WEEK + 1, WEEK)]
    levels = [level for week in weeks if (level := service_level(week)) is not None]
    lost = [share for week in weeks if (share := _abandoned(week)) is not None]
    stress = [days.strain[start : start + MONTH].mean() for start in range(0, days.size - MONTH + 1, MONTH)]
    strained = run.scenario.people.strain.enabled and stress
    return {
        "service_level_worst_week_share": min(levels, default=None),
        "abandonment_worst_week_share": max(lost, default=None),
        "stress_peak_mean": float(max(stress)) if strained else None,
        "quits_in_year_1_share": _first_year(run),
    }


def _abandoned(days: np.recarray) -> float | None:
    offered = days.first_contacts.sum() + days.redials.sum() + days.repeats.sum()
    return ratio(days.abandoned.sum(), offered)


def _first_year(run: Run) -> float | None:
    days, opens = measured(run), run.world.calendar.opens[run.warmup : run.day + 1]
    if not run.scenario.people.quitting.enabled or not opens.size or opens[-1] - opens[0] < MS["year"]:
        return None
    within = opens[: days.size] - opens[0] < MS["year"]
    return ratio(days.quits[within].sum(), days.staff[0])


def apart(run: Run) -> Outputs:
    """How those who take part differ from the others, among advisors still there at the end.

    group_strain_gap: mean strain of who sits in no working group, less that of who does.
    volunteers_strain_gap, volunteers_engagement_gap: of those whom a transition has reached, less that of the
    others.
    """
    world = run.world
    places = world.advisor[: world.clock[0].employed]
    places = places[places.person != NONE]
    people, life = world.person[places.person], run.scenario.people
    in_groups, reached = places.working_groups > 0, people.on_board == 1
    return {
        "group_strain_gap": _gap(people.strain, ~in_groups) if life.strain.enabled else None,
        "volunteers_strain_gap": _gap(people.strain, reached) if life.strain.enabled else None,
        "volunteers_engagement_gap": _gap(people.engagement, reached) if life.engagement.enabled else None,
    }


def _gap(values: Floats, which: NDArray[np.bool_]) -> float | None:
    """Mean of some less that of the others; null where there are none of one kind."""
    if which.all() or not which.any():
        return None
    return float(values[which].mean() - values[~which].mean())
