"""Large files in each format of import: made up, newest first where the program writes so, without the program."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.formats import foreign

_WORDS = "I walked to the river and back, slept a little, called Anna; the old fear was there, and then it was not. "
_MOODS = ("rad", "good", "meh", "bad", "awful")
FORMATS = ("jsonl", "csv", "daylio", "howwefeel", "jrnl", "dayone")


def document(name: str, rows: int, length: int = 100) -> str:
    """Return a file of so many rows over ten years, the words of each of this length in characters."""
    moments = [
        datetime(2016, 11, 1, 7) + timedelta(days=number * 3_650 // rows, minutes=number * 7 % 900)
        for number in range(rows)
    ]
    texts = (f"{number} {_WORDS * (length // len(_WORDS) + 1)}"[:length] for number in range(rows))
    made = zip(moments, texts, strict=False)
    match name:
        case "jsonl":
            return "".join(json.dumps(_ours(at, text)) + "\n" for at, text in made)
        case "csv":
            return foreign.table(["kind", "at", "value", "feelings", "note"], map(_cells, made))
        case "daylio":
            return foreign.daylio(_newest_first(_daylio(at, text) for at, text in made))
        case "howwefeel":
            return foreign.table(foreign.HOWWEFEEL, (_how_we_feel(at, text) for at, text in made))
        case "jrnl":
            return foreign.jrnl((f"{at:%Y-%m-%d %H:%M}", text) for at, text in made)
    return foreign.day_one(_day_one(number, at, text) for number, (at, text) in enumerate(made))


def _newest_first(rows: Iterator[dict[str, str]]) -> list[dict[str, str]]:
    return list(rows)[::-1]


def _ours(at: datetime, text: str) -> dict[str, object]:
    return {
        "kind": "mood",
        "at": f"{at.isoformat()}+01:00",
        "value": at.day % 5 + 1,
        "feelings": ["calm"],
        "note": text,
    }


def _cells(made: tuple[datetime, str]) -> dict[str, str]:
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in _ours(*made).items()}


def _daylio(at: datetime, text: str) -> dict[str, str]:
    return foreign.daylio_row(at, _MOODS[at.day % 5], activities="family | walk", note=text)


def _how_we_feel(at: datetime, text: str) -> dict[str, str]:
    keys = {"Mood": "calm", "Mood Keys": "calm", "Tags (People)": "Friends", "Tags (Places)": "Home"}
    return {"Date": foreign.how_we_feel_date(at), "Locale": "en_US", **keys, "Notes": text, "Reflections": "[]"}


def _day_one(number: int, at: datetime, text: str) -> dict[str, object]:
    return {
        "uuid": f"{number:032X}",
        "creationDate": f"{at.isoformat()}Z",
        "modifiedDate": f"{at.isoformat()}Z",
        "timeZone": "Europe/Berlin",
        "isAllDay": False,
        "starred": False,
        "tags": ["a"],
        "text": text,
    }
