"""The bytes of a month file, and what is said of a damaged one."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.errors import StoreError
from reflect.model import schema
from reflect.model.schema import Entry
from reflect.store import month
from reflect.store.month_table import Month
from reflect.store.paths import month_in
from tests.store.samples import document, note, number, put, raw, store_at

NAME = "entries/2026-11.json"
ID = "k3f9ab2m7q0x"


def refusal(data: bytes, name: str = NAME) -> str:
    with pytest.raises(StoreError) as refused:
        month.parse(data, name)
    return str(refused.value)


def test_the_bytes_of_a_month_file() -> None:
    entries = {
        ID: note(
            text='é "q" \\ a\tb\n\x1b[0m\x7f\x9b\u202e\u2028\ufeff\U0001f469\u200d\U0001f4bb', later={"b": 1, "a": []}
        ),
        "0123456789ab": schema.parse_entry(
            {
                "id": "0123456789ab",
                "kind": "mood",
                "day": "2026-11-02",
                "at": "2026-11-02T09:00:00+01:00",
                "recorded_at": "2026-11-02T09:00:00+01:00",
                "source": "cli",
                "value": 0,
                "scale": [0, 10],
                "private": True,
            }
        ),
    }
    assert (
        month.serialise(entries).decode()
        == r"""{
  "_meta": {
    "format": {
      "version": 1
    }
  },
  "entries": {
    "0123456789ab": {
      "at": "2026-11-02T09:00:00+01:00",
      "day": "2026-11-02",
      "id": "0123456789ab",
      "kind": "mood",
      "private": true,
      "recorded_at": "2026-11-02T09:00:00+01:00",
      "scale": [
        0,
        10
      ],
      "source": "cli",
      "value": 0
    },
    "k3f9ab2m7q0x": {
      "at": "2026-11-23T21:40:00+00:00",
      "day": "2026-11-23",
      "id": "k3f9ab2m7q0x",
      "kind": "note",
      "later": {
        "a": [],
        "b": 1
      },
      "private": false,
      "recorded_at": "2026-11-23T21:40:00+00:00",
      "source": "cli",
      "text": "é \"q\" \\ a\tb\n\u001b[0m\u007f\u009b\u202e\u2028\ufeff👩‍💻",
      "zone": "UTC"
    }
  }
}
"""
    )


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1).filter(
    lambda value: not value.isspace()
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(texts, st.dictionaries(st.text().filter(lambda key: key not in note()), anything, max_size=3), anything)
def test_what_is_written_is_read_again_and_nothing_a_terminal_obeys_stands_in_it(
    words: str, unknown: dict[str, Any], extra: Any
) -> None:
    entry = note(text=words, **unknown, extra={"x": extra})
    data = month.serialise({ID: entry})
    assert month.parse(data, NAME) == {ID: entry}
    assert month.serialise(month.parse(data, NAME)) == data
    assert data.endswith(b"\n}\n")
    for character in data.decode():
        assert character == "\n" or (character.isprintable() or ord(character) > 0x9F), hex(ord(character))
        assert (
            character
            not in "\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
        )


def rewritten(store: Path, data: bytes) -> dict[str, Any]:
    """Return the document after an entry was added to a month that another hand wrote."""
    (store / "entries").mkdir(parents=True)
    (store / NAME).write_bytes(data)
    put(str(store), note(number(1)))
    found: dict[str, Any] = json.loads((store / NAME).read_bytes())
    assert found["entries"].pop(number(1))["text"] == "words"
    return found


def test_fields_of_a_newer_version_survive_a_rewrite(tmp_path: Path) -> None:
    more: dict[str, Any] = {
        "later": {"deep": [1, None, {"é": "\u202e"}]},
        "empty": [],
        "none": None,
    }
    found = rewritten(tmp_path, raw({**note(), **more, "extra": {"x": {"y": 1.5}}}))
    assert found["entries"][ID] == schema.compact(note(**more, extra={"x": {"y": 1.5}}))
    assert {name: found["entries"][ID][name] for name in more} == more


def test_keys_of_a_newer_version_beside_the_entries_survive_a_rewrite(tmp_path: Path) -> None:
    before = {**document(note()), "tags": {"a": 1}, "_meta": {"format": {"version": 1, "by": "x"}, "more": 2}}
    found = rewritten(tmp_path, json.dumps(before).encode())
    assert (found["_meta"], found.get("tags")) == (before["_meta"], before["tags"])


def test_fields_left_out_are_filled_in(tmp_path: Path) -> None:
    (entry,) = month.parse(raw(schema.compact(note())), NAME).values()
    assert (entry["edited_at"], entry["extra"], entry["private"]) == (None, {}, False)


@pytest.mark.parametrize("head", [b"\xef\xbb\xbf", b" \r\n"])
def test_a_mark_of_utf8_and_white_space_are_read_and_not_written(tmp_path: Path, head: bytes) -> None:
    rewritten(tmp_path, head + raw(note()).replace(b" ", b"\r\n\t"))
    assert (tmp_path / NAME).read_bytes().startswith(b'{\n  "_meta"')


def entry_without(field: str) -> dict[str, Any]:
    return {name: value for name, value in note().items() if name != field}


GOOD = json.dumps(document(note()), indent=2).encode()
DAMAGED: list[tuple[str, bytes, str]] = [
    ("empty", b"", "is empty"),
    ("blank", b" \n\n", "is empty"),
    ("nul", b"\0" * len(GOOD), "NUL"),
    ("nul-tail", GOOD[:200] + b"\0" * 200, "NUL"),
    ("cut", GOOD[: len(GOOD) // 2], "line"),
    ("latin-1", GOOD.replace(b"words", b"w\n\xe9"), "line 20"),
    ("conflict", b"<<<<<<< HEAD\n" + GOOD + b"=======\n" + GOOD + b">>>>>>> other\n", "conflict markers"),
    ("two", GOOD + GOOD, "line"),
    ("twice", GOOD.replace(b'"words"', b'"words", "text": "other"'), "`text` twice"),
    ("nan", GOOD.replace(b'"words"', b'"words", "n": NaN'), "NaN"),
    ("infinity", GOOD.replace(b'"words"', b'"words", "n": -Infinity'), "-Infinity"),
    ("long number", GOOD.replace(b'"words"', b'"words", "n": 1' + b"0" * 5000), "number"),
    ("deep", b"[" * 100_000, "deep"),
    ("list", b"[]", "not a month file"),
    ("number", b"1", "not a month file"),
    ("nothing in it", b"{}", "not a month file"),
    ("version 0", GOOD.replace(b'"version": 1', b'"version": 0'), "not a month file"),
    ("version as text", GOOD.replace(b'"version": 1', b'"version": "1"'), "not a month file"),
    ("newer", GOOD.replace(b'"version": 1', b'"version": 2'), "version 2, newer"),
    ("no table", b'{"_meta": {"format": {"version": 1}}}', "no table"),
    ("table is a list", b'{"_meta": {"format": {"version": 1}}, "entries": []}', "no table"),
    ("another id", GOOD.replace(b'"id": "k3f9ab2m7q0x"', b'"id": "k3f9ab2m7q0y"'), f"{ID} whose `id` is another"),
    ("another month", raw(note(day="2026-10-31")), f"{ID} whose `day` is in another month"),
    ("entry is a list", GOOD[: GOOD.index(b'"k3f9')] + b'"k3f9ab2m7q0x": []}}', f"{ID} whose `entry` is not an object"),
    *[(f"no {name}", raw(entry_without(name)), f"`{name}`") for name in ("kind", "day", "at", "text", "source")],
    ("no id", GOOD.replace(b'"id": "k3f9ab2m7q0x",', b""), f"{ID} whose `id` is missing"),
    *[
        (f"{name} {value!r}", raw({**note(), name: value}), f"{ID} whose `{name}` ")
        for name, value in {
            "kind": "dream",
            "day": "2026-11-31",
            "at": "2026-11-23",
            "recorded_at": 5,
            "edited_at": "",
            "private": "yes",
            "extra": [],
            "source": "",
            "zone": "a\nb",
            "text": " ",
        }.items()
    ],
]


@pytest.mark.parametrize(("data", "named"), [case[1:] for case in DAMAGED], ids=[case[0] for case in DAMAGED])
def test_damage_is_named_with_file_and_place_and_stays(tmp_path: Path, data: bytes, named: str) -> None:
    said = refusal(data)
    assert said.startswith(f"{NAME} ")
    assert named in said
    assert "words" not in said
    (tmp_path / "entries").mkdir()
    (tmp_path / NAME).write_bytes(data)
    (tmp_path / "reflect.toml").write_bytes(b"")
    store = store_at(str(tmp_path))
    with pytest.raises(StoreError):
        store.entries()
    with pytest.raises(StoreError):
        put(str(tmp_path), note(number(1)))
    assert (tmp_path / NAME).read_bytes() == data
    put(str(tmp_path), note(number(2), day="2026-10-01"))
    assert [entry["id"] for entry in store.month("2026-10")] == [number(2)]


def test_the_key_in_a_refusal_cannot_move_the_cursor() -> None:
    assert "\x1b" not in refusal(GOOD.replace(b'"k3f9ab2m7q0x": {', b'"\\u001b[2J": {'))


@pytest.mark.parametrize(
    "value",
    [
        "1e999",
        "-1e400",
        "1.0",
        "-0.0",
        "12345678901234567890123",
        '"\\ud800"',
        "[" * 500 + "]" * 500,
    ],
)
def test_what_can_be_read_can_be_written_again(tmp_path: Path, value: str) -> None:
    (tmp_path / "entries").mkdir()
    data = GOOD.replace(b'"words"', b'"words", "later": ' + value.encode())
    (tmp_path / NAME).write_bytes(data)
    try:
        put(str(tmp_path), note(number(1)))
    except StoreError:
        assert (tmp_path / NAME).read_bytes() == data
        with pytest.raises(StoreError):
            store_at(str(tmp_path)).entries()
    else:
        assert {entry["id"] for entry in store_at(str(tmp_path)).entries()} == {ID, number(1)}


def deeper(frames: int, call: Callable[[], Any]) -> Any:
    """Call from further down, as the program does behind its command line."""
    return call() if frames == 0 else deeper(frames - 1, call)


def test_what_one_command_can_read_every_command_can_read() -> None:
    for depth in range(800, 1000, 5):
        data = GOOD.replace(b'"words"', b'"words", "later": ' + b"[" * depth + b"]" * depth)
        try:
            month.serialise(month.parse(data, NAME))
        except (StoreError, RecursionError):
            continue
        deeper(60, lambda: month.parse(data, NAME))  # noqa: B023 - called at once


def held(*entries: Entry) -> tuple[dict[str, bytes | None], Month]:
    """Return files in memory and the month that stands in them."""
    files: dict[str, bytes | None] = {NAME: month.serialise({entry["id"]: entry for entry in entries})}
    return files, Month("2026-11", files.get, files.__setitem__)


def test_a_month_without_entries_has_no_file() -> None:
    files, november = held(note())
    november.remove(ID)
    assert files == {NAME: None}
    assert Month("2026-11", files.get, files.__setitem__).all() == []


@pytest.mark.parametrize("field", ["text", "day"])
def test_no_wrong_entry_is_written(field: str) -> None:
    files, november = held()
    wrong: Any = note() | {field: ""}
    with pytest.raises(ValueError, match=f"`{field}`"):
        november.insert([wrong])
    assert files == {NAME: month.serialise({})}


def test_no_wrong_entry_is_written_by_an_update() -> None:
    files, november = held(note())
    before = dict(files)
    with pytest.raises(ValueError, match="`text`"):
        november.update(note() | {"text": ""})  # type: ignore[arg-type]
    assert files == before


def test_an_update_puts_the_entry_in_the_place_of_the_other() -> None:
    _, november = held(note(later=1, extra={"a": 1}))
    november.update(note(text="new"))
    assert november.all() == [note(text="new")]


def test_an_entry_that_is_there_already_is_not_inserted() -> None:
    files, november = held(note())
    before = dict(files)
    with pytest.raises(ValueError, match="already exists"):
        november.insert([note(text="other")])
    assert files == before


@pytest.mark.parametrize(
    "name",
    [
        "2026-13.json",
        "2026-00.json",
        "2026-1.json",
        "2026-11.json.bak",
        "2026-11 (conflicted copy).json",
        ".2026-11.json.tmp",
    ],
)
def test_other_files_are_no_months(name: str) -> None:
    assert month_in(f"entries/{name}") is None
    assert month_in(f"packs/{name}") is None
    assert month_in(NAME) == "2026-11"
