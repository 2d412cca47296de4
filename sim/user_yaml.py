"""Configuration files of users, read as data before Hydra sees them.

Hydra and OmegaConf act on what they read: a `hydra` key can name code to call, a comment at the head of
a file (`# @package ...`) moves its content, `${...}` reads the environment, a list of defaults reaches
any file of the disk. None of that is needed to describe a contact centre, so such a file is refused,
with its line. What remains is checked against the schema, so that a wrong value is told where it stands.
Called by `sim.configuration` with the folder given as `--config-dir`, and by the tests of `scenarios/`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from sim.refusal import Refused, nearest_name
from sim.schema import build_all

MOST_BYTES = 1_000_000
MOST_FILES = 500
MOST_ENTRIES = 20_000  # folders and files of any kind: a whole disk is not a folder of configuration
MOST_DEPTH = 20
MOST_DEFAULTS = 200  # files that one file may bring in
PACKAGES = (
    "_global_", "_group_", "demand", "staffing", "governance", "support", "people", "customers", "calendar",
    "experiment",
)  # fmt: skip
OPTION = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")

_DEFAULT_GROUP = re.compile(r"(?P<override>override )?(?P<group>/?[^@ ]+)(@(?P<package>[^@ ]+))?")
_HEADER = re.compile(r"\s*#\s*@")
_TARGETS = re.compile(r"_(target|recursive|convert|partial|args)_")
_TEXT, _INT, _FLOAT, _MERGE = (f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "merge"))
_WRITTEN_OUT = "values written out (no ${...}, no anchors, no aliases)"
_PLAIN_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")


class PlainLoader(yaml.SafeLoader):
    """YAML as OmegaConf reads it (1e3 is a number, a date is text), standard kinds of value only."""


PlainLoader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
PlainLoader.add_implicit_resolver(
    _FLOAT, re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)[eE][-+]?[0-9]+$"), list("-+.0123456789")
)


@dataclass(frozen=True)
class UserFile:
    """A file read as data.

    Attributes:
        name: as Hydra calls it: path in the folder without ending, such as "governance/mine".
        data: keys and values, nested, without the defaults.
        prefix: dotted place of its keys in the configuration.
        includes: files its defaults bring in, by name.
    """

    path: Path
    name: str
    data: Mapping[str, Any]
    prefix: str
    includes: tuple[str, ...]


def check_user_folder(folder: str | Path, taken: Iterable[str] = ()) -> Path:
    """Read every YAML file of a folder and its folders; hidden ones are left out, for Hydra too.

    Args:
        folder: as given by the user.
        taken: names the package itself has: Hydra would read those instead.

    Returns:
        The folder without links in its path.

    Raises:
        Refused: no such folder, or a file that is not plain data or not of the schema.
    """
    root = Path(folder)
    if not root.is_dir():
        raise Refused("--config-dir", str(folder), "a folder that exists")
    root = root.resolve()
    own = {name.casefold(): name for name in taken}
    files: dict[str, UserFile] = {}
    for path in _yaml_files(root, Path(folder)):
        if path.suffix != ".yaml":
            raise Refused(str(path), path.name, "the ending .yaml, which Hydra reads")
        file = read_user_file(path, path.relative_to(folder).with_suffix("").as_posix())
        if file.name.casefold() in own:
            raise Refused(
                str(path), path.name, f"a name of its own ({own[file.name.casefold()]} is the package's)"
            )
        files[file.name] = file
    for file in files.values():
        _count_includes(file, files)
    return root


def _yaml_files(root: Path, shown: Path) -> Iterator[Path]:
    entries = found = 0
    for parent, folders, names in os.walk(shown):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in [*folders, *sorted(names)]:
            path, entries = Path(parent, name), entries + 1
            if entries > MOST_ENTRIES:
                raise Refused("--config-dir", str(shown), f"a folder of at most {MOST_ENTRIES} files")
            if name.startswith("."):
                continue
            ours = path.suffix.lower() in (".yaml", ".yml")
            if path.is_symlink() and (path.is_dir() or (ours and not path.resolve().is_relative_to(root))):
                raise Refused(str(path), name, "no link to a folder, nor to a file outside")
            if (name in folders or ours) and re.match(r"hydra\b", name, re.IGNORECASE):
                raise Refused(str(path), name, "another name: Hydra's own configuration is not for files")
            if name not in folders and ours:
                found += 1
                if found > MOST_FILES:
                    raise Refused("--config-dir", str(shown), f"a folder of at most {MOST_FILES} YAML files")
                yield path


def read_user_file(path: Path, name: str) -> UserFile:
    """One file as plain data, checked against the schema.

    Raises:
        Refused: naming the file, the line, the value and what was expected.
    """
    text = _text_of(path)
    package = _package(path, text)
    plain = _PlainData(path)
    data, lines = plain.read(_tree(path, text)), plain.lines
    data = {} if data is None else data
    if not isinstance(data, dict):
        raise Refused(f"{path}:1", data, "keys and values")
    parent = PurePosixPath(name).parent.as_posix().removeprefix(".")
    includes = tuple(_includes(path, lines, data.pop("defaults", []), parent))
    prefix = {"_global_": "", "_group_": parent.replace("/", ".")}.get(package, package)
    if data:
        _check_values(path, data, prefix, lines)
    return UserFile(path, name, data, prefix, includes)


def _check_values(path: Path, data: Mapping[str, Any], prefix: str, lines: Mapping[str, int]) -> None:
    try:
        build_all(data, prefix)
    except Refused as refused:
        own = refused.place.removeprefix(f"{prefix}.") if prefix else refused.place
        if own not in lines and prefix.startswith("scenario"):
            raise Refused(
                f"{path}:1", path.name, "the first line '# @package _global_', as in every scenario"
            ) from None
        place = f"{path}:{lines.get(own, 1)}: {refused.place}"
        raise Refused(place, refused.value, refused.expected, refused.nearest) from None


def _text_of(path: Path) -> str:
    if not path.is_file():
        raise Refused(str(path), path.name, "a file")
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refused(str(path), f"{path.stat().st_size} bytes", f"at most {MOST_BYTES} bytes")
    for number, line in enumerate(content.split(b"\n"), start=1):
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            raise Refused(f"{path}:{number}", line[:40], "text in UTF-8") from None
        if text.startswith("\ufeff"):
            raise Refused(f"{path}:{number}", "byte-order mark", "text in UTF-8 without a byte-order mark")
        if "\t" in text:
            raise Refused(f"{path}:{number}", text.strip(), "spaces in place of tabs")
        if "${" in text:
            raise Refused(f"{path}:{number}", text.strip(), _WRITTEN_OUT)
        if any(mark in text for mark in "\x85\u2028\u2029"):
            raise Refused(f"{path}:{number}", text.strip(), "lines that end as usual")
    return content.decode("utf-8")


def _package(path: Path, text: str) -> str:
    """Where the file's keys go, from the comments at its head, which Hydra obeys."""
    package = "_group_"
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.strip().startswith("#"):
            break
        if not _HEADER.match(line):
            continue
        words = line.strip().lstrip("#").split()
        if len(words) != 2 or words[0] != "@package" or words[1] not in PACKAGES:
            near = nearest_name(words[-1], PACKAGES)
            raise Refused(
                f"{path}:{number}", line.strip(), f"'# @package' and one of {', '.join(PACKAGES)}", near
            )
        package = words[1]
    return package


def _tree(path: Path, text: str) -> yaml.Node | None:
    """The nodes of the one document, after a look at the stream that expands nothing."""
    try:
        _check_events(path, text)
        node: yaml.Node | None = yaml.compose(text, Loader=PlainLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise Refused(f"{path}:{line}", str(error.problem), "YAML") from None
    except yaml.YAMLError as error:
        raise Refused(str(path), str(error), "YAML") from None
    return node


def _check_events(path: Path, text: str) -> None:
    depth = documents = 0
    event: Any
    for event in yaml.parse(text, Loader=PlainLoader):
        place = f"{path}:{event.start_mark.line + 1}"
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Refused(place, event.anchor, _WRITTEN_OUT)
        if getattr(event, "tag", None):
            raise Refused(place, event.tag, "values without a tag")
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise Refused(place, "---", "one document a file")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEPTH:
            raise Refused(place, f"{depth} levels", f"at most {MOST_DEPTH} levels")


class _PlainData:
    """The data of a file's nodes; `lines` gets the line of every dotted key."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[str, int] = {}
        self.loader = PlainLoader("")

    def read(self, node: yaml.Node | None, key: str = "") -> Any:
        if isinstance(node, yaml.MappingNode):
            found: dict[str, Any] = {}
            for name_node, value in node.value:
                name = self._key(name_node, found)
                dotted = f"{key}.{name}" if key else name
                self.lines[dotted] = name_node.start_mark.line + 1
                found[name] = self.read(value, dotted)
            return found
        if isinstance(node, yaml.SequenceNode):
            return [self._element(one, f"{key}[{place}]") for place, one in enumerate(node.value)]
        return None if node is None else self._scalar(node)

    def _element(self, node: yaml.Node, key: str) -> Any:
        self.lines[key] = node.start_mark.line + 1
        return self.read(node, key)

    def _key(self, node: yaml.Node, siblings: Mapping[str, Any]) -> str:
        place, name = self._place(node), node.value
        if not isinstance(node, yaml.ScalarNode) or node.tag != _TEXT:
            shown = name if isinstance(name, str) else "..."
            raise Refused(place, shown, "a name as key (in quotes where YAML reads something else)")
        if re.match(r"\s*hydra\s*($|[./])", name):
            raise Refused(place, name, "keys of the model; Hydra's own are for the command line")
        if _TARGETS.match(name):
            raise Refused(place, name, "data; nothing here names code to call")
        if "${" in name:
            raise Refused(place, name, _WRITTEN_OUT)
        if name in siblings:
            raise Refused(place, name, "every key once")
        return str(name)

    def _scalar(self, node: yaml.Node) -> Any:
        place, text = self._place(node), node.value
        if "${" in text or node.tag == _MERGE:
            raise Refused(place, text, _WRITTEN_OUT)
        if node.tag in (_INT, _FLOAT) and ":" in text:
            raise Refused(place, text, f'a clock time as quoted text: "{text}" (YAML reads it as a number)')
        if (node.tag == _INT and not _PLAIN_INT.fullmatch(text)) or (node.tag == _FLOAT and "_" in text):
            raise Refused(place, text, "a number in plain digits (YAML may read it as another one)")
        try:
            return self.loader.construct_object(node)
        except (yaml.YAMLError, ValueError) as error:
            raise Refused(place, text, f"a value that YAML can read ({error})") from None

    def _place(self, node: yaml.Node) -> str:
        return f"{self.path}:{node.start_mark.line + 1}"


def _includes(path: Path, lines: Mapping[str, int], entries: Any, parent: str) -> Iterator[str]:
    """The files that a list of defaults names; each entry closed to what a scenario needs."""
    if not isinstance(entries, list):
        raise Refused(f"{path}:{lines['defaults']}", entries, "a list of defaults")
    for number, entry in enumerate(entries):
        place = f"{path}:{lines[f'defaults[{number}]']}"
        if re.search(r"\bhydra\b", str(entry), re.IGNORECASE):
            raise Refused(place, entry, "defaults of the model; Hydra's own are for the command line")
        if entry == "_self_":
            continue
        target = _target(entry)
        if target is None:
            raise Refused(
                place, entry, "entries such as '- override /governance: desk_autonomy' or '- _self_'"
            )
        yield target.removeprefix("/") if target.startswith("/") or not parent else f"{parent}/{target}"


def _target(entry: Any) -> str | None:
    """The file that an entry names, or None where the entry is none that a scenario needs."""
    group, option = entry, ""
    if isinstance(entry, dict) and len(entry) == 1:
        ((group, option),) = entry.items()
    named = _DEFAULT_GROUP.fullmatch(group) if isinstance(group, str) and isinstance(option, str) else None
    if named is None or (named["package"] or "_group_") not in PACKAGES:
        return None
    target = f"{named['group']}/{option}" if option else named["group"]
    return target if OPTION.fullmatch(target.removeprefix("/")) else None


def _count_includes(file: UserFile, files: Mapping[str, UserFile]) -> None:
    """Refuse defaults that go in circles or multiply: Hydra would follow them."""
    count = 0
    waiting: list[tuple[str, tuple[str, ...]]] = [(file.name, (file.name,))]
    while waiting:
        name, above = waiting.pop()
        for target in files[name].includes:
            count += 1
            if target in above or count > MOST_DEFAULTS:
                what = "defaults that do not lead back to the file" if target in above else "fewer defaults"
                raise Refused(str(file.path), target, what)
            if target in files:
                waiting.append((target, (*above, target)))
