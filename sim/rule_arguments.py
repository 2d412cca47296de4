"""What a rule is given besides records of the state: numbers, and records under another name.

Called by `sim.rules` and `sim.reference`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Argument:
    """What a rule is given under a name that is no kind of record.

    Attributes:
        kind: the kind of record it is, "settings", or the type of a number.
        meaning: in words.
    """

    kind: str | type[np.number[Any]]
    meaning: str


ARGUMENTS: dict[str, Argument] = {
    "settings": Argument("settings", "the scenario's numbers and choices, listed below"),
    "colleague": Argument("advisor", "an advisor whose advice may be asked for"),
    "busy": Argument(np.int64, "1 where he is on the phone, 0 where he is free"),
    "waited": Argument(np.int64, "for how long, in ms"),
    "waiting": Argument(np.int64, "how many wait: requests in the manager's tray, or callers in queues"),
    "on_duty": Argument(np.int64, "how many advisors are there"),
    "role": Argument(np.int64, "what is needed, by its place in `ROLES`"),
    "members": Argument(np.int64, "advisors on whose score together the bonus depends"),
    "passed": Argument(np.int64, "time since the last opening, in ms"),
    "others": Argument(np.float64, "of the advisors employed, the share who were on board yesterday"),
    "trust": Argument(np.float64, "trust so far, from 0 to 1"),
    "kept": Argument(np.int64, "promises kept since the last opening"),
    "broken": Argument(np.int64, "promises broken since then"),
    "tenure": Argument(np.int64, "for how long somebody has been employed, or a customer, in ms"),
    "end": Argument(np.int64, "how the case ended, by its place in `CASE_ENDS`"),
    "satisfaction": Argument(np.float64, "how satisfied the customer is on the whole, from 0 to 1"),
    "experience": Argument(np.float64, "what the episode was like, from 0 to 1"),
    "good": Argument(np.int64, "1: something good is told, 0: something bad"),
    "reputation": Argument(np.float64, "of what is told, what is good, of late"),
    "grievance": Argument(np.float64, "what earlier episodes have left behind by now, a log hazard ratio"),
}
