"""Identities of runs and manifests of studies."""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import provenance
from sim.compiling import model_version
from sim.provenance import canonical, identity, manifest, without_absolute_paths
from sim.refusal import Refused

CONFIGURATION = {"scenario": "circles", "demand": {"scale": 1.5, "opens": "08:00"}, "staffing": [3, 4]}

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


class TestIdentity:
    def test_is_the_hash_that_another_program_would_compute(self) -> None:
        text = (
            '{"configuration":{"demand":{"opens":"08:00","scale":1.5},"scenario":"circles","staffing":[3,4]},'
            '"model_version":"abc","replication":2,"seed":1}'
        )
        expected = hashlib.sha256(text.encode()).hexdigest()
        assert identity(CONFIGURATION, seed=1, replication=2, model_version="abc") == expected

    def test_does_not_depend_on_order_or_the_kind_of_sequence_or_number(self) -> None:
        other = {
            "staffing": (np.int64(3), 4),
            "demand": {"opens": "08:00", "scale": np.float64(1.5)},
            "scenario": "circles",
        }
        assert identity(other, 1, np.int64(2), "abc") == identity(CONFIGURATION, 1, 2, "abc")
        assert identity(other | {"staffing": np.array([3, 4])}, 1, 2, "abc") == identity(other, 1, 2, "abc")

    @pytest.mark.parametrize(
        "change",
        [
            {"seed": 2},
            {"replication": 3},
            {"model_version": "abd"},
            {"configuration": CONFIGURATION | {"scenario": "circle"}},
            {"configuration": CONFIGURATION | {"staffing": [4, 3]}},
            {"configuration": CONFIGURATION | {"staffing": [3, 4.0]}},
            {"configuration": CONFIGURATION | {"demand": {"scale": np.nextafter(1.5, 2), "opens": "08:00"}}},
            {"configuration": CONFIGURATION | {"extra": None}},
        ],
    )
    def test_differs_with_everything_that_decides(self, change: dict[str, Any]) -> None:
        same: dict[str, Any] = {
            "configuration": CONFIGURATION,
            "seed": 1,
            "replication": 2,
            "model_version": "abc",
        }
        assert identity(**(same | change)) != identity(**same)

    @pytest.mark.parametrize("bad", [float("nan"), float("inf"), -np.inf, np.float32("nan")])
    def test_refuses_what_is_no_finite_number(self, bad: float) -> None:
        with pytest.raises(Refused, match=r"^configuration\.demand\.scale\[1\]: .*a finite number"):
            identity({"demand": {"scale": [1.0, bad]}}, 1, 1, "abc")

    @pytest.mark.parametrize("bad", [object(), Path("x"), {1, 2}, b"bytes", 1j, datetime.now(UTC)])
    def test_refuses_what_is_no_plain_data(self, bad: object) -> None:
        with pytest.raises(Refused, match=r"^configuration\.key: "):
            identity({"key": bad}, 1, 1, "abc")

    def test_refuses_a_key_that_json_would_turn_into_text(self) -> None:
        with pytest.raises(Refused, match=r"^configuration\.weekday: 1: expected a key that is a text"):
            identity({"weekday": {1: 0.5}}, 1, 1, "abc")

    def test_is_the_same_under_any_hash_seed(self) -> None:
        code = (
            "from sim.provenance import identity; names = {'b': 1, 'a': 2, 'c': 3};"
            "print(identity({key: names[key] for key in set(names)}, 1, 1, 'abc'))"
        )
        printed = {
            subprocess.run(
                [sys.executable, "-c", code],
                env=os.environ | {"PYTHONHASHSEED": seed},
                capture_output=True,
                check=True,
                text=True,
            ).stdout
            for seed in ("0", "1", "2")
        }
        assert printed == {identity({"a": 2, "b": 1, "c": 3}, 1, 1, "abc") + "\n"}


@given(values)
def test_canonical_json_says_what_was_given(value: object) -> None:
    assert json.loads(canonical(value)) == value


class TestManifest:
    def test_records_what_is_needed_to_repeat(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NUMBA_BOUNDSCHECK", "1")
        before = datetime.now(UTC).replace(microsecond=0)
        record = manifest(
            CONFIGURATION, (1, np.int64(2)), ["sim", "scenario=circles"], {"basis": "equal_payroll"}
        )
        assert json.loads(json.dumps(record, allow_nan=False)) == record
        assert record["schema_version"] == 1
        assert record["model_version"] == model_version()
        assert record["configuration"] == CONFIGURATION
        assert record["seeds"] == [1, 2]
        assert record["command"] == ["sim", "scenario=circles"]
        assert record["basis"] == "equal_payroll"
        assert record["python"] == ".".join(str(part) for part in sys.version_info[:3])
        assert record["numba_settings"]["NUMBA_BOUNDSCHECK"] == "1"
        assert record["processors"] == os.cpu_count()
        assert before <= datetime.fromisoformat(record["started_utc"]) <= datetime.now(UTC)
        versions = record["versions"]
        assert set(versions) == {"numpy", "numba", "llvmlite", "scipy", "mesa", "hydra-core", "pyarrow"}
        assert versions["numpy"] == np.__version__

    def test_loads_none_of_the_libraries_whose_versions_it_records(self) -> None:
        code = (
            "import sys; from sim.provenance import manifest; manifest({}, [1], []);"
            "print(sorted({'mesa', 'hydra', 'pyarrow', 'pandas'} & set(sys.modules)))"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
        assert done.stdout == "[]\n"

    def test_names_no_user_and_no_path_of_the_machine(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path.parent / "cache"))
        configuration = {
            "demand": {"file": str(tmp_path / "calls.csv")},
            "results": {"dir": "/srv/jane/results"},
        }
        record = manifest(configuration, [1], [str(tmp_path / "sim"), "demand.file=/home/jane/calls.csv"])
        assert record["configuration"] == {"demand": {"file": "calls.csv"}, "results": {"dir": "results"}}
        assert record["command"] == ["sim", "demand.file=calls.csv"]
        text = json.dumps(record)
        assert "jane" not in text
        assert str(tmp_path.parent) not in text
        assert getpass.getuser() not in json.dumps(record | {"configuration": None, "platform": None}).split(
            '"'
        )

    def test_gives_the_hash_of_the_lock_where_there_is_one(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(provenance, "LOCK", tmp_path / "requirements.lock")
        assert manifest({}, [1], [])["requirements_lock_sha256"] is None
        (tmp_path / "requirements.lock").write_bytes(b"numpy==2.5.5\n")
        expected = hashlib.sha256(b"numpy==2.5.5\n").hexdigest()
        assert manifest({}, [1], [])["requirements_lock_sha256"] == expected

    def test_refuses_what_json_cannot_hold(self) -> None:
        with pytest.raises(Refused, match=r"configuration\.demand"):
            manifest({"demand": float("nan")}, [1], [])


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("scenario=ladder/mmn", "scenario=ladder/mmn"),
        ("compare=[a,b]", "compare=[a,b]"),
        ("~governance/approval", "~governance/approval"),
        ("experiment.address=tcp://scheduler:8786", "experiment.address=tcp://scheduler:8786"),
        ("share=1/2", "share=1/2"),
        ("../calls.csv", "../calls.csv"),
        ("/home/jane/calls.csv", "calls.csv"),
        ("/home/jane doe/my calls.csv", "my calls.csv"),
        ("--rules=/home/jane/rules.py", "--rules=rules.py"),
        ("files=[/home/jane/a.csv,'/home/jane/b.csv']", "files=[a.csv,'b.csv']"),
        (r"demand.file=C:\Users\jane\calls.csv", "demand.file=calls.csv"),
        (r"\\server\jane\calls.csv", "calls.csv"),
        ("/", "."),
    ],
)
def test_absolute_paths_are_shortened_and_nothing_else(written: str, shown: str) -> None:
    assert without_absolute_paths(written) == shown


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
class TestCheckout:
    @pytest.fixture
    def checkout(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A checkout of its own, in which this file stands as it does in the project's."""
        package = tmp_path / "project" / "sim"
        package.mkdir(parents=True)
        (package / "provenance.py").write_text("tracked\n")
        monkeypatch.setattr(provenance, "PACKAGE", package)
        for variable in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
            monkeypatch.delenv(variable, raising=False)
        self.git(package.parent, "init", "--quiet")
        return package.parent

    @staticmethod
    def git(folder: Path, *arguments: str) -> str:
        command = [
            "git",
            "-C",
            str(folder),
            "-c",
            "user.name=t",
            "-c",
            "user.email=t@example.org",
            *arguments,
        ]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def commit(self, folder: Path) -> str:
        self.git(folder, "add", ".")
        self.git(folder, "-c", "commit.gpgsign=false", "commit", "--quiet", "--message=x")
        return self.git(folder, "rev-parse", "HEAD")

    def recorded(self) -> tuple[object, object]:
        record = manifest({}, [1], [])
        return record["git_commit"], record["git_dirty"]

    def test_commit_and_uncommitted_changes(self, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        commit = self.commit(checkout)
        assert self.recorded() == (commit, False)
        monkeypatch.setenv("GIT_DIR", "/nowhere")
        assert self.recorded() == (commit, False), "a hook's variables point elsewhere"
        (checkout / "sim" / "provenance.py").write_text("changed\n")
        assert self.recorded() == (commit, True)

    def test_a_new_file_is_a_change_too(self, checkout: Path) -> None:
        commit = self.commit(checkout)
        (checkout / "scenario.yaml").write_text("new\n")
        assert self.recorded() == (commit, True)

    def test_no_commit_yet(self, checkout: Path) -> None:
        self.git(checkout, "add", ".")
        assert self.recorded() == (None, None)

    def test_somebody_elses_checkout_around_an_installed_package_does_not_count(self, checkout: Path) -> None:
        (checkout / ".gitignore").write_text("sim/\n")
        self.commit(checkout)
        assert self.recorded() == (None, None)

    def test_no_checkout(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(provenance, "PACKAGE", tmp_path)
        assert self.recorded() == (None, None)

    def test_no_git(self, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.commit(checkout)
        monkeypatch.setenv("PATH", "")
        assert self.recorded() == (None, None)
