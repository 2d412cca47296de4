"""How often the checks of the engine against theory are wrong, and how small a defect they find.

False alarms: the p-values of a correct engine are uniform, so that one figure in a thousand is flagged, and
one in 10^7 fails. Two hundred checks of two queues are held against that by Kolmogorov-Smirnov, at 1e-4 a
figure. In the ordinary suite their replications are days of one run: batch means. Days follow each other, but
a day is eighty times as long as the queue remembers (relaxation 1 / (sqrt(n mu) - sqrt(lambda))^2, 18 min),
so that neighbours correlate by some 0.01, which is looked at too. With `verify` they are runs of their own.

Power: the engine runs with a planted error and is held against the theory without it. Where the first stage
flags it with probability p, the second, four times as large, confirms it with more: a whole check fails with
p squared at the least. Chances that one figure is flagged, by the noncentral t law, at the size of the
ordinary suite and at that of `verify` (the test prints them anew):

    planted error                   figure         ordinary  verify
    handling 1 % longer             mean wait        >0.999  >0.999
    patience 2 % shorter            mean patience    >0.999  >0.999
    51 advisors, not 50             abandonment      >0.999  >0.999
    priorities ignored              urgent wait      >0.999  >0.999
    hand-off loses 5 %, unmodelled  second wait      >0.999  >0.999
    handling 0.2 % longer           mean wait          0.35  >0.999
    patience 0.5 % shorter          mean patience      0.20  >0.999
    301 advisors, not 300           abandonment        0.16  >0.999
    0.2 % of the urgent not known   urgent wait        0.72  >0.999
    hand-off loses 1 %, unmodelled  second wait        0.57  >0.999
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pytest
from centres import exponential
from queues import Logged, asks, figures_of_queue, queue_of
from scipy import stats
from test_theory_tiers import CALLS, FIRST_TIER, figures_of_tiers, tiers
from theory import FEW, FLAG, TIMES, assert_agrees, differs, p_value, simulate

from sim import erlang
from sim.limited_lines import mmnk_wait
from sim.planning import plan_of
from sim.priorities import mmn_priorities
from sim.scenario import Scenario
from sim.tiers import two_tiers
from sim.world import Run

UNIFORM = 1e-4  # false-alarm rate of a test that p-values are uniform
NULLS = 200
RATE, ADVISORS, PATIENCE = 4.0, 5, 2.0  # the small queue of the null runs
NULL_SEEDS = 500_001  # seeds that no check uses
MANY_RUNS = 48  # from which chances are reckoned
CHECKS_A_RUN = 4
Check = dict[str, np.ndarray]  # of every figure its replications
Replications = Callable[[Scenario], list[Check]]


def null_of(name: str) -> tuple[Scenario, dict[str, float]]:
    """A small queue, and its exact figures a call."""
    if name == "M/M/n+M":
        a = erlang.erlang_a(ADVISORS, RATE, 1.0, PATIENCE)
        exact = {"abandonment": a.abandonment_probability, "mean_wait": a.mean_wait, "occupancy": a.occupancy}
        return queue_of(asks(patience=exponential(PATIENCE)), RATE, ADVISORS), exact
    k = mmnk_wait(ADVISORS, ADVISORS + 4, RATE, 1.0)
    exact = {"blocked": k.blocking_probability, "mean_wait": k.mean_wait, "occupancy": k.occupancy}
    return queue_of(asks(), RATE, ADVISORS, lines=ADVISORS + 4), exact


def days_of_runs(scenario: Scenario) -> list[Check]:
    """Checks whose replications are days: four of every run."""
    plan, checks = plan_of(scenario), []
    for seed in range(NULL_SEEDS, NULL_SEEDS + NULLS // CHECKS_A_RUN):
        run = Run(scenario, plan, days=1 + CHECKS_A_RUN * FEW, warmup=1, seed=seed)
        run.step()
        for _ in range(CHECKS_A_RUN):
            checks.append(together([next_day(run) for _ in range(FEW)]))
    return checks


def next_day(run: Run) -> dict[str, float]:
    """Figures of the next day alone."""
    run.warmup = run.day
    run.step()
    return figures_of_queue(run)


def together(figures: list[dict[str, float]]) -> Check:
    return {name: np.array([one[name] for one in figures]) for name in figures[0]}


def separate_runs(scenario: Scenario) -> list[Check]:
    """Checks whose replications are runs of their own, as those of the suite."""
    first = NULL_SEEDS + NULLS
    starts = range(first, first + NULLS * FEW, FEW)
    return [simulate(scenario, 1, 1, figures_of_queue, range(start, start + FEW)) for start in starts]


@cache
def checks_of(name: str, replications: Replications) -> list[Check]:
    """Two hundred checks of a small queue."""
    return replications(null_of(name)[0])


@pytest.mark.parametrize(
    "replications", [days_of_runs, pytest.param(separate_runs, marks=pytest.mark.verify)]
)
@pytest.mark.parametrize("name", ["M/M/n+M", "M/M/n/K"])
def test_p_values_of_a_correct_engine_are_uniform(name: str, replications: Replications) -> None:
    """Two hundred checks of a correct engine: Kolmogorov-Smirnov, at 1e-4 a figure."""
    _, exact = null_of(name)
    checks = checks_of(name, replications)
    for figure, value in exact.items():
        p = np.array([p_value(check[figure], value) for check in checks])
        print(f"{name} {figure}: {(p < 0.05).mean():.1%} below 5 %, {(p < 0.01).mean():.1%} below 1 %")
        assert stats.kstest(p, "uniform").pvalue > UNIFORM, figure
    assert neighbours_correlate(checks, exact) < 0.1


def neighbours_correlate(checks: list[Check], exact: dict[str, float]) -> float:
    """Correlation of a replication with the next one, at its largest over figures; 0.02 is its error."""
    found = []
    for figure, value in exact.items():
        apart = np.array([check[figure] - value for check in checks])
        found.append((apart[:, 1:] * apart[:, :-1]).mean() / (apart**2).mean())
    return float(np.abs(found).max())


def test_p_values_of_a_wrong_theory_are_not_uniform() -> None:
    """The yardstick of the yardstick: an occupancy 0.6 % too high, about a standard error."""
    _, exact = null_of("M/M/n+M")
    checks = checks_of("M/M/n+M", days_of_runs)
    wrong = [p_value(check["occupancy"], 1.006 * exact["occupancy"]) for check in checks]
    assert stats.kstest(wrong, "uniform").pvalue < UNIFORM


@dataclass(frozen=True)
class Planted:
    """An engine with an error: what it simulates, and what the theory without the error says."""

    scenario: Scenario
    figure: str
    exact: float
    figures: Callable[[Any], Any]
    days: int
    kind: type[Run] = Run

    def found(self, seeds: range) -> np.ndarray:
        """The figure of independent replications."""
        return simulate(self.scenario, self.days, 1, self.figures, seeds, self.kind)[self.figure]


def handling(longer: float) -> Planted:
    """M/M/52, the talks longer by a share."""
    scenario = queue_of(asks(1.0 + longer), 48.0, 52)
    return Planted(scenario, "mean_wait", erlang.mmn_wait(52, 48.0, 1.0).mean_wait, figures_of_queue, 10)


def patience(shorter: float) -> Planted:
    """M/M/50+M, the patience shorter by a share."""
    scenario = queue_of(asks(patience=exponential(2.0 * (1 - shorter))), 48.0, 50)
    return Planted(scenario, "patience", 2.0, figures_of_queue, 10)


def an_advisor_more(advisors: int, load: float, days: int) -> Planted:
    """M/M/n+M with one advisor more than said."""
    scenario = queue_of(asks(patience=exponential(2.0)), load, advisors + 1)
    exact = erlang.erlang_a(advisors, load, 1.0, 2.0).abandonment_probability
    return Planted(scenario, "abandonment", exact, figures_of_queue, days)


def priorities(ignored: float) -> Planted:
    """M/M/52 with two classes, a share of the urgent callers being treated as usual ones."""
    urgent = {"told": asks(share=0.25 * ignored), "urgent": asks(share=0.25 * (1 - ignored), priority=1)}
    reasons = {**urgent, "usual": asks(share=0.75)}
    exact = mmn_priorities(52, (12.0, 36.0), 1.0).mean_wait[0]
    return Planted(queue_of(reasons, 48.0, 52), "wait", exact, first_two, 8, Logged)


def first_two(run: Logged) -> dict[str, float]:
    """Mean wait of the callers who are urgent, whether they are treated so or not."""
    return {"wait": run["wait"][run["reason"] <= 1].mean()}


def hand_off(lost: float) -> Planted:
    """One advisor of a second tier, to whom a share must tell all again; in theory nobody must."""
    share = {"passed_share": 0.1, "second_servers": 1, "second_mean_handling": 0.5}
    exact = two_tiers(FIRST_TIER, CALLS, 1.0, **share).second.mean_wait
    return Planted(tiers(1, 0.1, loss=lost), "second: wait", exact, figures_of_tiers, 20, Logged)


LARGE: dict[str, Planted] = {  # the ordinary suite finds them
    "handling 1 % longer": handling(0.01),
    "patience 2 % shorter": patience(0.02),
    "51 advisors, not 50": an_advisor_more(50, 48.0, 5),
    "priorities ignored": priorities(1.0),
    "hand-off loses 5 %": hand_off(0.05),
}
SMALL: dict[str, Planted] = {
    "handling 0.2 % longer": handling(0.002),
    "patience 0.5 % shorter": patience(0.005),
    "301 advisors, not 300": an_advisor_more(300, 280.0, 1),
    "0.2 % of the urgent not known": priorities(0.002),
    "hand-off loses 1 %": hand_off(0.01),
}


def power(bias: float, spread: float, replications: int) -> float:
    """Chance that a mean is flagged, by its bias and the standard deviation of one replication."""
    limit = stats.t.isf(FLAG / 2, replications - 1)
    shift = abs(bias) / spread * replications**0.5
    return float(stats.nct.sf(limit, replications - 1, shift))


def powers(planted: Planted, replications: int) -> tuple[float, float]:
    """Chances at the size of the ordinary suite, and with so many times more and longer replications."""
    values = planted.found(range(NULL_SEEDS, NULL_SEEDS + replications))
    bias, spread = values.mean() - planted.exact, values.std(ddof=1)
    return power(bias, spread, FEW), power(bias, spread / TIMES**0.5, FEW * TIMES)


@pytest.mark.parametrize("name", LARGE)
def test_a_large_error_is_flagged(name: str) -> None:
    """By the replications of the ordinary suite; the chance of each is 0.999 or better."""
    planted = LARGE[name]
    told = differs(planted.found(range(1, 1 + FEW)), planted.exact, FLAG)
    assert told, name


def test_an_error_fails_the_whole_check() -> None:
    """Flagged, and confirmed on fresh seeds: talks 5 % longer than the theory has them."""
    scenario, exact = null_of("M/M/n/K")
    assert_agrees(scenario, exact, figures_of_queue, days=2)
    longer = queue_of(asks(1.05), RATE, ADVISORS, lines=ADVISORS + 4)
    with pytest.raises(AssertionError, match="occupancy"):
        assert_agrees(longer, exact, figures_of_queue, days=2)


@pytest.mark.verify
def test_the_table_of_chances() -> None:
    """Every planted error: the chances at both sizes; the large ones are found, the small ones at length."""
    for name, planted in (LARGE | SMALL).items():
        once, long = powers(planted, MANY_RUNS)
        print(f"    {name:33} {planted.figure:16} {once:8.3f} {long:10.3f}")
        assert once > 0.999 or name in SMALL, name


@pytest.mark.verify
def test_chances_are_as_reckoned() -> None:
    """Of two hundred checks of talks 3 % longer, as many are flagged as the noncentral t law says."""
    _, exact = null_of("M/M/n/K")
    longer = queue_of(asks(1.03), RATE, ADVISORS, lines=ADVISORS + 4)
    checks = np.array([check["occupancy"] for check in days_of_runs(longer)])
    chance = power(checks.mean() - exact["occupancy"], checks.std(ddof=1), FEW)
    flagged = sum(p_value(check, exact["occupancy"]) < FLAG for check in checks)
    print(f"chance {chance:.3f}, flagged {flagged} of {NULLS}")
    assert stats.binomtest(flagged, NULLS, chance).pvalue > UNIFORM
