"""What the reader of interval files accepts, with which numbers, and what it refuses, naming the place."""

import hashlib
import math
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.interval_file import IntervalFile, read_interval_file
from sim.refusal import Refused

PARIS = "Europe/Paris"
NUMBERS = ("handled", "abandoned", "aht_s", "asa_s", "service_level", "staff", "occupancy")
Read = Callable[..., IntervalFile]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads a text or bytes as if a user had saved them as calls.csv."""

    def reading(content: str | bytes, timezone: str | None = PARIS, **columns: str) -> IntervalFile:
        path = tmp_path / "calls.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_interval_file(path, timezone, columns)

    return reading


def rows(*rest: str, heading: str = "interval,calls") -> str:
    return "\n".join((heading, *rest)) + "\n"


THREE = rows("2025-03-03 08:00,4", "2025-03-03 08:15,0", "2025-03-03 08:30,7")


def local_day(day: date, zone: str, slot_min: int = 15) -> list[datetime]:
    """Starts of all intervals of a local day, from arithmetic in UTC."""
    midnights = [datetime(d.year, d.month, d.day, tzinfo=ZoneInfo(zone)) for d in (day, day + timedelta(1))]
    first, end = (int(midnight.timestamp()) for midnight in midnights)
    starts = [datetime.fromtimestamp(second, UTC) for second in range(first, end, 60 * slot_min)]
    return [start.astimezone(ZoneInfo(zone)) for start in starts]


# --- accepted -----------------------------------------------------------------------------------------


def test_rows_become_arrays(read: Read) -> None:
    file = read(rows("2025-03-03 08:00,4", "2025-03-03 08:15,0", "2025-03-05 07:45,2", "2025-03-05 08:00,9"))
    assert (file.name, file.timezone, file.slot_min) == ("calls.csv", PARIS, 15)
    assert file.dates == (date(2025, 3, 3), date(2025, 3, 5))
    assert file.day.tolist() == [0, 0, 1, 1]
    assert file.slot.tolist() == [32, 33, 31, 32]
    assert file.elapsed_min.tolist() == [480, 495, 465, 480]
    assert file.calls.tolist() == [4, 0, 2, 9]
    assert all(getattr(file, name) is None for name in NUMBERS)
    assert not file.calls.flags.writeable
    assert read(THREE).sha256 == hashlib.sha256(THREE.encode()).hexdigest()


def test_optional_columns_and_empty_cells(read: Read) -> None:
    heading = ",".join(("interval", "calls", *NUMBERS, "team"))
    file = read(f"{heading}\n2025-03-03 08:00,4,3,1,250.5,12,0.75,6.5,0.8,blue\n2025-03-03 08:15,5,,,,,,,,\n")
    assert [getattr(file, name)[0] for name in NUMBERS] == [3, 1, 250.5, 12, 0.75, 6.5, 0.8]
    assert all(math.isnan(getattr(file, name)[1]) for name in NUMBERS)
    assert file.ignored == ("team",)


ODD_BUT_VALID = {
    "byte order mark": b"\xef\xbb\xbf" + THREE.encode(),
    "carriage returns": THREE.replace("\n", "\r\n"),
    "old Mac": THREE.replace("\n", "\r"),
    "semicolons": THREE.replace(",", ";"),
    "tabs": THREE.replace(",", "\t"),
    "T": THREE.replace(" ", "T"),
    "seconds": THREE.replace(",", ":00,").replace("interval:00", "interval"),
    "fractions of seconds": THREE.replace(",", ":00.000,").replace("interval:00.000", "interval"),
    "offset": THREE.replace(",", "+01:00,").replace("interval+01:00", "interval"),
    "short offset": THREE.replace(",", "+01,").replace("interval+01", "interval"),
    "zulu": THREE.replace(" 08", " 07").replace(",", "Z,").replace("intervalZ", "interval"),
    "another offset": THREE.replace(" 08", " 02").replace(",", "-0500,").replace("interval-0500", "interval"),
    "quotes": '"interval";"calls"\n"2025-03-03 08:00";"4"\n"2025-03-03 08:15";"0"\n"2025-03-03 08:30";"7"\n',
    "upper case": THREE.replace("interval,calls", " TimeStamp , OFFERED "),
    "blank lines": "\n  \n" + THREE.replace("\n", "\n\n") + "\n",
    "blanks around cells": THREE.replace(",", " , ").replace("\n", " \n"),
    "blanks before quotes": THREE.replace(",4", ', "4"'),
    "decimals of zero": THREE.replace(",4", ",4.0").replace(",0", ",0."),
    "exponent": THREE.replace(",4", ",4e+00"),
    "no last newline": THREE.rstrip(),
    "index column": ",start,volume\n0,2025-03-03 08:00,4\n1,2025-03-03 08:15,0\n2,2025-03-03 08:30,7\n",
    "trailing separator": THREE.replace("\n", ",\n"),
    "line break in a cell": THREE.replace("\n", ',"a\nb"\n').replace('calls,"a\nb"', "calls,note"),
    "columns swapped": "contacts,datetime\n4,2025-03-03 08:00\n0,2025-03-03 08:15\n7,2025-03-03 08:30\n",
}


@pytest.mark.parametrize("content", ODD_BUT_VALID.values(), ids=ODD_BUT_VALID)
def test_odd_but_valid_files_give_equal_numbers(read: Read, content: str | bytes) -> None:
    file = read(content)
    assert file.calls.tolist() == [4, 0, 7]
    assert file.elapsed_min.tolist() == [480, 495, 510]
    assert (file.dates, "" in file.ignored) == ((date(2025, 3, 3),), False)


def test_columns_named_by_the_user(read: Read) -> None:
    text = rows(
        "2025-03-03 08:00,4,3,9,", "2025-03-03 08:30,5,4,9,", heading="From,Inbound,Calls,offered,calls"
    )
    file = read(text, interval="From", calls=" inbound ", handled="Calls")
    assert (file.calls.tolist(), file.ignored) == ([4, 5], ("offered", "calls"))
    np.testing.assert_array_equal(file.handled, [3, 4])


@pytest.mark.parametrize(("day", "quarters"), [("2025-03-30", 92), ("2025-10-26", 100), ("2025-06-01", 96)])
def test_days_of_daylight_saving(read: Read, day: str, quarters: int) -> None:
    starts = local_day(date.fromisoformat(day), PARIS)
    file = read(rows(*(f"{start.isoformat()},{k}" for k, start in enumerate(starts))))
    assert len(starts) == quarters == len(file.calls)
    assert file.elapsed_min.tolist() == [15 * k for k in range(quarters)]
    assert file.slot.tolist() == [start.hour * 4 + start.minute // 15 for start in starts]
    repeated = np.bincount(file.slot, minlength=96)[8:12]
    assert repeated.tolist() == [{92: 0, 96: 1, 100: 2}[quarters]] * 4


def test_short_day_in_local_time_and_long_day_with_offsets_in_the_repeated_hour_only(read: Read) -> None:
    spring = [start.strftime("%Y-%m-%d %H:%M") for start in local_day(date(2025, 3, 30), PARIS)]
    assert read(rows(*(f"{start},1" for start in spring))).elapsed_min.tolist() == list(range(0, 1380, 15))
    autumn = local_day(date(2025, 10, 26), PARIS)
    mixed = [s.isoformat() if s.hour == 2 else s.strftime("%Y-%m-%dT%H:%M") for s in autumn]
    assert read(rows(*(f"{start},1" for start in mixed))).elapsed_min.tolist() == list(range(0, 1500, 15))


def test_daylight_saving_that_begins_at_midnight(read: Read) -> None:
    """In Beirut 31 March 2024 began at 01:00: the first interval is 0 minutes into the day."""
    file = read(rows("2024-03-31 01:00,1", "2024-03-31 01:30,2"), "Asia/Beirut")
    assert (file.elapsed_min.tolist(), file.slot.tolist()) == ([0, 30], [2, 3])


@settings(max_examples=60, deadline=None, database=None)
@given(
    zone=st.sampled_from(
        [PARIS, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Havana"]
    ),
    day=st.dates(date(1995, 1, 1), date(2037, 12, 31)),
    slot_min=st.sampled_from([5, 15, 30]),
)
def test_any_local_day_is_read_exactly(
    tmp_path_factory: pytest.TempPathFactory, zone: str, day: date, slot_min: int
) -> None:
    starts = local_day(day, zone, slot_min)
    path = tmp_path_factory.mktemp("day") / "day.csv"
    path.write_text(rows(*(f"{start.astimezone(UTC).isoformat()},1" for start in starts)))
    file = read_interval_file(path, zone)
    assert (file.dates, file.slot_min) == ((day,), slot_min)
    assert file.elapsed_min.tolist() == list(range(0, slot_min * len(starts), slot_min))
    assert file.slot.tolist() == [(start.hour * 60 + start.minute) // slot_min for start in starts]


# --- refused ------------------------------------------------------------------------------------------


def refused(
    read: Read, content: str | bytes, *told: str, timezone: str | None = PARIS, **columns: str
) -> Refused:
    with pytest.raises(Refused) as refusal:
        read(content, timezone, **columns)
    line = str(refusal.value)
    assert "\n" not in line
    assert [part for part in told if part not in line] == []
    return refusal.value


SIGNS = "-1|1,5|12,0|1_000|-|1 234|1,234|12 %|1.2.3|'5|=1+1|\N{MINUS SIGN}5|\N{ARABIC-INDIC DIGIT THREE}"
BAD_NUMBERS = [*SIGNS.split("|"), "nan", "NaN", "NA", "inf", "1e999", "1e9", "0x10", "5m", "abc"]


@pytest.mark.parametrize("cell", BAD_NUMBERS)
@pytest.mark.parametrize("name", ["calls", *NUMBERS])
def test_numbers_refused_with_row_and_column(read: Read, name: str, cell: str) -> None:
    heading = "interval;calls" if name == "calls" else f"interval;calls;{name}"
    before = "" if name == "calls" else "3;"
    text = rows("2025-03-03 08:00;4", "2025-03-03 08:15;4", heading=heading).replace(";4\n", f";{before}1\n")
    text += f"2025-03-03 08:30;{before}{cell}\n"
    refusal = refused(read, text, f"calls.csv row 4, column {name!r}")
    assert refusal.value == cell


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        *(("calls", cell) for cell in ("", "4.5", "1.000", "10000001")),
        *(("handled", "2.5"), ("abandoned", "0.5"), ("aht_s", "86401"), ("asa_s", "1e6")),
        *(("service_level", "1.01"), ("service_level", "85"), ("occupancy", "80"), ("staff", "100001")),
    ],
)
def test_numbers_out_of_their_limits(read: Read, name: str, cell: str) -> None:
    cells = {"calls": "3", name: cell}
    text = rows("2025-03-03 08:00," + ",".join(cells.values()), heading="interval," + ",".join(cells))
    refused(read, text, f"calls.csv row 2, column {name!r}")


NO_DAY = "03/03/2025 08:00|3/3/2025 8:00|03.03.2025 08:00|03-03-2025 08:00|08:00|8:30:00 AM|45719.333|NaT||"
NO_TIME = (
    "2025-03-03|2025-03-03 8:00|2025-03-03 08:00 AM|2025-03-03 08:00 CET|2025-03-03 24:00|2025-03-03 08:60|"
)
NO_SUCH = "2025-02-30 08:00|2025-13-01 08:00|2025-03-03 08:00+25:00|20250303T0800|2025-W10-1 08:00|"
AGES = "0025-03-03 08:00|1979-03-03 08:00|2100-03-03 08:00|9999-12-31 23:45Z|"
ODD = "2025-03-03 08:00:30|2025-03-03  08:00|2025-03-03_08:00"
BAD_STARTS = (NO_DAY + NO_TIME + NO_SUCH + AGES + ODD).split("|")


@pytest.mark.parametrize("cell", BAD_STARTS)
def test_starts_refused_with_row_and_column(read: Read, cell: str) -> None:
    refusal = refused(read, rows("2025-03-02 08:00,1", f"{cell},1"), "calls.csv row 3, column 'interval'")
    assert refusal.value == cell


def test_times_that_are_not_or_are_twice(read: Read) -> None:
    refused(read, rows("2025-03-30 01:45,1", "2025-03-30 02:00,1"), "row 3", "put forward")
    line = str(refused(read, rows("2025-10-26 01:45,1", "2025-10-26 02:00,1"), "row 3", "an offset"))
    assert "2025-10-26 02:00:00+02:00 or 2025-10-26 02:00:00+01:00" in line
    read(rows("2025-03-30 02:00,1", "2025-03-30 02:15,1"), "UTC")


def test_gap_names_the_row_after_it_and_what_is_missing(read: Read) -> None:
    gap = rows("2025-03-03 08:00,1", "2025-03-03 08:15,1", "2025-03-03 08:45,1", "2025-03-03 09:00,1")
    refused(read, gap, "calls.csv row 4: '2025-03-03 08:45+01:00'", "2025-03-03 08:30+01:00")


def test_gap_in_the_repeated_hour(read: Read) -> None:
    """On the wall clock nothing is missing: only absolute time shows the gap of an hour."""
    starts = [s for s in local_day(date(2025, 10, 26), PARIS) if not (s.hour == 2 and s.fold == 1)]
    refused(read, rows(*(f"{s.isoformat()},1" for s in starts)), "row 14", "2025-10-26 02:00+01:00")


@pytest.mark.parametrize(
    ("starts", "row"),
    [
        (["08:00", "08:15", "08:15", "08:30"], 4),
        (["08:00", "08:30", "08:15", "08:45"], 4),
        (["08:30", "08:15", "08:00"], 3),
        (["08:00", "08:15", "08:30", "08:40"], 5),
        (["08:05", "08:20", "08:35"], 2),
        (["08:00+01:00", "08:15+01:00", "07:15Z"], 4),
    ],
)
def test_order_and_grid(read: Read, starts: list[str], row: int) -> None:
    refused(read, rows(*(f"2025-03-03 {start},1" for start in starts)), f"calls.csv row {row}:")


@pytest.mark.parametrize("starts", [["03 08:00"], ["03 08:00", "04 08:00"], ["03 00:00", "03 12:00"]])
def test_intervals_that_make_no_course_of_a_day(read: Read, starts: list[str]) -> None:
    refused(read, rows(*(f"2025-03-{start},1" for start in starts)), "calls.csv: 'intervals of")
    refused(read, rows("2025-03-03 08:00,1", "2025-03-03 08:07,1"), "intervals of 7 min", "dividing the day")


NOT_TEXT = {
    "UTF-16": (THREE.encode("utf-16"), 1),
    "UTF-16, big-endian": (b"\xfe\xff" + THREE.encode("utf-16-be"), 1),
    "UTF-16 without mark": (THREE.encode("utf-16-le"), 1),
    "Latin-1": (b"interval,calls,\xe9quipe\n2025-03-03 08:00,1,a\n", 1),
    "Latin-1 below": (rows("2025-03-03 08:00,4,h\xf4tel", heading="interval,calls,x").encode("latin-1"), 2),
    "NUL": (THREE.encode().replace(b"0,7", b"0,\x007"), 4),
    "after a mark": (b"\xef\xbb\xbf" + THREE.encode().replace(b"\n2025-03-03 08:30", b"\n\xff"), 4),
}


@pytest.mark.parametrize(("content", "row"), NOT_TEXT.values(), ids=NOT_TEXT)
def test_bytes_that_are_not_utf8(read: Read, content: bytes, row: int) -> None:
    refused(read, content, f"calls.csv row {row}:", "text in UTF-8")


SHAPES = {
    "empty": ("", "an empty file"),
    "only a mark": (b"\xef\xbb\xbf", "an empty file"),
    "only blank lines": ("\n \n", "an empty file"),
    "only headings": ("interval,calls\n", "headings only"),
    "no headings": ("2025-03-03 08:00,4\n2025-03-03 08:15,4\n", "row 1", "headed interval"),
    "no interval": (rows("a,1", heading="when,calls"), "row 1", "headed interval"),
    "no calls": (rows("2025-03-03 08:00,1", heading="interval,n"), "headed calls or offered", "calls"),
    "misspelt": (rows("2025-03-03 08:00,1", heading="interval,cals"), "did you mean 'calls'?"),
    "calls twice": (rows("2025-03-03 08:00,1,1", heading="interval,Calls,offered"), "demand.columns.calls"),
    "interval twice": (rows("a,b,1", heading="start,interval,calls"), "demand.columns.interval"),
    "staff twice": (rows("a,1,1,1", heading="interval,calls,staff,STAFF"), "demand.columns.staff"),
    "a cell too many": (rows("2025-03-03 08:00,12,0"), "calls.csv row 2", "2 cells", "decimal comma"),
    "a cell too few": (rows("2025-03-03 08:00"), "calls.csv row 2", "2 cells"),
    "number under no heading": (rows("2025-03-03 08:00,1,5", heading="start,calls,"), "row 2", "3 cells"),
    "a row of separators": (rows("2025-03-03 08:00,1", ","), "row 3, column 'interval'"),
    "an open quotation mark": (rows('"2025-03-03 08:00,1', "2025-03-03 08:15,1"), "row 2", "quotation mark"),
    "text after a quotation mark": (rows('"2025-03-03" 08:00,1'), "row 2", "quotation mark"),
    "a huge cell": (rows("2025-03-03 08:00," + "1" * 200_000), "row 2"),
    "after a line break in a cell": (
        rows('2025-03-03 08:00,1,"a\nb"', "x,1,c", heading="start,calls,n"),
        "row 4",
    ),
}


@pytest.mark.parametrize("case", SHAPES.values(), ids=SHAPES)
def test_files_of_the_wrong_shape(read: Read, case: tuple[str | bytes, ...]) -> None:
    content, *told = case
    refused(read, content, "calls.csv", *map(str, told))


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        (
            {"calls": "Cals"},
            ("demand.columns.calls: 'Cals': expected a heading of calls.csv", "mean 'calls'?"),
        ),
        (
            {"cals": "calls"},
            ("demand.columns.cals: 'calls': expected one of interval, calls", "mean 'calls'?"),
        ),
        ({"calls": "calls", "handled": "calls"}, ("demand.columns.handled: 'calls'",)),
        ({"handled": "calls"}, ("headed calls",)),
    ],
)
def test_columns_that_cannot_be_found(read: Read, columns: dict[str, str], told: tuple[str, ...]) -> None:
    refused(read, THREE, *told, **columns)


@pytest.mark.parametrize(
    ("timezone", "told"),
    [
        *((zone, "such as") for zone in (None, "", "../../etc/passwd", "America", "right/UTC", "+01:00")),
        *((zone, "did you mean 'Europe/Paris'?") for zone in ("Paris", "europe/paris", "Europe/Pariss")),
        ("new york", "did you mean 'America/New_York'?"),
    ],
)
def test_zones_refused(read: Read, timezone: str | None, told: str) -> None:
    assert refused(read, THREE, "demand.timezone", told, timezone=timezone).place == "demand.timezone"


def test_no_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.csv", tmp_path / "a\0b"):
        with pytest.raises(Refused, match=r"demand\.file"):
            read_interval_file(path, PARIS)


def test_size_limit(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.interval_file.MAX_BYTES", len(THREE))
    assert len(read(THREE).calls) == 3
    refused(read, THREE + "\n", "demand.file", f"at most {len(THREE)} bytes")
