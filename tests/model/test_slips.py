"""A slip of the keyboard: one character more, less or other, or two neighbours swapped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.model.labels import is_slip
from tests.program import Reflect

WORDS = st.text(st.sampled_from("abcd"), max_size=7)


def one_slip_away(word: str) -> set[str]:
    """Return every word that one slip makes of this one, by making each."""
    places = range(len(word) + 1)
    more = {word[:n] + letter + word[n:] for n in places for letter in "abcd"}
    less = {word[:n] + word[n + 1 :] for n in range(len(word))}
    other = {word[:n] + letter + word[n + 1 :] for n in range(len(word)) for letter in "abcd"}
    swapped = {word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(len(word) - 1)}
    return (more | less | other | swapped) - {word}


@given(WORDS, WORDS)
def test_it_is_what_one_slip_makes(one: str, other: str) -> None:
    assert is_slip(one, other) == (other in one_slip_away(one) and min(len(one), len(other)) >= 3)
    assert all(is_slip(one, slip) for slip in one_slip_away(one) if min(len(one), len(slip)) >= 3)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("pattern", "withdrawl"), "close to withdrawal: reflect label merge withdrawl withdrawal"),
        (("pattern", "anger", "-w", "Samria"), "close to Samira: reflect label merge --people Samria Samira"),
        (
            ("mood", "4", "-f", "very tierd"),
            "close to very tired: reflect label merge --feelings 'very tierd' 'very tired'",
        ),
    ],
)
def test_a_new_label_that_may_be_a_slip_names_its_neighbour(reflect: Reflect, args: tuple[str, ...], said: str) -> None:
    for _ in range(2):
        reflect("pattern", "hope", "-w", "Samira")
        reflect("mood", "5", "-f", "very tired")
    line = reflect(*args).out
    assert "(new label)" in line
    assert line.endswith(f"   {said}\n")
    assert "close to" not in reflect(*args).out


def test_where_nothing_says_which_name_is_the_slip_both_ways_are_named(reflect: Reflect) -> None:
    reflect("pattern", "critcism")
    both = "reflect label merge criticism critcism, or reflect label merge critcism criticism"
    assert reflect("pattern", "criticism").out.endswith(f"   close to critcism: {both}\n")


def test_the_line_names_every_part(reflect: Reflect) -> None:
    ran = reflect("mood", "3", "--energy", "2", "-f", "tired", "--note", "x", "--private")
    assert ran.out.startswith("saved: mood 3, energy 2, tired (new label), and a note, private, Mon 23 Nov 21:40 (")
    ran = reflect("pattern", "withdrawal", "-w", "Sam", "--wish", "x", "--self", "y", "--note", "z")
    assert ran.out.startswith("saved: pattern withdrawal with Sam (new label), wish, self, and a note, Mon 23 Nov")
    assert reflect("mood", "-f", "flat").out.startswith("saved: mood, flat (new label), Mon 23 Nov")
    assert reflect("session", "--note", "x").out.startswith("saved: session and a note, Mon 23 Nov")
