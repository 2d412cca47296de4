"""The phases of the opening: their order, what they say of themselves, and what is printed."""

from __future__ import annotations

import operator
import re
import subprocess
import sys

import pytest
from centres import Centre, centre_of

from sim.decision_points import POINTS
from sim.phases import OPENING_PHASES, Phase, main, table_of_phases
from sim.scenario import Scenario
from sim.settings import SETTINGS

NAMES = [phase.name for phase in OPENING_PHASES]
ORDER = [
    "acquire customers",
    "let reputation move",
    "let colleagues press",
    "let trust move",
    "take stock",
    "let status move",
    "let strain move",
    "let engagement move",
    "let initiative move",
    "let people quit",
    "hire",
    "let people fall ill",
    "count people",
    "renew exceptions",
    "begin managers day",
    "let transition go on",
    "let circles fade",
    "let irritants return",
    "let newcomers learn",
    "open incentives",
    "begin agenda",
    "raise tensions",
    "schedule time outs",
    "schedule shocks",
]


def test_their_order() -> None:
    assert NAMES == ORDER


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("take stock", "let status move"),
        ("hire", "let transition go on"),  # a newcomer decides what people like him may
        ("begin managers day", "let transition go on"),  # what the top allows is where it leads
        ("let status move", "let strain move"),
        ("take stock", "let strain move"),  # what was asked yesterday wears out today
        ("let colleagues press", "let trust move"),  # a quarrel breaks trust
        ("let trust move", "take stock"),  # support counts by trust; what was promised is forgotten there
        ("let engagement move", "let initiative move"),
        ("let engagement move", "let people quit"),
        ("let people quit", "hire"),  # a place can be filled on the day it is vacated
        ("hire", "let people fall ill"),
        ("let people fall ill", "begin agenda"),  # rosters know who is ill
        ("let people fall ill", "count people"),
        ("let circles fade", "let newcomers learn"),  # which sets the pace last
        ("let irritants return", "let newcomers learn"),
        ("begin agenda", "raise tensions"),
    ],
)
def test_what_rests_on_what(earlier: str, later: str) -> None:
    assert NAMES.index(earlier) < NAMES.index(later)


@pytest.mark.parametrize("phase", OPENING_PHASES, ids=NAMES)
class TestEachPhase:
    """What its row says."""

    def test_is_a_sentence(self, phase: Phase) -> None:
        assert re.fullmatch(r"[A-Z0-9][^\n]+\.", phase.meaning)
        assert "Summary of rule" not in phase.meaning

    def test_asks_known_rules(self, phase: Phase) -> None:
        assert set(phase.asks) <= set(POINTS)

    def test_has_switches_that_are_settings(self, phase: Phase) -> None:
        for key in filter(None, phase.switch.split(", ")):
            assert "_".join(key.split(".")[1:]) in SETTINGS, key
            assert operator.attrgetter(key)(Scenario()) is False

    def test_stands_in_a_room_of_its_name(self, phase: Phase) -> None:
        assert getattr(sys.modules[phase.room], phase.takes_place.__name__) is phase.takes_place


def test_every_rule_of_people_is_asked_in_one_phase() -> None:
    asked = [point for phase in OPENING_PHASES for point in phase.asks]
    assert len(asked) == len(set(asked))
    assert {point for point in POINTS if point.startswith("people.")} <= set(asked)


def test_what_is_switched_off_does_nothing() -> None:
    """Phases with a switch, taking place on a centre that has them all off: every table stays as it was."""
    run = Centre(centre_of(), 2, days=2).calls(ann="7:00:00").simulate(1).run
    before = run.copy().world
    for phase in OPENING_PHASES:
        if phase.switch:
            phase.takes_place(run.world)
    for name in ("person", "advisor", "manager", "group", "clock", "circle"):
        assert getattr(run.world, name).tobytes() == getattr(before, name).tobytes(), name


def test_the_table_has_a_row_a_phase() -> None:
    rows = table_of_phases()
    assert [row[0] for row in rows] == [str(number) for number in range(1, len(ORDER) + 1)]
    assert rows[6] == (
        "7",
        "let strain move",
        "Everybody's strain follows the day before; that of whoever has left stays as it was.",
        "people.strain",
        "sim.people.strain",
        "people.strain.enabled",
    )
    assert rows[12][3:] == ("", "sim.people.count", "")


def test_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    printed = capsys.readouterr().out
    places = [printed.index(name) for name in ORDER]
    assert places == sorted(places)
    assert "people.falls_ill, people.illness" in printed


def test_is_printed_by_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sim.phases"], capture_output=True, text=True, check=False, timeout=300
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "The opening of a day, phase by phase" in done.stdout
    assert str(len(ORDER)) in done.stdout
