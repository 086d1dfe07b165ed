"""Made-up diaries in the layouts of other programs, written without the program under test."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from reflect.formats import detect
from reflect.formats.rows import Row, RowError, Terms
from reflect.model.schema import Entry
from tests.formats.rows_made import entries_of, terms

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
DAYLIO = ["full_date", "date", "weekday", "time", "mood", "activities", "scales", "note_title", "note"]
DAYLIO_2019 = [name for name in DAYLIO if name != "scales"]
DAYLIO_2018 = ["year", "date", "weekday", "time", "mood", "activities", "note"]
_TAGS = ["Tags (People)", "Tags (Places)", "Tags (Events)"]
HOWWEFEEL = ["Date", "Locale", "Mood Keys", "Mood", *_TAGS, "Notes", "Reflections", "Takeaways"]
_BODY = ["Exercise", "Sleep", "Menstrual", "Steps", "Meditation", "Weather"]
_MORE_BODY = [*_BODY, "Temperature (F)", "Water (cups)", "Caffeine (mg)", "Alcoholic Drinks"]
HOWWEFEEL_2024 = ["Date", "Mood", *_TAGS, *_MORE_BODY, "Notes", "Reflections", "Takeaways"]
_KEYED_TAGS = [name for tag in _TAGS for name in (tag, tag.replace("Tags", "Tags Key"))]
HOWWEFEEL_2025 = ["Date", "Mood", "Mood Key", *_KEYED_TAGS, *_MORE_BODY, "Notes", "Reflections", "Takeaways"]

moments = st.datetimes(min_value=datetime(2018, 1, 1), max_value=datetime(2026, 11, 20)).map(
    lambda at: at.replace(microsecond=0)
)
minutes = moments.map(lambda at: at.replace(second=0))


def taken(name: str, document: str, **changed: Any) -> list[Entry | RowError]:
    """Return what a file becomes, entries and errors in the order of the rows."""
    on = terms(format=name, **changed)
    return [_one(row, on, made) for row, made in _made(name, document, on)]


def kept(name: str, document: str, **changed: Any) -> list[Any]:
    """Return the entries that a file becomes, for all of it must become entries."""
    found = taken(name, document, **changed)
    assert not [entry for entry in found if isinstance(entry, RowError)], found
    return found


def _made(name: str, document: str, on: Terms) -> list[tuple[Row | RowError, Any]]:
    read = list(detect.import_format(name).read(document, on))
    made = iter(entries_of(read, on))
    return [(row, None if isinstance(row, RowError) else next(made)) for row in read]


def _one(row: Row | RowError, on: Terms, made: Any) -> Any:
    return row if isinstance(row, RowError) else made


def twelve(at: datetime, space: str = " ", half: tuple[str, str] = ("am", "pm")) -> str:
    """Return a clock time of twelve hours."""
    return f"{(at.hour - 1) % 12 + 1}:{at.minute:02}{space}{half[at.hour >= 12]}"


def table(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Return rows as CSV with the names in the first line."""
    out = io.StringIO(",".join(columns) + "\n", newline="")
    out.seek(0, io.SEEK_END)
    csv.DictWriter(out, columns, restval="", lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue()


def daylio_row(at: datetime, mood: str, **more: str) -> dict[str, str]:
    """Return a row of Daylio's with all that says when."""
    date = f"{at.day} {datetime(2000, at.month, 1):%B}"
    row = {"full_date": f"{at:%Y-%m-%d}", "year": str(at.year), "date": date, "weekday": f"{at:%A}", "mood": mood}
    return {**row, "time": twelve(at), **more}


def daylio(rows: Iterable[Mapping[str, str]], columns: Sequence[str] = DAYLIO) -> str:
    """Return rows as Daylio writes them: newest first."""
    return table(columns, [{name: row.get(name, "") for name in columns} for row in rows])


def daylio_backup(entries: Iterable[Mapping[str, Any]], *, moods: Iterable[Mapping[str, Any]] = ()) -> str:
    """Return the JSON of a backup of Daylio's, version 15, with what the app writes and this program has no use for.

    Such files are in https://github.com/Guekka/DaylioBackupTools, tests/data; the contents here are made up. The app
    brings five moods, by `predefined_name_id`, the best first, whose `custom_name` is empty until they are renamed.
    """
    brought = [
        {"id": place, "custom_name": "", "mood_group_id": place, "mood_group_order": 0, "icon_id": place}
        | {"predefined_name_id": place, "state": 0, "createdAt": 1674550757631}
        for place in range(1, 6)
    ]
    tags = [{"id": 14 + place, "name": name, "state": 0, "id_tag_group": 0} for place, name in enumerate(DAYLIO_TAGS)]
    return json.dumps(
        {"version": 15, "isReminderOn": True, "customMoods": [*brought, *moods], "tags": tags}
        | {"dayEntries": list(entries), "achievements": [{"name": "x"}], "goals": [], "prefs": [], "assets": ASSETS}
        | {"metadata": {"number_of_entries": 0, "platform": "android"}},
        ensure_ascii=False,
    )


DAYLIO_TAGS = ["family", "movies / tv", "Café"]
ASSETS = [{"id": 7, "type": 1, "checksum": "6ad9", "createdAt": 1662318849866, "createdAtOffset": 3600000}]


def backup_entry(at: datetime, mood: int, **more: Any) -> dict[str, Any]:
    """Return an entry of a backup at an aware time: its month counts from 0, its instant is in milliseconds."""
    offset = at.utcoffset()
    assert offset is not None
    return {
        "id": 2,
        "minute": at.minute,
        "hour": at.hour,
        "day": at.day,
        "month": at.month - 1,
        "year": at.year,
        "datetime": int(at.timestamp()) * 1000 + 764,
        "timeZoneOffset": int(offset.total_seconds()) * 1000,
        "mood": mood,
        "note": "",
        "note_title": "",
        "tags": [],
        "assets": [],
        **more,
    }


def id_known_by(*by: str | int) -> str:
    """Return the id of an entry of another program, worked out from the contract: of the JSON list, without spaces."""
    digest = hashlib.sha256(json.dumps(by, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
    bits = format(int(digest, 16), "0256b")[:60]
    return "".join("0123456789abcdefghjkmnpqrstvwxyz"[int(bits[at : at + 5], 2)] for at in range(0, 60, 5))


def how_we_feel_date(at: datetime) -> str:
    """Return a time as How We Feel writes it."""
    return f"{at.year} {DAYS[at.weekday()]} {MONTHS[at.month - 1]} {at.day:02} {twelve(at, half=('AM', 'PM'))}"


def jrnl(notes: Iterable[tuple[str, str]]) -> str:
    """Return a journal of jrnl's: the times as they are written, each with its text."""
    return "\n".join(f"[{at}] {text}\n" for at, text in notes)


def jrnl_json(notes: Iterable[Mapping[str, Any]]) -> str:
    """Return an export of jrnl's."""
    return json.dumps({"tags": {}, "entries": list(notes)}, ensure_ascii=False, indent=2)


def day_one(notes: Iterable[Mapping[str, Any]]) -> str:
    """Return an export of Day One's."""
    return json.dumps({"metadata": {"version": "1.0"}, "entries": list(notes)}, ensure_ascii=False, indent=2)


SAMPLES = {
    "daylio": daylio(
        [daylio_row(datetime(2026, 11, 2, 22, 0), "rad", note="One, two"), daylio_row(datetime(2026, 11, 1, 8), "bad ")]
    ),
    "howwefeel": table(
        HOWWEFEEL,
        [{"Date": "2026 Wed Jul 22 11:36 PM", "Mood Keys": "down", "Mood": "down", "Notes": "n", "Reflections": "[]"}],
    ),
    "jrnl": jrnl([("2026-11-02 21:15", "Title. @partner\nbody"), ("2026-11-03 09:05:00 AM", "Two *")]),
    "dayone": day_one(
        [{"uuid": "81F0", "creationDate": "2020-01-10T12:22:12Z", "timeZone": "Europe/London", "text": "x"}]
    ),
    "jsonl": '{"kind":"note","day":"2026-11-03","text":"x"}\n',
    "json": '{"format": 1, "entries": [{"kind":"note","day":"2026-11-03","text":"x"}]}\n',
}
"""A file of each format."""
FURTHER = {
    "daylio of 2018": (
        "daylio",
        daylio([daylio_row(datetime(2018, 5, 18, 23, 54), "good", activities="clean | music")], DAYLIO_2018),
    ),
    "daylio of 2019": ("daylio", daylio([daylio_row(datetime(2021, 9, 28, 22, 0), "meh")], DAYLIO_2019)),
    "daylio's backup": (
        "daylio",
        daylio_backup([backup_entry(datetime(2026, 11, 2, 22, tzinfo=UTC), 2, note="One<br>two", tags=[14, 16])]),
    ),
    "howwefeel of 2025": (
        "howwefeel",
        table(HOWWEFEEL_2025, [{"Date": "2025 Sun May 18 3:39 PM", "Mood": "Determined", "Mood Key": "determined"}]),
    ),
    "howwefeel of 2024": (
        "howwefeel",
        table(HOWWEFEEL_2024, [{"Date": "2024 Mon Jan 01 12:05 AM", "Mood": "calm", "Steps": "100"}]),
    ),
    "jrnl as json": (
        "jrnl",
        jrnl_json([{"title": "T", "body": "", "date": "2026-11-02", "time": "21:15", "tags": [], "starred": False}]),
    ),
}
"""The other layouts."""
ALL = {**{name: (name, document) for name, document in SAMPLES.items()}, **FURTHER}


def mapped(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return the `extra` of an entry without the two hashes that every entry of another program has."""
    return {name: kept for name, kept in entry["extra"].items() if name not in ("taken", "left")}
