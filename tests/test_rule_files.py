"""Files of rules: run once by their bytes; whatever is wrong with one is told in one line, with its line."""

from __future__ import annotations

import inspect
import os
import pickle
import sys
from pathlib import Path

import pytest
from own_rules import HEAD, Load, forgotten, load, rule

from sim import configuration, rule_files
from sim.__main__ import main
from sim.refusal import Refused
from sim.rule_files import RulesFile, identity_of_files, load_all, load_rules, loaded
from sim.rules import OWN_FILES, registered

__all__ = ["forgotten", "load"]
GENEROUS = rule("generous", "return case.stake <= 2.0 * advisor.authority")
FAULTS = {
    "missing": (None, "my_rules.py", "a file that can be read"),
    "syntax": ("import sim\n\ndef rule(:\n", "my_rules.py, line 3", "def rule(:"),
    "null byte": ("x = 1\0\n", "my_rules.py, line 1", "null bytes"),
    "no UTF-8": (b'x = "\xff"\n', "my_rules.py", "utf-8"),
    "import": ("import sim\nimport nowhere_at_all\n", "my_rules.py, line 2", "nowhere_at_all"),
    "exception": ("x = 1\n\ny = x / 0\n", "my_rules.py, line 3", "ZeroDivisionError"),
    "exit": ("import sys\nsys.exit(0)\n", "my_rules.py, line 2", "SystemExit"),
    "point": (HEAD + '@sim.rule("desk.may_decid", reference="x")\ndef mine(): ...\n', "line 4", "may_decide"),
    "arguments": (
        HEAD + '@sim.rule("desk.may_decide", reference="")\ndef mine(case): ...\n',
        "4",
        "'advisor'",
    ),
    "field": (HEAD + rule("mine", "return advisor.autority > 1"), "line 6", "advisor.authority"),
    "twice": (HEAD + GENEROUS + GENEROUS, "line 9: rule generous", "my_rules.py, line 4"),
    "the package's": (HEAD + rule("within_authority", "return True"), "within_authority", "(the package)"),
    "no field": (HEAD + 'sim.field("advisr", "x", unit="1", start=0.0, meaning="x")', "line 4", "'advisor'"),
}


class TestRefused:
    """What is wrong with a file, on the command line and in Python."""

    @pytest.mark.usefixtures("forgotten")
    @pytest.mark.parametrize("fault", FAULTS)
    def test_in_one_line_before_anything_is_made(
        self, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(tmp_path)
        text, place, told = FAULTS[fault]
        if text is not None:
            Path("my_rules.py").write_bytes(text if isinstance(text, bytes) else text.encode())
        before = {point: dict(registered(point)) for point in ("desk.may_decide", "handling.solves")}
        for arguments in (["--rules", "my_rules.py", "horizon=1"], ["--rules=my_rules.py", "-m", "seed=1,2"]):
            assert main(arguments) == 2
            out, err = capsys.readouterr()
            assert out == ""
            assert err.startswith("refused: ")
            assert err.count("\n") == 1
            assert place in err
            assert told in err
        assert [path.name for path in tmp_path.iterdir()] == (["my_rules.py"] if text is not None else [])
        assert loaded() == ()
        assert {point: dict(registered(point)) for point in before} == before

    def test_of_another_kind(self, load: Load) -> None:
        with pytest.raises(Refused, match=r"'my_rules\.txt': expected a file of Python, \.py"):
            load(GENEROUS, "my_rules.txt")

    @pytest.mark.parametrize("key", ["rules", "rules.desk", "rules.desk.may_decide"])
    def test_a_path_is_no_name_of_a_rule(self, key: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([f"{key}=my_rules.py"]) == 2
        assert key in capsys.readouterr().err

    def test_a_path_in_a_scenario_file(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        folder = tmp_path / "scenario"
        folder.mkdir()
        text = "# @package _global_\nrules:\n  desk:\n    may_decide: my_rules.py\n"
        (folder / "mine.yaml").write_text(text)
        assert main(["--config-dir", str(tmp_path), "scenario=mine"]) == 2
        told = capsys.readouterr().err
        assert "a file is given by --rules FILE.py" in told
        assert "mine.yaml:4: rules.desk.may_decide" in told


class TestLoaded:
    """What becomes of a sound file."""

    def test_its_rules_are_registered(self, load: Load) -> None:
        file = load(HEAD + GENEROUS)
        known = registered("desk.may_decide")["generous"]
        assert known.function.__module__.startswith(OWN_FILES)
        assert not known.packaged
        assert loaded() == (file,)
        assert (file.name, file.path) == ("my_rules.py", os.path.realpath("my_rules.py"))

    def test_nothing_is_written_beside_it(self, load: Load, tmp_path: Path) -> None:
        load(HEAD + GENEROUS)
        assert [path.name for path in tmp_path.iterdir()] == ["my_rules.py"]

    def test_again_unchanged_it_is_not_run(self, load: Load) -> None:
        load(HEAD + GENEROUS)
        before = registered("desk.may_decide")["generous"]
        load(HEAD + GENEROUS)
        assert registered("desk.may_decide")["generous"] is before

    def test_changed_its_rules_take_the_old_ones_place(self, load: Load) -> None:
        first = load(HEAD + GENEROUS + rule("gone", "return True"))
        second = load(HEAD + rule("generous", "return False"))
        assert registered("desk.may_decide")["generous"].function(None, None, None) is False
        assert "gone" not in registered("desk.may_decide")
        assert loaded() == (second,)
        assert first.sha256 != second.sha256

    def test_changed_and_faulty_it_leaves_the_old_one(self, load: Load) -> None:
        first = load(HEAD + GENEROUS)
        with pytest.raises(Refused):
            load(HEAD + rule("other", "return True") + "1 / 0\n")
        assert list(registered("desk.may_decide")) == ["within_authority", "generous"]
        assert loaded() == (first,)

    def test_two_files_do_not_share_a_name(self, load: Load) -> None:
        load(HEAD + GENEROUS)
        with pytest.raises(Refused, match=r"other\.py, line 4: rule generous: .*\(my_rules\.py, line 4\)"):
            load(HEAD + GENEROUS, "other.py")

    def test_a_worker_runs_the_bytes_that_were_read(self, load: Load) -> None:
        """Whatever has become of the path by then; its lines too."""
        file: RulesFile = pickle.loads(pickle.dumps(load(HEAD + GENEROUS)))
        Path("my_rules.py").write_text("raise SystemExit\n")
        rule_files._LOADED.clear()
        load_all([file])
        function = registered("desk.may_decide")["generous"].function
        assert "2.0 * advisor.authority" in inspect.getsource(function)
        assert sys.modules[function.__module__].__file__ == file.path


class TestIdentity:
    """Other rules are other runs."""

    def test_is_that_of_the_bytes(self, load: Load) -> None:
        seen = []
        for text in (HEAD + GENEROUS, HEAD + GENEROUS + "# a word more\n"):
            file = load(text)
            assert identity_of_files() == [file.sha256]
            seen.append(configuration.identity({"seed": 1}))
        assert seen[0] != seen[1]
        assert seen[0] == {"seed": 1, "rules_files": seen[0]["rules_files"]}

    @pytest.mark.usefixtures("forgotten")
    def test_without_files_it_is_as_ever(self) -> None:
        assert configuration.identity({"seed": 1, "python_rule": "allow"}) == {"seed": 1}


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "my.py").mkdir()
    with pytest.raises(Refused, match="a file that can be read"):
        load_rules(tmp_path / "my.py")
