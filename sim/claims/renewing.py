"""Results of the claims under a version that moves none of their numbers: known by running some of them anew.

A file behind a run may change where no claim's run comes past. Items of every programme are then run anew;
where each comes out to the digit, what is kept bears the present version, and its manifest tells so. Called
by `sim.facts` and `sim.claims.page`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from sim.claims.kept import MANIFEST, RUNS, Kept, line_of, rounded, version
from sim.claims.measuring import CENTRAL, DRAWS, SYMMETRIC, Effects, Item
from sim.experiment.writing import write_whole
from sim.refusal import Refused


def sample(kept: Kept, rows: Collection[str], each: int) -> list[Item]:
    """So many items of every programme, from the first to the last, with the rows that there still are.

    Raises:
        Refused: there is no manifest.
    """
    found = []
    for programme, items in kept.items.items():
        numbers = sorted(items)
        places = np.unique(np.linspace(0, len(numbers) - 1, each).round().astype(int))
        for number in (numbers[place] for place in places):
            keys = tuple(key for key in items[number] if key in rows)
            found.append(Item(programme, number, _of(kept, programme), keys))
    return found


def _of(kept: Kept, programme: str) -> int:
    """Items of a programme in all, as they were asked for: by it draws are laid out."""
    asked = _manifest(kept)["asked"]
    names = {CENTRAL: "replications", DRAWS: "draws", SYMMETRIC: "symmetric"}
    return int(asked[names.get(programme, "switched")])


def _manifest(kept: Kept) -> dict[str, Any]:
    path = kept.folder / MANIFEST
    if not path.is_file():
        raise Refused("renew", path.name, f"a folder of results with a {MANIFEST}, as --run leaves it")
    return dict(json.loads(path.read_text("utf-8")))


def check_same(kept: Kept, item: Item, found: Mapping[str, list[Effects]]) -> None:
    """Refuse to renew what does not come out again.

    Raises:
        Refused: naming item and row.
    """
    again, before = rounded(found), kept.items[item.programme][item.number]
    for key in item.keys:
        if again[key] != before[key]:
            wanted = f"{before[key]} as kept: this version moves it (--run computes all of it anew)"
            raise Refused(f"{item.programme} {item.number}, row {key}", again[key], wanted)


def renew(kept: Kept, items: Sequence[Item]) -> None:
    """Write down that all that is kept is of the present version, and which items have shown it."""
    record = _manifest(kept)
    shown = [f"{item.programme} {item.number}" for item in items]
    step = {"from": sorted(kept.versions), "to": version(), "items_run_anew": shown}
    record |= {"facts_version": version(), "renewed": [*record.get("renewed", []), step]}
    texts = [
        line_of(programme, number, effects)
        for programme, numbers in kept.items.items()
        for number, effects in numbers.items()
    ]
    # First the manifest: results that count as of now without a word of how would be the worse loss.
    write_whole(kept.folder / MANIFEST, (json.dumps(record, indent=1, sort_keys=True) + "\n").encode())
    write_whole(kept.folder / RUNS, "".join(texts).encode())


def renewals(kept: Kept) -> list[str]:
    """What a page says of results that were not all computed with the version they count as."""
    if not (kept.folder / MANIFEST).is_file():
        return []
    steps = _manifest(kept).get("renewed", [])
    return [
        f"computed with {', '.join(step['from'])}, and {len(step['items_run_anew'])} items of all programmes "
        f"again with {step['to']}, to the digit the same"
        for step in steps
    ]
