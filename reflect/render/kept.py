"""The one line that a writing command prints: what, when, and the short id; never the text."""

from collections.abc import Iterable
from datetime import date, datetime

from reflect.entries.ids import short
from reflect.entries.kinds import Entry
from reflect.entries.text import visible_line
from reflect.render import dates


def kept(entry: Entry, today: date, new_labels: Iterable[str] = (), *, brief: bool = False) -> str:
    """Return `kept: mood 4, Mon 23 Nov 21:40 (7m2x4q)`; with `brief`, for what is of the running day, the clock alone.

    `today`, the running day, decides whether the year is named and whether the entry is added on a later day.
    """
    parts = [what(entry, new_labels), moment(entry, today, brief=brief)]
    if entry["day"] < str(today):
        parts.append("added later")
    return f"kept: {', '.join(parts)} ({short(entry['id'])})"


def what(entry: Entry, new_labels: Iterable[str] = ()) -> str:
    """Return what was kept, without its words: `mood 3 and a note`, `pattern withdrawal (new label) with Sam`."""
    new = frozenset(new_labels)

    def label(name: str) -> str:
        return visible_line(name) + (" (new label)" if name in new else "")

    if entry["kind"] == "mood":
        numbers = [f"mood {entry['value']}"] if entry["value"] is not None else ["mood"]
        if entry["energy"] is not None:
            numbers.append(f"energy {entry['energy']}")
        parts = numbers + [label(feeling) for feeling in entry["feelings"]]
        return ", ".join(parts) + (" and a note" if entry["note"] is not None else "")
    if entry["kind"] == "pattern":
        people = f" with {', '.join(map(label, entry['with']))}" if entry["with"] else ""
        return f"pattern {label(entry['label'])}{people}"
    if entry["kind"] == "session" and entry["note"] is not None:
        return "session and a note"
    return entry["kind"]


def moment(entry: Entry, today: date, *, brief: bool = False) -> str:
    """Return when an entry was: `Mon 23 Nov 21:40`, or `Mon 23 Nov, 01:10 on Tue 24` past midnight."""
    at = datetime.fromisoformat(entry["at"])
    clock = f"{at:%H:%M}"
    if brief:
        return clock
    day = dates.with_weekday(entry["day"], str(today.year))
    if str(at.date()) == entry["day"]:
        return f"{day} {clock}"
    return f"{day}, {clock} on {dates.day_of_week(str(at.date()))}"


def named(entry: Entry, today: date) -> str:
    """Return an entry as a question or a refusal names it: kind, day, short id."""
    return f"{entry['kind']} of {dates.with_weekday(entry['day'], str(today.year))} ({short(entry['id'])})"


def earlier(days: Iterable[str], number: int, today: date) -> str:
    """Return the days of earlier answers, `earlier: 12 Oct 2025, 3 Mar`, and the number where these are not all."""
    named_days = [dates.in_year(day, str(today.year)) for day in days]
    of_all = f" ({number} in all)" if number > len(named_days) else ""
    return f"earlier: {', '.join(named_days)}{of_all}"
