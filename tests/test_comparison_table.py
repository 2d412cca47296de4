"""The printed comparison of many forms: values above differences, and nothing that does not matter."""

from __future__ import annotations

import io

import pandas as pd
from rich.console import Console

from sim.comparison import compare
from sim.comparison_table import SIDE_BY_SIDE, printed

NAMES = ("a", "b", "c", "d")


def shown(names: tuple[str, ...], **values: list[list[float]]) -> list[str]:
    """Lines of the table of three replications of every scenario."""
    rows = [
        {"scenario": name, "replication": replication}
        | {column: of_forms[place][replication] for column, of_forms in values.items()}
        for place, name in enumerate(names)
        for replication in range(3)
    ]
    out = io.StringIO()
    Console(file=out, width=200).print(printed(compare(pd.DataFrame(rows), names), names, "equal_payroll", 3))
    return out.getvalue().splitlines()


def test_of_many_forms_differences_stand_below_values() -> None:
    speed = [[10.0, 20.0, 30.0], [40.0, 50.0, 60.0], [10.0, 20.0, 30.0], [9.0, 19.0, 29.0]]
    lines = shown(NAMES, speed_of_answer_s=speed)
    place = next(number for number, line in enumerate(lines) if "speed of answer" in line)
    assert lines[place].split()[-4:] == ["20.0", "50.0", "20.0", "19.0"]
    assert lines[place + 1].split() == [
        "+30.0", "[+30.0,", "+30.0]**", "+0.0", "[+0.0,", "+0.0]=", "-1.0", "[-1.0,", "-1.0]=",
    ]  # fmt: skip


def test_of_a_few_forms_they_stand_beside_them() -> None:
    speed = [[10.0, 20.0, 30.0], [40.0, 50.0, 60.0], [10.0, 20.0, 30.0]]
    line = next(line for line in shown(NAMES[:SIDE_BY_SIDE], speed_of_answer_s=speed) if "speed" in line)
    assert "50.0   +30.0 [+30.0, +30.0]**" in line


def test_what_differs_by_too_little_to_matter_is_left_out_and_counted() -> None:
    speed = [[10.0, 20.0, 30.0], [40.0, 50.0, 60.0], [10.0, 20.0, 30.0], [9.0, 19.0, 29.0]]
    alike = [[0.8, 0.81, 0.82]] * 4
    text = "\n".join(shown(NAMES, speed_of_answer_s=speed, service_level_share=alike))
    assert "service level" not in text
    assert "left out: 1 measures in which no form differs by enough to matter" in text
    few = "\n".join(shown(NAMES[:3], speed_of_answer_s=speed, service_level_share=alike))
    assert "service level" in few
    assert "left out" not in few
