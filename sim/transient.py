"""Queues whose arrival rate changes during the day: M(t)/M/n, M(t)/M/n+M, and M(t)/G/infinity.

The rate is constant between given edges, as in a volume per half-hour. Each piece is solved exactly by the
Kolmogorov equations of `sim.birth_death`, for a constant number of advisors; lines are limited, so choose
enough of them and see in `blocking_probability` that it is enough. One unit of time throughout, chosen by
the caller. Called by the tests that hold the floor's day against theory.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from sim.birth_death import Array, later
from sim.checks import not_negative
from sim.limited_lines import Contacts, Queue
from sim.refusal import Refused


class Course(NamedTuple):
    """A queue at T moments, and in the T-1 intervals between them."""

    at: Array  # (T,): time
    share: Array  # (T, K+1): probability of 0 to K contacts in the centre at these moments
    time_in_state: Array  # (T-1, K+1): expected time with 0 to K contacts in the centre
    contacts: Contacts  # those who arrive in each interval, whenever they are served: figures of (T-1,)

    @property
    def present(self) -> Array:
        """(T,): expected contacts in the centre."""
        return self.busy + self.waiting

    @property
    def busy(self) -> Array:
        """(T,): expected advisors handling."""
        return np.asarray(self.share @ self._busy)

    @property
    def waiting(self) -> Array:
        """(T,): expected contacts waiting."""
        return np.asarray(self.share @ self._waiting)

    @property
    def handling_time(self) -> Array:
        """(T-1,): expected time the advisors spend handling, summed over them."""
        return np.asarray(self.time_in_state @ self._busy)

    @property
    def waiting_time(self) -> Array:
        """(T-1,): expected time spent waiting in the interval, summed over contacts."""
        return np.asarray(self.time_in_state @ self._waiting)

    @property
    def occupancy(self) -> Array:
        """(T-1,): share of the advisors' time spent handling."""
        return self.handling_time / (self.contacts.queue.servers * np.diff(self.at))

    @property
    def abandoned(self) -> Array:
        """(T-1,): expected contacts that abandon in the interval, whenever they arrived."""
        return self.waiting_time / self.contacts.queue.mean_patience

    @property
    def handled(self) -> Array:
        """(T-1,): expected contacts whose handling ends in the interval."""
        return self.handling_time / self.contacts.queue.mean_handling

    @property
    def _busy(self) -> Array:
        present = np.arange(self.contacts.queue.lines + 1.0)
        return np.asarray(np.minimum(present, self.contacts.queue.servers))

    @property
    def _waiting(self) -> Array:
        return np.arange(self.contacts.queue.lines + 1.0) - self._busy


def changing_rate(
    queue: Queue, edges: ArrayLike, rates: ArrayLike, at: ArrayLike, start: ArrayLike | None = None
) -> Course:
    """M(t)/M/n/K and M(t)/M/n/K+M (Kolmogorov 1931, the forward equations), piece by piece.

    Contacts that arrive at rate lambda(t) find the queue as it is at t, so that those of an interval find
    k with weight integral of lambda(t) p_k(t). Work grows with (rate + departures) times the time covered.

    Args:
        queue: advisors, lines, mean handling and patience.
        edges: (m+1,) increasing times; the queue starts at the first.
        rates: (m,) arrivals per unit of time between consecutive edges.
        at: (T,) increasing times from the first edge to the last, T >= 1.
        start: (K+1,) probability of 0 to K contacts at the first edge; empty unless given.
    """
    queue.checked()
    (borders, pieces), moments = _pieces(edges, rates), _increasing("at", at, 1)
    if moments[0] < borders[0] or moments[-1] > borders[-1]:
        raise Refused("at", (moments[0], moments[-1]), f"times from {borders[0]} to {borders[-1]}")
    share, deaths = _start(queue, start), queue.departure_rates
    spent = np.zeros((len(moments), queue.lines + 1))
    found, seen = np.zeros_like(spent), np.zeros_like(spent)
    seen[0] = share
    steps = np.union1d(borders[borders < moments[-1]], moments)
    for begin, end in pairwise(steps.tolist()):
        rate = float(pieces[np.searchsorted(borders, begin, "right") - 1])
        share, time = later(np.full(queue.lines, rate), deaths, share, end - begin)
        interval = int(np.searchsorted(moments, begin, "right"))  # 0 is before the first moment
        spent[interval] += time
        found[interval] += rate * time
        seen[interval] = share
    return Course(moments, seen, spent[1:], Contacts(queue, found[1:]))


def infinite_servers(
    edges: ArrayLike, rates: ArrayLike, at: ArrayLike, capped_mean: Callable[[Array], Array]
) -> Array:
    """Mean number in M(t)/G/infinity, empty at first; the number is Poisson (Eick, Massey & Whitt 1993).

    Exact for any law of handling: m(t) = integral of lambda(u) P(S > t - u). It is what the floor comes to
    when nobody has to wait.

    Args:
        edges: (m+1,) increasing times.
        rates: (m,) arrivals per unit of time between consecutive edges; none outside.
        at: times, of any shape.
        capped_mean: E[min(S, x)] for an array of x >= 0, the integral of P(S > u) from 0 to x.

    Returns:
        Mean number in service, in the shape of `at`.
    """
    borders, pieces = _pieces(edges, rates)
    age = np.maximum(np.asarray(at, float)[..., None] - borders, 0.0)
    return np.asarray(-np.diff(capped_mean(age), axis=-1) @ pieces)


def _pieces(edges: ArrayLike, rates: ArrayLike) -> tuple[Array, Array]:
    borders, pieces = _increasing("edges", edges, 2), np.asarray(rates, float)
    if pieces.shape != (len(borders) - 1,):
        raise Refused("rates", rates, f"one rate for each of the {len(borders) - 1} pieces")
    for rate in pieces.tolist():
        not_negative("rates", rate)
    return borders, pieces


def _increasing(place: str, times: ArrayLike, least: int) -> Array:
    found = np.asarray(times, float)
    if found.ndim != 1 or len(found) < least or not np.isfinite(found).all() or (np.diff(found) <= 0).any():
        raise Refused(place, times, f"at least {least} finite, increasing times")
    return np.asarray(found)


def _start(queue: Queue, start: ArrayLike | None) -> Array:
    if start is None:
        return np.asarray(np.eye(1, queue.lines + 1)[0])
    share = np.asarray(start, float)
    if share.shape != (queue.lines + 1,) or not (share >= 0.0).all() or abs(share.sum() - 1.0) > 1e-9:
        raise Refused("start", start, f"{queue.lines + 1} probabilities, of 0 to {queue.lines} contacts")
    return np.asarray(share)
