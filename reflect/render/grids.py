"""Grids as lines of a terminal: things down, time across; on a narrow screen each thing with a list of its days."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Final, NamedTuple

from reflect.render import Shown
from reflect.render.blocks import Calendar, Cell, Grid, Row
from reflect.render.catalogue import View, listed, say
from reflect.render.columns import Line, apart, by_piece, by_word, column_of, flow, left, right, sentence, width_of
from reflect.render.dates import day_of_week
from reflect.render.timeline import Head, Timeline

GRID_FROM: Final = 76
"""Columns from which time is across."""
WEEK_GRID_FROM: Final = 50
"""Columns from which the days of a week are beside each other, in columns of five."""
USUAL: Final = 80
"""Columns of a page, where the screen has them and no name asks for more."""
_MAX_WIDTH = 100
"""Columns beyond which a name and its numbers are too far apart to be read as one line."""
_LEAST_NAMES = 18
"""Columns of the names, where there is room for them."""
_MAX_RUNNING = 64
"""Columns of a running line: from the end of a longer one it is hard to find the next."""
_INDENT = "  "
_GAP = "   "


class Widths(NamedTuple):
    """The columns of a cell, and those of the number of days at the end of a row."""

    cell: int
    total: int


_WEEK, _NARROW_WEEK, _DAYS, _MARKS = Widths(8, 7), Widths(5, 3), Widths(2, 2), Widths(1, 4)
"""Of a wide day at least two columns are blank, so that two full days do not run together."""


class Grids:
    """The grids of a summary, which share their columns."""

    def __init__(self, grids: Sequence[Grid], view: View) -> None:
        """Lay the columns of `grids` out for a reader's screen."""
        self.grids, self.view, self.dot = grids, view, view.dot
        self.has_blank = self.has_later = self.has_full = False
        """Signs that were used, and whether there is room for full names."""
        self.widths = self._widths()
        self.width = self._page_width()
        self.names = self._names_width()
        self._first = next((grid for grid in grids if grid.rows), None)

    # widths

    def _widths(self) -> Widths | None:
        """Return the widths of a cell and of a total, or None where a list is all there is room for."""
        time = self.grids[0].time if self.grids else None
        if time is None or self.view.columns < (WEEK_GRID_FROM if time.is_week else GRID_FROM):
            return None
        if time.is_week:
            return _WEEK if self.view.columns >= GRID_FROM else _NARROW_WEEK
        return _DAYS if time.unit == "day" else _MARKS

    @property
    def is_wide(self) -> bool:
        """Whether time can be across."""
        return self.view.columns >= GRID_FROM

    def _across(self) -> int:
        """Return the columns of all cells, and of a total."""
        if self.widths is None:
            return 0
        return self.widths.cell * len(self.grids[0].time.columns) + self.widths.total

    def _page_width(self) -> int:
        """Return the columns that are used: 80, or as many as the screen has and the longest name asks for."""
        longest = max((_named(row) for grid in self.grids for row in grid.rows), default=0)
        wanted = max(USUAL, longest + 1 + self._across())
        return min(self.view.columns, _MAX_WIDTH, wanted)

    def _names_width(self) -> int:
        """Return the columns of the names: what is left, as far as names need it."""
        room = self.width - self._across()
        rows = [row for grid in self.grids for row in grid.rows]
        self.has_full = all(row.indent + width_of(row.full) < room for row in rows)
        needed = (width for row in rows if (width := _named(row, full=self.has_full)) < room)
        return min(room, max(_LEAST_NAMES, max(needed, default=0) + 1))

    # grids

    def lines(self, grid: Grid) -> Iterator[Line]:
        """Yield the lines of a grid."""
        if grid.rows and self.widths is None:
            yield from self._list(grid)
        elif grid.rows:
            if grid.heading:
                across = max(self.names + self._across(), width_of(grid.heading) + 2 + width_of(grid.total))
                texts = apart(grid.heading, grid.total, min(self.width, across))
                yield from (Line(text, bold=True) for text in texts)
            if grid is self._first:
                yield from (Line(text, bold=not grid.heading) for text in self._heads(grid.time, self.widths or _DAYS))
            self.has_later |= grid.time.is_week and not grid.heading
            for row in grid.rows:
                yield from map(Line, self._row(row, grid))
                if row.detail:
                    yield from map(Line, flow(by_word(row.detail), self.width, _INDENT, _INDENT))
        elif grid.heading:
            yield Line(grid.heading, bold=True)
        yield from map(Line, self._once(grid))

    def _once(self, grid: Grid) -> Iterator[str]:
        if grid.once_heading:
            yield grid.once_heading
        if grid.once:
            pieces = by_piece(grid.once, f" {self.dot} ")
            yield from flow(pieces, min(self.width, _MAX_RUNNING), _INDENT, _INDENT)
        if grid.held:
            yield from sentence(grid.held, self.width)

    def _heads(self, time: Timeline, widths: Widths) -> Iterator[str]:
        blank = " " * self.names
        if time.is_week:
            days = [day_of_week(column.first) for column in time.columns]
            if widths is _WEEK:
                yield blank + "".join(right(day, widths.cell) for day in days)
                return
            for part in (0, 1):
                yield blank + "".join(right(day.split(" ")[part], widths.cell) for day in days)
            return
        for heads in time.heads():
            yield (blank + _laid(heads, widths.cell)).rstrip()
        if time.unit == "day":
            yield (blank + "".join(left(letter, widths.cell) for letter in time.letters())).rstrip()

    def _row(self, row: Row, grid: Grid) -> Iterator[str]:
        """Yield a row with the lines it needs; a name too wide for its column has lines of its own."""
        indent = " " * row.indent
        name = indent + (row.full if row.full and self.has_full else row.name)
        if width_of(name) >= self.names or not (row.cells or row.words or row.full):
            yield from flow([("", name.strip())], self.width, indent, indent)
            name = ""
            if not row.cells and not row.full:
                return  # the name of a group of rows
        total = right(str(row.days), (self.widths or _DAYS).total) if grid.total else ""
        if grid.time.is_week:
            yield from self._wide_cells(name, row, grid.time, total)
            return
        yield from self._narrow_cells(name, row, grid.time, total)

    def _wide_cells(self, name: str, row: Row, time: Timeline, total: str) -> Iterator[str]:
        """Yield the lines of wide cells: what does not fit in a cell continues below it, then the ids."""
        width = (self.widths or _WEEK).cell
        columns = range(len(time.columns))
        values = [self._values(row.cells.get(i), width) if i in row.cells else [self._blank(time, i)] for i in columns]
        for i, line in enumerate(zip_longest(*values, fillvalue="")):
            text = left("" if i else name, self.names) + "".join(right(part, width) for part in line)
            yield (text if i else text + total).rstrip()
        ids = [row.cells[i].ids if i in row.cells else [] for i in columns]
        if width < _WEEK.cell:
            yield from self._ids(row.ids)
            return
        for line in zip_longest(*ids, fillvalue=""):
            yield (" " * self.names + "".join(right(part, width) for part in line)).rstrip()

    @staticmethod
    def _values(cell: Cell | None, width: int) -> list[str]:
        return flow(by_piece(listed(cell.values), " "), width - (2 if width == _WEEK.cell else 1)) if cell else []

    def _narrow_cells(self, name: str, row: Row, time: Timeline, total: str) -> Iterator[str]:
        width = (self.widths or _DAYS).cell
        cells = (row.cells[i].values[0] if i in row.cells else self._blank(time, i) for i in range(len(time.columns)))
        yield (left(name, self.names) + "".join(left(cell, width) for cell in cells) + total).rstrip()
        yield from self._ids(row.ids)

    def _ids(self, ids: Sequence[Shown]) -> Iterator[str]:
        if ids:
            indent = " " * min(self.names, self.width // 4)
            yield from flow(by_piece(ids, " "), self.width, indent, indent)

    def _blank(self, time: Timeline, column: int) -> str:
        if time.is_to_come(column):
            return ""
        self.has_blank = True
        return self.dot

    # lists

    def _list(self, grid: Grid) -> Iterator[Line]:
        if grid.heading:
            heading = say("listed", heading=grid.heading, total=grid.total)
            yield from (Line(text, bold=True) for text in sentence(heading, self.width))
            yield from map(Line, self._counted_list(grid))
        elif grid.listed:
            self.has_later = True
            for row in grid.listed:
                yield from map(Line, sentence(row.name, self.width))
                between = f" {self.dot} " if row.is_apart else " "
                yield from map(Line, flow(by_piece(row.words, between), self.width, _INDENT, _INDENT))
        else:
            yield from map(Line, self._valued_list(grid))

    def _valued_list(self, grid: Grid) -> Iterator[str]:
        """Yield the values of a long span, each with its months or years."""
        rows = [(" " * row.indent + (row.full or row.name), row) for row in grid.rows]
        names = column_of((name for name, row in rows if row.words), len(_INDENT), self.width // 2)
        for name, row in rows:
            blanks = " " * names
            words = row.words or ([self.dot] if row.full else [])
            is_beside = bool(words) and width_of(name) + len(_INDENT) <= names
            if not is_beside:  # also the name of a group of rows
                yield from flow([("", name.strip())], self.width)
            self.has_blank |= not row.words and bool(row.full)
            if words:
                yield from flow(by_piece(words, " "), self.width, left(name, names) if is_beside else blanks, blanks)

    def _counted_list(self, grid: Grid) -> Iterator[str]:
        numbers = max(2, *(len(str(row.days)) for row in grid.rows))
        names = column_of((" " * row.indent + _INDENT + row.name for row in grid.rows), len(_INDENT), self.width // 2)
        for row in grid.rows:
            indent = _INDENT + " " * row.indent
            name = indent + row.name
            if width_of(name) + len(_INDENT) > names:
                yield from flow([("", row.name)], self.width, indent, indent)
                name = ""
            first = left(name, names) + right(str(row.days), numbers) + _INDENT
            hang = " " * min(width_of(first), self.width // 2)
            yield from flow(by_piece(row.words, " "), self.width, first, hang)

    # one label or person, day by day

    def calendar(self, calendar: Calendar) -> Iterator[str]:
        """Yield the lines of a calendar."""
        names = max(len(month.name) for month in calendar.months) + len(_GAP)
        if not self.is_wide:
            for month in calendar.months:
                if month.words:
                    pieces = by_piece(month.words, f" {self.dot} ")
                    yield from flow(pieces, self.width, left(month.name, names), " " * names)
            return
        numbers = [Head(day - 1, Shown(str(day))) for day in (1, *range(6, 32, 5))]
        yield " " * names + _laid(numbers, _DAYS.cell)
        for month in calendar.months:
            cells = ("" if cell is None else (cell.values or [self.dot])[0] for cell in month.cells)
            yield (left(month.name, names) + "".join(left(cell, _DAYS.cell) for cell in cells)).rstrip()
            ids = [entry_id for cell in month.cells if cell for entry_id in cell.ids]
            if ids:
                yield from flow(by_piece(ids, " "), self.width, " " * names, " " * names)
        self.has_blank = True


def _named(row: Row, *, full: bool = False) -> int:
    return row.indent + width_of(row.full if full and row.full else row.name)


def _laid(heads: Iterable[Head], width: int) -> str:
    """Return heads on one line, each over its column; one that would touch the one before is left out."""
    line = ""
    for column, text in heads:
        if not line or len(line) < column * width:
            line = left(line, column * width) + text
    return line
