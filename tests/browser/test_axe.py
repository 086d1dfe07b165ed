"""axe-core, the common judge of whether everybody can read a page, finds nothing on any page or sheet."""

import os
from collections.abc import Callable
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pytest

from reflect.model.choices import TEXT_KINDS
from reflect.render.page import as_html
from reflect.render.sheet import as_sheet
from reflect.summary.span import Span, month_of, year_of
from tests.browser.chromium import Chromium
from tests.browser.test_page import a_month_of_a_daily_writer, a_year_of_a_daily_writer
from tests.summary.diaries import MONDAY, full, mood, narrowed, pictured, summed

pytestmark = pytest.mark.thorough
_EIGHT_DAYS = Span("since", date(2026, 11, 12), date(2026, 11, 19))
_TEN_YEARS = Span("since", date(2017, 1, 1), date(2026, 12, 31))
_TEXTS = frozenset(TEXT_KINDS)
_FOUND = """axe.run().then(found => found.violations.flatMap(
  rule => rule.nodes.map(node => [rule.id, node.html, node.failureSummary])))"""
PAGES: dict[str, Callable[[], str]] = {
    "a week": lambda: as_html(summed(pictured())),
    "a heavy week": lambda: as_html(summed(full()), ids=True, text_kinds=_TEXTS),
    "letters": lambda: as_html(
        summed(full(), people_as="letters", letter_of=lambda key: key[0].upper()), people_as="letters"
    ),
    "two scales": lambda: as_html(summed([mood(MONDAY, 3), mood(MONDAY, 9, scale=[0, 10], energy=2)])),
    "eight days": lambda: as_html(summed(a_month_of_a_daily_writer(), span=_EIGHT_DAYS), text_kinds=_TEXTS),
    "a month": lambda: as_html(summed(a_month_of_a_daily_writer(), span=month_of(MONDAY)), text_kinds=_TEXTS),
    "a year": lambda: as_html(summed(a_year_of_a_daily_writer(), span=year_of(MONDAY)), text_kinds=_TEXTS),
    "one label": lambda: as_html(
        summed(a_year_of_a_daily_writer(), span=year_of(MONDAY), chosen=narrowed(["withdrawal"]))
    ),
    "ten years": lambda: as_html(summed(a_year_of_a_daily_writer(), span=_TEN_YEARS)),
    "nothing": lambda: as_html(summed([])),
    "a sheet": lambda: as_sheet("Turns", ["Who began?", "What did you wait for?"], 7, (1, 7)),
    "a form": lambda: as_sheet(None, [], 31, (0, 100)),
}


@pytest.fixture(scope="module")
def axe() -> str:
    """Return the script of axe-core, from a package that carries it; CI installs that without what else it wants."""
    package = find_spec("axe_playwright_python")
    if package is None and not os.environ.get("CI"):
        pytest.skip("there is no axe-core here; .ci/run says how it is installed")
    assert package, "there is no axe-core here, and CI needs it"
    assert package.submodule_search_locations
    return Path(package.submodule_search_locations[0], "axe.min.js").read_text(encoding="utf-8")


def found(browser: Chromium, axe: str, page: str, file: Path) -> list[list[str]]:
    """Return what axe finds on a page of a phone in the dark, and on one of a desk."""
    file.write_text(page, encoding="utf-8")
    browser.load(file)
    browser.ask(f"{axe};0")
    every: list[list[str]] = []
    for width, dark in ((390, True), (800, False)):
        browser.on_screen(width, dark=dark)
        every += browser.ask(_FOUND)
    return every


@pytest.mark.parametrize("page", PAGES)
def test_it_finds_nothing(browser: Chromium, axe: str, page: str, tmp_path: Path) -> None:
    assert found(browser, axe, PAGES[page](), tmp_path / "page.html") == []


def test_it_would_find_what_is_wrong(browser: Chromium, axe: str, tmp_path: Path) -> None:
    page = PAGES["a week"]().replace(' lang="en"', "")
    assert "html-has-lang" in {rule for rule, _, _ in found(browser, axe, page, tmp_path / "page.html")}
