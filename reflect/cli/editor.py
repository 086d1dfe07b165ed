"""Words written in the person's own editor. The draft lies in the store, for nobody else to read, until it is kept."""

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator

from reflect import signals
from reflect.cli.context import is_terminal
from reflect.errors import ImpossibleValueError, StoreError
from reflect.model.text import decoded
from reflect.store import atomic, paths

_DEFAULT = "vi"
# Vim keeps copies of what is edited: a swap file, an undo file, a backup, marks in viminfo. None of them here.
_VIM = ("-n", "-i", "NONE", "--cmd", "set nobackup nowritebackup noundofile")


@contextlib.contextmanager
def draft(home: Callable[[], str], text: str = "") -> Iterator[str]:
    """Open the editor on a draft in the folder of the store, which `home` makes, and give what was written.

    The draft goes when the block ends well. When the editor fails, or what was written cannot be kept, a draft that
    holds text stays, and the refusal says where.

    Raises:
        ImpossibleValueError: the editor cannot be run, failed, or left what is not UTF-8.
        KeyboardInterrupt: a signal ended it; the draft stays.
    """
    command = program()  # first: where it cannot be run, no store is made
    path = _begin(home(), text)
    signals.interrupt()
    try:
        _run([*command, path])
        written = _written(path)
        yield written
    except (Exception, KeyboardInterrupt) as error:
        kept = _kept_draft(path, text)
        if isinstance(error, KeyboardInterrupt):
            raise InterruptedDraftError(kept) from None
        if kept and not isinstance(error, OSError):
            message = f"{error} {kept}"
            raise type(error)(message) from None
        raise
    else:
        _clear(path)


def _written(path: str) -> str:
    try:
        with open(path, "rb") as file:  # again by its path: an editor may put a new file in its place
            return decoded(file.read(), "the draft")
    except OSError as error:
        message = f"the editor left no file that can be read: {error.strerror}. Nothing was kept."
        raise ImpossibleValueError(message) from None


class InterruptedDraftError(KeyboardInterrupt):
    """A signal came while the editor was open; `str()` says where the draft is, if it holds text."""


def _begin(store: str, text: str) -> str:
    drafts = os.path.join(store, paths.DRAFTS)
    path = os.path.join(drafts, f"draft-{os.urandom(4).hex()}.txt")
    try:
        atomic.make_folder(drafts)
        atomic.write_new(path, text.encode())
    except OSError as error:
        message = f"no draft can be written in {paths.shown(drafts)}: {error.strerror}. Nothing was changed."
        raise StoreError(message) from None
    return path


def keep_draft(store: str, text: str) -> str:
    """Keep words that could not be kept as an entry, and return the sentence that says where; blank if that fails."""
    try:
        return _kept_draft(_begin(store, text), "")
    except StoreError:
        return ""


def program() -> list[str]:
    """Return the command that a draft is put behind.

    Raises:
        ImpossibleValueError: there is none, or no such program.
    """
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or (_DEFAULT if is_terminal(sys.stdin) else "")
    if not editor:
        message = "there is no terminal for an editor, and $EDITOR is not set. Nothing was changed."
        raise ImpossibleValueError(message)
    try:
        words = shlex.split(editor)
    except ValueError:
        words = []
    if not words:
        message = f"$EDITOR cannot be read as a command: {paths.shown(editor)}."
        raise ImpossibleValueError(message)
    if shutil.which(words[0]) is None:
        raise _not_run(words[0], "there is no such program")
    return [*words, *(_VIM if _is_vim(words[0]) else ())]


def _not_run(program: str, why: str | None) -> ImpossibleValueError:
    return ImpossibleValueError(
        f"the editor {paths.shown(program)} cannot be run: {why}; set $EDITOR. Nothing was kept."
    )


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
        message = f"the editor {paths.shown(command[0])} ended with exit code {code}. Nothing was kept."
        raise ImpossibleValueError(message)


def _is_vim(program: str) -> bool:
    """Tell whether a program is Vim by the name it has in the end: `vi` is a link to it on most systems."""
    found = os.path.realpath(shutil.which(program) or program)
    return os.path.basename(found).startswith(("vim", "nvim"))


def _kept_draft(path: str, text: str) -> str:
    """Return the sentence about a draft that holds words of the person's; one that does not is cleared away."""
    try:
        with open(path, "rb") as file:
            written = file.read()
    except OSError:
        return ""
    if not written.strip() or written == text.encode():
        _clear(path)
        return ""
    with contextlib.suppress(OSError):
        os.chmod(path, atomic.FILE_MODE)
    return f"The draft is kept: {paths.shown(path)}"


def _clear(path: str) -> None:
    """Remove the draft and what editors leave beside one; other drafts stay."""
    drafts, name = os.path.split(path)
    for left in os.listdir(drafts):
        if name in left:
            with contextlib.suppress(OSError):
                os.unlink(os.path.join(drafts, left))
