"""What happens to a contact centre when decisions move from a chain of approvals to the phone?

Names are loaded when first used: `import sim` itself loads neither Mesa nor pandas nor Hydra.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOME = {
    "ContactCentre": "sim.model",
    "Scenario": "sim.scenario",
    "Plan": "sim.rosters",
    "Run": "sim.world",
    "Refused": "sim.refusal",
    "configure": "sim.configuration",
    "field": "sim.rule_files",
    "journal_of": "sim.journal.printing",
    "load_rules": "sim.rule_files",
    "measure": "sim.measures",
    "plan_of": "sim.planning",
    "rule": "sim.rule_files",
}
_MODULES = ("measures", "results", "scenario", "streams", "tables")
__all__ = sorted([*_HOME, *_MODULES])


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    if name in _MODULES:
        return import_module(f"sim.{name}")
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
