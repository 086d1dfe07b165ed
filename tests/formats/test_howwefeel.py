"""How We Feel's table: the word is a feeling, and nothing is made of it."""

import csv
import io
import re
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.formats import detect
from reflect.formats.rows import RowError
from tests.formats.foreign import (
    HOWWEFEEL,
    HOWWEFEEL_2024,
    HOWWEFEEL_2025,
    SAMPLES,
    how_we_feel_date,
    id_known_by,
    kept,
    mapped,
    minutes,
    table,
    taken,
)
from tests.formats.rows_made import labels, texts

ROW = {"Date": "2026 Wed Jul 22 11:36 PM", "Locale": "en", "Mood Keys": "down", "Mood": "down", "Notes": "A full note"}
words = labels.filter(lambda label: not re.search("[;|,]", label))
tags = st.lists(st.text("abc é", min_size=1, max_size=8).map(str.strip).filter(bool), max_size=3)


@given(
    st.lists(st.tuples(minutes, words, texts, tags), max_size=5),
    st.sampled_from([HOWWEFEEL, HOWWEFEEL_2024, HOWWEFEEL_2025]),
)
def test_a_journal_in_any_layout_is_read_as_it_was(
    diary: list[tuple[datetime, str, str, list[str]]], layout: list[str]
) -> None:
    rows = [
        {"Date": how_we_feel_date(at), "Mood": word, "Notes": note, "Tags (People)": ";".join(people)}
        for at, word, note, people in diary
    ]
    found = kept("howwefeel", table(layout, rows))
    assert [(entry["at"], entry["feelings"], entry["note"]) for entry in found] == [
        (f"{at.isoformat()}+00:00", [word], note) for at, word, note, _ in diary
    ]
    assert [mapped(entry) for entry in found] == [{"people": people} if people else {} for *_, people in diary]
    assert all(entry["kind"] == "mood" and entry["value"] is None for entry in found)


def test_what_has_no_place_is_saved_in_extra() -> None:
    row = {
        **ROW,
        "Mood Keys": "low",
        "Tags (Places)": "Home; Work ;",
        "Tags (Events)": "Resting",
        "Reflections": '["one", "two"]',
        "Takeaways": "no list",
    }
    (entry,) = kept("howwefeel", table(HOWWEFEEL, [row]))
    assert entry["id"] == id_known_by("howwefeel", "2026-07-22T23:36", 1)
    assert mapped(entry) == {
        "locale": "en",
        "mood_keys": "low",
        "places": ["Home", "Work"],
        "events": ["Resting"],
        "reflections": ["one", "two"],
        "takeaways": "no list",
    }
    (entry,) = kept("howwefeel", table(HOWWEFEEL_2024, [{"Date": ROW["Date"], "Mood": "calm", "Steps": "100"}]))
    assert mapped(entry) == {"Steps": "100"}


def test_the_same_check_in_is_the_same_in_each_layout() -> None:
    """Three layouts are in public repositories: 22 columns with `Mood Key`, 18, and 10 with `Locale`, `Mood Keys`."""
    row = {"Date": "2026 Wed Jul 22 11:36 PM", "Mood": "Burned Out", "Notes": "n", "Tags (People)": "Sam; Ann"}
    later = {"Locale": "en", "Mood Keys": "burned_out", "Mood": "burned out", "Reflections": "[]", "Takeaways": "[]"}
    written = [
        table(HOWWEFEEL_2025, [{**row, "Mood Key": "burned_out", "Tags Key (People)": "Sam; Ann", "Steps": "15.0"}]),
        table(HOWWEFEEL_2024, [{**row, "Sleep": "0.0"}]),
        table(HOWWEFEEL, [{**row, **later}]),
    ]
    assert [len(columns) for columns in (HOWWEFEEL_2025, HOWWEFEEL_2024, HOWWEFEEL)] == [22, 18, 10]
    found = [kept("howwefeel", document)[0] for document in written]
    assert len({(entry["id"], entry["extra"]["taken"]) for entry in found}) == 1
    assert [mapped(entry) for entry in found] == [
        {"people": ["Sam", "Ann"], "mood_keys": "burned_out", "Steps": "15.0"},
        {"people": ["Sam", "Ann"], "Sleep": "0.0"},
        {"people": ["Sam", "Ann"], "mood_keys": "burned_out", "locale": "en"},
    ]


@pytest.mark.parametrize("written", ["down;lonely", "down; lonely", "down | lonely", "down, lonely", "down;lonely;"])
def test_several_words_are_several_feelings(written: str) -> None:
    row = {**ROW, "Mood": written, "Mood Keys": "down;lonely"}
    (entry,) = kept("howwefeel", table(HOWWEFEEL, [row]), mood_map={"down": 2})
    assert (entry["feelings"], entry["value"]) == (["down", "lonely"], 2)
    assert "mood_keys" not in mapped(entry)
    (entry,) = kept("howwefeel", table(HOWWEFEEL, [row]), mood_map={"down": 2, "lonely": 1})
    assert entry["value"] is None  # two values are none


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize("end", ["\r", "\n"])
def test_what_a_spreadsheet_saved_again_is_the_same_journal(separator: str, end: str) -> None:
    lines = csv.reader(io.StringIO(SAMPLES["howwefeel"], newline=""))
    again = io.StringIO(newline="")
    csv.writer(again, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(lines)
    assert detect.format_of(again.getvalue(), "FILE") == "howwefeel"
    assert kept("howwefeel", again.getvalue()) == kept("howwefeel", SAMPLES["howwefeel"])


def test_a_word_has_a_value_on_the_persons_scale_where_it_is_given_one() -> None:
    rows = [ROW, {**ROW, "Mood": "calm"}]
    found = kept("howwefeel", table(HOWWEFEEL, rows), mood_map={"down": 2}, scale=(0, 10))
    assert [(entry["value"], entry["scale"], entry["feelings"]) for entry in found] == [
        (2, [0, 10], ["down"]),
        (None, [0, 10], ["calm"]),
    ]


@pytest.mark.parametrize(
    "date", ["", "05/07/2026 23:36", "2026 Wed Jul 32 11:36 PM", "2026 mer. juil. 22 23:36", "1447 Wed Jul 22 11:36 PM"]
)
def test_a_date_that_is_not_known_is_not_guessed_at(date: str) -> None:
    (error,) = taken("howwefeel", table(HOWWEFEEL, [{**ROW, "Date": date}]))
    assert isinstance(error, RowError)
    assert error.line == 2
