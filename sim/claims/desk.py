"""Claims about who may decide: the desk, the chain of approval, colleagues, managers on the phones, crises.

Called by `sim.claims.rows`.
"""

from __future__ import annotations

import math

from sim.claims.declared import YEAR, Contrast, Fact, level

_SCRIPTED = ("governance.extension_cap=5", "governance.script.tightness=0.4")
_ZAPPOS_RULES = Contrast(("scenario=zappos_desk",), _SCRIPTED)
_ADVICE = Contrast(("scenario=advice_process",))
_COACHES = Contrast(("scenario=liberated",), ("support=coaches",))
_CHAIN = Contrast((), ("scenario=zappos_desk",))
_SLOW = Contrast(("governance.review.mean=6",))
_REFUSING = Contrast(("governance.refusal_probability=0.3",), ("governance.refusal_probability=0",))
_DESK = Contrast(("scenario=zappos_desk",))
_SCRIPT = Contrast(("governance.script.tightness=0.8",))
_STORM = Contrast(("scenario=mondial_assistance",), ("scenario=storm",), days=(0, 21))
_LISTENING = Contrast(
    ("support.delegation_hazard=0.5", "support.floor_share=0.40"), ("support.delegation_hazard=0.5",), YEAR
)
_PRESS = "press_{0}: {{day: {0}, hours: 8, volume: 0.3, needs_decision: true}}".format
_SHOCK = "demand.shocks={" + ", ".join(_PRESS(day) for day in range(5, 125, 16)) + "}"
_CRISIS = Contrast(
    ("scenario=deciding_circles", _SHOCK, "governance.crisis.decided_by=consensus"),
    ("scenario=deciding_circles", _SHOCK),
)  # fmt: skip
REVIEWS = "governance.review.mean=0.01"
REFUSALS = "governance.refusal_probability=0;governance.judgement.lost_per_level=0"

FACTS = (
    Fact(
        2, "no limit on time, no script, goodwill at the desk: longer talks, more solved at once, happier "
           "customers, hardly an escalation, longer queues unless staffed", "S0",
        (
            _ZAPPOS_RULES.rises("handling_time_s"),
            _ZAPPOS_RULES.rises("first_contact_resolution_share"),
            _ZAPPOS_RULES.rises("satisfaction_contacts_mean"),
            _ZAPPOS_RULES.falls("escalation_share"),
            _ZAPPOS_RULES.rises("speed_of_answer_s"),
        ),
        ("governance.extension_cap=null", "governance.script.tightness=0", REVIEWS, REFUSALS),
        reason="that calls of an hour exist without a cap and not under one follows from the cap itself",
    ),
    Fact(
        14, "asking a colleague instead of the hierarchy: fewer escalations, colleagues interrupted, faster",
        "S0",
        (
            _ADVICE.falls("escalation_share"),
            _ADVICE.rises("advising_share"),
            _ADVICE.falls("decision_latency_mean_5d_min"),
        ),
        (REVIEWS, REFUSALS, "governance.advice_length.mean=0.01", "governance.limits=100000"),
    ),
    Fact(
        15, "freed of approving, managers coach; their own role is harder at first", "S0, S1",
        (
            _COACHES.rises("coaching_share"),
            _COACHES.rises("stress_managers_mean", (0, 60), "stress_managers_mean, day 60"),
        ),
        (REVIEWS, "support.relapse_at=1000", "people.managers.status"),
        reason="how much sooner newcomers learn has no measure of its own",
    ),
    Fact(
        24, "asking for approval: customers leave for waiting and for refusals; advisors are strained", "S1",
        (
            _CHAIN.rises("decision_latency_mean_5d_min"),
            _CHAIN.rises("churn_service_per_month"),
            _CHAIN.rises("stress_mean"),
            _SLOW.rises("churn_service_per_month", words="churn where a review takes twice as long"),
            _REFUSING.rises("churn_service_per_month", words="churn where three in ten are refused"),
            _REFUSING.rises("stress_mean", words="stress where three in ten are refused"),
        ),
        (REVIEWS, REFUSALS, "customers.unsolved_hazard_ratio", "customers.satisfaction.by_satisfaction",
         "people.strain.prevented", "strain weights"),
        says="customers.unsolved_hazard_ratio",
    ),
    Fact(
        25, "a complaint refused again and again goes viral; less likely where the desk may decide", "S1",
        (_DESK.falls("viral_per_100000_contacts"),),
        (REVIEWS, REFUSALS, "demand.repeat_probability=0", "customers.word_of_mouth.viral=0"),
        reason="growth by 62 in a day and 20 in days is that of a cascade, which python -m sim.cascades "
               "draws apart, from numbers it is told",
    ),
    Fact(
        32, "scripts force people to break the rules so that things work", "S3",
        (
            _SCRIPT.rises("dissonance_per_1000_contacts"),
            _SCRIPT.rises("stress_mean"),
            _SCRIPT.falls("first_contact_resolution_share"),
            level("unscripted_share", 0.0, math.inf, _SCRIPT.with_it,
                  words="script left, of cases that called for it"),
            _SCRIPT.lies("violations_per_1000_contacts", 0.0, math.inf, counted=False,
                         words="limits broken all the same, per 1,000 contacts"),
        ),
        ("people.strain.dissonance", "governance.script.prevents=0", "people.strain.occupancy"),
    ),
    Fact(
        33, "managers take calls in a storm: fewer give up on the worst day, better approvals later", "S3",
        (
            _STORM.falls("peak_abandonment_share"),
            _STORM.rises("answered_by_managers_share"),
            _STORM.rises("exposure_share", (6, 63), "exposure_share, three months after"),
            _STORM.falls("unfair_refusals_per_1000_contacts", (6, 63),
                         "unfair_refusals_per_1000_contacts, three months after"),
        ),
        ("support.surge_at=null", "support.exposure_effect=0", "support.exposure_gain=0"),
    ),
    Fact(
        34, "a top management that listens in on calls delegates more", "S1, S3",
        (_LISTENING.rises("exposure_share"), _LISTENING.rises("authority_mean_eur")),
        ("support.exposure_gain=0",), says="support.exposure_gain=0",
    ),
    Fact(
        43, "in a crisis of the whole firm command decides faster than consensus", "S4",
        (_CRISIS.rises("crisis_latency_h"),),
        ("governance.crisis.crisis_meeting=1", "governance.coordination.objection=0",
         "governance.crisis.crisis_step.mean=0.01"),
    ),
)  # fmt: skip
