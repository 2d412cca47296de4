"""New processes: many at once on an empty cache, on damaged code, with a changed file of a user."""

from __future__ import annotations

import os
from itertools import cycle
from pathlib import Path

import numba
import pytest
from copies import copy_of_package, started

from sim import compiling
from sim.rules import _REGISTRY

pytestmark = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="looks at compiled functions")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return copy_of_package(tmp_path)


DAMAGES = (
    lambda whole: b"",
    lambda whole: whole[: len(whole) // 2],
    lambda whole: b"\x80\x04" * (len(whole) // 2),
)
# Functions of three files, one of them a rule; then how many were compiled, and how many found.
USUAL = """
import sys, numpy, sim.compiling
from sim.floor.busyness import busyness
from sim.floor.routing import overdue_first
from sim.rule_calls import compile_rule
from sim.settings import settings_type
from sim.streams import uniforms
print("ready", flush=True)
input()
print(busyness(numpy.array([1, 2], numpy.uint64), 5, 0.5, 0.5).tolist())
made = [compile_rule("routing.work_first", "overdue_first", settings_type())]
"""
COUNT = """
import numba
modules = [module for name, module in sys.modules.items() if name.startswith("sim.")]
functions = {id(it): it for module in modules for it in vars(module).values()
             if isinstance(it, numba.core.dispatcher.Dispatcher)}.values()
functions = [*functions, *made]
missed = sum(sum(it.stats.cache_misses.values()) for it in functions)
found = sum(sum(it.stats.cache_hits.values()) for it in functions)
print(missed, found)
"""
DAY = """
import hashlib, sys
import sim
print("ready", flush=True)
input()
centre = sim.ContactCentre("hierarchical", days=2, rng=1)
centre.step()
print(hashlib.sha256(centre.run.world.day.tobytes()).hexdigest())
made = list(centre.run.world.rules)
"""


def together(script: str, package: Path, processes: int, cache: Path) -> list[tuple[str, int, int]]:
    """Of processes that begin at once: what each computes, how much it compiled, how much it found."""
    begun = [started(script + COUNT, package, XDG_CACHE_HOME=str(cache)) for _ in range(processes)]
    for process in begun:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == "ready\n"
    for process in begun:
        process.stdin.write("go\n")  # type: ignore[union-attr]
        process.stdin.flush()  # type: ignore[union-attr]
    ended = [process.communicate() for process in begun]
    assert [(process.returncode, told) for process, (_, told) in zip(begun, ended, strict=True)] == [
        (0, "")
    ] * processes
    rows = (printed.splitlines() for printed, _ in ended)
    return [(result, *map(int, counts.split())) for result, counts in rows]  # type: ignore[misc]


class TestManyProcesses:
    """Cold processes at once, and damaged files."""

    def test_some_at_once_agree_and_leave_good_code(self, package: Path, tmp_path: Path) -> None:
        cold = together(USUAL, package, 3, tmp_path / "cache")
        ((result, missed, found),) = together(USUAL, package, 1, tmp_path / "cache")
        assert {row[0] for row in cold} == {result}
        assert max(row[1] for row in cold) > 1
        assert missed == 0
        assert found > 1
        assert not list(tmp_path.rglob("*.part"))

    def test_damaged_files_are_replaced(self, package: Path, tmp_path: Path) -> None:
        """Every kept file of the package's functions, of rules too: empty, truncated, garbage ..."""
        ((result, compiled_first, _),) = together(USUAL, package, 1, tmp_path / "cache")
        files = sorted(tmp_path.rglob("*.code"))
        for file, damage in zip(files, cycle(DAMAGES), strict=False):
            file.write_bytes(damage(file.read_bytes()))
        assert together(USUAL, package, 1, tmp_path / "cache") == [(result, compiled_first, 0)]
        assert sorted(tmp_path.rglob("*.code")) == files
        ((again, missed, _),) = together(USUAL, package, 1, tmp_path / "cache")
        assert (again, missed) == (result, 0)

    @pytest.mark.slow
    @pytest.mark.verify
    def test_eight_whole_days_at_once(self, package: Path, tmp_path: Path) -> None:
        cold = together(DAY, package, 8, tmp_path / "cache")
        ((result, missed, found),) = together(DAY, package, 1, tmp_path / "cache")
        assert {row[0] for row in cold} == {result}
        assert missed == 0
        assert found > 1


MINE = """
import sys
import numba, numpy, sim.day
from sim.rule_calls import compile_rule
from sim.settings import settings_type
import theirs
from mine import patient
@numba.njit
def ask(function, waited, settings):
    return function(waited, settings)
made = compile_rule("routing.work_first", "patient", settings_type())
print(ask(made, 2000, numpy.zeros(1, settings_type()).view(numpy.recarray)[0]))
"""


class TestUsersRules:
    """Rules in files of a user's own."""

    def test_a_changed_helper_is_seen(self, package: Path, tmp_path: Path) -> None:
        """The rule's own file stays as it is; Numba's cache would go on with the old limit."""
        home, written = tmp_path / "home", []
        home.mkdir()
        (home / "mine.py").write_text(
            "from sim.rules import rule\nfrom theirs import LIMIT\n"
            "@rule('routing.work_first', reference='a test')\n"
            "def patient(waited, settings):\n    return waited > LIMIT\n"
        )
        for limit in (1000, 30000):
            (home / "theirs.py").write_text(f"LIMIT = {limit}\n")
            paths = os.pathsep.join((str(package.parent), str(home)))
            cache = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONDONTWRITEBYTECODE": "1"}
            done = started(MINE, package, PYTHONPATH=paths, **cache)
            printed, told = done.communicate()
            assert told == ""
            written.append(printed)
        assert written == ["True\n", "False\n"]
        assert not [file for file in tmp_path.rglob("*patient*") if file.suffix in (".code", ".nbi", ".nbc")]

    def test_the_packages_own_are_kept(self) -> None:
        import sim.day  # noqa: F401  the rooms it runs register their rules

        known = [rule.function for rules in _REGISTRY.values() for rule in rules.values()]
        own = [function for function in known if function.__module__.startswith("sim.")]
        assert len(own) >= 7
        assert {Path(function.__code__.co_filename) for function in own} <= compiling._SOURCES
