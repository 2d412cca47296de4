"""The advice process: an advisor asks colleagues of his team, one after the other, and decides himself.

The customer waits on the line. A colleague who is idle answers at once, as does, where that is the custom,
one on the phone, whose own call then lasts longer; else the next of the team who is free.
"""

from __future__ import annotations

from reference_model.approval import END_OF
from reference_model.judgement import Judgement
from reference_model.things import Advisor, Case
from sim import streams


class Advice(Judgement):
    """Advisors who ask, and colleagues who answer."""

    def ask_advice(self, advisor: Advisor, case: Case) -> None:
        """The customer is put on hold while his advisor asks."""
        self.count(advice_asked=1)
        wait = self.centre.advice.longest_wait
        case.asked = self.schedule(self.now + wait, "advice_times_out", case)
        if case.contact.held_from is None:
            case.contact.held_from = self.now
        self.hold(advisor, case, "asking_advice")
        self._seek(advisor, case)

    def _seek(self, advisor: Advisor, case: Case) -> None:
        """The best of those who may be asked now, the first of equals; or he waits for one."""
        phone = (each for each in self.advisors if each.group.channel == "phone")
        team = [each for each in phone if each is not advisor and each.team == advisor.team]
        scores = {each: self._score(each, case) for each in team}
        best = max(team, key=lambda each: scores[each], default=None)
        if best is None or scores[best] < 0:
            return
        on_call = best.state == "talk"
        if not on_call:
            self.stop_idling(best)
        self._ask(advisor, case, best, on_call=on_call)

    def _score(self, colleague: Advisor, case: Case) -> float:
        """Who judges best; those who are idle before those on the phone."""
        if colleague.advised is case.asked:
            return -1.0
        judges = max(0, 1 - (1 - colleague.skill) * (1 + colleague.unsure))
        if colleague.state == "idle":
            return 1 + judges
        interrupted = colleague.state == "talk" and self.centre.advice.interrupts
        return judges if interrupted else -1.0

    def _ask(self, advisor: Advisor, case: Case, colleague: Advisor, *, on_call: bool) -> None:
        colleague.advised, colleague.advises, case.adviser = case.asked, case, colleague
        unit, _ = self.draws.units(streams.ADVICE, case.customer.row, case.attempt_key, case.heard)
        length = self.draws.duration(self.centre.advice.length, unit, streams.ADVICE, case, case.heard + 1)
        advisor.turn_to("asking", self.now)
        colleague.on_call = on_call
        if on_call:
            colleague.interrupted += length
            self.count(interruptions=1)
        colleague.turn_to("advising", self.now)
        self.schedule(self.now + length, "advice_ends", colleague)

    def advise_who_waits(self, colleague: Advisor) -> bool:
        """Somebody who is free answers him of his team who has asked first, but nobody twice."""
        waiting = [
            advisor.case
            for advisor in self.advisors
            if advisor.team == colleague.team
            and advisor.state == "hold"
            and self._waits_for_advice(advisor.case)
        ]
        waiting = [case for case in waiting if case.asked is not colleague.advised]
        case = min(waiting, key=lambda case: case.asked.number, default=None)
        if case is None:
            return False
        self._ask(case.advisor, case, colleague, on_call=False)
        return True

    def _waits_for_advice(self, case: Case) -> bool:
        return case.state == "asking_advice" and case.adviser is None

    def advice_ends(self, colleague: Advisor) -> Advisor | None:
        """The asker decides or asks the next one; he may have lost his customer meanwhile."""
        self.count(advice_heard=1)
        case, colleague.advises = colleague.advises, None
        was_on_call, colleague.on_call = colleague.on_call, False
        if was_on_call:
            colleague.turn_to("talk", self.now)
        if case is not None:
            self._hear(case, colleague)
        return None if was_on_call else colleague

    def _hear(self, case: Case, colleague: Advisor) -> None:
        """Advice helps with this decision, and a little with those to come."""
        advisor, advice = case.advisor, self.centre.advice
        case.adviser = None
        case.heard += 1
        advisor.heard += 1
        advisor.kept["peers"] += 1
        advisor.skill += advice.spread * max(0.0, colleague.skill - advisor.skill)
        if case.heard >= advice.colleagues or case.asked is None:
            self._decide_advised(case)
        else:
            advisor.turn_to("hold", self.now)
            self._seek(advisor, case)

    def advice_times_out(self, case: Case) -> None:
        """Nobody is asked any more; who is being heard is heard to the end."""
        case.asked = None
        if case.adviser is None:
            self._decide_advised(case)

    def _decide_advised(self, case: Case) -> None:
        self.count(advice_short=case.heard < self.centre.advice.colleagues)
        case.asked = None
        self.decide_at_desk(case.advisor, case, "advice")
        self.close_line(case, "served")
        self.release_advisor(case)
        self.end_case(case, END_OF[case.decision])

    def stop_asking(self, case: Case) -> None:
        """The customer has hung up; a colleague who is being heard finishes in vain."""
        case.asked = None
        if case.adviser is not None:
            case.adviser.advises = case.adviser = None
