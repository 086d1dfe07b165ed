"""Arguments that are refused: texts, moods, times, spans, labels, ids, options."""

import os

from tests.bad_inputs.hostile import Case

TEXTS = (
    Case("empty-text", [("note", "")], ("text|empty|blank",)),
    Case("blank-text", [("note", "  \t\n ")], ("text|empty|blank",)),
    Case("nul-stdin", [("note", "-")], ("NUL|U+0000",), stdin=b"a\0b"),
    # Python hands such bytes over as lone surrogates; writing them raises UnicodeEncodeError.
    Case("bad-utf8-argv", [("note", b"caf\xe9 \xff")], ("UTF-8",)),
    Case("huge-text", [("note", "-")], ("1 MiB",), stdin=b"x" * (64 << 20), seconds=5),
)

# int() takes underscores, white space and any digit of Unicode, and raises beyond 4,300 digits.
MOODS = tuple(
    Case(f"mood-{value[:9]}", [("mood", value)], ("from 1 to 7",))
    for value in ("0", "8", "-1", "5.5", "nan", "5e0", "0_5", "\uff15", "", " 5", "9" * 5000)
)

TIMES = (  # more of them in tests/model/test_when.py
    Case("date-no-such-day", [("note", "x", "--at", "2026-02-30")], ("2026-02-30", "write")),
    Case("date-gap", [("note", "x", "--at", "2026-03-08T02:30")], ("02:30", "write"), env={"TZ": "America/New_York"}),
    Case("date-no-week-53", [("week", "--of", "2025-W53")], ("2025-W53", "write")),
    Case(
        "range-reversed",
        [("list", "--since", "2026-11-10", "--until", "2026-11-01")],
        ("since|until|2026-11-10",),
    ),
)

LABELS = (
    Case("tag-blank", [("pattern", "   "), ("pattern", "")], ("label|blank|empty",)),
    Case("tag-control", [("pattern", "a\nb\x1b[0m"), ("pattern", "a\u202eb")], ("label|printable|control",)),
    Case("tag-long", [("pattern", "x" * 65)], ("label", "64")),
)

IDS = (
    Case(
        "id-missing",
        [("show", "zzzzzzzzzzzz"), ("delete", "zzzzzzzzzzzz", "--yes"), ("edit", "zzzzzzzzzzzz", "--private")],
        ("zzzzzz",),
        code=3,
    ),
    Case(
        "id-traversal",
        [("show", "../../../etc/passwd"), ("delete", "../../../etc/passwd", "--yes")],
        ("passwd",),
        code=(2, 3),
    ),
)

OPTIONS = (Case("unknown-option", [("pattern", "withdrawal", "--wiht", "Sam")], ("--wiht",)),)

ENVIRONMENT = (
    Case("home-readonly", [("note", "x")], ("/proc",), code=4, env={"HOME": "/proc", "REFLECT_STORE": ""}),
    # The C library takes a name it does not know for UTC, without a word.
    Case("tz-bad", [("note", "x")], ("Nowhere/Bad",), env={"TZ": "Nowhere/Bad"}),
)

SHOWN_BACK = (
    # What was typed comes back in the refusal: on a terminal it must not act. Not U+001B, which the stream would
    # take out of a pipe.
    Case(
        "zone-controls",
        [("import", "in.jsonl", "--zone", "a\u202eb\x9bc")],
        ("--zone",),
    ),
    Case("at-controls", [("note", "x", "--at", "a\u202eb\x9bc")], ("--at",)),
    Case("id-controls", [("show", "a\u202eb\x9bc"), ("delete", "a\u202eb\x9bc", "--yes")], ("id",)),
    Case("kind-controls", [("list", "--kind", "a\u202eb\x9bc")], ("kind",)),
    Case("format-controls", [("export", "--format", "a\u202eb\x9bc")], ("format",)),
    Case("file-controls", [("import", "a\u202eb\x9bc")], ("a",)),
    Case("target-controls", [("export", "-o", "a\u202eb\x9bc/x")], ("a",)),
    Case("setting-controls", [("config", "get", "a\u202eb\x9bc")], ("setting",)),
    Case("command-controls", [("a\u202eb\x9bc",)], ("command",)),
    Case(
        "option-controls",
        [("note", "x", "--a\u202eb\x9bc")],
        ("option",),
    ),
    Case("tz-controls", [("note", "x")], ("TZ",), env={"TZ": "a\u202eb\x9bc"}),
    Case("now-controls", [("note", "x")], ("REFLECT_NOW",), env={"REFLECT_NOW": "a\u202eb\x9bc"}),
    Case("store-bytes", [("--store", b"/proc/\xff\n", "note", "x")], ("/proc",), code=4),
    Case("store-in-env", [("note", "x")], ("/proc",), code=4, env={"REFLECT_STORE": os.fsdecode(b"/proc/\xff\n")}),
)
"""Further cases, beyond the list: what was typed is shown back in the refusal."""

REFUSED = TEXTS + MOODS + TIMES + LABELS + IDS + OPTIONS + ENVIRONMENT
