"""Managers' time and the support people get: who gives it, what is undone, what managers see of the field.

Measures of a run beside those of `sim.measures`, each by its formula and with its unit in the name; null
where nothing was counted. Called by `sim.measures`.
"""

from __future__ import annotations

from sim.ledger import ledger
from sim.practice import Outputs, measured, ratio
from sim.states import ROLES, WEEK_DAYS
from sim.world import Run


def managing(run: Run) -> Outputs:
    """All of them."""
    return {**support(run), **managers_time(run), **field(run)}


def support(run: Run) -> Outputs:
    """Needs of support, over all measured days.

    needs_per_advisor_week_<role>: needs for each advisor employed and five open days. needs_met_share_<role>,
    undone_share_<role>: of those, met by anybody, left undone; the rest still wait, or stand on agendas.
    met_by_peers_share, met_by_circles_share: met so, over all needs. manager_available_share: needs that a
    manager met within `available_within`, over all needs. hostile_share: hostile contacts over talks with
    customers, on the phone. supported_share: of advisors' paid time; supporting_share: the same, helping
    colleagues.
    """
    days, accounts = measured(run), ledger(run)
    weeks = run.world.clock[0].employed * days.size / WEEK_DAYS
    needs, paid = days.needs.sum(axis=0), sum(accounts.values())
    calls = days.answered.sum() - days.chats.sum()
    talks = calls + days.transfers.sum() - days.transfers_abandoned.sum()
    outputs: Outputs = {
        "manager_available_share": ratio(days.available.sum(), needs.sum()),
        "met_by_peers_share": ratio(days.met_by_peers.sum(), needs.sum()),
        "met_by_circles_share": ratio(days.met_by_circles.sum(), needs.sum()),
        "hostile_share": ratio(days.hostile.sum(), talks),
        "supported_share": ratio(accounts["supported"], paid),
        "supporting_share": ratio(sum(accounts[name] for name in HELPING), paid),
    }
    for place, role in enumerate(ROLES):
        outputs[f"needs_per_advisor_week_{role}"] = ratio(needs[place], weeks)
        outputs[f"needs_met_share_{role}"] = ratio(days.met[:, place].sum(), needs[place])
        outputs[f"undone_share_{role}"] = ratio(days.undone[:, place].sum(), needs[place])
    return outputs


HELPING = ("translating", "tinkering", "soothing")


def managers_time(run: Run) -> Outputs:
    """Shares of managers' paid time.

    managers_approving_share: at requests, or free for them. managers_floor_share, managers_coaching_share,
    managers_reporting_share, managers_meeting_share: while nobody needs them. managers_supporting_share:
    giving support. relapse_share: parts for coaching or the floor given up for approving, over those begun.
    """
    days, accounts = measured(run), ledger(run, "manager")
    paid = sum(accounts.values())
    return {
        "managers_approving_share": ratio(accounts["idle"] + accounts["review"], paid),
        **{
            f"managers_{name}_share": ratio(accounts[name], paid)
            for name in ("floor", "coaching", "reporting", "meeting")
        },
        "managers_supporting_share": ratio(sum(accounts[name] for name in HELPING), paid),
        "relapse_share": ratio(days.relapses.sum(), days.parts.sum()),
    }


def field(run: Run) -> Outputs:
    """What managers see of the field, what they teach, and what the top makes of it.

    exposure_share: mean over managers and days of what each has seen of the field. coaching_share: coaching,
    of advisors' paid time. delegations_per_week: times that the desk was allowed more, in five open days.
    authority_mean_eur: mean over advisors of what each may decide, at the end.
    """
    days, accounts, clock = measured(run), ledger(run), run.world.clock[0]
    authority = run.world.advisor.authority[: clock.employed]
    return {
        "exposure_share": ratio(days.exposure.sum(), days.size) if run.world.manager.size else None,
        "coaching_share": ratio(accounts["coaching"], sum(accounts.values())),
        "delegations_per_week": ratio(days.delegations.sum() * WEEK_DAYS, days.size),
        "authority_mean_eur": ratio(authority.sum(), authority.size),
    }
