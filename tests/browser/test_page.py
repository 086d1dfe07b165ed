"""The page in a real browser: on one sheet, its columns straight, nothing cut, and nothing asked for from elsewhere."""

import io
import itertools
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from unicodedata import normalize

import pytest
from pypdf import PdfReader

from reflect.model.schema import Entry
from reflect.summary.span import Span, month_of, year_of
from tests.browser.chromium import PAPERS, Chromium
from tests.render.hostile import HOSTILE, NOTES, as_named
from tests.summary.diaries import MONDAY, entry, full, mood, pattern, pictured, summed

Show = Callable[..., Chromium]
TEXTS = ("episodes", "phrases")
MOST_CONTRAST = 4.5
"""WCAG 2.2, success criterion 1.4.3, for text of any size."""

_CUT = """[...document.querySelectorAll('body *')].filter(one => {
  const box = one.getBoundingClientRect();
  return box.right > document.documentElement.clientWidth + 0.5 || box.left < -0.5
    || (!one.closest('svg') && one.scrollWidth > Math.ceil(one.clientWidth) + 1 && one.clientWidth > 0);
}).map(one => one.outerHTML.slice(0, 200))"""
_CENTRES = """[...document.querySelectorAll('table.grid tr')].map(row => [...row.children].slice(1, 8).map(cell => {
  const box = cell.getBoundingClientRect(); return (box.left + box.right) / 2;
}))"""
_POINTS = """[...document.querySelectorAll('svg.moods')].map(chart => [...chart.querySelectorAll('circle')].map(one => {
  const box = one.getBoundingClientRect(); return [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
}))"""
_LUMINANCE = """(() => {
  const light = colour => {
    const [r, g, b] = colour.match(/[0-9.]+/g).slice(0, 3).map(part => {
      const c = part / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = light(getComputedStyle(document.body).backgroundColor);
  return [...document.querySelectorAll('body *')].filter(one => one.textContent.trim()).map(one => {
    const style = getComputedStyle(one);
    const ink = light(one.closest('svg') ? style.fill : style.color);
    return [(Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05), one.tagName, style.backgroundColor];
  });
})()"""


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("diary", [pictured, full])
def test_a_usual_week_is_on_one_sheet_with_all_its_words(
    shown: Show, paper: str, diary: Callable[[], list[Entry]]
) -> None:
    page = shown(summed(diary()), texts=TEXTS)
    printed = PdfReader(io.BytesIO(page.print_on(paper)))
    assert len(printed.pages) == 1
    sheet = printed.pages[0]
    assert [round(float(side) / 72, 1) for side in sheet.mediabox[2:]] == [round(side, 1) for side in PAPERS[paper]]
    written = " ".join(
        page.ask("[document.body, ...document.querySelectorAll('svg text')].map(one => one.textContent)")
    )
    assert (
        sorted(set(written.split()) - set(normalize("NFKC", sheet.extract_text()).split())) == []
    )  # "fi" may be one sign
    by_hand = page.ask("document.querySelector('.by-hand').getBoundingClientRect().height")
    assert by_hand > 100  # pixels of 1/96 inch: more than 2.5 cm to write on


@pytest.mark.parametrize("paper", PAPERS)
def test_days_stand_under_each_other_and_points_above_their_days(shown: Show, paper: str) -> None:
    summary = summed(full())
    page = shown(summary, texts=TEXTS)
    page.as_printed(paper)
    rows = page.ask(_CENTRES)
    assert len(rows) > 8
    for row in rows:
        assert row == pytest.approx(rows[0], abs=0.5)
    half = (rows[0][1] - rows[0][0]) / 2
    values = [mood["value"] for moods in summary["mood"]["days"].values() for mood in moods if mood["value"]]
    (points,) = page.ask(_POINTS)
    assert len(points) == len(values)
    for number, (x, _) in enumerate(points):
        assert abs(x - rows[0][number // 2]) < half
    heights: dict[int, set[float]] = {}
    for value, (_, y) in zip(values, points, strict=True):
        heights.setdefault(value, set()).add(round(y, 1))
    assert all(len(of_value) == 1 for of_value in heights.values())
    in_order = [heights[value].pop() for value in sorted(heights)]
    steps = [before - after for before, after in itertools.pairwise(in_order)]
    assert steps == pytest.approx([steps[0]] * len(steps), abs=0.5)
    assert steps[0] > 0


def long_names() -> Iterator[Entry]:
    """Give a week whose labels, people and texts were made to break a page."""
    for number, (label, text) in enumerate(itertools.zip_longest(HOSTILE, NOTES, fillvalue="W" * 64)):
        for step in range(3):
            yield pattern(MONDAY + timedelta(days=step), label, HOSTILE[-number], "W" * 64, wish=text, self="x" * 300)
        yield entry("note", MONDAY, text=text, key=number)
    for hour in range(12):
        yield mood(MONDAY, hour % 7 + 1, time=f"{hour + 8:02}:00", energy=7)
        yield mood(MONDAY, 10, time=f"{hour + 8:02}:30", scale=[0, 10])


_MONTH, _YEAR = month_of(MONDAY), year_of(MONDAY)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("span", [None, _MONTH, _YEAR, Span("since", MONDAY, MONDAY)])
def test_nothing_is_cut(shown: Show, paper: str, span: Span | None) -> None:
    summary = summed(long_names(), span=span, names=as_named)
    page = shown(summary, ids=True, texts=("answers", "notes", *TEXTS))
    page.as_printed(paper)
    assert page.ask(_CUT) == []


def test_text_is_dark_enough_on_its_paper(shown: Show) -> None:
    page = shown(summed(pictured()), ids=True, texts=("answers", "notes", *TEXTS))
    found = page.ask(_LUMINANCE)
    assert len(found) > 50
    assert [one for one in found if one[0] < MOST_CONTRAST] == []
    assert {one[2] for one in found} == {"rgba(0, 0, 0, 0)"}  # no colour behind any text


def test_it_asks_for_nothing_and_its_own_style_is_taken(shown: Show) -> None:
    hostile = [entry("note", MONDAY, text='<script>document.title="x"</script><img src=x onerror=1>')]
    page = shown(summed(hostile), texts=("notes",))
    assert [address for address in page.requests if not address.endswith("/page.html")] == []
    assert page.said == []
    assert page.ask("document.title") == "Week from Mon 16 to Sun 22 Nov 2026"
    assert page.ask("document.querySelectorAll('script, img, a, link').length") == 0
    assert page.ask("getComputedStyle(document.querySelector('h1')).marginTop") == "0px"


def test_its_policy_would_refuse_a_script_a_picture_and_another_style(browser: Chromium, tmp_path: Any) -> None:
    from reflect.render import page

    more = '<script>document.title="run"</script><style>h1 { margin-top: 9px }</style><img src="http://127.0.0.1:9/x">'
    file = tmp_path / "more.html"
    file.write_text(page.as_html(summed(pictured())).replace("<main>", f"<main>{more}"))
    browser.load(file)
    assert browser.ask("document.title") == "Week from Mon 16 to Sun 22 Nov 2026"
    assert browser.ask("getComputedStyle(document.querySelector('h1')).marginTop") == "0px"
    assert sum("Content Security Policy" in said for said in browser.said) == 3
