"""What happens of scripts, targets, bonuses, projects and chat in the random centres.

`Steered` is a twin that notes what its counts do not tell. Called by `tests/twin_features.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from reference_model.description import Centre
from reference_model.memberships import Circle
from reference_model.projects import WorkingGroup
from reference_model.things import Advisor, Case, Spell
from twin_support import Supported

from sim import streams

COUNTED = {
    "calls for an answer of its own": "called_for",
    "script left": "unscripted",
    "contact gamed": "gamed",
    "recorded as wanted": "scored_well",
    "truly as wanted": "truly_well",
    "bonus paid": "bonus_paid",
    "meeting of a working group": "group_meetings",
    "conversation": "chats",
    "conversation given up": "chats_left",
    "what cannot be settled in writing": "chats_misfit",
}
WANTED_OF_STEERING = (
    *COUNTED,
    "script narrows a talk", "script kept, the need cut", "script prevents a solution",
    "talk cut at the target",
    "a repeat brings what was cut", "talk beyond the target all the same",
    "recorded as solved, which it is not",
    "recorded in time, but cut", "not recorded as wanted",
    "bonus not paid", "bonus of a team", "bonus of the weakest link", "solved by effort",
    "slack", "slack put off", "slack lost", "late for a working group", "misses a working group",
    "a circle and a working group at once", "a group that nobody comes to", "groups meet on different days",
    "everybody's irritants come back",
    "several conversations at once", "fully busy with conversations", "waits for somebody who writes",
    "gives up waiting for somebody who writes", "as many as he has room for at once",
    "writes while he is called away", "writes after the end of his shift", "writes after closing",
    "conversation over the cut of the day", "two conversations end in a millisecond",
    "void: chat_ends", "void: gives_up_chat",
    "decided in writing", "asked about what was written", "before a circle in writing",
    "call-back after a conversation", "another than the first group is to call back",
    "repeats by phone what was written", "writes again",
    "the less busy writes", "not solved for other conversations", "conversation cut",
)  # fmt: skip


class Steered(Supported):
    """A twin that notes how work is steered, what comes of projects, and what happens in writing."""

    def __init__(self, centre: Centre, seed: int, replication: int = 0) -> None:
        super().__init__(centre, seed, replication)
        self.gamed: set[Case] = set()  # cut at the target at least once

    # Scripts, targets, bonuses.

    def _extension(self, case: Case) -> int:
        self.note("a repeat brings what was cut", case in self.gamed and case.need > 0)
        return super()._extension(case)

    def under_script(self, advisor: Advisor, case: Case, talk: int) -> int:
        narrowed = super().under_script(advisor, case, talk)
        self.note("script narrows a talk", narrowed != talk)
        self.note("script kept, the need cut", case.scripted and case.need > 0)
        return narrowed

    def under_target(self, advisor: Advisor, case: Case, talk: int) -> int:
        cut = super().under_target(advisor, case, talk)
        self.note("talk cut at the target", cut < talk)
        if cut < talk:
            self.gamed.add(case)
        beyond = self._scores_time() and cut > self.centre.steering.handling_target
        self.note("talk beyond the target all the same", beyond)
        return cut

    def score(self, advisor: Advisor, case: Case, end: str | None) -> None:
        scored, well = advisor.scored, advisor.scored_well
        truly = self.tally.counts["truly_well"]
        super().score(advisor, case, end)
        recorded, true = advisor.scored_well > well, self.tally.counts["truly_well"] > truly
        in_time = self._scores_time()
        self.note("recorded as solved, which it is not", recorded and not true and not in_time)
        self.note("recorded in time, but cut", recorded and not true and in_time)
        self.note("not recorded as wanted", advisor.scored > scored and not recorded)

    def pay_bonuses(self) -> None:
        super().pay_bonuses()
        steering, counts = self.centre.steering, self.tally.counts
        self.note("bonus not paid", counts["bonus_due"] > counts["bonus_paid"])
        team = steering.bonus == "collective" and counts["bonus_due"] > 0
        self.note("bonus of a team", team)
        self.note("bonus of the weakest link", team and steering.scored_by == "weakest_link")

    def prevented(self, case: Case, probability: float) -> float:
        left = super().prevented(case, probability)
        self.note("script prevents a solution", left < probability)
        return left

    def with_effort(self, advisor: Advisor, probability: float) -> float:
        raised = super().with_effort(advisor, probability)
        self.note("solved by effort", raised > probability)
        return raised

    # Projects.

    def _note_spell(self, advisor: Advisor, spell: Spell, state: str) -> None:
        super()._note_spell(advisor, spell, state)
        late, group = spell.start < self.now, spell.account == "working_group"
        self.note("slack", spell.account == "slack")
        self.note("slack put off", late and spell.account == "slack")
        self.note("late for a working group", late and group)

    def _note_missed(self, spell: Spell) -> None:
        super()._note_missed(spell)
        self.note("misses a working group", spell.account == "working_group")

    def end_day(self) -> None:
        self.note(
            "slack lost", any(spell.account == "slack" for each in self.advisors for spell in each.spells)
        )
        if not self.closes_today:
            conversations = (each.conversations for each in self.advisors)
            self.note("conversation over the cut of the day", any(conversations))
        super().end_day()

    def call_off_the_phone(self, at_work: list[Advisor]) -> None:
        super().call_off_the_phone(at_work)
        meetings = [
            {spell.account for spell in advisor.spells if spell.account in ("meeting", "working_group")}
            for advisor in at_work
        ]
        meet = {self._group_meets_today(group) for group in self.working_groups}
        self.note("groups meet on different days", len(meet) == 2 and self.centre.projects.meet_every > 1)
        self.note("a circle and a working group at once", any(len(kinds) == 2 for kinds in meetings))

    def meeting_ends(self, meeting: Circle | WorkingGroup) -> None:
        before = self.tally.counts["group_meetings"]
        super().meeting_ends(meeting)
        nobody = isinstance(meeting, WorkingGroup) and self.tally.counts["group_meetings"] == before
        self.note("a group that nobody comes to", nobody)

    def _fade_everybodys(self) -> None:
        before = self.irritants
        super()._fade_everybodys()
        self.note("everybody's irritants come back", self.irritants > before)

    # Chat.

    def idle_advisor_for(self, case: Case) -> Advisor | None:
        best = super().idle_advisor_for(case)
        if case.channel == "chat" and best is not None:
            names = self.ranks(case)
            free = (each for each in self.advisors if each.group.name in names and each.state == "chat")
            with_room = [each for each in free if self._may_begin(each)]
            busier = any(len(each.conversations) > len(best.conversations) for each in with_room)
            self.note("the less busy writes", busier)
        return best

    def _begin_conversation(self, advisor: Advisor, case: Case) -> None:
        self.note("waits for somebody who writes", case.contact.arrived < self.now)
        self.note("writes again", case.contact.kind == "redial")
        super()._begin_conversation(advisor, case)
        number = len(advisor.conversations)
        self.note("several conversations at once", number > 1)
        writing = self.centre.writing
        active = writing.active_share / (1 + writing.slowdown * (number - 1))
        self.note("fully busy with conversations", self._speed(number) < active)

    def abandon(self, case: Case) -> None:
        self.note("gives up waiting for somebody who writes", case.channel == "chat")
        super().abandon(case)

    def find_work(self, advisor: Advisor) -> None:
        writing = len(advisor.conversations)
        if writing:
            self.note("writes while he is called away", self.is_due(advisor))
            self.note("writes after the end of his shift", self.now >= advisor.shift_end)
            self.note("writes after closing", self.closes_today and not self.is_open)
        super().find_work(advisor)
        self.note("as many as he has room for at once", len(advisor.conversations) > writing + 1)

    def chat_ends(self, advisor: Advisor) -> Advisor:
        freed = super().chat_ends(advisor)
        following = advisor.chat_awaits
        self.note("two conversations end in a millisecond", following and following.time == self.now)
        return freed

    def _is_settled(self, advisor: Advisor, case: Case) -> bool:
        settled, fits = super()._is_settled(advisor, case), self._fits(case)
        _, unit = self.draws.units(streams.CHATS, case.customer.row, case.attempt_key, 0)
        alone = fits and not case.cut and unit < case.reason.solve_probability
        self.note("not solved for other conversations", alone and not settled)
        self.note("conversation cut", case.cut and fits)
        return settled

    def _decide_in_writing(self, advisor: Advisor, case: Case) -> None:
        super()._decide_in_writing(advisor, case)
        self.note("decided in writing", not case.promised)
        self.note("asked about what was written", case.promised and case.state != "on_circle_agenda")
        another = case.promised and case.group is not self.centre.groups[0]
        self.note("another than the first group is to call back", another)
        self.note("before a circle in writing", case.state == "on_circle_agenda")


def counted(twin: Steered) -> Iterator[str]:
    """What the counts of the days and the log of contacts tell."""
    for what, name in COUNTED.items():
        for day in twin.tallies:
            yield from [what] * int(day.counts[name])
    wrote = {(each.customer, each.serial) for each in twin.contacts if each.channel == "chat"}
    for contact in twin.contacts:
        if (contact.customer, contact.serial) in wrote and contact.channel == "phone":
            if contact.kind == "call_back":
                yield "call-back after a conversation"
            if contact.kind == "repeat":
                yield "repeats by phone what was written"
