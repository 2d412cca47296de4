"""Sweeps from the command line: Hydra's `-m` runs one job a combination, all into one study.

Every job runs alone (one scenario, no comparison) and returns its exit code; the process leaves once,
after the last job, with the gravest. Called by `sim.__main__`.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import hydra
from hydra.core.hydra_config import HydraConfig
from rich.console import Console

from sim.command import run_configured
from sim.configuration import (
    check_overrides,
    check_user_folder,
    configure,
    register_schema,
    scenarios_folder,
)
from sim.endings import ended, gravest
from sim.experiment.store import study_folder
from sim.rule_files import identity_of_files


def sweep(overrides: Sequence[str], config_dir: Path | None, console: Console) -> int:
    """Run every combination of the values given; returns the gravest exit code of the jobs.

    Raises:
        Refused: before any job, where some job could not run.
    """
    folder = None if config_dir is None else check_user_folder(config_dir)
    accepted = check_overrides(overrides, folder)
    what = [*sorted(accepted), *identity_of_files()]
    name = "sweep-" + hashlib.sha256(repr(what).encode()).hexdigest()[:8]
    codes: list[int] = []

    def job(_: Any) -> int:
        chosen = list(HydraConfig.get().overrides.task)
        codes.append(_run_job(chosen, folder, name, console))
        return codes[-1]

    _launch(job, accepted, folder)
    console.print(f"{len(codes)} jobs in study {name}", markup=False)
    return gravest(codes)


def _run_job(chosen: list[str], folder: Path | None, name: str, console: Console) -> int:
    def run() -> int:
        configurations = configure(chosen, folder, alone=True)
        study = configurations[0].study
        console.print(f"job: {' '.join(chosen)}", markup=False)
        where = study_folder(Path(study.results.dir), study.study or name)
        return run_configured(configurations, where, chosen, console)

    return ended(run)


def _launch(job: Any, accepted: Sequence[str], folder: Path | None) -> None:
    """Hand the sweep to Hydra, which reads the command line and writes a file of its own."""
    register_schema()
    before = sys.argv
    with tempfile.TemporaryDirectory() as aside:
        own = [f"hydra.sweep.dir='{Path(aside).as_posix()}'"]
        own += [] if folder is None else [f"hydra.searchpath=['file://{folder.as_posix()}']"]
        sys.argv = ["sim", "--multirun", *accepted, *own]
        _main(job, before)


def _main(job: Any, before: list[str]) -> None:
    try:
        application = hydra.main(
            version_base="1.3", config_path=str(scenarios_folder()), config_name="config"
        )
        application(job)()
    finally:
        sys.argv = before
