"""What holds between rates, times and numbers whatever the laws, and two tiers of advisors in a row.

Called by the tests that hold the floor against theory, which also rest on PASTA (Wolff 1982): contacts
that arrive as a Poisson process find the floor as it is on average over time.
"""

from __future__ import annotations

from typing import NamedTuple

from sim.checks import count, not_negative, positive
from sim.erlang import ErlangC, mmn_wait
from sim.refusal import Refused


class Tiers(NamedTuple):
    """Two tiers in equilibrium; the numbers in them at one moment are independent."""

    first: ErlangC
    second: ErlangC


def mean_number(rate: float, mean_time: float) -> float:
    """Mean number present, rate times mean time (Little 1961).

    Of contacts in service it is the offered load in erlangs, of contacts waiting the queue.

    Args:
        rate: entries per unit of time.
        mean_time: mean time each stays.
    """
    not_negative("rate", rate)
    not_negative("mean_time", mean_time)
    return rate * mean_time


def occupancy(servers: int, arrival_rate: float, mean_handling: float, served_share: float = 1.0) -> float:
    """Share of the advisors' time spent handling, for any law of arrivals, handling and patience.

    Args:
        servers: number of advisors, at least 1.
        arrival_rate: contacts per unit of time.
        mean_handling: mean handling time of those served.
        served_share: share of the contacts that are served in the end.
    """
    count("servers", servers, least=1)
    if not 0.0 <= served_share <= 1.0:
        raise Refused("served_share", served_share, "a share from 0 to 1")
    busy = mean_number(arrival_rate * served_share, mean_handling) / servers
    if busy > 1.0:
        raise Refused("arrival_rate", arrival_rate, f"no more than {servers} advisors can serve")
    return busy


def two_tiers(
    servers: int,
    arrival_rate: float,
    mean_handling: float,
    *,
    passed_share: float,
    second_servers: int,
    second_mean_handling: float,
) -> Tiers:
    """M/M/n whose served contacts go on with some probability to an M/M/m (Burke 1956; Jackson 1957).

    What leaves a stable M/M/n is a Poisson process, independent of who is in it. That needs endless
    patience in the first tier: past an Erlang A tier the second is not M/M/m.

    Args:
        servers: advisors of the first tier, n.
        arrival_rate: contacts per unit of time, fewer than the first tier can serve.
        mean_handling: mean of the exponential handling time in the first tier.
        passed_share: probability that a contact served there goes on.
        second_servers: advisors of the second tier, m.
        second_mean_handling: mean of the exponential handling time in the second tier.
    """
    positive("mean_handling", mean_handling)
    if not 0.0 <= passed_share <= 1.0:
        raise Refused("passed_share", passed_share, "a share from 0 to 1")
    if arrival_rate * mean_handling >= servers:
        raise Refused("arrival_rate", arrival_rate, f"fewer than {servers} advisors can serve")
    first = mmn_wait(servers, arrival_rate, mean_handling)
    return Tiers(first, mmn_wait(second_servers, arrival_rate * passed_share, second_mean_handling))
