"""The preview is the chooser, lived through by a made-up person, and nothing is written."""

import time
from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from reflect.model.schema import Entry
from reflect.prompts.intervals import Past, fold
from reflect.prompts.schedule import Catalogue
from reflect.prompts.simulate import Person, Row, Rules, rows
from tests.prompts.simulation import DAY, FIRST, SALT, Notebook, days, even_pack, offer, passed, prompts_of, ten_years

RULES = Rules(salt=SALT)


def previewed(
    catalogue: Catalogue,
    number: int,
    person: Person = Person(),  # noqa: B008 - a tuple
    kept: Sequence[Entry] = (),
    first: date = FIRST,
) -> list[Row]:
    past = fold(Past(), [entry for entry in kept if entry["day"] < str(first)])
    later = [entry for entry in kept if entry["day"] >= str(first)]
    return list(rows(past, later, lambda _: catalogue, (first + days(n) for n in range(number)), person, RULES))


def test_it_is_what_the_journal_would_show() -> None:
    catalogue = Catalogue(even_pack(20))
    book = Notebook(catalogue)
    for row in previewed(catalogue, 200):
        choice = book.look(row.day)
        assert choice.prompt is not None
        assert row == Row(row.day, choice.prompt.id, choice.prompt.theme, choice.kind, "shown")


@given(st.floats(0, 1), st.floats(0, 1), st.text(max_size=5), st.integers(1, 60), st.integers(0, 9))
def test_it_is_what_the_journal_would_show_to_such_a_person(
    looks: float, passes: float, seed: str, number: int, size: int
) -> None:
    catalogue = Catalogue(even_pack(size, 3))
    person = Person(looks, passes, seed)
    book = Notebook(catalogue)
    found = previewed(catalogue, number, person)
    assert found == previewed(catalogue, number, person)
    for row in found:
        if not person.looks_on(row.day):
            assert row == Row(row.day, None, None, None, None)
            continue
        back = person.passes_on(row.day)
        choice = book.pass_prompt(row.day) if back else book.look(row.day)
        assert row.prompt == (choice.prompt.id if choice.prompt else None)
        assert row.outcome == (None if choice.prompt is None else "passed" if back else "shown")


@given(st.floats(0, 1), st.floats(0, 1), st.integers(0, 9))
def test_the_days_looked_at_do_not_hang_on_what_is_passed(looks: float, passes: float, seed: int) -> None:
    looked = [Person(looks, share, str(seed)).looks_on(FIRST) for share in (0.0, passes, 1.0)]
    assert len(set(looked)) == 1


def test_shares_come_near_to_what_was_asked_and_seeds_differ() -> None:
    span = [FIRST + days(number) for number in range(2000)]
    for share in (0.0, 0.2, 0.6, 1.0):
        person = Person(share, share, "a")
        assert abs(sum(map(person.looks_on, span)) / 2000 - share) < 0.04
        assert abs(sum(map(person.passes_on, span)) / 2000 - share) < 0.04
    both = sum(Person(0.5, 0.5).looks_on(day) == Person(0.5, 0.5).passes_on(day) for day in span)
    assert 850 < both < 1150
    assert [Person(0.5, 0, "a").looks_on(day) for day in span] != [Person(0.5, 0, "b").looks_on(day) for day in span]


def test_a_day_that_has_an_offer_shows_it_whether_looked_at_or_not() -> None:
    one, other, gone = prompts_of("hope", "anger", "pulls")
    kept: list[Entry] = [offer(FIRST, gone, "early"), offer(FIRST + DAY, other), passed(FIRST + DAY, other)]
    found = previewed(Catalogue((one, other)), 4, Person(looks=0), kept)
    assert found == [
        Row(FIRST, gone.id, "pulls", "early", "shown"),
        Row(FIRST + DAY, other.id, "anger", "new", "passed"),
        Row(FIRST + days(2), None, None, None, None),
        Row(FIRST + days(3), None, None, None, None),
    ]


def test_what_was_offered_and_passed_goes_on() -> None:
    one, other = prompts_of("hope", "anger")
    kept: list[Entry] = [offer(FIRST, one), passed(FIRST, one)]
    found = previewed(Catalogue((one, other)), 16, kept=kept)
    # The other, offered last, does not follow upon itself; the first rests for 14 days.
    assert [row.prompt for row in found] == [one.id, other.id, *[None] * 12, one.id, other.id]


def test_a_pass_without_its_offer_leaves_the_day_without_a_prompt() -> None:
    (one,) = prompts_of("hope")
    assert previewed(Catalogue((one,)), 1, kept=[passed(FIRST, one)]) == [Row(FIRST, None, None, None, None)]


def test_with_the_clock_behind_the_offer_ahead_is_shown_and_comes_once() -> None:
    one, other = prompts_of("hope", "anger")
    found = previewed(Catalogue((one, other)), 4, kept=[offer(FIRST + days(2), other)])
    assert [row.prompt for row in found] == [other.id, other.id, other.id, one.id]


def test_the_catalogue_may_be_another_on_each_day() -> None:
    one, other = prompts_of("hope", "anger")
    until = FIRST + days(3)
    found = rows(
        Past(),
        (),
        lambda day: Catalogue((one,) if day < until else (other,)),
        (FIRST + days(number) for number in range(6)),
        Person(),
        RULES,
    )
    assert [row.prompt for row in found] == [one.id] * 3 + [other.id] * 3


def test_nothing_runs_off_the_calendar() -> None:
    last = date.max
    span = [last - timedelta(days=number) for number in (1, 0)]
    found = list(rows(Past(), (), lambda _: Catalogue(even_pack(3)), span, Person(), RULES))
    assert [row.day for row in found] == span
    assert all(row.outcome == "shown" for row in found)


def test_ten_years_of_it_are_those_of_the_simulation_and_take_less_than_3_seconds() -> None:
    begun = time.process_time()
    found = previewed(Catalogue(even_pack(130)), 3653)
    assert time.process_time() - begun < 3
    assert [row.prompt for row in found] == [
        look.choice.prompt.id for look in ten_years(even_pack(130)) if look.choice.prompt
    ]
