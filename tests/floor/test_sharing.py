"""Conversations share their advisor's time: whole units, nothing lost, against rational arithmetic."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from centres import MINUTE, written
from writing import CHAT_ROW, chatting, fair_shares, in_writing

from sim.channels import Chat, work_rates
from sim.floor.sharing import (
    add_conversation,
    book_chats,
    next_to_end,
    remove_conversation,
    schedule_next_end,
)
from sim.states import NONE

USUAL = Chat().active_share, Chat().slowdown, Chat().switching


def test_two_conversations_share_the_time() -> None:
    """Ann has four minutes of six left when Ben writes, has them at half the speed; Ben's last two alone."""
    centre = chatting().calls(ann="7:00:00", ben="7:02:00").simulate()
    assert centre.log() == written("""
        ann  first  7:00:00  7:00:00  by1  7:10:00  7:10:00  served
        ben  first  7:02:00  7:02:00  by1  7:12:00  7:12:00  served
    """)
    assert centre.advisor(CHAT_ROW) == {"idle": 708, "chat": 12}
    assert centre.day.chat_area == (2 + 2 * 8 + 2) * MINUTE
    assert centre.day.chat_busy == 12 * MINUTE


def test_three_conversations_share_the_time() -> None:
    """A third of the speed each, rounded down to 349525 units a ms: Ann's last minute takes 180000.17 ms.

    Ben and Cleo have 314572510475 units left then, and half the speed, 524288 units: 599999.4 ms.
    """
    centre = chatting(concurrency=3).calls(ann="7:00:00", ben="7:05:00", cleo="7:05:00").simulate()
    assert centre.log() == written("""
        ann   first  7:00:00  7:00:00  by1  7:08:00.001  7:08:00.001  served
        ben   first  7:05:00  7:05:00  by1  7:18:00.001  7:18:00.001  served
        cleo  first  7:05:00  7:05:00  by1  7:18:00.001  7:18:00.001  served
    """)
    assert centre.day.chat_area == 5 * MINUTE + 3 * (3 * MINUTE + 1) + 2 * 10 * MINUTE


def test_remainders_of_a_millisecond_are_carried() -> None:
    """Ann has 59999 ms left when two more write: 59999 * 2**20 / 349525 = 179997.17 ms.

    Dan comes a second before that and leaves her a quarter: what was done before, to the unit, is not done
    again. 62913511424 - 178997 * 349525 = 349585999 units at 262144 a ms: 1333.6 ms.
    """
    centre = chatting(concurrency=4).calls(ann="7:00:00", ben="7:05:00.001", cleo="7:05:00.001")
    assert centre.simulate().log()[0] == "ann first 7:00:00 7:00:00 by1 7:07:59.999 7:07:59.999 served"
    centre = chatting(concurrency=4).calls(ann="7:00:00", ben="7:05:00.001", cleo="7:05:00.001")
    centre.calls(dan="7:07:58.998").simulate()
    assert centre.log()[0] == "ann first 7:00:00 7:00:00 by1 7:08:00.332 7:08:00.332 served"


@pytest.mark.parametrize("seed", range(8))
def test_against_rational_arithmetic(seed: int) -> None:
    """Random joins and leaves: every conversation has exactly the work done that its shares add up to."""
    draw = np.random.default_rng(seed)
    chat = fair_shares(active_share=USUAL[0], slowdown=USUAL[1], switching=USUAL[2])
    centre = chatting(concurrency=5, chat=chat)
    world, clock = centre.run.world, centre.run.world.clock[0]
    speeds = [Fraction(int(rate), 1 << 20) for rate in world.chat_rates]
    left: dict[int, Fraction] = {}  # ms of work
    advisor = world.advisor[CHAT_ROW]
    for case in range(200):
        passed = int(draw.integers(0, 400_000))
        speed = speeds[len(left)]
        for each in left:
            left[each] -= speed * passed
        clock.now += passed
        if len(left) == 5 or (left and draw.random() < 0.5):
            gone = sorted(left)[int(draw.integers(len(left)))]
            remove_conversation(world, CHAT_ROW, gone)
            del left[gone]
        else:
            work = int(draw.integers(1, 2_000_000))
            add_conversation(world, CHAT_ROW, case, work << 20)
            left[case] = Fraction(work)
        rows = world.conversation[5 * CHAT_ROW : 5 * CHAT_ROW + advisor.chats]
        found = {int(row.case): Fraction(int(row.ends_at - advisor.chat_work), 1 << 20) for row in rows}
        assert found == left
        assert list(found) == sorted(left)  # in the order in which they began
    assert (world.conversation.case[5 * CHAT_ROW + len(left) : 5 * CHAT_ROW + 5] == NONE).all()


@pytest.mark.parametrize("seed", range(4))
def test_the_next_end_is_the_first_millisecond_with_its_work_done(seed: int) -> None:
    draw = np.random.default_rng(100 + seed)
    centre = chatting(concurrency=4, chat=Chat())
    world, clock = centre.run.world, centre.run.world.clock[0]
    for case in range(4):
        clock.now += int(draw.integers(0, 60_000))
        add_conversation(world, CHAT_ROW, case, int(draw.integers(1, 400_000)) << 20)
    ends = sorted(int(row.ends_at) for row in world.conversation[4 * CHAT_ROW : 4 * CHAT_ROW + 4])
    while world.advisor[CHAT_ROW].chats:
        schedule_next_end(world, CHAT_ROW)
        place = next_to_end(world, CHAT_ROW)
        rest = Fraction(int(world.conversation[place].ends_at - world.advisor[CHAT_ROW].chat_work))
        rate = int(world.chat_rates[world.advisor[CHAT_ROW].chats])
        assert int(world.conversation[place].ends_at) == ends.pop(0)
        scheduled = [int(row.when) >> 5 for row in waiting(world) if row.sequence == awaited(world)]
        [time] = scheduled
        assert 0 <= (time - clock.now) * rate - max(rest, 0) < rate
        clock.now = time
        remove_conversation(world, CHAT_ROW, int(world.conversation[place].case))


def waiting(world) -> list[np.record]:  # type: ignore[no-untyped-def]
    """All events scheduled, near and far."""
    return [*world.event, *world.far[: world.clock[0].far_events]]


def awaited(world) -> int:  # type: ignore[no-untyped-def]
    return int(world.advisor[CHAT_ROW].chat_awaits)


def test_booking_twice_books_once() -> None:
    centre = chatting()
    world = centre.run.world
    add_conversation(world, CHAT_ROW, 0, 1 << 30)
    world.clock[0].now += 1000
    for _ in range(2):
        book_chats(world, CHAT_ROW)
    assert world.advisor[CHAT_ROW].chat_work == 1000 * world.chat_rates[1]
    assert world.day[0].chat_area == world.day[0].chat_busy == 1000


def test_alone_it_takes_longer_by_the_customers_own_time() -> None:
    """Needed for two fifths: 419430 units a ms: six minutes take 900000.86 ms, the last one counted whole."""
    assert work_rates(Chat(), 3).tolist() == [0, 419430, 403298, 317750]
    centre = chatting(in_writing(), chat=fair_shares(active_share=0.4)).calls(ann="7:00:00").simulate()
    assert centre.log() == ["ann first 7:00:00 7:00:00 by1 7:15:00.001 7:15:00.001 served"]
