"""A pack of prompts, and how it is read from handwritten TOML."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Final, NamedTuple

from reflect.errors import BadFileError
from reflect.model.dates import day_fault
from reflect.model.ids import is_slug
from reflect.model.text import text_fault, visible
from reflect.prompts.day import Prompt

_HEADER = r"[ \t]*\[{1,2}[ \t]*(pack|prompt)[ \t]*\]{1,2}"


class Source:
    """A pack as it was read from TOML, and its text."""

    def __init__(self, values: Mapping[str, object], text: str, where: str) -> None:
        """Use the tables from `tomllib`, their text, and the name of the file in errors."""
        self.values = values
        self.where = where
        self._text = text

    def line(self, key: str | None = None, prompt: int | None = None) -> int:
        """Return the line, from 1, of a key of the pack or of one of its prompts (counted from 0).

        It is the line of the table where the key is not there, and the first line where the tables are written in
        another way than with headers.
        """
        table = ("pack", 0) if prompt is None else ("prompt", prompt)
        begins = self._headers.get(table)
        if begins is None:
            return self.line_at_top("pack" if prompt is None else "prompt")
        if key is not None:
            named = re.compile(rf"[ \t]*{re.escape(key)}[ \t]*[=.]")
            for number in range(begins + 1, len(self._lines)):
                line = self._lines[number]
                if line.lstrip().startswith("["):
                    break
                if named.match(line):
                    return number + 1
        return begins + 1

    def line_at_top(self, key: str) -> int:
        """Return the line of a key or table beside [pack] and [[prompt]]."""
        named = re.compile(rf"[ \t]*\[*[ \t]*{re.escape(key)}[ \t]*[\]=.]")
        return next((number for number, line in enumerate(self._lines, start=1) if named.match(line)), 1)

    @cached_property
    def _lines(self) -> list[str]:
        """The lines with nothing left of comments and strings."""
        from reflect.model.strict_toml import masked

        return masked(self._text).split("\n")

    @cached_property
    def _headers(self) -> dict[tuple[str, int], int]:
        """The line, from 0, of each header of a table, by its name and its place among those of that name."""
        found: dict[tuple[str, int], int] = {}
        counts = {"pack": 0, "prompt": 0}
        for number, line in enumerate(self._lines):
            if header := re.match(_HEADER, line):
                found[header[1], counts[header[1]]] = number
                counts[header[1]] += 1
        return found


_PLAIN_KEY = r'^(name|title|language) = "([^"\\\n]+)"$'
_PLAIN_PROMPT = r'^\[\[prompt\]\]\nid = "([^"]+)"\ntheme = "([^"]+)"\ntext = "([^"\\\n]+)"$'

CORE: Final = "core"
"""The name of the built-in pack."""
OWN_THEME: Final = "own"
"""The theme of a prompt without one."""
MAX_PACK_BYTES: Final = 256 * 1024
"""Of a pack's file: some 2,000 prompts."""
MAX_PARSE_SECONDS: Final = 2.0
"""For somebody else's TOML; a pack of the largest size in ordinary use takes a tenth of a second."""
PACK_KEYS: Final = ("name", "title", "language", "author", "note", "contacts", "until")
PROMPT_KEYS: Final = ("id", "theme", "text")
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
)
"""Names that no file can have on Windows, where a store may be copied to:
https://learn.microsoft.com/windows/win32/fileio/naming-a-file"""
RESERVED: Final = "is a name that some systems keep for a device; take another"


class Pack(NamedTuple):
    """Prompts that came together, in the order in which they are first offered."""

    name: str
    title: str
    language: str
    """A language tag such as `en`."""
    prompts: tuple[Prompt, ...]
    author: str | None = None
    note: str | None = None
    """For whoever receives the pack; may have several lines."""
    contacts: str | None = None
    """A proposal for what `reflect care` shows, added only if the person agrees; may have several lines."""
    until: date | None = None
    """The last day on which its prompts are offered; None: no day is the last."""

    def is_over(self, day: date) -> bool:
        """Return whether its prompts rest for good by a day."""
        return self.until is not None and self.until < day


class PackDifference(NamedTuple):
    """What differs between two versions of a pack; prompts by their full ids."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    """In text or theme."""
    removed: tuple[str, ...]
    others: tuple[str, ...]
    """The other keys that differ, such as `title`; and `order`, if prompts of both are in another order."""


def difference(before: Pack, after: Pack) -> PackDifference:
    """Return what differs in `after`."""
    old, new = ({prompt.id: prompt for prompt in one.prompts} for one in (before, after))
    others = [key for key in PACK_KEYS if getattr(before, key) != getattr(after, key)]
    if [key for key in old if key in new] != [key for key in new if key in old]:
        others.append("order")
    return PackDifference(
        tuple(key for key in new if key not in old),
        tuple(key for key in new if key in old and new[key] != old[key]),
        tuple(key for key in old if key not in new),
        tuple(others),
    )


def is_reserved(name: str) -> bool:
    """Return whether a pack of this name could not be a file on some systems."""
    return name in _RESERVED


def read(source: Source) -> Pack:
    """Return the pack in a file. Unknown keys are ignored.

    Raises:
        BadFileError: a part is missing or impossible, or two prompts have one id; the sentence names file and line,
            the prompt by its place and, where it has one, its id, and what is wrong. It never holds a prompt's text.
    """
    head = source.values.get("pack")
    if not isinstance(head, Mapping):
        raise BadFileError("there is no table [pack]", path=source.where, line=source.line_at_top("pack"))
    table = _Table(head, source, "[pack]")
    name = table.slug("name")
    if is_reserved(name):
        raise table.refusal("name", RESERVED)
    pack = Pack(
        name,
        table.line("title"),
        table.line("language"),
        tuple(_prompts(source, name)),
        table.line("author") if "author" in head else None,
        table.text("note") if "note" in head else None,
        table.text("contacts") if "contacts" in head else None,
        table.day("until") if "until" in head else None,
    )
    if not pack.prompts:
        problem = "the pack has no prompt: each is a table [[prompt]]"
        raise BadFileError(problem, path=source.where, line=source.line())
    return pack


def read_plain(text: str) -> Pack:
    """Return the pack that ships, whose file has one form: a line a key, a prompt in four lines, no escapes.

    Checks are left to `read` and the test that compares the two; TOML's own parser takes 3 ms of each first `today`.
    """
    head = dict(re.findall(_PLAIN_KEY, text.partition("[[prompt]]")[0], re.MULTILINE))
    prompts = re.findall(_PLAIN_PROMPT, text, re.MULTILINE)
    return Pack(**head, prompts=tuple(Prompt(f"{head['name']}/{slug}", theme, words) for slug, theme, words in prompts))


def _prompts(source: Source, pack: str) -> Iterator[Prompt]:
    tables = source.values.get("prompt", [])
    if not isinstance(tables, list):
        problem = "a prompt is a table [[prompt]], in two brackets"
        raise BadFileError(problem, path=source.where, line=source.line(prompt=0))
    slugs: set[str] = set()
    for place, values in enumerate(tables):
        named = f"prompt {place + 1}"
        if not isinstance(values, Mapping):
            problem = f"{named} is not a table [[prompt]]"
            raise BadFileError(problem, path=source.where, line=source.line(prompt=place))
        slug = _Table(values, source, named, place).slug("id")
        table = _Table(values, source, f"{named} ({slug})", place)
        if slug in slugs:
            raise table.refusal("id", "appears twice")
        slugs.add(slug)
        theme = table.slug("theme") if "theme" in values or pack == CORE else OWN_THEME
        yield Prompt(f"{pack}/{slug}", theme, table.line("text"))


class _Table(NamedTuple):
    """A table of the file, and its place."""

    values: Mapping[str, object]
    source: Source
    named: str
    place: int | None = None
    """Of a prompt, counted from 0."""

    def slug(self, key: str) -> str:
        """Return a name."""
        value = self._required(key)
        if not isinstance(value, str) or not is_slug(value):
            raise self.refusal(key, "is not a valid name (small letters, digits and -, 64 at most)")
        return value

    def line(self, key: str) -> str:
        """Return a text that has one line."""
        value = self.text(key)
        if "\n" in value or "\t" in value:
            raise self.refusal(key, "has a tab or more than one line")
        return value

    def text(self, key: str) -> str:
        """Return a text of one line or several."""
        value = self._required(key)
        fault = text_fault(value)
        if fault or not isinstance(value, str):
            raise self.refusal(key, fault or "is not text")
        if visible(value) != value:
            raise self.refusal(key, "contains a control or direction character, which no pack needs")
        return value

    def day(self, key: str) -> date:
        """Return a day, written as TOML has it or in quotes."""
        value = self._required(key)
        if isinstance(value, str) and not day_fault(value):
            return date.fromisoformat(value)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        raise self.refusal(key, "is not a valid date; write 2026-12-24")

    def refusal(self, key: str, fault: str) -> BadFileError:
        """Return the error for the value of `key`."""
        problem, line = f"{self.named}, `{key}` {fault}", self.source.line(key, self.place)
        return BadFileError(problem, path=self.source.where, line=line)

    def _required(self, key: str) -> object:
        if key not in self.values:
            raise self.refusal(key, "is missing")
        return self.values[key]
