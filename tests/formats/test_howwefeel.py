"""How We Feel's table: the word is a feeling, and nothing is made of it."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.formats.rows import RowError
from tests.formats.foreign import HOWWEFEEL, HOWWEFEEL_2024, how_we_feel_date, kept, minutes, table, taken
from tests.formats.rows_made import id_of, labels, texts

ROW = {"Date": "2026 Wed Jul 22 11:36 PM", "Locale": "en", "Mood Keys": "down", "Mood": "down", "Notes": "A full note"}
tags = st.lists(st.text("abc é", min_size=1, max_size=8).map(str.strip).filter(bool), max_size=3)


@given(
    st.lists(st.tuples(minutes, labels, texts, tags), max_size=5),
    st.sampled_from([HOWWEFEEL, HOWWEFEEL_2024]),
)
def test_a_journal_in_either_layout_is_read_as_it_was(
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
    assert [entry["extra"] for entry in found] == [{"people": people} if people else {} for *_, people in diary]
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
    assert entry["id"] == id_of(row)
    assert entry["extra"] == {
        "locale": "en",
        "mood_keys": "low",
        "places": ["Home", "Work"],
        "events": ["Resting"],
        "reflections": ["one", "two"],
        "takeaways": "no list",
    }
    (entry,) = kept("howwefeel", table(HOWWEFEEL_2024, [{"Date": ROW["Date"], "Mood": "calm", "Steps": "100"}]))
    assert entry["extra"] == {"Steps": "100"}


def test_a_word_has_a_value_on_the_persons_scale_where_it_is_given_one() -> None:
    rows = [ROW, {**ROW, "Mood": "calm"}]
    found = kept("howwefeel", table(HOWWEFEEL, rows), mood_map={"down": 2}, scale=(0, 10))
    assert [(entry["value"], entry["scale"], entry["feelings"]) for entry in found] == [
        (2, [0, 10], ["down"]),
        (None, [0, 10], ["calm"]),
    ]


@pytest.mark.parametrize("date", ["", "22/07/2026 23:36", "2026 Wed Jul 32 11:36 PM", "2026 mer. juil. 22 23:36"])
def test_a_date_that_is_not_known_is_not_guessed_at(date: str) -> None:
    (error,) = taken("howwefeel", table(HOWWEFEEL, [{**ROW, "Date": date}]))
    assert isinstance(error, RowError)
    assert error.line == 2
