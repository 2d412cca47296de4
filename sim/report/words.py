"""The report's words in English and French, and how numbers are written in each.

Texts stand in words.yaml, the French names of measures in mesures.yaml. Called by the other files of
`sim.report`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sim.comparison import Headline, headline_of

ENGLISH, FRENCH = LANGUAGES = ("en", "fr")
THIN, MINUS = "\N{NARROW NO-BREAK SPACE}", "\N{MINUS SIGN}"
HERE = Path(__file__).parent
WORST = (
    Headline("service_level_worst_week_share", "service level of the worst week, %", 100),
    Headline("abandonment_worst_week_share", "abandonment of the worst week, %", 100),
    Headline("stress_peak_mean", "stress of the worst month, %", 100),
)


@cache
def texts() -> dict[str, dict[str, str]]:
    """Every text by its name and language."""
    found: dict[str, dict[str, str]] = _read("words.yaml")
    return found


@cache
def _measures() -> dict[str, str]:
    found: dict[str, str] = _read("mesures.yaml")
    return found


def _read(name: str) -> Any:
    return yaml.safe_load((HERE / name).read_text("utf-8"))


@dataclass(frozen=True)
class Speech:
    """One of the two languages."""

    language: str = ENGLISH

    def __call__(self, text: str, **filled: object) -> str:
        """A text by its name, its braces filled in."""
        return texts()[text][self.language].format(**filled)

    def label(self, headline: Headline) -> str:
        """A measure with its unit, as in a table."""
        if self.language == FRENCH:
            return _measures().get(headline.column, headline.label)
        return headline.label

    def name(self, column: str) -> str:
        """A measure without its unit, as in a sentence."""
        if self.language == FRENCH and column in _measures():
            return _measures()[column].rpartition(", ")[0]
        return headline_of(column).name

    def number(self, text: str) -> str:
        """A number as it is printed (1,020.5), in the way of the language."""
        if self.language == FRENCH:
            return text.replace(",", THIN).replace(".", ",").replace("-", MINUS)
        return text

    def count(self, value: float, digits: int = 0) -> str:
        """A number."""
        return self.number(f"{value:z,.{digits}f}")


@dataclass(frozen=True)
class Title:
    """What a scenario is like, in a line; `translated` where that is in the report's language."""

    text: str
    translated: bool


def titles(configurations: Mapping[str, Mapping[str, Any]], speech: Speech) -> list[tuple[str, Title]]:
    """Scenarios by name; those that their author has not translated, in his words."""
    return [(name, _title(values, speech)) for name, values in configurations.items()]


def _title(values: Mapping[str, Any], speech: Speech) -> Title:
    own = values.get("title") or ""
    if speech.language != FRENCH:
        return Title(own, translated=True)
    french = values.get("title_fr") or ""
    return Title(french or own, translated=bool(french))
