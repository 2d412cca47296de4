"""Conversations in writing: how many an advisor gets through, how long they last, what becomes of them.

Measures of a run beside those of `sim.measures`, each by its formula and with its unit in the name; null
where nobody writes. Called by `sim.measures`.
"""

from __future__ import annotations

from sim.ledger import ledger
from sim.practice import Outputs, measured, ratio
from sim.scenario import MS
from sim.world import Run


def conversations(run: Run) -> Outputs:
    """Chat: throughput, length, concurrency, and what is given up or comes back.

    chats_per_advisor_hour: conversations brought to an end over the hours in which an advisor has at least
    one. chat_length_min: from answer to end, of those brought to an end. chat_concurrency_mean:
    conversations at once, over that time. chats_left_share: given up by the customer, over those begun.
    chats_misfit_share: about what cannot be settled in writing, over those brought to an end. chat_share:
    of advisors' paid time, with at least one conversation.
    """
    days, accounts = measured(run), ledger(run)
    ended, busy = days.chats_ended.sum(), days.chat_busy.sum()
    return {
        "chats_per_advisor_hour": ratio(ended, busy / MS["h"]),
        "chat_length_min": ratio(days.chat_time.sum() / MS["min"], ended),
        "chat_concurrency_mean": ratio(days.chat_area.sum(), busy),
        "chats_left_share": ratio(days.chats_left.sum(), days.chats.sum()),
        "chats_misfit_share": ratio(days.chats_misfit.sum(), ended),
        "chat_share": ratio(accounts["chat"], sum(accounts.values())),
    }
