"""How work on the phone is steered: scripts, handling-time targets, bonuses.

Each acts through what people do under it (keeping to the script or not, effort, gaming), and what is measured
of it is told from what is true. Part of what a scenario declares under `governance`; called by `sim.rights`
and by whatever reads a scenario's governance.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.parameters import option, parameter


@dataclass(frozen=True, kw_only=True)
class Script:
    """What an advisor has to say, word by word."""

    tightness: float = parameter(
        0.0, "share", "of a talk that is prescribed", range=(0, 1), assumption="no script"
    )
    prevents: float = parameter(
        0.3, "share", "solutions that a full script prevents where a case calls for an answer of its own",
        range=(0, 1), assumption="three in ten",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Incentives:
    """Targets, bonuses, and how people answer to them."""

    handling_target: float | None = parameter(
        None, "min", "longest talk that is wished for; null: no target", range=(0.1, 1000), optional=True,
        assumption="no target",
    )  # fmt: skip
    bonus: str = option(
        "none", "whose score a bonus depends on", choices=("none", "individual", "collective")
    )
    bonus_on: str = option(
        "resolution", "what is scored: contacts recorded as solved, or talks within the target",
        choices=("resolution", "handling_time"),
    )  # fmt: skip
    scored_by: str = option(
        "mean", "a team's score: the mean of its members, or the weakest", choices=("mean", "weakest_link")
    )
    bonus_share: float = parameter(
        0.1, "share", "of pay that depends on the score", range=(0, 1), assumption="a month's pay in ten"
    )
    score_target: float = parameter(
        0.8, "share", "score from which the bonus is paid", range=(0, 1),
        assumption="eight in ten; the source's 8.5 of 10 is a target of satisfaction, not a result",
    )  # fmt: skip
    paid_every: int = parameter(
        21, "day", "open days from one payment to the next", range=(1, 260), assumption="a month"
    )
    effort_gain: float = parameter(
        0.5, "1", "effort gained for each share of pay that is at stake and expected", range=(0, 10),
        assumption="a tenth of pay at stake, surely expected, raises effort by a twentieth",
    )  # fmt: skip
    free_riding: float = parameter(
        0.5, "1", "power of the team's size by which a collective bonus moves each member less",
        range=(0, 2), assumption="between no free riding (0) and a share of the bonus each (1)",
    )  # fmt: skip
    learning: float = parameter(
        0.3, "share", "of the way to paid or not paid, by which what is expected moves at a payment",
        range=(0, 1), assumption="three payments settle it",
    )  # fmt: skip
    gaming: float = parameter(
        2.0, "1", "contacts gamed, where it would help, for each share of pay at stake", range=(0, 100),
        assumption="with a tenth of pay at stake every fifth",
    )  # fmt: skip
    target_pressure: float = parameter(
        0.05, "share", "talks beyond the target that are cut for the target's own sake", range=(0, 1),
        assumption="one in twenty, without any bonus",
    )  # fmt: skip
