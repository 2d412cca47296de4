"""How people answer a survey: where they begin to agree, and by how much answers vary.

One law for all questions, so that no question is given the share that was found. Nothing in a run depends on
it. Part of what a scenario declares, as `survey`; called by `sim.scenario` and by whatever reads it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.parameters import parameter


@dataclass(frozen=True, kw_only=True)
class SurveyAnswers:
    """What makes somebody agree, the same for every question."""

    cut: float = parameter(
        0.5, "1", "score, from 0 to 1, at which one half agrees, whatever is asked", range=(0, 1),
        assumption="half of what could be; not fitted",
    )  # fmt: skip
    noise: float = parameter(
        0.2, "1", "standard deviation of answers about the score, whatever is asked", range=(0.01, 2),
        assumption="one in six denies what he has two fifths more of than he need have; not fitted",
    )  # fmt: skip
