"""Libraries that only some studies need: imported when they are, and named in one line where they lack.

Called by `sim.experiment.designs`, `sim.experiment.sensitivity`, `sim.experiment.regions` and
`sim.experiment.search`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sim.refusal import Refused


@contextmanager
def needed(library: str, extra: str = "study") -> Iterator[None]:
    """Around the import of an optional library.

    Args:
        library: its name, as it is installed.
        extra: of `deskright` that holds it.

    Raises:
        Refused: it is not installed; the line says how to install it.
    """
    try:
        yield
    except ModuleNotFoundError:
        raise Refused(library, "not installed", f"pip install deskright[{extra}]") from None
