"""The posterior against one known in closed form, and whether planted parameters are found again."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest, truncnorm

from sim.experiment.calibration import (
    BETWEEN,
    LEVEL,
    Posterior,
    Targets,
    loss,
    luck_of,
    posterior,
    recovered,
)
from sim.experiment.designs import latin_hypercube
from sim.experiment.emulator import Emulator, emulator

PLACES = latin_hypercube(3, 300, seed=2)
NOISE = 0.05
ALARM = 0.001  # of a statistical test, by chance


class Line:
    """An emulator known exactly: the outcome is the first parameter's place."""

    def predict(self, centred: np.ndarray) -> np.ndarray:
        return (centred[:, :1] + 1) / 2


def exact(residual: float = 0.0) -> Emulator:
    return Emulator(Line(), np.array([residual]), np.array([1.0]))


def known(value: float, deviation: float) -> Targets:
    return Targets(("one",), np.array([value]), np.array([deviation * BETWEEN]))


def test_is_the_truncated_normal_that_it_must_be() -> None:
    """Prior even from 0 to 1, outcome the place itself, known as .9 with deviation .1."""
    found = posterior(exact(), known(0.9, 0.1), 2, seed=1)
    law = truncnorm(-9, 1, loc=0.9, scale=0.1)
    assert found.mean == pytest.approx([law.mean(), 0.5], abs=2e-3)
    assert found.quantiles((0.05, 0.95))[:, 0] == pytest.approx(law.ppf([0.05, 0.95]), abs=2e-3)
    assert found.contraction == pytest.approx([1 - 12 * law.var(), 0], abs=5e-3)
    assert found.effective == pytest.approx(len(found.weights) / 4.5, rel=0.5)


def test_misfit_widens_it_and_luck_does_not() -> None:
    """What the emulator misses, .1, is its misfit; where luck is .1, nothing is left of it."""
    plain = posterior(exact(), known(0.5, 0.05), 1, seed=1)
    wide = posterior(exact(0.1), known(0.5, 0.05), 1, seed=1)
    lucky = posterior(exact(0.1), known(0.5, 0.05), 1, seed=1, luck=np.array([0.1]))
    assert lucky.contraction == pytest.approx(plain.contraction)
    assert wide.contraction[0] == pytest.approx(1 - 12 * (0.05**2 + 0.1**2), abs=0.01)
    assert plain.contraction[0] == pytest.approx(1 - 12 * 0.05**2, abs=0.01)


def test_a_target_out_of_reach_bears_no_weight() -> None:
    found = posterior(exact(), known(1.5, 0.1), 1, seed=1)
    assert not found.reached.any()
    assert found.contraction == pytest.approx([0], abs=1e-6)
    assert posterior(exact(), known(1.2, 0.1), 1, seed=1).reached.all()


def test_draws_follow_the_weights() -> None:
    found = posterior(exact(), known(0.9, 0.1), 2, seed=1)
    drawn = found.drawn(4_000, seed=3)
    assert drawn.mean(axis=0) == pytest.approx(found.mean, abs=0.02)
    assert np.array_equal(drawn, found.drawn(4_000, seed=3))


def mixed(places: np.ndarray, noise: float = NOISE) -> np.ndarray:
    """Outcomes of which two parameters move three; the third parameter moves nothing."""
    x, y = places[:, 0], places[:, 1]
    clean = np.column_stack([x + y, x - y**2, x * y])
    return np.asarray(clean + np.random.default_rng(7).normal(0, noise, clean.shape))


TARGETS = Targets(("sum", "difference", "product"), np.zeros(3), np.full(3, 0.02))


def test_planted_parameters_are_found_and_intervals_cover() -> None:
    """Coverage of each parameter within what chance allows; false alarms: three in a thousand together."""
    found = recovered(PLACES, mixed(PLACES), TARGETS, seed=1)
    assert found.tried == 200
    for covered in found.covered:
        assert binomtest(int(covered), found.tried, LEVEL).pvalue > ALARM
    assert (found.correlation[:2] > 0.9).all()
    assert abs(found.correlation[2]) < 0.3


def test_too_sure_an_emulator_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Defect planted: what the emulator misses is taken for a third of it. Coverage falls far below."""

    def too_sure(places: np.ndarray, outcomes: np.ndarray) -> Emulator:
        honest = emulator(places, outcomes)
        return Emulator(honest.fitted, honest.residual / 3, honest.explained)

    monkeypatch.setattr("sim.experiment.calibration.emulator", too_sure)
    found = recovered(PLACES, mixed(PLACES), TARGETS, seed=1)
    assert binomtest(int(found.covered[0]), found.tried, LEVEL).pvalue < 1e-6


def test_a_planted_truth_lies_in_its_interval() -> None:
    truth = np.array([[0.3, 0.7, 0.5]])
    emulated = emulator(PLACES, mixed(PLACES))
    aims = Targets(TARGETS.columns, mixed(truth, noise=0.0)[0], TARGETS.widths)
    found = posterior(emulated, aims, 3, seed=1, luck=np.full(3, NOISE))
    low, high = found.quantiles((0.005, 0.995))
    assert ((low <= truth[0]) & (truth[0] <= high)).all()
    assert (found.contraction[:2] > 0.9).all()
    assert found.contraction[2] < 0.1


def test_luck_is_that_of_a_mean_over_replications() -> None:
    values = np.array([[[0.0], [2.0]], [[5.0], [5.0]]])  # variances 2 and 0
    assert luck_of(values) == pytest.approx([np.sqrt(1.0 / 2)])
    assert luck_of(values[:, :1]) is None


def test_loss_by_hand() -> None:
    two = Targets(("a", "b"), np.array([1.0, 2.0]), np.array([1.0, 2.0]) * BETWEEN)
    assert loss(np.array([2.0, 2.0]), two) == pytest.approx(0.5)
    assert two.only(np.array([False, True])).columns == ("b",)


def test_equal_weights_count_fully() -> None:
    even = Posterior(np.zeros((4, 1)), np.full(4, 0.25), np.array([True]))
    assert even.effective == pytest.approx(4)
