"""M/M/n/K and M/M/n/K+M: a centre with n advisors and K lines, where a contact may find them all taken.

A contact that finds K in the centre is blocked and gone. Others wait, first come first served, until they
are served or their exponential patience ends; patience may be endless. The stationary queue is
`mmnk_wait`; `Queue` and `Contacts` serve `sim.transient` too, for a contact's fate depends on what it
finds, not on how that came about. One unit of time throughout, chosen by the caller.
Called by the tests that hold the floor against theory.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy.special import betainc, betaincc, gammainc, gammaincc

from sim.birth_death import Array, balance
from sim.checks import count, not_negative, positive


class Queue(NamedTuple):
    """Advisors, lines, and how fast contacts leave; the arrays run over the number k found, 0 to K-1."""

    servers: int  # n
    lines: int  # K, those of the contacts in service included
    mean_handling: float  # time, exponential
    mean_patience: float = math.inf  # time, exponential

    def checked(self) -> Queue:
        """Return itself, or raise `Refused` where it is impossible."""
        count("servers", self.servers, least=1)
        count("lines", self.lines, least=self.servers)
        positive("mean_handling", self.mean_handling)
        positive("mean_patience", self.mean_patience, endless=True)
        return self

    @property
    def departure_rates(self) -> Array:
        """Services and abandonments per unit of time, with 1 to K in the centre."""
        present = np.arange(1.0, self.lines + 1)
        waiting = np.maximum(present - self.servers, 0.0)
        return np.asarray((present - waiting) / self.mean_handling + waiting / self.mean_patience)

    @property
    def place(self) -> Array:
        """Place in the queue of a contact that finds k: 0 for an advisor at once, 1 for next in turn."""
        return np.asarray(np.maximum(np.arange(self.lines) - self.servers + 1.0, 0.0))

    @property
    def mean_wait(self) -> Array:
        """Time until service or abandonment.

        The i-th last departure ahead comes at rate n mu + i theta; with exponential patience the place
        p is reached by abandonment with probability p theta / (n mu + p theta), and wait = that / theta.
        """
        return self.place / (self.servers / self.mean_handling + self.place / self.mean_patience)

    def longer_than(self, wait: float) -> Array:
        """P(W > wait): neither served nor gone by then.

        What is ahead clears in p exponential stages of rates n mu, n mu + theta, ...: as the p-th shortest
        of n mu / theta + p - 1 lives, a beta probability; with endless patience a gamma one.
        """
        stages = np.maximum(self.place, 1.0)
        if self.mean_patience == math.inf:
            ahead = gammaincc(stages, wait * self.servers / self.mean_handling)
        else:
            gone = -math.expm1(-wait / self.mean_patience)
            ahead = betaincc(stages, self._capacity, gone) * (1.0 - gone)
        return np.where(self.place > 0.0, ahead, 0.0)

    def served_within(self, wait: float) -> Array:
        """P(W <= wait and served)."""
        stages = np.maximum(self.place, 1.0)
        if self.mean_patience == math.inf:
            served = gammainc(stages, wait * self.servers / self.mean_handling)
        else:
            gone = -math.expm1(-wait / self.mean_patience)
            served = betainc(stages, self._capacity + 1.0, gone)
            served = served * self._capacity / (self._capacity + stages)
        return np.where(self.place > 0.0, served, 1.0)

    @property
    def _capacity(self) -> float:
        """Services during a mean patience with all busy, n mu / theta."""
        return self.servers * self.mean_patience / self.mean_handling


class Contacts(NamedTuple):
    """How contacts fare, by what they find; each figure has the shape of `found` without its last axis.

    A figure is nan where no contact arrives.
    """

    queue: Queue
    found: Array  # (..., K+1): contacts, or their share, that find 0 to K in the centre

    @property
    def offered(self) -> Array:
        """Contacts that arrive, blocked or not, in the unit of `found`."""
        return np.asarray(self.found.sum(axis=-1))

    @property
    def blocking_probability(self) -> Array:
        """Share of the offered contacts that find every line taken."""
        return _per(self.found[..., -1], self.offered)

    @property
    def delay_probability(self) -> Array:
        """Share of the admitted contacts that do not get an advisor at once."""
        return self._admitted(np.minimum(self.queue.place, 1.0))

    @property
    def abandonment_probability(self) -> Array:
        """Share of the admitted contacts."""
        return self.mean_wait / self.queue.mean_patience

    @property
    def mean_wait(self) -> Array:
        """Time, over the admitted contacts, served or not."""
        return self._admitted(self.queue.mean_wait)

    def longer_than(self, wait: float) -> Array:
        """P(W > wait) of the admitted: neither served nor gone by then."""
        not_negative("wait", wait)
        return self._admitted(self.queue.longer_than(wait))

    def served_within(self, wait: float) -> Array:
        """Service level P(W <= wait and served) of the admitted."""
        not_negative("wait", wait)
        return self._admitted(self.queue.served_within(wait))

    def _admitted(self, by_found: Array) -> Array:
        admitted = self.found[..., :-1]
        return _per(np.asarray(admitted @ by_found), np.asarray(admitted.sum(axis=-1)))


class LimitedLines(NamedTuple):
    """The stationary M/M/n/K or M/M/n/K+M queue."""

    blocking_probability: float  # share of the offered contacts
    delay_probability: float  # share of the admitted contacts that wait
    abandonment_probability: float  # share of the admitted contacts
    mean_wait: float  # time, over the admitted contacts, served or not
    mean_queue: float  # contacts waiting
    occupancy: float  # share of the advisors' time spent handling
    share: Array  # (K+1,): probability of 0 to K contacts in the centre
    contacts: Contacts  # how the admitted fare

    def longer_than(self, wait: float) -> float:
        """P(W > wait) of the admitted: neither served nor gone by then."""
        return float(self.contacts.longer_than(wait))

    def served_within(self, wait: float) -> float:
        """Service level P(W <= wait and served) of the admitted."""
        return float(self.contacts.served_within(wait))


def mmnk_wait(
    servers: int, lines: int, arrival_rate: float, mean_handling: float, mean_patience: float = math.inf
) -> LimitedLines:
    """M/M/n/K (Erlang 1917; Gross & Harris) and, with patience, M/M/n/K+M, by their balance equations.

    With as many lines as advisors it is Erlang's loss system. The load may exceed the advisors.

    Args:
        servers: number of advisors, n, at least 1.
        lines: contacts there can be, in service or waiting, K >= n.
        arrival_rate: contacts offered per unit of time.
        mean_handling: mean of the exponential handling time.
        mean_patience: mean of the exponential patience.
    """
    queue = Queue(servers, lines, mean_handling, mean_patience).checked()
    not_negative("arrival_rate", arrival_rate)
    share = balance(np.full(lines, arrival_rate), queue.departure_rates)
    contacts = Contacts(queue, share)  # arrivals see time averages (Wolff 1982)
    present = np.arange(lines + 1.0)
    busy = np.minimum(present, servers)
    return LimitedLines(
        float(contacts.blocking_probability),
        float(contacts.delay_probability),
        float(contacts.abandonment_probability),
        float(contacts.mean_wait),
        float((present - busy) @ share),
        float(busy @ share) / servers,
        share,
        contacts,
    )


def _per(part: Array, whole: Array) -> Array:
    return np.divide(part, whole, out=np.full_like(whole, math.nan), where=whole > 0.0)
