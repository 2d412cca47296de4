"""NaN and infinity planted everywhere: no run goes on with them, and none reaches a mean."""

from __future__ import annotations

import math
import pickle
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from centres import centre_of, exponential, groups_of, run_of
from own_rules import HEAD, Load, forgotten, load
from own_rules import rule as text_of_rule

from sim import rules
from sim.__main__ import main
from sim.clientele import Acquisition, Satisfaction, WordOfMouth
from sim.coordination import Circle, Coordination
from sim.decision_points import POINTS
from sim.measures import measure
from sim.reasons import Law, Reason
from sim.records import KINDS
from sim.rights import Breaking, Judgement
from sim.rules import rule
from sim.scenario import Scenario
from sim.settings import SETTINGS
from sim.shocks import Shock
from sim.soundness import ABOUT, ENDLESS, PLACES, NotFinite, check_all, check_day, number_of
from sim.states import CENTRE_LAWS, NONE, REASON_LAWS
from sim.steering import Incentives, Script
from sim.tables import record_type
from sim.transition import Transition
from sim.world import Run

__all__ = ["forgotten", "load"]
NOT_NUMBERS = (math.nan, math.inf, -math.inf)
DAYS = 6
TOLD = re.compile(
    r"day (\d+), (opening|floor|measuring|settling): ([a-z]+(?: \d+)?): (.+) is (nan|-?inf|no number)"
)
FLOATS = [
    (kind, field) for kind in KINDS for field in KINDS[kind] if record_type(kind)[field].base.kind == "f"
]
LAWS = [
    (name, place) for place, name in enumerate([*CENTRE_LAWS, *(f"refund.{name}" for name in REASON_LAWS)])
]
NUMBERS = [point for point in POINTS if POINTS[point].answer != "yes or no"]


def _governed() -> dict[str, Any]:
    """Rules are broken, and seen within the hour; circles of two meet every day, and ask each other."""
    team = Circle(size=2, every=1, length=30.0, item=1.0, quorum=0.0, decides=True, consents=True)
    return {
        "judgement": Judgement(abusers=0.1),
        "breaking": Breaking(violation_probability=0.4, seen_by_manager=0.02),
        "coordination": Coordination(tensions_per_week=10.0, across_share=0.5),
        "circles": {"team": team},
    }


def busy(**how: Any) -> Scenario:
    """Everything happens in it: two tiers, transfers, holds, call-backs, rework, returns, needs."""
    lognormal = Law(law="lognormal", mean=4.0)
    reasons = {
        "refund": Reason(
            share=0.5, stake_share=0.9, handling=lognormal, extension_share=0.3, extension=exponential(3),
            patience=exponential(1), hold_patience=exponential(20), hangs_up_at_once=0.1, hostile_share=0.3,
        ),
        "talk": Reason(
            share=0.5, handling=lognormal, solve_probability=0.5, patience=exponential(1), chat_share=0.4
        ),
    }  # fmt: skip
    volume = {"calls_per_day": 150.0, "redial_probability": 0.5, "repeat_probability": 0.5}
    volume |= {"repeat_delay": exponential(1), "redial_delay": exponential(5)}
    volume |= {"shocks": {"storm": Shock(day=1, begins_at="08:00", hours=40.0, volume=0.2)}}
    rights = {"beyond": "transfer", "limits": [60.0, None], "refusal_probability": 0.3}
    rights |= {"rework_probability": 0.5, "review": exponential(3), "authority": 20.0, "extension_cap": 2.0}
    rights |= {"call_back_handling": exponential(2), "rework": exponential(2), "time_out": 0.2}
    rights |= {"script": Script(tightness=0.3)}
    rights |= {"incentives": Incentives(handling_target=4.0, bonus="individual", paid_every=1)}
    return centre_of(
        reasons,
        demand=volume,
        staffing={
            "groups": groups_of(
                first={"present": [3.0]},
                second={"present": [1.0], "direct": False, "authority": 60.0},
                writers={"present": [1.0], "channel": "chat", "concurrency": 2},
            ),
            "manager_shift": 8.0,
            "span_of_control": 2.0,
        },
        people={
            "skill": 0.8,
            "needs": True,
            "soothe_share": 0.5,
            "tinker_share": 0.1,
            "translate_share": 0.1,
            "strain": {"enabled": True},
            "engagement": {"enabled": True},
            "absence": {"enabled": True, "spells": 20.0, "planned": 0.0},
            "quitting": {"enabled": True, "rate": 0.1},
            "managers": {"enabled": True},
            "trust": {"enabled": True},
            "initiative": {"enabled": True},
            "pressure": {"enabled": True},
        },
        support={"floor_share": 0.2, "coaching_share": 0.2, "manager_round": 60.0},
        customers={
            "intensity_cv": 1.0,
            "leaving_service": 0.5,
            "leaving_other": 0.1,
            "satisfaction": Satisfaction(enabled=True),
            "word_of_mouth": WordOfMouth(enabled=True),
            "acquisition": Acquisition(enabled=True),
        },
        **(rights | _governed() | how),
    )


def busy_run(**how: Any) -> Run:
    """With a seed whose planted customer has no worse episode that would overwrite what is planted."""
    return run_of(busy(), customers=60, days=DAYS, seed=3, **how)


def stopped(run: Run) -> re.Match[str]:
    """Simulate to the end and measure: where it stops, and what it says."""

    def simulate() -> None:
        while not run.finished:
            run.step()
        measure(run)

    with pytest.raises(NotFinite) as stop:
        simulate()
    told = TOLD.match(str(stop.value))
    assert told, f"unclear: {stop.value}"
    return told


def test_the_centre_of_these_tests_is_sound_and_everything_happens() -> None:
    run = busy_run()
    while not run.finished:
        run.step()
    measured = measure(run)
    assert all(value is None or math.isfinite(value) for value in measured.values())
    days = run.world.day[:DAYS]
    for name in (
        "redials", "repeats", "call_backs", "transfers", "reviews", "cut", "abandoned", "granted", "meetings",
        "violations", "overspent", "unfair", "abuse", "seen", "sanctions", "tensions_resolved", "consents",
        "hostile", "available", "parts",
    ):  # fmt: skip
        assert days[name].sum() > 5, name
    assert run.world.customer.grievance.max() > 0


# What is written by what is planted before anybody looks at it.
FOLLOWS = {"told_good": "reputation", "told_bad": "reputation"}


@pytest.mark.parametrize("value", NOT_NUMBERS)
@pytest.mark.parametrize(("kind", "field"), FLOATS, ids=lambda part: part)
class TestPlanted:
    """In every field of every table that holds fractions, after two days of six."""

    def test_stops_the_run(self, kind: str, field: str, value: float) -> None:
        run = busy_run()
        run.step()
        run.step()
        row = planted(run, kind, field, value)
        if value == math.inf and (kind, field) in ENDLESS:
            check_all(run.world, 2, "measuring")  # infinity is a value: any stake, never
            return
        if (kind, field) == ("case", "precedent"):  # written anew before it is read
            with pytest.raises(NotFinite, match=f"day 2, measuring: case {row}: precedent is {value}"):
                check_all(run.world, 2, "measuring")
            return
        if kind == "contact":  # of the day that is over: the next one begins without it
            with pytest.raises(NotFinite, match=f"day 1, floor: contact 0: stake is {value}"):
                check_day(run.world, 1)
            return
        told = stopped(run)
        day, phase, agent, name = told.group(1, 2, 3, 4)
        assert 2 <= int(day) <= DAYS
        named = {
            "case": ("customer", "case"),
            "customer": ("customer",),
            "clock": ("clock", "advisor", "customer"),
        }.get(kind, (kind, "customer"))
        assert agent.startswith(named)
        if phase in ("floor", "measuring") and agent.startswith(kind):
            assert name in (field, FOLLOWS.get(field), *PLACES)
        if agent == f"{kind} {row}":
            assert name in (field, FOLLOWS.get(field), *PLACES)


def planted(run: Run, kind: str, field: str, value: float) -> int:
    """Plant a value where it will be used: in an open case, tomorrow's caller, the next day, a used row."""
    world, clock = run.world, run.world.clock[0]
    rows = getattr(world, kind)
    tomorrow = world.calendar[run.day]
    row = {
        "calendar": run.day,
        "day": run.day - 1,
        "closed": 0,
        "contact": 0,
        "case": int(np.flatnonzero(world.case.state != NONE)[0]),
        "customer": int(world.chunk[tomorrow.callers].customers[tomorrow.in_chunk - 1]),
    }.get(kind, 0)
    assert clock.closed > 0
    rows[field][row] = value
    return row


@pytest.mark.parametrize("value", NOT_NUMBERS)
@pytest.mark.parametrize("number", ["a", "b"])
@pytest.mark.parametrize(("law", "place"), LAWS, ids=lambda part: str(part))
def test_in_every_law(law: str, place: int, number: str, value: float) -> None:
    run = busy_run()
    run.step()
    run.world.law[number][place] = value
    told = stopped(run)
    assert told.group(1) == "1"
    assert told.group(4) in (number, "a duration", "stake")


@pytest.mark.parametrize("name", SETTINGS)
def test_in_every_setting(name: str) -> None:
    """Infinity is a value of many: of a lasting patience, a limit that is none."""
    run = busy_run()
    run.step()
    run.world.settings[name] = math.nan
    with pytest.raises(NotFinite, match=f"day 0, floor: settings: {name} is nan, expected a finite number"):
        check_day(run.world, 0)


@pytest.mark.parametrize("value", NOT_NUMBERS)
def test_in_the_sums_of_the_day(value: float) -> None:
    run = busy_run()
    run.step()
    run.world.day.goodwill[0] = value
    with pytest.raises(NotFinite, match=f"day 0, floor: day 0: goodwill is {value}, expected"):
        check_day(run.world, 0)


@pytest.mark.parametrize("table", ["profile", "quantiles", "kinds"])
def test_in_tables_of_numbers_alone(table: str) -> None:
    run = busy_run()
    run.step()
    getattr(run.world, table).flat[0] = math.nan
    with pytest.raises(NotFinite, match=f"day 0, floor: {table}: a value is nan"):
        check_day(run.world, 0)


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules registered in a test are forgotten after it."""
    copied = {point: dict(known) for point, known in rules._REGISTRY.items()}
    monkeypatch.setattr(rules, "_REGISTRY", copied)


@pytest.mark.usefixtures("free")
@pytest.mark.parametrize("value", [*NOT_NUMBERS])
@pytest.mark.parametrize("point", NUMBERS)
def test_in_the_answer_of_a_rule(point: str, value: float) -> None:
    """From the third day on; the first two days are as ever."""
    given = ", ".join(POINTS[point].arguments)
    wrong = eval(f"lambda {given}: value", {"value": value, "__name__": __name__})  # noqa: S307
    wrong.__name__ = "wrong"
    rule(point, reference="a test")(wrong)
    run = busy_run()
    run.step()
    run.step()
    beyond = {"advice.asks": "advise", "circle.grants": "circle", "circle.sets_precedent": "circle"}
    rights = replace(run.scenario.governance, beyond=beyond.get(point, "transfer"))
    if point == "transition.comes_on_board":
        rights = replace(rights, transition=Transition(enabled=True, population="volunteers"))
        run.world.clock.announced = 1
    run.govern(replace(run.scenario, governance=rights, rules={point: "wrong"}))
    if point == "people.illness":
        run.world.settings.absence_spells = 1.0  # a ms: everybody falls ill
    told = stopped(run)
    assert told.group(1, 2, 4, 5) == ("2", "floor", point, "no number")
    assert told.group(3).split()[0] == ABOUT.get(point, "customer")


@pytest.mark.usefixtures("free")
@pytest.mark.parametrize("answer", [1e300, 800.0])
def test_a_grievance_beyond_all_numbers(answer: float) -> None:
    """A finite answer whose single-precision value, or whose hazard ratio, is none."""

    def endless(case, reason, end, grievance, settings):  # type: ignore[no-untyped-def]
        return answer

    rule("churn.grievance", reference="a test")(endless)
    told = stopped(run_of(replace(busy(), rules={"churn.grievance": "endless"}), customers=60, days=DAYS))
    assert told.group(1, 2, 4) == ("0", "floor", "churn.grievance")


def test_the_first_fault_of_the_day_is_told() -> None:
    run = busy_run()
    run.step()
    run.world.law["a"][0] = math.nan
    clock = run.world.clock[0]
    clock.fault, clock.fault_row = number_of("handling.solves"), 7
    assert stopped(run).group(3, 4) == ("customer 7", "handling.solves")


def test_numbers_are_those_of_the_places() -> None:
    assert [PLACES[number_of(point) - 1] for point in POINTS] == list(POINTS)


def test_settled_with_a_number_that_is_none() -> None:
    """A gamma of intensities that cannot be: before the first day."""
    run = busy_run()
    run.world.customer.intensity[11] = math.nan
    with pytest.raises(NotFinite, match="day 0, settling: customer 11: intensity is nan, expected a finite"):
        check_all(run.world, 0, "settling")


def test_a_sound_day_says_nothing() -> None:
    run = busy_run()
    run.step()
    check_day(run.world, 0)
    check_all(run.world, 0, "settling")


def test_survives_the_way_from_a_worker() -> None:
    error = NotFinite(3, "floor", "advisor 3", "authority", math.nan)
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again)) == (NotFinite, str(error))


QUICK = ["demand.calls_per_day=200", "horizon=4", "warmup=1", "replications=1", "workers=1", "study=s"]


def test_the_command_tells_a_failed_run_in_one_line(
    load: Load, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status failed, day, phase, agent and field; the other form's run is stored."""
    from sim import results

    load(HEAD + text_of_rule("none_at_all", "return float('nan')", point="handling.solves"))
    folder = tmp_path / "mine" / "scenario"
    folder.mkdir(parents=True)
    (folder / "faulty.yaml").write_text(
        "# @package _global_\nname: faulty\nrules:\n  handling:\n    solves: none_at_all\n"
    )
    code = main(["--config-dir", str(tmp_path / "mine"), "compare=[hierarchical,faulty]", *QUICK])
    assert code == 1
    told = [line for line in capsys.readouterr().err.splitlines() if line.startswith("failed")]
    assert len(told) == 1
    assert re.fullmatch(
        r"failed: faulty, replication 0: NotFinite: day 0, floor: customer \d+: "
        r"handling\.solves is no number, expected a finite number",
        told[0],
    )
    runs = results.load("results/s").set_index("scenario")
    assert runs.status.to_dict() == {"hierarchical": "ok", "faulty": "failed"}


def test_numbers_too_large_to_be_added_up_are_numbers() -> None:
    run = busy_run()
    run.world.manager.limit = 1.7e308
    run.world.law.a[:] = np.where(run.world.law.kind == 0, 1.7e308, run.world.law.a)
    while not run.finished:
        run.step()
    assert run.day == DAYS
