"""Every run of words in some texts, and its days: a suffix automaton over words.

All runs that end at the same places share a state, so there are at most twice as many states as words, however long
what repeats is. (Blumer et al. 1985, doi:10.1016/0304-3975(85)90157-4.) A text is a string here, a character a word.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple


class Run(NamedTuple):
    """The longest of the runs that end at the same places."""

    words: str
    days: int
    """The days on which it counts, a bit each."""


class Automaton:
    """The runs of the texts that were added."""

    def __init__(self) -> None:
        """Start with no text; the first state is that of the empty run."""
        self._next: list[dict[str, int]] = [{}]
        self._link = [-1]
        self._length = [0]
        self._days = [0]
        self._alone = [0]
        """Days that count for the longest run of a state and not for what ends it."""
        self._place: list[tuple[str, int]] = [("", 0)]
        """A text, and the place after the run in it."""
        self._partly: list[tuple[int, int, str, int]] = []
        """Ends at which not all runs count: state, day, the text up to there, and `known`."""

    def add(self, text: str, day: int, known: Sequence[int]) -> None:
        """Add a text of a day (a bit).

        Args:
            text: a character a word.
            day: the bit of its day.
            known: for each place of the text the length of the longest run ending there that does not count, nor do
                the shorter ones; 0 where all count.
        """
        state = 0
        for place, word in enumerate(text, start=1):
            state = self._step(state, word, (text, place))
            if known[place - 1]:
                self._partly.append((state, day, text[:place], known[place - 1]))
            else:
                self._days[state] |= day

    def runs(self, reported: Callable[[str, int, int], bool]) -> Iterator[Run]:
        """Give, once all texts are added, the reported runs, and the longest runs that do not count somewhere.

        Of a state the longest run is given, unless a reported run contains it and has the same days: so words that
        repeat as a whole are given once, and not with everything they begin with. The days of runs that do not count
        somewhere are not known here: -1.

        Args:
            reported: whether a run is reported, by a text, the place after the run in it, and its length.
        """
        for state, day, text, known in self._partly:
            yield from (Run(run, -1) for run in self._count_longer(state, day, text, known))
        total: dict[int, int] = {}
        """The days of the longest run of each state."""
        covering: dict[int, set[int]] = {}
        """By state, the days of runs that end with it and are reported, or inside such a run with the same days."""
        covered = set[int]()
        """States whose longest run is reported, or inside a reported run with the same days."""
        for state in sorted(range(1, len(self._length)), key=self._length.__getitem__, reverse=True):
            self._days[self._link[state]] |= self._days[state]
            days = total[state] = self._days[state] | self._alone[state]
            text, end = self._place[state]
            held = days in covering.get(state, ()) or any(
                total[longer] == days and longer in covered for longer in self._next[state].values()
            )
            if held or reported(text, end, self._length[state]):
                covered.add(state)
                covering.setdefault(self._link[state], set()).add(days)
                if not held:
                    yield Run(text[end - self._length[state] : end], days)

    def longest_in(self, text: str) -> list[int]:
        """Return for each place of another text the length of the longest run ending there that these texts hold."""
        found, state, length = [], 0, 0
        for word in text:
            while state and word not in self._next[state]:
                state = self._link[state]
                length = self._length[state]
            if word in self._next[state]:
                state = self._next[state][word]
                length += 1
            found.append(length)
        return found

    def _count_longer(self, state: int, day: int, text: str, known: int) -> Iterator[str]:
        """Count the runs that end with `text` and are longer than `known`; give the one of that length, if it is alike.

        Alike are runs that end at the same places: the longest counts there, and one as short as `known` does not.
        """
        while self._length[state] > known:
            self._alone[state] |= day
            if self._length[self._link[state]] < known:
                yield text[-known:]
            state = self._link[state]

    def _step(self, last: int, word: str, place: tuple[str, int]) -> int:
        """Return the state after `word`, made now where there is none."""
        known = self._next[last].get(word)
        if known is not None:
            return known if self._length[known] == self._length[last] + 1 else self._split(last, known, word)
        made = self._state(self._length[last] + 1, {}, 0, place)
        state = last
        while state >= 0 and word not in self._next[state]:
            self._next[state][word] = made
            state = self._link[state]
        if state >= 0:
            known = self._next[state][word]
            fits = self._length[known] == self._length[state] + 1
            self._link[made] = known if fits else self._split(state, known, word)
        return made

    def _split(self, state: int, known: int, word: str) -> int:
        """Take the runs of `known` that end elsewhere too into a state of their own, and return it."""
        made = self._state(self._length[state] + 1, self._next[known].copy(), self._link[known], self._place[known])
        self._link[known] = made
        while state >= 0 and self._next[state].get(word) == known:
            self._next[state][word] = made
            state = self._link[state]
        return made

    def _state(self, length: int, following: dict[str, int], link: int, place: tuple[str, int]) -> int:
        self._length.append(length)
        self._next.append(following)
        self._link.append(link)
        self._place.append(place)
        self._days.append(0)
        self._alone.append(0)
        return len(self._length) - 1
