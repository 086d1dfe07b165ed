"""Markdown, to read: one file for a span, or one for each day; Obsidian shows both. It cannot be imported.

A person's words are text: whatever Markdown or Obsidian would take for a mark is escaped, so that it shows as it was
typed and opens nothing. Controls are made visible.
"""

import operator
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import dropwhile, groupby
from typing import Any, Final, cast

from reflect.formats.tables import ENVELOPE, FIELDS
from reflect.model import strict_json
from reflect.model.ids import short
from reflect.model.labels import AS_WRITTEN, LabelNames
from reflect.model.schema import Entry
from reflect.model.text import visible, visible_line

FORMAT = 1

_LINE_END = re.compile("\r\n|\r|\n")
_MARK = re.compile(r"[\\`*_\[\]<~$^|#]|&(?=[#A-Za-z])|%(?=%)|(?<=%)%|=(?==)|(?<==)=")
_START = re.compile(r"^([0-9]*)([-+>=.)])")
"""What opens a list, a quote or a heading at the beginning of a line."""
_TAB: Final = 4
"""Columns of a tab before a line."""
_WORDS: Final = ("text", "note")
"""Fields in paragraphs of their own, below the list of the others."""
_LISTED: Final = {"feelings": "feelings", "label": "patterns", "with": "people"}
"""Fields whose labels are in the front matter of a day, and under what."""
_NUMBERS: Final = {"value": "moods", "energy": "energy"}
"""Fields whose numbers are."""
_FENCE: Final = b"---\n"
_day = operator.itemgetter("day")
_MADE = re.compile(rb"---\nreflect: 1\nsha256: ([0-9a-f]{64})\n")


def write(entries: Iterable[Entry], names: LabelNames = AS_WRITTEN) -> Iterator[bytes]:
    """Yield the pieces of one file: front matter, a heading for each day, one below it for each of its entries."""
    found = list(map(names.with_current_names, entries))
    first, last = (found[0]["day"], found[-1]["day"]) if found else (None, None)
    yield _front_matter({"format": FORMAT, "from": first, "to": last})
    for day, of_day in groupby(found, key=_day):
        yield _day_section(day, of_day)


def per_day(entries: Iterable[Entry], names: LabelNames = AS_WRITTEN) -> Iterator[tuple[str, bytes]]:
    """Yield a name and the bytes of a file for each day; its front matter has what the day has, for queries."""
    from hashlib import sha256

    for day, group in groupby(map(names.with_current_names, entries), key=_day):
        of_day = list(group)
        listed = {title: _values(of_day, field) for field, title in _LISTED.items()}
        numbers = {title: _values(of_day, field, is_each=True) for field, title in _NUMBERS.items()}
        given = {title: found for title, found in {**numbers, **listed}.items() if found}
        rest = _front_matter({"date": day, **given}).removeprefix(_FENCE) + _day_section(day, of_day)
        yield f"{day}.md", b"%sreflect: %d\nsha256: %s\n" % (_FENCE, FORMAT, sha256(rest).hexdigest().encode()) + rest


def is_made(data: bytes) -> bool:
    """Return whether a file begins as those of `per_day`, whoever changed it since."""
    return _MADE.match(data) is not None


def is_as_made(data: bytes) -> bool:
    """Return whether a file is one of `per_day` that nobody changed: it has the SHA-256 of all that follows it."""
    from hashlib import sha256

    made = _MADE.match(data)
    return made is not None and sha256(data[made.end() :]).hexdigest().encode() == made[1]


def _values(entries: Iterable[Entry], field: str, *, is_each: bool = False) -> list[Any]:
    """Return the values of a field, or those in its lists: with `is_each` all of them, else each once."""
    found = (cast("dict[str, Any]", entry)[field] for entry in entries if field in FIELDS[entry["kind"]])
    values = [each for value in found for each in (value if isinstance(value, list) else [value]) if each is not None]
    return values if is_each else list(dict.fromkeys(values))


def _front_matter(properties: dict[str, Any]) -> bytes:
    """Return properties as YAML, for which JSON will do; a day without quotes, as Obsidian wants a date."""
    lines = (
        f"{name}: {value if name in ('date', 'from', 'to') and value else strict_json.dump_line(value)}\n"
        for name, value in properties.items()
    )
    return f"---\n{''.join(lines)}---\n".encode()


def _day_section(day: str, entries: Iterable[Entry]) -> bytes:
    sections = (f"\n# {day} {date.fromisoformat(day):%A}\n", *map(_section, entries))
    return "".join(sections).encode()


def _section(entry: Entry) -> str:
    fields = cast("dict[str, Any]", entry)
    blocks = [f"## {_heading(entry)}"]
    if fields.get("prompt_text") and "prompt_text" in FIELDS[entry["kind"]]:
        blocks.append(_block(fields["prompt_text"], "> ", "> "))
    items = [_block(text, f"- {name}: ", "  ") for name, text in _items(entry)]
    if items:
        blocks.append("\n".join(items))
    blocks += [_block(fields[name]) for name in _WORDS if name in FIELDS[entry["kind"]] and fields[name] is not None]
    return "".join(f"\n{block}\n" for block in blocks)


def _heading(entry: Entry) -> str:
    at = datetime.fromisoformat(entry["at"])
    elsewhere = "" if str(at.date()) == entry["day"] else f" on {at.date()}"
    private = ", private" if entry["private"] else ""
    return f"{at:%H:%M}{elsewhere} {entry['kind']} ({short(entry['id'])}{private})"


def _items(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each field without a place of its own, and with a value."""
    fields = cast("dict[str, Any]", entry)
    known = FIELDS[entry["kind"]]
    for name in known[len(ENVELOPE) :]:
        value = fields[name]
        if name in (*_WORDS, "prompt_text", "scale") or value in (None, []):
            continue
        if name == "value":
            low, high = fields["scale"]
            yield name, f"{value} (scale {low} to {high})"
        else:
            yield name, ", ".join(value) if isinstance(value, list) else str(value)
    if entry["extra"]:
        yield "extra", strict_json.dump_line(entry["extra"])
    for name, value in fields.items():
        if name not in known:
            yield _escaped(visible_line(name)), strict_json.dump_line(value)


def _block(text: str, first: str = "", further: str = "") -> str:
    """Return a text as Markdown that shows its lines as they are; `first` and `further` come before the lines."""
    lines = list(dropwhile(operator.not_, map(_escaped, _LINE_END.split(text))))
    breaks = ["  " if here and below else "" for here, below in zip(lines, [*lines[1:], ""], strict=True)]
    marks = [first, *[further] * (len(lines) - 1)]
    return "\n".join(
        (mark + line + end) if line else mark.rstrip() for mark, line, end in zip(marks, lines, breaks, strict=True)
    )


def _escaped(line: str) -> str:
    """Return one line of a text as Markdown that shows it so; white space before it as spaces that do not collapse."""
    shown = visible(line).rstrip()
    words = shown.lstrip(" \t")
    indent = shown[: len(shown) - len(words)].replace("\t", " " * _TAB)
    return "&nbsp;" * len(indent) + _START.sub(r"\1\\\2", _MARK.sub(r"\\\g<0>", words))
