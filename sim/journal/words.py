"""The words of the journal: for every state, end, kind and outcome of a contact, account and right.

Whoever adds one to `sim.states` adds its words here; a test holds the two together. Times, amounts and counts
as a reader likes them. Called by the rest of `sim.journal`.
"""

from __future__ import annotations

import datetime
from typing import Any

from sim.states import DAY_MS
from sim.week import date_of
from sim.world import Run

# A state in the table of times, and what is said when a case enters it; "" where what follows says it.
STATES = {
    "queued": ("waiting in the queue", ""),
    "handled": ("talking to an advisor", ""),
    "held": ("on hold for a manager", "The customer holds the line, and the advisor with him."),
    "asking_advice": ("on hold while colleagues are asked", "The customer holds the line for advice."),
    "in_tray": ("in managers' trays, to be called back", ""),
    "rework": ("sent back to be completed", ""),
    "call_back_due": ("waiting to be called back", ""),
    "transferred": ("handed over, waiting for a second advisor", ""),
    "on_circle_agenda": ("before circles, to be called back", ""),
    "unresolved": ("unresolved, until the customer calls again", "The customer will call again."),
}

ENDS = {
    "open": "The case is still open when the run stands.",
    "fair": "The case is closed fairly.",
    "refused": "The case is closed with a refusal.",
    "abandoned": "The customer does not call again: the case is abandoned.",
    "blocked": "The customer does not try again: the case is lost.",
    "timed_out": "The case is closed, refused because time ran out.",
    "unresolved": "The customer does not call again: the case stays unresolved.",
    "customer_left": "The customer has left the firm: the case ends.",
}
ENDED = {
    "open": "still open",
    "fair": "closed fairly",
    "refused": "refused",
    "abandoned": "abandoned",
    "blocked": "lost for want of a line",
    "timed_out": "refused because time ran out",
    "unresolved": "unresolved",
    "customer_left": "the customer left",
}

# How a contact begins: by phone, and in writing.
KINDS = {
    "first": ("The customer calls.", "The customer writes."),
    "redial": ("The customer calls again.", "The customer writes again."),
    "repeat": ("The customer calls again about the same thing.", "The customer writes about it again."),
    "call_back": ("{advisor} calls back{after}.", "{advisor} calls back{after}."),
    "transfer": ("{advisor} takes over{after}.", "{advisor} takes over in writing{after}."),
}
ANSWERED = ("{advisor} answers{after}.", "{advisor} takes up the conversation{after}.")

CONTACTS = ("call", "conversation")  # by channel
OUTCOMES = {
    "waiting": "",
    "served": "The {contact} is over.",
    "abandoned": "The customer gives up waiting{after} and leaves the line.",
    "hung_up_on_hold": "The customer gives up holding{after} and hangs up; the request is withdrawn.",
    "promised_call_back": "The customer is promised a call-back, and the {contact} is over.",
    "latent": "This contact is never made: the customer had left because of earlier service.",
    "blocked": "All lines are taken: the customer is not admitted.",
    "handed_over": "{advisor} hands the customer over to colleagues who may decide it.",
}

# What a manager or a colleague is doing when he is wanted.
DOING = {
    "off": "is not at work",
    "idle": "is free, but does not look at such requests now",
    "talk": "is on the phone",
    "hold": "is on the phone, with a customer on hold",
    "wrap_up": "is writing up a call",
    "call_back": "is calling a customer back",
    "rework": "is completing a request",
    "break": "is on a break",
    "review": "is reading another request",
    "overtime": "is working overtime",
    "asking": "is asking a colleague",
    "advising": "is advising a colleague",
    "preparation": "is preparing a meeting",
    "meeting": "is in a meeting",
    "recovery": "is coming back from a meeting",
    "documenting": "is doing paper work",
    "coaching": "is coaching",
    "floor": "is on the floor among the advisors",
    "reporting": "is writing reports",
    "translating": "is translating for an advisor",
    "tinkering": "is finding an advisor a way round",
    "soothing": "is soothing an advisor",
    "supported": "is being supported by somebody",
    "slack": "is at a project of his own",
    "working_group": "is in a working group",
    "chat": "is in written conversations",
}
# What managers have done while a request lay there: by the places of `ENGAGED`.
MEANWHILE = (
    "reading others", "in meetings", "coaching", "on the floor", "writing reports", "saying what is wanted",
    "helping to make things work", "listening to somebody", "on the phones",
)  # fmt: skip

RIGHTS = {
    "authority": "{advisor} decides within his authority: {decision}.",
    "precedent": "A precedent covers it: {decision}.",
    "exception": "{advisor} makes one of the week's exceptions: {decision}.",
    "violation": "{advisor} decides against the rule: {decision}.",
    "advice": "{advisor} decides himself, {heard}: {decision}.",
    "signature": "{manager} decides: {decision}.",
    "circle": "{circle} decides: {decision}.",
    "time_out": "The request has waited too long and is decided by default: {decision}.",
}


def clock(time: int) -> str:
    """A time of day, to the second before it."""
    seconds = int(time) % DAY_MS // 1000
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def date(run: Run, time: int) -> str:
    """A day: "Mon 6 January 2025"."""
    start = date_of("calendar.start", run.scenario.calendar.start)
    day = start + datetime.timedelta(days=int(time) // DAY_MS)
    return f"{day:%a} {day.day} {day:%B %Y}"


def length(begins: int, ends: int) -> str:
    """Time that has passed between two times as they are shown: "45 s", "4 min 10 s", "2 h 10 min"."""
    seconds = int(ends) // 1000 - int(begins) // 1000
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return _in_two(seconds, 60, "min", "s")
    minutes = (seconds + 30) // 60
    if minutes < 24 * 60:
        return _in_two(minutes, 60, "h", "min")
    hours = (minutes + 30) // 60
    return _in_two(hours, 24, "day" if hours < 48 else "days", "h")


def opening(ms: int) -> str:
    """The same of opening hours, of which a day has less than 24: "13 h 36 min", "307 h"."""
    hours = (int(ms) // 1000 + 1800) // 3600
    return length(0, ms) if hours < 24 else f"{hours} h"


def _in_two(count: int, size: int, unit: str, smaller: str) -> str:
    """The larger unit, and the smaller one where any is left."""
    whole, rest = divmod(count, size)
    return f"{whole} {unit}" + (f" {rest} {smaller}" if rest else "")


def counted(begins: int, ends: int) -> str:
    """The same as hours, minutes and seconds in one: "2:10:05"."""
    seconds = int(ends) // 1000 - int(begins) // 1000
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def money(amount: float) -> str:
    """EUR, cents where there are any: "80 EUR", "80.50 EUR"."""
    text = f"{amount:,.2f}".removesuffix(".00")
    return f"{text} EUR"


def number(count: int, one: str, many: str, none: str | None = None) -> str:
    """A count with its word: "1 caller", "3 callers"; for none "no callers", or a word of its own."""
    count = int(count)
    if count == 0 and none is not None:
        return none
    return f"{count or 'no'} {one if count == 1 else many}"


def plain(name: str) -> str:
    """A name as a scenario writes it, as words."""
    return name.replace("_", " ")


def sentence(text: str) -> str:
    """With a capital letter."""
    return text[:1].upper() + text[1:]


class Names:
    """People and circles by the numbers they have in the run (`model.advisors[12]` is advisor 12)."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def advisor(self, row: Any) -> str:
        """An advisor; or a manager who takes calls."""
        row = int(row)
        if row < 0:
            return "an advisor"
        if row >= self.run.world.clock[0].employed:
            return f"manager {int(self.run.world.advisor.seat_of[row])}, at the phone,"
        return f"advisor {row}"

    def manager(self, row: Any) -> str:
        """A manager."""
        return f"manager {int(row)}"

    def circle(self, row: Any) -> str:
        """A circle, with its kind."""
        kinds = sorted(self.run.scenario.governance.circles)
        return f"circle {int(row)} ({plain(kinds[int(self.run.world.circle.kind[int(row)])])})"

    def colleagues(self, row: Any) -> int:
        """How many managers work from the tray of this one, himself included."""
        tray = self.run.world.manager.tray
        return int((tray == tray[int(row)]).sum())
