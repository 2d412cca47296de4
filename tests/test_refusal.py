"""The one line that a refusal is, and the nearest right name."""

from __future__ import annotations

import pickle
from concurrent.futures import ProcessPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.refusal import EXIT_REFUSED, Refused, nearest_name


def refuse() -> None:
    raise Refused("calls.csv row 7: calls", -3, "a number of calls", None)


class TestRefused:
    """`Refused`."""

    def test_names_place_value_and_what_was_expected(self) -> None:
        refused = Refused("demand.scale", "much", "a number from 0.0001 to 100")
        assert str(refused) == "demand.scale: 'much': expected a number from 0.0001 to 100"

    def test_asks_whether_the_nearest_name_was_meant(self) -> None:
        refused = Refused("governance", "authorty", "a key", "authority")
        assert str(refused).endswith("expected a key; did you mean 'authority'?")

    @given(st.text(), st.one_of(st.text(max_size=200), st.lists(st.floats(), max_size=90)), st.text())
    def test_is_one_line(self, place: str, value: object, expected: str) -> None:
        """Whatever was typed: no line break, and a long value is cut short."""
        line = str(Refused(place, value, expected))
        assert line.splitlines() in ([line], [])
        assert len(line) <= len(place) + len(expected) + 100

    def test_shows_the_beginning_of_a_long_value(self) -> None:
        line = str(Refused("seed", "9" * 1000, "a number below 4294967296"))
        assert line == f"seed: '{'9' * 76}...: expected a number below 4294967296"

    def test_is_a_value_error(self) -> None:
        """Code that calls the package catches it as it would any bad argument; the command leaves with 2."""
        with pytest.raises(ValueError, match="expected a number of calls"):
            refuse()
        assert EXIT_REFUSED == 2

    def test_survives_the_way_from_a_worker(self) -> None:
        refused = Refused("rules.desk", "bos", "a rule", "boss")
        again = pickle.loads(pickle.dumps(refused))
        assert str(again) == str(refused)
        assert (again.place, again.value, again.expected, again.nearest) == (
            "rules.desk",
            "bos",
            "a rule",
            "boss",
        )
        with ProcessPoolExecutor(1) as pool, pytest.raises(Refused, match="row 7"):
            pool.submit(refuse).result()


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("authorty", "authority"), ("limit", "limits"), ("authority", "authority"), ("zzz", None), ("", None)],
)
def test_nearest_name(name: str, nearest: str | None) -> None:
    assert nearest_name(name, iter(["authority", "limits", "review"])) == nearest
