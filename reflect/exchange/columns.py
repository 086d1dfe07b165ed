"""Entries as rows of a table: a column for each field of any kind, and what stands in its cells.

A list or an object is JSON in its cell. No field can hold an empty text, so an empty cell always is no value.
"""

from typing import Any, Final, Literal, cast

from reflect.entries import kinds, strict_json
from reflect.entries.kinds import Entry

Form = Literal["text", "whole", "flag", "json"]

NEWER: Final = "newer"
"""The column of the fields that this program does not know, those of a newer version, as one object."""

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
ENVELOPE: Final = tuple(field.name for field in kinds.ENVELOPE)
"""The names of the fields that every entry has."""
FIELDS: Final = {kind: tuple(field.name for field in fields) for kind, fields in kinds.FIELDS.items()}
"""The names of the fields of each kind, those of the envelope first."""
COLUMNS: Final[dict[str, Form]] = {
    name: _OTHER_THAN_TEXT.get(name, "text")
    for name in dict.fromkeys(
        [*(name for names in FIELDS.values() for name in names if name != "extra"), "extra", NEWER]
    )
}
"""The columns in their order, each with the form of its cells: the envelope, the fields of the kinds, the rest."""


def row(entry: Entry) -> list[Any]:
    """Return an entry as the values of all columns: texts, whole numbers, flags, JSON as text, None for no value."""
    fields = cast("dict[str, Any]", entry)
    known = FIELDS[entry["kind"]]
    values = {name: fields[name] for name in known}
    values[NEWER] = {name: value for name, value in fields.items() if name not in known}
    return [_cell(values.get(name), form) for name, form in COLUMNS.items()]


def _cell(value: Any, form: Form) -> Any:
    if value in (None, [], {}):
        return None
    return strict_json.line(value) if form == "json" else value
