"""What can go wrong with whoever runs a study. Called by `sim.experiment.engine` and `sim.__main__`."""

from __future__ import annotations


class EngineFault(RuntimeError):
    """Whoever ran a study runs no more, told in one line; what was stored stays."""
