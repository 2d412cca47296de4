"""Satisfaction of those who have stayed, beside the same from NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from centres import centre_of, run_of

from sim.customers.counting import minds_of_those_kept


def test_one_pass_comes_to_what_columns_come_to() -> None:
    run = run_of(centre_of(), 1, customers=5_000)
    customer, chance = run.world.customer, np.random.default_rng(7)
    customer.satisfaction = chance.random(customer.size)
    customer.leaves_other = chance.integers(0, 1_000, customer.size)
    customer.generation, customer.contacts = chance.integers(0, 2, (2, customer.size))
    customer.contacts *= 2
    kept = (customer.generation == 0) & (customer.leaves_other > 400)
    minds, silent = customer.satisfaction[kept].astype(float), customer.contacts[kept] <= 1
    wanted = minds.size, minds.mean(), minds.std(), silent.sum(), minds[silent].mean()
    assert minds_of_those_kept(run.world, 400) == pytest.approx(wanted)
    assert 1_000 < minds.size < 2_000


def test_of_nobody_there_is_nothing() -> None:
    run = run_of(centre_of(), 1, customers=10)
    run.world.customer.leaves_other = 0
    assert minds_of_those_kept(run.world, 0) == (0, 0.0, 0.0, 0, 0.0)
