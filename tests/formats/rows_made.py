"""Rows and entries for the tests of import and export: every kind, with hostile texts; and ids worked out anew."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from reflect.clock import Zone
from reflect.formats.rows import Row, RowError, Terms, to_entries
from reflect.model import schema
from reflect.model.choices import KINDS
from reflect.model.schema import Entry

NOW = datetime(2026, 11, 23, 21, 40, tzinfo=UTC)
HOSTILE = (
    "\x1b]52;c;ZXZpbA==\x07 \x1b[2J",
    "a\x9b31mb",
    "pay \u202eevil\u202c now \u2066x\u2069",
    "a\u2028b\u2029c\x85d\x0ce\x0bf",
    "one\r\ntwo\rthree\n",
    "\r",
    "x\r",
    " \U0001f469\u200d\U0001f4bb cafe\u0301 \u0633\u0644 \u65e5\u8a18 ",
    "\ufeffBOM",
    '"quoted", {"kind":"note"} \\n \\u0000 </script>',
    "=1+1",
    "\x7f\xad\u200b",
    "\U0010ffff",
)
TEXTS = [text for text in HOSTILE if not text.isspace()]
"""Texts that can be kept."""


def _zone(quarters: int) -> timezone:
    return timezone(timedelta(minutes=15 * quarters))


_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_KEPT = st.characters(exclude_categories=["Cs"], exclude_characters="\0")

texts = st.one_of(
    st.sampled_from(TEXTS), st.text(_KEPT, min_size=1, max_size=40).filter(lambda text: not text.isspace())
)
labels = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=12)
ids = st.text(st.sampled_from(_CROCKFORD), min_size=12, max_size=12)
slugs = st.from_regex(r"[a-z0-9][a-z0-9-]{0,8}", fullmatch=True)
prompts = st.builds("{}/{}".format, slugs, slugs)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(_KEPT),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(_KEPT, max_size=6), inner, max_size=3),
    max_leaves=5,
)
extras = st.dictionaries(st.text(_KEPT, max_size=8), json_values, max_size=2)
times = st.builds(
    lambda back, east: (NOW - timedelta(seconds=back)).astimezone(east).isoformat(),
    st.integers(0, 50 * 365 * 86400),
    st.integers(-14 * 4, 14 * 4).map(_zone),
)
days = st.dates(min_value=datetime(1970, 1, 1, tzinfo=UTC).date(), max_value=NOW.date()).map(str)


def _or_none(values: "st.SearchStrategy[Any]") -> "st.SearchStrategy[Any]":
    return st.none() | values


_OWN: dict[str, dict[str, "st.SearchStrategy[Any]"]] = {
    "mood": {
        "value": _or_none(st.integers(1, 7)),
        "scale": st.just([1, 7]),
        "energy": _or_none(st.integers(1, 7)),
        "feelings": st.lists(labels, max_size=3),
        "note": texts,
    },
    "pattern": {
        "label": labels,
        "with": st.lists(labels, max_size=2),
        "wish": _or_none(texts),
        "other": _or_none(texts),
        "self": _or_none(texts),
        "note": _or_none(texts),
    },
    "answer": {"prompt": prompts, "prompt_text": texts, "text": texts},
    "offer": {
        "prompt": prompts,
        "prompt_text": texts,
        "theme": slugs,
        "class": st.sampled_from(["new", "returning", "early"]),
    },
    "pass": {"prompt": prompts},
    "note": {"text": texts},
    "session": {"note": _or_none(texts)},
}


def _of_kind(kind: str) -> "st.SearchStrategy[dict[str, Any]]":
    return st.fixed_dictionaries(
        {
            "id": ids,
            "kind": st.just(kind),
            "day": days,
            "at": times,
            "zone": st.sampled_from([None, "UTC", "Europe/London"]),
            "recorded_at": times,
            "edited_at": _or_none(times),
            "source": st.sampled_from(["cli", "api", "import:dayone"]),
            "private": st.booleans(),
            "extra": extras,
            **_OWN[kind],
        }
    )


whole_entries = st.one_of([_of_kind(kind) for kind in KINDS]).map(schema.parse_entry)
diaries = st.lists(whole_entries, max_size=8, unique_by=lambda entry: entry["id"])
"""Entries with every field given, no id twice."""


def terms(**changed: Any) -> Terms:
    """Return the terms of an import on a Monday evening, in UTC."""
    return Terms("jsonl", Zone.named("UTC"), (1, 7), 4, NOW)._replace(**changed)


def made(*fields: dict[str, Any], on: Terms | None = None) -> list[Entry | RowError]:
    """Return what rows with these fields become."""
    rows = [Row(number, row) for number, row in enumerate(fields, start=1)]
    return entries_of(rows, on or terms())


def entries_of(rows: Iterable[Row | RowError], on: Terms) -> list[Entry | RowError]:
    """Return what the rows become that are no errors."""
    made = to_entries((row for row in rows if isinstance(row, Row)), on)
    return [one if isinstance(one, RowError) else one.entry() for one in made]


def entry_of(fields: dict[str, Any], on: Terms | None = None) -> Any:
    """Return the entry that a row becomes, for it must become one."""
    (found,) = made(fields, on=on)
    assert not isinstance(found, RowError), found
    return found


def fault_of(fields: dict[str, Any], on: Terms | None = None) -> str:
    """Return why a row cannot become an entry."""
    (found,) = made(fields, on=on)
    assert isinstance(found, RowError), found
    return found.message


def id_of(fields: dict[str, Any], nth: int = 1) -> str:
    """Return the id of a row without one, worked out from the contract and not from the program.

    The first 60 bits, from the left, of the SHA-256 of the row's fields as JSON, a line end, and n in decimals; as
    Crockford's base 32.
    """
    own = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(f"{own}\n{nth}".encode()).hexdigest()
    bits = format(int(digest, 16), "0256b")[:60]
    return "".join(_CROCKFORD[int(bits[start : start + 5], 2)] for start in range(0, 60, 5))


def lines(rows: Iterable[dict[str, Any]]) -> str:
    """Return rows as a jsonl file."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
