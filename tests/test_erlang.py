"""The formulas against linear algebra on the generator, published values, and limits with known answers.

Nothing here is random. The references solve the Markov chain itself (stationary distribution, and the chain
that a tagged contact sees) and share no formula with `sim.erlang`.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from chains import Array, line, stationary
from scipy.integrate import quad
from scipy.linalg import expm
from scipy.stats import norm, poisson

from sim.erlang import (
    ErlangA,
    erlang_a,
    erlang_b,
    erlang_c,
    finite_source,
    mg1_wait,
    mm1_wait,
    mmn_wait,
    square_root_staffing,
)
from sim.refusal import Refused

EXACT = 1e-10


def queue_with_patience(model: ErlangA, room: int) -> tuple[Array, Array]:
    """Number of contacts in the centre and its stationary probability; `room` for those who wait."""
    states = np.arange(model.servers + room + 1.0)
    waiting = np.maximum(states - model.servers, 0.0)
    deaths = np.minimum(states, model.servers) / model.mean_handling + waiting / model.mean_patience
    births = np.full(len(states) - 1, model.arrival_rate)
    return states, stationary(line(births, deaths[1:]))


def tagged_contact(model: ErlangA, start: Array, wait: float) -> tuple[float, float, float]:
    """P(still waiting, served, abandoned) after `wait`, given P(j waiting ahead) at arrival."""
    ahead = np.arange(len(start) + 0.0)
    served, gone = len(start), len(start) + 1
    generator = np.zeros((gone + 1, gone + 1))
    moves = model.servers / model.mean_handling + ahead / model.mean_patience
    generator[ahead[1:].astype(int), ahead[:-1].astype(int)] = moves[1:]
    generator[0, served] = moves[0]
    generator[: len(start), gone] = 1.0 / model.mean_patience
    generator -= np.diag(generator.sum(axis=1))
    after = np.concatenate((start, [0.0, 0.0])) @ expm(generator * wait)
    return float(after[: len(start)].sum()), float(after[served]), float(after[gone])


# servers, arrival rate, mean handling, mean patience, room in the queue of the reference
CASES = [
    (1, 0.5, 1.0, 2.0, 60),
    (1, 30.0, 1.0, 0.1, 120),
    (5, 4.0, 1.0, 0.01, 30),
    (20, 25.0, 1.0, 1.0, 120),
    (3, 9.0, 1.0, 5.0, 150),
    (50, 48.0, 1.0, 2.0, 150),
    (50, 40.0, 1.0, 1e5, 250),  # below the range of the incomplete gamma function
    (85, 835 / 3600, 375.0, 300.0, 150),
    (10, 1e-3, 1.0, 1.0, 20),
]


@pytest.mark.parametrize(("servers", "rate", "handling", "patience", "room"), CASES)
def test_erlang_a_solves_the_generator(
    servers: int, rate: float, handling: float, patience: float, room: int
) -> None:
    model = erlang_a(servers, rate, handling, patience)
    states, share = queue_with_patience(model, room)
    queue = float(np.maximum(states - servers, 0.0) @ share)
    assert model.delay_probability == pytest.approx(share[servers:].sum(), abs=EXACT)
    assert model.mean_queue == pytest.approx(queue, abs=EXACT)
    assert model.mean_wait == pytest.approx(queue / rate, abs=EXACT * handling)
    assert model.abandonment_probability == pytest.approx(queue / patience / rate, abs=EXACT)
    assert model.occupancy == pytest.approx(np.minimum(states, servers) @ share / servers, abs=EXACT)


@pytest.mark.parametrize(("servers", "rate", "handling", "patience", "room"), CASES)
def test_erlang_a_waits_as_a_tagged_contact_does(
    servers: int, rate: float, handling: float, patience: float, room: int
) -> None:
    model = erlang_a(servers, rate, handling, patience)
    _, share = queue_with_patience(model, room)
    at_once = float(share[:servers].sum())
    for wait in (0.0, 0.3 * handling / servers, model.mean_wait, 3.0 * handling / servers):
        waiting, served, gone = tagged_contact(model, share[servers:], wait)
        assert model.longer_than(wait) == pytest.approx(waiting, abs=EXACT)
        assert model.served_within(wait) == pytest.approx(at_once + served, abs=EXACT)
        assert model.abandoned_within(wait) == pytest.approx(gone, abs=EXACT)


@pytest.mark.parametrize(("servers", "rate", "handling", "patience", "room"), CASES)
def test_erlang_a_means_are_the_integrals_of_its_tails(
    servers: int, rate: float, handling: float, patience: float, room: int
) -> None:
    model = erlang_a(servers, rate, handling, patience)
    ever = 1.0 - model.abandonment_probability
    scale = model.mean_wait / model.delay_probability
    for tail, mean in (
        (model.longer_than, model.mean_wait),
        (lambda t: ever - model.served_within(t), model.mean_wait_served * ever),
    ):
        integral = sum(
            quad(lambda x, f=tail: f(x * scale), a, a + 4, epsabs=1e-12)[0] for a in range(0, 60, 4)
        )
        assert mean == pytest.approx(scale * integral, rel=1e-8, abs=1e-10 * handling)


def test_erlang_a_with_2000_advisors_and_equal_means_is_the_infinite_server_queue() -> None:
    """With mean patience = mean handling each contact leaves at one rate, so the number is Poisson."""
    for servers, load in ((2000, 1950.0), (2000, 2000.0), (2000, 2100.0), (100, 90.0), (16, 18.0), (2, 3.0)):
        model = erlang_a(servers, load, 1.0, 1.0)
        assert model.delay_probability == pytest.approx(poisson.sf(servers - 1, load), abs=2e-12)
        above = load * poisson.sf(servers - 2, load) - servers * poisson.sf(servers - 1, load)
        assert model.mean_queue == pytest.approx(above, abs=EXACT)


@pytest.mark.parametrize("load", [1900.0, 2000.0, 2150.0])
def test_erlang_a_with_2000_advisors_solves_the_generator(load: float) -> None:
    model = erlang_a(2000, load, 1.0, 0.7)
    states, share = queue_with_patience(model, 400)
    assert model.delay_probability == pytest.approx(share[2000:].sum(), abs=EXACT)
    assert model.abandonment_probability == pytest.approx(
        1.0 - np.minimum(states, 2000) @ share / load, abs=EXACT
    )


def test_endless_patience_gives_erlang_c_and_none_gives_erlang_b() -> None:
    patient, endless = erlang_a(50, 48.0, 1.0, 1e12), mmn_wait(50, 48.0, 1.0)
    assert patient.delay_probability == pytest.approx(endless.delay_probability, abs=1e-10)
    assert patient.mean_wait == pytest.approx(endless.mean_wait, abs=1e-10)
    assert patient.mean_wait_served == pytest.approx(endless.mean_wait, abs=1e-10)
    for wait in (0.0, 0.1, 1.0):
        assert patient.longer_than(wait) == pytest.approx(endless.longer_than(wait), abs=1e-10)
    hasty = erlang_a(50, 48.0, 1.0, 1e-13)
    assert hasty.abandonment_probability == pytest.approx(erlang_b(50, 48.0), abs=1e-10)


def test_heavy_overload_is_the_fluid_limit() -> None:
    """Beyond capacity 1 - 1/rho abandon, and those served waited patience * log(rho) (Whitt 2004)."""
    model = erlang_a(2000, 3000.0, 1.0, 100.0)
    assert model.abandonment_probability == pytest.approx(1 / 3, abs=1e-12)
    assert (model.delay_probability, model.occupancy) == pytest.approx((1.0, 1.0), abs=1e-12)
    assert model.mean_wait_served == pytest.approx(100.0 * math.log(1.5), rel=1e-4)
    assert model.served_within(30.0) == pytest.approx(0.0, abs=1e-10)
    for wait in np.linspace(0.0, 60.0, 200):
        assert model.served_within(wait) >= 0.0
        assert model.abandoned_within(wait) >= 0.0
    assert erlang_a(50, 60.0, 1.0, 1e12).longer_than(1e3) == pytest.approx(1.0, abs=1e-8)


def test_formula_has_no_step_where_its_branches_meet() -> None:
    below, above = (erlang_a(40, 40.0 * (1.0 + step), 1.0, 3.0) for step in (-1e-13, 1e-13))
    assert below[4:] == pytest.approx(above[4:], rel=1e-11)
    assert below.mean_wait_served == pytest.approx(above.mean_wait_served, rel=1e-11)


def test_nobody_there_and_nobody_calling() -> None:
    unmanned = erlang_a(0, 5.0, 1.0, 2.0)
    assert unmanned[4:] == (1.0, 1.0, 2.0, 10.0, 0.0)
    assert unmanned.abandoned_within(1.0) == pytest.approx(1.0 - math.exp(-0.5), abs=1e-15)
    assert unmanned.served_within(1.0) == 0.0
    assert math.isnan(unmanned.mean_wait_served)
    quiet = erlang_a(3, 0.0, 1.0, 2.0)
    assert quiet[4:] == (0.0, 0.0, 0.0, 0.0, 0.0)
    assert (quiet.served_within(0.0), quiet.mean_wait_served) == (1.0, 0.0)


def test_published_comparison_of_erlang_c_and_erlang_a() -> None:
    """Garnett, Mandelbaum & Reiman 2002, introduction: 50 agents, 48 calls/min, 1 min, patience 2 min.

    Erlang C / Erlang A: abandoning - / 3.1 %, mean wait 20.8 / 3.7 s, queue 17 / 3, utilisation 96 / 93 %.
    Without abandonment nine in ten wait less than 58.1 s.
    """
    endless, patient = mmn_wait(50, 48.0, 1.0), erlang_a(50, 48.0, 1.0, 2.0)
    assert round(100 * patient.abandonment_probability, 1) == 3.1
    assert (round(60 * endless.mean_wait, 1), round(60 * patient.mean_wait, 1)) == (20.8, 3.7)
    assert endless.longer_than(58.05 / 60) > 0.1 > endless.longer_than(58.15 / 60)
    assert (round(endless.mean_queue), round(patient.mean_queue)) == (17, 3)
    assert (round(endless.occupancy, 2), round(patient.occupancy, 2)) == (0.96, 0.93)


@pytest.mark.parametrize(
    ("servers", "abandoned", "wait_s", "occupancy"),
    [(100, 0.5, 1.5, 0.866), (95, 1.3, 4.0, 0.904), (90, 3.0, 9.0, 0.938), (85, 5.7, 17, 0.965)],
)
def test_capacity_dip_of_the_anchors(servers: int, abandoned: float, wait_s: float, occupancy: float) -> None:
    model = erlang_a(servers, 835 / 3600, 375.0, 300.0)
    assert round(100 * model.abandonment_probability, 1) == abandoned
    assert round(model.mean_wait, 1 if wait_s < 10 else 0) == wait_s
    # .904 is .90346 rounded twice: 4.5e-5 beyond half a unit of the last place printed
    assert model.occupancy == pytest.approx(occupancy, abs=5.5e-4)


@pytest.mark.parametrize(("servers", "load"), [(1, 0.3), (3, 2.0), (10, 9.9), (60, 50.0)])
def test_erlang_b_and_c_solve_the_generator(servers: int, load: float) -> None:
    births, deaths = np.full(servers, load), np.arange(1.0, servers + 1)
    assert erlang_b(servers, load) == pytest.approx(stationary(line(births, deaths))[-1], abs=EXACT)
    room = 2800 if load > 9 else 200
    births = np.full(servers + room, load)
    share = stationary(line(births, np.minimum(np.arange(1.0, servers + room + 1), servers)))
    queue = np.maximum(np.arange(servers + room + 1) - servers, 0)
    model = mmn_wait(servers, load / 3.0, 3.0)
    assert erlang_c(servers, load) == model.delay_probability
    assert model.delay_probability == pytest.approx(share[servers:].sum(), abs=EXACT)
    assert model.mean_queue == pytest.approx(queue @ share, rel=1e-9)
    assert model.mean_wait == pytest.approx(3.0 * (queue @ share) / load, rel=1e-9)
    # j ahead: still waiting while at most j advisors have become free, at Poisson times of rate n mu
    waiting = share[servers:] @ poisson.cdf(np.arange(room + 1), servers * 0.5 / 3.0)
    assert model.longer_than(0.5) == pytest.approx(waiting, abs=EXACT)
    assert model.served_within(0.5) == pytest.approx(1.0 - waiting, abs=EXACT)


def test_published_erlang_b_and_c() -> None:
    """Tables of Erlang's loss formula: 5 erlangs on 10 lines lose 1.84 %, 25 on 30 lose 5.26 %.

    Gross & Harris, Fundamentals of Queueing Theory, M/M/3 eye clinic (6 an hour, 20 min each): 8/9 waiting.
    """
    assert round(erlang_b(10, 5.0), 4) == 0.0184
    assert round(erlang_b(30, 25.0), 4) == 0.0526
    clinic = mmn_wait(3, 6.0, 1 / 3)
    assert clinic.delay_probability == pytest.approx(4 / 9, abs=1e-14)
    assert clinic.mean_queue == pytest.approx(8 / 9, abs=1e-14)
    assert clinic.mean_wait == pytest.approx(8 / 54, abs=1e-14)


def test_overloaded_centre_without_abandonment_waits_forever() -> None:
    for load in (10.0, 11.0):
        assert erlang_c(10, load) == 1.0
        model = mmn_wait(10, load, 1.0)
        assert model[:4] == (1.0, math.inf, math.inf, 1.0)
        assert model.served_within(1e9) == 0.0
    assert (erlang_b(0, 3.0), erlang_b(4, 0.0)) == (1.0, 0.0)
    assert (erlang_c(0, 3.0), erlang_c(0, 0.0), erlang_c(4, 0.0)) == (1.0, 1.0, 0.0)


@pytest.mark.parametrize(("sources", "think", "service"), [(1, 5.0, 2.0), (8, 40.0, 3.0), (30, 10.0, 1.0)])
def test_finite_source_solves_the_generator(sources: int, think: float, service: float) -> None:
    blocked = np.arange(sources + 1.0)
    share = stationary(line((sources - blocked[:-1]) / think, np.full(sources, 1.0 / service)))
    asking = (sources - blocked) * share
    model = finite_source(sources, think, service)
    assert model.mean_wait == pytest.approx(service * (blocked @ asking) / asking.sum(), abs=EXACT)
    assert model.mean_sojourn == pytest.approx(model.mean_wait + service, abs=1e-12)
    assert model.blocked_share == pytest.approx(blocked @ share / sources, abs=EXACT)
    assert model.utilisation == pytest.approx(1.0 - share[0], abs=EXACT)


@pytest.mark.parametrize(
    ("span", "wait_min", "blocked"), [(8, 2.2, 11), (10, 3.3, 13), (12, 4.8, 16), (15, 8.2, 22)]
)
def test_held_approvals_of_the_anchors(span: int, wait_min: float, blocked: int) -> None:
    model = finite_source(span, 375.0 / (0.18 * 0.85), 180.0)
    assert round(model.mean_wait / 60, 1) == wait_min
    assert round(100 * model.blocked_share) == blocked


@pytest.mark.parametrize(
    ("span", "utilisation", "wait_min"), [(8, 0.59, 4.3), (10, 0.73, 8.3), (12, 0.88, 22)]
)
def test_call_backs_of_the_anchors(span: int, utilisation: float, wait_min: float) -> None:
    model = mm1_wait(span * 0.18 * 0.85 / 375.0, 180.0)
    assert round(model.utilisation, 2) == utilisation
    assert round(model.mean_wait / 60, 1 if wait_min < 10 else 0) == wait_min
    assert model.mean_sojourn == pytest.approx(model.mean_wait + 180.0)


def test_lonely_source_never_waits() -> None:
    for think in np.geomspace(1e-3, 1e3, 50):
        assert 0.0 <= finite_source(1, float(think), 2.0).mean_wait < 1e-12 * (think + 2.0)


def test_mm1_is_mmn_with_one_server() -> None:
    assert mm1_wait(0.8, 1.0).mean_wait == pytest.approx(mmn_wait(1, 0.8, 1.0).mean_wait, rel=1e-14)


def test_mg1_solves_the_generator_of_two_stage_service() -> None:
    """M/E2/1, squared coefficient of variation 1/2: states are the stages of service still to do."""
    rate, stages = 0.7, 600
    generator = np.zeros((stages, stages))
    for left in range(stages):
        if left + 2 < stages:
            generator[left, left + 2] = rate
        if left:
            generator[left, left - 1] = 2.0
    wait = float(np.arange(stages) @ stationary(generator)) / 2.0
    assert mg1_wait(rate, 1.0, 0.5).mean_wait == pytest.approx(wait, abs=EXACT)
    assert mg1_wait(rate, 1.0, 0.0).mean_wait == pytest.approx(mm1_wait(rate, 1.0).mean_wait / 2, rel=1e-14)
    assert mg1_wait(1.0, 1.0, 0.0)[:] == (1.0, math.inf, math.inf)


def test_square_root_staffing_solves_halfin_and_whitt() -> None:
    """At a target wait of 0 the rule is alpha(beta) = 1 - share; alpha = 1/2 at beta = 0.506."""
    load = 1e10
    beta = (int(square_root_staffing(load, 1.0, target_wait=0.0, target_share=0.5)) - load) / math.sqrt(load)
    assert round(beta, 3) == 0.506
    assert 1.0 / (1.0 + beta * norm.cdf(beta) / norm.pdf(beta)) == pytest.approx(0.5, abs=1e-4)
    assert int(square_root_staffing(120.5, 1.0, target_wait=0.0, target_share=0.0)) == 121


@pytest.mark.parametrize(("share", "wait"), [(0.8, 20.0), (0.95, 5.0), (0.5, 60.0)])
def test_square_root_staffing_is_within_one_advisor_of_erlang_c(share: float, wait: float) -> None:
    loads = np.array([0.5, 1.0, 3.0, 10.0, 40.0, 100.0, 400.0, 1000.0])
    staffed = square_root_staffing(loads, 375.0, target_wait=wait, target_share=share)
    for load, n in zip(loads, staffed, strict=True):
        enough = int(load) + 1
        while mmn_wait(enough, load / 375.0, 375.0).served_within(wait) < share:
            enough += 1
        assert abs(int(n) - enough) <= 1


def test_square_root_staffing_keeps_the_shape_and_needs_nobody_for_nothing() -> None:
    loads = np.array([[0.0, 10.0], [20.0, 0.0]])
    staffed = square_root_staffing(loads, 375.0, target_wait=20.0)
    assert staffed.shape == (2, 2)
    assert staffed.dtype == np.int64
    assert (staffed[loads == 0.0] == 0).all()
    each = [int(square_root_staffing(load, 375.0, target_wait=20.0)) for load in (10.0, 20.0)]
    assert [staffed[0, 1], staffed[1, 0]] == each
    slower = square_root_staffing([100.0, 100.0], [60.0, 6000.0], target_wait=20.0)
    assert slower[0] < slower[1]
    assert square_root_staffing([], 375.0, target_wait=20.0).shape == (0,)


@pytest.mark.parametrize(
    ("call", "place"),
    [
        (lambda: erlang_b(-1, 1.0), "servers"),
        (lambda: erlang_b(2.5, 1.0), "servers"),  # type: ignore[arg-type]
        (lambda: erlang_c(1, math.nan), "load"),
        (lambda: mmn_wait(1, -1.0, 1.0), "arrival_rate"),
        (lambda: mmn_wait(1, 1.0, 0.0), "mean_handling"),
        (lambda: mmn_wait(2, 1.0, 1.0).longer_than(-1.0), "wait"),
        (lambda: erlang_a(1, math.inf, 1.0, 1.0), "arrival_rate"),
        (lambda: erlang_a(1, 1.0, math.nan, 1.0), "mean_handling"),
        (lambda: erlang_a(1, 1.0, 1.0, math.inf), "mean_patience"),
        (lambda: erlang_a(1, 1.0, 1.0, 1.0).longer_than(math.nan), "wait"),
        (lambda: erlang_a(1, 1.0, 1.0, 1.0).served_within(-1.0), "wait"),
        (lambda: finite_source(0, 1.0, 1.0), "sources"),
        (lambda: finite_source(1, 0.0, 1.0), "think_mean"),
        (lambda: finite_source(1, 1.0, 0.0), "service_mean"),
        (lambda: mg1_wait(1.0, 0.0, 1.0), "mean_service"),
        (lambda: mg1_wait(1.0, 1.0, -0.1), "service_scv"),
        (lambda: square_root_staffing(-1.0, 1.0, target_wait=1.0), "load"),
        (lambda: square_root_staffing(1.0, 0.0, target_wait=1.0), "mean_handling"),
        (lambda: square_root_staffing(1.0, 1.0, target_wait=-1.0), "target_wait"),
        (lambda: square_root_staffing(1.0, 1.0, target_wait=1.0, target_share=1.0), "target_share"),
    ],
)
def test_impossible_numbers_are_refused(call: object, place: str) -> None:
    assert callable(call)
    with pytest.raises(Refused, match=f"^{place}: "):
        call()
