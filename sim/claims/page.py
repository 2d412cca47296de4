"""docs/facts.md: the claims as they stand in results/facts, nothing hidden. Called by `sim.reference`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from sim.claims.judging import STANDINGS, Found, Judged, headline, judged, name_of
from sim.claims.kept import KEPT, USUALLY, Kept, read
from sim.claims.renewing import renewals
from sim.claims.rows import DOCUMENTS, FACTS
from sim.claims.telling import beside, effect_of, verdict_of

HEAD = (
    "# Facts\n",
    "Written by `python -m sim.reference` from results/facts, which `python -m sim.facts --run` fills;"
    " change the claims in `sim/claims/`, not here.\n",
    "What the source documents claim, and what the model says to it. Nothing is tuned to make a claim hold"
    " and no test asserts one. The documents are promotional (a consultancy's pages, the trade press), tell"
    " before and after without controls, and of those who fared well. Forms are like those of the firms"
    " named, never the firms themselves; nothing here predicts one.\n",
    "## How to read it\n",
    "Two centres of some thirty advisors are compared on the baseline's payroll, replication by replication"
    " on the same random numbers; effects have a 95 % interval. A measure **holds** where the whole interval"
    " lies in the range claimed, is **contradicted** where all of it lies outside, and is **undecided**"
    " else; where the claim is that nothing changes, the range is one around zero (equivalence). A row holds"
    " if all of its measures do, and is contradicted if one is; measures in brackets are told beside and do"
    " not count.\n",
    "How a row stands is decided in this order, the first that applies. **By construction**: switching off"
    " the one rule that says so takes it away, or it has the claimed direction in over 95 % of at least 500"
    " draws in which every psychological effect is as likely to have the other sign while the queue stays; a"
    " row that needs one mechanism alone, or none that was tried, counts here, too. **Calibrated**: it is in"
    " the loss of scenarios/experiment/baseline.yaml. **Emergent**: it needs the queue together with a rule,"
    " or two rules. **Not reproduced**: contradicted, undecided, or nothing in the model to try it with. A"
    " row that is in the loss and missed is not reproduced.\n",
    "Beside: the share of draws of what is not known (every uncertain number of people, customers and"
    " judgement, from half to twice its usual value within its declared range; those free in the calibration"
    " over its ranges) in which all measures have the claimed direction, one replication each, so that"
    " chance is in it; whether the row holds with all psychology off (*capacity alone*: no evidence for"
    " psychology) and with all its signs reversed.\n",
)


def facts_page() -> str:
    """The page as the results that are kept say it."""
    return _page(KEPT)


@cache
def _page(folder: Path) -> str:
    kept = read(folder)
    rows = [judged(fact, kept) for fact in FACTS]
    documents = "; ".join(f"{name} {what}" for name, what in DOCUMENTS.items())
    lines = [*HEAD, f"Documents: {documents}.\n", "## What came out\n", f"**{headline(rows)}.**\n"]
    lines += [*_sentences(rows, kept), ""]
    lines += ["| # | claim | source | measured | verdict | standing | beside |", "|" + " --- |" * 7]
    return "\n".join([*lines, *(_line(row) for row in rows)]) + "\n"


def _sentences(rows: Sequence[Judged], kept: Kept) -> Iterator[str]:
    counted = [row for row in rows if not row.fact.context]
    verdicts = [verdict_of(row) for row in counted]
    told = ", ".join(f"{verdicts.count(name)} {name}" for name in dict.fromkeys(sorted(verdicts)))
    yield f"Verdicts: {told}.\n"
    for name, fit in (("capacity", "with psychology off"), ("reversed_holds", "with psychology reversed")):
        tried = [row for row in counted if getattr(row, name) is not None]
        numbers = [str(row.fact.number) for row in tried if getattr(row, name)]
        none = f"none of {len(tried)}" if tried else "not tried yet"
        yield f"Rows that hold {fit}: {', '.join(numbers) or none}.\n"
    yield f"{'; '.join([_run_so_far(kept), *renewals(kept)])}.\n"


def _run_so_far(kept: Kept) -> str:
    """How much has been run of what the whole of it asks for, and with which version."""
    told = ", ".join(f"{name} {len(kept.items.get(name, {}))} of {most}" for name, most in USUALLY.items())
    return f"Run: {told}; version {', '.join(sorted(kept.versions)) or 'none'}"


def _line(row: Judged) -> str:
    fact = row.fact
    if fact.context:
        return _cells(str(fact.number), fact.claim, fact.source, "", "context", "", "")
    measured = "<br>".join(_part(one) for one in row.parts) or "nothing"
    notes = "; ".join(note for note in (beside(row), fact.reason if row.parts else "") if note)
    standing = f"**{row.standing}**: {row.why}" if row.standing in STANDINGS else row.why
    return _cells(str(fact.number), fact.claim, fact.source, measured, verdict_of(row), standing, notes)


def _part(one: Found) -> str:
    told = f"{name_of(one.part)}: {effect_of(one)}; {one.part.claimed}: {one.verdict}"
    return told if one.part.counted else f"({told})"


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
