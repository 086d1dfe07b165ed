"""A store whose every text was made to act: on a terminal, in markup, in a format. All of it is data."""

import json
from pathlib import Path
from typing import Any

from tests.bad_inputs.hostile import SETTINGS

HOSTILE = (
    "quince \x1b[2J\x1b]52;c;ZXZpbA==\x07 \x9b31m \u202ex\u2066 \u200b\u2028\ufeff [bold]x[/bold] [/] {0} %s <b>&amp;"
)
"""A text: the escapes that clear a screen and fill a clipboard, C1, directions, and markup. "quince" tells it."""
LABEL = "[red]medlar[/] <i> {0} :smile: %n"
"""A label: what a label may not hold, it has not."""
NAME = "a\nb\x1b[2J\x9b31m\u202e"
"""Of a folder, and what is typed where something else is asked for."""
PACK = """\
[pack]
name = "tuesday"
title = "[bold]Between[/bold] <b> Tuesdays {0}"
language = "en"
author = "[/] <img src=x>"
note = "%s [link=file:///etc/passwd]x[/link]"

[[prompt]]
id = "doorway"
theme = "timing"
text = "Which [red]reply[/red] {0.__class__} did you see coming, if any?"
"""
_TIMES = {"recorded_at": "2026-11-22T12:00:00+00:00", "source": "import:[bold]x[/]", "zone": "UTC", "private": False}
_EPISODE = {"wish": HOSTILE, "other": f"{HOSTILE} said it was fine", "self": HOSTILE}
_OWN: tuple[dict[str, Any], ...] = (
    {"kind": "mood", "value": 4, "scale": [1, 7], "energy": 3, "feelings": [LABEL], "note": HOSTILE},
    {"kind": "pattern", "label": LABEL, "with": [LABEL, "Sam [/]"], "note": HOSTILE, **_EPISODE},
    {"kind": "pattern", "label": LABEL, "with": ["Sam [/]"], **_EPISODE},
    {"kind": "note", "text": f"{HOSTILE}\r\n\tand it was said again"},
    {"kind": "session", "note": HOSTILE},
    {"kind": "answer", "prompt": "tuesday/doorway", "prompt_text": HOSTILE, "text": HOSTILE},
    {"kind": "offer", "prompt": "tuesday/doorway", "prompt_text": HOSTILE, "theme": "timing", "class": "new"},
)
DAYS = ("2026-10-14", "2026-11-16", "2026-11-19", "2026-11-20", "2026-11-22")


def entry_id(day: int, own: int) -> str:
    return f"{'abcdefghjk'[day] * 4}0000000{own}"


def make(store: Path) -> None:
    """Write the store, as no command would; the offer on its last day makes that prompt the one of today."""
    files: dict[str, str] = {
        "reflect.toml": SETTINGS.decode() + f"[phrases]\nignore = [{json.dumps(NAME)}]\n",
        "packs/tuesday.toml": PACK,
        "care.txt": f"{HOSTILE}\n",
        "labels.json": json.dumps(_operations()),
        "deleted.json": json.dumps({"zzzzzzzzzzzz": "2026-11-20T12:00:00+00:00"}),
    }
    months: dict[str, dict[str, Any]] = {}
    for number, day in enumerate(DAYS):
        for place, own in enumerate(_OWN):
            at = {"id": entry_id(number, place), "day": day, "at": f"{day}T1{place}:00:00+00:00"}
            entry = {**_TIMES, **at, "extra": {HOSTILE: HOSTILE}, HOSTILE: HOSTILE, **own}
            months.setdefault(day[:7], {})[entry["id"]] = entry
    for month, entries in months.items():
        files[f"entries/{month}.json"] = json.dumps({"_meta": {"format": {"version": 1}}, "entries": entries})
    store.mkdir(mode=0o700, parents=True)
    for name, text in files.items():
        file = store / name
        file.parent.mkdir(mode=0o700, exist_ok=True)
        file.write_text(text)
        file.chmod(0o600)


def _operations() -> list[dict[str, str]]:
    at = "2026-11-20T12:00:00.00000"
    return [
        {"id": "1", "at": f"{at}1+00:00", "of": "person", "op": "rename", "label": "Sam [/]", "to": f"{LABEL}2"},
        {"id": "2", "at": f"{at}2+00:00", "of": "feeling", "op": "retire", "label": LABEL},
    ]
