"""Defects to be planted in a copy of the compiled floor: each an edit of one place. Called by
`tests/test_reference_model.py`, which asks the twin to find them all.
"""

from __future__ import annotations

from planted import Defect
from planted_in_support import DEFECTS_OF_SUPPORT

DEFECTS = (
    # The first ten are planted in every run of the tests.
    Defect(
        "priorities are ignored",
        "floor/routing.py",
        "if first.priority != second.priority:",
        "if False:",
    ),
    Defect(
        "durations are rounded down",
        "floor/handling.py",
        "np.int64(value + 0.5) if value <= LONGEST",
        "np.int64(value) if value <= LONGEST",
    ),
    Defect(
        "a manager takes the newest request",
        "governance/review.py",
        "row = world.tray[manager.tray].first",
        "row = world.tray[manager.tray].last",
    ),
    Defect(
        "the time-out of an earlier request decides a later one",
        "governance/review.py",
        "if case.asked != number or",
        "if",
    ),
    Defect(
        "overtime goes into the account of what is done in it",
        "floor/roster.py",
        "person.paid[OVERTIME] +=",
        "person.paid[person.state] +=",
    ),
    Defect(
        "a group may decide what is just above its authority",
        "floor/routing.py",
        "world.group[row].authority < stake",
        "world.group[row].authority + 50.0 < stake",
    ),
    Defect(
        "what is spared by a good hand-off is taken off the wrap-up",
        "floor/handling.py",
        "talk = np.int64(talk * settings.handoff_share + 0.5)",
        "wrap_up = np.int64(wrap_up * settings.handoff_share + 0.5)",
    ),
    Defect(
        "a call-back gives a line back",
        "floor/cases.py",
        "clock.lines_taken -= contact.kind != CALL_BACK_CONTACT",
        "clock.lines_taken -= 1",
    ),
    Defect(
        "a colleague's question does not make his own call longer",
        "governance/advice.py",
        "        colleague.interrupted += length",
        "        colleague.interrupted += 0",
    ),
    Defect(
        "a case keeps its consents wanted after one is given",
        "governance/circles.py",
        "case.consents -= not at_home",
        "case.consents -= 0",
    ),
    # The rest are planted by the long programme. Order of what happens at once.
    Defect(
        "who gives up goes before the overflow",
        "events.py",
        "    OVERFLOWS,\n    MANAGER_JOINS,\n    GIVES_UP_QUEUE,",
        "    GIVES_UP_QUEUE,\n    MANAGER_JOINS,\n    OVERFLOWS,",
    ),
    Defect(
        "wrap-up ends before talks",
        "events.py",
        "    TALK_ENDS,\n    REVIEW_ENDS,\n    REWORK_ENDS,\n    WRAP_UP_ENDS,",
        "    WRAP_UP_ENDS,\n    REVIEW_ENDS,\n    REWORK_ENDS,\n    TALK_ENDS,",
    ),
    Defect(
        "of events of a kind in a millisecond the newest comes first",
        "events.py",
        "one.when == other.when and one.sequence < other.sequence",
        "one.when == other.when and one.sequence > other.sequence",
    ),
    # Routing and queues.
    Defect(
        "of equal groups the first answers, however long the others are idle",
        "floor/routing.py",
        "choice == best_choice and world",
        "choice < best_choice and world",
    ),
    Defect(
        "the advisor idle shortest answers",
        "floor/routing.py",
        "row = world.group[group].idle_first",
        "row = world.group[group].idle_last",
    ),
    Defect(
        "of equal callers the newest is answered",
        "floor/routing.py",
        "world.case[first.first].ticket < world.case[second.first].ticket",
        "world.case[first.first].ticket > world.case[second.first].ticket",
    ),
    Defect(
        "groups turn to what they prefer least",
        "floor/routing.py",
        "world.prefer[group, one] < world.prefer[group, other]",
        "world.prefer[group, one] > world.prefer[group, other]",
    ),
    Defect(
        "a freed second choice does not wait its time",
        "floor/routing.py",
        "if waited < world.route[row, group] * queue.overflow:",
        "if False:",
    ),
    Defect(
        "at overflow the wait is forgotten",
        "floor/overflow.py",
        "free_advisor(world, case.queue, clock.now - world.contact[case.contact].arrived)",
        "free_advisor(world, case.queue, 0)",
    ),
    Defect(
        "one line too many",
        "day.py",
        "clock.lines_taken > clock.lines",
        "clock.lines_taken - 1 > clock.lines",
    ),
    Defect(
        "those who do not hang up at once are drawn anew from all",
        "floor/queueing.py",
        "(unit - at_once) / (1.0 - at_once)",
        "unit",
    ),
    Defect(
        "patience for a transfer is that in the queue",
        "floor/queueing.py",
        "QUEUE_BLOCK, TRANSFER_BLOCK = range(2)",
        "QUEUE_BLOCK, TRANSFER_BLOCK = 0, 0",
    ),
    # Advisors.
    Defect(
        "a break is taken after the end of the shift",
        "floor/away.py",
        "while advisor.away_from <= now < advisor.shift_end:",
        "while advisor.away_from <= now:",
    ),
    Defect(
        "nobody stays for the last callers",
        "floor/roster.py",
        "clock.now >= advisor.shift_end >= clock.closes",
        "clock.now >= advisor.shift_end > clock.closes",
    ),
    Defect(
        "teams are counted from the first advisor of the group",
        "floor/agenda.py",
        "((group.first + chosen[place]) // span) % 2",
        "(chosen[place] // span) % 2",
    ),
    # Handling, transfers, calling again.
    Defect(
        "a talk that was cut solves the case all the same",
        "floor/handling.py",
        "case.cut = case.need > 0",
        "case.cut = 0",
    ),
    Defect(
        "customers are handed over to nobody",
        "floor/transfer.py",
        "return row if somebody_there(world, row) else NONE",
        "return row",
    ),
    Defect(
        "who repeats is drawn as who redials",
        "floor/returns.py",
        "_, unit = uniforms(world.key, OUTCOME, case.customer, attempt_key(case), REPEAT_BLOCK)",
        "_, unit = uniforms(world.key, OUTCOME, case.customer, attempt_key(case), REDIAL_BLOCK)",
    ),
    # Approval.
    Defect(
        "a request that expires now is laid into the tray",
        "governance/review.py",
        "if clock.now >= case.expires:",
        "if clock.now > case.expires + 60000:",
    ),
    Defect(
        "a manager reads promised requests at any time",
        "governance/chain.py",
        "return case.promised == 0 or manager.looking == 1 or",
        "return True or",
    ),
    Defect(
        "the last manager of a tray goes and leaves customers on hold",
        "governance/approval.py",
        "    if not on_duty(world, manager.tray):",
        "    if False:",
    ),
    # Customers.
    Defect(
        "a grievance lasts for ever",
        "customers/calendar.py",
        "lasts = now < customer.touched + world.settings[0].grievance_duration",
        "lasts = now >= customer.touched",
    ),
    # Advice, circles, judgement, rules broken, spells.
    Defect(
        "a colleague learns nothing he is asked",
        "governance/advice.py",
        "settings.advice_spread * max(0.0, ",
        "settings.advice_spread * max(1.0, ",
    ),
    Defect(
        "nobody needs time to find back to the phone",
        "floor/away.py",
        "    if recovery == 0:",
        "    if recovery >= 0:",
    ),
    Defect(
        "overspending costs nothing",
        "governance/judgement.py",
        "    tally.goodwill += beyond",
        "    tally.goodwill += 0.0",
    ),
    Defect(
        "the same bad practice is drawn for ever",
        "governance/breaking.py",
        "    advisor.seen += 1",
        "    advisor.seen += 0",
    ),
    Defect(
        "circles drift apart however much they overlap",
        "governance/meetings.py",
        "settings.coordination_drift_most * (1.0 - circle.overlap)",
        "settings.coordination_drift_most * 1.0",
    ),
    Defect(
        "a precedent holds for ever",
        "governance/precedents.py",
        "return world.clock[0].now - precedent.since <= world.settings[0].coordination_precedent_lasts",
        "return True",
    ),
    Defect(
        "a precedent is known to all",
        "governance/precedents.py",
        "    return unit >= world.circle[circle_row].drift",
        "    return True",
    ),
    Defect(
        "a meeting decides what it has no time for",
        "governance/circles.py",
        "if not gone and not covered and items == 0:",
        "if not gone and not covered and items == -5:",
    ),
    Defect(
        "who breaks the rule is not freed by how he feels",
        "governance/breaking.py",
        "return settings.breaking_violation_probability * advisor.felt",
        "return settings.breaking_violation_probability",
    ),
    *DEFECTS_OF_SUPPORT,
)
IN_EVERY_RUN = 10
