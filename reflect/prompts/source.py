"""The file that a pack stands in: its values, and on which line each of them is.

A TOML parser tells the line of a slip in the writing, not of a value that cannot be; a person who wrote the file by
hand needs both.
"""

import re
from collections.abc import Mapping
from functools import cached_property

from reflect.entries.toml_text import masked

_HEADER = re.compile(r"[ \t]*\[{1,2}[ \t]*(pack|prompt)[ \t]*\]{1,2}")


class Source:
    """A pack as it was read from TOML, and its text."""

    def __init__(self, values: Mapping[str, object], text: str, where: str) -> None:
        """Take the tables as `tomllib` gives them, the text they came from, and what a refusal calls the file."""
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
        """Return the line of a key or table that stands beside [pack] and [[prompt]]."""
        named = re.compile(rf"[ \t]*\[*[ \t]*{re.escape(key)}[ \t]*[\]=.]")
        return next((number for number, line in enumerate(self._lines, start=1) if named.match(line)), 1)

    @cached_property
    def _lines(self) -> list[str]:
        """The lines with nothing left of comments and strings."""
        return masked(self._text).split("\n")

    @cached_property
    def _headers(self) -> dict[tuple[str, int], int]:
        """The line, from 0, of each header of a table, by its name and its place among those of that name."""
        found: dict[tuple[str, int], int] = {}
        counts = {"pack": 0, "prompt": 0}
        for number, line in enumerate(self._lines):
            if header := _HEADER.match(line):
                found[header[1], counts[header[1]]] = number
                counts[header[1]] += 1
        return found
