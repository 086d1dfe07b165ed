"""The file that a pack stands in: its values, and on which line each of them is.

A TOML parser tells the line of a slip in the writing, not of a value that cannot be; a person who wrote the file by
hand needs both.
"""

import re
from collections.abc import Mapping
from functools import cached_property

# Comments and strings, left to right, so that a bracket or a quotation mark inside one is not taken for another.
_COMMENT_OR_STRING = re.compile(
    r'#[^\n]*|"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'', re.DOTALL
)
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
        header = next((place for place in self._headers if place[:2] == _table(prompt)), None)
        if header is None:
            return self.line_at_top("pack" if prompt is None else "prompt")
        lines = self._lines[header[2] :]
        for number, line in enumerate(lines, start=header[2]):
            if number > header[2] and line.lstrip().startswith("["):
                break
            if key is not None and re.match(rf"[ \t]*{re.escape(key)}[ \t]*[=.]", line):
                return number + 1
        return header[2] + 1

    def line_at_top(self, key: str) -> int:
        """Return the line of a key or table that stands beside [pack] and [[prompt]]."""
        named = re.compile(rf"[ \t]*\[*[ \t]*{re.escape(key)}[ \t]*[\]=.]")
        return next((number for number, line in enumerate(self._lines, start=1) if named.match(line)), 1)

    @cached_property
    def _lines(self) -> list[str]:
        """The lines with nothing left of comments and strings."""
        masked = _COMMENT_OR_STRING.sub(lambda found: "\n" * found[0].count("\n"), self._text)
        return masked.split("\n")

    @cached_property
    def _headers(self) -> list[tuple[str, int, int]]:
        """Each header of a table: its name, its place among those of that name, its line from 0."""
        found: list[tuple[str, int, int]] = []
        counts = {"pack": 0, "prompt": 0}
        for number, line in enumerate(self._lines):
            if header := _HEADER.match(line):
                found.append((header[1], counts[header[1]], number))
                counts[header[1]] += 1
        return found


def _table(prompt: int | None) -> tuple[str, int]:
    return ("pack", 0) if prompt is None else ("prompt", prompt)
