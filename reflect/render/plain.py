"""The summary as plain text: for a pipe, a file, a screen reader, a terminal without styles."""

from reflect.render.summary import lines
from reflect.render.view import View
from reflect.summary.shape import Summary


def summary(
    found: Summary,
    *,
    width: int,
    ids: bool = False,
    text_kinds: frozenset[str] = frozenset(),
    ascii_only: bool = False,
) -> str:
    r"""Return the summary as text, without a line end behind the last line.

    Args:
        found: what `reflect.summary.summary.of` made of a span.
        width: columns of the screen; from 76 the days of a week stand side by side. No line is wider (20 at least are
            used).
        ids: put what is printed of the entries' ids beside each line.
        text_kinds: which texts are written out: `answers`, `notes`.
        ascii_only: write ASCII; other characters of a text as `\uXXXX`.
    """
    return "\n".join(line.text for line in lines(found, View(width, ids, text_kinds, ascii_only)))
