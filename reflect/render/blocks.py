"""Blocks: what a summary is made of before a writer for some medium lays it out. Plain values, and all text `Shown`."""

from typing import NamedTuple

from reflect.render.catalogue import Shown
from reflect.render.dates import DaysOfSpan

BLANK = Shown("")


class Heading(NamedTuple):
    """What the summary is of."""

    title: Shown
    share: Shown
    """How many entries there are, on how many days; not for paper."""


class Sentence(NamedTuple):
    """The summary of a span without entries."""

    text: Shown


class Chart(NamedTuple):
    """The moods on one scale, as points."""

    name: Shown
    low: int
    high: int
    days: DaysOfSpan
    values: dict[str, list[int]]
    """By day, in order of time."""


class Cell(NamedTuple):
    """A row on one day."""

    values: list[Shown]
    """Moods as they were written, in order of time; or one number of entries."""
    ids: list[Shown]
    """The entries, in order, if asked for."""


class Row(NamedTuple):
    """One thing across the days."""

    name: Shown
    cells: dict[str, Cell]
    """By day; a day without an entry has none."""
    words: list[Shown]
    """The same for a list: `Thu 4, 2`; `Mon`, `Tue (2 entries)`; `2,`, `5 (2 entries),`, `9 Nov`."""
    is_count: bool = False
    """Its values are numbers of entries."""
    level: int = 0
    """1 for a person under a pattern."""


class Grid(NamedTuple):
    """Things down, days across."""

    days: DaysOfSpan
    week_from: str
    """The first day of some week: the weeks of a long grid start on its weekday."""
    rows: list[Row]
    heading: Shown = BLANK
    total: Shown = BLANK
    """The heading of the numbers of days; without one there are none."""
    list_heading: Shown = BLANK
    """Heading and total in one, over a list."""


class Items(NamedTuple):
    """Short things one after the other."""

    heading: Shown
    items: list[Shown]
    days: DaysOfSpan


class TableRow(NamedTuple):
    """A thing, and the cells that belong to it, each in pieces that stay whole where they fit."""

    name: Shown
    cells: list[list[Shown]]


class Table(NamedTuple):
    """Things with their details."""

    heading: Shown
    rows: list[TableRow]
    details: bool = True
    """The cells of a row are below each other; else beside each other if they fit."""
    held: Shown = BLANK
    """What is not in it, and the option that shows it."""


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


Block = Heading | Sentence | Chart | Grid | Items | Table | Texts | Notes
