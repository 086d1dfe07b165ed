"""The page in a real browser: on one sheet, its columns straight, nothing cut, and nothing asked for from elsewhere."""

import io
import itertools
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from unicodedata import normalize

import pytest
from pypdf import PdfReader

from reflect.model.labels import NO_FILTER, Chosen
from reflect.model.schema import Entry
from reflect.summary.span import Span, month_of, year_of
from tests.browser.chromium import PAPERS, Chromium
from tests.render.hostile import HOSTILE, NOTES, as_named
from tests.summary.diaries import MONDAY, entry, full, mood, narrowed, pattern, pictured, summed

Show = Callable[..., Chromium]
_MONTH, _YEAR = month_of(MONDAY), year_of(MONDAY)
TEXTS = ("episodes", "phrases")
MOST_CONTRAST = 4.5
"""WCAG 2.2, success criterion 1.4.3, for text of any size."""

_CUT = """[...document.querySelectorAll('body *')].filter(one => {
  const box = one.getBoundingClientRect();
  return box.right > document.documentElement.clientWidth + 0.5 || box.left < -0.5
    || (!one.closest('svg, .grid thead') && one.scrollWidth > Math.ceil(one.clientWidth) + 1 && one.clientWidth > 0);
}).map(one => one.outerHTML.slice(0, 200))"""
_CENTRES = """[...document.querySelectorAll('table.grid tbody tr:not(.chart):not(.detail)')].map(
  row => [...row.children].slice(1, -1).map(cell => {
    const box = cell.getBoundingClientRect(); return (box.left + box.right) / 2;
}))"""
_DAYS = """[...document.querySelectorAll('table.days tbody tr:not(.chart):not(.detail)')].map(
  row => [...row.children].slice(1, -1).map(cell => {
    const range = document.createRange(); range.selectNodeContents(cell);
    const box = range.getBoundingClientRect(); return [box.left, box.right];
}))"""
_POINTS = """[...document.querySelectorAll('svg.moods')].map(chart => [...chart.querySelectorAll('circle')].map(one => {
  const box = one.getBoundingClientRect(); return [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
}))"""
_SMALLEST = """Math.min(...[...document.querySelectorAll('body *')].filter(one => one.innerText && one.innerText.trim())
  .map(one => parseFloat(getComputedStyle(one).fontSize)))"""
_BROKEN = """(() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    for (const word of node.data.matchAll(/[^ \\n-]+/g)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      if (range.getClientRects().length > 1) found.push([word[0], node.parentNode.outerHTML]);
    }
  }
  return found;
})()"""
_HEADS = """[...document.querySelectorAll('.grid thead tr')].map(row => [...row.querySelectorAll('th')].filter(
  one => getComputedStyle(one).visibility === 'visible').map(one => {
    const range = document.createRange(); range.selectNodeContents(one);
    const box = range.getBoundingClientRect(); return [box.left, box.right];
})).filter(row => row.length)"""
_TABLES = """[...document.querySelectorAll('.marks')].map(
  one => [...document.querySelectorAll('.weeks')].indexOf(one.closest('.weeks')))"""
_SIZES = """[...new Set([...document.querySelectorAll('body *')].filter(
  one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim())
).map(one => getComputedStyle(one).fontSize))]"""
_MOST_ASIDE = 3
"""Pixels from the middle of its day's column at which a point may stand."""
_LUMINANCE = """(() => {
  const light = colour => {
    const [r, g, b] = colour.match(/[0-9.]+/g).slice(0, 3).map(part => {
      const c = part / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = light(getComputedStyle(document.body).backgroundColor);
  return [...document.querySelectorAll('body *')].filter(one => one.textContent.trim()).map(one => {
    const style = getComputedStyle(one);
    const ink = light(style.color);
    return [(Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05), one.tagName, style.backgroundColor];
  });
})()"""


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("diary", [pictured, full])
def test_a_usual_week_is_on_one_sheet_with_all_its_words(
    shown: Show, paper: str, diary: Callable[[], list[Entry]]
) -> None:
    page = shown(summed(diary()))
    page.as_printed(paper)
    written = page.ask("document.body.innerText")
    printed = PdfReader(io.BytesIO(page.print_on(paper)))
    assert len(printed.pages) == 1
    sheet = printed.pages[0]
    assert [round(float(side) / 72, 1) for side in sheet.mediabox[2:]] == [round(side, 1) for side in PAPERS[paper]]
    text = normalize("NFKC", sheet.extract_text())  # "fi" may be one sign
    assert sorted(set(written.split()) - set(text.split()) - {"■"}) == []
    assert "file:" not in text
    assert "page.html" not in text  # nor a path, an address or a date of printing
    by_hand = page.ask("document.querySelector('.by-hand').getBoundingClientRect().height")
    assert by_hand > 100  # pixels of 1/96 inch: more than 2.5 cm to write on


def a_month_of_a_daily_writer() -> list[Entry]:
    """Give two moods a day, and a pattern every other day, in a month."""
    found: list[Entry] = []
    for number in range(30):
        day = MONDAY.replace(day=number + 1)
        found += [mood(day, number % 7 + 1, time="09:00", feelings=["tired"] * (number % 4 == 0)), mood(day, 4)]
        if number % 2:
            label = ("withdrawal", "pleasing", "frustration", "waiting")[number // 2 % 4]
            found.append(pattern(day, label, ("Mum", "Sam", "Dr K.")[number % 3]))
    return [*found, entry("session", "2026-11-05"), entry("session", "2026-11-19")]


def a_year_of_a_daily_writer() -> list[Entry]:
    """Give the same through a year."""
    labels = ("withdrawal", "pleasing", "frustration", "waiting", "anger", "hope", "closeness", "defending")
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    found = [
        mood(day, number % 7 + 1, feelings=[("tired", "glad", "tense")[number % 3]]) for number, day in enumerate(days)
    ]
    found += [
        pattern(day, labels[number // 2 % 8], ("Mum", "Sam", "Dr K.", "Ines")[number % 4])
        for number, day in enumerate(days)
        if number % 2
    ]
    return [*found, *(entry("session", day) for day in days[::14])]


@pytest.mark.parametrize("paper", PAPERS)
def test_a_month_and_eight_days_are_on_one_sheet_and_a_year_on_two(shown: Show, paper: str) -> None:
    month, eight = a_month_of_a_daily_writer(), Span("since", date(2026, 11, 12), date(2026, 11, 19))
    for diary, span, most in ((month, _MONTH, 1), (month, eight, 1), (a_year_of_a_daily_writer(), _YEAR, 2)):
        page = shown(summed(diary, span=span))
        assert len(PdfReader(io.BytesIO(page.print_on(paper))).pages) <= most


@pytest.mark.thorough
@pytest.mark.parametrize("span", [None, _MONTH, _YEAR])
def test_a_page_in_the_larger_type_is_on_one_sheet(shown: Show, span: Span | None) -> None:
    larger = 0
    for number in range(1, 13):
        days = [MONDAY + timedelta(days=day) for day in range(7)]
        diary = [mood(day, n % 7 + 1, energy=3 if number % 2 else None) for n, day in enumerate(days)]
        for n in range(number):
            diary += [pattern(day, f"reassurance {n}", *(("Sam",) * (number % 3))) for day in (days[n % 7], days[-1])]
        page = shown(summed(diary, span=span))
        if page.ask("!document.querySelector('.dense')"):
            larger += 1
            assert [len(PdfReader(io.BytesIO(page.print_on(paper))).pages) for paper in PAPERS] == [1, 1]
    assert 4 < larger < 12


def columns_are_straight(page: Chromium, days: int) -> list[float]:
    rows = [row for row in page.ask(_CENTRES) if len(row) == days]
    assert rows
    for row in rows:
        assert row == pytest.approx(rows[0], abs=0.5)
    return list(rows[0])


_OFTEN = (1, 2, 6, 7, 8, 31)
_FEW_OR_ALL = [pytest.param(n, marks=() if n in _OFTEN else pytest.mark.thorough) for n in range(1, 32)]


@pytest.mark.parametrize("days", _FEW_OR_ALL)
def test_points_stand_over_the_columns_of_their_days(shown: Show, days: int) -> None:
    span = Span("since", MONDAY, MONDAY + timedelta(days=days - 1))
    moods = [
        mood(span.first + timedelta(days=n), n % 7 + 1, time=f"{9 + k}:00".zfill(5))
        for n in range(days)
        for k in (0, 1)
    ]
    page = shown(summed([*moods, entry("session", span.last), pattern(MONDAY, "x", "Sam")], span=span))
    for width, paper in ((0, "A4"), (0, "Letter"), (390, "")):
        page.as_printed(paper) if paper else page.on_screen(width)
        centres = columns_are_straight(page, days)
        (points,) = page.ask(_POINTS)
        assert len(points) == len(moods)
        for number, (x, _) in enumerate(points):
            assert abs(x - centres[number // 2]) <= _MOST_ASIDE


def test_points_stand_by_value(shown: Show) -> None:
    summary = summed(full())
    page = shown(summary)
    page.as_printed("A4")
    values = [mood["value"] for moods in summary["mood"]["days"].values() for mood in moods if mood["value"]]
    points, _ = page.ask(_POINTS)
    heights: dict[int, set[float]] = {}
    for value, (_, y) in zip(values, points, strict=True):
        heights.setdefault(value, set()).add(round(y, 1))
    assert all(len(of_value) == 1 for of_value in heights.values())
    in_order = [heights[value].pop() for value in sorted(heights)]
    steps = [before - after for before, after in itertools.pairwise(in_order)]
    assert steps == pytest.approx([steps[0]] * len(steps), abs=0.5)
    assert steps[0] > 0


@pytest.mark.parametrize("span", [None, month_of(MONDAY), year_of(MONDAY)])
@pytest.mark.parametrize("chosen", [NO_FILTER, narrowed(["withdrawal"])])
def test_on_a_phone_nothing_is_cut_and_all_text_is_12_pixels_or_more(
    shown: Show, span: Span | None, chosen: Chosen
) -> None:
    page = shown(summed(full(), span=span, chosen=chosen), texts=("answers", "notes", *TEXTS))
    page.on_screen(390)
    assert page.ask(_CUT) == []
    assert page.ask(_SMALLEST) >= 12


def test_in_the_dark_the_page_is_dark_and_its_text_is_light(shown: Show) -> None:
    page = shown(summed(pictured()), texts=TEXTS)
    page.on_screen(800, dark=True)
    red = page.ask("getComputedStyle(document.body).backgroundColor").split("(")[1].split(",")[0]
    assert int(red) < 60
    assert [one for one in page.ask(_LUMINANCE) if one[0] < MOST_CONTRAST] == []


def test_no_word_is_broken_inside(shown: Show) -> None:
    days = [MONDAY + timedelta(days=n) for n in range(3)]
    week = [pattern(day, "reassurance-seeking", "Anna Maria", wish="an uninterrupted evening") for day in days]
    long = a_year_of_a_daily_writer()
    often = [pattern(day, "x", "Sam", time=f"{hour:02}:00") for day in days for hour in range(12)]
    assert "12" in shown(summed(often, span=_MONTH)).ask("document.body.innerText")
    usual = (week, None, NO_FILTER), (long, _YEAR, NO_FILTER), (long, _YEAR, narrowed(["anger"]))
    for diary, span, chosen in (*usual, (often, _MONTH, NO_FILTER), (often, _YEAR, narrowed(["x"]))):
        page = shown(summed(diary, span=span, chosen=chosen), texts=TEXTS)
        for width in (390, 800):
            page.on_screen(width)
            assert page.ask(_BROKEN) == []


@pytest.mark.parametrize("days", [8, 31, 90, 365, 365 * 5, 365 * 40])
def test_heads_do_not_touch_each_other(shown: Show, days: int) -> None:
    span = Span("since", date(1990, 1, 8), date(1990, 1, 8) + timedelta(days=days - 1))
    page = shown(summed([pattern(span.first, "x"), pattern(span.last, "x")], span=span))
    for width in (390, 800):
        page.on_screen(width)
        for heads in page.ask(_HEADS):
            assert heads
            assert all(right < left for (_, right), (left, _) in itertools.pairwise(heads))


def test_the_days_of_a_calendar_have_their_numbers_above(shown: Show) -> None:
    page = shown(summed(a_year_of_a_daily_writer(), span=_YEAR, chosen=narrowed(["withdrawal"])))
    for width in (390, 800):
        page.on_screen(width)
        heads = page.ask(_HEADS)[0]
        days = page.ask(
            "[...document.querySelectorAll('table.calendar tbody tr:first-child td')].map(one => {"
            "const box = one.getBoundingClientRect(); return [box.left, box.right]; })"
        )
        for day, (left, right) in zip((1, *range(6, 32, 5)), heads, strict=True):
            assert days[day - 1][0] < (left + right) / 2 < days[day - 1][1] + 6
        widths = [right - left for left, right in days]
        assert widths == pytest.approx([widths[0]] * 31, abs=0.5)


def test_on_a_phone_the_days_of_a_month_stand_apart_under_their_weekdays(shown: Show) -> None:
    every = [pattern(_MONTH.first + timedelta(days=day), "x", "Sam") for day in range(30)]
    page = shown(summed(every, span=_MONTH))
    page.on_screen(390)
    for row in page.ask(_DAYS):
        assert len(row) == 30
        assert all(right + 1 < left for (_, right), (left, _) in itertools.pairwise(row))
    letters, *rows = page.ask(_CENTRES.replace("tbody tr:not(.chart):not(.detail)", "tr:is(.letters, tbody *)"))
    assert len(rows) >= 3
    assert all(row == pytest.approx(letters, abs=0.5) for row in rows if len(row) == 30)


@pytest.mark.parametrize("weeks", [8, 52, 520])
def test_the_weeks_of_a_label_are_all_there_one_under_the_other(shown: Show, weeks: int) -> None:
    page = shown(summed(full(), weeks=weeks))
    page.on_screen(390)
    assert page.ask(_CUT) == []
    marks = page.ask(
        "[...document.querySelectorAll('.marks')].map(one => [...one.children].map(mark => {"
        "const box = mark.getBoundingClientRect(); return (box.left + box.right) / 2; }))"
    )
    assert [len(row) for row in marks] == [weeks] * 9
    for table, rows in itertools.groupby(zip(marks, page.ask(_TABLES), strict=True), lambda pair: pair[1]):
        first, *others = [row for row, _ in rows]
        assert all(row == pytest.approx(first, abs=0.5) for row in others), table
    page.as_printed("A4")
    assert page.ask(_CUT) == []


@pytest.mark.parametrize("media", ["A4", ""])
def test_the_type_has_three_sizes(shown: Show, media: str) -> None:
    page = shown(summed(full(), span=_MONTH), texts=("answers", "notes", *TEXTS))
    page.as_printed(media) if media else page.on_screen(800)
    assert len(page.ask(_SIZES)) == 3


def long_names() -> Iterator[Entry]:
    """Give a week whose labels, people and texts were made to break a page."""
    for number, (label, text) in enumerate(itertools.zip_longest(HOSTILE, NOTES, fillvalue="W" * 64)):
        for step in range(3):
            yield pattern(MONDAY + timedelta(days=step), label, HOSTILE[-number], "W" * 64, wish=text, self="x" * 300)
        yield entry("note", MONDAY, text=text, key=number)
    for hour in range(12):
        yield mood(MONDAY, hour % 7 + 1, time=f"{hour + 8:02}:00", energy=7)
        yield mood(MONDAY, 10, time=f"{hour + 8:02}:30", scale=[0, 10])


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
    file.write_text(page.as_html(summed(pictured())).replace("<header>", f"<header>{more}"))
    browser.load(file)
    assert browser.ask("document.title") == "Week from Mon 16 to Sun 22 Nov 2026"
    assert browser.ask("getComputedStyle(document.querySelector('h1')).marginTop") == "0px"
    assert sum("Content Security Policy" in said for said in browser.said) == 3
