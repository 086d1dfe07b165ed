"""A folder of files, one a day, that a person names and has files of their own in: all written or none, 0600."""

import contextlib
import os
import re
import shutil
import stat
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from reflect import signals
from reflect.actions.files import mode_of_target, opened, put, refuse
from reflect.errors import ImpossibleValueError
from reflect.formats import markdown
from reflect.store import atomic

_DAY_FILE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\.md")
_OLD = "before"
"""Where replaced files wait in the temporary folder until all new ones are in place."""


def refuse_folder(path: str, store: str) -> None:
    """Refuse a folder that cannot be written, before any work is done.

    Raises:
        ImpossibleValueError: it is in the store, a link, or not a folder.
    """
    mode = mode_of_target(path, store)
    if mode and not stat.S_ISDIR(mode):
        refuse(path, "is a link; name a folder" if stat.S_ISLNK(mode) else "is not a folder")


class Updated(NamedTuple):
    """What an update did: numbers of files, and the names of those that it left alone."""

    written: int
    unchanged: int
    removed: int
    left: tuple[str, ...]


def update(path: str, files: Iterable[tuple[str, bytes]], *, is_of_span: Callable[[str], bool]) -> Updated:
    """Write the files of days into a folder, created 0700 if there is none, and remove those of days without any.

    Only files that were made here and that nobody changed since are replaced or removed; one that is as it should be is
    not touched. Files are staged in a temporary folder and then moved, so that an error or a signal changes nothing.

    Raises:
        ImpossibleValueError: they cannot be written; nothing was changed.
    """
    whole = os.path.abspath(path)
    is_new = not os.path.lexists(whole)
    temporary = os.path.join(os.path.dirname(whole) if is_new else whole, f".reflect-{os.urandom(8).hex()}.tmp")
    try:
        with signals.waiting():
            try:
                plan = _planned(whole, temporary, signals.until_one_waits(files), is_of_span)
                if is_new:
                    atomic.make_folder(temporary)
                if plan.before:
                    os.sync()
                if is_new:
                    os.rename(temporary, whole)
                elif plan.before:
                    _move(temporary, whole, plan.before, plan.gone)
            finally:
                shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        refuse(path, f"cannot be written: {error.strerror}")
    with contextlib.suppress(OSError):  # not every disk can be asked to
        atomic.sync_folder(os.path.dirname(whole) if is_new else whole)
    return Updated(len(plan.before) - len(plan.gone), plan.unchanged, len(plan.gone), tuple(plan.left))


class _Plan(NamedTuple):
    """What is to be done in a folder."""

    before: dict[str, bytes | None]
    """The files to replace, make or remove, with what each has now."""
    gone: set[str]
    """Those to remove."""
    left: list[str]
    unchanged: int


def _planned(
    folder: str, temporary: str, files: Iterable[tuple[str, bytes]], is_of_span: Callable[[str], bool]
) -> _Plan:
    """Return what is to be done, with the new files staged in the temporary folder, if there are any."""
    before: dict[str, bytes | None] = {}
    left, unchanged = [], 0
    here = os.listdir(folder) if os.path.isdir(folder) else []
    further = {name for name in here if _DAY_FILE.fullmatch(name) and is_of_span(name)}
    for name, data in files:
        further.discard(name)
        found = _content(os.path.join(folder, name))
        if found == data:
            unchanged += 1
        elif found is None or _is_ours(folder, name, found):
            atomic.make_folder(temporary)
            atomic.write_pieces(os.path.join(temporary, name), (data,), sync=False)
            before[name] = found
        else:
            left.append(name)
    contents = {name: _content(os.path.join(folder, name)) or b"" for name in sorted(further)}
    gone = {name for name, data in contents.items() if _is_ours(folder, name, data)}
    left += [name for name in contents if name not in gone and markdown.is_made(contents[name])]
    return _Plan(before | {name: contents[name] for name in gone}, gone, left, unchanged)


def _content(path: str) -> bytes | None:
    """Return what a file has, None where there is none; of what is not a file that can be read, nothing."""
    try:
        with opened(path, os.O_NOFOLLOW) as file:
            return file.read()
    except ImpossibleValueError:
        return b"" if os.path.lexists(path) else None


def _is_ours(folder: str, name: str, data: bytes) -> bool:
    """Return whether a file was made here, and is as it was made; one that was made read-only is the person's."""
    return markdown.is_as_made(data) and bool(os.lstat(os.path.join(folder, name)).st_mode & stat.S_IWUSR)


def _move(temporary: str, folder: str, before: Mapping[str, bytes | None], gone: Collection[str]) -> None:
    """Put the staged files into the folder and take out those that are `gone`: all or none."""
    old = os.path.join(temporary, _OLD)
    atomic.make_folder(temporary)
    os.mkdir(old)
    moved: list[str] = []
    try:
        for name, found in before.items():
            target, kept = os.path.join(folder, name), os.path.join(old, name)
            if found is not None:
                _set_aside(target, kept)
                if _content(kept) != found:
                    refuse(target, "was changed meanwhile")
            if name in gone:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(target)
            else:
                put(os.path.join(temporary, name), target, force=found is not None)
            moved.append(name)
    except BaseException:
        for name in before:
            kept, target = os.path.join(old, name), os.path.join(folder, name)
            if os.path.lexists(kept):
                os.replace(kept, target)
            elif name in moved:
                os.unlink(target)
        raise


def _set_aside(target: str, kept: str) -> None:
    """Link a file about to be overwritten under another name, or rename it on a disk without hard links."""
    with contextlib.suppress(FileNotFoundError):
        try:
            os.link(target, kept, follow_symlinks=False)
        except FileNotFoundError:
            raise
        except OSError:
            if stat.S_ISREG(os.lstat(target).st_mode):
                os.rename(target, kept)
