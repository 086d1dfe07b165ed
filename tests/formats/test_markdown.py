"""Markdown: whatever stands in a text, the headings are those of the days and entries, and the text shows as typed."""

import json
import re
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from reflect.formats import markdown
from reflect.model import schema
from reflect.model.schema import Entry
from reflect.model.text import visible
from tests.formats.rows_made import diaries

OURS = {"heading", "paragraph", "bullet_list", "list_item", "blockquote"}
MARKS = (
    "---\ntags: [x]\n---",
    "# a\n## b\nc\n===\nd\n---",
    "- a\n+ b\n* c\n1. d\n2) e\n> f\n>> g",
    "```\nx\n~~~\n    code\n\tcode",
    "<b>x</b> <script>alert(1)</script> <!-- x --> &amp; &#x3c;",
    "[[link]] ![[embed]] ![a](b) [c]: d <http://e> [^1] ^[x]",
    "**a** _b_ `c` ~~d~~ ==e== %%f%% $g$ ^h #tag \\* \\",
    "a | b\n--- | ---\nc | d\n|a|\n|-|",
    "\n\n  two before\n\n\n    four before\nlast",
    "a\r\nb\rc\x1b[2J\u2028d",
    "- [ ] a task\n> [!note] a callout\n***\n___\n- - -",
)
"""Texts that Markdown or Obsidian would take for more than text."""

_reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_marks = st.lists(st.sampled_from([*"#->=*_`~|:[]<&!\\ \t\n\r0123.)$%^", "a", "\n\n", "---", "    "]), max_size=25)
_texts = st.sampled_from(MARKS) | _marks.map("".join).filter(lambda text: not text.isspace() and bool(text))


def _made(**own: Any) -> Entry:
    at = "2026-11-03T12:00:00+00:00"
    envelope = {"id": "aaaabbbbcccc", "day": "2026-11-03", "at": at, "recorded_at": at, "source": "cli"}
    return schema.parse_entry({**envelope, **own})


def _body(document: str) -> tuple[dict[str, Any], list[Token]]:
    """Return the properties and the blocks of a document."""
    found = re.fullmatch(r"---\n((?:[a-z0-9]+: .*\n)*)---\n(.*)", document, re.DOTALL)
    assert found
    pairs = (line.split(": ", 1) for line in found[1].splitlines())
    days = ("date", "from", "to", "sha256")
    properties = {name: value if name in days and value != "null" else json.loads(value) for name, value in pairs}
    return properties, _reader.parse(found[2])


def _written(diary: list[Entry]) -> tuple[dict[str, Any], list[Token]]:
    return _body(b"".join(markdown.write(diary)).decode())


def _headings(tokens: list[Token]) -> list[tuple[str, str]]:
    return [(token.tag, inline.content) for token, inline in pairwise(tokens) if token.type == "heading_open"]


def _shown(inline: Token) -> list[str]:
    """Return the lines of a paragraph as a reader sees them."""
    assert {child.type for child in inline.children or ()} <= {"text", "hardbreak"}
    text = "".join("\n" if child.type == "hardbreak" else child.content for child in inline.children or ())
    return [line.strip() for line in text.split("\n")]


def _lines(text: str) -> list[str]:
    """Return the lines of a text that are not blank, as they are to be seen."""
    lines = (visible(line).strip() for line in re.split("\r\n|\r|\n", text))
    return [line for line in lines if line]


@given(diary=diaries)
def test_the_headings_are_the_days_and_the_entries_and_nothing_else_is_one(diary: list[Entry]) -> None:
    diary = sorted(diary, key=schema.order)
    properties, tokens = _written(diary)
    assert {token.type.removesuffix("_open").removesuffix("_close") for token in tokens} <= {*OURS, "inline"}
    headings = _headings(tokens)
    days = [text[:10] for tag, text in headings if tag == "h1"]
    assert days == sorted({entry["day"] for entry in diary})
    of_entries = [text for tag, text in headings if tag == "h2"]
    assert len(of_entries) == len(diary)
    for text, entry in zip(of_entries, diary, strict=True):
        assert text.startswith(entry["at"][11:16])
        assert entry["kind"] in text
        assert f"({entry['id'][:6]}" in text
        assert ("private" in text) == entry["private"]
    assert properties == {
        "format": 1,
        "from": diary[0]["day"] if diary else None,
        "to": diary[-1]["day"] if diary else None,
    }


@given(text=_texts)
@example("\\")
@example("a\\\nb")
@example("=")
@example("==")
@example("%%%")
def test_a_text_shows_as_it_was_typed(text: str) -> None:
    _, tokens = _written([_made(kind="note", text=text)])
    paragraphs = [token for token in tokens[6:] if token.type == "inline"]
    assert {token.type for token in tokens[6:]} <= {"paragraph_open", "inline", "paragraph_close"}
    assert [line for paragraph in paragraphs for line in _shown(paragraph)] == _lines(text)


@given(wish=_texts, prompt_text=_texts)
def test_a_text_in_a_list_or_a_quote_stays_in_it(wish: str, prompt_text: str) -> None:
    _, tokens = _written([_made(kind="pattern", label="hope", wish=wish, note="after")])
    items = [token for token in tokens if token.type == "list_item_open"]
    assert len(items) == 2
    inlines = [token for token in tokens if token.type == "inline"][3:]
    first, *more = [line for inline in inlines[:-1] for line in _shown(inline)]
    assert [line for line in (first.removeprefix("wish:").strip(), *more) if line] == _lines(wish)
    assert _shown(inlines[-1]) == ["after"]
    assert inlines[-1].level == 1
    _, tokens = _written([_made(kind="answer", prompt="a/b", prompt_text=prompt_text, text="after")])
    inside = tokens[[token.type for token in tokens].index("blockquote_open") :]
    quoted = inside[: [token.type for token in inside].index("blockquote_close")]
    assert [line for token in quoted if token.type == "inline" for line in _shown(token)] == _lines(prompt_text)
    assert len([token for token in tokens if token.type == "blockquote_open"]) == 1


@given(text=_texts)
def test_nothing_that_obsidian_takes_for_a_mark_is_left_bare(text: str) -> None:
    line = markdown._escaped(text.replace("\n", " ").replace("\r", " "))
    bare = re.sub(r"\\.", "x", line)
    assert not re.search(r"[\[<#|$^`*_~]|%%|==", bare)


def test_every_field_that_a_person_wrote_is_there() -> None:
    own = {"label": "hope-l", "with": ["Sam-w", "Lea-w"], "wish": "a-w", "other": "b-o", "self": "c-s", "note": "d-n"}
    more = {"extra": {"weather": "rain-e"}, "colour": "blue-c"}
    mood = {"value": 0, "scale": [0, 10], "energy": 3, "feelings": ["tired-f"], "note": "e-n"}
    answer = {"prompt": "core/p-p", "prompt_text": "f-p", "text": "g-t"}
    diary = [_made(kind="pattern", **own, **more), _made(kind="mood", **mood), _made(kind="answer", **answer)]
    document = b"".join(markdown.write(diary)).decode()
    for word in ("hope-l", "Sam-w, Lea-w", "a-w", "b-o", "c-s", "d-n", "rain-e", "blue-c", "tired-f", "e-n", "f-p"):
        assert word in document
    assert "- value: 0 (scale 0 to 10)\n- energy: 3\n" in document
    assert "- prompt: core/p-p\n" in document
    assert "g-t" in document


@given(diary=diaries)
def test_a_file_a_day_holds_what_the_one_file_holds(diary: list[Entry]) -> None:
    diary = sorted(diary, key=schema.order)
    whole = b"".join(markdown.write(diary)).decode().split("---\n", 2)[2]
    files = list(markdown.per_day(diary))
    assert "".join(data.decode().split("---\n", 2)[2] for _, data in files) == whole
    assert [name for name, _ in files] == [f"{day}.md" for day in sorted({entry["day"] for entry in diary})]
    for name, data in files:
        properties, _ = _body(data.decode())
        of_day = [entry for entry in diary if f"{entry['day']}.md" == name]
        people = [person for entry in of_day if entry["kind"] == "pattern" for person in entry["with"]]
        patterns = [entry["label"] for entry in of_day if entry["kind"] == "pattern"]
        assert markdown.is_as_made(data)
        assert not markdown.is_as_made(data + b" ")
        assert not markdown.is_as_made(data.replace(b"date: ", b"Date: ", 1))
        moods = [entry for entry in of_day if entry["kind"] == "mood"]
        assert properties.get("moods", []) == [mood["value"] for mood in moods if mood["value"] is not None]
        assert properties.get("energy", []) == [mood["energy"] for mood in moods if mood["energy"] is not None]
        assert properties["date"] == of_day[0]["day"]
        assert properties.get("people", []) == list(dict.fromkeys(people))
        assert properties.get("patterns", []) == list(dict.fromkeys(patterns))


@pytest.mark.parametrize("label", ['a: b # "c"', "- x", "{x}", "@home", "null", "yes", "2026-11-03"])
def test_a_name_in_the_front_matter_is_a_text(label: str) -> None:
    ((_, data),) = markdown.per_day([_made(kind="pattern", label=label)])
    assert f"\npatterns: {json.dumps([label])}\n" in data.decode()
