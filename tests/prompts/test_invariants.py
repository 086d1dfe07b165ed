"""What holds of the day's prompt in every life: I1 to I17, I19, I20 and I22 of the rules, and the fold of the past."""

import copy
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.model.schema import Entry
from reflect.prompts.day import Choice, Prompt
from reflect.prompts.intervals import Past, fold
from reflect.prompts.schedule import Catalogue, choose
from tests.prompts.simulation import (
    DAY,
    FIRST,
    PASSED,
    SALT,
    Notebook,
    by_the_rules,
    days,
    even_pack,
    log_of,
    offer,
    passed,
    passes_running,
    prompts_of,
    rank,
    rest_until,
    sets_of,
    stood,
    words,
)


class Spell(NamedTuple):
    """Some days on which a person does the same."""

    gap: int
    """Days from the one before."""
    length: int
    does: str


class Look(NamedTuple):
    """One look at the prompt."""

    today: date
    choice: Choice
    before: list[Entry]


class Life(NamedTuple):
    """What came of some spells."""

    catalogue: Catalogue
    looks: list[Look]
    entries: list[Entry]
    today: date
    """The last day."""

    @property
    def fresh(self) -> list[Look]:
        """The looks at which a prompt was offered."""
        return [look for look in self.looks if look.choice.prompt is not None and not look.choice.fixed]


DOES = ("looks", "looks", "looks", "passes", "writes", "looks twice")
GAPS = (1, 1, 1, 1, 2, 3, 6, 14, 40, 400)


def spells(
    gaps: Sequence[int] = GAPS, does: Sequence[str] = DOES, least: int = 2, most: int = 8
) -> st.SearchStrategy[list[Spell]]:
    spell = st.builds(Spell, st.sampled_from(gaps), st.sampled_from((1, 1, 2, 4, 9)), st.sampled_from(does))
    return st.lists(spell, min_size=least, max_size=most)


def catalogues(least: int = 1) -> st.SearchStrategy[Catalogue]:
    """Give few prompts or many, of few themes."""
    themes = st.sampled_from(("hope", "anger", "pulls", "timing", "silence"))
    several = st.lists(themes, min_size=max(least, 9), max_size=24)
    few = st.lists(themes, min_size=least, max_size=max(least, 4))
    packs = st.sampled_from(("own", "core"))
    return st.builds(
        lambda drawn, pack: Catalogue(prompts_of(*drawn, pack=pack)), st.one_of(few, several, several), packs
    )


def lived_in(book: Notebook, during: list[Spell], today: date = FIRST) -> Life:
    """Live on in `book`, from the day `today`."""
    looks = []
    for gap, length, does in during:
        for step in (gap, *[1] * (length - 1)):
            today += days(step)
            before = [*book.entries]
            act = {"passes": book.pass_prompt, "writes": book.write}.get(does, book.look)
            act(today)
            looks.append(Look(today, choose(Past(), before, book.catalogue, today, SALT), before))
            if does == "looks twice":
                looks.append(Look(today, book.look(today), [*book.entries]))
    return Life(book.catalogue, looks, book.entries, today)


def lives(least: int = 1, during: st.SearchStrategy[list[Spell]] | None = None) -> st.SearchStrategy[Life]:
    """Give lives with a catalogue of `least` prompts or more."""
    return st.builds(
        lambda catalogue, during: lived_in(Notebook(catalogue), during),
        catalogues(least),
        spells() if during is None else during,
    )


SLIPPING = (1, 1, 2, 0, -1, -2, 6, 40)
"""Days from one look to the next when the clock or the zone is not to be relied on."""


def chosen(entries: Sequence[Entry], catalogue: Catalogue, today: date) -> Choice:
    return choose(Past(), entries, catalogue, today, SALT)


def class_of(entries: Sequence[Entry], prompt: Prompt) -> list[str]:
    return [made["class"] for made in entries if made["kind"] == "offer" and made["prompt"] == prompt.id]


def in_json(past: Past) -> Past:
    return Past.from_json(json.loads(json.dumps(past.to_json())))


# The rules as a whole.


@given(lives())
def test_every_choice_is_the_one_of_the_rules_written_plainly(life: Life) -> None:
    for today, choice, before in life.looks:
        assert choice == by_the_rules(before, life.catalogue, today)


@given(lives(during=spells(SLIPPING, ("looks", "writes"))))
def test_every_choice_is_the_one_of_the_rules_when_the_clock_slips(life: Life) -> None:
    for today, choice, before in life.looks:
        assert choice == by_the_rules(before, life.catalogue, today)


@given(catalogues(4), st.integers(1, 4), spells())
def test_every_choice_is_the_one_of_the_rules_with_a_pack_in_focus(
    catalogue: Catalogue, number: int, during: list[Spell]
) -> None:
    focused = catalogue._replace(focus=frozenset(prompt.id for prompt in catalogue.prompts[-number:]))
    for today, choice, before in lived_in(Notebook(focused), during).looks:
        assert choice == by_the_rules(before, focused, today)


_MADE = st.lists(
    st.tuples(
        st.sampled_from((-150, -90, -34, -15, *range(-7, 1), 3, 30_000)),
        st.integers(0, 6),
        st.sampled_from(("new", "returning", "early")),
        st.sampled_from(("09:00:00+00:00", "23:00:00+14:00", "12:00:00+00:00")),
        st.sampled_from(("", "", "passed", "answered")),
    ),
    max_size=16,
)
"""Offers that no life need have led to, as a merge leaves them: day, prompt, class, time, what became of it."""


@given(
    st.lists(st.sampled_from("abcd"), min_size=1, max_size=7),
    st.integers(0, 7),
    _MADE,
    st.sets(st.integers(0, 6), max_size=3),
    st.integers(0, 2),
    st.sampled_from((0, 0, 6, 14, 400)),
    st.randoms(use_true_random=False),
)
def test_whatever_was_offered_the_choice_is_the_one_of_the_rules(
    themes: list[str], own: int, made: list[tuple[int, int, Any, str, str]], focus: set[int], gone: int, today: int,
    chance: Random,
) -> None:  # fmt: skip
    prompts = prompts_of(*themes[:own]) + prompts_of(*themes[own:], pack="core")
    entries: list[Entry] = []
    for key, (number, place, kind, time, became) in enumerate(made):
        day, prompt = FIRST + days(number), prompts[place % len(prompts)]
        entries.append(offer(day, prompt, kind, time=time, key=key))
        entries += [passed(day, prompt)] if became == "passed" else []
        entries += words(day, prompt)[:1] if became == "answered" else []
    chance.shuffle(entries)
    in_focus = frozenset(prompt.id for place, prompt in enumerate(prompts) if place in focus)
    catalogue, on = Catalogue(tuple(chance.sample(prompts, max(len(prompts) - gone, 0))), in_focus), FIRST + days(today)
    assert chosen(entries, catalogue, on) == by_the_rules(entries, catalogue, on)


# I1 to I6.


_SOME_DAYS = """
from tests.prompts.simulation import *
looked = ten_years(even_pack(20, 1), looks=0.6, passes=0.2, number_of_days=800)  # of one theme: many rank the same
print([(look.day, look.choice) for look in looked])
"""


def test_i1_every_process_chooses_the_same() -> None:
    root = Path(__file__).parents[2]
    runs = [
        subprocess.run(
            [sys.executable, "-c", _SOME_DAYS],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(root), "PATH": os.environ.get("PATH", "")},
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        )
        for seed in ("1", "2")
    ]
    assert len(runs[0].stdout.splitlines()) == 1
    assert runs[0].stdout == runs[1].stdout


@given(lives(), st.randoms(use_true_random=False))
def test_i1_the_same_inputs_choose_the_same(life: Life, chance: Random) -> None:
    look = chance.choice(life.looks)
    again = [copy.deepcopy(made) for made in look.before]
    assert chosen(again, Catalogue(life.catalogue.prompts, frozenset()), look.today) == look.choice


@given(lives(), st.integers(0, 400))
def test_i2_inputs_stay_as_they_are(life: Life, later: int) -> None:
    half = life.looks[len(life.looks) // 2].today
    past = fold(Past(), [made for made in life.entries if made["day"] < str(half)])
    recent = [made for made in life.entries if made["day"] >= str(half)]
    inputs = (past, recent, life.catalogue)
    before = copy.deepcopy(inputs)
    choose(*inputs, life.today + days(later), SALT)
    fold(past, recent)
    past.to_json()["prompts"].clear()
    assert inputs == before


@given(lives())
def test_i3_a_day_has_one_prompt_at_most(life: Life) -> None:
    offers = Counter(made["day"] for made in life.entries if made["kind"] == "offer")
    assert set(offers.values()) <= {1}
    assert sum(offers.values()) == len(life.fresh)


@given(lives(), catalogues())
def test_i4_a_prompt_stays_until_it_is_passed(life: Life, other: Catalogue) -> None:
    today = life.today + DAY
    book = Notebook(life.catalogue, life.entries)
    prompt, kind = (choice := book.look(today)).prompt, choice.kind
    if prompt is None or kind is None:
        return
    edited = tuple(one._replace(text="Rewritten?", theme="rewritten") for one in life.catalogue.prompts)
    entries = [*book.entries, *words(today, prompt)]
    focused = Catalogue(edited, frozenset([prompt.id]))
    for catalogue in (life.catalogue, other, Catalogue(()), Catalogue(edited), focused):
        assert chosen(entries, catalogue, today) == stood(prompt, kind)
    book.pass_prompt(today)
    answer, *others = words(today, prompt)
    for catalogue in (life.catalogue, other, Catalogue(())):
        assert chosen([*book.entries, *others], catalogue, today) == PASSED
        assert chosen([*book.entries, *others, answer], catalogue, today) == stood(prompt, kind)


@given(lives(2))
def test_i5_no_prompt_follows_upon_itself(life: Life) -> None:
    for one, after in pairwise(life.fresh):
        assert one.choice.prompt != after.choice.prompt


@given(lives(2))
def test_i6_no_theme_follows_upon_itself_while_another_is_in_front(life: Life) -> None:
    for one, after in pairwise(life.fresh):
        assert one.choice.prompt is not None
        assert after.choice.prompt is not None
        if one.choice.prompt.theme == after.choice.prompt.theme:
            _, ranked = rank(log_of(after.before), life.catalogue, after.today)
            assert {prompt.theme for prompt in ranked[:8]} == {one.choice.prompt.theme}


# I7 to I10.


@given(lives(during=spells(does=("looks", "passes", "passes", "writes"))))
def test_i7_a_passed_prompt_is_not_shown_before_its_rest_ends(life: Life) -> None:
    rests: dict[str, date] = {}
    running: Counter[str] = Counter()
    passes = {made["day"]: made["prompt"] for made in life.entries if made["kind"] == "pass"}
    for today, choice, _ in life.looks:
        if choice.prompt is None:
            continue
        prompt = choice.prompt.id
        assert rests.get(prompt, today) <= today
        running[prompt] = running[prompt] + 1 if passes.get(str(today)) == prompt else 0
        rests[prompt] = today + days((0, 14, 30, 90)[min(running[prompt], 3)])


@given(lives(), st.integers(0, 20))
def test_i8_no_answer_changes_a_choice(life: Life, later: int) -> None:
    today = life.today + days(later)
    without = [made for made in life.entries if made["kind"] != "answer"]
    # Of one day an answer and a pass come together only where two machines meet: what `today` says then is the answer.
    passed = {made["day"] for made in life.entries if made["kind"] == "pass"}
    answered = [
        *life.entries,
        *(
            words(look.today, look.choice.prompt, key="more")[0]
            for look in life.looks
            if look.choice.prompt and str(look.today) not in passed
        ),
    ]
    changed: list[Entry] = [{**made, "text": "No."} if made["kind"] == "answer" else made for made in life.entries]
    expected = chosen(life.entries, life.catalogue, today)
    for entries in (without, answered, changed):
        assert chosen(entries, life.catalogue, today) == expected
        assert fold(Past(), entries) == fold(Past(), life.entries)


@given(lives(), st.integers(0, 20), st.lists(st.integers(-400, 3), max_size=5))
def test_i9_nor_does_anything_else_that_a_person_writes(life: Life, later: int, written: list[int]) -> None:
    today = life.today + days(later)
    prompt = life.catalogue.prompts[0]
    more = [made for number in written for made in words(today + days(number), prompt, key="more")]
    fewer = [made for made in life.entries if made["kind"] in ("offer", "pass")]
    expected = chosen(life.entries, life.catalogue, today)
    assert chosen(fewer, life.catalogue, today) == chosen([*more, *life.entries], life.catalogue, today) == expected


@given(lives(), st.integers(1, 400))
def test_i10_days_that_were_not_looked_at_do_not_pile_up(life: Life, away: int) -> None:
    book = Notebook(life.catalogue, life.entries)
    for number in range(3):
        known = len(book.entries)
        today = life.today + days(away + number)
        choice = book.look(today)
        assert book.look(today).prompt == choice.prompt
        assert len(book.entries) == known + (choice.prompt is not None)
    assert {*Choice._fields} == {"state", "prompt", "kind", "fixed"}


@given(lives())
def test_i10_after_400_days_away_there_is_one_prompt(life: Life) -> None:
    choice = chosen(life.entries, life.catalogue, life.today + days(400))
    assert choice.prompt in life.catalogue.prompts
    assert not choice.fixed
    assert chosen(life.entries, life.catalogue, life.today + days(800)) == choice


# I11 to I14.


@given(lives())
def test_i11_new_was_never_offered_and_returning_has_rested(life: Life) -> None:
    shown: dict[str, list[date]] = {}
    passes = {(made["day"], made["prompt"]) for made in life.entries if made["kind"] == "pass"}
    for today, choice, _ in life.fresh:
        assert choice.prompt is not None
        on = shown.setdefault(choice.prompt.id, [])
        assert (choice.kind == "new") == (not on)
        if choice.kind == "returning":
            kept = sum((str(day), choice.prompt.id) not in passes for day in on)
            back = next((n for n, day in enumerate(on[::-1]) if (str(day), choice.prompt.id) not in passes), len(on))
            assert (today - on[-1]).days >= (
                (14, 30, 90)[min(back, 3) - 1] if back else (6, 15, 34, 75, 150)[min(kept, 5) - 1]
            )
        on.append(today)


def one_new_in_three(life: Life) -> None:
    alone = len(life.catalogue.prompts) == 1
    for today, choice, before in life.fresh:
        log = log_of(before)
        if choice.kind == "new" and sets_of(log, life.catalogue.prompts, today, alone=alone).returning:
            assert "new" not in [made["class"] for made in log.offers[-2:]]


@given(lives(9))
def test_i12_one_offer_in_three_is_new_at_most_while_others_may_return(life: Life) -> None:
    one_new_in_three(life)


@given(lives(), spells(most=4))
def test_i13_nor_are_more_new_when_300_prompts_are_added_on_one_day(life: Life, further: list[Spell]) -> None:
    more = Catalogue(life.catalogue.prompts + even_pack(300, 5)[len(life.catalogue.prompts) :])
    one_new_in_three(lived_in(Notebook(more, life.entries), further, life.today))


@given(catalogues(2), spells(), spells(most=5), spells(most=5))
def test_i14_a_pack_that_was_away_is_as_if_never_removed(
    catalogue: Catalogue, first: list[Spell], without: list[Spell], again: list[Spell]
) -> None:
    kept = Catalogue(prompts_of("hope", "anger", "timing", pack="kept"))
    both = Catalogue(kept.prompts + catalogue.prompts)
    book = Notebook(both)
    today = lived_in(book, first).today
    known = {prompt: class_of(book.entries, prompt) for prompt in catalogue.prompts}
    book.catalogue = kept
    today = lived_in(book, without, today).today
    assert known == {prompt: class_of(book.entries, prompt) for prompt in catalogue.prompts}
    book.catalogue = both
    for day, choice, before in lived_in(book, again, today).looks:
        assert choice == by_the_rules(before, both, day)
    assert all(class_of(book.entries, prompt).count("new") <= 1 for prompt in both.prompts)


# I16, I17, I19, I20 and I22.


@given(lives(), st.sampled_from((1, 2)))
def test_i16_a_clock_one_or_two_days_back_brings_no_new_offer(life: Life, back: int) -> None:
    last = life.fresh[-1]
    today = last.today - days(back)
    on_the_day = [made for made in life.entries if made["day"] == str(today)]
    choice = chosen(life.entries, life.catalogue, today)
    assert choice.fixed
    assert last.choice.prompt is not None
    before = log_of(made for made in life.entries if made["day"] < str(today)).events.get(last.choice.prompt.id, [])
    rests = bool(before) and passes_running(before) > 0 and rest_until(before) > today
    is_passed = any(made["kind"] == "pass" and made["day"] == str(last.today) for made in life.entries)
    if any(made["kind"] == "pass" for made in on_the_day):
        assert choice == PASSED
    elif offered := [made for made in on_the_day if made["kind"] == "offer"]:
        assert choice.prompt is not None
        assert [choice.prompt.id] == [made["prompt"] for made in offered]
    elif not rests and not is_passed:
        assert choice == last.choice._replace(fixed=True)


@given(lives(), st.integers(0, 20), st.integers(3, 30_000))
def test_i16_an_offer_far_ahead_freezes_nothing(life: Life, later: int, ahead: int) -> None:
    today = life.today + days(later)
    far = offer(today + days(ahead), life.catalogue.prompts[0])
    assert chosen([far, *life.entries], life.catalogue, today) == chosen(life.entries, life.catalogue, today)


@given(lives(), st.integers(0, 3))
def test_i17_the_same_date_twice_has_the_same_prompt(life: Life, later: int) -> None:
    book = Notebook(life.catalogue, life.entries)
    today = life.today + days(later)
    first = book.look(today)
    known = [*book.entries]
    assert book.look(today) == (first if first.prompt is None else first._replace(fixed=True))
    assert book.entries == known


@given(lives(), st.integers(1, 40))
def test_i17_a_date_that_was_skipped_leaves_no_trace(life: Life, later: int) -> None:
    today = life.today + days(later)
    past = fold(Past(), life.entries)
    assert fold(past, []) == past
    assert choose(past, [], life.catalogue, today, SALT) == chosen(life.entries, life.catalogue, today)


@given(lives(during=spells(does=("looks", "passes", "writes"))))
def test_i19_the_rung_never_falls(life: Life) -> None:
    past, rungs = Past(), dict[str, int]()
    for day in sorted({made["day"] for made in life.entries}):
        past = fold(past, [made for made in life.entries if made["day"] == day])
        for prompt, stands in past.prompts.items():
            assert rungs.get(prompt, 0) <= stands.rung <= 4
            rungs[prompt] = stands.rung


@given(lives(during=spells(SLIPPING)), st.randoms(use_true_random=False), st.integers(-2, 20))
def test_i20_a_shuffled_file_gives_the_same_choice(life: Life, chance: Random, later: int) -> None:
    shuffled = [*life.entries]
    chance.shuffle(shuffled)
    today = life.today + days(later)
    assert chosen(shuffled, life.catalogue, today) == chosen(life.entries, life.catalogue, today)
    assert fold(Past(), shuffled) == fold(Past(), life.entries)


@given(lives(), spells((1, 1, 2, 3), most=4), spells((1, 1, 2, 3), most=4), spells((1, 6), most=3))
def test_i22_after_a_merge_both_machines_choose_the_same_and_all_that_was_shown_counts(
    life: Life, one: list[Spell], other: list[Spell], merged: list[Spell]
) -> None:
    more = Catalogue(life.catalogue.prompts[::-1] + prompts_of("else", "hope", pack="added"))
    here = Notebook(life.catalogue, life.entries, "here")
    there = Notebook(more, life.entries, "there")
    last = max(lived_in(here, one, life.today).today, lived_in(there, other, life.today).today)
    known = len(life.entries)
    both = [here.entries + there.entries[known:], there.entries[known:] + here.entries]
    assert fold(Past(), both[0]) == fold(Past(), both[1])
    firsts = {day: made["prompt"] for day, made in log_of(both[0]).of_days.items()}
    for number in range((last - life.today).days + 1):
        today = life.today + days(number)
        choice = chosen(both[0], more, today)
        assert choice == chosen(both[1], more, today)
        assert choice.prompt is None or today not in firsts or choice.prompt.id == firsts[today]
    # Whether what was put back without being the offer of its day was ever offered, the rules leave open.
    offered = {(made["day"], made["prompt"]) for made in log_of(both[0]).offers}
    if {(made["day"], made["prompt"]) for made in both[0] if made["kind"] == "pass"} <= offered:
        for day, choice, before in lived_in(Notebook(more, both[1]), merged, last).looks:
            assert choice == by_the_rules(before, more, day)


# The fold: what is kept of the past comes to the same as the past.


@given(lives(during=spells(SLIPPING)), st.data())
def test_any_part_of_the_past_can_be_folded_before(life: Life, data: st.DataObject) -> None:
    today = life.today + days(data.draw(st.sampled_from((0, 1, 2, 6, 14, 15, 40)), "later"))
    on = sorted({made["day"] for made in life.entries if made["day"] <= str(today)})
    edges = [*on, *(str(date.fromisoformat(day) + DAY) for day in on), str(today)]
    first, second = sorted(data.draw(st.sampled_from([day for day in edges if day <= str(today)])) for _ in range(2))
    parts: list[list[Entry]] = [[], [], []]
    for made in life.entries:
        parts[(made["day"] >= first) + (made["day"] >= second)].append(made)
    expected = chosen(life.entries, life.catalogue, today)
    past = fold(Past(), parts[0])
    assert choose(past, parts[1] + parts[2], life.catalogue, today, SALT) == expected
    past = fold(in_json(past), parts[1])
    assert choose(in_json(past), parts[2], life.catalogue, today, SALT) == expected
    assert fold(past, parts[2]) == fold(Past(), life.entries)


@given(lives(during=spells(SLIPPING)))
def test_what_json_holds_of_the_past_is_the_past(life: Life) -> None:
    past = fold(Past(), life.entries)
    assert in_json(past) == past
    assert in_json(past).to_json() == past.to_json()
    assert in_json(Past()) == Past()


def paths(document: Any) -> list[tuple[Any, ...]]:
    """Return the way to each value in `document`."""
    inside = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    return [(), *((key, *path) for key, value in inside for path in paths(value))]


def damaged(document: Any, path: tuple[Any, ...], put: Any) -> Any:
    """Return a copy with another value at the end of `path`, or with none: `GONE`."""
    if not path:
        return put
    changed = copy.copy(document)
    if len(path) == 1 and put is GONE:
        del changed[path[0]]
    else:
        changed[path[0]] = damaged(document[path[0]], path[1:], put)
    return changed


def nested(depth: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(depth):
        found = [found]
    return found


GONE = "gone"
WHOLE = json.loads(
    json.dumps(
        fold(
            Past(),
            [offer(FIRST + days(number), prompt) for number, prompt in enumerate(prompts_of("hope", "anger", "hope"))],
        ).to_json()
    )
)
JUNK: tuple[Any, ...] = (
    None,
    True,
    -1,
    10**30,
    1.5,
    float("nan"),
    "",
    "x",
    [],
    [1],
    ["x", 1],
    [[1, "x"]],
    {},
    {"x": 1},
    {"x": [1]},
    GONE,
)


@given(st.lists(st.tuples(st.sampled_from(paths(WHOLE)[1:]), st.sampled_from(JUNK)), min_size=1, max_size=3))
def test_a_damaged_past_is_read_or_refused_and_nothing_else(damages: list[tuple[tuple[Any, ...], Any]]) -> None:
    document = WHOLE
    for path, put in damages:
        if path in paths(document):
            document = damaged(document, path, put)
    with suppress(ValueError):
        Past.from_json(document).to_json()


@pytest.mark.parametrize(
    "document", [None, True, 3, 1.5, "", "x", [], ["x"], [1, 2], {}, {"prompts": {}}, nested(100_000)]
)
def test_what_is_no_past_is_refused(document: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words are for nobody: the past is folded anew
        Past.from_json(document)


def test_a_past_with_a_value_of_another_type_is_refused() -> None:
    taken = []
    for path in paths(WHOLE)[1:]:
        for put in (None, True, 1.5, {"x": [None]}):
            try:
                Past.from_json(damaged(WHOLE, path, put))
            except ValueError:
                continue
            taken.append((path, put))
    assert [damage for damage in taken if damage != (("last",), None)] == []
