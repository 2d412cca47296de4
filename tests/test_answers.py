"""Three sentences from planted runs: the best option, what it costs, what would flip it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from sim.answers import Answer, answered, leading_of, printed
from sim.experiment.problem import Dimension, Problem
from sim.refusal import Refused
from sim.study import Experiment

KEY = "governance.review.mean"
PROBLEM = Problem((Dimension(KEY, "float", 2, 12, unit="min", meaning="review, mean"),))
NOTHING = Problem(())
FORMS = ("hierarchical", "other")
ASKED = Experiment(
    question="Is it better?", outcomes=["margin_eur_per_day", "stress_mean"], uncertainties={KEY: [2, 12]}
)


def runs(gains: np.ndarray, minutes: np.ndarray, strain: float = 0.0, replications: int = 4) -> pd.DataFrame:
    """Two forms: the other gains so much margin in each draw, and strains people by so much."""
    rng = np.random.default_rng(1)
    rows = []
    for replication in range(replications):
        luck = rng.normal(0, 50)
        for draw, (gain, at) in enumerate(zip(gains, minutes, strict=True)):
            for name, more in zip(FORMS, (0.0, 1.0), strict=True):
                margin = 1000 + luck + more * (gain + rng.normal(0, 5))
                row = {"scenario": name, "draw": draw, "replication": replication, KEY: at}
                rows.append({**row, "margin_eur_per_day": margin, "stress_mean": 0.3 + more * strain})
    return pd.DataFrame(rows)


def said(table: pd.DataFrame, experiment: Experiment = ASKED, problem: Problem = PROBLEM) -> Answer:
    found = answered(table, FORMS, experiment, problem)
    assert found is not None
    return found


MINUTES = np.linspace(2.25, 11.75, 20)


def test_a_planted_threshold_flips_the_answer() -> None:
    """Better above 5 minutes by 100, worse below by 40: 6 of 20 draws lie below."""
    first, second, third = said(runs(np.where(MINUTES > 5, 100.0, -40.0), MINUTES, 0.05)).sentences
    assert first.startswith("Against hierarchical, other differs in margin: +57 EUR an open day [")
    assert "What it makes worse by more than matters: stress of the staff of day 0 +5.0 points [" in second
    assert "other is better by what matters in 70 % of 20 draws [" in second
    assert third == (
        f"It would flip where review, mean ({KEY}) is at most 5 min: other then is no better than "
        "hierarchical in 6 of 6 draws there, 0 of 14 elsewhere (p = 0.001)."
    )


def test_where_no_parameter_matters_none_is_named() -> None:
    gains = np.where(np.arange(20) % 4 == 0, -40.0, 100.0)
    third = said(runs(gains, MINUTES)).sentences[2]
    assert third.startswith(
        "None of the parameters drawn flips it, which holds in 15 of 20 draws; which they are"
    )


def test_where_all_draws_agree_none_flips_it() -> None:
    _, second, third = said(runs(np.full(20, 100.0), MINUTES)).sentences
    assert second.startswith("Nothing else that was looked at gets worse by more than matters (stress")
    assert third == "It holds in all 20 draws: none of the parameters drawn flips it within its range."


def test_a_worse_option_is_told_to_be_worse() -> None:
    first, _, third = said(runs(np.full(20, -100.0), MINUTES)).sentences
    assert first.startswith("No option comes out better than hierarchical in margin; the nearest is other: -")
    assert third.startswith("It holds in all 20 draws")


def test_a_baseline_that_is_best_flips_where_another_is_better() -> None:
    third = said(runs(np.where(MINUTES > 9, 50.0, -100.0), MINUTES)).sentences[2]
    assert third.startswith(
        f"It would flip where review, mean ({KEY}) is above 9 min: other then is better than"
    )


def test_a_difference_too_small_to_matter() -> None:
    """Half a per cent of 1,000 EUR matters: 5."""
    first = said(runs(np.full(20, 1.0), MINUTES)).sentences[0]
    assert first.endswith(", no difference that matters, which begins at 5 EUR an open day.")


def test_without_draws_nothing_is_said_of_what_would_flip_it() -> None:
    table = runs(np.array([100.0]), np.array([5.0])).drop(columns=["draw", KEY])
    first, second, third = said(table, replace(ASKED, uncertainties={}), NOTHING).sentences
    assert "+9" in first or "+10" in first
    assert "draws" not in second
    assert third == "Nothing uncertain was drawn, so nothing can be said of what would flip it."


def test_few_draws_are_told_to_be_few() -> None:
    assert "5 draws are too few" in said(runs(np.full(5, 100.0), MINUTES[:5])).sentences[2]


def test_draws_of_morris_are_no_sample() -> None:
    third = said(runs(np.full(20, 100.0), MINUTES), replace(ASKED, design="morris")).sentences[2]
    assert third == "What would flip it is not read from draws of morris."


def test_the_baseline_is_the_first_value_of_every_lever() -> None:
    tables = []
    for limit, gain in ((20, 0.0), (50, 100.0), (0, -30.0)):
        table = runs(np.full(12, gain), MINUTES[:12])
        tables.append(table[table.scenario == "other"].assign(**{"governance.authority": limit}))
    table = pd.concat(tables).assign(scenario="hierarchical")
    asked = replace(ASKED, levers={"governance.authority": [20, 50, 0]})
    found = answered(table, ["hierarchical"], asked, PROBLEM)
    assert found is not None
    assert found.sentences[0].startswith(
        "Of 2 options beside authority=20, authority=50 comes out best in margin: +"
    )
    assert "in order: authority=50 +" in found.sentences[1]


def test_an_option_without_values_is_left_out_and_told() -> None:
    table = runs(np.full(20, 100.0), MINUTES)
    third = table[table.scenario == "other"].assign(scenario="third", margin_eur_per_day=np.nan)
    found = answered(pd.concat([table, third]), [*FORMS, "third"], ASKED, PROBLEM)
    assert found is not None
    assert "(1 without a value in every run left out)" in found.sentences[0]
    assert answered(table.assign(margin_eur_per_day=np.nan), FORMS, ASKED, PROBLEM) is None


def test_the_leading_outcome_must_be_one_that_is_wanted() -> None:
    with pytest.raises(Refused, match="leading outcome"):
        leading_of(Experiment(question="?"))
    with pytest.raises(Refused, match="occupancy_share"):
        leading_of(Experiment(question="?", outcomes=["occupancy_share"]))


def test_is_printed_below_its_question() -> None:
    console = Console(width=300)
    with console.capture() as captured:
        console.print(printed(said(runs(np.full(20, 100.0), MINUTES))))
    page = captured.get()
    assert (
        page.index("Is it better?") < page.index("1. Against") < page.index("2. ") < page.index("3. It holds")
    )


def test_of_many_options_the_last_is_told() -> None:
    tables = [runs(np.full(8, 10.0 * number), MINUTES[:8]) for number in range(11)]
    tables = [table[table.scenario == "other"].assign(lever=number) for number, table in enumerate(tables)]
    table = pd.concat(tables).assign(scenario="hierarchical")
    asked = replace(ASKED, levers={"lever": list(range(11))})
    found = answered(table, ["hierarchical"], asked, PROBLEM)
    assert found is not None
    assert "last comes lever=1 with +" in found.sentences[1]


def test_an_unsettled_difference_holds_in_the_draws_in_which_it_is_better() -> None:
    """One replication was lucky by 300 under the other form, in all draws: no draw may settle that."""
    table = runs(np.full(20, 20.0), MINUTES)
    lucky = (table.scenario == "other") & (table.replication == 0)
    table.loc[lucky, "margin_eur_per_day"] += 300
    first, _, third = said(table).sentences
    assert "the interval holds zero" in first
    assert third == "It holds in all 20 draws: none of the parameters drawn flips it within its range."


def test_levers_that_are_lists_or_null_are_found() -> None:
    """As results have them: lists as text with floats, null as a missing value."""
    stored = (("[100.0, null]", np.nan, 0.0), ("[50.0, null]", np.nan, 100.0), ("[100.0, null]", 6.0, -50.0))
    tables = []
    for limits, target, gain in (*stored, ("[50.0, null]", 6.0, 30.0)):
        table = runs(np.full(8, gain), MINUTES[:8])
        tables.append(table[table.scenario == "other"].assign(limits=limits, target=target))
    table = pd.concat(tables).assign(scenario="hierarchical")
    asked = replace(ASKED, levers={"limits": [[100, None], [50, None]], "target": [None, 6]})
    found = answered(table, ["hierarchical"], asked, PROBLEM)
    assert found is not None
    assert (
        "beside (limits=[100, null], target=null), (limits=[50, null], target=null) comes"
        in found.sentences[0]
    )
