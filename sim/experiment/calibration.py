"""Calibration: what free parameters may be, given what a centre is known to come to.

Draws of the free parameters over their ranges are run like any study; an emulator learns the outcomes from
them; the posterior weighs many further points of the ranges by how well their outcomes meet the targets. A
target is a value with the half-width of its 95 % range, and is met by what a centre is expected to come to:
the misfit of the emulator adds to that range, the luck of one simulated centre does not (where it is known,
from two replications of each draw or more). Because draws serve every target, the whole inference can be
tried on outcomes that were simulated with known parameters (`recovered`); there luck counts, too.
Called by `sim.calibrate`.

References:
    Kennedy and O'Hara (2001), Journal of the Royal Statistical Society B 63(3), 425-464 (calibration by an
    emulator). Craig et al. (1997), Pressure matching for hydrocarbon reservoirs (implausible targets).
    Talts et al. (2018), arXiv:1804.06788 (validating inference on simulated data).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, qmc

from sim.experiment.emulator import FOLDS, Emulator, emulator

Floats = NDArray[np.float64]
BETWEEN = float(norm.ppf(0.975))  # standard deviations in the half-width of a 95 % range
CANDIDATES = 2**18
"""Points that a posterior weighs; evenly spread over the ranges (a scrambled Sobol sequence)."""

AT_ONCE = 2**15  # for memory's sake
TRIED = 200
"""Simulated centres on which the inference is tried."""

TRIED_WITH = 2**16
LEVEL = 0.9  # of the intervals that are tried
FAR = 3.0  # standard deviations beyond which a target is out of reach of the nearest candidate


@dataclass(frozen=True)
class Targets:
    """What is known of a centre.

    Attributes:
        columns: names of the outcomes.
        values: what they are known to be.
        widths: half-widths of their 95 % ranges, all above zero.
    """

    columns: tuple[str, ...]
    values: Floats
    widths: Floats

    @property
    def deviations(self) -> Floats:
        """Their ranges as standard deviations."""
        return self.widths / BETWEEN

    def only(self, which: NDArray[np.bool_]) -> Targets:
        """Some of them."""
        columns = tuple(name for name, one in zip(self.columns, which, strict=True) if one)
        return Targets(columns, self.values[which], self.widths[which])


@dataclass(frozen=True)
class Posterior:
    """Weighted points of the ranges.

    Attributes:
        places: points x parameters, in the unit cube.
        weights: sum to one.
        reached: of each target, whether some point comes near it; the others bear no weight.
    """

    places: Floats
    weights: Floats
    reached: NDArray[np.bool_]

    @property
    def effective(self) -> float:
        """How many points of equal weight say as much (Kish)."""
        return float(1.0 / (self.weights**2).sum())

    @property
    def contraction(self) -> Floats:
        """By how much knowing the targets has narrowed each parameter: 1 - variance after over before."""
        mean = self.weights @ self.places
        return np.asarray(1.0 - self.weights @ (self.places - mean) ** 2 / self.places.var(axis=0))

    @property
    def mean(self) -> Floats:
        """Mean place of each parameter."""
        return np.asarray(self.weights @ self.places)

    def quantiles(self, shares: tuple[float, ...]) -> Floats:
        """Places below which these shares of the weight lie: shares x parameters."""
        return np.array([_quantiles(column, self.weights, shares) for column in self.places.T]).T

    def drawn(self, count: int, seed: int) -> Floats:
        """Points drawn by their weights: count x parameters."""
        chosen = np.random.default_rng(seed).choice(len(self.weights), count, p=self.weights)
        return self.places[chosen]


@dataclass(frozen=True)
class Recovered:
    """How the inference fares where the truth is known.

    Attributes:
        tried: simulated centres.
        covered: of them, in how many the interval held the truth, by parameter.
        correlation: of the posterior mean with the truth, by parameter.
        effective: the least number of points of equal weight on which one of them rests.
    """

    tried: int
    covered: NDArray[np.int64]
    correlation: Floats
    effective: float


def posterior(
    emulated: Emulator, targets: Targets, dimensions: int, seed: int, *, luck: Floats | None = None
) -> Posterior:
    """What the free parameters may be.

    Args:
        emulated: of the targets' columns, in their order.
        targets: what is known.
        dimensions: how many parameters are free.
        seed: of the points.
        luck: of a draw's outcomes, the standard deviation that replication makes (`luck_of`); None where it
            is not known: then all that the emulator misses counts as its misfit.
    """
    places = _candidates(dimensions, CANDIDATES, seed)
    outcomes = _emulated(emulated, places)
    deviations = np.hypot(targets.deviations, _misfit(emulated, luck))
    reached = np.abs(outcomes - targets.values).min(axis=0) <= FAR * targets.deviations
    weights = _weights(outcomes[:, reached], targets.values[reached], deviations[reached])
    return Posterior(places, weights, reached)


def recovered(places: Floats, outcomes: Floats, targets: Targets, seed: int) -> Recovered:
    """Try the inference on draws of the study itself, each left out of the emulator that judges it.

    What a draw came to, with a deviation drawn within the targets' ranges, is taken for what is known.

    Args:
        places: of the draws, draws x parameters.
        outcomes: draws x targets.
        targets: those in reach; of them their widths alone.
        seed: of points and deviations.
    """
    random = np.random.default_rng(seed)
    candidates = _candidates(places.shape[1], TRIED_WITH, seed)
    known = outcomes + targets.deviations * random.standard_normal(outcomes.shape)
    tail = (1 - LEVEL) / 2
    truths, means, inside, effective = [], [], [], []
    for inner, left_out in _folds(len(places), random):
        emulated = emulator(places[inner], outcomes[inner])
        expected = _emulated(emulated, candidates)
        deviations = np.hypot(targets.deviations, emulated.residual)
        for draw in left_out:
            found = Posterior(candidates, _weights(expected, known[draw], deviations), np.array([], bool))
            low, high = found.quantiles((tail, 1 - tail))
            inside.append((low <= places[draw]) & (places[draw] <= high))
            truths.append(places[draw])
            means.append(found.mean)
            effective.append(found.effective)
    together = zip(np.array(truths).T, np.array(means).T, strict=True)
    correlation = np.array([np.corrcoef(truth, mean)[0, 1] for truth, mean in together])
    return Recovered(len(truths), np.sum(inside, axis=0), correlation, min(effective))


def luck_of(values: Floats) -> Floats | None:
    """Standard deviation of a draw's mean over its replications, pooled over draws; None with one of each.

    Args:
        values: draws x replications x outcomes.
    """
    replications = values.shape[1]
    if replications < 2:
        return None
    return np.asarray(np.sqrt(np.nanmean(values.var(axis=1, ddof=1), axis=0) / replications))


def loss(found: Floats, targets: Targets) -> float:
    """Mean square of what is missed, in standard deviations of the targets; 1: as well as they are known."""
    return float(np.mean(((found - targets.values) / targets.deviations) ** 2))


def _misfit(emulated: Emulator, luck: Floats | None) -> Floats:
    if luck is None:
        return emulated.residual
    return np.asarray(np.sqrt(np.maximum(emulated.residual**2 - luck**2, 0.0)))


def _candidates(dimensions: int, count: int, seed: int) -> Floats:
    return np.asarray(qmc.Sobol(dimensions, scramble=True, rng=seed).random(count))


def _emulated(emulated: Emulator, places: Floats) -> Floats:
    parts = np.array_split(places, max(1, len(places) // AT_ONCE))
    return np.concatenate([emulated.outcomes(part) for part in parts])


def _weights(outcomes: Floats, values: Floats, deviations: Floats) -> Floats:
    """Summary of rule: normal likelihood of what is known, outcome by outcome, over an even prior."""
    logs = -0.5 * (((outcomes - values) / deviations) ** 2).sum(axis=1)
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum())


def _quantiles(values: Floats, weights: Floats, shares: tuple[float, ...]) -> Floats:
    order = np.argsort(values)
    below = np.cumsum(weights[order])
    places = np.searchsorted(below, np.asarray(shares) * below[-1])
    return np.asarray(values[order][np.minimum(places, len(values) - 1)])


def _folds(draws: int, random: np.random.Generator) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """For each part of the draws: the others, and those of it that are tried."""
    shuffled = random.permutation(draws)
    for part in np.array_split(shuffled, FOLDS):
        yield np.setdiff1d(shuffled, part), part[: -(-TRIED // FOLDS)]
