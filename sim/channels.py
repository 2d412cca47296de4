"""Chat beside the phone: advisors who write with several customers at once.

Part of what a scenario declares, as `staffing.chat`; called by `sim.scenario` and by whatever reads a
scenario's channels. `work_rates` is called by `sim.laying_out`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.parameters import parameter, part
from sim.reasons import Law
from sim.states import UNITS_OF_WORK

MOST_CONVERSATIONS = 8


@dataclass(frozen=True, kw_only=True)
class Chat:
    """What conversations do to each other when an advisor has several."""

    active_share: float = parameter(
        0.4, "share", "of a conversation in which the advisor is needed, when it is his only one",
        range=(0.05, 1), assumption="the customer reads and writes for the rest",
    )  # fmt: skip
    slowdown: float = parameter(
        0.04, "1", "by which each further conversation lengthens the others, the advisor not yet fully busy",
        range=(0, 1), source="Goes, Ilk, Lin & Zhao: sessions 4 % longer under multitasking (talk, 2013)",
    )  # fmt: skip
    switching: float = parameter(
        0.05, "1", "of the work, lost to switching with each further conversation", range=(0, 1),
        assumption="a twentieth each",
    )  # fmt: skip
    resolution_loss: float = parameter(
        0.03, "share", "of solutions lost with each further conversation", range=(0, 1),
        assumption="resolution falls with concurrency (Goes et al. 2018: that, not how much)",
    )  # fmt: skip
    conversation_patience: Law = part(
        Law, unit="min", law="lognormal", mean=40.0, cv=0.6,
        assumption="who writes does other things meanwhile, and gives up a talk that has no end",
    )  # fmt: skip


def work_rates(chat: Chat, most: int) -> NDArray[np.int64]:
    """Work done in a millisecond on each of 0, 1, ..., `most` conversations at once, in whole units.

    Alone, an advisor is needed for `active_share` of the time, and each further conversation lengthens the
    others; fully busy, the conversations share what is left of his time after switching.

    Returns:
        Units of work a ms [most + 1], `UNITS_OF_WORK` being a millisecond of talk; 0 with no conversation.
    """
    others = np.arange(most, dtype=float)
    not_yet_busy = chat.active_share / (1 + chat.slowdown * others)
    fully_busy = 1 / ((others + 1) * (1 + chat.switching * others))
    speeds = np.minimum(not_yet_busy, fully_busy)
    return np.append(0, (speeds * UNITS_OF_WORK + 0.5).astype(np.int64))
