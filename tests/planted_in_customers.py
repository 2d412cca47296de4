"""Defects of what customers make of their service, to be planted in a copy of the compiled floor.

Called by `tests/test_reference_model.py`, whose long programme asks the twin to find them all.
"""

from __future__ import annotations

from planted import Defect

OF_CUSTOMERS = (
    Defect(
        "talk is a delay",
        "customers/satisfaction.py",
        "- case.spent[QUEUED] - case.spent[HANDLED] -",
        "- case.spent[QUEUED] -",
    ),
    Defect(
        "the wait for a transfer is no wait",
        "customers/satisfaction.py",
        "float(case.spent[QUEUED] + case.spent[TRANSFERRED])",
        "float(case.spent[QUEUED])",
    ),
    Defect(
        "what circles take is no broken promise",
        "customers/satisfaction.py",
        "+ spent[ON_AGENDA]",
        "",
    ),
    Defect(
        "rework is no broken promise",
        "customers/satisfaction.py",
        "spent[IN_TRAY] + spent[REWORK] +",
        "spent[IN_TRAY] +",
    ),
    Defect(
        "who is handed over feels nothing of it",
        "customers/satisfaction.py",
        "float(case.attempt + case.transferred)",
        "float(case.attempt)",
    ),
    Defect(
        "warmth knows no bounds",
        "customers/satisfaction.py",
        "return within(settings.satisfaction_usual_warmth",
        "return (settings.satisfaction_usual_warmth",
    ),
    Defect(
        "what has no weight is a link",
        "customers/satisfaction.py",
        "if weight > 0.0:",
        "if weight >= 0.0:",
    ),
    Defect(
        "losses weigh no more",
        "customers/satisfaction.py",
        "if apart < 0.0:",
        "if apart < -1.0:",
    ),
    Defect(
        "a severe matter takes one beyond the episode",
        "customers/satisfaction.py",
        "min(share, 1.0) * apart",
        "share * apart",
    ),
    Defect(
        "nobody is sorry for a broken promise",
        "customers/satisfaction.py",
        "return case.attempt > 0 or promise_kept(case, end, settings) < 1.0",
        "return case.attempt > 0",
    ),
    Defect(
        "nobody is sorry for having decided too late",
        "customers/satisfaction.py",
        "end in (REFUSED, TIMED_OUT)",
        "end == REFUSED",
    ),
    Defect(
        "delight lasts",
        "customers/memory.py",
        "lasting += settings.satisfaction_delight_lasts * (fresh - lasting)",
        "lasting = fresh",
    ),
    Defect(
        "what is not due counts",
        "customers/memory.py",
        "return case.stake == 0.0 or case.undue == 0",
        "return True",
    ),
    Defect(
        "who has left is not asked",
        "customers/memory.py",
        "book_episode(world.day[world.clock[0].day], case, last, last)",
        "book_episode(world.day[world.clock[0].day], case, 0.0, 0.0)",
    ),
    Defect(
        "who has left goes on changing his mind",
        "customers/memory.py",
        "if not present(customer, case.generation, now):",
        "if customer.generation != case.generation:",
    ),
    Defect(
        "the hazard that has run is told anew as it was",
        "customers/calendar.py",
        "customer.hazard_left += (base - before) * _run_for",
        "customer.hazard_left += 0.0 * _run_for",
    ),
    Defect(
        "a successor is as satisfied as those of day 0",
        "customers/calendar.py",
        "first = customer.generation == 0",
        "first = customer.generation >= 0",
    ),
    Defect(
        "a successor has been a customer since day 0",
        "customers/calendar.py",
        "customer.joined = min(start // DAY_MS, LONGEST_TENURE)",
        "customer.joined = 0",
    ),
    Defect(
        "nobody tells anything on Fridays",
        "customers/word_of_mouth.py",
        "kept = math.exp(-LOG_2 * passed(world) /",
        "kept = math.exp(-LOG_2 * 86400000.0 /",
    ),
    Defect(
        "every complaint goes viral but once",
        "customers/word_of_mouth.py",
        "** (case.attempt + 1.0)",
        "** 1.0",
    ),
    Defect(
        "today's word draws today's customers",
        "phases.py",
        'Phase(acquire_customers, ("acquisition.draws",), "customers.acquisition.enabled"),\n'
        '    Phase(let_reputation_move, switch="customers.word_of_mouth.enabled"),',
        'Phase(let_reputation_move, switch="customers.word_of_mouth.enabled"),\n'
        '    Phase(acquire_customers, ("acquisition.draws",), "customers.acquisition.enabled"),',
    ),
    Defect(
        "who comes on top is of the cohort",
        "customers/acquisition.py",
        "customer.generation = 1\n",
        "customer.generation = 0\n",
    ),
    Defect(
        "what is expected beyond the last one is forgotten",
        "customers/acquisition.py",
        "rows, clock.joining = _come(world)",
        "rows, clock.joining = _come(world)[0], 0.0",
    ),
    Defect(
        "whoever took the case up first was the warm one",
        "floor/handling.py",
        "case.effort = np.int16(min(advisor.effort * EFFORT_UNITS + 0.5, MOST_EFFORT))",
        "if case.attempt == 0:\n"
        "        case.effort = np.int16(min(advisor.effort * EFFORT_UNITS + 0.5, MOST_EFFORT))",
    ),
)
