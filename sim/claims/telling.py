"""The claims as they are printed on a terminal, and as objects for other programs. Called by `sim.facts`."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.claims.declared import Part
from sim.claims.judging import HOLDS, Found, Judged, name_of
from sim.claims.kept import Kept
from sim.experiment.statistics import Difference

COLOURS = {HOLDS: "green", "contradicted": "red", "undecided": "yellow"}
STALE = "stale: computed with another version of the model; --run computes it anew"
SMALL_CENTRE = "a centre of some thirty advisors, on the baseline's payroll; intervals of 95 %"


def printed(rows: Sequence[Judged], kept: Kept, *, quick: bool = False) -> Iterator[RenderableType]:
    """Row by row, between what was compared and what the words mean."""
    yield Text(SMALL_CENTRE, style="dim")
    if quick:
        yield Text("quick: few replications, standing and draws not tried; nothing is kept", style="dim")
    if kept.stale:
        yield Text(STALE, style="yellow")
    for row in rows:
        yield block(row)
    yield Text()


def block(row: Judged) -> Group:
    """One row: the claim, what was found, how it stands."""
    fact = row.fact
    title = Text.assemble("\n", (f"{fact.number:>2}  {fact.claim}", "bold"), (f"  [{fact.source}]", "dim"))
    if fact.context:
        return Group(title, Text("    context: no verdict", style="dim"))
    told = verdict_of(row)
    said = Text.assemble("    ", (told, COLOURS.get(told, "")), f"; {standing_of(row)}")
    parts = [_table(row.parts)] if row.parts else []
    notes = [
        Text(f"    {note}", style="dim") for note in (beside(row), fact.reason if row.parts else "") if note
    ]
    return Group(title, said, *parts, *notes)


def verdict_of(row: Judged) -> str:
    """The verdict; of a row that cannot be tried, that."""
    return row.verdict if row.fact.parts else "not tried"


def standing_of(row: Judged) -> str:
    """Standing and what decided it, in a phrase."""
    return f"{row.standing}: {row.why}" if row.standing else row.why


def _table(parts: Sequence[Found]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for justify in ("left", "left", "right", "left", "left"):
        table.add_column(justify=justify, overflow="fold")
    for one in parts:
        told = one.verdict if one.part.counted else f"({one.verdict})"
        colour = COLOURS[one.verdict] if one.part.counted else "dim"
        table.add_row("   ", name_of(one.part), effect_of(one), one.part.claimed, Text(told, colour))
    return table


def effect_of(one: Found) -> str:
    """Effect and interval, with their sign where they are differences."""
    effect, sign = one.effect, "" if one.part.is_level else "+"
    if math.isnan(effect.mean):
        return f"- ({effect.missing} without)"
    unit = " of it" if one.part.relative else ""
    if math.isnan(effect.low):
        return f"{effect.mean:{sign}.3g}{unit}"
    return f"{effect.mean:{sign}.3g} [{effect.low:{sign}.3g}, {effect.high:{sign}.3g}]{unit}"


def beside(row: Judged) -> str:
    """What stands beside a verdict: draws, psychology off, signs reversed."""
    told = []
    if row.draws:
        told.append(f"claimed direction in {shown_share(row.draws)} draws of what is not known")
    if row.symmetric:
        told.append(f"in {shown_share(row.symmetric)} of psychology about zero")
    if row.capacity:
        told.append("capacity alone: holds with psychology off, so is no evidence for it")
    if row.reversed_holds:
        told.append("holds with psychology reversed, too")
    return "; ".join(told)


def shown_share(share: Difference) -> str:
    """A share in per cent, with its interval and what it is of."""
    ends = f"[{100 * share.low:.0f}, {100 * share.high:.0f}]"
    return f"{100 * share.mean:.0f} % {ends} of {share.replications}"


def as_record(row: Judged) -> dict[str, object]:
    """A row as plain data; the leading part stands at the top, all of them below."""
    parts = [_part_record(one) for one in row.parts]
    lead = parts[0] if parts else dict.fromkeys(("effect", "low", "high", "unit", "column"))
    return {
        "id": row.fact.number,
        "claim": row.fact.claim,
        "source": row.fact.source,
        **{name: lead[name] for name in ("effect", "low", "high", "unit", "column")},
        "verdict": row.verdict or None,
        "standing": row.standing or None,
        "why": row.why or None,
        "share_of_draws": _share_record(row.draws),
        "share_of_symmetric_draws": _share_record(row.symmetric),
        "capacity_alone": row.capacity,
        "reversed": row.reversed_holds,
        "rests_on": list(row.killed_by),
        "tried": list(row.tried),
        "reason": row.fact.reason or None,
        "parts": parts,
    }


def _part_record(one: Found) -> dict[str, object]:
    return {
        "column": one.part.column,
        "words": one.part.words or None,
        "unit": unit_of(one.part),
        "claimed": one.part.claimed,
        "effect": _number(one.effect.mean),
        "low": _number(one.effect.low),
        "high": _number(one.effect.high),
        "replications": one.effect.replications,
        "verdict": one.verdict,
        "counted": one.part.counted,
    }


def unit_of(part: Part) -> str:
    """The unit that a column's name ends with; of a share of the other side, share."""
    return "share" if part.relative else part.column.rpartition("_")[2]


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value


def _share_record(share: Difference | None) -> dict[str, float] | None:
    if share is None:
        return None
    return {"share": share.mean, "low": share.low, "high": share.high, "draws": share.replications}
