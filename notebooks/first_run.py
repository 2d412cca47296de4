# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A first run
#
# A bank's call centre, once run by a hierarchy and once with decisions taken at the desk. In the first,
# an advisor may grant a customer 20 EUR of goodwill; for more he asks his manager while the customer
# waits on the line. In the second he may grant up to 2,000 EUR himself. Same customers, same calls, same
# rosters.
#
# The notebook takes about half a minute; the first time on a machine some three minutes more, in which the
# simulation is compiled. The same study from the command line, without any of this:
#
# ```
# python -m sim compare=[hierarchical,zappos_desk] horizon=60 warmup=10 replications=10
# ```

# %%
import math
import tempfile
import warnings
from contextlib import closing
from pathlib import Path

import pandas as pd
from IPython.display import Image, display
from rich.console import Console

import sim
from sim.comparison import compare
from sim.comparison_table import printed
from sim.experiment.engine import run_study
from sim.experiment.preparing import prepare
from sim.experiment.store import Store
from sim.plots import comparison_figure, save
from sim.provenance import manifest

warnings.filterwarnings("ignore", message="IProgress not found")  # of progress bars that are not used here

# %% [markdown]
# ## 1. Run a small study
#
# `configure` takes what one would type on the command line: which scenarios, for how many open days, how
# often. A misspelt key or an impossible value is refused here, in one line, before anything runs.
# Whatever is not named keeps its default, listed with its source in
# [docs/parameters.md](../docs/parameters.md).

# %%
typed = [
    "compare=[hierarchical,zappos_desk]",  # the baseline first
    "horizon=60",  # open days measured: about three months
    "warmup=10",  # open days before measuring, so that the centre is not empty when it begins
    "replications=10",  # the same three months, with other luck
]
configurations = sim.configure(typed)
for one in configurations:
    rights = one.scenario.governance
    print(f"{one.scenario.name}: an advisor decides up to {rights.authority:,.0f} EUR")

# %% [markdown]
# `prepare` makes, once and under the baseline, what both forms will meet: how many first contacts come in
# every half-hour, and how many advisors are present. The recorded calls already contain people who call
# again; these are taken out until the simulated total equals the recorded one.

# %%
prepared = prepare(configurations, print)
plan = prepared.common.plan
daily = plan.first_contacts.sum(axis=1)[plan.week.open_weekdays].mean()
print(f"{plan.customers:,} customers, {daily:,.0f} first contacts on a mean day")
print(f"at most {plan.present.max()} advisors present; {len(prepared)} runs to do")

# %% [markdown]
# `run_study` does the runs and stores each as soon as it is finished. Here they go into a temporary
# folder; the command line writes into `results/`. Done a second time, it adds nothing: a run that is
# there is not repeated.

# %%
aside = tempfile.TemporaryDirectory()
folder = Path(aside.name) / "first-run"
origin = manifest({one.scenario.name: one.mapping for one in configurations}, [1], ["first_run.ipynb"])
with closing(Store.open(folder, origin)) as store:
    print(run_study(prepared, store, workers=1), "runs added")
    print(run_study(prepared, store, workers=1), "runs added the second time")

# %% [markdown]
# ## 2. What came out
#
# `sim.results.load` gives a table with one row for each run: the parameters under the keys by which they
# are set, the outputs with the unit at the end of the name.

# %%
runs = sim.results.load(folder)
columns = ["scenario", "replication", "status", "service_level_share", "decision_latency_mean_5d_min"]
display(runs[columns].groupby("scenario").head(3))

# %% [markdown]
# Replication 3 of one scenario meets the same customers, who call at the same times for the same reasons
# and want the same, as replication 3 of the other. So the scenarios are compared replication by
# replication, and the interval behind a difference is that of the paired differences: it holds the mean
# difference of infinitely many replications in 95 of 100 studies like this one.

# %%
names = [one.scenario.name for one in configurations]
compared = compare(runs, names)
terminal = Console(width=104, force_jupyter=False, force_terminal=False)
terminal.print(printed(compared, names, basis=configurations[0].study.held_equal, replications=10))

# %% [markdown]
# How to read it:
#
# - *Decision latency* counts all first contacts that need goodwill, also of customers who never got a
#   fair answer; "nine tenths" is a dash where fewer than nine tenths ever get one. The mean is cut at
#   five days and counts every other end as five days. Times are opening hours.
# - *Churn because of service* is the part of leaving that the centre causes. The other part is the same
#   under every form by construction, up to who is still there to leave.
# - *Goodwill* is the price of deciding at the desk in this model: nobody refuses there, and nobody hangs
#   up while waiting for a decision.
# - *Basis: fixed headcount*: the managers stay and are paid in both forms. What the second form saves of
#   their time is not spent on anything.
#
# The interval tells chance from effect **within the model**. Whether the model is right about your centre
# is another question: what it leaves out, and it leaves out people's strain and skill so far, stands at
# the end of [docs/model.md](../docs/model.md).

# %% [markdown]
# ## 3. The picture

# %%
latency = sim.results.load(folder, "latency")
figure = comparison_figure(
    compared, latency, names, note="10 replications of 60 days; basis: fixed headcount"
)
display(Image(save(figure, folder / "comparison.png").read_bytes(), width=900))

# %% [markdown]
# ## 4. Step through a centre by hand
#
# `sim.ContactCentre` is the same simulation as a [Mesa](https://mesa.readthedocs.io) model: one step is
# one working day, and everybody in it can be looked at and changed between steps. The class below adds
# one thing that we shall need later: a trial in which every second team may decide up to 200 EUR at the
# desk.


# %%
class Centre(sim.ContactCentre):
    """The centre, with a trial that can begin on any day."""

    def begin_trial(self) -> None:
        for manager in self.managers[::2]:
            for advisor in manager.team:
                advisor.authority = 200.0


centre = Centre(configurations[0].scenario, plan=plan, rng=1, days=40)
centre.run_for(10)
print(f"{len(centre.advisors)} advisors and {len(centre.managers)} managers after {centre.time:.0f} days")
display(centre.datacollector.get_model_vars_dataframe().tail(5))

# %% [markdown]
# An agent's attributes are the fields of the simulation's own tables ([docs/state.md](../docs/state.md)):
# reading one reads what the next call will be decided by.

# %%
advisor = centre.advisors[0]
manager = advisor.answers_to
print(f"{advisor} decides up to {advisor.authority:.0f} EUR and answers to {manager}")
print(f"{manager} decides up to {manager.limit:.0f} EUR for {len(manager.team)} advisors")

# %% [markdown]
# The day's contact log says who waited for whom. These are the customers who were kept on the line
# longest today while somebody decided about them:

# %%
MINUTE = 60_000  # ms
log = pd.DataFrame(centre.run.contacts)
held = log[(log.held_from >= 0) & (log.ended >= 0)]
held = held.assign(
    waited_min=(held.answered - held.arrived) / MINUTE, on_hold_min=(held.ended - held.held_from) / MINUTE
)
longest = held.nlargest(5, "on_hold_min")
display(longest[["customer", "advisor", "stake", "waited_min", "on_hold_min"]].round(1))

# %% [markdown]
# There are half a million customers, so their agents are made on demand. A bad end of a case leaves a
# grievance, kept as the log of the ratio by which the customer is more likely to leave because of
# service. Of today's callers, this one has most reason to:

# %%
callers = (centre.customer(int(row)) for row in log.customer.unique())
customer = max(callers, key=lambda caller: caller.grievance)
print(
    f"{customer}: {math.exp(customer.grievance):.1f} times as likely to leave; has left: {customer.has_left}"
)

# %% [markdown]
# ## 5. Change one thing, and compare
#
# `branch()` gives a second centre in the same state, with the same customers and the same luck ahead. In
# it the trial begins after five more days. `schedule_event` is Mesa's, and wants a method of the model
# (or of another object that lives on): it keeps no function alive by itself.

# %%
trial = centre.branch()
trial.schedule_event(trial.begin_trial, at=trial.time + 5)
for model in (centre, trial):
    model.run_for(5)
print("identical to the millisecond before the trial:", centre.run.digest == trial.run.digest)
for model in (centre, trial):
    model.run_for(15)

# %%
before, after = (model.datacollector.get_model_vars_dataframe().loc[10:] for model in (centre, trial))
side_by_side = pd.DataFrame(
    {
        "first contacts": before.first_contacts,
        "first contacts, trial": after.first_contacts,
        "requests to managers": before.requests,
        "requests, trial": after.requests,
        "decided at the desk": before.desk_decisions,
        "at the desk, trial": after.desk_decisions,
    }
)
display(side_by_side.rename_axis("day"))

# %% [markdown]
# The first contacts are the same on every day: nothing but the decisions differs, and what follows from
# them. The counts of a single run are a story, though, and no estimate; for that, put the change into a
# scenario of your own (one file in a folder, `python -m sim --config-dir my_scenarios scenario=mine`) and
# let it run in replications as above.

# %%
aside.cleanup()
