"""Claims about people at work: appetite for autonomy, initiative, trust, withdrawal, managers, the survey.

Called by `sim.claims.rows`.
"""

from __future__ import annotations

import math

from sim.claims.declared import HALF_YEAR, YEAR, Contrast, Fact, Part, Way, level

_AUTONOMY = Contrast(("governance.authority=100",), ("governance.authority=20",))
_COSMETIC = Contrast(("scenario=cosmetic",))
_UNLIKE = Contrast((), ("people.appetite_spread=0",))
_COACH = ("support=coaches", "support.trained=0")
_LOADED = Contrast(
    (*_COACH, "demand.shocks={storm: {day: 0, hours: 150, volume: 0.3}}"), _COACH, days=(0, 21)
)
_REFUSING = Contrast(("governance.refusal_probability=0.3",), ("governance.refusal_probability=0",))
_REMOVED = Contrast(("scenario=managers_removed",))
_TAKEN_OVER = Contrast(("scenario=managers_removed",), ("scenario=roles_taken_over",))


def _authority(euros: int) -> Way:
    return Way((f"governance.authority={euros}",), HALF_YEAR)


_ONE_CELEBRATED = (
    (1.0, Way((), (0, 21), "celebrated")),
    (-1.0, Way((), (0, 21))),
)
_SATURATING = ((1.0, _authority(100)), (-2.0, _authority(60)), (1.0, _authority(20)))
_TOO_LITTLE = ((1.0, _authority(0)), (-1.0, _authority(40)))
_TOO_MUCH = ((1.0, _authority(2000)), (-1.0, _authority(40)))
SURVEY = 0.05  # within five points

FACTS = (
    Fact(
        18, "give people space: the more autonomy the more initiative, ever less so", "S0",
        (
            _AUTONOMY.rises("initiatives_per_1000_contacts"),
            Part("initiatives_per_1000_contacts", -math.inf, 0.0, _SATURATING,
                 words="initiatives, second difference at 20, 60, 100 EUR"),
        ),
        ("people.initiative.saturation", "people.initiative.by_engagement"),
        says="people.initiative.saturation",
    ),
    Fact(
        22, "autonomy on paper: what is felt is less than what is allowed, and trust falls", "S1",
        (_COSMETIC.falls("felt_autonomy_share"), _COSMETIC.falls("trust_sponsor_mean")),
        ("governance.breaking.called_to_order=0", "people.trust.gain",
         "governance.breaking.sanction_weight=0"),
        says="governance.breaking.called_to_order=0",
        reason="that staff are involved late has no mechanism yet",
    ),
    Fact(
        23, "one celebrated act of initiative raises that of colleagues", "S1",
        (Part("initiative_of_others_mean", 0.0, math.inf, _ONE_CELEBRATED,
              words="initiative of the others, a month later"),),
        ("people.initiative.spread",), says="people.initiative.spread",
    ),
    Fact(
        27, "not all want the same autonomy: uniform autonomy strains, too little and too much of it", "S2",
        (
            _UNLIKE.rises("misfit_mean"),
            _UNLIKE.rises("stress_mean"),
            _UNLIKE.falls("engagement_mean"),
            Part("stress_mean", 0.0, math.inf, _TOO_LITTLE, words="stress at 0 EUR above that at 40"),
            Part("stress_mean", 0.0, math.inf, _TOO_MUCH, words="stress at 2,000 EUR above that at 40"),
        ),
        ("people.engagement.misfit", "people.strain.fit", "people.engagement.fit"),
        says="people.engagement.misfit",
        reason="matched autonomy is the same centre of people who all want the same: limits are not set "
               "person by person",
    ),
    Fact(
        28, "managers who were not accompanied take decisions back under load", "S2",
        (_LOADED.rises("relapse_share"),),
        ("support.relapse_at=1000", "governance.review.mean=0.01"), says="support.relapse_at=1000",
    ),
    Fact(
        29, "what staff answer: 57 % have the time to do good work, 55 % the means, 84 % get on with their "
            "manager, 4 in 10 managers lack room and time; 56 % and 80 % held out", "S3",
        (
            level("survey_time_share", 0.57 - SURVEY, 0.57 + SURVEY),
            level("survey_means_share", 0.55 - SURVEY, 0.55 + SURVEY),
            level("survey_relation_share", 0.84 - SURVEY, 0.84 + SURVEY),
            level("survey_managers_lack_share", 0.40 - SURVEY, 0.40 + SURVEY),
            level("survey_cooperation_share", 0.56 - SURVEY, 0.56 + SURVEY, counted=False),
            level("survey_available_share", 0.80 - SURVEY, 0.80 + SURVEY, counted=False),
        ),
        ("people.needs=false",),
        reason="the packaged values are not fitted to these answers; a calibration is told to meet them",
    ),
    Fact(
        30, "prevented from doing good work people withdraw, before they leave", "S3",
        (
            _REFUSING.falls("effort_mean"),
            level("engagement_quits_r", -math.inf, 0.0, (), YEAR,
                  words="engagement with quits of the year after, r"),
        ),
        ("people.engagement.effort_gain", "people.strain.prevented", "people.quitting.by_engagement"),
    ),
    Fact(
        31, "removing managers without replacing what they do for people raises stress", "S3",
        (_REMOVED.rises("stress_mean"),
         _TAKEN_OVER.rises("stress_mean", words="stress above that where colleagues took over"),
         _REMOVED.rises("undone_share_soothe")),
        ("people.needs=false", "people.strain.managers", "people.strain.occupancy", "people.strain.peers"),
        reason="on the payroll of the managers removed there are more advisors, who are less busy",
    ),
)  # fmt: skip
