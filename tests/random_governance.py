"""Forms of governance for the random centres: advice, circles, judgement, rules broken, paper work.

Times are short, so that much happens in the two or three days of a centre, and whole minutes, so that much
happens at once. Called by `tests/random_centres.py`.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from centres import alike, infallible

from sim.coordination import Circle, Coordination
from sim.reasons import Law
from sim.rights import Advice, Breaking, Governance, Judgement
from sim.scenario import Demand, Staffing
from sim.workforce import People

# Whoever decides decides rightly, and everybody keeps to the rules.
WITHOUT_FAULT: dict[str, Any] = {
    "judgement": infallible(),
    "breaking": Breaking(violation_probability=0.0),
}
FORMS = ("ask", "ask", "transfer", "advise", "advise", "advise", "circle", "circle", "circle")


class Governor:
    """Adds to the rights of one centre, open for certain hours (since midnight), what its number says."""

    def __init__(self, seed: int, hours: list[float]) -> None:
        self.random = Random(f"governance {seed}")
        self.hours = hours
        self.skilled = alike()

    def often(self, share: float) -> bool:
        return self.random.random() < share

    def one(self, *values: Any) -> Any:
        return self.random.choice(values)

    def governed(self, rights: Governance) -> Governance:
        """The same rights with another form, and people who are not without fault."""
        beyond = self.one(*FORMS)
        circles = self.circles(decide=beyond == "circle")
        everybody = any(kind.share == 1 and kind.decides for kind in circles.values())
        alone = beyond == "advise" or (beyond == "circle" and everybody)
        return replace(
            rights,
            beyond=beyond,
            limits=[] if alone and self.often(0.4) else rights.limits,
            exceptions_per_week=self.one(0, 0, 0, 1, 3),
            judgement=self.judgement(),
            breaking=self.breaking(),
            advice=self.advice(),
            advice_length=Law(
                law=self.one("constant", "constant", "exponential", "gamma"),
                mean=self.one(1, 1, 2, 4, 15, 15),
            ),
            coordination=self.coordination(),
            circles=circles,
        )

    def staffed(self, staffing: Staffing) -> Staffing:
        """The same people and some more, in larger teams, often without gaps in the day."""
        more, least = self.one(0, 1, 1), self.one(0, 1)
        groups = {
            name: replace(group, present=[max(heads and heads + more, least) for heads in group.present])
            for name, group in staffing.groups.items()
        }
        return replace(staffing, groups=groups, span_of_control=self.one(2.0, 2.0, 4.0, 6.0))

    def quieter(self, demand: Demand) -> Demand:
        return replace(demand, calls_per_day=self.one(0.3, 0.5, 1.0) * demand.calls_per_day)

    def people(self) -> People:
        return self.skilled

    def judgement(self) -> Judgement:
        """People's skill is drawn with their judgement: so the centres are what they have always been."""
        self.skilled = alike(skill=self.one(0.5, 0.8, 1.0), skill_spread=self.one(0.0, 0.1, 0.4))
        return Judgement(
            overspends=self.one(0.0, 0.5, 1.0),
            overspent=self.one(0.0, 0.5, 2.0),
            lost_per_level=self.one(0.0, 0.3),
            abusers=self.one(0.0, 0.1, 0.3),
            abuse_seen_at_desk=self.one(0.0, 0.5, 1.0),
            abuse_seen_at_review=self.one(0.0, 0.5, 1.0),
        )

    def breaking(self) -> Breaking:
        return Breaking(
            violation_probability=self.one(0.0, 0.1, 0.5),
            seen_by_manager=self.one(None, 0.01, 0.05, 2.0),
            seen_by_peers=self.one(None, 0.01, 0.05),
            sanction_probability=self.one(0.0, 0.5, 1.0),
            sanction_weight=self.one(0.1, 0.5, 0.9),
            called_to_order=self.one(0.0, 0.0, 0.3),
            felt_recovery=self.one(0.0, 0.05, 0.5),
        )

    def advice(self) -> Advice:
        return Advice(
            colleagues=self.one(0, 1, 1, 1, 2, 2, 3),
            longest_wait=self.one(0.0, 1.0, 2.0, 5.0, 10.0, 30.0, 30.0),
            interrupts=self.often(0.5),
            effect=self.one(0.0, 0.5, 1.0),
            spread=self.one(0.0, 0.1, 1.0),
        )

    def coordination(self) -> Coordination:
        return Coordination(
            kinds=self.one(1, 2, 5),
            kinds_skew=self.one(0.0, 1.0, 2.5),
            precedent_reach=self.one(0.5, 1.0, 1.5),
            precedent_lasts=self.one(None, 1.0, 1.0),
            circle_refuses=self.one(0.0, 0.3),
            across_share=self.one(0.0, 0.5, 1.0, 1.0, 1.0),
            consents=self.one(0, 1, 1, 1, 2, 2),
            objection=self.one(0.0, 0.5, 0.5, 0.8),
            tensions_per_week=self.one(0.0, 2.0, 10.0),
            irritant_cost=self.one(0.0, 0.2, 0.5),
            relief=self.one(0.0, 0.2, 1.0),
            irritants_return=self.one(1.0, 10.0),
            cohesion_gain=self.one(0.0, 0.2, 1.0),
            cohesion_half_life=self.one(1.0, 30.0),
            drift_rate=self.one(0.0, 0.5, 1.0),
            attention_cost=self.one(0.0, 0.5, 2.0),
            roles=self.one(0, 0, 1, 2),
            role_upkeep=self.one(25.0, 50.0),
            role_changes=self.one(0.0, 1.0),
            rewording=self.one(21.0, 42.0),
            reporting=self.one(0.0, 0.0, 25.0),
        )

    def circles(self, *, decide: bool) -> dict[str, Circle]:
        """None, one kind or two; where circles decide, the first kind does."""
        kinds = self.one(1, 2, 2) if decide else self.one(0, 0, 0, 1, 2)
        return {
            name: self.circle(decides=(decide and name == "one") or self.often(0.3))
            for name in ("one", "two")[:kinds]
        }

    def circle(self, *, decides: bool) -> Circle:
        length, preparation = self.one(0, 5, 10, 10, 20, 20, 30, 40), self.one(0, 0, 5)
        return Circle(
            share=self.one(0.0, 0.5, 1.0, 1.0, 1.0, 1.0),
            size=self.one(1, 2, 3, 4, 6, 8),
            every=self.one(1, 1, 1, 1, 2),
            at=self.one(None, None, self._time(length, preparation)),
            length=float(length),
            preparation=float(preparation),
            recovery=float(self.one(0, 0, 5)),
            item=float(self.one(1, 1, 2, 5, 10)),
            quorum=self.one(0.0, 0.0, 0.5, 1.0),
            decides=decides,
            consents=self.often(0.8),
        )

    def _time(self, length: int, preparation: int) -> str:
        """A full or half hour in which the centre is open, or as late as can be."""
        opens, closes = (round(60 * hour) for hour in self.hours)
        latest = closes - length
        at = self.one(*range(-(-(opens + preparation) // 30) * 30, latest, 30), min(latest, 24 * 60 - 1))
        return f"{at // 60:02}:{at % 60:02}"
