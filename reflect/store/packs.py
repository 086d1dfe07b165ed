"""The packs that the person added: a file each, as it was handed over."""

import re

from reflect.store.folder import PACKS

_FILE = re.compile(rf"{PACKS}/([a-z0-9][a-z0-9-]{{0,63}})\.toml")


def file_of(name: str) -> str:
    """Return the path in the store of the pack of this name."""
    return f"{PACKS}/{name}.toml"


def pack_in(path: str) -> str | None:
    """Return the name of the pack that a file of the store holds, or None where it is no pack's."""
    found = _FILE.fullmatch(path)
    return found[1] if found else None
