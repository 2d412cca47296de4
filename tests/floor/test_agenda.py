"""The day's agenda: the keyed choice of who works, group by group, and what happens at which time."""

from __future__ import annotations

import numpy as np
import pytest
from centres import Centre, at, centre_of, groups_of, routine, run_of, shown
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim import events
from sim.day import DONE, begin_day
from sim.floor.agenda import _choose, begin_agenda
from sim.handle import Tables
from sim.states import ACCOUNTS, NEVER_MS
from sim.streams import ROSTER, uniforms
from sim.tables import table

FALSE_ALARM = 1e-4
WORLD: list[Tables] = []
ADVISORS, DAYS = 131, 4000  # more than any test asks for


def chosen(
    advisors: int, heads: int, span: int = 10, day: int = 0, seed: int = 1, first: int = 0
) -> list[int]:
    """Advisors of a group, its first one in a row, who work a day's shifts, in the order of these."""
    if not WORLD:
        WORLD.append(run_of(centre_of()).world)
        advisor = table("advisor", ADVISORS)
        advisor.person = np.arange(ADVISORS)
        WORLD[0].put(advisor=advisor, person=table("person", ADVISORS), day=table("day", DAYS))
    world = WORLD[0]
    world.key[:] = seed, 0
    world.settings.span_of_control, world.clock.day = span, day
    world.group[0].first, world.group[0].members = first, advisors
    roster = np.full(heads, -1, np.int32)
    _choose(world, world.group[0], roster)
    return [int(row) for row in roster]


def draws(rows: range, day: int = 0, seed: int = 1) -> dict[int, float]:
    key = np.array([seed, 0], np.uint64)
    return {row: uniforms(key, ROSTER, row, day, 0)[0] for row in rows}


class TestChosen:
    """Who works a group's shifts."""

    @given(st.integers(1, 40), st.integers(0, 90), st.data())
    def test_those_with_the_smallest_draws_early_teams_first(
        self, advisors: int, first: int, data: st.DataObject
    ) -> None:
        """The draws are those of the advisors' own rows, whatever their group."""
        heads, span = data.draw(st.integers(0, advisors)), data.draw(st.integers(1, 12))
        day = data.draw(st.integers(0, 700))
        drawn = draws(range(first, first + advisors), day)
        working = sorted(drawn, key=drawn.__getitem__)[:heads]
        by_team = sorted(working, key=lambda row: (row // span % 2, drawn[row]))
        assert chosen(advisors, heads, span, day, first=first) == by_team

    @given(st.integers(1, 40), st.integers(0, 700), st.integers(1, 12))
    def test_one_more_advisor_changes_nothing_for_the_others(
        self, advisors: int, day: int, span: int
    ) -> None:
        """Draws are his own: the others stay in the same order, and at most one of them is displaced."""
        heads = max(1, advisors // 2)
        before, after = (chosen(number, heads, span, day) for number in (advisors, advisors + 1))
        everybody = chosen(advisors + 1, advisors + 1, span, day)
        assert [row for row in everybody if row != advisors] == chosen(advisors, advisors, span, day)
        kept = [row for row in after if row != advisors]
        assert [row for row in before if row in kept] == kept
        assert len(kept) >= heads - 1

    def test_other_days_and_seeds_have_other_orders(self) -> None:
        orders = [chosen(30, 30, day=day, seed=seed) for day in range(3) for seed in (1, 2)]
        assert len({tuple(order) for order in orders}) == 6

    def test_everybody_works_equally_often(self) -> None:
        """Days worked of 12 advisors when five are needed, over 3,000 days (chi-square). False alarm 1e-4.

        Days are independent, and on each five of twelve are drawn without putting back: the sum of squares
        has the variance of a chi-square once divided by (12 - 5) / (12 - 1).
        """
        worked = np.bincount(np.concatenate([chosen(12, 5, day=day) for day in range(3000)]), minlength=12)
        expected = 3000 * 5 / 12
        statistic = ((worked - expected) ** 2 / expected).sum() / ((12 - 5) / (12 - 1))
        assert worked.sum() == 15_000
        assert stats.chi2(11).sf(statistic) > FALSE_ALARM
        assert stats.chi2(11).cdf(statistic) > FALSE_ALARM


def listed(centre: Centre, day: int = 0) -> list[str]:
    """The agenda of a day: time, what happens, to whom."""
    world = centre.run.world
    clock = world.clock[0]
    assert begin_day(world, day) == DONE
    begin_agenda(world)
    return [
        f"{shown(int(event.when) >> events.KIND_BITS)} "
        f"{events.EVENT_KINDS[int(event.when) & events.ANY_KIND]} {event.subject}"
        for event in world.agenda[: clock.agenda_ends]
    ]


def two_groups(**how: object) -> Centre:
    """x: two advisors from 7:00, one of whom goes at 9:00; y: one from 8:00; open till 10:00."""
    present = {"x": {"present": [2.0, 2.0, 1.0]}, "y": {"present": [0.0, 1.0, 1.0]}}
    scenario = centre_of(
        routine(),
        closes="10:00",
        demand={"slot": 60, "profile": [1 / 3] * 3},
        staffing={"groups": groups_of(**present)},
        **how,  # type: ignore[arg-type]
    )
    return Centre(scenario, days=2)


class TestAgenda:
    """`begin_agenda`."""

    def test_the_days_events(self) -> None:
        """Group by group in the order of shifts; an advisor's own group; people come before they go."""
        centre = two_groups(tray_interval=60.0)
        lines = listed(centre)
        early, late = (line.split()[-1] for line in lines if line.startswith("7:00:00 shift_starts"))
        assert {early, late} == {"0", "1"}
        assert lines == [
            f"7:00:00 shift_starts {early}",
            f"7:00:00 shift_starts {late}",
            "7:00:00 manager_starts 0",
            "8:00:00 shift_starts 2",
            "8:00:00 tray_look 0",
            "9:00:00 tray_look 0",
            f"9:00:00 shift_ends {early}",
            "10:00:00 closing 0",
            "10:00:00 manager_ends 0",
            f"10:00:00 shift_ends {late}",
            "10:00:00 shift_ends 2",
        ]

    def test_whoever_works_knows_his_shift(self) -> None:
        centre = two_groups()
        listed(centre, day=1)
        advisors = centre.run.world.advisor
        assert {shown(int(time)) for time in advisors.shift_start[:2]} == {"Tue 7:00:00"}
        assert sorted(shown(int(time)) for time in advisors.shift_end[:2]) == ["Tue 10:00:00", "Tue 9:00:00"]
        assert shown(int(advisors[2].shift_start)) == "Tue 8:00:00"
        assert (advisors.away_from == NEVER_MS).all()

    def test_breaks_fall_due_for_those_who_have_one(self) -> None:
        centre = two_groups().change_shifts(group=1, break_start=at("1:30:00"), break_length=at("0:20:00"))
        assert [line for line in listed(centre) if "away" in line] == ["8:30:00 away_starts 2"]
        advisor = centre.run.world.advisor[2]
        spell = centre.run.world.spell[advisor.spell]
        assert (shown(int(advisor.away_from)), int(spell.length)) == ("8:30:00", at("0:20:00"))
        assert (ACCOUNTS[spell.account], int(spell.ends)) == ("break", NEVER_MS)

    def test_managers_know_their_shift(self) -> None:
        """Of two, each two hours, one comes early and one late."""
        staffing = {"manager_shift": 2.0, "span_of_control": 2.0}
        scenario = centre_of(closes="10:00", staffing=staffing)
        centre = Centre(scenario, 4)
        lines = [line for line in listed(centre) if "manager" in line]
        assert lines == [
            "7:00:00 manager_starts 0",
            "8:00:00 manager_starts 1",
            "9:00:00 manager_ends 0",
            "10:00:00 manager_ends 1",
        ]
        managers = centre.run.world.manager
        assert [shown(int(time)) for time in managers.shift_start] == ["7:00:00", "8:00:00"]
        assert [shown(int(time)) for time in managers.shift_end] == ["9:00:00", "10:00:00"]

    @pytest.mark.parametrize(("never", "closes"), [(False, True), (True, False)])
    def test_only_a_centre_that_closes_has_a_closing(self, never: bool, closes: bool) -> None:
        centre = Centre(centre_of(never_closes=never), days=2)
        assert any("closing" in line for line in listed(centre)) == closes

    def test_every_weekday_has_its_own(self) -> None:
        centre = two_groups().change_shifts(weekday=1, group=1, start=at("2:00:00"))
        assert [[line for line in listed(centre, day) if line.endswith("starts 2")] for day in (0, 1)] == [
            ["8:00:00 shift_starts 2"],
            ["Tue 9:00:00 shift_starts 2"],
        ]
