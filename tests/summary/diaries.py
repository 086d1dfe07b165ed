"""Made-up diaries: one week by hand, and as many as Hypothesis likes."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from zlib import crc32

from hypothesis import strategies as st

from reflect.model import ids, schema
from reflect.model.choices import LabelKind
from reflect.model.labels import NO_FILTER, Chosen, Name
from reflect.model.schema import Entry
from reflect.model.text import fold, fold_space
from reflect.summary.people import with_aliases
from reflect.summary.shape import Summary
from reflect.summary.span import Span, look_back, month_of, week_of, year_of
from reflect.summary.summary import summarise_span

MONDAY = date(2026, 11, 16)
"""First day of the week that the tests look at."""
SCALE = (1, 7)


def entry(kind: str, day: date | str, *, time: str = "12:00", later: int = 0, key: object = "", **own: Any) -> Entry:
    """Return an entry of `day`, written down `later` days after it; the same arguments make the same id."""
    at = f"{day}T{time}:00+01:00"
    recorded = date.fromisoformat(str(day)) + timedelta(days=later)
    seed = repr((kind, at, key, sorted(own.items()))).encode()
    return schema.parse_entry(
        {
            "id": ids.from_bits(crc32(seed).to_bytes(4) + crc32(seed[::-1]).to_bytes(4)),
            "kind": kind,
            "day": str(day),
            "at": at,
            "recorded_at": f"{recorded}T{time}:00+01:00",
            "source": "cli",
            **own,
        }
    )


def mood(day: date | str, value: int | None = None, **own: Any) -> Entry:
    """Return a mood on the scale 1 to 7, unless another is given."""
    with_scale: dict[str, Any] = {"value": value, "scale": [*SCALE], **own}
    return entry("mood", day, **with_scale)


def pattern(day: date | str, label: str, *people: str, **own: Any) -> Entry:
    """Return a pattern, with people."""
    fields: dict[str, Any] = {"label": label, "with": list(people), **own}
    return entry("pattern", day, **fields)


def offer(day: date | str, **own: Any) -> Entry:
    """Return an offer."""
    fields: dict[str, Any] = {"theme": "turns", "class": "new", **own}
    return entry("offer", day, prompt="core/begin", prompt_text="Who began?", **fields)


def summed(
    entries: Iterable[Entry],
    day: date = MONDAY,
    *,
    weeks: int = 8,
    scale: tuple[int, int] = SCALE,
    names: Callable[[str, str], str] = lambda _, label: label,
    span: Span | None = None,
    people_as: str = "full",
    today: date | None = None,
    chosen: Chosen = NO_FILTER,
    letter_of: Callable[[str], str | None] = lambda _: None,
) -> Summary:
    """Return the summary of the week, from Monday, that holds `day`, or of another span; `names` rename labels."""

    def name(what: str, label: str) -> Name:
        return Name(fold(names(what, label)), fold_space(names(what, label)), is_spelling=True)

    span = span or week_of(day, 0)
    back = look_back(span, weeks, 0)
    summary = summarise_span(
        entries,
        span,
        back,
        scale=scale,
        week_starts=0,
        day_starts=4,
        names=name,
        today=today,
        chosen=chosen,
    )
    return with_aliases(summary, people_as, lambda person: letter_of(name("person", person).key))


def narrowed(labels: Iterable[str] = (), people: Iterable[str] = ()) -> Chosen:
    """Return a filter by labels and people, under their own names."""

    def named(of: LabelKind, label: str) -> tuple[LabelKind, Name]:
        return of, Name(fold(label), label, is_spelling=True)

    kinds: tuple[LabelKind, ...] = ("pattern", "feeling")
    both = tuple(named(of, label) for label in labels for of in kinds)
    return Chosen(both, tuple(named("person", person) for person in people))


SPANS = (
    week_of(MONDAY, 0),
    week_of(MONDAY, 0),
    month_of(MONDAY),
    year_of(MONDAY),
    Span("since", MONDAY + timedelta(days=2), MONDAY + timedelta(days=4)),
    Span("since", MONDAY - timedelta(days=12), MONDAY + timedelta(days=46)),
)
"""A week first, since most of what is to be seen is seen there."""
spans = st.sampled_from(SPANS)


def pictured() -> list[Entry]:
    """Return the entries behind the week that the README shows."""
    mon, tue, _, thu, fri, _, sun = (str(MONDAY + timedelta(days=i)) for i in range(7))
    return [
        mood(mon, 4, energy=3, feelings=["tired"]),
        mood(tue, 3),
        mood(thu, 4, time="09:00", energy=2),
        mood(thu, 2, time="21:40", feelings=["tired"]),
        mood(thu, time="22:10", feelings=["ashamed"]),
        mood(fri, 5, later=2, feelings=["tired"]),
        mood(sun, 4),
        pattern(mon, "withdrawal", "Sam"),
        pattern(tue, "pleasing"),
        pattern(thu, "withdrawal", "Sam"),
        pattern(thu, "anger", "Sam"),
        pattern(sun, "withdrawal", "Ines"),
        pattern(sun, "pleasing", "Sam"),
        entry("session", thu),
        # before the week
        pattern("2026-10-14", "withdrawal"),
        pattern("2026-11-03", "withdrawal", "Sam"),
        pattern("2026-11-09", "Withdrawal"),
        pattern("2026-11-15", "withdrawal"),
        mood("2026-09-28", 3, feelings=["tired"]),
        pattern("2026-09-27", "pleasing"),
    ]


def full() -> list[Entry]:
    """Return a week that is fuller than most: two moods a day, eight labels on several days, words that come back."""
    days = [str(MONDAY + timedelta(days=step)) for step in range(-21, 7)]
    labels = ("withdrawal", "pleasing", "anger", "waiting", "hope")
    diary: list[Entry] = []
    for number, day in enumerate(days):
        diary += [mood(day, number % 7 + 1, time=time, energy=3, feelings=["tired"]) for time in ("09:00", "21:00")]
        diary.append(mood(day, feelings=[("ashamed", "glad", "far away")[number % 3]], time="22:00"))
        for step in range(2):
            label, person = labels[(number + step * 2) % 5], ("Sam", "Ines", "Lea")[number % 3]
            wish = {"wish": "to be asked", "self": "went quiet"} if step else {"note": "Sam said it was fine and left."}
            diary.append(pattern(day, label, person, **wish))
    return [*diary, entry("session", days[-4]), entry("note", days[-1], text="A private thought.")]


LABELS = ("withdrawal", "Withdrawal", "anger", "tired", "Tired", "Ärger", "ärger", "waiting for a sign", "沈黙", "x")
PEOPLE = ("Sam", "sam", "Ines", "Mother", "日本")
TEXTS = ("It was fine.", "said it was fine\n\nand left", "0 kept", "[bold]x[/]", "…")

_days = (st.integers(0, 6) | st.integers(0, 6) | st.integers(-63, 8)).map(lambda n: str(MONDAY + timedelta(days=n)))
"""Most in the week, some in its look-back, a few outside both."""
_common = {
    "time": st.sampled_from(("00:10", "09:00", "12:00", "21:40")),
    "later": st.sampled_from((0, 0, 0, 1, 9)),
    "key": st.integers(0, 10**6),
}


def _note(texts: Sequence[str]) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(texts)


def _moods(labels: Sequence[str], texts: Sequence[str]) -> st.SearchStrategy[Entry]:
    own = st.fixed_dictionaries(
        {
            "value": st.none() | st.integers(1, 7),
            "energy": st.none() | st.integers(1, 7),
            "feelings": st.lists(st.sampled_from(labels), max_size=3),
            "note": _note(texts),
            "scale": st.sampled_from(([1, 7], [1, 7], [1, 7], [0, 10], [1, 10])),
        }
    ).filter(lambda own: any(own[name] not in (None, []) for name in ("value", "energy", "feelings", "note")))
    return st.builds(lambda day, common, own: entry("mood", day, **common, **own), _days, _fixed(), own)


def _fixed() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(_common)


def _patterns(labels: Sequence[str], people: Sequence[str], texts: Sequence[str]) -> st.SearchStrategy[Entry]:
    own = st.fixed_dictionaries(
        {
            "label": st.sampled_from(labels),
            "with": st.lists(st.sampled_from(people), max_size=3),
            **{part: _note(texts) for part in ("note", "wish", "other", "self")},
        }
    )
    return st.builds(lambda day, common, own: entry("pattern", day, **common, **own), _days, _fixed(), own)


def _texts(texts: Sequence[str], prompt: str) -> st.SearchStrategy[Entry]:
    text = st.sampled_from(texts)
    return st.one_of(
        st.builds(lambda day, common, text: entry("note", day, **common, text=text), _days, _fixed(), text),
        st.builds(lambda day, common, note: entry("session", day, **common, note=note), _days, _fixed(), _note(texts)),
        st.builds(
            lambda day, common, text: entry(
                "answer", day, **common, text=text, prompt="core/begin", prompt_text=prompt
            ),
            _days,
            _fixed(),
            text,
        ),
    )


def offers() -> st.SearchStrategy[list[Entry]]:
    """Give offers and passes."""
    return st.lists(
        st.one_of(
            st.builds(lambda day, common: offer(day, **common), _days, _fixed()),
            st.builds(lambda day, common: entry("pass", day, **common, prompt="core/begin"), _days, _fixed()),
        ),
        max_size=6,
    )


def diaries(
    labels: Sequence[str] = LABELS,
    people: Sequence[str] = PEOPLE,
    *,
    texts: Sequence[str] = TEXTS,
    prompt: str = "Who began?",
    least: int = 0,
    most: int = 30,
) -> st.SearchStrategy[list[Entry]]:
    """Give the entries of some weeks around the week that the tests look at."""
    patterns = _patterns(labels, people, texts)
    one = st.one_of(_moods(labels, texts), patterns, patterns, _texts(texts, prompt))
    return st.lists(one, min_size=least, max_size=most, unique_by=lambda entry: entry["id"])
