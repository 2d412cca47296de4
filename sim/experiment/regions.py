"""Where one form is above another, in plain words: rules over the draws of uncertain parameters.

Two searches: a shallow tree, which divides all draws, and a box (`sim.experiment.prim`), which looks for one
place where it happens often even if it is rare. Both are made on two thirds of the draws; every figure told
is of the third held out, and a rule is kept only where chance would hardly do as well there. So of pure noise
at most one study in twenty has a rule. Called by `sim.regions` and researchers.

References:
    Breiman, Friedman, Olshen and Stone (1984), Classification and Regression Trees, section 3.4 (pruning by
    cross-validation within one standard error). McNemar (1947), Psychometrika 12(2), 153-157.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from sim.experiment.extras import needed
from sim.experiment.plain_rules import Features, Rule
from sim.experiment.prim import Box, found_box, whole
from sim.experiment.problem import Problem
from sim.experiment.statistics import Difference, share_interval
from sim.experiment.table import outcome_by_draw
from sim.refusal import Refused

Floats = NDArray[np.float64]
Switches = NDArray[np.bool_]
Side = Literal["above", "below"]
ALPHA = 0.05
"""Chance at most that pure noise has a rule; half of it for the tree, half for the box."""

DEPTH = 3
FEWEST = 60  # draws: twenty of them held out
HELD_OUT = 3  # every third draw
FOLDS = 5
LEAF_SHARE, LEAF = 0.05, 10  # draws of a leaf or box at least: a twentieth, and ten


@dataclass(frozen=True)
class Regions:
    """Where a form is above (or below) another by at least the smallest effect.

    Attributes:
        outcome, forms, side, smallest: the question.
        draws, replications: what the answer rests on.
        happens: share of draws in which it is so, with the exact interval.
        unsure: draws whose paired 95 % interval holds the smallest effect, so that noise could turn them;
            NaN with one replication.
        tree: rules that divide all draws; empty where none is better than always saying the same.
        box: a rule of where it happens more often than elsewhere; None where there is no such place.
    """

    outcome: str
    forms: tuple[str, str]
    side: Side
    smallest: float
    draws: int
    replications: int
    happens: Difference
    unsure: float
    tree: tuple[Rule, ...]
    box: Rule | None

    @property
    def verdict(self) -> str:
        """What a rule says: `a above b`."""
        return f"{self.forms[0]} {self.side} {self.forms[1]}"


def regions(
    runs: pd.DataFrame,
    problem: Problem,
    outcome: str,
    forms: tuple[str, str],
    *,
    side: Side = "above",
    smallest: float = 0.0,
    seed: int = 1,
) -> Regions:
    """Rules for where a form is above (or below) another by at least the smallest effect.

    Args:
        runs: rows of `sim.results.load` of one point of the levers, draws spread evenly or at random (of a
            Latin hypercube, a Sobol sequence).
        problem: what was uncertain.
        outcome: column of the outcome.
        forms: two scenarios; their replications are paired, since they have the same random numbers.
        side: above or below.
        smallest: difference that matters, in the outcome's unit.
        seed: of what is held out.

    Raises:
        Refused: a form that is none, a run that is missing, fewer than 60 draws.
    """
    differences, codes = _differences(runs, problem, outcome, forms)
    signed = differences if side == "above" else -differences
    mean = signed.mean(axis=1)
    happens = (mean >= smallest) & (mean > 0)
    if len(mean) < FEWEST:
        raise Refused(
            "runs: draws", len(mean), f"at least {FEWEST} draws, a third of them to judge the rules by"
        )
    features = Features(problem, codes)
    held = _held_out(happens, seed)
    share = share_interval(int(happens.sum()), len(happens))
    return Regions(
        outcome, forms, side, smallest, len(happens), signed.shape[1], share, _unsure(signed, smallest),
        tuple(_tree_rules(features, happens, held, seed)), _box_rule(features, happens, held),
    )  # fmt: skip


def _differences(
    runs: pd.DataFrame, problem: Problem, outcome: str, forms: tuple[str, str]
) -> tuple[Floats, Floats]:
    there = sorted(runs.scenario.unique())
    for form in forms:
        if form not in there:
            raise Refused("forms", form, f"two of {', '.join(there)}")
    if forms[0] == forms[1]:
        raise Refused("forms", forms[1], "two different ones")
    (ours, codes), (theirs, others) = (
        outcome_by_draw(runs[runs.scenario == form], problem, outcome) for form in forms
    )
    if ours.shape != theirs.shape or not np.array_equal(codes, others):
        raise Refused("forms", ",".join(forms), "two that have met the same draws and replications")
    return ours - theirs, codes


def _unsure(differences: Floats, smallest: float) -> float:
    replications = differences.shape[1]
    if replications < 2:
        return np.nan
    error = differences.std(axis=1, ddof=1) / np.sqrt(replications)
    half = stats.t.ppf(0.975, replications - 1) * error
    return float((np.abs(differences.mean(axis=1) - smallest) < half).sum())


def _held_out(happens: Switches, seed: int) -> Switches:
    """Every third draw of those in which it happens, and of the others."""
    rng = np.random.default_rng(seed)
    held = np.zeros(len(happens), dtype=bool)
    for side in (happens, ~happens):
        held[rng.permutation(np.flatnonzero(side))[::HELD_OUT]] = True
    return held


def _box_rule(features: Features, happens: Switches, held: Switches) -> Rule | None:
    """The box, where it happens inside more often than outside in draws held out (Fisher's exact test)."""
    known = ~held
    if not happens[known].any():
        return None
    box = features.tidy(found_box(features.x[known], happens[known], _least(known)), known)
    inside = box.holds(features.x)
    table = [
        [int((held & (inside == one) & (happens == so)).sum()) for so in (True, False)]
        for one in (True, False)
    ]
    better = stats.fisher_exact(table, alternative="greater").pvalue < ALPHA / 2
    return features.rule(box, happens, held, says=True) if better else None


def _tree_rules(features: Features, happens: Switches, held: Switches, seed: int) -> list[Rule]:
    """A rule for each leaf, where the tree errs less than always saying the same, in draws held out."""
    known = ~held
    if min(happens[known].sum(), (~happens[known]).sum()) < FOLDS:
        return []
    tree = _pruned_tree(features.x[known], happens[known], _least(known), seed)
    leaves = [(features.tidy(box, known), says) for box, says in _leaves(tree, features.x.shape[1])]
    says_so = np.any(
        [box.holds(features.x) for box, says in leaves if says] or [np.zeros(len(held), bool)], axis=0
    )
    usual = happens[known].mean() > 0.5
    right, usually_right = (says_so == happens)[held], (happens == usual)[held]
    gained, lost = int((right & ~usually_right).sum()), int((~right & usually_right).sum())
    if not gained or stats.binomtest(gained, gained + lost, alternative="greater").pvalue >= ALPHA / 2:
        return []
    return [features.rule(box, happens, held, says) for box, says in leaves]


def _least(known: Switches) -> int:
    return max(LEAF, int(np.ceil(LEAF_SHARE * known.sum())))


def _pruned_tree(x: Floats, happens: Switches, least: int, seed: int) -> Any:
    """The smallest tree within one standard error of the best, by cross-validation."""
    with needed("scikit-learn"):
        from sklearn.model_selection import StratifiedKFold, cross_val_score
        from sklearn.tree import DecisionTreeClassifier

    def tree(pruning: float) -> Any:
        return DecisionTreeClassifier(
            max_depth=DEPTH, min_samples_leaf=least, ccp_alpha=pruning, random_state=seed
        )

    path = tree(0.0).cost_complexity_pruning_path(x, happens)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    prunings = np.unique(np.maximum(path.ccp_alphas, 0.0))
    # Between two prunings of the path: each fold has a path of its own.
    tried = np.sqrt(prunings * np.append(prunings[1:], prunings[-1] * 2))
    scores = np.array([cross_val_score(tree(one), x, happens, cv=folds) for one in tried])
    means, best = scores.mean(axis=1), int(scores.mean(axis=1).argmax())
    enough = means[best] - scores[best].std(ddof=1) / np.sqrt(FOLDS)
    return tree(tried[np.flatnonzero(means >= enough).max()]).fit(x, happens)


def _leaves(fitted: Any, features: int) -> list[tuple[Box, bool]]:
    """Boxes of the tree's leaves and what they say; branches that say the same are one."""
    tree = fitted.tree_

    def below(node: int, box: Box) -> list[tuple[Box, bool]]:
        if tree.children_left[node] < 0:
            return [(box, bool(fitted.classes_[tree.value[node][0].argmax()]))]
        feature, threshold = int(tree.feature[node]), float(tree.threshold[node])
        found = below(tree.children_left[node], box.with_end(feature, high=threshold))
        found += below(tree.children_right[node], box.with_end(feature, low=threshold))
        return [(box, found[0][1])] if len({says for _, says in found}) == 1 else found

    return below(0, whole(features))
