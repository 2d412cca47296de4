"""The record of a person: what the days at work leave behind, and what has been seen of them so far.

One row for everybody who is or was employed: the advisors of day 0, the managers, then whoever was hired, in
that order. Rows are never used again; an advisor's row of `ADVISOR` is a place on the floor, which a
successor takes. Called by `sim.records`, which gathers all kinds of records.
"""

from __future__ import annotations

import numpy as np

from sim.fields import Field, Fields, ledger

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
    "unmet_seen": Field(np.int32, "1", "needs left undone counted so far"),
    "managed_seen": Field(np.int32, "1", "needs met by a manager counted so far"),
    "helped_seen": Field(np.int32, "1", "needs met by colleagues or circles counted so far"),
    "hostile_seen": Field(np.int32, "1", "hostile contacts counted so far"),
    "prevented_seen": Field(np.int32, "1", "good answers prevented counted so far"),
    "stakes_seen": Field(np.int32, "1", "decisions that came up counted so far"),
    "decided_seen": Field(np.int32, "1", "decisions taken counted so far"),
    "paid_seen": Field(ledger().type, "ms", "paid time counted so far, by account"),
}
