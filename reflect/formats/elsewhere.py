"""Files of programs without an importer: known where they can be, and named with what would do.

Where such files can be found: the columns of Bearable's CSV and the fields of Journey's JSON stand in public
converters (`date formatted`, `rating/amount`; `date_journal`); Apple's export.xml begins with its DTD.
"""

import re
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from reflect.errors import BadFileError
from reflect.formats.tables import column_names, table_records

_MOODS = "make a CSV of it with the columns kind,day,value,note, where kind is mood"
_TEXTS = "make a CSV of it with the columns kind,day,text, where kind is note"
_MAX_SEARCHED = 20_000
"""Characters of a file that are looked at."""


class Program(NamedTuple):
    """A program, by what its files have."""

    name: str
    do: str
    columns: tuple[str, ...] = ()
    """Parts of the names of columns, all of which are there, in small letters."""
    begins: str = ""
    """What a text begins with, as a regular expression."""
    holds: tuple[str, ...] = ()
    """Regular expressions that are all found in a text."""
    name_ends: str = ""
    """The end of the name of the file, or of one in a ZIP file, as a regular expression."""


_PROGRAMS = (
    Program("Bearable", _MOODS, columns=("date formatted", "rating/amount")),
    Program("eMoods", _MOODS, columns=("depress", "irritab", "anxiety")),
    Program(
        "Apple Health",
        _MOODS,
        begins=r"(?:<\?xml[^>]*>\s*)?<(?:!DOCTYPE )?HealthData\b",
        name_ends=r"apple_health_export/[^/]*\.xml",
    ),
    Program("Health Auto Export", _MOODS, columns=("valence", "associations")),
    Program("Health Auto Export", _MOODS, holds=(r'"stateOfMind"\s*:',)),
    Program("Journey", _TEXTS, holds=(r'"date_journal"\s*:', r'"text"\s*:')),
    Program("Diarium", _TEXTS, holds=(r'"heading"\s*:', r'"(?:html|rating)"\s*:'), name_ends=r"\.diary"),
    Program(
        "this program's to be read (Markdown)",
        "import its export as jsonl or json",
        begins=r"---\r?\n(?:format: 1\r?\nfrom: |(?:[^\n]+\n){0,20}?reflect: 1\b)",
    ),
    Program("Obsidian, or notes in Markdown", _TEXTS, begins=r"---\r?\n|#{1,6} ", name_ends=r"\.md|\.obsidian/.*"),
    Program("a spreadsheet", "save it as CSV", name_ends=r"xl/workbook\.xml|content\.xml"),
)


def of_file(document: str, where: str) -> BadFileError | None:
    """Return the refusal of a file of a program without an importer; None where it is none that is known."""
    begins = document[:_MAX_SEARCHED].lstrip()
    columns = [name.casefold() for name in column_names(begins)] if begins[:1] not in ("{", "[", "<") else []
    for program in _PROGRAMS:
        if _has(program, begins, columns) or _is_named(program, [where]):
            return _refusal(program, where)
    return None


def lacks_columns(document: str) -> str | None:
    """Return which columns a table lacks to be one of ours; None where its first two rows are no rows of a table."""
    rows = [cells for _, cells in islice(table_records(document[:_MAX_SEARCHED]), 2)]
    if len(rows) < 2 or any(isinstance(cells, str) for cells in rows) or not len(rows[0]) == len(rows[1]) > 1:  # noqa: PLR2004
        return None
    missing = ["`kind`"] * ("kind" not in rows[0]) + ["`day` (or `at`)"] * (not {"day", "at"}.intersection(rows[0]))
    return " and ".join(missing) or None


def of_zip(names: Iterable[str], texts: Iterable[str], where: str) -> BadFileError | None:
    """Return the refusal of a ZIP file, by the names of what it holds and the JSON in it."""
    names, begins = list(names), [text[:_MAX_SEARCHED] for text in texts]
    for program in _PROGRAMS:
        if _is_named(program, names) or any(program.holds and _has(program, text, []) for text in begins):
            return _refusal(program, where)
    return None


def _has(program: Program, begins: str, columns: list[str]) -> bool:
    if program.columns:
        return all(any(part in name for name in columns) for part in program.columns)
    if program.holds:
        return begins[:1] in ("{", "[") and all(re.search(part, begins) for part in program.holds)
    return bool(program.begins) and re.match(program.begins, begins) is not None


def _is_named(program: Program, names: Iterable[str]) -> bool:
    return bool(program.name_ends) and any(re.search(f"(?:{program.name_ends})$", name) for name in names)


def _refusal(program: Program, where: str) -> BadFileError:
    return BadFileError(f"is an export of {program.name}, which has no importer", program.do, path=where)
