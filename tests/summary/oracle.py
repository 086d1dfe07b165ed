"""A summary computed from an export by the text of the contract, with nothing of the program.

Slow and plain: rows as `reflect export` writes them, operations as `labels.json` has them, days as dates.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

Row = dict[str, Any]
_WORDS = Path(__file__).parents[2] / "reflect" / "summary" / "words"
FUNCTION_WORDS = set((_WORDS / "function_words_en.txt").read_text().split())
CONNECTIVES = set((_WORDS / "connectives_en.txt").read_text().split())
_ENDS = set('.!?;:…"“”()—\n')


def folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).split())


class Names:
    """The labels in force: a name belongs for good to the label that had it first."""

    def __init__(self, operations: Iterable[Row]) -> None:
        self.owner: dict[tuple[str, str], str] = {}
        self.given: dict[tuple[str, str], str] = {}
        self.into: dict[tuple[str, str], str] = {}
        self.first: dict[tuple[str, str], str] = {}
        for operation in sorted(operations, key=lambda one: (datetime.fromisoformat(one["at"]), one["id"])):
            of, name, to = operation["of"], folded(operation["label"]), operation.get("to") or ""
            own = self.owner.setdefault((of, name), name)
            if operation["op"] == "rename" and self.owner.setdefault((of, folded(to)), own) == own:
                self.given[of, own] = to
            if operation["op"] == "merge":
                target = self.owner.setdefault((of, folded(to)), folded(to))
                self.into[of, own] = target
                self.first.setdefault((of, target), to)

    def key(self, of: str, label: str) -> str:
        at = self.owner.get((of, folded(label)), folded(label))
        while (of, at) in self.into:
            at = self.into[of, at]
        return at

    def spell(self, of: str, rows: list[Row]) -> Callable[[str], str]:
        """Return what gives the name that is shown for a key: the one given, else that of the latest row."""
        latest: dict[str, str] = {}
        merged: dict[str, str] = {}
        for row in rows:
            for label in labels(of, row):
                key = self.key(of, label)
                if self.owner.get((of, folded(label)), folded(label)) == key:
                    latest[key] = " ".join(label.split())
                else:
                    merged[key] = self.first[of, key]
        return lambda key: self.given.get((of, key)) or latest.get(key) or merged.get(key) or key


def labels(of: str, row: Row) -> list[str]:
    if row["kind"] == "mood" and of == "feeling":
        return list(row["feelings"])
    if row["kind"] == "pattern":
        return list(row["with"]) if of == "person" else [row["label"]] if of == "pattern" else []
    return []


def week_of(day: date, starts: int) -> date:
    return day - timedelta(days=(day.weekday() - starts) % 7)


def summary(
    rows: list[Row],
    operations: list[Row],
    kind: str,
    first: date,
    last: date,
    *,
    today: date,
    weeks: int,
    starts: int,
    scale: list[int],
    wanted: tuple[list[str], list[str]] = ([], []),
) -> Row:
    back = min(week_of(last, starts) - timedelta(weeks=weeks - 1), week_of(first, starts))
    rows = [row for row in rows if row["kind"] not in ("offer", "pass")]
    rows = sorted(rows, key=lambda row: (row["day"], datetime.fromisoformat(row["at"]), row["id"]))
    every = rows
    rows = [row for row in every if str(back) <= row["day"] <= str(last)]
    names = Names(operations)
    spell = {of: names.spell(of, rows) for of in ("pattern", "feeling", "person")}
    kept = [row for row in rows if _passes(row, names, wanted)]
    span = [row for row in kept if row["day"] >= str(first)]
    days = (last - first).days + 1

    def keys(of: str, row: Row) -> list[str]:
        return list(dict.fromkeys(names.key(of, label) for label in labels(of, row)))

    def groups(of: str, those: list[Row]) -> list[tuple[str, list[Row]]]:
        every = list(dict.fromkeys(key for row in those for key in keys(of, row)))
        found = [(key, [row for row in those if key in keys(of, row)]) for key in every]
        return sorted(found, key=lambda one: (*_rank(one[1]), folded(spell[of](one[0]))))

    def counted(of: str, key: str, those: list[Row]) -> Row:
        by_day: dict[str, int] = {}
        for row in those:
            by_day[row["day"]] = by_day.get(row["day"], 0) + 1
        ids = [row["id"] for row in those]
        return {"label": spell[of](key), "entries": len(those), "days": list(by_day), "by_day": by_day, "ids": ids}

    def noted(of: str, key: str) -> list[Row]:
        return [row for row in kept if key in keys(of, row)]

    def noted_weeks(of: str, key: str) -> list[str]:
        return sorted({str(week_of(date.fromisoformat(row["day"]), starts)) for row in noted(of, key)})

    moods = [row for row in span if row["kind"] == "mood" and (row["value"] is not None or row["energy"] is not None)]
    by_day: dict[str, list[Row]] = {}
    for row in moods:
        value = {"value": row["value"], "energy": row["energy"], "id": row["id"], "later": _later(row)}
        if row["value"] is not None and row["scale"] != scale:
            value["scale"] = row["scale"]
        by_day.setdefault(row["day"], []).append(value)
    patterns = [
        {
            **counted("pattern", key, those),
            "with": [counted("person", person, of_person) for person, of_person in groups("person", those)],
            "weeks": noted_weeks("pattern", key),
            "before": max((row["day"] for row in noted("pattern", key) if row["day"] < str(first)), default=None),
        }
        for key, those in groups("pattern", span)
    ]
    people = []
    for key, those in groups("person", span):
        one = counted("person", key, those)
        del one["by_day"]
        of_person = [{"label": spell["pattern"](each), "entries": len(its)} for each, its in groups("pattern", those)]
        people.append({**one, "patterns": of_person})
    return {
        "format": 1,
        "span": {
            "kind": kind,
            "from": str(first),
            "to": str(last),
            "days": days,
            "elapsed": len([n for n in range(days) if first + timedelta(days=n) <= today]),
            "days_with_entries": len({row["day"] for row in span}),
            "entries": len(span),
        },
        "lookback": {"weeks": ((week_of(last, starts) - back).days // 7) + 1, "from": str(back), "to": str(last)},
        "mood": {"scale": scale, "entries": len(moods), "days": by_day},
        "feelings": [
            {**counted("feeling", key, those), "weeks": noted_weeks("feeling", key)}
            for key, those in groups("feeling", span)
        ],
        "patterns": patterns,
        "people": people,
        "episodes": _episodes(span),
        "phrases": phrases(kept, first),
        "sessions": [{"day": row["day"], "id": row["id"]} for row in span if row["kind"] == "session"],
        "answers": [
            {**{name: row[name] for name in ("id", "day", "prompt", "prompt_text", "text")}, "later": _later(row)}
            for row in span
            if row["kind"] == "answer"
        ],
        "notes": [
            {"id": row["id"], "day": row["day"], "kind": row["kind"], "text": text, "later": _later(row)}
            for row in span
            if (text := row.get("text") if row["kind"] == "note" else row.get("note")) is not None
        ],
        "parts": {part: _part(span, part) for part in ("wish", "other", "self")},
        "episode_list": [
            {
                "id": row["id"],
                "day": row["day"],
                "label": spell["pattern"](names.key("pattern", row["label"])),
                "with": [spell["person"](key) for key in keys("person", row)],
                **{part: row[part] for part in ("wish", "other", "self")},
                "later": _later(row),
            }
            for row in span
            if row["kind"] == "pattern" and any(row[part] is not None for part in ("wish", "other", "self"))
        ],
        "filter": {
            "labels": _in_force(names, rows, every, wanted[0], ("pattern", "feeling")),
            "with": _in_force(names, rows, every, wanted[1], ("person",)),
        },
    }


def _in_force(names: Names, read: list[Row], every: list[Row], typed: list[str], kinds: tuple[str, ...]) -> list[str]:
    """Return the labels that were meant, as the rows that are read spell them, else as all rows do."""

    def rows_with(of: str, label: str, rows: list[Row]) -> list[Row]:
        return [row for row in rows if names.key(of, label) in [names.key(of, used) for used in labels(of, row)]]

    found = []
    for label in typed:
        rows = read if any(rows_with(of, label, read) for of in kinds) else every
        found += [
            names.spell(of, rows_with(of, label, rows))(names.key(of, label))
            for of in kinds
            if rows_with(of, label, rows) or (of, folded(label)) in names.owner
        ]
    return [name for at, name in enumerate(found) if folded(name) not in map(folded, found[:at])]


def _passes(row: Row, names: Names, wanted: tuple[list[str], list[str]]) -> bool:
    def has(typed: list[str], kinds: tuple[str, ...]) -> bool:
        return not typed or any(
            names.key(of, label) == names.key(of, used) for label in typed for of in kinds for used in labels(of, row)
        )

    return has(wanted[0], ("pattern", "feeling")) and has(wanted[1], ("person",))


def _rank(those: list[Row]) -> tuple[int, int]:
    return -len({row["day"] for row in those}), -len(those)


def _later(row: Row) -> bool:
    """The local day of `recorded_at` (the day turns at four) is after `day`."""
    if row["recorded_at"] == row["at"]:
        return False
    recorded = datetime.fromisoformat(row["recorded_at"]).replace(tzinfo=None) - timedelta(hours=4)
    return str(recorded.date()) > str(row["day"])


def _repeats(those: dict[Any, list[Row]]) -> list[tuple[Any, list[Row]]]:
    repeated = [(key, rows) for key, rows in those.items() if len(rows) >= 2]
    return sorted(repeated, key=lambda one: (*_rank(one[1]), one[0]))


def _about(those: list[Row]) -> Row:
    days = list(dict.fromkeys(row["day"] for row in those))
    return {"entries": len(those), "days": days, "ids": [row["id"] for row in those]}


def _episodes(span: list[Row]) -> list[Row]:
    parts = ("wish", "other", "self")
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in span:
        if row["kind"] == "pattern" and len([part for part in parts if row[part] is not None]) >= 2:
            found.setdefault(tuple(folded(row[part] or "") for part in parts), []).append(row)
    return [{**{part: those[0][part] for part in parts}, **_about(those)} for _, those in _repeats(found)]


def _part(span: list[Row], part: str) -> list[Row]:
    found: Row = {}
    for row in span:
        if row["kind"] == "pattern" and row[part] is not None:
            found.setdefault(folded(row[part]), []).append(row)
    return [{"text": " ".join(those[0][part].split()), **_about(those)} for _, those in _repeats(found)]


def runs(text: str) -> list[list[tuple[str, int, int]]]:
    """Return the words of each stretch that a run may not leave, with where they stand."""
    found: list[list[tuple[str, int, int]]] = [[]]
    at = 0
    while at < len(text):
        if word := _word(text, at):
            found[-1].append((folded(word.replace("’", "'")), at, at + len(word)))
            at += len(word)
            continue
        if text[at] in _ENDS or unicodedata.category(text[at]) == "So" or text[at] in "\r\v\f\x85\u2028\u2029":
            found.append([])
        at += 1
    return found


def _word(text: str, at: int) -> str:
    end = at
    while end < len(text):
        joins = end > at and text[end] in "'’\u200c\u200d" and _is_of_word(text[end + 1 : end + 2])
        if not joins and not _is_of_word(text[end]):
            break
        end += 1
    return text[at:end]


def _is_of_word(character: str) -> bool:
    return character == "_" or (character != "" and unicodedata.category(character)[0] in "LNM")


def phrases(rows: list[Row], first: date) -> list[Row]:
    found: dict[tuple[str, ...], list[Row]] = {}
    spelled: dict[tuple[str, ...], str] = {}
    for row in rows:
        own: dict[tuple[str, ...], str] = {}
        for name in ("text", "note", "wish", "other", "self"):
            for run, text in _all_runs(row.get(name) or ""):
                own.setdefault(run, text)
        for run, _ in _all_runs(row.get("prompt_text") or ""):
            own.pop(run, None)
        for run, text in own.items():
            found.setdefault(run, []).append(row)
            if row["day"] >= str(first):
                spelled.setdefault(run, text)
    told = {
        run: those
        for run, those in found.items()
        if len({row["day"] for row in those}) >= 3
        and run in spelled
        and not set(run) <= FUNCTION_WORDS
        and run[-1] not in CONNECTIVES
    }
    days = {run: sorted({row["day"] for row in those}) for run, those in told.items()}

    def is_part(run: tuple[str, ...]) -> bool:
        return any(
            len(other) > len(run)
            and days[other] == days[run]
            and any(other[at : at + len(run)] == run for at in range(len(other)))
            for other in told
        )

    kept = [run for run in told if not is_part(run)]
    kept.sort(key=lambda run: (len([w for w in run if w not in FUNCTION_WORDS]) < 2, -len(days[run]), -len(run), run))
    return [
        {
            "text": " ".join(spelled[run].split()),
            **_about([row for row in told[run] if row["day"] >= str(first)]),
            "lookback_days": len(days[run]),
        }
        for run in kept
    ]


def _all_runs(text: str) -> Iterable[tuple[tuple[str, ...], str]]:
    text = unicodedata.normalize("NFC", re.sub(r"\r\n?", "\n", text))
    for stretch in runs(text):
        for start in range(len(stretch)):
            for end in range(start + 3, len(stretch) + 1):
                words = stretch[start:end]
                yield tuple(word for word, _, _ in words), text[words[0][1] : words[-1][2]]
