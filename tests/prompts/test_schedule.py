"""The choice of the day's prompt by example: each step of it, and each of its edge cases."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from reflect.model.choices import OfferClass
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
    tie,
    words,
)

MONDAY = date(2026, 11, 23)


def chosen(
    entries: list[Entry], prompts: tuple[Prompt, ...], today: date = MONDAY, focus: tuple[Prompt, ...] = ()
) -> Choice:
    focused = frozenset(prompt.id for prompt in focus)
    return choose(Past(), entries, Catalogue(prompts, focused), today, SALT)


def daily(prompts: tuple[Prompt, ...], until: date = MONDAY, kind: OfferClass = "early") -> list[Entry]:
    """Return offers of `prompts` in this order, one a day, the last on the day before `until`."""
    return [offer(until - days(len(prompts) - place), prompt, kind) for place, prompt in enumerate(prompts)]


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


# Step 1: offers too far ahead, and two on one day.


@pytest.mark.parametrize("ahead", [3, 4, 400, (date(2099, 1, 1) - MONDAY).days])
def test_an_offer_of_more_than_two_days_ahead_is_left_aside(ahead: int) -> None:
    prompts = prompts_of("hope", "anger")
    far = offer(MONDAY + days(ahead), prompts[0])
    assert chosen([far], prompts) == fresh(prompts[0], "new")


def test_an_offer_of_2099_freezes_nothing() -> None:
    prompts = even_pack(40)
    book, with_2099 = (
        Notebook(Catalogue(prompts), [offer(date(2099, 1, 1), prompts[5])] * number) for number in (0, 1)
    )
    for number in range(30):
        assert book.look(MONDAY + days(number)) == with_2099.look(MONDAY + days(number))


def test_a_pass_of_2099_puts_nothing_back() -> None:
    (prompt,) = prompts_of("hope")
    assert chosen([passed(date(2099, 1, 1), prompt)], (prompt,)) == fresh(prompt, "new")


def test_of_two_offers_on_one_day_the_first_by_time_is_the_days() -> None:
    one, other = prompts_of("hope", "anger")
    early, late = offer(MONDAY, one, time="09:00:00+00:00"), offer(MONDAY, other, time="09:00:01+00:00")
    assert chosen([early, late], (one, other)) == chosen([late, early], (one, other)) == stood(one)


def test_the_first_by_time_is_the_first_instant_whatever_the_offsets() -> None:
    one, other = prompts_of("hope", "anger")
    first, second = offer(MONDAY, one, time="23:00:00+14:00"), offer(MONDAY, other, time="12:00:00+00:00")
    assert chosen([second, first], (one, other)) == stood(one)


def test_of_two_offers_at_one_time_the_first_by_id_is_the_days() -> None:
    one, other = prompts_of("hope", "anger")
    pair = sorted([offer(MONDAY, one), offer(MONDAY, other)], key=lambda made: made["id"])
    by_id = {prompt.id: prompt for prompt in (one, other)}
    for entries in ([*pair], [*reversed(pair)]):
        assert chosen([*entries], (one, other)) == stood(by_id[pair[0]["prompt"]])


def test_the_other_offer_of_a_day_was_shown_too() -> None:
    one, other, third = prompts_of("hope", "anger", "pulls")
    pair: list[Entry] = [
        offer(MONDAY, one, time="09:00:00+00:00"),
        offer(MONDAY, other, time="10:00:00+00:00"),
    ]
    assert rest_of(one, pair) == rest_of(other, pair) == 6
    assert chosen(pair, (one, other, third), MONDAY + DAY) == fresh(third, "new")
    twice = [pair[0], offer(MONDAY, one, time="10:00:00+00:00", key="elsewhere")]
    assert rest_of(one, twice) == 6  # one prompt on one day was shown once


@pytest.mark.parametrize("passes", [(), (0,), (1,), (0, 1)])
def test_the_days_prompt_is_the_one_with_an_answer_and_an_answer_beats_a_pass(passes: tuple[int, ...]) -> None:
    prompts = prompts_of("hope", "anger")
    entries: list[Entry] = [
        offer(MONDAY, prompts[0], time="09:00:00+00:00"),
        offer(MONDAY, prompts[1], time="10:00:00+00:00"),
        *(passed(MONDAY, prompts[n]) for n in passes),
    ]
    assert chosen(entries, prompts) == (PASSED if passes else stood(prompts[0]))
    answer = words(MONDAY, prompts[1])[:1]
    assert chosen(entries + answer, prompts) == chosen(answer + entries, prompts) == stood(prompts[1])
    assert chosen(entries + answer + words(MONDAY, prompts[0])[:1], prompts) == stood(prompts[0])
    assert rest_of(prompts[1], entries + answer) == (14 if 1 in passes else 6)  # the pass rests it all the same


# Step 2: what stands on the day.


def test_a_pass_on_the_day_leaves_none() -> None:
    prompts = prompts_of("hope", "anger")
    assert chosen([offer(MONDAY, prompts[0]), passed(MONDAY, prompts[0])], prompts) == PASSED


def test_a_pass_of_the_day_before_leaves_the_day_open() -> None:
    prompts = prompts_of("hope", "anger")
    entries: list[Entry] = [offer(MONDAY - DAY, prompts[0]), passed(MONDAY - DAY, prompts[0])]
    assert chosen(entries, prompts) == fresh(prompts[1], "new")


@pytest.mark.parametrize("kind", ["new", "returning", "early"])
def test_the_offer_of_the_day_stands_with_its_class(kind: OfferClass) -> None:
    prompts = prompts_of("hope", "anger")
    assert chosen([offer(MONDAY, prompts[1], kind)], prompts) == stood(prompts[1], kind)


def test_the_offer_of_the_day_keeps_its_stored_words_and_theme() -> None:
    (prompt,) = prompts_of("hope")
    edited = prompt._replace(text="Rewritten?", theme="anger")
    assert chosen([offer(MONDAY, prompt)], (edited,)) == stood(prompt)


def test_the_offer_of_the_day_stands_when_its_pack_has_gone() -> None:
    gone, here = *prompts_of("hope", pack="gone"), *prompts_of("anger")
    assert chosen([offer(MONDAY, gone)], (here,)) == chosen([offer(MONDAY, gone)], ()) == stood(gone)


def test_words_beside_the_offer_do_not_move_it() -> None:
    prompts = prompts_of("hope", "anger")
    assert chosen([*words(MONDAY, prompts[0]), offer(MONDAY, prompts[0])], prompts) == stood(prompts[0])


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


def test_of_two_offers_ahead_the_last_is_shown() -> None:
    prompts = prompts_of("hope", "anger", "pulls")
    entries: list[Entry] = [offer(MONDAY + days(2), prompts[1]), offer(MONDAY + DAY, prompts[0])]
    assert chosen(entries, prompts) == stood(prompts[1])


def test_a_clock_back_on_a_day_with_an_offer_shows_that_offer() -> None:
    prompts = prompts_of("hope", "anger", "pulls")
    entries: list[Entry] = [offer(MONDAY, prompts[0]), offer(MONDAY + DAY, prompts[1])]
    assert chosen(entries, prompts) == stood(prompts[0])


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


# Step 4: no catalogue.


def test_an_empty_catalogue_has_no_prompt() -> None:
    gone = prompts_of("hope", "anger", pack="gone")
    assert chosen([], ()) == chosen(daily(gone), ()) == NONE


def test_all_retired_is_an_empty_catalogue_and_one_brought_back_comes() -> None:
    prompts = prompts_of("hope", "anger")
    assert chosen(daily(prompts), ()) == NONE
    assert chosen(daily(prompts), prompts[:1]) == fresh(prompts[0], "early")


# Step 5: the sets.


def test_no_prompt_follows_upon_itself_though_its_rest_is_over() -> None:
    one, other = prompts_of("hope", "anger")
    entries: list[Entry] = [offer(MONDAY - days(1), other), offer(MONDAY, one)]
    assert chosen(entries, (one, other), MONDAY + days(400)) == fresh(other, "returning")


def test_two_prompts_of_one_theme_take_turns() -> None:
    one, other = prompts_of("hope", "hope")
    book = Notebook(Catalogue((one, other)))
    assert [book.look(MONDAY + days(number)).prompt for number in range(60)] == [one, other] * 30


def test_the_one_prompt_of_a_catalogue_follows_upon_itself() -> None:
    (prompt,) = prompts_of("hope")
    book = Notebook(Catalogue((prompt,)))
    assert book.look(MONDAY) == fresh(prompt, "new")
    for number in (1, 2, 3, 30, 31, 400):
        assert book.look(MONDAY + days(number)) == fresh(prompt, "early")


def test_the_one_prompt_of_a_catalogue_rests_after_a_pass() -> None:
    (prompt,) = prompts_of("hope")
    book = Notebook(Catalogue((prompt,)))
    book.look(MONDAY - DAY)
    book.pass_prompt(MONDAY)
    assert book.look(MONDAY) == PASSED
    for number in range(1, 14):
        assert book.look(MONDAY + days(number)) == NONE
    assert book.look(MONDAY + days(14)) == fresh(prompt, "early")


@pytest.mark.parametrize(("showings", "rest"), [(1, 6), (2, 15), (3, 34), (4, 75), (5, 150), (6, 150), (9, 150)])
def test_a_prompt_that_was_shown_rests_by_how_often_it_was_shown(showings: int, rest: int) -> None:
    (prompt,) = prompts_of("hope")
    assert rest_of(prompt, [offer(MONDAY - days(number), prompt) for number in range(showings)]) == rest


def test_what_was_written_does_not_lengthen_or_shorten_a_rest() -> None:
    (prompt,) = prompts_of("hope")
    assert rest_of(prompt, [offer(MONDAY, prompt), *words(MONDAY, prompt)]) == 6


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


def test_all_passed_leaves_none_until_the_first_rest_is_over() -> None:
    prompts = prompts_of("hope", "anger", "pulls")
    book = Notebook(Catalogue(prompts))
    for number in range(3):
        book.pass_prompt(MONDAY + days(number))
    assert [book.look(MONDAY + days(number)).state for number in range(3, 14)] == ["none"] * 11
    assert [book.look(MONDAY + days(number)).prompt for number in range(14, 17)] == [*prompts]


def test_a_pass_leaves_the_rung_and_a_showing_ends_the_passes() -> None:
    (prompt,) = prompts_of("hope")
    rests = []
    entries: list[Entry] = []
    for number, back in enumerate((False, True, True, False, True, False)):
        day = MONDAY + days(200 * number)
        entries.append(offer(day, prompt))
        if back:
            entries.append(passed(day, prompt))
        rests.append(rest_of(prompt, entries))
    assert rests == [6, 14, 30, 15, 14, 34]


def test_a_pass_that_is_taken_away_was_never_there() -> None:
    prompts = prompts_of("hope", "anger", "pulls")
    book = Notebook(Catalogue(prompts))
    book.pass_prompt(MONDAY)
    assert book.look(MONDAY) == PASSED
    without: list[Entry] = [made for made in book.entries if made["kind"] != "pass"]
    assert chosen(without, prompts) == stood(prompts[0])
    assert rest_of(prompts[0], book.entries) == 14
    assert rest_of(prompts[0], without) == 6


def test_a_prompt_passed_and_never_offered_rests_and_comes_afterwards() -> None:
    # As where its offer was deleted. Its class then, the rules leave open.
    one, other = prompts_of("hope", "anger")
    entries: list[Entry] = [offer(MONDAY, one, time="08:00:00+00:00"), passed(MONDAY, other), passed(MONDAY, one)]
    assert chosen(entries, (one, other), MONDAY) == PASSED
    assert chosen(entries, (one, other), MONDAY + days(13)) == NONE
    assert chosen(entries, (one, other), MONDAY + days(14)).prompt == other


def test_an_offer_from_a_pack_that_is_gone_counts_for_themes_and_not_for_prompts() -> None:
    (gone,) = prompts_of("hope", pack="gone")
    one, other = prompts_of("hope", "anger")
    assert chosen([offer(MONDAY - DAY, gone)], (one, other)) == fresh(other, "new")


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


# Step 6: which set.


@pytest.mark.parametrize(
    ("classes", "kind"),
    [
        (["new"], "returning"),
        (["new", "returning"], "returning"),
        (["new", "early"], "returning"),
        (["new", "returning", "returning"], "new"),
        (["new", "early", "returning"], "new"),
        (["new", "returning", "new", "early"], "returning"),
        (["new", *["returning"] * 9], "new"),
        (["returning"], "returning"),
        (["returning", "returning"], "new"),
    ],
)
def test_one_offer_in_three_is_new_while_others_may_return(classes: list[OfferClass], kind: str) -> None:
    known, new = even_pack(12), prompts_of("odd", pack="added")
    first = MONDAY - days(100)
    entries: list[Entry] = [offer(first + days(place), known[place], made) for place, made in enumerate(classes)]
    assert chosen([offer(first - DAY, known[11], "new"), *entries], known + new).kind == kind


def test_while_none_may_return_every_offer_is_new() -> None:
    prompts = prompts_of(*(f"theme-{place}" for place in range(6)))
    book = Notebook(Catalogue(prompts))
    assert [book.look(MONDAY + days(number)) for number in range(6)] == [fresh(prompt, "new") for prompt in prompts]


def test_early_comes_only_when_there_is_neither_new_nor_returning() -> None:
    one, other, new = prompts_of("hope", "anger", "pulls")
    entries = daily((one, other), kind="new")
    assert chosen(entries, (one, other, new)) == fresh(new, "new")
    assert chosen(entries, (one, other)) == fresh(one, "early")
    assert chosen(entries, (one, other), MONDAY + days(4)) == fresh(one, "returning")


# Step 7: the rank.


def test_new_prompts_of_ones_own_rank_by_theme_and_then_as_they_stand_in_the_catalogue() -> None:
    hope, anger, more_hope, pulls = prompts_of("hope", "anger", "hope", "pulls")
    old = prompts_of("anger", "pulls", "hope", *["else"] * 3, pack="old")
    assert chosen([], (more_hope, hope)).prompt == more_hope
    assert chosen(daily(old), (more_hope, pulls, hope, anger)).prompt == anger
    assert chosen(daily(old[1:]), (more_hope, pulls, hope)).prompt == pulls
    assert chosen(daily(old[1:]), (more_hope, hope)).prompt == more_hope


def test_new_prompts_of_the_built_in_pack_rank_by_theme_and_then_by_the_salt_alone() -> None:
    shipped = prompts_of(*["hope", "anger", "pulls"] * 4, pack="core")
    lowest = min(shipped, key=lambda prompt: tie(SALT, prompt))
    assert chosen([], shipped).prompt == chosen([], shipped[::-1]).prompt == lowest
    old = prompts_of("anger", "pulls", *["else"] * 3, pack="old")
    hopes = [prompt for prompt in shipped if prompt.theme == "hope"]
    assert chosen(daily(old), shipped).prompt == min(hopes, key=lambda prompt: tie(SALT, prompt))


def test_fresh_stores_begin_with_different_prompts() -> None:
    catalogue = Catalogue(even_pack(150, 15))
    firsts = [choose(Past(), (), catalogue, MONDAY, f"{salt:016x}").prompt for salt in range(40)]
    assert len(set(firsts)) > 25


def test_new_prompts_of_ones_own_come_before_those_of_the_built_in_pack() -> None:
    own, shipped = prompts_of(*["hope"] * 3), prompts_of(*["hope"] * 3, pack="core")
    assert chosen([], own + shipped).prompt == own[0]


def test_returning_prompts_rank_by_the_day_their_rest_ended_not_by_the_share_of_it() -> None:
    # After 5 showings `long` rests 150 days; `short` rests 6, and has waited many times that, but less long.
    long, short, last = prompts_of("hope", "anger", "pulls")
    entries: list[Entry] = [offer(MONDAY - days(400 - number), long) for number in range(5)]
    entries += [offer(MONDAY - days(200), short), offer(MONDAY - DAY, last)]
    assert chosen(entries, (short, long, last)) == fresh(long, "returning")


def test_returning_prompts_of_one_rest_rank_by_theme() -> None:
    prompts = prompts_of("hope", "anger", *["else"] * 4)
    one, other, *rest = prompts
    # Both rests end on one day: 15 days from the second showing of one, 6 days from the only one of the other.
    day = MONDAY - days(100)
    entries: list[Entry] = [offer(day - days(30), one), offer(day - days(9), one), offer(day, other)]
    entries += [offer(day + days(10 + place), made) for place, made in enumerate(rest)]
    assert chosen(entries, prompts).prompt == one
    assert chosen(entries, prompts[::-1]).prompt == one
    (gone,) = prompts_of("hope", pack="gone")
    assert chosen([*entries, offer(day - days(3), gone)], prompts).prompt == one
    assert chosen([*entries, offer(day + days(3), gone)], prompts).prompt == other


def test_prompts_that_rank_the_same_rank_by_the_hash_of_salt_and_id() -> None:
    prompts = prompts_of("hope", "hope", "anger", "pulls", "else")
    pair, rest = prompts[:2], prompts[2:]
    day = MONDAY - days(100)
    entries: list[Entry] = [offer(day - days(30), pair[0]), offer(day - days(9), pair[0]), offer(day, pair[1])]
    entries += [offer(day + days(10 + place), made) for place, made in enumerate(rest)]
    found = set()
    for salt in (f"{number:016x}" for number in range(16)):
        choice = choose(Past(), entries, Catalogue(prompts), MONDAY, salt)
        assert choice == fresh(min(pair, key=lambda prompt: tie(salt, prompt)), "returning")
        found.add(choice.prompt)
    assert found == {*pair}


def test_early_prompts_rank_by_the_day_they_were_last_offered_not_by_their_rest() -> None:
    # `often` was offered first of all and would rest longest.
    often, seldom, last = prompts_of("hope", "hope", "pulls")
    entries: list[Entry] = [offer(MONDAY - days(10 - number), often) for number in range(5)]
    entries += [offer(MONDAY - days(3), seldom), offer(MONDAY - DAY, last)]
    assert chosen(entries, (seldom, often, last)) == fresh(often, "early")


# Step 8: another theme.


@pytest.mark.parametrize(("same", "found"), [(6, "other"), (7, "other"), (8, "first"), (9, "first")])
def test_only_the_first_eight_in_rank_are_looked_at_for_another_theme(same: int, found: str) -> None:
    *first, other, last = prompts_of(*["hope"] * same, "anger", "hope")
    choice = chosen(daily((*first, other, last), MONDAY - days(400)), (*first, other, last))
    # In rank: those of the one theme, then the one of another; the last offer was of the one theme.
    assert choice == fresh(other if found == "other" else first[0], "returning")


def test_a_theme_that_is_not_among_the_last_three_comes_first_then_two_then_one() -> None:
    a, b, c, d = prompts_of("a", "b", "c", "d")
    other_a = Prompt("core/other", "a", "A once more?")
    # All may return, in this order; the last three offers, of a pack that is gone, were of the themes c, b and a.
    entries = daily((a, b, c, d, other_a), MONDAY - days(100)) + daily(prompts_of("c", "b", "a", pack="gone"))
    assert chosen(entries, (a, b, c, d)).prompt == d
    assert chosen(entries, (a, b, c)).prompt == c
    assert chosen(entries, (a, b)).prompt == b
    assert chosen(entries, (a, other_a)).prompt == a


def test_a_theme_of_four_offers_ago_is_free() -> None:
    a, b = prompts_of("a", "b")
    entries = daily((a, b), MONDAY - days(100)) + daily(prompts_of("a", "c", "d", "e", pack="gone"))
    assert chosen(entries, (a, b)).prompt == a
    entries = daily((a, b), MONDAY - days(100)) + daily(prompts_of("a", "d", "e", pack="gone"))
    assert chosen(entries, (a, b)).prompt == b


# A pack in focus.


def test_a_pack_of_three_in_focus_comes_on_these_days() -> None:
    three = prompts_of("hope", "anger", "pulls", pack="tuesday")
    book = Notebook(Catalogue((*even_pack(120), *three), frozenset(prompt.id for prompt in three)))
    shown = [book.look(MONDAY + days(number)).prompt in three for number in range(75)]
    on = [day for day, of_three in enumerate(shown, start=1) if of_three]
    assert on == [*range(1, 4), *range(7, 10), *range(22, 25), *range(56, 59)]


def test_in_focus_new_prompts_wait_for_no_others() -> None:
    known, three = even_pack(12), prompts_of("hope", "anger", "pulls", pack="tuesday")
    entries: list[Entry] = [offer(MONDAY - days(100 - place), prompt) for place, prompt in enumerate(known)]
    assert chosen(entries, known + three, focus=three) == fresh(three[0], "new")


def test_in_focus_what_may_return_comes_before_what_is_new() -> None:
    three = prompts_of("hope", "anger", "pulls", pack="tuesday")
    (last,) = prompts_of("else", pack="gone")
    entries: list[Entry] = [offer(MONDAY - days(100), three[0]), offer(MONDAY - DAY, last)]
    assert chosen(entries, even_pack(12) + three, focus=three) == fresh(three[0], "returning")


def test_without_new_and_returning_ones_in_focus_the_whole_catalogue_counts() -> None:
    others, three = prompts_of(*["else"] * 12), prompts_of("hope", "anger", "pulls", pack="tuesday")
    entries = daily(three, kind="new")
    assert chosen(entries, others + three, focus=three) == fresh(others[0], "new")
    assert chosen(entries, others + three, focus=prompts_of("hope", pack="gone")) == chosen(entries, others + three)
    assert chosen(entries, three, focus=three) == fresh(three[0], "early")


def test_the_one_prompt_in_focus_does_not_follow_upon_itself() -> None:
    core, (one,) = even_pack(12), prompts_of("hope", pack="tuesday")
    book = Notebook(Catalogue((*core, one), frozenset([one.id])))
    shown = [book.look(MONDAY + days(200 * number)).prompt == one for number in range(6)]
    assert shown == [True, False, True, False, True, False]


def test_a_passed_prompt_rests_in_focus_too() -> None:
    core, three = even_pack(40), prompts_of("hope", "anger", "pulls", pack="tuesday")
    book = Notebook(Catalogue(core + three, frozenset(prompt.id for prompt in three)))
    book.pass_prompt(MONDAY)
    shown = [book.look(MONDAY + days(number)).prompt for number in range(1, 15)]
    assert shown.index(three[0]) == 13


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


def test_every_day_over_a_leap_day_and_a_year_end_has_its_prompt() -> None:
    for first in (date(2028, 2, 24), date(2026, 12, 26)):
        book = Notebook(Catalogue(even_pack(20)))
        choices = [book.look(first + timedelta(days=number)) for number in range(12)]
        assert all(choice.state == "open" and not choice.fixed for choice in choices)
        assert all(one.prompt != next_one.prompt for one, next_one in pairwise(choices))


def test_the_first_and_the_last_day_of_the_calendar_have_a_prompt() -> None:
    (prompt,) = prompts_of("hope")
    assert chosen([], (prompt,), date.min) == chosen([], (prompt,), date.max) == fresh(prompt, "new")


def test_the_fold_of_nothing_is_what_it_was() -> None:
    prompts = prompts_of("hope", "anger")
    past = fold(Past(), daily(prompts))
    assert fold(past, []) == fold(past, words(FIRST, prompts[0])) == past
    assert fold(Past(), []) == Past()
