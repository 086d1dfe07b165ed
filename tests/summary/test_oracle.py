"""The program's summaries beside those that the contract's text gives, on made-up diaries in real stores."""

import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from reflect import Journal
from tests.summary import oracle

SCHEMA = jsonschema.Draft202012Validator(Journal.summary_schema())
TODAY = date(2026, 11, 25)
LABELS = ("withdrawal", "Withdrawal", "anger", "pleasing", "tired", "  odd   one ", "Ärger", "A\u0308RGER")
FEELINGS = ("tired", "Tired", "ashamed", "glad", "anger")
PEOPLE = ("Sam", "sam", "Ines", "Dr K.", "Mum")
WISHES = ("to be asked", "To be  asked", "to be left alone", "that it ends", "x")
SENTENCES = ("said it was fine", "Said it was fine and left.", "I don’t know — I don't know what it was", "nothing new")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def made_up(chance: random.Random) -> list[dict[str, Any]]:
    """Give the rows of some weeks, a few of them written down later."""
    rows: list[dict[str, Any]] = []
    for number in range(chance.choice((0, 1, 5, 20, 40))):
        day = TODAY - timedelta(days=int(chance.triangular(0, 90, 5)))
        time = f"{chance.randint(4, 23):02}:{chance.randint(0, 59):02}:00"
        recorded = min(TODAY, day + timedelta(days=chance.choice((0, 0, 0, 1, 9))))
        row: dict[str, Any] = {"id": f"{number:012}", "at": f"{day}T{time}+00:00"}
        row |= {"recorded_at": f"{recorded}T{time}+00:00", "private": chance.random() < 0.2}
        rows.append(row | _own(chance))
    return rows


def _own(chance: random.Random) -> dict[str, Any]:
    def maybe(texts: tuple[str, ...]) -> str | None:
        return chance.choice(texts) if chance.random() < 0.5 else None

    match chance.choice(("mood", "mood", "pattern", "pattern", "pattern", "note", "answer", "session", "offer")):
        case "mood":
            scale = chance.choice(([1, 7], [1, 7], [0, 10]))
            value, energy = chance.choice((None, *[chance.randint(*scale)] * 4)), chance.choice((None, 1, 7))
            feelings = chance.sample(FEELINGS, chance.randint(int(value is energy is None), 2))
            return {"kind": "mood", "value": value, "scale": scale, "energy": energy, "feelings": feelings}
        case "pattern":
            people = chance.sample(PEOPLE, chance.choice((0, 1, 1, 2)))
            parts = {part: maybe(WISHES) for part in ("wish", "other", "self")}
            return {
                "kind": "pattern",
                "label": chance.choice(LABELS),
                "with": people,
                **parts,
                "note": maybe(SENTENCES),
            }
        case "answer":
            prompt = {"prompt": "core/x", "prompt_text": chance.choice(("Who said it was fine?", "Who began?"))}
            return {"kind": "answer", **prompt, "text": chance.choice(SENTENCES)}
        case "offer":
            return {"kind": "offer", "prompt": "core/x", "prompt_text": "Who?", "theme": "pulls", "class": "new"}
        case "session":
            return {"kind": "session", "note": maybe(SENTENCES)}
    return {"kind": "note", "text": chance.choice(SENTENCES)}


def _renamed(journal: Journal, chance: random.Random) -> None:
    """Rename and merge some labels, as far as they are known."""
    known = {(row["of"], row["label"]) for row in journal.labels() if row["entries"]}
    if ("pattern", "anger") in known and chance.random() < 0.5:
        journal.rename_label("anger", chance.choice(("Wrath", "anger!", "ANGER")))
    if {("person", "Mum"), ("person", "Ines")} <= known and chance.random() < 0.5:
        journal.merge_labels("Mum", "Ines", of="person")


@pytest.mark.parametrize("part", [0, *(pytest.param(n, marks=pytest.mark.thorough) for n in range(1, 21))])
def test_a_summary_is_what_the_contract_says_of_the_export(tmp_path: Path, part: int) -> None:
    for number in range(150):
        chance = random.Random(part * 1000 + number)
        _compare(tmp_path / str(number), chance)


def _compare(store: Path, chance: random.Random) -> None:
    environ = {"REFLECT_NOW": f"{TODAY}T23:59:59+00:00", "TZ": "UTC"}
    journal = Journal.open(store, environ=environ)
    rows = made_up(chance)
    journal.import_("".join(json.dumps(row) + "\n" for row in rows) or "\n", format="jsonl") if rows else None
    starts, scale = chance.choice((0, 0, 6, 3)), chance.choice(([1, 7], [1, 7], [0, 10]))
    journal.set_setting("week_starts", WEEKDAYS[starts])
    journal.set_setting("mood.scale", f"{scale[0]}-{scale[1]}")
    _renamed(journal, chance)
    exported = [json.loads(json.dumps(entry)) for entry in journal.entries()]
    file = store / "labels.json"
    operations = json.loads(file.read_text()) if file.exists() else []
    operations = operations.get("operations", operations) if isinstance(operations, dict) else operations
    for kind, when, first, last in _spans(chance, starts):
        leaving = chance.random() < 0.3
        weeks = chance.choice((1, 8, 8, 30))
        theirs = [row for row in exported if not (leaving and row["private"])]
        back = min(oracle.week_of(last, starts) - timedelta(weeks=weeks - 1), oracle.week_of(first, starts))
        wanted = _wanted(chance, [row for row in theirs if str(back) <= row["day"] <= str(last)])
        found = journal.summary(
            kind,  # type: ignore[arg-type]
            when,
            until=last if kind == "since" else None,
            weeks=weeks,
            labelled=wanted[0],
            with_people=wanted[1],
            leaving=leaving,
        )
        told = oracle.summary(
            theirs,
            operations,
            kind,
            first,
            last,
            today=TODAY,
            weeks=weeks,
            starts=starts,
            scale=scale,
            wanted=wanted,
        )
        assert json.loads(json.dumps(found)) == told
        assert list(SCHEMA.iter_errors(told)) == []


def _wanted(chance: random.Random, rows: list[dict[str, Any]]) -> tuple[list[str], list[str]]:
    labels = [label for row in rows for of in ("pattern", "feeling") for label in oracle.labels(of, row)]
    people = [label for row in rows for label in oracle.labels("person", row)]
    some = (chance.sample(names, min(len(names), chance.choice((0, 0, 1, 2)))) for names in (labels, people))
    return next(some), next(some)


def _spans(chance: random.Random, starts: int) -> list[tuple[str, date, date, date]]:
    day = TODAY - timedelta(days=chance.randint(0, 60))
    week, month = oracle.week_of(day, starts), day.replace(day=1)
    next_month = (month + timedelta(days=31)).replace(day=1)
    since = day - timedelta(days=chance.randint(0, 500))
    return [
        ("week", day, week, week + timedelta(days=6)),
        ("month", day, month, next_month - timedelta(days=1)),
        ("year", day, date(day.year, 1, 1), date(day.year, 12, 31)),
        ("since", since, since, day),
    ]
