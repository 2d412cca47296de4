"""Defects of what becomes of people, to be planted in a copy of the compiled floor.

Called by `tests/test_reference_model.py`, whose long programme asks the twin to find them all.
"""

from __future__ import annotations

from planted import Defect

OF_PEOPLE = (
    # What work asks and gives.
    Defect(
        "a day off asks as much as the day before",
        "people/stock.py",
        "if paid > 0 else 0.0",
        "if paid > 0 else person.demands",
    ),
    Defect(
        "more than a full demand counts",
        "people/stock.py",
        "min(1.0, prevented / settings.strain_most_prevented)",
        "prevented / settings.strain_most_prevented",
    ),
    Defect(
        "a manager's time on the phones asks nothing of him",
        "people/stock.py",
        "paid += world.advisor[manager.seat].paid",
        "paid += 0",
    ),
    Defect(
        "colleagues' help counts again every day",
        "people/stock.py",
        "= advisor.managed, advisor.helped",
        "= advisor.managed, 0",
    ),
    Defect(
        "of what is known less than half rests on the last events",
        "people/stock.py",
        "math.exp(-LOG_2 * whole",
        "math.exp(-0.5 * whole",
    ),
    Defect(
        "nobody has more autonomy than he wants",
        "people/stock.py",
        "apart = person.autonomy - person.appetite",
        "apart = min(0.0, person.autonomy - person.appetite)",
    ),
    Defect(
        "equal weights leave those of engagement as they are",
        "people_weights.py",
        "engagement=_alike(people.engagement, RESOURCES)",
        "engagement=people.engagement",
    ),
    Defect(
        "irritants removed relieve nobody",
        "people/stock.py",
        "relief = 1.0 - world.clock[0].irritants",
        "relief = 0.0",
    ),
    Defect(
        "demands and lacking resources only add up",
        "people/strain.py",
        "level += settings.strain_interaction * person.demands",
        "level += 0.0 * person.demands",
    ),
    Defect(
        "nobody recovers on days off",
        "people/stock.py",
        "    return world.calendar[day].opens - world.calendar[max(day - 1, 0)].opens",
        "    return min(86_400_000, world.calendar[day].opens - world.calendar[max(day - 1, 0)].opens)",
    ),
    Defect(
        "who has left goes on wearing out",
        "people/strain.py",
        "        if person.left == NONE:\n            answer = world.rules.people_strain",
        "        if True:\n            answer = world.rules.people_strain",
    ),
    Defect(
        "quitting cures stress",
        "people/count.py",
        "tally.strain += person.strain /",
        "tally.strain += (person.left == NONE) * person.strain /",
    ),
    Defect(
        "who is not engaged tries as hard as others",
        "people/engagement.py",
        "return max(sound(world, effort, EFFORT, advisor.id), 0.0)",
        "return max(sound(world, effort, EFFORT, advisor.id), 1.0)",
    ),
    # Colleagues.
    Defect(
        "a broken promise costs no more than a kept one wins",
        "people/trust.py",
        "settings.trust_gain * settings.trust_asymmetry",
        "settings.trust_gain",
    ),
    Defect(
        "of several promises kept in a day one counts",
        "people/trust.py",
        "** float(kept)",
        "** float(kept > 0)",
    ),
    Defect(
        "trust is never forgotten",
        "people/trust.py",
        "-LOG_2 * passed / settings.trust_half_life",
        "-LOG_2 * 0.0 / settings.trust_half_life",
    ),
    Defect(
        "yesterday's promises count again every day",
        "people/stock.py",
        "person.kept_seen[:], person.broken_seen[:] = advisor.kept, advisor.broken",
        "person.kept_seen[:] = advisor.kept",
    ),
    Defect(
        "a manager's help counts by trust among colleagues",
        "people/stock.py",
        "person.managed, person.trust_manager",
        "person.managed, person.trust_peers",
    ),
    Defect(
        "trust in the top keeps nobody",
        "people/quitting.py",
        "keeps += settings.trust_by_sponsor",
        "keeps += 0.0",
    ),
    Defect(
        "to be called to order is nobody's doing",
        "governance/breaking.py",
        "advisor.broken[BY_SPONSOR] += 1",
        "advisor.broken[BY_SPONSOR] += 0",
    ),
    Defect(
        "an exception is no sign of trust",
        "governance/desk.py",
        "advisor.kept[BY_SPONSOR] += 1",
        "advisor.kept[BY_SPONSOR] += 0",
    ),
    Defect(
        "who has no manager blames him all the same",
        "governance/support.py",
        "advisor.broken[BY_MANAGER] += advisor.manager != NONE",
        "advisor.broken[BY_MANAGER] += 1",
    ),
    Defect(
        "colleagues are blamed for what they never took over",
        "governance/support.py",
        "advisor.broken[BY_PEERS] += _peers_took_over(world.settings[0], advisor.need)",
        "advisor.broken[BY_PEERS] += 1",
    ),
    Defect(
        "advice is no help",
        "governance/advice.py",
        "asker.kept[BY_PEERS] += 1",
        "asker.kept[BY_PEERS] += 0",
    ),
    Defect(
        "autonomy that is not felt makes people dare",
        "people/initiative.py",
        "person.autonomy * advisor.felt",
        "person.autonomy",
    ),
    Defect(
        "people are their own example",
        "people/initiative.py",
        "if each != row and world.advisor[each].person != NONE:",
        "if world.advisor[each].person != NONE:",
    ),
    Defect(
        "who is refused is delighted",
        "floor/answering.py",
        "and solved and case.decision != DENIED:",
        "and solved:",
    ),
    Defect(
        "peers who look after each other do not press",
        "people/pressure.py",
        "return by_peers / (by_manager + by_peers) if by_peers > 0.0 else 0.0",
        "return 0.0",
    ),
    Defect(
        "who was not there quarrels",
        "people/pressure.py",
        "or advisor.paid.sum() == person.paid_seen.sum()",
        "or advisor.paid.sum() < 0",
    ),
    Defect(
        "a quarrel does not wear out",
        "people/pressure.py",
        "advisor.hostile += 1",
        "advisor.hostile += 0",
    ),
    Defect(
        "pressure makes all other demands no smaller",
        "people/stock.py",
        "pressure = settings.pressure_weight if settings.pressure_enabled > 0.0 else 0.0",
        "pressure = 0.0",
    ),
    # What is counted on the floor.
    Defect(
        "a manager's support is not remembered",
        "governance/support.py",
        "        advisor.managed += 1",
        "        advisor.managed += 0",
    ),
    Defect(
        "a circle's help is not remembered",
        "governance/tensions.py",
        "world.advisor[tension.needed_by].helped += 1",
        "world.advisor[tension.needed_by].helped += 0",
    ),
    Defect(
        "a loose script is as much against the case as a tight one",
        "governance/script.py",
        "advisor.dissonance += settings.script_tightness",
        "advisor.dissonance += 1.0",
    ),
    Defect(
        "who refuses what is not due could not do well",
        "governance/decision.py",
        "return case.undue == 0 and case.decision != GRANTED",
        "return case.decision != GRANTED",
    ),
    Defect(
        "a customer who hangs up on hold is nobody's loss",
        "governance/approval.py",
        "prevented += is_prevented(case)",
        "prevented += 0",
    ),
    # Coming and going.
    Defect(
        "half of the first days' hazard lasts too long",
        "people/quitting.py",
        "math.exp(-LOG_2 * tenure",
        "math.exp(-0.5 * tenure",
    ),
    Defect(
        "a place is vacant from tomorrow",
        "people/quitting.py",
        "place.vacant_from = day",
        "place.vacant_from = day + 1",
    ),
    Defect(
        "a successor is as skilled as who had the place before",
        "people/hiring.py",
        "uniforms(world.key, stream, advisor.id, advisor.generation, 0)",
        "uniforms(world.key, stream, advisor.id, 0, 0)",
    ),
    Defect(
        "a successor answers for all that his place has counted",
        "people/hiring.py",
        "    forget_yesterday(person, advisor)",
        "    person.left = NONE",
    ),
    Defect(
        "newcomers learn on the phone before they are there",
        "people/hiring.py",
        "if clock.day > person.starts:",
        "if clock.day >= person.starts:",
    ),
    Defect(
        "somebody new is as quick as others",
        "governance/tensions.py",
        "world.person[advisor.person].missing",
        "0.0",
    ),
    Defect(
        "newcomers judge like others",
        "governance/judgement.py",
        "(1.0 - advisor.skill) * (1.0 + advisor.unsure)",
        "(1.0 - advisor.skill)",
    ),
    Defect(
        "coaches teach newcomers nothing",
        "people/hiring.py",
        "1.0 + settings.hiring_coached * recognition",
        "1.0 + 0.0 * recognition",
    ),
    Defect(
        "an answer teaches again every day",
        "people/hiring.py",
        "            person.heard_seen = advisor.heard",
        "            person.heard_seen += 0",
    ),
    # Managers.
    Defect(
        "managers leave like advisors",
        "people/quitting.py",
        "stays**times",
        "stays",
    ),
    Defect(
        "a manager falls ill when his advisor does",
        "people/absence.py",
        "_let_fall_ill(world, world.manager[row].person, MANAGERS + row)",
        "_let_fall_ill(world, world.manager[row].person, row)",
    ),
    Defect(
        "managers who are ill come to work",
        "floor/agenda.py",
        "_of_a_manager(kind) and not works_today(world, world.manager[subject])",
        "_of_a_manager(kind) and False",
    ),
    Defect(
        "a top that is away delegates",
        "governance/exposure.py",
        "world.manager[row].boss == NONE and works_today(world, world.manager[row])",
        "world.manager[row].boss == NONE",
    ),
    Defect(
        "nobody stands in",
        "governance/chain.py",
        "manager = world.manager[_stand_in(world, manager.id)]",
        "manager = world.manager[manager.id]",
    ),
    Defect(
        "the first of a level stands in for all",
        "governance/chain.py",
        "(row + ahead) % world.manager.size",
        "ahead",
    ),
    Defect(
        "the level above never stands in",
        "governance/chain.py",
        "        row = world.manager[row].boss\n    for level",
        "        row = NONE\n    for level",
    ),
    Defect(
        "the level below never stands in",
        "governance/chain.py",
        "range(world.manager[absent_row].level - 1, 0, -1)",
        "range(0)",
    ),
    Defect(
        "who acts for the top passes requests on to nobody",
        "governance/chain.py",
        "return signs or not _somebody_above(world, manager)",
        "return signs",
    ),
    Defect(
        "a new manager has seen what his predecessor saw",
        "people/hiring.py",
        "manager.exposure = 0.0",
        "manager.exposure += 0.0",
    ),
    Defect(
        "a new manager answers for what was before",
        "people/hiring.py",
        "        forget_yesterday_of_manager(world, person, manager)",
        "        person.left = NONE",
    ),
    Defect(
        "only reading makes a manager needed",
        "people/stock.py",
        "NEEDED = (REVIEWING, TRANSLATING, TINKERING, SOOTHING)",
        "NEEDED = (REVIEWING, REVIEWING)",
    ),
    Defect(
        "nobody gets used to less",
        "people/status.py",
        "person.used_to = person.needed + (used_to - person.needed) * kept",
        "person.used_to = max(used_to, person.needed + (used_to - person.needed) * kept)",
    ),
    Defect(
        "who has lost status is not worn out by it",
        "people/strain.py",
        "level += settings.managers_status * person.lost",
        "level += 0.0 * person.lost",
    ),
    Defect(
        "an illness begins tomorrow",
        "people/absence.py",
        "person.ill_until = clock.day + ",
        "person.ill_until = clock.day + 1 + ",
    ),
    Defect(
        "the ill may fall ill again",
        "people/absence.py",
        "max(person.ill_until, person.starts)",
        "person.starts",
    ),
    Defect(
        "who is ill comes to work",
        "floor/agenda.py",
        "comes = _can_work(world, advisor_row) and not _is_ill(world, advisor_row)",
        "comes = _can_work(world, advisor_row)",
    ),
    Defect(
        "vacant places are drawn like others",
        "floor/agenda.py",
        "draws[place] += not _can_work(world, group.first + place)",
        "draws[place] += 0.0",
    ),
    Defect(
        "vacant places have the latest shifts",
        "floor/agenda.py",
        "draws[chosen[place]] % 1.0",
        "draws[chosen[place]]",
    ),
)
