"""What can be a remote of `sync`: paths and URLs, and why a folder cannot be one."""

import contextlib
import os
import re
from collections.abc import Iterator
from typing import Final

_BUILT_IN: Final = ("https", "http", "ssh", "git+ssh", "ssh+git", "git", "file")


def is_path(remote: str) -> bool:
    """Return whether a remote is a folder of this machine, by git's rule for what is a URL."""
    return "://" not in remote and ":" not in remote.partition("/")[0]


def repository_at(remote: str) -> str | None:
    """Return the folder of the repository at a path, by git's rule; None where it is not there."""
    found = [remote + end for end in ("/.git", "", ".git/.git", ".git") if os.path.isfile(f"{remote}{end}/HEAD")]
    return found[0] if found and is_path(remote) else None


@contextlib.contextmanager
def held(remote: str) -> Iterator[None]:
    """Hold a repository in a folder: while one machine pushes, another that cleans would take what arrives for waste.

    A server, and a file system that holds nothing, is not held.
    """
    import fcntl

    folder = repository_at(remote)
    with contextlib.ExitStack() as stack:
        if folder:
            with contextlib.suppress(OSError):
                fcntl.flock(stack.enter_context(open(f"{folder}/HEAD", "r+b")), fcntl.LOCK_EX)
        yield


def remote_fault(remote: object) -> str | None:
    """Return why this cannot be a remote, as the end of a sentence, or None. It may hold a password: never show it."""
    if not isinstance(remote, str) or not remote or "\0" in remote or not (is_path(remote) or remote.isprintable()):
        return "must be a path or a URL that git can reach"
    try:
        remote.encode()
    except UnicodeEncodeError:
        return "must be UTF-8"
    helper = re.match("([A-Za-z][A-Za-z0-9+.-]*):(:|//)", remote)  # git runs a program of that name for what it has not
    if remote.startswith("-") or (helper and (helper[2] == ":" or helper[1].lower() not in _BUILT_IN)):
        return "must be a path or a URL: nothing that runs a program"
    found = None if is_path(remote) else re.match("(?:([A-Za-z][A-Za-z0-9+.-]*)://)?([^/@[]*)@", remote)
    if found and (":" in found[2] or (found[1] or "ssh").lower() not in ("ssh", "git+ssh", "ssh+git")):
        return "must be without the user name or password before the @; git asks for them, or has a credential helper"
    if re.match("https?://[^?]*\\?", remote, re.IGNORECASE):
        return "must be without a query, which may hold a password"
    return None


def folder_fault(path: str) -> str | None:
    """Return why a folder cannot be a remote, and what makes it one, as the end of a sentence; None: git is to say."""
    import shlex

    from reflect.model.text import visible_path

    make = "git init --bare"
    if not os.path.lexists(path):
        there = visible_path(shlex.quote(path))
        return f"is not there; plug in or mount its disk, or make a new repository with `{make} {there}`"
    if not os.path.isdir(path):
        return "is a file, not a git repository"
    if any(os.path.lexists(os.path.join(path, name)) for name in ("HEAD", ".git")) or not os.access(path, os.R_OK):
        return None
    if not os.listdir(path):
        there = visible_path(shlex.quote(path))
        return f"is an empty folder; plug in or mount its disk, or make it a repository with `{make} {there}`"
    inside = visible_path(shlex.quote(os.path.join(path, "journal.git")))
    return f"is a folder, but not a git repository; `{make} {inside}` makes one in it, and that is then the remote"
