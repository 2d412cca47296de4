"""Situations that a manager can read, one file for every decision point; the twin tells each the same.

Every file is held against its own point: under the contrary answer at least one of its situations must not
happen as told.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numba
import pytest
from centres import NEARLY_NEVER, Centre
from plain_words import Unclear
from reference_model import Twin
from situations import FOLDER, Situation, situations_of
from twin_cases import first_difference, simulated, told
from twin_description import described

from sim import rules
from sim.decision_points import POINTS
from sim.rules import Rule, registered

FILES = {file.stem: file for file in sorted(FOLDER.glob("*.yaml"))}
ALL = [
    pytest.param(each, id=f"{point}: {each.title}")
    for point, file in FILES.items()
    for each in situations_of(file)
]

TURNED: dict[str, Callable[[float], object]] = {
    "yes or no": lambda said: not said,
    "probability": lambda said: 1.0 - said,
    "score": lambda said: -said,
}


@pytest.mark.parametrize("situation", ALL)
def test_happens_as_told(situation: Situation) -> None:
    differences = situation.differences(situation.centre().simulate())
    assert not differences, "\n".join([situation.title, *differences])


@pytest.mark.parametrize("situation", ALL)
def test_the_twin_tells_the_same(situation: Situation) -> None:
    centre = situation.centre()
    twin = twin_of(centre, situation.number("seed"))
    compiled = simulated(centre.run)
    assert compiled.contacts
    assert not first_difference(compiled, told(twin.run(centre.run.days)))


def twin_of(centre: Centre, seed: int) -> Twin:
    """The twin of a centre that has not begun, its callers called at the same times."""
    world = centre.run.world
    customers = world.customer[: world.clock[0].customers]
    customers.next_contact[[row not in centre.names.values() for row in range(customers.size)]] = 1e30
    twin = Twin(described(centre.run), seed)
    for customer, row in zip(twin.customers, customers, strict=True):
        customer.intensity, customer.next_contact = NEARLY_NEVER, float(row.next_contact)
    return twin


def test_every_decision_point_has_its_file() -> None:
    assert sorted(FILES) == sorted(POINTS)


def test_the_situations_of_the_docs_stand_in_the_files() -> None:
    page = (FOLDER.parents[1] / "docs" / "model.md").read_text("utf-8")
    shown = [block for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if "- title: " in block]
    known = "".join(file.read_text("utf-8") for file in FILES.values())
    assert len(shown) == 2
    assert all(block in known for block in shown)


@pytest.mark.parametrize("point", FILES)
def test_another_answer_is_seen(point: str, monkeypatch: pytest.MonkeyPatch) -> None:
    copied = {each: dict(known) for each, known in rules._REGISTRY.items()}
    monkeypatch.setattr(rules, "_REGISTRY", copied)
    assert any(map(changed_by_contrary(point), situations_of(FILES[point])))


def changed_by_contrary(point: str) -> Callable[[Situation], list[str]]:
    """What happens otherwise in a situation where the contrary of its rule answers."""
    made: dict[str, str] = {}

    def differences(situation: Situation) -> list[str]:
        named = situation.scenario.rules
        name = named.get(point, POINTS[point].default)
        if name not in made:
            made[name] = contrary(point, name)
        centre = situation.centre(rules=named | {point: made[name]})
        return situation.differences(centre.simulate())

    return differences


def contrary(point: str, name: str) -> str:
    """Register the contrary of a rule: no for yes, 1 - p for p, another number for a number."""
    answer = numba.njit(registered(point)[name].function)
    turn = numba.njit(TURNED.get(POINTS[point].answer, lambda said: 2.0 * said + 1.0))
    by_arguments: dict[int, Callable[..., object]] = {
        2: lambda a, b: turn(answer(a, b)),
        3: lambda a, b, c: turn(answer(a, b, c)),
        4: lambda a, b, c, d: turn(answer(a, b, c, d)),
        5: lambda a, b, c, d, e: turn(answer(a, b, c, d, e)),
    }
    made = f"contrary_to_{name}"
    function = by_arguments[len(POINTS[point].arguments)]
    rules._REGISTRY[point][made] = Rule(made, point, function, "a test")
    return made


# The vocabulary is closed.

GOOD = """
- title: Ann has a refund
  centre: {authority: 50 EUR, limits: [60 EUR, any]}
  rules: {approval.signs: within_limit}
  calls:
    Ann: 7:00:00 refund of 60 EUR, hold patience 10 min
  then:
    Ann:
      - 7:00:00 is answered
      - 7:05:00 holds
      - 7:08:00 has the refund
    advisor: {talk: 5 min, hold: 3 min, wrap up: 60 s, felt: 100 %}
    managers of level 1: {review: 3 min, idle: 717 min}
    Ann's manager: {review: 3 min}
    Ann's risk of leaving: 1.0 times
    counts: {granted: 1, goodwill: 60 EUR, wait: 0 s}
"""


def of_text(folder: Path, text: str) -> list[str]:
    file = folder / "some.yaml"
    file.write_text(text, "utf-8")
    [situation] = situations_of(file)
    return situation.differences(situation.centre().simulate())


def test_what_is_good_is_good(tmp_path: Path) -> None:
    assert of_text(tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ("word", "wrong", "line", "said"),
    [
        ("  centre:", "  center:", 3, "'center'; did you mean 'centre'?"),
        ("authority:", "autority:", 3, "'autority'; did you mean 'authority'?"),
        ("50 EUR", "50 USD", 3, "'50 USD, where a number of EUR is expected'"),
        ("50 EUR", "50", 3, "'50, where a number of EUR is expected'"),
        ("[60 EUR, any]", "60 EUR", 3, "'something else where a list is expected'"),
        ("approval.signs:", "approval.sign:", 4, "did you mean 'approval.signs'?"),
        ("within_limit", "within_limits", 4, "did you mean 'within_limit'?"),
        ("refund of 60 EUR", "refund of 60", 6, "where a time and a question or a refund"),
        ("hold patience 10", "holding patience 10", 6, "did you mean 'hold patience'?"),
        ("10 min", "ten min", 6, "'ten min, where a number of min is expected'"),
        ("    Ann:\n", "    Anne:\n", 8, "'Anne'; did you mean 'Ann'?"),
        ("7:05:00 holds", "7:05:00 is holding", 10, "'is holding'; did you mean"),
        ("7:05:00 holds", "7.05 holds", 10, "where a time and what happens are expected"),
        ("talk: 5 min", "talking: 5 min", 12, "'talking'; did you mean"),
        ("talk: 5 min", "talk: 5 EUR", 12, "'5 EUR, where a number of min is expected'"),
        ("managers of level", "manager of level", 13, "'one of 2, not said which'"),
        ("Ann's manager", "Ben's manager", 14, "'Ben'; known: Ann"),
        ("counts:", "count:", 16, "'count'; did you mean 'counts'?"),
        ("granted: 1", "given: 1", 16, "'given'"),
        ("  calls:", "  rules: {}\n  calls:", 5, "'rules'"),
        ("  calls:\n    Ann: 7:00:00 refund of 60 EUR, hold patience 10 min\n", "", 2, "without calls"),
    ],
)
def test_an_unknown_word_names_file_and_line(
    word: str, wrong: str, line: int, said: str, tmp_path: Path
) -> None:
    assert word in GOOD
    with pytest.raises(Unclear) as told_:
        of_text(tmp_path, GOOD.replace(word, wrong, 1))
    assert f"{tmp_path.name}/some.yaml:{line}: " in str(told_.value)
    assert said in str(told_.value)


@pytest.mark.parametrize(
    ("word", "wrong", "line"),
    [
        ("7:08:00", "7:08:00.001", 8),
        ("7:05:00 holds", "7:05:00 waits", 8),
        ("      - 7:05:00 holds\n", "", 8),
        ("talk: 5 min", "talk: 300001 ms", 12),
        (", hold: 3 min", "", 12),
        ("felt: 100 %", "felt: 99 %", 12),
        ("review: 3 min, idle: 717 min", "review: 3 min, idle: 716 min", 13),
        ("review: 3 min, idle: 717 min", "review: 3 min, rework: 1 s", 13),
        ("manager: {review: 3 min}", "manager: {}", 14),
        ("1.0 times", "1.1 times", 15),
        ("goodwill: 60 EUR", "goodwill: 60.01 EUR", 16),
        ("granted: 1", "granted: 2", 16),
    ],
)
def test_what_has_not_happened_is_told_with_its_line(
    word: str, wrong: str, line: int, tmp_path: Path
) -> None:
    assert word in GOOD
    [difference] = of_text(tmp_path, GOOD.replace(word, wrong, 1))
    assert difference.startswith(f"{tmp_path.name}/some.yaml:{line}: ")
