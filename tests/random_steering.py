"""Scripts, targets, bonuses, slack, working groups and chat for the random centres.

Each in some of them, whatever else they have. Called by `tests/random_centres.py`.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from sim.channels import Chat
from sim.projects import WorkingGroups
from sim.reasons import Law, Reason
from sim.rights import Breaking, Governance
from sim.scenario import Group, Scenario
from sim.steering import Incentives, Script

WITH_SUPPORT = 600  # the first of the centres that have whatever there is (`tests/random_centres.py`)


class Steerer:
    """Adds to one centre what its number says, from draws of its own."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = Random(f"steering {seed}")

    def often(self, share: float) -> bool:
        return self.random.random() < share

    def one(self, *values: Any) -> Any:
        return self.random.choice(values)

    def law(self, *means: float | None) -> Law:
        return Law(law=self.one("constant", "constant", "exponential", "gamma"), mean=self.one(*means))

    def steered(self, scenario: Scenario) -> Scenario:
        """The same centre, its work steered in one way or another, or not at all.

        Of those with advice and circles alone four in five are left as they are, for what is rare in them.
        """
        if self.seed < WITH_SUPPORT and self.seed % 2 == 1 and self.seed % 5 > 0:
            return scenario
        script, targets, projects, writes = (self.often(share) for share in (0.3, 0.4, 0.35, 0.3))
        form = scenario.governance
        if script:
            form = replace(form, script=self.script(), breaking=self.breaking(form.breaking))
        if targets:
            form = replace(form, incentives=self.incentives())
        if projects:
            groups = zip(
                *(group.present or [0.0] for group in scenario.staffing.groups.values()), strict=True
            )
            form = self.with_projects(form, round(max(map(sum, groups))))
        steered = replace(scenario, governance=form)
        return self.in_writing(steered) if writes else steered

    def breaking(self, given: Breaking) -> Breaking:
        """Rules are broken in every one of these."""
        some = self.one(0.1, 0.3)
        return replace(given, violation_probability=given.violation_probability or some)

    def script(self) -> Script:
        return Script(tightness=self.one(0.3, 0.5, 0.8, 1.0), prevents=self.one(0.0, 0.3, 1.0))

    def incentives(self) -> Incentives:
        bonus = self.one("none", "individual", "collective", "collective")
        on = self.one("resolution", "handling_time")
        needed = bonus == "none" or on == "handling_time"
        return Incentives(
            handling_target=self.one(1.5, 3.0, 5.0) if needed or self.often(0.3) else None,
            bonus=bonus,
            bonus_on=on,
            scored_by=self.one("mean", "weakest_link"),
            bonus_share=self.one(0.1, 0.4, 1.0),
            score_target=self.one(0.3, 0.6, 0.9),
            paid_every=self.one(1, 1, 2),
            effort_gain=self.one(0.0, 1.0, 5.0),
            free_riding=self.one(0.0, 0.5, 1.0),
            learning=self.one(0.0, 0.3, 1.0),
            gaming=self.one(0.0, 1.0, 3.0),
            target_pressure=self.one(0.05, 0.5, 1.0),
        )

    def with_projects(self, form: Governance, most: int) -> Governance:
        """At most so many volunteers in a group as are there at the busiest time."""
        return replace(
            form,
            slack=self.one(0.0, 0.1, 0.2, 0.5),
            working_groups=WorkingGroups(
                at_once=self.one(0, 1, 1, 2, 3),
                volunteers=min(self.one(1, 2, 4, 8), most),
                meet_every=self.one(1, 1, 2),
                meet_for=self.one(10.0, 20.0, 45.0, 60.0),
                begin_on=self.one(0, 0, 1),
                last_for=self.one(1, 2, 60),
                announced=self.often(0.5),
                group_relief=self.one(0.1, 0.5, 1.0),
            ),
            coordination=replace(
                form.coordination,
                irritant_cost=self.one(form.coordination.irritant_cost, 0.2, 0.5),
                irritants_return=self.one(form.coordination.irritants_return, 1.0),
            ),
        )

    # Chat.

    def in_writing(self, scenario: Scenario) -> Scenario:
        """Another group, or two, for chat; and reasons that some customers write about."""
        demand, staffing = scenario.demand, scenario.staffing
        names = self.one(["writing"], ["writing"], ["fourth", "writing"])
        periods = len(next(iter(staffing.groups.values())).present or [1])
        groups = {name: self.group(periods, list(demand.reasons)) for name in names}
        reasons = {name: self.written(reason, names) for name, reason in demand.reasons.items()}
        return replace(
            scenario,
            demand=replace(demand, reasons=reasons),
            staffing=replace(staffing, groups=staffing.groups | groups, chat=self.chat()),
        )

    def written(self, reason: Reason, names: list[str]) -> Reason:
        """Often routine, so that it shows what conversations do to each other."""
        route_to = self.routed(reason.route_to, names)
        return replace(
            reason,
            route_to=route_to,
            chat_share=self.one(0.0, 0.4, 0.7, 1.0, 1.0),
            chat_fit=self.one(1.0, 1.0, 0.7, 0.4),
            stake_share=self.one(0.3, reason.stake_share, reason.stake_share),
            extension_share=self.one(0.0, reason.extension_share),
            solve_probability=self.one(0.9, 1.0, reason.solve_probability),
        )

    def routed(self, choices: list[str], names: list[str]) -> list[str]:
        """Those who write are choices among the others, in some place; now and then they are none."""
        if not choices or self.often(0.15):
            return choices
        choices = [*choices]
        for name in names:
            place = self.random.randint(0, len(choices))
            if place > 0 and self.often(0.5):
                choices[place - 1] += f"+{name}"
            else:
                choices.insert(place, name)
        return choices

    def group(self, periods: int, reasons: list[str]) -> Group:
        heads = self.one(1, 1, 2, 3)
        some = self.random.sample(reasons, self.random.randint(1, len(reasons)))
        return Group(
            share=None,
            present=[float(self.one(0, heads, heads, heads, heads)) for _ in range(periods)],
            serves=self.one([], some),
            direct=True,
            authority=self.one(None, 0.0, 50.0, 100.0),
            channel="chat",
            concurrency=self.one(1, 2, 2, 3, 8),
        )

    def chat(self) -> Chat:
        return Chat(
            active_share=self.one(0.2, 0.4, 0.5, 1.0),
            slowdown=self.one(0.0, 0.04, 0.5),
            switching=self.one(0.0, 0.05, 0.5),
            resolution_loss=self.one(0.0, 0.03, 0.4),
            conversation_patience=self.law(5, 15, 40, 40, None),
        )
