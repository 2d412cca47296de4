"""Defects of scripts, targets, bonuses, projects and chat, to be planted in a copy of the compiled floor.

Called by `tests/test_reference_model.py`, whose long programme asks the twin to find them all.
"""

from __future__ import annotations

from planted_defects import Defect

OF_STEERING = (
    # Scripts, targets, bonuses.
    Defect(
        "who leaves the script speaks as it says",
        "governance/script.py",
        "    if advisor.unscripted > 0:",
        "    if advisor.unscripted > 1:",
    ),
    Defect(
        "who comes back calls for no answer of his own",
        "governance/script.py",
        "case.decision != NOT_NEEDED or case.attempt > 0",
        "case.decision != NOT_NEEDED",
    ),
    Defect(
        "a script leaves room for all that a case needs",
        "floor/handling.py",
        "    if advisor.bound > 0:",
        "    if advisor.bound > 1:",
    ),
    Defect(
        "a script prevents nothing",
        "floor/answering.py",
        "probability *= left_of_solving(world.settings[0])",
        "probability *= 1.0",
    ),
    Defect(
        "what is cut at the target is forgotten",
        "governance/incentives.py",
        "case.need += talk - target",
        "case.need += 0",
    ),
    Defect(
        "a record is gamed by the number that cuts a talk",
        "governance/incentives.py",
        "    _, unit = uniforms(world.key, GAMING,",
        "    unit, _ = uniforms(world.key, GAMING,",
    ),
    Defect(
        "the bonus of a team is everybody's own",
        "governance/incentives.py",
        "    if settings.incentives_bonus == COLLECTIVE:\n        first",
        "    if False:\n        first",
    ),
    Defect(
        "nobody learns what to expect of a bonus",
        "governance/incentives.py",
        "settings.incentives_learning * (paid",
        "0.0 * (paid",
    ),
    Defect(
        "cases with a stake are not counted",
        "governance/desk.py",
        "    advisor.stakes += 1",
        "    advisor.stakes += 0",
    ),
    # Slack and working groups.
    Defect(
        "slack comes too early",
        "floor/away.py",
        "* (2 * place + 1) // (2 * places)",
        "* (2 * place) // (2 * places)",
    ),
    Defect(
        "working groups meet all on the same day",
        "governance/working_groups.py",
        "if (day + group) % every == 0:",
        "if day % every == 0:",
    ),
    Defect(
        "everybody's irritants never come back",
        "governance/working_groups.py",
        "1.0 - (1.0 - clock.irritants) * left",
        "1.0 - (1.0 - clock.irritants)",
    ),
    Defect(
        "those who come from another meeting count as come",
        "governance/working_groups.py",
        "advisor.state == WORKING_GROUP and advisor.circle == group",
        "advisor.state == WORKING_GROUP",
    ),
    Defect(
        "the quietest time is that with the fewest calls",
        "volunteers.py",
        "calls / np.maximum(present, 1)",
        "calls / 1.0",
    ),
    # Chat.
    Defect(
        "several conversations are as quick as one",
        "floor/sharing.py",
        "world.chat_rates[advisor.chats] * passed",
        "world.chat_rates[1] * passed",
    ),
    Defect(
        "the busiest writes",
        "floor/chat.py",
        "return first.chats < second.chats",
        "return first.chats > second.chats",
    ),
    Defect(
        "who is called away goes on writing",
        "floor/roster.py",
        "min(advisor.away_from, advisor.shift_end)",
        "advisor.shift_end",
    ),
    Defect(
        "everything can be settled in writing",
        "floor/chat.py",
        "    if not can_be_settled_in_writing(world, case):",
        "    if False:",
    ),
    Defect(
        "what was written comes back in writing",
        "floor/chat.py",
        "        case.channel = PHONE",
        "        case.channel += 0",
    ),
    Defect(
        "fewer write than should",
        "floor/channel.py",
        "if unit < reason.chat_share:",
        "if unit < 0.9 * reason.chat_share:",
    ),
    Defect(
        "the first group of the table calls back",
        "floor/routing.py",
        "choice < world.route[queue_row, best]",
        "choice < -1",
    ),
)
