"""What is settled before a study runs: its plan, its warm-up, its points, and that they can be.

The plan (first contacts, rosters) is made once, under the baseline, so that every form of governance meets
the same; only where volumes, rosters or customers themselves are uncertain has each draw its own. Called by
`sim.running`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from sim.configuration import Configuration, changed
from sim.configuration import identity as decisive
from sim.experiment.bases import FIXED_HEADCOUNT, plan_on
from sim.experiment.designs import MORRIS, SALTELLI, draws, factorial
from sim.experiment.listed import LISTED, listed
from sim.experiment.problem import Problem
from sim.experiment.statistics import mser5
from sim.experiment.tasks import PLANNED, Common, Prepared
from sim.experiment.uncertainties import uncertain
from sim.pilots import PILOT_SEED
from sim.planning import plan_of
from sim.provenance import canonical
from sim.refusal import Refused
from sim.rosters import Plan
from sim.rule_files import loaded
from sim.rules import registered
from sim.scenario import Scenario
from sim.study import Experiment
from sim.world import Run

Notify = Callable[[str], None]
WARMUP_PILOT_DAYS = 100
BY_PAIRS = (MORRIS, SALTELLI)
BRANCH = "branch"  # of the choices of `start`


def prepare(configurations: Sequence[Configuration], notify: Notify) -> Prepared:
    """Plan under the first configuration, the baseline, and settle the points.

    Raises:
        Refused: a rule that stands in no file of rules, so that no identity could know it; a point of the
            levers, or the first of the draws, that cannot be.
    """
    for configuration in configurations:
        _check_known(configuration.scenario)
    baseline = configurations[0]
    experiment = baseline.study.experiment
    levers = factorial(experiment.levers)
    drawn: Sequence[Mapping[str, Any]] = ({},)
    if experiment.uncertainties:
        problem = uncertain(experiment.uncertainties, baseline.scenario)
        drawn = drawn_of(experiment, problem, baseline.study.seed)
    plan = plan_of(baseline.scenario, notify)
    plan = replace(plan, warmup=warmup_of(baseline, plan, notify))
    own = any(key.startswith(PLANNED) for key in drawn[0])
    staffed = () if experiment.asks else _staffed(configurations, plan)
    common = Common(tuple(configurations), plan, plan_per_draw=own, staffed=staffed, rules=loaded())
    if baseline.study.start == BRANCH:
        if baseline.study.held_equal != FIXED_HEADCOUNT:
            raise Refused(
                "basis", baseline.study.basis, f"{FIXED_HEADCOUNT}, with start={BRANCH}: nobody is moved"
            )
        _check_can_branch(common, levers)
    prepared = Prepared(replace(common, met=_met(common)), levers, drawn)
    prepared.check()
    if levers[0]:
        _tell_if_alike(common, levers[0], notify)
    return prepared


def drawn_of(experiment: Experiment, problem: Problem, seed: int) -> Sequence[Mapping[str, Any]]:
    """What is uncertain, draw by draw: by the design, or from a file.

    Raises:
        Refused: as `draws` and `listed`; a file without the design listed.
    """
    if experiment.design in BY_PAIRS and not experiment.same_random_numbers:
        wanted = f"true, with experiment.design={experiment.design}: its draws are compared by pairs"
        raise Refused("experiment.same_random_numbers", False, wanted)
    if experiment.design == LISTED:
        return listed(experiment.draws, problem, experiment.points)
    if experiment.draws is not None:
        raise Refused("experiment.draws", experiment.draws, f"null, or with experiment.design={LISTED}")
    return draws(experiment.design, problem, experiment.points, seed)


def _staffed(configurations: Sequence[Configuration], plan: Plan) -> tuple[Plan, ...]:
    """Every form's plan, made once; of a study of points each run makes its own."""
    baseline = configurations[0]
    return tuple(
        plan_on(baseline.study.held_equal, one.scenario, baseline.scenario, plan) for one in configurations
    )


def _tell_if_alike(common: Common, chosen: Mapping[str, Any], notify: Notify) -> None:
    """Say so where a lever overrides all that parts two forms: they would be compared with themselves."""
    seen: dict[str, Scenario] = {}
    for one in common.bases:
        plain = replace(changed(one, chosen).scenario, name="", title="")
        for name, other in seen.items():
            if plain == other:
                notify(
                    f"{name} and {one.scenario.name} are alike at every point: levers set all they differ by"
                )
        seen[one.scenario.name] = plain


def _met(common: Common) -> str:
    """What every form meets, as far as its own configuration does not tell it."""
    digest = hashlib.sha256(digest_of(common.plan).encode())
    baseline = common.bases[0]
    study = baseline.study
    if common.plan_per_draw or study.start == BRANCH or study.held_equal != FIXED_HEADCOUNT:
        digest.update(canonical(decisive(baseline.mapping) | {"basis": study.held_equal}).encode())
    return digest.hexdigest()


def _check_can_branch(common: Common, levers: Sequence[Mapping[str, Any]]) -> None:
    """Refuse a point that needs other people, managers, circles or queues than the baseline has.

    Raises:
        Refused: naming the point.
    """
    start = Run(common.bases[0].scenario, common.plan, days=1)
    for one in common.bases:
        for values in levers:
            wanted = changed(one, values) if values else one
            try:
                start.check_can_be_governed(wanted.scenario)
            except Refused as refused:
                place = f"start=branch: scenario={one.scenario.name}: {refused.place}"
                raise Refused(place, refused.value, refused.expected) from None


def _check_known(scenario: Scenario) -> None:
    files = {file.path for file in loaded()}
    for point, name in scenario.rules.items():
        known = registered(point)[name]
        if not known.packaged and known.function.__code__.co_filename not in files:
            wanted = "a rule of the package, or of a file given by --rules or sim.load_rules"
            raise Refused(f"rules.{point}", name, wanted)


def digest_of(plan: Plan) -> str:
    """Hash of a plan's content."""
    digest = hashlib.sha256(repr((plan.customers, plan.warmup, plan.breaks)).encode())
    week = plan.week
    digest.update(repr((week.slot_ms, week.busyness_cv, week.busyness_autocorrelation, week.aht_s)).encode())
    for array in (plan.first_contacts, plan.present, week.opens, week.closes, week.season):
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def warmup_of(baseline: Configuration, plan: Plan, notify: Notify) -> int:
    """Days before measuring: as asked, or by MSER-5 on the cases open at the end of the baseline's days."""
    if baseline.study.warmup is not None:
        return baseline.study.warmup
    run = Run(_without_leaving(baseline.scenario), plan, days=WARMUP_PILOT_DAYS, seed=PILOT_SEED)
    while not run.finished:
        run.step()
    found = None if run.unstable else mser5(np.asarray(run.world.day.open_cases[: run.day], float))
    if found is None:
        notify(f"no steady state within {WARMUP_PILOT_DAYS} days: the first half of them is the warm-up")
        return WARMUP_PILOT_DAYS // 2
    return int(found)


def _without_leaving(scenario: Scenario) -> Scenario:
    return replace(scenario, customers=replace(scenario.customers, leaving_other=0.0, leaving_service=0.0))
