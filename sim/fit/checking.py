"""Fit or not: a client's centre simulated beside his own figures, before anything is asked of it.

A file with calls only cannot be checked, and every output says so. Called by `sim.running` for every study
of a file's centre, and by `python -m sim.fit`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sim.configuration import Configuration
from sim.fit.comparing import Measure, Place, compare, missed
from sim.fit.half_hours import cells_of
from sim.fit.recorded import recorded, volumes
from sim.fit.simulated import simulated
from sim.fit.wording import apart, told, where
from sim.interval_file import IntervalFile
from sim.refusal import Refused
from sim.rosters import Plan
from sim.week import file_of

NO_FILE, NOT_CHECKED, FITS, ACCEPTED, MISSED = "no file", "not checked", "fits", "accepted", "missed"


@dataclass(frozen=True)
class Checked:
    """What a check came to.

    Attributes:
        state: `NO_FILE`, `NOT_CHECKED` (the file has no measure that decides), `FITS`, `MISSED`, or
            `ACCEPTED` (missed, and gone on with).
        file: its name.
        form: the scenario that was held against it.
        measures: what the file has of them.
    """

    state: str
    file: str = ""
    form: str = ""
    measures: tuple[Measure, ...] = ()

    @property
    def mark(self) -> str | None:
        """What every output says of it; nothing where it fits, or there is no file."""
        if self.state == NOT_CHECKED:
            return f"fit not checked: {self.file} says too little of service, occupancy or abandonment"
        if self.state in (ACCEPTED, MISSED):
            missing = "; ".join(told(one) for one in missed(self.measures))
            return f"does not fit {self.file}: {missing}"
        return None


def checked(baseline: Configuration, plan: Plan) -> Checked:
    """Hold the baseline against the file it is made from, if there is one.

    Raises:
        Unstable: it cannot do the file's work with the file's staff.
    """
    file = file_of(baseline.scenario)
    return Checked(NO_FILE) if file is None else held(baseline, plan, file)


def held(baseline: Configuration, plan: Plan, file: IntervalFile) -> Checked:
    """Hold it against this file.

    Raises:
        Unstable: as above.
    """
    limits, cells = baseline.study.fit, cells_of(plan.week)
    found = recorded(file, plan.week, cells)
    own = simulated(baseline.scenario, plan, cells, limits.contacts, baseline.study.seed) if found else {}
    measures = compare(found, own, volumes(file, plan.week, cells), cells, limits)
    return Checked(_state(measures, accept=limits.accept), file.name, baseline.scenario.name, measures)


def _state(measures: Sequence[Measure], *, accept: bool) -> str:
    if not any(one.limit is not None for one in measures):
        return NOT_CHECKED
    if missed(measures):
        return ACCEPTED if accept else MISSED
    return FITS


def check_fits(found: Checked) -> None:
    """Refuse what a file's centre is asked while it is not the client's.

    Raises:
        Refused: naming the measure and the half-hours.
    """
    if found.state != MISSED:
        return
    worst = missed(found.measures)[0]
    places = ", ".join(where(worst, place) for place in worst.worst)
    ways = "fit.accept=true goes on and says so; python -m sim.fit prints all"
    raise Refused(found.file, told(worst), f"{apart(worst, worst.limit or 0.0)} at most ({places}; {ways})")


def as_record(found: Checked) -> dict[str, object]:
    """A check as plain data, for a manifest; null where nothing is known."""
    record = asdict(found)
    for measure in record["measures"]:
        measure["by_chance"] = None if math.isnan(measure["by_chance"]) else measure["by_chance"]
    return record


def from_record(record: Mapping[str, Any]) -> Checked:
    """The check that a manifest holds; that of no file where it holds none."""
    if not record:
        return Checked(NO_FILE)
    measures = tuple(_measure(one) for one in record["measures"])
    return Checked(record["state"], record["file"], record["form"], measures)


def _measure(record: Mapping[str, Any]) -> Measure:
    chance = math.nan if record["by_chance"] is None else record["by_chance"]
    worst = tuple(Place(**place) for place in record["worst"])
    return Measure(**{**record, "by_chance": chance, "worst": worst})
