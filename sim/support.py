"""What managers do with their day, and who supports the people on the phone.

A manager's day is divided among approving, coaching, the floor, reporting and meetings; he and others give
the support of three roles: the interpreter-translator of what is wanted, the tinkerer who makes things work,
the regulator of emotion (Thevenet, in the source documents). Part of what a scenario declares, as `support`;
called by `sim.scenario` and by whatever reads a scenario's support.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.parameters import option, parameter

SHORTEST_ROUND = 10  # min


@dataclass(frozen=True, kw_only=True)
class Support:
    """How managers divide their day, and who takes over what they do for their people."""

    coaching_share: float = parameter(
        0.0, "share", "of a manager's day, given to coaching one advisor after the other", range=(0, 1),
        assumption="none: an undivided day, all of it for approving",
    )  # fmt: skip
    floor_share: float = parameter(
        0.0, "share", "of a manager's day, spent among his people, double listening included", range=(0, 1),
        assumption="none: an undivided day",
    )  # fmt: skip
    reporting_share: float = parameter(
        0.0, "share", "of a manager's day, given to reports", range=(0, 1),
        assumption="none: an undivided day",
    )  # fmt: skip
    meeting_share: float = parameter(
        0.0, "share", "of a manager's day, spent in meetings with other managers", range=(0, 1),
        assumption="none: an undivided day",
    )  # fmt: skip
    manager_round: float = parameter(
        120.0, "min", "in which a manager comes round to each of these once", range=(SHORTEST_ROUND, 1440),
        assumption="four rounds in a day of eight hours",
    )  # fmt: skip
    interrupts_manager: bool = option(
        True, "customers on the line and people who need him may interrupt a manager's coaching and reports"
    )
    trained: float = parameter(
        0.5, "share", "of relapses into approving that training for the new part prevents", range=(0, 1),
        assumption="half: managers struggle to change and must be accompanied (source documents)",
    )  # fmt: skip
    relapse_at: float = parameter(
        3.0, "1", "requests waiting at which a manager without training gives up coaching or the floor",
        range=(1, 1000), assumption="a tray that one sees from afar",
    )  # fmt: skip
    relapse_weight: float = parameter(
        0.02, "share", "of the autonomy felt, lost by his advisors when a manager relapses", range=(0, 1),
        assumption="a seventh of a sanction, for everybody",
    )  # fmt: skip
    coaching_effect: float = parameter(
        0.01, "share", "of what is missing to faultless judgement, learnt in an hour of coaching",
        range=(0, 1), assumption="seventy hours halve the errors",
    )  # fmt: skip
    available_within: float = parameter(
        5.0, "min", "within which support counts as available", range=(0, 1440),
        assumption="while it still matters",
    )  # fmt: skip
    peers_translate: bool = option(False, "a free colleague of the team says what is wanted")
    peers_tinker: bool = option(False, "a free colleague of the team helps to make things work")
    peers_soothe: bool = option(False, "a free colleague of the team listens after a hostile contact")
    circles_translate: bool = option(False, "what is wanted is asked in the next meeting of one's circle")
    circles_tinker: bool = option(False, "what does not work is brought to the next meeting of one's circle")
    exposure_gain: float = parameter(
        0.02, "share", "of what a manager has not seen of the field, seen in an hour there", range=(0, 1),
        assumption="a week of two hours a day shows a fifth",
    )  # fmt: skip
    exposure_half_life: float = parameter(
        60.0, "day", "calendar days in which half of it is out of date", range=(1, 10000),
        assumption="two months: products and customers change",
    )  # fmt: skip
    exposure_effect: float = parameter(
        0.5, "share", "of refusals, and of what is lost on the way up, prevented by having seen all",
        range=(0, 1),
        assumption="half; strategists who took calls in a storm saw what customers live (Mondial Assistance)",
    )  # fmt: skip
    delegation_hazard: float = parameter(
        0.0, "1/month", "at which a top management that has seen all raises what the desk may decide",
        range=(0, 10), assumption="never, unless a scenario says so",
    )  # fmt: skip
    delegation_step: float = parameter(
        0.25, "share", "by which it raises it", range=(0, 10), assumption="a quarter: a cautious step"
    )
    delegation_most: float = parameter(
        200.0, "EUR", "beyond which it does not go", range=(0, 1e9),
        assumption="what team leaders decide elsewhere, and some more",
    )  # fmt: skip
    surge_at: float | None = parameter(
        None, "1", "callers waiting for each advisor there, above which managers take calls; null: never",
        range=(0, 1000), optional=True, assumption="never, unless a scenario says so",
    )  # fmt: skip
    surge_notice: float = parameter(
        2.0, "min", "until managers who are called to the phones are there", range=(0, 240),
        assumption="to end a sentence and log in",
    )  # fmt: skip
