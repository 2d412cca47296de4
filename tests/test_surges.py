"""Measures of surges, shocks and crises, by hand; and what managers on the phones are worth in a storm."""

from __future__ import annotations

from typing import Any

import numpy as np
from centres import Centre, centre_of, constant, exponential, routine, run_of
from scipy import stats
from theory import FLAG

from sim.measures import measure
from sim.shocks import Crisis, Shock
from sim.surges import surges
from sim.world import Run

PATIENT = routine(patience=constant(60))
NOTHING = {
    "surge_calls_per_day": 0,
    "answered_by_managers_share": None,
    "shock_contacts": 0,
    "peak_abandonment_share": None,
    "crisis_latency_h": None,
    "crises_decided_share": None,
}


def failure(**changes: Any) -> Shock:
    usual: dict[str, Any] = {
        "day": 0,
        "begins_at": "09:00",
        "hours": 2.0,
        "volume": 0.0,
        "needs_decision": True,
    }
    return Shock(**(usual | changes))


def test_a_day_on_which_nothing_happens() -> None:
    run = Centre(centre_of()).simulate().run
    assert surges(run) == NOTHING
    assert NOTHING.items() <= measure(run).items()


def test_managers_called_to_the_phones() -> None:
    """On the second of two measured days Ben is answered by the manager: one of three; he was called once."""
    scenario = centre_of(PATIENT, support={"surge_at": 0.5, "surge_notice": 1})
    centre = Centre(scenario, days=3, warmup=1)
    centre.calls(zoe="7:00:00", yan="7:00:30", cleo="Tue 7:00:00", ann="Wed 7:00:00", ben="Wed 7:01:00")
    found = surges(centre.simulate().run)
    assert found["surge_calls_per_day"] == 1 / 2
    assert found["answered_by_managers_share"] == 1 / 3


def test_the_worst_day() -> None:
    """Monday one of three gives up, Tuesday one of two, Wednesday nobody calls; Sunday's is not measured."""
    centre = Centre(centre_of(routine(patience=constant(1))), days=4, warmup=1)
    centre.calls(zoe="7:00:00", yan="7:00:30", xia="7:00:40")
    centre.calls(ann="Tue 7:00:00", ben="Tue 7:01:00", cleo="Tue 8:00:00")
    centre.calls(dora="Wed 7:00:00", ed="Wed 7:01:00")
    assert surges(centre.simulate().run)["peak_abandonment_share"] == 1 / 2


def test_crises() -> None:
    """One of 45 minutes is decided; one of two hours, and one hour long, is not."""
    shocks = {"a": failure(), "b": failure(day=1, hours=0.5), "c": failure(day=1, needs_decision=False)}
    scenario = centre_of(demand={"shocks": shocks}, crisis=Crisis(crisis_step=constant(45)))
    found = surges(Centre(scenario, days=2).simulate().run)
    assert found["crisis_latency_h"] == 0.75
    assert found["crises_decided_share"] == 1 / 2


def test_contacts_of_shocks_are_counted() -> None:
    storm = failure(volume=2.0, needs_decision=False)
    scenario = centre_of(demand={"calls_per_day": 600.0, "shocks": {"storm": storm}})
    run = run_of(scenario, 40, days=2)
    while not run.finished:
        run.step()
    found = surges(run)
    assert found["shock_contacts"] == run.world.clock[0].shock_serials > 100


def storm_day(seed: int, surge_at: float | None) -> Run:
    """A day on which three times as many call from 9:00 to 13:00 as ten advisors are there for."""
    storm = failure(hours=4.0, volume=2.0, needs_decision=False)
    scenario = centre_of(
        routine(handling=exponential(5), patience=exponential(3)),
        demand={"calls_per_day": 900.0, "shocks": {"storm": storm}},
        staffing={"span_of_control": 3.0},
        support={"surge_at": surge_at, "surge_notice": 2},
        limits=[100.0, None],
    )
    run = run_of(scenario, 10, seed=seed, customers=3000, journal=False)
    run.step()
    return run


def test_managers_on_the_phones_lower_abandonment_in_a_storm() -> None:
    """Ten seeds, each with and without, under the same draws: the difference is below 0 at 1e-3, one-sided.

    Without any effect the test would pass once in a thousand. The effect is some fifty standard errors: that
    ten seeds miss it, so that a right engine fails, has a probability below 1e-9 (noncentral t).
    """
    differences = []
    for seed in range(1, 11):
        with_, without = (surges(storm_day(seed, surge_at)) for surge_at in (0.2, None))
        assert with_["shock_contacts"] == without["shock_contacts"]
        differences.append(with_["peak_abandonment_share"] - without["peak_abandonment_share"])  # type: ignore[operator]
    found = stats.ttest_1samp(np.array(differences), 0.0, alternative="less")
    assert found.pvalue < FLAG
