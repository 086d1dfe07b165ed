"""Blocks as lines of a terminal, in plain text or with bold; no line is wider than the screen.

Things are down, time is across. On a narrow screen each thing is followed by a list of its days. Numbers are under the
numbers of their days, so that a column can be followed with a finger, by ear or through a pipe.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from reflect.render import Shown
from reflect.render.blocks import (
    Block,
    Calendar,
    Episodes,
    Grid,
    Heading,
    Notes,
    Sentence,
    Table,
    TableRow,
    Texts,
    Weeks,
)
from reflect.render.catalogue import View
from reflect.render.columns import Line, apart, by_piece, by_word, column_of, flow, left, sentence, width_of, wrap
from reflect.render.grids import Grids

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from reflect.summary.shape import Summary

_INDENT = "  "
_TEXT_INDENT, _TEXT_HANG = "    ", "      "
_GAP = "   "


def lines_of(summary: Summary, view: View) -> list[Line]:
    """Return the lines of a summary; headings are bold."""
    from reflect.render.summary import summary_blocks

    return _Writer(summary_blocks(summary, view), view).lines()


def drawn(parts: Iterable[Line | RenderableType], view: View) -> Iterator[str]:
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


def _rich(view: View) -> Console:
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
        self.blocks, self.view = blocks, view
        self.grids = Grids([block for block in blocks if isinstance(block, Grid)], view)
        self.width = self.grids.width

    def lines(self) -> list[Line]:
        if len(self.blocks) > 1 and isinstance(self.blocks[1], Sentence):
            return list(map(Line, sentence(self.blocks[1].text, self.view.columns)))
        found: list[Line] = []
        for block in self.blocks:
            lines = list(self._block(block))
            if found and lines:
                found.append(Line(""))
            found += lines
        return found

    def _block(self, block: Block) -> Iterable[Line]:  # noqa: PLR0911 - one a block
        match block:
            case Heading():
                return self._heading(block)
            case Calendar():
                return map(Line, self.grids.calendar(block))
            case Grid():
                return self.grids.lines(block)
            case Table():
                return self._under(block.heading, self._table(block))
            case Weeks():
                return self._under(block.heading, self._weeks(block))
            case Episodes():
                return self._under(block.heading, self._episodes(block))
            case Texts():
                return self._under(block.heading, self._texts(block))
            case Notes():
                return self._notes(block)
            case Sentence():
                return []

    # the head

    def _heading(self, heading: Heading) -> list[Line]:
        if self.grids.is_wide and heading.share:
            texts = apart(heading.title, heading.share, self.width)
        else:
            texts = [line for text in filter(None, heading) for line in sentence(text, self.width)]
        return [Line(text, bold=True) for text in texts]

    def _under(self, heading: Shown, lines: Iterable[str]) -> Iterator[Line]:
        yield from (Line(text, bold=True) for text in sentence(heading, self.width))
        yield from map(Line, lines)

    # below the grids

    def _table(self, table: Table) -> Iterator[str]:
        most = self.width // 2
        names = column_of((_INDENT + row.name for row in table.rows), len(_GAP), most)
        for row in table.rows:
            if not table.one_line:
                yield from self._lines_of(row, names)
            elif self.grids.is_wide:
                yield from self._one_line(row, names)
            else:  # with its days, or without
                room = self.width - names
                cell = next((cell for cell in row.cells if width_of(" ".join(cell)) <= room), row.cells[-1])
                yield from self._lines_of(row._replace(cells=[cell]), names)
            if row.ids:
                yield from flow(by_piece(row.ids, " "), self.width, _TEXT_INDENT, _TEXT_INDENT)
        if table.held:
            yield from sentence(table.held, self.width)

    def _one_line(self, row: TableRow, names: int) -> Iterator[str]:
        """Yield a line: with its days if they fit, else without; the name is cut if need be, at the edge of a word."""
        for cell in row.cells:
            name = _INDENT + row.name
            name = left(name, names) if width_of(name) + len(_GAP) <= names else name + _GAP
            line = name + " ".join(cell)
            if width_of(line) <= self.width:
                yield line
                return
        yield from self._cut(row)

    def _cut(self, row: TableRow) -> Iterator[str]:
        words, end = row.name.split(" "), _GAP + " ".join(row.cells[-1])
        for number in range(len(words) - 1, 0, -1):
            line = f'{_INDENT}{" ".join(words[:number])} {self.view.cut}"{end}'
            if width_of(line) <= self.width:
                yield line
                return
        yield from self._lines_of(row._replace(cells=row.cells[-1:]), self.width // 2)

    def _lines_of(self, row: TableRow, names: int) -> Iterator[str]:
        first = left(_INDENT + row.name, names) if width_of(_INDENT + row.name) < names else " " * names
        if first.isspace():
            yield from flow(by_word(row.name), self.width, _INDENT, _INDENT)
        for cell in filter(None, row.cells):
            yield from flow(by_piece(cell, " "), self.width, first, " " * names)
            first = " " * names

    def _weeks(self, weeks: Weeks) -> Iterator[str]:
        names = column_of((_INDENT + row.name for row in weeks.rows), len(_GAP), self.width // 2)
        for row in weeks.rows:
            self.grids.has_blank = True
            first = left(_INDENT + row.name, names) if width_of(_INDENT + row.name) < names else " " * names
            if first.isspace():
                yield from flow([("", row.name)], self.width, _INDENT, _INDENT)
            pieces = [*by_piece((mark or " " for mark in row.marks), " "), *([(_GAP, row.after)] if row.after else [])]
            yield from flow(pieces, self.width, first, " " * names)
        if weeks.held:
            yield from sentence(weeks.held, self.width)

    def _episodes(self, episodes: Episodes) -> Iterator[str]:
        for row in episodes.rows:
            who = f" {episodes.heads[2]} {row.people}" if row.people else ""
            yield from sentence(f"{_INDENT}{row.day} {row.label}{who}", self.width)
            for head, part in zip(episodes.heads[3:], row.parts, strict=True):
                if part:
                    yield from wrap(f'{head} "{part}"', self.width, _TEXT_INDENT, _TEXT_HANG)

    def _texts(self, texts: Texts) -> Iterator[str]:
        for text in texts.texts:
            yield from sentence(text.head, self.width)
            for line in text.lines:
                yield from wrap(line, self.width, _TEXT_INDENT, _TEXT_HANG)

    def _notes(self, notes: Notes) -> Iterator[Line]:
        grids = self.grids
        used = (notes.no_entries, grids.has_blank), (notes.mark, True), (notes.later, grids.has_later)
        signs = [sign for sign, is_used in used if sign and is_used]
        if notes.held:
            yield from map(Line, sentence(notes.held, self.width))
        if signs:
            yield from map(Line, flow(by_piece(signs, _GAP), self.width))
