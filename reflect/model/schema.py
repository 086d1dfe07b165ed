"""The kinds of entries: their fields, and the checks that make an entry valid.

An entry is the dictionary in the month file, with every field of its kind present; fields of a newer version of the
program stay in it untouched. One table, `FIELDS`, says what each field may be: entries are read, written, imported and
described by it.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from operator import index, itemgetter
from typing import TYPE_CHECKING, Any, Final, SupportsIndex, TypeGuard, cast

from reflect.errors import ImpossibleValueError
from reflect.model.choices import KINDS, OFFER_CLASSES
from reflect.model.dates import at_fault, day_fault, zone_fault
from reflect.model.ids import id_fault, prompt_fault, slug_fault
from reflect.model.text import label_fault, text_fault, visible_name

if TYPE_CHECKING:
    from reflect.model.entry import Answer, Entry, Mood, Note, Offer, Pass, Pattern, Session
else:  # which each is: making the classes that type checkers know costs every command 0.3 ms
    Answer = Entry = Mood = Note = Offer = Pass = Pattern = Session = dict

__all__ = ["Answer", "Entry", "Mood", "Note", "Offer", "Pass", "Pattern", "Session"]
"""What is imported from here beside what is defined here."""

ENERGY_SCALE: Final = (1, 7)
"""The lowest and the highest energy."""
MAX_SCALE: Final = 100
"""The highest value that a scale may have."""
_MAX_DEPTH = 50
"""How deep an unknown value may be nested; Python's own limit is somewhere below 1,000 and moves."""


class FieldError(ValueError):
    """A field of an entry is not valid; `str()` names the field, never its content."""

    def __init__(self, field: str, fault: str) -> None:
        super().__init__(f"`{field}` {fault}")
        self.field = field


# What is wrong with a value, as the end of a sentence that names the field and never holds the value


def is_whole(value: object) -> TypeGuard[int]:
    """Return whether `value` is a whole number (in Python True is one too; here it is not)."""
    return isinstance(value, int) and not isinstance(value, bool)


def checked_whole(value: SupportsIndex, bounds: tuple[int, int], what: str) -> int:
    """Return `value` as an int.

    Raises:
        ImpossibleValueError: it is not within the bounds, both included; the sentence names `what`.
    """
    low, high = bounds
    if low <= index(value) <= high:
        return index(value)
    raise ImpossibleValueError(f"{what} must be a whole number from {low} to {high}")


def whole_fault(value: object) -> str | None:
    """Return what is wrong with `value` as a whole number, or None."""
    return None if is_whole(value) else "is not a whole number"


def energy_fault(value: object) -> str | None:
    """Return what is wrong with `value` as an energy, or None."""
    low, high = ENERGY_SCALE
    return None if is_whole(value) and low <= value <= high else f"is not a whole number from {low} to {high}"


def scale_fault(value: object) -> str | None:
    """Return what is wrong with `value` as a scale [lowest, highest], or None."""
    match value:
        case [low, high] if is_whole(low) and is_whole(high) and 0 <= low < high <= MAX_SCALE:
            return None
    return f"is not a scale: two whole numbers, the lower first, from 0 to {MAX_SCALE}"


def flag_fault(value: object) -> str | None:
    """Return what is wrong with `value` as a flag, or None."""
    return None if isinstance(value, bool) else "is neither true nor false"


def class_fault(value: object) -> str | None:
    """Return what is wrong with `value` as the class of an offer, or None."""
    return None if value in OFFER_CLASSES else "is not one of " + ", ".join(OFFER_CLASSES)


def labels_fault(value: object) -> str | None:
    """Return what is wrong with `value` as a list of labels, or None."""
    if not isinstance(value, list):
        return "is not a list"
    for label in value:
        if wrong := (_label_fault if isinstance(label, str) else label_fault)(label):
            return wrong
    return None


def object_fault(value: object) -> str | None:
    """Return what is wrong with `value` as a JSON object, or None."""
    return unknown_fault(value) if isinstance(value, dict) else "is not an object"


def unknown_fault(value: object, depth: int = 0) -> str | None:
    """Return why a value that this program does not know cannot be saved, or None."""
    if depth > _MAX_DEPTH:
        return f"is nested more than {_MAX_DEPTH} deep"
    if isinstance(value, str):
        return None if value.isascii() or _is_utf8(value) else "contains half of a character (a lone surrogate)"
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        for item in value:
            is_plain = depth < _MAX_DEPTH and isinstance(item, str) and item.isascii()  # as nearly all are
            if not is_plain and (wrong := unknown_fault(item, depth + 1)):
                return wrong
    return None


def _is_utf8(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


_OF_TEXTS: Final[Mapping[Callable[[object], str | None], Callable[[str], str | None]]] = {
    fault: lru_cache(size)(fault)
    for fault, size in ((at_fault, 4), (zone_fault, 16), (label_fault, 512), (prompt_fault, 512), (slug_fault, 64))
}
"""Of the checks that see the same few texts in many entries: a form that takes texts only, and remembers the answer."""
_label_fault = _OF_TEXTS[label_fault]


class Field:
    """One field of a kind."""

    def __init__(self, name: str, fault: Callable[[object], str | None], empty: object = ...) -> None:
        """Take its name.

        `fault` returns what is wrong with a value, as the end of a sentence, or None. `empty` is the value of an empty
        field (None, [] or {}); `...` if it must not be empty.
        """
        self.name, self.fault, self.empty = name, fault, empty


_OFFSET = len("2026-11-23T21:40:00")
"""Where the offset of a time begins."""

ENVELOPE: Final = (
    Field("id", id_fault),
    Field("kind", lambda _: None),
    Field("day", day_fault),
    Field("at", at_fault),
    Field("zone", zone_fault, None),
    Field("recorded_at", at_fault),
    Field("edited_at", at_fault, None),
    Field("source", label_fault),
    Field("private", flag_fault, empty=False),
    Field("extra", object_fault, {}),
)
"""The fields that every entry has."""

OWN_FIELDS: Final[Mapping[str, tuple[Field, ...]]] = {
    "mood": (
        Field("value", whole_fault, None),
        Field("scale", scale_fault),
        Field("energy", energy_fault, None),
        Field("feelings", labels_fault, []),
        Field("note", text_fault, None),
    ),
    "pattern": (
        Field("label", label_fault),
        Field("with", labels_fault, []),
        Field("wish", text_fault, None),
        Field("other", text_fault, None),
        Field("self", text_fault, None),
        Field("note", text_fault, None),
    ),
    "answer": (Field("prompt", prompt_fault), Field("prompt_text", text_fault), Field("text", text_fault)),
    "offer": (
        Field("prompt", prompt_fault),
        Field("prompt_text", text_fault),
        Field("theme", slug_fault),
        Field("class", class_fault),
    ),
    "pass": (Field("prompt", prompt_fault),),
    "note": (Field("text", text_fault),),
    "session": (Field("note", text_fault, None),),
}
"""The fields of each kind beside the envelope."""

FIELDS: Final[Mapping[str, tuple[Field, ...]]] = {kind: ENVELOPE + own for kind, own in OWN_FIELDS.items()}
WRITTEN: Final = tuple(kind for kind in KINDS if kind not in ("offer", "pass"))
"""The kinds that a person writes; the program saves the others to choose prompts."""
WORDS: Final = ("text", "note", "wish", "other", "self")
"""The fields that hold a person's own words."""
REMOVABLE: Final = ("value", "energy", "note", "wish", "other", "self")
"""The fields that an edit can take out, beside people and feelings."""
EDITABLE: Final[Mapping[str, tuple[str, ...]]] = {
    "mood": ("value", "energy", "feelings", "note"),
    "pattern": ("label", "with", "wish", "other", "self", "note"),
    "answer": ("text",),
    "offer": (),
    "pass": (),
    "note": ("text",),
    "session": ("note",),
}
"""The fields of each kind that a person can edit, beside `at` and `private`."""


def editable_words(kind: str) -> tuple[str, ...]:
    """Return the fields of a kind of entry that hold the person's words: those that the editor opens.

    Raises:
        ImpossibleValueError: this kind holds no words.
    """
    fields = tuple(field for field in EDITABLE[kind] if field in WORDS)
    if not fields:
        raise ImpossibleValueError(f"there is nothing to edit in {kind} entries")
    return fields


_EMPTY = {kind: {field.name: None for field in fields} for kind, fields in FIELDS.items()}
_FAULTS = {kind: {field.name: field.fault for field in fields} for kind, fields in FIELDS.items()}
_FAULTS_OF_TEXTS = {
    kind: {field.name: _OF_TEXTS.get(field.fault, field.fault) for field in fields} for kind, fields in FIELDS.items()
}
_NEEDED = {kind: tuple(field.name for field in fields if field.empty is ...) for kind, fields in FIELDS.items()}
_OF_NEEDED = {kind: itemgetter(*names) for kind, names in _NEEDED.items()}
_FILLED = {
    kind: tuple((field.name, type(field.empty)) for field in fields if field.empty not in (..., None))
    for kind, fields in FIELDS.items()
}
# `FIELDS` taken apart for `parse_entry`, which runs over ten years: by what an entry has, not by what it could have.


def parse_entry(raw: object) -> Entry:
    """Return `raw` as an entry, checked, with missing fields filled in; unknown fields stay.

    Raises:
        FieldError: a field is missing or is not what it should be.
    """
    if not isinstance(raw, dict):
        raise FieldError("entry", "is not an object")
    kind = raw.get("kind")
    if not isinstance(kind, str) or kind not in FIELDS:
        raise FieldError("kind", "is not one of " + ", ".join(KINDS))
    faults, faults_of_texts = _FAULTS[kind], _FAULTS_OF_TEXTS[kind]
    entry: dict[str, Any] = {**_EMPTY[kind], **raw}
    for name, value in raw.items():
        if value is None:
            continue
        fault = (faults_of_texts if type(value) is str else faults).get(name, unknown_fault)
        if wrong := fault(value):
            raise FieldError(visible_name(str(name)), wrong)
    if len(entry) > len(faults):
        _check_unknown(name for name in raw if name not in faults)
    _fill(entry)
    return cast("Entry", entry)


def filled(raw: dict[str, Any]) -> Entry:
    """Return an entry that was checked before, with missing fields filled in."""
    entry = {**_EMPTY[raw["kind"]], **raw}
    for name, empty in _FILLED[raw["kind"]]:
        if entry[name] is None:
            entry[name] = empty()
    return cast("Entry", entry)


def _fill(entry: dict[str, Any]) -> None:
    """Fill in empty fields, and refuse an entry that lacks a required one."""
    kind = entry["kind"]
    if None in _OF_NEEDED[kind](entry):
        name = next(name for name in _NEEDED[kind] if entry[name] is None)
        raise FieldError(name, "is missing")
    for name, empty in _FILLED[kind]:
        if entry[name] is None:
            entry[name] = empty()
    if kind == "mood":
        _check_mood(entry)


def _check_unknown(names: Iterable[str]) -> None:
    for name in names:
        if wrong := unknown_fault(name):
            raise FieldError(visible_name(str(name)), wrong)


def _check_mood(mood: dict[str, Any]) -> None:
    """Check that the value of a mood is on its scale, and that it has a value, an energy, a feeling or a note."""
    low, high = mood["scale"]
    if mood["value"] is not None and not low <= mood["value"] <= high:
        raise FieldError("value", f"is not on its scale, {low} to {high}")
    if mood["value"] is None and mood["energy"] is None and not mood["feelings"] and mood["note"] is None:
        raise FieldError("value", "is missing, and so are energy, feelings and note")


def compact(entry: Entry) -> dict[str, Any]:
    """Return `entry` as it is in a month file: without the known fields that have no value."""
    known = _FAULTS[entry["kind"]]
    return {
        name: value
        for name, value in entry.items()
        if value or not (value is None or value in ([], {})) or name not in known
    }


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries by day, then time as an instant, then id."""
    found = list(entries)
    if len({entry["at"][_OFFSET:] for entry in found}) > 1:
        return sorted(found, key=order)
    # With one offset these are texts of one length each, which have the order of what they say.
    return sorted(found, key=lambda entry: entry["day"] + entry["at"] + entry["id"])


def order(entry: Entry) -> tuple[str, datetime, str]:
    """Return the sort key of entries: day, then time as an instant, then id."""
    return entry["day"], datetime.fromisoformat(entry["at"]), entry["id"]
