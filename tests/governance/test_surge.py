"""Managers on the phones: who is called, when he comes, what he does there, and when he goes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from centres import Centre, accounts, centre_of, constant, groups_of, refund, routine, run_of, written
from worlds import GuardedRun, anew, contacts_of, three_forms

from sim.ledger import ledger, remainder_ms
from sim.model import ContactCentre
from sim.refusal import Refused
from sim.states import NONE, OFF
from sim.world import Run

AT_ONCE = {"surge_at": 0.5, "surge_notice": 0}
IN_TWO = {"surge_at": 0.5, "surge_notice": 2}
PATIENT = routine(patience=constant(60))


def surging(support: dict[str, float] | None = None, **how: object) -> Centre:
    """One advisor and one manager, who comes in two minutes when somebody waits."""
    reason = how.pop("reason", PATIENT)
    scenario = centre_of(reason, support=support or IN_TWO, **how)  # type: ignore[arg-type]
    return Centre(scenario)


def seat(centre: Centre, row: int = 0) -> dict[str, float]:
    """Minutes of a manager's seat by account."""
    return accounts(centre.run.world.advisor[centre.run.world.manager[row].seat].paid)


def test_a_manager_comes_after_the_notice_takes_callers_and_goes() -> None:
    """Ann is with the advisor; Ben waits; the manager comes at 7:03, talks to Ben, then to Cleo, and goes."""
    centre = surging().calls(ann="7:00:00", ben="7:01:00", cleo="7:04:00", dora="7:05:00").simulate()
    assert centre.log() == written("""
        ann first 7:00:00 7:00:00 by0 7:05:00 7:06:00 served
        ben first 7:01:00 7:03:00 by1 7:08:00 7:09:00 served
        cleo first 7:04:00 7:06:00 by0 7:11:00 7:12:00 served
        dora first 7:05:00 7:09:00 by1 7:14:00 7:15:00 served
    """)
    assert centre.manager() == {"idle": 3 + 705}
    assert seat(centre) == {"talk": 10, "wrap_up": 2}
    assert centre.day.answered_by_managers == 2
    assert centre.day.answered == 4
    assert remainder_ms(centre.run, "manager") == remainder_ms(centre.run) == 0
    assert ledger(centre.run, "manager")["talk"] == 10 * 60_000 == ledger(centre.run)["talk"]


def test_he_is_called_again_only_after_he_could_have_come() -> None:
    """Ben calls him at 7:01; Cleo does not, at 7:03:00, the last moment; Dora does, a millisecond later."""
    calls = {"ann": "7:00:00", "ben": "7:01:00", "cleo": "7:03:00", "dora": "7:03:00.001"}
    assert surging().calls(**calls).simulate().day.surge_calls == 2
    del calls["dora"]
    assert surging().calls(**calls).simulate().day.surge_calls == 1


def test_nobody_comes_who_is_needed_no_more() -> None:
    """Ben is answered by the advisor at 7:06, a minute before the manager would come."""
    late = {"surge_at": 0.5, "surge_notice": 6}
    centre = surging(late).calls(ann="7:00:00", ben="7:01:00").simulate()
    assert centre.day.surge_calls == 1
    assert seat(centre) == {}
    assert centre.manager() == {"idle": 720}


def test_a_manager_who_reviews_does_not_come() -> None:
    """Ann's refund is reviewed from 7:05 to 7:08; Ben, from 7:04 on, waits until the advisor is free."""
    centre = surging(reason={"any": refund(patience=constant(60))}).calls(ann="7:00:00", ben="7:04:00")
    assert centre.simulate().log()[1] == "ben first 7:04:00 7:09:00 by0 7:17:00 7:18:00 served"
    assert centre.day.surge_calls == 1
    assert seat(centre) == {}


def test_at_once_with_no_notice() -> None:
    centre = surging(AT_ONCE).calls(ann="7:00:00", ben="7:01:00").simulate()
    assert centre.log()[1] == "ben first 7:01:00 7:01:00 by1 7:06:00 7:07:00 served"


def test_who_hangs_up_at_once_calls_nobody() -> None:
    centre = surging(reason=routine(hangs_up_at_once=1.0)).calls(ann="7:00:00", ben="7:01:00").simulate()
    assert centre.day.surge_calls == 0


def test_where_nobody_is_there_one_caller_is_enough() -> None:
    """Until 8:00 no advisor works: any number waiting is more than so many for each of none."""
    scenario = centre_of(
        routine(patience=constant(10)),
        demand={"slot": 60, "profile": [1 / 12] * 12},
        support={"surge_at": 100, "surge_notice": 0},
    )
    centre = Centre(scenario, [0] + [1] * 11).calls(ann="7:00:00").simulate()
    assert centre.log() == ["ann first 7:00:00 7:00:00 by1 7:05:00 7:06:00 served"]


def test_on_the_phones_he_decides_up_to_his_own_limit() -> None:
    """At the desk 50 EUR; the team's manager up to 100; above, his boss is asked, and Cleo holds."""
    kind = {"small": refund(60, patience=constant(60), share=0.5)}
    kind |= {"large": refund(200, patience=constant(60), share=0.5)}
    centre = Centre(centre_of(kind, limits=[100.0, None], support=AT_ONCE))
    centre.calls("small", ann="7:00:00", ben="7:01:00")
    centre.calls("large", cleo="8:01:00").calls("small", dora="8:00:00").simulate()
    assert centre.path("ben") == ["7:01:00 queued", "7:01:00 handled", "7:06:00 fair"]
    assert centre.path("cleo")[2:] == ["8:06:00 held", "8:09:00 fair"]
    assert centre.manager(1) == {"review": 3, "idle": 717}
    assert seat(centre) == {"talk": 10, "hold": 3, "wrap_up": 2}


def test_one_at_the_top_decides_everything() -> None:
    centre = surging(AT_ONCE, reason=refund(1e9, patience=constant(60)))
    centre.calls(ann="7:00:00", ben="7:01:00").simulate()
    assert centre.path("ben") == ["7:01:00 queued", "7:01:00 handled", "7:06:00 fair"]


def test_one_at_the_top_who_asks_all_the_same_asks_himself() -> None:
    """He feels free to decide nothing: Ben is promised a call-back; he reads the request when he is back."""
    centre = surging(AT_ONCE, reason=refund(80, patience=constant(60)))
    centre.run.world.advisor.felt[:] = [1.0, 0.0]
    centre.calls(ann="7:00:00", ben="7:01:00")
    centre.run.world.advisor.authority[0] = 100.0
    centre.simulate()
    assert centre.run.world.advisor.manager.tolist() == [0, 0]
    assert centre.path("ben")[2:4] == ["7:06:00 in_tray", "7:10:00 call_back_due"]


def test_on_the_phones_he_is_not_there_for_requests() -> None:
    """Ann's refund comes up at 7:05 while he talks to Ben: a call-back is promised; he reads it after."""
    kinds = {"refund": refund(share=0.5, patience=constant(60)), "question": replace(PATIENT, share=0.5)}
    centre = Centre(centre_of(kinds, support=AT_ONCE))
    centre.calls("refund", ann="7:00:00").calls("question", ben="7:01:00").simulate()
    assert centre.path("ann")[2:] == [
        "7:05:00 in_tray",
        "7:10:00 call_back_due",
        "7:10:00 handled",
        "7:12:00 fair",
    ]
    assert centre.manager() == {"idle": 1 + 710, "review": 3}


def test_he_leaves_call_backs_to_advisors() -> None:
    """Ann's call-back is due at 7:08; he answers Cleo from 7:09 on and goes; the advisor calls back."""
    kinds = {"refund": refund(share=0.5, patience=constant(60)), "question": replace(PATIENT, share=0.5)}
    support = {"surge_at": 0.5, "surge_notice": 0}
    centre = Centre(centre_of(kinds, support=support, request="call_back"))
    centre.calls("refund", ann="7:00:00").calls("question", ben="7:07:00", cleo="7:09:00").simulate()
    assert centre.log()[2] == "ann call_back 7:08:00 7:13:00 by0 7:15:00 7:15:00 served"
    assert centre.log()[-1] == "cleo first 7:09:00 7:09:00 by1 7:14:00 7:15:00 served"


def test_at_the_end_of_his_shift_he_goes_when_the_call_is_done() -> None:
    """Duty from 7:00 to 9:00: Ben's call from 8:58 on is overtime after 9:00; Cleo is left to the advisor."""
    scenario = centre_of(PATIENT, support=AT_ONCE, staffing={"manager_shift": 2.0})
    centre = Centre(scenario)
    duty = centre.run.world.duty  # one manager alone comes in the middle of the day: 12:00 to 14:00
    assert duty.size
    centre.calls(ann="13:57:00", ben="13:58:00", cleo="13:59:00", dora="13:59:30").simulate()
    assert centre.answered_by("ben") == 1
    assert [centre.answered_by(name) for name in ("cleo", "dora")] == [0, 0]
    assert seat(centre) == {"talk": 2, "overtime": 4}
    assert centre.manager() == {"idle": 118}
    assert remainder_ms(centre.run, "manager") == 0


def test_round_the_clock_a_shift_follows_the_other_while_he_talks() -> None:
    """His duty is the whole day: a talk over midnight is no overtime; he is on the phones until it ends."""
    scenario = centre_of(PATIENT, never_closes=True, support=AT_ONCE)
    centre = Centre(scenario, days=2).calls(ann="23:57:00", ben="23:58:00").simulate()
    assert centre.log()[1] == "ben first 23:58:00 23:58:00 by1 Tue 0:03:00 Tue 0:04:00 served"
    assert seat(centre) == {"talk": 5, "wrap_up": 1}
    assert centre.manager() == {"idle": 2 * 1440 - 6}
    assert remainder_ms(centre.run, "manager") == 0


def test_every_manager_of_the_first_level_has_a_seat() -> None:
    """Behind the two advisors, in their groups; each in a team of his own, answering to his boss."""
    groups = groups_of(a={"present": [1.0]}, b={"present": [1.0]})
    scenario = centre_of(
        PATIENT, limits=[100.0, None], support=AT_ONCE, staffing={"span_of_control": 1, "groups": groups}
    )
    world = run_of(scenario).world
    assert world.manager.seat.tolist() == [2, 3, NONE, NONE]
    seats = world.advisor[2:]
    assert seats.seat_of.tolist() == [0, 1]
    assert seats.group.tolist() == [0, 1]
    assert seats.team.tolist() == [2, 3]
    assert seats.manager.tolist() == [2, 3]
    assert seats.authority.tolist() == [100.0, 100.0]
    assert world.clock[0].employed == 2 == world.group.members.sum()


def test_a_manager_of_people_who_write_has_no_seat() -> None:
    groups = groups_of(a={"present": [1.0], "channel": "chat"}, b={"present": [1.0]})
    scenario = centre_of(PATIENT, support=AT_ONCE, staffing={"span_of_control": 1, "groups": groups})
    world = run_of(scenario).world
    assert world.manager.seat.tolist() == [NONE, 2]
    assert world.advisor.group[2] == 1


def test_all_are_called_and_each_comes_if_still_needed() -> None:
    """Two advisors bear one who waits, not two; the second manager finds one waiting for three on duty."""
    form: dict[str, Any] = {"limits": [100.0, None], "support": IN_TWO, "staffing": {"span_of_control": 1}}
    calls = {"ann": "7:00:00", "ben": "7:00:30", "cleo": "7:01:00"}
    assert Centre(centre_of(PATIENT, **form), 2).calls(**calls).simulate().day.surge_calls == 0
    centre = Centre(centre_of(PATIENT, **form), 2).calls(**calls, dora="7:01:30").simulate()
    assert centre.day.surge_calls == 1
    assert [centre.answered_by(name) for name in ("cleo", "dora")] == [2, 0]
    assert centre.manager(1) == {"idle": 720}


# Limits.


def of_random_forms() -> list[Run]:
    return three_forms(4, customers=800)


def test_with_seats_that_are_never_used_everything_is_the_same() -> None:
    for run in of_random_forms():
        ready = with_support(run, surge_at=1000.0)
        assert contacts_of(ready).tobytes() == contacts_of(run).tobytes()
        assert ready.digest == run.digest
        employed = run.world.advisor.size
        assert ready.world.advisor.size > employed == ready.world.clock[0].employed
        for name in ("paid", "managers_paid", "felt"):
            assert (ready.world.day[name] == run.world.day[name]).all(), name


def with_support(run: Run, kind: type[Run] = Run, **changes: Any) -> Run:
    support = replace(run.scenario.support, **changes)
    return anew(run, kind, scenario=replace(run.scenario, support=support))


def test_managers_on_the_phones_are_paid_for_their_hours_and_for_overtime() -> None:
    answered = 0
    for run in of_random_forms():
        surging = with_support(run, GuardedRun, surge_at=0.1, surge_notice=0.5)
        assert isinstance(surging, GuardedRun)
        surging.shrink(16)
        contacts_of(surging)
        assert surging.intact
        assert remainder_ms(surging, "manager") == remainder_ms(surging) == 0
        assert remainder_ms(run, "manager") == 0
        answered += int(surging.world.day.answered_by_managers.sum())
        seats = surging.world.advisor[surging.world.clock[0].employed :]
        assert (seats.state == OFF).all() == (surging.world.manager.on_phones == 0).all()
    assert answered > 100


def test_a_remainder_of_managers_is_noticed() -> None:
    centre = surging().calls(ann="7:00:00", ben="7:01:00").simulate()
    centre.run.world.day[0].managers_paid[1] += 1
    assert remainder_ms(centre.run, "manager") == 1


# Mesa, and a run under way.


def test_agents_are_those_employed() -> None:
    scenario = centre_of(PATIENT, support=AT_ONCE)
    plan = run_of(scenario).plan
    model = ContactCentre(scenario, plan=plan, days=1)
    assert len(model.advisors) == 1
    assert sorted(str(agent) for agent in model.agents) == ["Advisor(0)", "Manager(0)"]
    assert [agent.row for agent in model.run.agents["advisor"]] == [0, 1]
    assert len(model.branch().run.agents["advisor"]) == 2
    model.govern(replace(scenario.governance, authority=70.0))
    assert model.run.world.advisor.authority.tolist() == [70.0, 1e15]


def test_seats_cannot_be_added_under_way() -> None:
    run = run_of(centre_of(PATIENT))
    with pytest.raises(Refused, match=r"support\.surge_at: 0\.5.*as when the run began"):
        run.govern(replace(run.scenario, support=replace(run.scenario.support, surge_at=0.5)))
    with_seats = run_of(centre_of(PATIENT, support=AT_ONCE))
    with_seats.govern(replace(with_seats.scenario, support=replace(with_seats.scenario.support, surge_at=9)))
