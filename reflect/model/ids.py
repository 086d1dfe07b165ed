"""Ids: of entries 60 random bits as 12 characters of Crockford's base 32, with no time in them; of prompts pack/name.

Source of the alphabet and of the folding of I, L and O: https://www.crockford.com/base32.html
"""

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import Any, Final, TypeGuard, cast

from reflect.errors import ImpossibleValueError

ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH: Final = 12
SHORT_LENGTH: Final = 6
"""Characters of an id that are printed."""
MIN_PREFIX_LENGTH: Final = 4

_FOLDED = str.maketrans("ilo", "110")
_ID_CHARACTERS = frozenset(ALPHABET)
_MAX_SLUG_LENGTH = 64
_SLUG_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


def from_bits(entropy: bytes) -> str:
    """Return the id made of the first 60 bits of `entropy` (8 bytes or more)."""
    bits = int.from_bytes(entropy[:8], "big")
    of = _pairs()  # six pairs are 60 bits; written out, it takes half the time
    return (
        of[bits >> 54] + of[bits >> 44 & 1023] + of[bits >> 34 & 1023]
        + of[bits >> 24 & 1023] + of[bits >> 14 & 1023] + of[bits >> 4 & 1023]
    )  # fmt: skip


@cache
def _pairs() -> list[str]:
    """Return two characters for each ten bits: an import makes thousands of ids."""
    return [first + second for first in ALPHABET for second in ALPHABET]


def offer_id(day: str, prompt: str, salt: str) -> str:
    """Return the id of the offer of a prompt on a day: two machines that offer the same prompt make one entry.

    Made of the SHA-256 of the JSON `["offer",day,prompt,salt]` without spaces.
    """
    import json

    document = json.dumps(["offer", day, prompt, salt], ensure_ascii=False, separators=(",", ":"))
    return from_bits(sha256(document.encode()))


@cache
def _hasher() -> Callable[[bytes], Any]:
    """Return Python's own SHA-256: `_sha2`, before Python 3.12 `_sha256`; a Python that has neither has `hashlib`."""
    for name in ("_sha2", "_sha256", "hashlib"):
        with suppress(ImportError):
            return cast("Callable[[bytes], Any]", import_module(name).sha256)
    raise ImportError


def sha256(data: bytes) -> bytes:
    """Return the SHA-256 of `data`, without `hashlib`, which loads OpenSSL first: 3 ms of each first `today`."""
    return cast("bytes", _hasher()(data).digest())


def is_id(value: object) -> bool:
    """Return whether `value` is the id of an entry as it is saved: twelve characters, already folded."""
    return isinstance(value, str) and len(value) == LENGTH and _ID_CHARACTERS.issuperset(value)


def id_fault(value: object) -> str | None:
    """Return what is wrong with `value` as the id of an entry, or None."""
    return None if is_id(value) else "is not an entry id"


def read_prefix(typed: str) -> str:
    """Return the folded form of an id, or of a prefix of one, as a person typed it.

    Raises:
        ImpossibleValueError: it is shorter than 4 characters, longer than 12, or has other characters.
    """
    folded = typed.strip().lower().translate(_FOLDED)
    if MIN_PREFIX_LENGTH <= len(folded) <= LENGTH and _ID_CHARACTERS.issuperset(folded):
        return folded
    raise ImpossibleValueError(
        f"{typed!r} is not an entry id: an id has {MIN_PREFIX_LENGTH} to {LENGTH} letters and digits"
    )


def short(entry_id: str) -> str:
    """Return what is printed of an id."""
    return entry_id[:SHORT_LENGTH]


def is_slug(value: object) -> TypeGuard[str]:
    """Return whether `value` is a name of small letters, digits and -, at most 64, not beginning with -."""
    fits = isinstance(value, str) and 0 < len(value) <= _MAX_SLUG_LENGTH and value[0] != "-"
    return fits and _SLUG_CHARACTERS.issuperset(str(value))


def slug_fault(value: object) -> str | None:
    """Return what is wrong with `value` as a slug, or None."""
    return None if is_slug(value) else "is not a valid name (small letters, digits and -)"


def is_prompt_id(value: object) -> TypeGuard[str]:
    """Return whether `value` is the full id of a prompt, `pack/slug`."""
    return isinstance(value, str) and value.count("/") == 1 and all(map(is_slug, value.split("/")))


def prompt_fault(value: object) -> str | None:
    """Return what is wrong with `value` as the full id of a prompt, or None."""
    return None if is_prompt_id(value) else "is not a valid prompt id (pack/name)"
