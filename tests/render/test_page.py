"""The page to print: what stands on it, that no text becomes markup, and that nothing of the texts is there unasked."""

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.model.choices import TEXT_KINDS
from reflect.model.schema import Entry
from reflect.model.text import visible, visible_line
from reflect.render import page, terminal
from reflect.render.catalogue import View
from reflect.render.dates import MONTHS, WEEKDAYS
from reflect.summary.shape import Summary
from reflect.summary.span import Span, month_of, year_of
from tests.render.hostile import HOSTILE, NOTES, as_named
from tests.render.said import LABELS, PEOPLE, georgian, unsaid
from tests.summary.diaries import MONDAY, diaries, entry, mood, narrowed, offers, pattern, pictured, spans, summed

ALL = frozenset(TEXT_KINDS)
kinds = st.sets(st.sampled_from(TEXT_KINDS)).map(frozenset)
ELEMENTS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "header",
        "section",
        "article",
        "div",
        "h1",
        "h2",
        "h3",
    ),
    *("p", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "dl", "dt", "dd", "small"),
    *("svg", "line", "circle", "rect", "span"),
}
ATTRIBUTES = {
    *("charset", "http-equiv", "content", "name", "lang", "dir", "class", "scope", "role", "aria-label", "aria-hidden"),
    *(
        "x",
        "y",
        "x1",
        "x2",
        "y1",
        "y2",
        "cx",
        "cy",
        "r",
        "width",
        "height",
        "transform",
        "colspan",
        "data-head",
        "stroke",
    ),
}
MARKUP = (
    *("<script>alert(1)</script>", "</style><b>x", "<!-- x", "]]>", "&amp;", "& <", '"><img src=x>', "' onload='x"),
    *("</p></main>", "<svg/onload=x>", "javascript:x", "&#x202e;", "</title>", "<?php", "{label:label}", "%s"),
)


def read(text: str) -> Element:
    """Return the page as a tree; a page that is not valid HTML is refused."""
    tree: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    for found in tree.iter():
        found.tag = str(found.tag).removeprefix("{http://www.w3.org/2000/svg}")
    return tree


def pieces(text: str) -> Iterator[str]:
    """Give what is written in each element of a page, without its style."""
    for found in read(text).iter():
        for piece in (found.text if found.tag != "style" else "", found.tail):
            if piece and piece.strip():
                yield piece.strip()


def hostile(diary: list[Entry], span: Span) -> Summary:
    return summed(diary, span=span, names=as_named)


@given(diaries((*HOSTILE, *MARKUP), (*HOSTILE, *MARKUP), texts=(*NOTES, *MARKUP)), spans, st.booleans(), kinds)
def test_a_text_is_a_text_whatever_stands_in_it(
    diary: list[Entry], span: Span, ids: bool, asked: frozenset[str]
) -> None:
    summary = hostile(diary, span)
    text = page.as_html(summary, ids=ids, text_kinds=asked)
    tree = read(text)
    assert {found.tag for found in tree.iter()} <= ELEMENTS
    assert {name for found in tree.iter() for name in found.attrib} <= ATTRIBUTES
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069\ufeff]", text)
    written = "\n".join(tree.itertext())
    if summary["span"]["entries"]:
        for row in (*summary["feelings"], *summary["patterns"], *summary["people"]):
            assert visible_line(row["label"]) in written
        for kind, texts in (("answers", summary["answers"]), ("notes", summary["notes"])):
            for own in texts if kind in asked else ():
                assert visible(own["text"].replace("\r\n", "\n")).expandtabs() in written


@given(georgian(), spans, st.booleans(), kinds)
def test_every_piece_comes_from_the_catalogue(diary: list[Entry], span: Span, ids: bool, asked: frozenset[str]) -> None:
    for piece in pieces(page.as_html(summed(diary, span=span), ids=ids, text_kinds=asked)):
        assert unsaid(piece) == ""


@given(georgian(), spans, kinds)
def test_a_text_that_is_not_named_is_not_there(diary: list[Entry], span: Span, asked: frozenset[str]) -> None:
    summary = summed(diary, span=span)
    text = page.as_html(summary, text_kinds=asked)
    without: Any = {**summary, **{kind: [] for kind in ALL - asked}}
    if "episodes" not in asked:
        without |= {"parts": {"wish": [], "other": [], "self": []}, "episode_list": []}
    assert page.as_html(without, text_kinds=asked) == text
    there: Any = {**summary, "episodes": summary["episode_list"]}
    assert ("ჰაერი" in text) == any(there[kind] for kind in asked)


def test_the_head_says_what_the_page_contains_and_no_more() -> None:
    def said(diary: list[Entry], asked: frozenset[str] = frozenset(), people_as: str = "full") -> str:
        summary = summed(diary, people_as=people_as)
        line = page.contains(summary, asked, people_as)
        assert line in pieces(page.as_html(summary, text_kinds=asked, people_as=people_as))
        return line

    noted = [*pictured(), entry("note", MONDAY, text="x"), pattern(MONDAY, "x", wish="y", key=1)]
    nobody = [mood(MONDAY, 4, note="x")]
    assert said(nobody) == "Contains: counts"
    assert said(nobody, ALL) == "Contains: counts, notes"
    assert said(nobody, ALL, "letters") == "Contains: counts, notes"
    assert said(noted) == "Contains: counts and names"
    assert said(noted, ALL) == "Contains: counts, names, notes, wish, other, self"
    assert said(noted, people_as="letters") == "Contains: counts and letters for names"
    quoted = "Contains: counts, letters for names, notes; names in quoted text are not changed"
    assert said(noted, frozenset({"notes"}), "letters") == quoted
    nothing = "Nothing on this page from 16 to 22 Nov 2026."
    assert said([], ALL) == nothing
    words = [mood(MONDAY, None, note="x")]
    assert said(words) == said(words, frozenset({"answers"})) == nothing
    assert said(words, ALL, "letters") == "Contains: notes"


@given(diaries(least=1), spans, st.booleans(), st.integers(0, 400), st.integers(1, 400))
def test_no_count_of_entries_or_of_days_with_entries_is_on_it(
    diary: list[Entry], span: Span, ids: bool, days: int, entries: int
) -> None:
    summary = summed(diary, span=span)
    if summary["span"]["entries"]:
        other: Any = {**summary, "span": {**summary["span"], "days_with_entries": days, "entries": entries}}
        for written in (*other["notes"], *other["answers"], *other["episode_list"]):
            written["later"] = not written["later"]
        assert page.as_html(other, ids=ids) == page.as_html(summary, ids=ids)


@given(diaries(), offers(), spans, kinds)
def test_offers_and_passes_leave_no_mark(
    diary: list[Entry], shown: list[Entry], span: Span, asked: frozenset[str]
) -> None:
    text = page.as_html(summed(diary, span=span), text_kinds=asked)
    assert page.as_html(json.loads(json.dumps(summed(diary + shown, span=span))), text_kinds=asked) == text


@given(diaries(), spans)
def test_mirrored_moods_change_printed_values_and_the_height_of_points_alone(diary: list[Entry], span: Span) -> None:
    # Energy has points of its own, which stay where they are.
    moods: Any = [e for e in diary if e["kind"] != "mood" or (e["scale"] == [1, 7] and e["energy"] is None)]
    mirrored: Any = [{**e, "value": 8 - e["value"]} if e["kind"] == "mood" and e["value"] else e for e in moods]
    one, other = (page.as_html(summed(entries, span=span)) for entries in (moods, mirrored))
    if span.days > 31:  # the rows of the values change places
        strips = re.compile(r'aria-label="[^"]*"|<rect [^>]*>|<circle [^>]*>|\s+')
        assert sorted(strips.sub("", one)) == sorted(strips.sub("", other))
        assert sorted(strips.findall(one)) == sorted(strips.findall(other))
        return
    heights = re.compile(r'(?<= cy=")[0-9.]+(?=%")')
    assert sorted(100 - float(y) for y in heights.findall(one)) == sorted(map(float, heights.findall(other)))
    changed = [(a, b) for a, b in zip(heights.sub("", one), heights.sub("", other), strict=True) if a != b]
    assert all(int(a) + int(b) == 8 for a, b in changed)


@given(georgian(), spans, kinds)
def test_every_figure_and_date_is_in_the_json(diary: list[Entry], span: Span, asked: frozenset[str]) -> None:
    summary = summed(diary, span=span)
    days = {date.fromisoformat(day) for day in re.findall(r"\d{4}-\d\d-\d\d", json.dumps(summary))}
    days |= {span.first + timedelta(days=i) for i in range(span.days)}
    known = {f"{day.day} {MONTHS[day.month - 1]}" for day in days} | {str(day.day) for day in days}
    known |= {str(day.year) for day in days} | {f"{day.day} {MONTHS[day.month - 1]} {day.year}" for day in days}
    figures = {str(n) for n in (*range(11), *_numbers(summary))}  # the rows of a scale
    date_or_figure = rf"\d+ (?:{'|'.join(MONTHS)})(?: \d{{4}})?|\d+"
    for piece in pieces(page.as_html(summary, text_kinds=asked)):
        assert set(re.findall(date_or_figure, piece)) <= known | figures
        assert set(re.findall(rf"(?:{'|'.join(WEEKDAYS)}) \d+", piece)) <= {
            f"{WEEKDAYS[day.weekday()]} {day.day}" for day in days
        }


def _numbers(value: Any) -> Iterator[int]:
    """Give the numbers of a JSON document, how long its lists are, and how many sessions a day has."""
    if isinstance(value, dict):
        for each in value.values():
            yield from _numbers(each)
    elif isinstance(value, list):
        yield len(value)
        for each in value:
            yield from _numbers(each)
    elif isinstance(value, int):
        yield int(value)


@given(georgian(), spans, st.permutations(LABELS), st.permutations(PEOPLE))
def test_permuted_names_rename_and_nothing_else(
    diary: list[Entry], span: Span, labels: tuple[str, ...], people: tuple[str, ...]
) -> None:
    renamed = dict(zip((*LABELS, *PEOPLE), (*labels, *people), strict=True))
    summaries = (summed(diary, span=span), summed(diary, span=span, names=lambda _, label: renamed[label]))
    # Longer names take more lines, and with more lines a page has the smaller type.
    one, other = (page.as_html(summary).replace('<main class="dense">', "<main>") for summary in summaries)
    words = re.compile(r"[ა-ჰ]+|[^ა-ჰ\s,·]+")
    assert sorted(renamed.get(word, word) for word in words.findall(one)) == sorted(words.findall(other))


def test_its_policy_allows_its_own_style_and_nothing_else() -> None:
    text = page.as_html(summed(pictured()), text_kinds=ALL)
    tree = read(text)
    metas = [meta.attrib for meta in tree.iter("meta")]
    assert metas[0] == {"charset": "utf-8"}
    (style,) = tree.iter("style")
    hashed = b64encode(sha256((style.text or "").encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'"
    assert metas[1] == {"http-equiv": "Content-Security-Policy", "content": policy}
    assert not re.search(r"url\(|@import|https?:|//", text)
    assert (tree.tag, tree.attrib) == ("html", {"lang": "en"})


def test_it_has_headings_in_order_and_tables_with_heads() -> None:
    answer: dict[str, Any] = {"prompt": "core/begin", "prompt_text": "Who began?"}
    tree = read(page.as_html(summed([*pictured(), entry("answer", MONDAY, **answer, text="x")]), text_kinds=ALL))
    levels = [int(found.tag[1]) for found in tree.iter() if re.fullmatch("h[1-6]", found.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for row in tree.iter("tr"):
        heads = [cell for cell in row if cell.tag == "th"]
        assert all(head.get("scope") in ("col", "colgroup") for head in heads) or heads[0].get("scope") == "row"


def test_an_empty_page_says_that_nothing_is_on_it_whatever_else_there_is() -> None:
    title = ["Week from Mon 16 to Sun 22 Nov 2026"] * 2
    nothing = "Nothing on this page from 16 to 22 Nov 2026."
    assert list(pieces(page.as_html(summed([]), text_kinds=ALL))) == [*title, "Code", nothing]
    assert page.as_html(summed([entry("note", MONDAY, text="x")])) == page.as_html(summed([]))
    summary = summed(pictured(), chosen=narrowed(["hope"], ["Zoë"]))
    title = ["hope with Zoë, week from Mon 16 to Sun 22 Nov 2026"] * 2
    assert list(pieces(page.as_html(summary))) == [*title, "Code", nothing]


def circles(text: str) -> list[dict[str, str]]:
    return [dict(found.attrib) for found in read(text).iter("circle")]


def test_points_stand_by_value_in_the_middle_of_their_days() -> None:
    diary = [mood(MONDAY, 7, time="09:00"), mood(MONDAY, 1, time="10:00"), mood(MONDAY + timedelta(days=6), 4)]
    found = circles(page.as_html(summed(diary)))
    assert [point["cy"] for point in found] == ["8.000%", "92.000%", "50.000%"]
    assert [point["cx"] for point in found] == ["7.143%", "7.143%", "92.857%"]
    equal = [mood(MONDAY, 4, time=f"{hour:02}:00") for hour in (9, 10, 11)]
    moved = [point.get("transform") for point in circles(page.as_html(summed(equal)))]
    assert moved == ["translate(-2.50,0)", None, "translate(2.50,0)"]


def test_a_scale_that_starts_at_zero_has_its_zero_at_the_foot() -> None:
    diary = [mood(MONDAY, 0, scale=[0, 10]), mood(MONDAY, 10, time="13:00", scale=[0, 10])]
    text = page.as_html(summed(diary, scale=(0, 10)))
    assert [circle["cy"] for circle in circles(text)] == ["92.000%", "8.000%"]
    assert ">0, 10<" in text


@pytest.mark.parametrize("asked", [frozenset[str](), ALL])
def test_ids_stand_beside_each_thing(asked: frozenset[str]) -> None:
    diary = [*pictured(), pattern(MONDAY, "once", key="x")]
    text = page.as_html(summed(diary), ids=True, text_kinds=asked)
    kinds_shown = {"mood", "pattern", "session"} | ({"note"} if asked else set())
    week = [e for e in diary if "2026-11-16" <= e["day"] <= "2026-11-22" and e["kind"] in kinds_shown]
    assert week
    assert [e["id"][:6] for e in week if e["id"][:6] not in text] == []
    assert not any(e["id"][:6] in page.as_html(summed(diary), text_kinds=asked) for e in week)


@pytest.mark.parametrize(
    ("span", "head"), [(None, "Mon 16"), (month_of(MONDAY), "S M T"), (year_of(MONDAY), "Jan  Feb")]
)
def test_its_text_on_a_terminal_has_the_days_above_the_first_rows(span: Span | None, head: str) -> None:
    summary = summed([mood(MONDAY, 3), pattern(MONDAY, "anger", "Sam")], span=span)
    lines = [line.text for line in terminal.lines_of(summary, View(80, on_paper=True))]
    assert lines[2] == "Patterns on one day"
    first = next(number for number, line in enumerate(lines) if line.startswith("mood "))
    assert lines[first - 1].strip().startswith(head)


def test_a_year_says_what_its_marks_are() -> None:
    diary = [pattern(MONDAY, "anger", "Sam"), mood(MONDAY, 4)]
    signs = "· no entries   ■ one entry or more"
    assert signs in pieces(page.as_html(summed(diary, span=year_of(MONDAY))))
    assert not any("■" in piece and "one" in piece for piece in pieces(page.as_html(summed(diary))))
