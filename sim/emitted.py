"""How people's states go together in a run: the correlations that evidence is held against.

What a slope of a rule comes to once all rules have acted: who has more autonomy is more engaged or is not,
whoever is strained falls ill or does not. Taken over the advisors of day 0, from the end of the warm-up on.
Called by `sim.measures`; `sim.evidence` holds the figures against published ones, `sim.calibrate` fits some.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from sim.practice import Outputs
from sim.states import BUSY, IDLE, NONE
from sim.world import Run

Floats = NDArray[np.float64]
FEWEST = 8  # people of whom a correlation says something
MOST_STEPS, CLOSE_ENOUGH = 50, 1e-10  # of Newton's method
LARGEST_LOG, ILL_CONDITIONED = 50.0, 1e12


def correlations(run: Run) -> Outputs:
    """All of them, over the advisors of day 0; null with strain or engagement off, or too few people.

    autonomy_engagement_r, support_engagement_r, workload_strain_r, autonomy_strain_r: of those still there,
    at the end (strain: over the measured days). strain_stability_r: of the ranks of strain, as the warm-up
    ends and at the end. engagement_illnesses_r, engagement_quits_r: engagement as the warm-up ends, with
    illnesses (who stayed) and with leaving since. strain_days_ill_r, days_ill_by_strain_ratio: strain with
    days ill, and the factor on days ill for a standard deviation of it. days_ill_quarters_ratio: days ill of
    the most strained quarter over those of the least.
    """
    return {
        "autonomy_engagement_r": _between(run, "autonomy", "engagement"),
        "support_engagement_r": _between(run, "managed", "engagement"),
        "workload_strain_r": _workload(run),
        "autonomy_strain_r": _between(run, "autonomy", "strain_sum"),
        "strain_stability_r": _strain_ranks(run),
        "engagement_illnesses_r": _engagement_illnesses(run),
        "strain_days_ill_r": correlation(*_ill(run)),
        "days_ill_by_strain_ratio": rate_ratio(*_ill(run)),
        "days_ill_quarters_ratio": _days_ill_of_quarters(run),
        "engagement_quits_r": _engagement_quits(run),
    }


def correlation(one: Floats, other: Floats) -> float | None:
    """Pearson's; null with too few people, or where all are alike."""
    if one.size < FEWEST or np.ptp(one) == 0.0 or np.ptp(other) == 0.0:
        return None
    return float(np.corrcoef(one, other)[0, 1])


def rate_ratio(counts: Floats, score: Floats) -> float | None:
    """Factor on the expected count for a standard deviation of a score: log-linear Poisson regression.

    Null also where no factor is the likeliest: all counts lie with the one who scores highest, or lowest.
    """
    if counts.size < FEWEST or counts.sum() == 0 or np.ptp(score) == 0.0:
        return None
    design = np.column_stack([np.ones(score.size), (score - score.mean()) / score.std()])
    slope = np.array([np.log(counts.mean()), 0.0])
    for _ in range(MOST_STEPS):
        expected = np.exp(np.clip(design @ slope, -LARGEST_LOG, LARGEST_LOG))
        information = design.T * expected @ design
        if np.linalg.cond(information) > ILL_CONDITIONED:
            return None
        step = np.linalg.solve(information, design.T @ (counts - expected))
        slope += step
        if np.abs(step).max() < CLOSE_ENOUGH:
            return float(np.exp(slope[1]))
    return None


def _felt(run: Run, *, after: bool = True) -> NDArray[np.bool_]:
    """Advisors of day 0 there as the warm-up ended, and (`after`) at the end: rows of persons."""
    people, first = run.scenario.people, run.before
    there = (first.advisor != NONE) & (first.left == NONE)
    there &= np.arange(first.size) < run.world.clock[0].staff_of_day_0
    there &= bool(people.strain.enabled and people.engagement.enabled)
    if after:
        there &= run.world.person[: first.size].left == NONE
    return np.asarray(there, bool)


def _stayed(run: Run) -> np.recarray:
    stayed: np.recarray = run.world.person[: run.before.size][_felt(run)]
    return stayed


def _between(run: Run, one: str, other: str) -> float | None:
    """Correlation between two states of those who stayed, at the end."""
    person = _stayed(run)
    return correlation(np.asarray(person[one], float), np.asarray(person[other], float))


def _workload(run: Run) -> float | None:
    person = _stayed(run)
    paid = run.world.advisor.paid[person.advisor]
    busy = paid[:, list(BUSY)].sum(axis=1)
    return correlation(busy / np.maximum(busy + paid[:, IDLE], 1), person.strain_sum)


def _strain_ranks(run: Run) -> float | None:
    there = _felt(run)
    before, after = run.before.strain[there], run.world.person.strain[: there.size][there]
    return correlation(rankdata(before), rankdata(after))


def _ill(run: Run) -> tuple[Floats, Floats]:
    """Days ill and mean strain of those who stayed; none where nobody falls ill."""
    there = _felt(run) & run.scenario.people.absence.enabled
    person = run.world.person[: there.size][there]
    return person.days_ill.astype(float), np.asarray(person.strain_sum, float)


def _days_ill_of_quarters(run: Run) -> float | None:
    days, strain = _ill(run)
    if days.size < FEWEST:
        return None
    low, high = np.quantile(strain, [0.25, 0.75])
    least = days[strain <= low].mean()
    return float(days[strain >= high].mean() / least) if least else None


def _engagement_illnesses(run: Run) -> float | None:
    there = _felt(run) & run.scenario.people.absence.enabled
    spells = run.world.person[: there.size].illnesses - run.before.illnesses
    return correlation(np.asarray(run.before.engagement[there], float), spells[there].astype(float))


def _engagement_quits(run: Run) -> float | None:
    there = _felt(run, after=False) & run.scenario.people.quitting.enabled
    left = run.world.person[: there.size].left != NONE
    return correlation(np.asarray(run.before.engagement[there], float), left[there].astype(float))
