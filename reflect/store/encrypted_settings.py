"""`reflect.toml` of an encrypted store: the lines that say so stand at its top, and go again without a trace.

What a person wrote there stays byte for byte, but for the settings with their words, which are in `private.toml`.
"""

import re
from typing import NamedTuple

from reflect.errors import StoreError
from reflect.store import atomic
from reflect.store.paths import CARE, READABLE, SYNC
from reflect.store.settings import PRIVATE
from reflect.store.settings_file import ENCRYPTED_FORMAT, FORMAT, changed, own_values

_BLOCK = (  # these three are not compiled here: most commands only ask how a store is encrypted
    rf"(?P<format>format = {ENCRYPTED_FORMAT}\n)?"
    r'encrypted = "age1[0-9a-z]{58}"\n(?:encrypted_before = "age1[0-9a-z]{58}"\n)?'
    r"passphrase = [0-9]+\n(?:contacts_readable = false\n)?"
)
_SECTION = rb"""(?m)^[ \t]*\[[ \t]*["']?phrases["']?[ \t]*\][^\n]*(?:\n(?![ \t]*\[)[^\n]*)*\n?"""
"""The table of the settings with the person's words, to the next one; comments in it may be their words too."""
_STATED = r"(?m)(?P<key>^[ \t]*([\"']?)format\2[ \t]*=[ \t]*)[0-9]+"
_KEYS = ("encrypted", "encrypted_before", "passphrase", "contacts_readable")
_ENCRYPTED = re.compile(rb"^(encrypted|encrypted_before)[ \t]*=[ \t]*[\"'](age1[0-9a-z]{58})[\"']", re.MULTILINE)
_HIDES_CONTACTS = re.compile(rb"^contacts_readable[ \t]*=[ \t]*false\b", re.MULTILINE)


class Encryption(NamedTuple):
    """How a store is encrypted."""

    recipient: str
    before: str | None = None
    """The recipient of files that a change of the key has not come to yet."""
    hides_contacts: bool = False
    """`care.txt` is encrypted too."""

    def closes(self, name: str) -> bool:
        """Return whether the file of this name is encrypted."""
        return name not in READABLE and not name.startswith(f"{SYNC}/") and (name != CARE or self.hides_contacts)


def stated(raw: bytes) -> Encryption | None:
    """As `settings_file.encryption`."""
    found = {name.decode(): recipient.decode() for name, recipient in _ENCRYPTED.findall(raw)}
    if "encrypted" not in found:
        return None
    return Encryption(found["encrypted"], found.get("encrypted_before"), _HIDES_CONTACTS.search(raw) is not None)


def encrypted(raw: bytes | None, encryption: Encryption, passphrase: int = 1) -> bytes:
    """Return the file of a store that is encrypted so, without what then is in `private.toml`.

    Raises:
        ImpossibleValueError: it would not be valid.
        StoreError: it is not valid.
    """
    plain = _plain(raw)
    if cut := _cut(plain):
        plain = cut[0]
    elif set(PRIVATE) & own_values(plain).keys():
        plain = changed(plain, dict.fromkeys(PRIVATE))
    text, states = _with_format(plain.decode(), ENCRYPTED_FORMAT)
    lines = [] if states else [f"format = {ENCRYPTED_FORMAT}"]
    lines += [f'encrypted = "{encryption.recipient}"']
    lines += [f'encrypted_before = "{encryption.before}"'] if encryption.before else []
    lines += [f"passphrase = {passphrase}"]
    lines += ["contacts_readable = false"] if encryption.hides_contacts else []
    return "".join(f"{line}\n" for line in lines).encode() + text.encode()


def decrypted(raw: bytes | None, private: bytes | None) -> bytes:
    """Return the file of a store that is plain again, with what was in `private.toml`.

    Raises:
        ImpossibleValueError: it would not be valid.
        StoreError: one of them is not valid.
    """
    back = {key: value for key, value in own_values(private).items() if key in PRIVATE}
    plain = _plain(raw)
    if private and re.match(_SECTION, private) and not re.search(_SECTION, plain):
        return plain + b"\n" * (not plain.endswith(b"\n")) + private
    return changed(plain, back) if back else plain


def private(raw: bytes | None) -> bytes | None:
    """Return the file `private.toml` of the settings with the person's words in this file; None where it has none.

    Raises:
        StoreError: it is not valid.
    """
    if cut := _cut(_plain(raw)):
        return cut[1]
    found = {key: value for key, value in own_values(raw).items() if key in PRIVATE}
    return changed(None, found) if found else None


def _cut(raw: bytes) -> tuple[bytes, bytes] | None:
    """Return the file without the table of the person's words, and that table with its comments; None: it has none."""
    if not (table := re.search(_SECTION, raw)):
        return None
    rest, cut = raw[: table.start()] + raw[table.end() :], table[0]
    try:
        whole, parts = own_values(raw), own_values(rest) | own_values(cut)
    except StoreError:  # a text of several lines that looks like the next table
        return None
    return (rest, cut) if whole == parts and set(PRIVATE).isdisjoint(own_values(rest)) else None


def _plain(raw: bytes | None) -> bytes:
    """Return the file without the lines of encryption; where a person moved them, without their keys."""
    stated = own_values(raw)
    text = (raw or b"").removeprefix(atomic.BOM).decode()
    block = re.match(_BLOCK, text)
    if block is None and set(_KEYS).isdisjoint(stated):
        return text.encode()
    if block is None:
        return changed(raw, {**dict.fromkeys(_KEYS), "format": FORMAT})
    rest = text[block.end() :]
    return rest.encode() if block["format"] else _with_format(rest, FORMAT)[0].encode()


def _with_format(text: str, version: int) -> tuple[str, bool]:
    """Return the file with another format, and whether it states one above its tables."""
    table = re.search(r"^[ \t]*\[", text, re.MULTILINE)
    end = table.start() if table else len(text)
    top, number = re.subn(_STATED, lambda found: f"{found['key']}{version}", text[:end], count=1)
    return top + text[end:], number > 0
