"""Chat: who answers, what a conversation brings, what calls away, and what it shares with the phone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from centres import (
    MINUTE,
    Centre,
    centre_of,
    circle,
    constant,
    exponential,
    groups_of,
    quiet,
    routine,
    written,
)
from writing import (
    CHAT_ROW,
    PHONE_ROW,
    chatting,
    fair_shares,
    in_writing,
    refund_in_writing,
    with_chat,
)

from sim.channels import Chat, work_rates
from sim.reasons import Law
from sim.refusal import Refused
from sim.rights import Advice
from sim.room import rows_free
from sim.states import CHAT, CONTACT_OUTCOMES, NONE, PHONE
from sim.steering import Incentives, Script

ASKED = "7:00:00"


def outcomes(centre: Centre) -> dict[str, list[str]]:
    """Kind, channel and outcome of every contact, by caller."""
    called = {row: name for name, row in centre.names.items()}
    found: dict[str, list[str]] = {name: [] for name in centre.names}
    for contact in sorted(centre.contacts, key=lambda each: int(each.arrived)):
        channel = "chat" if contact.channel == CHAT else "phone"
        found[called[contact.customer]].append(f"{channel} {CONTACT_OUTCOMES[contact.outcome]}")
    return found


class TestAsACall:
    """One conversation at a time, its advisor needed throughout, is a call of talk and wrap-up."""

    @pytest.mark.parametrize("seed", range(3))
    def test_ends_when_the_wrap_up_of_the_call_would(self, seed: int) -> None:
        """Random lengths and a queue: answered and free again in the same milliseconds."""
        reason = {"handling": exponential(5), "wrap_up": exponential(1), "patience": exponential(4)}
        times = {f"caller{place}": f"7:{place:02}:00" for place in range(0, 60, 2)}
        called = Centre(centre_of(routine(**reason)), seed=seed).calls(**times).simulate()
        wrote = chatting(in_writing(**reason), concurrency=1, run={"seed": seed}).calls(**times).simulate()
        of_calls, of_chats = (
            sorted((int(c.arrived), int(c.answered), int(c.wrapped_up)) for c in each.contacts)
            for each in (called, wrote)
        )
        assert len({answered for _, answered, _ in of_calls}) > 10
        assert of_chats == of_calls
        assert wrote.advisor(CHAT_ROW)["chat"] == sum(
            minutes for name, minutes in called.advisor().items() if name in ("talk", "wrap_up")
        )
        for name in ("answered", "in_target", "wait", "abandoned", "abandoned_in_target", "handling"):
            assert wrote.day[name] == called.day[name], name

    def test_its_need_is_met_and_cut_as_by_phone(self) -> None:
        reason = in_writing(extension_share=1.0, extension=constant(10))
        centre = chatting(reason, concurrency=1, extension_cap=4.0).calls(ann=ASKED).simulate()
        assert centre.log() == ["ann first 7:00:00 7:00:00 by1 7:10:00 7:10:00 served"]
        assert centre.day.cut == 1
        assert centre.path("ann")[-1] == "7:10:00 unresolved"


class TestWhoAnswers:
    def test_those_with_the_fewest_conversations_then_the_longest_idle(self) -> None:
        """Three write: Ann's advisor is idle again from 7:06, Ben's from 7:07, Cleo's from 7:08."""
        centre = chatting(writers=3).calls(ann="7:00:00", ben="7:01:00", cleo="7:02:00")
        centre.calls(dan="7:06:30", eve="7:07:30", fay="7:08:30", guy="7:09:00").simulate()
        rows = [centre.answered_by(name) for name in centre.names]
        assert rows == [1, 2, 3, 1, 2, 3, 1]  # the first three idle since opening: the lowest row

    def test_nobody_takes_more_than_he_may_have(self) -> None:
        centre = chatting(writers=2, concurrency=2).calls(**dict.fromkeys("abcde", "7:00:00")).simulate()
        assert [centre.answered_by(name) for name in "abcd"] == [1, 2, 1, 2]
        assert outcomes(centre)["e"] == ["chat abandoned"]

    def test_the_queue_is_served_in_order_as_soon_as_there_is_room(self) -> None:
        reason = in_writing(patience=constant(None))
        centre = chatting(reason).calls(ann="7:00:00", ben="7:00:00", cleo="7:01:00", dan="7:02:00")
        centre.simulate()
        answered = {line.split()[0]: line.split()[3] for line in centre.log()}
        assert answered == {"ann": "7:00:00", "ben": "7:00:00", "cleo": "7:12:00", "dan": "7:12:00"}

    def test_later_choices_wait(self) -> None:
        """The first choice is full; the second takes him a minute later."""
        groups = {
            "a_phone": {},
            "first": {"channel": "chat"},
            "second": {"channel": "chat"},
        }
        reason = in_writing(route_to=["first", "second", "a_phone"], overflow_after=60.0)
        centre = chatting(reason, groups=groups).calls(ann="7:00:00", ben="7:01:00").simulate()
        assert centre.log() == written("""
            ann  first  7:00:00  7:00:00  by1  7:06:00  7:06:00  served
            ben  first  7:01:00  7:02:00  by2  7:08:00  7:08:00  served
        """)

    def test_the_last_choice_waits_longest(self) -> None:
        """The first two are full, and still are after a minute; the third takes him after two."""
        names = ("first", "second", "third")
        groups: dict[str, Any] = {name: {"channel": "chat"} for name in names}
        reason = in_writing(route_to=[*names, "a_phone"], overflow_after=60.0)
        centre = chatting(reason, groups=groups | {"a_phone": {}})
        centre.calls(ann="7:00:00", ben="7:01:00", cleo="7:02:00").simulate()
        answered = {line.split()[0]: line.split()[3:5] for line in centre.log()}
        assert answered["ben"] == ["7:02:00", "by2"]
        assert answered["cleo"] == ["7:04:00", "by3"]

    def test_who_becomes_free_may_take_what_has_waited_long_enough_for_him(self) -> None:
        groups = {"a_phone": {}, "first": {"channel": "chat"}, "second": {"channel": "chat"}}
        both = in_writing(route_to=["first", "second", "a_phone"], overflow_after=60.0, share=0.5)
        only = in_writing(route_to=["second", "a_phone"], share=0.5)
        centre = chatting({"both": both, "only": only}, groups=groups)
        centre.calls("both", ann="7:00:00", ben="7:03:30").calls("only", cleo="7:00:00")
        centre.simulate()
        answered = {line.split()[0]: line.split()[3:5] for line in centre.log()}
        assert answered["ben"] == ["7:06:00", "by1"]

    def test_phones_and_chats_never_take_each_others(self) -> None:
        """Ben calls while the phone is busy and the writer idle; Dan writes while the phone is idle."""
        reasons = {"call": routine(share=0.5), "write": in_writing(share=0.5)}
        centre = chatting(reasons, concurrency=1)
        centre.calls("call", ann="7:00:00", ben="7:01:00").calls("write", cleo="8:00:00", dan="8:01:00")
        centre.simulate()
        assert outcomes(centre) == {
            "ann": ["phone served"],
            "ben": ["phone abandoned"],
            "cleo": ["chat served"],
            "dan": ["chat abandoned"],
        }

    def test_who_writes_gives_no_advice(self) -> None:
        """Nobody of his team is on the phone and free: Ann's advisor decides without being advised."""
        advice = Advice(colleagues=1, longest_wait=4.0)
        how: dict[str, Any] = {"beyond": "advise", "advice": advice}
        reasons = {"call": refund_in_writing(chat_share=0.0, share=0.5), "write": in_writing(share=0.5)}
        centre = chatting(reasons, **how).calls("call", ann=ASKED).simulate()
        assert centre.path("ann")[1:] == ["7:00:00 handled", "7:05:00 asking_advice", "7:09:00 fair"]
        assert centre.day.advice_heard == 0

    def test_who_writes_supports_nobody_on_the_phone(self) -> None:
        """Nobody is Ann's advisor's manager; the idle writer of his team translates nothing for him."""
        shares = {"soothe_share": 0.0, "tinker_share": 0.0, "translate_share": 1.0}
        how: dict[str, Any] = {"support": {"peers_translate": True}, "limits": [], "beyond": "advise"}
        how["people"] = {"needs": True, "need_lasts": 10.0} | shares
        reasons = {"call": routine(share=0.5), "write": in_writing(share=0.5)}
        centre = chatting(reasons, **how).calls("call", ann=ASKED).simulate()
        assert centre.day.needs.sum() == 1
        assert centre.day.met.sum() == 0
        assert centre.day.undone.sum() == 1

    def test_who_writes_is_coached_when_his_last_conversation_has_ended(self) -> None:
        """Ann's ends at 7:06, the hour of coaching at 8:00; in the next one he is not there to be called."""
        how: dict[str, Any] = {"support": {"coaching_share": 1.0, "manager_round": 60.0}}
        groups = {"phone": {"present": [0.0]}, "writing": {"channel": "chat"}}
        centre = chatting(groups=groups, **how).calls(ann=ASKED).simulate()
        assert centre.advisor(0)["coaching"] == 54 + 5 * 60

    def test_scripts_targets_and_bonuses_are_for_calls(self) -> None:
        script = Script(tightness=1.0)
        incentives = Incentives(handling_target=1.0)
        centre = chatting(in_writing(), script=script, incentives=incentives).calls(ann=ASKED).simulate()
        assert centre.log() == ["ann first 7:00:00 7:00:00 by1 7:06:00 7:06:00 served"]
        assert (centre.day.called_for, centre.day.scored, centre.day.gamed) == (0, 0, 0)

    def test_in_a_storm_fewer_are_helped_in_writing_too(self) -> None:
        centre = chatting(in_writing())
        centre.run.world.clock[0].solving = 0.0
        assert centre.calls(ann=ASKED).simulate().path("ann")[-1] == "7:06:00 unresolved"


class TestChannel:
    def test_a_share_of_the_cases_begins_in_writing(self) -> None:
        centre = chatting(in_writing(chat_share=0.3), writers=9, run={"customers": 600})
        times = {f"c{place}": f"{7 + place // 60}:{place % 60:02}:00" for place in range(600)}
        wrote = centre.calls(**times).simulate().day.chats
        assert 130 <= wrote <= 235  # 180 expected, s.d. 11.2: outside once in 10**6

    def test_who_gives_up_the_queue_writes_again(self) -> None:
        centre = chatting(concurrency=1, demand={"redial_probability": 1.0})
        centre.calls(ann="7:00:00", ben="7:01:00").simulate()
        assert outcomes(centre)["ben"] == ["chat abandoned", "chat served"]
        assert centre.day.redials == 1

    def test_who_was_not_helped_calls(self) -> None:
        demand = {"repeat_probability": 1.0, "repeat_delay": constant(0)}
        centre = chatting(in_writing(solve_probability=0.0), demand=demand, run={"days": 2})
        centre.calls(ann="7:00:00").simulate(2)
        assert outcomes(centre)["ann"] == ["chat served", "phone served"]

    def test_what_does_not_fit_comes_back_by_phone(self) -> None:
        """Whatever the rule says, and whatever is at stake: he writes in vain, calls, and is helped."""
        demand = {"repeat_probability": 1.0, "repeat_delay": constant(0)}
        for reason in (in_writing(chat_fit=0.0), refund_in_writing(20, chat_fit=0.0)):
            centre = chatting(reason, demand=demand, run={"days": 2}).calls(ann="7:00:00").simulate(2)
            assert outcomes(centre)["ann"] == ["chat served", "phone served"]
            assert centre.run.world.day.chats_misfit.tolist()[:2] == [1, 0]
            assert centre.path("ann")[-1].endswith("fair")

    def test_a_chat_takes_no_line(self) -> None:
        reasons = {"call": routine(share=0.5), "write": in_writing(share=0.5)}
        centre = chatting(reasons, staffing={"lines": 1})
        centre.calls("write", ann="7:00:00", ben="7:00:00").calls("call", cleo="7:01:00", dan="7:02:00")
        centre.simulate()
        assert outcomes(centre)["cleo"] == ["phone served"]
        assert outcomes(centre)["dan"] == ["phone blocked"]
        assert centre.run.world.clock[0].lines_taken == 0

    @pytest.mark.parametrize("cv", [0.0, 1.0])
    def test_a_group_for_chat_that_nobody_writes_to_changes_nothing(self, cv: float) -> None:
        """Phone first in the order of groups: contacts, times and digest are those of the phone alone."""
        reason = routine(handling=exponential(5), wrap_up=exponential(1), patience=exponential(4))
        times = {f"caller{place}": f"7:{place:02}:30" for place in range(60)}
        demand = {"redial_probability": 0.5, "busyness_cv": cv}
        both = groups_of(phone={"present": [3.0]}, writing={"channel": "chat", "concurrency": 3})
        alone = groups_of(phone={"present": [3.0]})
        digests = set()
        for groups in (alone, both):
            scenario = centre_of(reason, demand=demand, staffing={"groups": groups})
            digests.add(Centre(scenario).calls(**times).simulate().run.digest)
        assert len(digests) == 1


class TestPatience:
    def test_who_has_had_enough_leaves_and_makes_room(self) -> None:
        """Ann and Ben slow each other down: twelve minutes are too much. Cleo gets the room."""
        chat = fair_shares(conversation_patience=constant(10))
        reason = in_writing(patience=constant(None))
        centre = chatting(reason, chat=chat).calls(ann="7:00:00", ben="7:01:00", cleo="7:02:00").simulate()
        assert centre.log() == written("""
            ann   first  7:00:00  7:00:00  by1  7:10:00  7:10:00  hung_up_on_hold
            ben   first  7:01:00  7:01:00  by1  7:11:00  7:11:00  hung_up_on_hold
            cleo  first  7:02:00  7:10:00  by1  7:16:30  7:16:30  served
        """)
        assert (centre.day.chats, centre.day.chats_left, centre.day.chats_ended) == (3, 2, 1)
        assert centre.path("ann")[-1] == "7:10:00 abandoned"
        assert centre.day.hung_up_on_hold == 0

    def test_he_writes_again_as_who_gave_up_the_queue_does(self) -> None:
        chat = fair_shares(conversation_patience=constant(5))
        centre = chatting(chat=chat, demand={"redial_probability": 1.0}).calls(ann="7:00:00").simulate()
        kinds = outcomes(centre)["ann"]
        assert kinds[:3] == ["chat hung_up_on_hold"] * 3
        assert centre.log()[1] == "ann redial 7:15:00 7:15:00 by1 7:20:00 7:20:00 hung_up_on_hold"

    def test_at_the_same_millisecond_the_work_is_done_first(self) -> None:
        chat = fair_shares(conversation_patience=constant(6))
        centre = chatting(chat=chat).calls(ann="7:00:00").simulate()
        assert outcomes(centre)["ann"] == ["chat served"]

    @pytest.mark.parametrize("law", ["lognormal", "gamma", "empirical"])
    def test_any_law_will_do(self, law: str) -> None:
        values = [0.5, 1.5] if law == "empirical" else None
        patience = Law(law=law, mean=1.0, values=values)
        centre = chatting(chat=fair_shares(conversation_patience=patience)).calls(ann="7:00:00").simulate()
        [line] = centre.log()
        assert line.endswith("hung_up_on_hold")


class TestDecisions:
    def test_what_he_may_decide_is_decided_in_the_conversation(self) -> None:
        centre = chatting(refund_in_writing(20)).calls(ann="7:00:00").simulate()
        assert centre.path("ann") == ["7:00:00 queued", "7:00:00 handled", "7:06:00 fair"]
        assert centre.day.desk_decisions == 1

    def test_what_he_may_not_is_asked_and_told_by_phone(self) -> None:
        """Ben's conversation goes on meanwhile; the call-back is made by the phone."""
        centre = chatting(refund_in_writing(80)).calls(ann="7:00:00", ben="7:30:00").simulate()
        assert centre.log() == written("""
            ann  first      7:00:00  7:00:00  by1  7:06:00  7:06:00  promised_call_back
            ann  call_back  7:09:00  7:09:00  by0  7:11:00  7:11:00  served
            ben  first      7:30:00  7:30:00  by1  7:36:00  7:36:00  promised_call_back
            ben  call_back  7:39:00  7:39:00  by0  7:41:00  7:41:00  served
        """)
        assert centre.path("ann") == written("""
            7:00:00 queued
            7:00:00 handled
            7:06:00 in_tray
            7:09:00 call_back_due
            7:09:00 handled
            7:11:00 fair
        """)
        assert outcomes(centre)["ann"] == ["chat promised_call_back", "phone served"]
        assert centre.advisor(CHAT_ROW) == {"idle": 708, "chat": 12}
        assert centre.advisor(PHONE_ROW) == {"idle": 716, "call_back": 4}

    def test_he_goes_on_with_his_other_conversations(self) -> None:
        centre = chatting(refund_in_writing(80)).calls(ann="7:00:00", ben="7:02:00").simulate()
        ended = {line.split()[0]: line.split()[5] for line in centre.log() if "first" in line}
        assert ended == {"ann": "7:10:00", "ben": "7:12:00"}
        assert centre.advisor(CHAT_ROW) == {"idle": 708, "chat": 12}

    def test_a_circle_decides_in_its_meeting(self) -> None:
        how = {"circles": {"teams": circle(decides=True)}, "coordination": quiet(), "beyond": "circle"}
        centre = chatting(refund_in_writing(80), limits=[], **how).calls(ann="7:00:00").simulate()
        assert centre.path("ann")[2:] == [
            "7:06:00 on_circle_agenda",
            "11:00:00 call_back_due",
            "11:00:00 handled",
            "11:02:00 fair",
        ]
        assert outcomes(centre)["ann"] == ["chat promised_call_back", "phone served"]

    def test_where_advice_is_the_rule_he_decides_himself(self) -> None:
        how: dict[str, Any] = {"beyond": "advise", "advice": Advice(colleagues=1), "limits": []}
        centre = chatting(refund_in_writing(80), **how).calls(ann="7:00:00").simulate()
        assert centre.path("ann")[-1] == "7:06:00 fair"
        assert centre.day.advice_asked == 0

    def test_the_default_decides_in_time(self) -> None:
        how: dict[str, Any] = {"time_out": 0.5, "time_out_default": "grant", "tray_interval": 120.0}
        centre = chatting(refund_in_writing(80), **how).calls(ann="7:00:00").simulate()
        assert centre.path("ann")[-3:] == ["7:36:00 call_back_due", "7:36:00 handled", "7:38:00 fair"]

    def test_fewer_are_helped_the_more_conversations_there_are(self) -> None:
        """A tenth lost for every further one: two conversations all the time, half of them solved."""
        times = {f"c{place}": "7:00:00" for place in range(200)}
        found = {}
        for concurrency in (1, 4):
            chat = fair_shares(resolution_loss=0.2)
            reason = in_writing(solve_probability=0.9, handling=constant(1), patience=constant(None))
            centre = chatting(reason, chat=chat, concurrency=concurrency).calls(**times).simulate()
            assert centre.day.chats_ended == 200
            found[concurrency] = int(centre.day.solved_at_first)
        assert 160 <= found[1] <= 196  # 180 expected, s.d. 4.2
        assert 45 <= found[4] <= 103  # 0.9 * 0.4 of 200 is 72, s.d. 6.8: outside once in 10**4


class TestCalledAway:
    def test_a_break_waits_for_the_last_conversation(self) -> None:
        """Due at 7:05: Ben, who writes at 7:06, is not taken on; the break is taken from 7:10 on."""
        reason = in_writing(patience=constant(None), handling=constant(9))
        centre = chatting(reason)
        centre.change_shifts(break_start=5 * MINUTE, break_length=15 * MINUTE)
        centre.calls(ann="7:00:00", ben="7:06:00").simulate()
        assert centre.log() == written("""
            ann  first  7:00:00  7:00:00  by1  7:10:00  7:10:00  served
            ben  first  7:06:00  7:25:00  by1  7:35:00  7:35:00  served
        """)
        assert centre.advisor(CHAT_ROW) == {"idle": 685, "chat": 20, "break": 15}

    def test_a_break_waits_for_the_last_of_several(self) -> None:
        """Due at 7:05: Ann's conversation ends at 7:10, Ben's at 7:12, and then the break begins."""
        centre = chatting().change_shifts(break_start=5 * MINUTE, break_length=15 * MINUTE)
        centre.calls(ann="7:00:00", ben="7:02:00", cleo="7:25:00").simulate()
        ends = {line.split()[0]: line.split()[5] for line in centre.log()}
        assert ends == {"ann": "7:10:00", "ben": "7:12:00", "cleo": "7:33:00"}
        assert centre.advisor(CHAT_ROW) == {"idle": 687, "chat": 18, "break": 15}

    def test_an_idle_one_goes_at_once(self) -> None:
        centre = chatting().change_shifts(break_start=5 * MINUTE, break_length=15 * MINUTE)
        centre.calls(ann="7:06:00").simulate()
        assert outcomes(centre)["ann"] == ["chat abandoned"]
        assert centre.advisor(CHAT_ROW) == {"idle": 705, "break": 15}

    def test_after_a_break_he_takes_all_he_has_room_for(self) -> None:
        centre = chatting(in_writing(patience=constant(None)), concurrency=8)
        centre.change_shifts(break_start=0, break_length=15 * MINUTE)
        centre.calls(**{f"c{place}": "7:01:00" for place in range(9)}).simulate()
        answered = [line.split()[3] for line in centre.log()]
        assert answered.count("7:15:00") == 8
        assert centre.day.chats_ended == 9

    def test_the_shift_ends_with_the_last_conversation(self) -> None:
        """The shift ends at 8:00: Ann's conversation goes on as overtime; nobody answers Ben."""
        centre = chatting().change_shifts(end=60 * MINUTE).calls(ann="7:58:00", ben="8:01:00").simulate()
        assert centre.log() == written("""
            ann  first  7:58:00  7:58:00  by1  8:04:00  8:04:00  served
            ben  first  8:01:00  -        -    8:04:00  -        abandoned
        """)
        assert centre.advisor(CHAT_ROW) == {"idle": 58, "chat": 2, "overtime": 4}
        assert centre.run.world.group[1].on_duty == 0

    def test_after_closing_those_who_wait_are_served_to_the_last(self) -> None:
        reason = in_writing(patience=constant(None))
        centre = chatting(reason, concurrency=1).calls(ann="18:58:00", ben="18:59:00").simulate()
        assert centre.log() == written("""
            ann  first  18:58:00  18:58:00  by1  19:04:00  19:04:00  served
            ben  first  18:59:00  19:04:00  by1  19:10:00  19:10:00  served
        """)
        assert centre.advisor(CHAT_ROW) == {"idle": 718, "chat": 2, "overtime": 10}

    def test_a_meeting_finds_him_when_he_is_free(self) -> None:
        circles = {"teams": circle()}
        centre = chatting(circles=circles, coordination=quiet()).calls(ann="9:58:00", ben="10:01:00")
        centre.simulate()
        assert centre.advisor(CHAT_ROW) == {"idle": 658, "chat": 6, "meeting": 56}
        assert outcomes(centre)["ben"] == ["chat abandoned"]


class TestDays:
    def test_what_goes_on_overnight_is_booked_on_both_days(self) -> None:
        """A centre that never closes; from 23:58 to 0:04 alone, from 0:00 on with Ben's beside it."""
        reason = in_writing(patience=constant(None))
        how: dict[str, Any] = {"opens": "00:00", "closes": "24:00", "never_closes": True}
        centre = chatting(reason, run={"days": 2}, **how)
        centre.calls(ann="23:58:00", ben="Tue 0:00:00").simulate(2)
        assert centre.log() == written("""
            ann  first  23:58:00     23:58:00     by1  Tue 0:08:00  Tue 0:08:00  served
            ben  first  Tue 0:00:00  Tue 0:00:00  by1  Tue 0:10:00  Tue 0:10:00  served
        """)
        days = centre.run.world.day
        assert (days.chat_area[:2] / MINUTE).tolist() == [2, 18]
        assert (days.chat_busy[:2] / MINUTE).tolist() == [2, 10]

    def test_full_tables_grow_without_loss(self) -> None:
        """Everybody writes at once to advisors back from a break; the tables begin too small."""
        reason = in_writing(patience=constant(None), handling=exponential(2))
        chat = fair_shares(conversation_patience=constant(400))
        centre = chatting(reason, chat=chat, concurrency=8, writers=3, run={"customers": 900})
        centre.change_shifts(break_start=0, break_length=15 * MINUTE)
        centre.calls(**{f"c{place}": "7:01:00" for place in range(300)}).simulate()
        assert centre.day.chats_ended == 300
        assert centre.run.world.conversation.case.tolist() == [NONE] * 32
        assert centre.run.world.advisor.chats.tolist() == [0] * 4

    def test_there_is_room_for_all_that_begin_at_once(self) -> None:
        """Eight conversations, each with an event of its own, beside what any other event may need."""
        free = [rows_free(each.run.world)[0] for each in (chatting(concurrency=8), chatting(concurrency=1))]
        assert free[1] - free[0] == 7

    def test_rates_and_rooms_stay_as_the_run_began(self) -> None:
        run = chatting().run
        run.govern(with_chat(authority=100.0))
        for other in (with_chat(concurrency=3), with_chat(chat=fair_shares(slowdown=0.5))):
            with pytest.raises(Refused, match="as when the run began"):
                run.govern(other)
        silent = with_chat(in_writing(chat_share=0.0))
        with pytest.raises(Refused, match="as when the run began"):
            run.govern(silent)


class TestThroughput:
    """An advisor whom the queue never leaves in peace: what concurrency brings and costs."""

    @staticmethod
    def day(concurrency: int, handling: Law, callers: int) -> np.record:
        """So many at once at seven o'clock: enough to do for twelve hours."""
        reason = in_writing(handling=handling, wrap_up=constant(0), patience=constant(None))
        chat = Chat(conversation_patience=constant(None))
        centre = chatting(reason, chat=chat, concurrency=concurrency, run={"customers": callers})
        return centre.calls(**{f"c{place}": "7:00:00" for place in range(callers)}).simulate().day

    def test_throughput_rises_and_falls_as_the_rates_say(self) -> None:
        """So many at once, so much work on each a ms, over the mean work of a conversation."""
        rates = work_rates(Chat(), 8)
        throughput = []
        for at_once in range(1, 9):
            day = self.day(at_once, exponential(2.4), 320)
            expected = at_once * rates[at_once] / 2**20 / (day.handling / day.chats)
            throughput.append(day.chats_ended / day.chat_busy)
            assert throughput[-1] == pytest.approx(expected, rel=0.05)
            assert day.chat_area / day.chat_busy == pytest.approx(at_once, rel=0.05)
        assert int(np.argmax(throughput)) + 1 == 3

    def test_they_last_longer_the_more_there_are(self) -> None:
        """All of a length: exactly as long as the rate of so many says, a second one 4 % longer."""
        rates, work = work_rates(Chat(), 8), 6 * MINUTE << 20
        lengths = []
        for at_once in range(1, 9):
            day = self.day(at_once, constant(6), 12 * at_once)
            assert day.chats_ended == 12 * at_once
            assert day.chat_time == day.chats_ended * -(-work // rates[at_once])
            lengths.append(day.chat_time / day.chats_ended)
        assert (np.diff(lengths) > 0).all()
        assert lengths[1] / lengths[0] == pytest.approx(1.04, abs=1e-5)


def test_only_chats_are_chats() -> None:
    centre = chatting(in_writing(chat_share=0.0)).calls(ann="7:00:00").simulate()
    assert [int(contact.channel) for contact in centre.contacts] == [PHONE]
    assert all(centre.day[name] == 0 for name in ("chats", "chats_ended", "chat_area", "chat_busy"))
