"""The rows that an import left out, as a file of the same format, to be mended and imported."""

import json
from collections.abc import Collection, Iterable
from typing import Any

from reflect.formats.dayone import JOURNALS, journals_in
from reflect.model import strict_json

_LISTS = ("entries", "dayEntries")
"""The keys of lists of entries; the second is that of Daylio's backup."""


def document_of(document: str, format_name: str, starts: Iterable[int], lines: Collection[int]) -> str:
    """Return the rows at these lines as they stand in a file, with its header, or inside its document.

    Args:
        document: the file.
        format_name: its format.
        starts: the lines on which all its rows begin; of JSON, their places.
        lines: those of the rows that are left out.
    """
    if format_name in ("json", "dayone") or (format_name != "jsonl" and document.lstrip()[:1] == "{"):
        kept = _listed(strict_json.loads(document), lines)
        return json.dumps(kept, ensure_ascii=False, indent=2) + "\n"
    end = "\n" if "\n" in document else "\r"
    text = document.split(end)
    begins = sorted(set(starts))
    ends = dict(zip(begins, [*begins[1:], len(text) + 1], strict=True))
    pieces = [text[: begins[0] - 1]] if format_name not in ("jsonl", "jrnl") else []
    pieces += [text[line - 1 : ends[line] - 1] for line in sorted(lines)]
    kept_lines = [line for piece in pieces for line in piece]
    while kept_lines and not kept_lines[-1].strip():
        kept_lines.pop()
    return end.join(kept_lines) + end


def _listed(value: Any, places: Collection[int]) -> Any:
    """Return a document with only the entries at these places, of all its lists one after another, from 1."""
    if isinstance(value, list):
        return [entry for place, entry in enumerate(value, start=1) if place in places]
    if isinstance(value.get(JOURNALS), dict):
        notes = ((journal, entry) for journal, listed in journals_in(value) for entry in listed)
        kept = [pair for place, pair in enumerate(notes, start=1) if place in places]
        named = [{"journal": name, **entry} if isinstance(entry, dict) else entry for name, entry in kept]
        return {"metadata": {"version": "1.0"}, "entries": named}  # each with its journal, as the reader gives it
    for name in _LISTS:
        match value.get(name):
            case list(entries):
                return {**value, name: _listed(entries, places)}
            case dict(entries):  # a month file
                by_place = enumerate(entries.items(), start=1)
                return {**value, name: dict(pair for place, pair in by_place if place in places)}
    return value
