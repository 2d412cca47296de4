"""Shocks: when they are on, what they do to talks and solutions, and whom they bring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from centres import MINUTE, Centre, at, centre_of, constant, exponential, groups_of, refund, routine, run_of
from theory import assert_agrees, either_size
from worlds import GuardedRun, anew, contacts_of, three_forms

from sim.reasons import Reason
from sim.refusal import Refused
from sim.scenario import Scenario
from sim.shock_table import start_of
from sim.shocks import Shock
from sim.states import FIRST, LATENT, NEVER_MS, NONE
from sim.streams import SHOCK_SERIALS
from sim.world import Run

HOUR = 60 * MINUTE
OPENING = 12 * HOUR


def shock(**changes: Any) -> Shock:
    """On the first day at 8:00 for an hour; it brings nobody, unless told otherwise."""
    usual: dict[str, Any] = {"day": 0, "begins_at": "08:00", "hours": 1.0, "volume": 0.0}
    return Shock(**(usual | changes))


def under(shocks: Mapping[str, Shock], reasons: Any = None, **how: Any) -> Scenario:
    demand = {"shocks": dict(shocks)} | how.pop("demand", {})
    return centre_of(reasons, demand=demand, **how)


def talks(centre: Centre) -> dict[str, float]:
    """Minutes of talk by caller."""
    name = {row: name for name, row in centre.names.items()}
    return {name[one.customer]: (one.ended - one.answered) / MINUTE for one in centre.contacts}


def test_talks_that_begin_while_it_is_on_are_longer() -> None:
    centre = Centre(under({"storm": shock(handling=2.0)}), 3)
    centre.calls(ann="7:59:59.999", ben="8:00:00", cleo="8:59:59.999", dora="9:00:00").simulate()
    assert talks(centre) == {"ann": 5, "ben": 10, "cleo": 10, "dora": 5}
    assert centre.run.world.clock[0].shocks_on == 0


def test_what_a_case_needs_beyond_the_usual_talk_is_not_longer() -> None:
    needs = routine(extension_share=1.0, extension=constant(7))
    centre = Centre(under({"storm": shock(handling=2.0)}, needs)).calls(ann="8:00:00").simulate()
    assert talks(centre) == {"ann": 17}


def test_call_backs_and_talks_after_a_transfer_are_longer_too() -> None:
    """The refund is called back for 4 minutes instead of 2; the second tier talks twice its share of 5."""
    storm = {"storm": shock(handling=2.0)}
    centre = Centre(under(storm, refund(), request="call_back")).calls(ann="8:00:00").simulate()
    assert talks(centre) == {"ann": 4}
    assert centre.log()[0].startswith("ann first 8:00:00 8:00:00 by0 8:10:00")
    groups = groups_of(a={}, b={"authority": 500.0, "direct": False})
    tiers = under(storm, refund(), beyond="transfer", staffing={"groups": groups}, handoff_loss=0.0)
    second = Centre(tiers).calls(ann="8:00:00").simulate()
    share = second.run.world.settings[0].handoff_share
    assert [one.ended - one.answered for one in second.contacts] == [10 * MINUTE, 10 * MINUTE * share]


def test_fewer_cases_are_solved_while_it_is_on() -> None:
    centre = Centre(under({"failure": shock(solving=0.0)})).calls(ann="7:30:00", ben="8:30:00")
    centre.simulate()
    assert centre.path("ann")[-1] == "7:35:00 fair"
    assert centre.path("ben")[-1] == "8:35:00 unresolved"


def test_shocks_that_are_on_together_multiply() -> None:
    both = {"a": shock(handling=2.0, solving=0.5), "b": shock(begins_at="08:30", handling=1.5, solving=0.5)}
    centre = Centre(under(both)).calls(ann="8:00:00", ben="8:40:00", cleo="9:10:00").simulate()
    assert talks(centre) == {"ann": 10, "ben": 15, "cleo": 7.5}


def test_hours_are_opening_hours() -> None:
    """From 18:00 on for two hours: until 8:00 on Tuesday."""
    centre = Centre(under({"storm": shock(begins_at="18:00", hours=2.0, handling=2.0)}), days=3)
    centre.calls(ann="18:30:00", ben="Tue 7:59:59", cleo="Tue 8:30:00").simulate()
    assert talks(centre) == {"ann": 10, "ben": 10, "cleo": 5}
    assert centre.run.world.shock[0].ends == at("Tue 8:00:00")


def test_until_closing_is_until_closing() -> None:
    centre = Centre(under({"storm": shock(begins_at="18:00", hours=1.0, handling=2.0)}), days=2)
    centre.calls(ann="18:59:00", ben="Tue 7:00:00").simulate()
    assert talks(centre) == {"ann": 10, "ben": 5}
    assert centre.run.world.shock[0].ends == at("19:00:00")


def test_days_are_counted_from_the_end_of_the_warm_up() -> None:
    centre = Centre(under({"storm": shock(day=1, handling=2.0)}), days=4, warmup=1)
    centre.calls(ann="8:30:00", ben="Tue 8:30:00", cleo="Wed 8:30:00", dora="Thu 8:30:00").simulate()
    assert talks(centre) == {"ann": 5, "ben": 5, "cleo": 10, "dora": 5}


def test_after_the_horizon_it_never_begins() -> None:
    run = run_of(under({"storm": shock(day=2, volume=5.0)}), days=2)
    assert run.world.shock[0].begins == NEVER_MS
    contacts_of(run)
    assert run.world.day.shock_contacts.sum() == 0
    begins = run_of(under({"storm": shock(day=1)}), days=2).world.shock[0].begins
    assert begins == at("Tue 8:00:00")


def test_a_day_cut_after_midnight_has_its_small_hours_at_the_end() -> None:
    """Where a day runs from 3:00 to 3:00 of the next, 01:00 is 22 hours after its opening."""
    run = run_of(under({"storm": shock(begins_at="01:00")}, never_closes=True))
    assert run.world.shock[0].begins == HOUR
    assert start_of("storm", shock(begins_at="01:00"), 3 * HOUR, 27 * HOUR) == 25 * HOUR
    assert start_of("storm", shock(begins_at="03:00"), 3 * HOUR, 27 * HOUR) == 3 * HOUR
    with pytest.raises(Refused):
        start_of("storm", shock(begins_at="06:59"), 7 * HOUR, 19 * HOUR)


# Contacts.

BUSY = {"calls_per_day": 600.0, "calls_include_returns": False}
TWO = {"one": routine(share=0.7), "other": refund(share=0.3, extension_share=1.0, extension=constant(7))}


def brought(run: Run) -> np.recarray:
    """First contacts that shocks brought, in the order of their times."""
    log = contacts_of(run)
    chosen: np.recarray = log[(log.kind == FIRST) & (log.serial >= SHOCK_SERIALS)]
    return chosen


def test_contacts_come_while_it_is_on_of_customers_of_the_centre() -> None:
    storm = shock(begins_at="18:00", hours=2.0, volume=3.0)
    run = run_of(under({"storm": storm}, TWO, demand=BUSY), 60, days=3, customers=500, warmup=0)
    log = brought(run)
    into = log.arrived - at("18:00:00")
    evening = (into >= 0) & (into < HOUR)
    morning = (log.arrived >= at("Tue 7:00:00")) & (log.arrived < at("Tue 8:00:00"))
    assert (evening | morning).all()
    assert min(evening.sum(), morning.sum()) > 100  # of 150: 1e-5 a side
    assert set(log.reason) == {0, 1}
    assert (log.cohort == 0).all()
    assert np.sort(log.serial).tolist() == [SHOCK_SERIALS + number for number in range(log.size)]
    assert log.size == run.world.day.shock_contacts.sum()
    usual = run_of(under({}, TWO, demand=BUSY), 60, days=3, customers=500)
    firsts = contacts_of(usual)
    assert run.world.day.first_contacts.sum() == (firsts.kind == FIRST).sum() + log.size
    assert run.world.clock[0].closed == usual.world.clock[0].closed


def test_they_call_for_the_reason_of_the_shock() -> None:
    """With stake and need as that reason has them, and never with those of the reason drawn before."""
    for reason, stake, talk in (("other", 80.0, 12), ("one", 0.0, 5)):
        storm = shock(volume=3.0, reason=reason)
        log = brought(run_of(under({"storm": storm}, TWO, demand=BUSY), 60, customers=500))
        assert log.size > 50
        assert (log.reason == list(TWO).index(reason)).all()
        assert (log.stake == stake).all()
        begun = log[(log.answered != NONE) & (log.held_from == NONE) & (log.ended != NONE)]
        held = log[log.held_from != NONE]
        assert (begun.ended - begun.answered == talk * MINUTE).all()
        assert (held.held_from - held.answered == talk * MINUTE).all()
        assert begun.size + held.size > 50


def test_who_has_left_does_not_call() -> None:
    run = run_of(under({"storm": shock(volume=3.0)}, demand=BUSY), 60, customers=500)
    run.world.customer.leaves_service = at("8:30:00")
    log = brought(run)
    assert log.size > 20
    assert (log.arrived < at("8:30:00")).all()
    assert not (log.outcome == LATENT).any()
    assert run.world.clock[0].shock_serials > log.size == run.world.day[0].shock_contacts


FORMS: dict[str, dict[str, Any]] = {
    "held": {},
    "called back, three levels": {"request": "call_back", "limits": [60.0, 100.0, None]},
    "no decisions": {"decisions": False},
    "managers on the phones": {"support": {"surge_at": 0.0, "surge_notice": 0}},
}


def test_every_form_meets_the_same_contacts() -> None:
    shocks = {
        "a": shock(volume=3.0),
        "b": shock(begins_at="08:30", volume=2.0, half_life=0.5, reason="other"),
    }
    found = []
    for form in FORMS.values():
        run = run_of(under(shocks, TWO, demand=BUSY, **form), 4, days=2, customers=500)
        found.append(brought(run)[["arrived", "customer", "serial", "reason", "stake"]].tolist())
    assert len(found[0]) > 150
    assert all(other == found[0] for other in found)


def test_one_that_a_decision_ends_leaves_the_others_as_they_are() -> None:
    """Ended at 8:30, the first brings fewer; serials, and so the draws of the second, do not move."""
    rest = shock(begins_at="10:00", hours=2.0, volume=2.0)
    found = []
    for needs in (False, True):
        first = shock(volume=3.0, hours=4.0, needs_decision=needs)
        scenario = under({"a": first, "b": rest}, demand=BUSY)
        crisis = replace(scenario.governance.crisis, crisis_step=constant(30))
        scenario = replace(scenario, governance=replace(scenario.governance, crisis=crisis))
        found.append(brought(run_of(scenario, 60, customers=500)))
    whole, cut = found
    kept = np.isin(whole.serial, cut.serial)
    assert kept.sum() == cut.size < whole.size
    assert (whole.arrived[~kept] >= at("8:30:00")).all()
    assert (whole.customer[kept] == cut.customer).all()
    late = whole.arrived[kept] >= at("8:30:00")
    assert 50 < late.sum() < 200  # those of the second


def test_arrivals_and_events_find_room() -> None:
    for run in three_forms(3, customers=800):
        demand = replace(run.scenario.demand, shocks={"a": shock(volume=6.0), "b": shock(volume=6.0)})
        storm = anew(run, GuardedRun, scenario=replace(run.scenario, demand=demand), rows=16)
        assert isinstance(storm, GuardedRun)
        log = brought(storm)
        assert storm.intact
        assert log.size == storm.world.day.shock_contacts.sum() > 100


@either_size
def test_a_storm_of_volume_one_doubles_first_contacts(size: int) -> None:
    """All day: as many again. With a half-life of an hour, twelve hours bring h / ln 2 x (1 - 2^-12) of one
    hour's, at a mean time of h / ln 2 - 12 h 2^-12 / (1 - 2^-12) from the beginning."""
    usual = 2400.0
    storms = {"all": shock(begins_at="07:00", hours=12.0, volume=1.0)}
    storms |= {"fades": shock(begins_at="07:00", hours=12.0, volume=1.0, half_life=1.0)}
    rest = 2.0**-12
    exact = {
        "all": {"first": 2 * usual, "storm": usual, "when_h": 6.0},
        "fades": {
            "storm": usual / 12 * (1 - rest) / np.log(2),
            "when_h": 1 / np.log(2) - 12 * rest / (1 - rest),
        },
    }
    demand = {"calls_per_day": usual, "calls_include_returns": False}
    quick = Reason(handling=constant(0.1), wrap_up=constant(0), solve_probability=1.0)
    for name, storm in storms.items():
        scenario = under({"storm": storm}, quick, demand=demand, staffing={"present": 40})
        scenario = replace(scenario, customers=replace(scenario.customers, count=20_000))
        assert_agrees(scenario, exact[name], _figures_of_a_storm, days=1, size=size)


def _figures_of_a_storm(run: Run) -> dict[str, float]:
    day = run.world.day[run.day - 1]
    log = run.contacts[run.contacts.serial >= SHOCK_SERIALS]
    into = (log.arrived - run.world.clock[0].opens).mean() / HOUR
    return {"first": day.first_contacts, "storm": day.shock_contacts, "when_h": into}


def test_a_contact_of_a_shock_comes_back_as_any_other() -> None:
    """Who is not helped calls again; the case is the same one, its draws its own."""
    storm = shock(volume=3.0, solving=0.0)
    again = BUSY | {"repeat_probability": 0.95, "repeat_delay": exponential(1)}
    run = run_of(under({"storm": storm}, demand=again), 60, days=6, customers=500)
    log = contacts_of(run)
    of_storm = log[log.serial >= SHOCK_SERIALS]
    assert ((of_storm.attempt > 0) == (of_storm.kind != FIRST)).all()
    assert (of_storm.attempt > 0).sum() > 50
    assert NONE not in of_storm.customer
