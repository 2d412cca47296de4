"""How every command ends: what stops it is told in one line on the error stream, and the exit code says what.

Called by every command of the package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rich.console import Console

from sim.refusal import EXIT_REFUSED, EXIT_UNSTABLE, Refused
from sim.rule_faults import RuleFault
from sim.soundness import NotFinite
from sim.study_folders import StoreFault

EXIT_DONE, EXIT_FAILED, EXIT_INTERRUPTED = 0, 1, 130
GRAVEST_FIRST = (EXIT_REFUSED, EXIT_FAILED, EXIT_UNSTABLE, EXIT_DONE)
INTERRUPTED = "interrupted: what had finished is kept; the same command goes on from there"


class Unstable(RuntimeError):
    """A run in which work came faster than it could be done."""


class EngineFault(RuntimeError):
    """Whoever ran a study runs no more; what was stored stays."""


def ended(ask: Callable[[], int | None], *, interrupted: str = "interrupted") -> int:
    """Do what was asked; returns the exit code, its own where it has one.

    Args:
        ask: the command's work.
        interrupted: what Ctrl-C is answered with.
    """
    told = Console(stderr=True, soft_wrap=True, highlight=False)
    try:
        return ask() or EXIT_DONE
    except Refused as refusal:
        told.print(f"refused: {refusal}", markup=False)
        return EXIT_REFUSED
    except Unstable as overrun:
        told.print(str(overrun), markup=False)
        return EXIT_UNSTABLE
    except StoreFault as fault:
        told.print(f"results: {fault}", markup=False)
        return EXIT_FAILED
    except (EngineFault, NotFinite, RuleFault) as fault:
        told.print(f"failed: {fault}", markup=False)
        return EXIT_FAILED
    except KeyboardInterrupt:
        told.print(interrupted, markup=False)
        return EXIT_INTERRUPTED


def gravest(codes: Iterable[int]) -> int:
    """One exit code for several studies."""
    return min(codes, key=GRAVEST_FIRST.index, default=EXIT_DONE)
