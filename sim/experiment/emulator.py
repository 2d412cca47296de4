"""Emulators: what a run would come to at any point of the free parameters, learnt from the draws of a study.

A polynomial of the second degree in the parameters' places, shrunken as far as leaving one draw out says, for
each outcome. What it misses, its own misfit and the noise of replications alike, is its residual deviation,
taken over draws that were left out. Called by `sim.experiment.calibration`.

References:
    Kleijnen (2015), Design and Analysis of Simulation Experiments, 2nd ed., chapters 2 and 5 (second-order
    metamodels). Golub, Heath and Wahba (1979), Technometrics 21(2), 215-223 (the shrinkage).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.experiment.extras import needed

Floats = NDArray[np.float64]
DEGREE = 2
SHRINKAGES = np.geomspace(1e-3, 1e3, 13)
FOLDS = 5


@dataclass(frozen=True)
class Emulator:
    """Of several outcomes, over the same draws.

    Attributes:
        fitted: maps places (draws x parameters) to outcomes (draws x outcomes).
        residual: standard deviation of what it misses, by outcome.
        explained: share of an outcome's variance over draws that it explains, on draws left out.
    """

    fitted: Any
    residual: Floats
    explained: Floats

    def outcomes(self, places: Floats) -> Floats:
        """Expected outcomes at places of the unit cube: places x parameters to places x outcomes."""
        return np.asarray(self.fitted.predict(_centred(places)))


def emulator(places: Floats, outcomes: Floats) -> Emulator:
    """Learn outcomes from draws.

    Args:
        places: of the draws in the unit cube, draws x parameters.
        outcomes: draws x outcomes, all finite.

    Raises:
        Refused: scikit-learn is not installed.
    """
    with needed("scikit-learn"):
        from sklearn.model_selection import KFold, cross_val_predict
    folds = KFold(FOLDS, shuffle=True, random_state=1)
    left_out = cross_val_predict(_model(), _centred(places), outcomes, cv=folds).reshape(outcomes.shape)
    missed = (outcomes - left_out).std(axis=0)
    spread = outcomes.std(axis=0)
    explained = 1.0 - (missed / np.where(spread > 0, spread, 1.0)) ** 2
    return Emulator(_model().fit(_centred(places), outcomes), missed, np.maximum(explained, 0.0))


def _centred(places: Floats) -> Floats:
    """Places from -1 to 1, so that the linear terms are those of the middle."""
    return 2.0 * places - 1.0


def _model() -> Any:
    from sklearn.compose import TransformedTargetRegressor
    from sklearn.linear_model import RidgeCV
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import PolynomialFeatures, StandardScaler

    terms = PolynomialFeatures(DEGREE, include_bias=False)
    ridge = RidgeCV(SHRINKAGES, alpha_per_target=True)
    return TransformedTargetRegressor(make_pipeline(terms, ridge), transformer=StandardScaler())
