"""Blocks as lines of a terminal, in plain text or with bold; no line is wider than the screen.

The days of a week are beside each other if they fit, entries counted in the cells; moods of a longer span are
a calendar. On a narrow screen each thing is followed by a list of its days. Numbers are under the numbers of their
days, so that a column can be followed with a finger, by ear or through a pipe.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from reflect.render.blocks import Block, Cell, Grid, Heading, Items, Notes, Row, Sentence, Table, Texts
from reflect.render.catalogue import View, listed
from reflect.render.columns import Line, apart, by_piece, column_of, flow, left, right, sentence, width_of, wrap
from reflect.render.dates import day_of_week, in_year, week_heads, weeks_with
from reflect.summary.shape import Summary

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

GRID_FROM: Final = 76
"""Columns from which the days of a week are beside each other."""
USUAL: Final = 80
"""Columns of a page, where the screen has them and no name asks for more."""
_MAX_WIDTH = 100
"""Columns beyond which a name and its numbers are too far apart to be read as one line."""
_DAY = 8
"""Columns of a day; at least two are blank, so that two full days do not run together."""
_TOTAL = 7
"""Columns of the number of days."""
_CALENDAR_NAMES = 19
_MAX_RUNNING = 64
"""Columns of a running line: from the end of a longer one it is hard to find the next."""
_INDENT = "  "
_TEXT_INDENT, _TEXT_HANG = "    ", "      "
_GAP = "   "
_WIDE_GAP = "      "


def as_text(
    summary: Summary,
    *,
    width: int,
    ids: bool = False,
    text_kinds: frozenset[str] = frozenset(),
    ascii_only: bool = False,
) -> str:
    r"""Return a summary as plain text, without a line end after the last line.

    Args:
        summary: of a span.
        width: columns of the screen; from 76 the days of a week are beside each other. No line is wider (20 at least
            are used).
        ids: print the short ids of the entries beside each line.
        text_kinds: which texts are written out: `answers`, `notes`.
        ascii_only: write ASCII; other characters of a text as `\uXXXX`.
    """
    return "\n".join(drawn(lines_of(summary, View(width, ids, text_kinds, ascii_only)), View(width)))


def lines_of(summary: Summary, view: View) -> list[Line]:
    """Return the lines of a summary; things of several days are bold."""
    from reflect.render.summary import summary_blocks

    return _Writer(summary_blocks(summary, view), view).lines()


def drawn(parts: "Iterable[Line | RenderableType]", view: View) -> Iterator[str]:
    """Yield the lines of what is to be printed. Rich draws tables and bold, and is not imported without either."""
    rich: Console | None = None
    for part in parts:
        if isinstance(part, Line):
            yield _bold(part.text) if part.bold and view.bold else part.text
            continue
        rich = rich or _rich(view)
        with rich.capture() as captured:
            rich.print(part)
        yield from (line.rstrip() for line in captured.get().removesuffix("\n").split("\n"))


def _rich(view: View) -> "Console":
    """Return Rich for this screen; it reads neither the environment nor a text as markup."""
    from rich.console import Console

    return Console(
        width=view.columns,
        height=25,
        force_terminal=view.bold,
        color_system="standard" if view.bold else None,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
    )


def _bold(text: str) -> str:
    from rich.style import Style

    return Style(bold=True).render(text)


class _Writer:
    """Blocks on their way to lines."""

    def __init__(self, blocks: Sequence[Block], view: View) -> None:
        self.blocks, self.dot = blocks, view.dot
        self.is_wide = view.columns >= GRID_FROM
        self.grids = [block for block in blocks if isinstance(block, Grid)]
        self.is_grid = self.is_wide and bool(self.grids) and self.grids[0].days.is_short
        self.width = self._page_width(view.columns)
        self.screen = view.columns
        self.has_blank = False
        """A day without an entry has its sign somewhere."""

    def lines(self) -> list[Line]:
        """Return all lines."""
        found: list[Line] = []
        for block in self.blocks:
            match block:
                case Heading():
                    found += self._heading(block)
                case Sentence():
                    return list(map(Line, sentence(block.text, self.screen)))
                case Grid():
                    found += self._grid(block) if self.is_grid else self._list(block)
                case Items():
                    found += self._items(block)
                case Table():
                    found += map(Line, self._table(block))
                case Texts():
                    found += map(Line, self._texts(block))
                case Notes():
                    after_texts = any(isinstance(one, Texts) for one in self.blocks)
                    found += self._notes(block, after_texts=after_texts)
        return found

    def _page_width(self, columns: int) -> int:
        """Return the columns of the page: wide enough for the names of a grid, within bounds."""
        if not self.is_grid:
            return min(columns, USUAL)
        rows = [row for grid in self.grids for row in grid.rows]
        longest = max((width_of(_INDENT * row.level + row.name) for row in rows), default=0)
        return min(columns, _MAX_WIDTH, max(USUAL, longest + self.grids[0].days.number * _DAY + _TOTAL))

    def _heading(self, heading: Heading) -> list[Line]:
        if self.is_wide:
            texts = apart(heading.title, heading.share, self.width)
        else:
            texts = [*sentence(heading.title, self.width), *sentence(heading.share, self.width)]
        return [*map(Line, texts), Line("")]

    # days beside each other

    def _grid(self, grid: Grid) -> Iterator[Line]:
        days = grid.days.each()
        area = self.width - len(days) * _DAY - _TOTAL
        if grid is self.grids[0]:
            yield Line(" " * area + "".join(right(day_of_week(day), _DAY) for day in days))
        elif grid.heading:
            yield Line("")
        if grid.heading:
            yield from map(Line, apart(grid.heading, grid.total, self.width))
        for row in grid.rows:
            total = right(str(len(row.cells)), _TOTAL) if grid.total else ""
            yield from (Line(text, bold=bool(grid.total)) for text in self._grid_row(row, days, area, total))

    def _grid_row(self, row: Row, days: Sequence[str], area: int, total: str) -> Iterator[str]:
        """Yield a row with the lines it needs; a name too wide for its column has lines of its own."""
        indent = _INDENT * row.level
        name = indent + row.name
        if width_of(name) > area:
            yield from flow([("", row.name)], area + len(days) * _DAY + _TOTAL, indent, indent)
            name = ""
        yield from self._cells(name, area, [row.cells.get(day) for day in days], total)

    def _cells(self, name: str, area: int, cells: Sequence[Cell | None], total: str = "") -> Iterator[str]:
        """Yield the lines of cells beside each other: what does not fit in a cell continues below it, then the ids."""
        self.has_blank |= None in cells
        values = [flow(by_piece(listed(cell.values), " "), _DAY - 2) if cell else [self.dot] for cell in cells]
        for i, line in enumerate(zip_longest(*values, fillvalue="")):
            text = left("" if i else name, area) + "".join(right(part, _DAY) for part in line)
            yield (text if i else text + total).rstrip()
        for line in zip_longest(*(cell.ids if cell else [] for cell in cells), fillvalue=""):
            yield (" " * area + "".join(right(part, _DAY) for part in line)).rstrip()

    # a longer span

    def _calendar(self, grid: Grid, row: Row) -> Iterator[Line]:
        """Yield the weeks in which a row has a value; days outside the span are blank."""
        heads = week_heads(grid.week_from)
        yield Line(left(row.name, _CALENDAR_NAMES) + "".join(right(head, _DAY) for head in heads))
        for week in weeks_with(row.cells, grid.days, grid.week_from):
            inside = [day for day in week if day]
            name = _INDENT + in_year(inside[0], grid.days.year)
            cells = [row.cells.get(day) for day in inside]
            before = week.index(inside[0])
            for text in self._cells(name, _CALENDAR_NAMES + before * _DAY, cells):
                yield Line(text)

    def _list(self, grid: Grid) -> Iterator[Line]:
        if grid.list_heading:
            yield from self._rows_in_list(grid)
            return
        for row in grid.rows:
            if self.is_wide and not row.is_count:
                yield from self._calendar(grid, row)
                yield Line("")
                continue
            yield from map(Line, sentence(row.name, self.width))
            between = " " if row.is_count and not grid.days.is_short else f" {self.dot} "
            yield from map(Line, flow(by_piece(row.words, between), self.width, _INDENT, _INDENT))

    def _rows_in_list(self, grid: Grid) -> Iterator[Line]:
        yield from map(Line, sentence(grid.list_heading, self.width))
        numbers = max(2, *(len(str(len(row.cells))) for row in grid.rows))
        names = column_of((_INDENT * (row.level + 1) + row.name for row in grid.rows), len(_INDENT), self.width // 2)
        for row in grid.rows:
            indent = _INDENT * (row.level + 1)
            name = indent + row.name
            if width_of(name) + len(_INDENT) > names:
                yield from (Line(text, bold=True) for text in flow([("", row.name)], self.width, indent, indent))
                name = ""
            first = left(name, names) + right(str(len(row.cells)), numbers) + _INDENT
            hang = " " * min(width_of(first), self.width // 2)
            yield from (Line(text, bold=True) for text in flow(by_piece(row.words, " "), self.width, first, hang))

    # below the grids

    def _items(self, items: Items) -> list[Line]:
        indent = "" if self.is_wide and items.days.is_short else _INDENT
        pieces = by_piece(items.items, f" {self.dot} ")
        return [Line(items.heading), *map(Line, flow(pieces, min(self.width, _MAX_RUNNING), indent, indent))]

    def _table(self, table: Table) -> Iterator[str]:
        if not table.rows:  # a heading is above something, so the one line there is goes beside it
            yield from flow(by_piece((table.heading, table.held), _GAP), self.width)
            return
        yield from sentence(table.heading, self.width)
        names = column_of((row.name for row in table.rows), len(_GAP), self.width // 2)
        blanks = " " * names
        longest = 0 if table.details else self._longest_beside(table, names)
        for name, cells in table.rows:
            first = left(name, names)
            if width_of(name) + len(_GAP) > names:
                yield from flow([("", name)], self.width)
                first = blanks
            if longest:
                texts = [" ".join(cell) for cell in cells]
                yield (first + left(texts[0], longest) + texts[1]).rstrip()
                continue
            for cell in cells:
                if cell:
                    yield from flow(by_piece(cell, " "), self.width, first, blanks)
                    first = blanks
        if table.held:
            yield from sentence(table.held, self.width)

    def _longest_beside(self, table: Table, names: int) -> int:
        """Return the columns of the first cells, if both cells of every row fit beside each other; else 0."""
        texts = [[" ".join(cell) for cell in row.cells] for row in table.rows]
        longest = max(len(first) for first, _ in texts) + len(_WIDE_GAP)
        return longest if names + longest + max(len(last) for _, last in texts) <= self.width else 0

    def _texts(self, texts: Texts) -> Iterator[str]:
        yield ""
        yield texts.heading
        for text in texts.texts:
            yield from sentence(text.head, self.width)
            for line in text.lines:
                yield from wrap(line, self.width, _TEXT_INDENT, _TEXT_HANG)

    def _notes(self, notes: Notes, *, after_texts: bool) -> list[Line]:
        signs = [sign for sign in (notes.no_entries if self.has_blank else "", notes.later) if sign]
        found = sentence(notes.held, self.width) if notes.held else []
        found += flow(by_piece(signs, _GAP), self.width) if signs else []
        return [Line(text) for text in (["", *found] if found and after_texts else found)]
