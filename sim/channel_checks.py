"""Whether the groups of a centre can do what their channel asks of them.

Called by `sim.consistency` on every configuration.
"""

from __future__ import annotations

from sim.refusal import Refused
from sim.scenario import Scenario


def check_channels(scenario: Scenario) -> None:
    """Refuse groups for chat that answer nobody directly, and several calls at once.

    Raises:
        Refused: naming the group.
    """
    for name, group in scenario.staffing.groups.items():
        key = f"staffing.groups.{name}"
        if group.channel == "chat" and not group.direct:
            raise Refused(f"{key}.direct", group.direct, "true: nobody is transferred to a group for chat")
        if group.channel == "phone" and group.concurrency > 1:
            wanted = "1: nobody has several calls at once (channel: chat)"
            raise Refused(f"{key}.concurrency", group.concurrency, wanted)
