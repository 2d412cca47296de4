"""Reading a user's own interval file: what his centre recorded, one row per interval.

A CSV file with the start of each interval, the calls and, where he has them, what became of them.
Whatever could be read two ways is refused with file, row and column: an hour that daylight saving
repeats or skips, a gap, a decimal comma, a day that could be a month. A misread volume looks like a
result. Called with `demand.file`; `sim.volumes` makes a week of the rows, `sim.fit` compares them.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
from numpy.typing import NDArray

from sim.refusal import Refused, nearest_name

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Records = Iterator[tuple[int, list[str]]]
Places = dict[str, tuple[int, str]]

MAX_BYTES = 200_000_000
MAX_SLOT_MIN = 240  # a coarser file (one row per day) says nothing about the course of a day

_COUNT = (True, 1e7, "a whole number from 0 to 10000000, without decimal comma or thousands mark")
_SECONDS = (False, 86_400.0, "seconds from 0 to 86400 with a decimal point, or an empty cell")
_SHARE = (False, 1.0, "a share from 0 to 1 with a decimal point (0.85, not 85 or 85 %), or an empty cell")
_STAFF = (False, 1e5, "a number from 0 to 100000 with a decimal point, or an empty cell")
# Whole numbers only?, largest value, and both in words; by column.
_LIMITS = {"calls": _COUNT, "handled": _COUNT, "abandoned": _COUNT, "aht_s": _SECONDS, "asa_s": _SECONDS}
_LIMITS |= {"service_level": _SHARE, "staff": _STAFF, "occupancy": _SHARE}
HEADINGS = {name: (name,) for name in ("interval", *_LIMITS)} | {
    "interval": ("interval", "datetime", "timestamp", "start"),
    "calls": ("calls", "offered", "volume", "contacts"),
}
_NUMBER = re.compile(r"(?a)\+?\d+(\.\d*)?(E[+-]?\d{1,3})?")
_PERHAPS_THOUSANDS = re.compile(r"(?a)\+?\d{1,3}\.000")  # 1.000: one call, or a thousand?
_STAMP = re.compile(r"(?a)(19[89]|20\d)\d-\d\d-\d\d[ T](?!24)\d\d:\d\d(:00(\.0+)?)?(Z|[+-]\d\d(:?\d\d)?)?")


@dataclass(frozen=True, eq=False, kw_only=True)
class IntervalFile:
    """The rows of an interval file in order of time; arrays have one element per row, read-only.

    Attributes:
        day: index of the row's local day in `dates`.
        slot: wall-clock minute (in `timezone`) at which the interval starts, divided by `slot_min`.
        elapsed_min: absolute minutes since the local day began, daylight saving included.
        handled: like all columns after it None where the file has none, NaN where a cell is empty.
        ignored: headings of columns that were not read.
    """

    name: str
    sha256: str
    timezone: str
    slot_min: int
    dates: tuple[date, ...]
    day: Ints
    slot: Ints
    elapsed_min: Ints
    calls: Ints
    handled: Floats | None = None
    abandoned: Floats | None = None
    aht_s: Floats | None = None
    asa_s: Floats | None = None
    service_level: Floats | None = None
    staff: Floats | None = None
    occupancy: Floats | None = None
    ignored: tuple[str, ...] = ()


def read_interval_file(path: Path, timezone: str | None, columns: Mapping[str, str] = {}) -> IntervalFile:
    """Read an interval file, or raise `Refused` naming file, row and column of what cannot be used.

    Args:
        path: CSV in UTF-8, separated by comma, semicolon or tab.
        timezone: IANA name of the zone of local times, and of the days in the result.
        columns: headings of the user's file by our names, where they are not among `HEADINGS`.
    """
    zone, name, data = _zone(timezone), path.name, _bytes(path)
    records = _records(name, data, columns)
    row, headings = next(records, (1, []))
    header = [heading.strip() for heading in headings]
    place = _places(f"{name} row {row}", header, columns)
    moments, numbers = _columns(name, {ours: (i, header[i]) for ours, i in place.items()}, records, zone)
    slot_min = _slot_min(name, moments, zone)
    ordinals, day = np.unique(moments[:, 2], return_inverse=True)
    dates = tuple(date.fromordinal(int(ordinal)) for ordinal in ordinals)
    began = np.array([int(datetime.combine(day, time(), zone).timestamp()) // 60 for day in dates])
    fields: dict[str, Any] = {"day": day, "slot": moments[:, 3] // slot_min, **numbers}
    fields |= {"elapsed_min": moments[:, 1] - began[day], "calls": numbers["calls"].astype(np.int64)}
    for values in fields.values():
        values.setflags(write=False)
    fields["ignored"] = tuple(h for i, h in enumerate(header) if h and i not in place.values())
    digest = hashlib.sha256(data).hexdigest()
    return IntervalFile(name=name, sha256=digest, timezone=zone.key, slot_min=slot_min, dates=dates, **fields)


def _zone(timezone: str | None) -> ZoneInfo:
    names = available_timezones()
    if timezone in names:
        return ZoneInfo(timezone)
    typed = str(timezone).strip().replace(" ", "_").casefold()
    same = [name for name in sorted(names) if typed in (name.casefold(), name.casefold().split("/")[-1])]
    nearest = same[0] if same else nearest_name(str(timezone), names)
    raise Refused("demand.timezone", timezone, "an IANA time zone, such as 'Europe/Paris'", nearest)


def _bytes(path: Path) -> bytes:
    """The file's bytes, once they are known to be UTF-8."""
    try:
        if not path.is_file():
            raise OSError("there is no such file")
        if path.stat().st_size > MAX_BYTES:
            raise OSError(f"it has {path.stat().st_size}")
        data = path.read_bytes()
        data.replace(b"\0", b"\xff").decode()  # a NUL is valid UTF-8, but betrays UTF-16
    except OSError as error:
        raise Refused("demand.file", str(path), f"a file of at most {MAX_BYTES} bytes ({error})") from error
    except UnicodeDecodeError as error:
        where = f"{path.name} row {1 + data.count(b'\n', 0, error.start)}"
        wrong = data[error.start : error.start + 2]
        raise Refused(where, wrong, "text in UTF-8 (in a spreadsheet: save as 'CSV UTF-8')") from error
    return data


def _plain(heading: object) -> str:
    return str(heading).strip().casefold()


def _records(name: str, data: bytes, columns: Mapping[str, str]) -> Records:
    """The cells of every line that is not blank, headings first, with the number of that line."""
    text = io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", newline="")
    known = {_plain(heading) for group in (columns.values(), *HEADINGS.values()) for heading in group}
    first = next((line for line in text if line.strip()), "")
    mark = max(",;\t", key=lambda mark: sum(_plain(h.strip('" \r\n')) in known for h in first.split(mark)))
    text.seek(0)
    reader = csv.reader(text, delimiter=mark, strict=True, skipinitialspace=True)
    row, header, unheaded = 1, list[str](), list[int]()
    try:
        for cells in reader:
            if len(cells) > 1 or "".join(cells).strip():
                if not header:
                    # One left empty is an index column, or the trailing separator some programs write.
                    header, unheaded = cells, [i for i, cell in enumerate(cells) if i and not cell.strip()]
                if len(cells) != len(header) or any(cells[i].strip() for i in unheaded):
                    expected = f"{len(header)} cells as in the headings (no decimal comma)"
                    raise Refused(f"{name} row {row}", cells, expected)
                yield row, cells
            row = reader.line_num + 1
    except csv.Error as error:
        raise Refused(f"{name} row {row}", str(error), "CSV with every quotation mark closed") from error


def _places(where: str, header: list[str], columns: Mapping[str, str]) -> dict[str, int]:
    """Position of each of our columns in the user's file; those he names have the first choice."""
    place: dict[str, int] = {}
    for ours in [*columns, *(ours for ours in HEADINGS if ours not in columns)]:
        key = f"demand.columns.{ours}"
        if ours not in HEADINGS:
            raise Refused(key, columns[ours], f"one of {', '.join(HEADINGS)}", nearest_name(ours, HEADINGS))
        wanted = [_plain(columns[ours])] if ours in columns else list(HEADINGS[ours])
        free = {i: _plain(heading) for i, heading in enumerate(header) if i not in place.values()}
        found = [i for i in free if header[i] == columns.get(ours)] or [i for i in free if free[i] in wanted]
        if len(found) > 1:
            raise Refused(where, [header[i] for i in found], f"one column of {ours} (say which with {key})")
        if not found and ours in columns:
            nearest = nearest_name(wanted[0], free.values())
            raise Refused(key, columns[ours], f"a heading of {where}, for one column of ours", nearest)
        if not found and ours in ("interval", "calls"):
            meant = filter(None, (nearest_name(heading, wanted) for heading in free.values()))
            expected = f"a column headed {' or '.join(wanted)}, or named by {key}"
            raise Refused(where, header or "an empty file", expected, next(meant, None))
        place |= {ours: i for i in found}  # noqa: B035 (one at most)
    return place


def _columns(name: str, place: Places, records: Records, zone: ZoneInfo) -> tuple[Ints, dict[str, Floats]]:
    """Per row its number, minute since 1970, local day, minute of that day; the numbers by column."""
    moments, numbers = array("q"), {ours: array("d") for ours in place if ours in _LIMITS}
    for row, cells in records:
        ours = "interval"
        try:
            moments.extend((row, *_moment(cells[place[ours][0]].strip().upper(), zone)))
            for ours, values in numbers.items():
                values.append(_quantity(cells[place[ours][0]].strip().upper(), ours))
        except ValueError as error:
            where = f"{name} row {row}, column {place[ours][1][:40]!r}"
            raise Refused(where, cells[place[ours][0]], str(error)) from None
    if not moments:
        raise Refused(name, "headings only", "rows of intervals")
    return np.array(moments).reshape(-1, 4), {ours: np.array(values) for ours, values in numbers.items()}


def _quantity(cell: str, ours: str) -> float:
    if not cell and ours != "calls":
        return np.nan
    whole, most, expected = _LIMITS[ours]
    value = float(cell) if _NUMBER.fullmatch(cell) else np.inf
    if value > most or (whole and (value % 1 or _PERHAPS_THOUSANDS.fullmatch(cell))):
        raise ValueError(expected)
    return value


def _moment(cell: str, zone: ZoneInfo) -> tuple[int, int, int]:
    """Minute since 1970, ordinal of the local day, wall-clock minute of that day."""
    try:
        stamp = datetime.fromisoformat(cell if _STAMP.fullmatch(cell) else "")
    except ValueError:
        raise ValueError("a start as 2025-03-31 08:30 (+02:00), on a whole minute, 1980 to 2099") from None
    local = stamp.astimezone(zone) if stamp.tzinfo else stamp.replace(tzinfo=zone)
    again = local.replace(fold=1)
    if not stamp.tzinfo and local.timestamp() > again.timestamp():
        raise ValueError(f"a time that {zone} has: its clocks were put forward over this one")
    if not stamp.tzinfo and local.timestamp() < again.timestamp():
        raise ValueError(f"an offset, {local} or {again}: {zone} has this hour twice")
    return int(local.timestamp()) // 60, local.toordinal(), local.hour * 60 + local.minute


def _slot_min(name: str, moments: Ints, zone: ZoneInfo) -> int:
    """The commonest step within a day, once every row is known to keep it."""

    def told(row: int, later: int = 0) -> str:
        return datetime.fromtimestamp(60 * int(moments[row, 1] + later), zone).isoformat(" ", "minutes")

    def refusal(row: int, expected: str) -> Refused:
        return Refused(f"{name} row {moments[row, 0]}", told(row), expected)

    steps, same_day = np.diff(moments[:, 1]), np.diff(moments[:, 2]) == 0
    for row in np.flatnonzero(steps <= 0)[:1]:
        raise refusal(row + 1, f"a later time than {told(row)} in the row before (each interval once)")
    lengths, counts = np.unique(steps[same_day], return_counts=True)
    slot_min = int(lengths[np.argmax(counts)]) if len(lengths) else 1440
    if slot_min > MAX_SLOT_MIN or 1440 % slot_min:
        raise Refused(name, f"intervals of {slot_min} min", f"{MAX_SLOT_MIN} at most, dividing the day")
    for row in np.flatnonzero(same_day & (steps != slot_min))[:1]:
        expected = f"{told(row, slot_min)} first: intervals of {slot_min} min, none missing between the first"
        raise refusal(row + 1, f"{expected} and the last of a day (0 where nobody called)")
    for row in np.flatnonzero(moments[:, 3] % slot_min)[:1]:
        raise refusal(row, f"a start that is a multiple of {slot_min} min after midnight in {zone}")
    return slot_min
