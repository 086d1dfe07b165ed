"""Each JSON Schema that `reflect schema` prints, held against what the commands print."""

import json
from typing import Any

import jsonschema
import pytest

from reflect import Journal
from reflect.model.choices import KINDS, SCHEMA_NAMES
from tests import sealed
from tests.docs.examples import ROOT
from tests.forking import Run, forked
from tests.program import MadeOnce, Reflect

COVERED: dict[str, list[tuple[str | bytes, ...]]] = {
    "week": [("week", "--of", "2026-11-16"), ("month",), ("year",), ("since", "3d", "--people", "letters")],
    "today": [("today",), ("today", "--peek")],
    "list": [("list",), ("list", "--kind", ",".join(KINDS)), ("list", "--grep", "nothing such")],
    "label": [("label", "list")],
    "pack": [("pack", "list"), ("pack", "show", "core"), ("pack", "check", "bad.toml"), ("pack", "preview")],
    "store": [
        ("store", "info"),
        ("store", "check"),
        ("store", "repair", "--yes"),
        ("store", "backup", "copy.zip"),
        ("store", "restore", "copy.zip", "--yes"),
    ],
    "import": [("import", "week.jsonl", "--dry-run"), ("import", "faulty.jsonl", "--dry-run")],
}  # fmt: skip
_BAD = '[pack]\nname = "bad"\ntitle = "B"\nlanguage = "en"\n[[prompt]]\nid = "why"\ntheme = "hope"\ntext = "Why not?"\n'


def _fill(reflect: Reflect) -> None:
    rows = (ROOT / "docs" / "example-week.jsonl").read_text()
    (reflect.home / "week.jsonl").write_text(rows)
    (reflect.home / "faulty.jsonl").write_text('{"kind": "note", "day": "2026-11-20", "text": ""}\n')
    (reflect.home / "bad.toml").write_text(_BAD)
    reflect("import", "week.jsonl")
    reflect.at("2026-11-20T12:00:00+00:00")("pass", "--retire")
    reflect("label", "merge", "anger", "withdrawal")
    reflect("label", "rename", "Sam", "Samuel", "--people")
    reflect("pack", "focus", "core", "--until", "2w")
    reflect("answer", "some words")
    (reflect.store / "entries" / "2026-11 (1).json").write_bytes((reflect.store / "entries/2026-11.json").read_bytes())


@pytest.fixture
def filled(reflect: Reflect, made_once: MadeOnce) -> Reflect:
    return made_once(_fill, reflect)


def _validate(name: Any, value: object) -> None:
    found = Journal.schema(name)
    jsonschema.Draft202012Validator.check_schema(found)
    jsonschema.validate(value, found, jsonschema.Draft202012Validator)


@pytest.mark.thorough
def test_every_output_is_what_its_schema_says(filled: Reflect) -> None:
    assert {*COVERED, *KINDS} == set(SCHEMA_NAMES)
    runs = [Run((*args, "--json")) for commands in COVERED.values() for args in commands]
    for came in forked(filled, runs):
        name = next(name for name, commands in COVERED.items() if came.run.args[:-1] in commands)
        value = json.loads(came.out)
        _validate(name, value)
        damaged: Any = {**value, "format": 2} if "format" in value else [{}] if isinstance(value, list) else {}
        with pytest.raises(jsonschema.ValidationError):
            _validate(name, damaged)


def test_a_day_without_a_prompt_is_as_the_schema_says(filled: Reflect) -> None:
    later = filled.at("2026-11-24T12:00:00+00:00")
    later("pass")
    _validate("today", later("today", "--json").json)
    _validate("today", filled.at("2026-11-25T12:00:00+00:00")("today", "--peek", "--json").json)
    assert filled("schema", "today").json == filled("schema", "today", "--json").json == Journal.schema("today")


def test_what_changes_a_store_says_what_it_did_as_json(filled: Reflect, refused: Any) -> None:
    backed = filled("store", "backup", "out.zip", "--json")
    assert backed.json == {"format": 1, "file": "out.zip", "entries": 21, "months": 2, "encrypted": sealed.ASKED}
    assert "not encrypted" not in backed.err
    assert filled("store", "restore", "out.zip", "--yes", "--json").json == backed.json
    assert "standard output" in refused("store", "backup", "-", "--json").err
    settings = filled("config", "set", "mood.scale", "0-10", "--json").json
    assert settings["mood.scale"] == [0, 10]
    assert filled("config", "unset", "mood.scale", "--json").json == filled("config", "list", "--json").json
    for wrong in ("-1-5", "1--5", "5-1", "1-5-", "-1", "1"):
        assert "mood.scale" in refused("config", "set", "mood.scale", wrong).err
