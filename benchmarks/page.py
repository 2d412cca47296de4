"""Tells what the benchmarks found: the rows of the printed table, and the page docs/benchmarks.md.

The page is written from a `Report` alone, so that nothing on it is typed by hand and it names no machine.
Called by `benchmarks.queue`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from benchmarks import contenders, cores
from benchmarks.agreement import FALSE_ALARM, YARDSTICK_QUEUE, Agreement, Figure
from benchmarks.engine import MORE_CUSTOMERS, SETTLING_DAYS
from benchmarks.report import Report, Row
from benchmarks.turns import Spread
from sim.erlang import erlang_a

CAPTION = (
    "contacts a second and their ratio to C, turn by turn: median (least to greatest); "
    "abandonment and wait of all turns ± tolerance against Erlang A"
)
COLUMNS = ("program", "thousand/s", "ratio to C", "target", "abandon", "mean wait", "Erlang A")
NO_CONTENDER = "no contender"
WRITTEN = "Written by `python -m benchmarks.queue --large --page`; change `benchmarks/`, not this page.\n"

HOW = f"""## How it is measured

All programs run in one call on one machine, turn by turn: C, the first program, C, the second, and so on.
A time alone says nothing on a machine whose speed drifts or is shared; a ratio is formed within a turn,
to the C loop just before, and the table gives the median over the turns and, in parentheses, the least
and the greatest.

- **A contact** is one arrival that enters the queue, redials and repeats included. Call-backs that were
  promised are work too, but are not counted.
- **Not timed**: planning, compiling, imports, laying out tables, the first {SETTLING_DAYS} days of a
  centre, and reading results. The table below gives what it takes until a program is ready.
- **Timed**: simulating alone. The engine's clock runs in `Run.step`, which writes the contact log.
- **Against Erlang A**: of all turns together, the share of contacts that abandoned and the mean wait over
  all contacts. Both must lie within the tolerance given, which follows from the exact variance of the
  queue (Poisson's equation) and a false-alarm rate of {FALSE_ALARM:g} a program, both measures together.
  A program that does not agree simulates something else: its speed is not given, and the command ends
  with exit code 1. Turns start with an empty centre (except the engine's): that spares 5 abandonments a
  turn, which is left uncorrected.

- **Two cores**: {cores.REPLICATIONS} replications of {cores.DAYS} days of the centre with decisions on, laid
  out and run, by two processes and by one; in the same turns two runs of the C loop, at once and one after
  the other.
- **State of a customer**: what NumPy holds for a centre of {MORE_CUSTOMERS:,} customers more, over their
  number.

## What is compared with what

- The C loop is an event-driven simulation as one would write it by hand: one list of events in a total
  order (a binary heap of records), a ring buffer of waiting contacts, the server idle longest answers,
  abandonment is seen when a server frees. It knows no customers, no reasons, no advisors' time, keeps no
  record of a contact, and draws from one generator.
- It is not the fastest loop that gives these numbers: a more stripped one (a heap of bare times, arrivals
  outside of it, no sequence numbers) ran some 1.7 times as fast (`docs/decisions.md`).
- The engine does more for every contact than the loop: a customer with a memory of his own, random
  numbers keyed by customer and contact (so that forms of governance meet the same demand), the time
  ledger of every advisor, the contact log.
- The centre with decisions on is **another centre**, not the queue: its ratio says what a contact costs
  in it, not how fast the same work is done.
- SimPy and Ciw are general tools written in Python, and the models here are short and plain, as their
  users would write them. In SimPy, patience is drawn only for a contact that has to wait. Ciw keeps a
  record of every contact, and at every event looks through all who are present. Neither has customers,
  governance or a log of the centre.
"""


def page(found: Report) -> str:
    """The text of docs/benchmarks.md."""
    parts = [_opening(found), _table(found), _others(found), _readiness(found), HOW]
    return "\n".join(parts)


def cells(row: Row) -> tuple[str, ...]:
    """One program's line, as in COLUMNS; without its speed where it is no contender."""
    speeds = _spread(row.per_second, _thousand), _spread(row.ratio, _ratio)
    if not row.is_contender:
        speeds = NO_CONTENDER, NO_CONTENDER
    return row.name, *speeds, "" if row.target is None else f"{row.target:g}", *_verdict(row.agreement)


def other_figures(found: Report) -> Iterator[str]:
    """Growth, state of a customer and two cores, a line each; and what was left out."""
    if found.growth is not None:
        (few, many), (small, large) = found.growth.advisors, found.growth.customers
        yield (
            f"a contact with {many:,} advisors and {large:,} customers takes "
            f"{_spread(found.growth.time, _plain)} times as long as with {few:,} and {small:,} "
            f"(target: at most {contenders.GROWTH_TARGET:g})"
        )
    yield (
        f"state of one customer more: {found.bytes_per_customer:.0f} bytes "
        f"(target: at most {contenders.BYTES_TARGET})"
    )
    if found.speed_up is not None:
        engine, machine = (_spread(values, _plain) for values in found.speed_up)
        yield (
            f"all replications on two cores are {engine} times as fast as on one (target: at least "
            f"{cores.TARGET:g}); two runs of the C loop in the same turns: {machine}"
        )
    yield from found.left_out


def _opening(found: Report) -> str:
    machine, exact = found.machine, erlang_a(*YARDSTICK_QUEUE)
    cores_told = "1 core" if machine.cores == 1 else f"{machine.cores} cores"
    return (
        f"# Benchmarks\n\n{WRITTEN}\n"
        f"{found.date}, {cores_told}, Python {machine.python}, Numba {machine.numba}, model version "
        f"`{found.model_version}`, {found.turns} turns.\n\n"
        f"The queue M/M/{exact.servers}+M: {exact.arrival_rate:g} contacts a minute, mean handling "
        f"{exact.mean_handling:g} minute, mean patience {exact.mean_patience:g} minutes. By Erlang A "
        f"{exact.abandonment_probability:.2%} abandon and the mean wait is {60 * exact.mean_wait:.2f} s.\n"
    )


def _table(found: Report) -> str:
    lines = [_line(COLUMNS), _line(["---", *["---:"] * 5, "---"])]
    lines += [_line(cells(row)) for row in found.rows]
    told = [f"- **{row.name}**: {row.what}" for row in found.rows]
    return "\n".join([f"{CAPTION[0].upper()}{CAPTION[1:]}.\n", *lines, "", *told, ""])


def _others(found: Report) -> str:
    return "\n".join(["## Growth, memory, cores\n", *(f"- {line}" for line in other_figures(found)), ""])


def _readiness(found: Report) -> str:
    how = "came from the cache" if found.compiled_before else "was compiled by the first that needs it"
    lines = [_line(("program", "ready in s")), _line(["---", "---:"])]
    lines += [_line((row.name, f"{row.ready_s:.1f}")) for row in found.rows]
    told = f"Imports, planning, laying out, first days. The engine's compiled code {how}.\n"
    return "\n".join(["## Until it is ready\n", told, *lines, ""])


def _line(texts: tuple[str, ...] | list[str]) -> str:
    return f"| {' | '.join(texts)} |"


def _verdict(found: Agreement | None) -> tuple[str, str, str]:
    if found is None:
        return "", "", "another centre"
    told = _figure(found.abandonment, 100, "%"), _figure(found.wait_s, 1, "s")
    return *told, "agrees" if found.holds else "differs"


def _figure(figure: Figure, times: float, unit: str) -> str:
    return f"{times * figure.seen:.2f} ± {times * figure.tolerance:.2f} {unit}"


def _spread(values: Spread, told: Callable[[float], str]) -> str:
    least, median, most = (told(value) for value in values)
    return median if values.least == values.most else f"{median} ({least} to {most})"


def _thousand(value: float) -> str:
    return f"{value / 1e3:,.0f}"


def _ratio(value: float) -> str:
    return f"{value:#.2g}"


def _plain(value: float) -> str:
    return f"{value:.2f}"
