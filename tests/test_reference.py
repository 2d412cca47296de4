"""The generated pages say what the declarations say, all of it, and the committed ones are up to date."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sim import records, states
from sim.coordination import Circle
from sim.decision_points import POINTS
from sim.parameters import declarations
from sim.reasons import Reason
from sim.reference import DOCS, KINDS, main, pages
from sim.refusal import EXIT_REFUSED
from sim.rules import registered
from sim.rules import rule as register
from sim.scenario import Group, Scenario
from sim.schema import keys
from sim.study import Study

ROOT = DOCS.parent
NAMED_FILE = re.compile(r"`((?:sim|tests|docs|notebooks|scenarios|results)/[\w./-]+)(?:::(\w+))?`")


@pytest.mark.parametrize("name", pages())
def test_the_committed_page_is_what_the_declarations_say(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == pages()[name], "run python -m sim.reference"


def test_another_process_writes_the_same(tmp_path: Path) -> None:
    """Another order of hashes, and no other module imported before."""
    command = [sys.executable, "-m", "sim.reference", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, env=os.environ | {"PYTHONHASHSEED": "7"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        name: text.encode() for name, text in pages().items()
    }


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "docs")]) == EXIT_REFUSED
    assert not list(tmp_path.iterdir())
    assert "expected a folder that is there" in capsys.readouterr().err


def cells(page: str) -> dict[str, list[str]]:
    """Rows of all tables of a page, by their first cell."""
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in page.splitlines() if line.startswith("| `")]
    return {row[0].strip().strip("`"): [cell.strip() for cell in row] for row in rows}


class TestParameters:
    """docs/parameters.md."""

    def test_has_every_key_that_may_be_set(self) -> None:
        shown = set(cells(pages()["parameters.md"]))
        groups = {key.rpartition(".")[0] for key in keys("<name>")}
        leaves = {key for key in keys("<name>") if key not in groups and not key.startswith("rules.")}
        laws = {key.removesuffix(".cv") for key in leaves if key.endswith(".cv")}
        within_laws = {key for key in leaves if key.rpartition(".")[0] in laws}
        of_a_law = {f"<law>.{key.rpartition('.')[2]}" for key in within_laws}
        assert shown == (leaves - within_laws) | laws | of_a_law

    def test_gives_default_unit_range_meaning_and_source(self) -> None:
        shown = cells(pages()["parameters.md"])
        assert shown["governance.authority"] == [
            "`governance.authority`",
            "`20`",
            "EUR",
            "0 to 1,000,000,000",
            "largest stake an advisor decides at the desk",
            "Turnella: goodwill limits of advisors 15-25 (practitioner)",
        ]
        assert shown["staffing.manager_shift"][3] == "1 to 24 or `null`"
        assert shown["replications"][3] == "1 to 1,000,000, whole"
        assert shown["governance.approver"][3] == "`own` or `pooled`"
        assert shown["governance.review"][1:4] == ["exponential, mean 3", "min", "a law"]
        assert shown["demand.reasons.<name>.handling"][1] == "lognormal, mean 5, CV 1.25"
        assert shown["staffing.groups.<name>.authority"][1:4] == [
            "`null`",
            "EUR",
            "0 to 1,000,000,000 or `null`",
        ]
        assert shown["staffing.lines"][3] == "1 to 1,000,000, whole or `null`"

    def test_shows_decision_rights_and_circles(self) -> None:
        shown = cells(pages()["parameters.md"])
        assert shown["people.skill"][1:4] == ["`0.95`", "share", "0.5 to 1"]
        assert shown["governance.breaking.seen_by_peers"][3] == "0.01 to 1,000 or `null`"
        assert shown["governance.advice.colleagues"][3] == "0 to 10, whole"
        assert shown["governance.coordination.precedent_lasts"][1:3] == ["`null`", "day"]
        assert shown["governance.circles.<name>.at"][1:4] == ["`null`", "", "text or `null`"]
        assert shown["governance.circles.<name>.decides"][1:4] == ["`false`", "", "`true` or `false`"]

    def test_every_number_has_its_source_or_assumption(self) -> None:
        shown = cells(pages()["parameters.md"])
        declared = [*declarations(Study), *declarations(Scenario)]
        declared += list(declarations(Reason, "demand.reasons.<name>."))
        declared += list(declarations(Group, "staffing.groups.<name>."))
        declared += list(declarations(Circle, "governance.circles.<name>."))
        for key, _, declaration in declared:
            if declaration.is_number and key in shown:
                assert (
                    declaration.source in shown[key][5]
                    if declaration.source
                    else "*assumption:*" in shown[key][5]
                )
        laws = [row for row in shown.values() if len(row) == 6 and row[3] == "a law"]
        assert laws
        assert all(row[5] and row[2] for row in laws)


class TestRules:
    """docs/rules.md."""

    def test_has_every_point_and_every_rule_of_the_package(self) -> None:
        page = pages()["rules.md"]
        for point in POINTS:
            assert f"## {point}\n" in page
            for name, rule in registered(point).items():
                if rule.function.__module__.startswith("sim."):
                    assert cells(page)[name][2] == rule.reference

    def test_says_what_the_rule_says(self) -> None:
        assert cells(pages()["rules.md"])["within_authority"][1] == (
            "An advisor decides what lies within the authority he feels, or within a precedent."
        )

    def test_leaves_out_what_somebody_else_has_registered(self, monkeypatch: pytest.MonkeyPatch) -> None:
        before = pages()["rules.md"]
        monkeypatch.setattr("sim.rules._REGISTRY", {point: dict(registered(point)) for point in POINTS})

        @register("desk.may_decide", reference="a test")
        def one_of_our_own(advisor, case, settings):  # type: ignore[no-untyped-def]
            """Summary of rule: never."""
            return False

        assert "one_of_our_own" in registered("desk.may_decide")
        assert pages()["rules.md"] == before


class TestState:
    """docs/state.md."""

    def test_has_every_field_of_every_kind(self) -> None:
        sections = dict(section.split("\n", 1) for section in pages()["state.md"].split("\n## ")[1:])
        assert KINDS.keys() == records.KINDS.keys()
        for kind, fields in records.KINDS.items():
            shown = cells(sections[kind])
            assert list(shown) == list(fields)
            for name, field in fields.items():
                assert shown[name][2:] == [field.unit, field.meaning]

    def test_types_and_sizes_are_those_in_memory(self) -> None:
        page = pages()["state.md"]
        for kind in records.KINDS:
            record = records.record_type(kind)
            assert f"{KINDS[kind]} {record.itemsize} bytes." in page
        assert cells(page)["grievance"][1] == "float32"
        assert cells(page)["fair_spent"][1] == "int64[10]"

    def test_codes_are_in_the_order_of_their_numbers(self) -> None:
        between = cells(pages()["state.md"])["NOT_NEEDED..."][1].split(", ")
        assert [getattr(states, name) for name in between] == list(range(6))
        assert cells(pages()["state.md"])["CASE_ENDS"][1].split(", ")[states.TIMED_OUT] == "timed_out"


def names_in(text: str) -> list[tuple[str, str]]:
    return NAMED_FILE.findall(text)


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
class TestPages:
    """What a page names is there, so that renaming a file cannot leave the pages behind."""

    def test_files_and_tests_are_there(self, page: Path) -> None:
        for path, function in names_in(page.read_text("utf-8")):
            assert (ROOT / path).exists(), path
            assert not function or re.search(rf"def {function}\(", (ROOT / path).read_text("utf-8")), function

    def test_links_lead_somewhere(self, page: Path) -> None:
        for target, anchor in re.findall(r"\]\(([^)#:]*)(?:#([\w-]+))?\)", page.read_text("utf-8")):
            linked = page.parent / target if target else page
            assert linked.exists(), target
            headings = re.findall(r"^#+ (.+)$", linked.read_text("utf-8"), re.M) if anchor else []
            slugs = [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings]
            assert not anchor or anchor in slugs, f"{target}#{anchor}"


def test_the_names_of_the_model_page_are_looked_at() -> None:
    assert len(names_in((DOCS / "model.md").read_text("utf-8"))) > 20
    assert names_in("`sim/day.py` and `tests/test_x.py::test_y`") == [
        ("sim/day.py", ""),
        ("tests/test_x.py", "test_y"),
    ]
