"""What a rule is given in Python: live rows, plain numbers, by address as compiled code hands them over."""

from __future__ import annotations

from types import SimpleNamespace

import numba
import numpy as np
import pytest

from sim.compiling import for_now
from sim.decision_points import POINTS
from sim.rule_views import RUNNING, Given, given_at, row_type, spread, words_of
from sim.settings import settings_type
from sim.states import ACCOUNTS
from sim.tables import table

NEEDS_JIT = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="asks the compiler")
MOST = 8


class TestRow:
    """`row_type`."""

    def test_is_live_both_ways(self) -> None:
        rows = table("advisor", 3)
        row = Given("advisor", settings_type()).of_value(rows[1])
        row.authority = 20.5
        row.paid[2] += 7
        rows.manager[1] = 4
        assert rows.authority.tolist() == [0.0, 20.5, 0.0]
        assert rows.paid[1].tolist() == [0, 0, 7] + [0] * (len(ACCOUNTS) - 3)
        assert row.manager == 4

    def test_numbers_are_plain(self) -> None:
        row = Given("case", settings_type()).of_value(table("case", 1)[0])
        assert (type(row.attempt), type(row.stake), type(row.reason)) == (int, float, int)
        row.attempt = 60
        assert row.attempt * 1000 == 60_000

    @pytest.mark.parametrize("kind", ["advisor", "manager", "case", "reason", "group", "customer"])
    def test_every_field_lies_where_the_record_has_it(self, kind: str) -> None:
        rows = table(kind, 2)
        rows.view(np.uint8)[:] = np.arange(rows.nbytes) % 100
        row = Given(kind, settings_type()).of_value(rows[1])
        for name in rows.dtype.names or ():
            assert np.array_equal(np.asarray(getattr(row, name)), rows[name][1]), name

    def test_has_no_other_fields(self) -> None:
        with pytest.raises(AttributeError):
            row_type(np.dtype([("a", np.float64)])).from_buffer(bytearray(8)).b  # noqa: B018

    def test_agents_stand_in_the_place_of_rows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rows = table("advisor", 3)
        rows.id = range(3)
        agents = [SimpleNamespace(row=row) for row in range(3)]
        monkeypatch.setattr(RUNNING, "agents", {"advisor": agents})
        assert Given("advisor", settings_type()).of_value(rows[2]) is agents[2]
        assert Given("case", settings_type()).of_value(table("case", 1)[0]).stake == 0.0


@NEEDS_JIT
class TestWords:
    """The way through compiled code."""

    def test_arguments_come_out_as_they_went_in(self) -> None:
        """A record, an index, a fraction: of `churn.grievance`, which has them all."""

        @for_now
        def words(*given):  # type: ignore[no-untyped-def]
            return words_of(given)

        settings = np.zeros(1, settings_type()).view(np.recarray)
        cases, reasons = table("case", 2), table("reason", 1)
        cases.stake[1], settings.slot[0] = 12.5, 3.0
        told = words(cases[1], reasons[0], np.int64(-3), np.float64(0.1), settings[0])
        given = given_at("churn.grievance", settings_type())
        case, _, end, grievance, seen = (one.of_word(word) for one, word in zip(given, told, strict=True))
        assert (case.stake, end, grievance, seen.slot) == (12.5, -3, 0.1, 3.0)
        case.stake = 1.0
        assert cases.stake.tolist() == [0.0, 1.0]

    @pytest.mark.parametrize("count", range(1, MOST + 1))
    def test_any_number_of_arguments(self, count: int) -> None:
        given = tuple(range(count))
        assert spread(lambda words: words, count)(*given) == given

    def test_no_point_has_more(self) -> None:
        assert max(len(spec.arguments) for spec in POINTS.values()) <= MOST
