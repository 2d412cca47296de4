"""How people fare: stress, engagement, absence, quitting.

Measures of a run beside those of `sim.measures`, each by its formula and with its unit in the name; null
where that part of people's working life is switched off, or nothing was counted. Called by
`sim.measures` and `sim.experiment`.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.practice import Outputs, measured, ratio
from sim.scenario import MONTH_DAYS, MS
from sim.states import NONE
from sim.world import Run


def wellbeing(run: Run) -> Outputs:
    """All of them."""
    return {**stress(run), **absence(run), **staying(run), **of_managers(run)}


def stress(run: Run) -> Outputs:
    """Strain and engagement of the staff of day 0, whoever has left at his last value.

    stress_mean: mean strain over staff, managers included, and days; stress_spread its standard deviation
    between them; stress_gini: Gini's coefficient between their means over days, 0 where all are alike;
    burnt_out_share: those beyond the line. stress_advisors_mean, stress_managers_mean: at the
    end. stress_of_hires_mean: of those hired since, over days. engagement_mean, engagement_spread: of the
    advisors of day 0.
    """
    days, staff = measured(run), int(run.world.clock[0].staff_of_day_0)
    people, person = run.scenario.people, run.world.person[:staff]
    strained: Outputs = {
        "stress_mean": ratio(days.strain.sum(), days.size),
        "stress_spread": _spread(days.strain, days.strain_squared),
        "stress_gini": gini(mean_strain(run)),
        "burnt_out_share": ratio(days.burnt_out.sum(), staff * days.size),
        "stress_advisors_mean": _mean(person.strain[person.advisor != NONE]),
        "stress_managers_mean": _mean(person.strain[person.manager != NONE]),
        "stress_of_hires_mean": ratio(days.strain_of_hires.sum(), days.hired.sum()),
    }
    engaged: Outputs = {
        "engagement_mean": ratio(days.engagement.sum(), days.size),
        "engagement_spread": _spread(days.engagement, days.engagement_squared),
    }
    return (strained if people.strain.enabled else dict.fromkeys(strained)) | (
        engaged if people.engagement.enabled else dict.fromkeys(engaged)
    )


def _spread(means: np.ndarray, squares: np.ndarray) -> float | None:
    """Standard deviation between people, its mean over days."""
    return float(np.sqrt(np.maximum(squares - means**2, 0.0)).mean()) if means.size else None


def mean_strain(run: Run) -> np.ndarray:
    """Mean strain of each of the staff of day 0 over the measured days; none before the first."""
    staff, days = int(run.world.clock[0].staff_of_day_0), measured(run).size
    return np.asarray(run.world.person.strain_sum[:staff] / days if days else np.empty(0), float)


def gini(values: np.ndarray) -> float | None:
    """Gini's coefficient: half the mean difference of all pairs over the mean; null where there is none."""
    if values.size == 0:
        return None
    ordered = np.sort(values)
    ranks = 2 * np.arange(1, ordered.size + 1) - ordered.size - 1
    return ratio(float((ranks * ordered).sum()), ordered.size * float(ordered.sum()))


def people_table(run: Run) -> list[Mapping[str, object]]:
    """One row for each of the staff of day 0: who is who is the same in all forms that are compared.

    strain_mean: over the measured days, whoever has left at his last value. engagement: at the end, or as he
    left. left_on_day: measured day of leaving, before the first negative; null where he is still there. Null
    where strain, engagement or quitting is off.
    """
    people, strain = run.scenario.people, mean_strain(run)
    return [
        {
            "person": place,
            "role": "manager" if person.advisor == NONE else "advisor",
            "strain_mean": float(strain[place]) if people.strain.enabled else None,
            "engagement": float(person.engagement) if people.engagement.enabled else None,
            "left_on_day": int(person.left) - run.warmup if person.left != NONE else None,
        }
        for place, person in enumerate(run.world.person[: strain.size])
    ]


def absence(run: Run) -> Outputs:
    """Who did not come.

    absence_share: advisors ill over advisors employed, day by day. uncovered_share: shifts for which nobody
    came over all shifts.
    """
    days = measured(run)
    outputs: Outputs = {
        "absence_share": ratio(days.ill.sum(), days.staff.sum()),
        "uncovered_share": ratio(days.uncovered.sum(), days.shifts.sum()),
    }
    return outputs if run.scenario.people.absence.enabled else dict.fromkeys(outputs)


def staying(run: Run) -> Outputs:
    """Who left, and who came.

    quits_per_year: advisors who left over advisor-years employed, calendar years. quits_first_year_share: of
    those hired a year or longer before the end, those who left within the year. vacancy_share: places nobody
    had, trainee_share: advisors in training, over all places.
    """
    days, world = measured(run), run.world
    places = int(world.clock[0].employed) * days.size
    outputs: Outputs = {
        "quits_per_year": ratio(days.quits.sum(), _years(run) * _mean_staff(days)),
        "quits_first_year_share": _left_within_a_year(run),
        "vacancy_share": ratio(places - days.staff.sum(), places),
        "trainee_share": ratio(days.trainees.sum(), places),
    }
    return outputs if run.scenario.people.quitting.enabled else dict.fromkeys(outputs)


def of_managers(run: Run) -> Outputs:
    """Managers who were ill, left, or are missing.

    managers_absence_share: managers ill over managers employed, day by day. managers_quits_per_year: managers
    who left over manager-years employed, calendar years. managers_vacancy_share: managers' places nobody had
    over all. status_lost_share: of what managers are used to be needed for, what they are not any more, mean
    over managers employed and days.
    """
    days, people = measured(run), run.scenario.people
    places, there = run.world.manager.size * days.size, days.managers.sum()
    ill, quits = ratio(days.managers_ill.sum(), there), days.managers_quits.sum()
    leaving = people.managers.enabled and people.quitting.enabled
    return {
        "managers_absence_share": ill if people.managers.enabled and people.absence.enabled else None,
        "managers_quits_per_year": ratio(quits, _years(run) * there / max(days.size, 1)) if leaving else None,
        "managers_vacancy_share": ratio(places - there, places) if leaving else None,
        "status_lost_share": ratio(days.status_lost.sum(), there) if people.managers.enabled else None,
    }


def _mean_staff(days: np.recarray) -> float:
    """Mean number of advisors employed."""
    return float(days.staff.mean()) if days.size else 0.0


def _years(run: Run) -> float:
    """Calendar years measured."""
    opens = run.world.calendar.opens
    return float(opens[max(run.day, run.warmup)] - opens[run.warmup]) / (12 * MONTH_DAYS * MS["day"])


def _left_within_a_year(run: Run) -> float | None:
    opens, now = run.world.calendar.opens, int(run.world.calendar.opens[run.day])
    hired = run.world.person[run.world.clock[0].staff_of_day_0 : run.world.clock[0].persons]
    long_ago = hired[(hired.advisor != NONE) & (hired.joined + MS["year"] <= now)]
    stayed = np.where(long_ago.left == NONE, np.inf, opens[long_ago.left] - long_ago.joined)
    return ratio(int((stayed < MS["year"]).sum()), long_ago.size)


def _mean(values: np.ndarray) -> float | None:
    return float(values.mean()) if values.size else None
