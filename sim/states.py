"""What a case, a contact, an advisor can be: the names of states, ends and accounts, and their numbers.

Called by the rooms, by `sim.records` and by whatever reads tables.
"""

import math

import numpy as np

NONE = -1
NOBODY = NONE  # of advisors and cases
NEVER_MS = np.int64(2**62)  # a time that does not come
HOUR_MS, DAY_MS = 3_600_000, 86_400_000
EVEN_ODDS = 0.5  # of a bonus, before the first has been paid or not
LOG_2 = math.log(2.0)  # halving is written with exp: of 2 ** x compilers make functions of other last bits
UNITS_OF_WORK = 1 << 20  # in a millisecond of work on conversations
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
EFFORT_UNITS = 1000  # of effort as a case keeps it, in what is usual

# What an advisor or a manager is doing: also the accounts of the time ledger. `OVERTIME` takes every
# millisecond after the end of the shift, whatever is done in it; `OFF` is not paid.
ACCOUNTS = (
    "off", "idle", "talk", "hold", "wrap_up", "call_back", "rework", "break", "review", "overtime", "asking",
    "advising", "preparation", "meeting", "recovery", "documenting", "coaching", "floor", "reporting",
    "translating", "tinkering", "soothing", "supported", "slack", "working_group", "chat",
)  # fmt: skip
OFF, IDLE, TALK, HOLD, WRAP_UP, CALL_BACK, REWORKING, BREAK, REVIEWING, OVERTIME = range(10)
ASKING, ADVISING, PREPARATION, MEETING, RECOVERY, DOCUMENTING = range(10, 16)
COACHING, FLOOR, REPORTING, TRANSLATING, TINKERING, SOOTHING, SUPPORTED = range(16, 23)
SLACK, WORKING_GROUP, CHATTING = range(23, 26)
BUSY = (TALK, HOLD, WRAP_UP, CALL_BACK, REWORKING, OVERTIME, ASKING, ADVISING, CHATTING)

# What people on the phone need somebody for; who helps is in the account of the same place from TRANSLATING.
ROLES = ("translate", "tinker", "soothe")
TRANSLATE, TINKER, SOOTHE = range(3)

# Whom people trust: who keeps promises to them, or breaks them.
TRUSTED = ("sponsor", "manager", "peers")
BY_SPONSOR, BY_MANAGER, BY_PEERS = range(3)
CHANNELS = ("phone", "chat")
PHONE, CHAT = range(2)

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

# What the journal says of a case: first a state entered, then what else happened to it (`sim.floor.notes`).
HAPPENINGS = (
    "begins", "enters", "ends", "waits", "call_ends", "beyond", "decided", "overspent", "laid", "read",
    "sent_up", "sent_back", "completed", "due", "seeks", "asks", "heard", "on_agenda", "no_quorum", "no_time",
    "consents", "objects",
)  # fmt: skip
BEGINS, ENTERS, ENDS, WAITS, CALL_ENDS, BEYOND, DECIDED, OVERSPENT, LAID, READ = range(10)
SENT_UP, SENT_BACK, COMPLETED, DUE, SEEKS, IS_ASKED, HEARD, PUT_ON_AGENDA, NO_QUORUM, NO_TIME = range(10, 20)
CONSENTS, OBJECTS = range(20, 22)
# By what right a decision was taken.
RIGHTS = (
    "authority", "precedent", "exception", "violation", "advice", "signature", "circle", "time_out"
)  # fmt: skip
(
    BY_AUTHORITY, BY_PRECEDENT, BY_EXCEPTION, BY_VIOLATION, BY_ADVICE, BY_SIGNATURE, BY_CIRCLE, BY_TIME_OUT,
) = range(8)  # fmt: skip
# What the journal counts of what managers do while a request lies in their tray.
ENGAGED = (REVIEWING, MEETING, COACHING, FLOOR, REPORTING, TRANSLATING, TINKERING, SOOTHING, TALK)

# What stands between a case and its decision.
NOT_NEEDED, NOT_ASKED, ASKED, GRANTED, DENIED, DENIED_BY_TIME = range(6)

# Rows of the table of laws: first those of the whole centre, then those of every reason in turn.
CENTRE_LAWS = (
    "review", "rework", "call_back_handling", "redial_delay", "repeat_delay", "advice_length", "translating",
    "tinkering", "soothing", "crisis_step", "conversation_patience",
)  # fmt: skip
REVIEW_LAW, REWORK_LAW, CALL_BACK_LAW, REDIAL_DELAY_LAW, REPEAT_DELAY_LAW, ADVICE_LAW = range(6)
SUPPORT_LAW, CRISIS_LAW, CONVERSATION_PATIENCE_LAW = 6, 9, 10  # of support: the first, role by role
REASON_LAWS = ("handling", "wrap_up", "patience", "hold_patience", "stake", "extension")
HANDLING_LAW, WRAP_UP_LAW, PATIENCE_LAW, HOLD_PATIENCE_LAW, STAKE_LAW, EXTENSION_LAW = range(6)
