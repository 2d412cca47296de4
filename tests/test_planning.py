"""First contacts and staffing: the fixed point at which the simulated volume is the recorded one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from interval_files import write_published
from scipy import stats

import sim
from sim import erlang
from sim.layout import mean_of, with_handling_time
from sim.ledger import ledger
from sim.planning import _by_half_hour, _first_guess, _mean_work_ms, customers_of, plan_of
from sim.reasons import Law, Reason
from sim.rosters import Plan
from sim.scenario import Demand, Group, Scenario, Staffing
from sim.states import REPEAT
from sim.week import Week, week_of
from sim.world import Run

ALARM = 1e-4


def from_file(path: Path, *more: str) -> Scenario:
    given = [f"demand.file={path}", "demand.timezone=Europe/Paris", *more]
    return sim.configure(given, alone=True)[0].scenario


def offered(scenario: Scenario, plan: Plan, days: int, settling: int = 10) -> np.ndarray:
    """Inbound contacts per measured day and interval."""
    run = Run(scenario, plan, days=days + settling, seed=7)
    counts = []
    while not run.finished:
        run.step()
        clock = run.world.clock[0]
        log = run.contacts
        today = log[(log.arrived >= clock.opens) & (log.kind <= REPEAT)]
        slots = ((today.arrived - clock.opens) // plan.week.slot_ms).astype(int)
        counts.append(np.bincount(slots, minlength=plan.first_contacts.shape[1]))
    return np.array(counts[settling:])


def sampling_errors(week: Week, path: Path, simulated: np.ndarray) -> np.ndarray:
    """Simulated against recorded calls of every half-hour, in standard errors of the two together."""
    recorded = np.loadtxt(path, delimiter=",", skiprows=1, usecols=1).reshape(-1, simulated.shape[1])
    error = np.sqrt(
        recorded.var(axis=0, ddof=1) / len(recorded) + simulated.var(axis=0, ddof=1) / len(simulated)
    )
    return (simulated.mean(axis=0) - recorded.mean(axis=0)) / error


def test_total_offered_equals_the_file(tmp_path: Path) -> None:
    """Redials and repeats included, per half-hour; false alarm 1e-4 for all 28 together (Bonferroni)."""
    path = write_published(tmp_path / "calls.csv", calls_per_day=1500, days=125, seed=11)
    scenario = from_file(path)
    plan = plan_of(scenario)
    simulated = offered(scenario, plan, days=125)
    z = sampling_errors(plan.week, path, simulated)
    assert np.abs(z).max() < stats.norm.isf(ALARM / 2 / z.size)
    first = plan.first_contacts.sum() / plan.week.calls.sum()
    assert 0.7 < first < 0.9, "some 15 to 30 % of the recorded calls are redials and repeats"


def test_without_deflation_the_file_is_missed(tmp_path: Path) -> None:
    """The check above can fail: recorded calls taken for first contacts overshoot by far."""
    path = write_published(tmp_path / "calls.csv", calls_per_day=1500, days=60, seed=12)
    scenario = from_file(path)
    plan = plan_of(scenario)
    simulated = offered(scenario, replace(plan, first_contacts=plan.week.calls), days=60)
    z = sampling_errors(plan.week, path, simulated)
    assert np.abs(z).max() > stats.norm.isf(ALARM / 2 / z.size)


def test_staff_of_the_file_is_taken_as_it_stands(tmp_path: Path) -> None:
    path = write_published(tmp_path / "calls.csv", calls_per_day=300, days=30, seed=13, staff=9)
    plan = plan_of(from_file(path))
    assert not plan.breaks
    assert set(plan.present[plan.week.open_weekdays].ravel()) == {9}


class TestGroups:
    """Staff that the groups give; nothing is simulated here."""

    TWO = Staffing(groups={"a": Group(present=[float(n) for n in range(14)]), "b": Group(present=[2.0])})

    def test_the_plan_is_their_sum(self) -> None:
        scenario = Scenario(staffing=self.TWO, demand=Demand(calls_include_returns=False))
        plan = plan_of(scenario)
        assert not plan.breaks
        assert plan.present[0].tolist() == [hour + 2 for hour in range(14) for _ in range(2)]

    def test_shares_are_of_a_planned_staff(self) -> None:
        shared = Staffing(groups={"a": Group(share=0.5), "b": Group(share=0.5)})
        one, two = (_first_guess(s, week_of(s)) for s in (Scenario(), Scenario(staffing=shared)))
        assert two.breaks
        assert (one.present == two.present).all()


def test_work_counts_what_some_cases_need_beyond_the_usual() -> None:
    """Also where governance caps it: the rest comes back as another contact."""
    usual = Reason(handling=Law(mean=5.0), wrap_up=Law(mean=1.0), share=0.25)
    long = replace(usual, share=0.75, extension_share=0.2, extension=Law(mean=10.0))
    scenario = Scenario(demand=Demand(reasons={"a": usual, "b": long}))
    assert _mean_work_ms(scenario) == pytest.approx(60_000 * (6.0 + 0.75 * 0.2 * 10.0))


def test_scale_thins_the_volume_and_the_customers(tmp_path: Path) -> None:
    path = write_published(tmp_path / "calls.csv", calls_per_day=2000, days=40, seed=14)
    whole, fifth = from_file(path), from_file(path, "demand.scale=0.2")
    assert np.allclose(week_of(fifth).calls, 0.2 * week_of(whole).calls)
    assert week_of(fifth).busyness_cv == week_of(whole).busyness_cv
    assert customers_of(fifth, week_of(fifth)) == pytest.approx(
        0.2 * customers_of(whole, week_of(whole)), abs=1
    )


def test_published_profile_has_about_100_advisors_in_the_busiest_half_hour() -> None:
    scenario = sim.configure(["scenario=hierarchical"], alone=True)[0].scenario
    plan = plan_of(scenario)
    assert plan.customers == 500_000
    assert 93 <= plan.present.max() <= 107


def test_staffing_meets_its_target_where_nobody_needs_a_decision() -> None:
    """Square-root staffing to 80 % in 20 s, simulated: some points above, since patience ends waits."""
    scenario = sim.configure(["scenario=hierarchical", "governance=none"], alone=True)[0].scenario
    plan = plan_of(scenario)
    run = Run(scenario, plan, days=60, seed=3)
    while not run.finished:
        run.step()
    days = run.world.day[10:60]
    share = days.in_target.sum() / (days.answered.sum() + days.abandoned.sum())
    assert 0.78 < share < 0.95


def test_square_root_staffing_is_what_the_plan_uses() -> None:
    scenario = sim.configure(["scenario=hierarchical", "governance=none"], alone=True)[0].scenario
    scenario = replace(scenario, staffing=replace(scenario.staffing, break_length=0.0))
    plan = plan_of(scenario)
    monday = plan.week.calls[0].max()
    work_s = _mean_work_ms(scenario) / 1000
    load = monday * work_s / 1800
    assert plan.present.max() == pytest.approx(
        int(erlang.square_root_staffing(load, work_s, target_share=0.8, target_wait=20.0)), abs=3
    )


def test_recorded_handling_time_scales_all_handling() -> None:
    scenario = Scenario()
    scaled = with_handling_time(scenario, 500.0).demand.reasons["any"]
    given = scenario.demand.reasons["any"]
    assert 60 * (mean_of(scaled.handling) + mean_of(scaled.wrap_up)) == pytest.approx(500.0)
    ratio = mean_of(scaled.handling) / mean_of(given.handling)
    assert mean_of(scaled.wrap_up) / mean_of(given.wrap_up) == pytest.approx(ratio)


def test_overload_is_told() -> None:
    """Two advisors for a load of some ten: the fixed point is missed, and a line says by how much."""
    scenario = sim.configure(["scenario=hierarchical", "staffing.present=2"], alone=True)[0].scenario
    lines: list[str] = []
    plan_of(replace(scenario, demand=replace(scenario.demand, calls_per_day=800.0)), lines.append)
    assert "overloaded" in lines[-1]


@pytest.mark.parametrize(("slot_min", "slots"), [(5, 169), (10, 7), (30, 28), (60, 14)])
def test_staffing_is_even_within_half_hours(slot_min: int, slots: int) -> None:
    """Noise of five-minute counts hires nobody for five minutes; no call is lost; a rest stands alone."""
    calls = np.random.default_rng(1).poisson(20.0, (7, slots)).astype(float)
    even = _by_half_hour(calls, slot_min * 60_000)
    together = max(1, 30 // slot_min)
    assert even.sum(axis=1) == pytest.approx(calls.sum(axis=1))
    for first in range(0, slots, together):
        part = even[:, first : first + together]
        assert np.ptp(part, axis=1) == pytest.approx(0)


def test_a_recorded_handling_time_holds_what_advisors_hold_and_ask(tmp_path: Path) -> None:
    """Within 3 %, of 15,000 contacts 3.6 standard errors of a mean; talk and wrap-up alone are less."""
    path = tmp_path / "calls.csv"
    days = [f"2025-01-{day:02d}" for day in (6, 7, 8, 9, 10)]
    rows = [f"{day}T{hour:02d}:00,60,400,9" for day in days for hour in range(8, 18)]
    path.write_text("\n".join(["timestamp,calls,aht_s,staff", *rows]))
    scenario = from_file(path)
    plan = plan_of(scenario)
    run = Run(scenario, plan, days=40, warmup=10)
    while not run.finished:
        run.step()
    spent = ledger(run)
    handled = spent["talk"] + spent["hold"] + spent["wrap_up"] + spent["asking"]
    handled /= 1.0 - spent["overtime"] / sum(spent.values())
    answered = run.world.day[10:40].answered.sum()
    assert handled / answered / 1000 == pytest.approx(400.0, rel=0.03)
    assert plan.week.aht_s is not None
    assert plan.week.aht_s < 390
