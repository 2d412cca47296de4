"""Sensitivity: known functions have their known indices, noise alone has none, a gap is refused."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from made_studies import study
from numpy.typing import NDArray
from SALib.test_functions import Sobol_G
from scipy import stats

from sim.experiment.noise import SEED, noise_share, standard_errors
from sim.experiment.problem import Dimension, Problem
from sim.experiment.sensitivity import STEP, elementary_effects, sensitivity
from sim.experiment.table import outcome_by_draw
from sim.refusal import Refused

Floats = NDArray[np.float64]
THREE = Problem(tuple(Dimension(name, "float", -math.pi, math.pi) for name in "abc"))
UNIT = Problem(tuple(Dimension(name, "float", 0.0, 1.0) for name in "abcde"))


def unit(count: int) -> Problem:
    return Problem(tuple(Dimension(f"x{number}", "float", 0.0, 1.0) for number in range(count)))


def linear(x: Floats) -> Floats:
    return 5 * x[:, 0]


def ishigami(x: Floats) -> Floats:
    found: Floats = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    return found


def morris_1991(x: Floats) -> Floats:
    """Morris (1991), section 4; the coefficients that he draws are signs in turn."""
    w = 2 * (x - 0.5)
    for place in (2, 4, 6):
        w[:, place] = 2 * (1.1 * x[:, place] / (x[:, place] + 0.1) - 0.5)
    signs = (-1.0) ** np.arange(1, 21)
    main = np.where(np.arange(20) < 10, 20.0, signs)
    pairs = np.outer(signs, signs)
    pairs[:6, :6] = -15
    found: Floats = w @ main + np.einsum("ni,ij,nj->n", w, np.triu(pairs, 1), w)
    for i in range(5):
        for j in range(i + 1, 5):
            for k in range(j + 1, 5):
                found += -10 * w[:, i] * w[:, j] * w[:, k]
                for m in range(k + 1, 4):
                    found += 5 * w[:, i] * w[:, j] * w[:, k] * w[:, m]
    return found


def found(frame: pd.DataFrame, measure: str, column: str = "value") -> Floats:
    return frame[frame.measure == measure][column].to_numpy(float)


def test_ishigami_has_its_sobol_indices() -> None:
    """Exact: Sobol & Levitan 1999. Tolerance 0.02: five standard errors at 2,048 base draws."""
    frame = sensitivity(study(THREE, "saltelli", 2048, ishigami), THREE, "y", "saltelli", 2048).frame()
    assert found(frame, "S1") == pytest.approx([0.3139, 0.4424, 0], abs=0.02)
    assert found(frame, "ST") == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)
    assert frame.floor.isna().all()
    assert frame.above.isna().all()


def test_sobol_g_has_its_indices() -> None:
    """Exact: Saltelli & Sobol 1995. Tolerance 0.03 at 2,048 base draws."""
    a = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])
    problem = unit(8)
    runs = study(problem, "saltelli", 2048, lambda x: Sobol_G.evaluate(x, a))
    frame = sensitivity(runs, problem, "y", "saltelli").frame()
    assert found(frame, "S1") == pytest.approx(Sobol_G.sensitivity_index(a), abs=0.03)
    assert found(frame, "ST") == pytest.approx(Sobol_G.total_sensitivity_index(a), abs=0.03)


def test_a_linear_function_has_its_elementary_effects_exactly() -> None:
    """Over the whole range of each, whatever its unit, and of whole numbers by what their values do."""
    problem = Problem(
        (Dimension("a", "float", 10, 30), Dimension("b", "float", -1, 0), Dimension("c", "int", 0, 1))
    )
    runs = study(problem, "morris", 8, lambda x: 3 * x[:, 0] - 7 * x[:, 1] + 2 * x[:, 2])
    frame = sensitivity(runs, problem, "y", "morris", 8).frame()
    assert found(frame, "mu_star") == pytest.approx([60, 7, 2 / STEP])
    assert found(frame, "sigma") == pytest.approx([0, 0, 0], abs=1e-9)
    assert found(frame, "mu_star", "low") == pytest.approx([60, 7, 2 / STEP])


def test_morris_own_function_falls_into_his_groups() -> None:
    """Inputs 8 to 10 act nearly alone: 40, and what the three curved inputs add, whose mean is not zero.

    Tolerance: the interactions with 19 signs in turn have a spread of 6.5 over trajectories; four standard
    errors. Inputs 1 to 6 have curvature or interactions, 7 curvature; the other ten hardly matter.
    """
    problem = unit(20)
    frame = sensitivity(study(problem, "morris", 200, morris_1991), problem, "y", "morris").frame()
    size, spread = found(frame, "mu_star"), found(frame, "sigma")
    curved = float(np.mean([2 * (1.1 * level / (level + 0.1) - 0.5) for level in (0, 1 / 3, 2 / 3, 1)]))
    assert size[7:10] == pytest.approx([40 - 6 * curved, 40 + 6 * curved, 40 - 6 * curved], abs=1.9)
    assert size[:6].min() > 25
    assert size[10:].max() < 10
    assert spread[:7].min() > 15
    assert spread[7:].max() < 10


def test_effects_are_salibs_own() -> None:
    """The effects that the floor rests on are those whose mean size and spread SALib reports."""
    runs = study(THREE, "morris", 12, ishigami, replications=3, noise=1, shared=4)
    values, places = outcome_by_draw(runs, THREE, "y")
    ours = elementary_effects(places, values).mean(axis=2)
    frame = sensitivity(runs, THREE, "y", "morris").frame()
    assert np.abs(ours).mean(axis=1) == pytest.approx(found(frame, "mu_star"))
    assert ours.std(axis=1, ddof=1) == pytest.approx(found(frame, "sigma"))


@pytest.mark.parametrize(("design", "points"), [("morris", 8), ("saltelli", 64)])
def test_noise_that_only_one_parameter_moves_is_no_floor_of_the_others(design: str, points: int) -> None:
    """A run is fixed by its values and its replication: what does nothing leaves it as it is, to the bit."""
    runs = study(UNIT, design, points, linear, replications=4)
    runs["y"] *= 1 + 0.3 * np.random.default_rng(1).standard_normal(4)[runs.replication]
    frame = sensitivity(runs, UNIT, "y", design).frame()
    others = frame[frame.key != "a"]
    assert others.floor.to_numpy() == pytest.approx(np.zeros(len(others)), abs=1e-12)
    assert (frame[frame.key == "a"].floor > 0.01).all()
    main = frame.measure.isin(["mu_star", "ST"]) & (frame.key == "a")
    assert frame[main].above.all()


@pytest.mark.parametrize("replications", [2, 3, 10])
def test_standard_errors_are_unbiased(replications: int) -> None:
    """40,000 of them: standard error at most 0.4 %, tolerance 2 %; of two values c4 is 0.80."""
    noise = np.random.default_rng(1).standard_normal((4, 10_000, replications))
    assert standard_errors(noise).mean() == pytest.approx(1 / math.sqrt(replications), rel=0.02)


def test_the_floor_of_known_noise() -> None:
    """Sixty replications know their noise to 2 %: floors as its laws have them, within 8 %."""
    replications, points, noise = 60, 64, 2.0
    error = noise / math.sqrt(replications)
    runs = study(UNIT, "saltelli", points, linear, replications=replications, noise=noise, shared=9)
    values, _ = outcome_by_draw(runs, UNIT, "y")
    variance = np.var(values.mean(axis=1).reshape(points, 7)[:, [0, -1]])
    expected = stats.chi2.ppf(1 - 0.05 / 5, points) / points * error**2 / variance
    frame = sensitivity(runs, UNIT, "y", "saltelli").frame()
    assert found(frame, "ST", "floor") == pytest.approx([expected] * 5, rel=0.08)
    first = stats.norm.ppf(1 - 0.05 / 5) * math.sqrt(2 / points) * error / math.sqrt(variance)
    assert found(frame, "S1", "floor") == pytest.approx([first] * 5, rel=0.2)  # the partners' own spread

    runs = study(UNIT, "morris", points, linear, replications=replications, noise=noise, shared=9)
    of_effect = error * math.sqrt(2) / STEP
    half_normal = math.sqrt(2 / math.pi), math.sqrt((1 - 2 / math.pi) / points)
    expected = of_effect * (half_normal[0] + stats.norm.ppf(1 - 0.05 / 5) * half_normal[1])
    frame = sensitivity(runs, UNIT, "y", "morris").frame()
    assert found(frame, "mu_star", "floor") == pytest.approx([expected] * 5, rel=0.08)


@pytest.mark.parametrize(("design", "points"), [("morris", 6), ("saltelli", 64)])
def test_noise_alone_is_seldom_above_its_floor(design: str, points: int) -> None:
    """Nominal: in at most 5 % of studies any. More than 13 of 100 then come in 1 of 2,000 such tests."""
    false, missed = 0, 0
    for seed in range(100):
        runs = study(UNIT, design, points, linear, replications=3, noise=1, shared=3, seed=seed)
        frame = sensitivity(runs, UNIT, "y", design).frame()
        false += bool(frame[(frame.key != "a")].above.astype(bool).any())
        main = "mu_star" if design == "morris" else "ST"
        missed += not frame[(frame.key == "a") & (frame.measure == main)].above.iloc[0]
    assert false <= 13
    assert missed == 0


def test_what_a_replication_adds_to_all_draws_is_no_noise() -> None:
    """The same random numbers everywhere: a parameter that does nothing has index and floor of zero."""
    runs = study(UNIT, "morris", 6, linear, replications=4, shared=50)
    frame = sensitivity(runs, UNIT, "y", "morris").frame()
    star = frame[frame.measure == "mu_star"]
    assert star.value.to_numpy() == pytest.approx([5, 0, 0, 0, 0], abs=1e-12)
    assert star.floor.to_numpy() == pytest.approx([0] * 5, abs=1e-12)
    assert star.above.iloc[0]


def test_noise_share() -> None:
    rng = np.random.default_rng(1)
    draws, shared = rng.standard_normal((500, 1)), rng.standard_normal((1, 4))
    noise = rng.standard_normal((500, 4))
    assert noise_share(draws + 9 * shared) == pytest.approx(0, abs=1e-12)
    assert noise_share(9 * shared + noise) == pytest.approx(1, abs=0.15)
    # Variance 1 of draws, 1/4 of the noise of a mean: a fifth; standard error some 0.015.
    assert noise_share(draws + 9 * shared + noise) == pytest.approx(0.2, abs=0.06)
    assert math.isnan(noise_share(draws))
    assert noise_share(np.ones((5, 3))) == 0


@pytest.mark.parametrize(("design", "points"), [("morris", 4), ("saltelli", 4)])
@pytest.mark.parametrize("replications", [1, 3])
def test_an_outcome_that_never_changes_is_explained_by_nothing(
    design: str, points: int, replications: int
) -> None:
    runs = study(THREE, design, points, lambda x: np.full(len(x), 0.1), replications=replications)
    frame = sensitivity(runs, THREE, "y", design).frame()
    assert (frame[["value", "low", "high"]] == 0).all(axis=None)
    assert len(frame) == 6
    assert not frame.above.any()


@pytest.mark.parametrize("design", ["morris", "saltelli"])
def test_the_same_table_gives_the_same_indices_in_any_order(design: str) -> None:
    runs = study(THREE, design, 8, ishigami, replications=2, noise=1)
    first = sensitivity(runs, THREE, "y", design).frame()
    shuffled = runs.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(sensitivity(shuffled, THREE, "y", design).frame(), first)


def spoilt(change: Callable[[pd.DataFrame], pd.DataFrame]) -> str:
    runs = study(THREE, "morris", 4, ishigami, replications=2)
    with pytest.raises(Refused) as caught:
        sensitivity(change(runs), THREE, "y", "morris", 4)
    return str(caught.value)


def test_what_is_missing_is_refused_with_its_number() -> None:
    assert "outcome y: 31: expected all 32 runs: 1 have" in spoilt(lambda runs: runs.drop(index=5))
    assert "outcome y: 30: expected all 32 runs: 2 have" in spoilt(
        lambda runs: runs.assign(status=["failed"] * 2 + ["ok"] * 30)
    )
    assert "outcome y: 31:" in spoilt(lambda runs: runs.assign(y=runs.y.where(runs.index != 7)))
    assert "outcome y: 24: expected all 32 runs: 8" in spoilt(lambda runs: runs[runs.draw < 12])


def test_what_is_no_such_study_is_refused() -> None:
    assert "expected one, of one scenario" in spoilt(lambda runs: pd.concat([runs, runs.iloc[:1]]))
    assert "runs: 'draw': expected" in spoilt(lambda runs: runs.drop(columns="draw"))
    assert "did you mean 'y'" not in spoilt(lambda runs: runs.drop(columns="y"))
    assert "runs: 'a'" in spoilt(lambda runs: runs.drop(columns="a"))
    assert "trajectories of 4 draws" in spoilt(lambda runs: runs.assign(a=0.5))
    runs = study(THREE, "saltelli", 4, ishigami)
    with pytest.raises(Refused, match=r"blocks of 5 draws"):
        sensitivity(runs.assign(a=runs.a[::-1].to_numpy()), THREE, "y", "saltelli")
    with pytest.raises(Refused, match=r"^experiment.design: 'sobol': expected a study by"):
        sensitivity(runs, THREE, "y", "sobol")


def test_without_salib_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "SALib.analyze", None)
    runs = study(THREE, "morris", 4, ishigami)
    with pytest.raises(Refused, match=r"SALib: 'not installed': expected pip install deskright\[study\]"):
        sensitivity(runs, THREE, "y", "morris")


def test_the_seed_of_resampling_is_one_that_salib_takes() -> None:
    assert SEED
