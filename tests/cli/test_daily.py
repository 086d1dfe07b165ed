"""The daily commands as processes: what is kept, what is said, what is refused."""

import json

import pytest

from reflect.journal import Journal
from tests.program import Reflect, Refused


def test_a_mood_is_saved_and_reported_in_one_line(reflect: Reflect) -> None:
    ran = reflect("mood", "4")
    (entry,) = reflect.entries()
    assert ran.out == f"saved: mood 4, Mon 23 Nov 21:40 ({entry['id'][:6]})\n"
    assert entry["value"] == 4
    assert entry["scale"] == [1, 7]
    assert entry["day"] == "2026-11-23"
    assert entry["at"] == entry["recorded_at"] == "2026-11-23T21:40:00+00:00"
    assert entry["zone"] == "UTC"
    assert entry["source"] == "cli"
    assert entry["edited_at"] is None
    assert entry["extra"] == {}


def test_the_first_writing_command_says_where_the_store_is_and_only_once(reflect: Reflect) -> None:
    first = reflect("mood", "4")
    assert first.err.startswith("New store: ~/store\n")
    assert "This is not medical or crisis care: see `reflect care`" in first.err
    assert reflect("mood", "4").err == ""


@pytest.mark.parametrize(
    "line", ["week", "month", "year", "since monday", "list", "export", "label list", "store info", "today --peek"]
)
def test_reading_makes_no_store(reflect: Reflect, line: str) -> None:
    ran = reflect(*line.split())
    assert ran.err.startswith("No store at ~/store yet.\n")
    assert not reflect.store.exists()


def test_a_note_is_never_echoed(reflect: Reflect) -> None:
    ran = reflect("mood", "3", "-", "--at", "yesterday", stdin="quite private words\n")
    assert "private" not in ran.out + ran.err.replace("It is", "")
    assert ", Sun 22 Nov 12:00, added later (" in ran.out
    assert "mood 3 and a note" in ran.out
    assert reflect.entries()[0]["note"] == "quite private words"


def test_past_midnight_belongs_to_the_day_before(reflect: Reflect) -> None:
    ran = reflect.at("2026-11-24T01:10:00+00:00")("mood", "2")
    assert "saved: mood 2, Mon 23 Nov, 01:10 on Tue 24 (" in ran.out


def test_energy_feelings_and_a_note_without_a_value(reflect: Reflect) -> None:
    reflect("mood", "--energy", "7", "-f", "tired", "--feel", "glad", "--note", "words")
    (entry,) = reflect.entries()
    assert (entry["value"], entry["energy"], entry["feelings"], entry["note"]) == (None, 7, ["tired", "glad"], "words")


def test_zero_is_a_value_and_blank_is_none(reflect: Reflect) -> None:
    reflect("config", "set", "mood.scale", "0-10")
    reflect("mood", "0")
    (entry,) = reflect.entries()
    assert entry["value"] == 0
    assert entry["scale"] == [0, 10]


def test_a_pattern_with_people_and_an_episode(reflect: Reflect) -> None:
    ran = reflect(
        "pattern", "withdrawal", "-w", "Sam", "--with", "Ines", "--wish", "to be asked", "--other", "o", "--self", "s"
    )
    (entry,) = reflect.entries()
    assert (
        "saved: pattern withdrawal with Sam (new label), Ines (new label), wish, other, self, Mon 23 Nov 21:40"
        in ran.out
    )
    assert entry["with"] == ["Sam", "Ines"]
    assert (entry["wish"], entry["other"], entry["self"]) == ("to be asked", "o", "s")


def test_a_new_label_is_said_once_and_matched_when_folded(reflect: Reflect) -> None:
    assert "withdrawl (new label)" in reflect("pattern", "withdrawl").out
    assert "(new label)" not in reflect("pattern", "  WithDrawl ").out
    assert "(new label)" not in reflect("pattern", "anger").out


def test_a_label_of_last_year_is_known(reflect: Reflect) -> None:
    reflect("pattern", "mine", "--at", "2025-03-02")
    assert "(new label)" not in reflect("pattern", "mine").out
    assert "(new label)" in reflect("mood", "4", "-f", "mine").out


def test_today_is_the_same_all_day_and_is_saved_once(reflect: Reflect) -> None:
    first = reflect("today").out
    assert first.startswith("Monday 23 November\n\n  ")
    assert reflect("today").out == first
    assert reflect.at("2026-11-24T03:59:59+00:00")("today").out == first
    (offer,) = reflect.entries()
    assert offer["kind"] == "offer"
    assert offer["class"] == "new"
    assert reflect.at("2026-11-24T04:00:00+00:00")("today").out != first


def test_bare_reflect_through_a_pipe_is_today(reflect: Reflect) -> None:
    assert reflect().out == reflect("today").out


def test_peek_writes_nothing_and_shows_what_today_will(reflect: Reflect) -> None:
    peeked = reflect("today", "--peek", "--json").json
    assert not reflect.store.exists()
    assert reflect("today", "--json").json == peeked


def test_fresh_stores_begin_with_different_prompts(reflect: Reflect) -> None:
    folders = [str(reflect.home / f"store-{number}") for number in range(12)]
    shown = [reflect("--store", folder, "today", "--json").json["prompt"] for folder in folders]
    assert len(set(shown)) > 6


def test_today_as_json(reflect: Reflect) -> None:
    shown = reflect("today", "--json").json
    assert list(shown) == ["format", "day", "prompt", "prompt_text", "theme", "class", "state", "answers"]
    assert shown["format"] == 1
    assert shown["state"] == "open"
    answer = reflect("answer", "some words", "--json").json
    shown = reflect("today", "--json").json
    assert shown["state"] == "answered"
    assert shown["answers"] == [answer["id"]]
    assert answer["prompt"] == shown["prompt"]
    assert answer["prompt_text"] == shown["prompt_text"]


def test_an_answer_offers_first_and_several_are_possible(reflect: Reflect) -> None:
    reflect("answer", "one")
    reflect("answer", "two")
    assert [entry["kind"] for entry in reflect.entries()].count("offer") == 1
    assert len(reflect("today", "--json").json["answers"]) == 2


def test_a_passed_prompt_leaves_none_for_the_day(reflect: Reflect) -> None:
    first = reflect("pass")
    before = reflect.tree()
    assert reflect("pass").out == first.out == "Passed. No more prompts today.\n"
    assert reflect.tree() == before
    assert reflect("today").out == "No prompt today.\n"
    shown = reflect("today", "--json").json
    assert shown["state"] == "passed"
    assert shown["prompt"] is shown["prompt_text"] is shown["theme"] is shown["class"] is None


def test_an_answer_after_a_pass_is_refused(reflect: Reflect, refused: Refused) -> None:
    reflect("pass")
    said = refused("answer", "words", code=3).err
    assert "was passed" in said
    undo = said.split("`reflect ")[1].split("`")[0]
    reflect(*undo.split(), "--yes")
    reflect("answer", "words")


def test_a_prompt_passed_with_the_clock_behind_stays_passed(reflect: Reflect) -> None:
    reflect("today")
    behind = reflect.at("2026-11-22T21:00:00+00:00")
    assert behind("today", "--json").json["prompt"] == reflect("today", "--json").json["prompt"]
    behind("pass")
    for at in (behind, reflect):
        assert at("today").out == "No prompt today.\n"
        assert at("pass").out == "Passed. No more prompts today.\n"
    assert [entry["kind"] for entry in reflect.entries()].count("pass") == 1


def test_the_day_may_turn_while_an_answer_is_written(reflect: Reflect) -> None:
    night = reflect.at("2026-11-24T03:59:00+00:00")
    shown = night("today", "--json").json
    journal = Journal.open(str(reflect.store), environ={"REFLECT_NOW": "2026-11-24T03:59:00+00:00", "TZ": "UTC"})
    today = journal.today()
    later = Journal.open(str(reflect.store), environ={"REFLECT_NOW": "2026-11-24T04:01:00+00:00", "TZ": "UTC"})
    answered = later.answer("words", shown=today).entry
    assert answered["day"] == "2026-11-23"
    assert answered["kind"] == "answer"
    assert answered["prompt"] == shown["prompt"]
    assert [entry["kind"] for entry in reflect.entries()].count("offer") == 1


def test_earlier_answers_are_named_by_their_days_and_shown_when_asked(reflect: Reflect, refused: Refused) -> None:
    prompt = reflect("today", "--json").json
    row = {"kind": "answer", "prompt": prompt["prompt"], "prompt_text": prompt["prompt_text"]}
    days = ["2025-10-12", "2026-03-03", "2026-03-04", "2026-11-02"]
    rows = "".join(json.dumps({**row, "day": day, "text": f"words of {day}"}) + "\n" for day in days)
    reflect("import", "-", stdin=rows)
    assert "answered" not in refused("answer", "--earlier", code=3).err
    ran = reflect("answer", "quince")
    assert ran.out.rstrip().endswith("earlier: 3 Mar, 4 Mar, 2 Nov (4 in all)")
    shown = reflect("answer", "--earlier").out
    assert [shown.index(f"words of {day}") for day in days] == sorted(shown.index(f"words of {day}") for day in days)
    assert "quince" not in shown


def test_a_session_is_marked(reflect: Reflect) -> None:
    assert (
        "saved: session and a note, Thu 19 Nov 17:00" in reflect("session", "--at", "thursday 17:00", "--note", "n").out
    )
    assert reflect("list", "--since", "session", "--json").json["entries"][0]["kind"] == "session"


@pytest.mark.parametrize(
    ("stdin", "named"),
    [
        (b"a\x00b", "NUL"),
        (b"caf\xe9", "UTF-8"),
        (b"x" * (1 << 20) + b"y", "1 MiB"),
        (b"", "is empty"),
        (b"\n", "is empty"),
    ],
)
def test_what_cannot_be_saved_is_refused_from_standard_input(refused: Refused, stdin: bytes, named: str) -> None:
    assert named in refused("note", "-", stdin=stdin).err


def test_a_text_of_just_1_mib_is_saved(reflect: Reflect) -> None:
    text = "x" * (1 << 20)
    reflect("note", "-", stdin=text)
    assert reflect.entries()[0]["text"] == text


def test_a_note_given_twice_is_refused(refused: Refused) -> None:
    assert "twice" in refused("mood", "4", "words", "--note", "other words").err


def test_writing_commands_print_the_entry_as_json(reflect: Reflect) -> None:
    for args in (["mood", "4"], ["pattern", "anger"], ["note", "n"], ["session"], ["answer", "a"]):
        printed = reflect(*args, "--json").json
        assert printed in reflect.entries()
    passed = reflect.at("2026-11-25T12:00:00+00:00")("pass", "--json").json
    assert passed["kind"] == "pass"


def test_private_is_saved(reflect: Reflect) -> None:
    reflect("note", "n", "--private")
    assert reflect.entries()[0]["private"] is True


def test_a_misspelt_command_is_answered_with_one_that_is_there(refused: Refused) -> None:
    assert "mood" in refused("moood", "4").err
