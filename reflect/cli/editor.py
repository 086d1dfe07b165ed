"""Words written in the person's own editor. The draft lies in the store, for nobody else to read, until it is kept."""

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reflect import signals
from reflect.cli.context import is_terminal
from reflect.errors import ImpossibleValueError, StoreError
from reflect.model.text import decoded, visible_path

if TYPE_CHECKING:
    from reflect.journal import Journal

_DEFAULT = "vi"
# Vim keeps copies of what is edited: a swap file, an undo file, a backup, marks in viminfo. None of them here.
_VIM = ("-n", "-i", "NONE", "--cmd", "set nobackup nowritebackup noundofile")


@contextlib.contextmanager
def draft(journal: "Journal", text: str = "") -> Iterator[str]:
    """Open the editor on a draft in the store, made now where there is none, and give what was written.

    The draft goes when the block ends well. When the editor fails, or what was written cannot be kept, a draft that
    holds text stays, and the refusal says where.

    Raises:
        ImpossibleValueError: the editor cannot be run, failed, or left what is not UTF-8.
        KeyboardInterrupt: a signal ended it; the draft stays.
    """
    command = program()  # first: where it cannot be run, no store is made
    path = journal.new_draft(text)
    signals.interrupt()
    try:
        _run([*command, path])
        written = _written(path)
        yield written
    except (Exception, KeyboardInterrupt) as error:
        kept = _kept(journal, path, text)
        if isinstance(error, KeyboardInterrupt):
            raise InterruptedDraftError(kept) from None
        if kept:
            error.add_note(kept)
        raise
    else:
        journal.clear_draft(path)


def _written(path: str) -> str:
    try:
        with open(path, "rb") as file:  # again by its path: an editor may put a new file in its place
            return decoded(file.read(), "the draft")
    except OSError as error:
        raise ImpossibleValueError(f"the editor left no file that can be read: {error.strerror}") from None


class InterruptedDraftError(KeyboardInterrupt):
    """A signal came while the editor was open; `str()` says where the draft is, if it holds text."""


def keep_words(journal: "Journal", text: str) -> str:
    """Keep words that could not be saved as an entry, and return the sentence that says where; blank if that fails."""
    try:
        return _kept(journal, journal.new_draft(text), "")
    except StoreError:
        return ""


def program() -> list[str]:
    """Return the command that a draft is put behind.

    Raises:
        ImpossibleValueError: there is none, or no such program.
    """
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or (_DEFAULT if is_terminal(sys.stdin) else "")
    if not editor:
        raise ImpossibleValueError("there is no terminal for an editor, and $EDITOR is not set")
    try:
        words = shlex.split(editor)
    except ValueError:
        words = []
    if not words:
        raise ImpossibleValueError(f"$EDITOR cannot be read as a command: {visible_path(editor)}")
    if shutil.which(words[0]) is None:
        raise _not_run(words[0], "there is no such program")
    return [*words, *(_VIM if _is_vim(words[0]) else ())]


def _not_run(program: str, why: str | None) -> ImpossibleValueError:
    return ImpossibleValueError(f"the editor {visible_path(program)} cannot be run: {why}", "set $EDITOR")


def _run(command: list[str]) -> None:
    try:
        process = subprocess.Popen(command)  # noqa: S603 - the person's own editor, without a shell
    except OSError as error:
        raise _not_run(command[0], error.strerror) from None
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
    """Tell whether a program is Vim by the name it has in the end: `vi` is a link to it on most systems."""
    found = os.path.realpath(shutil.which(program) or program)
    return os.path.basename(found).startswith(("vim", "nvim"))


def _kept(journal: "Journal", path: str, text: str) -> str:
    """Return the sentence about a draft that holds words of the person's; one that does not is cleared away."""
    return f"The draft is kept: {visible_path(path)}" if journal.keep_draft(path, text) else ""
