"""Every system call on the store broken in turn, from outside."""

from itertools import product

import pytest

from tests.faults.injected import COMMANDS, USABLE, Point, broken, full_at, probed, traced, trial, unsynced, view

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(not USABLE, reason="strace is not installed, or may not trace here"),
]

CALLS = ("openat", "read", "write", "fsync", "rename", "unlink", "mkdir", "flock")
ERRORS = ("EACCES", "EIO", "ENOSPC", "EIO", "ENOSPC", "EACCES", "ENOSPC", "ENOLCK")
KILLED = ("write", "fsync", "rename", "unlink", "mkdir", "exit_group")


def points(command: str, call: str) -> list[Point]:
    """Return the calls on the store of this name, or its name on other machines; of looks at one file the last.

    How one command writes its step of the undo log, the others do too.
    """
    found = [point for point in probed(command)[0] if point.call in (call, f"{call}at", f"{call}at2")]
    if command not in ("note", "undo", "forever"):
        found = [point for point in found if not point.told.startswith("/undo")]
    return list({point.told: point for point in found}.values()) if call in ("openat", "read", "newfstatat") else found


@pytest.mark.parametrize("command", COMMANDS)
def test_the_probe_sees_what_is_to_be_broken(command: str) -> None:
    for call in ("openat", "read", "write", "fsync", "rename", "unlink", "flock", "newfstatat", "exit_group"):
        assert points(command, call), call
    made, before, after = probed(command)
    assert before != after
    for place, (call, _, file) in enumerate(made):
        # What agrees with the marks need not outlive a power cut: it is then looked at again.
        if call.startswith("rename") and not file.startswith("/cache/.agreed"):
            # What a power cut would take: the file synced before, its folder after.
            assert ("fsync", file) in [(point.call, point.told) for point in made[:place]]
            assert "fsync" in [point.call for point in made[place:]]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("call", KILLED)
def test_killed_before_a_call(command: str, call: str) -> None:
    for point in points(command, call):
        broken(command, point, "SIGKILL")


@pytest.mark.parametrize("command", ["note", "edit", "import", "undo"])
@pytest.mark.parametrize("call", ["fsync", "rename", "unlink", "exit_group"])
def test_the_power_is_cut_before_a_call(command: str, call: str) -> None:
    for point in points(command, call):
        broken(command, point, "SIGKILL", power=True)


def test_what_a_power_cut_would_take_is_seen() -> None:
    first = next(point for point in points("note", "fsync") if point.told.endswith(".tmp"))
    with trial() as reflect:
        _, log, _ = traced(reflect, "note", f"fsync:signal=SIGKILL:when={first.number}")
        assert [file.suffix for file in unsynced(log) if reflect.store in file.parents] == [".tmp"]
        _, log, _ = traced(reflect, "note")
        assert not [file for file in unsynced(log) if reflect.store in file.parents]


@pytest.mark.parametrize("command", ["note", "mood", "edit", "import", "undo"])
def test_a_disk_that_fills_up_within_a_file(command: str) -> None:
    _, before, after = probed(command)
    codes = set()
    for size in (0, 1, 60, 200, 500, 900, 100_000):
        with trial() as reflect:
            code, said = full_at(reflect, command, size)
            codes.add(code)
            assert view(reflect) == (after if code == 0 else before), (size, said)
            assert code in (0, 4), (size, said)
            assert "words" not in said
            reflect("note", "the next")
    assert codes == {0, 4}


READING = ("openat", "read", "flock")
# How these read, or stage files, the others do too; what they write is their own.
LEFT_OUT = {
    **dict.fromkeys(("pass", "pack"), READING),
    **dict.fromkeys(("mood", "answer", "forever"), (*READING, "mkdir")),
    "undo": (*READING, "fsync", "mkdir"),
}
CASES = [
    (command, call, error)
    for command, (call, error) in product(COMMANDS, zip(CALLS, ERRORS, strict=True))
    if call not in LEFT_OUT.get(command, ())
]


@pytest.mark.parametrize(("command", "call", "error"), CASES)
def test_a_call_gives_an_error(command: str, call: str, error: str) -> None:
    for point in points(command, call):
        broken(command, point, error)


@pytest.mark.parametrize("command", ["note", "import"])
def test_a_look_at_the_disk_gives_an_error(command: str) -> None:
    for point in points(command, "newfstatat"):
        broken(command, point, "EIO")


@pytest.mark.parametrize(
    ("call", "fault"), [("rename", "SIGKILL"), ("unlink", "SIGKILL"), ("write", "ENOSPC"), ("rename", "EIO")]
)
def test_a_restore_over_two_months_is_whole_or_absent(call: str, fault: str) -> None:
    """Few of its calls: all of them are broken in tests/store/test_backup.py, within one process."""
    for point in points("restore", call):
        broken("restore", point, fault)


def test_what_is_left_of_a_store_by_a_killed_erase_is_erased_by_the_next() -> None:
    _, before, after = probed("erase")
    found = [*points("erase", "unlink"), *points("erase", "rmdir")]
    assert len(found) > 5
    for point in found:
        with trial() as reflect:
            code, log, _ = traced(reflect, "erase", f"{point.call}:signal=SIGKILL:when={point.number}")
            assert "SIGKILL" in log or code == -9
            if point == found[0]:
                assert view(reflect) == before
            assert reflect.store.exists(), point
            reflect("store", "erase", "--yes")
            assert view(reflect) == after
            assert not reflect.store.exists() or not any(reflect.store.iterdir())
