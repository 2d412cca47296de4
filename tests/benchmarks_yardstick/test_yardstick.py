"""The C yardstick simulates the queue it says it does, and says in one line why where it cannot be built."""

from __future__ import annotations

import heapq
import math
import os
import sys
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import t as student

from benchmarks.yardstick import (
    ARRIVALS_PER_MIN,
    HANDLING_MIN,
    PATIENCE_MIN,
    SERVERS,
    NoCompiler,
    Yardstick,
    find_compiler,
)
from sim.erlang import erlang_a
from sim.refusal import Refused

BATCHES, CONTACTS = 20, 400_000
FALSE_ALARM = 1e-4


def plain_loop(contacts: int, seed: int) -> tuple[float, float]:
    """The same queue from the same random bits, written plainly: abandonment share, mean wait in seconds."""
    draw = xoshiro256_plus(seed)
    ends: list[float] = []
    queue: deque[tuple[float, float]] = deque()
    arrived, abandoned, waited = 0, 0, 0.0
    arrival = draw(1.0 / ARRIVALS_PER_MIN)
    while arrived < contacts or ends:
        if arrived < contacts and (not ends or arrival < ends[0]):
            now, arrived = arrival, arrived + 1
            arrival = now + draw(1.0 / ARRIVALS_PER_MIN)
            if len(ends) < SERVERS:
                heapq.heappush(ends, now + draw(HANDLING_MIN))
            else:
                queue.append((now, now + draw(PATIENCE_MIN)))
            continue
        now = heapq.heappop(ends)
        while queue and queue[0][1] <= now:
            begun, gone = queue.popleft()
            abandoned, waited = abandoned + 1, waited + gone - begun
        if queue:
            waited += now - queue.popleft()[0]
            heapq.heappush(ends, now + draw(HANDLING_MIN))
    return abandoned / contacts, 60.0 * waited / contacts


def xoshiro256_plus(seed: int) -> Callable[[float], float]:
    """Exponential draws from Blackman & Vigna's generator, its state spread by splitmix64."""
    mask, state = 2**64 - 1, []
    for _ in range(4):
        seed = (seed + 0x9E3779B97F4A7C15) & mask
        z = ((seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        state.append(z ^ (z >> 31))

    def exponential(mean: float) -> float:
        a, b, c, d = state
        bits = (a + d) & mask
        c, d = c ^ a, d ^ b
        turned = ((d << 45) | (d >> 19)) & mask
        state[:] = a ^ d, b ^ c, c ^ ((b << 17) & mask), turned
        return -mean * math.log(((bits >> 11) + 1) * 2.0**-53)

    return exponential


@pytest.fixture(scope="module")
def yardstick() -> Iterator[Yardstick]:
    try:
        find_compiler()
    except NoCompiler as reason:
        pytest.skip(str(reason))
    with Yardstick() as built:  # a compiler that cannot build the source is a failure, not a skip
        yield built


def test_agrees_with_erlang_a(yardstick: Yardstick) -> None:
    """Batch means of independently seeded runs against the exact value, Student's t.

    False-alarm rate 1e-4 for both measures together (5e-5 each, two-sided). The start from an empty centre
    spares each batch 5 abandonments (Poisson's equation of the chain), under a tenth of the standard error.
    Power: the standard error is 0.5 % of either measure and the limit about 5.3 of them, so patience 10 %
    longer (mean wait +6 %) or handling 0.5 % longer (both +6 %) is found nearly always.
    """
    runs = [yardstick.run(CONTACTS, seed) for seed in range(BATCHES)]
    exact = erlang_a(SERVERS, ARRIVALS_PER_MIN, HANDLING_MIN, PATIENCE_MIN)
    limit = student.isf(FALSE_ALARM / 4, BATCHES - 1)
    for observed, expected in (
        ([run.abandonment_share for run in runs], exact.abandonment_probability),
        ([run.mean_wait_s for run in runs], 60.0 * exact.mean_wait),
    ):
        z = (np.mean(observed) - expected) / (np.std(observed, ddof=1) / np.sqrt(BATCHES))
        assert abs(z) < limit


@pytest.mark.parametrize("seed", [0, 1, 2**64 - 1])
def test_gives_what_the_loop_in_plain_python_gives(yardstick: Yardstick, seed: int) -> None:
    """One contact more or less abandons only where two mathematics libraries round a logarithm apart."""
    run = yardstick.run(40_000, seed)
    abandoned, wait = plain_loop(40_000, seed)
    assert run.abandonment_share == pytest.approx(abandoned, abs=1e-4)
    assert run.mean_wait_s == pytest.approx(wait, rel=1e-3)


def test_same_seed_same_outcome_other_seed_another(yardstick: Yardstick) -> None:
    first, again, other = (yardstick.run(20_000, seed) for seed in (7, 7, 8))
    assert (first.abandonment_share, first.mean_wait_s) == (again.abandonment_share, again.mean_wait_s)
    assert first.mean_wait_s != other.mean_wait_s


def test_speed_is_contacts_over_time_of_the_loop(yardstick: Yardstick) -> None:
    assert 1e5 < yardstick.run(200_000, 1).contacts_per_second < 1e9


def test_first_contacts_find_an_idle_advisor(yardstick: Yardstick) -> None:
    run = yardstick.run(SERVERS, 3)
    assert (run.abandonment_share, run.mean_wait_s) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("contacts", "seed", "place"), [(0, 1, "contacts"), (10, -1, "seed"), (10, 2**64, "seed")]
)
def test_refuses_what_the_loop_cannot_take(
    yardstick: Yardstick, contacts: int, seed: int, place: str
) -> None:
    with pytest.raises(Refused) as refused:
        yardstick.run(contacts, seed)
    assert refused.value.place == place


def test_closing_removes_the_folder(yardstick: Yardstick) -> None:
    with Yardstick() as another:
        folder = another._program.parent
        assert folder.is_dir()
    assert not folder.exists()


def test_no_compiler_on_the_path_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoCompiler, match=r"^no C compiler: install cc, gcc or clang, or name one in \$CC$"):
        Yardstick()


def test_cc_names_the_compiler_and_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "no-such-compiler -O2")
    with pytest.raises(NoCompiler, match="'no-such-compiler', named by"):
        find_compiler()
    monkeypatch.setenv("CC", f"{sys.executable} -O2")
    assert find_compiler() == [sys.executable, "-O2"]


@pytest.mark.skipif(os.name == "nt", reason="needs a shell script as compiler")
def test_failing_compiler_is_told_in_one_line_and_leaves_no_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.write_text("#!/bin/sh\necho 'cannot do C' >&2\necho more >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("CC", str(broken))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    with pytest.raises(NoCompiler, match=r"cannot build queue\.c: cannot do C$"):
        Yardstick()
    assert list(scratch.iterdir()) == []
