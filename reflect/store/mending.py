"""Settings without what cannot be used in them.

A person writes them by hand, and one slip keeps every command from working. What is wrong is taken out, line by line or
key by key, and the rest stays as it was written: the hour of the turn of the day or the scale should not change because
another line has a fault.
"""

import re

from reflect.model import strict_toml
from reflect.store import settings_file
from reflect.store.atomic import BOM

_MOST = 100
"""Faults that are taken out one after another; a file with more of them was no settings file."""
_SALT = re.compile(rb'salt[ \t]*=[ \t]*"([0-9a-f]{16})"')


def mended(raw: bytes) -> bytes:
    """Return the settings file without its faults; one as it is made, with its salt, where none of it can be used."""
    rest = raw.removeprefix(BOM)
    for _ in range(_MOST):
        faults = settings_file.faults(rest)
        if not faults:
            return rest
        shorter = _without(rest, faults[0])
        if shorter is None or shorter == rest:
            break
        rest = shorter
    salt = _SALT.search(raw)
    return settings_file.as_made(salt[1].decode() if salt else None)


def _without(raw: bytes, fault: settings_file.Fault) -> bytes | None:
    """Return the file without what is at fault, or None where that cannot be told."""
    if fault.key is None:
        lines = raw.split(b"\n")
        return None if fault.line is None else b"\n".join([*lines[: fault.line - 1], *lines[fault.line :]])
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(strict_toml.loads(raw, settings_file.LARGEST).text)
        settings_file.change(document, fault.key, None)
        return tomlkit.dumps(document).encode()
    except (TOMLKitError, TypeError, AttributeError, RecursionError):  # it reads some files otherwise than Python does
        return None
