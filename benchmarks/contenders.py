"""Who is compared: one line a program.

To compare another program, write a function that makes a `Simulate` (contacts and seed in, `Turn` out) and
add a line to CONTENDERS. Read by `benchmarks.queue`, and by `benchmarks.page` for what each one is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from benchmarks import in_ciw, in_simpy
from benchmarks.engine import Centre
from benchmarks.in_twin import twin_of
from benchmarks.turns import Contender, LeftOut, Simulate, Turn
from benchmarks.yardstick import NoCompiler, Yardstick

BARE, DECISIONS, LARGE = "engine", "engine, decisions on", "engine, decisions on, large"
ALL_ON = "engine, everything on"
BANK = ("scenario=hierarchical", "support=undivided", "people=textbook")
EVERYTHING = ("scenario=everything",)
# 21.7 times the calls of the bank, so that some 2,000 advisors are present in the busiest half-hour.
LARGE_BANK = (*BANK, "demand.calls_per_day=124600", "customers.count=10000000")
GROWTH_TARGET, BYTES_TARGET = 2.5, 128


def _prepare_c() -> Simulate:
    try:
        yardstick = Yardstick()
    except NoCompiler as reason:
        raise LeftOut(str(reason)) from None

    def simulate(contacts: int, seed: int) -> Turn:
        run = yardstick.run(contacts, seed)
        abandoned = round(run.abandonment_share * contacts)
        return Turn(contacts, contacts / run.contacts_per_second, abandoned, run.mean_wait_s / 60 * contacts)

    return simulate


@cache
def centre(*overrides: str) -> Centre:
    """One centre of each kind a process: planning it takes seconds."""
    return Centre(*overrides)


def _engine(*overrides: str) -> Callable[[], Simulate]:
    return lambda: centre(*overrides).simulate


C_LOOP = Contender("C loop", "A bare event loop in C, -O3 (`benchmarks/queue.c`).", _prepare_c, 5_000_000)
CONTENDERS = (
    Contender(
        BARE,
        "The whole engine, decisions off: 20,000 customers, keyed random numbers, contact log.",
        _engine("scenario=ladder/mmn_abandonment"),
        1_000_000,
        target=0.5,
    ),
    Contender(
        DECISIONS,
        "Another centre, with more to do: a bank's opening hours, shifts, holds, approvals, redials and "
        "repeats, customers who leave; 100 advisors in the busiest half-hour, 500,000 customers.",
        _engine(*BANK),
        500_000,
        is_the_queue=False,
        target=0.25,
    ),
    Contender(
        ALL_ON,
        "The same centre with everything at once (`scenarios/scenario/everything.yaml`): circles, managers' "
        "divided days, support, managers on the phones in a storm, scripts, bonuses, projects, chat.",
        _engine(*EVERYTHING),
        500_000,
        is_the_queue=False,
        target=0.2,
    ),
    Contender(
        "SimPy",
        "SimPy's processes: a Resource, and `request | timeout` for patience.",
        in_simpy.prepare,
        100_000,
    ),
    Contender("Ciw", "Ciw's node with its own reneging.", in_ciw.prepare, 50_000),
    Contender(
        "twin",
        "The readable twin of the tests in plain Python: the engine's queue, event by event the same.",
        twin_of("scenario=ladder/mmn_abandonment"),
        60_000,
    ),
    Contender(
        "twin, decisions on",
        "The same for the bank's centre with decisions on; the engine is to be 50 times as fast.",
        twin_of(*BANK),
        20_000,
        is_the_queue=False,
    ),
)
LARGE_CENTRE = Contender(
    LARGE,
    "The same centre grown to 2,000 advisors in the busiest half-hour and 10 million customers.",
    _engine(*LARGE_BANK),
    1_000_000,
    is_the_queue=False,
)
