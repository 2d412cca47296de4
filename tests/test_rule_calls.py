"""Rules of one's own: compiled, or called in Python on live views, with the same answers and told faults."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import numba
import pytest
from centres import centre_of, refund, routine, run_of
from own_rules import HEAD, Load, forgotten, load, rule

import sim
from sim.experiment.tasks import Common, Task
from sim.experiment.working import run_batch
from sim.model import ContactCentre
from sim.refusal import Refused
from sim.rule_calls import compile_rule
from sim.rule_faults import RuleFault
from sim.rule_files import loaded
from sim.rules import registered
from sim.scenario import Scenario
from sim.settings import settings_type
from sim.world import Run

__all__ = ["forgotten", "load"]
POINT = "desk.may_decide"
NEEDS_JIT = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="compiles rules")
MODES = ["refuse", "always"]
COMPILES = rule("small", "return case.stake + case.attempt * 20.0 <= 2.0 * advisor.authority")
# What the compiler does not take: a module of Python's own.
PYTHON_ONLY = "import json\n\n\n" + rule(
    "by_word", "return case.stake + case.attempt * 20.0 <= json.loads('2.0') * advisor.authority"
)
FAULTS = {
    "raise": (("if case.stake > 10:", "    raise ValueError('dear')", "return True"), 7, "ValueError: dear"),
    "zero": (("one = case.attempt - case.attempt", "return 1 // one > 0"), 7, "ZeroDivisionError: "),
    "index": (("one = 50 + case.attempt", "return advisor.paid[one] > 0"), 7, "IndexError: "),
    "assert": (("assert case.stake < 0, 'no stake'", "return True"), 6, "AssertionError: no stake"),
}


def busy(**how: Any) -> Scenario:
    """Refunds of 80 EUR where advisors decide 50, and questions; some thirty calls a day."""
    reasons = {"refund": refund(share=0.5), "talk": routine(share=0.5, solve_probability=0.5)}
    volume = {"calls_per_day": 30.0, "repeat_probability": 0.9}
    return centre_of(reasons, demand=volume, **how)


def run_under(name: str, python_rule: str = "refuse", point: str = POINT, days: int = 3) -> Run:
    scenario = replace(busy(), rules={point: name}, python_rule=python_rule)
    run = run_of(scenario, 3, days=days)
    while not run.finished:
        run.step()
    return run


class TestAnswers:
    """Compiled, in Python, on agents: one digest."""

    def test_are_the_same_compiled_and_in_python(self, load: Load) -> None:
        load(HEAD + COMPILES)
        digests = {run_under("small", mode).digest for mode in MODES}
        assert len(digests) == 1
        assert digests != {run_under("within_authority").digest}

    @NEEDS_JIT
    def test_one_that_does_not_compile_is_refused_in_one_line(self, load: Load) -> None:
        load(HEAD + PYTHON_ONLY)
        with pytest.raises(Refused) as refused:
            run_under("by_word")
        told = str(refused.value)
        assert "python_rule=allow, which calls it in Python (my_rules.py, line " in told
        assert len(told) < 400
        assert "\n" not in told

    @NEEDS_JIT
    def test_where_it_is_allowed_it_is_called_in_python_and_told_once(
        self, load: Load, caplog: pytest.LogCaptureFixture
    ) -> None:
        load(HEAD + PYTHON_ONLY + COMPILES)
        logging.getLogger("sim.rule_calls").disabled = True  # as Hydra's logging leaves it
        with caplog.at_level(logging.WARNING):
            digests = {run_under("by_word", "allow").digest for _ in range(2)}
        assert digests == {run_under("small").digest}
        (line,) = [record.getMessage() for record in caplog.records]
        assert line.startswith("rule by_word is called in Python, ")
        assert "my_rules.py, line " in line

    def test_a_centres_agents_are_what_it_sees(self, load: Load) -> None:
        """In a bare run, rows that read and write the same."""
        load(
            HEAD + "SEEN = []\n\n\n"
            + rule("looks", "SEEN.append(advisor)", "return case.stake <= advisor.authority")
        )  # fmt: skip
        scenario = replace(busy(), rules={POINT: "looks"}, python_rule="always")
        plan = run_of(scenario, 3).plan
        centre = ContactCentre(scenario, plan=plan, days=1)
        centre.step()
        seen = registered(POINT)["looks"].function.__globals__["SEEN"]
        assert seen
        assert all(advisor in centre.advisors for advisor in seen)
        branch = centre.branch()
        assert branch.run.agents["advisor"] == branch.advisors
        seen.clear()
        bare = Run(scenario, plan, days=1)
        bare.step()
        assert {type(one).__name__ for one in seen} == {"Row"}
        assert bare.digest == centre.run.digest

    def test_numbers_are_plain_ones(self, load: Load) -> None:
        """8 and 16 bits of NumPy would overflow where compiled code does not."""
        load(HEAD + rule("wide", "return (case.reason + 1) * 1000 * (case.attempt + 100) > 32767"))
        answers = [run_under("wide", mode) for mode in MODES]
        assert answers[0].digest == answers[1].digest
        assert answers[0].world.day.requests.sum() == 0


class TestFaults:
    """What a rule raises, with its file and its line."""

    @pytest.mark.parametrize("mode", MODES)
    @pytest.mark.parametrize("fault", FAULTS)
    def test_stops_the_run(self, fault: str, mode: str, load: Load) -> None:
        body, line, told = FAULTS[fault]
        load(HEAD + rule("faulty", *body))
        with pytest.raises(RuleFault, match=rf"^day 0: my_rules\.py, line {line}: {told}"):
            run_under("faulty", mode)

    def test_of_two_rules_the_right_one_is_named(self, load: Load) -> None:
        body, line, _ = FAULTS["zero"]
        load(HEAD + rule("faulty", *body) + COMPILES + rule("fine", "return 0.5", point="handling.solves"))
        scenario = replace(busy(), rules={POINT: "faulty", "handling.solves": "fine"})
        with pytest.raises(RuleFault, match=rf"line {line}"):
            run_of(scenario, 3).step()

    @pytest.mark.parametrize("body", ["return None", "return 'yes'", "return [1, 2]"])
    def test_an_answer_that_is_none_is_told(self, body: str, load: Load) -> None:
        load(HEAD + rule("odd", body, point="handling.solves"))
        with pytest.raises(RuleFault, match=r"my_rules\.py, line 4: WrongAnswer: .*expected: probability"):
            run_under("odd", "always", "handling.solves")

    def test_what_is_no_rules_fault_goes_through(self, load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
        load(HEAD + COMPILES)
        monkeypatch.setattr("sim.world.check_settings", lambda *_: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            run_under("small")

    def test_a_failed_run_is_a_row(self, load: Load) -> None:
        load(HEAD + rule("faulty", *FAULTS["zero"][0]))
        (configuration,) = sim.configure(["scenario=hierarchical", f"rules.{POINT}=faulty"], alone=True)
        configuration = replace(configuration, scenario=replace(busy(), rules={POINT: "faulty"}))
        plan = run_of(busy(), 3).plan
        common = Common((configuration,), plan, rules=loaded())
        [(row, tables)] = run_batch([Task("id", "point", 0, 0, {}, {}, 0)], common)
        assert (row["status"], tables) == ("failed", {})
        assert str(row["error"]).startswith("RuleFault: day 0: my_rules.py, line 7: ZeroDivision")


class TestSettings:
    """Settings are known when a scenario is."""

    def test_a_misspelt_one_is_told(self, load: Load) -> None:
        load(HEAD + rule("asks", "return settings.refusal_probabilty > 0.5"))
        with pytest.raises(Refused, match=r"my_rules\.py, line 6: .*mean 'settings\.refusal_probability'"):
            compile_rule(POINT, "asks", settings_type())


@NEEDS_JIT
def test_nothing_of_a_users_rule_is_kept(load: Load) -> None:
    load(HEAD + COMPILES + rule("solves", "return 0.5", point="handling.solves"))
    for made in (
        compile_rule(POINT, "small", settings_type()),
        compile_rule("handling.solves", "solves", settings_type(), "always"),
    ):
        assert type(made._cache).__name__ == "NullCache"  # type: ignore[attr-defined]


def test_the_centre_of_these_tests_has_decisions_to_take() -> None:
    """Otherwise nothing above would be asked."""
    assert run_under("within_authority").world.day.requests.sum() > 10
