"""One writer at a time, whatever becomes of the others."""

import fcntl
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from reflect.errors import StoreError
from reflect.store import lock
from reflect.store.paths import LOCK
from tests.program import Reflect
from tests.store.breaking import LOOKING, WRITING, broken

HOLDER = """
import sys
from reflect.store import lock
with lock.held(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""
WRITER = """
import sys, time
from reflect.store import lock
for _ in range(int(sys.argv[2])):
    with lock.held(sys.argv[1]):
        with open(sys.argv[1] + "/count") as file:
            count = int(file.read())
        time.sleep(0.002)
        with open(sys.argv[1] + "/count", "w") as file:
            file.write(str(count + 1))
"""

TURNS = """
import os, sys, time
from reflect.store import lock
with lock.held(sys.argv[1]):
    print("held", flush=True)
    for _ in range(int(sys.argv[2])):
        time.sleep(0.4)
        os.utime(sys.argv[1] + "/lock")
"""
"""Holds the lock, and leaves a new time on it again and again, as one holder after the other does."""
SLOW_WRITER = """
import sys, time
from reflect import Journal
from reflect.store.change import Change
save = Change.commit
Change.commit = lambda change: (time.sleep(0.25), save(change))
Journal.open(sys.argv[1]).note(sys.argv[2])
"""


@contextmanager
def holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock until its standard input is closed."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


def short(monkeypatch: pytest.MonkeyPatch, seconds: float = 0.2) -> None:
    monkeypatch.setattr(lock, "MAX_WAIT_SECONDS", seconds)


def test_the_limit_is_ten_seconds() -> None:
    assert lock.MAX_WAIT_SECONDS == 10


def test_a_second_process_waits_for_the_limit_and_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    short(monkeypatch)
    with holder(tmp_path):
        began = time.monotonic()
        with (
            pytest.raises(StoreError, match=r"locked by another writer"),
            lock.held(str(tmp_path)),
        ):
            pytest.fail("two holders")
        assert 0.2 <= time.monotonic() - began < 2


@pytest.mark.parametrize("jump", [-86_400, 0, 86_400])
def test_a_clock_that_jumps_or_stands_while_it_is_waited_for_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jump: int
) -> None:
    """The clock on the wall cannot be set in a test, so what the system says of it is."""
    short(monkeypatch)
    asked = iter(range(10**6))
    with holder(tmp_path):
        monkeypatch.setattr(time, "time", lambda: 1e9 + jump * next(asked))
        monkeypatch.setattr(time, "time_ns", lambda: 10**18 + jump * 10**9 * next(asked))
        begun = time.monotonic()
        with pytest.raises(StoreError, match="locked by another writer"), lock.held(str(tmp_path)):
            pass
        assert 0.2 <= time.monotonic() - begun < 2


@pytest.mark.thorough
def test_the_limit_is_one_of_each_holder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for many gives up only where one of them holds for all that time."""
    short(monkeypatch, 1)
    turns = [sys.executable, "-c", TURNS, str(tmp_path), "6"]
    with subprocess.Popen(turns, stdout=subprocess.PIPE, text=True) as holders:
        assert holders.stdout is not None
        assert holders.stdout.readline() == "held\n"
        began = time.monotonic()
        with lock.held(str(tmp_path)):
            waited = time.monotonic() - began
        assert holders.wait(timeout=30) == 0
    assert 2 < waited < 10


def test_a_wait_of_two_seconds_is_said_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "SECONDS_UNTIL_SAID", 0.2)
    monkeypatch.setattr(lock, "_LOOK_SECONDS", 0.1)
    short(monkeypatch, 0.6)
    said: list[float] = []
    began = time.monotonic()
    with holder(tmp_path), pytest.raises(StoreError), lock.held(str(tmp_path), lambda: said.append(time.monotonic())):
        pytest.fail("two holders")
    assert len(said) == 1
    assert 0.2 <= said[0] - began < 5


def test_who_gives_up_leaves_the_lock_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    short(monkeypatch)
    with holder(tmp_path):
        for _ in range(3):
            with pytest.raises(StoreError), lock.held(str(tmp_path)):
                pytest.fail("two holders")
    short(monkeypatch, 10)
    began = time.monotonic()
    with lock.held(str(tmp_path)):
        assert time.monotonic() - began < 5


def test_where_no_thread_can_wait_it_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def start(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with holder(tmp_path):
        monkeypatch.setattr(threading.Thread, "start", start)
        with pytest.raises(StoreError, match="cannot be waited for"), lock.held(str(tmp_path)):
            pytest.fail("two holders")


def test_any_thread_may_wait(tmp_path: Path) -> None:
    (tmp_path / "count").write_text("0")

    def add() -> None:
        for _ in range(10):
            with lock.held(str(tmp_path)):
                count = int((tmp_path / "count").read_text())
                time.sleep(0.001)
                (tmp_path / "count").write_text(str(count + 1))

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(add) for _ in range(8)]:
            done.result(timeout=30)
    assert (tmp_path / "count").read_text() == "80"


def test_a_wait_is_said_a_signal_ends_it_at_once_and_who_waits_on_gets_the_lock(reflect: Reflect) -> None:
    ends = {signal.SIGINT: 130, signal.SIGTERM: -signal.SIGTERM, signal.SIGHUP: -signal.SIGHUP}
    reflect("note", "first")
    before = reflect.tree()
    with holder(reflect.store) as held, ExitStack() as stack:
        patient, *writers = [stack.enter_context(reflect.process("note", word)) for word in ("words", *"123")]
        for writer in (patient, *writers):
            assert writer.stderr is not None
            assert writer.stderr.readline() == b"Waiting for another reflect command to finish.\n"
            assert writer.poll() is None
        for number, writer in zip(ends, writers, strict=True):
            writer.send_signal(number)
            began = time.monotonic()
            assert writer.wait(timeout=20) == ends[number]
            assert time.monotonic() - began < 5
        assert reflect.tree() == before
        held.kill()
        assert patient.wait(timeout=30) == 0
        assert patient.stderr is not None
        assert patient.stderr.read() == b""
    assert {entry["text"] for entry in reflect.entries()} == {"first", "words"}


@pytest.mark.thorough
@pytest.mark.timeout(300)
def test_of_64_writers_none_gives_up(reflect: Reflect) -> None:
    """Each holds the lock for so long that the last of them waits for more than ten seconds in all."""
    reflect("note", "first")
    slow = SLOW_WRITER, str(reflect.store)
    with ExitStack() as stack:
        command = [sys.executable, "-c", *slow]
        writers = [stack.enter_context(subprocess.Popen([*command, str(n)], env=reflect.env)) for n in range(64)]
        assert [writer.wait(timeout=250) for writer in writers] == [0] * 64
    assert sorted(entry["text"] for entry in reflect.entries()) == sorted(["first", *map(str, range(64))])


def test_it_is_free_at_once_when_the_holder_is_killed(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        began = time.monotonic()
        with lock.held(str(tmp_path)):
            assert time.monotonic() - began < 1


def test_it_is_free_after_an_exception(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    short(monkeypatch)
    with pytest.raises(ZeroDivisionError), lock.held(str(tmp_path)):
        raise ZeroDivisionError
    with lock.held(str(tmp_path)):
        pass


def test_it_waits_for_another_within_the_process_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    short(monkeypatch)
    with lock.held(str(tmp_path)), pytest.raises(StoreError), lock.held(str(tmp_path)):
        pytest.fail("two holders")


def test_processes_take_turns_and_lose_nothing(tmp_path: Path) -> None:
    (tmp_path / "count").write_text("0")
    command = [sys.executable, "-c", WRITER, str(tmp_path), "10"]
    with ExitStack() as stack:
        writers = [stack.enter_context(subprocess.Popen(command)) for _ in range(4)]
        assert [writer.wait(timeout=30) for writer in writers] == [0] * 4
    assert (tmp_path / "count").read_text() == "40"


def test_who_waited_for_a_lock_file_that_was_removed_takes_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A holds; the file is removed; C makes a new one and holds that; A ends: B, who waited on A's, must not enter."""
    short(monkeypatch)
    path = tmp_path / LOCK
    a = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(a, fcntl.LOCK_EX)
    waited = lock._wait
    held_by_c: list[int] = []

    def wait(descriptor: int, name: str, say_waiting: Callable[[], None]) -> None:
        if not held_by_c:  # B has opened the old file by now
            path.unlink()
            held_by_c.append(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            fcntl.flock(held_by_c[0], fcntl.LOCK_EX)
            os.close(a)
        waited(descriptor, name, say_waiting)

    monkeypatch.setattr(lock, "_wait", wait)
    with pytest.raises(StoreError, match="locked"), lock.held(str(tmp_path)):
        pytest.fail("two holders")
    os.close(held_by_c[0])
    with lock.held(str(tmp_path)):
        assert path.exists()


def test_a_lock_file_removed_while_held_is_noticed_before_anything_is_written(tmp_path: Path) -> None:
    with lock.held(str(tmp_path)) as still_held:
        assert still_held()
        (tmp_path / LOCK).unlink()
        assert not still_held()
        with lock.held(str(tmp_path)):
            assert not still_held()


@pytest.mark.parametrize("what", ["folder", "fifo", "link", "dangling", "socket"])
def test_what_is_no_lock_file_is_refused_and_left_alone(tmp_path: Path, what: str) -> None:
    path, elsewhere = tmp_path / LOCK, tmp_path / "elsewhere"
    elsewhere.write_bytes(b"precious")
    elsewhere.chmod(0o644)
    if what == "folder":
        path.mkdir()
    elif what == "fifo":
        os.mkfifo(path)
    elif what == "socket":
        os.mknod(path, stat.S_IFSOCK | 0o600)
    else:
        path.symlink_to(elsewhere if what == "link" else tmp_path / "nowhere")
    with pytest.raises(StoreError, match="the lock file lock "), lock.held(str(tmp_path)):
        pytest.fail("held")
    assert not (tmp_path / "nowhere").exists()
    assert elsewhere.read_bytes() == b"precious"
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o644


@pytest.mark.parametrize("umask", [0o000, 0o777])
def test_the_lock_file_is_private_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        with lock.held(str(tmp_path)):
            pass
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / LOCK).stat().st_mode) == 0o600
    (tmp_path / LOCK).chmod(0o666)
    with lock.held(str(tmp_path)):
        assert stat.S_IMODE((tmp_path / LOCK).stat().st_mode) == 0o600


def test_a_child_does_not_inherit_it(tmp_path: Path) -> None:
    with lock.held(str(tmp_path)):
        listed = "import os; print([os.path.realpath('/proc/self/fd/' + name) for name in os.listdir('/proc/self/fd')])"
        child = subprocess.run(
            [sys.executable, "-c", listed], capture_output=True, text=True, close_fds=False, check=True
        )
    assert str(tmp_path) not in child.stdout


def refuses_every_error(folder: Path, which: tuple[str, ...]) -> None:
    with lock.held(str(folder)):
        pass
    (folder / LOCK).chmod(0o644)
    for at in range(1, 20):
        with broken(at, which=which) as disk:
            try:
                with lock.held(str(folder)):
                    pass
            except StoreError as error:
                assert "lock" in str(error)  # noqa: PT017 - that is the sentence
            if not disk.hit:
                return


def test_a_lock_that_cannot_be_opened_is_a_refusal(tmp_path: Path) -> None:
    refuses_every_error(tmp_path, ("open",))


def test_any_error_on_the_lock_file_is_a_refusal(tmp_path: Path) -> None:
    refuses_every_error(tmp_path, (*WRITING, *LOOKING))


def test_a_file_system_without_locks_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def flock(_: int, __: int) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(StoreError, match="No locks available"), lock.held(str(tmp_path)):
        pytest.fail("held")


def test_reading_takes_no_lock(reflect: Reflect) -> None:
    reflect("note", "words")
    with holder(reflect.store):
        assert len(reflect.entries()) == 1
