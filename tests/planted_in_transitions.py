"""Defects of how a form is put in place, to be planted in a copy of the compiled floor.

Called by `tests/test_reference_model.py`, whose long programme asks the twin to find them all.
"""

from __future__ import annotations

from planted import Defect

ROOM = "governance/transition.py"
OF_TRANSITIONS = (
    Defect(
        "a transition begins while it warms up",
        ROOM,
        "if day >= 0 and clock.called_off == 0:\n        if",
        "if clock.called_off == 0:\n        if",
    ),
    Defect(
        "volunteers are drawn by lot alone",
        ROOM,
        "settings.transition_pilot_share * apart**settings.transition_selection",
        "settings.transition_pilot_share",
    ),
    Defect(
        "people see who comes on board today",
        ROOM,
        "            person.on_board = joins or settings",
        "            others += joins / max(here, 1)\n            person.on_board = joins or settings",
    ),
    Defect(
        "a day with more contacts may cost no more",
        ROOM,
        "spent / came * world.day[clock.day - 1].first_contacts",
        "spent / (clock.day - day)",
    ),
    Defect(
        "a weak sponsor bears as much as a strong one",
        ROOM,
        "settings.transition_bears * settings.transition_sponsor * clock.employed",
        "settings.transition_bears * clock.employed",
    ),
    Defect(
        "it is called off in silence",
        ROOM,
        "        clock.steps = 0\n        _say(world, False)",
        "        clock.steps = 0",
    ),
    Defect(
        "signs never end",
        ROOM,
        " or since // every >= np.int64(settings.transition_signs)",
        "",
    ),
    Defect(
        "steps are signed at once",
        ROOM,
        "// DAY_MS + _time_to_sign(world)\n\n\n@compiled\ndef _time",
        "// DAY_MS\n\n\n@compiled\ndef _time",
    ),
    Defect(
        "who has not come on board decides as the others",
        ROOM,
        "if reached else before\n",
        "if clock.announced == 1 else before\n",
    ),
    Defect(
        "everybody answers for results",
        ROOM,
        "if reached and due else 0.0",
        "if due else 0.0",
    ),
    Defect(
        "trust alone makes ready",
        ROOM,
        "    return trusts * min(",
        "    return trusts + 0.0 * min(",
    ),
    Defect(
        "nobody takes more care for answering for it",
        "governance/judgement.py",
        " * careful(settings, world.advisor[advisor_row])",
        "",
    ),
)
