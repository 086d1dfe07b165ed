"""Export and import as processes: everything comes back, byte for byte, into an empty store."""

import json

import pytest

from tests.formats.rows_made import TEXTS, lines
from tests.program import Reflect


def _other(reflect: Reflect, name: str = "other") -> Reflect:
    other = Reflect(reflect.home)
    other.env = dict(reflect.env)
    other.store = reflect.home / name
    other.env["REFLECT_STORE"] = str(other.store)
    return other


def _lived_in(reflect: Reflect) -> None:
    """Keep something of every kind, private things and edited ones, over two months."""
    reflect("mood", "4", "-", "-f", "tired", "--energy", "2", "--at", "2026-10-30", stdin=TEXTS[0])
    reflect("pattern", "withdrawal", "-w", "Zo\u00eb", "--wish", TEXTS[2], "--self", TEXTS[1], "--private")
    reflect("session", "--at", "2026-11-19 17:00", "--note", TEXTS[4])
    reflect("answer", "-", stdin=TEXTS[3])
    reflect.at("2026-11-22T20:00:00+00:00")("pass")
    rows = [{"kind": "note", "day": "2026-11-03", "text": text, "private": n % 2 == 0} for n, text in enumerate(TEXTS)]
    reflect("import", "-", stdin=lines([*rows, rows[0]]))
    entry = next(entry for entry in reflect.entries() if entry["kind"] == "note")
    reflect("edit", entry["id"], "--text", "- edited \u202e words", "--at", "2026-10-31 23:00")


def test_everything_comes_back_byte_for_byte(reflect: Reflect) -> None:
    _lived_in(reflect)
    exported = {name: reflect("export", "--format", name).out for name in ("jsonl", "json", "csv")}
    entries = reflect.entries()
    assert {entry["kind"] for entry in entries} == {"mood", "pattern", "session", "answer", "offer", "pass", "note"}
    assert any(entry["edited_at"] for entry in entries)
    assert any(entry["private"] for entry in entries)
    months = {name: raw for name, raw in reflect.tree().items() if name.startswith("entries/2")}
    assert len(months) == 2
    for name, document in exported.items():
        other = _other(reflect, name)
        other("import", "-", stdin=document)
        assert other("export", "--format", name).out == document
        assert {file: raw for file, raw in other.tree().items() if file.startswith("entries/2")} == months
        before = other.tree()
        again = other("import", "-", "--json", stdin=exported["json"]).json
        assert (again["added"], again["known"], again["read"]) == (0, len(entries), len(entries))
        assert other.tree() == before


def test_an_export_is_in_the_order_of_day_instant_and_id(reflect: Reflect) -> None:
    note = {"kind": "note", "day": "2026-11-03", "text": "x"}
    rows = [
        {**note, "id": "cccccccccccc", "at": "2026-11-03T12:00:00+00:00"},
        {**note, "id": "bbbbbbbbbbbb", "at": "2026-11-03T13:00:00+01:00"},
        {**note, "id": "aaaaaaaaaaaa", "at": "2026-11-03T11:00:00-05:00"},
        {**note, "id": "dddddddddddd", "at": "2026-11-03T20:00:00+09:00"},
        {**note, "id": "eeeeeeeeeeee", "at": "2026-11-09T20:00:00+00:00", "day": "2026-10-30"},
    ]
    reflect("import", "-", stdin=lines(rows))
    assert "".join(entry["id"][0] for entry in reflect.entries()) == "edbca"


def test_what_an_export_leaves_out(reflect: Reflect) -> None:
    _lived_in(reflect)
    entries = reflect.entries()
    public = reflect("export", "--no-private").out
    assert [json.loads(line) for line in public.splitlines()] == [entry for entry in entries if not entry["private"]]
    some = reflect("export", "--kind", "offer", "--kind", "pass", "--format", "json").json["entries"]
    assert some == [entry for entry in entries if entry["kind"] in ("offer", "pass")]
    spanned = reflect("export", "--since", "2026-10-01", "--until", "2026-10-31").out
    assert spanned.count("\n") == sum(entry["day"] < "2026-11" for entry in entries)


@pytest.mark.parametrize("name", ["jsonl", "json"])
def test_an_empty_journal_is_exported(reflect: Reflect, name: str) -> None:
    ran = reflect("export", "--format", name)
    assert ran.out == "" if name == "jsonl" else ran.json == {"format": 1, "entries": []}
    assert not reflect.store.exists()


def test_an_own_export_with_a_field_of_a_newer_version_adds_nothing(reflect: Reflect) -> None:
    reflect("note", "x")
    month = reflect.store / "entries/2026-11.json"
    month.write_text(month.read_text().replace('"kind": "note"', '"colour": "blue",\n      "kind": "note"'))
    exported = reflect("export").out
    assert '"colour": "blue"' in exported
    assert reflect("import", "-", "--json", stdin=exported).json["known"] == 1
    assert reflect("export").out == exported
