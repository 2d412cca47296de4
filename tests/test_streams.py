"""Philox against its published vectors, the laws against SciPy's, and the same draws with JIT off.

Statistical tests draw with a fixed key, so that they never flicker. Their false-alarm rate is that over keys:
each would flag a correct law under one key in 10,000.
"""

from __future__ import annotations

import ast
import math
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import special, stats

from sim import streams
from sim.compiling import compiled
from sim.tables import table

FALSE_ALARM = 1e-4
DRAWS = 50_000
STREAM = streams.FIRST_FREE_STREAM  # the tests' own
MASK = 0xFFFFFFFF
NO_QUANTILES = np.zeros(2)
OBSERVED = np.array([0.5, 1.0, 3.0, 4.0, 10.0])
NEEDS_JIT = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="compares with the compiled form")

Floats = NDArray[np.float64]
blocks = st.lists(st.integers(0, MASK), min_size=4, max_size=4)
words64 = st.integers(0, 2**64 - 1)
signed64 = st.integers(-(2**63), 2**63 - 1)


@compiled
def sample(law, key, quantiles, values):  # type: ignore[no-untyped-def]
    """One draw of a law for every entity."""
    for entity in range(values.size):
        values[entity] = streams.draw(law, key, STREAM, entity, 0, quantiles)


@compiled
def sample_poisson(key, mean, counts):  # type: ignore[no-untyped-def]
    for entity in range(counts.size):
        counts[entity] = streams.poisson(key, STREAM, entity, 0, mean)


@compiled
def sample_uniforms(places, pairs):  # type: ignore[no-untyped-def]
    """Two uniforms for every row (seed, replication, stream, entity, k, block) of places."""
    for row in range(pairs.shape[0]):
        place = places[row]
        pairs[row] = streams.uniforms(place[:2], place[2], place[3], place[4], place[5])


@compiled
def sample_normals(units, values):  # type: ignore[no-untyped-def]
    for row in range(units.size):
        values[row] = streams.normal(units[row])


def key_of(seed: int = 2025, replication: int = 3) -> NDArray[np.uint64]:
    return np.array([seed, replication], np.uint64)


def law_of(kind: int, a: float = 0.0, b: float = 0.0) -> Any:
    law = table("law", 1)
    law.kind, law.a, law.b = kind, a, b
    return law[0]


def draws_of(law: Any, number: int, quantiles: Floats = NO_QUANTILES, seed: int = 2025) -> Floats:
    values = np.empty(number)
    sample(law, key_of(seed), quantiles, values)
    return values


def uniforms_at(places: NDArray[np.int64]) -> Floats:
    pairs = np.empty((len(places), 2))
    sample_uniforms(places, pairs)
    return pairs


def to_units(block: list[int]) -> tuple[float, float]:
    """The uniforms of a block of Philox."""
    return streams._to_units(*(block if numba.config.DISABLE_JIT else map(np.uint64, block)))  # type: ignore[no-any-return]


class TestPhilox:
    """Philox 4x32-10."""

    @pytest.mark.parametrize("form", ["_philox_python", "_philox_compiled"])
    @pytest.mark.parametrize(
        ("counter", "key", "block"),
        [
            (" ".join(["0" * 8] * 4), " ".join(["0" * 8] * 2), "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
            (" ".join(["f" * 8] * 4), " ".join(["f" * 8] * 2), "408f276d 41c83b0e a20bc7c6 6d5451fd"),
            (
                "243f6a88 85a308d3 13198a2e 03707344",
                "a4093822 299f31d0",
                "d16cfe09 94fdcceb 5001e420 24126ea1",
            ),
        ],
        ids=["zeros", "ones", "pi"],
    )
    def test_known_answers(self, form: str, counter: str, key: str, block: str) -> None:
        """The vectors published with Random123 (kat_vectors, philox4x32 10)."""
        if numba.config.DISABLE_JIT and form == "_philox_compiled":
            pytest.skip("without compilation the Python form draws")
        c, k = ([int(word, 16) for word in text.split()] for text in (counter, key))
        given_words = getattr(streams, form)(*k, *c)
        assert [f"{int(word):08x}" for word in given_words] == block.split()

    @NEEDS_JIT
    @given(st.lists(words64, min_size=2, max_size=2), st.lists(signed64, min_size=4, max_size=4))
    def test_compiled_form_equals_the_one_in_python_integers(
        self, key: list[int], counter: list[int]
    ) -> None:
        """Whatever the words, those of too many bits and negative ones included: both keep the lower 32."""
        given_words = [*map(np.uint64, key), *map(np.int64, counter)]
        assert streams._philox_compiled(*given_words) == streams._philox_python(*given_words)

    def test_the_form_that_draws(self) -> None:
        wanted = streams._philox_python if numba.config.DISABLE_JIT else streams._philox_compiled
        assert streams.philox is wanted


class TestFold:
    """The digest."""

    @NEEDS_JIT
    @given(words64, signed64)
    def test_compiled_form_equals_the_one_in_python_integers(self, digest: int, value: int) -> None:
        compiled_form = streams._fold_compiled(np.uint64(digest), value)
        assert compiled_form == streams._fold_python(np.uint64(digest), value)

    @pytest.mark.parametrize("form", ["_fold_python", "_fold_compiled"])
    def test_by_hand(self, form: str) -> None:
        """Exclusive or, times the odd constant, and folded on its own upper half; 0 into 0 stays 0."""
        if numba.config.DISABLE_JIT and form == "_fold_compiled":
            pytest.skip("without compilation the Python form folds")
        products = [factor * 0x9E3779B97F4A7C15 % 2**64 for factor in (0, 1, -1, 0b0110)]
        steps = [(0, 0), (0, 1), (0, -1), (0b1100, 0b1010)]
        folded = [int(getattr(streams, form)(np.uint64(digest), value)) for digest, value in steps]
        assert folded == [product ^ (product >> 29) for product in products]

    @given(words64, signed64, signed64)
    def test_another_value_gives_another_digest(self, digest: int, one: int, other: int) -> None:
        """Exactly: for a given digest, folding is one-to-one in the value."""
        folded = [int(streams.fold(np.uint64(digest), value)) for value in (one, other)]
        assert (folded[0] == folded[1]) == (one == other)

    @given(st.lists(st.integers(-1, 10**13), min_size=2, max_size=6, unique=True), st.randoms())
    def test_another_order_gives_another_digest(self, values: list[int], random: Any) -> None:
        """Never equal by construction; by chance in one case of 2**64."""
        other = random.sample(values, len(values))
        assert (digest_of(values) == digest_of(other)) == (values == other)


def digest_of(values: list[int]) -> int:
    digest = np.uint64(0)
    for value in values:
        digest = np.uint64(streams.fold(digest, value))
    return int(digest)


class TestUniforms:
    """Uniforms of a place: seed, replication, stream, entity, k, block."""

    @given(blocks)
    @example([0] * 4)
    @example([MASK] * 4)
    def test_are_strictly_inside_the_unit_interval(self, block: list[int]) -> None:
        assert all(0.0 < unit < 1.0 for unit in to_units(block))

    @NEEDS_JIT
    @given(blocks)
    @example([MASK] * 4)
    def test_are_the_same_in_python_integers(self, block: list[int]) -> None:
        assert streams._to_units_python(*block) == to_units(block)

    @pytest.mark.parametrize("argument", range(6))
    def test_every_part_of_the_place_counts(self, argument: int) -> None:
        """Along each part of the key: no value twice, uniform, and neighbours uncorrelated.

        False alarm: 1e-4 for each of the three statistics of each half.
        """
        places = np.full((20_000, 6), 7, np.int64)
        places[:, argument] = np.arange(20_000)
        pairs = uniforms_at(places)
        assert np.unique(pairs).size == pairs.size
        for half in pairs.T:
            assert stats.kstest(half, "uniform").pvalue > FALSE_ALARM
            assert stats.pearsonr(half[:-1], half[1:]).pvalue > FALSE_ALARM
        assert stats.pearsonr(*pairs.T).pvalue > FALSE_ALARM

    def test_both_halves_of_a_block_are_independent(self) -> None:
        """Counts of pairs on a 16 x 16 grid (chi-square). False alarm 1e-4."""
        places = np.full((DRAWS, 6), 11, np.int64)
        places[:, 3] = np.arange(DRAWS)
        grid = np.histogram2d(*uniforms_at(places).T, bins=16, range=[[0, 1], [0, 1]])[0]
        assert stats.chisquare(grid.ravel()).pvalue > FALSE_ALARM

    @given(st.permutations(range(40)))
    def test_do_not_depend_on_the_order_of_the_draws(self, order: list[int]) -> None:
        places = np.array([[1, 2, stream, entity, 0, 0] for stream in range(4) for entity in range(10)])
        assert (uniforms_at(places[order]) == uniforms_at(places)[order]).all()


def counted(counts: NDArray[np.int64], mean: float) -> float:
    """P-value of Poisson counts (chi-square), rare ones put together so that each class expects ten."""
    law = stats.poisson(mean)
    low, high = int(law.ppf(10 / counts.size)), int(law.isf(10 / counts.size))
    observed = np.bincount(np.clip(counts, low, high) - low, minlength=high - low + 1)
    below = law.cdf(np.arange(low, high))
    return float(stats.chisquare(observed, np.diff(below, prepend=0.0, append=1.0) * counts.size).pvalue)


class TestLaws:
    """Draws against the distributions they are named after."""

    @pytest.mark.parametrize(
        ("kind", "a", "b", "law"),
        [
            (streams.EXPONENTIAL, 3.0, 0.0, stats.expon(scale=3)),
            (streams.LOGNORMAL, 0.5, 0.8, stats.lognorm(0.8, scale=math.exp(0.5))),
            (streams.PARETO, 2.0, 2.5, stats.pareto(2.5, scale=2)),
            (streams.GAMMA, 0.35, 3.0, stats.gamma(0.35, scale=3)),
            (streams.GAMMA, 1.0, 2.0, stats.expon(scale=2)),
            (streams.GAMMA, 6.25, 0.5, stats.gamma(6.25, scale=0.5)),
        ],
        ids=["exponential", "lognormal", "pareto", "gamma below 1", "gamma at 1", "gamma above 1"],
    )
    def test_continuous_laws(self, kind: int, a: float, b: float, law: Any) -> None:
        """Kolmogorov-Smirnov, 50,000 draws. False alarm 1e-4; a distribution off by 0.015 is found."""
        drawn = draws_of(law_of(kind, a, b), DRAWS)
        assert stats.kstest(drawn, law.cdf).pvalue > FALSE_ALARM

    @pytest.mark.parametrize("first", [0, 3])
    def test_empirical_law(self, first: int) -> None:
        """Quantiles evenly spaced in probability, straight lines between. False alarm 1e-4."""
        quantiles = np.concatenate([np.full(first, -99.0), OBSERVED, [1e9]])
        drawn = draws_of(law_of(streams.EMPIRICAL, first, OBSERVED.size), DRAWS, quantiles)
        levels = np.linspace(0, 1, OBSERVED.size)
        assert stats.kstest(drawn, lambda value: np.interp(value, OBSERVED, levels)).pvalue > FALSE_ALARM

    @pytest.mark.parametrize(("place", "value"), [(0.0, 0.5), (0.25, 1.0), (0.375, 2.0), (0.95, 8.8)])
    def test_empirical_quantiles(self, place: float, value: float) -> None:
        law = law_of(streams.EMPIRICAL, 0, OBSERVED.size)
        assert streams.inverse(law, place, OBSERVED) == pytest.approx(value, rel=1e-12)

    def test_empirical_law_ends_with_its_last_value(self) -> None:
        """The largest uniform that can be drawn reads no row beyond the law's own."""
        largest = to_units([MASK] * 4)[0]
        for rows in range(2, 70):
            quantiles = np.append(np.arange(rows), np.nan)
            value = streams.inverse(law_of(streams.EMPIRICAL, 0, rows), largest, quantiles)
            assert value == pytest.approx(rows - 1)

    def test_constant_and_never(self) -> None:
        assert set(draws_of(law_of(streams.CONSTANT, 4.5), 10)) == {4.5}
        assert set(draws_of(law_of(streams.NEVER, 4.5), 10)) == {math.inf}

    @pytest.mark.parametrize("mean", [0.3, 4.0, 60.0])
    def test_poisson(self, mean: float) -> None:
        """Chi-square of 20,000 counts. False alarm 1e-4."""
        counts = np.empty(20_000, np.int64)
        sample_poisson(key_of(), mean, counts)
        assert counted(counts, mean) > FALSE_ALARM

    def test_poisson_of_mean_zero_is_zero(self) -> None:
        assert streams.poisson(key_of(), STREAM, 1, 1, 0.0) == 0

    def test_every_named_law_is_drawn(self) -> None:
        """A name leads to its own kind, and `NEVER` has none."""
        kinds = {name: getattr(streams, name.upper()) for name in streams.LAW_NAMES}
        assert kinds == streams.LAW_NAMES
        assert sorted([streams.NEVER, *kinds.values()]) == list(range(7))

    def test_gamma_blocks_are_its_own(self) -> None:
        """Drawn from another block on, the gamma is another one: two durations of one attempt."""
        values = {streams.gamma(key_of(), STREAM, 1, 1, block, 0.8) for block in (0, 1000, 2000)}
        assert len(values) == 3


class TestNormal:
    """Inversion of the normal distribution."""

    def test_against_scipy(self) -> None:
        """Centre, both tails and beyond what a uniform can reach; relative error at most 1e-14."""
        tail = np.geomspace(1e-300, 0.5, 4000)[:-1]
        units = np.concatenate([tail, np.linspace(1e-6, 1 - 1e-6, 4001), 1 - tail[tail > 1e-16]])
        values = np.empty(units.size)
        sample_normals(units, values)
        np.testing.assert_allclose(values, special.ndtri(units), rtol=1e-14, atol=1e-300)

    @pytest.mark.parametrize("unit", [0.075, 0.925, math.exp(-25.0)])
    def test_the_pieces_meet(self, unit: float) -> None:
        """Where one rational function ends and the next begins nothing jumps."""
        beside = [streams.normal(np.nextafter(unit, side)) for side in (0.0, 1.0)]
        assert beside[0] == pytest.approx(beside[1], rel=1e-13)


class TestNumbers:
    """The list of streams."""

    def test_the_numbers_of_the_streams_never_move(self) -> None:
        """A moved number would change every result; a new stream takes the next number."""
        known = {
            "CONTACT_TIMES": 1, "INTENSITY": 2, "LEAVING_OTHER": 3, "LEAVING_SERVICE": 4, "BUSYNESS": 5,
            "CASE": 6, "HANDLING": 7, "PATIENCE": 8, "OUTCOME": 9, "RETURN": 10, "REVIEW": 11, "ROSTER": 12,
        }  # fmt: skip
        assert known.items() <= dict(numbered()).items()

    def test_no_number_is_given_twice(self) -> None:
        numbers = [number for _, number in numbered()]
        assert len(numbers) == len(set(numbers)) >= 12
        assert all(0 < number < streams.FIRST_FREE_STREAM for number in numbers)


def numbered() -> Iterator[tuple[str, int]]:
    """The streams as the source lists them: up to the first free one."""
    with open(streams.__file__, encoding="utf-8") as source:  # noqa: PTH123
        body = ast.parse(source.read()).body
    for node in body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            name = ast.unparse(node.targets[0])
            if name == "FIRST_FREE_STREAM":
                return
            yield name, getattr(streams, name)


def every_draw() -> list[str]:
    """Some hundred draws of every law, bit by bit."""
    laws = [
        law_of(streams.NEVER),
        law_of(streams.CONSTANT, 2.5),
        law_of(streams.EXPONENTIAL, 3.0),
        law_of(streams.LOGNORMAL, 0.5, 1.1),
        law_of(streams.PARETO, 2.0, 2.5),
        law_of(streams.GAMMA, 0.35, 3.0),
        law_of(streams.GAMMA, 7.0, 1.0),
        law_of(streams.EMPIRICAL, 0, OBSERVED.size),
    ]
    values = [value for law in laws for value in draws_of(law, 200, OBSERVED)]
    values += [streams.poisson(key_of(), STREAM, entity, 1, 9.5) for entity in range(200)]
    values += [streams.normal(unit) for unit in (1e-18, 1e-9, 0.01, 0.3, 0.5, 0.99, 1 - 1e-12)]
    top = np.array([[MASK] * 6, [0, MASK] * 3, [2**31] * 6], np.int64)
    values += uniforms_at(top).ravel().tolist()
    return [float(value).hex() for value in values] + [f"{digest_of([5, -1, 2**62, 0, 7]):x}"]


@NEEDS_JIT
def test_without_compilation_the_draws_are_the_same() -> None:
    """Bit by bit, and without a warning of NumPy's (its uint64 tells of every overflow)."""
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, __file__]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == every_draw()


if __name__ == "__main__":
    warnings.simplefilter("error")
    print("\n".join(every_draw()))
