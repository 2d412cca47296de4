"""How an advisor's time is shared by the conversations he has at once.

Each of k conversations is worked on at the same rate, which falls with k (`sim.channels.work_rates`): limited
processor sharing (Luo & Zhang 2013, Operations Research 61:328; Tezcan & Zhang 2014, Operations Research
62:943). Work is counted in whole units, so many a millisecond: nothing is lost when somebody comes or goes
in the midst of a conversation. Rows of an advisor stand in the order in which his conversations began.
Called by `sim.floor.chat` and, at the day's end, `sim.day`.
"""

import numpy as np

from sim import events
from sim.compiling import compiled, inlined
from sim.states import NONE


@inlined
def first_row(world, advisor_row):
    """The first of the rows for an advisor's conversations."""
    return np.int64(advisor_row) * (world.chat_rates.size - 1)


@compiled
def book_chats(world, advisor_row):
    """Do the work on an advisor's conversations up to now, and book their number and his time."""
    clock = world.clock[0]
    advisor = world.advisor[advisor_row]
    passed = clock.now - advisor.chat_since
    advisor.chat_since = clock.now
    if advisor.chats == 0:
        return
    advisor.chat_work += world.chat_rates[advisor.chats] * passed
    tally = world.day[clock.day]
    tally.chat_area += advisor.chats * passed
    tally.chat_busy += passed


@compiled
def book_all_chats(world):
    """The same for all advisors, at the day's end."""
    for advisor_row in range(world.advisor.size):
        book_chats(world, advisor_row)


@compiled
def add_conversation(world, advisor_row, case_row, work):
    """An advisor who has room begins a conversation that takes so much work."""
    book_chats(world, advisor_row)
    advisor = world.advisor[advisor_row]
    conversation = world.conversation[first_row(world, advisor_row) + advisor.chats]
    conversation.case = case_row
    conversation.ends_at = advisor.chat_work + work
    advisor.chats += 1


@compiled
def remove_conversation(world, advisor_row, case_row):
    """A conversation of an advisor's is over; the others close up in their order, the end awaited is void."""
    book_chats(world, advisor_row)
    advisor = world.advisor[advisor_row]
    advisor.chat_awaits = 0
    row = first_row(world, advisor_row)
    last = row + advisor.chats - 1
    while world.conversation[row].case != case_row:
        row += 1
    for place in range(row, last):
        world.conversation[place].case = world.conversation[place + 1].case
        world.conversation[place].ends_at = world.conversation[place + 1].ends_at
    world.conversation[last].case = NONE
    advisor.chats -= 1


@compiled
def next_to_end(world, advisor_row):
    """The row of the conversation that ends next: least work left; of equals, that which began first."""
    best = first_row(world, advisor_row)
    for row in range(best + 1, best + world.advisor[advisor_row].chats):
        if world.conversation[row].ends_at < world.conversation[best].ends_at:
            best = row
    return best


@compiled
def schedule_next_end(world, advisor_row):
    """Schedule the end of the conversation that ends next; what was scheduled before is void."""
    clock = world.clock[0]
    advisor = world.advisor[advisor_row]
    advisor.chat_awaits = 0
    if advisor.chats > 0:
        rest = world.conversation[next_to_end(world, advisor_row)].ends_at - advisor.chat_work
        rate = world.chat_rates[advisor.chats]
        time = max(rest + rate - 1, 0) // rate
        advisor.chat_awaits = events.schedule(world, clock.now + time, events.CHAT_ENDS, advisor_row)
