"""Lists and counts of a run agree with what everybody is doing, at any moment of a day.

Read from the tables between two events: who is idle, who waits, what lies in trays, what rows are free.
"""

from __future__ import annotations

import numpy as np
from reading import Watched, holds
from worlds import random_runs

from sim.states import (
    CALL_BACK_DUE,
    IDLE,
    IN_TRAY,
    NONE,
    OFF,
    QUEUED,
    REWORK,
    REWORKING,
    TRANSFERRED,
)
from sim.world import Run


def members(records: np.recarray, first: int, last: int) -> list[int]:
    """The rows of a list from end to end; its links must agree both ways."""
    found, before, row = [], NONE, first
    while row != NONE:
        assert records.previous[row] == before
        found.append(int(row))
        before, row = row, records.next[row]
        assert len(found) <= records.size
    assert last == before
    return found


def in_order(run: Run) -> None:
    """Every list holds those whose state says so, once, in its order; every count is that of its list."""
    world, clock = run.world, run.world.clock[0]
    advisor, case = world.advisor, world.case
    idle, work = [], []
    for row, group in enumerate(world.group):
        own = advisor.group == row
        assert int(group.on_duty) == int((own & (advisor.state != OFF)).sum())
        listed = members(advisor, group.idle_first, group.idle_last)
        assert (advisor.group[listed] == row).all()
        assert (np.diff(advisor.since[listed]) >= 0).all()
        idle += listed
        working = members(case, group.work_first, group.work_last)
        assert (case.group[working] == row).all()
        assert (np.diff(case.due[working]) >= 0).all()
        assert not (working and listed and clock.is_open)
        work += working
    assert sorted(idle) == np.flatnonzero(advisor.state == IDLE).tolist()
    reworked_now = set(advisor.case[advisor.state == REWORKING].tolist())
    due = np.flatnonzero(np.isin(case.state, (CALL_BACK_DUE, REWORK))).tolist()
    assert sorted(work) == [row for row in due if row not in reworked_now]
    _queues_in_order(run)
    _trays_in_order(run)
    free = []
    row = int(clock.free_case)
    while row != NONE:
        free.append(row)
        row = int(case.next[row])
    assert sorted(free) == np.flatnonzero(case.state == NONE).tolist()
    assert case.size - len(free) == int(clock.open_cases)


def _queues_in_order(run: Run) -> None:
    world, clock = run.world, run.world.clock[0]
    waiting = []
    for row, queue in enumerate(world.queue):
        listed = members(world.case, queue.first, queue.last)
        assert (world.case.queue[listed] == row).all()
        assert (np.diff(world.case.ticket[listed]) > 0).all()
        waiting += listed
        for head in listed[:1]:
            waited = int(clock.now - world.contact.arrived[world.case.contact[head]])
            for group, rank in enumerate(world.route[row]):
                may = rank != NONE and (rank == 0 or waited > rank * queue.overflow)
                assert not (may and world.group[group].idle_first != NONE)
    queued = np.isin(world.case.state, (QUEUED, TRANSFERRED))
    assert sorted(waiting) == np.flatnonzero(queued).tolist()
    assert int(clock.waiting) == len(waiting)


def _trays_in_order(run: Run) -> None:
    world = run.world
    lying = []
    for row, tray in enumerate(world.tray):
        listed = members(world.case, tray.first, tray.last)
        assert (world.case.tray[listed] == row).all()
        assert (np.diff(world.case.laid[listed]) >= 0).all()
        assert int(tray.waiting) == len(listed)
        lying += listed
    assert sorted(lying) == np.flatnonzero((world.case.state != NONE) & (world.case.tray != NONE)).tolist()
    in_tray = np.flatnonzero(world.case.state == IN_TRAY)
    assert ((world.case.tray[in_tray] != NONE) | (world.case.manager[in_tray] != NONE)).all()


@holds(random_runs(kind=Watched))
def test_lists_agree_with_states_at_any_moment(run: Run) -> None:
    assert isinstance(run, Watched)
    run.look = in_order
    run.world.put(journal=run.world.journal[: Watched.ROWS].copy())
    while not run.finished:
        run.step()
        if not run.unstable:
            in_order(run)
    assert run.looks > 0
