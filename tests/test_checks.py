"""What a formula refuses."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.checks import count, not_negative, positive
from sim.refusal import Refused


def test_usable_numbers_pass() -> None:
    count("n", 0)
    count("n", np.int64(3), least=3)
    not_negative("x", 0.0)
    positive("x", 1e-300)
    positive("x", math.inf, endless=True)


@pytest.mark.parametrize(
    "call",
    [
        lambda: count("x", -1),
        lambda: count("x", 2, least=3),
        lambda: count("x", 2.0),  # type: ignore[arg-type]
        lambda: not_negative("x", -1e-300),
        lambda: not_negative("x", math.inf),
        lambda: not_negative("x", math.nan),
        lambda: positive("x", 0.0),
        lambda: positive("x", math.inf),
        lambda: positive("x", 0.0, endless=True),
        lambda: positive("x", -math.inf, endless=True),
        lambda: positive("x", math.nan, endless=True),
    ],
)
def test_others_are_refused_by_name(call: object) -> None:
    assert callable(call)
    with pytest.raises(Refused, match=r"^x: "):
        call()
