"""How a form is put in place: levers with a start and a pace, a sponsor, who comes on board, when it ends.

Trust, autonomy and accountability are three levers, in any order (model.md 7): signs that top management
keeps to what it says; authority that grows step by step; answering for results. Part of what a scenario
declares, as `governance.transition`; called by `sim.rights` and by whatever reads a scenario's governance.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.parameters import option, parameter


@dataclass(frozen=True, kw_only=True)
class Transition:
    """From what the desk was allowed before to what governance allows, from the first measured day on."""

    enabled: bool = option(False, "what governance allows the desk is put in place under way")
    authority_before: float | None = parameter(
        None, "EUR", "largest stake an advisor decided at the desk before; null: as many as after",
        range=(0, 1e9), optional=True, assumption="the same: only who comes on board is seen",
    )  # fmt: skip
    autonomy_from: int = parameter(
        0, "day", "measured open day from which authority may grow", range=(0, 5000), assumption="at once"
    )
    steps: int = parameter(
        4, "1", "equal steps in which authority grows", range=(1, 100), assumption="a quarter at a time"
    )
    step_every: int = parameter(
        21, "day", "open days from one step to when the next is asked for", range=(1, 1000),
        assumption="a month to try each",
    )  # fmt: skip
    sign_off: float = parameter(
        5.0, "day", "mean open days that top management takes to sign a step, one after the other",
        range=(0, 1000),
        assumption="a week; that its agreement is needed at every step is told (source documents)",
    )  # fmt: skip
    trust_from: int = parameter(
        0, "day", "measured open day of the first visible sign", range=(0, 5000), assumption="at once"
    )
    signs: int = parameter(
        12, "1", "visible signs that top management gives, such as giving up a parking space of its own",
        range=(0, 1000), assumption="one a fortnight for half a year",
    )  # fmt: skip
    signs_every: int = parameter(
        10, "day", "open days from one sign to the next", range=(1, 1000), assumption="a fortnight"
    )
    sponsor: float = parameter(
        0.9, "share", "strength of the sponsor: how often he lives up to a sign, and how much he bears",
        range=(0, 1), assumption="he carries it, and slips now and then",
    )  # fmt: skip
    involved: bool = option(
        True, "staff have their say before it begins: a promise kept; false: they are told, one broken"
    )
    announcement: int = parameter(
        3, "1", "promises that the announcement counts for, and calling it off", range=(0, 100),
        assumption="what concerns everybody's work weighs more than a sign",
    )  # fmt: skip
    population: str = option(
        "all", "whom it reaches: everybody at once, or volunteers and whoever comes on board after them",
        choices=("all", "volunteers"),
    )  # fmt: skip
    pilot_share: float = parameter(
        0.1, "share", "of the advisors, who volunteer at the beginning", range=(0, 1),
        assumption="one in ten",
    )  # fmt: skip
    selection: float = parameter(
        2.0, "1", "power of the wish to decide, over the mean, by which one volunteers the sooner",
        range=(0, 10), assumption="who wants to decide comes first",
    )  # fmt: skip
    alone: float = parameter(
        0.02, "1/month", "hazard of coming on board of one's own accord", range=(0, 10),
        assumption="Bass 1969 has innovators and imitators; of sizes within a firm nothing was found",
    )  # fmt: skip
    imitation: float = parameter(
        0.4, "1/month", "hazard of coming on board if all colleagues have", range=(0, 10),
        assumption="Bass 1969: ten to twenty times that of one's own accord",
    )  # fmt: skip
    accountability_from: int | None = parameter(
        None, "day", "measured open day from which people answer for results; null: never", range=(0, 5000),
        optional=True, assumption="never, unless a scenario says so",
    )  # fmt: skip
    accountability: float = parameter(
        1.0, "share", "how far they do", range=(0, 1), assumption="for all that they decide"
    )
    trust_needed: float = parameter(
        0.7, "1", "trust in top management from which it is no threat, where one may also decide",
        range=(0.05, 1), assumption="more than everybody begins with",
    )  # fmt: skip
    challenge: float = parameter(
        0.1, "1", "added to what work gives engagement, by answering for what one may decide and trusts in",
        range=(0, 1), assumption="small; challenges engage, threats wear out (LePine et al. 2005)",
    )  # fmt: skip
    prudence: float = parameter(
        0.5, "share", "of what is given beyond what is due, saved by who answers for it", range=(0, 1),
        assumption="half; who must account for how he decides takes more care (Lerner & Tetlock 1999)",
    )  # fmt: skip
    bears: float | None = parameter(
        None, "EUR", "for each advisor, what a sponsor of full strength bears to lose; null: anything",
        range=(0, 1e6), optional=True, assumption="nobody calls it off, unless a scenario says so",
    )  # fmt: skip
    watched: int = parameter(
        252, "day", "measured open days for which he looks at what it costs", range=(1, 5000),
        assumption="a year: then it is how things are",
    )  # fmt: skip
    lost_contact: float = parameter(
        4.0, "EUR", "what a contact that gives up waiting counts for in that", range=(0, 1000),
        assumption="what a client pays for an answered one; 4 to 6 EUR a contact are usual",
    )  # fmt: skip
    costs: float = parameter(
        0.0, "EUR", "one-off costs for each advisor, on the first measured day", range=(0, 1e6),
        assumption="none: training in paid time is in the plan",
    )  # fmt: skip
