"""Conflict copies: what a sync tool leaves beside a file that was changed on two machines.

Syncthing calls them `NAME.sync-conflict-DATE-TIME-DEVICE.json`, Nextcloud `NAME (conflicted copy DATE).json` or
`NAME_conflict-DATE.json`, Dropbox `NAME (SOMEONE's conflicted copy DATE).json` in the language of that machine.
"""

import re

from reflect.store.month import month_in
from reflect.store.paths import CARE, DELETED, LABELS, SETTINGS, pack_in

MERGED = (LABELS, DELETED)
"""The files beside the months whose copies can be merged; of the others a person has to choose."""
_COPY = re.compile(r"(.+?)(?:\.sync-conflict-[^/\0]*|_conflict-[^/\0]*| ?(\([^/\0]*\)))(\.[a-z]+)", re.DOTALL)
_LONGEST = 255 + len("entries/")
_WORDS = ("confli", "konfli", "конфл", "競合", "冲突", "衝突", "충돌")
"""Beginnings of "conflict" in the languages of these tools; `(old)` and `(2)` are what a person writes."""


def original(name: str) -> str | None:
    """Return the path of the file of the store that the one at `name` is a conflict copy of, or None."""
    found = _COPY.fullmatch(name) if len(name) <= _LONGEST else None
    if found is None or (found[2] and not any(word in found[2].casefold() for word in _WORDS)):
        return None
    of = found[1] + found[3]
    is_ours = month_in(of) or pack_in(of) or of in (*MERGED, SETTINGS, CARE)
    return of if is_ours else original(of)  # of a copy there may be copies


def is_merged(of: str) -> bool:
    """Tell whether copies of this file of the store can be merged with it."""
    return of in MERGED or month_in(of) is not None
