"""Files of other programs, each broken in ten ways: taken in or refused with a sentence, and never half of one."""

import random
import re
import time
from collections.abc import Callable

import pytest

from tests.formats.foreign import ALL
from tests.program import Reflect

FILES = {name: document for name, (own, document) in ALL.items() if own not in ("json", "jsonl")}
WORDS = ("plum jam", "One, two", "Title. @partner")
SECONDS = 5

Break = Callable[[str, random.Random], bytes]


def _cut(document: str, chance: random.Random) -> bytes:
    return document.encode()[: chance.randrange(1, len(document))]


def _flip(document: str, chance: random.Random) -> bytes:
    raw = bytearray(document.encode())
    for _ in range(3):
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return bytes(raw)


def _insert(piece: str) -> Break:
    def insert(document: str, chance: random.Random) -> bytes:
        at = chance.randrange(len(document) // 2, len(document))
        return (document[:at] + piece + document[at:]).encode()

    return insert


def _replace(pattern: str, by: str) -> Break:
    return lambda document, _: re.sub(pattern, by, document).encode()


def _shuffled(document: str, chance: random.Random) -> bytes:
    lines = document.split("\n")
    chance.shuffle(lines)
    return "\n".join(lines).encode()


WAYS: dict[str, Break] = {
    "cut": _cut,
    "flipped": _flip,
    "nul": _insert("\0"),
    "quote": _insert('"'),
    "deep": _insert("[" * 100_000),
    "no-year": _replace("20[0-9]{2}", "0000"),
    "far-year": _replace("20[0-9]{2}", "9999"),
    "no-digits": _replace("[0-9]", "x"),
    "latin-1": lambda document, _: (document + "caf\u00e9").encode("latin-1"),
    "utf-16": lambda document, _: document.encode("utf-16"),
    "shuffled": _shuffled,
    "long": _insert("w" * 1_100_000),
}


@pytest.mark.thorough
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("way", WAYS)
def test_a_broken_file_is_taken_or_refused_whole_with_a_sentence(reflect: Reflect, name: str, way: str) -> None:
    file = reflect.home / "in.dat"
    chance = random.Random(f"{name} {way}")
    for _ in range(3 if way in ("cut", "flipped", "shuffled") else 1):
        file.write_bytes(WAYS[way](FILES[name], chance))
        before = reflect.tree() if reflect.store.exists() else None
        started = time.monotonic()
        ran = reflect("import", "in.dat", code=None)
        assert time.monotonic() - started < SECONDS
        if ran.code:
            assert ran.code == 5, ran
            assert "in.dat" in ran.err
            assert ran.err.count("\n") == 1
            assert len(ran.err) < 1000
            assert not any(word in ran.err for word in WORDS)
            assert (reflect.tree() if reflect.store.exists() else None) == before
