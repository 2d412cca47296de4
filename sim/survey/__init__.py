"""A survey of the staff at the end of a run, beside the one that Inergie made (source documents, fact 29).

Every question is a score from 0 to 1 for each person, made of what the run has come to (demands, decisions,
needs, managers' load), and one law turns all scores into answers: somebody agrees with probability
Phi((score - cut) / noise), cut and noise being the same for every question (`survey.cut`, `survey.noise`).
So no question has a threshold of its own, and what does not fit shows as misfit. A question about something
of which the model has no state is not asked (`NOT_ASKED`). Called by `sim.measures` and notebooks;
`python -m sim.survey` runs a centre and prints both surveys.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr
from scipy.stats import binom

from sim.practice import Outputs
from sim.states import IDLE, NONE
from sim.world import Run

Floats = NDArray[np.float64]
SOURCE = "Inergie, staff in contact with customers, told at AMARC's convention (source documents)"
NOT_ASKED = {
    "work is important, and has less and less meaning": "9 in 10: what work means to people has no state",
    "one is part of a team": "nearly as many as get on with their manager: no state beyond circles' cohesion",
}


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes:
        key: its name in measures.
        words: what people agree to.
        found: share that agreed in the source.
        standing: "calibrated" (a fit may use it), "held out" (no fit may), "beside" (no fit was meant to).
        score: of everybody asked, from 0 to 1; none where its part of the model is off.
        made_of: what the score is, in words.
    """

    key: str
    words: str
    found: float
    standing: str
    score: Callable[[Run], Floats | None]
    made_of: str


@dataclass(frozen=True)
class Answers:
    """What a question has come to.

    Attributes:
        question: which.
        respondents: how many were asked.
        share: expected share that agrees.
        low, high: between these lies the share in 95 of 100 surveys of as many respondents.
    """

    question: Question
    respondents: int
    share: float
    low: float
    high: float


def survey(run: Run) -> list[Answers]:
    """Every question that can be asked of a run as it stands now, past its opening days."""
    found = []
    for question in QUESTIONS:
        scores = question.score(run) if _is_felt(run) else None
        if scores is not None and scores.size:
            found.append(answered(question, agreeing(run, scores)))
    return found


def survey_shares(run: Run) -> Outputs:
    """survey_<question>_share: expected share of those employed, past training, who agree.

    survey_managers_lack_share: of managers. Null where strain and engagement are off, or nobody was asked.
    """
    shares: Outputs = {f"survey_{question.key}_share": None for question in QUESTIONS}
    return shares | {f"survey_{one.question.key}_share": one.share for one in survey(run)}


def agreeing(run: Run, scores: Floats) -> Floats:
    """Summary of rule: one cut-off and one noise for all questions: the probability that each agrees."""
    law = run.scenario.survey
    return np.asarray(ndtr((scores - law.cut) / law.noise), float)


def answered(question: Question, probabilities: Floats) -> Answers:
    """The expected share, and what a survey of as many people would show by chance."""
    asked, share = probabilities.size, float(probabilities.mean())
    low, high = binom.interval(0.95, asked, share)
    return Answers(question, asked, share, float(low) / asked, float(high) / asked)


def _is_felt(run: Run) -> bool:
    people = run.scenario.people
    return people.strain.enabled or people.engagement.enabled


def _on_the_phone(run: Run) -> np.recarray:
    """Persons employed as advisors, past training."""
    person = run.world.person[: run.world.clock[0].persons]
    there: np.recarray = person[
        (person.left == NONE) & (person.advisor != NONE) & (person.starts <= run.world.clock[0].day)
    ]
    return there


def _customer_at_centre(run: Run) -> Floats:
    return np.asarray(1.0 - run.world.advisor.inward[_on_the_phone(run).advisor], float)


def _cooperation(run: Run) -> Floats | None:
    return np.asarray(_on_the_phone(run).helped, float) if run.scenario.people.needs else None


def _time(run: Run) -> Floats:
    asked = _on_the_phone(run)
    asked = asked[asked.days_worked > 0]
    return np.asarray(1.0 - asked.demands_sum / asked.days_worked, float)


def _means(run: Run) -> Floats:
    return np.asarray(_on_the_phone(run).autonomy, float)


def _relation(run: Run) -> Floats | None:
    asked = _on_the_phone(run)
    felt = run.world.advisor.felt[asked.advisor]
    return np.asarray((asked.managed + felt) / 2.0, float) if _has_managers(run) else None


def _available(run: Run) -> Floats | None:
    return np.asarray(_on_the_phone(run).managed, float) if _has_managers(run) else None


def _managers_lack(run: Run) -> Floats:
    paid = run.world.manager.paid[run.world.manager.paid.sum(axis=1) > 0]
    return np.asarray(1.0 - paid[:, IDLE] / paid.sum(axis=1), float)


def _has_managers(run: Run) -> bool:
    return bool(run.scenario.people.needs and run.world.manager.size)


QUESTIONS = (
    Question(
        "customer_at_centre", "the firm puts the customer at the centre", 0.91, "beside", _customer_at_centre,
        "1 - share of working time given to meetings and paper work",
    ),
    Question(
        "cooperation", "the organisation favours cooperation", 0.56, "held out", _cooperation,
        "of one's needs of late, those met by colleagues or circles",
    ),
    Question(
        "time", "I have the time to do good work", 0.57, "calibrated", _time,
        "1 - demands, mean over one's days at work",
    ),
    Question(
        "means", "I have the means to improve customers' satisfaction", 0.55, "calibrated", _means,
        "of the decisions that came up of late, those taken oneself",
    ),
    Question(
        "relation", "I get on well with my manager", 0.84, "calibrated", _relation,
        "mean of: needs of late met by a manager; authority that one dares to use",
    ),
    Question(
        "available", "my manager is there when needed", 0.80, "held out", _available,
        "of one's needs of late, those met by a manager",
    ),
    Question(
        "managers_lack", "as a manager, I lack room and time", 0.40, "calibrated", _managers_lack,
        "share of a manager's paid time in which he is not idle",
    ),
)  # fmt: skip
