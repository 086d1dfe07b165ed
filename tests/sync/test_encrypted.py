"""Encrypted journals: sent as they are on the disk, a lock is seen before the network, and keys do not mix."""

from pathlib import Path

import pytest

from reflect import (
    Journal,
    LockedError,
    PassphraseNeededError,
    StoreError,
    SyncResult,
    UnreachableError,
    WrongPassphraseError,
)
from reflect.store import encryption, seal
from reflect.store.keys import Keys
from tests.store.sealed import IDENTITY, KEY_AGE, PASSPHRASE, RECIPIENT, plain_files
from tests.sync.machines import Machine, git, objects, refs, remote
from tests.sync.test_lives import live

WORDS = b"plain-words-5f3a"


class Sealed(Machine):
    """A machine with a place of its own for keys."""

    @property
    def journal(self) -> Journal:
        opened = super().journal
        return Journal.open(
            self.path, environ={**self.env, "REFLECT_NOW": opened.clock.now().isoformat()}, source="cli"
        )

    @property
    def env(self) -> dict[str, str]:
        return {"TZ": "UTC", "HOME": str(self.path.parent), "XDG_STATE_HOME": f"{self.path}-keys"}

    def keys(self) -> Keys:
        return Keys(self.env, lambda: self.now)

    def unlock(self, identity: str = IDENTITY, recipient: str = RECIPIENT) -> None:
        self.keys().keep(recipient, (identity,), stay=None, lasting=True)

    def lock(self) -> None:
        self.keys().forget(RECIPIENT)

    def encrypt(self, key: bytes = KEY_AGE, recipient: str = RECIPIENT) -> None:
        store = self.journal._store
        encryption.begin(store, key, recipient, hides_contacts=True)
        encryption.encrypt_files(store)

    def contents(self) -> dict[str, bytes | None]:
        """Return what the files hold that all machines share."""
        files = self.journal._store.files
        return {name: files.read(name) for name in self.shared()}


class FromTheStart(Sealed):
    """One that is encrypted before its first sync."""

    def init(self, remote: Path | str) -> SyncResult:
        self.encrypt()
        self.unlock()
        return super().init(remote)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Sealed, Sealed, Path]:
    """Two machines with one encrypted journal, and the remote between them."""
    one, other, place = Sealed(tmp_path, "one"), Sealed(tmp_path, "other"), remote(tmp_path)
    one.journal.note(WORDS.decode())
    one.journal.rename_label("anger", "ire")
    one.journal.set_contacts("Ines")
    one.journal.set_setting("phrases.ignore", ["you know"])
    one.encrypt()
    one.unlock()
    one.init(place)
    other.journal.note("of the other")
    other.encrypt()
    other.unlock()
    other.init(place)
    one.sync()
    return one, other, place


def test_it_goes_as_it_is_on_the_disk(pair: tuple[Sealed, Sealed, Path]) -> None:
    one, other, place = pair
    assert plain_files(other.path, *(name for name in plain_files(other.path) if name.startswith("sync/"))) == []
    assert one.shared() == other.shared()
    assert other.journal.settings()["phrases.ignore"] == ["you know"]
    assert [WORDS in objects(folder) for folder in (place, one.path / "sync", other.path / "sync")] == [False] * 3
    for month in ("2026-11-05", "2026-10-05"):
        other.journal.note(f"of {month}", at=month)
    one.journal.note("of one")
    for machine in (one, other, one):
        machine.sync()
    assert one.shared() == other.shared()
    assert len(one.entries()) == 5
    before = refs(place)
    for machine in (one, other, one, other):
        done = machine.sync()
        assert not any((done.came, done.sent, done.others))
    assert refs(place) == before


def test_both_made_the_same_change(pair: tuple[Sealed, Sealed, Path]) -> None:
    one, other, place = pair
    entry = min(one.entries())
    for machine in (one, other):
        machine.now = one.now
        machine.journal.delete([entry])
    for machine in (one, other, one, other):
        machine.sync()
    before = refs(place)
    assert one.shared() == other.shared()
    assert not any(machine.sync().others for machine in (one, other))
    assert refs(place) == before


def test_locked_is_seen_before_the_network(pair: tuple[Sealed, Sealed, Path]) -> None:
    one, _, place = pair
    one.lock()
    place.rename(place.with_name("away"))
    for call in (one.sync, lambda: one.init(place)):
        with pytest.raises(LockedError):
            call()
    one.unlock()
    with pytest.raises(UnreachableError):
        one.sync()


def test_what_was_saved_while_it_was_locked_goes_with_the_next_sync(pair: tuple[Sealed, Sealed, Path]) -> None:
    one, other, place = pair
    one.keys().remember(RECIPIENT, str(one.path))
    one.lock()
    assert one.journal.note("while it was locked").is_locked
    before = refs(place)
    with pytest.raises(LockedError):
        one.sync()
    assert (refs(place), len(list((one.path / "inbox").iterdir()))) == (before, 1)
    one.unlock()
    assert len(one.sync().sent) == 1
    assert not (one.path / "inbox").exists()
    other.sync()
    assert [entry.get("text") for entry in other.journal.entries()].count("while it was locked") == 1
    assert not any(name.startswith("inbox") for name in refs(place))


@pytest.mark.thorough
def test_a_plain_journal_needs_the_passphrase_and_is_merged(pair: tuple[Sealed, Sealed, Path], tmp_path: Path) -> None:
    one, _, place = pair
    for _ in range(2):
        encryption.change_passphrase(one.journal._store, KEY_AGE)
    one.sync()
    third = Sealed(tmp_path, "third")
    third.journal.note("written before")
    third.journal.set_contacts("Tom")
    with pytest.raises(PassphraseNeededError):
        third.init(place)
    with pytest.raises(WrongPassphraseError):
        third.journal.init_sync(place, "another")
    assert third.journal.info()["encrypted"] is False
    assert not (third.path / "key.age").exists()
    third.journal.init_sync(place, PASSPHRASE)
    assert third.keys().opens(RECIPIENT, str(third.path))
    one.sync()
    assert one.shared() == third.shared()
    assert len(one.entries()) == 3
    assert (third.sync().others, one.sync().others) == ((), ())
    assert plain_files(third.path, *(name for name in plain_files(third.path) if name.startswith("sync/"))) == []
    assert WORDS not in objects(place)
    third.lock()
    assert third.journal.note("while it was locked").is_locked


@pytest.mark.thorough
def test_contacts_are_hidden_where_a_journal_joins_one_that_hides_them(tmp_path: Path) -> None:
    one, other, place = FromTheStart(tmp_path, "one"), Sealed(tmp_path, "other"), remote(tmp_path)
    one.journal.note("a")
    one.init(place)
    other.journal.set_contacts(WORDS.decode())
    other.journal.init_sync(place, PASSPHRASE)
    assert WORDS not in (other.path / "care.txt").read_bytes() + objects(place)
    assert other.journal.contacts() == f"{WORDS.decode()}\n"


def test_encrypting_replaces_all_that_was_sent(tmp_path: Path) -> None:
    one, other, place = Sealed(tmp_path, "one"), Sealed(tmp_path, "other"), remote(tmp_path)
    one.journal.note(WORDS.decode())
    one.init(f"file://{place}")
    other.init(f"file://{place}")
    assert WORDS in objects(one.path / "sync")
    one.encrypt()
    one.unlock()
    assert not list((one.path / "sync").rglob("objects/??/*"))
    assert one.journal.encryption.state().remote is None
    assert one.sync().was_plain
    assert not one.sync().was_plain
    for name, commit in refs(place).items():
        assert name.endswith("/settings") or git("cat-file", "blob", f"{commit}:f", folder=place).startswith(b"age-")
    assert WORDS not in objects(one.path / "sync")
    other.journal.note("meanwhile")
    with pytest.raises(PassphraseNeededError):
        other.sync()


def test_a_path_is_cleaned_once_it_is_encrypted(tmp_path: Path) -> None:
    one, place = Sealed(tmp_path, "one"), remote(tmp_path)
    one.journal.note(WORDS.decode())
    one.init(place)
    one.encrypt()
    one.unlock()
    done = one.sync()
    assert (done.may_remain, done.was_plain) == (False, False)
    assert WORDS not in objects(place)


def test_two_keys_are_refused_and_both_named(pair: tuple[Sealed, Sealed, Path], tmp_path: Path) -> None:
    _, _, place = pair
    third, identity = Sealed(tmp_path, "third"), seal.new_identity()
    third.journal.note("of another key")
    recipient = seal.recipient_of(identity)
    third.encrypt(b"age-encryption.org/v1\n", recipient)
    third.unlock(identity, recipient)
    before = refs(place)
    with pytest.raises(StoreError) as caught:
        third.init(place)
    assert recipient[:12] in str(caught.value)
    assert RECIPIENT[:12] in str(caught.value)
    assert refs(place) == before


def test_the_passphrase_that_was_changed_last_counts(pair: tuple[Sealed, Sealed, Path]) -> None:
    one, other, _ = pair
    encryption.change_passphrase(one.journal._store, KEY_AGE + b"later")
    for machine in (one, other):
        machine.sync()
    assert (other.path / "key.age").read_bytes() == KEY_AGE + b"later"
    assert (one.path / "reflect.toml").read_text() == (other.path / "reflect.toml").read_text()


def test_a_new_key_replaces_all_that_was_sent(pair: tuple[Sealed, Sealed, Path]) -> None:
    one, other, place = pair
    one.journal.delete([one.journal.note("gone").entry["id"]])
    for machine in (one, other):
        machine.sync()
    before = refs(place)
    identity = seal.new_identity()
    recipient = seal.recipient_of(identity)
    encryption.begin_new_key(one.journal._store, KEY_AGE + b"new", recipient)
    one.unlock(identity, recipient)
    encryption.renew_files(one.journal._store, KEY_AGE + b"new", (identity, IDENTITY))
    assert one.sync().sent is not None
    after = refs(place)
    assert {name for name in before if before[name] == after[name]} <= {"refs/reflect/v1/care"}
    assert not one.sync().others
    with pytest.raises(StoreError, match="different keys"):
        other.sync()


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(2))
def test_encrypted_machines_come_to_the_same_and_lose_nothing(tmp_path: Path, seed: int) -> None:
    live(tmp_path, seed, 150, FromTheStart)
    assert b"words 0." not in objects(tmp_path / "remote.git")
