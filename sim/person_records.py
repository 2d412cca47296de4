"""The record of a person: what the days at work leave behind, and what has been seen of them so far.

One row for everybody who is or was employed: the advisors of day 0, the managers, then whoever was hired, in
that order. Rows are never used again; an advisor's row of `ADVISOR` is a place on the floor, which a
successor takes. Called by `sim.records`, which gathers all kinds of records.
"""

from __future__ import annotations

import numpy as np

from sim.fields import Field, Fields, ledger
from sim.states import TRUSTED

PERSON: Fields = {
    "strain": Field(np.float64, "1", "how worn out, from 0 to 1"),
    "engagement": Field(np.float64, "1", "how engaged, from 0 to 1"),
    "demands": Field(np.float64, "1", "what work asked on the last day, from 0 to 1"),
    "resources": Field(np.float64, "1", "what work gives against strain, from 0 to 1"),
    "drive": Field(np.float64, "1", "the same for engagement, by its own weights"),
    "autonomy": Field(np.float64, "share", "of the decisions that come up, those decided oneself of late"),
    "managed": Field(np.float64, "share", "of the needs of late, those met by a manager"),
    "helped": Field(np.float64, "share", "of the needs of late, those met by colleagues or circles"),
    "coached": Field(np.float64, "share", "of the working time of late, spent with a coach"),
    "prone": Field(np.float64, "1", "strain that this one comes to, beyond others under the same work"),
    "keen": Field(np.float64, "1", "engagement that this one comes to, likewise"),
    "missing": Field(np.float64, "share", "of proficiency, what a newcomer still misses"),
    "appetite": Field(np.float64, "share", "of the decisions that come up, those one wants to take"),
    "needed": Field(
        np.float64, "share", "of a manager's paid time of late, what others needed him for; -1 not known yet"
    ),
    "used_to": Field(np.float64, "share", "what of it he is used to; -1 not known yet"),
    "lost": Field(np.float64, "share", "of what he is used to, what he is not needed for any more"),
    "trust_sponsor": Field(np.float64, "1", "trust in top management, from 0 to 1"),
    "trust_manager": Field(np.float64, "1", "trust in the manager, or in managers"),
    "trust_peers": Field(np.float64, "1", "trust among colleagues"),
    "initiative": Field(np.float64, "1", "what one dares to do beyond what is asked, from 0 to 1"),
    "around": Field(np.float64, "1", "mean initiative of the team's colleagues on the last day"),
    "pressure": Field(np.float64, "1", "how colleagues pressed on the last day, from 0 to 1"),
    "on_board": Field(np.int8, "flag", "a transition has reached him"),
    "dissonance_seen": Field(np.float64, "1", "dissonance counted so far"),
    "joined": Field(np.int64, "ms", "when he joined; before the first day for its staff"),
    "starts": Field(np.int32, "day", "number of the day on which training is over"),
    "left": Field(np.int32, "day", "number of the day of leaving; -1 still there"),
    "ill_until": Field(np.int32, "day", "number of the first day not ill any more"),
    "strain_sum": Field(np.float64, "1", "strain at the openings of the measured days, added up"),
    "demands_sum": Field(np.float64, "1", "demands of the days at work told at them, added up"),
    "days_worked": Field(np.int32, "1", "these days at work"),
    "days_ill": Field(np.int32, "1", "measured days ill"),
    "illnesses": Field(np.int32, "1", "illnesses so far"),
    "advisor": Field(np.int32, "row", "place among the advisors; -1 a manager"),
    "manager": Field(np.int32, "row", "place among the managers; -1 an advisor"),
    "generation": Field(np.int32, "1", "how many have had the place before"),
    "heard_seen": Field(np.int32, "1", "answers of colleagues counted so far"),
    "unmet_seen": Field(np.int32, "1", "needs left undone counted so far"),
    "managed_seen": Field(np.int32, "1", "needs met by a manager counted so far"),
    "helped_seen": Field(np.int32, "1", "needs met by colleagues or circles counted so far"),
    "hostile_seen": Field(np.int32, "1", "hostile contacts counted so far"),
    "prevented_seen": Field(np.int32, "1", "good answers prevented counted so far"),
    "stakes_seen": Field(np.int32, "1", "decisions that came up counted so far"),
    "decided_seen": Field(np.int32, "1", "decisions taken counted so far"),
    "kept_seen": Field((np.int32, (len(TRUSTED),)), "1", "promises kept counted so far, by whom"),
    "broken_seen": Field((np.int32, (len(TRUSTED),)), "1", "promises broken counted so far, by whom"),
    "paid_seen": Field(ledger().type, "ms", "paid time counted so far, by account"),
}
