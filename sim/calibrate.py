"""What a centre's free parameters may be: `python -m sim.calibrate experiment=baseline [key=value ...]`.

Runs the draws of the experiment (a study like any other: it goes on where it was interrupted), learns from
them, and tells what the targets say of the free parameters, whether such an inference finds parameters that
are known, and what a centre under the fitted ones comes to, what was held out included. Leaves the posterior
beside the runs, to be drawn from in other studies. Exit codes: 0 done, 1 a run failed or files are damaged,
2 refused. Users' guide: README.md.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from rich.console import Console

from sim import results
from sim.configuration import Configuration, check, configure, default_study_name
from sim.endings import EXIT_DONE
from sim.experiment.calibration import Posterior, Recovered, Targets, luck_of, posterior, recovered
from sim.experiment.emulator import Emulator, emulator
from sim.experiment.listed import LISTED
from sim.experiment.problem import Problem
from sim.experiment.store import study_folder
from sim.experiment.uncertainties import uncertain
from sim.fitted import Fitted, shown
from sim.measures import names_of_outputs
from sim.planning import plan_of
from sim.posterior_files import write_posterior
from sim.refusal import Refused
from sim.running import carry_out
from sim.study_commands import as_given, study_command
from sim.targets import targets_of

USUAL = ("demand.scale=0.2", "horizon=504", "warmup=63", "replications=2")
"""Unless told otherwise: some seventy advisors, two years (whoever is hired may leave within one), and two
replications, so that luck and misfit can be told apart."""

TRIED_AGAIN = 64  # draws of the posterior that are run
AS_IT_STANDS = 16  # replications of the centre before the fit
LEAST_DRAWS = 64  # from which anything can be learnt
MOST_MISSING = 0.05  # of the draws, without which a target can still be learnt
SEED = 1  # of points and deviations of the inference: the same study has the same posterior


@dataclass(frozen=True)
class Asked:
    """A calibration.

    Attributes:
        configuration: the centre, and the experiment.
        problem: what is free.
        targets: what is to be met.
        held_out: what is not seen.
    """

    configuration: Configuration
    problem: Problem
    targets: Targets
    held_out: Targets

    @property
    def columns(self) -> list[str]:
        """All outputs that are looked at."""
        return [*self.targets.columns, *self.held_out.columns]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    return study_command(
        "calibrate",
        "What a centre's free parameters may be.",
        "experiment=baseline, for one",
        _calibrate,
        arguments,
    )


def _calibrate(overrides: Sequence[str], config_dir: Path | None, console: Console, out: Console) -> int:
    asked = asked_for(overrides, config_dir)
    study = asked.configuration.study
    folder = study_folder(Path(study.results.dir), study.study or default_study_name([asked.configuration]))
    command = as_given("calibrate", overrides)
    runs = _runs(asked, asked.configuration, folder, command, console)
    learnt = _learnt(runs, asked)
    with console.status("weighing points, and trying the inference on simulated centres"):
        found, tried = _inferred(learnt, asked)
    written = write_posterior(folder, asked.problem, found, SEED)
    before, after = (
        _runs(asked, changed, folder.with_name(f"{folder.name}-{name}"), command, console)
        for name, changed in (("as_it_stands", _as_it_stands(asked)), ("fitted", _fitted(asked, written)))
    )
    fitted = Fitted(asked.problem, learnt.targets, asked.held_out, learnt.emulated, found, tried)
    out.print(shown(fitted, learnt.outcomes, before, after))
    where = os.path.relpath(folder)
    out.print(
        f"posterior: {os.path.relpath(written)}; to draw from it: --config-dir {where} experiment=posterior"
    )
    return EXIT_DONE


def asked_for(overrides: Sequence[str], config_dir: Path | None = None) -> Asked:
    """What the command line asks.

    Raises:
        Refused: nothing is free, nothing is to be met, or a target is none.
    """
    configuration = configure([*USUAL, *overrides], config_dir, alone=True)[0]
    experiment = configuration.study.experiment
    if not experiment.uncertainties:
        raise Refused("experiment.uncertainties", {}, "the parameters that are free, as experiment=baseline")
    if not experiment.targets:
        raise Refused("experiment.targets", {}, "outputs that are to be met, as experiment=baseline")
    if experiment.levers:
        raise Refused("experiment.levers", list(experiment.levers), "none in a calibration")
    problem = uncertain(experiment.uncertainties, configuration.scenario)
    for one in problem.dimensions:
        if one.kind == "choice":
            raise Refused(f"experiment.uncertainties.{one.key}", list(one.choices), "a number, to be fitted")
    outputs = names_of_outputs(configuration.scenario, plan_of(configuration.scenario))
    targets = targets_of("experiment.targets", experiment.targets, outputs)
    held_out = targets_of("experiment.held_out", experiment.held_out, outputs)
    if both := set(targets.columns) & set(held_out.columns):
        raise Refused("experiment.held_out", min(both), "an output that is no target")
    return Asked(configuration, problem, targets, held_out)


@dataclass(frozen=True)
class Learnt:
    """What the draws have taught.

    Attributes:
        places: of the draws in the unit cube.
        outcomes: of the targets, a row for each draw.
        targets: those that (nearly) every draw emits.
        emulated: of them.
        luck: standard deviation that replication makes of each; None where it is not known.
    """

    places: np.ndarray
    outcomes: pd.DataFrame
    targets: Targets
    emulated: Emulator
    luck: np.ndarray | None


def _learnt(runs: pd.DataFrame, asked: Asked) -> Learnt:
    draws = runs.groupby("draw").mean()
    wanted = draws[list(asked.targets.columns)]
    emitted = (wanted.isna().mean() <= MOST_MISSING).to_numpy()
    targets = asked.targets.only(emitted)
    outcomes = wanted[list(targets.columns)].dropna()
    if len(outcomes) < LEAST_DRAWS or not targets.columns:
        wanted_draws = f"{LEAST_DRAWS} draws or more that end and emit what is to be met"
        raise Refused("experiment.points", len(outcomes), wanted_draws)
    kept = draws.loc[outcomes.index]
    places = np.column_stack([one.places(kept[one.keys[0]]) for one in asked.problem.dimensions])
    luck = luck_of(_by_replication(runs[runs.draw.isin(outcomes.index)], targets))
    return Learnt(places, outcomes, targets, emulator(places, outcomes.to_numpy()), luck)


def _by_replication(runs: pd.DataFrame, targets: Targets) -> np.ndarray:
    """Outcomes of the draws all of whose replications ended well: draws x replications x targets."""
    each = runs.groupby("draw").size()
    whole = runs[runs.draw.isin(each.index[each == each.max()])].sort_values("draw")
    return whole[list(targets.columns)].to_numpy().reshape(-1, int(each.max()), len(targets.columns))


def _inferred(learnt: Learnt, asked: Asked) -> tuple[Posterior, Recovered]:
    found = posterior(learnt.emulated, learnt.targets, len(asked.problem.dimensions), SEED, luck=learnt.luck)
    if not found.reached.any():
        raise Refused("experiment.targets", list(learnt.targets.columns), "one at least within reach")
    reached = learnt.outcomes.to_numpy()[:, found.reached]
    return found, recovered(learnt.places, reached, learnt.targets.only(found.reached), SEED)


def _runs(
    asked: Asked, configuration: Configuration, folder: Path, command: Sequence[str], console: Console
) -> pd.DataFrame:
    """Draw, outputs and free parameters of all runs that ended well, as numbers."""
    _, done = carry_out([configuration], folder, command, console, what_if=False)
    keys = [key for one in asked.problem.dimensions for key in one.keys]
    columns = ["draw", *keys, *asked.columns]
    runs = results.load(folder, columns=columns)
    ok = runs[runs.run_id.isin(done.ids) & (runs.status == "ok")]
    return ok.reindex(columns=columns).astype(float)


def _as_it_stands(asked: Asked) -> Configuration:
    experiment: dict[str, object] = {"uncertainties": {}, "targets": {}, "held_out": {}}
    return _changed(asked.configuration, experiment, AS_IT_STANDS)


def _fitted(asked: Asked, file: Path) -> Configuration:
    experiment: dict[str, object] = {"design": LISTED, "draws": str(file), "points": TRIED_AGAIN}
    return _changed(asked.configuration, experiment, asked.configuration.study.replications)


def _changed(configuration: Configuration, experiment: dict[str, object], replications: int) -> Configuration:
    mapping = dict(configuration.mapping)
    before = mapping["experiment"]
    return check(mapping | {"experiment": before | experiment, "replications": replications})


if __name__ == "__main__":
    sys.exit(main())
