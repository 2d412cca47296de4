"""Targets and bonuses: how hard people try, what they game, what is measured and what is true.

Goodhart's law: a measure that becomes a target ceases to be a good measure. A talk may be cut short at the
target, or a contact be recorded as solved that is not. Called by `sim.floor.answering` and `sim.phases`.
"""

import numpy as np

from sim.compiling import compiled, inlined
from sim.floor.cases import LONGEST
from sim.floor.roster import team_of
from sim.governance.breaking import CUT_SHORT_BLOCK, RECORD_GAMED_BLOCK, note_bad_practice
from sim.people.engagement import engaged_effort
from sim.rules import rule
from sim.soundness import number_of, sound
from sim.states import DAY_MS, TRANSFER
from sim.streams import GAMING, attempt_key, uniforms

NO_BONUS, INDIVIDUAL, COLLECTIVE = range(3)  # choices of `governance.incentives.bonus`, by their place
ON_RESOLUTION, ON_HANDLING_TIME = range(2)  # of `bonus_on`
MEAN, WEAKEST_LINK = range(2)  # of `scored_by`
EFFORT, GAMES = number_of("incentives.effort"), number_of("incentives.games")
GAMES_BLOCK = 0  # of GAMING: whether a talk is cut short, whether a record is gamed


@rule("incentives.effort", reference="Cerasoli, Nicklin, Ford 2014: incentives move quantity; size assumed")
def what_he_expects_of_it(advisor, members, settings):
    """Summary of rule: effort rises with the pay at stake and expected; in a team some of it rides free."""
    if settings.incentives_bonus == NO_BONUS:
        return 1.0
    own = members**-settings.incentives_free_riding
    return 1.0 + settings.incentives_effort_gain * settings.incentives_bonus_share * advisor.expects * own


@rule("incentives.games", reference="assumption: as often as pay is at stake; a target alone presses too")
def as_much_as_is_at_stake(advisor, case, members, settings):
    """Summary of rule: gaming rises with the pay at stake, diluted in a team; a target alone presses too."""
    if settings.incentives_bonus == NO_BONUS:
        return settings.incentives_target_pressure
    own = members**-settings.incentives_free_riding
    return min(1.0, settings.incentives_gaming * settings.incentives_bonus_share * own)


@inlined
def is_scored(settings):
    """Whether there is a target or a bonus, so that contacts are scored."""
    return settings.incentives_bonus != NO_BONUS or settings.incentives_handling_target < LONGEST


@inlined
def _by_the_clock(settings):
    """Whether talks are scored by their length: for a bonus on it, or a target without any bonus."""
    return settings.incentives_bonus == NO_BONUS or settings.incentives_bonus_on == ON_HANDLING_TIME


@inlined
def _target(settings):
    return np.int64(min(settings.incentives_handling_target, LONGEST) + 0.5)


@compiled
def under_target(world, advisor_row, case, talk):
    """Length of a talk that is to be scored, in ms: at the target, where it is cut short.

    What the case still needs comes back with it.
    """
    settings = world.settings[0]
    advisor = world.advisor[advisor_row]
    target = _target(settings)
    if talk > target and _by_the_clock(settings):
        unit, _ = uniforms(world.key, GAMING, case.customer, attempt_key(case), GAMES_BLOCK)
        if unit < _games(world, advisor, case):
            case.need += talk - target
            case.cut = 1
            talk = target
            _note_gamed(world, advisor, case, CUT_SHORT_BLOCK)
    advisor.talk_length = talk
    return talk


@compiled
def score(world, advisor_row, fair):
    """Score a contact whose talk is over; one that was handed over belongs to nobody.

    Args:
        world: the tables.
        advisor_row: whose talk it was.
        fair: whether it ends the case fairly.
    """
    settings = world.settings[0]
    tally = world.day[world.clock[0].day]
    advisor = world.advisor[advisor_row]
    case = world.case[advisor.case]
    if world.contact[advisor.contact].kind == TRANSFER:
        return
    if _by_the_clock(settings):
        well = advisor.talk_length <= _target(settings)
        truly = well and case.cut == 0
    else:
        truly = fair
        well = fair or _games_the_record(world, advisor, case)
    tally.scored += 1
    tally.scored_well += well
    tally.truly_well += truly
    advisor.scored += 1
    advisor.scored_well += well


@compiled
def _games_the_record(world, advisor, case):
    """Whether a contact is recorded as solved that is not."""
    _, unit = uniforms(world.key, GAMING, case.customer, attempt_key(case), GAMES_BLOCK)
    if unit >= _games(world, advisor, case):
        return False
    _note_gamed(world, advisor, case, RECORD_GAMED_BLOCK)
    return True


@compiled
def _games(world, advisor, case):
    members = members_of(world, advisor.id)
    answer = world.rules.incentives_games(advisor, case, members, world.settings[0])
    return sound(world, answer, GAMES, case.customer)


@compiled
def _note_gamed(world, advisor, case, block):
    world.day[world.clock[0].day].gamed += 1
    note_bad_practice(world, advisor.id, case, block)


@compiled
def members_of(world, advisor_row):
    """On how many advisors' score an advisor's bonus depends."""
    if world.settings[0].incentives_bonus != COLLECTIVE:
        return np.int64(1)
    first, past = team_of(world, advisor_row)
    return past - first


@compiled
def open_incentives(world):
    """Pay bonuses on a day of payment, and let everybody see anew how hard he tries, engaged as he is.

    The first day is one, on which nobody has had a contact scored yet.
    """
    clock, settings = world.clock[0], world.settings[0]
    if clock.day % (np.int64(settings.incentives_paid_every) // DAY_MS) == 0:
        if settings.incentives_bonus != NO_BONUS:
            _pay(world)
        for row in range(clock.employed):
            _try_anew(world, row)
    effort = 0.0
    for row in range(clock.employed):
        advisor = world.advisor[row]
        advisor.effort = advisor.tries * engaged_effort(world, advisor)
        effort += advisor.effort
    world.day[clock.day].effort = effort / max(clock.employed, 1)


@compiled
def _try_anew(world, row):
    advisor = world.advisor[row]
    effort = world.rules.incentives_effort(advisor, members_of(world, row), world.settings[0])
    advisor.tries = max(sound(world, effort, EFFORT, row), 0.0)


@compiled
def _pay(world):
    """Summary of rule: who reaches the target is paid; whether he was moves what he expects."""
    clock, settings = world.clock[0], world.settings[0]
    tally = world.day[clock.day]
    for row in range(clock.employed):
        advisor = world.advisor[row]
        if advisor.scored > 0:
            paid = _score_of(world, row) >= settings.incentives_score_target
            tally.bonus_due += 1
            tally.bonus_paid += paid
            advisor.expects += settings.incentives_learning * (paid - advisor.expects)
    for row in range(clock.employed):
        world.advisor[row].scored = 0
        world.advisor[row].scored_well = 0


@compiled
def _score_of(world, row):
    """The score on which an advisor's bonus depends: his own, or his team's.

    Summary of rule: a team's is the mean of its members', or the lowest; who has no contact scored is none.
    """
    settings = world.settings[0]
    first, past = np.int64(row), np.int64(row + 1)
    if settings.incentives_bonus == COLLECTIVE:
        first, past = team_of(world, row)
    total, lowest, members = 0.0, 1.0, 0
    for each in range(first, past):
        advisor = world.advisor[each]
        if advisor.scored > 0:
            own = advisor.scored_well / advisor.scored
            total += own
            lowest = min(lowest, own)
            members += 1
    return lowest if settings.incentives_scored_by == WEAKEST_LINK else total / members


@inlined
def with_effort(advisor, probability):
    """Probability of solving a case, of who tries harder or less hard: as if he tried so many times."""
    return 1.0 - max(1.0 - probability, 0.0) ** advisor.effort
