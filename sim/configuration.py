"""From what a person types to what is simulated: files and command line in, frozen records out.

`configure` composes the files of `scenarios/` (and of a user's `--config-dir`) and the command line with
Hydra, one configuration for every scenario to be compared, and `check` holds each against the closed
schema. Nothing is written: a refusal, one line, leaves nothing behind. Called by `sim.command`, by the
other commands that take the same keys, and by notebooks.
"""

from __future__ import annotations

import contextlib
import copy
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from hydra import compose, initialize_config_dir
from hydra.core.config_store import ConfigStore
from hydra.core.global_hydra import GlobalHydra
from hydra.errors import HydraException, MissingConfigException
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError

from sim import schema
from sim.consistency import check_consistent
from sim.groups import check_same_staff
from sim.overrides import CommandLine, check_compared, read_command_line
from sim.refusal import Refused, nearest_name
from sim.rule_files import identity_of_files
from sim.scenario import Scenario
from sim.study import BASELINE, Study
from sim.user_yaml import check_user_folder as _read_user_folder

BASE = "deskright_defaults"  # the node in Hydra's store that config.yaml starts from
HYDRA_VERSION = "1.3"
# Where results go, who computes them and how, what else is in the study and how it is read change no run's
# result.
NOT_IDENTITY = (
    "results", "workers", "study", "compare", "replications", "python_rule", "smallest_harm", "experiment",
    "basis", "until", "fit", "report",
)  # fmt: skip
STUDY_NAME_LENGTH = 64
AIMS = ("targets", "held_out", "question", "compare")  # of an experiment, that move no run of a scenario
_COMPOSING = (
    HydraException, OmegaConfBaseException, YAMLError, ValueError, TypeError, AssertionError,
    AttributeError, KeyError, RecursionError, OSError,
)  # fmt: skip


@dataclass(frozen=True)
class Configuration:
    """One scenario as it will be simulated.

    Attributes:
        scenario, study: the frozen records.
        mapping: the same as plain keys and values, complete; `check` gives it back unchanged.
    """

    scenario: Scenario
    study: Study
    mapping: dict[str, Any]


def configure(
    overrides: Sequence[str] = (), config_dir: str | Path | None = None, *, alone: bool = False
) -> list[Configuration]:
    """A configuration for every scenario to be compared, the baseline first.

    `compare=[a,b]` names them; `scenario=X` alone is compared with the baseline (`ladder/*` with nothing);
    neither gives the default comparison. Both together are refused: they would say two things.

    Args:
        overrides: `key=value` as typed on the command line.
        config_dir: a user's folder of files beside the package's.
        alone: only the scenario named (a job of a sweep).

    Raises:
        Refused: naming the key, or the file and its line.
    """
    folder = None if config_dir is None else check_user_folder(config_dir)
    line = read_command_line(overrides, _folders(folder))
    names = line.compared(alone=alone)
    with _hydra():
        if not alone and line.compare is None and line.scenario is None:
            names = _named_by_experiment(line, folder) or names
        mappings = [_composed(name, line, folder) for name in names]
    for key in line.parts:
        _check_part_is_there(key, mappings)
    found = [_configured(name, mapping, line) for name, mapping in zip(names, mappings, strict=True)]
    _check_comparable(found)
    return [_with_comparison(one, names) for one in found]


def check(mapping: Mapping[str, Any]) -> Configuration:
    """Hold a composed mapping against the closed schema.

    Raises:
        Refused: a key that is none, a value that cannot be, values that cannot be together.
    """
    scenario, study = schema.build_all(mapping)
    scenario = scenario if scenario.rules else replace(scenario, rules=schema.default_rules())
    check_consistent(scenario, study)
    return Configuration(scenario, study, {**asdict(study), **asdict(scenario)})


def check_user_folder(folder: str | Path) -> Path:
    """Read a user's `--config-dir` as data, before Hydra sees it; the folder without links.

    Raises:
        Refused: naming the file, the line and what was expected.
    """
    taken = [path.relative_to(scenarios_folder()).with_suffix("").as_posix() for path in _packaged_files()]
    return _read_user_folder(folder, [*taken, BASE])


def check_overrides(overrides: Sequence[str], config_dir: Path | None = None) -> list[str]:
    """Check the command line of a sweep (`-m`), every value of every key.

    Returns:
        The overrides as Hydra shall see them (without the leading + it would object to).

    Raises:
        Refused: naming the key and what was expected.
    """
    line = read_command_line(overrides, _folders(config_dir), multirun=True)
    line.compared(alone=True)
    return [text.lstrip("+") for text in overrides]


def scenarios_folder() -> Path:
    """The package's own files: inside the installed package, or beside it in a checkout."""
    here = Path(__file__).resolve().parent
    packed = here / "_scenarios"
    return packed if packed.is_dir() else here.parent / "scenarios"


def flat(mapping: Mapping[str, Any], prefix: str = "") -> dict[str, str | int | float | bool | None]:
    """Values by dotted key, as columns of results: lists as JSON text."""
    columns: dict[str, str | int | float | bool | None] = {}
    for name, value in mapping.items():
        if isinstance(value, Mapping):
            columns |= flat(value, f"{prefix}{name}.")
        else:
            columns[prefix + name] = json.dumps(value) if isinstance(value, list) else value
    return columns


def identity(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """What of a configuration decides its results; with rules of one's own, the bytes of their files."""
    own = {"rules_files": identity_of_files()} if identity_of_files() else {}
    return {name: value for name, value in mapping.items() if name not in NOT_IDENTITY} | own


def changed(configuration: Configuration, values: Mapping[str, Any]) -> Configuration:
    """The same scenario with other values by dotted key: a point of an experiment.

    Raises:
        Refused: a value that cannot be, values that cannot be together, a part that is not there.
    """
    studied, whole = asdict(configuration.study), configuration.mapping
    mapping = copy.deepcopy({name: part for name, part in whole.items() if name not in studied})
    for key, value in values.items():
        if schema.part_of(key):
            _check_part_is_there(key, [mapping])
            _change_part(mapping, key, value)
        else:
            room, _, last = key.rpartition(".")
            _room_of(mapping, room)[last] = value
    scenario, _ = schema.build_all(mapping)
    check_consistent(scenario, configuration.study)
    return replace(configuration, scenario=scenario, mapping={**whole, **asdict(scenario)})


def default_study_name(configurations: Sequence[Configuration]) -> str:
    """The scenarios' names and a short hash of all that decides their results."""
    study = configurations[0].study
    mappings = [*(identity(one.mapping) for one in configurations), {"basis": study.held_equal}]
    if study.experiment.asks:
        experiment = asdict(study.experiment)
        mappings.append({key: value for key, value in experiment.items() if key not in AIMS})
    text = json.dumps(mappings, sort_keys=True, allow_nan=False)
    short = hashlib.sha256(text.encode()).hexdigest()[:8]
    names = "-".join(re.sub(r"[^A-Za-z0-9._-]", "-", one.scenario.name) for one in configurations)
    return f"{names[: STUDY_NAME_LENGTH - len(short) - 1].strip('._-')}-{short}"


def register_schema() -> None:
    """Put the defaults into Hydra's store, from where config.yaml takes them.

    Closed to further keys, but for rules and the parts that people name themselves.
    """
    node = OmegaConf.create(schema.defaults())
    for place in (*schema.NAMED_PARTS, *schema.lists_by_key(), "rules"):
        OmegaConf.set_struct(OmegaConf.select(node, place), False)
    ConfigStore.instance().store(name=BASE, node=node)


def _folders(user: Path | None) -> list[Path]:
    return [scenarios_folder(), *([user] if user is not None else [])]


def _packaged_files() -> list[Path]:
    return sorted(scenarios_folder().rglob("*.yaml"))


@contextlib.contextmanager
def _hydra() -> Iterator[None]:
    """Hydra initialised on the package's files; whatever was initialised before is put back."""
    register_schema()
    held = GlobalHydra.instance().hydra
    GlobalHydra.instance().clear()
    try:
        with initialize_config_dir(str(scenarios_folder()), job_name="sim", version_base=HYDRA_VERSION):
            yield
    finally:
        GlobalHydra.instance().hydra = held


def _configured(name: str, mapping: dict[str, Any], line: CommandLine) -> Configuration:
    if mapping.get("compare") is not None:
        raise Refused("compare", mapping["compare"], "a comparison on the command line, not in a file")
    if mapping.get("name") not in (None, name):
        raise Refused(f"scenario={name}: name", mapping["name"], f"{name!r}, as the file is called")
    for key, value in line.parts.items():
        _change_part(mapping, key, value)
    for (place, key), value in line.lists.items():
        _room_of(mapping, place)[key] = value
    return check({**mapping, "name": name})


def _composed(name: str, line: CommandLine, folder: Path | None) -> dict[str, Any]:
    overrides = [*line.hydra, f"scenario={name}"]
    if folder is not None:
        quoted = f"file://{folder.as_posix()}".replace("'", "\\'")
        overrides.append(f"hydra.searchpath=['{quoted}']")
    try:
        composed = OmegaConf.to_container(compose("config", overrides), resolve=False)
    except MissingConfigException as error:
        options = error.options or []
        missing = str(error.missing_cfg_file)
        near = nearest_name(missing.rpartition("/")[2], options)
        wanted = f"a file that is there ({', '.join(options)})"
        raise Refused(f"scenario={name}", missing, wanted, near) from None
    except _COMPOSING as error:
        reason = str(error.__cause__ or error) or type(error).__name__
        raise Refused(f"scenario={name}", name, f"files that Hydra can compose ({reason})") from None
    assert isinstance(composed, dict)
    return {str(key): value for key, value in composed.items()}


def _named_by_experiment(line: CommandLine, folder: Path | None) -> list[str] | None:
    """The scenarios that the experiment chosen is about, where it names some."""
    if not any(text.startswith("experiment") for text in line.hydra):
        return None
    node = _composed(BASELINE, line, folder).get("experiment")
    names = node.get("compare") if isinstance(node, dict) else None
    if names is not None:
        check_compared("experiment.compare", names, _folders(folder))
    return names


def _room_of(mapping: dict[str, Any], place: str) -> dict[str, Any]:
    """The mapping that stands at a dotted place."""
    for step in place.split("."):
        mapping = mapping[step]
    return mapping


def _parts_at(mapping: Mapping[str, Any], place: str) -> dict[str, Any]:
    room, kind = place.split(".")
    return dict(mapping[room][kind] or schema.default_parts(place))


def _check_part_is_there(key: str, mappings: Sequence[Mapping[str, Any]]) -> None:
    """Refuse a value of a reason or a group that no scenario compared has: it would add another."""
    place, name, inside = schema.part_of(key) or ("", "", "")
    there = dict.fromkeys(known for mapping in mappings for known in _parts_at(mapping, place))
    if name not in there:
        near = nearest_name(name, there)
        kind = place.rpartition(".")[2]
        wanted = (
            f"one of the {kind} {', '.join(there)}" if there else f"{kind} that are there, and there are none"
        )
        raise Refused(key, name, wanted, near and f"{place}.{near}.{inside}")


def _change_part(mapping: dict[str, Any], key: str, value: Any) -> None:
    """A value inside a reason or a group, where the scenario has it."""
    place, name, inside = schema.part_of(key) or ("", "", "")
    parts = _parts_at(mapping, place)
    if name not in parts:
        return
    for step in reversed(inside.split(".")):
        value = {step: value}
    merged = OmegaConf.to_container(OmegaConf.merge(parts[name] or {}, value), resolve=False)
    room, kind = place.split(".")
    mapping[room][kind] = {**parts, name: merged}


def _check_comparable(found: Sequence[Configuration]) -> None:
    """A comparison has one study, the same days and seeds for every scenario, and one number of advisors."""
    first = found[0]
    for other in found[1:]:
        try:
            check_same_staff(first.scenario, other.scenario)
        except Refused as refused:
            place = f"scenario={other.scenario.name}: {refused.place}"
            raise Refused(place, refused.value, refused.expected) from None
        ours, theirs = (flat(asdict(one.study)) for one in (first, other))
        for key, value in theirs.items():
            if value != ours[key]:
                raise Refused(
                    f"scenario={other.scenario.name}: {key}",
                    value,
                    f"{ours[key]!r}, as in {first.scenario.name}",
                )


def _with_comparison(one: Configuration, names: list[str]) -> Configuration:
    study = replace(one.study, compare=list(names))
    return Configuration(one.scenario, study, {**one.mapping, "compare": list(names)})
