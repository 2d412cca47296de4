"""Whose a study is, as one store sees it: taken when first needed, given free when the store is forgotten.

Called by `sim.experiment.store`.
"""

from __future__ import annotations

import weakref
from pathlib import Path

from sim.experiment.lease import Lease


class Ownership:
    """A store's hold on its study.

    Args:
        folder: the study folder; it must exist once the study is to be held.
        shared: whether other processes write to it meanwhile: then it is waited for.
    """

    def __init__(self, folder: Path, shared: bool) -> None:
        self._folder = folder
        self.shared = shared
        self._lease: Lease | None = None
        self._forgotten: weakref.finalize[[], Ownership] | None = None

    def hold(self) -> Lease:
        """The lease, taken where there is none yet.

        Raises:
            Busy: another process owns the study.
            StoreFault: another process took it over.
        """
        if self._lease is None:
            self._lease = (Lease.wait_for if self.shared else Lease.take)(self._folder)
            self._forgotten = weakref.finalize(self, self._lease.release)
        self._lease.check()
        return self._lease

    def give_free(self) -> None:
        """Let other processes have the study; nothing where it is not held."""
        if self._forgotten is not None:
            self._forgotten()
        self._lease = self._forgotten = None
