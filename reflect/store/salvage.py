"""Read what is intact in a damaged file: each whole object, by itself.

Nothing is corrected: an object is read as it is or not at all. The time this takes is in proportion to the size of the
file, whatever is in it: no character is looked at by the JSON reader more than twice.
"""

import codecs
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from reflect.errors import NewerFormatError, StoreError
from reflect.model import schema, strict_json
from reflect.model.ids import ALPHABET
from reflect.model.schema import Entry, FieldError
from reflect.store import month
from reflect.store.atomic import BOM
from reflect.store.paths import DELETED, LABELS, month_file

_KEYED = re.compile(rf'"([{ALPHABET}]{{12}})"[ \t\r\n]*:[ \t\r\n]*(?=\{{)')
"""What is before an entry, wherever it is. No quotation mark inside a text is without a backslash."""
_BARE = re.compile(r'\{(?=[ \t\r\n]*"at"[ \t\r\n]*:)')
"""How an object that the program wrote begins, whatever has become of its key: the keys in it are sorted."""
_MIN_CHARACTERS = 50
"""No entry and no operation is as short."""
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MARK_LENGTH = 7
"""Of a conflict marker of git."""


class SalvagedEntry(NamedTuple):
    """What is in the place of one entry."""

    key: str | None
    """The key it is under, None where that is not known."""
    entry: Entry | None
    """None where it cannot be read."""
    field: str | None = None
    """Which field of it is at fault."""
    fault: str | None = None
    """What is wrong, as the end of a sentence; one that can be read may be in a wrong place."""


class SalvagedMonth(NamedTuple):
    """A month file as far as it can be read."""

    fault: str | None
    """What is wrong with the file as a whole, as the end of a sentence."""
    newer: bool
    """It is of a newer format, and nothing of it was read."""
    found: tuple[SalvagedEntry, ...] = ()
    others: Mapping[str, Any] = {}
    """The tables beside the entries."""

    @property
    def entries(self) -> list[Entry]:
        """The entries that can be read, some perhaps in several versions."""
        return [found.entry for found in self.found if found.entry is not None]

    @property
    def is_damaged(self) -> bool:
        """Whether anything is wrong with it."""
        return self.fault is not None or any(found.fault for found in self.found)


def salvage_month(raw: bytes, of_month: str | None) -> SalvagedMonth:
    """Return the readable parts of a month file; entries outside `of_month` (None: any) are out of place."""
    try:
        document = month.tables(raw, month_file(of_month or ""))
    except NewerFormatError as error:
        return SalvagedMonth(f"{error.problem}; {error.hint}", newer=True)
    except StoreError as error:
        pieces = ((key, value) for side in _sides(text(raw)) for key, value in objects(side))
        found = (_entry(key, value, of_month) for key, value in pieces)
        fault = error.problem if error.line is None else f"{error.problem} (line {error.line})"
        return SalvagedMonth(fault, newer=False, found=tuple(one for one in found if one.key or one.entry))
    table = document["entries"]
    others = {name: rows for name, rows in document.items() if rows is not table}
    return SalvagedMonth(
        None, newer=False, found=tuple(_entry(key, value, of_month) for key, value in table.items()), others=others
    )


def text(raw: bytes) -> str:
    """Return the bytes as text. A byte that is not UTF-8 becomes half of a character, which no entry may hold."""
    if raw.startswith(_UTF_16):  # as some editors save
        return raw[: len(raw) & ~1].decode("utf-16", "surrogatepass")
    return raw.removeprefix(BOM).decode(errors="surrogateescape")


def objects(document: str) -> Iterator[tuple[str | None, object]]:
    """Yield each object of a broken document with the id that it is under, and None for one that is broken itself.

    One ends before the next begins; those without an id are yielded if they are readable.
    """
    keyed = list(_KEYED.finditer(document))
    begins = [found.start() for found in keyed] + [len(document)]
    yield from _bare(document[: begins[0]])
    for found, end in zip(keyed, begins[1:], strict=True):
        piece = document[found.end() : end]
        value, rest = _first(piece)
        yield found[1], value
        yield from _bare(piece[rest:])


def _bare(document: str) -> Iterator[tuple[None, object]]:
    begins = [found.start() for found in _BARE.finditer(document)]
    for start, end in pairwise([*begins, len(document)]):
        value, _ = _first(document[start:end])
        if value is not None:
            yield None, value


def _first(document: str) -> tuple[object, int]:
    if len(document) < _MIN_CHARACTERS:
        return None, len(document)
    try:
        return strict_json.first(document)
    except ValueError:
        return None, 1


def _entry(key: str | None, value: object, of_month: str | None) -> SalvagedEntry:
    if not isinstance(value, dict):
        return SalvagedEntry(key, None, None, "it is not whole")
    entry = None
    try:
        entry = schema.parse_entry(value)
        month.check_place(entry, entry["id"] if key is None else key, of_month)
    except FieldError as error:
        return SalvagedEntry(key, entry, error.field, str(error))
    return SalvagedEntry(key, entry)


def _sides(document: str) -> tuple[str, ...]:
    """Return the two versions of a document that git could not merge; any other as it is."""
    if "\n<<<<<<<" not in f"\n{document}":
        return (document,)
    ours: list[str] = []
    theirs: list[str] = []
    into: tuple[list[str], ...] = (ours, theirs)
    marks = {
        "<" * _MARK_LENGTH: (ours,),
        "|" * _MARK_LENGTH: (),
        "=" * _MARK_LENGTH: (theirs,),
        ">" * _MARK_LENGTH: (ours, theirs),
    }
    for line in document.split("\n"):
        if line[:_MARK_LENGTH] in marks:
            into = marks[line[:_MARK_LENGTH]]
            continue
        for side in into:
            side.append(line)
    return "\n".join(ours), "\n".join(theirs)


def is_closed(of: str, raw: bytes) -> bool:
    """Return whether a file that is named like a copy is whole, and nothing in it is ours, or it is newer."""
    from reflect.store import plain_files

    try:
        strict_json.loads(raw.removeprefix(BOM).decode())
    except ValueError:
        return False  # damaged: it may have been one
    if of == LABELS:
        operations, faults = plain_files.readable_operations(raw)
        return bool(faults) and not operations
    if of == DELETED:
        marks, faults = plain_files.readable_deletions(raw)
        return bool(faults) and not marks
    read = salvage_month(raw, None)
    return read.fault is not None and not read.found
