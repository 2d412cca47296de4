"""A study as one HTML file: nothing in it is fetched, nothing runs, every text of a scenario is escaped.

Called by `python -m sim.report` and `sim.command`.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from sim.break_even import Clock
from sim.comparison import Compared, Headline
from sim.comparison_table import interval, intervals_of, number
from sim.experiment.writing import write_whole
from sim.report.cards import Card, alike, differing
from sim.report.figures import pictures, shown
from sim.report.fitted import fit_table, mark_of
from sim.report.reading import FEWEST_DRAWS, Told, read
from sim.report.sentences import HEADLINES, aborts, doubts, measurements, three
from sim.report.tables import Cell, Row, Table
from sim.report.words import WORST, Speech
from sim.study_folders import told as telling

REPORT = "report.html"
HERE = Path(__file__).parent
BESIDE = (
    "fair_ever_share", "goodwill_eur_per_1000_contacts", "service_level_share", "abandonment_share",
    "quits_per_year",
)  # fmt: skip
PAYS = ("margin_above", "margin_regained")  # clocks that ask for the baseline
ORDER = ("soon", "split", "ledger_advisor", "ledger_manager", "fan", "harm")
OVER_UNKNOWNS = "experiment=where_hierarchy_wins"


def write(folder: Path, language: str) -> Path:
    """Write a study's report into its folder, whole or not at all; its path.

    Raises:
        Refused: no study, or none of its runs ended well.
        StoreFault: a damaged part, or a folder that cannot be written.
    """
    text = rendered(read(folder), Speech(language))
    with telling(folder):
        write_whole(folder / REPORT, text.encode())
    return folder / REPORT


def rendered(told: Told, speech: Speech) -> str:
    """The page."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["breakable"] = _breakable
    template = environment.from_string((HERE / "page.html").read_text("utf-8"))
    return template.render(
        told=told,
        say=speech,
        titles=[(name, speech.title(values)) for name, values in told.configurations.items()],
        style=(HERE / "style.css").read_text("utf-8"),
        sentences=three(told, speech),
        headlines=list(headlines(told, speech)),
        over=_over(told, speech),
        bases_command=_command(told, "basis=all") if len(told.bases) == 1 else "",
        pictures=shown(pictures(told, speech), ORDER),
        mark=mark_of(told, speech),
        fit=fit_table(told, speech),
        worst=list(_worst(told, speech)),
        break_even=_break_even(told, speech),
        doubts=list(doubts(told, speech)),
        measurements=measurements(told, speech),
        draws_command=_command(told, OVER_UNKNOWNS, comparison=False),
        aborts=aborts(told, speech),
        provenance=list(provenance(told, speech)),
        differing=[_with_names(card, told) for card in differing(told, speech)],
        alike=alike(told, speech),
    )


def _breakable(text: str) -> Markup:
    """A name that may be broken behind its underscores."""
    return Markup("_<wbr>").join(text.split("_"))


def headlines(told: Told, speech: Speech) -> Iterator[Table]:
    """The headline measures on every basis there is, that of the pictures first and with some more."""
    order = [told.basis, *(name for name in told.bases if name != told.basis)]
    for basis in order:
        columns = (*HEADLINES, *BESIDE) if basis == told.basis else HEADLINES
        rows = {row.headline.column: row for row in told.bases[basis]}
        count = intervals_of(told.bases[basis])
        lines = [_row(rows[column], told, count, speech) for column in columns if column in rows]
        yield Table(speech(f"basis_{basis}"), told.options, lines)


def _row(row: Compared, told: Told, count: int, speech: Speech) -> Row:
    digits = row.headline.digits
    cells = []
    for name in told.options:
        difference = interval(row.judged[name], digits, count).strip() if name in row.judged else ""
        value = speech.number(number(row.means[name].mean, digits))
        cells.append(Cell(name, value, _in_language(difference, speech)))
    return Row(speech.label(row.headline), cells)


def _in_language(difference: str, speech: Speech) -> str:
    """An interval in the way of the language; where commas are decimal, ends are parted by a semicolon."""
    if speech.language == "en" or "[" not in difference:
        return speech.number(difference)
    parts = difference.split(", ")
    return " ; ".join(speech.number(part) for part in parts)


def _worst(told: Told, speech: Speech) -> Iterator[Row]:
    for headline in WORST:
        if headline.column in told.runs and told.runs[headline.column].notna().any():
            cells = [Cell(name, _mean(told, name, headline, speech)) for name in told.options]
            yield Row(speech.label(headline), cells)


def _mean(told: Told, name: str, headline: Headline, speech: Speech) -> str:
    values = told.runs[told.runs.scenario == name][headline.column].to_numpy(float)
    return speech.number(number(headline.scale * float(np.mean(values)), headline.digits))


def _break_even(told: Told, speech: Speech) -> Table | None:
    if not told.clocks:
        return None
    heads = [speech(f"clock_{name}", baseline=told.baseline) for name in PAYS]
    by = {(one.scenario, one.name): one for one in told.clocks}
    rows = [
        Row(
            form,
            [
                Cell(head, _clock(by.get((form, name)), told, speech))
                for name, head in zip(PAYS, heads, strict=True)
            ],
        )
        for form in told.options[1:]
    ]
    return Table("", heads, rows)


def _clock(clock: Clock | None, told: Told, speech: Speech) -> str:
    if clock is None:
        return "-"
    reached = clock.reached
    ends = " ; ".join(f"{100 * end:.0f}" for end in (reached.low, reached.high))
    share = f"{100 * reached.mean:.0f} % [{ends}]"
    if np.isnan(clock.median):
        return speech("clock_never", share=share, what=_what(told, speech))
    return speech("clock_month", month=speech.number(f"{clock.median:g}"), share=share)


def _what(told: Told, speech: Speech) -> str:
    return speech("draws" if told.draws >= FEWEST_DRAWS else "replications")


def _over(told: Told, speech: Speech) -> str:
    if told.draws >= FEWEST_DRAWS:
        return speech("over_draws", n=told.draws)
    return speech("over_replications", n=told.replications)


def _command(told: Told, *more: str, comparison: bool = True) -> str:
    """The study's command with something more; what it says of the comparison is left out where told."""
    _, _, _, *given = told.manifest["command"]
    dropped = ["study=", "basis=", *(one.partition("=")[0] + "=" for one in more)]
    dropped += [] if comparison else ["compare=", "scenario=", "replications=", "horizon="]
    kept = [text for text in given if not text.startswith(tuple(dropped))]
    return shlex.join(["python3", "dev.py", "run", *kept, *more])


def provenance(told: Told, speech: Speech) -> Iterator[tuple[str, str]]:
    """Where a study comes from: what, and its value."""
    record: Mapping[str, Any] = told.manifest
    values = told.configurations[next(iter(told.configurations))]
    changed = f" ({speech('changed')})" if record.get("git_dirty") else ""
    libraries = ", ".join(f"{name} {version}" for name, version in record["versions"].items())
    yield speech("program"), f"{record['package']} {record['package_version']}"
    yield speech("commit"), f"{record.get('git_commit') or '-'}{changed}"
    yield speech("model"), str(record["model_version"])
    yield speech("command"), shlex.join(record["command"])
    yield speech("seed"), ", ".join(map(str, record["seeds"]))
    yield speech("days"), f"{values.get('horizon')}"
    yield speech("runs"), f"{told.simulations} ({_over(told, speech)})"
    yield speech("started"), str(record["started_utc"])
    yield speech("python"), f"Python {record['python']}, {libraries}"
    yield speech("platform"), f"{record['platform']}, {record['processors']} x"
    yield speech("lock"), str(record.get("requirements_lock_sha256") or "-")


def _with_names(card: Card, told: Told) -> dict[str, Any]:
    """A card with its values by scenario, those alike together."""
    pairs: dict[str, list[str]] = {}
    for name, value in zip(told.configurations, card.values, strict=True):
        pairs.setdefault(value, []).append(name)
    return {
        "key": card.key,
        "about": card.about,
        "pairs": [(", ".join(names), value) for value, names in pairs.items()],
    }
