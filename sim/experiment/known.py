"""Which runs a table holds: a million in 16 MB, where a set of their texts would take a hundred.

Called by `sim.experiment.store`; what it hands out answers the engine and the command.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np

BYTES = 16  # of a digest: two of 10^9 runs are taken for one with a probability of 10^-21
KIND = f"S{BYTES}"
RECENT = 65_536  # digests that wait in a set until they are sorted in


class KnownRuns:
    """Run ids, known by their digests: a sorted array, and a small set of those that came last."""

    def __init__(self) -> None:
        self._sorted = np.empty(0, KIND)
        self._recent: set[bytes] = set()

    def __len__(self) -> int:
        return self._sorted.size + len(self._recent)

    def __contains__(self, run_id: object) -> bool:
        if not isinstance(run_id, str):
            return False
        # One at a time, as the engine asks a million times: an array for one would take most of it.
        digest = _digest(run_id)
        place = self._sorted.searchsorted(digest)
        found = place < self._sorted.size and self._sorted[place] == digest.rstrip(b"\0")
        return bool(found) or digest in self._recent

    def holds(self, run_ids: Sequence[str]) -> np.ndarray:
        """Whether each of these runs is known, in their order."""
        asked = [_digest(run_id) for run_id in run_ids]
        recent = np.fromiter((one in self._recent for one in asked), bool, len(asked))
        if not self._sorted.size:
            return recent
        # Zeros at the end of a digest are lost in a text of NumPy, on both sides alike: a comparison of
        # such texts fills up with zeros.
        digests = np.array(asked, KIND)
        places = np.minimum(np.searchsorted(self._sorted, digests), self._sorted.size - 1)
        return np.asarray(recent | (self._sorted[places] == digests))

    def among(self, run_ids: Iterable[str]) -> set[str]:
        """Those of these runs that are known."""
        asked = list(run_ids)
        return {run_id for run_id, known in zip(asked, self.holds(asked), strict=True) if known}

    def add(self, run_ids: Iterable[str]) -> None:
        """Know these runs too; one that is known already stays one."""
        asked = list(run_ids)
        known = self.holds(asked)
        self._recent.update(_digest(one) for one, there in zip(asked, known, strict=True) if not there)
        if len(self._recent) > RECENT:
            self._sort_in()

    def _sort_in(self) -> None:
        recent = np.fromiter(self._recent, KIND, len(self._recent))
        self._sorted = np.sort(np.concatenate([self._sorted, recent]))
        self._recent = set()


def _digest(run_id: str) -> bytes:
    return hashlib.blake2b(run_id.encode(), digest_size=BYTES).digest()
