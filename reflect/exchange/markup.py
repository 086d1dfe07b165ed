"""Notes that hold HTML: what a person saw of them.

Daylio writes line ends as `<br>` and its few styles as tags. Only known tags and whole entities are taken for markup,
so that `<3` and `AT&T` stay.
"""

import re

_ENTITY = r"&(?:#[0-9]{1,7}|#[Xx][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_LINE_END = r"<br ?/?>|</(?:p|div|li|h[1-6])>"
_ITEM = r"<li>"
_STYLE = r"</?(?:b|strong|i|em|u|s|strike|del|ul|ol|p|div|span|h[1-6])>"


def seen(note: str) -> str:
    """Return `note` as it was shown: line ends for `<br>`, a dash before an item of a list, styles away."""
    if "<" in note:
        note = re.sub(_LINE_END, "\n", note, flags=re.IGNORECASE)
        note = re.sub(_ITEM, "- ", note, flags=re.IGNORECASE)
        note = re.sub(_STYLE, "", note, flags=re.IGNORECASE)
    if "&" not in note:
        return note
    from html import unescape  # two milliseconds, for the table of its names

    return re.sub(_ENTITY, lambda found: unescape(found[0]), note)
