"""Sweeps from the command line: Hydra's `-m` runs one job a combination, all into one study.

Every job runs alone (one scenario, no comparison) and has its exit code; the process leaves once, after the
last job, with the gravest. A launcher may run jobs in processes or on machines of their own, side by side:
they share the study. Called by `sim.__main__`.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
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
from sim.refusal import Refused
from sim.rule_files import RulesFile, identity_of_files, load_all, loaded


def sweep(overrides: Sequence[str], config_dir: Path | None, console: Console) -> int:
    """Run every combination of the values given; returns the gravest exit code of the jobs.

    Raises:
        Refused: before any job, where some job could not run.
    """
    folder = None if config_dir is None else check_user_folder(config_dir)
    accepted = check_overrides(overrides, folder)
    what = [*sorted(accepted), *identity_of_files()]
    name = "sweep-" + hashlib.sha256(repr(what).encode()).hexdigest()[:8]
    with tempfile.TemporaryDirectory(prefix=".sweep-", dir=".") as aside:
        job = Job(folder, name, Path(aside).resolve(), loaded(), shared=_side_by_side(accepted))
        _launch(job, accepted, folder)
        codes = job.codes()
    named = [text.partition("=")[2] for text in accepted if text.startswith("study=")]
    console.print(f"{len(codes)} jobs in study {(named or [name])[-1]}", markup=False)
    return gravest(codes)


@dataclass(frozen=True)
class Job:
    """One combination of a sweep, in whatever process its launcher runs it.

    Attributes:
        folder: a user's own files of configuration.
        name: of the study, where the configuration names none.
        aside: a folder for exit codes, seen by every process: launchers tell nobody what a job returned.
        rules: users' files of rules.
        shared: whether jobs run side by side and share their study.
    """

    folder: Path | None
    name: str
    aside: Path
    rules: tuple[RulesFile, ...]
    shared: bool

    def __call__(self, _: Any) -> None:
        """Run it, as Hydra asks for it; returns nothing."""
        place = HydraConfig.get()
        chosen, number = list(place.overrides.task), place.job.num
        code = ended(lambda: self._run(chosen))
        (self.aside / f"{number}.code").write_text(str(code))

    def codes(self) -> list[int]:
        """Exit codes of the jobs that have ended."""
        return [int(file.read_text()) for file in sorted(self.aside.glob("*.code"))]

    def _run(self, chosen: list[str]) -> int:
        load_all(self.rules)
        configurations = configure(chosen, self.folder, alone=True)
        study = configurations[0].study
        if study.results.overwrite:
            raise Refused(
                "results.overwrite", True, "false in a sweep: every job would replace those before it"
            )
        console = Console(stderr=True, soft_wrap=True, highlight=False)
        console.print(f"job: {' '.join(chosen)}", markup=False)
        where = study_folder(Path(study.results.dir), study.study or self.name)
        return run_configured(configurations, where, chosen, console, shared=self.shared, reported=False)


def _side_by_side(accepted: Sequence[str]) -> bool:
    """Whether the launcher runs several jobs at a time; Hydra's own runs one after the other."""
    named = [text.partition("=")[2] for text in accepted if text.startswith("hydra/launcher=")]
    return named not in ([], ["basic"])


def _launch(job: Job, accepted: Sequence[str], folder: Path | None) -> None:
    """Hand the sweep to Hydra, which reads the command line and writes files of its own."""
    register_schema()
    before = sys.argv
    own = [f"hydra.sweep.dir='{job.aside.as_posix()}'"]
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
