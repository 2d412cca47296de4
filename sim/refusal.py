"""Input that cannot be used, told in one line.

Every reader of something a person typed (command line, YAML, interval file) raises `Refused`;
`sim.__main__` prints its line and leaves with exit code 2, before anything has run or a folder exists.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

EXIT_REFUSED, EXIT_UNSTABLE = 2, 3


class Refused(ValueError):
    """A value that cannot be used.

    Args:
        place: file and row, or dotted key, where the value stands.
        value: the value as it was written.
        expected: what would have been accepted, in words.
        nearest: the nearest right name, where the value is a misspelt one.
    """

    def __init__(self, place: str, value: object, expected: str, nearest: str | None = None) -> None:
        self.place, self.value, self.expected, self.nearest = place, value, expected, nearest
        hint = f"; did you mean {nearest!r}?" if nearest else ""
        line = f"{place}: {_shown(value)}: expected {expected}{hint}"
        super().__init__(" ".join(line.split()))

    def __reduce__(self) -> tuple[object, ...]:
        return (Refused, (self.place, self.value, self.expected, self.nearest))


def nearest_name(name: str, names: Iterable[str]) -> str | None:
    """The right name closest to a misspelt one, or None where none is close."""
    found = get_close_matches(name, list(names), n=1, cutoff=0.6)
    return found[0] if found else None


def _shown(value: object, limit: int = 80) -> str:
    text = repr(value)
    return text if len(text) <= limit else text[: limit - 3] + "..."
