"""What happens of decision rights, advice, rules broken and circles in the random centres.

`Governed` is a twin that notes what its counts do not tell. Called by `tests/twin_features.py`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from reference_model import Centre, Twin
from reference_model.memberships import Circle, Precedent, Tension
from reference_model.projects import WorkingGroup
from reference_model.things import Advisor, Case, Manager, Spell

COUNTED = {
    "precedent used": "by_precedent",
    "exception": "exceptions",
    "violation": "violations",
    "bad practice seen": "seen",
    "bad practice that nobody will see": "bad_practice_hidden",
    "sanction": "sanctions",
    "called to order": "called_to_order",
    "meeting": "meetings",
    "precedent set": "precedents",
    "case before a circle": "on_agenda",
}
WANTED_OF_RIGHTS = (
    *COUNTED,
    "advice by somebody idle", "advice in the middle of a call", "advice waited for",
    "advice by somebody who has just hung up", "two colleagues heard", "learns from a colleague",
    "no colleague to ask", "nobody is to be asked",
    "time for advice is over while waiting", "time for advice is over in the middle",
    "advice ends in the millisecond in which time is over", "asks for advice at closing",
    "hangs up while waiting for advice", "hangs up in the middle of advice",
    "talk put off", "talk put off in the middle of advice",
    "break after a meeting", "late for a meeting", "misses a meeting", "meeting into overtime",
    "preparation lost", "preparation cut short", "recovery", "paper work", "paper work put off",
    "called away to a meeting", "meeting without a quorum", "meeting that nobody comes to",
    "two meetings at once", "a break and a meeting fall due in a millisecond",
    "precedent not known for drift", "precedent of another circle known", "precedent lapsed",
    "precedent widened", "one's own precedent, not the widest",
    "case waits for consent", "consent to a case", "objection to a case", "case refused by a circle",
    "customer left before the meeting", "agenda longer than the meeting", "granted after consent",
    "tension waits for consent", "objection to a tension", "tension resolved", "tension resolved elsewhere",
    "felt too little to decide", "overspending", "violation and overspending at once",
    "unfair refusal at the desk", "unfair refusal by a manager", "lost on the way up",
    "undue granted at the desk", "undue refused at the desk", "undue granted on review",
    "undue refused on review", "asks a manager, being in no circle", "no managers",
    "talk shorter without irritants", "not solved for lack of attention",
)  # fmt: skip


class Governed(Twin):
    """A twin that notes what happens at the desk, between colleagues and in circles."""

    def __init__(self, centre: Centre, seed: int, replication: int = 0) -> None:
        super().__init__(centre, seed, replication)
        self.seen: Counter[str] = Counter()
        self.due: defaultdict[int, set[bool]] = defaultdict(set)  # whether breaks, of idle advisors

    def note(self, what: str, happens: object = True) -> None:
        self.seen[what] += bool(happens)

    # Spells.

    def begin_spell(self, advisor: Advisor) -> bool:
        before, state = list(advisor.spells), advisor.state
        begins = super().begin_spell(advisor)
        taken = before[: len(before) - len(advisor.spells)]
        if begins:
            self._note_spell(advisor, taken.pop(), state)
        for spell in taken:
            self._note_missed(spell)
        return begins

    def _note_missed(self, spell: Spell) -> None:
        self.note("misses a meeting", spell.account == "meeting")
        self.note("preparation lost", spell.account == "preparation")

    def _note_spell(self, advisor: Advisor, spell: Spell, state: str) -> None:
        late, meeting = spell.start < self.now, spell.account == "meeting"
        self.note("break after a meeting", spell.account == "break" and state in ("meeting", "recovery"))
        self.note("late for a meeting", late and meeting)
        self.note("meeting into overtime", meeting and spell.ends > advisor.shift_end)
        others = (other for other in advisor.spells if other.account == "meeting" and meeting)
        self.note("two meetings at once", any(other.start < spell.ends for other in others))
        self.note("called away to a meeting", state == "idle" and meeting)
        self.note("preparation cut short", late and spell.account == "preparation")
        self.note("paper work", spell.account == "documenting")
        self.note("paper work put off", late and spell.account == "documenting")

    def away_starts(self, advisor: Advisor) -> Advisor | None:
        freed = super().away_starts(advisor)
        if freed is not None and advisor.spells:
            self.due[self.now].add(advisor.spells[0].account == "break")
            self.note("a break and a meeting fall due in a millisecond", len(self.due[self.now]) == 2)
        return freed

    def away_ends(self, advisor: Advisor) -> Advisor | None:
        freed = super().away_ends(advisor)
        self.note("recovery", freed is None)
        return freed

    # At the desk.

    def right_to_decide(self, advisor: Advisor, case: Case) -> str:
        right = super().right_to_decide(advisor, case)
        dares = advisor.authority * advisor.felt
        self.note("felt too little to decide", dares < case.stake <= advisor.authority)
        nobody = right == "none" and self.centre.beyond == "advise" and self.centre.advice.colleagues == 0
        self.note("nobody is to be asked", nobody)
        nowhere = right == "none" and self.centre.beyond == "circle" and advisor.decides_in is None
        self.note("asks a manager, being in no circle", nowhere)
        self.note("no managers", right == "none" and not self.managers)
        return right

    def _known_precedent(self, advisor: Advisor, case: Case) -> float:
        known = super()._known_precedent(advisor, case)
        precedent = self.precedent_of(None, case)
        there = precedent.limit > 0
        elsewhere = advisor.decides_in not in (None, precedent.circle)
        self.note("precedent lapsed", there and self.has_lapsed(precedent))
        self.note("precedent of another circle known", known and elsewhere)
        apart = known < precedent.limit and not self.has_lapsed(precedent)
        self.note("precedent not known for drift", there and apart)
        self.note("one's own precedent, not the widest", 0 < known < precedent.limit)
        return known

    def decide_at_desk(self, advisor: Advisor, case: Case, right: str) -> None:
        before = self.tally.counts["overspent"]
        super().decide_at_desk(advisor, case, right)
        too_much = self.tally.counts["overspent"] > before
        self.note("overspending", too_much)
        self.note("violation and overspending at once", too_much and right == "violation")
        granted = case.decision == "granted"
        if case.undue:
            self.note("undue granted at the desk" if granted else "undue refused at the desk")
        else:
            self.note("unfair refusal at the desk", not granted)
        self.note("two colleagues heard", case.heard >= 2)

    def _note_review(self, case: Case, decision: str) -> None:
        if case.undue:
            self.note("undue granted on review" if decision == "granted" else "undue refused on review")

    def judge(self, manager: Manager, case: Case) -> None:
        unfair = self.tally.counts["unfair"]
        super().judge(manager, case)
        refused = self.tally.counts["unfair"] > unfair
        self.note("unfair refusal by a manager", refused)
        self.note("lost on the way up", refused and manager.level > 1)
        self._note_review(case, case.decision)

    # Colleagues.

    def _seek(self, advisor: Advisor, case: Case) -> None:
        super()._seek(advisor, case)
        self.note("no colleague to ask", case.adviser is None)
        self.note("advice by somebody idle", case.adviser and not case.adviser.on_call)
        self.note("advice in the middle of a call", case.adviser and case.adviser.on_call)

    def advise_who_waits(self, colleague: Advisor) -> bool:
        state = colleague.state
        advises = super().advise_who_waits(colleague)
        self.note("advice waited for", advises)
        self.note("advice by somebody who has just hung up", advises and state == "talk")
        return advises

    def _hear(self, case: Case, colleague: Advisor) -> None:
        self.note(
            "learns from a colleague", self.centre.advice.spread * (colleague.skill - case.advisor.skill) > 0
        )
        at_last = case.asked is not None and case.asked.time == self.now
        self.note("advice ends in the millisecond in which time is over", at_last)
        super()._hear(case, colleague)

    def advice_times_out(self, case: Case) -> None:
        middle = case.adviser is not None
        self.note(f"time for advice is over {'in the middle' if middle else 'while waiting'}")
        super().advice_times_out(case)

    def stop_asking(self, case: Case) -> None:
        if case.state == "asking_advice":
            middle = case.adviser is not None
            self.note(f"hangs up {'in the middle of' if middle else 'while waiting for'} advice")
        super().stop_asking(case)

    def closing(self, nobody: None) -> None:
        asking = (each for each in self.advisors if each.state in ("hold", "asking"))
        self.note("asks for advice at closing", any(each.case.state == "asking_advice" for each in asking))
        super().closing(nobody)

    def end_talk(self, advisor: Advisor) -> Advisor | None:
        self.note("talk put off", advisor.interrupted)
        self.note("talk put off in the middle of advice", advisor.interrupted and advisor.state == "advising")
        return super().end_talk(advisor)

    def answer(self, advisor: Advisor, case: Case) -> None:
        self.note("talk shorter without irritants", advisor.pace < 1 and case.contact.kind != "transfer")
        super().answer(advisor, case)

    def _is_solved(self, advisor: Advisor, case: Case) -> bool:
        solved = super()._is_solved(advisor, case)
        self.note("not solved for lack of attention", not solved and case.reason.solve_probability == 1)
        return solved

    # Circles.

    def meeting_ends(self, circle: Circle | WorkingGroup) -> None:
        if not isinstance(circle, Circle):
            super().meeting_ends(circle)
            return
        void = self.tally.counts["meetings_void"]
        there = any(each.state == "meeting" and each.meets_in is circle for each in circle.members)
        super().meeting_ends(circle)
        void = self.tally.counts["meetings_void"] > void
        self.note("meeting without a quorum", void and there)
        self.note("meeting that nobody comes to", void and not there)

    def _deal_with_cases(self, circle: Circle, items: int) -> int:
        before = list(circle.agenda)
        left = super()._deal_with_cases(circle, items)
        self.note("agenda longer than the meeting", left == 0 and set(before) & set(circle.agenda))
        gone = sum(case.decision == "asked" and not self.is_present(case) for case in before)
        self.note("customer left before the meeting", gone)
        return left

    def _deal_with_case(self, circle: Circle, case: Case) -> None:
        before, first = case.consents, case.rounds == 0
        super()._deal_with_case(circle, case)
        self.note("case waits for consent", first and case.decision == "asked")
        self.note("consent to a case", case.consents < before)
        self.note("objection to a case", case in circle.agenda)
        self.note("granted after consent", not first and case.decision == "granted")

    def _tell(self, case: Case, decision: str) -> None:
        self.note("case refused by a circle", decision == "denied")
        self._note_review(case, decision)
        super()._tell(case, decision)

    def _set_precedent(self, case: Case) -> None:
        before: Precedent = self.precedent_of(None, case)
        limit = before.limit
        super()._set_precedent(case)
        self.note("precedent widened", 0 < limit < before.limit)

    def _is_consented(self, circle: Circle, tension: Tension, place: int) -> bool:
        consented = super()._is_consented(circle, tension, place)
        self.note("objection to a tension", not consented)
        self.note("tension resolved elsewhere", consented and tension.consents == 0)
        return consented

    def _resolve(self, tension: Tension) -> None:
        self.note("tension resolved")
        super()._resolve(tension)

    def _deal_with_tensions(self, circle: Circle, items: int) -> list[Circle]:
        elsewhere = [other for other in self.circles if other is not circle]
        before = sum(len(other.tensions) for other in elsewhere)
        homes = super()._deal_with_tensions(circle, items)
        self.note("tension waits for consent", sum(len(other.tensions) for other in elsewhere) > before)
        return homes


def counted(twin: Governed) -> Iterator[str]:
    """What the counts of the days tell."""
    for what, name in COUNTED.items():
        for day in twin.tallies:
            yield from [what] * int(day.counts[name])
