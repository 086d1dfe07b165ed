"""The summary on a terminal that has bold. The one module that imports Rich; a text is never read as markup."""

from collections.abc import Iterable
from typing import TextIO

from rich.console import Console
from rich.text import Text

from reflect.render.summary import lines
from reflect.render.view import Line, View
from reflect.summary.shape import Summary


def summary(
    found: Summary,
    *,
    width: int,
    ids: bool = False,
    text_kinds: frozenset[str] = frozenset(),
    ascii_only: bool = False,
) -> Text:
    """Return the summary, what was noted on several days in bold; the arguments are those of `plain.summary`.

    Its plain text is what `plain.summary` returns. `write` prints it.
    """
    return styled(lines(found, View(width, ids, text_kinds, ascii_only)))


def styled(found: Iterable[Line]) -> Text:
    """Return lines as one text, the bold ones in bold."""
    text = Text(no_wrap=True, overflow="ignore", end="")
    for i, line in enumerate(found):
        text.append("\n" if i else "")
        text.append(line.text, style="bold" if line.bold else None)
    return text


def write(text: Text, stream: TextIO) -> None:
    """Write `text` and a line end to a terminal: as it stands, neither wrapped nor cut, nothing in it highlighted."""
    console = Console(file=stream, markup=False, emoji=False, highlight=False)
    console.print(text, soft_wrap=True)
