"""Forms that may have been meant by a time or day that cannot be read, for the sentence that refuses it. Pure."""

import difflib
import re
from collections.abc import Iterator
from datetime import date

from reflect.model.dates import MONTHS, WEEKDAYS, short_name

_NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_WORDS = (
    *("yesterday", "today", "noon", "midnight", "last", "night", "morning", "evening", "hour", "hours", "day", "days"),
    *("ago", *WEEKDAYS, *_NUMBERS, "week", "weeks", "minute", "minutes", "session", "tomorrow", "afternoon", "tonight"),
)
_CLOCKS = {"morning": "09:00", "afternoon": "15:00", "evening": "20:00", "night": "22:00"}
_PART = re.compile(rf"(?:(?P<day>.+?)(?:'s)? )?(?:(?:in|at) (?:the )?)?(?P<part>{'|'.join(_CLOCKS)})")
_PAST = re.compile(r"(half|quarter) (past|to) (\d\d?)")
_IN_FIGURES = re.compile(r"(\d\d?)[./-](\d\d?)[./-]?")
_HOURS_IN_HALF_A_DAY = 12


def meant(typed: str, today: date) -> Iterator[str]:
    """Yield what `typed` may have meant, the likeliest first; not each of them can be read."""
    text = " ".join(typed.lower().split())
    plain = re.sub(r"\b(?:\w+)\b", _in_figures, text).replace("couple of ", "2 ").replace("a 2", "2")
    for form in (plain, _near(plain)):
        yield from _simpler(form)
        yield from _of_the_clock(form)
        yield from _of_the_calendar(form, today)


def _in_figures(word: re.Match[str]) -> str:
    return str(_NUMBERS.index(word[0]) + 1) if word[0] in _NUMBERS else word[0]


def _near(text: str) -> str:
    """Return the text with each word that is a slip away from a known one replaced by that."""
    close = (difflib.get_close_matches(word, _WORDS, 1, 0.75) if word.isalpha() else [] for word in text.split())
    return " ".join((found or [word])[0] for found, word in zip(close, text.split(), strict=True))


def _simpler(text: str) -> Iterator[str]:
    yield text
    yield re.sub(r"^(?:now ?)?[-+]+ ?(?=\d)|^(?:on|at|about|around|since|this|earlier|next|the) ", "", text)
    if "now" in text or "moment" in text:
        yield "now"
    if "day before yesterday" in text:
        yield "2d"
    if "lunch" in text or "midday" in text:
        yield re.sub(r"(?:at )?(?:lunch\w*|midday)", "noon", text)
        yield "noon"
    if found := re.fullmatch(r"(\d+) ?m", text):
        yield f"{found[1]} minutes ago"
    if text.startswith("next "):
        yield text.replace("next", "last", 1)
    if text in ("tomorrow", "this week", "this month", "this year"):
        yield "today"
    if found := re.fullmatch(r"(last|\d+) (week|session)|session (\d+)", text):
        yield "1w" if found[2] == "week" else f"session~{found[3]}" if found[3] else "session"


def _of_the_clock(text: str) -> Iterator[str]:
    if found := _PART.fullmatch(text.replace("tonight", "today evening")):
        day = {None: "today", "this": "today", "last": "yesterday"}.get(found["day"], found["day"])
        yield f"{day} {_CLOCKS[found['part']]}"
        yield f"yesterday {_CLOCKS[found['part']]}" if day == "today" else day
    if found := _PAST.fullmatch(text):
        minutes = (30 if found[1] == "half" else 15) * (1 if found[2] == "past" else -1)
        hour = int(found[3]) % _HOURS_IN_HALF_A_DAY
        for start in (hour, hour + _HOURS_IN_HALF_A_DAY):
            yield f"{(start * 60 + minutes) // 60 % 24}:{minutes % 60:02}"
    if found := re.fullmatch(r"(.* )?([01]?\d|2[0-3])[.h]?([0-5]\d)( ?[ap]m)?", text):
        yield f"{found[1] or ''}{found[2]}:{found[3]}{found[4] or ''}"
    if found := re.fullmatch(r"(.+?) (?:at )?(\d\d?)", text):
        yield f"{found[1]} {found[2]}:00"


def _of_the_calendar(text: str, today: date) -> Iterator[str]:
    if found := _IN_FIGURES.fullmatch(text):
        for day, month in ((found[1], found[2]), (found[2], found[1])):
            if 1 <= int(month) <= len(MONTHS):
                yield f"{int(day)} {short_name(MONTHS[int(month) - 1]).capitalize()}"
    if found := re.fullmatch(r"(?:(?:week|w) ?)(\d\d?)", text):
        yield f"{today.year:04}-W{int(found[1]):02}"
