"""Turns are run in the order told, and their ratios are formed within a turn."""

from __future__ import annotations

import pytest

from benchmarks.turns import (
    Contender,
    LeftOut,
    Pair,
    Ready,
    Simulate,
    Spread,
    Turn,
    growth,
    interleaved,
    prepared,
    ratio_to_c,
    spread,
    turns_of_c,
)

Asked = list[tuple[str, int, int]]


def turn(contacts: int = 100, seconds: float = 1.0) -> Turn:
    return Turn(contacts, seconds, 3, 6.0)


def ready(name: str, contacts: int, asked: Asked) -> Ready:
    def simulate(contacts: int, seed: int) -> Turn:
        asked.append((name, contacts, seed))
        return turn(contacts)

    return Ready(Contender(name, "", lambda: simulate, contacts), simulate, 0.0)


def test_speed_is_contacts_over_seconds() -> None:
    assert turn(300, 2.0).per_second == 150.0


def test_everybody_runs_just_after_c_in_every_turn() -> None:
    asked: Asked = []
    c, first, second = ready("C", 40, asked), ready("a", 20, asked), ready("b", 10, asked)
    pairs = interleaved([first, second], c, turns=2)
    assert [name for name, _, _ in asked] == ["C", "a", "C", "b"] * 2
    assert {name: [pair.own.contacts for pair in run] for name, run in pairs.items()} == {
        "a": [20, 20],
        "b": [10, 10],
    }
    assert all(pair.c.contacts == 40 for run in pairs.values() for pair in run)


def test_no_two_turns_of_a_program_have_one_seed() -> None:
    asked: Asked = []
    interleaved([ready("a", 1, asked), ready("b", 1, asked)], ready("C", 1, asked), turns=5)
    for name in "Cab":
        seeds = [seed for who, _, seed in asked if who == name]
        assert len(set(seeds)) == len(seeds)


def test_a_share_of_the_contacts_of_a_turn_is_at_least_one() -> None:
    asked: Asked = []
    interleaved([ready("a", 3, asked)], ready("C", 1000, asked), turns=1, share=0.1)
    assert [contacts for _, contacts, _ in asked] == [100, 1]


def test_who_cannot_run_is_left_out_with_a_line() -> None:
    def missing() -> Simulate:
        raise LeftOut("it is not installed")

    runs, lines = prepared(
        [Contender("a", "", missing, 1), Contender("b", "", lambda: lambda n, s: turn(), 1)]
    )
    assert [one.contender.name for one in runs] == ["b"]
    assert runs[0].seconds >= 0.0
    assert lines == ["a is left out: it is not installed"]


def test_spread_is_least_median_most() -> None:
    assert spread([3.0, 1.0, 8.0, 2.0]) == Spread(1.0, 2.5, 8.0)


def test_ratios_are_formed_within_a_turn() -> None:
    """A machine that halves its speed halves both sides: the ratio stays, where one of medians would not."""
    pairs = [Pair(turn(100, 1.0), turn(400, 1.0)), Pair(turn(100, 2.0), turn(400, 2.0))]
    assert ratio_to_c(pairs) == Spread(0.25, 0.25, 0.25)


def test_all_turns_of_c_are_counted() -> None:
    one, other = Pair(turn(), turn(5)), Pair(turn(), turn(7))
    assert [done.contacts for done in turns_of_c({"a": [one], "b": [other, one]})] == [5, 7, 5]


def test_growth_is_in_the_time_of_c() -> None:
    """The large centre takes 2.5 times as long a contact, though the machine has doubled its speed."""
    small = [Pair(turn(100, 1.0), turn(400, 1.0))]
    large = [Pair(turn(80, 1.0), turn(800, 1.0))]
    assert growth(small, large) == Spread(2.5, 2.5, 2.5)


def test_growth_needs_a_turn_for_a_turn() -> None:
    pair = Pair(turn(), turn())
    with pytest.raises(ValueError, match="zip"):
        growth([pair], [pair, pair])
