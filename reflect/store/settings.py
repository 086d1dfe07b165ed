"""The settings of a store: `reflect.toml`, which a person may edit by hand. Bytes in, values or bytes out."""

import contextlib
import os
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple, NoReturn, cast

from reflect.entries.day import WEEKDAYS
from reflect.entries.kinds import day_fault, is_prompt_id, is_slug, is_whole, scale_fault
from reflect.entries.text import fault
from reflect.errors import ImpossibleValueError, NewerFormatError, StoreError
from reflect.store import atomic
from reflect.store.folder import SETTINGS

FORMAT = 1
LARGEST = 32 * 1024
"""Bytes of a settings file; a key of as many dotted parts takes a TOML parser seconds."""
_HOURS = tuple(f"{hour:02}:00" for hour in range(13))
_HEX = frozenset("0123456789abcdef")
_NO_SALT = "0" * 16
LANGUAGES: Final = ("en",)
_AS_MADE = f'# The settings of this notebook: reflect config\nformat = {FORMAT}\nsalt = "'


class Settings(NamedTuple):
    """The settings in force."""

    day_starts: int = 4
    """The hour at which the day turns, 0 to 12."""
    week_starts: int = 0
    """0 for Monday to 6 for Sunday."""
    scale: tuple[int, int] = (1, 7)
    """Lowest and highest mood, for new entries."""
    language: str = "en"
    ignore: tuple[str, ...] = ()
    """Phrases not to report."""
    themes_off: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    """Prompt ids that are not offered."""
    ladder: tuple[int, ...] = (6, 15, 34, 75, 150)
    """Days that a prompt rests, by its rung."""
    pass_rest: tuple[int, ...] = (14, 30, 90)
    """Days that a prompt rests after it was put back, by how many times running."""
    focus: str | None = None
    """The pack that comes first for now."""
    focus_until: date | None = None
    """The last day of it; None: until it is taken off."""
    salt: str = _NO_SALT
    """16 hexadecimal digits, made once for a store; decides between prompts that rank the same."""


class _Setting(NamedTuple):
    field: str
    check: Callable[[object], str | None]
    """Says what a value must be where it is not that."""
    read: Callable[[Any], Any]


def _texts(fits: Callable[[object], bool], what: str) -> Callable[[object], str | None]:
    def check(value: object) -> str | None:
        return None if isinstance(value, list) and all(map(fits, value)) else f"is a list of {what}"

    return check


def _is_phrase(value: object) -> bool:
    return fault(value) is None


def _one_of(allowed: tuple[str, ...]) -> Callable[[object], str | None]:
    return lambda value: None if value in allowed else "is one of " + ", ".join(allowed)


def _hour(value: object) -> str | None:
    return None if value in _HOURS else 'is a whole hour from "00:00" to "12:00"'


def _days(value: object) -> str | None:
    fits = isinstance(value, list) and value and all(is_whole(day) and 1 <= day <= 3650 for day in value)  # noqa: PLR2004 - ten years
    rising = fits and all(
        low < high for low, high in zip(cast("list[int]", value), cast("list[int]", value)[1:], strict=False)
    )
    return None if rising else "is a rising list of days"


def _scale(value: object) -> str | None:
    return "is two whole numbers, the lower first, from 0 to 100, as in 0-10" if scale_fault(value) else None


def _salt(value: object) -> str | None:
    fits = isinstance(value, str) and len(value) == len(_NO_SALT) and _HEX.issuperset(value)
    return None if fits else "is 16 hexadecimal digits"


SETTINGS_TABLE: Final[Mapping[str, _Setting]] = {
    "day_starts": _Setting("day_starts", _hour, lambda text: int(text[:2])),
    "week_starts": _Setting("week_starts", _one_of(WEEKDAYS), WEEKDAYS.index),
    "mood.scale": _Setting("scale", _scale, tuple),
    "language": _Setting("language", _one_of(LANGUAGES), str),
    "phrases.ignore": _Setting("ignore", _texts(_is_phrase, "phrases"), tuple),
    "prompts.themes_off": _Setting("themes_off", _texts(is_slug, "themes"), tuple),
    "prompts.retired": _Setting("retired", _texts(is_prompt_id, "prompt ids (pack/name)"), tuple),
    "prompts.ladder": _Setting("ladder", _days, tuple),
    "prompts.pass_rest": _Setting("pass_rest", _days, tuple),
}
_OWN: Final[Mapping[str, Callable[[object], str | None]]] = {
    "format": lambda _: None,  # checked before all else
    "salt": _salt,
    "focus.pack": lambda value: None if is_slug(value) else "is the name of a pack",
    "focus.until": lambda value: 'is a day, as in "2026-12-24"' if day_fault(value) else None,
}
"""What stands in the file beside the settings, and is changed by other commands or by none."""
DEFAULTS: Final[Mapping[str, object]] = {
    "day_starts": "04:00",
    "week_starts": "monday",
    "mood.scale": [1, 7],
    "language": "en",
    "phrases.ignore": [],
    "prompts.themes_off": [],
    "prompts.retired": [],
    "prompts.ladder": list(Settings().ladder),
    "prompts.pass_rest": list(Settings().pass_rest),
}


def load(raw: bytes | None) -> Settings:
    """Return the settings in force by what their file holds (None: there is none); the defaults where it says nothing.

    Raises:
        StoreError: it cannot be read, or holds an unknown key or an impossible value; names file and line.
    """
    document = _document(raw)
    changed = {SETTINGS_TABLE[key].field: SETTINGS_TABLE[key].read(value) for key, value in _checked(document).items()}
    own = _flat(document.values)
    until = own.get("focus.until")
    return Settings(**changed)._replace(
        salt=own.get("salt", _NO_SALT),
        focus=own.get("focus.pack"),
        focus_until=None if until is None else date.fromisoformat(until),
    )


def values(raw: bytes | None) -> dict[str, object]:
    """Return every setting by its name, as `config list --json` prints it.

    Raises:
        StoreError: as `load`.
    """
    return {**DEFAULTS, **_checked(_document(raw))}


def given(raw: bytes | None) -> dict[str, object]:
    """Return what the file itself says, by names with dots: settings, and what stands beside them.

    Raises:
        StoreError: as `load`.
    """
    document = _document(raw)
    _checked(document)
    return _flat(document.values)


def known(key: str) -> str:
    """Return `key` if it names a setting.

    Raises:
        ImpossibleValueError: it names none.
    """
    if key in SETTINGS_TABLE:
        return key
    message = f"there is no setting {key!r}; the settings are {', '.join(SETTINGS_TABLE)}."
    raise ImpossibleValueError(message)


def typed(key: str, text: str) -> object:
    """Return the value that a person typed for a setting: `0-10`, `monday`, or a list with commas.

    Raises:
        ImpossibleValueError: there is no such setting, or it cannot have this value.
    """
    known(key)
    value: object = text
    if key == "mood.scale" or isinstance(DEFAULTS[key], list):
        parts = [part.strip() for part in re.split(r"[-,]" if key == "mood.scale" else ",", text.strip("[] "))]
        parts = [part.strip("\"'") for part in parts if part]
        whole = key in ("mood.scale", "prompts.ladder", "prompts.pass_rest")
        value = [int(part) if whole and re.fullmatch("[0-9]{1,5}", part) else part for part in parts]
    wrong = SETTINGS_TABLE[key].check(value)
    if wrong:
        message = f"{key} {wrong}. Nothing was changed."
        raise ImpossibleValueError(message)
    return value


def begin(folder: str) -> bool:
    """Make the settings file of a new store; tell whether there was none.

    Raises:
        StoreError: it cannot be written.
    """
    path = os.path.join(folder, SETTINGS)
    if os.path.lexists(path):
        return False
    try:
        atomic.replace(path, as_made())
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(path)  # in place and not synced: it would be a store without its first entry
        message = f"{SETTINGS} cannot be written: {error.strerror}. Nothing was changed."
        raise StoreError(message) from None
    return True


def changed(raw: bytes | None, changes: Mapping[str, object | None]) -> bytes:
    """Return the file with settings set, or taken out (None); the rest stays as the person wrote it.

    Beside the settings, `focus.pack` and `focus.until` can be changed.

    Raises:
        StoreError: the file is not what it should be.
        ImpossibleValueError: with the change it would not be.
    """
    import tomlkit

    found = _document(raw)
    _checked(found)
    document = tomlkit.parse(found.text)
    for key, value in changes.items():
        change(document, key, value)
    raw = tomlkit.dumps(document).encode()
    try:
        load(raw)
    except StoreError as error:  # what cannot be read again must not be written: no command would work any more
        message = f"{', '.join(changes)}: {error}"
        raise ImpossibleValueError(message) from None
    return raw


def change(table: Any, key: str, value: object | None) -> None:
    """Set a key of a tomlkit document, or take it out (None) with the table that it leaves empty."""
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
    change(table[name], rest, value)
    if value is None and not table[name] and "#" not in table[name].as_string():  # a person's comment stays
        del table[name]


def version(raw: bytes | None, latest: int = FORMAT) -> int:
    """Return the format version of a store by its settings file; `latest` where that does not tell.

    Raises:
        NewerFormatError: it is newer than `latest`.
    """
    try:
        found = _document(raw).values.get("format", latest)
    except StoreError:
        return latest
    if not is_whole(found) or cast("int", found) < 1:
        return latest
    if cast("int", found) > latest:
        _refuse(_newer(cast("int", found), latest))
    return cast("int", found)


class Fault(NamedTuple):
    """What keeps the settings from being used."""

    what: str
    line: int | None = None
    key: str | None = None
    newer: bool = False
    """They are only of a newer format."""

    @property
    def told(self) -> str:
        """The end of a sentence that begins with the name of the file."""
        from reflect.entries.text import visible_line

        return visible_line(f"line {self.line}: {self.what}" if self.line else self.what)


def faults(raw: bytes) -> list[Fault]:
    """Return all that is wrong in the settings, as far as it can be told; `load` refuses with the first."""
    from reflect.store import strict_toml

    try:
        return _faults(_Document(*strict_toml.loads(raw, LARGEST)))
    except strict_toml.FaultyTOMLError as error:
        return [Fault(str(error), error.line)]


def as_made(salt: str | None = None) -> bytes:
    """Return the settings file of a new store, with a salt made now where none is given."""
    return f'{_AS_MADE}{salt or os.urandom(8).hex()}"\n'.encode()


def _newer(version: int, latest: int = FORMAT) -> Fault:
    what = f"has the format version {version}, newer than this program reads ({latest}); update reflect"
    return Fault(what, newer=True)


class _Document(NamedTuple):
    text: str
    values: Mapping[str, object]


@lru_cache(maxsize=1)
def _document(raw: bytes | None) -> _Document:
    if raw is None:
        return _Document("", {})
    text = raw.decode(errors="replace")
    salt = text[len(_AS_MADE) : -2]
    if text == f'{_AS_MADE}{salt}"\n' and _HEX.issuperset(salt):
        # As `begin` wrote it, and most people leave it: loading a TOML parser costs each command 2 ms.
        return _Document(text, {"format": FORMAT, "salt": salt})
    from reflect.store import strict_toml

    try:
        return _Document(*strict_toml.loads(raw, LARGEST))
    except strict_toml.FaultyTOMLError as error:
        _refuse(Fault(str(error), error.line))


def _checked(document: _Document) -> dict[str, object]:
    for found in _faults(document):
        _refuse(found)
    return {key: value for key, value in _flat(document.values).items() if key not in _OWN}


def _faults(document: _Document) -> list[Fault]:
    try:
        flat = _flat(document.values)
    except RecursionError:
        return [Fault("is nested too deep")]
    stated = flat.get("format", FORMAT)
    if not is_whole(stated) or cast("int", stated) < 1:
        return [Fault(f"has the format version {stated}, which is none", _line(document.text, "format"), "format")]
    if cast("int", stated) > FORMAT:
        return [_newer(cast("int", stated))]
    found = []
    for key, value in flat.items():
        if key not in SETTINGS_TABLE and key not in _OWN:
            found.append(Fault(f"there is no setting {key}", _line(document.text, key), key))
        elif wrong := _OWN[key](value) if key in _OWN else SETTINGS_TABLE[key].check(value):
            found.append(Fault(f"{key} {wrong}", _line(document.text, key), key))
    return found


def _flat(tables: Mapping[str, object], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in tables.items():
        found |= _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": value}
    return found


def _line(text: str, key: str) -> int:
    """Return the line, from 1, on which a setting is given; the first line where it cannot be told."""
    header = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if table := re.match(r"\s*\[([^\]]*)\]", line):
            header = re.sub(r"[\s\"']", "", table[1]) + "."
        name = re.sub(r"[\s\"']", "", line.split("=")[0])
        if "=" in line and (header + name == key or key.startswith(f"{header}{name}.")):
            return number
    return 1


def _refuse(found: Fault) -> NoReturn:
    message = f"{SETTINGS} {found.told}. Nothing was changed."
    raise NewerFormatError(message) if found.newer else StoreError(message)
