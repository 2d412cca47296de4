"""Where the time of a case went: by state, by what it was spent on, and what it mostly waited for.

Called by `sim.journal.printing`.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.journal.reading import Case, Stretch, working
from sim.journal.telling import TELL, Telling
from sim.journal.words import STATES, opening, sentence
from sim.states import (
    CALL_ENDS,
    CASE_STATES,
    COMPLETED,
    DUE,
    IS_ASKED,
    LAID,
    NONE,
    PUT_ON_AGENDA,
    READ,
    SEEKS,
    UNRESOLVED,
    WAITS,
)

# What a customer waits for in a state; "" where he does not.
WAITED = {
    "queued": "an advisor to become free",
    "handled": "",
    "held": "a manager to read the request",
    "asking_advice": "a colleague to advise",
    "in_tray": "a manager to read the request",
    "rework": "an advisor to complete the request",
    "call_back_due": "an advisor to call back",
    "transferred": "an advisor who may decide",
    "on_circle_agenda": "the meeting of a circle",
    "unresolved": "his own next call",
}
# The same, where more is known: by the line from which on.
FOR = {
    READ: "a manager to finish reading the request",
    SEEKS: "a colleague who may be asked",
    IS_ASKED: "a colleague to finish advising",
    COMPLETED: "an advisor to finish completing it",
}
# Parts of a state in the table, where it has more than one.
PARTS = {
    LAID: "until it is read",
    READ: "while it is read",
    SEEKS: "until a colleague may be asked",
    IS_ASKED: "while a colleague advises",
    COMPLETED: "while it is completed",
    PUT_ON_AGENDA: "until the meeting",
    NONE: "before",
}
REASONS = (WAITS, LAID, DUE, PUT_ON_AGENDA, SEEKS, IS_ASKED)  # lines that say why somebody waits


@dataclass(frozen=True)
class Spent:
    """A row of the table of times.

    Attributes:
        what: in words.
        opening, wall: times from and to which, as they add up: ms.
        part: of the row before it.
    """

    what: str
    opening: tuple[int, int]
    wall: tuple[int, int]
    part: bool = False


def table_of(case: Case) -> list[Spent]:
    """Rows by state, with their parts where there are several, and the sum last.

    Every row begins where the one before it has ended, so that what is shown in whole seconds adds up.
    """
    rows, opening, wall = list[Spent](), 0, 0
    for state in sorted({one.state for one in case.stretches}):
        here = [one for one in case.stretches if one.state == state]
        parts = sorted({_part(one) for one in here}, key=list(PARTS).index)
        inner = list[Spent]()
        begun = opening, wall
        for part in parts:
            spent = _sum(case, [one for one in here if _part(one) == part])
            ends = opening + spent[0], wall + spent[1]
            inner.append(Spent(PARTS[part], (opening, ends[0]), (wall, ends[1]), part=True))
            opening, wall = ends
        rows.append(Spent(STATES[CASE_STATES[state]][0], (begun[0], opening), (begun[1], wall)))
        rows += inner if len(parts) > 1 else []
    return [*rows, Spent("from first call to end", (0, opening), (0, wall))]


def _part(stretch: Stretch) -> int:
    what = int(stretch.why.what)
    return what if what in PARTS else NONE


def _sum(case: Case, stretches: list[Stretch]) -> tuple[int, int]:
    """Opening hours and wall clock of some stretches."""
    opening = sum(working(case.run, one.ends) - working(case.run, one.begins) for one in stretches)
    return opening, sum(one.ends - one.begins for one in stretches)


def shares(times: list[int]) -> list[int]:
    """Whole percentages that sum to 100: by the largest remainders; all 0 where there is no time."""
    whole = sum(times)
    if whole == 0:
        return [0] * len(times)
    floors = [100 * time // whole for time in times]
    left = sorted(range(len(times)), key=lambda place: 100 * times[place] % whole, reverse=True)
    for place in left[: 100 - sum(floors)]:
        floors[place] += 1
    return floors


def mostly(case: Case) -> str:
    """What the customer mostly waited for, how long, and why then."""
    waits = dict[str, list[Stretch]]()
    for one in case.stretches:
        what = FOR.get(int(one.why.what), WAITED[CASE_STATES[one.state]])
        waits.setdefault(what, []).append(one)
    talk = _sum(case, waits.pop("", []))[0]
    if not case.stretches:
        return "It took no time."
    if not waits:
        return f"The customer did not wait: all of {opening(talk)} was talk."
    total = case.brief.latency
    most = max(waits, key=lambda what: _sum(case, waits[what]))
    spent = _sum(case, waits[most])[0]
    share = f" ({spent / total:.0%})" if total else ""
    told = f"{opening(spent)} of {opening(total)} of opening hours{share}"
    why = _why(case, max(waits[most], key=lambda one: _sum(case, [one])))
    times = len(waits[most])
    if why and times > 1:
        why = f" The longest of {times} such waits:{why}"
    if talk > spent:
        return f"Most of it was talk, {opening(talk)}. Else the customer waited for {most}: {told}.{why}"
    return f"Mostly the customer waited for {most}: {told}; {opening(talk)} was talk.{why}"


def _why(case: Case, stretch: Stretch) -> str:
    """What was said when the wait began, and when it ended."""
    telling, lines = Telling(case), case.lines
    within = [place for place, line in enumerate(lines) if stretch.begins <= line.time <= stretch.ends]
    told = {place: (int(lines[place].what), int(lines[place].time)) for place in within}
    if stretch.state == UNRESOLVED:
        wanted = [
            place for place, (what, time) in told.items() if what == CALL_ENDS and time == stretch.begins
        ]
    else:
        wanted = [place for place, (what, time) in told.items() if what in REASONS and time < stretch.ends]
    if stretch.why.what == LAID:
        wanted += [place for place, (what, time) in told.items() if what == READ and time == stretch.ends]
    said = [TELL[told[place][0]](telling, place) for place in wanted]
    why = " ".join(sentence(text) for text in said if text)
    return f" {why}" if why else ""
