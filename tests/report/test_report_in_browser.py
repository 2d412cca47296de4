"""The report in a real browser, on a desk and on a phone, in both languages, and on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from reported import MARKUP

from sim.report.page import write

WIDTHS = (1280, 390)
A4_MM, MARGINS_MM, MM = (210, 297), (28, 32), 96 / 25.4
CLIPPED = """() => [...document.querySelectorAll("body *")]
    .filter(e => !e.closest("svg") && e.clientWidth > 0 && getComputedStyle(e).display != "inline")
    .filter(e => e.scrollWidth > e.clientWidth)
    .map(e => e.tagName + ": " + e.textContent.slice(0, 60))"""
OUTSIDE = """() => [...document.querySelectorAll("svg text")].filter(e => {
    const own = e.getBoundingClientRect(), all = e.closest("svg").getBoundingClientRect();
    return own.left < all.left - 1 || own.right > all.right + 1 || own.top < all.top - 1
        || own.bottom > all.bottom + 1;
  }).map(e => e.textContent)"""
"""Letters of a picture outside of it."""


class Seen:
    """A page that was opened, and what it asked for and said."""

    def __init__(self, page: Page, path: Path) -> None:
        self.requests: list[str] = []
        self.said: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        self.url = path.as_uri()
        page.goto(self.url)
        self.page = page


@pytest.fixture(params=("en", "fr"))
def path(request: pytest.FixtureRequest, study: Path) -> Path:
    return write(study, request.param)


@pytest.fixture(params=WIDTHS)
def seen(request: pytest.FixtureRequest, path: Path, browser: Browser) -> Iterator[Seen]:
    page = browser.new_page(viewport={"width": request.param, "height": 900})
    yield Seen(page, path)
    page.close()


def test_nothing_is_fetched_nothing_runs_nothing_is_clipped(seen: Seen) -> None:
    assert seen.requests == [seen.url]
    assert seen.said == []
    assert seen.page.locator("script, iframe, link, img, object, embed").count() == 0
    page = seen.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert page[0] <= page[1]
    assert seen.page.evaluate(CLIPPED) == []
    assert seen.page.evaluate(OUTSIDE) == []


def test_markup_of_a_scenario_is_text(seen: Seen) -> None:
    assert MARKUP in seen.page.inner_text("main")
    assert seen.page.title() != "1"


def test_contrast_and_alternatives_pass_axe(seen: Seen) -> None:
    """All rules of axe-core, those for pictures, contrast, headings and tables among them."""
    found: Any = Axe().run(seen.page)
    assert [f"{one['id']}: {one['nodes'][0]['html'][:80]}" for one in found.response["violations"]] == []


def test_letters_on_a_phone_are_not_too_small(path: Path, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 900})
    page.goto(path.as_uri())
    heights = page.evaluate(
        '[...document.querySelectorAll("svg text")].map(e => e.getBoundingClientRect().height)'
    )
    page.close()
    assert len(heights) > 50
    assert min(heights) >= 8  # CSS pixels from the top of a letter to its foot


def test_no_figure_is_cut_on_paper(path: Path, browser: Browser) -> None:
    """Each is lower than a page of A4, and is not to be broken."""
    width, height = ((side - margin) * MM for side, margin in zip(A4_MM, MARGINS_MM, strict=True))
    page = browser.new_page(viewport={"width": int(width), "height": int(height)})
    page.goto(path.as_uri())
    page.emulate_media(media="print")
    figures = page.locator("figure")
    assert figures.count() >= 5
    for place in range(figures.count()):
        one = figures.nth(place)
        assert one.bounding_box()["height"] < 0.9 * height  # type: ignore[index]
        assert one.evaluate("e => getComputedStyle(e).breakInside") == "avoid"
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    page.close()
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert len(boxes) > 2
    assert {(round(float(wide)), round(float(high))) for wide, high in boxes} == {(595, 842)}
