"""An entry: as type checkers know it, by its kind, and held as bytes, as all those of a large import are.

The values of a kind are checked by `schema`, which is all that most commands load.
"""

from functools import lru_cache
from marshal import dumps, loads
from typing import Any, Literal, NamedTuple, TypedDict

from reflect.model.dates import month_of
from reflect.model.schema import compact, filled


class Envelope(TypedDict):
    """The fields of every entry. Times are ISO 8601 with offset, to the second."""

    id: str
    day: str
    """The local day it belongs to, `YYYY-MM-DD`; fixed when the entry is made."""
    at: str
    """When it happened."""
    zone: str | None
    """The IANA name of its zone."""
    recorded_at: str
    """When it was recorded."""
    edited_at: str | None
    source: str
    """`cli`, `api` or `import:FORMAT`."""
    private: bool
    extra: dict[str, Any]
    """What an import could not map."""


class Mood(Envelope):
    """A mood: at least one of value, energy, feelings, note."""

    kind: Literal["mood"]
    value: int | None
    scale: list[int]
    """Lowest and highest value when it was recorded; nothing is ever rescaled."""
    energy: int | None
    """1 to 7."""
    feelings: list[str]
    note: str | None


_Episode = TypedDict(
    "_Episode",
    {"label": str, "with": list[str], "wish": str | None, "other": str | None, "self": str | None, "note": str | None},
)


class Pattern(Envelope, _Episode):
    """One occurrence of a relational pattern.

    `wish`, `other` (what the other did) and `self` (what I did) are the parts of a relationship episode after
    Luborsky's core conflictual relationship theme, in the person's own words.
    """

    kind: Literal["pattern"]


class Answer(Envelope):
    """An answer to a prompt, with the text of the prompt as shown."""

    kind: Literal["answer"]
    prompt: str
    prompt_text: str
    text: str


_Class = TypedDict("_Class", {"class": str})


class Offer(Envelope, _Class):
    """The prompt was first shown on that day."""

    kind: Literal["offer"]
    prompt: str
    prompt_text: str
    theme: str


class Pass(Envelope):
    """The prompt of the day was passed."""

    kind: Literal["pass"]
    prompt: str


class Note(Envelope):
    """Free text."""

    kind: Literal["note"]
    text: str


class Session(Envelope):
    """A therapy session took place then."""

    kind: Literal["session"]
    note: str | None


Entry = Mood | Pattern | Answer | Offer | Pass | Note | Session


class Packed:
    """A checked entry in a quarter of the memory that its dictionary takes."""

    __slots__ = ("_shape", "_values", "id")

    def __init__(self, entry: Entry) -> None:
        """Pack an entry."""
        self.id = entry["id"]
        """Can be set until the id is known."""
        fields = compact(entry)
        del fields["id"]
        alike = tuple([(name, fields.pop(name, None)) for name in _ALIKE])
        self._shape = _shared((month_of(entry["day"]), alike, tuple(fields)))
        self._values = dumps(list(fields.values()))

    @property
    def kind(self) -> str:
        """The kind of the entry."""
        return self._shape.alike["kind"]

    @property
    def month(self) -> str:
        """The month of its day, `YYYY-MM`."""
        return self._shape.month

    def take_content(self, other: "Packed") -> None:
        """Become the same entry as another, which has the same id."""
        self._shape, self._values = other._shape, other._values  # noqa: SLF001 - of this class too

    def compact(self) -> dict[str, Any]:
        """Return the entry as it is in a month file: the known fields without a value left out."""
        values = loads(self._values)  # noqa: S302 - what this process packed
        return {"id": self.id, **self._shape.alike, **dict(zip(self._shape.names, values, strict=True))}

    def entry(self) -> Entry:
        """Return the entry."""
        return filled(self.compact())


_ALIKE = ("kind", "zone", "source")
"""Fields with the same few texts in all entries."""


class _Shape(NamedTuple):
    """What many entries have in common."""

    month: str
    alike: dict[str, str]
    names: tuple[str, ...]
    """Of the other fields."""


@lru_cache(4096)
def _shared(shape: tuple[str, tuple[tuple[str, str | None], ...], tuple[str, ...]]) -> _Shape:
    month, alike, names = shape
    return _Shape(month, {name: text for name, text in alike if text is not None}, names)
