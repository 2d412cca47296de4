"""What is conserved on every centre: contacts, lines, transfers, advisors' time, order in queues.

Random centres with all that the floor has. Each law is read from the log of contacts (`reading`), from the
journal or from the tables in the midst of a day, never from the code that it is about.
"""

from __future__ import annotations

import itertools

import numpy as np
from reading import Reading, Routes, busy_times, holds, read
from worlds import cases_of, contacts_of, horizon, random_runs

from sim.ledger import ledger, remainder_ms
from sim.states import (
    ABANDONED_CONTACT,
    ACCOUNTS,
    BLOCKED_CONTACT,
    CALL_BACK_CONTACT,
    FIRST,
    HANDED_OVER,
    LATENT,
    NONE,
    PROMISED_CALL_BACK,
    REDIAL,
    REPEAT,
    TRANSFER,
    WAITING,
)
from sim.world import Run

ANY = random_runs()
# Breaks, and rework of requests whose customers were promised a call-back, leave no trace in the log.
READABLE = random_runs(breaks=False, rework_probability=0.0)
LOYAL = random_runs(breaks=False, rework_probability=0.0, leaving_other=0.0, leaving_service=0.0)


@holds(ANY)
def test_every_contact_that_comes_in_goes_out_once_or_is_open(run: Run) -> None:
    log = contacts_of(run)
    days = run.world.day[: run.day]
    came = {FIRST: "first_contacts", REDIAL: "redials", REPEAT: "repeats", CALL_BACK_CONTACT: "call_backs"}
    came |= {TRANSFER: "transfers"}
    for kind, name in came.items():
        assert int(days[name].sum()) == int(((log.kind == kind) & (log.outcome != LATENT)).sum()), name
    inbound = np.isin(log.kind, (FIRST, REDIAL, REPEAT)) & (log.outcome != LATENT)
    unanswered = inbound & (log.answered == NONE)
    went = {"abandoned": ABANDONED_CONTACT, "blocked": BLOCKED_CONTACT}
    for name, outcome in went.items():
        assert int(days[name].sum()) == int((unanswered & (log.outcome == outcome)).sum()), name
    waiting = int((unanswered & (log.outcome == WAITING)).sum())
    transfers_waiting = int(
        ((log.kind == TRANSFER) & (log.outcome == WAITING) & (log.answered == NONE)).sum()
    )
    out = sum(int(days[name].sum()) for name in ("answered", "abandoned", "blocked"))
    assert int(inbound.sum()) == out + waiting
    assert int(run.world.clock[0].waiting) == waiting + transfers_waiting
    assert (log.ended[log.outcome != WAITING] != NONE).all()
    assert (log.ended[log.outcome == WAITING] == NONE).all()


@holds(ANY)
def test_lines_taken_are_those_of_the_contacts_still_open(run: Run) -> None:
    while not run.finished:
        run.step()
        inbound = run.contacts[run.contacts.kind != CALL_BACK_CONTACT]
        assert int(run.world.clock[0].lines_taken) == int((inbound.outcome == WAITING).sum())


@holds(ANY)
def test_never_more_lines_are_taken_than_there_are_and_whoever_is_blocked_finds_all_taken(run: Run) -> None:
    """A line is held from a contact's arrival to its end; within a millisecond either may come first."""
    log = contacts_of(run)
    lines = run.scenario.staffing.lines
    blocked = log[log.outcome == BLOCKED_CONTACT]
    if lines is None:
        assert blocked.size == 0
        return
    held = log[(log.kind != CALL_BACK_CONTACT) & ~np.isin(log.outcome, (BLOCKED_CONTACT, LATENT))]
    begun = np.sort(held.arrived)
    over = np.sort(np.where(held.ended == NONE, horizon(run) + 1, held.ended))
    longer = np.arange(1, begun.size + 1) - np.searchsorted(over, begun, "right")
    assert longer.max(initial=0) <= lines
    touching = np.searchsorted(begun, blocked.arrived, "right") - np.searchsorted(
        over, blocked.arrived, "left"
    )
    assert (touching >= lines).all()
    assert (blocked.arrived == blocked.ended).all()
    assert (blocked.answered == NONE).all()


@holds(ANY)
def test_every_transfer_begins_when_and_where_another_contact_is_handed_over(run: Run) -> None:
    log = contacts_of(run)

    def keys(rows: np.recarray, time: str) -> list[tuple[int, ...]]:
        return sorted(
            zip(*(rows[name].tolist() for name in ("customer", "serial", "attempt", time)), strict=True)
        )

    given = log[log.outcome == HANDED_OVER]
    taken = log[log.kind == TRANSFER]
    assert keys(given, "ended") == keys(taken, "arrived")
    assert (given.answered != NONE).all()
    assert not (given.kind == TRANSFER).any()
    assert len({key[:3] for key in keys(taken, "arrived")}) == taken.size


@holds(ANY)
def test_nobody_is_in_two_contacts_at_a_time(run: Run) -> None:
    log = contacts_of(run)
    for advisor in range(run.world.advisor.size):
        times = busy_times(log, advisor, horizon(run))
        for (_, free), (taken, _) in itertools.pairwise(times):
            assert free <= taken
    paths = cases_of(run)
    assert all((np.diff(path.time) >= 0).all() for path in paths)
    told = {
        (int(c.customer), int(c.serial), int(c.attempt), int(c.arrived))
        for c in log
        if c.kind != CALL_BACK_CONTACT
    }
    assert len(told) == int((log.kind != CALL_BACK_CONTACT).sum())


@holds(READABLE, few=40)
def test_no_caller_waits_while_somebody_who_may_take_him_is_idle(run: Run) -> None:
    """Work conservation, from the moment on at which a later choice of groups may take him too."""
    found = read(run)
    for advisor, (starts, ends) in enumerate(found.idle):
        rank = found.rank[found.group[advisor]]
        since = found.queued.arrived + rank * found.overflow
        waits = (rank != NONE) & (since < found.left)
        first = np.searchsorted(ends, since[waits], "right")
        begun = np.append(starts, np.iinfo(np.int64).max)[first]
        assert (begun >= found.left[waits]).all(), (advisor, found.queued[waits][begun < found.left[waits]])


@holds(READABLE)
def test_nobody_takes_what_his_group_may_not_or_may_not_yet(run: Run) -> None:
    found = read(run)
    answered = found.queued.answered != NONE
    group = found.group[found.queued.advisor[answered]]
    rank = found.rank[group, np.flatnonzero(answered)]
    waited = (found.queued.answered - found.queued.arrived)[answered]
    assert (rank != NONE).all()
    assert (waited >= rank * found.overflow[answered]).all()
    if any(group.authority is not None for group in run.scenario.staffing.groups.values()):
        _transferred_to_those_who_decide(run, found)


def _transferred_to_those_who_decide(run: Run, found: Reading) -> None:
    routes, log = Routes(run.scenario), found.log
    for contact in log[(log.kind == TRANSFER) & (log.answered != NONE)]:
        assert routes.may_decide(int(found.group[contact.advisor]), float(contact.stake))
    for contact in log[log.outcome == HANDED_OVER]:
        assert not routes.may_decide(int(found.group[contact.advisor]), float(contact.stake))


@holds(READABLE)
def test_call_backs_are_made_by_the_group_that_promised_them(run: Run) -> None:
    log = contacts_of(run)
    group = run.world.advisor.group
    promised = log[log.outcome == PROMISED_CALL_BACK]
    by = {(c.customer, c.serial, c.attempt): int(group[c.advisor]) for c in promised}
    for contact in log[log.kind == CALL_BACK_CONTACT]:
        assert by[(contact.customer, contact.serial, contact.attempt)] == group[contact.advisor]


@holds(READABLE)
def test_an_advisor_who_is_freed_takes_the_first_in_order(run: Run) -> None:
    """Highest priority, then his group's order, then first come; but for those of one millisecond."""
    found = read(run)
    queued = found.queued
    for place in np.flatnonzero((queued.answered != NONE) & (queued.answered > queued.arrived)):
        now, group = queued.answered[place], found.group[queued.advisor[place]]
        rank = found.rank[group]
        due = (rank == 0) | (now - queued.arrived > rank * found.overflow)
        there = (rank != NONE) & (queued.arrived < now) & (found.left > now) & due
        higher = found.priority - found.priority[place]
        later = found.prefer[group] - found.prefer[group, place]
        older = queued.arrived < queued.arrived[place]
        before = (higher > 0) | ((higher == 0) & ((later < 0) | ((later == 0) & older)))
        assert not (there & before).any(), (queued[place], queued[there & before])


@holds(LOYAL)
def test_a_caller_goes_to_the_first_choice_that_is_free_and_there_to_whoever_is_idle_longest(
    run: Run,
) -> None:
    """Nobody leaves: an advisor who takes up the call-back of a customer who has left is idle anew."""
    found = read(run)
    queued = found.queued
    at_once = np.flatnonzero((queued.answered != NONE) & (queued.answered == queued.arrived))
    for place in at_once:
        now, advisor = queued.answered[place], queued.advisor[place]
        mine = found.rank[found.group[advisor], place]
        since = _idle_since(found, advisor, now, ends=True)
        for other in range(found.group.size):
            rank = found.rank[found.group[other], place]
            other_since = _idle_since(found, other, now, ends=False)
            if rank == NONE or other_since is None or other == advisor:
                continue
            assert mine <= rank or rank * found.overflow[place] > 0
            if rank == mine:
                assert other_since >= (now if since is None else since)


def _idle_since(found: Reading, advisor: int, now: int, *, ends: bool) -> int | None:
    """Since when an advisor has been idle who is idle until now (`ends`), or before and after."""
    starts, overs = found.idle[advisor]
    row = int(np.searchsorted(starts, now, "left")) - 1
    if row < 0 or (overs[row] != now if ends else overs[row] <= now):
        return None
    return int(starts[row])


@holds(ANY)
def test_every_paid_millisecond_is_in_one_account(run: Run) -> None:
    contacts_of(run)
    assert remainder_ms(run) == 0
    for role in ("advisor", "manager"):
        accounts = ledger(run, role, first_day=0)
        people = getattr(run.world, role).paid.sum(axis=0)
        assert list(accounts.values()) == people[1:].tolist()
        assert all(spent >= 0 for spent in accounts.values())


@holds(READABLE)
def test_the_ledger_says_what_the_log_says(run: Run) -> None:
    """Busy with contacts from answer to the end of wrap-up, overtime too; idle for the rest of shifts."""
    found = read(run)
    until = horizon(run)
    for advisor in range(run.world.advisor.size):
        busy = sum(free - taken for taken, free in busy_times(found.log, advisor, until))
        paid = dict(zip(ACCOUNTS, run.world.advisor[advisor].paid.tolist(), strict=True))
        named = ("talk", "hold", "wrap_up", "call_back", "rework", "overtime")
        assert busy == sum(paid[name] for name in named)
        starts, ends = found.idle[advisor]
        assert paid["idle"] == int((np.minimum(ends, until) - starts).sum())
