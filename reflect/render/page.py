"""Blocks as one HTML page to print: the same rows as tables, the moods as points, space to write by hand.

It is built as a tree of elements, so that no text can become markup, and says what the catalogue can say. It allows its
own style and nothing else. How many days have entries is not on it: that would be attendance.
"""

from collections.abc import Iterable, Iterator, Sequence
from xml.etree.ElementTree import Element, indent, tostring

from reflect.render.blocks import (
    BLANK,
    Block,
    Cell,
    Chart,
    DatedText,
    Grid,
    Heading,
    Items,
    Notes,
    Row,
    Sentence,
    Table,
    TableRow,
    Texts,
)
from reflect.render.catalogue import Shown, View, joined, listed, say
from reflect.render.dates import MONTHS, DaysOfSpan, day_of_week, in_year, week_heads, weeks_with
from reflect.render.summary import summary_blocks
from reflect.summary.shape import Summary


def element(tag: str, *inside: Element | str, **attributes: str | None) -> Element:
    """Return an element with texts and elements inside it.

    Attributes are named as in HTML, with `_` for `-` (and `class_`); one that is None is left out.
    """
    made = Element(
        tag, {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items() if value is not None}
    )
    for part in inside:
        if not isinstance(part, str):
            made.append(part)
        elif len(made):
            made[-1].tail = (made[-1].tail or "") + part
        else:
            made.text = (made.text or "") + part
    return made


_CHART_WIDTH, _CHART_HEIGHT = 1000, 150
_LEFT, _RIGHT = 180, 900
"""Where the days begin and end: under each other with the columns of the tables (18 of 100, then 72)."""
_TOP, _BOTTOM = 22, 112
_RADIUS = 5
_A_QUARTER = 92
_TWO_YEARS = 731


TEXT_KINDS = ("answers", "notes", "episodes", "phrases")
"""What a page leaves out unless it is named, in the order in which its head names them."""
_LINES_BY_HAND = 5
_DOT = View(0).dot


def contains(text_kinds: frozenset[str]) -> Shown:
    """Return the line that says what a page contains."""
    kinds = [say(f"contains.{kind}") for kind in TEXT_KINDS if kind in text_kinds]
    return say("contains.texts", kinds=joined(kinds)) if kinds else say("contains")


def as_html(summary: Summary, *, ids: bool = False, text_kinds: frozenset[str] = frozenset()) -> str:
    """Return the page.

    Args:
        summary: of the entries that may leave.
        ids: print the short ids of the entries beside each line.
        text_kinds: which texts are on it: `answers`, `notes`, `episodes`, `phrases`.
    """
    blocks = summary_blocks(summary, View(0, ids, text_kinds, on_paper=True))
    title = next(block.title for block in blocks if isinstance(block, Heading))
    body = [part for block in blocks for part in _elements(block)]
    body += _signs(blocks, body)
    main = element(
        "main",
        element("header", element("h1", title), element("p", contains(text_kinds))),
        *body,
        element("div", *(element("div") for _ in range(_LINES_BY_HAND)), class_="by-hand", aria_hidden="true"),
    )
    page = element("html", _head(title), element("body", main), lang="en")
    indent(page, space=" ")
    return f"<!DOCTYPE html>\n{tostring(page, encoding='unicode', method='html')}\n"


def _head(title: Shown) -> Element:
    from base64 import b64encode
    from hashlib import sha256
    from importlib.resources import files

    style = files("reflect.render").joinpath("page.css").read_text(encoding="utf-8")
    hashed = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'"
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", style),
    )


def _elements(block: Block) -> Iterable[Element]:  # noqa: PLR0911 - one a block
    match block:
        case Sentence():
            return [element("p", block.text)]
        case Chart():
            return [_chart(block)]
        case Grid():
            return _grid(block) if block.days.is_short else _calendars(block)
        case Items():
            items = (element("li", item) for item in block.items)
            return [_section(block.heading, element("ul", *items))]
        case Table():
            return _details(block)
        case Texts():
            return [_section(block.heading, *map(_article, block.texts))]
        case Heading() | Notes():
            return []


def _section(heading: Shown, *inside: Element) -> Element:
    return element("section", element("h2", heading), *inside)


# the moods


def _chart(chart: Chart) -> Element:
    days = chart.days.each()
    height = _TOP + _BOTTOM if chart.days.is_short else _CHART_HEIGHT
    column = (_RIGHT - _LEFT) / len(days)
    at = {day: _LEFT + column * number for number, day in enumerate(days)}
    made = element("svg", viewBox=f"0 0 {_CHART_WIDTH} {height}", role="img", aria_label=chart.name, class_="moods")
    made.append(element("text", chart.name, x="0", y=str(_TOP + 6)))
    for end, at_y in ((chart.high, _TOP), (chart.low, _BOTTOM)):
        made.append(element("line", x1=str(_LEFT), x2=str(_RIGHT), y1=str(at_y), y2=str(at_y)))
        made.append(element("text", str(end), x=str(_LEFT - 12), y=str(at_y + 6), class_="value"))
    for day, tick in _ticks(days, chart.days):
        middle = at[day] + column / 2
        made.append(element("text", tick, x=_figure(middle), y=str(_CHART_HEIGHT - 10), class_="day"))
    for day, values in chart.values.items():
        for place, value in enumerate(values, 1):
            x = at[day] + column * place / (len(values) + 1)
            y = _BOTTOM - (_BOTTOM - _TOP) * (value - chart.low) / (chart.high - chart.low)
            made.append(element("circle", cx=_figure(x), cy=_figure(y), r=str(_RADIUS)))
    return made


def _ticks(days: Sequence[str], naming: DaysOfSpan) -> Iterable[tuple[str, Shown]]:
    """Return the days that are named below the points: the first of each week, month or year."""
    if naming.is_short:
        return []  # the table below begins with them
    if len(days) <= _A_QUARTER:
        step = 7 if len(days) <= _A_QUARTER // 2 else 14
        return [(day, in_year(day, naming.year or day[:4])) for day in days[::step]]
    if len(days) <= _TWO_YEARS:
        firsts = [day for day in days if day.endswith("-01")]
        step = 1 if len(firsts) <= len(MONTHS) + 1 else 3
        return [(day, MONTHS[int(day[5:7]) - 1]) for day in firsts[::step]]
    firsts = [day for day in days if day.endswith("-01-01")]
    return [(day, Shown(day[:4])) for day in firsts[:: 1 + len(firsts) // 12]]


def _figure(number: float) -> str:
    return f"{number:.1f}"


# grids


def _grid(grid: Grid) -> Iterator[Element]:
    """Yield the days beside each other, as on a wide screen."""
    days = grid.days.each()
    totals = (str(len(row.cells)) if grid.total else BLANK for row in grid.rows)
    rows: list[list[Element | str]] = [
        [_name(row), *(_cell(row.cells.get(day)) for day in days), total]
        for row, total in zip(grid.rows, totals, strict=True)
    ]
    table = _table([BLANK, *map(day_of_week, days), grid.total], rows, "grid")
    yield _section(grid.heading, table) if grid.heading else table


def _calendars(grid: Grid) -> Iterator[Element]:
    """Yield moods as calendars and counts as lists of days, as on a screen for a longer span."""
    if grid.list_heading:
        rows: list[list[Element | str]] = [
            [_name(row), str(len(row.cells)), joined(row.words, " ")] for row in grid.rows
        ]
        yield _section(grid.list_heading, _table([], rows, "days"))
        return
    for row in grid.rows:
        if row.is_count:
            yield _section(row.name, element("p", joined(row.words, " ")))
            continue
        rows = []
        for week in weeks_with(row.cells, grid.days, grid.week_from):
            name = in_year(next(filter(None, week)), grid.days.year)
            cells = [_cell(row.cells.get(day)) if day else element("td") for day in week]
            rows.append([element("th", name, scope="row"), *cells, ""])
        yield _table([row.name, *week_heads(grid.week_from), BLANK], rows, "grid")


def _name(row: Row) -> Element:
    return element("th", row.name, scope="row", dir="auto", class_="with" if row.level else None)


def _cell(cell: Cell | None) -> Element:
    if cell is None:
        return element("td", _DOT)
    made = element("td", joined(listed(cell.values), " "))
    if cell.ids:
        made.append(element("small", joined(cell.ids, " ")))
    return made


def _table(heads: Sequence[Shown], rows: Iterable[Sequence[Element | str]], kind: str) -> Element:
    body = (element("tr", *(element("td", cell) if isinstance(cell, str) else cell for cell in row)) for row in rows)
    table = element("table", class_=kind)
    if heads:
        cells = (element("th", head, scope="col") if head else element("td") for head in heads)
        table.append(element("thead", element("tr", *cells)))
    table.append(element("tbody", *body))
    return table


# below the grids


def _details(table: Table) -> Iterator[Element]:
    if not table.rows:
        return
    if table.details:
        yield _section(table.heading, *map(_detail, table.rows))
        return
    rows: list[list[Element | str]] = [
        [element("th", name, scope="row"), *(joined(cell, " ") for cell in cells)] for name, cells in table.rows
    ]
    yield _section(table.heading, _table([], rows, "weeks"))


def _detail(row: TableRow) -> Element:
    details = f" {_DOT} ".join(joined(cell, " ") for cell in row.cells)
    return element("dl", element("dt", row.name, dir="auto"), element("dd", details))


def _article(text: DatedText) -> Element:
    words = joined(text.lines, "\n")
    return element("article", element("h3", text.head), element("p", words, class_="text", dir="auto"))


def _signs(blocks: Iterable[Block], body: Iterable[Element]) -> Iterator[Element]:
    """Yield what the signs on the page mean."""
    has_blank = any(cell.text == _DOT for part in body for cell in part.iter("td"))
    for notes in blocks:
        if isinstance(notes, Notes):
            signs = [sign for sign in (notes.no_entries if has_blank else BLANK, notes.later) if sign]
            if signs:
                yield element("p", joined(signs, "   "), class_="signs")
