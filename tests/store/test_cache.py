"""The cache of the past changes nothing but the time taken."""

import json
import os
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.actions import history
from reflect.journal import Journal
from reflect.model import schema
from reflect.model.labels import used
from reflect.model.schema import Entry
from reflect.store import cache, month
from reflect.store.store import Store
from tests.store.breaking import KilledError, broken
from tests.store.samples import note, number

NOW = "2026-11-23T21:40:00+00:00"
MONTH = "2026-11"
Document = dict[str, Any]


def journal(store: Path, now: str = NOW) -> Journal:
    return Journal.open(str(store), environ={"REFLECT_NOW": now, "TZ": "UTC", "HOME": str(store.parent)})


def aged(store: Path) -> None:
    """Have the months be as old as they would be."""
    for path in (store / "entries").iterdir():
        os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns - 3_600_000_000_000))


@pytest.fixture(scope="module")
def diary_of_three_months(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prompts offered, answered and put back, and labels, from September to November."""
    store = tmp_path_factory.mktemp("cache") / "store"
    day = date(2026, 9, 20)
    while day < date(2026, 11, 23):
        notebook = journal(store, f"{day}T21:40:00+00:00")
        if day.day % 5 == 0:
            notebook.pass_prompt()
        elif day.day % 3 == 0:
            notebook.answer("words")
        else:
            notebook.today()
        if day.day % 10 == 0:
            notebook.pattern(f"label {day.month}", people=["Sam"])
        day += timedelta(days=2)
    shutil.rmtree(store / "cache")
    return store


@pytest.fixture
def store(diary_of_three_months: Path, tmp_path: Path) -> Path:
    """A copy of it, with a cache that counts."""
    return copied(diary_of_three_months, tmp_path / "store")


def copied(source: Path, target: Path) -> Path:
    shutil.copytree(source, target)
    aged(target)
    notebook = journal(target)
    with notebook._store.writing(undoable=False):
        history.before(notebook._store, notebook.day(), caching=True)
    assert counts(target)
    return target


def key(notebook: Journal) -> object:
    return [history._SHAPE, list(notebook._store.settings.ladder), list(notebook._store.settings.pass_rest)]


def counts(store: Path) -> bool:
    """Tell whether the cache is taken."""
    notebook = journal(store)
    return cache.load(notebook._store, key(notebook), MONTH) is not None


def told(store: Path) -> tuple[Any, ...]:
    """Return all that is known of the past, the prompt of a day that has none yet, and which labels are new."""
    notebook = journal(store)
    entry = schema.parse_entry(
        {**note(number(9)), "kind": "pattern", "label": "label 10", "with": ["Sam", "New", "label 10", "Old", "Fresh"]}
    )
    with notebook._store.writing(undoable=False):
        new = history.new_labels(notebook._store, used(entry), caching=True)
    shown = notebook.today(peek=True)
    return history.before(notebook._store, notebook.day()), shown, new


def same_without(store: Path) -> None:
    """Hold that a run with the cache, one after it, and one without say the same."""
    if (store / "cache/past.json").exists():
        shutil.copy2(store / "cache/past.json", store.parent / "kept")
    with_it, after = told(store), told(store)
    shutil.rmtree(store / "cache", ignore_errors=True)
    without = told(store)
    assert with_it == without
    assert after == without


def document(store: Path) -> Document:
    found: Document = json.loads((store / "cache/past.json").read_bytes())
    return found


def test_it_is_taken_and_says_the_same(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert counts(store)
    same_without(store)
    aged(store)
    told(store)
    read: list[str] = []
    of_month = Store.month

    def month(store: Store, name: str) -> list[Entry]:
        read.append(name)
        return of_month(store, name)

    monkeypatch.setattr(Store, "month", month)
    told(store)
    assert set(read) == {MONTH}


def test_it_is_private(store: Path) -> None:
    assert (store / "cache").stat().st_mode & 0o777 == 0o700
    assert (store / "cache/past.json").stat().st_mode & 0o777 == 0o600


BYTES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "half": lambda data: data[: len(data) // 2],
    "nul": lambda data: b"\0" * len(data),
    "latin-1": lambda data: data.replace(b"label 10", b"label \xe9"),
    "list": lambda _: b"[]",
    "null": lambda _: b"null",
    "number": lambda _: b"5",
    "deep": lambda _: b"[" * 100_000,
    "twice": lambda data: data + data,
    "newer shape": lambda data: data.replace(b'"key": [1', b'"key": [2'),
}


@pytest.mark.parametrize("damage", BYTES)
def test_damaged_bytes(store: Path, damage: str) -> None:
    path = store / "cache/past.json"
    path.write_bytes(BYTES[damage](path.read_bytes()))
    same_without(store)


def put(*keys: str, value: Any) -> Callable[[Document], None]:
    """Return what puts a value deep into the document."""

    def change(found: Document) -> None:
        *parents, last = keys
        for parent in parents:
            found = found[parent]
        found[last] = value

    return change


def without(name: str) -> Callable[[Document], Any]:
    """Return what takes a key out of the document."""
    return lambda found: found.pop(name)


VALUES: tuple[Any, ...] = (None, 5, [], {}, "x", True)
SHAPES: dict[str, Callable[[Document], Any]] = {
    **{f"no {name}": without(name) for name in ("key", "months", "through", "state")},
    **{f"{name} {value!r}": put(name, value=value) for name in ("through", "state", "key") for value in VALUES},
    "through an earlier month": put("through", value="2026-09"),
    "months none": put("months", value=None),
    "months {}": put("months", value={}),
    "months text": put("months", value="2026-09"),
    "stamp none": put("months", "2026-09", value=None),
    "stamp []": put("months", "2026-09", value=[]),
    "stamp text": put("months", "2026-09", value="abc"),
    "a month less": lambda found: found["months"].pop("2026-09"),
    "a month more": put("months", "2026-08", value=[1, 1, 1]),
    "months 5": put("months", value=5),
    "months list": lambda found: found.update(months=sorted(found["months"])),
    "past none": put("state", "past", value=None),
    "past {}": put("state", "past", value={}),
    "prompts []": put("state", "past", "prompts", value=[]),
    "prompts text": put("state", "past", "prompts", value={"core/a": ["x"]}),
    "themes": put("state", "past", "themes", value={"a": "b"}),
    "labels 5": put("state", "labels", value=5),
    "labels [5]": put("state", "labels", value=[5]),
    "labels text": put("state", "labels", value=["abc"]),
    "answers none": put("state", "answers", value=None),
    "answers []": put("state", "answers", value=[]),
    "answers short": put("state", "answers", value={"core/a": [1]}),
    "answers text": put("state", "answers", value={"core/a": ["x", []]}),
}
UNCAUGHT: dict[str, Callable[[Document], Any]] = {
    "answers infinite": put("state", "answers", value={"core/a": [float("inf"), []]}),
}
UNSEEN: dict[str, Callable[[Document], Any]] = {
    "through no month": lambda found: found.update(through="", months={}),
    "no labels": put("state", "labels", value=[]),
    "no answers": put("state", "answers", value={}),
    "no prompts": put("state", "past", "prompts", value={}),
    "a number": put("state", "past", "since_new", value=9),
    "another day": put("state", "past", "through", value=1),
}
WRONG = {**SHAPES, **UNCAUGHT, **UNSEEN}


@pytest.mark.parametrize(
    "shape",
    [
        *SHAPES,
        *[pytest.param(shape) for shape in UNCAUGHT],
        *[
            pytest.param(
                shape,
            )
            for shape in UNSEEN
        ],
    ],
)
def test_a_document_of_another_shape(store: Path, shape: str) -> None:
    found = document(store)
    WRONG[shape](found)
    (store / "cache/past.json").write_text(json.dumps(found))
    same_without(store)


def test_any_one_byte_that_changed(diary_of_three_months: Path, tmp_path: Path) -> None:
    store = copied(diary_of_three_months, tmp_path / "store")
    path = store / "cache/past.json"
    data = path.read_bytes()
    truth = history.before(journal(store)._store, date(2026, 11, 23))

    @given(st.integers(0, len(data) - 1), st.sampled_from(b'09a]}," '))
    def changed(place: int, byte: int) -> None:
        path.write_bytes(data[:place] + bytes([byte]) + data[place + 1 :])
        assert history.before(journal(store)._store, date(2026, 11, 23)) == truth

    changed()


@pytest.mark.parametrize("what", ["file", "link", "folder", "fifo"])
@pytest.mark.parametrize("where", ["cache", "cache/past.json"])
def test_what_stands_in_its_place_is_left_alone(store: Path, what: str, where: str) -> None:
    shutil.rmtree(store / "cache")
    path, elsewhere = store / where, store.parent / "elsewhere"
    if where != "cache":
        path.parent.mkdir()
    elsewhere.mkdir()
    (elsewhere / "past.json").write_bytes(b"mine")
    if what == "file":
        path.write_bytes(b"mine")
    elif what == "link":
        path.symlink_to(elsewhere if where == "cache" else elsewhere / "past.json")
    elif what == "folder":
        path.mkdir()
    else:
        os.mkfifo(path)
    known = told(store)
    assert (elsewhere / "past.json").read_bytes() == b"mine"
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
    assert told(store) == known


def change(store: Path, month: str, edit: Callable[[list[Entry]], list[Entry]]) -> None:
    """Change a month as another program would: in place."""
    path = store / f"entries/{month}.json"
    found = json.loads(path.read_bytes())
    entries = edit(list(found["entries"].values()))
    path.write_text(json.dumps({**found, "entries": {entry["id"]: entry for entry in entries}}))


PLACES: dict[str, Callable[[Path], Any]] = {
    "a month less": lambda store: (store / "entries/2026-09.json").unlink(),
    "an entry less": lambda store: change(store, "2026-09", lambda entries: entries[1:]),
    "only some": lambda store: change(store, "2026-10", lambda entries: entries[::3]),
    "copied over": lambda store: shutil.copy2(store / "entries/2026-09.json", store / "entries/2026-09.json.x"),
}


def older_entries(store: Path) -> None:
    """Add entries to a month before all others, under the program's own lock."""
    of = journal(store, "2026-03-03T12:00:00+00:00")
    of.pattern("label old", people=["Old"])
    of.today()


PLACES["another month"] = older_entries


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("young", [True, False], ids=["young", "old"])
def test_a_past_month_that_changed(store: Path, place: str, young: bool) -> None:
    PLACES[place](store)
    if not young:
        aged(store)
    same_without(store)


def test_a_month_younger_than_two_seconds_is_not_trusted(diary_of_three_months: Path, tmp_path: Path) -> None:
    """It may change again within one tick of the clock, with size, time and inode as they were."""
    store = tmp_path / "store"
    shutil.copytree(diary_of_three_months, store)
    notebook = journal(store)
    path = store / "entries/2026-10.json"
    path.touch()
    with notebook._store.writing(undoable=False):
        history.before(notebook._store, notebook.day(), caching=True)
    stamp = path.stat()
    data = path.read_bytes()
    path.write_bytes(data.replace(b'"label 10"', b'"label 99"'))
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert path.stat().st_size == stamp.st_size
    same_without(store)


def test_a_file_restored_from_a_backup(store: Path, tmp_path: Path) -> None:
    path, backup = store / "entries/2026-10.json", tmp_path / "backup"
    shutil.copy2(path, backup)
    change(store, "2026-10", lambda entries: entries[::2])
    aged(store)
    told(store)
    assert counts(store)
    shutil.copy2(backup, path)
    same_without(store)
    change(store, "2026-10", lambda entries: entries[::2])
    aged(store)
    told(store)
    os.replace(backup, path)
    same_without(store)


def test_a_file_changed_in_place_with_its_time_put_back(store: Path) -> None:
    path = store / "entries/2026-10.json"
    stamp = path.stat()
    path.write_bytes(path.read_bytes().replace(b'"label 10"', b'"label 99"'))
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    same_without(store)


def test_a_change_to_past_months_that_was_cut_short_after_its_commit(store: Path) -> None:
    with (  # noqa: PT012 - the kill is at the end of the block
        broken(which=()) as disk,
        pytest.raises(KilledError),
        journal(store)._store.writing(undoable=False) as changing,
    ):
        for month in ("2026-09", "2026-10"):
            changing.delete(changing.month(month).all()[::2], NOW)
        disk.which, disk.at, disk.how = ("replace",), 2, "killed"  # the first one puts the marker in place
    assert (store / "staged/commit.json").exists()
    notebook = journal(store)
    with_it = history.before(notebook._store, notebook.day()), notebook.today(peek=True)
    shutil.rmtree(store / "cache")
    assert with_it == (history.before(notebook._store, notebook.day()), notebook.today(peek=True))


def test_a_month_that_goes_while_the_cache_is_looked_at(store: Path) -> None:
    with broken(which=("lstat",)) as disk:
        disk.before = lambda _: (store / "entries/2026-09.json").unlink(missing_ok=True)
        assert not counts(store)


def test_other_settings_make_it_void(store: Path) -> None:
    journal(store).set_setting("prompts.ladder", "1,2,3")
    assert not counts(store)
    same_without(store)


SAVING = ("mkdir", "chmod", "write", "fchmod", "fsync", "replace", "unlink")


def test_a_disk_that_will_not_keep_it_is_no_hindrance(store: Path) -> None:
    for at in range(1, 14):
        shutil.rmtree(store / "cache", ignore_errors=True)
        notebook = journal(store)
        with notebook._store.writing(undoable=False), broken(at, which=SAVING) as disk:
            history.before(notebook._store, notebook.day(), caching=True)
            disk.mend()
        same_without(store)
        if not disk.hit:
            assert at > 6
            return


def test_a_change_of_one_of_the_latest_months_folds_no_more_than_those(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "long"
    days = [f"{year}-{month:02}-05" for year in (2024, 2025, 2026) for month in range(1, 11)]
    journal(store).import_("".join(f'{{"kind": "note", "day": "{day}", "text": "x"}}\n' for day in days))
    parsed: list[str] = []
    parse = month.parse

    def counted(raw: bytes, name: str) -> Any:
        parsed.append(name)
        return parse(raw, name)

    monkeypatch.setattr(month, "parse", counted)
    journal(store).mood(4, at="2026-09-06")
    assert len(parsed) < 9
    journal(store).today(peek=True)
    assert len(parsed) < 11
    journal(store).mood(4, at="2024-02-06")
    assert len(parsed) > 30
