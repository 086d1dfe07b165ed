"""Text from the person's own editor. Until it is saved, its draft is in the store, for nobody else to read.

The words of an entry are one file: one text as it is, several under their names.
"""

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from reflect import signals
from reflect.cli.context import is_terminal
from reflect.errors import ImpossibleValueError, StoreError
from reflect.model.text import decoded, heading_of, visible_path

if TYPE_CHECKING:
    from reflect import Journal

_DEFAULT_EDITOR = "vi"
# Vim saves copies of the text: a swap file, an undo file, a backup, marks in viminfo. None of them here.
_VIM_OPTIONS = ("-n", "-i", "NONE", "--cmd", "set nobackup nowritebackup noundofile")


_BYTE_ORDER_MARK = "\ufeff"
"""Editors on Windows put it at the start of a file; nobody wrote it."""
_EMPTY = "nothing to save: the text is empty"
_WAIT_OPTION = (
    "if your editor opens a window of its own, it needs its wait option: `code --wait`, `subl -w`, `bbedit -w`"
)
_AT_ONCE = 1.0
"""Seconds; nobody writes and saves a text in less."""


class _ReturnedAtOnceError(ImpossibleValueError):
    """The editor ended at once and left the file as it was: it may have opened a window of its own."""

    def __init__(self) -> None:
        super().__init__(_EMPTY, _WAIT_OPTION)


class InterruptedDraftError(KeyboardInterrupt):
    """A signal came while the editor was open; `str()` says where the draft is, if it holds text."""


@contextlib.contextmanager
def draft(journal: "Journal", text: str = "", *, heading: str = "", path: str | None = None) -> Iterator[str]:
    """Open the editor on a draft in the store, created if there is none, and yield the saved text.

    The draft begins with `text`, or is the one at `path`. Lines of `heading` are above it for the person, and are
    taken out again. The draft is removed if the block succeeds. If the editor fails, or the text cannot be saved, a
    draft with text stays, and the error says where.

    Raises:
        ImpossibleValueError: the editor cannot be run or failed, or its text is empty or not UTF-8.
        KeyboardInterrupt: a signal ended it; the draft stays.
    """
    command = editor_command()  # first: if it cannot be run, no store is created
    if path:
        path = journal.open_draft(path)
        heading = heading_of(_read_draft(path))
    else:
        path = journal.new_draft(heading + text)
    signals.interrupt()
    try:
        written = _edited(command, path, heading, is_new=not text)
        journal.unlock(again=True)  # it may have been locked meanwhile
        yield written
    except _ReturnedAtOnceError:
        raise  # the person may be writing in a window of the editor: its file stays
    except (Exception, KeyboardInterrupt) as error:
        note = _draft_note(journal, path, heading + text)
        if isinstance(error, KeyboardInterrupt):
            raise InterruptedDraftError(note) from None
        if note:
            error.add_note(note)
        raise
    else:
        journal.clear_draft(path)


def _edited(command: list[str], path: str, heading: str, *, is_new: bool) -> str:
    """Run the editor on a file and return its text without the heading."""
    started = time.monotonic()
    _run([*command, path])
    written = _read_draft(path)
    if is_new and written == heading.removesuffix("\n") and time.monotonic() - started < _AT_ONCE:
        raise _ReturnedAtOnceError
    return _without(heading, written)


def _without(heading: str, written: str) -> str:
    """Return the text of a draft without the lines of its heading, each taken out once."""
    lines, ours = written.split("\n"), heading.splitlines()
    for line in ours:
        if line in lines[: len(ours)]:
            lines.remove(line)
    text = "\n".join(lines)
    if not text.strip():
        raise ImpossibleValueError(_EMPTY)
    return text


def save_draft(journal: "Journal", text: str) -> str:
    """Save text that could not be saved as an entry, and return the sentence that says where; empty if that fails."""
    try:
        note = _draft_note(journal, journal.new_draft(text), "")
    except StoreError:
        return ""
    return note and f"{note} · `reflect note --draft` opens it."


def _draft_note(journal: "Journal", path: str, text: str) -> str:
    """Return the sentence about a draft with text of the person's; remove any other draft."""
    kept = journal.keep_draft(path, text)
    return f"The draft is saved: {visible_path(kept)}" if kept else ""


def _read_draft(path: str) -> str:
    try:
        with open(path, "rb") as file:  # reopened by path: an editor may replace the file
            return decoded(file.read(), "the draft").removeprefix(_BYTE_ORDER_MARK)
    except OSError as error:
        raise ImpossibleValueError(f"the editor did not leave a readable file: {error.strerror}") from None


def editor_command() -> list[str]:
    """Return the command of the editor, without the path of the draft.

    Raises:
        ImpossibleValueError: there is no editor, or no such program.
    """
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or (_DEFAULT_EDITOR if is_terminal(sys.stdin) else "")
    if not editor:
        raise ImpossibleValueError("there is no terminal for an editor, and $EDITOR is not set")
    try:
        words = shlex.split(editor)
    except ValueError:
        words = []
    if not words:
        raise ImpossibleValueError(f"$EDITOR cannot be read as a command: {visible_path(editor)}")
    if shutil.which(words[0]) is None:
        raise _cannot_run(words[0], "there is no such program")
    return [*words, *(_VIM_OPTIONS if _is_vim(words[0]) else ())]


def _cannot_run(program: str, why: str | None) -> ImpossibleValueError:
    return ImpossibleValueError(f"the editor {visible_path(program)} cannot be run: {why}", "set $EDITOR")


def _run(command: list[str]) -> None:
    try:
        process = subprocess.Popen(command)  # noqa: S603 - the person's own editor, without a shell
    except OSError as error:
        raise _cannot_run(command[0], error.strerror) from None
    try:
        code = process.wait()
    except KeyboardInterrupt:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        process.wait()
        raise
    if code != 0:
        raise ImpossibleValueError(f"the editor {visible_path(command[0])} ended with exit code {code}")


def _is_vim(program: str) -> bool:
    """Return whether a program is Vim, by its name after links: `vi` is a link to it on most systems."""
    found = os.path.realpath(shutil.which(program) or program)
    return os.path.basename(found).startswith(("vim", "nvim"))


def words_file(texts: Mapping[str, str]) -> str:
    """Return the file of these texts, by field: a single one as it is, of several each under a line with its name."""
    if len(texts) == 1:
        (text,) = texts.values()
        return text and text + "\n"
    rule = "-" * 3
    while any(line.startswith(rule) for text in texts.values() for line in text.splitlines()):
        rule += "-"  # until no line of the person's looks like a name
    return "".join(f"{rule} {name}\n{text}\n\n" for name, text in texts.items())


def fields_of(written: str, fields: Sequence[str]) -> dict[str, str]:
    """Return the text of each field in such a file, without the blank lines at its end.

    Raises:
        ImpossibleValueError: a line with a name is missing, or they are in another order.
    """
    if len(fields) == 1:
        return {fields[0]: written}
    lines = written.split("\n")
    rule = lines[0].partition(" ")[0]
    starts: list[int] = []
    for name in fields:
        try:
            starts.append(lines.index(f"{rule} {name}", starts[-1] + 1 if starts else 0))
        except ValueError:
            problem = f"the lines with the names {', '.join(fields)} must all be there, in this order"
            raise ImpossibleValueError(problem) from None
    ends = [*starts[1:], len(lines)]
    return {
        name: "\n".join(lines[start + 1 : end]).rstrip("\n")
        for name, start, end in zip(fields, starts, ends, strict=True)
    }
