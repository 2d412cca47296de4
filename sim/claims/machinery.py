"""Claims about coordination: circles, roles, working groups, slack, several people to answer to.

Called by `sim.claims.rows`.
"""

from __future__ import annotations

import math

from sim.claims.declared import Contrast, Fact, level

_HOLACRACY = Contrast(("scenario=zappos_holacracy",))
_MEDIUM = Contrast(("scenario=medium",))
# Forty groups of eight among 390 people: three of some thirty. A meeting of one removes as much of the
# irritants as thirteen meetings of forty.
_GROUPS = ("governance.working_groups.at_once=3", "governance.working_groups.group_relief=0.026")
_ANNOUNCED = Contrast(_GROUPS)
_UNANNOUNCED = Contrast((*_GROUPS, "governance.working_groups.announced=false"), days=(0, 60))
_MANY_BOSSES = Contrast(
    ("governance.circles={line: {length: 0, preparation: 0, recovery: 0}, "
     "project: {length: 0, preparation: 0, recovery: 0, size: 6}}",)
)  # fmt: skip
_SLACK = Contrast(("governance.slack=0.2",))
EARLY, LATE = (0, 60), (60, 126)
MEETINGS = "governance.circles.*.length=0;governance.circles.*.preparation=0;governance.circles.*.recovery=0"
GROUPS_MEET = "governance.working_groups.meet_for=0"
PAPER = "governance.coordination.roles=0;governance.coordination.reporting=0"

FACTS = (
    Fact(
        3, "circles instead of managers: fewer managers, bad practice seen later, circles drift apart", "S0",
        (
            _HOLACRACY.falls("managers_employed"),
            _HOLACRACY.rises("bad_practice_delay_days"),
            level("drift_share", 0.0, math.inf, ("scenario=zappos_holacracy",)),
        ),
        ("governance.coordination.drift_rate=0", "governance.breaking.seen_by_peers=20", MEETINGS),
        reason="hand-offs between circles have no measure in a centre without any, so are not "
               "compared; in one as small as this, links overlap so much that circles do not drift",
    ),
    Fact(
        4, "without managers: accounts to more people, more meetings, more stress, slower decisions, less "
           "attention for the customer", "S1",
        (
            _HOLACRACY.rises("accountable_to_mean"),
            _HOLACRACY.rises("coordination_hours_per_advisor_week"),
            _HOLACRACY.rises("stress_mean"),
            _HOLACRACY.rises("decision_latency_mean_5d_min"),
            _HOLACRACY.falls("first_contact_resolution_share"),
        ),
        (MEETINGS, PAPER, "people.strain.ambiguity", "people.strain.meetings", "people.strain.occupancy",
         "people.strain.managers", "governance.coordination.attention_cost=0"),
        reason="ten points more turnover (The Atlantic 2016) are outside the source documents",
    ),
    Fact(
        5, "documenting roles and coordinating take so much that no efficiency or cohesion follows", "S1",
        (
            _MEDIUM.rises("documenting_share"),
            _MEDIUM.rises("coordination_share"),
            _MEDIUM.falls("margin_eur_per_day"),
        ),
        (PAPER, MEETINGS, "governance.coordination.attention_cost=0"), says=PAPER,
        reason="no mechanism for a project that is stopped; without circles cohesion has no measure",
    ),
    Fact(
        10, "removing what annoys everybody costs now and saves talk and stress later", "S0",
        (
            _ANNOUNCED.rises("occupancy_share", EARLY, "occupancy_share, while groups meet"),
            _ANNOUNCED.falls("handling_time_s", LATE, "handling_time_s, after"),
            _ANNOUNCED.falls("stress_mean", LATE, "stress_mean, after"),
        ),
        (GROUPS_MEET, "governance.coordination.irritant_cost=0", "people.strain.relief",
         "people.strain.occupancy"),
        says="governance.coordination.irritant_cost=0",
    ),
    Fact(
        11, "forty groups at once, unannounced: a dip in service and margin, deepest on the worst day", "S0",
        (
            _UNANNOUNCED.rises("occupancy_share"),
            _UNANNOUNCED.rises("abandonment_share"),
            _UNANNOUNCED.rises("peak_abandonment_share"),
            _UNANNOUNCED.falls("margin_eur_per_day"),
        ),
        (GROUPS_MEET,), says=GROUPS_MEET,
    ),
    Fact(
        12, "who does not take part has more work: more strain, until the groups end", "S0",
        (
            level("group_strain_gap", 0.0, math.inf, _UNANNOUNCED.with_it, EARLY,
                  words="strain of others above that of participants, day 60"),
        ),
        (GROUPS_MEET, "people.strain.occupancy", "people.strain.meetings"),
        reason="resentment of those who stay has no mechanism yet: only the work that is shifted counts",
    ),
    Fact(
        40, "a fifth of the time for one's own projects, or a day a year", "S4",
        (
            level("slack_share", 0.15, 0.25, _SLACK.with_it, words="time for projects, 20 % planned"),
            _SLACK.rises("occupancy_share"),
            level("slack_share", 0.002, 0.006, ("governance.slack=0.004",),
                  words="time for projects, a day a year planned"),
        ),
        ("governance.slack=0",), says="governance.slack=0",
        reason="levers, no outcome: the source does not say what comes of it, and nothing is modelled",
    ),
    Fact(
        41, "several lines to answer to make expectations unclear, in a hierarchy as well", "S4",
        (_MANY_BOSSES.rises("accountable_to_mean"), _MANY_BOSSES.rises("stress_mean")),
        ("people.strain.ambiguity", "people.strain.occupancy"), says="people.strain.ambiguity",
    ),
)  # fmt: skip
