"""The engine against queues whose rate changes over the day, hour by hour.

False-alarm rate of every check in `theory.py`: about 1e-7 a figure, some 1e-5 for all hours of a day.
"""

from __future__ import annotations

import numpy as np
from centres import DAY, MINUTE
from queues import TARGET, Logged, Sampled, asks, queue_of
from scipy import special
from theory import assert_agrees, either_size

import sim
from sim.limited_lines import Queue
from sim.reasons import Law
from sim.transient import changing_rate, infinite_servers
from sim.week import week_of

HOURS = 24
LINES = 250  # so many that none is ever refused


def by_hour(run: Logged) -> dict[str, float]:
    """Calls a day, and how callers fare, by the hour in which they call."""
    hour = run["arrived"] % DAY // (60 * MINUTE)
    calls = np.bincount(hour, minlength=HOURS)
    columns = {
        "wait": run["wait"],
        "abandonment": run["abandoned"],
        "service level": (run["wait"] <= TARGET) & ~run["abandoned"],
    }
    found = {f"calls at {at}": value / (run.day - run.warmup) for at, value in enumerate(calls)}
    for name, column in columns.items():
        means = np.bincount(hour, column, HOURS) / calls
        found |= {f"{name} at {at}": value for at, value in enumerate(means)}
    return found


@either_size
def test_a_day_of_changing_rates(size: int) -> None:
    """M(t)/M/50+M, the rung of the ladder: every hour of a day that follows itself (Kolmogorov 1931)."""
    scenario = sim.configure(["scenario=ladder/time_varying"], alone=True)[0].scenario
    rates = week_of(scenario).calls[0] / 60
    edges = 60.0 * np.arange(2 * HOURS + 1)
    course = changing_rate(Queue(50, LINES, 1.0, 2.0), edges, np.tile(rates, 2), edges[HOURS:])
    assert course.contacts.blocking_probability.max() < 1e-12
    columns = {
        "calls": 60 * rates,
        "wait": course.contacts.mean_wait,
        "abandonment": course.contacts.abandonment_probability,
        "service level": course.contacts.served_within(TARGET),
    }
    exact = {f"{name} at {at}": value for name, hours in columns.items() for at, value in enumerate(hours)}
    assert_agrees(scenario, exact, by_hour, days=6, size=size, kind=Logged)


@either_size
def test_nobody_waits_where_advisors_are_endless(size: int) -> None:
    """M(t)/G/infinity: advisors busy on the hour are Poisson, their mean is exact (Eick et al. 1993)."""
    law = Law(law="lognormal", mean=30.0, cv=1.25)
    profile = 1 + 0.6 * np.sin(2 * np.pi * (np.arange(HOURS) - 6) / HOURS)
    demand = {"slot": 60, "profile": list(profile / profile.sum())}
    scenario = queue_of(asks(law), 5.0, 400, demand=demand)
    edges = 60.0 * np.arange(3 * HOURS + 1)
    busy = infinite_servers(
        edges, np.tile(5.0 * profile / profile.mean(), 3), edges[2 * HOURS : 3 * HOURS], capped_mean_of(law)
    )
    exact = {f"busy at {at}": value for at, value in enumerate(busy)}
    exact |= {f"squared at {at}": value**2 + value for at, value in enumerate(busy)}

    def figures(run: Sampled) -> dict[str, float]:
        assert not np.any(run.waiting)
        on_the_hour = np.array(run.talking)[:, 0, :: 60 * MINUTE // run.EVERY]
        found = {f"busy at {at}": value for at, value in enumerate(on_the_hour.mean(axis=0))}
        return found | {f"squared at {at}": value for at, value in enumerate((on_the_hour**2).mean(axis=0))}

    assert_agrees(scenario, exact, figures, days=30, warmup=2, size=size, kind=Sampled)


def capped_mean_of(law: Law):
    """E[min(S, x)] of a lognormal time."""
    spread = np.sqrt(np.log1p(law.cv**2))
    middle = np.log(law.mean) - spread**2 / 2

    def capped(most: np.ndarray) -> np.ndarray:
        place = (np.log(np.maximum(most, 1e-300)) - middle) / spread
        return law.mean * special.ndtr(place - spread) + most * special.ndtr(-place)

    return capped
