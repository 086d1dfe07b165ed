"""Find the store, create its folder, and name its files. Finding creates nothing."""

import contextlib
import os
import re
import stat
from collections.abc import Iterator, Mapping
from functools import lru_cache

from reflect.errors import ChangedAndThenError, LockedError, StoreError
from reflect.model.text import visible_path
from reflect.store import atomic

SETTINGS = "reflect.toml"
ENTRIES = "entries"
CARE = "care.txt"
PACKS = "packs"
LABELS = "labels.json"
DELETED = "deleted.json"
DRAFTS = "drafts"
UNDO = "undo"
BACKUPS = "backups"
CACHE = "cache"
STAGED = "staged"
LOCK = "lock"
INBOX = "inbox"
"""Entries that were recorded while the journal was locked."""
SYNC = "sync"
"""The cache of `sync`: a bare git repository."""
KEY = "key.age"
"""In an encrypted store: its key, under the passphrase."""
PRIVATE = "private.toml"
"""In an encrypted store: the settings with the person's words."""
AGE = b"age-encryption.org/v1\n"
"""What an encrypted file begins with (https://age-encryption.org/v1): never damage."""


def find(option: str | os.PathLike[str] | None, environ: Mapping[str, str]) -> str:
    """Return the absolute path of the store: `--store`, else `$REFLECT_STORE`, else the user's data folder.

    An empty variable is as if it were not set; a `~` at its beginning is the home folder. Links in the path are
    followed once, here.

    Raises:
        StoreError: no store is named, and there is no home folder.
    """
    return os.path.realpath(option or _expanded(environ.get("REFLECT_STORE", "")) or _default())


def _expanded(path: str) -> str:
    found = os.path.expanduser(path)
    if path.startswith("~") and (found == path or not os.environ.get("HOME", path)):
        raise StoreError(f"$REFLECT_STORE is {visible_path(path)}, and there is no such home folder", "name it whole")
    return found


def _default() -> str:
    import platformdirs

    try:
        found = platformdirs.user_data_dir("reflect", appauthor=False)
    except RuntimeError:  # as newer versions of it say that there is none
        found = ""
    if os.path.isabs(found):
        return found
    raise StoreError("there is no home folder to look for the store in", "name it with --store or $REFLECT_STORE")


def is_store(path: str) -> bool:
    """Return whether there is a store at `path`. Errors are those of `mark_of`."""
    return mark_of(path) is not None


def mark_of(path: str) -> str | None:
    """Return the file that makes the folder at `path` a store, settings or a month of ours; None if there is none.

    Raises:
        StoreError: something that cannot be a store is there, or it cannot be told.
    """
    try:
        names = os.listdir(path)
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        raise StoreError("is not a folder, so it cannot be the store", path=visible_path(path)) from None
    except OSError as error:
        raise StoreError(f"the store {visible_path(path)} cannot be read: {error.strerror}") from None
    if placeholder(SETTINGS) in names:  # taken off the disk
        return SETTINGS
    marked, fault, settings = False, None, os.path.join(path, SETTINGS)
    try:
        marked = SETTINGS in names and _is_settings(atomic.read(settings))
    except StoreError as error:  # a link, or not ours to read: then a month has to tell
        fault = error
    if marked:
        refuse_link(path, ENTRIES)
        return SETTINGS
    entries = _in_folder(path, ENTRIES) if ENTRIES in names else []
    month = next((name for name in entries if month_in(name) and is_month(os.path.join(path, name))), None)
    if fault and month is None:
        raise fault
    return month


def _is_settings(raw: bytes | None) -> bool:
    """Return whether these are settings of a store: nothing at all, or they state the format, above any table."""
    text = (raw or b"").removeprefix(atomic.BOM)
    if not text.strip(b"\0 \t\r\n"):  # zeros are what a power cut leaves of a file
        return raw is not None
    for line in text.split(b"\n"):
        if line.startswith(b"["):
            return False
        key, _, value = line.partition(b"=")
        if key.strip(b" \t") in (b"format", b'"format"', b"'format'") and value.lstrip(b" \t")[:1].isdigit():
            return True
    return False


def waiting(path: str) -> list[str]:
    """Return the files of the inbox by name, as paths in the store; none where its folder is a link.

    Raises:
        StoreError: it cannot be read.
    """
    return [name for name in (away(name) or name for name in _in_folder(path, INBOX)) if is_in_inbox(name)]


def _in_folder(path: str, folder: str) -> list[str]:
    """Return the files in a folder of a store, as paths in it; none where it is a link."""
    try:
        found = [] if os.path.islink(os.path.join(path, folder)) else os.listdir(os.path.join(path, folder))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise atomic.refusal(folder, error, "read") from None
    return [f"{folder}/{name}" for name in sorted(found)]


def is_month(path: str) -> bool:
    """Return whether a file is a month of ours: it says so, however it goes on, or it is encrypted.

    Raises:
        StoreError: it cannot be read.
    """
    from reflect.model import strict_json

    if not is_file(path):
        return False
    with contextlib.suppress(ValueError):
        raw = (atomic.read(path) or b"").removeprefix(atomic.BOM)
        if raw.startswith(AGE) or re.match(
            rb'\s*\{\s*"_meta"\s*:\s*\{\s*"format"\s*:\s*\{\s*"version"\s*:\s*[0-9]', raw
        ):
            return True
        match strict_json.loads(raw.decode()):  # as another program may have saved it
            case {"_meta": {"format": {"version": int()}}, "entries": dict()}:
                return True
    return False


def is_file(path: str) -> bool:
    """Return whether a regular file is there, and no link to one."""
    return stat.S_ISREG(mode_of(path))


def mode_of(path: str) -> int:
    """Return the mode of what is there, of a link its own; 0 for nothing."""
    try:
        return os.lstat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0


def refuse_encrypted(path: str, *, has_settings: bool) -> None:
    """Refuse to write a store that is encrypted, where `reflect.toml` does not say so: what it would add were plain.

    Raises:
        LockedError: it is.
    """
    names = list(filter(month_in, _in_folder(path, ENTRIES)))
    if has_settings and not os.path.lexists(os.path.join(path, KEY)):
        names = names[:1] + names[-1:]  # what most stores are, and pay for; somebody may have removed the key too
    elif not names and is_encrypted(os.path.join(path, KEY)) and not os.path.lexists(f"{path}/{STAGED}/commit.json"):
        problem = "is here without an encrypted month, and reflect.toml does not say for which key"
        raise LockedError(problem, "take reflect.toml from a backup", path=KEY)
    for name in names:
        if is_encrypted(os.path.join(path, name)):
            hint = "`reflect store unlock` writes it there again"
            raise LockedError("is encrypted, and reflect.toml does not say for which key", hint, path=name)


def is_encrypted(path: str) -> bool:
    """Return whether a file begins as an encrypted one does."""
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            return os.read(descriptor, len(AGE)) == AGE
        finally:
            os.close(descriptor)
    return False


def refuse_link(path: str, name: str) -> None:
    """Refuse, with a StoreError, a store in which the folder `name` is a link."""
    if os.path.islink(os.path.join(path, name)):
        raise StoreError("is a link", "links are not allowed inside the store", path=f"{visible_path(path)}/{name}")


def make_folder_of_store(path: str) -> bool:
    """Make the folder of a new store, 0700; return whether it was not there.

    Raises:
        StoreError: it cannot be made, or holds files of something else.
    """
    try:
        is_new = not os.path.isdir(path)
        if is_new:
            _make_parents(os.path.dirname(path))
        elif os.listdir(path):
            from reflect.store import folder

            refuse_encrypted(path, has_settings=False)
            folder.refuse_others(path)
        atomic.make_folder(path)
    except OSError as error:
        raise StoreError(f"no store can be made at {visible_path(path)}: {error.strerror}") from None
    return is_new


def _make_parents(path: str) -> None:
    """Make the folders above the store that are missing, 0700 as the XDG specification asks."""
    if not os.path.isdir(path):
        _make_parents(os.path.dirname(path))
        atomic.make_folder(path)


@contextlib.contextmanager
def unmade_on_failure(path: str, made: bool | None) -> Iterator[None]:  # noqa: FBT001
    """Take a new store back if its first change fails; `made`: its folder is new too; None: it is not a new store."""
    try:
        yield
    except BaseException as error:
        if made is not None and not isinstance(error, ChangedAndThenError):
            from reflect.store import folder

            folder.unmake(path, with_folder=made)
        raise


def is_inside(path: str, store: str) -> bool:
    """Return whether `path` is in the folder of the store."""
    return os.path.commonpath([os.path.realpath(path), store]) == store


# The names of files, as paths in the store.

_DIGITS_OF_A_YEAR = 4
_MONTHS = frozenset(f"{month:02}" for month in range(1, 13))
_PACK_FILE = rf"{PACKS}/([a-z0-9][a-z0-9-]{{0,63}})\.toml"  # not compiled here: few commands need it


def month_file(month: str) -> str:
    """Return the file of a month `YYYY-MM`."""
    return f"{ENTRIES}/{month}.json"


@lru_cache(maxsize=1024)
def month_in(name: str) -> str | None:
    """Return the month of a month file, or None where it is another kind of file."""
    month = name.removeprefix(f"{ENTRIES}/").removesuffix(".json")
    year, _, number = month.partition("-")
    is_month = number in _MONTHS and len(year) == _DIGITS_OF_A_YEAR and year.isascii() and year.isdecimal()
    return month if is_month and name == month_file(month) else None


def inbox_file(entry_id: str) -> str:
    """Return the file of an entry that was recorded while the journal was locked."""
    return f"{INBOX}/{entry_id}.json"


def is_in_inbox(name: str) -> bool:
    """Return whether a file is named like one of the inbox, or like a conflict copy of one."""
    return name.startswith(f"{INBOX}/") and is_ours(name)


def pack_file(name: str) -> str:
    """Return the file of the pack of this name."""
    return f"{PACKS}/{name}.toml"


def pack_in(path: str) -> str | None:
    """Return the name of the pack in a file, or None where it is another kind of file."""
    found = re.fullmatch(_PACK_FILE, path)
    return found[1] if found else None


# Conflict copies: what a sync tool puts beside a file that was changed on two machines: `2026-11 2.json` (iCloud),
# `2026-11-DESKTOP-AB12.json` (OneDrive), `2026-11 (1).json` (Google Drive),
# `2026-11.sync-conflict-DATE-TIME-DEVICE.json` (Syncthing), `2026-11 (conflicted copy DATE).json` (Nextcloud),
# `2026-11 (SOMEONE's conflicted copy DATE).json` (Dropbox, in the language of that machine).
# Of what can be merged entry by entry any name counts that begins with that
# of the file; of packs, settings and contacts, which a person may copy by hand, only those that say what they are.

MERGED = (LABELS, DELETED)
"""The files beside the months whose copies can be merged; of the others a person has to choose."""
# Compiled only where needed.
_MERGED_COPY = rf"({ENTRIES}/[0-9]{{4}}-(?:0[1-9]|1[0-2])|labels|deleted)[^/\0]+\.json"
_COPY = r"(.+?)(?:\.sync-conflict-[^/\0]*|_conflict-[^/\0]*| ?(\([^/\0]*\)))(\.[a-z]+)"
_MAX_COPY_NAME = 255 + len("entries/")
_SIGNS_OF_A_COPY = (".sync-conflict-", "_conflict-", "(")
_CONFLICT_WORDS = ("confli", "konfli", "конфл", "競合", "冲突", "衝突", "충돌")
"""Beginnings of "conflict" in the languages of these tools; `(old)` and `(2)` are what a person writes."""


def original_of_copy(name: str) -> str | None:
    """Return the file of the store that the one at `name` is a conflict copy of by its name, or None."""
    if len(name) > _MAX_COPY_NAME:
        return None
    if name.endswith(".json") and (merged := re.fullmatch(_MERGED_COPY, name, re.DOTALL)):
        return f"{merged[1]}.json"
    if not any(sign in name for sign in _SIGNS_OF_A_COPY):  # no other file of a store needs a pattern
        return None
    found = re.fullmatch(_COPY, name, re.DOTALL)
    if found is None or (found[2] and not any(word in found[2].casefold() for word in _CONFLICT_WORDS)):
        return None
    of = found[1] + found[3]
    is_ours = pack_in(of) or of in (SETTINGS, CARE)
    return of if is_ours else original_of_copy(of)  # of a copy there may be copies


def can_be_merged(of: str) -> bool:
    """Return whether copies of this file of the store can be merged with it."""
    return of in MERGED or month_in(of) is not None


# Placeholders: iCloud takes a file off the disk and leaves `.NAME.icloud`.

_PLACEHOLDER_END = ".icloud"


def placeholder(name: str) -> str:
    """Return the placeholder that iCloud leaves for a file of the store."""
    folder, _, own = name.rpartition("/")
    return f"{folder}{'/' if folder else ''}.{own}{_PLACEHOLDER_END}"


def away(name: str) -> str | None:
    """Return the file of the store that a placeholder stands for, or None where it is another kind of file."""
    of = name.removesuffix(_PLACEHOLDER_END).replace("/.", "/", 1).removeprefix(".")
    return of if name == placeholder(of) else None


def refuse_placeholder(folder: str, name: str) -> None:
    """Refuse, with a StoreError, to take a file for missing that a cloud program has taken off the disk."""
    if os.path.lexists(os.path.join(folder, placeholder(name))):
        problem = f"is not on this computer: iCloud has moved it away and left {placeholder(name)}"
        raise StoreError(problem, "download it in the Finder, then run the command again", path=name)


# What a change of this program can hold.

READABLE = (SETTINGS, LOCK, KEY, f"{STAGED}/commit.json")
"""The files that are not encrypted in an encrypted store, beside the contacts unless these are hidden."""
PLAIN = (DELETED, LABELS, CARE, SETTINGS, KEY, PRIVATE)
"""The files in the folder of the store itself that a change can hold."""
_IN_FOLDERS = {  # not compiled here: most commands need none of them
    ENTRIES: r"[0-9]{4}-[0-9]{2}\.json",
    PACKS: r"[a-z0-9][a-z0-9-]{0,63}\.toml",
    INBOX: r"[0-9a-hjkmnp-tv-z]{12}[^/\0]{0,200}\.json",
    UNDO: r"[0-9]{6,12}-[0-9]{8}T[0-9]{6}Z\.json",
}


def is_ours(name: object) -> bool:
    """Return whether a change of this program can hold a file of this name: a marker may come with somebody's store."""
    if not isinstance(name, str):
        return False
    folder, _, inside = name.partition("/")
    pattern = _IN_FOLDERS.get(folder)
    if name in PLAIN or (pattern is not None and re.fullmatch(pattern, inside)):
        return True
    return original_of_copy(name) is not None  # which a repair takes away


def is_staged(own: str) -> bool:
    """Return whether a change can leave a file of this name in `staged/`; whatever else lies there is not ours."""
    return own in ("commit.json", ".commit.json.tmp") or is_ours(own.replace("!", "/"))
