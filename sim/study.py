"""What is asked of the simulation: which scenarios, how often, how long, where the results go.

The keys stand at the top level of the configuration beside the parts of `sim.scenario.Scenario`.
Read by `sim.configuration`, used by `sim.experiment` and `sim.__main__`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.parameters import by_key, option, parameter, part

BASELINE = "hierarchical"
DEFAULT_COMPARISON = (
    "hierarchical", "streamlined_hierarchy", "zappos_desk", "zappos_holacracy", "poult", "imatech",
)  # fmt: skip
ALONE = ("ladder/",)  # scenarios that are never compared with the baseline


@dataclass(frozen=True, kw_only=True)
class Results:
    """Where results are kept."""

    dir: str = option("results", "folder of all studies, relative to where the command is given")
    overwrite: bool = option(False, "replace the study's results instead of adding what is missing")


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """Which points of the configuration are run, and by whom: levers are chosen, uncertainties not known."""

    question: str | None = option(
        None, "what is asked, in a sentence; three sentences then answer it, by the first of the outcomes",
        optional=True,
    )  # fmt: skip
    compare: list[str] | None = option(
        None, "the scenarios it is about, unless compare or scenario names others", optional=True
    )
    design: str = option(
        "latin_hypercube",
        "how the uncertainties are drawn; saltelli and morris for the sensitivity methods of these names; "
        "listed: as a file has them",
        choices=("latin_hypercube", "sobol", "morris", "saltelli", "listed"),
    )
    points: int = parameter(
        64, "1",
        "draws of the uncertainties (of morris: paths; of saltelli: base draws); of a search, points tried",
        range=(1, 1_000_000),
        assumption="a power of two, as Sobol sequences want it; a study of its own says how many it needs",
    )  # fmt: skip
    draws: str | None = option(
        None, "of the design listed: CSV file with a column for each uncertain key, a line for each draw",
        optional=True,
    )  # fmt: skip
    same_random_numbers: bool = option(
        True,
        "all draws meet the same random numbers, so that they are compared by pairs; false: each its own",
    )
    levers: dict[str, list[Any]] = by_key(
        "the values that are tried of each key, all combinations of them", values=True
    )
    uncertainties: dict[str, list[Any] | None] = by_key(
        "lowest and highest value of each key (and log), or its choices; null: as far as declared; "
        "people.strain.* for all numbers of a part, demand.reasons.*.solve_probability for one that all have",
        values=False,
    )
    targets: dict[str, list[Any] | None] = by_key(
        "what a calibration is to meet: value and half-width of its 95 % range of each output; null: as "
        "published evidence has it",
        values=False,
    )
    held_out: dict[str, list[Any] | None] = by_key(
        "the same of outputs that a calibration is held against and does not see", values=False
    )
    outcomes: list[str] = option([], "names of the outputs that are looked at; none named: the headlines")
    engine: str = option(
        "loky", "who runs: processes or threads of this machine, or a Dask cluster",
        choices=("loky", "threads", "dask"),
    )  # fmt: skip
    address: str | None = option(
        None, "of the cluster's scheduler, such as tcp://10.0.0.1:8786; null: a cluster on this machine",
        optional=True,
    )  # fmt: skip

    @property
    def asks(self) -> bool:
        """Whether there is more than one point of each scenario."""
        return bool(self.levers or self.uncertainties)


@dataclass(frozen=True, kw_only=True)
class Until:
    """When there are enough replications: rounds go on until an interval is as narrow as wanted."""

    outcome: str | None = option(
        None, "output whose difference to the baseline is to be known; null: as many replications as told",
        optional=True,
    )  # fmt: skip
    half_width: float | None = parameter(
        None, "", "of its 95 % interval, in its own unit", range=(1e-12, 1e12), optional=True,
        assumption="whoever asks knows how closely he has to know",
    )  # fmt: skip
    most: int = parameter(
        500, "1", "replications, at which rounds end in any case", range=(2, 1_000_000),
        assumption="some hours of a small centre on a laptop",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Fit:
    """How closely a centre that a file records has to be met before anything is asked of it."""

    accept: bool = option(False, "go on where it is not met: every output then says so")
    difference: float = parameter(
        0.15, "share", "largest difference of service level and occupancy, over their recorded mean",
        range=(0.001, 1), assumption="common in validations of contact centre simulations",
    )  # fmt: skip
    abandonment: float = parameter(
        0.02, "share", "largest difference of the shares who abandon", range=(0.001, 1),
        assumption="two points: half of what is usual",
    )  # fmt: skip
    contacts: int = parameter(
        100_000, "1", "contacts simulated beside the recorded ones", range=(1000, 10_000_000),
        assumption="some hundred in every half-hour of the week; of a small centre a year, which is more",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Report:
    """How a study is told."""

    language: str = option("en", "of report and pictures", choices=("en", "fr"))


@dataclass(frozen=True, kw_only=True)
class Study:
    """A study: scenarios, replications, horizon, seeds, results."""

    compare: list[str] | None = option(
        None,
        "scenarios side by side, the baseline first; null: the given scenario beside the baseline",
        optional=True,
    )
    replications: int = parameter(
        10, "1", "replications of every scenario; with until, of the first round", range=(1, 1_000_000),
        assumption="enough for paired differences of this size; a study of its own says how many it needs",
    )  # fmt: skip
    horizon: int = parameter(
        756, "day", "open days measured", range=(1, 10_000), assumption="36 months of 21 open days"
    )
    warmup: int | None = parameter(
        None, "day", "open days before measuring; null (or auto): chosen on the baseline by MSER-5",
        range=(0, 5_000), optional=True,
        assumption="White 1997, MSER-5, on the cases open at the end of a day",
    )  # fmt: skip
    seed: int = parameter(
        1, "1", "seed of all random numbers", range=(0, 4_294_967_295), assumption="any number serves"
    )
    workers: int | None = parameter(
        None, "1", "processes; null: as many as there are processors", range=(1, 1024), optional=True,
        assumption="results do not depend on it",
    )  # fmt: skip
    smallest_harm: float = parameter(
        0.2, "1", "strain above the baseline's that counts as harm to a person, in `people.strain.spread`",
        range=(0, 10), assumption="a fifth of a standard deviation, by convention a small effect (recalled)",
    )  # fmt: skip
    basis: str | None = option(
        None,
        "what is held equal in a comparison; null: the payroll, with start=branch the headcount, since it "
        "moves nobody; all: the three of them, one after the other",
        choices=("fixed_headcount", "equal_payroll", "equal_service_level", "all"),
        optional=True,
    )
    start: str = option(
        "steady_state",
        "how a form begins: by itself, or where the baseline is after its warm-up",
        choices=("steady_state", "branch"),
    )
    study: str | None = option(None, "name of the results; null: named after the scenarios", optional=True)
    until: Until = part(Until)
    results: Results = part(Results)
    experiment: Experiment = part(Experiment)
    fit: Fit = part(Fit)
    report: Report = part(Report)

    @property
    def held_equal(self) -> str:
        """The basis of comparison, as told or as the start has it."""
        return self.basis or ("fixed_headcount" if self.start == "branch" else "equal_payroll")
