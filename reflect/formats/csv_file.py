"""Comma-separated values (RFC 4180), for spreadsheets and whatever else reads tables, and a way back.

A spreadsheet runs a cell that begins with = + - @, and some drop a tab or a line end before it. Such a text has a `'`
put in front; so has what follows a `;`, a tab, a `|` or a line end inside a text: a program that takes one of these
for the separator finds no quote at the beginning of the cell, and ends it there. What begins with `'` and then so has
one more; so the guard can be told from the text, and comes off again exactly.
Source of what is guarded: https://owasp.org/www-community/attacks/CSV_Injection
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from reflect.formats import tables
from reflect.formats.rows import Row, RowError, Terms, date_in
from reflect.formats.tables import COLUMNS, FIELDS, NEWER, Cells, Form, table_row
from reflect.formats.written_times import Dates
from reflect.model import schema, strict_json
from reflect.model.labels import NAMES_NOW
from reflect.model.schema import Entry, FieldError
from reflect.model.strict_json import FaultyJSONError
from reflect.model.text import visible_line

_GUARD = "'"
_BLANK = r"[^\S\t\r\n]|[\x00-\x08\x0e-\x1f\x7f\xad\u200b-\u200f\u2060\ufeff]"
_SIGN = r"[=+\-@\uff1d\uff0b\uff0d\uff20]"
_ENDS_CELL = r"[;\t|\r\n]"
_RUNS = re.compile(rf"'*(?:{_BLANK})*(?:[\t\r\n]|{_SIGN})")
_RUNS_INSIDE = rf"(?='*(?:{_BLANK}|\")*{_SIGN})"
"""What begins a cell inside a text; a quote there opens the cell, and is dropped. It has none of `_ENDS_CELL`, so that
no guard is put inside of it."""
_UNGUARDED_INSIDE = re.compile(rf"({_ENDS_CELL}){_RUNS_INSIDE}")
_GUARDED_INSIDE = re.compile(rf"({_ENDS_CELL})'{_RUNS_INSIDE}")
_INSIDE_JSON = re.compile(rf"(?<=[;|])((?:{_BLANK})*)({_SIGN})")
_BARE = re.compile(r"[0-9A-Za-z_:/.+-]+")
"""What needs no quotes, whatever a program takes for a separator."""
_FLAGS = {"true": True, "false": False}  # looked up in small letters: spreadsheets write TRUE
_LISTS = ("with", "feelings")
_JSON_BEGINS = ("[", "{", '"')
_MAX_DIGITS = 9
"""Of a number that is read as one; no valid one has more than three."""
_MAX_SHOWN_LENGTH = 40
"""Characters of a column's name that an error names."""
_EMPTIABLE = {
    kind: {field.name for field in fields if field.empty is not ...} for kind, fields in schema.OWN_FIELDS.items()
}


def write(entries: Iterable[Entry], columns: Mapping[str, Form] = COLUMNS) -> Iterator[bytes]:
    """Yield the lines of an export: the header, and one row an entry."""
    yield (",".join(columns) + "\r\n").encode()
    forms = list(columns.values())
    for entry in entries:
        yield (",".join(map(_csv_cell, table_row(entry, columns), forms)) + "\r\n").encode()


def read(document: str, _: Terms) -> Iterator[Row | RowError]:
    """Yield the rows of a file, under whatever names its header has; a column that is not ours goes to `extra`."""
    dates = {name: Dates(partial(_rewritten, document, name)) for name in ("day", "at")}
    for row in tables.named_rows(document, _header_fault):
        yield row if isinstance(row, RowError) else _record_row(row, dates)


def recognises(document: str) -> bool:
    """Return whether the first line that is not blank names the columns that every row needs."""
    names = tables.column_names(document)
    return "kind" in names and ("day" in names or "at" in names)


def guarded(text: str) -> str:
    """Return a text as it is in a cell: with a `'` in front of what a spreadsheet would run."""
    return (_GUARD if _RUNS.match(text) else "") + _UNGUARDED_INSIDE.sub(rf"\1{_GUARD}", text)


def unguarded(cell: str) -> str:
    """Return the text in a cell: `guarded` undone."""
    return _GUARDED_INSIDE.sub(r"\1", cell[1:] if cell.startswith(_GUARD) and _RUNS.match(cell, 1) else cell)


def _csv_cell(value: Any, form: Form) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value).lower()
    text = _INSIDE_JSON.sub(_escaped, value) if form == "json" else guarded(value)
    return text if _BARE.fullmatch(text) else '"' + text.replace('"', '""') + '"'


def _escaped(found: re.Match[str]) -> str:
    """Return a sign inside JSON as its escape: whoever reads the JSON finds the sign, and no spreadsheet runs it."""
    return f"{found[1]}\\u{ord(found[2]):04x}"


def _header_fault(header: list[str]) -> str | None:
    if "kind" not in header:
        return "is not a header: it has no column `kind`"
    twice = next((name for name, times in Counter(header).items() if name and times > 1), None)
    return f"names the column `{visible_line(twice[:_MAX_SHOWN_LENGTH])}` twice" if twice else None


def _rewritten(document: str, column: str) -> Iterator[str]:
    """Yield what stands in a column."""
    records = (cells for _, cells in tables.table_records(document) if not isinstance(cells, str))
    place = next(records).index(column)
    return (cells[place] for cells in records if len(cells) > place)


def _record_row(row: Cells, dates: Mapping[str, Dates]) -> Row | RowError:
    own = row.by_name
    if "" in own:
        return RowError(row.line, "has a cell in a column without a name")
    try:
        fields = _fields(own, row.columns)
        # A spreadsheet writes dates in the form of its country.
        if (day := own.get("day")) and (found := dates["day"].day(day)):
            fields["day"] = found
        if (at := own.get("at")) and not at[:4].isdecimal() and (moment := dates["at"].moment(at)):
            fields["at"] = moment
        return Row(row.line, fields, own)
    except FieldError as error:
        return RowError(row.line, str(error), date_in(own))


def _fields(own: Mapping[str, str], header: Iterable[str]) -> dict[str, Any]:
    """Return the fields of a row. An empty cell says that there is no value, where there may be none."""
    names = FIELDS.get(own.get("kind", ""), tuple(COLUMNS))
    fields = {name: _value(name, cell) for name, cell in own.items() if name in names}
    dropped = (*names, NEWER, *NAMES_NOW)
    foreign = {name: unguarded(cell) for name, cell in own.items() if name not in dropped}
    if foreign:
        fields["extra"] = _joined("extra", foreign, fields.get("extra", {}), foreign)
    if NEWER in own:
        fields = _joined(NEWER, fields, _value(NEWER, own[NEWER]), names)
    empty = _EMPTIABLE.get(own.get("kind", ""), set()).intersection(header) - own.keys()
    return dict.fromkeys(empty) | fields


def _joined(name: str, fields: dict[str, Any], more: Any, taken: Iterable[str]) -> dict[str, Any]:
    """Return fields with those of the object in the column `name`."""
    if not isinstance(more, dict):
        raise FieldError(name, "is not an object")
    if more.keys() & set(taken):
        raise FieldError(name, "contains what has a column of its own")
    return fields | more


def _value(name: str, cell: str) -> Any:
    """Return the value of a cell, or the cell itself where it has not the form of its column: the field refuses it."""
    match COLUMNS[name]:
        case "text":
            return unguarded(cell)
        case "whole":
            return int(cell) if cell.isascii() and cell.isdigit() and len(cell) <= _MAX_DIGITS else cell
        case "flag":
            return _FLAGS.get(cell.lower(), cell)
        case "json":
            return _json_value(name, cell)


def _json_value(name: str, cell: str) -> Any:
    """Return the value of a cell of JSON; names can also be as a person types them: `Sam, Anna`."""
    try:
        return strict_json.loads(cell)
    except FaultyJSONError as error:
        if name not in _LISTS:
            raise FieldError(name, str(error)) from None
        if cell.lstrip().startswith(_JSON_BEGINS):
            raise FieldError(name, 'is not a list of names; write names as Sam, Anna or as ["Sam","Anna"]') from None
    return list(tables.parts(unguarded(cell), ","))
