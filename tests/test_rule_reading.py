"""A misspelt field is found by the syntax of a rule, with its file, its line and the right name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.refusal import Refused
from sim.rule_reading import check_reading, place_of, shown_file

FIELDS = {"advisor": ("advisor", ("authority", "paid", "mood")), "case": ("case", ("stake",))}
OWN = {"advisor": ("mood",)}


def line_after(function: Callable[..., Any], lines: int) -> int:
    """The line so many lines after the one that a function begins with."""
    return function.__code__.co_firstlineno + lines


def typo(advisor, case):  # type: ignore[no-untyped-def]
    limit = advisor.authority
    return case.stake <= limit + advisor.autority


def in_an_index(advisor, case):  # type: ignore[no-untyped-def]
    return case.stake <= advisor.payed[2]


def within_a_function(advisor, case):  # type: ignore[no-untyped-def]
    return any(case.steak > limit for limit in (1, 2))


def writes_authority(advisor, case):  # type: ignore[no-untyped-def]
    advisor.authority += 1.0
    return True


def writes_an_account(advisor, case):  # type: ignore[no-untyped-def]
    advisor.paid[2] = 0
    return True


def deletes(advisor, case):  # type: ignore[no-untyped-def]
    del case.stake
    return True


def sound(advisor, case):  # type: ignore[no-untyped-def]
    advisor.mood -= 0.1 * advisor.paid[2]
    return case.stake <= advisor.authority


def bound_anew(advisor, case):  # type: ignore[no-untyped-def]
    advisor = str(case.stake)
    return advisor.isdigit()


class TestFields:
    """`check_reading`."""

    @pytest.mark.parametrize(
        ("function", "line", "said", "near"),
        [
            (typo, 2, "advisor.autority", "advisor.authority"),
            (in_an_index, 1, "advisor.payed", "advisor.paid"),
            (within_a_function, 1, "case.steak", "case.stake"),
        ],
    )
    def test_a_misspelt_field(self, function: Any, line: int, said: str, near: str) -> None:
        with pytest.raises(Refused) as refused:
            check_reading(function, FIELDS, OWN)
        assert (refused.value.value, refused.value.nearest) == (said, near)
        assert refused.value.place == place_of(function, line_after(function, line))
        assert "\n" not in str(refused.value)

    @pytest.mark.parametrize(
        ("function", "said"),
        [
            (writes_authority, "advisor.authority = ..."),
            (writes_an_account, "advisor.paid = ..."),
            (deletes, "case.stake = ..."),
        ],
    )
    def test_what_is_not_its_own_is_not_written(self, function: Any, said: str) -> None:
        with pytest.raises(Refused, match="a rule returns a judgement") as refused:
            check_reading(function, FIELDS, OWN)
        assert refused.value.value == said

    def test_its_own_field_is_written_only_where_the_point_lets_it(self) -> None:
        check_reading(sound, FIELDS, OWN)
        with pytest.raises(Refused, match=r"no change of advisor\.mood"):
            check_reading(sound, FIELDS, {})

    def test_a_name_bound_anew_is_no_argument_any_more(self) -> None:
        check_reading(bound_anew, FIELDS, OWN)

    def test_what_has_no_source_is_left_to_the_compiler(self) -> None:
        made: dict[str, Any] = {}
        code = compile("def rule(advisor):\n    return advisor.autority\n", "<nowhere>", "exec")
        made["rule"] = type(sound)(code.co_consts[0], {})
        check_reading(made["rule"], FIELDS, OWN)


def test_places_are_told_without_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown_file(str(tmp_path / "mine" / "rules.py")) == "mine/rules.py"
    assert shown_file(str(tmp_path.parent / "rules.py")) == "rules.py"
    assert place_of(sound, 7) == f"{Path(__file__).name}, line 7"
