"""The report's words in English and French, and how numbers are written in each.

Texts stand in words.yaml, the French names of measures in mesures.yaml, the packaged scenarios' French titles
in titres.yaml. Called by the other files of `sim.report`.
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


@cache
def _titles() -> dict[str, str]:
    found: dict[str, str] = _read("titres.yaml")
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

    def title(self, values: Mapping[str, Any]) -> str:
        """What a scenario is like, in a line, from its values by key; one's own title as it is."""
        own = str(values.get("title") or "")
        return _titles().get(own, own) if self.language == FRENCH else own

    def number(self, text: str) -> str:
        """A number as it is printed (1,020.5), in the way of the language."""
        if self.language == FRENCH:
            return text.replace(",", THIN).replace(".", ",").replace("-", MINUS)
        return text

    def count(self, value: float, digits: int = 0) -> str:
        """A number."""
        return self.number(f"{value:z,.{digits}f}")
