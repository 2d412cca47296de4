"""The command line's `key=value`: parsed as Hydra parses it, and held against the schema.

Hydra appends what it does not know (`+key`), moves what it is told to (`key@package`) and takes its own
settings from the same line. Here a misspelt key is answered with the right one, and of Hydra's own keys
only the launcher's are let through. Called by `sim.configuration`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from hydra.core.config_store import ConfigStore
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override, ValueType
from hydra.core.plugins import Plugins
from hydra.errors import HydraException
from omegaconf import OmegaConf

from sim.refusal import Refused
from sim.schema import build_all, keys, lists_by_key, nearest, part_of, unknown_key
from sim.study import ALONE, BASELINE, DEFAULT_COMPARISON
from sim.user_yaml import OPTION

GROUPS = (
    "scenario", "demand", "staffing", "governance", "support", "people", "customers", "calendar",
    "experiment",
)  # fmt: skip
PLACE = "command line"
MOST_VALUES = 10_000  # of one key in a sweep
_LAUNCHER = re.compile(r"hydra\.launcher\.([a-z][a-z0-9_]*)")


@dataclass(frozen=True)
class CommandLine:
    """A command line that has been held against the schema.

    Attributes:
        hydra: what Hydra composes with, without scenario and comparison.
        parts: values inside a part that people name, by key; the part must be there to be changed.
        scenario: the scenario named, if one is.
        compare: the scenarios to be compared, if they are named.
        lists: of an experiment, by the place they stand in and the key of a scenario they are for.
    """

    hydra: list[str] = field(default_factory=list)
    parts: dict[str, Any] = field(default_factory=dict)
    scenario: str | None = None
    compare: list[str] | None = None
    lists: dict[tuple[str, str], Any] = field(default_factory=dict)

    def compared(self, *, alone: bool) -> list[str]:
        """The scenarios to be configured, the baseline first.

        Args:
            alone: one scenario only, the baseline where none is named (a job of a sweep).

        Raises:
            Refused: both a scenario and a comparison are named.
        """
        if self.compare is not None:
            if alone or self.scenario is not None:
                other = "scenario=a,b in a sweep (-m)" if alone else f"scenario={self.scenario}"
                raise Refused("compare", self.compare, f"either compare=[...] or {other}, not both")
            return self.compare
        if alone or self.scenario == BASELINE:
            return [self.scenario or BASELINE]
        if self.scenario is None:
            return list(DEFAULT_COMPARISON)
        return [self.scenario] if self.scenario.startswith(ALONE) else [BASELINE, self.scenario]


def options(group: str, folders: Iterable[Path]) -> list[str]:
    """The files that can be chosen in a group, by name (`hierarchical`, `ladder/mmn`)."""
    found = set()
    for folder in folders:
        for path in Path(folder, group).rglob("*.yaml"):
            name = path.relative_to(folder / group).with_suffix("").as_posix()
            if OPTION.fullmatch(name):
                found.add(name)
    return sorted(found)


def read_command_line(
    overrides: Sequence[str], folders: Sequence[Path], *, multirun: bool = False
) -> CommandLine:
    """Parse and check `key=value` for every key.

    Args:
        overrides: as typed.
        folders: where files are chosen from: the package's, and a user's own.
        multirun: several values may be given for a key (a sweep); each is checked.

    Raises:
        Refused: naming the key and what was expected.
    """
    hydra: list[str] = []
    parts: dict[str, Any] = {}
    lists: dict[tuple[str, str], Any] = {}
    named: dict[str, Any] = {}
    launcher = "basic"
    for override in map(_parsed, overrides):
        key = override.key_or_group
        launcher = str(override.value()) if key == "hydra/launcher" else launcher
        values = _values(override, multirun)
        for value in values:
            _check(override, value, folders)
        if key in ("scenario", "compare"):
            named[key] = values[0] if values else None
        elif (place := _list_at(key)) is not None:
            lists[place] = values[0] if values else None
        elif (part_of(key) or ("", "", ""))[2]:
            parts[key] = values[0] if values else None
        elif not override.is_hydra_override():
            hydra.append((override.input_line or "").lstrip("+"))
    _check_launcher(launcher, overrides)
    return CommandLine(hydra, parts, lists=lists, **named)


def _parsed(text: str) -> Override:
    if not isinstance(text, str):
        raise Refused(PLACE, text, "key=value")
    if "${" in text or "_target_" in text:
        raise Refused(PLACE, text, "key=value with values written out (no ${...}, nothing to call)")
    try:
        override: Override = OverridesParser.create().parse_overrides([text])[0]
    except (HydraException, ValueError) as error:
        said = [
            line for line in str(error).split("\n") if line and not line.startswith(("Error parsing", "See "))
        ]
        raise Refused(PLACE, text, f"key=value ({said[0] if said else 'cannot be read'})") from None
    if override.is_delete():
        raise Refused(PLACE, text, "key=value; keys cannot be taken away, only given another value")
    if override.package is not None:
        raise Refused(PLACE, text, "key=value without @")
    return override


def _values(override: Override, multirun: bool) -> list[Any]:
    """The value given, or in a sweep each of them (none where Hydra finds them: glob)."""
    key = override.key_or_group
    if not override.is_sweep_override():
        return [override.value()]
    if not multirun:
        raise Refused(PLACE, override.input_line, "one value (a list is written [a,b]; with -m each is run)")
    if override.value_type == ValueType.GLOB_CHOICE_SWEEP and key in GROUPS:
        return []
    if not override.is_discrete_sweep() or override.value_type == ValueType.GLOB_CHOICE_SWEEP:
        raise Refused(PLACE, override.input_line, "values one by one: a,b,c or range(first,last)")
    single = list(islice(override.sweep_string_iterator(), MOST_VALUES + 1))
    if len(single) > MOST_VALUES:
        raise Refused(PLACE, override.input_line, f"at most {MOST_VALUES} values")
    return [_parsed(f"{key}={text}").value() for text in single]


def _check(override: Override, value: Any, folders: Sequence[Path]) -> None:
    key = override.key_or_group
    if key == "hydra" or override.is_hydra_override():
        _check_hydra(override, value)
    elif key == "scenario" or (key in GROUPS and not isinstance(value, dict)):
        check_choice(key, value, folders)
    elif key == "compare":
        check_compared("compare", value, folders)
    else:
        _check_value(key, value)


def check_choice(group: str, value: Any, folders: Sequence[Path]) -> None:
    """Refuse the choice of a file that is not there."""
    available = options(group, folders)
    if value not in available:
        near = nearest(str(value), available, most=max(1, len(str(value)) // 4))
        raise Refused(group, value, f"one of {', '.join(available) or 'no files'}", near)


def check_compared(place: str, value: Any, folders: Sequence[Path]) -> None:
    """Refuse a comparison that is no list of scenarios, each there and named once."""
    if value is None:
        return
    if not isinstance(value, list) or not value:
        raise Refused(place, value, "a list such as [hierarchical,zappos_desk]")
    for number, name in enumerate(value):
        check_choice("scenario", name, folders)
        if name in value[:number]:
            raise Refused(place, name, "every scenario once")


def _list_at(key: str) -> tuple[str, str] | None:
    """Place, and key of a scenario, of a list of an experiment (`experiment.levers.governance.authority`)."""
    for place in lists_by_key():
        if key.startswith(f"{place}."):
            return place, key.removeprefix(f"{place}.")
    return None


def _check_value(key: str, value: Any) -> None:
    part = part_of(key)
    if _list_at(key) is None and key not in (keys(part[1]) if part else keys()):
        raise unknown_key(key, (*GROUPS, "hydra/launcher"))
    place, _, last = key.rpartition(".")
    mapping: Mapping[str, Any] = {last: value}
    build_all(mapping, place)


def _check_hydra(override: Override, value: Any) -> None:
    key, scalar = override.key_or_group, isinstance(value, (str, int, float, bool)) or value is None
    single = scalar and not (override.is_add() or override.is_force_add() or override.is_sweep_override())
    launcher = key == "hydra/launcher" and isinstance(value, str)
    sweeper = key == "hydra/sweeper" and value == "basic"
    if not (single and (launcher or sweeper or _LAUNCHER.fullmatch(key))):
        wanted = (
            "no key of Hydra's but hydra/launcher=<name>, hydra.launcher.<key>=<value>, hydra/sweeper=basic"
        )
        raise Refused(PLACE, override.input_line, wanted, nearest(key, ["hydra/launcher", "hydra/sweeper"]))


def _check_launcher(launcher: str, overrides: Sequence[str]) -> None:
    """Refuse a launcher that is not installed, and a key it does not have."""
    if not any(text.startswith("hydra") for text in overrides):
        return
    Plugins.instance()  # finds the launchers installed
    installed = ConfigStore.instance().repo["hydra"]["launcher"]
    names = [name.removesuffix(".yaml") for name in installed]
    if launcher not in names:
        raise Refused("hydra/launcher", launcher, f"one of {', '.join(names)}", nearest(launcher, names))
    has = [str(key) for key in OmegaConf.create(installed[f"{launcher}.yaml"].node) if key != "_target_"]
    for text in overrides:
        key = _LAUNCHER.match(text)
        if key and key[1] not in has:
            raise Refused(
                text, key[1], f"a key of {launcher}: {', '.join(has) or 'none'}", nearest(key[1], has)
            )
