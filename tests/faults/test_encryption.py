"""Encryption that is killed, or whose disk fails, at every call that writes: the store answers, and it goes on."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reflect.clock import Clock
from reflect.errors import ReflectError
from reflect.store import encryption, folder, seal
from reflect.store.backup import pack
from reflect.store.month import parse
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
