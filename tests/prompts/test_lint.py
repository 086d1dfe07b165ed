"""The rules for writing prompts: each finds its example, nothing plain, and stands in the docs."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.actions import packs
from reflect.errors import BadFileError
from reflect.prompts.lint import MAX_PROMPT_LENGTH, PACK_RULES, TEXT_RULES, Finding, Rule, of_text

DOCS = (Path(__file__).parents[2] / "docs" / "prompts.md").read_text(encoding="utf-8")


def rules_of(text: str, language: str = "en") -> list[str]:
    return [rule for rule, _ in of_text(text, language)]


def pack_of(*texts: str, theme: str = "hope", language: str = "en", head: str = "", tail: str = "") -> list[Finding]:
    prompts = "".join(
        f'\n[[prompt]]\nid = "p{number}"\ntheme = "{theme}"\ntext = "{text}"\n'
        for number, text in enumerate(texts, start=1)
    )
    document = f'{head}[pack]\nname = "own"\ntitle = "Own"\nlanguage = "{language}"\n{prompts}{tail}'
    return packs.read_pack(document.encode(), "own.toml").findings


@pytest.mark.parametrize("rule", TEXT_RULES, ids=lambda rule: rule.id)
def test_a_rule_finds_its_example_and_no_other_rule_does(rule: Rule) -> None:
    assert rules_of(rule.example) == [rule.id]


@pytest.mark.parametrize("rule", [*TEXT_RULES, *PACK_RULES], ids=lambda rule: rule.id)
def test_the_docs_have_each_rule_with_its_reason_and_its_example(rule: Rule) -> None:
    assert f"| `{rule.id}` | {rule.says} | {rule.reason} | {rule.example} |" in DOCS


def test_the_docs_have_no_rule_that_there_is_not() -> None:
    told = re.findall(r"^\| `([\w-]+)` \|", DOCS, re.MULTILINE)
    assert told == [rule.id for rule in (*TEXT_RULES, *PACK_RULES)]
    english = {rule.id for rule in TEXT_RULES if rule.english}
    (sentence,) = re.findall(r"((?:`[\w-]+`(?:, | and |\s)+)+)know English", DOCS)
    assert set(re.findall(r"`([\w-]+)`", sentence)) == english


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Who was there? Take one of them.", "one-thing"),
        ("Who waited today, and what did they say?", "one-thing"),
        ("Take one request of today, and how you met it.", "one-thing"),
        ("What went unsaid today, and for whom?", "one-thing"),
        ("Who spoke today, or who did not?", "one-thing"),
        ("Who smiled today \N{SLIGHTLY SMILING FACE}?", "loud"),
        ("Haven't you waited today?", "yes-no"),
        ("Haven\N{RIGHT SINGLE QUOTATION MARK}t you waited today?", "yes-no"),
        ("HAVE you waited today?", "yes-no"),
        ("What should someone have said?", "pressing"),
        ("What do you need to say to someone?", "pressing"),
        ("Where did it fail, or someone failed you?", "evaluation"),
        ("What is a sign of a quarrel?", "cause"),
        ("x" * MAX_PROMPT_LENGTH + ".", "length"),
    ],
)
def test_other_texts_that_break_a_rule_are_found(text: str, rule: str) -> None:
    assert rules_of(text) == [rule]


@pytest.mark.parametrize(
    "text",
    [
        "Who did you say goodbye to today, if anyone?",
        "What did someone seem to want today?",
        "Name one thing that was copyright, notwithstanding the trysts and the needles.",
        "Doing nothing together: who began it?",
        "Who spoke first, and last, and somehow in between?",
        "Name someone, and whoever came with them.",
        "x" * (MAX_PROMPT_LENGTH - 1) + ".",
    ],
)
def test_a_text_that_breaks_none_is_not_found(text: str) -> None:
    assert rules_of(text) == []


def test_rules_of_english_words_are_not_asked_of_other_languages() -> None:
    assert rules_of("Did someone fail for a reason", "de") == []
    assert rules_of("Wer war da? Wer nicht?", "de") == ["one-thing"]
    assert rules_of("Why?", "en-GB") == ["pressing"]


@given(st.text(max_size=150))
def test_any_text_can_be_looked_at(text: str) -> None:
    assert len(rules_of(text)) == len(set(rules_of(text)))


def test_findings_name_prompt_and_line() -> None:
    (found,) = pack_of("Who waited?", "Why was that?")
    assert found == Finding("pressing", 14, "own/p2", 'presses: "why"')


def test_a_theme_of_ones_own_is_named() -> None:
    assert [(found.rule, found.line) for found in pack_of("Who waited?", theme="work")] == [("theme", 8)]


def test_a_text_that_is_there_twice_is_named_once() -> None:
    found = pack_of("Who waited today for somebody else?", "who  waited today for somebody else?")
    assert [(one.rule, one.prompt) for one in found] == [("twice", "own/p2")]


def test_five_words_in_a_row_are_named_and_four_are_not() -> None:
    assert pack_of("Who was there when the day began?", "Whose turn was it when the day began?") == []
    (found,) = pack_of("Who was it when the day began?", "Whose turn was it when the day began?")
    assert (found.rule, found.prompt) == ("same-words", "own/p2")
    assert '"was it when the day" with own/p1' in found.message


@pytest.mark.parametrize(("alike", "others", "found"), [(3, 21, 0), (4, 20, 4), (10, 0, 0)])
def test_an_opening_is_named_from_24_prompts_on(alike: int, others: int, found: int) -> None:
    letters = [chr(ord("a") + number) * 3 for number in range(26)]
    texts = [f"Who was {letter}?" for letter in letters[:alike]] + [f"{letter} there?" for letter in letters[:others]]
    assert [one.rule for one in pack_of(*texts)] == ["opening"] * found


@pytest.mark.parametrize(("alike", "others", "found"), [(5, 15, 0), (6, 15, 6), (6, 13, 0)])
def test_a_first_word_is_named_from_20_prompts_on(alike: int, others: int, found: int) -> None:
    texts = [f"Who {chr(ord('a') + number)}?" for number in range(alike)]
    texts += [f"{chr(ord('a') + number) * 3} there?" for number in range(others)]
    assert [one.rule for one in pack_of(*texts)] == ["opening"] * found


@pytest.mark.parametrize(("language", "with_if", "found"), [("en", 7, 0), ("en", 8, 8), ("de", 8, 0)])
def test_if_clauses_are_named_where_more_than_a_third_have_one(language: str, with_if: int, found: int) -> None:
    texts = [f"{chr(ord('a') + number) * 3} there{', if any' * (number < with_if)}?" for number in range(21)]
    told = pack_of(*texts, language=language)
    assert [(one.rule, one.message) for one in told] == [("same-words", "has an if-clause, as 8 of 21 do")] * found


def test_a_theme_may_be_left_out_of_a_pack_of_ones_own() -> None:
    document = '[pack]\nname = "{}"\ntitle = "T"\nlanguage = "en"\n[[prompt]]\nid = "a"\ntext = "Who waited?"\n'
    assert packs.read_pack(document.format("own").encode(), "own.toml").findings == []
    with pytest.raises(BadFileError, match="`theme` is missing"):
        packs.read_pack(document.format("core").encode(), "core.toml")


def test_keys_that_are_not_known_are_named_with_their_lines() -> None:
    found = pack_of(
        "Who waited?", head='colour = "red"\n', tail='weight = nan\n[other]\nid = "x"\n[pack.more]\ntext = "y"\n'
    )
    told = {(one.line, one.prompt, one.message.split()[2]) for one in found if one.rule == "unknown-key"}
    assert told == {(1, None, "colour"), (11, "own/p1", "weight"), (12, None, "other"), (2, None, "more")}
