"""A summary as one HTML page to print: the same rows as tables, the moods as points, room to write by hand.

It is built as a tree of elements, so that no text can become markup, and says what the catalogue can say. It allows its
own style and nothing else. How many days have entries is not on it: that would be attendance.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from xml.etree.ElementTree import Element, indent, tostring

from reflect.model.choices import TEXT_KINDS
from reflect.model.ids import short
from reflect.render import blocks, calendar, repeats, texts
from reflect.render.catalogue import Shown, counted, say
from reflect.render.cells import listed
from reflect.render.dates import MONTHS, DaysOfSpan, bare_ends, day_of_week, ends, in_year
from reflect.render.rows import Row, counted_day, measured, moods_by_scale, repeated, things
from reflect.render.texts import Dated
from reflect.render.view import View
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


def days_of(summary: Summary) -> list[str]:
    """Return the days of a span."""
    first = date.fromisoformat(summary["span"]["from"])
    return [str(first + timedelta(days=step)) for step in range(summary["span"]["days"])]


def charts(summary: Summary) -> Iterator[Element]:
    """Give a chart for each scale on which there are moods."""
    for (low, high), moods in moods_by_scale(summary):
        values: dict[str, list[int]] = {}
        for day, mood in moods:
            values.setdefault(day, []).append(mood["value"] or 0)  # 0 is a value: None is not in the list
        yield _chart(summary, low, high, values)


def _chart(summary: Summary, low: int, high: int, by_day: Mapping[str, Sequence[int]]) -> Element:
    name = say("mood", low=low, high=high)
    days, naming = days_of(summary), DaysOfSpan.of(summary)
    height = _TOP + _BOTTOM if naming.is_short else _CHART_HEIGHT
    column = (_RIGHT - _LEFT) / len(days)
    at = {day: _LEFT + column * number for number, day in enumerate(days)}
    chart = element("svg", viewBox=f"0 0 {_CHART_WIDTH} {height}", role="img", aria_label=name, class_="moods")
    chart.append(element("text", name, x="0", y=str(_TOP + 6)))
    for end, at_y in ((high, _TOP), (low, _BOTTOM)):
        chart.append(element("line", x1=str(_LEFT), x2=str(_RIGHT), y1=str(at_y), y2=str(at_y)))
        chart.append(element("text", str(end), x=str(_LEFT - 12), y=str(at_y + 6), class_="value"))
    for day, tick in _ticks(days, naming):
        middle = at[day] + column / 2
        chart.append(element("text", tick, x=_figure(middle), y=str(_CHART_HEIGHT - 10), class_="day"))
    for day, values in by_day.items():
        for place, value in enumerate(values, 1):
            x = at[day] + column * place / (len(values) + 1)
            y = _BOTTOM - (_BOTTOM - _TOP) * (value - low) / (high - low)
            chart.append(element("circle", cx=_figure(x), cy=_figure(y), r=str(_RADIUS)))
    return chart


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
        return [(day, Shown(MONTHS[int(day[5:7]) - 1])) for day in firsts[::step]]
    firsts = [day for day in days if day.endswith("-01-01")]
    return [(day, Shown(day[:4])) for day in firsts[:: 1 + len(firsts) // 12]]


def _figure(number: float) -> str:
    return f"{number:.1f}"


"""What a page leaves out unless it is named, in the order in which its head names them."""
_LINES_BY_HAND = 5
_WIDTH = 80


def contains(text_kinds: frozenset[str]) -> Shown:
    """Return the line that tells what a page contains."""
    kinds = [say(f"contains.{kind}") for kind in TEXT_KINDS if kind in text_kinds]
    return say("contains.texts", kinds=Shown(", ".join(kinds))) if kinds else say("contains")


def summary(found: Summary, *, ids: bool = False, text_kinds: frozenset[str] = frozenset()) -> str:
    """Return the page.

    Args:
        found: what `reflect.summary.summary.of` made of the entries that may leave.
        ids: put what is printed of the entries' ids beside each line.
        text_kinds: which texts are on it: `answers`, `notes`, `episodes`, `phrases`.
    """
    view = View(_WIDTH, ids, text_kinds)
    first, last = ends(found["span"]["from"], found["span"]["to"])
    told = list(_told(found, view))
    title = say(f"title.{found['span']['kind']}", first=first, last=last)
    body = element(
        "main",
        element("header", element("h1", title), element("p", contains(text_kinds))),
        *told,
        *_legend(found, told, view),
        element("div", *(element("div") for _ in range(_LINES_BY_HAND)), class_="by-hand", aria_hidden="true"),
    )
    page = element("html", _head(title), element("body", body), lang="en")
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


def _told(found: Summary, view: View) -> Iterable[Element]:
    span = found["span"]
    if not span["entries"]:
        first, last = bare_ends(span["from"], span["to"])
        yield element("p", say("empty", first=first, last=last))
        return
    all_things = things(found, view)
    top, often = measured(found), repeated(all_things, view)
    yield from charts(found)
    if DaysOfSpan.of(found).is_short:
        yield from _grids(found, top, often, view)
    else:
        yield from _calendars(found, top, often, view)
    yield from _section(say("once"), _list(blocks.once_items(found, all_things, view)))
    if "episodes" in view.text_kinds:
        yield from _section(say("episodes"), _items(repeats.episodes(found, view), view))
    if "phrases" in view.text_kinds:
        number = len(found["phrases"])
        some = say("phrases.some", shown=repeats.MOST, all=number) if number > repeats.MOST else say("phrases")
        yield from _section(some, _items(repeats.phrases(found, view), view))
    weeks = blocks.weeks_items(found, all_things)
    rows: list[list[Element | str]]
    rows = [[element("th", row.name, scope="row"), " ".join(row.weeks), row.before] for row in weeks]
    yield from _section(blocks.weeks_heading(found), [_table([], rows, "weeks")] if rows else [])
    for kind, dated in (("answers", texts.answers(found, view)), ("notes", texts.notes(found, view))):
        if kind in view.text_kinds:
            yield from _section(say(kind), _texts(dated))


def _section(heading: Shown, inside: Sequence[Element]) -> Iterable[Element]:
    """Give a section under its heading; nothing where nothing is in it."""
    if inside:
        yield element("section", element("h2", heading), *inside)


def _grids(found: Summary, top: Sequence[Row], often: Sequence[Row], view: View) -> Iterable[Element]:
    """Give the days side by side, as on a wide screen."""
    days = days_of(found)
    heads = [Shown(""), *map(day_of_week, days)]
    if top:
        yield _table([*heads, Shown("")], [[*_row(row, days, view), ""] for row in top], "grid")
    if often:
        of = say("repeated.of", days=counted(len(days), "day"))
        rows: list[list[Element | str]] = [[*_row(row, days, view), str(len(row.values))] for row in often]
        yield from _section(say("repeated"), [_table([*heads, of], rows, "grid")])


def _calendars(found: Summary, top: Sequence[Row], often: Sequence[Row], view: View) -> Iterable[Element]:
    """Give moods as calendars and what is counted as lists of days, as on a screen for a longer span."""
    days = DaysOfSpan.of(found)
    for row in top:
        if row.counts:
            yield from _section(row.name, [element("p", _days(row, days, view))])
            continue
        rows: list[list[Element | str]] = []
        for week in calendar.weeks(found, row):
            name = in_year(next(filter(None, week)), days.year)
            cells = [_cell(row, day, view) if day else element("td") for day in week]
            rows.append([element("th", name, scope="row"), *cells, ""])
        yield _table([row.name, *map(Shown, calendar.heads(found)), Shown("")], rows, "grid")
    rows_of_counts: list[list[Element | str]]
    rows_of_counts = [[_name(row), str(len(row.values)), _days(row, days, view)] for row in often]
    if rows_of_counts:
        heading = say("repeated.list", days=counted(found["span"]["days"], "day"))
        yield from _section(heading, [_table([], rows_of_counts, "days")])


def _days(row: Row, days: DaysOfSpan, view: View) -> str:
    named = zip(row.values, days.several(row.values), strict=True)
    return " ".join(listed(counted_day(said, row.ids[day], view) for day, said in named))


def _row(row: Row, days: Sequence[str], view: View) -> list[Element]:
    return [_name(row), *(_cell(row, day, view) for day in days)]


def _name(row: Row) -> Element:
    return element("th", row.name, scope="row", dir="auto", class_="with" if row.level else None)


def _cell(row: Row, day: str, view: View) -> Element:
    if day not in row.values:
        return element("td", view.dot)
    cell = element("td", " ".join(listed(row.values[day])))
    if view.ids:
        cell.append(element("small", " ".join(map(short, row.ids[day]))))
    return cell


def _table(heads: Sequence[Shown], rows: Iterable[Sequence[Element | str]], kind: str) -> Element:
    body = (element("tr", *(element("td", cell) if isinstance(cell, str) else cell for cell in row)) for row in rows)
    table = element("table", class_=kind)
    if heads:
        cells = (element("th", head, scope="col") if head else element("td") for head in heads)
        table.append(element("thead", element("tr", *cells)))
    table.append(element("tbody", *body))
    return table


def _list(items: Sequence[Shown]) -> list[Element]:
    return [element("ul", *(element("li", item) for item in items))] if items else []


def _items(items: Iterable[repeats.Item], view: View) -> list[Element]:
    between = f" {view.dot} "
    return [element("dl", element("dt", name, dir="auto"), element("dd", between.join(told))) for name, told in items]


def _texts(dated: Iterable[Dated]) -> list[Element]:
    return [
        element("article", element("h3", text.head), element("p", "\n".join(text.lines), class_="text", dir="auto"))
        for text in dated
    ]


def _legend(found: Summary, told: Iterable[Element], view: View) -> Iterable[Element]:
    """Give what the signs mean that are on the page."""
    signs = set()
    if any(cell.text == view.dot for part in told for cell in part.iter("td")):
        signs.add("none")
    if any(mood["later"] for moods in found["mood"]["days"].values() for mood in moods):
        signs.add("later")
    if signs:
        yield element("p", "   ".join(blocks.legend_items(signs, view)), class_="signs")
