"""The pack that ships keeps to the rules for writing prompts, as far as a program can tell."""

import re
import tomllib
from collections import Counter
from importlib.resources import files
from itertools import pairwise

import pytest

from reflect.prompts import pack
from reflect.prompts.pack import THEMES, Prompt

LONGEST = 110
ASKS_YES_OR_NO = re.compile(
    r"(?:am|are|is|was|were|be|do|does|did|have|has|had|can|could|will|would|shall|should|may|might|must|"
    r"(?:are|is|was|were|do|does|did|have|has|had|can|could|wo|would|should|must)n['’]t)\b"
)
PRESSES = re.compile(r"\b(?:why|should(?:n['’]t)?|must(?:n['’]t)?|ought|try|tries|tried|trying|need(?:s|ed)? to)\b")
_WORDS = {
    "evaluation": "good bad great nice better worse best worst poor healthy unhealthy positive negative success* fail* "
    "proper right wrong, well done",
    "cause": "because cause* trigger* reason explains effect impact associated correlat* suggests indicates reveals "
    "means seems appears likely probably, due to, leads to, results in, linked to, shows that, tends to, a sign of, "
    "pattern of",
    "clinical": "diagnos* symptom* disorder depress* anxi* trauma* risk severe mild relapse episode score clinical "
    "normal abnormal baseline avoidant codependent",
    "comfort": "hugs, don't worry, it's okay, you're safe, you are not alone, be kind to yourself, it will pass, "
    "i'm here, we're here, i understand, i hear you, sorry to hear, take care, hang in there",
}


def _banned(group: str) -> re.Pattern[str]:
    words, *phrases = (part.strip() for part in group.split(","))
    each = [re.escape(word).replace(r"\*", r"\w*") for word in (*words.split(), *phrases)]
    return re.compile(rf"\b(?:{'|'.join(each)})\b")


BANNED = {name: _banned(group) for name, group in _WORDS.items()}


def faults(text: str) -> list[str]:
    """Return which rules a text breaks."""
    folded = text.casefold().replace("’", "'")
    found = {
        "more than one question": text.count("?") > 1,
        "neither question nor invitation": not text.endswith(("?", ".")),
        "a question and something after it": "?" in text[:-1],
        "too long": len(text) > LONGEST,
        "an exclamation": "!" in text,
        "a sign that is no plain character": not (text.isascii() and text.isprintable()),
        "asks for yes or no": bool(ASKS_YES_OR_NO.match(folded)),
        "presses": bool(PRESSES.search(folded)),
        **{name: bool(pattern.search(folded)) for name, pattern in BANNED.items()},
    }
    return [name for name, broken in found.items() if broken]


def words_of(text: str) -> list[str]:
    """Return the words of a text as they are compared."""
    return re.findall(r"[\w']+", text.casefold().replace("’", "'"))


def openings(prompts: tuple[Prompt, ...]) -> Counter[tuple[str, ...]]:
    """Return how many texts begin with the same two words."""
    return Counter(tuple(words_of(prompt.text)[:2]) for prompt in prompts)


def shared_runs(prompts: tuple[Prompt, ...], length: int = 5) -> set[str]:
    """Return the words that stand in a row in two texts or more."""
    runs = Counter(
        run
        for prompt in prompts
        for words in [words_of(prompt.text)]
        for run in {" ".join(words[start : start + length]) for start in range(len(words) - length + 1)}
    )
    return {run for run, texts in runs.items() if texts > 1}


@pytest.fixture(scope="module")
def core() -> pack.Pack:
    document = files("reflect.prompts").joinpath("packs", "core.toml").read_text(encoding="utf-8")
    return pack.read(tomllib.loads(document), "core.toml")


def test_it_is_the_pack_core_in_english(core: pack.Pack) -> None:
    assert (core.name, core.language) == ("core", "en")
    assert core.title


def test_it_holds_120_prompts_or_more_with_ids_of_its_own(core: pack.Pack) -> None:
    assert len(core.prompts) >= 120
    ids = [prompt.id for prompt in core.prompts]
    assert len({*ids}) == len(ids)
    assert all(re.fullmatch(r"core/[a-z0-9][a-z0-9-]{0,63}", prompt) for prompt in ids)


def test_it_holds_each_of_the_13_themes_six_times_or_more(core: pack.Pack) -> None:
    themes = Counter(prompt.theme for prompt in core.prompts)
    assert len(THEMES) == len({*THEMES}) == 13
    assert {*themes} == {*THEMES}
    assert min(themes.values()) >= 6


def test_no_theme_is_far_larger_than_another(core: pack.Pack) -> None:
    themes = Counter(prompt.theme for prompt in core.prompts)
    assert max(themes.values()) <= 1.25 * min(themes.values())


def test_no_text_breaks_a_rule(core: pack.Pack) -> None:
    assert {prompt.text: faults(prompt.text) for prompt in core.prompts if faults(prompt.text)} == {}


def test_no_text_is_there_twice(core: pack.Pack) -> None:
    texts = Counter(" ".join(words_of(prompt.text)) for prompt in core.prompts)
    assert [text for text, times in texts.items() if times > 1] == []


def test_no_opening_is_shared_by_more_than_an_eighth(core: pack.Pack) -> None:
    most = len(core.prompts) / 8
    assert {opening: times for opening, times in openings(core.prompts).items() if times > most} == {}


def test_no_two_texts_share_five_words_in_a_row(core: pack.Pack) -> None:
    assert shared_runs(core.prompts) == set()


def test_prompts_of_a_theme_stand_together(core: pack.Pack) -> None:
    changes = sum(one.theme != after.theme for one, after in pairwise(core.prompts))
    assert changes == len(THEMES) - 1


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Who was there? Who was not?", "more than one question"),
        ("Who was there, if anyone", "neither question nor invitation"),
        ("Who was there? Take one of them.", "a question and something after it"),
        ("Who " + "really " * 16 + "was there?", "too long"),
        ("Name one person!", "an exclamation"),
        ("Who smiled today \N{SLIGHTLY SMILING FACE}?", "a sign that is no plain character"),
        ("Did someone wait today?", "asks for yes or no"),
        ("Haven't you waited today?", "asks for yes or no"),
        ("Have you waited today?", "asks for yes or no"),
        ("Who asked you why?", "presses"),
        ("What should someone have said?", "presses"),
        ("What do you need to say to someone?", "presses"),
        ("What was the best of today?", "evaluation"),
        ("Where did it fail, or someone failed you?", "evaluation"),
        ("What was that because of?", "cause"),
        ("What is a sign of a quarrel?", "cause"),
        ("Who was anxious today?", "clinical"),
        ("Take care of one thing today.", "comfort"),
    ],
)
def test_a_text_that_breaks_a_rule_is_found(text: str, fault: str) -> None:
    assert fault in faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "Who did you say goodbye to today, if anyone?",
        "What did someone seem to want today?",
        "Name one thing that was copyright, notwithstanding the trysts and the needles.",
        "Doing nothing together: who began it?",
        "x" * (LONGEST - 1) + ".",
    ],
)
def test_a_text_that_breaks_none_is_not(text: str) -> None:
    assert faults(text) == []


def test_openings_and_runs_that_are_shared_are_found() -> None:
    texts = ("Who was there when the day began?", "Who was it when the day began, if anyone?", "When was it?")
    prompts = tuple(Prompt(f"core/p{number}", "hope", text) for number, text in enumerate(texts))
    assert openings(prompts).most_common(1) == [(("who", "was"), 2)]
    assert shared_runs(prompts) == set()
    assert shared_runs(prompts, 4) == {"when the day began"}
