"""The ladder's scenarios: each rung is the queue that its title names, and says what theory says of it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.linalg import expm

from sim import erlang
from sim.configuration import configure, scenarios_folder
from sim.overrides import options
from sim.reasons import Law
from sim.routes import routes_of
from sim.scenario import Scenario
from sim.week import week_of

FOLDER = scenarios_folder()
RUNGS = [name for name in options("scenario", [FOLDER]) if name.startswith("ladder/")]
CALLS, TALK = 48.0, 1.0  # calls a minute of demand/textbook.yaml, minutes each


def scenario_of(name: str) -> Scenario:
    (found,) = configure([f"scenario={name}"], alone=True)
    return found.scenario


def said(name: str) -> str:
    """What the file's comments say, on one line."""
    lines = (FOLDER / "scenario" / f"{name}.yaml").read_text("utf-8").splitlines()
    return " ".join(line.removeprefix("# ") for line in lines if line.startswith("#"))


class TestRungs:
    """Each rung is the queue that its title names."""

    @pytest.mark.parametrize("name", RUNGS)
    def test_is_a_queue_in_equilibrium(self, name: str) -> None:
        found = scenario_of(name)
        assert found.calendar.never_closes
        assert (found.demand.busyness_cv, found.demand.redial_probability) == (0, 0)
        assert (found.customers.leaving_other, found.customers.leaving_service) == (0, 0)
        assert not found.demand.calls_include_returns
        for reason in found.demand.reasons.values():
            assert reason.solve_probability == 1
            assert (reason.extension_share, reason.hangs_up_at_once) == (0, 0)
            assert (reason.wrap_up.law, reason.wrap_up.mean) == ("constant", 0)
            assert reason.handling.law == ("lognormal" if name == "ladder/mgn" else "exponential")

    def test_mmn(self) -> None:
        found = scenario_of("ladder/mmn")
        assert self.load(found) == pytest.approx(48)
        assert found.staffing.present == 52
        assert found.demand.reasons["any"].patience.mean is None
        assert not found.governance.decisions

    def test_mmn_abandonment(self) -> None:
        found = scenario_of("ladder/mmn_abandonment")
        assert self.load(found) == pytest.approx(48)
        assert found.staffing.present == 50
        assert found.demand.reasons["any"].patience == Law(law="exponential", mean=2.0)

    def test_one_approver_hold(self) -> None:
        """Three times as many callers as ten advisors can serve; 375 s stretched from 85 % to always busy."""
        found = scenario_of("ladder/one_approver_hold")
        assert self.load(found) / 10 == pytest.approx(3, rel=0.03)
        assert (found.demand.reasons["any"].handling.mean or 0) * 60 == pytest.approx(375 / 0.85)
        assert found.governance.request == "hold"
        assert found.demand.reasons["any"].hold_patience.mean is None

    def test_one_approver_call_back(self) -> None:
        """M/M/10 at 85 %; the approver busy 73 % of the time (M/M/1)."""
        found = scenario_of("ladder/one_approver_call_back")
        assert self.load(found) / 10 == pytest.approx(0.85)
        reason = found.demand.reasons["any"]
        requests = found.demand.calls_per_day / 1440 * reason.stake_share
        assert requests * (found.governance.review.mean or 0) == pytest.approx(0.73, abs=0.01)
        assert reason.patience.mean is None
        assert found.governance.call_back_handling == Law(law="constant", mean=0.0)

    @pytest.mark.parametrize("name", ["ladder/one_approver_hold", "ladder/one_approver_call_back"])
    def test_one_approver_decides_all_and_nothing_else_interferes(self, name: str) -> None:
        found = scenario_of(name)
        governance, (reason,) = found.governance, found.demand.reasons.values()
        assert (found.staffing.present, found.staffing.span_of_control) == (10, 10)
        assert (governance.authority, governance.limits) == (0, [None])
        assert governance.review == Law(law="exponential", mean=3.0)
        assert (governance.refusal_probability, governance.rework_probability) == (0, 0)
        assert governance.time_out is None
        assert (reason.stake_share, reason.stake) == (0.18, Law(law="constant", mean=10.0))

    @staticmethod
    def load(found: Scenario) -> float:
        """Calls that would be in service at once, were there advisors enough."""
        minutes = sum(one.share * (one.handling.mean or 0) for one in found.demand.reasons.values())
        return found.demand.calls_per_day * found.demand.scale / 1440 * minutes

    def test_mgn(self) -> None:
        """M/M/n with another law; the approximation of Lee & Longton 1959."""
        found, markov = scenario_of("ladder/mgn"), scenario_of("ladder/mmn")
        law = found.demand.reasons["any"].handling
        assert law == Law(law="lognormal", mean=1.0, cv=1.25)
        assert found.staffing == markov.staffing
        assert found.demand.reasons["any"].patience.mean is None
        wait = 60 * erlang.mmn_wait(52, CALLS, TALK).mean_wait
        assert f"{wait * (1 + law.cv**2) / 2:.1f} s here, against {wait:.1f} s" in said("ladder/mgn")

    def test_mmn_blocked(self) -> None:
        found = scenario_of("ladder/mmn_blocked")
        assert (found.staffing.present, found.staffing.lines) == (50, 60)
        assert found.demand.reasons["any"].patience.mean is None
        there = present_in_mmnk(50, 60, CALLS * TALK)
        wait = (np.maximum(np.arange(61) - 50, 0) @ there) / (CALLS * (1 - there[-1]))
        assert f"{100 * there[-1]:.1f} % are blocked" in said("ladder/mmn_blocked")
        assert f"wait {60 * wait:.1f} s" in said("ladder/mmn_blocked")

    def test_priority(self) -> None:
        """Waits of the two classes (Cobham 1954): they share one law of handling."""
        found = scenario_of("ladder/priority")
        assert self.load(found) == pytest.approx(48)
        assert found.staffing.present == 52
        urgent, usual = (found.demand.reasons[name] for name in ("urgent", "usual"))
        assert (urgent.priority, usual.priority) == (1, 0)
        assert (urgent.handling, urgent.patience) == (usual.handling, usual.patience)
        assert usual.patience.mean is None
        first, all_ = (CALLS * share / 52 for share in (urgent.share, 1.0))
        freed = 60 * erlang.erlang_c(52, CALLS) / 52
        waits = (freed / (1 - first), freed / (1 - first) / (1 - all_), freed / (1 - all_))
        text = said("ladder/priority")
        for words, wait in zip(("urgent wait", "the usual", "all"), waits, strict=True):
            assert f"{words} {wait:.2f} s" in text
        assert urgent.share * waits[0] + usual.share * waits[1] == pytest.approx(waits[2])

    def test_multi_skill(self) -> None:
        found = scenario_of("ladder/multi_skill")
        assert self.load(found) == pytest.approx(48)
        routes = routes_of(found)
        assert list(found.staffing.groups) == ["generalists", "sellers", "technicians"]
        at_the_desk = slice(None, None, routes.bands)
        assert routes.route[at_the_desk].tolist() == [[1, 0, -1], [1, -1, 0]]
        assert routes.prefer[:, at_the_desk].tolist() == [[0, 0], [0, -1], [-1, 0]]
        assert set(routes.queue["overflow"]) == {10_000}
        assert [group.present for group in found.staffing.groups.values()] == [[12], [20], [20]]
        text = said("ladder/multi_skill")
        for words, advisors in (("lose", 52), ("groups of 26 apart", 26)):
            lost = erlang.erlang_a(advisors, CALLS * advisors / 52, TALK, 2.0).abandonment_probability
            assert f"{words} {100 * lost:.1f} %" in text

    def test_time_varying(self) -> None:
        found = scenario_of("ladder/time_varying")
        assert found.staffing.present == 50
        assert found.demand.reasons["any"].patience == Law(law="exponential", mean=2.0)
        week = week_of(found)
        assert week.calls[0].sum() == pytest.approx(CALLS * 1440)
        rates = week.calls[0] / 60
        text = said("ladder/time_varying")
        assert f"from {rates.min():.0f} a minute in the night to {rates.max():.0f} at" in text
        abandoned, delayed = over_a_day(rates, 50, 2.0)
        assert f"{100 * abandoned:.1f} % abandon, and {100 * delayed:.0f} % find nobody free" in text


def present_in_mmnk(servers: int, lines: int, load: float) -> np.ndarray:
    """Probability of 0, 1, ... callers in M/M/n/K."""
    steps = [math.log(load / min(number, servers)) for number in range(1, lines + 1)]
    weights = np.exp(np.cumsum([0.0, *steps]) - max(np.cumsum(steps)))
    return np.asarray(weights / weights.sum())


def over_a_day(rates: np.ndarray, servers: int, patience: float) -> tuple[float, float]:
    """Shares who abandon and who find nobody free, M(t)/M/n+M over a day of hours that follows itself."""
    number = np.arange(3 * servers)
    waiting = np.maximum(number - servers, 0)
    leaving = np.minimum(number, servers) / TALK + waiting / patience
    there, lost, delayed = (number == servers).astype(float), 0.0, 0.0
    for day in range(2):
        for rate in rates:
            moves = np.diag(np.full(number.size - 1, rate), 1) + np.diag(leaving[1:], -1)
            minute = expm((moves - np.diag(moves.sum(axis=1))) / 2)
            for _ in range(2 * 60):
                before, there = there, there @ minute
                mean = (before + there) / 2
                lost += day * (mean @ waiting) / patience / 2
                delayed += day * rate * mean[servers:].sum() / 2
    return lost / (60 * rates.sum()), delayed / (60 * rates.sum())


def test_the_yardsticks() -> None:
    """Blocking without a queue is Erlang B; a day of one rate is Erlang A."""
    assert present_in_mmnk(50, 50, 48.0)[-1] == pytest.approx(erlang.erlang_b(50, 48.0))
    exact = erlang.erlang_a(50, 48.0, 1.0, 2.0)
    found = over_a_day(np.full(24, 48.0), 50, 2.0)
    assert found == pytest.approx((exact.abandonment_probability, exact.delay_probability), rel=1e-3)
