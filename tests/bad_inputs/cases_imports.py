"""Files that an import refuses, and the line that the refusal names."""

from typing import NamedTuple


class File(NamedTuple):
    """What stands in in.jsonl."""

    id: str
    raw: bytes
    names: tuple[str, ...] = ("in.jsonl", "line 1|jsonl:1")


def _note(more: str = "", text: str = '"plum jam"', day: str = "2026-11-03") -> bytes:
    return f'{{"kind":"note","day":"{day}","text":{text}{more}}}\n'.encode()


_GOOD = _note(text='"walnut bread"')

LISTED = (
    File("empty", b"", ("in.jsonl",)),
    File("nan", b'{"kind":"mood","day":"2026-11-03","value":NaN,"scale":[1,7]}\n'),
    File("surrogate", _note(text=r'"plum jam \ud800"')),
    File("depth", _note(',"extra":{"a":' + "[" * 200_000 + "]" * 200_000 + "}")),
    File("dup-keys", b'{"id":"k3f9ab2m7q0x","id":"q7m2x0b9f3ka",' + _note()[1:]),
    File("future", _note(day="2099-01-01")),
    # Behind the first moment of the calendar in UTC: datetime.astimezone raises OverflowError.
    File("year-1", _note(',"at":"0001-01-01T00:00:00+14:00"', day="0001-01-01")),
)

FURTHER = (
    File("blank-lines", b"\n \n\r\n", ("in.jsonl",)),
    File("bom-only", b"\xef\xbb\xbf", ("in.jsonl",)),
    File("latin1", _GOOD + b'{"kind":"note","day":"2026-11-03","text":"caf\xe9"}\n', ("in.jsonl", "line 2", "UTF-8")),
    File("utf16", _GOOD.decode().encode("utf-16"), ("in.jsonl", "UTF-8")),
    File("cut", _GOOD + _note()[:-12], ("in.jsonl", "line 2")),
    File("no-object", _GOOD + b'["plum jam"]\n', ("in.jsonl", "line 2")),
    File("no-kind", b'{"day":"2026-11-03","text":"plum jam"}\n', ("in.jsonl", "line 1", "kind")),
    File("no-day", b'{"kind":"note","text":"plum jam"}\n', ("in.jsonl", "line 1", "day")),
    File("no-text", b'{"kind":"note","day":"2026-11-03"}\n', ("in.jsonl", "line 1", "text")),
    File("blank", _note(text='"  "'), ("in.jsonl", "line 1", "text")),
    File("nul", _note(text=r'"plum\u0000jam"'), ("in.jsonl", "line 1", "NUL")),
    File("too-long", _note(text='"' + "x" * ((1 << 20) + 1) + '"'), ("in.jsonl", "line 1", "1 MiB")),
    File("bad-id", _note(',"id":"../../etc/x"'), ("in.jsonl", "line 1", "id")),
    File("no-such-day", _note(day="2026-02-30"), ("in.jsonl", "line 1", "day")),
    File("later-today", _note(',"at":"2026-11-22T23:00:00+00:00"', day="2026-11-22"), ("in.jsonl", "line 1")),
    File("long-number", _note(',"n":' + "9" * 5000), ("in.jsonl", "line 1", "number")),
    File("off-the-scale", b'{"kind":"mood","day":"2026-11-03","value":9,"scale":[1,7]}\n', ("in.jsonl", "1", "value")),
    File("fraction", b'{"kind":"mood","day":"2026-11-03","value":4.0}\n', ("in.jsonl", "line 1", "value")),
    File("true", b'{"kind":"mood","day":"2026-11-03","value":true}\n', ("in.jsonl", "line 1", "value")),
    File("two-faults", _note(text='" "') + _GOOD + _note(day="x"), ("in.jsonl", "line 1")),
    File("id-twice", _note(',"id":"aaaaaaaaaaaa"') + _note(',"id":"aaaaaaaaaaaa"', text='"x"'), ("in.jsonl", "line 2")),
    File(
        "infinite",
        _note(',"extra":{"a":1e400}'),
    ),
    File(
        "surrogate-extra",
        _note(',"id":"aaaaaaaaaaaa","extra":{"a":"\\ud800"}'),
    ),
    File(
        "edge-of-time",
        b'{"kind":"note","at":"0001-01-01T00:00:00","text":"plum jam"}\n',
    ),
    File(
        "extra-no-object",
        _note(',"extra":"mine","colour":"blue"'),
        ("in.jsonl", "line 1", "extra"),
    ),
)
"""Beyond the list."""

REFUSED = LISTED + FURTHER
