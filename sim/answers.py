"""What a study answers to its question, in three sentences, each made of what was measured.

The first says which option is best in the leading outcome, the first that the experiment names, and by how
much against the baseline: the first scenario at the first value of every lever. The second says what that
costs in the other outcomes, and in which share of the draws it is so. The third names the uncertain parameter
that would flip the answer (`sim.experiment.flipping`). Called by `sim.command` and `sim.running`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rich.console import Group
from rich.text import Text

from sim.experiment.designs import MORRIS, SALTELLI
from sim.experiment.flipping import Flip, flipping
from sim.experiment.preference import preference
from sim.experiment.problem import Problem
from sim.experiment.wanted import WANTED, goal_of
from sim.options import Measured, Option, amount, measured, options_of
from sim.over_draws import FEWEST_DRAWS
from sim.refusal import Refused
from sim.study import Experiment

MOST_LISTED = 6  # options in order
BY_OTHER_MEANS = (MORRIS, SALTELLI)  # designs whose draws are no sample


@dataclass(frozen=True)
class Answer:
    """A question and its three sentences."""

    question: str
    sentences: tuple[str, str, str]
    found: Flip | None


def leading_of(experiment: Experiment) -> str:
    """The outcome by which a question is answered.

    Raises:
        Refused: there is none, or it is wanted neither way.
    """
    if not experiment.outcomes:
        raise Refused("experiment.outcomes", [], "the leading outcome first, with experiment.question")
    goal_of("experiment.outcomes[0]", experiment.outcomes[0])
    return experiment.outcomes[0]


def answered(
    runs: pd.DataFrame, scenarios: Sequence[str], experiment: Experiment, problem: Problem
) -> Answer | None:
    """The answer; None where the leading outcome of no option can be compared.

    Args:
        runs: rows of `sim.results.load` that ended well, with levers and uncertain parameters.
        scenarios: the baseline first.
        experiment: with a question.
        problem: what was uncertain; of no dimension where nothing was.
    """
    runs = runs if "draw" in runs else runs.assign(draw=0)
    leading = leading_of(experiment)
    baseline, *others = options_of(scenarios, experiment.levers)
    tried = [measured(runs, baseline, one, leading, family=len(others)) for one in others]
    there = [one for one in tried if one is not None]
    if not there:
        return None
    best = max(there, key=lambda one: one.directed.mean)
    rest = [measured(runs, baseline, best.option, name) for name in experiment.outcomes[1:] if name in WANTED]
    found = None
    if problem.dimensions and experiment.design not in BY_OTHER_MEANS and best.draws >= FEWEST_DRAWS:
        found = flipping(problem, best.codes(runs, problem), holds(best))
    sentences = (
        _which(best, baseline, len(others), len(others) - len(there)),
        _at_what_cost(best, [one for one in rest if one is not None], there),
        _what_flips(best, baseline, experiment, found),
    )
    return Answer(str(experiment.question), sentences, found)


def holds(best: Measured) -> NDArray[np.bool_]:
    """In which draws the answer holds: better, where it comes out better; else not better by what matters."""
    by_draw = best.directed_by_draw
    if _says_better(best):
        return np.asarray(by_draw > 0)
    return ~((by_draw >= best.smallest) & (by_draw > 0))


def _says_better(best: Measured) -> bool:
    return best.directed.mean > 0 and best.verdict != "equivalent"


def _which(best: Measured, baseline: Option, options: int, lacking: int) -> str:
    """The first sentence: the best option, and by how much."""
    name, base, label = best.option.words, baseline.words, best.headline.name
    if best.directed.mean <= 0 and best.verdict != "equivalent":
        start = f"No option comes out better than {base} in {label}; the nearest is {name}"
    elif options > 1:
        start = f"Of {options} options beside {base}, {name} comes out best in {label}"
    else:
        start = f"Against {base}, {name} differs in {label}"
    together = ", of all options together" if options > 1 else ""
    less = f" ({lacking} without a value in every run left out)" if lacking else ""
    return f"{start}{less}: {best.shown} (paired 95 % interval{together}){_seen(best)}."


def _seen(best: Measured) -> str:
    matters = amount(best.headline, best.smallest).lstrip("+")
    if np.isnan(best.directed.low):
        return "; with one run of each nothing is sure"
    if best.verdict == "equivalent":
        return f", no difference that matters, which begins at {matters}"
    if best.verdict == "unclear":
        return "; the interval holds zero, so more replications may say otherwise"
    beyond = min(abs(best.directed.low), abs(best.directed.high)) >= best.smallest
    return "" if beyond else f", seen, though perhaps too small to matter, which begins at {matters}"


def _at_what_cost(best: Measured, rest: Sequence[Measured], tried: Sequence[Measured]) -> str:
    """The second sentence: what gets worse, how the other options fare, and the share of draws."""
    return "; ".join([_costs(rest), *_order(tried), *_over_draws(best)]) + "."


def _costs(rest: Sequence[Measured]) -> str:
    worse = [one for one in rest if one.directed.mean < -one.smallest]
    if worse:
        named = ", ".join(f"{one.headline.name} {one.shown}{_unsure(one)}" for one in worse)
        return f"What it makes worse by more than matters: {named}"
    if not rest:
        return "No other outcome was looked at"
    return f"Nothing else that was looked at gets worse by more than matters ({_labels(rest)})"


def _labels(rest: Sequence[Measured]) -> str:
    return "; ".join(one.headline.name for one in rest)


def _unsure(one: Measured) -> str:
    return " (not settled)" if one.verdict == "unclear" else ""


def _order(tried: Sequence[Measured]) -> Iterator[str]:
    """The options from best to worst, or the last of many."""
    ordered = sorted(tried, key=lambda one: -one.directed.mean)
    if 1 < len(tried) <= MOST_LISTED:
        differences = (f"{one.option.words} {amount(one.headline, one.difference.mean)}" for one in ordered)
        yield f"in order: {', '.join(differences)}"
    elif len(tried) > 1:
        yield f"last comes {ordered[-1].option.words} with {ordered[-1].shown}"


def _over_draws(best: Measured) -> Iterator[str]:
    if best.draws < FEWEST_DRAWS:
        return
    found = preference(best.form, best.base, best.smallest, larger_is_better=best.sign > 0)
    ends = f"[{100 * found.better.low:.0f}, {100 * found.better.high:.0f}]"
    yield (
        f"{best.option.words} is better by what matters in {100 * found.better.share:.0f} % of "
        f"{found.draws} draws {ends}, worse in {100 * found.worse.share:.0f} %"
    )


def _what_flips(best: Measured, baseline: Option, experiment: Experiment, found: Flip | None) -> str:
    """The third sentence: the parameter, its threshold, and in how many draws it was seen."""
    if experiment.design in BY_OTHER_MEANS and experiment.uncertainties:
        return f"What would flip it is not read from draws of {experiment.design}."
    if not experiment.uncertainties or best.draws < 2:
        return "Nothing uncertain was drawn, so nothing can be said of what would flip it."
    if best.draws < FEWEST_DRAWS:
        return f"{best.draws} draws are too few to say what would flip it ({FEWEST_DRAWS} at least)."
    held, draws = int(holds(best).sum()), best.draws
    if found is None:
        many = f"all {draws}" if held == draws else f"{held} of {draws}"
        return f"It holds in {many} draws: none of the parameters drawn flips it within its range."
    where = f"{found.condition.dimension.name} ({found.condition.dimension.key}) {_is(found)}"
    there, elsewhere = f"{found.gone} of {found.inside}", f"{found.gone_elsewhere} of {found.outside}"
    counts = f"{there} draws there, {elsewhere} elsewhere"
    if found.flips:
        other = f"{best.option.words} then {_otherwise(best, baseline)}"
        return f"It would flip where {where}: {other} in {counts} (p = {found.p:.3f})."
    start = f"None of the parameters drawn flips it, which holds in {held} of {draws} draws"
    if found.seen:
        return f"{start}; it holds least where {where} (gone in {counts}, p = {found.p:.3f})."
    return f"{start}; which they are cannot be told from chance (nearest: {where}, p = {found.p:.2f})."


def _is(found: Flip) -> str:
    words = found.condition.words
    return words if words.startswith("is ") else f"is {words}"


def _otherwise(best: Measured, baseline: Option) -> str:
    if _says_better(best):
        return f"is no better than {baseline.words}"
    return f"is better than {baseline.words} by what matters"


def printed(answer: Answer) -> Group:
    """The sentences below the question, for the terminal."""
    lines = [Text(f"\n{answer.question}", "bold")]
    lines += [Text(f"{number}. {one}") for number, one in enumerate(answer.sentences, start=1)]
    lines += [Text(note, "dim") for note in _notes(answer)]
    return Group(*lines)


def _notes(answer: Answer) -> Iterator[str]:
    if "% of" in answer.sentences[1]:
        yield "behind a share of draws: its 95 % interval, which holds the noise of few replications, too"
    if answer.found is not None and answer.found.flips:
        yield "draws are counted where the threshold was found; p: how often chance finds as good a one"
