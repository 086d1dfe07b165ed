"""The formats of import and export, and which one a file is in.

A new export format is a module with `write`, a row in `FORMATS` here, and its name in `ExportFormat` (`model.choices`).
A format's module is imported when it is used: an export of jsonl loads no other.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any, BinaryIO, Final, NamedTuple, cast

from reflect.errors import BadFileError, ImpossibleValueError
from reflect.formats.rows import FileError, Row, RowError, Terms
from reflect.model.choices import EXPORT_FORMATS, IMPORT_FORMATS
from reflect.model.labels import LabelNames
from reflect.model.schema import Entry
from reflect.model.strict_json import FaultyJSONError

ENDS_OF_WORDS: Final = (".json", ".txt", ".md", ".csv", ".html", ".htm", ".xml", ".daylio", ".jsonl", ".journal")
"""How the names of files end that may hold words."""
_BASE64_OBJECT = ("ey", "ew")
"""How a JSON object begins in base 64: its brace, and a quote or a space, or another white space."""
_ZIP = b"PK\3\4"
_SQLITE = b"SQLite format 3\0"


class Format(NamedTuple):
    """One format; `model.choices` says which are for export and for import."""

    module: str
    """With `write` for an export; for an import `read` and `recognises`, both of which may raise `FaultyJSONError`."""
    line_by_line: bool = False
    """Whether it is written as the entries come, so that a part can be used as well as the whole."""
    is_text: bool = True
    """Whether a terminal can show it."""
    is_to_read: bool = False
    """Whether it is for reading, with the names in force, and never imported."""
    names_moods: bool = False
    """Whether its moods are words, which a mood map can give values."""

    def write(self, entries: Iterable[Entry], names: LabelNames | None = None) -> Iterator[bytes]:
        """Yield the pieces of an export; one to read takes the names in force."""
        return cast("Iterator[bytes]", self._load().write(entries, *([names] if names else ())))

    def read(self, document: str, terms: Terms) -> Iterator[Row | RowError]:
        """Yield the rows of a file; of one that should be a JSON document and is none, the error."""
        try:
            yield from self._load().read(document, terms)
        except FaultyJSONError as error:
            yield FileError(error.line or 1, str(error))

    def recognises(self, document: str) -> bool:
        """Return whether a file looks like this format."""
        try:
            return cast("bool", self._load().recognises(document))
        except FaultyJSONError:
            return False

    def mood_scale(self) -> tuple[int, int] | None:
        """Return the scale of the values that its mood names can be given; None: the person's own."""
        return getattr(self._load(), "SCALE", None)

    def _load(self) -> Any:
        return import_module(f"reflect.formats.{self.module}")


FORMATS: Final[Mapping[str, Format]] = {
    "jsonl": Format("jsonl", line_by_line=True),
    "json": Format("json_file"),
    "csv": Format("csv_file", line_by_line=True),
    "md": Format("markdown", is_to_read=True),
    "sqlite": Format("sqlite_file", is_text=False, is_to_read=True),
    "daylio": Format("daylio", names_moods=True),
    "howwefeel": Format("howwefeel", names_moods=True),
    "dayone": Format("dayone"),
    "jrnl": Format("jrnl"),
}


def export_format(name: str) -> Format:
    """Return the format of an export, or refuse another name."""
    return _format(name, EXPORT_FORMATS)


def import_format(name: str) -> Format:
    """Return the format of an import, or refuse another name."""
    return _format(name, IMPORT_FORMATS)


def _format(name: str, names: Collection[str]) -> Format:
    if name not in names:
        raise ImpossibleValueError(f"there is no format {name!r}; the formats are {', '.join(names)}")
    return FORMATS[name]


def format_of(document: str, where: str) -> str:
    """Return the name of the format that a file is in, by its content.

    Raises:
        BadFileError: it is in none of them, or of a program without an importer.
    """
    name = next((name for name in IMPORT_FORMATS if FORMATS[name].recognises(document)), None)
    if name not in (None, "json", "jsonl") or (name and '"kind"' in document):
        return str(name)
    if not document.strip():
        raise BadFileError("is empty", path=where)
    from reflect.formats import elsewhere

    if refusal := elsewhere.of_file(document, where):
        raise refusal
    if name:
        return name
    formats, do = ", ".join(IMPORT_FORMATS), "name one with --format"
    if columns := elsewhere.lacks_columns(document):
        names = "docs/formats.md has the names, such as kind,day,value,note for moods"
        do = f"as a csv it lacks the column{'s' * (' and ' in columns)} {columns}: {names}"
    raise BadFileError(f"is in none of the formats {formats}", do, path=where)


def check_separator(document: str, where: str) -> None:
    """Raise a BadFileError for a file said to be of commas that has another separator."""
    from reflect.formats import tables

    if tables.separator(document) != ",":
        problem = "is a header whose columns are not separated by commas"
        raise BadFileError(problem, "without --format it is read as it is", path=where, line=1)


def decoded(text: str) -> str:
    """Return the JSON of a backup of Daylio's, which is in base 64; another text as it is but for a line `sep=;`."""
    if text.startswith("sep="):  # a line for Excel alone, which names the separator
        return re.sub(r"\Asep=.(?=[\r\n])", "", text)
    if not text.startswith(_BASE64_OBJECT):
        return text
    import base64
    import binascii

    try:
        return base64.b64decode("".join(text.split()), validate=True).decode("utf-8-sig")
    except (binascii.Error, ValueError):
        return text


def read_document(file: BinaryIO, where: str, not_taken: list[str] | None = None) -> str:
    """Return the text of a file: UTF-8, or what a ZIP file (seekable) holds for an import (`zip_file`).

    The names of files with words in a ZIP file that are not taken are added to `not_taken`.

    Raises:
        BadFileError: it is neither; the sentence names `where`.
    """
    raw = file.read(len(_ZIP))
    if raw == _ZIP:
        from reflect.formats.zip_file import unzipped

        return decoded(unzipped(file, where, [] if not_taken is None else not_taken))
    raw += file.read()
    if raw.startswith(_SQLITE):
        raise BadFileError("is a database (SQLite)", "import an export of it as JSON or CSV", path=where)
    try:
        return decoded(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadFileError("is not UTF-8", path=where, line=raw.count(b"\n", 0, error.start) + 1) from None
