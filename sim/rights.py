"""Who may decide, who must be asked, and how well it is done: what a form of governance is made of.

Part of what a scenario declares (`sim.scenario`): decision rights here, circles and what they cost and bring
in `sim.coordination`. Called by whatever reads a scenario's governance.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.coordination import MOST_CIRCLES, Circle, Coordination
from sim.parameters import named, option, parameter, part
from sim.projects import WorkingGroups
from sim.reasons import Law
from sim.shocks import Crisis
from sim.steering import Incentives, Script
from sim.transition import Transition


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What wrong judgement leads to, what is lost on the way up, and who claims what he is not due."""

    overspends: float = parameter(
        0.5, "share", "wrong decisions of an advisor that give too much; the others refuse what is due",
        range=(0, 1), assumption="either error is as likely",
    )  # fmt: skip
    overspent: float = parameter(
        0.5, "share", "of the stake, given on top of it where too much is given", range=(0, 5),
        assumption="half as much again",
    )  # fmt: skip
    lost_per_level: float = parameter(
        0.03, "share", "requests refused since what speaks for them was lost, at each level above the first",
        range=(0, 0.5), assumption="who reads has not heard the customer",
    )  # fmt: skip
    abusers: float = parameter(
        0.01, "share", "customers who claim what they are not due", range=(0, 0.3),
        assumption="a few; whoever loosens limits asks about them first",
    )  # fmt: skip
    abuse_seen_at_desk: float = parameter(
        0.4, "share", "undue claims that an advisor recognises", range=(0, 1), assumption="less than half"
    )
    abuse_seen_at_review: float = parameter(
        0.6, "share", "undue claims that whoever reads the request recognises, a manager or a circle",
        range=(0, 1), assumption="at leisure, and with the customer's history",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Breaking:
    """Rules broken: how often, how soon it is seen, what follows, and how free people feel."""

    violation_probability: float = parameter(
        0.03, "share", "stakes beyond his authority that an advisor decides all the same", range=(0, 1),
        assumption="staff break rules so that work gets done (Portnoff): that, not how often, is known",
    )  # fmt: skip
    seen_by_manager: float | None = parameter(
        20.0, "day", "mean time until his manager sees an advisor's bad practice; null: never",
        range=(0.01, 1000), optional=True, assumption="monitoring every three weeks, calendar days",
    )  # fmt: skip
    seen_by_peers: float | None = parameter(
        40.0, "day", "the same for the peers of a circle of full cohesion; null: never", range=(0.01, 1000),
        optional=True, assumption="they hear of it, and nobody is paid to look",
    )  # fmt: skip
    sanction_probability: float = parameter(
        0.2,
        "share",
        "bad practice seen that is sanctioned",
        range=(0, 1),
        assumption="mostly a word is enough",
    )
    sanction_weight: float = parameter(
        0.15, "share", "of the autonomy he feels, lost by an advisor who is sanctioned or called to order",
        range=(0, 1), assumption="four sanctions halve it",
    )  # fmt: skip
    called_to_order: float = parameter(
        0.0, "share", "decisions within his authority for which an advisor is called to order", range=(0, 1),
        assumption="none: what is allowed is meant",
    )  # fmt: skip
    felt_recovery: float = parameter(
        0.02, "share", "of the autonomy lost, felt again after a decision that nobody minded", range=(0, 1),
        assumption="35 decisions heal half of it",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Advice:
    """The advice process: ask colleagues, then decide oneself."""

    colleagues: int = parameter(
        1, "1", "colleagues asked, one after the other", range=(0, 10), assumption="whoever knows it best"
    )
    longest_wait: float = parameter(
        2.0, "min", "after which an advisor asks nobody any more and decides", range=(0, 120),
        assumption="as long as a customer can be asked to hold for a colleague",
    )  # fmt: skip
    interrupts: bool = option(True, "colleagues on the phone may be asked; false: only those who are free")
    effect: float = parameter(
        0.4, "share", "wrong decisions that a colleague's advice prevents", range=(0, 1),
        assumption="two in five for each colleague heard",
    )  # fmt: skip
    spread: float = parameter(
        0.01, "share", "of what a colleague is ahead in skill, learnt by asking him", range=(0, 1),
        assumption="seventy questions close half the gap",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Governance:
    """Who may decide, who must be asked, and how long that takes."""

    decisions: bool = option(True, "goodwill has to be decided on; false: the textbook queue")
    authority: float = parameter(
        20.0, "EUR", "largest stake an advisor decides at the desk", range=(0, 1e9),
        source="Turnella: goodwill limits of advisors 15-25 (practitioner)",
    )  # fmt: skip
    beyond: str = option(
        "ask",
        "what an advisor does with a stake beyond his authority: asks a manager, transfers it, asks "
        "colleagues' advice and decides himself, or lays it before his circle",
        choices=("ask", "transfer", "advise", "circle"),
    )
    handoff_share: float = parameter(
        0.5, "share", "of a usual talk that a transferred case still takes", range=(0, 1),
        assumption="the first advisor has found out what it is about",
    )  # fmt: skip
    handoff_loss: float = parameter(
        0.3, "share", "transferred customers who must tell all again", range=(0, 1),
        assumption="what is noted is not always read",
    )  # fmt: skip
    extension_cap: float | None = parameter(
        None, "min", "most that a talk may be extended for what a case needs; null: as long as it needs",
        range=(0, 1000), optional=True, assumption="no cap",
    )  # fmt: skip
    approver: str = option("own", "whose tray a request goes into", choices=("own", "pooled"))
    request: str = option("hold", "how the customer waits for the decision", choices=("hold", "call_back"))
    limits: list[float | None] = parameter(
        [100.0, None], "EUR", "largest stake of each level of managers, lowest first; the last null: any; "
        "none: no managers",
        range=(0, 1e9), optional=True,
        source="Turnella: goodwill limits of team leaders 50-100 (practitioner)",
    )  # fmt: skip
    review: Law = part(
        Law, unit="min", law="exponential", mean=3.0, assumption="reading, asking back and deciding"
    )
    refusal_probability: float = parameter(
        0.08, "share", "requests refused on review", range=(0, 1),
        source="Taylor, ApexCX: nobody recalled a refusal; grant rates of 90-100 % when policy is soft",
    )  # fmt: skip
    rework_probability: float = parameter(
        0.05, "share", "requests sent back once for completion", range=(0, 1), assumption="one in twenty"
    )
    rework: Law = part(Law, unit="min", law="exponential", mean=2.0, assumption="adding what was missing")
    time_out: float | None = parameter(
        48.0, "h", "a request that has waited this long is decided by its default; null: never",
        range=(0.01, 10000), optional=True, assumption="two days",
    )  # fmt: skip
    time_out_default: str = option(
        "refuse", "what a request becomes that timed out", choices=("refuse", "grant")
    )
    tray_interval: float = parameter(
        0.0, "min", "how often a manager looks at requests of customers promised a call-back; 0: always",
        range=(0, 1440), assumption="as soon as he is free",
    )  # fmt: skip
    call_back_handling: Law = part(
        Law,
        unit="min",
        law="lognormal",
        mean=3.0,
        cv=1.0,
        assumption="telling the decision; shorter than a call",
    )
    call_back_patience: float = parameter(
        30.0, "min", "a call-back older than this goes before callers in the queue", range=(0, 10000),
        assumption="a promise is kept within the hour",
    )  # fmt: skip
    exceptions_per_week: int = parameter(
        0, "1/week", "stakes beyond his authority that an advisor may decide in five open days",
        range=(0, 100),
        assumption="none: the limit is the limit",
    )  # fmt: skip
    judgement: Judgement = part(Judgement)
    breaking: Breaking = part(Breaking)
    advice: Advice = part(Advice)
    advice_length: Law = part(
        Law, unit="min", law="exponential", mean=1.5, assumption="a question across the desk, and its answer"
    )
    coordination: Coordination = part(Coordination)
    circles: dict[str, Circle] = named(Circle, MOST_CIRCLES)
    script: Script = part(Script)
    incentives: Incentives = part(Incentives)
    slack: float = parameter(
        0.0, "share", "of every shift, planned for projects of one's own", range=(0, 0.9),
        assumption="none; Google's 20 % (source documents) is 0.2",
    )  # fmt: skip
    working_groups: WorkingGroups = part(WorkingGroups)
    crisis: Crisis = part(Crisis)
    transition: Transition = part(Transition)
