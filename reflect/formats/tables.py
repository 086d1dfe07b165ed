"""Tables: the columns of ours, and CSV as it is read: rows as cells by column."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple, cast

from reflect.formats.rows import FileError, RowError
from reflect.model import schema, strict_json
from reflect.model.schema import Entry

Form = Literal["text", "whole", "flag", "json"]

NEWER: Final = "newer"
"""The column of the fields that this program does not know, those of a newer version, as one object."""

_SEPARATORS = ",;\t"
_MAX_HEADER = 100_000
"""Characters of a first line."""

_OTHER_THAN_TEXT: Final[dict[str, Form]] = {
    "private": "flag",
    "value": "whole",
    "energy": "whole",
    "scale": "json",
    "feelings": "json",
    "with": "json",
    "extra": "json",
    NEWER: "json",
}
ENVELOPE: Final = tuple(field.name for field in schema.ENVELOPE)
"""The names of the fields that every entry has."""
FIELDS: Final = {kind: tuple(field.name for field in fields) for kind, fields in schema.FIELDS.items()}
"""The names of the fields of each kind, those of the envelope first."""
COLUMNS: Final[dict[str, Form]] = {
    name: _OTHER_THAN_TEXT.get(name, "text")
    for name in dict.fromkeys(
        [*(name for names in FIELDS.values() for name in names if name != "extra"), "extra", NEWER]
    )
}
"""The columns in their order, each with the form of its cells: the envelope, the fields of the kinds, the rest."""


def table_row(entry: Entry, columns: Mapping[str, Form] = COLUMNS) -> list[Any]:
    """Return an entry as the values of the columns: texts, whole numbers, flags, JSON as text, None for no value."""
    fields = cast("dict[str, Any]", entry)
    known = FIELDS[entry["kind"]]
    values = {name: fields.get(name) for name in known}
    values[NEWER] = {name: value for name, value in fields.items() if name not in known}
    return [_to_cell(values.get(name), form) for name, form in columns.items()]


def _to_cell(value: Any, form: Form) -> Any:
    if value in (None, [], {}):
        return None
    return strict_json.dump_line(value) if form == "json" else value


class Cells(NamedTuple):
    """One row of a table."""

    line: int
    """From 1; the first line of the row."""
    by_name: dict[str, str]
    """The cells that are not empty, as they are, by the name of their column: the source of the row's id."""
    columns: list[str]
    """The names of all columns."""

    def get(self, name: str) -> str:
        """Return a cell; the empty text where there is none."""
        return self.by_name.get(name, "")

    def rest(self, *used: str) -> dict[str, str]:
        """Return the cells of all columns but the named ones."""
        return {name: cell for name, cell in self.by_name.items() if name not in used}


def column_names(document: str) -> list[str]:
    """Return the names of the columns; none where the first line is not a row of a table."""
    import csv

    try:
        return next(csv.reader([_first_line(document)], strict=True, delimiter=separator(document)), [])
    except csv.Error:
        return []


def separator(document: str) -> str:
    """Return what separates the columns: what stands most often between the names of the first line.

    Spreadsheets write a semicolon where the comma is the decimal sign, and a tab for text with tabs.
    """
    line = re.sub(r'"[^"]*"', "", _first_line(document))
    return max(_SEPARATORS, key=line.count)


def _first_line(document: str) -> str:
    begins = document.lstrip("\ufeff \r\n")
    return re.split(r"[\r\n]", begins[:_MAX_HEADER], maxsplit=1)[0]


def _twice(columns: list[str]) -> str | None:
    return "names a column twice" if len(set(columns)) < len(columns) else None


def named_rows(document: str, header_fault: Callable[[list[str]], str | None] = _twice) -> Iterator[Cells | RowError]:
    """Yield the rows below the header; `header_fault` returns what is wrong with the names in that, or None."""
    names: list[str] = []
    for line, cells in table_records(document):
        if isinstance(cells, str):
            yield RowError(line, cells)
        elif not names:
            names = cells
            if fault := header_fault(names):
                yield FileError(line, fault)
                return
        elif len(cells) != len(names):
            yield RowError(line, f"has {len(cells)} cells, and the header names {len(names)} columns")
        else:
            yield Cells(line, {name: cell for name, cell in zip(names, cells, strict=True) if cell}, names)


def cells_of(document: str) -> Iterator[Cells]:
    """Yield the rows that can be read, anew: a list of all would be as large as what becomes of them."""
    return (row for row in named_rows(document) if isinstance(row, Cells))


@lru_cache(512)  # the same words and tags are in many rows
def parts(cell: str, separators: str) -> tuple[str, ...]:
    """Return what stands between separators in a cell, without what is blank."""
    return tuple(part.strip() for part in re.split(f"[{separators}]", cell) if part.strip())


def lines_of(document: str, end: str = "\n") -> Iterator[str]:
    """Yield the lines of a document as `split` does, one by one: a list of all would be as large as the document."""
    begin = 0
    while (stop := document.find(end, begin)) >= 0:
        yield document[begin:stop]
        begin = stop + 1
    yield document[begin:]


def table_records(document: str) -> Iterator[tuple[int, list[str] | str]]:
    """Yield the cells of each row with its first line, or why they cannot be read; no blank ones."""
    import csv

    csv.field_size_limit(max(csv.field_size_limit(), len(document)))  # the bound on texts is elsewhere
    # A line end inside a text ends no line of the file: some spreadsheets end lines with CR, and have LF in texts.
    end = "\r" if re.match(r"\s*[^\r\n]*\r(?!\n)", document[:_MAX_HEADER]) else "\n"
    reader = csv.reader((line + end for line in lines_of(document, end)), strict=True, delimiter=separator(document))
    while True:
        first = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            open_quote = "unexpected end" in str(error)
            yield first, "opens a quote that is never closed" if open_quote else "has text beside a quote or a line end"
            return  # where the next row begins is not known
        if any(map(str.strip, cells)):
            yield first, cells
