"""`--skip-faulty FILE`: the rest comes in, and FILE, mended, is imported too. `--dry-run` and refusals, by kinds."""

import io
import json
import stat
import zipfile
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.formats.foreign import HOWWEFEEL, day_one, daylio, daylio_row, how_we_feel_date, jrnl, jrnl_json, table
from tests.formats.rows_made import lines
from tests.program import Reflect, Refused

GOOD = "2026-11-03"
BAD = "2026-02-30"


class File(NamedTuple):
    """A file of three entries, the second with a day that does not exist."""

    document: str
    mend: Callable[[str], str] = lambda text: text.replace(BAD, "2026-02-28")
    format: str | None = None


def _note(day: str, text: str) -> dict[str, Any]:
    return {"kind": "note", "day": day, "text": text}


def _dayone(day: str, text: str) -> dict[str, Any]:
    return {"uuid": text, "creationDate": f"{day}T09:00:00Z", "timeZone": "UTC", "text": text}


def _jrnl(day: str, text: str) -> dict[str, Any]:
    return {"title": text, "body": "b", "date": day, "time": "09:00", "tags": [], "starred": False}


def _feeling(day: int, text: str) -> dict[str, str]:
    return {"Date": how_we_feel_date(datetime(2026, 11, day, 9)), "Mood": "calm", "Notes": f"{text}\nmore, of it"}


_ROWS = [_note(GOOD, "one"), _note(BAD, "two"), _note("2026-11-05", "three")]
_MOODS = [daylio_row(datetime(2026, 11, day, 9), "good", note=f"{day}\nmore") for day in (5, 4, 3)]
_MOODS[1]["full_date"] = BAD
FILES = {
    "jsonl": File(lines(_ROWS)),
    "json": File(json.dumps({"format": 1, "entries": _ROWS}, indent=1)),
    "list": File(json.dumps(_ROWS)),
    "csv": File(f'kind,day,text\nnote,{GOOD},"one\nmore"\nnote,{BAD},"two\nmore"\n\nnote,2026-11-05,three\n'),
    "csv-cr": File(f"kind;day;text\rnote;{GOOD};one\rnote;{BAD};two\rnote;2026-11-05;three\r"),
    "daylio": File(daylio(_MOODS)),
    "dayone": File(day_one([_dayone(GOOD, "one"), _dayone(BAD, "two"), _dayone("2026-11-05", "three")])),
    "jrnl": File(
        jrnl([(f"{GOOD} 09:00", "one\nb"), ("03/04/2026 09:00", "two\nb"), ("2026-11-05 09:00", "three")]),
        lambda text: text.replace("03/04/2026", "2026-04-03"),
    ),
    "jrnl-json": File(jrnl_json([_jrnl(GOOD, "one"), _jrnl(BAD, "two"), _jrnl("2026-11-05", "three")])),
    "howwefeel": File(
        table(HOWWEFEEL, [_feeling(5, "three"), _feeling(4, "two"), _feeling(3, "one")]).replace("Nov 04", "Nov 31"),
        lambda text: text.replace("Nov 31", "Nov 04"),
    ),
}


def _zipped(document: str, *more: tuple[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (("Journal.json", document), *more):
            archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize("name", FILES)
def test_the_rest_comes_in_and_what_was_left_out_can_be_mended(reflect: Reflect, refused: Refused, name: str) -> None:
    file = FILES[name]
    source = reflect.home / "in.txt"
    source.write_bytes(file.document.encode())
    assert ("write it as" if name == "jrnl" else "--skip-faulty") in refused("import", "in.txt", code=5).err
    taken = reflect("import", "in.txt", "--skip-faulty", "out.txt", "--json").json
    assert (taken["read"], taken["added"], taken["skipped"], taken["errors"]) == (3, 2, 1, [])
    out = reflect.home / "out.txt"
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    left = out.read_text()
    assert "one" not in left.replace("timeZone", "")
    assert "three" not in left
    refused("import", "out.txt", code=5)
    out.write_bytes(file.mend(left).encode())
    taken = reflect("import", "out.txt", "--json").json
    assert (taken["read"], taken["added"]) == (1, 1)
    source.write_bytes(file.mend(file.document).encode())
    assert reflect("import", "in.txt", "--json").json["known"] == 3


_AT = datetime(2026, 11, 3, 9)
_LONG = "x" * 65
OF_ONE_MINUTE: dict[str, tuple[list[dict[str, str]], Callable[[list[dict[str, str]]], str], tuple[str, str]]] = {
    "mood": ([daylio_row(_AT, mood, note=mood) for mood in ("good", "?")], daylio, ("?", "bad")),
    "feeling": (
        [{"Date": how_we_feel_date(_AT), "Mood": mood, "Notes": mood[:4]} for mood in ("calm", _LONG)],
        partial(table, HOWWEFEEL),
        (_LONG, "tense"),
    ),
}


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("fault", OF_ONE_MINUTE)
def test_a_mended_row_replaces_no_other_of_its_minute(reflect: Reflect, fault: str, order: int) -> None:
    rows, written, mend = OF_ONE_MINUTE[fault]
    document = written(rows[::order])
    taken = reflect("import", "-", "--skip-faulty", "out.csv", "--json", stdin=document).json
    assert (taken["added"], taken["skipped"]) == (1, 1)
    taken = reflect("import", "-", "--json", stdin=(reflect.home / "out.csv").read_text().replace(*mend)).json
    assert (taken["added"], taken["updated"], taken["known"]) == (1, 0, 1)
    assert reflect("import", "-", "--json", stdin=document.replace(*mend)).json["known"] == 2


def test_what_is_left_out_of_a_zip_file_is_an_export_that_knows_its_journal(reflect: Reflect) -> None:
    (reflect.home / "in.zip").write_bytes(_zipped(FILES["dayone"].document, ("Work.json", FILES["dayone"].document)))
    taken = reflect("import", "in.zip", "--skip-faulty", "out.json", "--json").json
    assert (taken["read"], taken["added"], taken["skipped"]) == (6, 2, 2)
    left = json.loads((reflect.home / "out.json").read_text())
    assert [(entry["text"], entry["journal"]) for entry in left["entries"]] == [("two", "Journal"), ("two", "Work")]


def test_nothing_is_written_where_nothing_is_faulty(reflect: Reflect) -> None:
    reflect("import", "-", "--skip-faulty", "out.jsonl", stdin=lines([_ROWS[0]]))
    assert not (reflect.home / "out.jsonl").exists()


def test_a_file_that_is_there_is_kept_and_nothing_imported(reflect: Reflect, refused: Refused) -> None:
    out = reflect.home / "out.jsonl"
    out.write_text("mine")
    assert "--force" in refused("import", "-", "--skip-faulty", "out.jsonl", stdin=lines(_ROWS)).err
    assert out.read_text() == "mine"
    assert (
        reflect("import", "-", "--skip-faulty", "out.jsonl", "--force", "--json", stdin=lines(_ROWS)).json["added"] == 2
    )
    assert json.loads(out.read_text()) == _ROWS[1]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--skip-faulty", "out", "--dry-run"), "--dry-run"),
        (("--skip-faulty", "in.jsonl", "--force"), "in.jsonl"),
        (("--skip-faulty", "nowhere/out"), "nowhere/out"),
        (("--skip-faulty", "store/out"), "store"),
        (("--skip-faulty", ""), "name"),
    ],
)
def test_a_place_that_cannot_be_is_refused_first(
    reflect: Reflect, refused: Refused, more: tuple[str, ...], said: str
) -> None:
    reflect("note", "x")
    (reflect.home / "in.jsonl").write_text(lines(_ROWS))
    assert said in refused("import", "in.jsonl", *more).err
    assert (reflect.home / "in.jsonl").read_text() == lines(_ROWS)


@pytest.mark.parametrize(
    "document", ["{", "[1", "kind,kind\nnote,note\n", '{"entries": 1}', "kind,day,text\nnote,x,y\n"]
)
def test_a_file_that_has_nothing_to_take_is_refused_or_all_left_out(reflect: Reflect, document: str) -> None:
    ran = reflect("import", "-", "--skip-faulty", "out", stdin=document, code=None)
    assert ran.code == (0 if "note,x,y" in document else 5)
    assert (reflect.home / "out").exists() == (ran.code == 0)


def test_an_id_with_other_content_is_no_faulty_row(reflect: Reflect, refused: Refused) -> None:
    row = {**_ROWS[0], "id": "aaaabbbbcccc"}
    reflect("import", "-", stdin=lines([row]))
    changed = lines([{**row, "text": "other"}, _ROWS[1]])
    assert "--keep" in refused("import", "-", "--skip-faulty", "out", code=5, stdin=changed).err
    assert not (reflect.home / "out").exists()


def test_one_line_a_kind_and_the_useful_one_last(reflect: Reflect) -> None:
    rows = [daylio_row(datetime(2026, 11, 1 + number % 20, number % 24), f"mood {number % 7}") for number in range(900)]
    for row in rows[400:403]:
        row["full_date"] = "18. yy 2026"
    ran = reflect("import", "-", "--dry-run", stdin=daylio(rows), code=5)
    assert len(ran.err.splitlines()) < 8
    assert "100 or more" in ran.err
    assert "mood 6=?" in ran.err.splitlines()[-1]
    assert "line 402" in ran.err
    refused = reflect("import", "-", stdin=daylio(rows), code=5)
    assert refused.err == ran.err.splitlines(keepends=True)[-1]
    assert "line 402" in refused.err
    assert len(refused.err) < 1500


def test_an_entry_is_named_by_its_date_too(reflect: Reflect, refused: Refused) -> None:
    late = day_one([_dayone(GOOD, "one"), _dayone("2027-08-03", "plum")])
    ran = refused("import", "-", code=5, stdin=_zipped(late))
    assert "line 2" in ran.err
    assert "2027-08-03" in ran.err
    dry = reflect("import", "-", "--dry-run", "--json", stdin=_zipped(late), code=5)
    assert dry.json["errors"] == [{"line": 2, "message": "`at` is later than now", "date": "2027-08-03"}]


@pytest.mark.parametrize("faulty", [0, 1])
def test_a_dry_run_has_the_exit_code_and_the_counts_of_the_import(reflect: Reflect, faulty: int) -> None:
    rows = [_ROWS[0], _ROWS[2], *[_ROWS[1]] * faulty]
    reflect("import", "-", stdin=lines([_ROWS[0]]))
    dry = reflect("import", "-", "--dry-run", "--json", stdin=lines(rows), code=None)
    done = reflect("import", "-", "--json", stdin=lines(rows), code=None)
    assert (dry.code, dry.err) == (done.code, done.err)
    assert (dry.json == done.json) if not faulty else (dry.json["added"] == 0)


def test_a_json_file_that_is_not_taken_from_a_zip_file_is_named(reflect: Reflect) -> None:
    raw = _zipped(day_one([_dayone(GOOD, "one")]), ("other.json", "[1]"), ("notes/a.txt", "x"), ("photos/a.jpeg", "x"))
    ran = reflect("import", "-", stdin=raw)
    assert "other.json" in ran.err
    assert "notes/a.txt" in ran.err
    assert "a.jpeg" not in ran.err
    assert reflect("import", "-", "--json", stdin=raw).json["not_taken"] == ["other.json", "notes/a.txt"]


def _folder(home: Path) -> Path:
    """Return a folder of jrnl's, which has a file a day: `2026/11/03.txt`, as its docs say."""
    folder = home / "journal"
    for day, text in {"2026/11/03": "One.\nbody", "2026/11/04": "Two.", "2025/02/01": "Old."}.items():
        file = folder / f"{day}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"[{day.replace('/', '-')} 09:00] {text}\n")
    return folder


def test_a_folder_of_jrnls_is_one_import(reflect: Reflect, refused: Refused) -> None:
    folder = _folder(reflect.home)
    (folder / "2026/11/notes.txt").write_text("mine")
    ran = reflect("import", "journal")
    assert ran.out == "read 3: added 3 (note 3), already here 0\n"
    assert "2026/11/notes.txt" in ran.err
    assert [entry["text"] for entry in reflect.entries()] == ["Old.", "One.\nbody", "Two."]
    assert reflect("import", "journal", "--json").json["known"] == 3
    reflect("undo", "--yes")
    assert reflect.entries() == []
    (folder / "2026/11/04.txt").write_text("[03/04/2026] x\nplum\n")
    ran = refused("import", "journal", code=5)
    assert "journal/2026/11/04.txt line 1" in ran.err
    assert reflect("import", "journal", "--skip-faulty", "out.txt", "--json").json["skipped"] == 1
    assert (reflect.home / "out.txt").read_text() == "[03/04/2026] x\nplum\n"


def test_another_folder_is_no_file(reflect: Reflect, refused: Refused) -> None:
    folder = _folder(reflect.home)
    assert "jrnl" in refused("import", "journal", "--format", "dayone").err
    (folder / "2026").rename(folder / "notes")
    (folder / "2025").rename(folder / "more")
    assert "2026/11/03.txt" in refused("import", "journal").err


OF_PROGRAMS = {
    "Bearable": "date,date formatted,weekday,time of day,category,rating/amount,detail,notes\n,1st,,am,Mood,3,,\n",
    "eMoods": "Date,Depressed,Elevated,Irritability,Anxiety,Hours Slept,Note\n2026-11-01,1,0,0,1,8,plum\n",
    "Apple Health": '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE HealthData [\n<!ELEMENT HealthData (x)>]>\n',
    "Obsidian": "---\ntags: [daily]\n---\n# Thursday\nplum\n",
    "Journey": json.dumps({"text": "plum", "date_journal": 1469, "date_modified": 1469, "id": "1469-3fd"}, indent=1),
    "Diarium": json.dumps([{"date": "2026-11-01", "heading": "plum", "html": "<p>plum</p>", "rating": 3}]),
    "Health Auto Export": json.dumps(
        {"data": {"stateOfMind": [{"kind": "daily_mood", "valence": 0.2, "labels": ["plum"]}]}}
    ),
}
IN_ZIPS = {
    "Apple Health": ("apple_health_export/export.xml", "<HealthData/>"),
    "Journey": ("1469-3fd.json", OF_PROGRAMS["Journey"]),
    "Diarium": ("Diarium.json", OF_PROGRAMS["Diarium"]),
    "Obsidian": ("vault/2026-11-01.md", "plum"),
    "spreadsheet": ("xl/workbook.xml", "<workbook/>"),
}


@pytest.mark.parametrize("program", OF_PROGRAMS)
def test_a_file_of_a_program_without_an_importer_is_named_with_what_would_do(refused: Refused, program: str) -> None:
    for document in (OF_PROGRAMS[program], OF_PROGRAMS[program].replace("\n", "\r\n")):
        ran = refused("import", "-", code=5, stdin=document)
        assert program in ran.err
        assert "kind,day," in ran.err
        assert "plum" not in ran.err


@pytest.mark.parametrize("program", IN_ZIPS)
def test_a_zip_file_of_a_program_without_an_importer_is_named(refused: Refused, program: str) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(*IN_ZIPS[program])
    ran = refused("import", "-", code=5, stdin=made.getvalue())
    assert program in ran.err
    assert "CSV" in ran.err


def test_a_database_and_an_export_to_read_are_named(reflect: Reflect, refused: Refused) -> None:
    reflect("note", "plum", "--at", "yesterday")
    for name in ("sqlite", "md"):
        reflect("export", "--format", name, "-o", f"out.{name}")
        assert "JSON" in refused("import", f"out.{name}", code=5).err.upper()


def test_a_row_of_ours_is_taken_for_no_other_program(reflect: Reflect) -> None:
    rows = [{**_ROWS[0], "extra": {"date_journal": 1, "text": "x", "heading": "h", "rating": 1, "stateOfMind": 1}}]
    for document in (lines(rows), json.dumps(rows)):
        reflect("import", "-", stdin=document)
    assert len(reflect.entries()) == 1
