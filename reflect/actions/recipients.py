"""The keys that a share is encrypted to, as they are typed: `age1…`, a line of SSH, or `@FILE` with one a line.

A key may come from anywhere, so it is only ever read by pyrage's own classes: a recipient of a plugin would name a
program to run (RUSTSEC-2024-0433), and is refused. No error shows what was given, which may be a secret key.
"""

import os
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn

from reflect.actions import files
from reflect.errors import ImpossibleValueError
from reflect.model.text import visible_path
from reflect.store import seal

MAX_FILE_BYTES: Final = 1 << 16
_MAX_LENGTH: Final = 8192
"""Characters of one recipient; a line of an RSA key of 16,384 bits has 2,800."""
_SECRET = re.compile("age-secret-key-|private key-", re.IGNORECASE)
_SSH: Final = {"ssh-ed25519": 2, "ssh-rsa": 3}
"""The kinds of keys of SSH, and how many parts the key of each has, its kind the first (RFC 4253, 6.6; RFC 8709, 4)."""
_FAULTY: Final = "is cut short or mistyped, or an RSA key of less than 2048 bits"
_SHORT: Final = 8, 6
"""Characters of a key that are shown from its beginning and its end."""


class Recipient(NamedTuple):
    """A key that opens what is encrypted to it."""

    text: str
    """`age1…`, or the kind and the key of SSH, without the comment."""
    key: Any
    """The key, as pyrage has it."""

    @property
    def short(self) -> str:
        """The key, for a person to compare: `age1ql3z…mcac8p`."""
        kind, _, key = self.text.rpartition(" ")
        first, last = _SHORT
        return f"{kind} …{key[-last:]}" if kind else f"{key[:first]}…{key[-last:]}"


class _Typed(NamedTuple):
    """One recipient as it was given, and where."""

    text: str
    place: str
    line: int | None

    def refuse(self, problem: str, hint: str | None = None) -> NoReturn:
        raise ImpossibleValueError(problem, hint, path=self.place, line=self.line) from None


def parse_recipients(typed: Iterable[str]) -> list[Recipient]:
    """Return the recipients, each once.

    Raises:
        ImpossibleValueError: there is none, one is not valid, or pyrage is not installed; the sentence says where.
    """
    given = list(typed)
    places = ["--to"] if len(given) == 1 else [f"--to, value {number}," for number in range(1, len(given) + 1)]
    typed_at = (_Typed(text.strip(), place, None) for text, place in zip(given, places, strict=True))
    every = [one for whole in typed_at for one in _each(whole)]
    if not every:
        problem = "share needs --to with the key of who will read it (age1…)"
        raise ImpossibleValueError(problem, "`reflect week --html FILE` writes a page that needs no key")
    found = map(_recipient, every)
    return list({recipient.text: recipient for recipient in found}.values())


def _each(given: _Typed) -> Iterator[_Typed]:
    """Yield what is given: itself, or the lines of the file that it names, without blank ones and comments."""
    if not given.text.startswith("@") or _SECRET.search(given.text):
        yield given
        return
    name = os.path.expanduser(given.text[1:])
    raw = files.read(Path(name), MAX_FILE_BYTES + 1)
    place = visible_path(name)
    if len(raw) > MAX_FILE_BYTES:
        _Typed("", place, None).refuse(f"has more than {MAX_FILE_BYTES >> 10} KiB, which no list of recipients has")
    try:
        lines = raw.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        _Typed("", place, None).refuse("is not UTF-8")
    found = [_Typed(line.strip(), place, number) for number, line in enumerate(lines, 1)]
    found = [line for line in found if line.text and not line.text.startswith("#")]
    if not found:
        _Typed("", place, None).refuse("holds no recipient")
    yield from found


def _recipient(given: _Typed) -> Recipient:
    """Return the recipient that a text names; a secret key is refused before anything else is done with it."""
    if _SECRET.search(given.text):
        given.refuse("is a secret key; keep it, and give the one that begins age1 (of SSH: the file that ends in .pub)")
    kind, _, rest = given.text.partition(" ")
    if len(given.text) > _MAX_LENGTH or (kind not in _SSH and not given.text.lower().startswith("age1")):
        given.refuse("is not a recipient", "one begins age1, ssh-ed25519 or ssh-rsa; @FILE has one a line")
    if kind not in _SSH and "1" in given.text[len("age1") :]:
        given.refuse("names a plugin of age, another program, which reflect does not run", "ask for a key without one")
    text = f"{kind} {rest.split()[0]}" if rest.split() else kind
    if kind in _SSH and not _is_whole(*text.split(" ")):
        given.refuse(_FAULTY)
    try:
        key = _age().ssh.Recipient.from_str(text) if kind in _SSH else _age().x25519.Recipient.from_str(text)
    except _age().RecipientError:
        given.refuse(_FAULTY)
    return Recipient(text if kind in _SSH else text.lower(), key)


def _is_whole(kind: str, key: str = "") -> bool:
    """Return whether a key of SSH has the parts of its kind; pyrage panics at some that have empty ones."""
    try:
        data = b64decode(key, validate=True)
    except ValueError:
        return False
    parts = []
    while data:
        size = int.from_bytes(data[:4])
        parts.append(data[4 : 4 + size])
        data = data[4 + size :]
    return len(parts) == _SSH[kind] and parts[0] == kind.encode() and all(part.lstrip(b"\0") for part in parts)


def encrypted(data: bytes, recipients: Iterable[Recipient]) -> bytes:
    """Return an age file (https://age-encryption.org/v1) that each of the recipients can open."""
    made: bytes = _age().encrypt(data, [recipient.key for recipient in recipients])
    return made


def _age() -> Any:
    """Return pyrage; refuse where it is not installed."""
    hint = "install it with: pip install 'reflect-journal[age]'"
    return seal.age(ImpossibleValueError("a share needs pyrage, which cannot be loaded here", hint))
