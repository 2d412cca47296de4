"""Decision points of the chain of approvals: every rule of the package, and another one for every point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from centres import Centre, centre_of, constant, refund, written

from sim import rules
from sim.rules import rule

THREE = [60.0, 200.0, None]


@pytest.fixture(autouse=True)
def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules registered in a test are forgotten after it."""
    copied = {point: dict(known) for point, known in rules._REGISTRY.items()}
    monkeypatch.setattr(rules, "_REGISTRY", copied)


def under(
    chosen: dict[str, str | Callable[..., Any]], stake: float = 80, days: int = 1, **how: Any
) -> Centre:
    """A centre whose decision points are answered by named rules, or by functions of the test."""
    for point, answer in chosen.items():
        if callable(answer):
            rule(point, reference="a test")(answer)
    named = {point: getattr(answer, "__name__", answer) for point, answer in chosen.items()}
    reason = how.pop("reason", None) or refund(stake)
    advisors = how.pop("advisors", 1)
    return Centre(replace(centre_of(reason, **how), rules=named), advisors, days=days)


def reviews(centre: Centre) -> list[float]:
    """Minutes that every manager has read."""
    return [centre.manager(row).get("review", 0) for row in range(centre.run.world.manager.size)]


@pytest.mark.parametrize("approver", ["own", "pooled"])
class TestLaidBefore:
    """`approval.laid_before`."""

    @pytest.mark.parametrize(
        ("chosen", "stake", "minutes"),
        [
            ("lowest_level", 80, [3, 3, 0]),
            ("lowest_level", 200.01, [3, 3, 3]),
            ("straight_to_who_may_sign", 60, [3, 0, 0]),
            ("straight_to_who_may_sign", 60.01, [0, 3, 0]),
            ("straight_to_who_may_sign", 200, [0, 3, 0]),
            ("straight_to_who_may_sign", 200.01, [0, 0, 3]),
        ],
    )
    def test_who_reads(self, approver: str, chosen: str, stake: float, minutes: list[float]) -> None:
        centre = under({"approval.laid_before": chosen}, stake, limits=THREE, approver=approver)
        centre.calls(ann="7:00:00").simulate()
        assert reviews(centre) == minutes
        assert centre.path("ann")[2:] == ["7:05:00 held", f"7:{5 + sum(minutes):02}:00 fair"]

    def test_after_rework_it_goes_where_it_came_from(self, approver: str) -> None:
        straight = {"approval.laid_before": "straight_to_who_may_sign"}
        centre = under(straight, limits=THREE, approver=approver, rework_probability=1.0)
        centre.calls(ann="7:00:00").simulate()
        assert centre.path("ann")[3:] == ["7:08:00 rework", "7:12:00 held", "7:15:00 fair"]
        assert reviews(centre) == [0, 6, 0]

    def test_after_rework_for_one_who_was_promised_a_call_back_too(self, approver: str) -> None:
        straight = {"approval.laid_before": "straight_to_who_may_sign"}
        how: dict[str, Any] = {"rework_probability": 1.0, "request": "call_back", "approver": approver}
        centre = under(straight, limits=THREE, **how).calls(ann="7:00:00").simulate()
        assert centre.path("ann")[2:] == written("""
            7:05:00  in_tray
            7:08:00  rework
            7:12:00  in_tray
            7:15:00  call_back_due
            7:15:00  handled
            7:17:00  fair
        """)
        assert reviews(centre) == [0, 6, 0]

    def test_whoever_says_no_at_the_top_reads_all_the_same(self, approver: str) -> None:
        def not_me(manager, case, settings):  # type: ignore[no-untyped-def]
            return False

        centre = under({"approval.laid_before": not_me}, limits=THREE, approver=approver)
        assert reviews(centre.calls(ann="7:00:00").simulate()) == [0, 0, 3]

    def test_nobody_on_duty_counts_for_the_level_it_is_laid_before(self, approver: str) -> None:
        """Two advisors with a leader each, their boss alone, 9:00 to 17:00: a call-back is promised at 7:05
        though both leaders might be there."""
        staffing = {"span_of_control": 2.0, "manager_shift": 8.0}
        straight = {"approval.laid_before": "straight_to_who_may_sign"}
        how: dict[str, Any] = {"limits": [60.0, None], "approver": approver, "staffing": staffing}
        centre = under(straight, advisors=3, **how).calls(ann="7:00:00").simulate()
        assert centre.path("ann")[2:4] == ["7:05:00 in_tray", "9:03:00 call_back_due"]


class TestSigns:
    """`approval.signs`."""

    def test_one_signature_suffices_whatever_the_limit(self) -> None:
        centre = under({"approval.signs": "first_signature_suffices"}, 500, limits=THREE)
        assert centre.calls(ann="7:00:00").simulate().path("ann")[-1] == "7:08:00 fair"
        assert reviews(centre) == [3, 0, 0]

    def test_a_first_signature_may_refuse_too(self) -> None:
        how: dict[str, Any] = {"limits": THREE, "refusal_probability": 1.0}
        centre = under({"approval.signs": "first_signature_suffices"}, 500, **how)
        assert centre.calls(ann="7:00:00").simulate().path("ann")[-1] == "7:08:00 refused"

    def test_at_the_top_it_always_does(self) -> None:
        """All sign, and the last one closes: 3 times 3 minutes, though the first level's limit would do."""

        def all_sign(manager, case, settings):  # type: ignore[no-untyped-def]
            return False

        centre = under({"approval.signs": all_sign}, 55, limits=THREE).calls(ann="7:00:00").simulate()
        assert centre.path("ann")[-1] == "7:14:00 fair"
        assert reviews(centre) == [3, 3, 3]


class TestReadsNow:
    """`approval.reads_now`; its default in tests of trays (tests/governance/test_review.py)."""

    @pytest.mark.parametrize("request_", ["hold", "call_back"])
    @pytest.mark.parametrize(
        ("interval", "decided"), [(30.0, {"hold": "7:08", "call_back": "7:33"}), (0, {})]
    )
    def test_default(self, request_: str, interval: float, decided: dict[str, str]) -> None:
        """Where trays are looked at every half hour, promised requests wait for 7:30."""
        centre = under({}, request=request_, tray_interval=interval).calls(ann="7:00:00").simulate()
        state = {"hold": "fair", "call_back": "call_back_due"}[request_]
        assert centre.path("ann")[3] == f"{decided.get(request_, '7:08')}:00 {state}"

    def test_a_rule_by_which_all_wait_for_the_look(self) -> None:
        def at_looks_alone(manager, case, settings):  # type: ignore[no-untyped-def]
            return manager.looking == 1

        chosen: dict[str, Any] = {"approval.reads_now": at_looks_alone}
        reason = refund(hold_patience=constant(60))
        centre = under(chosen, tray_interval=30.0, reason=reason).calls(ann="7:00:00").simulate()
        assert centre.path("ann")[2:] == ["7:05:00 held", "7:33:00 fair"]

    def test_a_rule_by_which_the_dear_go_first(self) -> None:
        """Both wait behind Zoe's request. The manager then takes Ben's, of 100 EUR, though it is newer, and
        Ann's of 80 never: she hangs up at 7:26."""

        def dear_ones(manager, case, settings):  # type: ignore[no-untyped-def]
            return case.stake >= 100

        reasons = {"cheap": refund(80, share=0.5), "dear": refund(100, share=0.5)}
        centre = under({"approval.reads_now": dear_ones}, reason=reasons, advisors=3)
        centre.calls("dear", zoe="7:00:00", ben="7:02:00").calls("cheap", ann="7:01:00").simulate()
        assert centre.path("ben")[2:] == ["7:07:00 held", "7:11:00 fair"]
        assert centre.path("ann")[2:] == ["7:06:00 held", "7:26:00 abandoned"]
        assert reviews(centre) == [6]


class TestHolds:
    """`approval.holds`."""

    @pytest.mark.parametrize(("request_", "state"), [("hold", "held"), ("call_back", "in_tray")])
    def test_default(self, request_: str, state: str) -> None:
        centre = under({}, request=request_).calls(ann="7:00:00").simulate()
        assert centre.path("ann")[2] == f"7:05:00 {state}"

    def test_a_rule_by_which_the_dear_are_called_back(self) -> None:
        def cheap_ones(advisor, case, settings):  # type: ignore[no-untyped-def]
            return case.stake < 100

        reasons = {"cheap": refund(80, share=0.5), "dear": refund(100, share=0.5)}
        centre = under({"approval.holds": cheap_ones}, reason=reasons)
        centre.calls("cheap", ann="7:00:00").calls("dear", ben="8:00:00").simulate()
        assert centre.path("ann")[2:] == ["7:05:00 held", "7:08:00 fair"]
        assert centre.path("ben")[2:4] == ["8:05:00 in_tray", "8:08:00 call_back_due"]

    @pytest.mark.parametrize(("call", "state"), [("18:54:59.999", "held"), ("18:55:00", "in_tray")])
    def test_at_closing_a_call_back_is_promised_whatever_it_says(self, call: str, state: str) -> None:
        def always(advisor, case, settings):  # type: ignore[no-untyped-def]
            return True

        centre = under({"approval.holds": always}, days=2, request="call_back").calls(ann=call).simulate()
        assert centre.path("ann")[2].split()[-1] == state


class TestSendsBack:
    """`approval.sends_back`."""

    def test_default_once(self) -> None:
        centre = under({}, rework_probability=1.0).calls(ann="7:00:00").simulate()
        assert reviews(centre) == [6]

    def test_a_rule_by_which_one_level_sends_back(self) -> None:
        """The second one, until it has been done: 3 + 3 minutes read, 4 of rework, 3 + 3 read again."""

        def second_level(manager, case, settings):  # type: ignore[no-untyped-def]
            return 1.0 if manager.level == 2 and case.reworked == 0 else 0.0

        chosen: dict[str, Any] = {"approval.sends_back": second_level}
        centre = under(chosen, limits=[60.0, None]).calls(ann="7:00:00").simulate()
        assert centre.path("ann")[2:] == written("""
            7:05:00  held
            7:11:00  rework
            7:15:00  held
            7:21:00  fair
        """)

    def test_a_rule_that_always_does_is_asked_63_times(self) -> None:
        """Every reading has draws of its own up to the 64th, which decides: 63 times 7 minutes, and 3."""

        def every_time(manager, case, settings):  # type: ignore[no-untyped-def]
            return 1.0

        centre = under({"approval.sends_back": every_time}).calls(ann="7:00:00").simulate()
        assert reviews(centre) == [64 * 3]
        assert centre.path("ann")[-1] == "14:29:00 fair"


class TestDefaultGrants:
    """`approval.default_grants`: 6 minutes in the tray, and every request read for 30."""

    TIMED: dict[str, Any] = {"time_out": 0.1, "review": constant(30)}  # noqa: RUF012

    @pytest.mark.parametrize(("default", "end"), [("refuse", "timed_out"), ("grant", "fair")])
    def test_default(self, default: str, end: str) -> None:
        centre = under({}, time_out_default=default, advisors=2, **self.TIMED)
        assert centre.calls(ann="7:00:00", ben="7:01:00").simulate().path("ben")[-1] == f"7:12:00 {end}"

    def test_a_rule_by_which_small_ones_are_granted(self) -> None:
        def small_ones(case, settings):  # type: ignore[no-untyped-def]
            return case.stake < 100

        patient = {"share": 0.5, "hold_patience": constant(60)}
        reasons = {"cheap": refund(80, **patient), "dear": refund(100, **patient)}
        centre = under({"approval.default_grants": small_ones}, reason=reasons, advisors=3, **self.TIMED)
        centre.calls("dear", zoe="7:00:00", ben="7:02:00").calls("cheap", ann="7:01:00").simulate()
        assert centre.path("zoe")[-1] == "7:35:00 fair"
        assert centre.path("ann")[-1] == "7:12:00 fair"
        assert centre.path("ben")[-1] == "7:13:00 timed_out"

    def test_of_one_that_comes_back_too_late(self) -> None:
        """Sent back at 7:08 and expired at 7:11, before the rework is done at 7:12."""

        def yes(case, settings):  # type: ignore[no-untyped-def]
            return True

        how: dict[str, Any] = {"time_out": 0.1, "rework_probability": 1.0, "reason": refund(80)}
        centre = under({"approval.default_grants": yes}, **how).calls(ann="7:00:00").simulate()
        assert centre.path("ann")[2:] == ["7:05:00 held", "7:08:00 rework", "7:12:00 held", "7:12:00 fair"]
