"""The journal as a script in Python has it: times, stores and lists of any type, a batch, a page, a reminder."""

import pwd
import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from reflect import BadFileError, ImpossibleValueError, Journal, Kind, NotFoundError, ReflectError, StoreError
from tests.cli.given import TUESDAY
from tests.program import NOW

ZONE = "Europe/Berlin"
EVENING = "2026-11-22T21:30:00+01:00"


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal.open(tmp_path / "store", environ={"REFLECT_NOW": NOW, "TZ": ZONE})


@pytest.mark.parametrize(
    "at",
    [
        "yesterday 21:30",
        EVENING,
        datetime(2026, 11, 22, 21, 30),
        datetime(2026, 11, 22, 20, 30, 59, 999999, tzinfo=UTC).replace(second=0),
        datetime(2026, 11, 22, 12, 30, tzinfo=timezone(timedelta(hours=-8))),
    ],
)
def test_a_time_is_a_text_or_a_datetime_and_without_a_zone_it_is_on_the_wall(journal: Journal, at: Any) -> None:
    entry = journal.note("words", at=at).entry
    assert (entry["at"], entry["day"], entry["zone"]) == (EVENING, "2026-11-22", ZONE)
    moved = journal.edit(journal.mood(4).entry["id"], {"at": at}).after
    assert moved is not None
    assert (moved["at"], moved["day"]) == (EVENING, "2026-11-22")


def test_a_date_is_noon_of_it_and_a_time_that_cannot_be_is_refused(journal: Journal) -> None:
    assert journal.session(at=date(2026, 11, 20)).entry["at"] == "2026-11-20T12:00:00+01:00"
    for at in (datetime(2026, 11, 24, 9), datetime(2026, 3, 29, 2, 30), date(2026, 11, 24), "soon"):
        with pytest.raises(ImpossibleValueError):
            journal.note("words", at=at)
    assert journal.is_ambiguous(datetime(2026, 10, 25, 2, 30))


def test_where_days_are_asked_for_a_time_is_refused(journal: Journal) -> None:
    journal.note("words")
    day, moment = date(2026, 11, 23), datetime(2026, 11, 23)
    for verb in (
        lambda when: journal.entries(since=when),
        lambda when: journal.entries(until=when),
        lambda when: journal.summary("week", when),
        lambda when: journal.summary("since", when, until=when),
        lambda when: journal.preview_prompts(first=when),
        lambda when: journal.focus_pack("core", until=when),
        lambda when: list(journal.export(since=when, until=when)),
        lambda when: journal.page("month", when),
    ):
        assert verb(day) == verb("2026-11-23")
        with pytest.raises(ImpossibleValueError, match="this takes whole days"):
            verb(moment)


def test_entries_mean_the_same_with_and_without_a_filter(journal: Journal) -> None:
    journal.answer("words")
    journal.pass_prompt()
    written = journal.entries()
    assert [entry["kind"] for entry in written] == ["answer"]
    assert journal.entries(since="2026-11-01") == journal.entries(grep="") == journal.entries(limit=9) == written
    every: tuple[Kind, ...] = ("offer", "answer", "pass")
    assert sorted(entry["kind"] for entry in journal.entries(kinds=every)) == sorted(every)
    assert journal.entries(kinds=()) == []


def test_names_are_those_in_force_also_when_another_journal_changes_them(journal: Journal, tmp_path: Path) -> None:
    entry = journal.pattern("sulking", people=["sam", "Samuel"]).entry
    other = Journal.open(tmp_path / "store", environ={"REFLECT_NOW": NOW, "TZ": ZONE})
    assert journal.names(entry) == entry
    other.rename_label("sulking", "going quiet")
    other.merge_labels("sam", "Samuel", of="person")
    shown: Any = journal.names(entry)
    assert (shown["label"], shown["with"]) == ("going quiet", ["Samuel"])
    with pytest.raises(ImpossibleValueError):
        journal.names({"kind": "pattern"})  # type: ignore[arg-type]


def test_a_pack_is_removed_whatever_it_is_and_one_that_was_seen_only_as_it_was(journal: Journal) -> None:
    journal.add_pack(TUESDAY)
    seen = journal.removable_pack("tuesday")
    assert seen.pack is not None
    assert seen.pack.name == "tuesday"
    journal.add_pack(TUESDAY.replace("Between Tuesdays", "From Tuesday on"))
    with pytest.raises(StoreError, match="changed by another command"):
        journal.remove_pack("tuesday", seen=seen)
    journal.remove_pack("tuesday")
    assert [row["name"] for row in journal.packs()] == ["core"]
    with pytest.raises(NotFoundError):
        journal.remove_pack("tuesday")
    with pytest.raises(ImpossibleValueError):
        journal.remove_pack("core")


def test_a_file_is_a_path_and_its_content_is_bytes_or_text(journal: Journal, tmp_path: Path) -> None:
    path = tmp_path / "tuesday.toml"
    path.write_text(TUESDAY)
    for file in (path, TUESDAY, TUESDAY.encode()):
        assert journal.check_pack(file).pack.name == "tuesday"
    with pytest.raises(BadFileError):
        journal.check_pack(str(path))
    journal.note("words")
    rows = b"".join(journal.export())
    (tmp_path / "rows.jsonl").write_bytes(rows)
    with (tmp_path / "rows.jsonl").open("rb") as opened:
        for document in (rows, rows.decode(), tmp_path / "rows.jsonl", opened):
            assert journal.import_(document).known == 1
    with (tmp_path / "rows.jsonl").open() as text, pytest.raises(ReflectError, match="`document`"):
        journal.import_(text)  # type: ignore[arg-type]
    backup, contents = journal.backup()
    assert contents.months == 1
    journal.note("more")
    assert journal.restore(backup) is not None
    assert len(journal.entries()) == 1


def test_a_page_is_made_and_written_without_private_entries(journal: Journal, tmp_path: Path) -> None:
    journal.note("words for all")
    journal.note("words of mine", private=True)
    page = journal.page("week", with_text=["notes"])
    assert page.contains.startswith("Contains: ")
    assert "notes" in page.contains
    assert "words for all" in page.text
    assert "words of mine" not in page.text
    assert "words for all" not in journal.page().text
    file = tmp_path / "page.html"
    journal.page_file(file, page)
    assert (file.read_text(), file.stat().st_mode & 0o777) == (page.text, 0o600)
    with pytest.raises(ImpossibleValueError, match="already exists"):
        journal.check_target(file)
    with pytest.raises(ImpossibleValueError, match="already exists"):
        journal.page_file(file, page)
    journal.check_target(file, force=True)
    journal.page_file(str(file), journal.page(), force=True)
    assert "words for all" not in file.read_text()


@pytest.mark.parametrize("at", ["7:05", "07:05", time(7, 5)])
def test_a_reminder_needs_no_store(at: str | time) -> None:
    reminder = Journal.reminder("cron", at)
    assert re.search(r"^5 7 \* \* \* .* reflect 07:05$", reminder.text, re.MULTILINE)
    assert reminder.program in reminder.text
    with pytest.raises(ImpossibleValueError, match="write 21:30"):
        Journal.reminder("cron", "25:00")


def test_drafts_of_others_are_left_alone(journal: Journal, tmp_path: Path) -> None:
    path = journal.new_draft("words")
    (tmp_path / "draft-00000000.txt").write_text("not ours")
    for other in (tmp_path / "draft-00000000.txt", "", f"{tmp_path}/", Path(path).parent / "other.txt"):
        with pytest.raises(ImpossibleValueError, match="is not a draft of this journal"):
            journal.clear_draft(other)
    assert journal.keep_draft(path, "other words")
    journal.clear_draft(path)
    assert not Path(path).exists()
    assert (tmp_path / "draft-00000000.txt").exists()


@pytest.fixture
def homeless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process without a home folder: no HOME, and no entry in the list of users."""
    monkeypatch.delenv("HOME")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr(pwd, "getpwuid", lambda uid: {}[uid])


@pytest.mark.usefixtures("homeless")
def test_without_a_home_folder_a_store_has_to_be_named(tmp_path: Path) -> None:
    for opening in (Journal.open, Journal.contacts_at):
        with pytest.raises(StoreError, match=r"name it with --store or \$REFLECT_STORE"):
            opening()
    assert Journal.open(tmp_path / "store").entries() == []
    assert Journal.open(environ={"REFLECT_STORE": str(tmp_path), "TZ": "UTC"}).path == str(tmp_path)
