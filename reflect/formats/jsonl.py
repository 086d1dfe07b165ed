"""One entry a line, as JSON: the format for scripts, and for a way back."""

from collections.abc import Iterable, Iterator

from reflect.formats.rows import Row, RowError, Terms
from reflect.formats.tables import lines_of
from reflect.model import strict_json
from reflect.model.schema import Entry


def write(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Yield the lines of an export, each with its line end."""
    for entry in entries:
        yield f"{strict_json.dump_line(entry)}\n".encode()


def read(document: str, _: Terms) -> Iterator[Row | RowError]:
    """Yield the rows of a file, without blank lines."""
    for number, text in enumerate(lines_of(document), start=1):  # never splitlines: U+2028 may be in a text
        if not text.strip():
            continue
        try:
            value = strict_json.loads(text)
        except strict_json.FaultyJSONError as error:
            yield RowError(number, str(error))
            continue
        yield Row(number, value) if isinstance(value, dict) else RowError(number, "is not a JSON object")


def recognises(document: str) -> bool:
    """Return whether the first non-blank line is a whole object: an entry, and no document that holds entries."""
    from reflect.formats.dayone import JOURNALS  # here, because an export recognises nothing

    first = strict_json.peek(document.lstrip().split("\n", 1)[0])  # faulty where a document goes on over several
    return isinstance(first, dict) and ("kind" in first or first.keys().isdisjoint({"entries", "dayEntries", JOURNALS}))
