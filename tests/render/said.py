"""Tells whether a screen says what the catalogue can say and nothing else.

The labels, names and texts of these tests are written in Georgian letters, so that a word in Latin letters is the
program's own.
"""

import re
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from reflect.model.schema import Entry
from reflect.render import catalogue, terminal
from reflect.render.catalogue import View
from reflect.render.dates import MONTH_NAMES, MONTHS, WEEKDAYS
from reflect.summary.shape import Summary
from tests.summary.diaries import diaries

LABELS = ("ანა", "ბედი", "გა", "დალი", "ზუ")
PEOPLE = ("ია", "სამი", "თო")

_WEEKDAY, _MONTH = f"(?:{'|'.join(WEEKDAYS)})", f"(?:{'|'.join(MONTHS)})"
_MONTH_NAME = f"(?:{'|'.join(MONTH_NAMES)})"
_NOUN = rf"(?:{'|'.join([*catalogue.NOUNS, *catalogue.NOUNS.values()])})\b"
_USER = "[ა-ჰ]+"
_NAME = f"(?:(?:pattern|feeling) )?{_USER}"
_NAMES = f"{_USER}(?:, {_USER})*"
_ID = "[0-9a-hjkmnp-tv-z]{6}"
_VALUES = rf"\d+\+?(?:(?: \({_ID}\))?, \d+\+?)*"
_END = "(?: (?:very pleasant|neutral|very unpleasant))?"
_VALUE = rf"\d+(?: to \d+)?{_END}"
_DATE = (
    rf"(?:{_WEEKDAY} \d+ {_MONTH}(?: \d{{4}}\b)?|{_WEEKDAY} \d+|\d+ {_MONTH}(?: \d{{4}}\b)?|{_WEEKDAY}"
    rf"|{_MONTH_NAME} \d{{4}}\b|{_MONTH}(?: \d{{4}}\b)?|\d+)"
)
_MORE = r"\d+ more (?:of )?(?:patterns?|feelings?|people)"
_KIND = "(?:counts|names|letters for names|answers|notes|wish, other, self|same words)"
_FILTER = f"(?:{_NAMES} with {_NAMES}|with {_NAMES}|{_NAMES})"
SLOTS = {
    "count": r"\d+",
    "counted": rf"\d+ {_NOUN}",
    "date": _DATE,
    "dates": f"{_DATE}(?:, {_DATE})*",
    "filter": _FILTER,
    "heading": "(?:Patterns|Feelings) on 2 days or more",
    "ids": f"{_ID}(?: {_ID})*",
    "kind": "(?:mood|pattern|note|session)",
    "kinds": f"{_KIND}(?:(?:,| and) {_KIND})*",
    "label": _NAME,
    "labels": _NAMES,
    "noun": rf"(?:{_NOUN}|people)",
    "option": "(?:--all|--with-text (?:answers,notes|answers|notes))",
    "people": f"{_USER}(?: and {_USER})*",
    "sign": "[·+.■#]",
    "text": f"{_USER}(?: {_USER})*(?: …)?",
    "title": rf"(?:{_MONTH_NAME} )?\d{{4}}",
    "total": rf"of \d+ {_NOUN}",
    "value": _VALUE,
    "values": _VALUES,
    "what": rf"(?:{_MORE}|\d+ more|\d+ {_NOUN})(?:, (?:{_MORE}|\d+ {_NOUN}))*",
}
_SLOT = re.compile(r"\{(\w+):(\w+)\}")
_BETWEEN = [re.compile(between) for between in (" ", " [·.] ", ", ", "$")]


def slots() -> Iterator[tuple[str, str, str]]:
    """Give the slots of the catalogue: the template's name, the slot's, its kind."""
    for name, template in catalogue.TEMPLATES.items():
        for slot, kind in _SLOT.findall(template):
            yield name, slot, kind


def literals() -> Iterator[tuple[str, str]]:
    """Give the templates with their slots taken out."""
    for name, template in catalogue.TEMPLATES.items():
        yield name, _SLOT.sub(" ", template)


def _pattern(template: str) -> re.Pattern[str]:
    parts = _SLOT.split(template.replace("{said:said}", "").strip(" ,"))
    made = "".join(re.escape(part) if i % 3 == 0 else SLOTS[part] if i % 3 == 2 else "" for i, part in enumerate(parts))
    return re.compile(made)


_PATTERNS = [
    *(_pattern(template) for template in catalogue.TEMPLATES.values()),
    # What stands alone in a cell or a row; a weekday alone too, where a number follows that is not the day's; a month
    # below the points of a longer span.
    *(re.compile(part) for part in (SLOTS["label"], SLOTS["date"], _WEEKDAY, _MONTH, SLOTS["values"], SLOTS["sign"])),
    *(re.compile(part) for part in (_ID, _VALUE, "[MTWFS]", "[●*]+", "[■·.]+", "#+")),
]


def unsaid(screen: str) -> str:
    """Return what of `screen` does not come from the catalogue, from its first word on; a blank text if all does.

    Line breaks and columns are laid out, not said: they count as one blank.
    """
    text = " ".join(screen.split())
    reached, furthest = {0}, 0
    while reached:
        at = min(reached)
        reached.remove(at)
        furthest = max(furthest, at)
        for pattern in _PATTERNS:
            said = pattern.match(text, at)
            if said and said.end() > at:
                reached |= {found.end() for between in _BETWEEN if (found := between.match(text, said.end()))}
    return text[furthest:]


def as_text(summary: Summary, width: int, **wanted: Any) -> str:
    """Return a summary as plain text, without a line end after the last line; `wanted` is more of its `View`."""
    return "\n".join(terminal.drawn(terminal.lines_of(summary, View(width, **wanted)), View(width)))


def georgian() -> st.SearchStrategy[list[Entry]]:
    """Give diaries in Georgian letters."""
    return diaries(LABELS, PEOPLE, texts=("ჰაერი", "ჰაერი და წყალი", "ჰაერი და წყალი და ქარი"), prompt="რა", least=1)
