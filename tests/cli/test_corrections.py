"""`edit` as a process: several entries, fields taken out, words in the editor, and the line that says what changed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.cli.editor import fields_of, words_file
from tests.program import Reflect, Refused

FIELDS = ("wish", "other", "self", "note")
TEXTS = st.text(st.sampled_from("ab -\n"), max_size=12).map(lambda text: text.strip("\n"))


@pytest.fixture
def pattern(reflect: Reflect) -> str:
    """The id of a pattern with words."""
    ran = reflect("pattern", "withdrawal", "-w", "Sam", "--wish", "to be asked", "--self", "went quiet", "--json")
    return str(ran.json["id"])


@given(st.fixed_dictionaries(dict.fromkeys(FIELDS, TEXTS)))
def test_words_come_back_from_the_file_of_the_editor(texts: dict[str, str]) -> None:
    assert fields_of(words_file({field: texts[field] for field in FIELDS}), FIELDS) == texts


def test_all_words_of_a_pattern_open_in_the_editor(reflect: Reflect, pattern: str, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    editor = f"""sh -c 'cp "$1" {seen}; sed -i "s/^went quiet/said nothing\\n\\nat all/; s/^to be asked//" "$1"' x"""
    ran = reflect("edit", pattern, env={"EDITOR": editor})
    assert seen.read_text() == "--- wish\nto be asked\n\n--- other\n\n\n--- self\nwent quiet\n\n--- note\n\n\n"
    assert ran.out == f"changed: pattern of Mon 23 Nov ({pattern[:6]}): wish, self\n"
    entry = reflect("show", pattern, "--json").json
    assert (entry["wish"], entry["other"], entry["self"], entry["note"]) == (None, None, "said nothing\n\nat all", None)


def test_a_file_left_as_it_was_is_no_change(reflect: Reflect, pattern: str) -> None:
    before = reflect.tree()
    assert reflect("edit", pattern, env={"EDITOR": "true"}).out == f"as it was: pattern of Mon 23 Nov ({pattern[:6]})\n"
    assert reflect.entries()[0]["edited_at"] is None
    assert {name: data for name, data in reflect.tree().items() if "drafts" not in str(name)} == before


def test_a_file_without_its_names_is_refused_and_kept(reflect: Reflect, pattern: str) -> None:
    ran = reflect("edit", pattern, code=2, env={"EDITOR": "sed -i 1d"})
    assert "the lines with the names wish, other, self, note must all be there" in ran.err
    (draft,) = (reflect.store / "drafts").iterdir()
    assert draft.read_text().startswith("to be asked\n")
    assert draft.name in ran.err


def test_the_same_fields_of_several_entries_are_one_change(reflect: Reflect, pattern: str) -> None:
    other = reflect("pattern", "anger", "--json").json["id"]
    ran = reflect("edit", pattern, other, "--with", "Ines, Sam", "--private")
    assert ran.out.splitlines() == [
        f"changed: pattern of Mon 23 Nov ({pattern[:6]}): with Sam to Ines (new label) and Sam, now private",
        f"changed: pattern of Mon 23 Nov ({other[:6]}): with none to Ines (new label) and Sam, now private",
    ]
    assert [entry["with"] for entry in reflect.entries()] == [["Ines", "Sam"]] * 2
    reflect("undo", "--yes")
    assert sorted(map(str, (entry["with"] for entry in reflect.entries()))) == ["['Sam']", "[]"]


def test_of_several_all_or_none_are_changed(reflect: Reflect, refused: Refused, pattern: str) -> None:
    mood = reflect("mood", "4", "--json").json["id"]
    assert "has no `wish`" in refused("edit", pattern, mood, "--wish", "x").err
    assert "several entries" in refused("edit", pattern, mood).err


def test_fields_are_taken_out_and_values_named(reflect: Reflect, refused: Refused) -> None:
    mood = reflect("mood", "4", "flat since the call", "-f", "tired", "--energy", "2", "--json").json["id"]
    line = f"changed: mood of Mon 23 Nov ({mood[:6]}): "
    assert reflect("edit", mood, "--value", "3", "--no-energy").out == f"{line}value 4 to 3, energy 2 to none\n"
    assert reflect("edit", mood, "--no-note", "--no-feel").out == f"{line}feelings tired to none, note\n"
    assert "a mood has a value, an energy, a feeling or a note" in refused("edit", mood, "--no-value").err
    assert "both given and removed" in refused("edit", mood, "--note", "x", "--no-note").err


def test_words_need_no_quotes_and_commas_separate_names(reflect: Reflect, refused: Refused) -> None:
    mood = reflect("mood", "4", "flat", "since the", "call", "-f", "tired, small", "--json").json
    assert (mood["note"], mood["feelings"]) == ("flat since the call", ["tired", "small"])
    assert reflect("note", "after", "-", "the", "walk", "--json").json["text"] == "after - the walk"
    assert reflect("note", "-", "--json", stdin="piped\n").json["text"] == "piped"
    assert reflect("note", "--json", "--", "-no", "idea").json["text"] == "-no idea"
    assert reflect("answer", "in", "the", "kitchen", "--json").json["text"] == "in the kitchen"
    assert "has a comma" in refused("pattern", "anger, hope").err
    pattern = reflect("pattern", "anger", "--json").json["id"]
    assert "has a comma" in refused("edit", pattern, "--label", "a, b").err


def test_a_known_name_with_a_comma_is_that_name(reflect: Reflect) -> None:
    reflect("import", "-", stdin='{"kind": "pattern", "day": "2026-11-20", "label": "anger", "with": ["Keller, Dr"]}')
    assert reflect("pattern", "anger", "-w", "Keller, Dr", "--json").json["with"] == ["Keller, Dr"]
    assert reflect("pattern", "anger", "-w", "Keller, Dr, Sam", "--json").json["with"] == ["Keller", "Dr", "Sam"]


def test_without_a_terminal_nothing_asks(refused: Refused) -> None:
    assert "the label is missing" in refused("pattern").err
    assert "the mood is missing" in refused("mood").err


def test_the_short_options_are_those_of_recording(reflect: Reflect) -> None:
    entry = reflect("mood", "-e", "3", "-f", "tired,calm", "--json").json
    assert (entry["energy"], entry["feelings"]) == (3, ["tired", "calm"])
    reflect("edit", "last", "-e", "5", "-f", "sad")
    after = reflect("show", "last", "--json").json
    assert (after["energy"], after["feelings"]) == (5, ["sad"])


def test_undo_says_what_an_edit_changed_as_edit_does(reflect: Reflect) -> None:
    reflect("pattern", "withdrawal")
    change = "label withdrawal to withdrawl"
    hint = "close to withdrawal: reflect label merge withdrawl withdrawal"
    assert reflect("edit", "last", "--label", "withdrawl").out.endswith(f": {change} (new label)   {hint}\n")
    assert reflect("undo", "--yes").out.endswith(f": {change}\n")


def test_a_note_that_is_a_known_person_names_the_option(reflect: Reflect) -> None:
    reflect("pattern", "anger", "--with", "Sam")
    ran = reflect("pattern", "anger", "sam")
    saved = ran.out[-8:-2]
    said = "The note is the name of a person; if you meant with whom: "
    assert ran.err == f"{said}`reflect edit {saved} --no-note --with NAME`\n"
    assert reflect("pattern", "anger", "words").err == ""


def test_a_pass_is_taken_back_by_undo_only_while_it_is_the_latest_change(reflect: Reflect, refused: Refused) -> None:
    passed = reflect("pass", "--json").json["id"][:6]
    assert "`reflect undo` takes that back." in refused("answer", "x", code=3).err
    reflect("session")
    assert f"`reflect delete {passed}` takes that back; `reflect undo` would" in refused("answer", "x", code=3).err
    reflect("delete", passed, "--yes")
    assert reflect("answer", "x").out.startswith("saved: answer")
