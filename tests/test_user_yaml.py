"""Users' files are data: what could act is refused with its line, before Hydra sees it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from sim.refusal import Refused
from sim.user_yaml import MOST_BYTES, MOST_DEPTH, MOST_FILES, check_user_folder, read_user_file

SCENARIO = "# @package _global_\n"
BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(24)
)


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refusal(folder: Path, text: str | bytes, name: str = "governance/mine.yaml") -> Refused:
    """How a folder with one such file is refused; one line, and nothing is written."""
    write(folder, name, text)
    before = sorted(folder.rglob("*"))
    with pytest.raises(Refused) as caught:
        check_user_folder(folder)
    assert sorted(folder.rglob("*")) == before
    assert "\n" not in str(caught.value)
    return caught.value


REFUSED = [
    ("a hydra key", "authority: 1\nhydra:\n  callbacks: {x: {_target_: os.system}}\n", 2, "Hydra's own"),
    ("a nested hydra key", "review:\n  hydra: 1\n", 2, "Hydra's own"),
    ("a dotted hydra key", "hydra.run.dir: /tmp/x\n", 1, "Hydra's own"),
    ("a hydra group", "'hydra/launcher': x\n", 1, "Hydra's own"),
    ("a target", "review:\n  _target_: os.system\n", 2, "names code to call"),
    ("a target's option", "review: {_partial_: true}\n", 1, "names code to call"),
    ("a resolver", "authority: ${oc.env:HOME}\n", 1, "values written out"),
    ("a resolver in escapes", 'approver: "\\x24{oc.env:HOME}"\n', 1, "values written out"),
    ("a resolver in a key", '"\\x24{x}": 1\n', 1, "values written out"),
    ("an alias", "review: &a {mean: 1}\nrework: *a\n", 1, "values written out"),
    ("an alias bomb", BOMB, 1, "values written out"),
    ("a merge key", "<<: {authority: 1}\n", 1, "a name as key"),
    ("a tag", "authority: !!python/object/apply:os.system ['true']\n", 1, "without a tag"),
    ("a harmless tag", "authority: !!float 1\n", 1, "without a tag"),
    ("a duplicate key", "authority: 1\nauthority: 2\n", 2, "every key once"),
    ("two documents", "authority: 1\n---\nauthority: 2\n", 2, "one document"),
    ("a tab", "review:\n\tmean: 1\n", 2, "spaces in place of tabs"),
    ("Latin-1", b"# caf\xe9\nauthority: 1\n", 1, "UTF-8"),
    ("a byte-order mark", b"\xef\xbb\xbfauthority: 1\n", 1, "byte-order mark"),
    ("another line end", "# x\u2028# @package hydra\nauthority: 1\n", 1, "lines that end"),
    ("no mapping", "- authority\n", 1, "keys and values"),
    ("broken YAML", "authority: [1\n", 2, "YAML"),
    ("a key that is a switch", "on: 1\n", 1, "a name as key"),
    ("a key that is a number", "1: 1\n", 1, "a name as key"),
    ("a key that is a list", "? [a]\n: 1\n", 1, "a name as key"),
    ("octal", "authority: 010\n", 1, "plain digits"),
    ("hexadecimal", "authority: 0x10\n", 1, "plain digits"),
    ("an underscore", "authority: 1_000\n", 1, "plain digits"),
    ("an underscore in a fraction", "authority: 1_000.5\n", 1, "plain digits"),
    ("a clock time read as a number", "authority: 12:30\n", 1, "quoted text"),
    ("a misspelt key", "\n\nautority: 1\n", 3, "did you mean 'governance.authority'"),
    ("text for a number", "authority: much\n", 1, "a number from 0"),
    ("a switch for text", "approver: no\n", 1, "one of own, pooled"),
    ("infinity", "authority: .inf\n", 1, "a number from 0"),
    ("not a number", "authority: .nan\n", 1, "a number from 0"),
    ("a bad element", "authority: 1\nlimits:\n  - 10\n  - x\n", 4, "governance.limits[1]"),
    ("a default of null", "defaults: [{/governance: null}]\n", 1, "entries such as"),
    ("a missing value", "approver: ???\n", 1, "one of own"),
    ("defaults that are no list", "defaults: hierarchy\n", 1, "a list of defaults"),
    ("a launcher among the defaults", "defaults:\n  - hydra/launcher: joblib\n", 2, "Hydra's own"),
    ("an override of Hydra", "defaults:\n  - override /hydra/launcher: x\n", 2, "Hydra's own"),
    ("Hydra as a plain default", "defaults: ['/hydra/config']\n", 1, "Hydra's own"),
    ("a default moved to Hydra", "defaults: ['/governance@hydra.run: x']\n", 1, "Hydra's own"),
    ("a default moved elsewhere", "defaults: [{/governance@results: x}]\n", 1, "entries such as"),
    ("a default outside the folder", "defaults: [{/governance: ../../x}]\n", 1, "entries such as"),
    ("a plain default outside", "defaults: [../../x]\n", 1, "entries such as"),
    ("an optional default", "defaults: [{optional /governance: x}]\n", 1, "entries such as"),
    ("two choices in one default", "defaults: [{/governance: [x, y]}]\n", 1, "entries such as"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "expected"), [pytest.param(*case[1:], id=case[0]) for case in REFUSED]
)
def test_refused_with_its_line(tmp_path: Path, text: str | bytes, line: int, expected: str) -> None:
    refused = refusal(tmp_path, text)
    assert f"mine.yaml:{line}" in refused.place
    assert expected in str(refused)


@pytest.mark.parametrize(
    "header",
    [
        "# @package hydra.run",
        "#@package hydra",
        "\n  #   @package   _global_.hydra",
        "# a comment\n\n# @package results",
        "# @package",
        "# @package _global_ hydra",
        "# @anything _global_",
        "# @package _globl_",
        "# @package _global_\n# @package hydra.run",
    ],
)
def test_a_package_that_is_not_of_the_model(tmp_path: Path, header: str) -> None:
    refused = refusal(tmp_path, f"{header}\ndir: x\n")
    assert "'# @package' and one of _global_" in str(refused)


def test_a_comment_further_down_is_a_comment(tmp_path: Path) -> None:
    """Hydra reads the head of a file only."""
    write(tmp_path, "governance/mine.yaml", "authority: 1\n# @package hydra.run\n")
    check_user_folder(tmp_path)


def test_our_reading_of_the_header_is_hydras(tmp_path: Path) -> None:
    from hydra.plugins.config_source import ConfigSource

    for text in (
        "# @package _global_\nx: 1",
        "#  @package   demand\n",
        "\n\n# c\n#@package _group_",
        "x: 1",
        "",
    ):
        theirs = ConfigSource._get_header_dict(text)["package"] or "_group_"
        path = write(tmp_path, "x.yaml", text.replace("x: 1", ""))
        wanted = {"_global_": "", "_group_": "group"}.get(theirs, theirs)
        assert read_user_file(path, "group/x").prefix == wanted


def test_an_alias_bomb_is_refused_at_once(tmp_path: Path) -> None:
    """Expanded it would hold 2**24 values."""
    began = time.perf_counter()
    refusal(tmp_path, BOMB)
    assert time.perf_counter() - began < 1.0


@pytest.mark.parametrize("nest", ["[" * 5000, "a: " + "{a: " * 5000, "- " * 5000])
def test_deep_nesting(tmp_path: Path, nest: str) -> None:
    assert f"at most {MOST_DEPTH} levels" in str(refusal(tmp_path, nest))


def test_depth_that_is_allowed(tmp_path: Path) -> None:
    """As deep as the limit: read as data, refused by the schema only."""
    nested = "values: " + "[" * (MOST_DEPTH - 2) + "1" + "]" * (MOST_DEPTH - 2)
    assert "a number from 0" in str(refusal(tmp_path, f"review:\n  {nested}\n"))


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    assert f"at most {MOST_BYTES} bytes" in str(refusal(tmp_path, "# " + "x" * MOST_BYTES))


def test_too_many_files(tmp_path: Path) -> None:
    for number in range(MOST_FILES):
        write(tmp_path, f"governance/g{number}.yaml", "")
    check_user_folder(tmp_path)
    assert f"at most {MOST_FILES} YAML files" in str(refusal(tmp_path, "", "governance/one_more.yaml"))


class TestFolder:
    """What is looked at, and what is not."""

    def test_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(Refused, match=r"--config-dir: .*a folder that exists"):
            check_user_folder(tmp_path / "nowhere")

    def test_a_link_to_a_file_outside(self, tmp_path: Path) -> None:
        outside = write(tmp_path, "outside.yaml", "authority: 1\n")
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / "x.yaml").symlink_to(outside)
        with pytest.raises(Refused, match="nor to a file outside"):
            check_user_folder(tmp_path / "mine")

    def test_a_link_to_a_folder(self, tmp_path: Path) -> None:
        """Even inside: it could lead to a hidden folder, which is not read."""
        write(tmp_path, ".hidden/x.yaml", "hydra: 1\n")
        (tmp_path / "governance").symlink_to(tmp_path / ".hidden")
        with pytest.raises(Refused, match="no link to a folder"):
            check_user_folder(tmp_path)

    def test_a_link_to_a_file_inside(self, tmp_path: Path) -> None:
        inside = write(tmp_path, "governance/x.yaml", "authority: 1\n")
        (tmp_path / "governance" / "y.yaml").symlink_to(inside)
        check_user_folder(tmp_path)

    @pytest.mark.parametrize("name", ["hydra/launcher/x.yaml", "hydra.yaml", "governance/Hydra/x.yaml"])
    def test_a_name_of_hydra(self, tmp_path: Path, name: str) -> None:
        assert "Hydra's own" in str(refusal(tmp_path, "", name))

    @pytest.mark.parametrize("name", ["governance/x.yml", "governance/x.YAML"])
    def test_an_ending_that_hydra_does_not_read(self, tmp_path: Path, name: str) -> None:
        assert "the ending .yaml" in str(refusal(tmp_path, "", name))

    @pytest.mark.parametrize("name", ["governance/hierarchy.yaml", "governance/HIERARCHY.yaml"])
    def test_a_name_of_the_package(self, tmp_path: Path, name: str) -> None:
        write(tmp_path, name, "authority: 1\n")
        with pytest.raises(Refused, match="a name of its own"):
            check_user_folder(tmp_path, ["governance/hierarchy"])

    def test_hidden_files_and_other_endings_are_left_alone(self, tmp_path: Path) -> None:
        write(tmp_path, ".git/x.yaml", "hydra: 1\n")
        write(tmp_path, ".pre-commit-config.yaml", "hydra: 1\n")
        write(tmp_path, "notes.txt", "hydra: 1\n")
        assert check_user_folder(tmp_path) == tmp_path.resolve()

    def test_a_folder_that_is_called_like_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "x.yaml").mkdir()
        check_user_folder(tmp_path)


class TestScenario:
    """A scenario of one's own."""

    def test_is_read(self, tmp_path: Path) -> None:
        text = f"{SCENARIO}defaults:\n  - override /governance: mine\nname: mine\ndemand:\n  scale: 1e-1\n"
        path = write(tmp_path, "scenario/mine.yaml", text)
        file = read_user_file(path, "scenario/mine")
        assert file.data == {"name": "mine", "demand": {"scale": 0.1}}
        assert file.includes == ("governance/mine",)
        assert file.prefix == ""

    def test_wants_its_header(self, tmp_path: Path) -> None:
        refused = refusal(tmp_path, "name: mine\n", "scenario/mine.yaml")
        assert "'# @package _global_'" in str(refused)

    def test_names_key_line_and_right_key(self, tmp_path: Path) -> None:
        refused = refusal(tmp_path, f"{SCENARIO}governance:\n  autority: 3\n", "scenario/mine.yaml")
        assert refused.place.endswith("mine.yaml:3: governance.autority")
        assert refused.nearest == "governance.authority"

    def test_clock_times_are_quoted(self, tmp_path: Path) -> None:
        text = f"{SCENARIO}calendar:\n  opens: 12:30\n"
        assert 'quoted text: "12:30"' in str(refusal(tmp_path, text, "scenario/mine.yaml"))
        text = f'{SCENARIO}calendar:\n  opens: "12:30"\n  start: 2025-02-03\n'
        write(tmp_path, "scenario/mine.yaml", text)
        check_user_folder(tmp_path)

    @pytest.mark.parametrize("number", ["1e3", "1.5e2", "1.0e+2", ".5", "-0"])
    def test_numbers_as_omegaconf_reads_them(self, tmp_path: Path, number: str) -> None:
        from omegaconf import OmegaConf

        path = write(tmp_path, "governance/x.yaml", f"authority: {number}\n")
        assert read_user_file(path, "governance/x").data == OmegaConf.load(path)

    def test_defaults_in_a_circle(self, tmp_path: Path) -> None:
        write(tmp_path, "scenario/a.yaml", f"{SCENARIO}defaults: [b]\n")
        refused = refusal(tmp_path, f"{SCENARIO}defaults: [/scenario/a]\n", "scenario/b.yaml")
        assert "do not lead back" in str(refused)

    def test_defaults_that_multiply(self, tmp_path: Path) -> None:
        """Each file twice the next: Hydra would follow 2**30 of them."""
        for level in range(30):
            write(tmp_path, f"s{level}.yaml", f"defaults: [/s{level + 1}, /s{level + 1}]\n")
        began = time.perf_counter()
        assert "fewer defaults" in str(refusal(tmp_path, "", "s30.yaml"))
        assert time.perf_counter() - began < 5.0
