"""`store check` and `store repair` as processes, and what the other commands do beside a month that is damaged."""

import json
import time

import pytest

from tests.program import MadeOnce, Ran, Reflect, Refused
from tests.terminal.asked import asked

OCTOBER, NOVEMBER = "entries/2026-10.json", "entries/2026-11.json"
COPY = "entries/2026-11.sync-conflict-20261123-214000-ABCDEFG.json"
ASIDE = "backups/aside-20261123-214000"


def _some_days(reflect: Reflect) -> None:
    reflect("pattern", "withdrawl", "-w", "Sam", "--at", "2026-10-05")
    reflect("note", "secret words", "--at", "2026-10-06")
    reflect("note", "of november")


@pytest.fixture
def diary(reflect: Reflect, made_once: MadeOnce) -> Reflect:
    """A store with an October and a November."""
    return made_once(_some_days, reflect)


def halve(diary: Reflect, name: str = OCTOBER) -> bytes:
    """Damage a month and return what is left of it."""
    path = diary.store / name
    path.write_bytes(path.read_bytes()[:-80])
    return path.read_bytes()


def copied(diary: Reflect) -> None:
    """Have a sync tool leave a copy of November beside one that has an entry more."""
    held = (diary.store / NOVEMBER).read_bytes()
    diary("note", "here since")
    (diary.store / COPY).write_bytes((diary.store / NOVEMBER).read_bytes().replace(b"here since", b"there since"))
    (diary.store / COPY).chmod(0o600)
    (diary.store / NOVEMBER).write_bytes(held)


def test_a_store_without_a_fault(diary: Reflect) -> None:
    before = diary.tree()
    assert diary("store", "check").out == "damage 0, notes 0\n"
    assert diary("store", "check", "--json").json == {"format": 1, "ok": True, "findings": [], "put_aside": []}
    assert diary("store", "repair").out == "Nothing to repair.\ndamage 0, notes 0\n"
    assert diary("store", "repair", "--json").json == {"format": 1, "ok": True, "findings": [], "put_aside": []}
    assert diary.tree() == before


@pytest.mark.parametrize("command", ["check", "repair"])
def test_no_store_yet(reflect: Reflect, command: str) -> None:
    ran = reflect("store", command, "--json")
    assert ran.json["ok"] is True
    assert "No store at" in ran.err
    assert not reflect.store.exists()


def test_damage_is_exit_4_and_each_finding_a_line_under_its_file(diary: Reflect) -> None:
    halve(diary)
    ran = diary("store", "check", code=4)
    file, *findings, count = ran.out.splitlines()
    assert file == OCTOBER
    assert [line.split()[0] for line in findings] == ["damage", "damage"]
    assert count == "damage 2, notes 0"
    assert ran.err == ""
    told = diary("store", "check", "--json", code=4).json
    assert told["ok"] is False
    assert [set(finding) for finding in told["findings"]] == [{"file", "entry", "field", "message", "severity"}] * 2
    assert "secret" not in ran.out


def test_notes_alone_are_exit_0(diary: Reflect) -> None:
    copied(diary)
    told = diary("store", "check", "--json").json
    assert told["ok"] is True
    assert [(found["file"], found["severity"]) for found in told["findings"]] == [(COPY, "note")]


def test_repair_keeps_what_can_be_read_and_names_the_rest(diary: Reflect) -> None:
    half = halve(diary)
    kept = len(diary("list", "--since", "2026-11-01", "--json").json["entries"])
    told = diary("store", "repair", "--yes", "--json").json
    assert told["ok"] is True
    assert told["put_aside"] == [f"{ASIDE}/{OCTOBER}"]
    (found,) = told["findings"]
    assert (found["file"], found["severity"], found["field"]) == (f"{ASIDE}/{OCTOBER}", "note", None)
    assert found["entry"].encode() in half
    assert (diary.store / ASIDE / OCTOBER).read_bytes() == half
    assert len(diary.entries()) == kept + 1
    assert diary("store", "check").out == "damage 0, notes 0\n"


def test_repair_asks_on_a_terminal_and_shows_what_it_will_do(diary: Reflect) -> None:
    halve(diary)
    before = diary.tree()
    shown = asked(diary, ("store", "repair"), {"Repair the store? [y/N]": "n"})
    assert f"{OCTOBER}: to be set aside as it is, and rewritten with 1 entry" in shown
    assert "cannot be read" in shown
    assert "Nothing was changed." in shown
    assert diary.tree() == before
    shown = asked(diary, ("store", "repair"), {"Repair the store? [y/N]": "y"})
    assert f"set aside: {ASIDE}/{OCTOBER}" in shown
    assert diary("store", "check").out == "damage 0, notes 0\n"


def test_without_a_terminal_repair_wants_a_yes(diary: Reflect, refused: Refused) -> None:
    halve(diary)
    assert "--yes" in refused("store", "repair").err


def test_what_cannot_be_repaired_stays_exit_4(diary: Reflect) -> None:
    (diary.store / OCTOBER).unlink()
    (diary.store / OCTOBER).mkdir(mode=0o700)
    before = diary.tree()
    assert "Nothing to repair." in diary("store", "repair", code=4).out
    assert diary.tree() == before


def test_with_settings_that_stop_every_command(diary: Reflect) -> None:
    (diary.store / "reflect.toml").write_text('format = 1\nday_strats = "04:00"\nweek_starts = "sunday"\n')
    diary("mood", "4", code=4)
    (found,) = diary("store", "check", "--json", code=4).json["findings"]
    assert found["field"] == "day_strats"
    assert found["message"] == "line 2: there is no setting day_strats"
    diary("store", "repair", "--yes")
    assert diary("config", "get", "week_starts").out == "sunday\n"
    assert (diary.store / ASIDE / "reflect.toml").read_text().count("day_strats") == 1


def test_contacts_that_are_not_utf_8_are_named_and_stay(diary: Reflect, refused: Refused) -> None:
    (diary.store / "care.txt").write_bytes(b"Ines\nM\xfcller\n")
    (diary.store / "care.txt").chmod(0o600)
    assert "care.txt line 2" in refused("care", "--edit", code=4, env={"EDITOR": "true"}).err
    assert "line 2" in diary("store", "check", code=4).out
    assert "Nothing to repair." in diary("store", "repair", code=4).out


# Copies on sight


def met(ran: Ran) -> list[str]:
    return [
        line for line in ran.err.splitlines() if line.startswith(("Not read", "Did not read", "Included", "Merged"))
    ]


@pytest.mark.parametrize(
    "command", [("list", "--json"), ("export",), ("store", "info"), ("label", "list"), ("week",), ("today", "--peek")]
)
def test_a_conflict_copy_is_counted_in_and_named(diary: Reflect, command: tuple[str, ...]) -> None:
    copied(diary)
    before = diary.tree()
    ran = diary(*command)
    (line,) = met(ran)
    assert line.startswith("Included")
    assert COPY in line
    assert diary.tree() == before
    assert ("there since" in ran.out) == (command[0] in ("list", "export"))


def test_several_copies_are_named_in_one_line_and_never_obeyed(diary: Reflect) -> None:
    copied(diary)
    month = (diary.store / "entries/2026-11.json").read_bytes()
    (diary.store / "entries/2026-11 (\x1b[2J conflicted copy).json").write_bytes(month)
    (diary.store / "entries/2026-11 \x1b[2J.json").write_bytes(b"")
    ran = diary("list")
    counted, unread = met(ran)
    assert "and 1 more" in counted
    assert unread.startswith("Not read")
    assert "is empty" in unread
    assert "\x1b" not in ran.err + diary("store", "check").out


# One damaged month stops only what needs it


@pytest.fixture
def damaged(diary: Reflect) -> Reflect:
    """A store whose October is damaged, with nothing cached."""
    (diary.store / "cache/past.json").unlink(missing_ok=True)
    halve(diary)
    return diary


@pytest.mark.parametrize(
    "command",
    [("list",), ("export",), ("label", "list"), ("store", "info"), ("week",), ("list", "--since", "2026-10-01")],
)
def test_what_needs_the_month_names_it_and_what_to_do(damaged: Reflect, command: tuple[str, ...]) -> None:
    ran = damaged(*command, code=4)
    assert ran.out == ""
    assert ran.err.startswith(f"reflect: {OCTOBER} ")
    assert "reflect store check" in ran.err
    assert "secret" not in ran.err


@pytest.mark.parametrize("damage", ["half", "folder", "newer"])
def test_a_person_can_still_write_and_look_at_the_rest(damaged: Reflect, damage: str) -> None:
    path = damaged.store / OCTOBER
    if damage == "newer":
        path.write_bytes(b'{"_meta": {"format": {"version": 9}}, "entries": {}}')
    elif damage == "folder":
        path.unlink()
        path.mkdir(mode=0o700)
    for command in (
        ("mood", "4", "--feel", "tired"),
        ("pattern", "withdrawl"),
        ("note", "x"),
        ("session",),
        ("today",),
        ("answer", "words"),
        ("today", "--peek"),
        ("list", "--since", "2026-11-01"),
        ("export", "--since", "2026-11-01"),
        ("week", "--weeks", "1"),
        ("note", "y", "--at", "2026-09-05"),
    ):
        begun = time.monotonic()
        ran = damaged(*command)
        assert time.monotonic() - begun < 3
        assert "(new label)" not in ran.out  # it stands in the month that nobody can read
    entry_id = damaged("note", "z", "--json").json["id"]
    for changing in (("show", entry_id), ("edit", entry_id, "--text", "zz"), ("delete", entry_id, "--yes")):
        damaged(*changing)
    assert len(damaged("list", "--since", "2026-11-01", "--json").json["entries"]) == 6


def test_a_month_that_was_passed_over_is_reported_and_counts_again_once_it_is_repaired(damaged: Reflect) -> None:
    ran = damaged("today", "--json")
    assert ran.err.startswith(f"Skipped: {OCTOBER} ")
    assert "reflect store check" in ran.err
    assert ran.json["prompt"]
    assert damaged("pattern", "withdrawl").err.startswith(f"Skipped: {OCTOBER} ")
    assert not (damaged.store / "cache/past.json").exists()
    damaged("store", "repair", "--yes")
    ran = damaged("pattern", "withdrawl", "-w", "Alex")
    assert ran.err == ""
    assert json.loads((damaged.store / "cache/past.json").read_bytes())["through"] == "2026-10"


def test_a_cache_from_before_the_damage_does_not_count_for_it(diary: Reflect) -> None:
    diary("today")
    kept = (diary.store / "cache/past.json").read_bytes()
    halve(diary)
    assert "Skipped" in diary.at("2026-11-24T21:40:00+00:00")("today").err
    assert (diary.store / "cache/past.json").read_bytes() == kept


def test_nothing_is_met_on_a_store_without_a_fault(diary: Reflect) -> None:
    for command in (("today",), ("mood", "4"), ("week",), ("list",)):
        assert diary(*command).err == ""
