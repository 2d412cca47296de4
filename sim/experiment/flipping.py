"""Which uncertain parameter would flip the answer of a study: one threshold that divides its draws best.

In some draws the answer holds, in others it does not. Of all parameters and thresholds the one is found that
parts these best from those, by the standardised difference of the two shares; a permutation test, in which
every relabelling of the draws searches as well as the study did, says whether chance alone would have found
as good a one. So of draws of which none matters at most one study in twenty names a parameter (seen: 2 to 6
of 100). Boxes of several parameters, judged by draws held out, are told by `sim.experiment.regions`, which
wants more draws. Called by `sim.answers`.

References:
    Breiman, Friedman, Olshen and Stone (1984), Classification and Regression Trees, chapter 4 (a single
    split). Lausen and Schumacher (1992), Maximally selected rank statistics, Biometrics 48, 73-85 (a best
    threshold has to be judged as the best of many). Phipson and Smyth (2010), Permutation P-values should
    never be zero, Statistical Applications in Genetics and Molecular Biology 9(1), 39.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.experiment.plain_rules import Condition, Features
from sim.experiment.prim import whole
from sim.experiment.problem import Problem

Floats = NDArray[np.float64]
Switches = NDArray[np.bool_]
ALPHA = 0.05
"""Chance at most that draws of which no parameter matters name one."""

RELABELLED = 999
"""Permutations: p-values from a thousandth on."""

LEAST, LEAST_SHARE = 3, 0.1  # draws on either side of a threshold at least: three, and a tenth


@dataclass(frozen=True)
class Flip:
    """The threshold that best parts draws in which the answer holds from those in which it does not.

    Attributes:
        condition: the side on which it holds less.
        gone, inside: draws on that side in which it does not hold, of all there.
        gone_elsewhere, outside: the same of the other side.
        p: chance that relabelled draws have as good a threshold.
    """

    condition: Condition
    gone: int
    inside: int
    gone_elsewhere: int
    outside: int
    p: float

    @property
    def seen(self) -> bool:
        """Whether the parameter has to do with the answer, beyond chance."""
        return self.p < ALPHA

    @property
    def flips(self) -> bool:
        """Whether the answer is another one on that side: seen, and gone in more than half of its draws."""
        return self.seen and 2 * self.gone > self.inside


def flipping(problem: Problem, codes: Floats, holds: Switches, seed: int = 1) -> Flip | None:
    """The parameter and threshold that most decide whether an answer holds.

    Args:
        problem: what was uncertain.
        codes: draws x parameters, as numbers.
        holds: in which draws the answer holds.
        seed: of the permutations.

    Returns:
        None where the answer holds in all draws or in none, or no threshold leaves enough on both sides.
    """
    gone = ~holds
    if gone.all() or not gone.any():
        return None
    features = Features(problem, codes)
    cuts = list(_cuts(features.x))
    if not cuts:
        return None
    labels = np.vstack([gone, *_relabelled(gone, seed)])
    scores = [_scores(labels[:, order], counts) for _, order, counts in cuts]
    best = np.max([np.abs(score).max(axis=1) for score in scores], axis=0)
    place = int(np.argmax([np.abs(score[0]).max() for score in scores]))
    p = float((1 + (best[1:] >= best[0] - 1e-9).sum()) / (1 + RELABELLED))
    feature, order, counts = cuts[place]
    cut = int(np.abs(scores[place][0]).argmax())
    threshold = float(features.x[order[counts[cut] - 1], feature])
    return _told(features, gone, feature, threshold, bool(scores[place][0][cut] > 0), p)


def _relabelled(gone: Switches, seed: int) -> Iterator[Switches]:
    rng = np.random.default_rng(seed)
    for _ in range(RELABELLED):
        yield rng.permutation(gone)


def _cuts(x: Floats) -> Iterator[tuple[int, NDArray[np.intp], NDArray[np.intp]]]:
    """Of every feature that can be cut: its place, the order of its draws, how many lie at or below."""
    draws = len(x)
    least = max(LEAST, int(np.ceil(LEAST_SHARE * draws)))
    for feature, column in enumerate(x.T):
        order = np.argsort(column, kind="stable")
        ends = np.flatnonzero(np.diff(column[order]) > 0) + 1
        counts = ends[(ends >= least) & (ends <= draws - least)]
        if counts.size:
            yield feature, order, counts


def _scores(labels: Switches, counts: NDArray[np.intp]) -> Floats:
    """Standardised difference between how many lie at or below a cut and how many were to be expected."""
    draws, total = labels.shape[1], int(labels[0].sum())
    below = labels.cumsum(axis=1)[:, counts - 1]
    share = counts / draws
    spread = np.sqrt(share * (1 - share) * total * (draws - total) / max(draws - 1, 1))
    scores: Floats = (below - total * share) / spread
    return scores


def _told(features: Features, gone: Switches, feature: int, threshold: float, below: bool, p: float) -> Flip:
    """The side of the threshold on which the answer is gone more often, its end a short number."""
    everything = np.ones(len(gone), dtype=bool)
    free = whole(features.x.shape[1])
    box = free.with_end(feature, high=threshold) if below else free.with_end(feature, low=threshold)
    box = features.tidy(box, everything)
    inside = box.holds(features.x)
    (condition,) = features.rule(box, gone, everything, says=True).conditions
    elsewhere = int((~inside).sum())
    return Flip(condition, int(gone[inside].sum()), int(inside.sum()), int(gone[~inside].sum()), elsewhere, p)
