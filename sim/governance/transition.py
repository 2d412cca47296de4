"""A transition: announced, shown by signs, put in place step by step, taken up by people, called off or not.

Three levers with dates of their own: trust (visible signs of top management), autonomy (authority that grows
in steps, each signed by one sponsor), accountability (answering for results: a threat before there is trust
and the right to decide, a challenge after; `sim.people.stock`). Called by `sim.phases`,
`sim.governance.working_groups`, `sim.governance.judgement` and `sim.people.stock`; a rule that answers
"transition.comes_on_board" takes the place of the one here.
"""

import math

import numpy as np

from sim.compiling import compiled, inlined
from sim.rules import rule
from sim.soundness import number_of, sound
from sim.states import BY_SPONSOR, DAY_MS, NONE
from sim.streams import ADOPTION, SIGN_OFF, SIGNS, exponential, uniforms

COMES_ON_BOARD = number_of("transition.comes_on_board")
EVERYBODY, VOLUNTEERS_FIRST = range(2)  # choices of `governance.transition.population`, by their place


@rule("transition.comes_on_board", reference="Bass 1969, Management Science 15:215: form; sizes are assumed")
def alone_or_after_colleagues(person, others, passed, settings):
    """Summary of rule: a hazard of one's own, and one in proportion to the colleagues who have.

    Both as many times as trust in top management is what it was at the start.
    """
    hazard = settings.transition_alone + settings.transition_imitation * others
    return 1.0 - math.exp(-hazard * passed * person.trust_sponsor / settings.trust_at_start)


@compiled
def measured_day(world):
    """Number of today among the measured open days; below 0 while it warms up."""
    first = 0
    while world.calendar[first].opens < world.clock[0].measured_from:
        first += 1
    return np.int64(world.clock[0].day - first)


@compiled
def let_transition_go_on(world):
    """A transition is announced, shown, signed, taken up or called off; what desks may decide is counted."""
    if world.settings[0].transition_enabled > 0.0:
        _go_on(world, measured_day(world))
    _count_desks(world)


@compiled
def _go_on(world, day):
    """One more day of it; everybody decides what he may by now."""
    clock = world.clock[0]
    if day >= 0 and clock.called_off == 0:
        if clock.announced == 0:
            _announce(world, day)
        else:
            _come_on_board(world)
        _weigh_losses(world, day)
    if day >= 0 and clock.called_off == 0:
        _show_signs(world, day)
        _sign(world, day)
    _set_desks(world, day)


@compiled
def _announce(world, day):
    """Summary of rule: volunteers the likelier, the more they want to decide; or everybody is reached."""
    clock, settings = world.clock[0], world.settings[0]
    clock.announced = 1
    _say(world, settings.transition_involved > 0.0)
    clock.step_due = max(day, np.int64(settings.transition_autonomy_from) // DAY_MS) + _time_to_sign(world)
    for row in range(clock.employed):
        if world.advisor[row].person == NONE:
            continue
        person = world.person[world.advisor[row].person]
        apart = person.appetite / settings.appetite if settings.appetite > 0.0 else 1.0
        share = min(1.0, settings.transition_pilot_share * apart**settings.transition_selection)
        unit, _ = uniforms(world.key, ADOPTION, row, clock.day, 0)
        person.on_board = settings.transition_population == EVERYBODY or unit < share


@compiled
def _say(world, keeps):
    """What top management says about everybody's work: as many promises kept, or broken."""
    clock = world.clock[0]
    promises = np.int32(world.settings[0].transition_announcement)
    for row in range(clock.employed):
        if keeps:
            world.advisor[row].kept[BY_SPONSOR] += promises
        else:
            world.advisor[row].broken[BY_SPONSOR] += promises


@compiled
def _come_on_board(world):
    """Everybody sees who was on board yesterday, and joins them or not; newcomers as the others."""
    clock, settings = world.clock[0], world.settings[0]
    on_board, here = 0, 0
    for row in range(clock.employed):
        if world.advisor[row].person != NONE:
            here += 1
            on_board += world.person[world.advisor[row].person].on_board == 1
    others = on_board / max(here, 1)
    passed = clock.opens - world.calendar[clock.day - 1].opens
    for row in range(clock.employed):
        if world.advisor[row].person == NONE:
            continue
        person = world.person[world.advisor[row].person]
        if person.on_board == 0:
            answer = world.rules.transition_comes_on_board(person, others, passed, settings)
            unit, _ = uniforms(world.key, ADOPTION, row, clock.day, 0)
            joins = unit < sound(world, answer, COMES_ON_BOARD, row)
            person.on_board = joins or settings.transition_population == EVERYBODY


@compiled
def _weigh_losses(world, day):
    """Summary of rule: called off once what was lost while he looks exceeds what the sponsor bears.

    Lost is what yesterday cost beyond what as many first contacts cost before the start; without days before
    it nothing is.
    """
    clock, settings = world.clock[0], world.settings[0]
    if 0 < day <= np.int64(settings.transition_watched) // DAY_MS:
        spent, came = 0.0, 0
        for before in range(clock.day - day):
            spent += _cost(world, before)
            came += world.day[before].first_contacts
        if came > 0:
            usual = spent / came * world.day[clock.day - 1].first_contacts
            clock.lost += _cost(world, clock.day - 1) - usual
    if clock.lost > settings.transition_bears * settings.transition_sponsor * clock.employed:
        clock.called_off = 1
        clock.steps = 0
        _say(world, False)


@compiled
def _cost(world, day):
    """Summary of rule: goodwill, what was done beyond what was asked, and contacts that gave up waiting."""
    tally = world.day[day]
    lost = tally.abandoned + tally.blocked
    return tally.goodwill + tally.initiative_cost + lost * world.settings[0].transition_lost_contact


@compiled
def _show_signs(world, day):
    """A sign that top management lives up to is a promise kept to everybody; else it is one broken."""
    clock, settings = world.clock[0], world.settings[0]
    since = day - np.int64(settings.transition_trust_from) // DAY_MS
    every = np.int64(settings.transition_signs_every) // DAY_MS
    if since < 0 or since % every != 0 or since // every >= np.int64(settings.transition_signs):
        return
    unit, _ = uniforms(world.key, SIGNS, since // every, 0, 0)
    keeps = unit < settings.transition_sponsor
    tally = world.day[clock.day]
    tally.signs_kept += keeps
    tally.signs_broken += not keeps
    for row in range(clock.employed):
        world.advisor[row].kept[BY_SPONSOR] += keeps
        world.advisor[row].broken[BY_SPONSOR] += not keeps


@compiled
def _sign(world, day):
    """Summary of rule: one step after the other, each a while after the last, and when it is signed."""
    clock, settings = world.clock[0], world.settings[0]
    if day < clock.step_due or clock.steps >= np.int64(settings.transition_steps):
        return
    clock.steps += 1
    clock.step_due = day + np.int64(settings.transition_step_every) // DAY_MS + _time_to_sign(world)


@compiled
def _time_to_sign(world):
    """Whole open days until the next step is signed: exponential, rounded down."""
    unit, _ = uniforms(world.key, SIGN_OFF, world.clock[0].steps, 0, 0)
    return np.int64(exponential(unit) * world.settings[0].transition_sign_off) // DAY_MS


@compiled
def _set_desks(world, day):
    """Summary of rule: authority by the steps signed and accountability by its date, of those on board."""
    clock, settings = world.clock[0], world.settings[0]
    signed = clock.steps / np.int64(settings.transition_steps)
    due = day >= 0 and day * DAY_MS >= settings.transition_accountability_from
    for row in range(clock.employed):
        advisor = world.advisor[row]
        reached = _is_reached(world, advisor)
        after = world.group[advisor.group].authority
        before = min(settings.transition_authority_before, after)
        advisor.authority = before + signed * (after - before) if reached else before
        advisor.accountable = settings.transition_accountability if reached and due else 0.0


@inlined
def _is_reached(world, advisor):
    """Whether whoever has the place is on board of a transition that goes on."""
    there = advisor.person != NONE and world.clock[0].called_off == 0
    return there and world.person[advisor.person].on_board == 1


@compiled
def _count_desks(world):
    """What advisors employed may decide, who is on board, and what it has cost so far."""
    clock, settings = world.clock[0], world.settings[0]
    tally = world.day[clock.day]
    here = 0
    for row in range(clock.employed):
        advisor = world.advisor[row]
        if advisor.person != NONE:
            here += 1
            tally.on_board += _is_reached(world, advisor)
            tally.authority += advisor.authority
            tally.threat += threat(settings, world.person[advisor.person], advisor)
    tally.authority /= max(here, 1)
    tally.threat /= max(here, 1)
    tally.lost = clock.lost


@inlined
def threat(settings, person, advisor):
    """Summary of rule: answering for results threatens as far as trust or the right to decide lacks."""
    return advisor.accountable * (1.0 - _ready(settings, person, advisor))


@inlined
def challenge(settings, person, advisor):
    """Summary of rule: answering for results engages as far as one trusts, and decides."""
    return settings.transition_challenge * advisor.accountable * _ready(settings, person, advisor)


@inlined
def _ready(settings, person, advisor):
    """Trust over what is needed, times the decisions one feels free to take over those one wants to."""
    trusts = min(1.0, person.trust_sponsor / settings.transition_trust_needed)
    if person.appetite <= 0.0:
        return trusts
    return trusts * min(1.0, person.autonomy * advisor.felt / person.appetite)


@inlined
def careful(settings, advisor):
    """Summary of rule: of what is given beyond what is due, the share left to who answers for it."""
    return 1.0 - settings.transition_prudence * advisor.accountable
