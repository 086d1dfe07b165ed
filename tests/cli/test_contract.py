"""What scripts rely on, of every command: the keys of its JSON, no question, no fault where a reader has gone."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reflect.cli.app import report
from reflect.model.choices import SCHEMA_NAMES
from tests import commands, sealed
from tests.docs.examples import ROOT
from tests.forking import NOBODY_READS, Run, forked
from tests.program import MadeOnce, Reflect, Refused

ENTRY = "id kind day at zone recorded_at edited_at source private extra "
OWN = {
    "mood": "value scale[] energy feelings[] note",
    "pattern": "label with[] wish other self note",
    "answer": "prompt prompt_text text",
    "offer": "prompt prompt_text theme class",
    "pass": "prompt",
    "note": "text",
    "session": "note",
}
NOW = {"mood": " feelings_now[]", "pattern": " label_now with_now[]"}
"""The names in force, beside those written."""
SUMMARY = """
format span.kind span.from span.to span.days span.elapsed span.days_with_entries span.entries
lookback.weeks lookback.from lookback.to
mood.scale[] mood.entries mood.days.DAY[].value mood.days.DAY[].energy mood.days.DAY[].id mood.days.DAY[].later
mood.days.DAY[].scale[]
feelings[].label feelings[].entries feelings[].days[] feelings[].by_day.DAY feelings[].ids[] feelings[].weeks[]
patterns[].label patterns[].entries patterns[].days[] patterns[].by_day.DAY patterns[].ids[] patterns[].weeks[]
patterns[].before patterns[].with[].label patterns[].with[].entries patterns[].with[].days[]
patterns[].with[].by_day.DAY patterns[].with[].ids[]
people[].label people[].entries people[].days[] people[].ids[] people[].patterns[].label people[].patterns[].entries
episodes[].wish episodes[].other episodes[].self episodes[].entries episodes[].days[] episodes[].ids[]
phrases[].text phrases[].entries phrases[].days[] phrases[].ids[] phrases[].lookback_days
sessions[].day sessions[].id
answers[].id answers[].day answers[].prompt answers[].prompt_text answers[].text answers[].later
notes[].id notes[].day notes[].kind notes[].text notes[].later
parts.wish[].text parts.wish[].entries parts.wish[].days[] parts.wish[].ids[]
parts.self[].text parts.self[].entries parts.self[].days[] parts.self[].ids[] parts.other[]
episode_list[].id episode_list[].day episode_list[].label episode_list[].with[] episode_list[].wish
episode_list[].other episode_list[].self episode_list[].later
filter.labels[] filter.with[]
"""
PACK = "format name title author language note contacts until prompts[].id prompts[].theme prompts[].text "
FINDINGS = "findings[].rule findings[].line findings[].prompt findings[].message"
CHECKED = (
    "put_aside[] format ok findings[].file findings[].entry findings[].field findings[].message findings[].severity"
)
SETTINGS = """
day_starts week_starts mood.scale[] language phrases.ignore[] prompts.themes_off[] prompts.retired[] prompts.ladder[]
prompts.pass_rest[]
"""
TODAY = "format day prompt prompt_text theme class state answers[]"
REFUSED = ("import", "rows.jsonl", "--dry-run")
"""The one case of JSON on standard output beside an error."""
KEYS: dict[tuple[str, ...], str] = {
    ("today",): TODAY,
    ("today", "--peek"): TODAY,
    ("week", "--of", "2026-11-16"): SUMMARY,
    ("month",): SUMMARY,
    ("year",): SUMMARY,
    ("since", "2026-11-01"): SUMMARY,
    **{("list", "--kind", kind): " ".join(f"entries[].{key}" for key in (ENTRY + own + NOW.get(kind, "")).split())
       + " format" for kind, own in OWN.items()},
    ("label", "list"): "format labels[].of labels[].label labels[].names[].name labels[].names[].from "
    "labels[].merged_into labels[].retired labels[].entries labels[].gloss labels[].letter",
    ("pack", "list"): "format packs[].name packs[].title packs[].prompts packs[].retired[] packs[].focus.until "
    "packs[].shipped packs[].until",
    ("pack", "show", "mine"): PACK + "findings[]",
    ("pack", "check", "bad.toml"): PACK + FINDINGS,
    ("pack", "preview"): "[].day [].prompt [].theme [].class [].outcome",
    REFUSED: "read added updated known kept_here skipped by_kind errors[].line errors[].message",
    ("store", "info"): "format path store_format encrypted locked recipient until entries.KIND from to months",
    ("store", "check"): CHECKED,
    ("store", "repair", "--yes"): "put_aside[] format ok findings[]",
    ("sync", "status"): "format remote last pending",
    ("config", "list"): SETTINGS,
    ("config", "get", "mood.scale"): "[]",
}  # fmt: skip
"""Every key that a reading command prints, by what calls it. A key that is added is added here; none is taken away."""
READS_OTHERWISE = {("show",), ("schema",)}
"""An entry, of any kind; a JSON Schema."""
WRITES: set[tuple[str, ...]] = {
    ("answer",),
    ("pass",),
    ("mood",),
    ("pattern",),
    ("note",),
    ("session",),
    ("edit",),
    ("delete",),
    ("undo",),
    ("share",),
    ("store", "backup"),
    ("store", "restore"),
}
WRITES |= {("config", "set"), ("config", "unset"), ("sync", "init")}
WRITES |= {("label", verb) for verb in ("rename", "merge", "unmerge", "retire", "bring-back")}
WRITES |= {("pack", verb) for verb in ("add", "write", "remove", "focus", "bring-back")}
BY_DATA = re.compile(r"(?<=days\.)\d{4}-\d\d-\d\d|(?<=by_day\.)\d{4}-\d\d-\d\d")
BAD = """\
[pack]
name = "bad"
title = "Bad"
language = "en"
[[prompt]]
id = "why"
theme = "hope"
text = "Why did you not answer?"
"""


def _fill(reflect: Reflect) -> None:
    rows = (ROOT / "docs" / "example-week.jsonl").read_bytes()
    (reflect.home / "rows.jsonl").write_text('{"kind": "note", "day": "2026-11-20", "text": "x"}\n{"kind": "note"}\n')
    (reflect.home / "bad.toml").write_text(BAD)
    reflect("import", "-", stdin=rows)
    wednesday = reflect.at("2026-11-18T12:00:00+00:00")
    wednesday("answer", "said it was fine")
    wednesday("config", "set", "mood.scale", "0-10")
    wednesday("mood", "9")
    wednesday("config", "unset", "mood.scale")
    reflect("pack", "write", "Who spoke first today, if anyone did?", "--theme", "timing")
    reflect("pack", "focus", "mine", "--until", "2w")
    reflect("pass", "--retire")
    reflect("label", "merge", "anger", "frustration")
    subprocess.run(["git", "init", "-q", "--bare", reflect.home / "remote.git"], check=True)
    reflect("sync", "init", "remote.git", "--yes")


@pytest.fixture
def filled(reflect: Reflect, made_once: MadeOnce) -> Reflect:
    """A store in which no list of a summary is empty."""
    return made_once(_fill, reflect)


def leave_two_versions(reflect: Reflect) -> None:
    """Do as a sync tool does that found a month changed on two computers: every command tells of it."""
    month = reflect.store / "entries" / "2026-11.json"
    month.with_name("2026-11 (conflicted copy).json").write_bytes(month.read_bytes())


def keys(value: Any, before: str = "") -> Iterator[str]:
    """Give each key as the way to it: `mood.days.DAY[].value`; `[]` for what stands in a list."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from keys(inner, f"{before}.{key}" if before else key)
    elif isinstance(value, list):
        for inner in value or [None]:
            yield from keys(inner, f"{before}[]")
    else:
        yield before


def told(value: Any) -> set[str]:
    """Return the keys, without those that are data, and without the inner ones of what is null or empty elsewhere."""
    kinds = "|".join(OWN)
    found = {re.sub(rf"^(entries|by_kind)\.(?:{kinds})$", r"\1.KIND", BY_DATA.sub("DAY", key)) for key in keys(value)}
    return {key for key in found if not any(other.startswith((f"{key}.", f"{key}[].")) for other in found - {key})
            and not any(key.endswith("[]") and other.startswith(f"{key}.") for other in found)}  # fmt: skip


def test_the_keys_of_each_reading_command_are_those_of_the_contract(filled: Reflect) -> None:
    leave_two_versions(filled)
    for came, known in zip(forked(filled, [Run((*args, "--json")) for args in KEYS]), KEYS.values(), strict=True):
        assert came.code == (5 if came.run.args[:3] == REFUSED else 0), came
        assert came.out.endswith("\n")
        assert told(json.loads(came.out)) ^ set(known.split()) == set(), came.run.args


def test_every_command_with_json_is_among_them() -> None:
    known = commands.every()
    with_json = {words for words, command in known.items() if commands.takes(command, "--json")}
    tried = {words for words in known for args in KEYS if args[: len(words)] == words}
    assert tried | READS_OTHERWISE | WRITES == with_json


ASKING = {
    ("delete", "k3f9"): "--yes",
    ("undo",): "--yes",
    ("pack", "add", "bad.toml"): "--yes",
    ("pack", "remove", "mine"): "--yes",
    ("share", "x", "--to", "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"): "--yes",
    ("store", "repair"): "--yes",
    ("store", "encrypt"): "--passphrase-file" if sealed.ASKED else "--yes",
    ("store", "encrypt", "--yes"): "--passphrase-file",
    ("store", "decrypt"): "--yes",
    ("store", "restore", "good.zip"): "--yes",
    ("store", "erase"): "--yes",
    ("sync", "init", "remote.git"): "--yes",
    ("note",): "--edit",
    ("answer",): "--edit",
    ("pack", "write"): "--edit",
    ("note", "--edit"): "$EDITOR",
    ("answer", "--edit"): "$EDITOR",
    ("answer", "words", "--edit"): "twice",
    ("pack", "write", "--edit"): "$EDITOR",
    ("care", "--edit"): "$EDITOR",
    ("edit", "k3f9"): "$EDITOR",
}
"""Every command that asks, and what it names where there is nobody to ask."""
ASKS_OF_A_PAGE = {("week",), ("month",), ("year",), ("since",)}
"""Asks on a terminal, before it writes a page; elsewhere it says what the page contains, and writes it."""


def test_without_a_terminal_nothing_asks_and_nothing_is_changed(filled: Reflect) -> None:
    filled("store", "backup", "good.zip")
    filled("note", "not in the backup")
    leave_two_versions(filled)
    kept = next(entry["id"] for entry in filled.entries() if entry["kind"] == "note")
    before = filled.tree()
    runs = [Run([kept if arg == "k3f9" else arg for arg in args], "y\ny\n") for args in ASKING]
    tuesday = filled.at("2026-11-24T12:00:00+00:00")  # on Monday the prompt was put back
    for came, named in zip(forked(tuesday, runs), ASKING.values(), strict=True):
        assert (came.code, came.out) == (2, ""), came
        assert named in came.err
        assert "[y/N]" not in came.err
        assert len([line for line in came.err.splitlines() if not line.startswith("Included another version")]) == 1
    assert filled.tree() == before


def test_every_command_that_can_ask_is_among_them() -> None:
    known = commands.every()
    can = {words for words, command in known.items() if commands.takes(command, "--yes")}
    can |= {words for words, command in known.items() if commands.takes(command, "--edit")}
    tried = {words for words in known for args in ASKING if args[: len(words)] == words}
    assert can == tried - {("edit",)} | ASKS_OF_A_PAGE


SHOWN = [
    *(args for args in KEYS if args[:2] != ("store", "repair")),
    ("export",),
    ("schema",),
    ("care",),
    ("remind", "cron", "--at", "21:30"),
    ("--help",),
    ("--version",),
]


def test_bold_is_for_a_terminal_and_not_with_no_color_or_a_dumb_one(filled: Reflect) -> None:
    def runs(**env: str) -> list[Run]:
        return [Run(args, env={"TERM": "xterm-256color", **env}, terminal=True) for args in SHOWN]

    assert any("\x1b[1m" in came.out for came in forked(filled, runs()))
    for env in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        for came in forked(filled, runs(**env)):
            assert came.code == (5 if came.run.args == REFUSED else 0), came
            assert "\x1b" not in came.out, came


def test_through_a_pipe_it_is_the_same_whatever_the_terminal_of_the_script_is(filled: Reflect) -> None:
    surroundings: list[dict[str, str]] = [
        {},
        {"COLUMNS": "200", "FORCE_COLOR": "1", "CLICOLOR_FORCE": "1", "TERM": "xterm-256color", "NO_COLOR": ""},
        {"COLUMNS": "20", "LINES": "5", "TERM": "dumb", "LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
    ]
    usual, *others = [forked(filled, [Run(args, env=env) for args in SHOWN]) for env in surroundings]
    for came, other in ((came, other) for these in others for came, other in zip(usual, these, strict=True)):
        assert came.all == other.all, other.run


def test_a_reader_that_has_gone_is_no_fault_of_any_command(filled: Reflect) -> None:
    leave_two_versions(filled)
    for came in forked(filled, [Run(args, first=NOBODY_READS) for args in SHOWN]):
        assert came.code == 0, came
        assert "output" not in came.err, came
        assert "Traceback" not in came.err, came


TAKES_TEXT = [
    ("note", "-"),
    ("answer", "-"),
    ("mood", "3", "-"),
    ("mood", "--note", "-"),
    ("pattern", "hope", "-"),
    ("pattern", "hope", "--note", "-"),
    ("pattern", "hope", "--wish", "-"),
    ("pattern", "hope", "--other", "-"),
    ("pattern", "hope", "--self", "-"),
    ("session", "--note", "-"),
]


def test_a_text_is_read_from_standard_input_to_the_byte(reflect: Reflect) -> None:
    text = " one\n\ntwo - \t\n"
    for came in forked(reflect, [Run((*args, "--json"), text + "\n") for args in TAKES_TEXT]):
        assert came.code == 0, came
        assert text in json.loads(came.out).values(), came
    note = next(entry["id"] for entry in reflect.entries() if entry["kind"] == "note")
    reflect("edit", note, "--text", "-", stdin="another\n")
    assert reflect("show", note, "--json").json["text"] == "another"
    reflect("pack", "write", "-", stdin="Who spoke first today, if anyone did?\n")
    (prompt,) = reflect("pack", "show", "mine", "--json").json["prompts"]
    assert prompt["text"] == "Who spoke first today, if anyone did?"


def test_two_texts_from_one_input_are_refused(reflect: Reflect, refused: Refused) -> None:
    for args in (("pattern", "hope", "-", "--wish", "-"), ("pattern", "hope", "--wish", "-", "--self", "-")):
        assert "only one" in refused(*args, stdin="words").err


def test_a_file_is_read_from_standard_input_and_written_to_standard_output(filled: Reflect, tmp_path: Path) -> None:
    exported = filled("export", "-o", "-").out
    assert exported == filled("export").out
    assert json.loads(filled("import", "-", "--json", stdin=exported).out)["known"] == exported.count("\n")
    assert filled("week", "--html", "-").out.startswith("<!DOCTYPE html>")
    assert filled("pack", "check", "-", "--json", stdin=BAD).json["name"] == "bad"
    filled("pack", "add", "-", "--yes", stdin=BAD)
    with (tmp_path / "good.zip").open("wb") as file:
        subprocess.run([*filled.command, "store", "backup", "-"], env=filled.env, stdout=file, check=True)
    before = filled.entries()
    filled("note", "y")
    filled("store", "restore", "-", "--yes", stdin=(tmp_path / "good.zip").read_bytes())
    assert filled.entries() == before


@pytest.mark.parametrize(
    ("args", "way_out"),
    [
        (("week", "2026-11-16"), "reflect: week takes no arguments; its options are in `reflect week --help`"),
        (("week", "--store", "x"), "--store goes before the command: reflect --store DIR list, for example."),
        (("help", "frob"), "no such command"),
        (("help", "mood", "x"), "mood has no command x."),
        (("pattern", "anger", "went", "quiet"), "belong together, or give - and pipe them"),
        (
            ("label", "rename", "going", "quiet", "silence"),
            "takes 2 arguments; put quotes around words that belong together.",
        ),
        (("mood", "happy"), "from 1 to 7; give words alone with --note, a feeling with --feel. Nothing was changed."),
        (("mood", "9"), "from 1 to 7. Nothing was changed."),
    ],
)
def test_what_a_command_does_not_take_is_refused_with_the_way_it_can_be_given(
    refused: Refused, args: tuple[str, ...], way_out: str
) -> None:
    ran = refused(*args)
    assert way_out in ran.err
    assert not {"2026-11-16", "went", "quiet", "happy"} & set(ran.err.split())


def test_an_internal_error_names_the_variable_that_shows_where(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert report(KeyError("words of mine"), "mood") == 1
    said = "reflect: internal error (KeyError); run it again with REFLECT_DEBUG=1 to see where.\n"
    assert capsys.readouterr() == ("", said)
    monkeypatch.setenv("REFLECT_DEBUG", "1")
    with pytest.raises(KeyError):
        report(KeyError("words of mine"), "mood")


_CHANGES_AND_THEN_FAILS = """
import sys
from reflect import Journal, StoreError
from reflect.cli.app import report
journal = Journal.open(sys.argv[1])
journal.today()
report(StoreError("cannot be read before"), "mood")
journal.mood(4)
report(StoreError("cannot be read after"), "mood")
"""


def test_what_fails_after_a_change_does_not_say_that_nothing_was_changed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _CHANGES_AND_THEN_FAILS, str(tmp_path / "store")]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ran.stderr == "reflect: cannot be read before. Nothing was changed.\nreflect: cannot be read after.\n"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("mood", "4", "--energy", "1_0"), "--energy must be a whole number from 1 to 7. Nothing was changed."),
        (("mood", "4", "--energy", "\uff15"), "--energy must be a whole number from 1 to 7. Nothing was changed."),
        (("list", "-n", "0"), "-n must be a whole number from 1 to 999999."),
        (("week", "--weeks", "521"), "--weeks must be a whole number from 1 to 520."),
        (("import", "x", "--keep", "mine"), "--keep must be one of ours, theirs. Nothing was changed."),
        (("export", "--format", "xml"), "--format must be one of jsonl, json, csv, md, sqlite. Nothing was written."),
        (
            ("week", "--with-text", "notes,words"),
            "--with-text must be one of answers, notes, episodes, phrases, not 'words'.",
        ),
        (("pack", "preview", "--open", "101%"), "--open must be a share from 0 to 1, as in 0.6 or 60%."),
        (("remind", "cron", "--at", "9pm"), "--at must be a time of day, not '9pm'; write 21:30."),
        (
            ("schema", "dream"),
            f"the kind must be one of {', '.join(SCHEMA_NAMES)}.",
        ),
    ],
)
def test_a_value_that_an_option_cannot_have_is_refused_with_those_it_can(
    refused: Refused, args: tuple[str, ...], said: str
) -> None:
    assert refused(*args).err.startswith(f"reflect: {said}")


def test_help_of_a_command_is_what_its_option_shows(reflect: Reflect) -> None:
    assert reflect("help").out == reflect("--help").out
    for path in commands.every():
        shown = reflect("help", *path).out
        assert shown == reflect(*path, "--help").out
        assert "{" not in shown.splitlines()[0]
