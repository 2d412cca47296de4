"""What happens of managers' days, support, surges and shocks in the random centres.

`Supported` is a twin that notes what its counts do not tell. Called by `tests/twin_features.py`.
"""

from __future__ import annotations

from typing import Any

from reference_model.memberships import Circle
from reference_model.shocks import Shock
from reference_model.things import Advisor, Case, Manager, Spell, Tray
from twin_rights import Governed

OF_MANAGERS = (
    "relapse", "part begins while he is busy", "coaching", "coaching begun late", "coaching missed",
    "nobody is there to be coached", "reads on the floor", "reads in coaching or reports",
    "customer on hold meets a manager who may not read", "looks at his tray outside approving",
    "no time for approving", "has seen the field", "delegation", "decides since the desk was allowed more",
)  # fmt: skip
OF_SUPPORT = (
    "hostile", "need of translate", "need of tinker", "need of soothe", "need left undone",
    "manager gives support at once", "manager gives support out of coaching or reports",
    "manager comes to rest and gives support", "support within the time", "support too late for that",
    "idle colleague gives support", "colleague who comes free gives support", "need met by a circle",
    "need of somebody in a circle", "need waits for a need", "void: need_lapses",
    "support into the evening", "gamma support",
)  # fmt: skip
OF_SURGES = (
    "surge", "a manager joins", "called, but busy", "called, but in a meeting", "called, but too late",
    "a manager answers", "leaves the phones, nobody waiting", "leaves the phones at the end of his shift",
    "asks from the phones", "part turns while he is on the phones", "hostile to a manager",
)  # fmt: skip
OF_SHOCKS = (
    "shock", "shock ends by itself", "void: shock_turns", "shock decided by command",
    "shock decided by consensus", "void: crisis_turns", "contact of a shock",
    "contact of a shock that is over", "all for the same reason", "talk in a shock", "two shocks at once",
    "circle objects in a crisis", "crisis meeting waits for the morning",
    "step of the chain goes on in the morning", "storm dies away", "shock over night", "nobody decides",
)  # fmt: skip
WANTED_OF_SUPPORT = (*OF_MANAGERS, *OF_SUPPORT, *OF_SURGES, *OF_SHOCKS)


class Supported(Governed):
    """A twin that notes what managers do, who supports whom, and what befalls the centre."""

    # Managers.

    def _begin_part(self, manager: Manager, *, free: bool) -> None:
        self.note("part begins while he is busy", self.divided and not free and not manager.on_phones)
        self.note("part turns while he is on the phones", self.divided and manager.on_phones)
        super()._begin_part(manager, free=free)
        self.note("no time for approving", self.parts[0][0] != "idle")

    def _relapses(self, manager: Manager, turn: int) -> bool:
        relapses = super()._relapses(manager, turn)
        self.note("relapse", relapses)
        return relapses

    def _coach(self, manager: Manager, ends: int) -> None:
        before = self.scheduled
        super()._coach(manager, ends)
        self.note("nobody is there to be coached", self.scheduled == before)

    def _note_spell(self, advisor: Advisor, spell: Spell, state: str) -> None:
        super()._note_spell(advisor, spell, state)
        self.note("coaching", spell.account == "coaching")
        self.note("coaching begun late", spell.account == "coaching" and spell.start < self.now)

    def begin_spell(self, advisor: Advisor) -> bool:
        due = [each for each in advisor.spells if each.account == "coaching"]
        begins = super().begin_spell(advisor)
        gone = bool(due) and due[0] not in advisor.spells
        self.note("coaching missed", gone and advisor.state != "coaching")
        return begins

    def begin_review(self, manager: Manager) -> None:
        was_at_rest = manager.at_rest
        super().begin_review(manager)
        if was_at_rest and manager.state == "review":
            self.note("reads on the floor", manager.rests == "floor")
            self.note("reads in coaching or reports", manager.rests in ("coaching", "reporting"))

    def lay_into(self, tray: Tray, case: Case) -> None:
        super().lay_into(tray, case)
        at_rest = any(manager.at_rest for manager in tray.managers)
        waits = case.tray is tray and not case.promised
        self.note("customer on hold meets a manager who may not read", waits and at_rest)

    def tray_look(self, manager: Manager) -> None:
        self.note("looks at his tray outside approving", manager.rests != "idle")
        super().tray_look(manager)

    def _remember_field(self, manager: Manager) -> None:
        super()._remember_field(manager)
        self.note("has seen the field", manager.exposure > 0)

    def _raise_authority(self) -> None:
        self.note("delegation")
        super()._raise_authority()

    def right_to_decide(self, advisor: Advisor, case: Case) -> str:
        right = super().right_to_decide(advisor, case)
        before = advisor.group.authority * advisor.felt
        more = advisor.seat_of is None and before < case.stake
        self.note("decides since the desk was allowed more", right == "authority" and more)
        return right

    # Support.

    def leave_needs(self, advisor: Advisor, case: Case) -> None:
        undone = advisor.need
        super().leave_needs(advisor, case)
        self.note("hostile", case.hostile)
        self.note("hostile to a manager", case.hostile and advisor.seat_of)
        self.note("need waits for a need", undone is not None and case.hostile)

    def _raise_need(self, advisor: Advisor, role: str) -> None:
        self.note(f"need of {role}")
        super()._raise_need(advisor, role)
        self.note("need of somebody in a circle", advisor.need is None)

    def need_lapses(self, advisor: Advisor) -> None:
        self.note("need left undone")
        super().need_lapses(advisor)

    def is_supported(self, advisor: Advisor) -> bool:
        supported = super().is_supported(advisor)
        self.note("idle colleague gives support", supported and advisor.helped_by)
        self.note("manager gives support at once", supported and not advisor.helped_by)
        return supported

    def supports_who_waits(self, colleague: Advisor) -> bool:
        supports = super().supports_who_waits(colleague)
        self.note("colleague who comes free gives support", supports)
        return supports

    def help_somebody(self, manager: Manager) -> None:
        super().help_somebody(manager)
        self.note("manager comes to rest and gives support", not manager.at_rest)

    def _support(self, advisor: Advisor, colleague: Advisor | None) -> None:
        if colleague is None:
            in_time = self.now - advisor.needed_since <= self.centre.support.available_within
            self.note("support within the time" if in_time else "support too late for that")
            resting = advisor.manager.rests
            self.note(
                "manager gives support out of coaching or reports", resting in ("coaching", "reporting")
            )
        self.note("gamma support", self.centre.people.laws[advisor.need].kind == "gamma")
        super()._support(advisor, colleague)

    def support_ends(self, advisor: Advisor) -> Advisor:
        self.note("support into the evening", self.now > advisor.shift_end)
        return super().support_ends(advisor)

    def _resolve(self, tension: Any) -> None:
        self.note("need met by a circle", tension.role)
        super()._resolve(tension)

    # Surges.

    def call(self, case: Case, kind: str) -> None:
        before = self.surge_from
        super().call(case, kind)
        self.note("surge", self.surge_from > before)

    def manager_joins(self, manager: Manager) -> Advisor | None:
        seat = super().manager_joins(manager)
        self.note("a manager joins", seat)
        if seat is None:
            self.note("called, but busy", not manager.at_rest)
            self.note("called, but in a meeting", manager.state == "meeting")
            self.note("called, but too late", not self._calls())
        return seat

    def answer(self, advisor: Advisor, case: Case) -> None:
        self.note("a manager answers", advisor.seat_of)
        super().answer(advisor, case)

    def _leave_seat(self, seat: Advisor, manager: Manager) -> None:
        waits = seat.on_shift(self.now)
        self.note(f"leaves the phones{', nobody waiting' if waits else ' at the end of his shift'}")
        super()._leave_seat(seat, manager)

    def request(self, advisor: Advisor) -> None:
        self.note("asks from the phones", advisor.seat_of)
        super().request(advisor)

    # Shocks.

    def shock_turns(self, shock: Shock) -> None:
        begins = not shock.begun
        super().shock_turns(shock)
        self.note("shock" if begins else "shock ends by itself")
        self.note("two shocks at once", sum(each.on for each in self.shocks) > 1)

    def begin_to_decide(self, shock: Shock) -> None:
        super().begin_to_decide(shock)
        command = self.centre.crisis.decided_by == "command"
        self.note("nobody decides", not (self.managers if command else self.circles))

    def _contact_of_shock(self, customer: Any, serial: int, shock: Shock) -> None:
        self.note("contact of a shock" if shock.on else "contact of a shock that is over")
        self.note("all for the same reason", shock.on and shock.given.reason)
        self.note("storm dies away", shock.on and shock.given.half_life)
        super()._contact_of_shock(customer, serial, shock)

    def lengthened(self, talk: int) -> int:
        lengthened = super().lengthened(talk)
        self.note("talk in a shock", lengthened != talk)
        return lengthened

    def _decide_crisis(self, shock: Shock) -> None:
        self.note(f"shock decided by {self.centre.crisis.decided_by}")
        super()._decide_crisis(shock)

    def _objects(self, circle: Circle, k: int) -> bool:
        objects = super()._objects(circle, k)
        self.note("circle objects in a crisis", objects)
        return objects

    def _meet(self, shock: Shock) -> None:
        super()._meet(shock)
        self.note("crisis meeting waits for the morning", not shock.in_meeting)

    def crisis_turns(self, shock: Shock) -> None:
        morning = self.now - self.today.opens
        begun_today = shock.begins >= self.today.opens
        command = self.centre.crisis.decided_by == "command"
        self.note("step of the chain goes on in the morning", command and not begun_today and morning > 0)
        super().crisis_turns(shock)

    def begin_day(self) -> None:
        self.note("shock over night", any(shock.on for shock in self.shocks))
        super().begin_day()
