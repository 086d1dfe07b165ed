"""The undo log: a file for each of the latest changes, written before the change and under the same lock.

A step holds the state before the change. Of the entries after it there is only a checksum, enough to see whether they
changed since: a person's words are in a step only once they were edited or deleted.
"""

import contextlib
import io
import json
import os
import re
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from zlib import crc32

from reflect.errors import StoreError
from reflect.model import ids, schema, strict_json
from reflect.model.schema import Entry
from reflect.store import atomic
from reflect.store.files import Files
from reflect.store.paths import UNDO, is_ours

FORMAT = 1
_REPAIR = "`reflect store repair` sets it aside"
MAX_STEPS = 20
MAX_AGE = timedelta(days=30)
_encode = strict_json.encoder(ascii_only=True)
_STEM = rf"{UNDO}/[0-9]{{6,12}}-[0-9]{{8}}T[0-9]{{6}}Z"


class Step(NamedTuple):
    """What undoes one change."""

    before: dict[str, Entry] = {}  # noqa: RUF012 - never changed
    """The entries that the change edited or deleted, as they were, by id."""
    after: dict[str, int | None] = {}  # noqa: RUF012
    """By id of each entry that it changed: the checksum of it after; None: it is gone."""
    operations: tuple[str, ...] = ()
    """The ids of the operations on labels."""
    files: dict[str, tuple[bytes | None, bytes | None]] = {}  # noqa: RUF012
    """Packs, contacts, settings: the file before and after."""
    months: tuple[str, ...] = ()
    """The months that the change wrote: while one is unreadable, it is unknown what is left of the change."""

    def without(self, entry_ids: Collection[str], operation_ids: Collection[str] = ()) -> "Step":
        """Return the step without these entries and operations on labels."""
        before = {entry_id: entry for entry_id, entry in self.before.items() if entry_id not in entry_ids}
        after = {entry_id: checksum for entry_id, checksum in self.after.items() if entry_id not in entry_ids}
        operations = tuple(one for one in self.operations if one not in operation_ids)
        return Step(before, after, operations, self.files, self.months if after else ())


def checksum(entry: Entry | None) -> int | None:
    """Return a checksum that changes with any field but `edited_at`; it guards against chance, not a person."""
    if entry is None:
        return None
    fields = schema.compact(entry)
    fields.pop("edited_at", None)
    return crc32(_encode(fields).encode())


def step_files(files: Files) -> list[str]:
    """Return the files of all steps, the latest first, including those too old to undo.

    Raises:
        StoreError: their folder cannot be read.
    """
    return _steps_among(files.names(UNDO))


def _steps_among(names: Iterable[str]) -> list[str]:
    found = [name for name in names if name == f"{_stem(name)}.json"]
    return sorted(found, key=lambda name: (_number(name), name), reverse=True)


def undoable_files(files: Files, now: datetime) -> list[str]:
    """Return the files of the steps that can be undone, the latest first.

    Raises:
        StoreError: their folder cannot be read.
    """
    return _recent(step_files(files), now)


def _recent(steps: Sequence[str], now: datetime) -> list[str]:
    return [name for name in steps[:MAX_STEPS] if now - made_at(name) <= MAX_AGE]


def write_step(files: Files, step: Step, now: datetime) -> str:
    """Write a step after the others, so that it lasts, and return its file.

    Raises:
        StoreError: it cannot be written; nothing was changed.
    """
    number = max(map(_number, step_files(files)), default=0) + 1
    name = f"{UNDO}/{number:06}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.json"
    try:
        atomic.make_folder(files.path(UNDO))
        files.put(name, serialise_step(step))
    except OSError as error:
        remove_step(files, name)
        raise StoreError(f"cannot be written: {error.strerror}", path=name) from None
    return name


def remove_step(files: Files, name: str) -> None:
    """Remove a step whose change did not happen; if it stays, `undo` skips it."""
    with contextlib.suppress(OSError):
        os.unlink(files.path(name))


def drop_old_steps(files: Files, now: datetime) -> None:
    """Remove the steps that can no longer be undone, and conflict copies of them.

    These hold a person's words too. The next writer removes what this one cannot.
    """
    with contextlib.suppress(StoreError):
        stems = {name: _stem(name) for name in files.names(UNDO)}
        recent = {stems[name] for name in _recent(_steps_among(stems), now)}
        for name, stem in stems.items():
            if stem and stem not in recent:
                remove_step(files, name)


def serialise_step(step: Step) -> bytes:
    """Return the file of a step."""
    document = {
        "format": FORMAT,
        "operations": step.operations,
        "files": {
            name: {"before": _text(before), "after": _text(after)} for name, (before, after) in step.files.items()
        },
        "months": step.months,
    }
    others = json.dumps({name: part for name, part in document.items() if part})
    file = io.BytesIO()  # of thousands of entries of an import, no list and no copy
    file.write(f'{others[:-1]}, "entries": {{'.encode())
    for number, (entry_id, after) in enumerate(step.after.items()):
        before = step.before.get(entry_id)
        state = f'{{"before": {_encode(before and schema.compact(before))}, "after": {_encode(after)}}}'
        file.write(f'{", " if number else ""}"{entry_id}": {state}'.encode())
    file.write(b"}}\n")
    return file.getvalue()


def read_step(files: Files, name: str) -> Step:
    """Return a step; an empty one if its file is gone.

    Raises:
        StoreError: it is damaged, newer, or cannot be read.
    """
    raw = files.read(name)
    if raw is None:
        return Step()
    try:
        return _parse_step(strict_json.loads(raw.decode()))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise StoreError("cannot be read as a step of the undo log", _REPAIR, path=name) from None


def removed_entries(files: Files, prefix: str) -> dict[str, Entry]:
    """Return the entries that steps can bring back and whose ids begin so, by id, each as the latest step has it.

    Raises:
        StoreError: a step cannot be read.
    """
    found: dict[str, Entry] = {}
    for name in step_files(files):
        for entry_id, before in read_step(files, name).before.items():
            if entry_id.startswith(prefix):
                found.setdefault(entry_id, before)
    return found


def _parse_step(document: Any) -> Step:
    if document["format"] != FORMAT:
        raise ValueError
    entries = [_parse_entry(*pair) for pair in document.get("entries", {}).items()]
    return Step(
        {entry_id: before for entry_id, before, _ in entries if before},
        {entry_id: after for entry_id, _, after in entries},
        tuple(map(_checked_text, document.get("operations", ()))),
        dict(_parse_file(*pair) for pair in document.get("files", {}).items()),
        tuple(map(_checked_text, document.get("months", ()))),
    )


def _parse_entry(entry_id: str, pair: Any) -> tuple[str, Entry | None, int | None]:
    before, after = None if pair["before"] is None else schema.parse_entry(pair["before"]), pair["after"]
    if (
        not ids.is_id(entry_id)
        or (before and before["id"] != entry_id)
        or not (after is None or schema.is_whole(after))
    ):
        raise ValueError
    return entry_id, before, after


def _parse_file(name: str, pair: Any) -> tuple[str, tuple[bytes | None, bytes | None]]:
    if not is_ours(name) or name.startswith(("entries/", UNDO)):
        raise ValueError
    return name, (_as_bytes(pair["before"]), _as_bytes(pair["after"]))


def _checked_text(text: Any) -> str:
    if not isinstance(text, str):
        raise TypeError
    return text


def _text(raw: bytes | None) -> str | None:
    return None if raw is None else raw.decode(errors="surrogateescape")


def _as_bytes(text: str | None) -> bytes | None:
    return None if text is None else text.encode(errors="surrogateescape")


def _stem(name: str) -> str | None:
    """Return the beginning of the name of a step, or of a copy of it: number and time."""
    found = re.match(_STEM, name)
    return found[0] if found else None


def _number(name: str) -> int:
    return int(name[len(UNDO) + 1 :].partition("-")[0])


def made_at(name: str) -> datetime:
    """Return when the change of a step was made."""
    try:
        return datetime.fromisoformat(name.rpartition("-")[2].removesuffix(".json"))
    except ValueError:  # the name is not one of ours
        return datetime.min.replace(tzinfo=UTC)
