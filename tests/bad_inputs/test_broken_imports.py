"""Files to import, each broken in many ways: taken in or refused whole, with a sentence, within five seconds.

Files of other programs, tables and JSON of ours, what is packed in a ZIP file (Day One's export, as in
marph91/jimmy-test-data test_data/day_one; a backup of Daylio's, as in Guekka/DaylioBackupTools tests/data/official),
and what `--skip-faulty` writes of all of them. The contents are made up.
"""

import base64
import io
import json
import random
import re
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.formats.foreign import ALL, backup_entry, day_one, daylio_backup
from tests.formats.rows_made import lines
from tests.program import Reflect

SECONDS = 5
WORDS = ("plum jam", "walnut bread", "One, two", "Title. @partner")
Break = Callable[[bytes, random.Random], bytes]

_NOTES = [{"kind": "note", "day": f"2026-11-{day:02}", "text": f"plum jam {day}"} for day in range(1, 6)]
_MONTH = {
    f"0000000000a{day}": {**note, "id": f"0000000000a{day}", "at": f"2026-11-{day:02}T12:00:00+00:00"}
    for day, note in enumerate(_NOTES, start=1)
}
_DAYS = [
    {"uuid": f"U{day}", "creationDate": f"2026-11-0{day}T09:00:00Z", "timeZone": "UTC", "text": f"walnut bread {day}"}
    for day in range(1, 5)
]


def _zipped(**members: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return made.getvalue()


def _backup() -> str:
    return daylio_backup(
        [backup_entry(datetime(2026, 11, day, 9, tzinfo=UTC), 1, note="plum jam") for day in (3, 2, 1)]
    )


FILES: dict[str, bytes] = {
    "jsonl": lines(_NOTES).encode(),
    "json": json.dumps({"format": 1, "entries": _NOTES}, indent=1).encode(),
    "month": json.dumps({"_meta": {"format": {"version": 1}}, "entries": _MONTH}, indent=1).encode(),
    "csv": b"kind,day,text\r\n" + b"".join(f'note,{note["day"]},"{note["text"]}"\r\n'.encode() for note in _NOTES),
    "dayone.zip": _zipped(Journal_json=day_one(_DAYS), Work_json=day_one(_DAYS[:1])),
    "daylio.zip": _zipped(backup_daylio=base64.b64encode(_backup().encode()).decode()),
    "daylio.json": _backup().encode(),
    **{name: document.encode() for name, (own, document) in ALL.items() if own not in ("json", "jsonl")},
}


def _cut(raw: bytes, chance: random.Random) -> bytes:
    return raw[: chance.randrange(1, len(raw))]


def _flip(raw: bytes, chance: random.Random) -> bytes:
    flipped = bytearray(raw)
    for _ in range(4):
        flipped[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def _put(piece: bytes) -> Break:
    def put(raw: bytes, chance: random.Random) -> bytes:
        place = chance.randrange(len(raw))
        return raw[:place] + piece + raw[place:]

    return put


def _twice(raw: bytes, _: random.Random) -> bytes:
    return raw + raw


def _holes(raw: bytes, chance: random.Random) -> bytes:
    lost = chance.randrange(len(raw))
    return raw[:lost] + raw[lost + 20 :]


def _swapped(raw: bytes, chance: random.Random) -> bytes:
    rows = raw.split(b"\n")
    chance.shuffle(rows)
    return b"\n".join(rows)


WAYS: dict[str, Break] = {
    "cut": _cut,
    "flipped": _flip,
    "hole": _holes,
    "twice": _twice,
    "swapped": _swapped,
    "nul": _put(b"\0"),
    "quote": _put(b'"'),
    "open": _put(b'{"entries": ['),
    "deep": _put(b"[" * 100_000),
    "bytes": _put(b"\xff\xfe\x00\x80"),
    "no-day": lambda raw, _: re.sub(rb"-11-0[2-9]", b"-11-31", raw),
    "no-year": lambda raw, _: raw.replace(b"2026", b"9026"),
    "year-0": lambda raw, _: re.sub(rb"20[0-9]{2}", b"0000", raw),
    "no-digits": lambda raw, _: re.sub(rb"[0-9]", b"x", raw),
    "latin-1": lambda raw, _: raw + b"caf\xe9",
    "utf-16": lambda raw, _: raw.decode(errors="replace").encode("utf-16"),
    "long": _put(b"w" * 1_100_000),
}


@pytest.mark.thorough
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", FILES)
def test_a_broken_file_is_taken_or_refused_whole(reflect: Reflect, name: str) -> None:
    reflect("note", "here")
    file, out = reflect.home / "in.dat", reflect.home / "out.dat"
    for way, broken in WAYS.items():
        chance = random.Random(f"{name} {way}")
        file.write_bytes(broken(FILES[name], chance))
        before = reflect.tree()
        for more in (("--dry-run",), (), ("--skip-faulty", "out.dat")):
            started = time.monotonic()
            ran = reflect("import", "in.dat", *more, code=None)
            assert time.monotonic() - started < SECONDS, (way, more)
            assert ran.code in (0, 5), (way, more, ran)
            if more == ("--dry-run",):
                assert reflect.tree() == before
                continue
            if ran.code:
                assert re.search(r"^reflect: .*in\.dat.* Nothing was changed\.\n$", ran.err), (way, ran)
                assert (ran.err.count("\n"), len(ran.err) < 1500) == (1, True), (way, ran)
                assert not any(word in ran.err for word in WORDS), (way, ran)
                assert reflect.tree() == before, (way, more)
                assert not out.exists()
                continue
            if out.exists():  # what was left out is a file of its own, refused as it stands
                assert reflect("import", "out.dat", code=None).code == 5, (way, out.read_bytes()[:300])
                out.unlink()
            reflect("undo", "--yes", code=None)
            before = reflect.tree()
