"""A summary as lines: all that the plain and the bold screen have in common."""

from reflect.render import blocks, calendar, grid, listing, repeats, texts
from reflect.render.catalogue import counted, say
from reflect.render.cells import apart, wrapped
from reflect.render.dates import DaysOfSpan, bare_ends, ends
from reflect.render.rows import Row, measured, repeated, things
from reflect.render.view import Line, View
from reflect.summary.shape import Summary


def lines(summary: Summary, view: View) -> list[Line]:
    """Return the lines of a summary, none wider than the screen.

    Args:
        summary: what `reflect.summary.summary.of` made of a span.
        view: how it is to be read.
    """
    span = summary["span"]
    if not span["entries"]:
        first, last = bare_ends(span["from"], span["to"])
        return [Line(text) for text in wrapped(say("empty", first=first, last=last), view.columns)]
    found = things(summary, view)
    top, often = measured(summary), repeated(found, view)
    if has_grid(summary, view):
        width = grid.page_width((*top, *often), span["days"], view)
        rows = grid.lines(summary, top, often, width, view)
    else:
        width = min(view.columns, grid.USUAL)
        rows = listing.lines(summary, top, often, width, view)
    below = [
        *blocks.once(summary, found, width, view),
        *repeats.lines(summary, width, view),
        *blocks.weeks(summary, found, width),
    ]
    words = texts.lines(summary, width, view)
    notes = [
        *blocks.held_texts(summary, width, view),
        *blocks.legend(_signs(summary, (*top, *often), view), width, view),
    ]
    if words and notes:
        notes.insert(0, Line(""))
    return [*_head(summary, width, view), Line(""), *rows, *below, *words, *notes]


def has_grid(summary: Summary, view: View) -> bool:
    """Tell whether the days stand side by side: of a week or less, where there is room for them."""
    return view.has_grid and DaysOfSpan.of(summary).is_short


def _head(summary: Summary, width: int, view: View) -> list[Line]:
    span = summary["span"]
    first, last = ends(span["from"], span["to"])
    title = say(f"title.{span['kind']}", first=first, last=last)
    share = say(
        "share",
        entries=counted(span["entries"], "entry"),
        some=span["days_with_entries"],
        days=counted(span["days"], "day"),
    )
    if view.has_grid:
        return [Line(text) for text in apart(title, share, width)]
    return [Line(text) for said in (title, share) for text in wrapped(said, width)]


def _signs(summary: Summary, rows: tuple[Row, ...], view: View) -> set[str]:
    """Return which signs stand on the screen: a blank day (of the grid alone), a mood added later."""
    signs = set()
    values = [row for row in rows if not row.counts]
    if has_grid(summary, view):
        blank = grid.has_blank(rows, summary["span"]["days"])
    else:
        blank = view.has_grid and calendar.has_blank(summary, values)
    if blank:
        signs.add("none")
    if any(mood["later"] for moods in summary["mood"]["days"].values() for mood in moods):
        signs.add("later")
    return signs
