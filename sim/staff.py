"""The table of advisors: group, team, manager, and where they sit; who is there on day 0; and seats.

Called by `sim.laying_out`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.memberships import Memberships, seat_advisors
from sim.scenario import Scenario
from sim.states import EVEN_ODDS, NEVER_MS, NONE, OFF, PHONE
from sim.tables import table

NOTHING = (
    "case", "contact", "next", "previous", "spell", "advises", "circle", "need", "helped_by", "helps",
    "seat_of",
)  # fmt: skip
ANY_STAKE = 1e15  # EUR; what somebody on the phone decides who may sign any stake: finite, as limits move


def advisors_table(
    scenario: Scenario,
    groups: np.recarray,
    managers: np.recarray,
    seated: Memberships,
) -> np.recarray:
    """Advisors group by group, nobody on shift; who has their places: `sim.people.hiring`.

    Args:
        scenario: whose advisors.
        groups: table of groups, their advisors counted.
        managers: table of managers; where there are none, nobody answers to one.
        seated: circles and their members.
    """
    advisors = table("advisor", int(groups.members.sum()))
    rows = np.arange(advisors.size)
    advisors.id = rows
    advisors.group = np.repeat(np.arange(len(groups)), groups.members)
    advisors.team = rows // int(scenario.staffing.span_of_control)
    advisors.manager = advisors.team if managers.size else NONE
    advisors.state = OFF
    advisors.pace = 1.0
    advisors.away_from = NEVER_MS
    for field in NOTHING:
        advisors[field] = NONE
    seat_advisors(scenario, advisors, seated)
    return advisors


def persons_table(advisors: np.recarray, managers: np.recarray) -> np.recarray:
    """Everybody employed on day 0, advisors first, with room for as many newcomers.

    Args:
        advisors: their places, which note who has them.
        managers: theirs.
    """
    employed = advisors.size + managers.size
    persons = table("person", 2 * employed)
    persons.left = NONE
    here: Any = persons[:employed]
    here.advisor = np.append(np.arange(advisors.size), np.full(managers.size, NONE))
    here.manager = np.append(np.full(advisors.size, NONE), np.arange(managers.size))
    advisors.person, managers.person = np.arange(advisors.size), advisors.size + np.arange(managers.size)
    return persons


def with_seats(
    scenario: Scenario, advisors: np.recarray, groups: np.recarray, managers: np.recarray
) -> np.recarray:
    """The same advisors and, behind them, the seats of managers who may be called to the phones.

    A manager of the first level has one, in the group of the first of his people who talks on the phone;
    none, where nobody does, or nobody is ever called (`support.surge_at`).

    Args:
        scenario: whose managers.
        advisors: those employed.
        groups: table of groups.
        managers: table of managers; their seats are noted there.
    """
    if scenario.support.surge_at is None:
        return advisors
    by_phone = groups.channel[advisors.group] == PHONE
    led = [np.flatnonzero((advisors.manager == row) & by_phone) for row in range(managers.size)]
    seated = [row for row, people in enumerate(led) if people.size]
    everybody = table("advisor", advisors.size + len(seated))
    everybody[: advisors.size] = advisors
    seats: Any = everybody[advisors.size :]
    for field in (*NOTHING, "member", "decides_in", "person"):
        seats[field] = NONE
    seats.id = managers.seat[seated] = np.arange(advisors.size, everybody.size)
    seats.seat_of = seated
    seats.team = seats.id
    seats.group = [advisors.group[led[row][0]] for row in seated]
    seats.manager = np.where(managers.boss[seated] == NONE, seated, managers.boss[seated])
    seats.authority = np.minimum(managers.limit[seated], ANY_STAKE)
    seats.skill, seats.appetite = scenario.people.skill, scenario.people.appetite
    seats.pace = seats.felt = seats.effort = seats.tries = 1.0
    seats.expects, seats.state, seats.away_from = EVEN_ODDS, OFF, NEVER_MS
    return everybody
