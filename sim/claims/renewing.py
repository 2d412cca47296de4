"""Results of the claims under a version that moves none of their numbers: known by running some of them anew.

A file behind a run may change where no claim's run comes past. Items of every programme are then run anew;
where each comes out to the digit, what is kept bears the present version, and its manifest tells so. Called
by `sim.facts`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import numpy as np

from sim.claims.kept import MANIFEST, RUNS, Kept, rounded, version
from sim.claims.measuring import Effects, Item
from sim.experiment.writing import write_whole
from sim.refusal import Refused


def sample(kept: Kept, each: int) -> list[Item]:
    """So many items of every programme, from the first to the last."""
    found = []
    for programme, items in kept.items.items():
        numbers = sorted(items)
        places = np.unique(np.linspace(0, len(numbers) - 1, each).round().astype(int))
        found += [
            Item(programme, numbers[place], len(numbers), tuple(items[numbers[place]])) for place in places
        ]
    return found


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
    path = kept.folder / MANIFEST
    record = json.loads(path.read_text("utf-8"))
    shown = [f"{item.programme} {item.number}" for item in items]
    step = {"from": sorted(kept.versions), "to": version(), "items_run_anew": shown}
    record = record | {"facts_version": version(), "renewed": [*record.get("renewed", []), step]}
    lines = [json.loads(line) for line in (kept.folder / RUNS).read_text("utf-8").splitlines() if line]
    texts = [json.dumps(line | {"version": version()}, separators=(",", ":")) + "\n" for line in lines]
    write_whole(kept.folder / RUNS, "".join(texts).encode())
    write_whole(path, (json.dumps(record, indent=1, sort_keys=True) + "\n").encode())
    kept.versions = {version()}
