"""M/M/50+M in Ciw: one node, and Ciw's own reneging.

Ciw keeps a record of every contact, from which the counts are made after the clock has stopped. Called by
`benchmarks.contenders`; Ciw is an optional dependency.
"""

from __future__ import annotations

import time
from typing import Any

from benchmarks.turns import LeftOut, Simulate, Turn
from benchmarks.yardstick import ARRIVALS_PER_MIN, HANDLING_MIN, PATIENCE_MIN, SERVERS


def prepare() -> Simulate:
    """The model, where Ciw is installed."""
    try:
        import ciw
    except ImportError:
        raise LeftOut("Ciw is not installed (pip install 'deskright[benchmarks]')") from None
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(ARRIVALS_PER_MIN)],
        service_distributions=[ciw.dists.Exponential(1.0 / HANDLING_MIN)],
        number_of_servers=[SERVERS],
        reneging_time_distributions=[ciw.dists.Exponential(1.0 / PATIENCE_MIN)],
    )

    def simulate(contacts: int, seed: int) -> Turn:
        ciw.seed(seed)
        run = ciw.Simulation(network)
        began = time.perf_counter()
        run.simulate_until_max_customers(contacts, method="Finish")
        seconds = time.perf_counter() - began
        return _counted(run.get_all_records(only=["service", "renege"]), seconds)

    return simulate


def _counted(records: list[Any], seconds: float) -> Turn:
    """Served and abandoned contacts together; the few still there at the end are not counted."""
    abandoned = sum(record.record_type == "renege" for record in records)
    return Turn(len(records), seconds, abandoned, float(sum(record.waiting_time for record in records)))
