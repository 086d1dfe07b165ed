"""A backup gives back what was put into it, or nothing; a restore is whole or absent wherever it stops."""

import os
import stat
import tempfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.errors import StoreError
from reflect.journal import Journal
from reflect.model.schema import Entry
from reflect.store import backup
from reflect.store.backup import FaultyBackupError, contents, kept_inside, pack, unpack
from reflect.store.files import Files
from reflect.store.month import serialise
from tests.store.breaking import LOOKING, WRITING, Disk, How, KilledError, broken, every_point, tree
from tests.store.samples import at, note, number, put, store_at
from tests.store.test_staged import make_waiting

MONTHS = st.builds("entries/{:04}-{:02}.json".format, st.integers(1, 9999), st.integers(1, 12))
PACKS = st.from_regex(r"packs/[a-z0-9][a-z0-9-]{0,63}\.toml", fullmatch=True)
PLAIN = st.sampled_from(["labels.json", "deleted.json", "care.txt", "reflect.toml"])
FILES = st.dictionaries(MONTHS | PACKS | PLAIN, st.binary(max_size=200), max_size=6)
ARCHIVE = pack({"entries/2026-11.json": b"eleven, " * 9, "packs/a.toml": b"", "care.txt": bytes(range(256))})


@given(FILES, st.randoms(use_true_random=False))
def test_what_is_packed_comes_back_and_the_same_files_make_the_same_bytes(
    files: dict[str, bytes], chance: Random
) -> None:
    names = sorted(files)
    damaged = names[: len(names) // 2]
    packed = pack(files, damaged)
    assert unpack(packed) == (files, frozenset(damaged))
    chance.shuffle(names)
    assert pack({name: files[name] for name in names}, damaged[::-1]) == packed


@given(st.text() | st.from_regex(r"(entries|packs|undo|cache)/.*", fullmatch=True))
def test_no_other_name_is_that_of_a_file_of_a_store(name: str) -> None:
    folder, _, rest = name.rpartition("/")
    assert not backup.is_member(f"../{name}")
    assert not backup.is_member(f"/{name}")
    if backup.is_member(name):
        assert folder in {"entries", "packs", ""}
        assert rest.isascii()
        assert os.path.normpath(name) == name


def test_a_backup_that_is_cut_anywhere_is_refused() -> None:
    for length in range(len(ARCHIVE)):
        with pytest.raises(FaultyBackupError):
            unpack(ARCHIVE[:length])


@pytest.mark.parametrize("bit", range(8))
def test_a_backup_with_a_flipped_bit_is_refused_or_gives_the_same(bit: int) -> None:
    """The same, where the bit is of no account: the time of a file, say."""
    whole, refused = unpack(ARCHIVE), 0
    for place in range(len(ARCHIVE)):
        flipped = bytearray(ARCHIVE)
        flipped[place] ^= 1 << bit
        try:
            assert unpack(bytes(flipped)) == whole
        except FaultyBackupError:
            refused += 1
    assert refused > len(ARCHIVE) // 2


@given(st.lists(st.tuples(st.integers(0, len(ARCHIVE)), st.integers(0, 40), st.binary(max_size=40)), max_size=3))
def test_a_backup_that_is_mangled_is_refused_or_gives_the_same(changes: list[tuple[int, int, bytes]]) -> None:
    mangled = ARCHIVE
    for place, length, put_in in changes:
        mangled = mangled[:place] + put_in + mangled[place + length :]
    try:
        assert unpack(mangled) == unpack(ARCHIVE)
    except FaultyBackupError:
        assert mangled != ARCHIVE


def test_a_store_that_could_not_be_restored_is_not_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, bound in (("MAX_FILE_BYTES", 9), ("MAX_BYTES", 19), ("MAX_FILES", 2)):
        with monkeypatch.context() as patch:
            patch.setattr(backup, name, bound)
            with pytest.raises(StoreError, match="larger than a backup"):
                pack({"care.txt": b"0123456789", "labels.json": b"0123456789"})


def test_what_is_read_is_the_store_after_the_latest_change_and_nothing_else(tmp_path: Path) -> None:
    make_waiting(str(tmp_path))
    for name in (
        "undo/000001-20261101T120000Z.json",
        "cache/past.json",
        "drafts/x",
        "entries/notes.txt",
        "entries/.2026-11.json.tmp",
        "x",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert contents(Files(str(tmp_path))) == {
        "care.txt": b"untouched",
        "deleted.json": b"{}",
        "entries/2026-09.json": b"nine, changed",
        "entries/2026-11.json": b"eleven",
    }


@pytest.mark.parametrize("name", ["entries", "packs", "entries/2026-11.json", "care.txt"])
def test_a_link_in_the_store_is_not_followed(tmp_path: Path, name: str) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "2026-11.json").write_bytes(b"precious")
    store = tmp_path / "store"
    (store / name).parent.mkdir(parents=True)
    (store / name).symlink_to(precious / "2026-11.json" if "." in name else precious)
    with pytest.raises(StoreError, match="link"):
        contents(Files(str(store)))


def test_a_copy_saved_in_the_store_overwrites_no_other(tmp_path: Path) -> None:
    paths = []
    for raw in (b"one", b"two", b"one", b"three", b"two"):
        with kept_inside(Files(str(tmp_path)), raw, "before") as path:
            paths.append(path)
    assert [os.path.basename(path) for path in paths] == [
        "before.zip",
        "before-2.zip",
        "before.zip",
        "before-3.zip",
        "before-2.zip",
    ]
    assert [Path(path).read_bytes() for path in paths] == [b"one", b"two", b"one", b"three", b"two"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "backups").iterdir()} == {0o600}


# The store and back.


def kept(path: str) -> dict[str, bytes]:
    return contents(Files(path))


def begin(path: str) -> None:
    """Make a store with three months; of the backup's, one is the same, one has other words, one is new."""
    Path(path, "reflect.toml").write_bytes(b'format = 1\nsalt = "00c0ffee00c0ffee"\n')
    put(path, note(number(1), "2026-10-05"), note(number(2), "2026-11-05"))
    put(path, note(number(3), "2026-09-05"))
    os.mkdir(os.path.join(path, "undo"), 0o700)
    Path(path, "undo", "000001-20261101T120000Z.json").write_bytes(b"{}")
    Path(path, "care.txt").write_bytes(b"mine\n")


def other(folder: Path) -> bytes:
    """Return a backup of another store."""
    path = str(folder / "other")
    put(path, note(number(1), "2026-10-05"), note(number(2), "2026-11-05", "other words"))
    put(path, note(number(4), "2026-12-05"))
    return at(path).backup()[0]


def lay(path: str, entries: list[Entry]) -> None:
    """Make a store as it would be, without waiting for the disk."""
    os.makedirs(os.path.join(path, "entries"))
    Path(path, "reflect.toml").write_bytes(b"")
    for month in {entry["day"][:7] for entry in entries}:
        table = {entry["id"]: entry for entry in entries if entry["day"][:7] == month}
        Path(path, "entries", f"{month}.json").write_bytes(serialise(table))


TEXTS = st.sampled_from(["a", "\x1b[0m\u202e", "x\r\n\ty", "é\u0301", '"}\\'])
ENTRIES = st.dictionaries(
    st.integers(0, 9), st.tuples(st.sampled_from(["2026-09-30", "2026-10-01", "2025-11-01"]), TEXTS), max_size=6
)


@given(ENTRIES, ENTRIES)
def test_any_store_over_any_other(wanted: dict[int, tuple[str, str]], here: dict[int, tuple[str, str]]) -> None:
    """What was here and would be gone is counted, and stands in the copy that is kept."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = f"{folder}/first", f"{folder}/second"
        for path, entries in ((first, wanted), (second, here)):
            lay(path, [note(number(n), day, text) for n, (day, text) in entries.items()])
        before, raw = kept(second), at(first).backup()[0]
        sought = at(second).plan_restore(raw, "b.zip")
        assert sought.lost == sum(wanted.get(n) != entry for n, entry in here.items())
        assert sought.other == ()
        copy = at(second).restore(sought)
        assert kept(second) == kept(first)
        if before == kept(first):
            assert copy is None
            return
        assert copy is not None
        assert unpack(Path(copy).read_bytes()).files == before
        assert at(second).restore(at(second).plan_restore(raw, "b.zip")) is None
        assert os.listdir(os.path.dirname(copy)) == [os.path.basename(copy)]


STOPS: list[tuple[How, tuple[str, ...]]] = [
    ("killed", WRITING),
    ("error", WRITING),
    ("error", LOOKING),
]


@pytest.mark.parametrize(("how", "which"), STOPS)
def test_a_restore_is_whole_or_absent_wherever_it_stops(tmp_path: Path, how: How, which: tuple[str, ...]) -> None:
    wanted = other(tmp_path)
    (tmp_path / "before").mkdir()
    begin(str(tmp_path / "before"))
    before, saw = kept(str(tmp_path / "before")), set()
    for path, disk in every_point(tmp_path, begin, how, which):
        try:
            at(path).restore(at(path).plan_restore(wanted, "b.zip"))
        except (KilledError, StoreError, OSError):
            assert disk.hit
        disk.mend()
        whole = kept(path) == unpack(wanted).files
        assert whole or kept(path) == before, disk.calls[-1]
        saw.add(whole)
        assert whole == ("undo/000001-20261101T120000Z.json" not in Files(path).names("undo"))
        if whole:
            (copy,) = Path(path, "backups").glob("before-restore-*.zip")
            assert unpack(copy.read_bytes()).files == before
        put(path, note(number(9), "2026-11-06"))
        assert number(9) in {entry["id"] for entry in store_at(path).entries()}
        assert not list(Path(path, "staged").glob("*"))
    assert saw == {False, True}


def test_a_restore_that_fails_leaves_no_copy(tmp_path: Path) -> None:
    wanted, path = other(tmp_path), str(tmp_path / "store")
    os.mkdir(path)
    begin(path)
    before = tree(path)
    for hour in range(3):
        now = {"REFLECT_NOW": f"2026-11-23T{hour:02}:00:00+00:00", "TZ": "UTC"}
        sought = at(path).plan_restore(wanted, "b.zip")
        with broken() as disk:

            def stage(number: int, disk: Disk = disk) -> None:
                disk.at = number if "staged/entries!" in disk.calls[-1] else 0

            disk.before = stage
            with pytest.raises(StoreError) as refused:
                Journal.open(path, environ=now).restore(sought)
            assert refused.value.changed_nothing
    assert tree(path) == before


def test_a_store_that_another_command_changed_after_the_question_is_left_alone(tmp_path: Path) -> None:
    wanted, path = other(tmp_path), str(tmp_path / "store")
    put(path, note(number(1), "2026-10-05"))
    sought = at(path).plan_restore(wanted, "b.zip")
    put(path, note(number(7), "2026-10-06"))
    before = tree(path)
    with pytest.raises(StoreError, match="meanwhile"):
        at(path).restore(sought)
    assert tree(path) == before
