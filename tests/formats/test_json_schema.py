"""The schema of an entry: what is exported validates, and what cannot be kept does not, by a validator of others."""

import json
from functools import cache
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from reflect.formats import json_schema, jsonl
from reflect.model import schema
from reflect.model.choices import KINDS
from reflect.model.schema import Entry
from reflect.render.catalogue import WORDS
from tests.formats.rows_made import diaries, whole_entries
from tests.program import Reflect, Refused


@cache
def validator(kind: str | None = None) -> Any:
    Draft202012Validator.check_schema(json_schema.entry_schema(kind))
    return Draft202012Validator(json_schema.entry_schema(kind), format_checker=FormatChecker())


ANY = validator()


@given(diaries)
def test_an_export_is_what_the_schema_says(diary: list[Entry]) -> None:
    for line in b"".join(jsonl.write(diary)).splitlines():
        entry = json.loads(line)
        ANY.validate(entry)
        assert [kind for kind in KINDS if validator(kind).is_valid(entry)] == [entry["kind"]]


CANNOT_SAY = ("calendar", "before", "bytes", "scale", "blank", "longer", "printable", "nested", "surrogate", "UTF-8")
"""Of what is refused, what a schema leaves to the descriptions: parts of the sentences."""
VALUES: "st.SearchStrategy[Any]" = st.sampled_from(
    [None, True, 0, 1, 8, -1, 101, 1.5, "", "x", "\0", [], ["x"], [1, 7], [7], [0, 1, 2], {}, "2026-11-23", "mood", []]
)


@given(whole_entries, st.data())
def test_what_cannot_be_saved_is_not_an_entry_by_the_schema_either(entry: Entry, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(entry)))
    changed = cast("dict[str, Any]", {**entry, name: data.draw(VALUES)})
    fault = _fault(changed)
    if fault is None:
        assert ANY.is_valid({**changed, **schema.parse_entry(changed)})
    else:
        assert not ANY.is_valid(changed) or any(part in fault for part in CANNOT_SAY), fault


def _fault(entry: dict[str, Any]) -> str | None:
    try:
        schema.parse_entry(entry)
    except schema.FieldError as error:
        return str(error)
    return None


@given(whole_entries, st.data())
def test_no_field_is_left_out(entry: Entry, data: st.DataObject) -> None:
    fields = sorted(field.name for field in schema.FIELDS[entry["kind"]])
    name = data.draw(st.sampled_from(fields))
    assert not ANY.is_valid({key: value for key, value in entry.items() if key != name})
    assert ANY.is_valid({**entry, "of_a_newer_version": [1]})


def test_every_field_is_described() -> None:
    for kind in KINDS:
        properties = json_schema.entry_schema(kind)["properties"]
        assert list(properties) == [field.name for field in schema.FIELDS[kind]]
        assert all(value["description"].endswith(".") for name, value in properties.items() if name != "kind")


def test_the_command(reflect: Reflect, refused: Refused) -> None:
    assert reflect("schema").json == json_schema.entry_schema()
    assert reflect("schema", "mood", "--json").json == json_schema.entry_schema("mood")
    assert reflect("schema", "--words").out.splitlines() == sorted(WORDS)
    assert reflect("schema", "--words", "--json").json == {"format": 1, "words": sorted(WORDS)}
    assert "one of mood, pattern" in refused("schema", "moods").err
    assert "KIND" in refused("schema", "mood", "--words").err
    assert not reflect.store.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_program_keeps_is_what_the_schema_says(reflect: Reflect, kind: str) -> None:
    written = {
        "mood": ("mood", "4", "words", "-f", "tired"),
        "pattern": ("pattern", "anger", "--with", "Sam", "--wish", "words"),
        "answer": ("answer", "words"),
        "offer": ("today",),
        "pass": ("pass",),
        "note": ("note", "words"),
        "session": ("session",),
    }
    reflect(*written[kind])
    entries = [json.loads(line) for line in reflect("export", "--kind", kind).out.splitlines()]
    assert entries
    for entry in entries:
        validator(kind).validate(entry)
