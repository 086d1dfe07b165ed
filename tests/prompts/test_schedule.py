"""The choice of the day's prompt by example, where the rules have numbers or what a clock does is not in them.

Every choice is held by the rules written plainly (test_invariants.py).
"""

from datetime import date

import pytest

from reflect.model.schema import Entry
from reflect.prompts import intervals, schedule
from reflect.prompts.day import Choice, Prompt, standing
from reflect.prompts.intervals import Past, fold
from reflect.prompts.schedule import Catalogue, choose
from tests.prompts.simulation import (
    DAY,
    FIRST,
    NONE,
    PASSED,
    SALT,
    Notebook,
    days,
    even_pack,
    fresh,
    offer,
    passed,
    prompts_of,
    stood,
    words,
)

MONDAY = date(2026, 11, 23)


def chosen(entries: list[Entry], prompts: tuple[Prompt, ...], today: date = MONDAY) -> Choice:
    return choose(Past(), entries, Catalogue(prompts), today, SALT)


def daily(prompts: tuple[Prompt, ...], until: date = MONDAY) -> list[Entry]:
    """Return offers of `prompts` in this order, one a day, the last on the day before `until`."""
    return [offer(until - days(len(prompts) - place), prompt, "early") for place, prompt in enumerate(prompts)]


def rest_of(prompt: Prompt, entries: list[Entry]) -> int:
    """Return on which day after the last of `entries` the prompt may return."""
    (other,) = prompts_of("else", pack="other")
    last = date.fromisoformat(max(made["day"] for made in entries))
    for number in range(2, 200):
        today = last + days(number)
        if chosen([*entries, offer(today - DAY, other)], (prompt, other), today) == fresh(prompt, "returning"):
            return number
    return 0


def test_the_constants_are_those_of_the_rules() -> None:
    assert intervals.LADDER == (6, 15, 34, 75, 150)
    assert intervals.PASS_REST == (14, 30, 90)
    assert (schedule.NEW_EVERY, intervals.THEME_WINDOW, schedule.FRONT, schedule.AHEAD) == (3, 3, 8, 2)


# Step 2: what stands on the day.


def test_the_offer_of_the_day_keeps_its_stored_words_and_theme() -> None:
    (prompt,) = prompts_of("hope")
    edited = prompt._replace(text="Rewritten?", theme="anger")
    assert chosen([offer(MONDAY, prompt)], (edited,)) == stood(prompt)


def test_the_current_choice_comes_from_the_entries_of_the_day_alone() -> None:
    one, other = prompts_of("hope", "anger")
    before: list[Entry] = [offer(MONDAY - DAY, other), passed(MONDAY - DAY, other), offer(MONDAY + DAY, other)]
    assert standing([*before, *words(MONDAY, one)], MONDAY) is None
    assert standing([*before, offer(MONDAY, one)], MONDAY) == stood(one)
    assert standing([*before, offer(MONDAY, one), passed(MONDAY, one)], MONDAY) == PASSED


# Step 3: a clock or a traveller slightly behind.


@pytest.mark.parametrize("back", [1, 2])
def test_a_clock_slightly_behind_shows_the_last_offer_and_writes_nothing(back: int) -> None:
    prompts = prompts_of("hope", "anger", "pulls")
    assert chosen([offer(MONDAY, prompts[1])], prompts, MONDAY - days(back)) == stood(prompts[1])
    assert chosen([offer(MONDAY, prompts[1])], (), MONDAY - days(back)) == stood(prompts[1])


def test_a_clock_back_on_a_day_with_a_pass_shows_none() -> None:
    prompts = prompts_of("hope", "anger", "pulls")
    entries: list[Entry] = [offer(MONDAY, prompts[0]), passed(MONDAY, prompts[0]), offer(MONDAY + DAY, prompts[1])]
    assert chosen(entries, prompts) == PASSED


@pytest.mark.parametrize("back", [1, 2])
def test_a_clock_slightly_behind_does_not_show_a_passed_prompt(back: int) -> None:
    # Step 3 alone would show it again; I7 does not allow that.
    prompts = prompts_of("hope", "anger")
    entries: list[Entry] = [offer(MONDAY, prompts[0]), passed(MONDAY, prompts[0])]
    assert chosen(entries, prompts, MONDAY - days(back)).prompt != prompts[0]


# A pass with the clock behind is given the day of the offer that stands (journal/prompting), so that the fold of that
# day holds both.


def test_a_passed_prompt_with_the_clock_behind_rests_from_the_day_of_its_offer() -> None:
    prompts = prompts_of("hope", "anger")
    entries: list[Entry] = [offer(MONDAY, prompts[0]), passed(MONDAY, prompts[0])]
    for on in (MONDAY - days(1), MONDAY):
        assert chosen(entries, prompts, on).prompt is None
    for number in range(1, 14):
        assert chosen(entries, prompts, MONDAY + days(number)).prompt != prompts[0]


# Step 5: the sets.


@pytest.mark.parametrize(("showings", "rest"), [(1, 6), (2, 15), (3, 34), (4, 75), (5, 150), (6, 150), (9, 150)])
def test_a_prompt_that_was_shown_rests_by_how_often_it_was_shown(showings: int, rest: int) -> None:
    (prompt,) = prompts_of("hope")
    assert rest_of(prompt, [offer(MONDAY - days(number), prompt) for number in range(showings)]) == rest


@pytest.mark.parametrize(("passes", "rest"), [(1, 14), (2, 30), (3, 90), (4, 90), (7, 90)])
def test_a_prompt_that_was_passed_rests_by_how_often_running(passes: int, rest: int) -> None:
    prompts = prompts_of("hope", "anger")
    first = MONDAY - days(200 * passes)
    entries: list[Entry] = [offer(first - DAY, prompts[0]), offer(first, prompts[1])]
    for number in range(1, passes + 1):
        day = first + days(200 * number)
        entries += [offer(day, prompts[0], "returning"), passed(day, prompts[0])]
    entries.append(offer(MONDAY + DAY, prompts[1], "returning"))
    assert chosen(entries, prompts, MONDAY + days(rest - 1)) == NONE
    assert chosen(entries, prompts, MONDAY + days(rest)) == fresh(prompts[0], "returning")


def test_a_prompt_passed_and_never_offered_rests_and_comes_afterwards() -> None:
    # As where its offer was deleted. Its class then, the rules leave open.
    one, other = prompts_of("hope", "anger")
    entries: list[Entry] = [offer(MONDAY, one, time="08:00:00+00:00"), passed(MONDAY, other), passed(MONDAY, one)]
    assert chosen(entries, (one, other), MONDAY) == PASSED
    assert chosen(entries, (one, other), MONDAY + days(13)) == NONE
    assert chosen(entries, (one, other), MONDAY + days(14)).prompt == other


def test_other_rests_can_be_given() -> None:
    prompts = prompts_of("hope", "anger")
    entries: list[Entry] = [
        offer(MONDAY, prompts[0]),
        offer(MONDAY + DAY, prompts[1]),
        passed(MONDAY + DAY, prompts[1]),
    ]

    def on(number: int) -> Choice:
        return choose(Past(), entries, Catalogue(prompts), MONDAY + days(number), SALT, ladder=(3, 8), pass_rest=(5,))

    assert on(2) == fresh(prompts[0], "early")
    assert on(3) == fresh(prompts[0], "returning")
    entries.append(offer(MONDAY + days(3), prompts[0]))
    assert on(5) == NONE
    assert on(6) == fresh(prompts[1], "returning")
    entries.append(offer(MONDAY + days(6), prompts[1]))
    assert on(10) == fresh(prompts[0], "early")
    assert on(11) == fresh(prompts[0], "returning")


# Step 7: the rank.


def test_fresh_stores_begin_with_different_prompts() -> None:
    catalogue = Catalogue(even_pack(150, 15))
    firsts = [choose(Past(), (), catalogue, MONDAY, f"{salt:016x}").prompt for salt in range(40)]
    assert len(set(firsts)) > 25


# Step 8: another theme.


@pytest.mark.parametrize(("same", "found"), [(6, "other"), (7, "other"), (8, "first"), (9, "first")])
def test_only_the_first_eight_in_rank_are_looked_at_for_another_theme(same: int, found: str) -> None:
    *first, other, last = prompts_of(*["hope"] * same, "anger", "hope")
    choice = chosen(daily((*first, other, last), MONDAY - days(400)), (*first, other, last))
    # In rank: those of the one theme, then the one of another; the last offer was of the one theme.
    assert choice == fresh(other if found == "other" else first[0], "returning")


# A pack in focus.


def test_a_pack_of_three_in_focus_comes_on_these_days() -> None:
    three = prompts_of("hope", "anger", "pulls", pack="tuesday")
    book = Notebook(Catalogue((*even_pack(120), *three), frozenset(prompt.id for prompt in three)))
    shown = [book.look(MONDAY + days(number)).prompt in three for number in range(75)]
    on = [day for day, of_three in enumerate(shown, start=1) if of_three]
    assert on == [*range(1, 4), *range(7, 10), *range(22, 25), *range(56, 59)]


# The calendar.


@pytest.mark.parametrize(
    ("day", "back"),
    [
        (date(2028, 2, 29), date(2028, 3, 6)),
        (date(2028, 2, 25), date(2028, 3, 2)),
        (date(2027, 2, 25), date(2027, 3, 3)),
        (date(2026, 12, 28), date(2027, 1, 3)),
        (date(2026, 12, 31), date(2027, 1, 6)),
        (date(2011, 12, 28), date(2012, 1, 3)),
    ],
)
def test_rests_are_counted_in_days_of_the_calendar(day: date, back: date) -> None:
    prompts = prompts_of("hope", "anger")
    entries: list[Entry] = [offer(day, prompts[0]), offer(back - days(2), prompts[1])]
    assert chosen(entries, prompts, back - DAY) == fresh(prompts[0], "early")
    assert chosen(entries, prompts, back) == fresh(prompts[0], "returning")


def test_the_first_and_the_last_day_of_the_calendar_have_a_prompt() -> None:
    (prompt,) = prompts_of("hope")
    assert chosen([], (prompt,), date.min) == chosen([], (prompt,), date.max) == fresh(prompt, "new")


def test_the_fold_of_nothing_is_what_it_was() -> None:
    prompts = prompts_of("hope", "anger")
    past = fold(Past(), daily(prompts))
    assert fold(past, []) == fold(past, words(FIRST, prompts[0])) == past
    assert fold(Past(), []) == Past()
