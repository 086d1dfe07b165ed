"""`reflect.toml`, the settings of a store, which a person may edit by hand. Bytes in, values or bytes out."""

import contextlib
import os
import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from reflect.errors import ImpossibleValueError, NewerFormatError, StoreError
from reflect.model.ids import sha256
from reflect.model.schema import is_whole
from reflect.store import atomic
from reflect.store.paths import SETTINGS
from reflect.store.settings import BESIDE, DEFAULTS, HEX, NO_SALT, PRIVATE, TABLE, Settings

if TYPE_CHECKING:
    from reflect.store.encrypted_settings import Encryption

FORMAT = 1
"""Of a store that is not encrypted."""
ENCRYPTED_FORMAT = 2
"""Of one that is: programs of before refuse it."""
MAX_BYTES = 32 * 1024
_MAX_FAULTS = 100
"""Lines that `repaired` removes one by one, and keys that it removes from a person's own layout."""
_INITIAL = f'# The settings of this journal: reflect config\nformat = {FORMAT}\nsalt = "'


def load(raw: bytes | None) -> Settings:
    """Return the current settings from their file (None: there is none), with the defaults for missing ones.

    Raises:
        StoreError: it cannot be read, or holds an unknown key or an impossible value; names file and line.
    """
    own = own_values(raw)
    changed = {TABLE[key].field: TABLE[key].read(value) for key, value in own.items() if key in TABLE}
    until = own.get("focus.until")
    return Settings(**changed)._replace(
        salt=own.get("salt", NO_SALT),
        focus=own.get("focus.pack"),
        contacts_of=tuple(own.get("contacts.packs", ())),
        remote=own.get("sync.remote"),
        focus_until=None if until is None else date.fromisoformat(until),
    )


def values(raw: bytes | None) -> dict[str, object]:
    """Return every setting by its name, as `config list --json` prints it. Errors are those of `load`."""
    return {**DEFAULTS, **{key: value for key, value in own_values(raw).items() if key in TABLE}}


def own_values(raw: bytes | None) -> dict[str, Any]:
    """Return the values in the file itself, by dotted names: settings, and other keys. Errors are those of `load`."""
    text, found = _document(raw)
    for fault in _faults(text, found):
        raise fault.error()
    return _flat(found)


def create(folder: str, initial: bytes) -> bool:
    """Create the settings file of a new store; return whether there was none.

    Raises:
        StoreError: it cannot be written.
    """
    path = os.path.join(folder, SETTINGS)
    if os.path.lexists(path):
        return False
    try:
        atomic.replace(path, initial)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(path)  # in place and not synced: it would be a store without its first entry
        raise StoreError(f"cannot be written: {error.strerror}", path=SETTINGS) from None
    return True


def changed(raw: bytes | None, changes: Mapping[str, object | None]) -> bytes:
    """Return the file with settings set, or removed (None); the rest stays as the person wrote it.

    Beside the settings, `focus.pack`, `focus.until` and `contacts.packs` can be changed.

    Raises:
        StoreError: the file is not valid.
        ImpossibleValueError: it would not be valid with the change.
    """
    import tomlkit

    own_values(raw)
    document = tomlkit.parse(_document(raw)[0])
    for key, value in changes.items():
        set_key(document, key, value)
    raw = tomlkit.dumps(document).encode()
    try:
        load(raw)
    except StoreError as error:  # an unreadable file must not be written: no command would work any more
        raise ImpossibleValueError(f"{', '.join(changes)}: {error.clause}") from None
    return raw


def set_key(table: Any, key: str, value: object | None) -> None:
    """Set a key of a tomlkit document, or remove it (None), with its table if that is then empty."""
    import tomlkit

    name, _, rest = key.partition(".")
    if not rest:
        if value is not None:
            table[name] = value
        elif name in table:
            del table[name]
        return
    if name not in table:
        if value is None:
            return
        table[name] = tomlkit.table()
    set_key(table[name], rest, value)
    if value is None and not table[name] and "#" not in table[name].as_string():  # a person's comment stays
        del table[name]


def version(raw: bytes | None) -> int:
    """Return the format version of a store from its settings file, by default that of this program.

    Raises:
        NewerFormatError: it is newer.
    """
    try:
        found = _document(raw)[1].get("format", FORMAT)
    except StoreError:
        return FORMAT
    if not is_whole(found) or found < 1:
        return FORMAT
    if found > ENCRYPTED_FORMAT:
        raise _newer(found).error()
    return found


def encryption(raw: bytes | None) -> "Encryption | None":
    """Return how a store is encrypted, from its settings file; None where it is not.

    A file that is damaged elsewhere says so too: what is written beside it must not be plain.
    """
    if raw is None or b"encrypted" not in raw:
        return None
    from reflect.store import encrypted_settings

    return encrypted_settings.stated(raw)


class Fault:
    """A problem that makes the settings unusable; `newer`: they are only of a newer format."""

    def __init__(self, what: str, line: int | None = None, key: str | None = None, *, newer: bool = False) -> None:
        """Take what is wrong, and where."""
        self.what, self.line, self.key, self.newer = what, line, key, newer

    @property
    def message(self) -> str:
        """The end of a sentence that begins with the name of the file."""
        return f"line {self.line}: {self._visible()}" if self.line else self._visible()

    def error(self) -> StoreError:
        """Return the error for it."""
        return (NewerFormatError if self.newer else StoreError)(self._visible(), path=SETTINGS, line=self.line)

    def _visible(self) -> str:
        from reflect.model.text import visible_line

        return visible_line(self.what)


def faults(raw: bytes) -> list[Fault]:
    """Return all that is wrong in the settings, as far as it is known; `load` refuses with the first."""
    from reflect.model import strict_toml

    try:
        return _faults(*strict_toml.loads(raw, MAX_BYTES))
    except strict_toml.FaultyTOMLError as error:
        return [Fault(str(error), error.line)]


def expected_salt(folder: str) -> str:
    """Return the salt of a store to be made in `folder`: another for another folder, account or computer.

    It is not random, so that a prompt looked at before there is a store is the one that the new store offers.
    """
    place = f"{os.uname().nodename}\0{os.getuid()}\0{os.path.abspath(folder)}"
    return sha256(place.encode(errors="surrogateescape")).hex()[: len(NO_SALT)]


def initial(salt: str | None = None) -> bytes:
    """Return the settings file of a new store, with a new salt if none is given."""
    return f'{_INITIAL}{salt or os.urandom(8).hex()}"\n'.encode()


def initial_in(folder: str) -> bytes:
    """Return the settings file of a store to be made in `folder`."""
    return initial(expected_salt(folder))


def repaired(raw: bytes) -> bytes:
    """Return the settings file without its faults: line by line or key by key, the rest as it was written.

    One slip keeps every command from working, and neither the day boundary nor the scale should change
    because of it. Where none of the file can be used it is that of a new store, with the salt of this one.
    """
    rest = raw.removeprefix(atomic.BOM)
    for _ in range(_MAX_FAULTS):
        found = faults(rest)
        if not found:
            return rest
        shorter = _without_keys(rest, found) if found[0].key else _without_line(rest, found[0].line)
        if shorter is None or shorter == rest:
            break
        rest = shorter
    salt = re.search(rb'salt[ \t]*=[ \t]*"([0-9a-f]{16})"', raw)
    fresh = initial(salt[1].decode() if salt else None)
    if (stated := encryption(raw)) is None:
        return fresh
    from reflect.store.encrypted_settings import encrypted

    return encrypted(fresh, stated)


def _without_line(raw: bytes, line: int | None) -> bytes | None:
    """Return the file without a line, or None if it is not known which."""
    lines = raw.split(b"\n")
    return None if line is None else b"\n".join([*lines[: line - 1], *lines[line:]])


def _without_keys(raw: bytes, found: list[Fault]) -> bytes:
    """Return the file without the keys of its faults; of very many the rest is rewritten, not as it was laid out."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    keys = {fault.key for fault in found if fault.key}
    if len(keys) <= _MAX_FAULTS:
        # It reads some files otherwise than Python does.
        with contextlib.suppress(TOMLKitError, TypeError, AttributeError, RecursionError):
            document = tomlkit.parse(_document(raw)[0])
            for key in keys:
                set_key(document, key, None)
            return tomlkit.dumps(document).encode()
    left = {key: value for key, value in _flat(_document(raw)[1]).items() if key not in keys and key != "format"}
    return changed(initial(), left)


def _newer(version: int) -> Fault:
    what = f"has the format version {version}, newer than this program reads ({ENCRYPTED_FORMAT}); update reflect"
    return Fault(what, newer=True)


_AS_ENCRYPTED = r'encrypted = "(age1[0-9a-z]{58})"\npassphrase = ([0-9]{1,6})\n'
"""How the settings of an encrypted store begin, before those of any other; not compiled here either."""
_AS_MADE = (
    _INITIAL.replace(f"{FORMAT}\n", "([12])\n") + r'([0-9a-f]{16})"\n'
    r'(?:\n\[sync\]\nremote = "([^"\\\x00-\x1f\x7f]+)"\n)?'
)
"""As it is made, and as most people leave it: loading a TOML parser costs each command 2 ms."""


@lru_cache(maxsize=1)
def _document(raw: bytes | None) -> tuple[str, Mapping[str, object]]:
    """Return the text of the file and its tables."""
    if raw is None:
        return "", {}
    text = raw.decode(errors="replace")
    salt = text[len(_INITIAL) : -2]
    if text == f'{_INITIAL}{salt}"\n' and HEX.issuperset(salt):  # most are, and need no pattern
        return text, {"format": FORMAT, "salt": salt}
    block = re.match(_AS_ENCRYPTED, text) if text.startswith("encrypted") else None
    if made := re.fullmatch(_AS_MADE, text[block.end() if block else 0 :]):
        version, salt, remote = made.groups()
        found = {"format": int(version), "salt": salt, **({"sync": {"remote": remote}} if remote else {})}
        if block:
            found |= {"encrypted": block[1], "passphrase": int(block[2])}
        return text, found
    from reflect.model import strict_toml

    try:
        return strict_toml.loads(raw, MAX_BYTES)
    except strict_toml.FaultyTOMLError as error:
        raise Fault(str(error), error.line).error() from None


def _faults(text: str, tables: Mapping[str, object]) -> list[Fault]:
    flat = _flat(tables)
    stated = flat.get("format", FORMAT)
    if not is_whole(stated) or stated < 1:
        what = f"has the format version {stated}, which is not valid"
        return [Fault(what, _line(_lines(text), "format"), "format")]
    if stated > ENCRYPTED_FORMAT:
        return [_newer(stated)]
    wrong = {key: fault for key, value in flat.items() if (fault := _fault_of(key, value))}
    if stated == ENCRYPTED_FORMAT and "encrypted" not in flat:
        wrong["encrypted"] = "lacks the line `encrypted`, which a store of format 2 has: take it from a backup"
    if "encrypted" in flat:
        plain = "must not be here, since this journal is encrypted: `reflect config set` writes it to private.toml"
        wrong |= {key: f"{key} {plain}" for key in PRIVATE if key in flat}
    lines = _lines(text) if wrong else {}
    return [Fault(fault, _line(lines, key), key) for key, fault in wrong.items()]


def _fault_of(key: str, value: object) -> str | None:
    if key not in TABLE and key not in BESIDE:
        return f"there is no setting {key}"
    fault = BESIDE[key](value) if key in BESIDE else TABLE[key].check(value)
    return fault and f"{key} {fault}"


def _flat(tables: Mapping[str, object], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in tables.items():
        found |= _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": value}
    return found


def _lines(text: str) -> dict[str, int]:
    """Return the first line, from 1, on which each dotted name is given."""
    found: dict[str, int] = {}
    header = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if table := re.match(r"\s*\[([^\]]*)\]", line):
            header = re.sub(r"[\s\"']", "", table[1]) + "."
        name, is_given, _ = line.partition("=")
        if is_given:
            found.setdefault(header + re.sub(r"[\s\"']", "", name), number)
    return found


def _line(lines: Mapping[str, int], key: str) -> int:
    """Return the line of a setting, or of an inline table that holds it; the first where it is not found."""
    names = accumulate(re.sub(r"[\s\"']", "", key).split("."), "{}.{}".format)
    return min((lines[name] for name in names if name in lines), default=1)
