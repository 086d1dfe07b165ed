"""What holds for the screen of any diary (the rules of repetition without interpretation)."""

import json
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from reflect.model.schema import Entry
from reflect.model.text import visible_line
from reflect.render.catalogue import View
from reflect.render.columns import Line
from reflect.render.dates import MONTHS, WEEKDAYS
from reflect.render.terminal import lines_of
from reflect.summary.shape import Summary
from reflect.summary.span import Span
from tests.render.hostile import HOSTILE, NOTES, as_named
from tests.render.said import LABELS, PEOPLE, as_text, georgian
from tests.summary.diaries import SPANS, diaries, mood, offers, pattern, spans, summed

BOTH = frozenset({"answers", "notes"})


def hostile(diary: list[Entry], span: Span) -> Summary:
    return summed(diary, span=span, names=as_named)


@given(
    diaries(HOSTILE, HOSTILE, texts=NOTES, prompt="\u202e[bold]x[/] \x1b[1m" * 9),
    spans,
    st.integers(20, 200),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_no_line_is_wider_than_the_screen(
    diary: list[Entry], span: Span, width: int, ids: bool, texts: bool, ascii_only: bool
) -> None:
    kinds = BOTH if texts else frozenset[str]()
    screen = as_text(hostile(diary, span), width=width, ids=ids, text_kinds=kinds, ascii_only=ascii_only)
    for line in screen.split("\n"):
        assert 0 <= wcswidth(line) <= width
        assert line == line.rstrip(" ")
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069]", line)
    assert screen.isascii() or not ascii_only


@given(diaries(HOSTILE, HOSTILE), spans, st.integers(20, 200), st.booleans())
def test_no_name_is_cut(diary: list[Entry], span: Span, width: int, ids: bool) -> None:
    summary = hostile(diary, span)
    screen = "".join(as_text(summary, width=width, ids=ids, everything=True).split())
    for row in (*summary["feelings"], *summary["patterns"], *summary["people"]):
        assert "".join(visible_line(row["label"]).split()) in screen


@given(diaries(HOSTILE, HOSTILE, texts=NOTES), spans, st.integers(20, 200))
def test_no_text_is_cut(diary: list[Entry], span: Span, width: int) -> None:
    summary = hostile(diary, span)
    screen = "".join(as_text(summary, width=width, text_kinds=BOTH).split())
    for text in (*summary["answers"], *summary["notes"]):
        assert "".join(visible_line(text["text"].replace("\r\n", "\n")).split()) in screen


@given(diaries(), spans, st.integers(20, 120))
def test_every_entry_is_named_with_ids(diary: list[Entry], span: Span, width: int) -> None:
    summary = summed(diary, span=span)
    screen = re.sub(r"\s", "", as_text(summary, width=width, ids=True, text_kinds=BOTH, everything=True))
    in_span = [e["id"] for e in diary if str(span.first) <= e["day"] <= str(span.last)]
    assert len(in_span) == summary["span"]["entries"]
    assert all(entry_id[:6] in screen for entry_id in in_span)


@given(diaries(), offers(), spans, st.integers(20, 120), st.randoms(use_true_random=False))
def test_the_same_journal_is_shown_the_same(
    diary: list[Entry], shown: list[Entry], span: Span, width: int, order: random.Random
) -> None:
    shuffled = diary + shown
    order.shuffle(shuffled)
    screen = as_text(summed(diary, span=span), width=width, text_kinds=BOTH)
    assert as_text(summed(shuffled, span=span), width=width, text_kinds=BOTH) == screen
    assert as_text(json.loads(json.dumps(summed(diary, span=span))), width=width, text_kinds=BOTH) == screen


_MOOD_ROW = re.compile(r"^(?:mood|    ) ([1-7])(?: very pleasant| neutral| very unpleasant)? +([·●■ ]+)$", re.MULTILINE)


@given(diaries(), spans, st.integers(20, 120))
def test_mirrored_moods_change_the_printed_values_alone(diary: list[Entry], span: Span, width: int) -> None:
    moods: Any = [e for e in diary if e["kind"] != "mood" or e["scale"] == [1, 7]]
    mirrored: Any = [{**e, "value": 8 - e["value"]} if e["kind"] == "mood" and e["value"] else e for e in moods]
    one = as_text(summed(moods, span=span), width=width, text_kinds=BOTH)
    other = as_text(summed(mirrored, span=span), width=width, text_kinds=BOTH)
    if span.days > 31 and width < 76:  # the months of each value, which may take another number of lines
        assert Counter(one.split()) == Counter(other.split())
        return
    assert _MOOD_ROW.sub("", one).count("\n") == _MOOD_ROW.sub("", other).count("\n")
    rows, turned = (_MOOD_ROW.findall(screen) for screen in (one, other))
    assert [marks for _, marks in rows] == [marks for _, marks in turned[::-1]]
    rest, rest_of_other = (_MOOD_ROW.sub("", screen) for screen in (one, other))
    changed = [(a, b) for a, b in zip(rest, rest_of_other, strict=True) if a != b]
    assert all(int(a) + int(b) == 8 for a, b in changed)


@given(georgian(), spans, st.permutations(LABELS), st.permutations(PEOPLE))
def test_permuted_names_rename_rows_and_nothing_else(
    diary: list[Entry], span: Span, labels: tuple[str, ...], people: tuple[str, ...]
) -> None:
    renamed = dict(zip((*LABELS, *PEOPLE), (*labels, *people), strict=True))
    # What ties stands in the order of names: words are compared, not their places, and nothing is held back.
    one = _words(as_text(summed(diary, span=span), 200, everything=True))
    other = _words(as_text(summed(diary, span=span, names=lambda _, label: renamed[label]), 200, everything=True))
    assert Counter(renamed.get(word, word) for word in one) == Counter(other)


def _words(screen: str) -> list[str]:
    return [word for word in re.split(r"[\s,·]+", screen) if word not in ("", "and")]


@given(georgian(), spans, st.integers(20, 200), st.sampled_from((frozenset[str](), BOTH)))
def test_every_figure_and_date_is_in_the_json(
    diary: list[Entry], span: Span, width: int, texts: frozenset[str]
) -> None:
    summary = summed(diary, span=span)
    screen = " ".join(as_text(summary, width=width, text_kinds=texts).split())
    days = {date.fromisoformat(day) for day in re.findall(r"\d{4}-\d\d-\d\d", json.dumps(summary))}
    week = {span.first + timedelta(days=i) for i in range(span.days)}
    bare = {f"{day.day} {MONTHS[day.month - 1]}" for day in days}
    known = bare | {f"{WEEKDAYS[day.weekday()]} {form}" for day in days | week for form in _forms(day)}
    weekday, month = f"(?:{'|'.join(WEEKDAYS)})", f"(?:{'|'.join(MONTHS)})"
    dates = re.compile(rf"{weekday} \d+(?: {month}(?: 2026)?)?|\d+ {month}(?: 2026)?")
    figures = {int(n) for n in _numbers(json.loads(json.dumps(summary)))} | {1, 2, 7}  # "2 days or more", energy 1 to 7
    figures |= {*range(11)}  # the rows of a scale
    figures |= set(Counter(session["day"] for session in summary["sessions"]).values())
    if not summary["span"]["entries"]:
        figures.add(span.first.day)  # "from 16 to 22 Nov 2026"
    if width >= 76 and span.days <= 7:
        assert {day.removesuffix(" 2026") for day in dates.findall(screen)} <= known
        screen = dates.sub(" ", screen)
    else:  # days and figures are told apart in a grid alone
        figures |= {day.day for day in week | days} | {day.year for day in week | days}
    assert {int(n) for n in re.findall(r"\d+", screen)} <= figures


def _forms(day: date) -> tuple[str, str]:
    return str(day.day), f"{day.day} {MONTHS[day.month - 1]}"


def _numbers(value: Any) -> Iterator[int]:
    """Give the numbers of a JSON document, and how long its lists are."""
    if isinstance(value, dict):
        patterns = value.get("patterns", [])
        yield sum(1 for pattern in patterns if len(pattern.get("days", ())) < 2)
        for each in value.values():
            yield from _numbers(each)
    elif isinstance(value, list):
        yield len(value)
        for each in value:
            yield from _numbers(each)
    elif isinstance(value, int):
        yield int(value)


@given(diaries(), spans, st.integers(20, 120))
def test_headings_are_bold_and_nothing_else_is(diary: list[Entry], span: Span, width: int) -> None:
    found = lines_of(summed(diary, span=span), View(width))
    for before, line in pairwise([Line(""), *found]):
        if line.bold and not before.bold:
            assert not before.text  # a heading begins its block
    heads = [line for before, line in pairwise([Line(""), *found]) if line.text and not before.text and not line.bold]
    end = re.compile(r"·|\+|\d+ |No entries|mood |energy |session|On one day$")
    assert all(end.match(head.text) for head in heads)
    assert "\n".join(line.text for line in found) == as_text(summed(diary, span=span), width=width)


@settings(max_examples=25)
@given(diaries(), st.sampled_from(SPANS[:4]), st.integers(20, 120), st.integers(0, 6))
def test_days_without_entries_change_denominators_alone(diary: list[Entry], span: Span, width: int, empty: int) -> None:
    last = max([span.first, *(date.fromisoformat(entry["day"]) for entry in diary)])
    days = (max(day, span.first + timedelta(days=1)) for day in (last, last + timedelta(days=empty)))
    screens = (as_text(summed(diary, span=span, today=day), width=width) for day in days)
    before, after = (re.sub(r"of\s+\d+\s+days|no\s+entries|·", "", screen) for screen in screens)
    assert before.split() == after.split()


@pytest.mark.parametrize("n", [2, 7, 200])
def test_the_wording_does_not_depend_on_the_number(n: int) -> None:
    noted = [pattern(day, "anger", key=i) for i in range(n) for day in ("2026-11-16", "2026-11-18")]
    screen = as_text(summed(noted), width=40)
    assert "\n".join(screen.splitlines()[1:]) == (
        f"{2 * n} entries\n\nPatterns on 2 days or more, of 7 days\n  anger   2  Mon ({n} entries)\n"
        f"             Wed ({n} entries)\n\nWeeks noted, of 8 weeks from 28 Sep\n  anger   · · · · · · · ■\n\n"
        "· no entries"
    )


@pytest.mark.parametrize("span", SPANS)
@pytest.mark.parametrize("everything", [False, True])
def test_what_is_held_back_is_counted(span: Span, everything: bool) -> None:
    days = [str(span.first), str(span.last)]
    diary = [pattern(day, f"label {n}", f"person {n}") for day in days for n in range(40)]
    diary += [mood(day, feelings=[f"feeling {n}"]) for day in days for n in range(40)]
    screen = as_text(summed(diary, span=span), width=80, everything=everything)
    most = 20 if span.days <= 7 else 12
    rows = {noun: sum(line.startswith(noun) for line in screen.splitlines()) for noun in ("label", "feeling")}
    assert rows == ({"label": 40, "feeling": 40} if everything else {"label": most, "feeling": most})
    assert ("--all" in screen) == (not everything)
    if not everything:
        assert f"\n{40 - most} more patterns, {most} more with people: --all\n" in screen
        assert f"\n{40 - most} more feelings: --all\n" in screen
        assert f"\n{40 - most} more people: --all\n" in screen


def test_people_are_held_back_before_any_label_and_those_of_one_day_first() -> None:
    diary = [pattern(day, f"label {n}") for day in ("2026-11-16", "2026-11-17") for n in range(17)]
    diary += [pattern(day, "label 3", "Ada") for day in ("2026-11-16", "2026-11-17")]
    diary += [pattern("2026-11-18", "label 5", person) for person in ("Ben", "Cid", "Dan")]
    screen = as_text(summed(diary), width=80).split("\n\n")
    (patterns,) = (block for block in screen if block.startswith("Patterns on 2 days or more"))
    assert patterns.count("\nlabel") == 17
    assert [line.split()[1] for line in patterns.splitlines() if line.startswith("  with")] == ["Ben", "Ada"]
    assert patterns.endswith("\n2 more with people: --all")


def test_plain_text_needs_neither_rich_nor_the_tables_of_widths() -> None:
    program = (
        "import sys\n"
        "from tests.summary.diaries import pattern, pictured, summed\n"
        "from tests.render.said import as_text\n"
        "for width in (40, 80): as_text(summed([*pictured(), pattern('2026-11-16', 'Ärger')]), width=width)\n"
        "print(sorted({'rich', 'wcwidth', 'dateutil', 'reflect.store', 'reflect.clock'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ran.stdout.strip(), ran.stderr) == ("[]", "")
