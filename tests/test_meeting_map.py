"""The maps of where meetings are worth their time: what is compared, drawn, and that both sides exist."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from sim import meeting_map
from sim.configuration import configure
from sim.coordination import Circle
from sim.experiment.statistics import Difference
from sim.meeting_map import (
    OF_CIRCLE,
    OF_COORDINATION,
    Atlas,
    Cell,
    deciding,
    drawn,
    main,
    prior,
    with_meetings,
)
from sim.parameters import declarations
from sim.rights import Governance
from sim.scenario import Scenario


def small_centre() -> Scenario:
    """Some seven advisors."""
    return configure(["scenario=hierarchical", "demand.scale=0.01"], alone=True)[0].scenario


def test_only_circles_and_what_they_bring_differ() -> None:
    before = Scenario()
    after = with_meetings(before, Circle(length=30), relief=0.2)
    assert after.governance.circles == {"team": Circle(length=30)}
    assert after.governance.coordination.relief == 0.2
    undone = replace(after.governance, circles={}, coordination=before.governance.coordination)
    assert replace(after, governance=undone) == before


def test_a_deciding_circle_takes_what_is_beyond_the_advisor() -> None:
    rights = deciding(Scenario(), 10, 100).governance
    assert (rights.beyond, rights.circles["team"].every, rights.coordination.kinds) == ("circle", 10, 100)
    assert rights.circles["team"].decides


def test_the_prior_lies_in_the_declared_ranges_and_fills_its_own() -> None:
    """Latin hypercube: of 20 draws one lies in every twentieth of each range."""
    draws = list(prior(20, seed=3))
    declared: dict[str, Any] = {
        key.removeprefix("coordination."): found.range for key, _, found in declarations(Governance)
    } | {key: found.range for key, _, found in declarations(Circle)}
    for name, (low, high) in (OF_CIRCLE | OF_COORDINATION).items():
        values = [getattr(circle, name, brings.get(name)) for circle, brings in draws]
        places = np.sort((np.array(values, float) - low) / (high - low) * 20).astype(int)
        assert places.tolist() == list(range(20))
        assert declared[name][0] <= low < high <= declared[name][1]


def test_the_prior_is_drawn_from_its_seed() -> None:
    assert list(prior(3, 1)) == list(prior(3, 1)) != list(prior(3, 2))


def test_a_map_shows_the_sign_only_where_chance_does_not_explain_it() -> None:
    worse, better, equal, missing = (
        Difference(mean=mean, low=low, high=high, replications=3, missing=0)
        for mean, low, high in [
            (0.02, 0.01, 0.03),
            (-0.01, -0.02, -0.005),
            (0.001, -0.01, 0.01),
            (np.nan,) * 3,
        ]
    )
    cells = [Cell(15, 0, worse), Cell(15, 1, better), Cell(30, 0, equal), Cell(30, 1, missing)]
    page = io.StringIO()
    Console(file=page, width=60).print(drawn(cells, "min", 100, 1))
    rows = [line.split() for line in page.getvalue().splitlines()]
    assert rows[0] == ["min", "0", "1"]
    assert rows[2:] == [["15", "2.0", "+", "1.0", "-"], ["30", "0.1", "=", "none"]]


@pytest.mark.slow
def test_either_side_outweighs_the_other_somewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long meetings that remove nothing cost calls; short ones that remove much save them. Pairs of runs, the
    smaller difference some six standard errors from zero."""
    monkeypatch.setattr(meeting_map, "MINUTES", (30.0, 225.0))
    monkeypatch.setattr(meeting_map, "COSTS", (0.0, 0.3))
    centre = with_meetings(small_centre(), Circle(), relief=0.3, tensions_per_week=2.0)
    atlas = Atlas(replace(centre, governance=replace(centre.governance, circles={})), 4, seed=1, workers=1)
    found = {(cell.row, cell.column): cell.difference for cell in atlas.time_off_the_phone()}
    assert found[225.0, 0.0].low > 0
    assert found[30.0, 0.3].high < 0


def test_a_wrong_key_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["governance.circle=3"]) == 2
    assert "refused: governance.circle" in capsys.readouterr().err
