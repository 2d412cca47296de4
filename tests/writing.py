"""Small centres in which customers write: one advisor on the phone, others for chat. Holds no tests.

Everybody who calls for a reason of `in_writing` writes. By default an advisor is needed all the time, and
nothing is lost between conversations: two take twice as long. Whoever writes bears it for ever.
"""

from __future__ import annotations

from typing import Any

from centres import Centre, centre_of, constant, groups_of, refund, routine

from sim.channels import Chat
from sim.reasons import Reason
from sim.scenario import Scenario

PHONE_ROW, CHAT_ROW = 0, 1  # of the advisors, where there is one of each


def in_writing(**changes: Any) -> Reason:
    """A question asked in writing: work of 5 min and 1 of wrap-up, patience in the queue 3."""
    return routine(**({"chat_share": 1.0} | changes))


def refund_in_writing(amount: float = 80, **changes: Any) -> Reason:
    return refund(amount, **({"chat_share": 1.0} | changes))


def fair_shares(**changes: Any) -> Chat:
    """Nothing lost, nobody impatient."""
    usual: dict[str, Any] = {"active_share": 1.0, "slowdown": 0.0, "switching": 0.0, "resolution_loss": 0.0}
    return Chat(**(usual | {"conversation_patience": constant(None)} | changes))


def with_chat(
    reasons: Any = None,
    *,
    concurrency: int = 2,
    chat: Chat | None = None,
    writers: int = 1,
    groups: dict[str, Any] | None = None,
    staffing: dict[str, Any] | None = None,
    **how: Any,
) -> Scenario:
    """A centre with an advisor on the phone and some who write, so many conversations at once each."""
    both = {
        "phone": {},
        "writing": {"channel": "chat", "concurrency": concurrency, "present": [float(writers)]},
    }
    staff = {"groups": groups_of(**(groups or both)), "chat": chat or fair_shares(), **(staffing or {})}
    return centre_of(reasons or in_writing(), staffing=staff, **how)


def chatting(reasons: Any = None, *, run: dict[str, Any] | None = None, **how: Any) -> Centre:
    """The same, as a run in which nobody has called yet."""
    return Centre(with_chat(reasons, **how), **(run or {}))
