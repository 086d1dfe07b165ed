"""The settings: their valid values, their defaults, and how a person types them."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any, Final, NamedTuple

from reflect.errors import ImpossibleValueError
from reflect.model.choices import DAY_STARTS, LANGUAGES
from reflect.model.dates import WEEKDAYS, day_fault
from reflect.model.ids import is_prompt_id, is_slug
from reflect.model.schema import is_whole, scale_fault
from reflect.model.text import text_fault

HEX: Final = frozenset("0123456789abcdef")
NO_SALT: Final = "0" * 16


class Settings(NamedTuple):
    """The current settings."""

    day_starts: int = 4
    """The hour at which a day begins (the day boundary), 0 to 12."""
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
    """Days that a prompt rests after it was passed, by how many times running."""
    focus: str | None = None
    """The focused pack, which is offered first."""
    focus_until: date | None = None
    """The last day of the focus; None: until it is ended."""
    contacts_of: tuple[str, ...] = ()
    """The packs whose contacts were added to the person's own."""
    remote: str | None = None
    """Where `sync` sends the journal; of this store alone."""
    salt: str = NO_SALT
    """16 hexadecimal digits, made once for a store; decides between prompts that rank the same."""


class Setting:
    """One of the settings."""

    def __init__(
        self, field: str, default: object, check: Callable[[object], str | None], read: Callable[[Any], Any]
    ) -> None:
        """Take its field; `check` returns what a value must be, if it is not, or None; `read` returns it for use."""
        self.field, self.default, self.check, self.read = field, default, check, read


def _texts(fits: Callable[[object], bool], what: str) -> Callable[[object], str | None]:
    def check(value: object) -> str | None:
        return None if isinstance(value, list) and all(map(fits, value)) else f"must be a list of {what}"

    return check


def _is_phrase(value: object) -> bool:
    return text_fault(value) is None


def _one_of(allowed: tuple[str, ...]) -> Callable[[object], str | None]:
    return lambda value: None if value in allowed else "must be one of " + ", ".join(allowed)


def _hour(value: object) -> str | None:
    return None if value in DAY_STARTS else 'must be a whole hour from "00:00" to "12:00", as in 05:00'


def _days(value: object) -> str | None:
    days = value if isinstance(value, list) else []
    fits = days and all(is_whole(day) and 1 <= day <= 3650 for day in days)  # noqa: PLR2004 - ten years
    is_rising = fits and all(low < high for low, high in pairwise(days))
    return None if is_rising else "must be a rising list of days"


def _scale(value: object) -> str | None:
    return "must be two whole numbers, the lower first, from 0 to 100, as in 0-10" if scale_fault(value) else None


def _remote(value: object) -> str | None:
    from reflect.store.remotes import remote_fault

    return remote_fault(value)


def _salt(value: object) -> str | None:
    fits = isinstance(value, str) and len(value) == len(NO_SALT) and HEX.issuperset(value)
    return None if fits else "must be 16 hexadecimal digits"


def _recipient(value: object) -> str | None:
    fits = isinstance(value, str) and re.fullmatch("age1[0-9a-z]{58}", value)
    return None if fits else "must be a recipient of age: age1 and 58 characters"


PRIVATE: Final = ("phrases.ignore",)
"""The settings with the person's words: in an encrypted store they are in `private.toml`."""
TABLE: Final[Mapping[str, Setting]] = {
    "day_starts": Setting("day_starts", "04:00", _hour, lambda text: int(text[:2])),
    "week_starts": Setting("week_starts", "monday", _one_of(WEEKDAYS), WEEKDAYS.index),
    "mood.scale": Setting("scale", [1, 7], _scale, tuple),
    "language": Setting("language", "en", _one_of(LANGUAGES), str),
    "phrases.ignore": Setting("ignore", [], _texts(_is_phrase, "phrases"), tuple),
    "prompts.themes_off": Setting("themes_off", [], _texts(is_slug, "themes"), tuple),
    "prompts.retired": Setting("retired", [], _texts(is_prompt_id, "prompt ids (pack/name)"), tuple),
    "prompts.ladder": Setting("ladder", list(Settings().ladder), _days, tuple),
    "prompts.pass_rest": Setting("pass_rest", list(Settings().pass_rest), _days, tuple),
}
BESIDE: Final[Mapping[str, Callable[[object], str | None]]] = {
    "format": lambda _: None,  # checked before all else
    "salt": _salt,
    "focus.pack": lambda value: None if is_slug(value) else "must be the name of a pack",
    "focus.until": lambda value: 'must be a day, as in "2026-12-24"' if day_fault(value) else None,
    "contacts.packs": _texts(is_slug, "names of packs"),
    "sync.remote": _remote,
    "encrypted": _recipient,
    "encrypted_before": _recipient,
    "passphrase": lambda value: None if is_whole(value) and value > 0 else "must be a whole number from 1",
    "contacts_readable": lambda value: None if isinstance(value, bool) else "must be true or false",
}
"""Other keys of the file, changed by other commands or by none."""
DEFAULTS: Final[Mapping[str, object]] = {key: setting.default for key, setting in TABLE.items()}


def known(key: str) -> str:
    """Return `key` if it names a setting.

    Raises:
        ImpossibleValueError: it names none.
    """
    if key in TABLE:
        return key
    raise ImpossibleValueError(f"there is no setting {key!r}; the settings are {', '.join(TABLE)}")


def typed(key: str, given: object) -> object:
    """Return the value that a person typed for a setting: `0-10`, `monday`, or a list with commas; else as it is.

    Raises:
        ImpossibleValueError: there is no such setting, or the value is not valid for it.
    """
    known(key)
    value = list(given) if isinstance(given, tuple) else given
    if isinstance(given, str) and isinstance(DEFAULTS[key], list):
        text = given
        parts = [part.strip() for part in re.split(r"[-,]" if key == "mood.scale" else ",", text.strip("[] "))]
        parts = [part.strip("\"'") for part in parts if part or key == "mood.scale"]
        whole = key in ("mood.scale", "prompts.ladder", "prompts.pass_rest")
        value = [int(part) if whole and re.fullmatch("[0-9]{1,5}", part) else part for part in parts]
    wrong = TABLE[key].check(value)
    if wrong:
        raise ImpossibleValueError(f"{key} {wrong}")
    return value
