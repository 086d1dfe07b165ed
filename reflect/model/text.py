"""Texts and labels: which are valid, how they are compared, how they are shown.

Text is saved exactly as given. What is not valid is refused, never mended.
"""

import re
from collections.abc import Sequence

from reflect.errors import ImpossibleValueError

MIB = 1024 * 1024
MAX_TEXT_BYTES = MIB
HEADING_END = "# Write below. These lines are not saved."
"""The last line that the program puts at the top of a draft."""
MAX_PIPE_BYTES = 256 * MIB
"""Of a file that comes through a pipe, which need not end: ten times what ten years take."""
MAX_LABEL_LENGTH = 64
"""Characters of a label, or of a person's name."""

_JOINERS = "\u200c\u200d"
# C0 but tab and line feed, DEL, C1, the direction characters, line and paragraph separators, BOM, noncharacters.
# Sources: Unicode 16, chapter 23.2 and 23.3; https://trojansource.codes/ for the direction characters.
_C0 = r"\x00-\x08\x0b-\x1f"
_BEYOND_C0 = (
    r"\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    r"\ufdd0-\ufdef\ufffe\uffff"
)
# Texts, not compiled patterns: most runs need neither, and `re` keeps what it compiled.
_UNSAFE = f"[{_C0}{_BEYOND_C0}]"
_UNSAFE_IN_JSON = f"[{_BEYOND_C0}]"  # JSON's own writer escapes C0
_LAST_OF_LATIN_1 = 0xFF
_EMPTY = "is empty"


def text_fault(text: object) -> str | None:
    """Return what is wrong with `text` as the end of a sentence ("is empty"), or None."""
    if not isinstance(text, str):
        return "is not text"
    if not text or text.isspace():
        return _EMPTY
    if "\0" in text:
        return "contains a NUL character (U+0000)"
    try:
        size = len(text) if text.isascii() else len(text.encode())
    except UnicodeEncodeError:
        return "is not valid UTF-8"
    return "is longer than 1 MiB" if size > MAX_TEXT_BYTES else None


def label_fault(label: object) -> str | None:
    """Return what is wrong with `label` as a label or a person's name, or None."""
    if not isinstance(label, str):
        return "is not text"
    folded = fold_space(label)
    if not folded:
        return _EMPTY
    if len(folded) > MAX_LABEL_LENGTH:
        return f"is longer than {MAX_LABEL_LENGTH} characters"
    return None if _is_printable(label) else "contains a character that is not printable"


def _is_printable(label: str) -> bool:
    if label.isprintable():
        return True
    from unicodedata import category

    # Not `isprintable` alone: it knows the Unicode of the running Python, and a name may be of a newer one.
    return not any(category(c) in ("Cc", "Cs", "Cf", "Zl", "Zp") and c not in _JOINERS for c in label)


def checked(text: str, what: str) -> str:
    """Return `text` as it is.

    Raises:
        ImpossibleValueError: it is not valid; the sentence names `what` and says why.
    """
    if wrong := text_fault(text):
        raise ImpossibleValueError(f"nothing to save: {what} is empty" if wrong == _EMPTY else f"{what} {wrong}")
    return text


def heading_of(draft: str) -> str:
    """Return the lines at the start of a draft that the program wrote there; empty if there are none."""
    before, end, _ = draft.partition(HEADING_END)
    return f"{before}{end}\n" if end and all(line.startswith("#") for line in before.splitlines()) else ""


def checked_label(label: str, what: str) -> str:
    """Return `label` as it is.

    Raises:
        ImpossibleValueError: it cannot be a label; the sentence names `what` and says why.
    """
    if wrong := label_fault(label):
        raise ImpossibleValueError(f"{what} {wrong}; it has 1 to {MAX_LABEL_LENGTH} printable characters")
    if label.strip() == "-":
        raise ImpossibleValueError(f"{what} must be a name", "`-` is standard input where a text is taken")
    return label


def checked_or_none(text: str | None, what: str) -> str | None:
    """Return None for None, else as `checked`.

    Raises:
        ImpossibleValueError: as `checked`.
    """
    return None if text is None else checked(text, what)


def distinct_labels(names: Sequence[str], what: str) -> list[str]:
    """Return labels as they were written, without those that match an earlier one.

    Raises:
        ImpossibleValueError: one of them cannot be a label; or they are not in a list, but one text, for example.
    """
    if not isinstance(names, list | tuple):
        raise ImpossibleValueError(f"{what} is given in a list, not as a {type(names).__name__}")
    labels = [checked_label(name, what) for name in names]
    return list({fold(label): label for label in reversed(labels)}.values())[::-1]


def decoded(raw: bytes, what: str) -> str:
    """Return the text that `raw` holds, without the one line end at its end.

    Raises:
        ImpossibleValueError: it is not UTF-8; the sentence names `what`.
    """
    if len(raw) > MAX_TEXT_BYTES + 2:
        raise ImpossibleValueError(f"{what} is longer than 1 MiB")
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise ImpossibleValueError(f"{what} is not UTF-8") from None
    return text.removesuffix("\r\n") if text.endswith("\r\n") else text.removesuffix("\n")


def checked_pipe(raw: bytes, name: str) -> bytes:
    """Return what was read from a pipe.

    Raises:
        ImpossibleValueError: it is too much.
    """
    if len(raw) > MAX_PIPE_BYTES:
        raise ImpossibleValueError(f"{name} has more than {MAX_PIPE_BYTES // MIB} MiB", "give a file")
    return raw


def fold_space(text: str) -> str:
    """Return `text` with each run of white space as one space, and none at the ends."""
    return " ".join(text.split())


def fold(text: str) -> str:
    """Return the form in which labels, names and words are compared: NFC, casefold, white space folded."""
    if text.isascii():
        return fold_space(text).lower()
    from unicodedata import normalize

    return fold_space(normalize("NFC", normalize("NFC", text).casefold()))


def visible(text: str) -> str:
    r"""Return `text` with control and direction characters made visible, as `\x1b` or `\u202e`.

    Tab and line feed stay. Everything from a person or a file passes through this before a terminal sees it.
    """
    if text.isascii() and text.isprintable():
        return text
    return re.sub(_UNSAFE, _escape, text)


def visible_line(text: str) -> str:
    """Return `text` on one line, as `visible`, with line ends and tabs as spaces."""
    return visible(fold_space(text.replace("\n", " ").replace("\t", " ")) if "\n" in text or "\t" in text else text)


def visible_name(name: str) -> str:
    """Return what an error can hold of a name that is not known and may be anything."""
    return visible_line(name[:MAX_LABEL_LENGTH])


def ascii_form(text: str) -> str:
    r"""Return `text` for a terminal that shows ASCII alone: stand-ins for our own signs, `\uXXXX` for the rest."""
    return (
        text
        if text.isascii()
        else text.replace("·", ".").replace("…", "...").encode("ascii", "backslashreplace").decode()
    )


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code <= _LAST_OF_LATIN_1 else f"\\u{code:04x}"


def escape_json(document: str) -> str:
    r"""Return a JSON document with control and direction characters inside its strings as `\uXXXX`.

    JSON's own writer escapes C0 only. These characters occur in strings only, so one pass over the whole will do.
    """
    if document.isascii() and "\x7f" not in document:
        return document
    return re.sub(_UNSAFE_IN_JSON, lambda found: f"\\u{ord(found[0]):04x}", document)


def visible_path(path: str) -> str:
    """Return a path as it can be printed: bytes that are not UTF-8, controls and line ends made visible."""
    return (
        visible(path.encode(errors="surrogateescape").decode(errors="backslashreplace"))
        .replace("\n", "\\n")
        .replace("\t", "\\t")
    )


def counted(number: int, one: str = "entry", many: str = "entries") -> str:
    """Return a number of things: `1 entry`, `2 entries`."""
    return f"{number} {one if number == 1 else many}"


def some_of(names: Sequence[str], most: int) -> str:
    """Return the first names, and the number of the others: `a, b and 3 more`."""
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def merge_command(of: str, label: str, into: str) -> str:
    """Return the command line that merges a label of a pattern, person or feeling into another."""
    from shlex import quote

    option = {"person": " --people", "feeling": " --feelings"}.get(of, "")
    return f"reflect label merge{option} {quote(visible_line(label))} {quote(visible_line(into))}"
