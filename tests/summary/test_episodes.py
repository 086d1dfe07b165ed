"""The same wish, response of the other and of the self: compared when folded, told as first written."""

from reflect.model.schema import Entry
from reflect.summary.episodes import find_episodes
from tests.summary.diaries import pattern


def of(*entries: Entry) -> list[tuple[str | None, str | None, str | None, int, list[str]]]:
    found = find_episodes(sorted(entries, key=lambda one: (one["day"], one["id"])))
    assert all(len(one["ids"]) == one["entries"] for one in found)
    return [(one["wish"], one["other"], one["self"], one["entries"], one["days"]) for one in found]


def test_two_parts_that_are_the_same_twice_are_an_episode_whatever_the_label() -> None:
    first = pattern("2026-11-16", "withdrawal", wish="To be  asked", self="went quiet")
    again = pattern("2026-11-18", "anger", wish="to be asked", self="Went quiet")
    assert of(first, again) == [("To be  asked", None, "went quiet", 2, ["2026-11-16", "2026-11-18"])]


def test_one_part_or_one_entry_is_none() -> None:
    assert of(*(pattern("2026-11-16", "x", wish="a", key=key) for key in range(3))) == []
    assert of(pattern("2026-11-16", "x", wish="a", other="b")) == []
    assert of(pattern("2026-11-16", "x", wish="a", other="b"), pattern("2026-11-17", "x", wish="a", self="b")) == []


def test_the_order_is_days_then_entries_then_the_words() -> None:
    def told(wish: str, *days: int) -> list[Entry]:
        return [pattern(f"2026-11-{day}", "x", wish=wish, other="o", key=key) for key, day in enumerate(days)]

    found = of(*told("c", 16, 16, 16), *told("b", 16, 17), *told("d", 16, 16), *told("a", 16, 16))
    assert [wish for wish, *_ in found] == ["b", "c", "a", "d"]
