"""Runs the compiled floor and its twin on random centres; as a script, a changed floor and what is expected.

`compared` is called by `tests/test_reference_model.py`, in several processes. The script simulates the
centres of a file that `expect` has written, with whatever package `sim` it finds, and prints the first
difference.
"""

from __future__ import annotations

import pickle
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from random_centres import random_centre
from reference_model import Twin
from twin_cases import first_difference, simulated, told
from twin_description import described
from twin_features import Watched, features


@dataclass
class Comparison:
    """One centre: the first difference, if any; how often what happened; how long its log is."""

    seed: int
    difference: str
    features: Counter[str]
    contacts: int


def compared(seeds: Iterable[int]) -> list[Comparison]:
    """Both floors, event by event, on some centres."""
    found = []
    for seed in seeds:
        run = random_centre(seed)
        centre = described(run)
        compiled = simulated(run)
        twin = Watched(centre, seed)
        twin.run(run.day)
        difference = first_difference(compiled, told(twin))
        found.append(Comparison(seed, difference, features(twin), len(twin.contacts)))
    return found


def expect(seeds: Iterable[int], file: Path) -> None:
    """Write down what the twin comes to."""
    chronicles = {}
    for seed in seeds:
        run = random_centre(seed)
        centre = described(run)
        while not run.finished:  # a run that turns out unstable ends before its days are over
            run.step()
        chronicles[seed] = told(Twin(centre, seed).run(run.day))
    file.write_bytes(pickle.dumps(chronicles))


def main(file: str) -> None:
    for seed, expected in pickle.loads(Path(file).read_bytes()).items():
        difference = first_difference(simulated(random_centre(seed)), expected)
        if difference:
            print(f"centre {seed}: {difference}")
            return


if __name__ == "__main__":
    main(sys.argv[1])
