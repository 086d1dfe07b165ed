"""A browser for these tests; without one on this computer they are skipped, but not where all must hold (CI)."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reflect.render import page
from reflect.summary.shape import Summary
from tests.browser import chromium
from tests.browser.chromium import Chromium


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """One browser for all pages."""
    program = chromium.found()
    if program is None and not os.environ.get("CI"):
        pytest.skip("there is no Chromium on this computer")
    assert program, "there is no Chromium here, and CI needs one"
    with Chromium(program, tmp_path_factory.mktemp("chromium")) as started:
        yield started


@pytest.fixture
def shown(browser: Chromium, tmp_path: Path) -> Callable[..., Chromium]:
    """Show the page of a summary in the browser."""

    def show(summary: Summary, *, ids: bool = False, texts: tuple[str, ...] = ()) -> Chromium:
        file = tmp_path / "page.html"
        file.write_text(page.as_html(summary, ids=ids, text_kinds=frozenset(texts)), encoding="utf-8")
        browser.load(file)
        return browser

    return show
