"""Blocks as one HTML page to print: the picture of the screen as tables, moods as points, space to write by hand.

It is built as a tree of elements, so that no text can become markup, and says what the catalogue can say. It allows its
own style and nothing else. How often something was written down is not on it: that would be attendance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element

from reflect.model.choices import TEXT_KINDS
from reflect.render import Shown
from reflect.render.blocks import (
    BLANK,
    Block,
    Calendar,
    Cell,
    Chart,
    DatedText,
    Episodes,
    Grid,
    Heading,
    Notes,
    Row,
    Sentence,
    Table,
    TableRow,
    Texts,
    Weeks,
)
from reflect.render.catalogue import View, joined, listed, say
from reflect.render.dates import day_of_week
from reflect.render.html import by_hand, document, element, section
from reflect.render.summary import summary_blocks
from reflect.render.timeline import MAX_DAYS, Head, Timeline

if TYPE_CHECKING:
    from reflect.summary.shape import Summary

_HEIGHTS: Final = {"h2": 12, "tr": 6.3, "li": 3, "dt": 6, "article": 12, "line": 3}
"""Millimetres of the larger type that an element takes on paper; a picture of moods has three `line` or more."""
_ROOM: Final = 218
"""Millimetres of the smaller sheet, without margins, head and lines to write on."""
_MOST_ON_A_SHEET: Final = 10_000
"""Characters; in the smaller type, 73 lines of 130 narrow letters fill one."""
_MOST_CHARACTERS: Final = 25
_CHART_HEIGHT, _SMALL_HEIGHT = 80, 48
"""Pixels of the moods on the setting's scale, and of others; the style has the same for the names of the ends."""
_TOP, _BOTTOM = 8.0, 92.0
"""Percent of the height, from the top, of the highest and the lowest value."""
_SPREAD = 2.5
"""Pixels to either side of the middle of a day, for equal moods of one day."""
_FAINT, _INK = "#ccc", "#111"
"""Of lines in a PDF; WeasyPrint draws a picture without the style of the page."""
_WEEKS_OF_A_HALF = 10
_MANY_HEADS = 7
"""Heads above columns beyond which a phone has room for every other one."""
_LEAST_OF_COLUMNS = 16
"""A head of a month or a year needs one part in so many of all columns."""
_DOT = View(0).dot


def contains(summary: Summary, text_kinds: frozenset[str], people_as: str = "full") -> Shown:
    """Return the line that says what a page contains, and no more; of an empty one, that nothing is on it."""
    found = kinds_on(summary, text_kinds, people_as)
    if not found:
        return _only_sentence(summary)
    kinds = [say(f"contains.{kind}") for kind in found]
    if found[-1] not in TEXT_KINDS:
        return say("contains", kinds=Shown(" and ".join(kinds)))
    is_quoted = people_as != "full" and bool({"names", "letters"} & set(found))
    return say("contains.quoted" if is_quoted else "contains", kinds=joined(kinds))


def kinds_on(summary: Summary, text_kinds: frozenset[str], people_as: str = "full") -> list[str]:
    """Return what a page contains: `counts`, then `names` or `letters`, then the kinds of texts; nothing if empty."""
    there = {**summary, "episodes": summary["episode_list"]}
    texts: list[str] = [kind for kind in TEXT_KINDS if kind in text_kinds and there[kind]]
    if not (summary["mood"]["days"] or summary["feelings"] or summary["patterns"] or summary["sessions"]):
        return texts
    people = ["letters" if people_as == "letters" else "names"] * bool(summary["people"] or summary["filter"]["with"])
    return ["counts", *people, *texts]


def _only_sentence(summary: Summary) -> Shown:
    (sentence,) = (block for block in summary_blocks(summary, View(0, on_paper=True)) if isinstance(block, Sentence))
    return sentence.text


def as_html(
    summary: Summary, *, ids: bool = False, text_kinds: frozenset[str] = frozenset(), people_as: str = "full"
) -> str:
    """Return the page.

    Args:
        summary: of the entries that may leave.
        ids: print the short ids of the entries beside each line.
        text_kinds: which texts are on it: `answers`, `notes`, `episodes`, `phrases`.
        people_as: how people are named on it, one of `PEOPLE_MODES`.
    """
    blocks = summary_blocks(summary, View(0, ids, text_kinds, on_paper=True))
    title = next(block.title for block in blocks if isinstance(block, Heading))
    body = [part for block in blocks for part in _elements(block)]
    _keep_first_letters(body)
    head = [element("h1", title), element("p", say("code"), element("span", class_="line"), class_="code")]
    if kinds_on(summary, text_kinds, people_as):
        head.append(element("p", contains(summary, text_kinds, people_as), class_="contains"))
        head += _signs(blocks, body)
    main = element("main", element("header", *head), *body, by_hand(), class_=_layout(body))
    return document(title, main)


def _layout(body: Iterable[Element]) -> str | None:
    """Return how a page is laid out: `dense` where the larger type may not fit on a sheet, `sheets` where none can."""
    parts = [one for part in body for one in part.iter()]
    if sum(len(one.text or "") for one in parts) > _MOST_ON_A_SHEET:
        return "dense sheets"
    return "dense" if _is_long(parts) else None


def _is_long(parts: Sequence[Element]) -> bool:
    """Return whether a page would take more than a sheet in the larger type and with the wider margins."""
    lines = sum(len(one.text or "") // _MOST_CHARACTERS for one in parts)
    beside = sum(one.get("class") == "after" for one in parts) // 2  # the weeks of labels, in two columns
    return sum(_HEIGHTS.get(one.tag, 0) for one in parts) + (lines - beside) * _HEIGHTS["tr"] > _ROOM


def _keep_first_letters(body: Iterable[Element]) -> None:
    """Leave the letters of the weekdays out of all tables but the first."""
    heads = [
        (head, row) for part in body for head in part.iter("thead") for row in head if row.get("class") == "letters"
    ]
    for head, row in heads[1:]:
        head.remove(row)


def _elements(block: Block) -> Iterable[Element]:  # noqa: PLR0911 - one a block
    match block:
        case Sentence():
            return [element("p", block.text)]
        case Calendar():
            return [_calendar(block)]
        case Grid():
            return _grid(block)
        case Table():
            return [section(block.heading, _details(block))]
        case Weeks():
            return [section(block.heading, _weeks(block))]
        case Episodes():
            return [section(block.heading, _episodes(block))]
        case Texts():
            return [section(block.heading, *map(_article, block.texts))]
        case Heading() | Notes():
            return []


# grids


def _grid(grid: Grid) -> Iterator[Element]:
    inside: list[Element] = []
    if grid.rows:
        body = [*(row for chart in _charts(grid) for row in chart), *_rows(grid)]
        head = element("thead", *_heads(grid.time, grid.total))
        inside.append(element("table", head, element("tbody", *body), class_=_class_of(grid.time)))
    if grid.once:
        heading = [element("h3" if grid.heading else "h2", grid.once_heading)] if grid.once_heading else []
        items = element("ul", *(element("li", item, dir="auto") for item in grid.once))
        inside.append(element("div", *heading, items, class_="once"))
    yield section(grid.heading, *inside) if grid.heading else element("section", *inside)


def _class_of(time: Timeline) -> str:
    return "grid week" if time.is_week else "grid days" if time.unit == "day" else "grid strips"


def _heads(time: Timeline, total: Shown) -> Iterator[Element]:
    """Yield the rows of the head: the days of a week; else the heads of the columns, then letters of weekdays."""
    end = element("th", total, scope="col", class_="total") if total else element("td", class_="total")
    if time.is_week:
        days = (element("th", day_of_week(column.first), scope="col") for column in time.columns)
        yield element("tr", element("td"), *days, end)
        return
    *above, last = time.heads()
    for heads in above:
        yield element("tr", element("td"), *_over(heads, len(time.columns)), element("td", class_="total"))
    is_many = len(last) > _MANY_HEADS
    yield element("tr", element("td"), *_over(last, len(time.columns)), end, class_="many" if is_many else None)
    if time.unit == "day":
        letters = (element("td", letter) for letter in time.letters())
        yield element("tr", element("td"), *letters, element("td"), class_="letters", aria_hidden="true")


def _over(heads: Sequence[Head], number: int) -> list[Element]:
    """Return the cells of heads, each over its column; a text runs on over the columns up to the next."""
    is_long = bool(heads) and len(heads[-1].text) > len("31")
    if is_long and len(heads) > 1 and (number - heads[-1].column) * _LEAST_OF_COLUMNS < number:
        heads = heads[:-1]  # it would run into the number of days beside it
    texts = dict(heads)
    return [element("th", texts[i], scope="col") if i in texts else element("td") for i in range(number)]


def _charts(grid: Grid) -> Iterator[list[Element]]:
    """Yield the rows of points over their days, with the names of both ends beside them."""
    for number, chart in enumerate(grid.charts if grid.time.has_counts else ()):
        low, high = chart.ends
        kind = "axis small" if number else "axis"
        ends = element("div", element("span", high), element("span", chart.name), element("span", low), class_=kind)
        columns = len(grid.time.columns)
        points = _points(chart, columns, _SMALL_HEIGHT if number else _CHART_HEIGHT)
        cells = element("th", ends, scope="row"), element("td", points, colspan=str(columns)), element("td")
        yield [element("tr", *cells, class_="chart")]


def _points(chart: Chart, number: int, height: int) -> Element:
    made = element("svg", role="img", aria_label=chart.name, class_="moods", width="100%", height=str(height))
    for y in (_TOP, (_TOP + _BOTTOM) / 2, _BOTTOM):
        made.append(element("line", x1="0%", x2="100%", y1=_percent(y), y2=_percent(y), stroke=_FAINT))
    for column in sorted(chart.sessions):
        x = _percent(_middle(column, number))
        made.append(element("line", x1=x, x2=x, y1="0%", y2="100%", class_="session", stroke=_INK))
    for column, values in chart.values.items():
        for place, value in enumerate(values):
            y = _BOTTOM - (_BOTTOM - _TOP) * (value - chart.low) / (chart.high - chart.low)
            aside = _aside(values, place)
            moved = f"translate({aside:.2f},0)" if aside else None
            x = _percent(_middle(column, number))
            made.append(element("circle", cx=x, cy=_percent(y), r="4", transform=moved))
    return made


def _middle(column: int, number: int) -> float:
    return 100 * (column + 0.5) / number


def _aside(values: Sequence[int], place: int) -> float:
    """Return how far a point stands beside the middle of its day: equal ones beside each other, in order of time."""
    equal = [i for i, value in enumerate(values) if value == values[place]]
    return _SPREAD * (2 * equal.index(place) / (len(equal) - 1) - 1) if len(equal) > 1 else 0


def _percent(number: float) -> str:
    return f"{number:.3f}%"


def _rows(grid: Grid) -> Iterator[Element]:
    columns = range(len(grid.time.columns))
    rows = grid.rows
    if grid.charts and grid.time.has_counts and not grid.time.is_week:
        rows = [row for row in grid.listed if not row.is_apart]  # the points have the moods
    for row in rows:
        total = element("td", str(row.days) if grid.total else BLANK, class_="total")
        if grid.time.has_counts:
            cells = [_cell(row.cells.get(i), is_blank=grid.time.is_to_come(i)) for i in columns]
        else:
            cells = [element("td", _strip(row, grid.time), colspan=str(len(columns)))]
        yield element("tr", _name(row), *cells, total, class_="has-detail" if row.detail else None)
        if row.detail:
            more = element("td", element("small", row.detail), colspan=str(len(columns) + 2), dir="auto")
            yield element("tr", more, class_="detail")


def _name(row: Row) -> Element:
    class_ = "with" if row.indent else None
    return element("th", row.full or row.name, *_small(row.ids), scope="row", dir="auto", class_=class_)


def _cell(cell: Cell | None, *, is_blank: bool) -> Element:
    if cell is None:
        return element("td", BLANK if is_blank else _DOT)
    said = joined(listed(cell.values), " ")
    takes_the_blank_beside_it = len(said) > 1 and said.isdecimal()  # as on a screen
    return element("td", said, class_="two" if takes_the_blank_beside_it else None)


def _strip(row: Row, time: Timeline) -> Element:
    """Return the marks of a row as a picture, a square for each column in which it was noted."""
    number = len(time.columns)
    label = joined(row.words, " ") or _DOT
    made = element("svg", role="img", aria_label=label, class_="strip", width="100%", height="12")
    for column in range(number):
        x = _percent(100 * column / number)
        if column in row.cells:
            made.append(element("rect", x=x, y="1", width=_percent(88 / number), height="10"))
        elif not time.is_to_come(column):
            made.append(element("circle", cx=_percent(_middle(column, number)), cy="6", r="0.8"))
    return made


def _calendar(calendar: Calendar) -> Element:
    days = _over([Head(day - 1, Shown(str(day))) for day in (1, *range(6, MAX_DAYS + 1, 5))], MAX_DAYS)
    rows = []
    for month in calendar.months:
        cells = (_cell(cell if cell and cell.values else None, is_blank=cell is None) for cell in month.cells)
        ids = [entry_id for cell in month.cells if cell for entry_id in cell.ids]
        rows.append(element("tr", element("th", month.name, *_small(ids), scope="row"), *cells))
    head = element("thead", element("tr", element("td"), *days))
    return element("table", head, element("tbody", *rows), class_="grid calendar")


# below the grids


def _details(table: Table) -> Element:
    return element("dl", *(part for row in table.rows for part in _detail(row)))


def _detail(row: TableRow) -> Iterator[Element]:
    yield element("dt", row.name, dir="auto")
    yield element("dd", f" {_DOT} ".join(joined(cell, " ") for cell in row.cells), *_small(row.ids))


def _small(ids: Sequence[Shown]) -> list[Element]:
    """Return the ids of entries, where there are any."""
    return [element("small", joined(ids, " "))] if ids else []


def _weeks(weeks: Weeks) -> Element:
    """Return the weeks of labels, in two columns where there are few enough weeks."""
    rows = [
        element(
            "tr",
            element("th", row.name, scope="row", dir="auto"),
            element("td", *(part for mark in row.marks for part in (element("span", mark), " ")), class_="marks"),
            element("td", row.after, class_="after"),
        )
        for row in weeks.rows
    ]
    half = (len(rows) + 1) // 2 if len(weeks.rows[0].marks) <= _WEEKS_OF_A_HALF else len(rows)
    halves = (element("table", element("tbody", *part), class_="weeks") for part in (rows[:half], rows[half:]) if part)
    return element("div", *halves, class_="halves")


def _episodes(episodes: Episodes) -> Element:
    """Return the table; on a phone, where it has no room, each cell goes by the head of its column."""
    heads = (element("th", head, scope="col") for head in episodes.heads)
    rows = []
    for row in episodes.rows:
        cells = zip(episodes.heads, (row.day, row.label, row.people, *row.parts), strict=True)
        made = [element("td", text, dir="auto", data_head=head) for head, text in cells]
        for own in made[-len(row.parts) :]:
            own.set("class", "own")
        rows.append(element("tr", *made))
    return element("table", element("thead", element("tr", *heads)), element("tbody", *rows), class_="episodes")


def _article(text: DatedText) -> Element:
    words = joined(text.lines, "\n")
    return element("article", element("h3", text.head), element("p", words, class_="text own", dir="auto"))


def _signs(blocks: Iterable[Block], body: Iterable[Element]) -> Iterator[Element]:
    """Yield what the signs on the page mean."""
    has_blank = any(cell.text == _DOT for part in body for cell in part.iter("td"))
    strips = (one for part in body for one in part.iter("svg") if one.get("class") == "strip")
    has_blank |= any(strip.find("circle") is not None for strip in strips)
    for notes in blocks:
        if isinstance(notes, Notes):
            signs = [sign for sign in (notes.no_entries if has_blank else BLANK, notes.mark) if sign]
            if signs:
                yield element("p", joined(signs, "   "), class_="signs")
