"""Check how prompts are written, as far as a program can: each rule with an id, a reason and an example.

The built-in pack must pass the rules. For a pack of the person's own they only report.
docs/prompts.md shows them to those who write packs; a test holds that page to this table.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple, cast
from unicodedata import category

from reflect.model.choices import THEMES
from reflect.model.text import fold
from reflect.prompts.day import Prompt
from reflect.prompts.pack import OWN_THEME, PACK_KEYS, PROMPT_KEYS, Pack, Source

MAX_PROMPT_LENGTH: Final = 110
"""Characters: two lines of a terminal with 80 columns, read at a glance."""
ENGLISH: Final = "en"
_RUN = 5
"""Words in a row that two prompts may not share."""
_OPENING = 2
"""Words that count as the beginning of a prompt."""
_TWO_WORDS, _FIRST_WORD, _IF_CLAUSE = 8, 4, 3
"""At most one prompt in so many begins with the same two words, begins with the same word, or has an if-clause: a tail
such as "if anyone" keeps a prompt from presupposing something, and becomes a refrain when most have one."""
_SHARES_FROM = 20
"""Prompts from which these shares are asked of a pack."""

_YES_NO = re.compile(
    r"(?:am|are|is|was|were|be|do|does|did|have|has|had|can|could|will|would|shall|should|may|might|must|"
    r"(?:are|is|was|were|do|does|did|have|has|had|can|could|wo|would|should|must)n't)\b"
)
_JOINED = re.compile(
    r"(?<=, )(?:and|but|or) (?:(?:about|at|by|for|from|in|of|on|to|with) )?(?:how|wh(?:at|en|ere|ich|o|om|ose|y))\b"
)
"""A second question behind the first."""
_PRESSING = re.compile(r"\b(?:why|should(?:n't)?|must(?:n't)?|ought|try|tries|tried|trying|need(?:s|ed)? to)\b")
_BANNED: Final[Mapping[str, str]] = {
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


class Finding(NamedTuple):
    """A finding of a rule."""

    rule: str
    line: int
    """Of the file, from 1."""
    prompt: str | None
    """The full id; None for what is of the pack."""
    message: str


class Rule(NamedTuple):
    """One rule."""

    id: str
    says: str
    """The message for a prompt that breaks it."""
    reason: str
    example: str
    """A text that breaks it, and no other rule of words."""
    found: Callable[[str], str | None] = lambda _: None
    """Given a text with small letters and straight apostrophes: what breaks the rule, to be quoted; None: nothing."""
    english: bool = False
    """It knows English words alone."""


def _match(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    def found(text: str) -> str | None:
        match = pattern.search(text)
        return match[0] if match else None

    return found


def _banned(group: str) -> Callable[[str], str | None]:
    words, *phrases = (part.strip() for part in _BANNED[group].split(","))
    each = [re.escape(word).replace(r"\*", r"\w*") for word in (*words.split(), *phrases)]
    return _match(re.compile(rf"\b(?:{'|'.join(each)})\b"))


def _second_question(text: str) -> str | None:
    first = text.find("?")
    after = text[first + 1 :].strip()[:30] if first >= 0 else ""
    joined = _JOINED.search(text)
    return after or (joined[0] if joined else None)


def _loud(text: str) -> str | None:
    return next((sign for sign in text if sign == "!" or category(sign) == "So"), None)


TEXT_RULES: Final = (
    Rule(
        "one-thing",
        "asks more than one thing, or goes on after its question",
        "a prompt is one question or one invitation; a second one turns it into a form to fill in",
        "Who was there? Who was not?",
        _second_question,
    ),
    Rule(
        "ending",
        "ends with neither ? nor .",
        "it is a whole sentence that stands on its own",
        "A silence today, long or short",
        lambda text: None if text.endswith(("?", ".", "!")) else "",
        english=True,
    ),
    Rule(
        "length",
        f"is longer than {MAX_PROMPT_LENGTH} characters",
        "it is read at a glance, on hard days too",
        "Who, " + "if anyone at all, " * 6 + "was there?",
        lambda text: f"{len(text)} characters" if len(text) > MAX_PROMPT_LENGTH else None,
    ),
    Rule("loud", "has an exclamation mark or a picture", "it is said in a level voice", "Name one person!", _loud),
    Rule(
        "yes-no",
        "begins like a question for yes or no",
        "such a question invites the answer that pleases",
        "Did someone wait for you today?",
        _match(re.compile(rf"^{_YES_NO.pattern}")),
        english=True,
    ),
    Rule(
        "pressing",
        "presses",
        "nothing is asked to be explained, done or changed",
        "Who asked you why?",
        _match(_PRESSING),
        english=True,
    ),
    Rule(
        "evaluation",
        "judges",
        "no answer is worth more than another",
        "What was the best of today?",
        _banned("evaluation"),
        english=True,
    ),
    Rule(
        "cause",
        "names a cause or a meaning",
        "what repeats is seen, not explained",
        "What was that because of?",
        _banned("cause"),
        english=True,
    ),
    Rule(
        "clinical",
        "has a clinical word",
        "a prompt is about people, not about a patient",
        "Who was anxious today?",
        _banned("clinical"),
        english=True,
    ),
    Rule(
        "comfort",
        "comforts",
        "comfort from a program assumes that something hurts",
        "Take care of one thing today.",
        _banned("comfort"),
        english=True,
    ),
)
"""The rules of one text."""

PACK_RULES: Final = (
    Rule(
        "theme",
        "has a theme that is not one of the fifteen",
        "prompts of one theme are kept apart, and a theme can be switched off by its name; a typing mistake adds one",
        'theme = "angr"',
    ),
    Rule("twice", "appears twice", "it would come twice as often", 'text = "Who waited today?", and again'),
    Rule(
        "opening",
        f"begins as more than one in {_TWO_WORDS} of the pack do, or with the word of more than one in {_FIRST_WORD}",
        "sentences that begin alike wear out together",
        "What did you …, What did you …, What did you …",
    ),
    Rule(
        "same-words",
        f"shares {_RUN} words in a row with another, or an if-clause with more than one in {_IF_CLAUSE} of the pack",
        "prompts that sound the same feel like one that came back too soon",
        "… when you came home today? … when you came home today?",
    ),
    Rule(
        "unknown-key",
        "has an unknown key, which is ignored",
        "a typing mistake is easy to miss there",
        'titel = "Between Tuesdays"',
    ),
)
"""The rules of a pack as a whole."""


def findings(pack: Pack, source: Source) -> list[Finding]:
    """Return what the rules find in a pack, in the order of its lines."""
    found = [*_of_texts(pack, source), *_of_pack(pack, source), *_of_shares(pack, source), *_unknown_keys(pack, source)]
    return sorted(found, key=lambda finding: finding.line)


def of_text(text: str, language: str = ENGLISH) -> Iterator[tuple[str, str]]:
    """Yield the id of each rule that a text breaks, and its message."""
    plain = _plain(text)
    for rule in TEXT_RULES:
        if not is_asked(rule, language):
            continue
        broken = rule.found(plain)
        if broken is not None:
            yield rule.id, f'{rule.says}: "{broken}"' if broken else rule.says


def is_asked(rule: Rule, language: str) -> bool:
    """Return whether a rule is asked of a pack in this language."""
    return not rule.english or _is_english(language)


def _is_english(language: str) -> bool:
    return language.lower().partition("-")[0] == ENGLISH


def _of_texts(pack: Pack, source: Source) -> Iterator[Finding]:
    for place, prompt in enumerate(pack.prompts):
        for rule, message in of_text(prompt.text, pack.language):
            yield Finding(rule, source.line("text", place), prompt.id, message)


def _of_pack(pack: Pack, source: Source) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    runs: dict[tuple[str, ...], str] = {}
    for place, prompt in enumerate(pack.prompts):
        line, words = source.line("text", place), _words(prompt)
        if prompt.theme not in (*THEMES, OWN_THEME):
            where = source.line("theme", place)
            yield Finding("theme", where, prompt.id, f"the theme {prompt.theme} is not one of the fifteen")
        first = seen.setdefault(fold(prompt.text), prompt.id)
        if first != prompt.id:
            yield Finding("twice", line, prompt.id, f"has the same text as {first}")
            continue
        own = [words[start : start + _RUN] for start in range(len(words) - _RUN + 1)]
        shared = next((run for run in own if runs.setdefault(run, prompt.id) != prompt.id), None)
        if shared:
            yield Finding("same-words", line, prompt.id, f'shares "{" ".join(shared)}" with {runs[shared]}')


def _of_shares(pack: Pack, source: Source) -> Iterator[Finding]:
    number = len(pack.prompts)
    if number < _SHARES_FROM:
        return
    texts = [_words(prompt) for prompt in pack.prompts]
    twos, firsts = (Counter(words[:length] for words in texts) for length in (_OPENING, 1))
    ifs = sum("if" in words for words in texts) if _is_english(pack.language) else 0
    for place, (prompt, words) in enumerate(zip(pack.prompts, texts, strict=True)):
        line = source.line("text", place)
        for start, counted, share in ((words[:_OPENING], twos, _TWO_WORDS), (words[:1], firsts, _FIRST_WORD)):
            if counted[start] > number / share:
                yield Finding("opening", line, prompt.id, f'begins "{" ".join(start)}", as {counted[start]} do')
                break
        if ifs > number / _IF_CLAUSE and "if" in words:
            yield Finding("same-words", line, prompt.id, f"has an if-clause, as {ifs} of {number} do")


def _unknown_keys(pack: Pack, source: Source) -> Iterator[Finding]:
    head, prompts = (cast("Any", source.values[name]) for name in ("pack", "prompt"))
    keys: list[tuple[str, int, str | None]] = [
        (key, source.line_at_top(key), None) for key in source.values if key not in ("pack", "prompt")
    ]
    keys += [(key, source.line(key), None) for key in head if key not in PACK_KEYS]
    for place, (table, prompt) in enumerate(zip(prompts, pack.prompts, strict=True)):
        keys += [(key, source.line(key, place), prompt.id) for key in table if key not in PROMPT_KEYS]
    for key, line, prompt_id in keys:
        yield Finding("unknown-key", line, prompt_id, f"the key {key[:40]} is not known and is ignored")


def _words(prompt: Prompt) -> tuple[str, ...]:
    return tuple(re.findall(r"[\w']+", _plain(prompt.text)))


def _plain(text: str) -> str:
    return text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
