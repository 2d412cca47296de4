"""Nothing is without a word; times, shares and amounts as a reader likes them."""

from __future__ import annotations

from typing import Any

import pytest
from centres import (
    at,
)

from sim.journal import waiting, words
from sim.journal.telling import TELL
from sim.journal.waiting import shares
from sim.states import (
    ACCOUNTS,
    CASE_ENDS,
    CASE_STATES,
    CHANNELS,
    CONTACT_KINDS,
    CONTACT_OUTCOMES,
    ENGAGED,
    HAPPENINGS,
    RIGHTS,
)


@pytest.mark.parametrize(
    ("table", "names"),
    [
        (words.STATES, CASE_STATES),
        (waiting.WAITED, CASE_STATES),
        (words.ENDS, CASE_ENDS),
        (words.ENDED, CASE_ENDS),
        (words.KINDS, CONTACT_KINDS),
        (words.OUTCOMES, CONTACT_OUTCOMES),
        (words.DOING, ACCOUNTS),
        (words.RIGHTS, RIGHTS),
    ],
)
def test_nothing_is_without_a_word(table: dict[str, Any], names: tuple[str, ...]) -> None:
    assert list(table) == list(names)


def test_every_happening_is_told() -> None:
    assert sorted(TELL) == list(range(len(HAPPENINGS)))
    assert len(words.MEANWHILE) == len(ENGAGED)
    assert len(words.CONTACTS) == len(words.ANSWERED) == len(CHANNELS)
    assert {len(said) for said in words.KINDS.values()} == {len(CHANNELS)}


def test_shares_sum_to_a_hundred() -> None:
    assert shares([1, 1, 1]) == [34, 33, 33]
    assert shares([0, 0]) == [0, 0]
    assert shares([5, 0, 995]) == [1, 0, 99]


def test_lengths_are_those_of_the_times_shown() -> None:
    assert words.length(at("7:00:00.900"), at("7:00:02.100")) == "2 s"
    assert words.length(0, 3_599_000) == "59 min 59 s"
    assert words.length(0, 7_800_000) == "2 h 10 min"
    assert words.length(0, 27 * 3_600_000) == "1 day 3 h"
    assert words.counted(500, 7_805_000) == "2:10:05"
    assert (words.money(80.0), words.money(1234.5)) == ("80 EUR", "1,234.50 EUR")
