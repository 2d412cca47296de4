"""The decision points: every place where the engine asks for a judgement, with what it gives and wants.

Called by `sim.rules`, which registers the rules that answer them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DecisionPoint:
    """A place where the engine asks for a judgement.

    Attributes:
        arguments: names of what the rule is given: kinds of record, or one of `ARGUMENTS`.
        answer: "yes or no", or the unit of the number returned.
        meaning: the question, in words.
        default: the rule that answers unless a scenario names another.
        may_change: arguments whose added fields (`sim.own_fields`) the rule may write; the point is asked
            once for every occurrence, so that nothing is written twice.
    """

    arguments: tuple[str, ...]
    answer: str
    meaning: str
    default: str
    may_change: tuple[str, ...] = ()


POINTS: dict[str, DecisionPoint] = {
    "desk.may_decide": DecisionPoint(
        arguments=("advisor", "case", "settings"),
        answer="yes or no",
        meaning="may the advisor decide this case at the desk?",
        default="within_authority",
        may_change=("advisor",),
    ),
    "desk.judges_rightly": DecisionPoint(
        arguments=("advisor", "case", "settings"),
        answer="probability",
        meaning="does an advisor who decides himself judge rightly what the customer is due?",
        default="skill_and_advice",
    ),
    "breaking.breaks": DecisionPoint(
        arguments=("advisor", "case", "settings"),
        answer="probability",
        meaning="does the advisor decide all the same what is beyond his authority?",
        default="as_free_as_he_feels",
    ),
    "breaking.seen": DecisionPoint(
        arguments=("advisor", "case", "settings"),
        answer="1/ms",
        meaning="at which rate is the advisor's bad practice in this case seen?",
        default="managers_and_peers",
    ),
    "breaking.sanctions": DecisionPoint(
        arguments=("advisor", "settings"),
        answer="probability",
        meaning="is bad practice of the advisor sanctioned, now that it is seen?",
        default="constant_sanction",
    ),
    "authority.moves": DecisionPoint(
        arguments=("advisor", "case", "settings"),
        answer="EUR",
        meaning="what may an advisor decide from now on, who has just decided this case himself?",
        default="stays",
    ),
    "advice.asks": DecisionPoint(
        arguments=("advisor", "colleague", "busy", "case", "settings"),
        answer="score",
        meaning="how gladly is this colleague asked for advice, idle (0) or on the phone (1), below 0 never?",
        default="most_skilled",
    ),
    "approval.holds": DecisionPoint(
        arguments=("advisor", "case", "settings"),
        answer="yes or no",
        meaning="does the customer wait on the line for the decision, rather than for a call-back?",
        default="as_configured",
    ),
    "approval.laid_before": DecisionPoint(
        arguments=("manager", "case", "settings"),
        answer="yes or no",
        meaning="is a request laid before this manager, or passed on to the one above at once?",
        default="lowest_level",
    ),
    "approval.reads_now": DecisionPoint(
        arguments=("manager", "case", "settings"),
        answer="yes or no",
        meaning="does a free manager read this request of the tray now?",
        default="held_at_once",
    ),
    "approval.signs": DecisionPoint(
        arguments=("manager", "case", "settings"),
        answer="yes or no",
        meaning="may this manager's signature close the request, where somebody stands above him?",
        default="within_limit",
    ),
    "approval.sends_back": DecisionPoint(
        arguments=("manager", "case", "settings"),
        answer="probability",
        meaning="does the manager send the request back for completion?",
        default="once",
    ),
    "approval.default_grants": DecisionPoint(
        arguments=("case", "settings"),
        answer="yes or no",
        meaning="is a request granted that has waited too long?",
        default="default_as_configured",
    ),
    "approval.refusal": DecisionPoint(
        arguments=("manager", "case", "settings"),
        answer="probability",
        meaning="does the manager refuse the request?",
        default="refusal_with_loss",
        may_change=("manager",),
    ),
    "handling.solves": DecisionPoint(
        arguments=("advisor", "case", "reason", "settings"),
        answer="probability",
        meaning="does the contact solve a routine case?",
        default="solved_by_reason",
        may_change=("advisor",),
    ),
    "handling.extension": DecisionPoint(
        arguments=("advisor", "case", "reason", "settings"),
        answer="ms",
        meaning="how long does the advisor go on with a case that needs more than the usual talk?",
        default="up_to_the_cap",
        may_change=("advisor",),
    ),
    "handling.repeats": DecisionPoint(
        arguments=("case", "settings"),
        answer="probability",
        meaning="does the customer of an unsolved case call again?",
        default="constant_repeat",
    ),
    "queueing.redials": DecisionPoint(
        arguments=("case", "settings"),
        answer="probability",
        meaning="does a customer who gave up waiting call again?",
        default="constant_redial",
    ),
    "routing.work_first": DecisionPoint(
        arguments=("waited", "settings"),
        answer="yes or no",
        meaning="does a call-back or rework that has waited so many ms go before the callers in the queue?",
        default="overdue_first",
    ),
    "circle.takes": DecisionPoint(
        arguments=("advisor", "case", "settings"),
        answer="yes or no",
        meaning="is the case laid before the advisor's circle (no: a manager is asked)?",
        default="whatever_is_brought",
    ),
    "circle.grants": DecisionPoint(
        arguments=("circle", "case", "settings"),
        answer="probability",
        meaning="does the circle grant the case?",
        default="as_managers_do",
    ),
    "circle.consents": DecisionPoint(
        arguments=("circle", "settings"),
        answer="probability",
        meaning="does the circle consent to what another one has granted or raised?",
        default="unless_it_objects",
    ),
    "circle.sets_precedent": DecisionPoint(
        arguments=("circle", "case", "settings"),
        answer="EUR",
        meaning="up to which stake does a circle's decision hold for all cases of the kind?",
        default="reach",
    ),
    "manager.relapses": DecisionPoint(
        arguments=("manager", "waiting", "settings"),
        answer="probability",
        meaning="does a manager give up this part of his day for approving what waits?",
        default="under_load",
    ),
    "delegation.raises": DecisionPoint(
        arguments=("manager", "settings"),
        answer="probability",
        meaning="does a manager at the top raise what the desk may decide, today?",
        default="the_more_he_has_seen",
    ),
    "transition.comes_on_board": DecisionPoint(
        arguments=("person", "others", "passed", "settings"),
        answer="probability",
        meaning="does somebody whom a transition has not reached yet come on board, today?",
        default="alone_or_after_colleagues",
    ),
    "support.takes_over": DecisionPoint(
        arguments=("advisor", "colleague", "role", "settings"),
        answer="yes or no",
        meaning="does a free colleague give the support that the advisor needs, whose manager is not there?",
        default="what_peers_took_over",
    ),
    "handling.hostile": DecisionPoint(
        arguments=("case", "reason", "settings"),
        answer="probability",
        meaning="is the customer hostile in this contact?",
        default="angrier_each_time",
    ),
    "surge.calls": DecisionPoint(
        arguments=("waiting", "on_duty", "settings"),
        answer="yes or no",
        meaning="are managers called to the phones?",
        default="when_the_queue_is_long",
    ),
    "script.binds": DecisionPoint(
        arguments=("advisor", "case", "settings"),
        answer="probability",
        meaning="does the advisor keep to the script where the case calls for an answer of its own?",
        default="unless_he_dares",
    ),
    "incentives.effort": DecisionPoint(
        arguments=("advisor", "members", "settings"),
        answer="effort",
        meaning="how hard does the advisor try, his bonus depending on so many members; 1 as usual?",
        default="what_he_expects_of_it",
    ),
    "incentives.games": DecisionPoint(
        arguments=("advisor", "case", "members", "settings"),
        answer="probability",
        meaning="does the advisor game this contact, which would else not be scored well?",
        default="as_much_as_is_at_stake",
    ),
    "chat.solves": DecisionPoint(
        arguments=("advisor", "case", "reason", "settings"),
        answer="probability",
        meaning="does the conversation solve a routine case?",
        default="less_with_every_conversation",
    ),
    "people.strain": DecisionPoint(
        arguments=("person", "passed", "settings"),
        answer="strain",
        meaning="what has somebody's strain come to, after the day before?",
        default="towards_what_work_asks",
    ),
    "people.engagement": DecisionPoint(
        arguments=("person", "passed", "settings"),
        answer="engagement",
        meaning="what has somebody's engagement come to, after the day before?",
        default="towards_what_work_gives",
    ),
    "people.effort": DecisionPoint(
        arguments=("person", "settings"),
        answer="effort",
        meaning="how hard does an advisor try, engaged as he is; 1 as usual?",
        default="a_little_more_when_engaged",
    ),
    "people.quits": DecisionPoint(
        arguments=("person", "tenure", "passed", "settings"),
        answer="probability",
        meaning="does somebody leave, before today's opening?",
        default="settled_and_engaged_stay",
    ),
    "people.falls_ill": DecisionPoint(
        arguments=("person", "passed", "settings"),
        answer="probability",
        meaning="does somebody who is well fall ill today?",
        default="the_more_so_the_less_engaged",
    ),
    "people.illness": DecisionPoint(
        arguments=("person", "settings"),
        answer="open days",
        meaning="how long is such an illness, on the mean?",
        default="the_longer_the_more_strained",
    ),
    "people.trust": DecisionPoint(
        arguments=("trust", "kept", "broken", "passed", "settings"),
        answer="trust",
        meaning="what has somebody's trust come to: in top management, in managers or among colleagues?",
        default="won_slowly_lost_fast",
    ),
    "initiative.acts": DecisionPoint(
        arguments=("person", "case", "settings"),
        answer="probability",
        meaning="does an advisor who has solved the case do something beyond what was asked?",
        default="as_often_as_he_dares",
    ),
    "people.status": DecisionPoint(
        arguments=("person", "settings"),
        answer="share",
        meaning="of what a manager is used to be needed for, how much has he lost?",
        default="less_than_he_is_used_to",
    ),
    "churn.grievance": DecisionPoint(
        arguments=("case", "reason", "end", "grievance", "settings"),
        answer="log hazard ratio",
        meaning="what does the episode leave behind in the hazard of leaving because of service?",
        default="bad_ends_weigh",
    ),
    "churn.dissatisfaction": DecisionPoint(
        arguments=("satisfaction", "settings"),
        answer="log hazard ratio",
        meaning="by how much is a customer so satisfied likelier to leave because of service than as usual?",
        default="satisfied_stay",
    ),
    "satisfaction.experience": DecisionPoint(
        arguments=("case", "end", "settings"),
        answer="experience",
        meaning="what was the episode like for the customer, from 0 to 1?",
        default="weighted_mean",
    ),
    "satisfaction.apologises": DecisionPoint(
        arguments=("case", "end", "settings"),
        answer="probability",
        meaning="does whoever tells the customer the end apologise for what went wrong?",
        default="sometimes",
    ),
    "satisfaction.moves": DecisionPoint(
        arguments=("satisfaction", "experience", "tenure", "reason", "settings"),
        answer="satisfaction",
        meaning="how satisfied is the customer on the whole after such an episode?",
        default="anchored_and_adjusted",
    ),
    "word_of_mouth.tells": DecisionPoint(
        arguments=("experience", "good", "settings"),
        answer="people",
        meaning="how many are told something good (1), or bad (0), of such an episode?",
        default="at_both_ends",
    ),
    "word_of_mouth.goes_viral": DecisionPoint(
        arguments=("case", "reason", "end", "settings"),
        answer="probability",
        meaning="does the complaint go viral?",
        default="severe_and_refused",
    ),
    "acquisition.draws": DecisionPoint(
        arguments=("reputation", "settings"),
        answer="ratio",
        meaning="by how much does the reputation draw more customers than that of day 0?",
        default="by_reputation",
    ),
}
