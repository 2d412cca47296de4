"""The firm's books: what customers are worth and what people cost, as a scenario declares it.

Nothing in a run depends on them: they turn what has happened into money. Part of what a scenario declares, as
`firm`; called by `sim.scenario` and by whatever reads a scenario's firm.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.parameters import parameter


@dataclass(frozen=True, kw_only=True)
class Firm:
    """What a customer brings, and what people cost."""

    customer_value: float = parameter(
        8.0, "EUR/month", "margin that a customer brings before what his service costs", range=(0, 10000),
        assumption="a subscription of some 25 EUR; replace it by your own",
    )  # fmt: skip
    market_trend: float = parameter(
        0.0, "1/year", "growth of that value, as the market grows or shrinks", range=(-0.5, 0.5),
        assumption="a market that stands still",
    )  # fmt: skip
    advisor_pay: float = parameter(
        14.6, "EUR/h", "gross pay of an advisor", range=(0, 500),
        source="Insee Première 1931: 14.6 EUR in the sector, 2019",
    )  # fmt: skip
    charges: float = parameter(
        0.42, "share", "employer's charges on top of gross pay", range=(0, 2), assumption="usual in France"
    )
    manager_pay: float = parameter(
        1.26, "1", "pay of a manager over that of whoever answers to him, level by level", range=(1, 10),
        source="ContactBabel 2014: team leaders 43,977, experienced advisors 34,777 dollars a year",
    )  # fmt: skip
    hours: float = parameter(
        7.0, "h", "paid hours of an open day, shift or leave, for everybody employed", range=(1, 12),
        source="35 hours a week, the legal working time in France",
    )  # fmt: skip
    overtime: float = parameter(
        1.25, "1", "pay of an hour beyond the shift over that of a usual one", range=(1, 3),
        source="French labour code L3121-36: 25 % for the first eight hours a week",
    )  # fmt: skip
    hiring_cost: float = parameter(
        1750.0, "EUR", "to find somebody, training apart, which is paid time", range=(0, 100000),
        source="ContactBabel: median 1,750 dollars a hire, taken at par",
    )  # fmt: skip
    severance: float = parameter(
        5.0, "month", "gross pay of a manager whose post the form gives up, on the first measured day",
        range=(0, 60),
        assumption="two months' notice and, after twelve years, the three of French law (R1234-2)",
    )  # fmt: skip
