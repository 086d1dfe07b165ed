"""The pack that ships keeps to the rules for writing prompts, as far as a program can tell."""

import re
from collections import Counter
from itertools import pairwise

import pytest

from reflect.actions import packs
from reflect.actions.packs import PackFile
from reflect.model.choices import THEMES
from reflect.prompts import lint


@pytest.fixture(scope="module")
def core() -> PackFile:
    return packs.read_pack(packs.core_file(), "core.toml")


def test_it_is_the_pack_core_in_english(core: PackFile) -> None:
    assert (core.pack.name, core.pack.language) == ("core", "en")
    assert core.pack.title
    assert packs.core_pack() == core.pack


def test_no_rule_finds_anything(core: PackFile) -> None:
    assert core.findings == []


def test_it_holds_150_prompts_or_more_with_ids_of_its_own(core: PackFile) -> None:
    ids = [prompt.id for prompt in core.pack.prompts]
    assert len({*ids}) == len(ids) >= 150
    assert all(re.fullmatch(r"core/[a-z0-9][a-z0-9-]{0,63}", prompt) for prompt in ids)


def test_it_holds_each_of_the_15_themes_six_times_or_more_and_none_far_more_often(core: PackFile) -> None:
    themes = Counter(prompt.theme for prompt in core.pack.prompts)
    assert len(THEMES) == len({*THEMES}) == 15
    assert {*themes} == {*THEMES}
    assert min(themes.values()) >= 6
    assert max(themes.values()) <= 1.25 * min(themes.values())


def test_prompts_of_a_theme_stand_together(core: PackFile) -> None:
    changes = sum(one.theme != after.theme for one, after in pairwise(core.pack.prompts))
    assert changes == len(THEMES) - 1


def test_its_texts_are_plain_ascii_as_every_terminal_shows_it(core: PackFile) -> None:
    assert all(prompt.text.isascii() and prompt.text.isprintable() for prompt in core.pack.prompts)


def test_each_fits_on_one_line_of_a_terminal(core: PackFile) -> None:
    assert max(len(prompt.text) for prompt in core.pack.prompts) <= 78


def test_openings_are_shared_by_an_eighth_at_most_and_five_words_in_a_row_by_none(core: PackFile) -> None:
    # Counted once more without the linter, since these two figures are promised of this pack.
    texts = [re.findall(r"[\w']+", prompt.text.lower()) for prompt in core.pack.prompts]
    openings = Counter(tuple(words[:2]) for words in texts)
    assert max(openings.values()) <= len(texts) / 8
    runs = Counter(
        run for words in texts for run in {tuple(words[start : start + 5]) for start in range(len(words) - 4)}
    )
    assert max(runs.values()) == 1


def test_its_sentences_are_not_all_of_one_build(core: PackFile) -> None:
    texts = [re.findall(r"[\w']+", prompt.text.lower()) for prompt in core.pack.prompts]
    firsts = Counter(words[0] for words in texts)
    assert sum("if" in words for words in texts) <= len(texts) / 3
    assert max(firsts.values()) <= len(texts) / 4
    assert sum(firsts[word] for word in ("who", "whose", "whom", "which", "name")) <= len(texts) / 2


def test_one_sentence_asks_of_one_stretch_of_time(core: PackFile) -> None:
    times = re.compile(r"\b(?:today|tonight|tomorrow|yesterday|(?:this|last|every) (?:week|day|time))\b")
    assert [prompt.text for prompt in core.pack.prompts if len(times.findall(prompt.text)) > 1] == []


def test_none_takes_two_people_for_one_or_weighs_one_week_against_another(core: PackFile) -> None:
    slips = re.compile(r"\byou both\b|\bthan (?:last|usual|before)\b|\blast (?:week|time)\b|\bused to\b")
    assert [prompt.text for prompt in core.pack.prompts if slips.search(prompt.text.lower())] == []


def test_it_takes_no_sentence_from_the_examples_in_the_docs(core: PackFile) -> None:
    examples = {rule.example.casefold() for rule in (*lint.TEXT_RULES, *lint.PACK_RULES)}
    assert not examples & {prompt.text.casefold() for prompt in core.pack.prompts}
