"""A made-up diary of any length: three entries and an offer a day, the same for the same seed."""

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta

_LABELS = ("withdrawal", "pleasing", "anger", "reassurance", "waiting", "hope")
_PEOPLE = ("Sam", "Ines", "M.", "Lea", "my brother")
_SENTENCE = "the call was short and nobody said what they wanted so I went out and came back late to an empty kitchen"
_WORDS = _SENTENCE.split()
_THEMES = ("repetition", "pulls", "silence", "anger", "hope", "timing")
_PROMPTS = 130


def rows(days: int, last: date, seed: int = 7) -> Iterator[dict[str, object]]:
    """Give the rows of a diary of so many days up to and with `last`."""
    chance = random.Random(seed)  # noqa: S311 - a diary, no secret
    for number in range(days):
        day = last - timedelta(days=days - 1 - number)
        which = number % _PROMPTS
        prompt = {"prompt": f"made/up-{which}", "prompt_text": f"A made-up prompt, number {which}: what came of it?"}
        theme = {"theme": _THEMES[which % len(_THEMES)], "class": "new" if number < _PROMPTS else "early"}
        yield _row("offer", day, 8, {**prompt, **theme})
        yield _row("mood", day, 12, {"value": chance.randint(1, 7), "scale": [1, 7], "note": _text(chance, 8)})
        people = [chance.choice(_PEOPLE)]
        yield _row("pattern", day, 18, {"label": chance.choice(_LABELS), "with": people, "wish": _text(chance, 4)})
        yield _row("answer", day, 21, {**prompt, "text": _text(chance, 40)})


def _row(kind: str, day: date, hour: int, own: dict[str, object]) -> dict[str, object]:
    return {"kind": kind, "at": f"{day}T{hour:02}:15:00+00:00", "zone": "UTC", **own}


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choice(_WORDS) for _ in range(words))


def lines(days: int, last: date) -> str:
    """Return the diary as jsonl."""
    return "".join(json.dumps(row) + "\n" for row in rows(days, last))
