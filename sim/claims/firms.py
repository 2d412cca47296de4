"""Claims about whole firms: what became of them, and in which order they went about it.

Never the firms themselves: a form like theirs, in a contact centre. Called by `sim.claims.rows`.
"""

from __future__ import annotations

import math

from sim.claims.declared import YEAR, Contrast, Fact, Part, Way, level

_MORE_ENGAGED = Contrast(("people.engagement.resource_gain=0.7",), days=YEAR)
_IMATECH = Contrast(("scenario=liberated",), days=YEAR)
_FNAC = Contrast(("scenario=roles_taken_over", "governance.authority=200"), days=YEAR)
_POULT = "scenario=poult"
_GROWTH = ((1.0, Way((_POULT, "firm.market_trend=-0.02"), (189, 252))),
           (-1.0, Way((_POULT, "firm.market_trend=-0.02"), (0, 63))))  # fmt: skip
_CHANGE = "governance.transition"
_ALL = f"{_CHANGE}.population=all"
_PILOT = ("scenario=self_learning_pilot",)
_NOBODY_FOLLOWS = (f"{_CHANGE}.imitation=0", f"{_CHANGE}.alone=0", f"{_CHANGE}.pilot_share=0.3")
_WAY = ("scenario=imatech", "governance.working_groups.at_once=0")


def _sponsored(strength: float) -> tuple[str, ...]:
    """The way of a form that its sponsor carries so strongly."""
    return (*_WAY, f"{_CHANGE}.sponsor={strength}")


def _order(trust: int, autonomy: int, accountability: int) -> tuple[str, ...]:
    """The same way, its three levers beginning on these open days; nobody calls it off."""
    dates = (f"{_CHANGE}.trust_from={trust}", f"{_CHANGE}.autonomy_from={autonomy}")
    return (*_WAY, f"{_CHANGE}.bears=null", *dates, f"{_CHANGE}.accountability_from={accountability}")


_LATER = Contrast(_order(0, 0, 126), _order(126, 126, 0), YEAR)
_SIGNED = Contrast((*_WAY, f"{_CHANGE}.sign_off=20"), (*_WAY, f"{_CHANGE}.sign_off=0"))

FACTS = (
    Fact(
        1, "people who like their work make customers who like the service, and more of them", "S0",
        (
            _MORE_ENGAGED.rises("engagement_mean"),
            _MORE_ENGAGED.rises("satisfaction_contacts_mean"),
            _MORE_ENGAGED.rises("acquired_per_month"),
            _MORE_ENGAGED.falls("churn_service_per_month"),
        ),
        ("people.engagement.effort_gain", "customers.satisfaction.warmth_gain",
         "customers.satisfaction.by_satisfaction", "customers.acquisition.by_reputation"),
        reason="sign only: the growth of 90 % a year that the source's figures imply is the market's, too",
    ),
    Fact(
        6, "a liberated centre: 2 % less absence, 9 % less turnover, in the black after two years", "S0",
        (
            _IMATECH.lies("absence_share", -0.02, -0.0016, words="absence, between both readings"),
            _IMATECH.lies("quits_per_year", -0.09, -0.0216, words="turnover, between both readings"),
            _IMATECH.lies("absence_share", -0.025, -0.015, counted=False, words="absence, as points"),
            _IMATECH.lies("quits_per_year", -0.095, -0.085, counted=False, words="turnover, as points"),
            _IMATECH.lies("absence_share", -0.025, -0.015, relative=True, counted=False,
                          words="absence, as a share"),
            _IMATECH.lies("quits_per_year", -0.095, -0.085, relative=True, counted=False,
                          words="turnover, as a share"),
        ),
        ("people.absence.by_engagement", "people.absence.by_strain", "people.quitting.by_engagement",
         "strain weights", "engagement weights"),
        reason="the month of break-even (18 to 30) is not tried: it asks for three years of each centre",
    ),
    Fact(
        7, "a weak sponsor's transformation is given up in the dip, a strong one's survives", "S0",
        (Contrast(_sponsored(0.25), _sponsored(0.95), YEAR).rises("called_off_share"),),
        ("governance.transition.sponsor=1",), says="governance.transition.sponsor=1",
        reason="what a sponsor bears is assumed, and lies between the two on purpose",
    ),
    Fact(
        8, "trust and autonomy first, accountability second: less peak stress, fewer quits in the first "
           "year", "S0",
        (
            _LATER.falls("stress_peak_mean"),
            _LATER.falls("quits_per_year"),
            Contrast(_order(0, 0, 126), _order(0, 0, 0), YEAR).lies(
                "stress_peak_mean", -math.inf, 0.0, counted=False, words="peak stress, against all at once"),
        ),
        ("governance.transition.accountability", "people.trust.gain", "people.quitting.by_engagement"),
        says="governance.transition.accountability",
    ),
    Fact(
        9, "early, small, visible signs raise adoption; a call to order costs more than a sign gives", "S0",
        (
            Contrast(_PILOT, (*_PILOT, f"{_CHANGE}.signs=0")).rises("on_board_share"),
            Contrast((*_PILOT, f"{_CHANGE}.sponsor=1"), (*_PILOT, f"{_CHANGE}.sponsor=0")).rises(
                "on_board_share", words="on board, every sign lived up to or none"),
        ),
        ("people.trust.gain", f"{_CHANGE}.imitation=0"),
        reason="that a broken promise costs more than a kept one gives is a parameter "
               "(people.trust.asymmetry), not a finding",
    ),
    Fact(
        13, "one approver at every step of the change is its bottleneck", "S0",
        (
            _SIGNED.falls("authority_mean_eur"),
            _SIGNED.rises("decision_latency_mean_5d_min"),
        ),
        (f"{_CHANGE}.sign_off=0",), says=f"{_CHANGE}.sign_off=0",
    ),
    Fact(16, "a wage freeze signed by all, unions of little weight", "S0", context=True),
    Fact(17, "support services 'serve for nothing'", "S0", context=True),
    Fact(
        19, "autonomous cells without individual bonuses grow by 10 % a year in a shrinking market", "S1, S2",
        (
            Part("revenue_eur_per_day", 0.075, math.inf, _GROWTH, relative=True,
                 words="revenue, last against first quarter"),
            level("quits_per_year", 0.0, 0.03, (_POULT,), YEAR, counted=False,
                  words="turnover; some 30 of 400 left in eight years"),
        ),
        ("customers.acquisition.by_reputation", "customers.satisfaction.by_satisfaction"),
        reason="the source is a biscuit maker: its mechanism is transposed, its figures are held against it; "
               "ten per cent a year is 7.5 from the first quarter to the last",
    ),
    Fact(
        20, "teams that run themselves: absence halved, engagement 44 points up, better calls", "S1",
        (
            _FNAC.lies("absence_share", -0.6, -0.4, relative=True, words="absence, as a share"),
            _FNAC.lies("engagement_mean", 0.40, 0.48, words="engagement, on a scale of 100"),
            _FNAC.rises("satisfaction_contacts_mean"),
            _FNAC.lies("survey_means_share", 0.40, 0.48, counted=False,
                       words="who agree to have the means, on a scale of 100"),
            _FNAC.lies("engagement_mean", 0.0, math.inf, counted=False, words="engagement, sign only"),
        ),
        ("people.absence.by_engagement", "people.absence.by_strain", "engagement weights",
         "customers.satisfaction.warmth_gain"),
        reason="the scale of the 44 points is not told; published slopes of absence on engagement and strain "
               "are small, and none is inflated to reach a half",
    ),
    Fact(
        21, "a pilot of volunteers first, then extension, does better than all at once; the pilot shows "
            "more than the whole will", "S1",
        (
            Contrast(_PILOT, (*_PILOT, _ALL), YEAR).rises("service_level_worst_week_share"),
            Contrast(_PILOT, (*_PILOT, _ALL), YEAR).falls("quits_per_year"),
            Contrast((*_PILOT, *_NOBODY_FOLLOWS), ("scenario=placebo_pilot", *_NOBODY_FOLLOWS)).rises(
                "volunteers_engagement_gap", words="volunteers' engagement over others', beyond a placebo's"),
        ),
        ("people.engagement.misfit", "people.quitting.by_engagement", f"{_CHANGE}.selection=0"),
        reason="volunteers are parted from the others before anything changes (scenario placebo_pilot); "
               "what the pilot shows beyond that is told",
    ),
    Fact(42, "sense and values come before pay and career", "S4", context=True),
)  # fmt: skip
