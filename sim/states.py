"""What a case, a contact, an advisor can be: the names of states, ends and accounts, and their numbers.

Called by the rooms, by `sim.records` and by whatever reads tables.
"""

import numpy as np

NONE = -1
NOBODY = NONE  # of advisors and cases
NEVER_MS = np.int64(2**62)  # a time that does not come
DAY_MS = 86_400_000
WEEK_DAYS = 5  # open days that what is said of a week is spread over

# States of a case, its accounts of time, and its ends (model.md 0; docs/model.md, "Case").
CASE_STATES = (
    "queued", "handled", "held", "asking_advice", "in_tray", "rework", "call_back_due", "transferred",
    "on_circle_agenda", "unresolved",
)  # fmt: skip
QUEUED, HANDLED, HELD, ASKING_ADVICE, IN_TRAY, REWORK, CALL_BACK_DUE, TRANSFERRED, ON_AGENDA, UNRESOLVED = (
    range(10)
)
CASE_ENDS = (
    "open", "fair", "refused", "abandoned", "blocked", "timed_out", "unresolved", "customer_left",
)  # fmt: skip
OPEN, FAIR, REFUSED, ABANDONED, BLOCKED, TIMED_OUT, END_UNRESOLVED, CUSTOMER_LEFT = range(8)

# What an advisor or a manager is doing: also the accounts of the time ledger. `OVERTIME` takes every
# millisecond after the end of the shift, whatever is done in it; `OFF` is not paid.
ACCOUNTS = (
    "off", "idle", "talk", "hold", "wrap_up", "call_back", "rework", "break", "review", "overtime", "asking",
    "advising", "preparation", "meeting", "recovery", "documenting",
)  # fmt: skip
OFF, IDLE, TALK, HOLD, WRAP_UP, CALL_BACK, REWORKING, BREAK, REVIEWING, OVERTIME = range(10)
ASKING, ADVISING, PREPARATION, MEETING, RECOVERY, DOCUMENTING = range(10, 16)

CONTACT_KINDS = ("first", "redial", "repeat", "call_back", "transfer")
FIRST, REDIAL, REPEAT, CALL_BACK_CONTACT, TRANSFER = range(5)
CONTACT_OUTCOMES = (
    "waiting", "served", "abandoned", "hung_up_on_hold", "promised_call_back", "latent", "blocked",
    "handed_over",
)  # fmt: skip
(
    WAITING, SERVED, ABANDONED_CONTACT, HUNG_UP_ON_HOLD, PROMISED_CALL_BACK, LATENT, BLOCKED_CONTACT,
    HANDED_OVER,
) = range(8)  # fmt: skip

# What stands between a case and its decision.
NOT_NEEDED, NOT_ASKED, ASKED, GRANTED, DENIED, DENIED_BY_TIME = range(6)

# Rows of the table of laws: first those of the whole centre, then those of every reason in turn.
CENTRE_LAWS = ("review", "rework", "call_back_handling", "redial_delay", "repeat_delay", "advice_length")
REVIEW_LAW, REWORK_LAW, CALL_BACK_LAW, REDIAL_DELAY_LAW, REPEAT_DELAY_LAW, ADVICE_LAW = range(6)
REASON_LAWS = ("handling", "wrap_up", "patience", "hold_patience", "stake", "extension")
HANDLING_LAW, WRAP_UP_LAW, PATIENCE_LAW, HOLD_PATIENCE_LAW, STAKE_LAW, EXTENSION_LAW = range(6)
