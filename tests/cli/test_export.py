"""Export as a process: files, folders, their modes, and what is refused."""

import hashlib
import json
import os
import re
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from reflect.actions import write_folder
from reflect.errors import ImpossibleValueError
from reflect.formats.detect import FORMATS
from reflect.model.choices import EXPORT_FORMATS, IMPORT_FORMATS
from tests.forking import Run, forked
from tests.program import MadeOnce, Reflect, Refused

ROWS = [
    {"kind": "note", "day": "2026-10-05", "text": "=1+1 \u202e\r\nx", "private": True},
    {"kind": "mood", "day": "2026-11-03", "value": 4, "feelings": ["tired"]},
    {"kind": "pattern", "day": "2026-11-03", "label": "withdrawal", "with": ["Sam"]},
    {"kind": "pass", "day": "2026-11-04", "prompt": "core/x"},
]
TEXT_FORMATS = [name for name in EXPORT_FORMATS if FORMATS[name].is_text]


def _some_days(reflect: Reflect) -> None:
    reflect("import", "-", stdin="".join(json.dumps(row) + "\n" for row in ROWS))


@pytest.fixture
def diary(reflect: Reflect, made_once: MadeOnce) -> Reflect:
    return made_once(_some_days, reflect)


def _files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def _other(reflect: Reflect, name: str) -> Reflect:
    other = Reflect(reflect.home)
    other.store = reflect.home / name
    other.env = {**reflect.env, "REFLECT_STORE": str(other.store)}
    return other


@pytest.mark.parametrize("name", EXPORT_FORMATS)
def test_a_file_is_what_is_printed_for_its_owner_alone_and_stays_unless_forced(
    diary: Reflect, refused: Refused, name: str
) -> None:
    target = diary.home / "out"
    assert diary("export", "--format", name, "-o", "out").err == "written: 4 entries to out\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    written = target.read_bytes()
    if FORMATS[name].is_text:
        assert diary("export", "--format", name).out.encode() == written
    assert "--force" in refused("export", "--format", name, "-o", "out").err
    assert target.read_bytes() == written
    diary("export", "--format", name, "-o", "out", "--force", "--no-private", "--until", "2026-10-31")
    assert target.read_bytes() != written
    assert b"1+1" not in target.read_bytes()
    assert [path.name for path in diary.home.iterdir() if path.name.startswith(".reflect")] == []


def test_a_csv_that_was_edited_elsewhere_can_be_taken_in(diary: Reflect, refused: Refused) -> None:
    edited = diary("export", "--format", "csv", "--kind", "mood").out.replace('"[""tired""]"', "").replace(",4,", ",3,")
    assert "--keep" in refused("import", "-", stdin=edited, code=5).err
    diary("import", "-", "--keep", "theirs", stdin=edited)
    (mood,) = [entry for entry in diary.entries() if entry["kind"] == "mood"]
    assert (mood["value"], mood["feelings"]) == (3, [])


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_a_damaged_month_leaves_no_file_and_is_named(diary: Reflect, name: str) -> None:
    (diary.store / "entries/2026-11.json").write_text("{")
    for more in (("-o", "out"), ("-o", "out", "--force")):
        ran = diary("export", "--format", name, *more, code=4)
        assert "entries/2026-11.json" in ran.err
        assert not (diary.home / "out").exists()
    assert [path.name for path in diary.home.iterdir() if "reflect" in path.name] == []


@pytest.mark.parametrize("name", EXPORT_FORMATS)
def test_what_comes_before_a_damaged_month_stands_on_standard_output_where_it_comes_line_by_line(
    diary: Reflect, name: str
) -> None:
    (diary.store / "entries/2026-11.json").write_text("{")
    ran = diary("export", "--format", name, code=4)
    assert "entries/2026-11.json" in ran.err
    before = diary("export", "--format", name, "--until", "2026-10-31").out
    assert ran.out == (before if FORMATS[name].line_by_line else "")


def test_on_a_terminal_nothing_acts_and_a_database_is_refused(diary: Reflect) -> None:
    commands = [("export", "--format", name) for name in EXPORT_FORMATS]
    for came in forked(diary, [Run(command, terminal=True) for command in commands]):
        if not FORMATS[str(came.run.args[-1])].is_text:
            assert came.code == 2
            assert "-o" in came.out
            assert "SQLite format" not in came.out
        else:
            assert came.code == 0
            assert "\u202e" not in came.out
            assert "\r" not in came.out.replace("\r\n", "")
            assert "\\u202e" in came.out


def test_a_database_goes_into_a_file_or_a_pipe(diary: Reflect) -> None:
    diary("export", "--format", "sqlite", "-o", "out.db")
    assert _counted(diary.home / "out.db") == [("mood", 1), ("note", 1), ("pass", 1), ("pattern", 1)]


def _counted(file: Path) -> list[Any]:
    with closing(sqlite3.connect(file)) as database:
        return database.execute("SELECT kind, count(*) FROM entries GROUP BY kind ORDER BY kind").fetchall()


def test_the_help_names_every_format(reflect: Reflect) -> None:
    exported, imported = (" ".join(reflect(command, "--help").out.split()) for command in ("export", "import"))
    assert f"One of {', '.join(EXPORT_FORMATS)}." in exported
    told = imported.partition("Formats: ")[2].partition(" What has")[0]
    assert set(re.findall(r"[a-z]+", told)) >= set(IMPORT_FORMATS)


# A file a day


def _vault(diary: Reflect) -> tuple[Path, dict[str, tuple[str, int]]]:
    """Return a folder with an export, and its files with their times."""
    folder = diary.home / "days"
    diary("export", "--per-day", "days")
    return folder, _stamped(folder)


def _stamped(folder: Path) -> dict[str, tuple[str, int]]:
    return {path.name: (path.read_text(), path.stat().st_mtime_ns) for path in folder.iterdir()}


def test_a_file_a_day_in_a_folder_that_is_made(diary: Reflect) -> None:
    ran = diary("export", "--per-day", "days")
    assert ran.err == "written: 4 entries, 3 files, to days\n"
    folder = diary.home / "days"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = _files(folder)
    assert sorted(files) == ["2026-10-05.md", "2026-11-03.md", "2026-11-04.md"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    head, rest = files["2026-11-03.md"].split("date: ", 1)
    assert re.fullmatch("---\nreflect: 1\nsha256: [0-9a-f]{64}\n", head)
    assert hashlib.sha256(f"date: {rest}".encode()).hexdigest() in head
    assert rest.startswith('2026-11-03\nmoods: [4]\nfeelings: ["tired"]\n')
    diary("export", "--per-day", "some", "--format", "md", "--since", "2026-11-03", "--no-private")
    assert sorted(_files(diary.home / "some")) == ["2026-11-03.md", "2026-11-04.md"]


def test_a_second_export_touches_nothing_but_what_changed(diary: Reflect) -> None:
    folder, before = _vault(diary)
    times = folder.stat().st_mtime_ns
    ran = diary("export", "--per-day", "days")
    assert ran.err == "written: 4 entries, 0 files, to days (3 unchanged)\n"
    assert (_stamped(folder), folder.stat().st_mtime_ns) == (before, times)
    diary("note", "new", "--at", "2026-11-03")
    diary("delete", "--yes", *(entry["id"] for entry in diary.entries() if entry["kind"] in ("note", "pass")))
    diary("label", "rename", "withdrawal", "going quiet")
    ran = diary("export", "--per-day", "days")
    assert ran.err == "written: 2 entries, 1 file, to days (2 removed)\n"
    assert "going quiet" in _files(folder)["2026-11-03.md"]


def test_what_is_the_persons_is_left_alone_and_named(diary: Reflect) -> None:
    folder, _ = _vault(diary)
    (folder / "2026-11-03.md").write_text(_files(folder)["2026-11-03.md"] + "mine")
    (folder / "2026-11-04.md").chmod(0o400)
    (folder / "2026-11-01.md").write_text("---\nreflect: 1\n---\n")
    (folder / "2026-10-05.md").unlink()
    (folder / "2026-10-05.md").symlink_to("other.md")
    (folder / "other.md").write_text("mine too")
    diary("note", "new", "--at", "2026-11-04")
    diary("note", "new", "--at", "2026-11-05")
    before = _stamped(folder)
    for more in ((), ("--force",), ("--no-private",)):
        ran = diary("export", "--per-day", "days", *more)
        named = [] if more == ("--no-private",) else ["2026-10-05.md"]
        assert f"changed them: {', '.join([*named, '2026-11-03.md', '2026-11-04.md'])}." in ran.err
        after = _stamped(folder)
        assert after.pop("2026-11-05.md")[0].startswith("---\nreflect: 1\n")
        assert after == before


def test_days_outside_the_span_are_not_touched(diary: Reflect) -> None:
    folder, before = _vault(diary)
    diary("delete", "--yes", *(entry["id"] for entry in diary.entries()))
    ran = diary("export", "--per-day", "days", "--since", "2026-11-04", "--until", "2026-11-04")
    assert ran.err == "written: 0 entries, 0 files, to days (1 removed)\n"
    del before["2026-11-04.md"]
    assert _stamped(folder) == before
    diary("export", "--per-day", "days", "--until", "2026-10-31")
    assert sorted(_files(folder)) == ["2026-11-03.md"]


def test_a_store_that_is_not_there_removes_no_file(diary: Reflect) -> None:
    folder, before = _vault(diary)
    ran = diary("--store", "mistyped", "export", "--per-day", "days")
    assert "No store at" in ran.err
    assert _stamped(folder) == before


def test_where_no_folder_can_be_written(diary: Reflect, refused: Refused) -> None:
    (diary.home / "file").write_text("mine")
    (diary.home / "real").mkdir()
    (diary.home / "link").symlink_to("real")
    for target in ("file", "link", "link/", "link/.", "nowhere/days", "", "-", "store", "store/entries", "store/days"):
        refused("export", "--per-day", target, "--force")
    assert os.listdir(diary.home / "real") == []
    filters = (("--kind", "mood"), ("--label", "withdrawal"), ("--with", "Sam"), ("--grep", "x"))
    for more in (("--format", "csv"), ("-o", "out"), ("--format", "md", "-o", "out"), *filters):
        assert "--per-day" in refused("export", "--per-day", "days", *more).err
    assert not (diary.home / "days").exists()


def test_a_damaged_month_leaves_no_folder(diary: Reflect) -> None:
    (diary.store / "entries/2026-11.json").write_text("{")
    (diary.home / "there").mkdir()
    for target in ("days", "there"):
        assert "entries/2026-11.json" in diary("export", "--per-day", target, code=4).err
    assert not (diary.home / "days").exists()
    assert os.listdir(diary.home / "there") == []
    assert [path.name for path in diary.home.iterdir() if path.name.startswith(".reflect")] == []


@pytest.mark.parametrize("has_links", [True, False])
def test_when_one_file_cannot_be_moved_the_others_are_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    if not has_links:
        monkeypatch.setattr(os, "link", refuse)
    folder, staged = tmp_path / "days", tmp_path / "staged"
    (folder / "d.md").mkdir(parents=True)
    for name in ("a.md", "b.md"):
        (folder / name).write_text("before")
    staged.mkdir()
    for name in ("a.md", "c.md", "d.md"):
        (staged / name).write_text("after")
    found = {"a.md": b"before", "b.md": b"before", "c.md": None, "d.md": None}
    with pytest.raises(OSError):  # noqa: PT011 - of whatever kind
        write_folder._move(str(staged), str(folder), found, {"b.md"})
    assert sorted(os.listdir(folder)) == ["a.md", "b.md", "d.md"]
    assert [(folder / name).read_text() for name in ("a.md", "b.md")] == ["before", "before"]


def test_a_file_that_changed_meanwhile_stays(tmp_path: Path) -> None:
    def files() -> Any:
        yield "2026-11-03.md", b"ours"
        (tmp_path / "days").mkdir()
        (tmp_path / "days/2026-11-03.md").write_text("mine")

    with pytest.raises(ImpossibleValueError, match="cannot be written"):
        write_folder.update(str(tmp_path / "days"), files(), is_of_span=lambda _: True)
    assert _files(tmp_path / "days") == {"2026-11-03.md": "mine"}
    (tmp_path / "staged").mkdir()
    with pytest.raises(ImpossibleValueError, match="changed meanwhile"):
        write_folder._move(str(tmp_path / "staged"), str(tmp_path / "days"), {"2026-11-03.md": b"x"}, set())
    assert _files(tmp_path / "days") == {"2026-11-03.md": "mine"}


@pytest.mark.parametrize(
    ("file", "begins"), [("a.JSON", b'{"format"'), ("a.csv", b"id,"), ("a.db", b"SQLite"), ("a.x", b'{"id"')]
)
def test_the_ending_of_a_file_names_its_format(reflect: Reflect, file: str, begins: bytes) -> None:
    reflect("mood", "4")
    reflect("export", "-o", file)
    assert (reflect.home / file).read_bytes().startswith(begins)
