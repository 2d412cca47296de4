"""How far a viral complaint spreads: `python -m sim.cascades [--friends 400] [...]`.

A branching process apart from the runs, which report how many complaints are expected to go viral
(`viral_per_100000_contacts`): whoever sees the complaint passes it on to a heavy-tailed number of others,
hour after hour, to fewer as it loses its news. One source has one such case (United Airlines 2009: 400 views
among friends, 25,000 the same evening, half a million some days later), which sets the usual numbers: one
case is a picture, no forecast. A command of its own, called by people.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.box import SIMPLE_HEAD
from rich.table import Table

from sim.consoles import for_results
from sim.endings import ended
from sim.parameters import declarations, parameter
from sim.refusal import Refused
from sim.schema import build

HOURS = (8, 24, 72, 168)  # at which the views are told
SHARES = (0.05, 0.5, 0.95)


@dataclass(frozen=True, kw_only=True)
class Cascade:
    """How a complaint is passed on."""

    friends: int = parameter(
        400, "1", "people who see it first", range=(1, 1_000_000),
        source="United Airlines 2009 (source documents): 400 friends",
    )  # fmt: skip
    passed_on: float = parameter(
        1.6, "1", "further views that a view brings within an hour, while it is news, on the mean",
        range=(0, 100), assumption="with the half-life, from 400 views to some 25,000 the same evening",
    )  # fmt: skip
    news: float = parameter(
        24.0, "h", "half-life of its being news", range=(0.1, 1000),
        assumption="with it some half a million views some days later",
    )  # fmt: skip
    tail: float = parameter(
        1.5, "1", "exponent of the Pareto law of how many others one reaches", range=(1.01, 5),
        assumption="finite mean, infinite variance: a few reach most",
    )  # fmt: skip


def spread(cascade: Cascade, seeds: int, hours: int, generator: np.random.Generator) -> NDArray[np.float64]:
    """Cumulated views of independent complaints.

    Args:
        cascade: how it is passed on.
        seeds: how many complaints.
        hours: to simulate.
        generator: of the draws.

    Returns:
        Views up to the end of every hour [complaint, hour], those of the first friends included.
    """
    fresh = np.full(seeds, float(cascade.friends))
    views = np.empty((seeds, hours))
    total = fresh.copy()
    for hour in range(hours):
        mean = cascade.passed_on * 0.5 ** (hour / cascade.news)
        fresh = _brought(fresh, mean, cascade.tail, generator)
        total += fresh
        views[:, hour] = total
    return views


def _brought(
    fresh: NDArray[np.float64], mean: float, tail: float, generator: np.random.Generator
) -> NDArray[np.float64]:
    """Views that fresh ones bring: Poisson about their number times a Pareto mean of unit mean.

    Of n independent Pareto reaches of infinite variance the mean still varies with n^(1/tail - 1); the sum is
    drawn as one Pareto deviation of that size about its mean.
    """
    reach = (generator.pareto(tail, fresh.size) + 1.0) * (tail - 1.0) / tail
    part = np.maximum(fresh, 1.0) ** (1.0 / tail - 1.0)
    return generator.poisson(np.minimum(fresh * mean * (1.0 + part * (reach - 1.0)), 1e15)).astype(float)


def shown(views: NDArray[np.float64]) -> Table:
    """Views after some hours: mean and quantiles over complaints."""
    header = ["hours", "mean", *(f"{share:.0%}" for share in SHARES)]
    table = Table(*header, box=SIMPLE_HEAD, pad_edge=False, title="views of a viral complaint")
    for hour in HOURS:
        now = views[:, hour - 1]
        numbers = (now.mean(), *np.quantile(now, SHARES))
        table.add_row(str(hour), *(f"{number:,.0f}" for number in numbers))
    return table


def main(arguments: Sequence[str] | None = None) -> int:
    """Print how far complaints spread; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m sim.cascades", description="Viral complaints.")
    for key, _, declaration in declarations(Cascade):
        usual = getattr(Cascade(), key)
        parser.add_argument(
            f"--{key.replace('_', '-')}", type=type(usual), default=usual, help=declaration.meaning
        )
    parser.add_argument("--complaints", type=int, default=10_000, help="how many are simulated")
    parser.add_argument("--seed", type=int, default=1, help="of the draws")
    given = vars(parser.parse_args(arguments))
    return ended(lambda: _print(given))


def _print(given: Mapping[str, Any]) -> None:
    cascade = build(Cascade(), {each.name: given[each.name] for each in fields(Cascade)})
    if given["complaints"] < 1:
        raise Refused("complaints", given["complaints"], "a number of 1 or more")
    generator = np.random.default_rng(given["seed"])
    for_results().print(shown(spread(cascade, given["complaints"], max(HOURS), generator)))


if __name__ == "__main__":
    sys.exit(main())
