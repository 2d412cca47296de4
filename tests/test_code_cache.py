"""Kept code: found again, never another's, never damaged; and nothing that befalls its folder stops a run."""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numba
import pytest

from sim import code_cache
from sim.code_cache import CodeCache, read, tell, write
from sim.compiling import FirstClass

pytestmark = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="looks at compiled functions")
SIGNATURE = numba.int64(numba.int64)
LENGTHS = (0, 1, 31, 32, 33, 1000, -1)


def triple(number):  # type: ignore[no-untyped-def]
    return 3 * number


def quadruple(number):  # type: ignore[no-untyped-def]
    return 4 * number


Maker = Callable[..., tuple[int, int]]


def by_dispatcher(
    folder: Path | None, function: Any = triple, version: str = "1", current: bool = True
) -> Any:
    """Compile as a new process would, call; the answer, and how often code was found."""
    made = numba.njit(function)
    made._cache = CodeCache(function, folder, version, lambda: current)
    return made(14), sum(made.stats.cache_hits.values())


def as_first_class(
    folder: Path | None, function: Any = triple, version: str = "1", current: bool = True
) -> Any:
    made = FirstClass(function, SIGNATURE)
    made._cache = CodeCache(function, folder, version, lambda: current)
    made.compile_once()
    return made(14), sum(made.stats.cache_hits.values())


@pytest.fixture(params=[by_dispatcher, as_first_class], ids=["function", "first-class"])
def use(request: pytest.FixtureRequest) -> Maker:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(autouse=True)
def _untold() -> Iterator[None]:
    tell.cache_clear()
    yield
    tell.cache_clear()


def only_file(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


class TestFound:
    """Code is loaded for what it was compiled for, and for nothing else."""

    def test_again(self, use: Maker, tmp_path: Path) -> None:
        assert use(tmp_path / "new") == (42, 0)
        assert only_file(tmp_path / "new").name.startswith("test_code_cache.triple-1-")
        assert use(tmp_path / "new") == (42, 1)

    def test_not_of_another_version(self, use: Maker, tmp_path: Path) -> None:
        use(tmp_path)
        assert use(tmp_path, version="2") == (42, 0)

    def test_not_for_other_settings_of_the_compiler(
        self, use: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        use(tmp_path)
        monkeypatch.setattr(numba.config, "BOUNDSCHECK", 1)
        assert use(tmp_path) == (42, 0)
        assert use(tmp_path) == (42, 1)

    def test_every_setting_is_one_of_the_compiler(self) -> None:
        assert [name for name in code_cache.SHAPING if not hasattr(numba.config, name)] == []

    def test_not_for_another_signature(self, tmp_path: Path) -> None:
        """Numba's index, written by two processes at once, could give the one the other's."""
        made = numba.njit(triple)
        made._cache = CodeCache(triple, tmp_path, "1", lambda: True)
        assert (made(14), made(0.5)) == (42, 1.5)
        assert len(list(tmp_path.iterdir())) == 2
        assert sum(made.stats.cache_hits.values()) == 0

    def test_not_from_a_file_that_is_anothers(self, use: Maker, tmp_path: Path) -> None:
        """Whole and well written, but under a wrong name."""
        use(tmp_path / "one")
        use(tmp_path / "two", quadruple)
        only_file(tmp_path / "two").write_bytes(only_file(tmp_path / "one").read_bytes())
        assert use(tmp_path / "two", quadruple) == (56, 0)
        assert use(tmp_path / "two", quadruple) == (56, 1)

    def test_not_once_the_sources_changed(self, use: Maker, tmp_path: Path) -> None:
        """Nor is anything kept then: what is in memory may come from either version."""
        assert use(tmp_path, current=False) == (42, 0)
        assert list(tmp_path.iterdir()) == []
        use(tmp_path)
        assert use(tmp_path, current=False) == (42, 0)

    def test_nowhere(self, use: Maker) -> None:
        assert use(None) == (42, 0)

    def test_not_after_a_recompilation(self, tmp_path: Path) -> None:
        made = numba.njit(triple)
        made._cache = CodeCache(triple, tmp_path, "1", lambda: True)
        made(14)
        made.recompile()
        assert sum(made.stats.cache_hits.values()) == 0


class TestDamage:
    """A damaged file is as none, and is replaced."""

    def heals(self, use: Maker, folder: Path, damage: Callable[[Path], object]) -> None:
        use(folder)
        damage(only_file(folder))
        assert use(folder) == (42, 0)
        assert use(folder) == (42, 1)
        only_file(folder)

    @pytest.mark.parametrize("length", LENGTHS)
    def test_truncated(self, use: Maker, tmp_path: Path, length: int) -> None:
        self.heals(use, tmp_path, lambda file: file.write_bytes(file.read_bytes()[:length]))

    def test_garbage(self, use: Maker, tmp_path: Path) -> None:
        self.heals(use, tmp_path, lambda file: file.write_bytes(os.urandom(file.stat().st_size)))

    def test_longer(self, use: Maker, tmp_path: Path) -> None:
        self.heals(use, tmp_path, lambda file: file.write_bytes(file.read_bytes() + b"\0"))

    def test_unreadable(self, use: Maker, tmp_path: Path) -> None:
        """A link to itself: no one may open it, not even the administrator."""

        def loop(file: Path) -> None:
            file.unlink()
            file.symlink_to(file)

        self.heals(use, tmp_path, loop)

    def test_code_of_another_form(self, use: Maker, tmp_path: Path) -> None:
        """The digest is right, but what it covers is no code."""

        def other(file: Path) -> None:
            write(file, (read(file)[0], ("no", "code")))

        self.heals(use, tmp_path, other)

    def test_a_folder_in_its_place(
        self, use: Maker, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        """It cannot be replaced: a line, and the answer."""
        use(tmp_path)
        file = only_file(tmp_path)
        file.unlink()
        file.mkdir()
        assert [use(tmp_path), use(tmp_path)] == [(42, 0), (42, 0)]
        assert len(caplog.records) == 1
        assert only_file(tmp_path) == file

    def test_every_length_and_every_bit_counts(self, tmp_path: Path) -> None:
        file = tmp_path / "file"
        write(file, {"some": "content"})
        whole = file.read_bytes()
        assert read(file) == {"some": "content"}
        damaged = [whole[:length] for length in range(len(whole))]
        for place in range(8 * len(whole)):
            flipped = bytearray(whole)
            flipped[place // 8] ^= 1 << place % 8
            damaged.append(bytes(flipped))
        for content in damaged:
            file.write_bytes(content)
            with pytest.raises(ValueError, match="not as it was written"):
                read(file)


def half(file: Path, content: bytes) -> int:
    """A disk that is full after half of what is written."""
    with file.open("wb") as stream:
        stream.write(content[: len(content) // 2])
    raise OSError(errno.ENOSPC, "No space left on device")


class TestWriting:
    """Whole or not at all; where it fails, the run goes on."""

    def test_a_full_disk(
        self,
        use: Maker,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        monkeypatch.setattr(Path, "write_bytes", half)
        assert [use(tmp_path), use(tmp_path)] == [(42, 0), (42, 0)]
        assert list(tmp_path.iterdir()) == []
        told = f"compiled code cannot be kept in {tmp_path} (No space left on device): "
        assert caplog.record_tuples == [
            ("sim.code_cache", logging.WARNING, told + "every start compiles anew")
        ]

    def test_a_folder_that_cannot_be_made(
        self, use: Maker, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        (tmp_path / "file").touch()
        assert use(tmp_path / "file" / "folder") == (42, 0)
        assert len(caplog.records) == 1

    def test_the_old_file_stands_until_the_new_is_whole(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(tmp_path / "file", "old")
        monkeypatch.setattr(Path, "write_bytes", half)
        with pytest.raises(OSError, match="No space left"):
            write(tmp_path / "file", "new")
        assert read(tmp_path / "file") == "old"
        assert only_file(tmp_path).name == "file"
