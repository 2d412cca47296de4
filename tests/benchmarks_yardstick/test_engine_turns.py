"""What is read from a contact log, what a customer takes, and what two cores are compared by."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from benchmarks import cores, engine
from benchmarks.agreement import agreement
from benchmarks.contenders import BARE, C_LOOP, CONTENDERS, LARGE_CENTRE
from benchmarks.engine import Centre, marginal_bytes, planned, tally
from benchmarks.turns import LeftOut
from sim.states import ABANDONED_CONTACT, CALL_BACK_CONTACT, FIRST, LATENT, NONE, REDIAL, SERVED, WAITING
from sim.tables import table


def log(*rows: dict[str, int]) -> np.recarray:
    made = table("contact", len(rows))
    for record, row in zip(made, rows, strict=True):
        for name, value in ({"answered": NONE, "ended": NONE} | row).items():
            setattr(record, name, value)
    return made


SERVED_ROW = {"arrived": 100, "answered": 130, "ended": 200, "kind": FIRST, "outcome": SERVED}
GONE_ROW = {"arrived": 150, "ended": 190, "kind": REDIAL, "outcome": ABANDONED_CONTACT}


class TestTally:
    def test_waits_until_answer_or_end(self) -> None:
        assert tally(log(SERVED_ROW, GONE_ROW), NONE) == (2, 1, 30 + 40, 200)

    def test_who_has_not_ended_or_ended_before_is_not_counted(self) -> None:
        waiting = {"arrived": 180, "kind": FIRST, "outcome": WAITING}
        talking = {"arrived": 100, "answered": 120, "kind": FIRST, "outcome": WAITING}
        assert tally(log(SERVED_ROW, GONE_ROW, waiting, talking), 190) == (1, 0, 30, 200)

    @pytest.mark.parametrize("other", [{"kind": CALL_BACK_CONTACT}, {"outcome": LATENT}])
    def test_call_backs_and_latent_contacts_are_no_contacts(self, other: dict[str, int]) -> None:
        assert tally(log(SERVED_ROW, GONE_ROW | other), NONE) == (1, 0, 30, 200)

    def test_a_day_without_contacts_leaves_the_time(self) -> None:
        assert tally(log(), 77) == (0, 0, 0, 77)


class TestCentre:
    def test_is_the_queue_and_counts_every_contact_once(self) -> None:
        """A fixed seed; the tolerance of the agreement is 11 %."""
        centre = Centre("scenario=ladder/mmn_abandonment")
        turn = centre.simulate(400_000, seed=1)
        arrived = centre.run.world.day[engine.SETTLING_DAYS : centre.run.day].first_contacts.sum()
        assert turn.contacts >= 400_000
        assert turn.contacts == pytest.approx(arrived, abs=200)  # some 50 are there at either end
        assert agreement([turn]).holds

    def test_a_contact_carried_over_to_the_next_day_is_counted_once(self) -> None:
        """It has ended, but its advisor is still at its wrap-up: the next day's log holds it again."""
        centre = object.__new__(Centre)
        centre.last_ended = NONE
        centre.run = SimpleNamespace(contacts=log(SERVED_ROW))  # type: ignore[assignment]
        assert [centre._counted().contacts for _ in range(2)] == [1, 0]

    def test_begins_another_replication_when_one_is_over(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(engine, "STUDY_DAYS", engine.SETTLING_DAYS + 1)
        centre = Centre("scenario=ladder/mmn_abandonment")
        first, second = centre.simulate(1, seed=1), centre.simulate(1, seed=1)
        assert centre.replication == 1
        assert first.waited_min != second.waited_min

    def test_a_customer_takes_no_more_than_some_cache_lines(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(engine, "MORE_CUSTOMERS", 20_000)
        centre = Centre("scenario=ladder/mmn_abandonment")
        assert 32 <= centre.bytes_per_customer() <= 128


def test_bytes_are_those_of_one_more() -> None:
    def make(size: int) -> Any:
        return np.zeros(1_000_000, np.uint8), np.zeros((size, 3))

    assert marginal_bytes(make, 10_000, 30_000) == pytest.approx(24.0, abs=0.1)


class TestCores:
    def test_time_alone_over_time_together(self, monkeypatch: pytest.MonkeyPatch) -> None:
        times = iter([0.0, 6.0, 10.0, 14.0])
        monkeypatch.setattr("benchmarks.cores.time.perf_counter", lambda: next(times))
        assert cores.compared(lambda: 5, lambda: 5) == 1.5

    def test_other_work_is_not_compared(self) -> None:
        with pytest.raises(RuntimeError, match="not the same work: 5 alone, 6 together"):
            cores.compared(lambda: 5, lambda: 6)

    def test_one_core_is_not_compared(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("os.cpu_count", lambda: 1)
        assert cores.speed_up(*planned("scenario=ladder/mmn_abandonment"), _never) is None

    def test_a_replication_is_another_and_comes_to_its_end(self) -> None:
        centre = planned("scenario=ladder/mmn_abandonment")
        one, again, other = (cores.replicate(*centre, 2, number) for number in (0, 0, 1))
        assert one == again != other
        assert one == pytest.approx(2 * 69_120, rel=0.02)


class TestContenders:
    def test_names_are_unique(self) -> None:
        names = [one.name for one in (C_LOOP, *CONTENDERS, LARGE_CENTRE)]
        assert len(set(names)) == len(names)
        assert BARE in names

    def test_the_c_loop_is_left_out_without_a_compiler(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CC", "no-such-compiler")
        with pytest.raises(LeftOut, match="no C compiler"):
            C_LOOP.prepare()

    def test_the_c_loop_is_the_queue(self) -> None:
        try:
            simulate = C_LOOP.prepare()
        except LeftOut as reason:
            pytest.skip(str(reason))
        turn = simulate(400_000, 1)
        assert turn.contacts == 400_000
        assert turn.seconds > 0.0
        assert agreement([turn]).holds


def _never(contacts: int, seed: int) -> Any:
    raise AssertionError
