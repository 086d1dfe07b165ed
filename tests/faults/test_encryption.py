"""Encryption that is killed, or whose disk fails, at every call that writes: the store answers, and it goes on."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reflect.clock import Clock
from reflect.errors import LockedError, ReflectError
from reflect.store import encryption, folder, inbox, seal
from reflect.store.backup import pack
from reflect.store.month import parse, serialise
from reflect.store.paths import AGE
from reflect.store.store import Store
from tests.store.breaking import How, KilledError, every_point, tree
from tests.store.repairs import file
from tests.store.samples import note, number, put
from tests.store.sealed import IDENTITY, KEY_AGE, RECIPIENT

OTHER = seal.new_identity()
NOW = {"REFLECT_NOW": "2026-11-23T21:40:00+00:00", "TZ": "UTC"}
Done = Callable[[Store], None]


def opened(path: str) -> Store:
    """Return the store, with both keys on its machine."""
    store = Store(path, Clock.from_environment(NOW), environ={"HOME": path})
    store.files.seal.use((OTHER, IDENTITY))
    return store


def make(path: str) -> None:
    put(path, note(number(1), day="2026-10-05", text="quince"), note(number(2), day="2026-11-05", text="quince"))
    file(Path(path), "labels.json", b"[]")
    file(Path(path), "backups/before-restore-2026-11-01-120000.zip", pack({}))
    file(Path(path), "reflect.toml", b'format = 1\nsalt = "0123456789abcdef"\n\n[phrases]\nignore = ["quince"]\n')


def make_encrypted(path: str) -> None:
    make(path)
    encrypt(opened(path))


def encrypt(store: Store) -> None:
    if store.files.encryption() is None:
        encryption.begin(store, KEY_AGE, RECIPIENT, hides_contacts=False)
    encryption.encrypt_files(store)


def decrypt(store: Store) -> None:
    if store.files.encryption() is not None:
        encryption.decrypt_files(store)


def renew(store: Store) -> None:
    other = seal.recipient_of(OTHER)
    found = store.files.encryption()
    if found and found.recipient != other:
        encryption.begin_new_key(store, KEY_AGE, other)
    encryption.renew_files(store, KEY_AGE, (OTHER, IDENTITY))


def is_encrypted(path: str) -> bool:
    return folder.not_encrypted(opened(path).files) == [] and opened(path).files.encryption() is not None


def is_plain(path: str) -> bool:
    return not any((raw or b"").startswith(AGE) for raw in tree(path).values())


def is_renewed(path: str) -> bool:
    only = seal.loaded([OTHER])
    closed = [raw for name, raw in tree(path).items() if raw and raw.startswith(AGE) and name != "key.age"]
    return len(closed) > 3 and all(seal.opened(raw, only) is not None for raw in closed)


@pytest.mark.thorough
@pytest.mark.parametrize("how", ["killed", "error"])
@pytest.mark.parametrize(
    ("made", "run", "is_done"),
    [(make, encrypt, is_encrypted), (make_encrypted, decrypt, is_plain), (make_encrypted, renew, is_renewed)],
    ids=["encrypt", "decrypt", "new-key"],
)
def test_wherever_it_stops_the_store_answers_and_it_goes_on(
    tmp_path: Path, how: How, made: Callable[[str], None], run: Done, is_done: Callable[[str], bool]
) -> None:
    for path, disk in every_point(tmp_path, made, how):
        try:
            run(opened(path))
        except (KilledError, ReflectError, OSError):
            assert disk.hit
        disk.mend()
        store = opened(path)
        assert [entry.get("text") for entry in store.entries()] == ["quince", "quince"]
        with store.writing() as change:
            change.add([note(number(3), day="2026-11-06", text="after")])
        run(opened(path))
        assert is_done(path)
        assert len(opened(path).entries()) == 3
        assert parse(opened(path).files.read("entries/2026-10.json") or b"", "entries/2026-10.json")


WAITING = (note(number(4), day="2026-10-07", text="four"), note(number(5), day="2026-12-05", text="five"))
LOCKED = LockedError(seal.LOCKED.problem)


def make_waiting(path: str) -> None:
    make_encrypted(path)
    for entry in WAITING:
        raw = seal.closed(serialise({entry["id"]: entry}), RECIPIENT)
        file(Path(path), f"inbox/{entry['id']}.json", raw)


@pytest.mark.thorough
@pytest.mark.parametrize("how", ["killed", "error"])
def test_wherever_joining_stops_nothing_that_waited_is_lost_or_there_twice(tmp_path: Path, how: How) -> None:
    for path, disk in every_point(tmp_path, make_waiting, how):
        try:
            with opened(path).writing() as change:
                change.add([note(number(3), day="2026-10-06", text="three")])
        except (KilledError, ReflectError, OSError):
            assert disk.hit
        disk.mend()
        texts = [entry.get("text") for entry in opened(path).entries()]
        assert [text for text in texts if text != "three"] == ["quince", "four", "quince", "five"]
        with opened(path).writing() as change:
            change.add([note(number(6), day="2026-12-06", text="six")])
        assert not list((Path(path) / "inbox").glob("*"))
        months = [f"entries/2026-{month}.json" for month in (10, 11, 12)]
        texts = [
            one.get("text") for name in months for one in parse(opened(path).files.read(name) or b"", name).values()
        ]
        assert [text for text in sorted(map(str, texts)) if text != "three"] == [
            "five",
            "four",
            "quince",
            "quince",
            "six",
        ]


@pytest.mark.thorough
@pytest.mark.parametrize("how", ["killed", "error"])
def test_wherever_saving_while_locked_stops_the_entry_is_whole_or_absent(tmp_path: Path, how: How) -> None:
    state = str(tmp_path / "state")
    for path, disk in every_point(tmp_path, make_encrypted, how):
        locked = Store(path, Clock.from_environment(NOW), environ={"XDG_STATE_HOME": state})
        saved = True
        try:
            locked.files.seal.keys.remember(RECIPIENT, path)
            inbox.add(locked, WAITING[0], LOCKED)
        except (KilledError, ReflectError, OSError):
            saved = False
        disk.mend()
        texts = [entry.get("text") for entry in opened(path).entries()]
        assert texts in (["quince", "four", "quince"], ["quince", "quince"][: 0 if saved else 2])
