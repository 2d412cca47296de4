"""`sim.field`: state of one's own, before there are tables; the package's own records stay as they are."""

from __future__ import annotations

import math
from typing import Any

import mesa
import numpy as np
import pytest
from own_rules import HEAD, Load, forgotten, load, rule

from sim.agents import Advisor, Customer, Manager, show_fields
from sim.own_fields import LASTING, OF_AGENTS, added, field
from sim.records import KINDS, record_type
from sim.reference import pages
from sim.refusal import Refused
from sim.tables import table

__all__ = ["forgotten", "load"]
USUAL: dict[str, Any] = {
    "kind": "advisor", "name": "cynicism", "unit": "share", "start": 0.25, "meaning": "mistrust",
}  # fmt: skip


def add(**changes: Any) -> None:
    given = USUAL | changes
    field(given.pop("kind"), given.pop("name"), **given)


@pytest.mark.usefixtures("forgotten")
class TestField:
    """`sim.field`."""

    def test_every_row_begins_with_its_start(self) -> None:
        add()
        rows = table("advisor", 3)
        assert rows.cynicism.tolist() == [0.25] * 3
        assert rows.authority.tolist() == [0.0] * 3
        assert record_type("advisor")["cynicism"] == np.float64

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"kind": "advisr"}, "did you mean 'advisor'"),
            ({"kind": "case"}, "'case': expected one of advisor, manager, group"),
            ({"name": "strain"}, "people have not yet \\(how worn out"),
            ({"name": "authority"}, "has not yet \\(largest stake decided at the desk\\)"),
            ({"name": "Cynicism"}, "a name: a small letter"),
            ({"name": "two words"}, "a name"),
            ({"name": "class"}, "a name"),
            ({"name": "size"}, "neither agents nor tables have"),
            ({"name": "answers_to"}, "neither agents nor tables have"),
            ({"start": math.nan}, "a finite number"),
            ({"start": "0"}, "a finite number"),
            ({"unit": " "}, "the unit in words"),
            ({"meaning": ""}, "the meaning in words"),
        ],
    )
    def test_what_cannot_be_is_refused(self, changes: dict[str, Any], told: str) -> None:
        with pytest.raises(Refused, match=rf"test_own_fields\.py, line \d+: sim\.field: .*{told}"):
            add(**changes)
        assert added() == {}

    def test_once_there_are_tables_it_is_too_late(self) -> None:
        table("manager", 1)
        add()
        table("advisor", 1)
        with pytest.raises(Refused, match="before there are tables of advisor"):
            add(name="worries")
        assert set(added()) == {"advisor"}

    def test_said_again_it_stays(self) -> None:
        add()
        table("advisor", 1)
        add()
        with pytest.raises(Refused, match="has not yet"):
            add(start=0.5)

    def test_agents_show_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        add(name="unheard_of")
        monkeypatch.setattr(Advisor, "unheard_of", None, raising=False)
        monkeypatch.delattr(Advisor, "unheard_of")
        show_fields()
        shown = Advisor.__dict__["unheard_of"]
        assert shown.__doc__ == "mistrust [share]"
        assert "unheard_of" not in Manager.__dict__

    def test_the_pages_stay_the_packages_own(self) -> None:
        before = pages()["state.md"]
        add()
        assert pages()["state.md"] == before

    def test_a_rule_may_write_it_where_its_point_lets_it(self, load: Load) -> None:
        said = 'sim.field("advisor", "nerve", unit="1", start=0.0, meaning="courage")\n\n\n'
        grows = ("advisor.nerve += 1.0", "return True")
        load(HEAD + said + rule("grows", *grows))
        with pytest.raises(Refused, match=r"line 7: 'advisor\.authority = \.\.\.'"):
            load(HEAD + said.strip() + "\n" + rule("takes", "advisor.authority = 0", "return True"), "b.py")


def test_the_names_of_agents_are_known() -> None:
    """Of Mesa and of our views; those of fields are the fields' own."""
    names = {name for view in (Advisor, Manager, Customer, mesa.Agent) for name in dir(view)}
    fields = {name for kind in ("advisor", "manager", "customer", "person") for name in KINDS[kind]}
    public = {name for name in names - fields if not name.startswith("_")}
    assert public | {"model", "row", "unique_id", "pos"} <= {*OF_AGENTS, "has_left"}


def test_only_kinds_whose_rows_last_may_be_added_to() -> None:
    assert set(LASTING) - {"circle"} <= set(KINDS)
    assert not {"case", "customer", "contact", "event", "clock"} & set(LASTING)
