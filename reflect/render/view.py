"""How a reader wants it: columns, ids, texts, characters. Text of a person becomes `Shown` here and nowhere else."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from reflect.model.ids import short
from reflect.model.text import visible, visible_line
from reflect.render.catalogue import Shown, say

NARROWEST: Final = 20
"""Columns; a screen that says it has less is written for as if it had these."""
GRID_FROM: Final = 76
"""Columns from which the days of a week stand side by side."""

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


class Line(NamedTuple):
    """A line of a screen. Bold marks what was noted on several days, and says nothing that its place does not say."""

    text: str
    bold: bool = False


class View(NamedTuple):
    """How a summary is to be read."""

    width: int
    """Columns of the screen."""
    ids: bool = False
    """Entry ids beside each line."""
    text_kinds: frozenset[str] = frozenset()
    """Which texts are written out: `answers`, `notes`."""
    ascii_only: bool = False
    """The terminal cannot show other characters."""

    @property
    def columns(self) -> int:
        """Columns that are used."""
        return max(self.width, NARROWEST)

    @property
    def has_grid(self) -> bool:
        """Whether the days of a week stand side by side."""
        return self.columns >= GRID_FROM

    @property
    def dot(self) -> Shown:
        """The sign for a day without entries; with blanks around it, what stands between two things."""
        return Shown("." if self.ascii_only else "·")

    def shown(self, label: str) -> Shown:
        """Return a label, a name or a sentence of a person as it may stand on a line."""
        return self._written(visible_line(label))

    def block(self, text: str) -> list[Shown]:
        """Return the lines of a text, each as it may stand on a screen, with tabs as blanks."""
        # A line end of Windows is a line end; a carriage return elsewhere is a control character and is shown as one.
        lines = visible(text.replace("\r\n", "\n")).split("\n")
        return [self._written(line.expandtabs()) for line in lines]

    def with_ids(self, said: Shown, entry_ids: Iterable[str]) -> Shown:
        """Return `said`, with what is printed of the entries' ids behind it if they are asked for."""
        return say("ids", said=said, ids=Shown(" ".join(map(short, entry_ids)))) if self.ids else said

    def _written(self, text: str) -> Shown:
        if self.ascii_only and not text.isascii():
            return Shown(_BEYOND_ASCII.sub(_escape, text))
        return Shown(text)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"  # noqa: PLR2004 - the first of the wide planes
