"""The current names of labels after renames and merges: a fold of the operations in `labels.json`.

A name belongs for good to the label that had it first. So every operation can be undone exactly, no entry is ever
rewritten, and an old name still means its label.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import MAXYEAR, datetime
from itertools import count
from typing import Any, Final, Literal, NamedTuple, NotRequired, TypedDict, cast, get_args

from reflect.model.choices import LABEL_KINDS, LabelKind
from reflect.model.schema import Entry, unknown_fault
from reflect.model.text import fold, fold_space, label_fault

_FEWEST_OF_A_SLIP = 3
VOCABULARY: Final[Mapping[str, str]] = {
    # what arises between people
    "frustration": "something you wanted was held up",
    "disappointment": "something you had expected did not come",
    "anger": "yours or someone else's, shown or not",
    "hope": "looking forward to something from someone",
    "dependence": "needing someone, or being needed",
    "withdrawal": "pulling back from someone",
    # what you want from someone
    "reassurance": "wanting to hear that all is well",
    "feedback": "wanting to hear how someone saw it",
    "answers": "wanting to be given a full answer",
    "relief": "wanting someone to take an unpleasant feeling away",
    "closeness": "wanting to be nearer",
    "distance": "wanting more room",
    # what you do
    "defending": "explaining or justifying yourself",
    "pleasing": "giving what someone seemed to want",
    "complying": "doing what you were asked to do",
    "waiting": "taking time before you reply",
    "staying": "not leaving, though you could have",
    # what the other person does
    "approaching": "the other person came nearer",
    "leaving": "the other person moved away",
    "silence": "the other person said nothing",
    "asking": "the other person asked for more",
    # which way a wish goes
    "moving": "wanting something to change",
    "sameness": "wanting something to stay as it is",
}
"""The built-in pattern labels, each with a gloss; none has a value, a colour or an order."""


NAMED: Final[Mapping[str, tuple[str, ...]]] = {"pattern": ("label", "with"), "mood": ("feelings",)}
"""The fields with names, of the kinds of entries that have any."""
NAMES_NOW: Final = tuple(f"{name}_now" for names in NAMED.values() for name in names)
"""The fields with the names in force, where entries come out for reading; an import drops them."""


def used(entry: Entry) -> Iterator[tuple[LabelKind, str]]:
    """Yield the labels of an entry as written, each with its kind."""
    if entry["kind"] == "pattern":
        yield "pattern", entry["label"]
        for person in entry["with"]:
            yield "person", person
    elif entry["kind"] == "mood":
        for feeling in entry["feelings"]:
            yield "feeling", feeling


def split_typed(typed: Iterable[str], is_name: Callable[[str], bool]) -> list[str]:
    """Return the names in what was typed: commas separate them, but for a text that `is_name` says is one."""
    names: list[str] = []
    for text in typed:
        parts = [part.strip() for part in text.split(",") if part.strip()]
        names += [text] if "," not in text or not parts or is_name(text) else parts
    return names


def folded(entries: Iterable[Entry]) -> set[tuple[LabelKind, str]]:
    """Return the labels of the entries in the form in which they match."""
    return {(of, fold(label)) for entry in entries for of, label in used(entry)}


def is_slip(one: str, other: str) -> bool:
    """Return whether two folded names differ by a slip of the keyboard.

    That is one character more, less or other, or two neighbours swapped; both have three characters at least.
    """
    if one == other or min(len(one), len(other)) < _FEWEST_OF_A_SLIP or abs(len(one) - len(other)) > 1:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, other_rest = one[start:], other[start:]
    if len(one) != len(other):
        return rest[1:] == other_rest or rest == other_rest[1:]
    return rest[1:] == other_rest[1:] or (rest[1::-1] == other_rest[:2] and rest[2:] == other_rest[2:])


BUILT_IN: Final = frozenset(("pattern", label) for label in VOCABULARY)
"""The vocabulary in the form of `folded`."""

Op = Literal["rename", "merge", "unmerge", "retire", "bring-back", "letter"]
OPS: Final[tuple[Op, ...]] = get_args(Op)
WITH_TO: Final = ("rename", "merge", "letter")
"""The operations with a second label, or with the letter of a person."""
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LETTER: Final = "[A-Z]{1,8}"

Key = tuple[str, str]
"""Its kind, and the folded first name of the label."""


class Operation(TypedDict):
    """A rename, merge, retirement and so on of a label."""

    id: str
    at: str
    """ISO 8601 with offset and microseconds; later than that of every operation before it."""
    of: LabelKind
    op: Op
    label: str
    """A name of the label, as typed."""
    to: NotRequired[str | None]
    """The new name in a rename; a name of the target of a merge; the letter given."""


class Name(NamedTuple):
    """Which label a name means."""

    key: str
    """The folded first name of the current label."""
    shown: str
    is_spelling: bool
    """Its spelling comes from an entry, and a later entry's replaces it."""


OfName = tuple[LabelKind, Name]
"""A label of this kind."""


class Chosen(NamedTuple):
    """The labels and people of a filter: one of each list suffices, both lists together narrow."""

    labels: tuple[OfName, ...] = ()
    people: tuple[OfName, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.labels or self.people)

    def fits(self, entry: Entry, names: Callable[[str, str], Name]) -> bool:
        """Return whether an entry has one of the labels and one of the people, where there are any."""
        has = {(of, names(of, label).key) for of, label in used(entry)}
        return all(any((of, name.key) in has for of, name in those) for those in self if those)


NO_FILTER: Final = Chosen()
"""Lets every entry pass."""


class Given(NamedTuple):
    """The new name in a rename, and its day."""

    name: str
    day: str


def letter_at(place: int) -> str:
    """Return `A` for 0, `Z` for 25, then `AA`, `AB`."""
    letters = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, len(_LETTERS))
        letters = _LETTERS[letter] + letters
    return letters


def operation_fault(operation: Any) -> str | None:
    """Return what is wrong with an operation as the end of a sentence, or None."""
    if not isinstance(operation, dict):
        return "is not a label operation"
    if operation.get("of") not in LABEL_KINDS:
        return "has no valid `of` (pattern, person or feeling)"
    if operation.get("op") not in OPS:
        return f"has no valid `op` ({', '.join(OPS)})"
    for name in ("label", *(("to",) if operation["op"] in WITH_TO else ())):
        if label_fault(operation.get(name)):
            return f"has no valid label in `{name}`"
    return _letter_fault(operation) or _at_fault(operation.get("at")) or unknown_fault(operation)


def _letter_fault(operation: dict[str, Any]) -> str | None:
    if operation["op"] == "letter" and (operation["of"] != "person" or not re.fullmatch(_LETTER, operation["to"])):
        return "gives no letter to a person"
    return None if isinstance(operation.get("id"), str) else "has no `id`"


def _at_fault(value: object) -> str | None:
    try:
        at = datetime.fromisoformat(cast("str", value))
    except (TypeError, ValueError):
        return "has no valid time in `at`"
    if at.tzinfo is None:
        return "has no offset in the time of `at`"
    return None if at.year < MAXYEAR else "has a time in `at` that no other can be later than"


class NewLabel(NamedTuple):
    """A label that no entry has yet."""

    of: LabelKind
    name: str
    close_to: str | None = None
    """The name of a known label that is a slip of the keyboard away."""
    is_slip: bool = False
    """Whether this one is the slip: the known label ships, or has two entries or more."""


class LabelNames:
    """The labels after the operations; one that can no longer be applied changes nothing."""

    def __init__(self, operations: Iterable[Operation] = ()) -> None:
        """Fold `operations`, in order of `at` and `id`."""
        self._owner: dict[Key, str] = {}
        self._given: dict[Key, list[Given]] = {}
        self._spelled: dict[Key, str] = {}
        """The spelling of a label in the first merge into it: undoing a later one changes nothing."""
        self._into: dict[Key, str] = {}
        self._further: dict[Key, Key] = {}
        """A label further along the merges from one, so that a long chain is walked once."""
        self._retired: set[Key] = set()
        self._letters: dict[Key, str] = {}
        """By person, in the order in which they were given."""
        self._known: dict[Key, Name] = {}
        for operation in sorted(operations, key=lambda op: (datetime.fromisoformat(op["at"]), op["id"])):
            self._apply(operation)

    def of_name(self, of: str, label: str) -> Name:
        """Return the current label of a name as written; merges are followed to their end."""
        known = self._known.get((of, label))
        if known is None:
            known = self._known[of, label] = self._of_name(of, label)
        return known

    def shown(self, of: str, label: str) -> str:
        """Return the current name of a label, for an entry with this spelling."""
        return self.of_name(of, label).shown

    def with_current_names(self, entry: Entry) -> Entry:
        """Return `entry` with the current names of its labels."""
        if entry["kind"] == "pattern":
            people = self._distinct("person", entry["with"])
            return {**entry, "label": self.shown("pattern", entry["label"]), "with": people}
        if entry["kind"] == "mood":
            return {**entry, "feelings": self._distinct("feeling", entry["feelings"])}
        return entry

    def owner(self, of: str, label: str) -> Key:
        """Return the first label of this name, whatever it was merged into."""
        return of, self._owner.get((of, fold(label)), fold(label))

    def is_known(self, of: str, label: str) -> bool:
        """Return whether an operation names this label."""
        return (of, fold(label)) in self._owner

    def into(self, key: Key) -> Key | None:
        """Return the label that this one was merged into, or None."""
        into = self._into.get(key)
        return None if into is None else (key[0], into)

    def end(self, key: Key) -> Key:
        """Return the current label at the end of the merges from this one."""
        passed = []
        while (further := self._further.get(key) or self.into(key)) is not None:
            passed.append(key)
            key = further
        self._further |= dict.fromkeys(passed, key)
        return key

    def given(self, key: Key) -> list[Given]:
        """Return the new names of this label in renames, the latest last."""
        return self._given.get(key, [])

    def is_retired(self, key: Key) -> bool:
        """Return whether this label is no longer proposed."""
        return key in self._retired

    def aliases(self, key: Key) -> set[str]:
        """Return every name, folded, that belongs to this label."""
        return {key[1], *(name for (of, name), owner in self._owner.items() if (of, owner) == key)}

    def letter(self, key: Key) -> str | None:
        """Return the letter of the person that this one counts as, or one lent by a person merged into it."""
        end = self.end(key)
        if end in self._letters:
            return self._letters[end]
        return next((letter for lender, letter in self._letters.items() if self.end(lender) == end), None)

    def free_letters(self) -> Iterator[str]:
        """Yield the letters that nobody was given, in order: `A`, `Z`, `AA`."""
        taken = {letter.rstrip("0123456789") for letter in self._letters.values()}
        return (letter for letter in map(letter_at, count()) if letter not in taken)

    def labels(self) -> set[Key]:
        """Return the labels that operations name."""
        return {(of, owner) for (of, _), owner in self._owner.items()}

    def spelled(self, key: Key) -> str | None:
        """Return the first name of this label as spelled in a merge, or None."""
        return self._spelled.get(key)

    def _distinct(self, of: str, labels: Iterable[str]) -> list[str]:
        """Return the current names of labels, each label once, whatever names the entry has for it."""
        shown: dict[str, str] = {}
        for label in labels:
            name = self.of_name(of, label)
            shown.setdefault(name.key, name.shown)
        return list(shown.values())

    def _of_name(self, of: str, label: str) -> Name:
        own = self.owner(of, label)
        end = self.end(own)
        if end in self._given:
            return Name(end[1], self._given[end][-1].name, is_spelling=False)
        if end == own:
            return Name(end[1], fold_space(label), is_spelling=True)
        return Name(end[1], self._spelled[end], is_spelling=False)

    def _apply(self, operation: Operation) -> None:
        of, to = operation["of"], operation.get("to") or ""
        key = of, self._owner.setdefault((of, fold(operation["label"])), fold(operation["label"]))
        match operation["op"]:
            case "rename":
                if self._owner.setdefault((of, fold(to)), key[1]) == key[1]:
                    day = str(datetime.fromisoformat(operation["at"]).date())
                    self._given.setdefault(key, []).append(Given(fold_space(to), day))
            case "merge":
                target = of, self._owner.setdefault((of, fold(to)), fold(to))
                if key not in self._into and self.end(target) != key:
                    self._into[key] = target[1]
                    if fold(to) == target[1]:
                        self._spelled.setdefault(target, fold_space(to))
            case "unmerge":
                self._into.pop(key, None)
                self._further.clear()
            case "retire":
                self._retired.add(key)
            case "bring-back":
                self._retired.discard(key)
            case "letter":
                self._give_letter(key, to)

    def _give_letter(self, key: Key, letter: str) -> None:
        """Give a letter for good; of two people who got one on two machines the earlier keeps it."""
        taken, number, given = self._letters.values(), 1, letter
        while given in taken:
            number += 1
            given = f"{letter}{number}"
        self._letters.setdefault(key, given)


class SpelledNames(LabelNames):
    """The names in force, spelled as the latest entry that has them: the same for every entry."""

    def __init__(self, operations: Iterable[Operation], latest_first: Iterator[Entry]) -> None:
        """Fold `operations`; the entries are read as far back as a name that is asked for needs."""
        super().__init__(operations)
        self._latest_first = latest_first
        self._spelling: dict[Key, str] = {}

    def of_name(self, of: str, label: str) -> Name:
        """Return the current label of a name as written."""
        name = super().of_name(of, label)
        if self.given((of, name.key)):
            return name
        while (of, name.key) not in self._spelling and (entry := next(self._latest_first, None)) is not None:
            for kind, written in reversed([*used(entry)]):
                own = super().of_name(kind, written)
                if own.is_spelling:
                    self._spelling.setdefault((kind, own.key), own.shown)
        return name._replace(shown=self._spelling.get((of, name.key), name.shown))


AS_WRITTEN: Final = LabelNames()
"""The names without renames or merges."""


def with_names_now(entries: Sequence[Entry], read_names: Callable[[], LabelNames]) -> list[dict[str, Any]]:
    """Return entries as written, each with its names in force beside them: `label_now`, `with_now`, `feelings_now`.

    The names are read only if one of the entries has a name.
    """
    names = read_names() if any(next(used(entry), None) for entry in entries) else AS_WRITTEN
    found = []
    for entry in entries:
        now = cast("dict[str, Any]", names.with_current_names(entry))
        found.append({**entry, **{f"{name}_now": now[name] for name in NAMED.get(entry["kind"], ())}})
    return found
