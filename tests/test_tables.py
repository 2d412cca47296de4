"""Record types: every field described, aligned, small, and read the same everywhere."""

from __future__ import annotations

import numba
import numpy as np
import pytest
from centres import centre_of, run_of

from sim import states, tables
from sim.compiling import compiled
from sim.records import CUSTOMER, KINDS, record_type
from sim.states import ACCOUNTS
from sim.tables import World, table

CACHE_LINE = 64
MOST_BYTES = 128  # a customer, in everything a run keeps
FIELDS = {f"{kind}.{name}": field for kind, fields in KINDS.items() for name, field in fields.items()}


@compiled
def raise_authority(advisors, row, by):  # type: ignore[no-untyped-def]
    advisors[row].authority += by
    advisors[row].paid[2] += 7
    return advisors[row].authority


class TestFields:
    """Every field of every record."""

    def test_have_unit_and_meaning(self) -> None:
        assert [
            place for place, field in FIELDS.items() if not field.unit.strip() or not field.meaning.strip()
        ] == []

    def test_are_read_as_attributes(self) -> None:
        """A name that NumPy's arrays and records have themselves (`size`, `all`) would give NumPy's."""
        names = {name for fields in KINDS.values() for name in fields}
        assert {name for name in names if hasattr(np.recarray, name) or hasattr(np.record, name)} == set()

    def test_times_amounts_and_rows_have_one_type_each(self) -> None:
        """Times are whole milliseconds of 64 bits, amounts doubles, rows of 32 bits."""
        types = {"ms": np.int64, "EUR": np.float64, "row": np.int32}
        small = {
            "contact.reason",
            "case.reason",
            "journal.reason",
            "case.queue",
        }  # rows of a table of some ten
        small |= {"advisor.documenting"}  # of a day
        small |= {"reason.usual", "shock.half_life"}  # means of laws, no times of the clock
        wrong = {
            place
            for place, field in FIELDS.items()
            if field.unit in types and np.dtype(field.type).base != types[field.unit]
        }
        assert wrong == small


@pytest.mark.parametrize("kind", KINDS)
class TestKind:
    """Every kind of record."""

    def test_is_aligned(self, kind: str) -> None:
        """Each field at a multiple of its own size, as the compiler reads it; the record of its largest."""
        dtype = record_type(kind)
        assert dtype.isalignedstruct
        assert dtype.fields is not None
        for base, offset in dtype.fields.values():
            assert offset % base.base.alignment == 0
        assert dtype.itemsize % max(base.base.alignment for base, _ in dtype.fields.values()) == 0

    @pytest.mark.parametrize("rows", [1, 7, 1000])
    def test_tables_begin_at_a_cache_line_with_zeros(self, kind: str, rows: int) -> None:
        made = table(kind, rows)
        assert isinstance(made, np.recarray)
        assert (made.shape, made.dtype) == ((rows,), record_type(kind))
        assert made.ctypes.data % CACHE_LINE == 0
        assert made.flags.writeable
        assert bytes(made) == bytes(rows * made.dtype.itemsize)

    def test_the_compiler_reads_the_same_places(self, kind: str) -> None:
        if numba.config.DISABLE_JIT:
            pytest.skip("without the compiler")
        seen = numba.from_dtype(record_type(kind))
        dtype = record_type(kind)
        assert dtype.fields is not None
        assert seen.size == dtype.itemsize
        assert {name: seen.offset(name) for name in seen.fields} == {n: f[1] for n, f in dtype.fields.items()}


def test_a_customer_is_one_cache_line() -> None:
    assert record_type("customer").itemsize == CACHE_LINE == tables.CACHE_LINE
    assert sum(np.dtype(field.type).itemsize for field in CUSTOMER.values()) <= CACHE_LINE
    rows = table("customer", 3)
    assert [row.__array_interface__["data"][0] % CACHE_LINE for row in (rows[:1], rows[1:2], rows[2:])] == [
        0,
        0,
        0,
    ]


def test_a_run_keeps_at_most_128_bytes_a_customer() -> None:
    few, many = (
        sum(
            part.nbytes
            for part in run_of(centre_of(), 1, customers=customers).world
            if hasattr(part, "nbytes")
        )
        for customers in (1_000, 11_000)
    )
    assert 0 < (many - few) / 10_000 <= MOST_BYTES


def test_what_is_written_compiled_is_read_in_numpy_and_the_other_way() -> None:
    advisors = table("advisor", 3)
    advisors[1].authority = 20.0
    assert raise_authority(advisors, 1, 5.0) == 25.0
    assert advisors.authority.tolist() == [0.0, 25.0, 0.0]
    assert advisors[1].paid.tolist() == [0, 0, 7] + [0] * (len(ACCOUNTS) - 3)


def test_the_world_holds_every_kind() -> None:
    assert set(KINDS) <= set(World._fields)
    assert set(World._fields) - set(KINDS) == {
        "key",
        "settings",
        "quantiles",
        "quietest",
        "chat_rates",
        "team_needs",
        "profile",
        "level_tray",
        "agenda",  # events
        "far",  # events
        "bucket",
        "marks",
        "summary",
        "guide",
        "day_guide",
        "kinds",
        "route",
        "prefer",
        "shifts_from",
        "duty_from",
        "roster",
        "rules",
    }


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (states.CASE_STATES, "QUEUED HANDLED HELD ASKING_ADVICE IN_TRAY REWORK CALL_BACK_DUE TRANSFERRED "
            "ON_AGENDA UNRESOLVED"),
        (states.CASE_ENDS, "OPEN FAIR REFUSED ABANDONED BLOCKED TIMED_OUT END_UNRESOLVED CUSTOMER_LEFT"),
        (states.ACCOUNTS, "OFF IDLE TALK HOLD WRAP_UP CALL_BACK REWORKING BREAK REVIEWING OVERTIME ASKING "
                "ADVISING PREPARATION MEETING RECOVERY DOCUMENTING COACHING FLOOR REPORTING TRANSLATING "
                "TINKERING SOOTHING SUPPORTED SLACK WORKING_GROUP CHATTING"),
        (states.ROLES, "TRANSLATE TINKER SOOTHE"),
        (states.CHANNELS, "PHONE CHAT"),
        (states.CONTACT_KINDS, "FIRST REDIAL REPEAT CALL_BACK_CONTACT TRANSFER"),
        (states.CONTACT_OUTCOMES, "WAITING SERVED ABANDONED_CONTACT HUNG_UP_ON_HOLD PROMISED_CALL_BACK "
            "LATENT BLOCKED_CONTACT HANDED_OVER"),
    ],
)  # fmt: skip
def test_words_and_numbers_agree(words: tuple[str, ...], numbers: str) -> None:
    """A word stands at the place of its number; both begin alike."""
    names = numbers.split()
    assert [getattr(states, name) for name in names] == list(range(len(words)))
    for name, word in zip(names, words, strict=True):
        shared = name.removeprefix("END_").removesuffix("_CONTACT").removeprefix("ON_").lower()
        assert shared[:4] in word
