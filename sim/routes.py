"""Who may answer whom: the queues of a centre, and the order in which callers and groups choose each other.

Reasons list groups and groups list reasons, the first choice first. A queue holds callers for whom the
same groups are the same choices; those for whom 1, 2, ... groups may not decide have queues of their own
(bands), used where stakes decide who takes a caller. Those who write have queues of their own, from which the
groups for chat take and nobody else. `routes_of` is called by `sim.world`, `ranked` and
`answering` by `sim.consistency`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.groups import authorities_of, channels_of
from sim.handle import Tables
from sim.reasons import Reason
from sim.scenario import MS, Scenario
from sim.states import CHAT, NONE
from sim.tables import table

JOINS_EQUALS = "+"
Ranks = NDArray[np.int8]


@dataclass(frozen=True)
class Routes:
    """Queues and who takes from them.

    Attributes:
        queue: table of queues: empty lists, priority, wait per choice in ms, number of choices.
        route: which choice a group is for the callers of a queue, 0 the first [queues, groups]; NONE: none.
        prefer: in which order a group's advisors turn to the queues, 0 first [groups, queues]; NONE: never.
        reason_queue: the first queue (band 0) of every reason [reasons].
        chat_queue: the queue of every reason's customers who write [reasons]; NONE: they call.
        bands: queues of a reason; band b >= 1 holds callers for whom b groups may not decide.
    """

    queue: np.recarray
    route: Ranks
    prefer: Ranks
    reason_queue: NDArray[np.int32]
    chat_queue: NDArray[np.int32]
    bands: int

    def share_queues_as(self, world: Tables) -> bool:
        """Whether reasons stand in the same queues, with the same priority and wait, as in a run's tables."""
        mine, theirs = self.queue, world.queue
        return (
            self.route.shape == world.route.shape
            and np.array_equal(self.reason_queue, world.reason.queue)
            and np.array_equal(self.chat_queue, world.reason.chat_queue)
            and np.array_equal(mine.priority, theirs.priority)
            and np.array_equal(mine.overflow, theirs.overflow)
        )


def names_in(choice: str) -> list[str]:
    """The names that one choice joins."""
    return [name.strip() for name in choice.split(JOINS_EQUALS)]


def ranked(choices: Sequence[str], every: Iterable[str]) -> dict[str, int]:
    """The place of every name in an ordered list of choices, 0 the first; an empty list: all are 0."""
    if not choices:
        return dict.fromkeys(every, 0)
    return {name: rank for rank, choice in enumerate(choices) for name in names_in(choice)}


def answering(scenario: Scenario) -> tuple[Ranks, Ranks]:
    """Which choice every group is for a reason, and which the reason is for the group [reasons, groups].

    Both are NONE where the group cannot answer the reason: it must be among the reason's choices, and the
    reason among those it serves.
    """
    reasons, groups = scenario.demand.reasons, scenario.staffing.groups
    route = np.full((len(reasons), len(groups)), NONE, np.int8)
    prefer = route.copy()
    for row, (reason_name, reason) in enumerate(reasons.items()):
        chosen = ranked(reason.route_to, groups)
        for column, (group_name, group) in enumerate(groups.items()):
            served = ranked(group.serves, reasons)
            if group_name in chosen and reason_name in served:
                route[row, column] = chosen[group_name]
                prefer[row, column] = served[reason_name]
    return route, prefer


def routes_of(scenario: Scenario) -> Routes:
    """Queues and routes of a scenario.

    Reasons whose callers nothing sets apart (priority, wait per choice, choices, preferences) share their
    queues. A class of reasons has its bands one after the other; classes stand in the order of the first
    reason that has them. Behind them stand the queues of those who write, one for every class with such.
    """
    reasons = list(scenario.demand.reasons.values())
    chosen, preferred = answering(scenario)
    kinds = [
        (reason.priority, _overflow_ms(reason), chosen[row].tobytes(), preferred[row].tobytes())
        for row, reason in enumerate(reasons)
    ]
    classes = list(dict.fromkeys(kinds))
    of_band = _eligible(scenario)
    bands = len(of_band)
    written = _written(scenario, chosen)
    with_chat = list(dict.fromkeys(one for one, writes in zip(kinds, written, strict=True) if writes))
    owners = [one for one in classes for _ in range(bands)] + with_chat
    firsts = [kinds.index(one) for one in owners]
    takers = np.concatenate(
        [np.tile(of_band, (len(classes), 1)), np.tile(_writing(scenario), (len(with_chat), 1))]
    )
    eligible = (chosen[firsts] != NONE) & takers
    route = _without_gaps(np.where(eligible, chosen[firsts], NONE))
    prefer = np.where(eligible, preferred[firsts], NONE)
    queue = table("queue", len(owners))
    queue.first = queue.last = NONE
    queue.priority = [one[0] for one in owners]
    queue.overflow = [one[1] for one in owners]
    queue.choices = route.max(axis=1) + 1
    chat_queues = {one: len(classes) * bands + place for place, one in enumerate(with_chat)}
    return Routes(
        queue=queue,
        route=np.ascontiguousarray(route, np.int8),
        prefer=np.ascontiguousarray(prefer.T, np.int8),
        reason_queue=np.array([bands * classes.index(one) for one in kinds], np.int32),
        chat_queue=np.array(
            [chat_queues[one] if writes else NONE for one, writes in zip(kinds, written, strict=True)],
            np.int32,
        ),
        bands=bands,
    )


def _writing(scenario: Scenario) -> NDArray[np.bool_]:
    """Which groups write with customers [groups]."""
    return np.array([channel == CHAT for channel, _ in channels_of(scenario)])


def _written(scenario: Scenario, chosen: Ranks) -> NDArray[np.bool_]:
    """For which reasons some customers write, and somebody answers them [reasons]."""
    shares = np.array([reason.chat_share for reason in scenario.demand.reasons.values()])
    return np.asarray((shares > 0) & (chosen[:, _writing(scenario)] != NONE).any(axis=1))


def _without_gaps(route: Ranks) -> Ranks:
    """Choices counted anew in every queue, so that nobody waits for a choice that no group of it is."""
    counted = np.full_like(route, NONE)
    for row, choices in enumerate(route):
        there = choices != NONE
        counted[row, there] = np.unique(choices[there], return_inverse=True)[1]
    return counted


def _overflow_ms(reason: Reason) -> int:
    return round(reason.overflow_after * MS["s"])


def _eligible(scenario: Scenario) -> NDArray[np.bool_]:
    """Whether a group may take the callers of a band at all [bands, groups]; those for chat take none.

    Band 0: it answers customers directly. Band b: at least b groups may decide less than it. One group has
    no bands; several have them whether or not stakes decide who takes a caller, since that may change.
    """
    groups = scenario.staffing.groups
    direct = np.array([[group.direct for group in groups.values()]])
    authority = authorities_of(scenario)
    weaker = (authority[None, :] < authority[:, None]).sum(axis=1)
    of_band = np.concatenate([direct, weaker[None, :] >= np.arange(1, len(groups))[:, None]])
    return np.asarray(of_band & ~_writing(scenario))
