"""Blocks: what a summary is made of before a writer for some medium lays it out. Plain values, and all text `Shown`."""

from typing import NamedTuple

from reflect.render import Shown
from reflect.render.timeline import Timeline

BLANK = Shown("")


class Heading(NamedTuple):
    """What the summary is of."""

    title: Shown
    share: Shown
    """How many entries there are; not for paper."""


class Sentence(NamedTuple):
    """The summary of a span without entries."""

    text: Shown


class Chart(NamedTuple):
    """The moods or energies on one scale, as points."""

    name: Shown
    low: int
    high: int
    ends: tuple[Shown, Shown]
    """What the axis says at its low and at its high end."""
    values: dict[int, list[int]]
    """By column, in order of time."""
    sessions: frozenset[int]
    """Columns with a session."""


class Cell(NamedTuple):
    """A row in one column."""

    values: list[Shown]
    """Moods as they were written, in order of time; one number of entries; or one mark."""
    ids: list[Shown]
    """The entries, in order, if asked for."""


class Row(NamedTuple):
    """One thing across the columns."""

    name: Shown
    cells: dict[int, Cell]
    """By the number of the column; one without an entry has none."""
    words: list[Shown]
    """The same for a list: `Thu 4, 2`; `Mon`, `Tue (2 entries)`; `2,`, `9 Nov`; `Jan,`, `Feb`."""
    days: int = 0
    """On how many days it was noted."""
    indent: int = 0
    """Blanks before its name."""
    full: Shown = BLANK
    """The name with what it stands for, where there is room."""
    detail: Shown = BLANK
    """More about it, for paper."""
    is_apart: bool = False
    """Its words are things with a sign between any two, not a list with commas."""

    @property
    def ids(self) -> list[Shown]:
        """The entries of all cells."""
        return [entry_id for cell in self.cells.values() for entry_id in cell.ids]


class Grid(NamedTuple):
    """Things down, time across, and below them what was noted on one day."""

    time: Timeline
    rows: list[Row]
    heading: Shown = BLANK
    """Blank for the moods, whose heading are the columns."""
    total: Shown = BLANK
    """The heading of the numbers of days; without one there are none."""
    once_heading: Shown = BLANK
    once: tuple[Shown, ...] = ()
    held: Shown = BLANK
    """What is not in it, and the option that shows it."""
    charts: tuple[Chart, ...] = ()
    """The same moods as points, for paper."""
    listed: tuple[Row, ...] = ()
    """The rows of a list, where they are others."""


class Month(NamedTuple):
    """A month of a calendar."""

    name: Shown
    cells: list[Cell | None]
    """By the day of the month: no value in a cell: no entry; None: not in the span, or to come."""
    words: list[Shown]
    """The same for a list: `6`, `10 (2 entries)`."""


class Calendar(NamedTuple):
    """One label, or one person, day by day: months down, days across."""

    months: list[Month]


class TableRow(NamedTuple):
    """A thing, and the cells that belong to it, each in pieces that stay whole where they fit."""

    name: Shown
    cells: list[list[Shown]]
    ids: list[Shown]
    """Its entries, if asked for."""


class Table(NamedTuple):
    """Things with their details."""

    heading: Shown
    rows: list[TableRow]
    one_line: bool = False
    """A row is a line, cut if need be."""
    held: Shown = BLANK
    """What is not in it, and the option that shows it."""


class WeekRow(NamedTuple):
    """The weeks of a label."""

    name: Shown
    marks: list[Shown]
    after: Shown


class Weeks(NamedTuple):
    """In which weeks of the look-back labels were noted."""

    heading: Shown
    rows: list[WeekRow]
    held: Shown = BLANK


class EpisodeRow(NamedTuple):
    """A pattern entry with at least one part."""

    day: Shown
    label: Shown
    people: Shown
    parts: list[Shown]
    """Wish, other, self; a blank for one that is not there."""


class Episodes(NamedTuple):
    """Pattern entries with their parts, oldest first."""

    heading: Shown
    heads: tuple[Shown, ...]
    rows: list[EpisodeRow]


class DatedText(NamedTuple):
    """A person's text under its date."""

    head: Shown
    lines: list[Shown]


class Texts(NamedTuple):
    """A person's texts, oldest first."""

    heading: Shown
    texts: list[DatedText]


class Notes(NamedTuple):
    """The end: which texts are not shown, and what the signs mean."""

    held: Shown
    no_entries: Shown
    """The sign for a day without entries. A writer shows it if it used the sign."""
    later: Shown
    mark: Shown = BLANK
    """The sign for a number too large for its cell; on paper, where there is none, that for columns with entries."""


Block = Heading | Sentence | Grid | Calendar | Table | Weeks | Episodes | Texts | Notes
