"""Groups for chat that cannot be, refused in one line."""

from __future__ import annotations

from typing import Any

import pytest
from centres import centre_of, groups_of, routine

from sim.channel_checks import check_channels
from sim.consistency import check_consistent
from sim.refusal import Refused
from sim.study import Study


@pytest.mark.parametrize(
    ("group", "line"),
    [
        (
            {"channel": "chat", "direct": False},
            "staffing.groups.other.direct: False: expected true: nobody is transferred to a group for chat",
        ),
        (
            {"concurrency": 2},
            "staffing.groups.other.concurrency: 2: expected 1: nobody has several calls at once"
            " (channel: chat)",
        ),
    ],
)
def test_is_refused(group: dict[str, Any], line: str) -> None:
    scenario = centre_of(staffing={"groups": groups_of(phone={}, other=group)})
    for check in (check_channels, lambda one: check_consistent(one, Study())):
        with pytest.raises(Refused) as refused:
            check(scenario)
        assert str(refused.value) == line


def test_every_reason_is_answered_by_phone() -> None:
    reasons = {"a": routine(share=0.5), "b": routine(share=0.5, chat_share=1.0)}
    groups = groups_of(phone={"serves": ["a"]}, written={"channel": "chat", "serves": ["b"]})
    with pytest.raises(Refused, match=r"demand.reasons.b.route_to.*by phone"):
        check_consistent(centre_of(reasons, staffing={"groups": groups}), Study())


def test_what_can_be_is_not_refused() -> None:
    groups = groups_of(phone={}, written={"channel": "chat", "concurrency": 8})
    check_consistent(centre_of(staffing={"groups": groups}), Study())
