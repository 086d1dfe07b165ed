"""Month files that are damaged or of a newer format: what stands in the place of entries/2026-11.json."""

import json
from typing import Any, NamedTuple

from tests.bad_inputs.hostile import NOTE_ID, NOVEMBER


class Damaged(NamedTuple):
    """Bytes that are not a month file, and what the refusal names beside the file."""

    id: str
    raw: bytes
    names: tuple[str, ...] = ()


NOTE: dict[str, Any] = {
    "at": "2026-11-03T12:00:00+00:00",
    "day": "2026-11-03",
    "id": NOTE_ID,
    "kind": "note",
    "private": False,
    "recorded_at": "2026-11-03T12:00:00+00:00",
    "source": "cli",
    "text": "plum jam",
    "zone": "UTC",
}
_MOOD: dict[str, Any] = {**NOTE, "kind": "mood", "value": 4, "scale": [1, 7]}
_PATTERN: dict[str, Any] = {**NOTE, "kind": "pattern", "label": "anger", "with": ["Sam"]}
_HEAD = '{"_meta": {"format": {"version": 1}}, "entries": {'


def _month(*entries: tuple[str, dict[str, Any]]) -> bytes:
    """Return a month file with these keys and entries; a key may stand twice."""
    return (_HEAD + ", ".join(f'"{key}": {json.dumps(entry)}' for key, entry in entries) + "}}\n").encode()


def _one(**changed: Any) -> bytes:
    return _month((NOTE_ID, {**NOTE, **changed}))


UNREADABLE = (
    # TinyDB's own storage takes an empty file for a new database: the next entry would erase the month.
    Damaged("zero", b""),
    Damaged("nuls", b"\0" * len(NOVEMBER)),
    Damaged("half", NOVEMBER[: len(NOVEMBER) // 2]),
    Damaged("tail", NOVEMBER + b"}}"),
    Damaged("list", b"[]"),
    Damaged("conflict", b"<<<<<<< HEAD\n" + NOVEMBER + b"=======\n" + NOVEMBER + b">>>>>>> x\n", ("conflict",)),
    Damaged("utf16", NOVEMBER.decode().encode("utf-16")),
    Damaged("latin1", NOVEMBER.replace(b"plum jam", b"plum j\xe9m", 1)),
    Damaged("surrogate", NOVEMBER.replace(b"plum jam", rb"plum \ud800 jam", 1)),
    Damaged("deep", (_HEAD + f'"{NOTE_ID}": ' + "[" * 100_000 + "]" * 100_000 + "}}\n").encode()),
    Damaged("newer", NOVEMBER.replace(b'"version": 1', b'"version": 999', 1), ("version|newer|format",)),
)
"""No entry of these can be read."""

WRONG_ENTRIES = (
    Damaged("dup-keys", _month((NOTE_ID, NOTE), (NOTE_ID, {**NOTE, "text": "walnut bread"})), ("k3f9ab|twice",)),
    Damaged("dup-id", _month((NOTE_ID, NOTE), ("q7m2x0b9f3ka", {**NOTE, "text": "x"})), ("q7m2x0|k3f9ab",)),
    Damaged("bad-id", _month(("K3F9-UIL", {**NOTE, "id": "K3F9-UIL"})), ("K3F9-UIL",)),
    Damaged("bad-type", _one(text=["plum jam"]), ("k3f9ab", "`text`")),
    Damaged("bad-type-value", _month((NOTE_ID, {**_MOOD, "value": "4"})), ("k3f9ab", "`value`")),
    Damaged("bad-type-with", _month((NOTE_ID, {**_PATTERN, "with": "Sam"})), ("k3f9ab", "`with`")),
    Damaged("bad-time", _one(at="2026-11-03T12:00:00"), ("k3f9ab", "`at`")),
    Damaged("other-month", _one(day="2026-10-03"), ("k3f9ab", "`day`")),
)
"""The fault of these is in one entry, which is named."""

FURTHER = (
    Damaged("bad-type-flag", _one(private="yes"), ("k3f9ab", "`private`")),
    Damaged("bad-type-true", _month((NOTE_ID, {**_MOOD, "value": True})), ("k3f9ab", "`value`")),
    Damaged("off-the-scale", _month((NOTE_ID, {**_MOOD, "value": 9})), ("k3f9ab", "`value`")),
    Damaged("entry-null", _HEAD.encode() + f'"{NOTE_ID}": null'.encode() + b"}}\n", ("k3f9ab",)),
    Damaged("version-text", NOVEMBER.replace(b'"version": 1', b'"version": "1"', 1)),
    Damaged(
        "version-true",
        NOVEMBER.replace(b'"version": 1', b'"version": true', 1),
    ),
    Damaged("key-controls", _month(("\x1b[2J\u202e", NOTE))),
    Damaged("nan", _one(extra={"a": float("nan")})),
    Damaged(
        "infinite",
        _one(extra={"a": 1}).replace(b'{"a": 1}', b'{"a": 1e400}'),
    ),
    Damaged("surrogate-name", _one(later=1).replace(b'"later"', rb'"\ud800"')),
    Damaged(
        "surrogate-extra",
        _one(extra={"a": 1}).replace(b'{"a": 1}', rb'{"a": "\ud800"}'),
    ),
)
"""Beyond the list."""

REFUSED = UNREADABLE + WRONG_ENTRIES + FURTHER
