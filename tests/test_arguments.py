"""Every verb refuses every wrong type in a sentence, and changes nothing; what is of a fitting type is taken."""

import inspect
import io
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date, time
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, get_args

import pytest

from reflect import Journal, Page, ReflectError
from reflect.actions.pack_changes import PackPlan
from reflect.arguments import checks_arguments
from reflect.model import choices, schema
from tests.cli.given import TUESDAY
from tests.program import NOW
from tests.store.samples import note

ENVIRON = {"REFLECT_NOW": NOW, "TZ": "UTC"}
ENTRY: Any = note()


class Number:
    """A whole number of another library."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __index__(self) -> int:
        return self.value


class Truth:
    """A truth value of another library, as numpy's: it has an index, which raises."""

    def __index__(self) -> int:
        raise TypeError


VERBS: Final = {
    name: member
    for name, member in inspect.getmembers(
        Journal, lambda member: inspect.isfunction(member) or inspect.ismethod(member)
    )
    if not name.startswith("_")
}
PARAMETERS: Final = [
    (verb, name)
    for verb, member in VERBS.items()
    for name, parameter in inspect.signature(member).parameters.items()
    if name != "self"
]
VALUES: Final[tuple[Any, ...]] = (
    None, True, Truth(), 4, -1, 10**30, Number(3), 4.5, float("nan"), 1j, "", "words", "a\0b", "\ud800", "x" * 5000,
    b"", b"x", bytearray(b"x"),
    date(2026, 11, 23), time(9, 30), Path("x"), Path("a\0b"), [], ["x"], [4], [b"x"], [["x"]], (), {"x"},
    {}, {"x": 1}, {4: "x"}, {"note": object()}, object(), len, io.StringIO("x"), io.BytesIO(b"x"), ENTRY,
)  # fmt: skip
"""Values of every sort; for most parameters most of them are of a wrong type."""
FITTING: Final[dict[str, tuple[type, ...]]] = {
    "None": (type(None),),
    "str": (str,),
    "bool": (bool,),
    "bytes": (bytes,),
    "float": (int, float, Number),
    "SupportsIndex": (int, Number),
    "time": (time,),
    "When": (str, date),
    "StrPath": (str, Path),
    "PathLike[str]": (Path,),
    "BinaryIO": (io.BytesIO,),
    "Entry": (dict,),
    "object": (object,),
    "Callable[[str], None]": (type(len),),
    "Callable[[], None]": (type(len),),
    "Mapping[str, Entry]": (dict,),
    "Mapping[str, object]": (dict,),
    "Mapping[str, SupportsIndex]": (dict,),
    "Mapping[str, str]": (dict,),
}
"""The values above that are of the type of an annotation."""
GOOD: Final[dict[str, Any]] = {
    "label": "withdrawal", "text": "words", "entry_id": ENTRY["id"], "entry_ids": [ENTRY["id"]], "changes": {},
    "entry": ENTRY, "old": "hope", "new": "longing", "into": "anger", "at": "21:30", "name": "tuesday", "file": "x",
    "pack": TUESDAY, "prompt": "tuesday/open", "document": "", "backup": b"", "path": "x", "key": "day_starts",
    "value": None, "found": {}, "scheduler": "cron", "folder": "x", "page": Page("words", "Contains: words"),
    "typed": ["Sam, Ines"], "of": "person", "to": "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
    "remote": "x",
}  # fmt: skip
"""An argument for each parameter that has no default."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("made") / "store"
    _fill(Journal.open(store, environ=ENVIRON))
    return store


@pytest.fixture
def journal(tmp_path: Path, made: Path, monkeypatch: pytest.MonkeyPatch) -> Journal:
    monkeypatch.chdir(tmp_path)
    for name, value in ENVIRON.items():
        monkeypatch.setenv(name, value)
    shutil.copytree(made, tmp_path / "store")
    return Journal.open(tmp_path / "store")


def _fill(journal: Journal) -> None:
    with journal._store.writing() as change:
        change.add([ENTRY])
    journal.add_pack(TUESDAY)


def tree(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Return what would be another after any change of a file: which it is, its size, and when it was written."""
    found = {}
    for within, _, names in os.walk(folder):
        for path in [f"{within}/{name}" for name in names if not within.endswith("/cache")]:
            status = os.lstat(path)
            found[path] = status.st_ino, status.st_size, status.st_mtime_ns
    return found


def fits(annotation: str, value: object) -> bool:
    """Tell whether a value may be of the type of an annotation, as far as its outside goes."""
    kinds = annotation.split(" | ")
    if isinstance(value, bool) and "bool" not in kinds:
        return "object" in kinds
    return any(isinstance(value, FITTING[kind]) for kind in kinds if kind in FITTING) or (
        any(kind.startswith("Iterable[") for kind in kinds)
        and isinstance(value, list | tuple | set | io.StringIO | io.BytesIO)
    )


@pytest.mark.parametrize(("verb", "parameter"), PARAMETERS)
def test_a_wrong_type_is_refused_in_a_sentence_and_nothing_is_changed(
    tmp_path: Path, made: Path, journal: Journal, verb: str, parameter: str
) -> None:
    signature = inspect.signature(VERBS[verb])
    annotation = signature.parameters[parameter].annotation
    before = tree(tmp_path)
    for value in VALUES:
        arguments = {
            name: b"" if verb == "plan_restore" else GOOD[name]
            for name, one in signature.parameters.items()
            if name != "self" and one.default is inspect.Parameter.empty
        }
        try:
            given = getattr(journal, verb)(**{**arguments, parameter: value})
            if isinstance(given, Iterator):
                list(given)
        except ReflectError as error:
            refused = str(error)
        else:
            refused = ""
        changed = tree(tmp_path) != before
        if refused:
            assert refused.endswith((".", "?"))
            assert not changed
        assert fits(annotation, value) or f"`{parameter}`" in refused, (value, refused)
        if changed:
            _start_again(tmp_path, made)
            before = tree(tmp_path)


def _start_again(tmp_path: Path, made: Path) -> None:
    for path in tmp_path.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(made, tmp_path / "store")


def test_every_annotation_can_be_checked() -> None:
    annotations = {inspect.signature(VERBS[verb]).parameters[name].annotation for verb, name in PARAMETERS}
    for kind in {kind for annotation in annotations for kind in annotation.split(" | ")}:
        item = kind.removeprefix("Iterable[").removesuffix("]") if kind.startswith("Iterable[") else kind
        public = __import__("reflect").__all__
        assert item in FITTING or get_args(getattr(choices, item, None)) or item in public, kind


def test_numbers_lists_and_paths_of_any_type_are_fine(tmp_path: Path) -> None:
    journal = Journal.open(os.fspath(tmp_path / "store"), environ=MappingProxyType(ENVIRON))
    mood: Any = journal.mood(Number(4), energy=Number(2), feelings=(label for label in ("tired", "calm"))).entry
    assert (mood["value"], mood["energy"], mood["feelings"]) == (4, 2, ["tired", "calm"])
    assert type(mood["value"]) is int
    assert journal.entries(kinds={"mood"}, labels=["tired"], limit=Number(1)) == [mood]
    edited: Any = journal.edit(mood["id"], {"value": Number(3), "feelings": {"calm"}, "energy": None}).after
    assert (edited["value"], edited["feelings"], edited["energy"]) == (3, ["calm"], None)
    assert Journal.open(tmp_path / "store", environ=ENVIRON).find(mood["id"]) == edited
    pattern: Any = journal.pattern("withdrawal", people={"Sam"}).entry
    assert len(journal.delete(name for name in (mood["id"], pattern["id"])).changed) == 2
    assert len(journal.preview_prompts(days=Number(3), opened=1).rows) == 3


@pytest.mark.parametrize("value", [4.0, "4", True, Truth(), [4], float("nan")])
def test_no_other_number_is_a_whole_one(journal: Journal, value: Any) -> None:
    with pytest.raises(ReflectError, match="`value` must be a whole number"):
        journal.mood(value)
    with pytest.raises(ReflectError):
        journal.edit(ENTRY["id"], {"value": value})
    assert journal.entries() == [ENTRY]


def test_the_sentence_names_the_parameter_what_it_takes_and_what_it_got(journal: Journal) -> None:
    said: list[tuple[Callable[[], object], str]] = [
        (lambda: journal.mood(4, feelings="tired"), "`feelings` must be a list of texts, not text."),
        (lambda: journal.note(b"x"), "`text` must be text, not bytes."),  # type: ignore[arg-type]
        (lambda: journal.summary("Week"), "`kind` must be one of week, month, year, since, not 'Week'."),  # type: ignore[arg-type]
        (
            lambda: journal.entries(kinds=["moods"]),  # type: ignore[list-item]
            "`kinds` must be a list, each item one of mood, pattern, answer, offer, pass, note, session, not 'moods'.",
        ),
        (
            lambda: journal.delete(ENTRY["id"], forever=True),
            "`entry_ids` must be a list of texts or what `deletable` found, not text.",
        ),
        (lambda: journal.add_pack(4), "`pack` must be bytes or text or a Path or a PackPlan, not int."),  # type: ignore[arg-type]
        (lambda: journal.note("x", private=None), "`private` must be True or False, not None."),  # type: ignore[arg-type]
    ]
    for verb, sentence in said:
        with pytest.raises(ReflectError) as refused:
            verb()
        assert str(refused.value) == sentence


def test_a_list_that_cannot_be_gone_through_is_refused(journal: Journal) -> None:
    class Single:
        """A value of another library that is an array without a dimension, as numpy's."""

        def __iter__(self) -> Iterator[str]:
            raise TypeError

    with pytest.raises(ReflectError):
        journal.mood(4, feelings=Single())
    with pytest.raises(ReflectError):
        journal.set_setting("phrases.ignore", Single())
    assert journal.delete([], forever=True).changed == []
    with pytest.raises(ReflectError, match="`private` must have a value, not None"):
        journal.edit(ENTRY["id"], {"private": None})


def test_a_plan_of_another_verb_is_refused(journal: Journal) -> None:
    plan = journal.plan_pack(TUESDAY)
    assert isinstance(plan, PackPlan)
    with pytest.raises(ReflectError, match="`seen` must be a UndoPlan, not PackPlan"):
        journal.undo(plan)  # type: ignore[arg-type]


def test_a_wrong_call_is_python_s_own_error(journal: Journal) -> None:
    with pytest.raises(TypeError):
        journal.note()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        journal.note("x", "y")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        journal.note("x", why="y")  # type: ignore[call-arg]


def test_the_class_is_seen_as_it_is_written() -> None:
    @checks_arguments
    class Made:
        def verb(self, text: "str") -> str:
            """Return the text."""
            return text

    assert (Made.verb.__doc__, str(inspect.signature(Made.verb))) == ("Return the text.", "(self, text: 'str') -> str")


FIELD_VALUES: Final[tuple[Any, ...]] = (
    None, True, Truth(), 4.5, 3j, "words", "\ud800", b"x", date(2026, 11, 22), Path("x"), [],
    [4], [["x"]], {}, object(), len,
)  # fmt: skip


@pytest.mark.parametrize("kind", ["mood", "pattern", "note"])
def test_a_wrong_type_in_a_field_of_an_edit_is_refused(journal: Journal, kind: str) -> None:
    made = {
        "mood": lambda: journal.mood(4),
        "pattern": lambda: journal.pattern("hope"),
        "note": lambda: journal.note("x"),
    }
    entry: Any = made[kind]().entry
    lists, texts = ("feelings", "with"), ("note", "text", "wish", "other", "self", "label", "at")
    for field in (*schema.EDITABLE[kind], "at", "private", "kind", "id", "extra", "scale", "nothing"):
        for value in FIELD_VALUES:
            try:
                after: Any = journal.edit(entry["id"], {field: value}).after
            except ReflectError as error:
                refused = str(error)
                assert refused.endswith("."), refused
                assert journal.find(entry["id"]) == entry
                continue
            assert after == journal.find(entry["id"])
            good = {
                "value": int,
                "energy": int,
                "private": bool,
                **dict.fromkeys(lists, list),
                **dict.fromkeys(texts, str),
            }
            assert after[field] is None or type(after[field]) is good[field]
            entry = after
