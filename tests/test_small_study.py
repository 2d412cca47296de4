"""What the small commands share: what stops them is a line and an exit code; too little is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from centres import centre_of, constant, routine, run_of

from sim import evidence, knock_out, strain_loop
from sim.endings import Unstable
from sim.refusal import EXIT_REFUSED, EXIT_UNSTABLE
from sim.small_study import finished, measured, small
from sim.survey import __main__ as survey

COMMANDS = (survey.main, evidence.main, knock_out.main, strain_loop.main)


@pytest.mark.parametrize("main", COMMANDS, ids=lambda main: main.__module__)
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--replications", "0"], "replications: 0: expected a whole number of at least 2"),
        (["--replications", "1"], "replications: 1: expected a whole number of at least 2"),
        (["--days", "0"], "days: 0: expected a whole number of at least 1"),
        (["demand.scale=-1"], "demand.scale: -1: expected a number"),
    ],
)
def test_too_little_is_refused_in_a_line(
    main: Callable[[list[str]], int], words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == EXIT_REFUSED
    said = capsys.readouterr()
    assert said.err.startswith(f"refused: {told}")
    assert len(said.err.splitlines()) == 1
    assert not said.out


def test_a_centre_that_is_overrun_is_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    overrun = ["scenario=ladder/mmn", "staffing.present=1", "--replications", "2", "--days", "5"]
    assert survey.main(overrun) == EXIT_UNSTABLE
    assert capsys.readouterr().err.splitlines()[-1].startswith("unstable: ladder/mmn: work comes faster")


def test_a_run_is_measured_at_its_end() -> None:
    run = run_of(centre_of(), 1, days=3)
    assert measured(run)["contacts_per_day"] is not None
    assert run.finished


def test_an_unstable_run_has_no_measures() -> None:
    patient = routine(patience=constant(None), handling=constant(60))
    scenario = centre_of(patient, demand={"calls_per_day": 3000.0})
    with pytest.raises(Unstable, match="unstable"):
        finished(run_of(scenario, 1, days=3, customers=500))


def test_small_unless_told_otherwise() -> None:
    assert small([]).scenario.demand.scale == 0.1
    assert small(["demand.scale=0.3"]).scenario.demand.scale == 0.3
    assert small(["seed=7"]).study.seed == 7
