"""dev.py: on an old Python, with a broken environment, interrupted, and asked for a task that is not."""

from __future__ import annotations

import ast
import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "dev.py"
NEWER_THAN_3_8 = {"graphlib", "tomllib", "zoneinfo"}


@pytest.fixture
def dev(tmp_path: Path) -> ModuleType:
    """dev.py in a folder of its own, with a small lock, so that it makes nothing in this checkout."""
    shutil.copy(SOURCE, tmp_path)
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    (tmp_path / "requirements.lock").write_text(
        "uvloop==2 \\\n    --hash=sha256:bb\nuv==1 \\\n    --hash=sha256:aa\nwheel==3\n"
    )
    spec = importlib.util.spec_from_file_location("dev_under_test", tmp_path / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def work(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What dev.py would have made and installed; its Python is the one that runs this test."""
    done: list[str] = []
    monkeypatch.setattr(dev, "PYTHON", Path(sys.executable))

    def make() -> None:
        done.append("make")
        dev.VENV.mkdir(exist_ok=True)
        dev.STAMP.write_text(dev.UNFINISHED)

    def install(command: list[object], cwd: Path | None = None) -> int:
        done.append(str(command[-1]))
        return 0

    monkeypatch.setattr(dev, "make_environment", make)
    monkeypatch.setattr(dev, "call", install)
    monkeypatch.setattr(dev, "locked", lambda name: name)
    return done


def test_is_python_3_8() -> None:
    ast.parse(SOURCE.read_text("utf-8"), feature_version=(3, 8))


def test_needs_the_standard_library_only() -> None:
    tree = ast.parse(SOURCE.read_text("utf-8"))
    names = {
        alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    names |= {str(node.module).split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names <= sys.stdlib_module_names - NEWER_THAN_3_8


def test_never_goes_through_a_shell() -> None:
    assert "shell=" not in SOURCE.read_text("utf-8")


@pytest.mark.parametrize(("wrong", "right"), [("tset", "test"), ("runn", "run"), ("stup", "setup")])
def test_unknown_task(dev: ModuleType, capsys: pytest.CaptureFixture[str], wrong: str, right: str) -> None:
    assert dev.main([wrong]) == 2
    assert f"did you mean '{right}'?" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_help_names_every_task(
    dev: ModuleType, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert dev.main(arguments) == 0
    shown = capsys.readouterr().out
    assert all(f"\n  {task} " in shown for task in dev.TASKS)


def test_no_python_fits(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dead = [["/nowhere/python3.12"], [sys.executable, "-c", "raise SystemExit(127)"], [""]]
    monkeypatch.setattr(dev, "candidates", lambda: iter(dead))
    assert dev.main(["setup"]) == 2
    told = capsys.readouterr().err
    assert "no Python 3.12, 3.13 or 3.14 was found" in told
    assert "pyenv install 3.12" in told
    assert not dev.VENV.exists()


def test_a_python_that_does_not_run_is_passed_over(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    dead = [sys.executable, "-c", "print('3.12 /nowhere/python'); raise SystemExit(127)"]
    monkeypatch.setattr(dev, "candidates", lambda: iter([dead, [sys.executable]]))
    assert Path(dev.fitting_python()).exists()


def test_a_python_that_does_not_fit_is_passed_over(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "candidates", lambda: iter([[sys.executable]]))
    monkeypatch.setattr(dev, "FIT", ("2.6", "2.7"))
    with pytest.raises(dev.Stop, match=r"no Python 2\.6 or 2\.7"):
        dev.fitting_python()


def test_this_python_is_the_first_candidate(dev: ModuleType) -> None:
    assert next(dev.candidates()) == [getattr(sys, "_base_executable", sys.executable)]


def test_first_call_makes_and_fills_the_environment_and_the_second_does_nothing(
    dev: ModuleType, work: list[str]
) -> None:
    dev.VENV.mkdir()
    dev.STAMP.write_text(dev.UNFINISHED)
    assert dev.ready() is True
    assert work[0] == "make"
    assert work[-1] == str(dev.ROOT)
    work.clear()
    assert dev.ready() is False
    assert work == []


@pytest.mark.parametrize("changed", ["LOCK", "PROJECT"])
def test_a_changed_lock_or_project_is_installed_into_the_same_environment(
    dev: ModuleType, work: list[str], changed: str
) -> None:
    dev.VENV.mkdir()
    dev.ready()
    work.clear()
    getattr(dev, changed).write_text("changed\n")
    assert dev.ready() is True
    assert "make" not in work
    assert dev.ready() is False


def test_a_changed_python_changes_the_stamp(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    stamps = set()
    for version in ("3.12.1", "3.12.2"):
        monkeypatch.setattr(dev, "answer", lambda *command, version=version: version)
        stamps.add(dev.stamp())
    assert len(stamps) == 2


def test_an_environment_whose_python_does_not_run_is_made_again(
    dev: ModuleType, work: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    dev.VENV.mkdir()
    monkeypatch.setattr(dev, "PYTHON", dev.VENV / "bin" / "python")
    dev.STAMP.write_text(dev.stamp())
    dev.ready()
    assert work[0] == "make"


def test_an_interruption_leaves_no_stamp_and_the_next_call_starts_anew(
    dev: ModuleType, work: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(command: list[object], cwd: Path | None = None) -> int:
        raise KeyboardInterrupt

    dev.VENV.mkdir()
    dev.ready()
    dev.LOCK.write_text("changed\n")
    with monkeypatch.context() as patch:
        patch.setattr(dev, "call", interrupted)
        assert dev.main(["setup"]) == 130
    assert dev.STAMP.read_text() == dev.UNFINISHED
    work.clear()
    assert dev.main(["setup"]) == 0
    assert work[0] == "make"


def test_without_uv_pip_installs_and_without_both_it_stops(
    dev: ModuleType, work: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[str] = []

    def failing(*broken: str) -> Callable[..., int]:
        def call(command: list[object], cwd: Path | None = None) -> int:
            tool = str(command[2])
            used.append(tool)
            return 1 if tool in broken and command[-1] == dev.LOCK else 0

        return call

    dev.VENV.mkdir()
    monkeypatch.setattr(dev, "call", failing("uv"))
    dev.fill_environment()
    assert used == ["pip", "pip", "uv", "pip", "pip"]
    monkeypatch.setattr(dev, "call", failing("uv", "pip"))
    with pytest.raises(dev.Stop, match="packages could not be installed"):
        dev.fill_environment()
    assert dev.STAMP.read_text() == dev.UNFINISHED


def test_one_package_of_the_lock(dev: ModuleType) -> None:
    dev.VENV.mkdir()
    assert dev.locked("uv").read_text().split() == ["uv==1", "\\", "--hash=sha256:aa"]
    with pytest.raises(dev.Stop, match=r"requirements\.lock has no setuptools"):
        dev.locked("setuptools")


def test_the_real_lock_holds_the_installers(dev: ModuleType) -> None:
    dev.VENV.mkdir()
    shutil.copy(SOURCE.parent / "requirements.lock", dev.LOCK)
    for name in ("uv", "setuptools"):
        assert dev.locked(name).read_text().startswith(f"{name}==")


def test_test_runs_every_check_and_gives_the_first_failure(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[list[str]] = []

    def call(command: list[object], cwd: Path | None = None) -> int:
        ran.append([str(part) for part in command[2:]])
        return {"mypy": 3, "pytest": 5}.get(str(command[2]), 0)

    monkeypatch.setattr(dev, "ready", lambda: False)
    monkeypatch.setattr(dev, "call", call)
    assert dev.main(["test", "-k", "erlang"]) == 3
    assert ran == [
        ["ruff", "check"],
        ["ruff", "format", "--check"],
        ["mypy", "sim"],
        ["pytest", "-k", "erlang"],
    ]
    assert "failed: mypy sim, pytest" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX knows them")
def test_an_interrupted_child_is_waited_for(dev: ModuleType, tmp_path: Path) -> None:
    """Ctrl-C reaches the child too; it may take its time to save, and dev.py leaves after it, with 130."""
    child = (
        "import os, signal, sys, time\n"
        "def save(number, frame):\n"
        "    time.sleep(0.5)\n"
        f"    open({str(tmp_path / 'saved')!r}, 'w').close()\n"
        "    sys.exit(7)\n"
        "signal.signal(signal.SIGINT, save)\n"
        "os.killpg(0, signal.SIGINT)\n"
        "time.sleep(30)\n"
    )
    parent = (
        # A job in the background begins with this signal ignored.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import dev\n"
        f"dev.TASKS['probe'] = (lambda arguments: dev.call([sys.executable, '-c', {child!r}]), '')\n"
        "sys.exit(dev.main(['probe']))\n"
    )
    command = [sys.executable, "-c", parent]
    with (tmp_path / "stderr").open("wb") as errors:  # a pipe would be waited for until the child ends too
        done = subprocess.run(command, start_new_session=True, stderr=errors, timeout=60)
    assert (tmp_path / "saved").exists()
    assert done.returncode == 130
    assert (tmp_path / "stderr").read_bytes() == b""


def test_the_childs_exit_code_is_passed_on(dev: ModuleType) -> None:
    assert dev.call([sys.executable, "-c", "raise SystemExit(3)"]) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX knows them")
def test_a_child_ended_by_a_signal_is_told_as_a_shell_tells_it(dev: ModuleType) -> None:
    assert dev.call([sys.executable, "-c", "import os; os.kill(os.getpid(), 15)"]) == 128 + 15
