"""Decision points and rules: what is refused, compiled against plain Python, no recompilation for another."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numba
import numpy as np
import pytest
from centres import centre_of, run_of
from hypothesis import given
from hypothesis import strategies as st
from numba.core.registry import CPUDispatcher

import sim.day  # noqa: F401  the rooms it runs register their rules
from sim import rules
from sim.compiling import FirstClass, compiled
from sim.decision_points import POINTS
from sim.own_fields import LASTING
from sim.records import KINDS
from sim.refusal import Refused
from sim.rule_arguments import ARGUMENTS
from sim.rule_calls import compile_rule
from sim.rules import kind_of, registered, rule
from sim.settings import SETTINGS, settings_type
from sim.states import COACHING, CUSTOMER_LEFT, FAIR, FLOOR, IDLE, MEETING, REPORTING
from sim.tables import table

SETTING = settings_type()
NEEDS_JIT = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="counts compilations")


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules registered in a test are forgotten after it."""
    copied = {point: dict(known) for point, known in rules._REGISTRY.items()}
    monkeypatch.setattr(rules, "_REGISTRY", copied)


@compiled
def ask(function, arguments):  # type: ignore[no-untyped-def]
    """A caller of rules, as the compiled day is one."""
    return function(*arguments)


def settings_record(**values: float) -> np.recarray:
    record = np.zeros(1, SETTING).view(np.recarray)
    for name, value in values.items():
        record[name] = value
    return record


def never_first(waited: int, settings: Any) -> bool:
    return False


def from_an_hour(waited: int, settings: Any) -> bool:
    return waited >= 3_600_000


@pytest.mark.usefixtures("free")
class TestRegistration:
    """`@rule`."""

    def test_of_no_point(self) -> None:
        told = r"test_rules\.py, line \d+: rule never_first: 'desk\.may_decid': expected a decision point"
        with pytest.raises(Refused, match=told) as refused:
            rule("desk.may_decid", reference="none")(never_first)
        assert refused.value.nearest == "desk.may_decide"

    @pytest.mark.parametrize(
        "function",
        [lambda waited: True, lambda settings, waited: True, lambda waited, settings, more: True],
        ids=["too few", "another order", "too many"],
    )
    def test_of_other_arguments(self, function: Callable[..., Any]) -> None:
        with pytest.raises(
            Refused, match=r"rule <lambda>: .*expected the arguments \('waited', 'settings'\)"
        ):
            rule("routing.work_first", reference="none")(function)
        assert "<lambda>" not in registered("routing.work_first")

    def test_leaves_the_function_as_it_was(self) -> None:
        assert rule("routing.work_first", reference="a test")(never_first) is never_first
        known = registered("routing.work_first")["never_first"]
        assert (known.function, known.point, known.reference) == (never_first, "routing.work_first", "a test")
        assert list(registered("routing.work_first")) == ["overdue_first", "never_first"]

    def test_a_cell_run_again_says_its_rule_anew(self) -> None:
        """The same name from the same module: the last one holds."""

        def cell(answer: bool) -> Callable[..., Any]:
            def mine(waited: int, settings: Any) -> bool:
                return answer

            return rule("routing.work_first", reference="a test")(mine)

        first, second = cell(False), cell(True)
        assert registered("routing.work_first")["mine"].function is second is not first

    def test_of_an_unknown_name(self) -> None:
        with pytest.raises(Refused, match=r"rules\.routing\.work_first: 'overdue_frist'") as refused:
            compile_rule("routing.work_first", "overdue_frist", SETTING)
        assert (refused.value.nearest, refused.value.expected) == ("overdue_first", "one of overdue_first")

    def test_a_rule_of_another_point_is_unknown(self) -> None:
        with pytest.raises(Refused, match="expected one of overdue_first"):
            compile_rule("routing.work_first", "within_authority", SETTING)


@pytest.mark.parametrize("point", POINTS)
class TestPoints:
    """Every decision point."""

    def test_is_described(self, point: str) -> None:
        spec = POINTS[point]
        assert spec.meaning.endswith("?")
        assert spec.answer in (
            "yes or no", "probability", "log hazard ratio", "ms", "EUR", "1/ms", "score", "effort", "strain",
            "trust", "experience", "satisfaction", "people", "ratio", "engagement", "open days", "share",
        )  # fmt: skip
        assert set(spec.arguments) <= {*KINDS, *ARGUMENTS}
        assert set(spec.may_change) <= set(spec.arguments) & set(LASTING)

    def test_has_its_default(self, point: str) -> None:
        known = registered(point)[POINTS[point].default]
        assert known.name == known.function.__name__ == POINTS[point].default
        assert known.reference
        assert inspect.getdoc(known.function)


amounts = st.floats(0, 1e6)
shares = st.floats(0, 1)
flags = st.integers(0, 1)
HALF_LIVES = st.floats(1e9, 1e11)  # ms
RATES = st.floats(0, 1e-9)  # 1/ms
FIELDS: dict[str, Any] = {
    "advisor": {
        "authority": amounts,
        "felt": shares,
        "skill": shares,
        "unsure": st.floats(0, 5),
        "cohesion": shares,
        "inward": shares,
        "manager": st.integers(-1, 99),
        "expects": shares,
        "chats": st.integers(0, 8),
    },
    "manager": {
        "limit": amounts,
        "level": st.integers(1, 10),
        "looking": flags,
        "rests": st.sampled_from([IDLE, FLOOR, COACHING, REPORTING, MEETING]),
        "exposure": shares,
    },
    "case": {
        "effort": st.integers(0, 32_000),
        "transferred": flags,
        "spent": st.lists(st.integers(0, 10**9), min_size=10, max_size=10).map(np.array),
        "stake": amounts,
        "precedent": amounts,
        "attempt": st.integers(0, 63),
        "need": st.integers(0, 10**8),
        "promised": flags,
        "reworked": flags,
        "undue": flags,
        "heard": st.integers(0, 10),
    },
    "circle": {"cohesion": shares},
    "person": {
        "strain": shares,
        "engagement": shares,
        "demands": shares,
        "resources": shares,
        "drive": shares,
        "prone": st.floats(-1, 1),
        "needed": shares,
        "used_to": st.one_of(st.just(-1.0), shares),
        "lost": shares,
        "keen": st.floats(-1, 1),
        "trust_sponsor": shares,
        "initiative": shares,
    },
    "reason": {"solve_probability": shares, "severity": st.floats(0, 3), "hostile_share": shares},
    "settings": {
        "refusal_probability": shares,
        "rework_probability": shares,
        "request": flags,
        "time_out_default": flags,
        "tray_interval": st.one_of(st.just(0.0), st.floats(0, 1e7)),
        "redial_probability": shares,
        "repeat_probability": shares,
        "call_back_patience": st.floats(0, 1e7),
        "extension_cap": st.floats(0, 1e8),
        "unsolved_hazard_ratio": st.floats(1, 10),
        "repeat_hazard_ratio": st.floats(1, 5),
        "judgement_abuse_seen_at_review": shares,
        "judgement_lost_per_level": st.floats(0, 0.5),
        "breaking_violation_probability": shares,
        "breaking_seen_by_manager": st.floats(1e6, 1e11),
        "breaking_seen_by_peers": st.floats(1e6, 1e11),
        "breaking_sanction_probability": shares,
        "advice_effect": shares,
        "advice_interrupts": st.sampled_from([0.0, 1.0]),
        "coordination_attention_cost": st.floats(0, 5),
        "coordination_circle_refuses": shares,
        "coordination_objection": shares,
        "coordination_precedent_reach": st.floats(0, 100),
        "interrupts_manager": flags,
        "trained": shares,
        "relapse_at": st.floats(1, 1000),
        "exposure_effect": shares,
        "delegation_hazard": st.floats(0, 1e-8),
        "peers_translate": flags,
        "peers_tinker": flags,
        "peers_soothe": flags,
        "surge_at": st.floats(0, 1000),
        "hostile_growth": st.floats(0, 10),
        "incentives_bonus": st.integers(0, 2),
        "incentives_bonus_share": shares,
        "incentives_free_riding": st.floats(0, 2),
        "incentives_effort_gain": st.floats(0, 10),
        "incentives_gaming": st.floats(0, 100),
        "incentives_target_pressure": shares,
        "chat_resolution_loss": shares,
        "strain_usual": shares,
        "strain_half_life": HALF_LIVES,
        "managers_status": shares,
        "strain_demand_gain": shares,
        "strain_resource_gain": shares,
        "strain_interaction": shares,
        "strain_spread": st.floats(0.01, 1),
        "engagement_usual": shares,
        "engagement_half_life": HALF_LIVES,
        "engagement_resource_gain": shares,
        "engagement_demand_gain": shares,
        "engagement_effort_gain": st.floats(0, 1),
        "engagement_spread": st.floats(0.01, 1),
        "absence_spells": RATES,
        "absence_length": st.floats(1, 200),
        "absence_by_engagement": st.floats(0, 2),
        "absence_by_strain": st.floats(0, 2),
        "quitting_rate": RATES,
        "quitting_by_engagement": st.floats(0, 3),
        "quitting_at_first": st.floats(0, 20),
        "quitting_settles": HALF_LIVES,
        "quitting_market": st.floats(0, 10),
        "trust_at_start": st.floats(0.05, 1),
        "trust_gain": st.floats(0, 0.1),
        "trust_asymmetry": st.floats(1, 10),
        "trust_half_life": HALF_LIVES,
        "trust_by_sponsor": st.floats(0, 3),
        "initiative_rate": shares,
        "satisfaction_usual": shares,
        "satisfaction_outcome": st.floats(0.01, 1),
        "satisfaction_warmth": shares,
        "satisfaction_delay": shares,
        "satisfaction_detours": shares,
        "satisfaction_waiting": shares,
        "satisfaction_promise": shares,
        "satisfaction_usual_warmth": shares,
        "satisfaction_warmth_gain": st.floats(0, 20),
        "satisfaction_half_delay": HALF_LIVES,
        "satisfaction_half_wait": HALF_LIVES,
        "satisfaction_promised": st.floats(1e6, 1e9),
        "satisfaction_announced": shares,
        "satisfaction_apology": shares,
        "satisfaction_adjusts": shares,
        "satisfaction_losses": st.floats(1, 3),
        "satisfaction_settles": HALF_LIVES,
        "satisfaction_by_satisfaction": st.floats(0, 2),
        "satisfaction_spread": st.floats(0.01, 1),
        "word_of_mouth_good": st.floats(0, 3),
        "word_of_mouth_bad": st.floats(0, 30),
        "word_of_mouth_power": st.floats(1, 5),
        "word_of_mouth_at_start": shares,
        "word_of_mouth_viral": st.floats(0, 0.01),
        "acquisition_by_reputation": st.floats(0, 10),
        "transition_alone": RATES,
        "transition_imitation": RATES,
    },
}
NUMBERS: dict[str, Any] = {
    "waited": st.integers(0, 10**7),
    "busy": st.integers(0, 1),
    "end": st.integers(FAIR, CUSTOMER_LEFT),
    "grievance": st.floats(0, 3),
    "satisfaction": shares,
    "experience": shares,
    "reputation": shares,
    "good": flags,
    "trust": shares,
    "others": shares,
    "kept": st.integers(0, 100),
    "broken": st.integers(0, 100),
    "waiting": st.integers(0, 1000),
    "on_duty": st.integers(0, 1000),
    "role": st.integers(0, 2),
    "members": st.integers(1, 100),
    "passed": st.integers(0, 10**9),
    "tenure": st.integers(0, 10**12),
}


@st.composite
def arguments_of(draw: st.DrawFn, point: str) -> tuple[list[Any], list[Any]]:
    """What a rule may be asked: once as records and numbers, once as plain Python objects."""
    records: list[Any] = []
    plain: list[Any] = []
    for name in POINTS[point].arguments:
        if name in NUMBERS:
            plain.append(draw(NUMBERS[name]))
            records.append(kind_of(name)(plain[-1]))
            continue
        kind = kind_of(name)
        record = (settings_record() if kind == "settings" else table(kind, 1))[0]
        values = {field: draw(strategy) for field, strategy in FIELDS[kind].items()}
        for field, value in values.items():
            setattr(record, field, value)
        records.append(record)
        plain.append(SimpleNamespace(**values))
    return records, plain


def asks_compiled(function: Callable[..., Any]) -> bool:
    """Whether a rule calls functions of its room, which take records and no plain objects once compiled."""
    known = (function.__globals__.get(name) for name in function.__code__.co_names)
    return any(isinstance(each, CPUDispatcher) for each in known)


class TestCompiled:
    """`compile_rule`."""

    @pytest.mark.parametrize("point", POINTS)
    @given(st.data())
    def test_says_what_the_function_says(self, point: str, data: st.DataObject) -> None:
        """Every rule that comes with the package, on records compiled and on plain objects in Python."""
        name = data.draw(st.sampled_from(sorted(registered(point))))
        records, plain = data.draw(arguments_of(point))
        answer = ask(compile_rule(point, name, SETTING), tuple(records))
        function = registered(point)[name].function
        given = records if asks_compiled(function) else plain
        assert answer == pytest.approx(function(*given), rel=1e-15)
        number = (float, np.integer) if numba.config.DISABLE_JIT else float
        assert isinstance(answer, (bool, np.bool_) if POINTS[point].answer == "yes or no" else number)

    @pytest.mark.usefixtures("free")
    @pytest.mark.parametrize("point", ["routing.work_first", "handling.solves"])
    def test_is_machine_code_where_there_is_a_compiler(
        self, point: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whatever answers: yes or no, or a number."""
        monkeypatch.setattr(numba.config, "DISABLE_JIT", 0)

        def solved(advisor, case, reason, settings):  # type: ignore[no-untyped-def]
            return 0.5

        rule(point, reference="a test")(never_first if point == "routing.work_first" else solved)
        name = "never_first" if point == "routing.work_first" else "solved"
        made = compile_rule(point, name, SETTING)
        assert isinstance(made, FirstClass)
        assert len(made.nopython_signatures) == 1

    @NEEDS_JIT
    @pytest.mark.usefixtures("free")
    def test_another_rule_does_not_recompile_its_caller(self) -> None:
        for function in (never_first, from_an_hour):
            rule("routing.work_first", reference="a test")(function)
        arguments = (np.int64(4_000_000), settings_record(call_back_patience=5_000_000.0)[0])
        answers, counts = [], set()
        for name in ("overdue_first", "never_first", "from_an_hour"):
            answers.append(ask(compile_rule("routing.work_first", name, SETTING), arguments))
            counts.add(len(ask.signatures))
        assert answers == [False, False, True]
        assert len(counts) == 1

    @pytest.mark.usefixtures("free")
    def test_a_run_has_the_same_type_under_another_rule(self) -> None:
        """What the compiled day is given has one type, whichever rules stand in it."""
        rule("routing.work_first", reference="a test")(never_first)
        usual = run_of(centre_of(), 1)
        other = run_of(centre_of(), 1)
        other.govern(replace(other.scenario, rules={"routing.work_first": "never_first"}))
        arguments = (np.int64(2**40), usual.world.settings[0])
        answers = [ask(run.world.rules.routing_work_first, arguments) for run in (usual, other)]
        assert answers == [True, False]
        if not numba.config.DISABLE_JIT:
            assert usual.world.type == other.world.type


def test_every_number_a_rule_reads_is_a_setting() -> None:
    assert set(FIELDS["settings"]) <= set(SETTINGS)
