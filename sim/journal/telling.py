"""A case told in sentences, each with its time.

Every kind of line of the journal has a function here (`TELL`), which has the words of `sim.journal.words`
and what stands beside the line: what came before it, and who works there. Called by
`sim.journal.printing` and `sim.journal.waiting`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.journal import words
from sim.journal.meanwhile import MINUTE, closed_between, meanwhile
from sim.journal.reading import Case
from sim.journal.words import length, money, number, opening, sentence
from sim.states import (
    ACCOUNTS,
    BEGINS,
    BEYOND,
    CALL_BACK_CONTACT,
    CALL_BACK_DUE,
    CALL_ENDS,
    CASE_ENDS,
    CASE_STATES,
    CHAT,
    COMPLETED,
    CONSENTS,
    CONTACT_KINDS,
    CONTACT_OUTCOMES,
    DECIDED,
    DUE,
    END_UNRESOLVED,
    ENDS,
    ENTERS,
    GRANTED,
    HANDLED,
    HEARD,
    HUNG_UP_ON_HOLD,
    IDLE,
    IN_TRAY,
    IS_ASKED,
    LAID,
    NO_QUORUM,
    NO_TIME,
    NONE,
    OBJECTS,
    OPEN,
    OVERSPENT,
    PUT_ON_AGENDA,
    QUEUED,
    READ,
    RIGHTS,
    SEEKS,
    SENT_BACK,
    SENT_UP,
    SERVED,
    TALK,
    TRANSFER,
    TRANSFERRED,
    UNRESOLVED,
    WAITS,
)

# How a customer gets on the line with an advisor, by the state before, where he was not in a queue.
ANSWERS = {
    TRANSFERRED: words.KINDS[CONTACT_KINDS[TRANSFER]],
    CALL_BACK_DUE: words.KINDS[CONTACT_KINDS[CALL_BACK_CONTACT]],
}


class Telling:
    """Tells a case. Sentences that belong to one moment make one paragraph."""

    def __init__(self, case: Case) -> None:
        self.case, self.lines = case, case.lines
        self.names = words.Names(case.run)

    def paragraphs(self) -> list[tuple[int, str]]:
        """Time (ms) and sentences of every moment at which something happened."""
        found: list[tuple[int, list[str]]] = []
        for place, line in enumerate(self.lines):
            said = TELL[int(line.what)](self, place)
            if said and found and found[-1][0] == line.time:
                found[-1][1].append(sentence(said))
            elif said:
                found.append((int(line.time), [sentence(said)]))
        if self.case.brief.end == OPEN:
            found.append((self.case.brief.ended, [words.ENDS["open"]]))
        return [(time, " ".join(said)) for time, said in found]

    def _last(self, place: int, *kinds: int) -> Any:
        """The last line before this one of one of these kinds; None where there is none."""
        return next((line for line in reversed(self.lines[:place]) if line.what in kinds), None)

    def _next(self, place: int) -> Any:
        """The next line; the last one itself where there is none."""
        return self.lines[min(place + 1, len(self.lines) - 1)]

    def _after(self, place: int, *kinds: int) -> str:
        """How long after the last line of these kinds: " after 4 min 10 s" or " at once"."""
        since = self._last(place, *kinds)
        passed = length(since.time, self.lines[place].time)
        return " at once" if passed == "0 s" else f" after {passed}"

    def state(self, place: int) -> str:
        """A state entered."""
        line = self.lines[place]
        writes = int(line.channel == CHAT)
        if line.what == BEGINS and self.case.is_latent:
            return ""
        if line.state == QUEUED:
            return words.KINDS[CONTACT_KINDS[line.detail]][writes]
        if line.state == HANDLED:
            said = ANSWERS.get(int(self._last(place, BEGINS, ENTERS).state), words.ANSWERED)
            after = self._after(place, BEGINS, ENTERS)
            return said[int(line.channel == CHAT)].format(
                advisor=self.names.advisor(line.advisor), after=after
            )
        if line.state == IN_TRAY and self._last(place, BEGINS, ENTERS).state != HANDLED:
            return "" if self._next(place).what == LAID else "The request waits in a tray."
        return words.STATES[CASE_STATES[line.state]][1]

    def ends(self, place: int) -> str:
        """The end."""
        return words.ENDS[CASE_ENDS[self.lines[place].end]]

    def waits(self, place: int) -> str:
        """A customer joins a queue."""
        line = self.lines[place]
        who = "who may answer " if self.case.run.world.group.size > 1 else ""
        if line.there + line.away == 0:
            return f"Nobody {who}is at work; {self._callers(line)}."
        there = number(line.there, "advisor", "advisors")
        held = f", {line.on_hold} of them on hold for a decision," if line.on_hold else ""
        away = f" ({line.away} more off the phone)" if line.away else ""
        none = "is free" if line.there == 1 else "none is free"
        if line.there == 0:
            return f"Nobody {who}is on the phone{away}; {self._callers(line)}."
        there = f"The only advisor {who}there{held} is not free" if line.there == 1 else (
            f"Of {there} {who}there{held} {none}"
        )  # fmt: skip
        return f"{there}{away}; {self._callers(line)}."

    def _callers(self, line: Any) -> str:
        return number(line.before, "caller waits", "callers wait", "nobody waits") + " before this one"

    def call_ends(self, place: int) -> str:
        """A contact is over."""
        line = self.lines[place]
        contact = words.CONTACTS[line.channel]
        if line.flag:
            return f"The {contact} is cut short: the time allowed is over, and not all is settled."
        following = self._next(place)
        unsolved = following.state == UNRESOLVED or following.end == END_UNRESOLVED
        if line.detail == HUNG_UP_ON_HOLD and line.state == HANDLED:
            return f"The customer has had enough of the conversation{self._after(place, BEGINS, ENTERS)}."
        if line.detail == SERVED and unsolved:
            return f"The {contact} is over, and the case is not solved."
        return words.OUTCOMES[CONTACT_OUTCOMES[line.detail]].format(
            advisor=sentence(self.names.advisor(line.advisor)),
            after=self._after(place, BEGINS, ENTERS),
            contact=contact,
        )

    def beyond(self, place: int) -> str:
        """The advisor may not decide it."""
        line = self.lines[place]
        stake = money(self.case.brief.stake)
        advisor = self.names.advisor(line.advisor)
        return f"{stake} are at stake, and {advisor} decides up to {money(line.amount)}."

    def decided(self, place: int) -> str:
        """A decision."""
        line = self.lines[place]
        return words.RIGHTS[RIGHTS[line.right]].format(
            advisor=self.names.advisor(line.advisor),
            manager=self.names.manager(line.manager),
            circle=self.names.circle(line.circle) if line.circle != NONE else "",
            heard=self._heard(place),
            decision=self._decision(line),
        )

    def _heard(self, place: int) -> str:
        """How many colleagues have been heard in this contact."""
        now = self.lines[place].attempt
        count = sum(line.what == HEARD and line.attempt == now for line in self.lines[:place])
        return number(count, "colleague", "colleagues", "nobody") + " heard"

    def _decision(self, line: Any) -> str:
        granted = line.detail == GRANTED
        wrong = ""
        if granted == self.case.is_undue:
            wrong = ", though nothing was due" if granted else ", though it was due"
        return f"{'granted' if granted else 'refused'}{wrong}"

    def overspent(self, place: int) -> str:
        """More is given than was due."""
        return f"{money(self.lines[place].amount)} more than needed are given."

    def laid(self, place: int) -> str:
        """A request is laid into a tray."""
        line, following = self.lines[place], self._next(place)
        if following.what == READ and following.time == line.time:
            return ""
        before = number(line.before, "request lies", "requests lie", "nothing lies") + " before it"
        if self.names.colleagues(line.manager) > 1:
            duty = number(line.there, "manager is", "managers are")
            return f"The request goes into the managers' common tray; {duty} on duty, and {before}."
        doing = words.DOING[ACCOUNTS[line.detail]]
        return f"The request goes to {self.names.manager(line.manager)}, who {doing}; {before}."

    def read(self, place: int) -> str:
        """A manager begins to read it."""
        line, since = self.lines[place], self._last(place, LAID)
        manager = self.names.manager(line.manager)
        if since.time == line.time:
            free = " is free and" if since.detail == IDLE else ""
            return f"{manager}{free} reads the request at once."
        waited = length(since.time, line.time)
        closed = closed_between(self.case.run, since.time, line.time)
        if closed >= MINUTE * 1000:
            waited += f" ({opening(int(line.time - since.time) - closed)} of opening hours)"
        several = self.names.colleagues(line.manager) > 1
        why = "; ".join(meanwhile(self.case.run, since, line, several=several))
        return f"After {waited} in the tray {manager} reads the request{': ' + why if why else ''}."

    def sent_up(self, place: int) -> str:
        """A manager may not sign it."""
        line = self.lines[place]
        manager, most = self.names.manager(line.manager), money(line.amount)
        return f"{manager} may sign up to {most} only: it goes up a level."

    def sent_back(self, place: int) -> str:
        """It has to be completed."""
        return f"{self.names.manager(self.lines[place].manager)} sends it back: something is missing."

    def completed(self, place: int) -> str:
        """An advisor completes it."""
        since = self._last(place, DUE)
        waited = since is not None and since.time >= self._last(place, SENT_BACK).time
        after = self._after(place, DUE) if waited else ""
        return f"{self.names.advisor(self.lines[place].advisor)} begins to complete it{after}."

    def due(self, place: int) -> str:
        """A call-back or rework waits for an advisor."""
        line = self.lines[place]
        what = "A call-back is due" if line.state == CALL_BACK_DUE else "It waits for an advisor"
        following = self._next(place)
        if following.time == line.time and following.what in (ENTERS, COMPLETED):
            return f"{what}." if line.state == CALL_BACK_DUE else ""
        before = number(line.before, "other waits", "others wait", "nothing else waits")
        away = f" ({line.away} more off the phone)" if line.away else ""
        there = number(line.there, "advisor is", "advisors are", "nobody is")
        return f"{what}; {before} before it, {there} there{away}, and callers mostly go first."

    def seeks(self, place: int) -> str:
        """Nobody may be asked just now."""
        return "No colleague of the team may be asked just now."

    def asks(self, place: int) -> str:
        """A colleague is asked."""
        line = self.lines[place]
        how = "interrupts a call to advise" if line.detail == TALK else "is free to advise"
        return f"{self.names.advisor(line.advisor)} {how}{self._wait_for_advice(place)}."

    def _wait_for_advice(self, place: int) -> str:
        sought = self._last(place, SEEKS, IS_ASKED)
        return self._after(place, SEEKS) if sought is not None and sought.what == SEEKS else ""

    def heard(self, place: int) -> str:
        """He has answered."""
        return f"{self.names.advisor(self.lines[place].advisor)} has advised{self._after(place, IS_ASKED)}."

    def agenda(self, place: int) -> str:
        """It stands on the agenda of a circle."""
        line = self.lines[place]
        before = number(line.before, "case stands", "cases stand", "nothing stands")
        every = int(self.case.run.world.circle[line.circle].every)
        meets = "every open day" if every == 1 else f"every {every} open days"
        name = self.names.circle(line.circle)
        return f"It stands on the agenda of {name}, which meets {meets}; {before} before it."

    def no_quorum(self, place: int) -> str:
        """A meeting for nothing."""
        line = self.lines[place]
        came = f"{line.there} of {line.before} came"
        return f"{self.names.circle(line.circle)} meets without a quorum ({came}): nothing is decided."

    def no_time(self, place: int) -> str:
        """A meeting too short."""
        return f"{self.names.circle(self.lines[place].circle)} meets, and has no time left for it."

    def consents(self, place: int) -> str:
        """At home the case is agreed to; elsewhere the circle consents."""
        line = self.lines[place]
        name = self.names.circle(line.circle)
        if line.circle != self._last(self._first_agenda() + 1, PUT_ON_AGENDA).circle:
            return f"{name} consents."
        return "" if self._next(place).what == DECIDED else f"{name} agrees; another circle has to consent."

    def _first_agenda(self) -> int:
        return next(place for place, line in enumerate(self.lines) if line.what == PUT_ON_AGENDA)

    def objects(self, place: int) -> str:
        """An objection."""
        return f"{self.names.circle(self.lines[place].circle)} objects: it comes up again."


TELL: dict[int, Callable[[Telling, int], str]] = {
    BEGINS: Telling.state,
    ENTERS: Telling.state,
    ENDS: Telling.ends,
    WAITS: Telling.waits,
    CALL_ENDS: Telling.call_ends,
    BEYOND: Telling.beyond,
    DECIDED: Telling.decided,
    OVERSPENT: Telling.overspent,
    LAID: Telling.laid,
    READ: Telling.read,
    SENT_UP: Telling.sent_up,
    SENT_BACK: Telling.sent_back,
    COMPLETED: Telling.completed,
    DUE: Telling.due,
    SEEKS: Telling.seeks,
    IS_ASKED: Telling.asks,
    HEARD: Telling.heard,
    PUT_ON_AGENDA: Telling.agenda,
    NO_QUORUM: Telling.no_quorum,
    NO_TIME: Telling.no_time,
    CONSENTS: Telling.consents,
    OBJECTS: Telling.objects,
}
