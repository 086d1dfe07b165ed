"""The catalogue: its words, and that everything that is said comes from it."""

import ast
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.model.choices import TEXT_KINDS
from reflect.model.labels import VOCABULARY
from reflect.model.schema import Entry
from reflect.render import Shown, catalogue, page, sheet
from reflect.render.catalogue import counted, say
from reflect.summary.span import Span, year_of
from tests.render.said import SLOTS, as_text, georgian, literals, slots, unsaid
from tests.summary.diaries import MONDAY, SPANS, diaries, entry, mood, narrowed, pattern, pictured, spans, summed

ALL_TEXTS = frozenset({"answers", "notes"})
# The closed list, copied by hand: the program's own list is held to it.
ALLOWED = {
    *("of", "day", "days", "week", "weeks", "month", "year", "entry", "entries", "recorded", "with", "and", "on", "in"),
    *("by", "from", "to", "since", "first", "last", "before", "or more", "one", "no entries", "added later", "mood"),
    *("energy", "session", "sessions", "pattern", "patterns", "feeling", "feelings", "people", "prompt", "answer"),
    *("answers", "note", "notes", "same words", "wish", "other", "self", "contains", "more with"),
    *("not shown", "all", "more", "nothing on this page", "letters for names", "names in quoted text are not changed"),
    *("code", "response", "noted", "counts", "names", "same", "very pleasant", "neutral", "very unpleasant"),
    "the",  # for "Same response of the other", which the rules name as the heading of that block
}
BANNED = re.compile(
    r"\b(good|bad|great|nice|better|worse|best|worst|poor|healthy|positive|negative|success\w*|fail\w*|proper|right|"
    r"wrong|improv\w*|declin\w*|progress\w*|trend\w*|increas\w*|decreas\w*|rising|falling|up|down|higher|lower|"
    r"more than|fewer|less|growing|recover\w*|only|just|still|already|even|at least|too|so much|rarely|often|always|"
    r"never|usually|mostly|frequent\w*|significant\w*|notable|striking|miss\w*|skip\w*|forgot|lapse\w*|gap|behind|"
    r"overdue|late|incomplete|streak|because|cause\w*|due|trigger\w*|reason|effect|impact|linked|associated|"
    r"correlat\w*|suggests|indicates|reveals|means|seems|likely|sign of|pattern of|diagnos\w*|symptom\w*|episode\w*|"
    r"score|clinical|normal|baseline|average|mean|median|you|your|i|we|me|our)\b|[!%]",
    re.IGNORECASE,
)


@pytest.mark.parametrize(("name", "literal"), [*literals()])
def test_every_word_is_in_the_closed_vocabulary(name: str, literal: str) -> None:
    text = re.sub(r"\d+", " ", literal.lower())
    for phrase in sorted(ALLOWED, key=len, reverse=True):
        text = re.sub(rf"\b{phrase}\b", " ", text)
    assert not re.search(r"[^\W_]", text), f"{name} says {text.split()}"


def test_the_vocabulary_is_the_list_that_was_agreed() -> None:
    assert set(catalogue.WORDS) == ALLOWED
    assert len(catalogue.WORDS) == len(ALLOWED)
    assert {*catalogue.NOUNS, *catalogue.NOUNS.values()} <= ALLOWED


@pytest.mark.parametrize(("name", "literal"), [*literals()])
def test_no_word_is_banned(name: str, literal: str) -> None:
    assert not BANNED.search(literal.replace("added later", "")), name


def test_every_slot_has_a_kind_that_is_known() -> None:
    assert {kind for _, _, kind in slots()} <= {*SLOTS, "said"}


def test_one_and_many() -> None:
    assert [counted(n, "entry") for n in (0, 1, 2, 200)] == ["0 entries", "1 entry", "2 entries", "200 entries"]


@pytest.mark.parametrize("text", ["{label:label}", "{0}", "%s", "%(day)s", "\\1", "\\g<0>", "[bold]x[/]", "{day:date}"])
def test_what_fills_a_slot_is_not_read_again(text: str) -> None:
    assert say("once.item", label=Shown(text), day=Shown("Mon 2")) == f"{text} Mon 2"


@given(
    georgian(),
    spans,
    st.integers(20, 200),
    st.booleans(),
    st.booleans(),
    st.sampled_from((frozenset(), ALL_TEXTS, {"notes"})),
)
def test_every_line_comes_from_the_catalogue(
    diary: list[Entry], span: Span, width: int, ids: bool, ascii_signs: bool, texts: frozenset[str]
) -> None:
    screen = as_text(summed(diary, span=span), width=width, ids=ids, text_kinds=frozenset(texts))
    assert unsaid(screen.replace("·", ".") if ascii_signs else screen) == ""


@pytest.mark.parametrize(
    "line", ["ანა rising Thu 19", "ანა Thu 19!", "ანა 50%", "1 entries of ანა", "only ანა Thu 19", "Mon 4 up Tue 5"]
)
def test_the_check_of_lines_can_fail(line: str) -> None:
    assert unsaid(f"{as_text(summed(pictured()), width=80).splitlines()[0]}\n{line}\n+ added later")


@pytest.mark.parametrize("most", [7, 8])
def test_no_more_than_seven_phrases_stand_on_a_screen_and_the_others_are_counted(most: int) -> None:
    said = [f"{letter * 3} went home" for letter in "abcdefgh"[:most]]
    diary = [entry("note", MONDAY + timedelta(days=i), text=". ".join(said)) for i in range(3)]
    screen = as_text(summed(diary), width=80)
    assert ("Same words, 7 of 8: --all" in screen) == (most == 8)
    assert sum(line.startswith('  "') for line in screen.splitlines()) == 7


def test_a_phrase_is_cut_at_twelve_words() -> None:
    words = [f"word{number}" for number in range(14)]
    diary = [entry("note", MONDAY + timedelta(days=i), text=" ".join(words)) for i in range(3)]
    screen = as_text(summed(diary), width=200)
    assert f'"{" ".join(words[:12])} …"' in screen
    assert "word12" not in screen


@pytest.mark.parametrize(("between", "shown"), [("-", "…-w11 …"), (" - ", "…- w11 …"), (" , ", "…, w11 …")])
def test_words_are_cut_by_words_and_not_by_blanks(between: str, shown: str) -> None:
    for number, cut in ((12, False), (13, True)):
        text = between.join(f"w{word}" for word in range(number))
        screen = as_text(summed([entry("note", MONDAY + timedelta(days=i), text=text) for i in range(3)]), width=200)
        assert ("…" in screen) == cut
        assert (shown.removeprefix("…") in screen) == cut


def test_every_template_is_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    said, most = [f"{letter * 3} went home" for letter in "abcdefgh"], 8
    used: set[str] = set()

    class Watched(dict[str, str]):
        def __getitem__(self, name: str) -> str:
            used.add(name)
            return super().__getitem__(name)

    monkeypatch.setattr(catalogue, "TEMPLATES", Watched(catalogue.TEMPLATES))
    answer: dict[str, Any] = {"prompt": "core/begin", "prompt_text": "Who began?", "text": "x"}
    busy = [
        *pictured(),
        *(pattern(MONDAY, "lost", "Sam", "Ines", key=i) for i in range(2)),
        mood(MONDAY, feelings=["lost"]),
        mood(MONDAY, 60, scale=[0, 100]),
        entry("answer", MONDAY, **answer, later=1),
        entry("note", MONDAY, text="x"),
        *(pattern(MONDAY, "x", wish=f"a{i // 2}", other="b", self="c", key=i) for i in range(8)),
        *(entry("note", MONDAY + timedelta(days=i), text=f"{'. '.join(said[:most])}.") for i in range(3)),
        *(pattern(MONDAY + timedelta(days=1), "crowd", f"person {n}", key=n) for n in range(120)),
        *(pattern(MONDAY + timedelta(days=2), "crowd", f"person {n}", key=n) for n in range(22)),
        *(pattern(MONDAY + timedelta(days=1), f"x{n}") for n in range(30)),
    ]
    for texts in (frozenset[str](), frozenset({"answers"}), ALL_TEXTS, frozenset(TEXT_KINDS)):
        for people_as in ("full", "letters"):
            page.as_html(summed(busy), ids=True, text_kinds=texts, people_as=people_as)
        for width in (80, 40):
            for span in SPANS:
                as_text(summed(busy, span=span), width=width, ids=True, text_kinds=texts)
    for diary in ([], busy):
        for wanted in (narrowed(["lost"]), narrowed(["lost"], ["Sam"]), narrowed([], ["Sam"])):
            for span in SPANS:
                as_text(summed(diary, span=span, chosen=wanted), width=80)
    page.as_html(summed([]))
    as_text(summed([]), width=80)
    one_energy = [mood(MONDAY, 3, energy=2), pattern(MONDAY, "x", *(f"p{n}" for n in range(2)))]
    as_text(summed(one_energy), width=80)
    page.as_html(summed(one_energy, span=year_of(MONDAY)))
    sheet.as_sheet(None, ["Who began?"], 7, (1, 7))
    assert used == set(catalogue.TEMPLATES)


@given(diaries(), spans)
def test_two_and_two_hundred_are_said_alike(diary: list[Entry], span: Span) -> None:
    summary: Any = summed(diary, span=span)
    many: Any = summed(diary, span=span)
    for row in (*many["feelings"], *many["patterns"], *(w for p in many["patterns"] for w in p["with"])):
        for day, n in row["by_day"].items():
            row["by_day"][day] = n * 200 if n > 1 else 1
        row["entries"] = sum(row["by_day"].values())
        row["ids"] = ["k3f9ab2m7q0x"] * row["entries"]
    if many["span"]["entries"] > 1:
        many["span"]["entries"] *= 200
    said, said_of_many = (
        re.sub(r"\d+|■", "n", " ".join(re.sub("·|■ 100 .*", "", as_text(s, width=200)).split()))
        for s in (summary, many)
    )
    assert sorted(said.split()) == sorted(said_of_many.split())


def test_no_shipped_label_has_words_of_its_own() -> None:
    package = Path(catalogue.__file__).parents[1]
    sources = [
        file.read_text(encoding="utf-8") for part in ("render", "summary") for file in package.glob(f"{part}/*.py")
    ]
    constants = {node.value for text in sources for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)}
    assert "session" in constants
    assert constants & VOCABULARY.keys() <= {"answers"}  # the key of a summary
