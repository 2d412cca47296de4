"""Precedents: what a circle has decided once, everybody may decide from then on.

Cases of a reason are of several kinds, a few of them frequent (Zipf's law). A precedent of a kind covers
stakes up to its limit; circles that have drifted apart do not know all of each other's. Called by
`sim.governance.desk` and `sim.governance.circles`.
"""

from sim.compiling import compiled
from sim.rules import rule
from sim.soundness import number_of, sound
from sim.states import NONE
from sim.streams import CASE, JUDGEMENT, attempt_key, uniforms

KIND_BLOCK = 2  # of CASE
KNOWN_BLOCK = 1  # of JUDGEMENT, first uniform
SETS = number_of("circle.sets_precedent")


@rule("circle.sets_precedent", reference="assumption: a case decided settles those that are little larger")
def reach(circle, case, settings):
    """Summary of rule: a precedent covers stakes up to a multiple of the one decided."""
    return case.stake * settings.coordination_precedent_reach


@compiled
def recognise(world, advisor, case):
    """Note on a case the largest stake that a precedent the advisor knows covers; 0 where there is none."""
    case.kind = _kind_of(world, case)
    case.precedent = known_limit(world, advisor.decides_in, case)


@compiled
def known_limit(world, circle_row, case):
    """Largest stake that a precedent known in a circle covers; 0 where there is none.

    A circle remembers its own; the widest of all, another's, it knows or does not.
    """
    limit = 0.0
    if circle_row != NONE:
        own = world.precedent[_row_of(world, case, circle_row)]
        limit = own.limit if _holds(world, own) else 0.0
    widest = world.precedent[_row_of(world, case, NONE)]
    wider = widest.limit > limit and _holds(world, widest)
    return widest.limit if wider and _is_known(world, circle_row, case, widest) else limit


@compiled
def _kind_of(world, case):
    unit, _ = uniforms(world.key, CASE, case.customer, case.serial, KIND_BLOCK)
    kind = 0
    while unit >= world.kinds[kind]:
        kind += 1
    return kind


@compiled
def _row_of(world, case, circle_row):
    """First the widest of all (NONE), then every circle's own."""
    of_circle = (circle_row + 1) * world.reason.size
    return (of_circle + case.reason) * world.kinds.size + case.kind


@compiled
def _holds(world, precedent):
    return world.clock[0].now - precedent.since <= world.settings[0].coordination_precedent_lasts


@compiled
def _is_known(world, circle_row, case, precedent):
    """One's own circle's always; another's the less, the further one's own has drifted."""
    if circle_row == NONE or circle_row == precedent.circle:
        return True
    unit, _ = uniforms(world.key, JUDGEMENT, case.customer, attempt_key(case), KNOWN_BLOCK)
    return unit >= world.circle[circle_row].drift


@compiled
def set_precedent(world, row):
    """A circle has granted a case: its kind has a precedent from now on, if it covers more than the last."""
    clock = world.clock[0]
    case = world.case[row]
    circle = world.circle[case.home]
    limit = world.rules.circle_sets_precedent(circle, case, world.settings[0])
    limit = sound(world, limit, SETS, case.customer)
    _widen(world, case, case.home, limit)
    world.day[clock.day].precedents += _widen(world, case, NONE, limit)


@compiled
def _widen(world, case, circle_row, limit):
    """A precedent that covers no less than the one there takes its place. Returns whether it covers more."""
    precedent = world.precedent[_row_of(world, case, circle_row)]
    more = limit > precedent.limit or not _holds(world, precedent)
    if more or limit == precedent.limit:
        precedent.limit = limit
        precedent.since = world.clock[0].now
        precedent.circle = case.home
    return more
