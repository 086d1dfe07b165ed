"""A remote behind HTTPS: git's own server over TLS, a certificate made for the test, and a credential helper."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from tests.program import Reflect
from tests.sync import https
from tests.sync.machines import git, objects, refs
from tests.terminal.spawned import spawn

pytestmark = pytest.mark.thorough


@pytest.fixture
def server(tmp_path: Path) -> Iterator[https.Served]:
    """A server with an empty repository."""
    place = tmp_path / "served/journal.git"
    git("init", "-q", "--bare", str(place))
    git("config", "http.receivepack", "true", folder=place)
    with https.served(tmp_path, place) as found:
        yield found


def person(home: Path, settings: str) -> Reflect:
    """Return the program of somebody with these settings of git."""
    home.mkdir(exist_ok=True)
    (home / ".gitconfig").write_text(settings, encoding="utf-8")
    return Reflect(home)


def test_both_ways_and_nothing_new(tmp_path: Path, server: https.Served) -> None:
    laptop, desktop = (person(tmp_path / name, server.settings(tmp_path)) for name in ("laptop", "desktop"))
    laptop("note", "-", stdin=os.urandom(100_000).hex())  # so much that git sends it in parts
    assert laptop("sync", "init", server.url, "--yes").out == "synced: 0 in, 1 out\n"
    assert desktop("sync", "init", server.url, "--yes").out == "synced: 1 in, 0 out\n"
    desktop("mood", "4", "--note", "words of the other")
    assert desktop("sync").out == "synced: 0 in, 1 out\n"
    assert laptop("sync", "status", "--remote").out.endswith("1 changed there.\n")
    assert laptop("sync").out == "synced: 1 in, 0 out\n"
    before = refs(server.place), objects(server.place)
    assert laptop("sync").out == "synced: nothing new\n"
    assert (refs(server.place), objects(server.place)) == before
    assert laptop.entries() == desktop.entries()
    assert https.WORD not in f"{laptop.tree()} {desktop.tree()}"


def test_whoever_cannot_be_reached_or_does_not_know_us_is_named_at_once(tmp_path: Path, server: https.Served) -> None:
    good = server.settings(tmp_path)
    other = https.certificate(tmp_path, "other").with_name("other.pem")
    reflect, new = person(tmp_path / "one", good), person(tmp_path / "new", good)
    reflect("note", "words of one")
    reflect("sync", "init", server.url, "--yes")
    before = reflect.content()
    tries = {
        "certificate": good.replace(str(server.certificate), str(other)),
        "Authentication failed": server.settings(tmp_path, "wrong"),
        "could not read Username": good.partition("[credential]")[0],
    }
    for said, settings in tries.items():
        for ran in (
            person(reflect.home, settings)("sync", code=7),
            person(new.home, settings)("sync", "init", server.url, "--yes", code=7),
        ):
            assert said in ran.err
            assert "Everything is saved here" in ran.err
            assert ran.out == ""
            assert "wrong" not in ran.err
            assert "words of one" not in ran.err
    person(new.home, good)
    for url in (server.url.replace("localhost", "127.0.0.1"), f"{server.url}-no"):
        assert "Everything is saved here" in new("sync", "init", url, "--yes", code=7).err
    assert not new.store.exists()
    assert synced_files(reflect.content()) == synced_files(before)
    server.stop()
    assert "cannot be reached" in person(reflect.home, good)("sync", code=7).err


def synced_files(files: dict[str, bytes | None]) -> dict[str, bytes | None]:
    return {name: raw for name, raw in files.items() if not name.startswith("sync")}


def test_git_asks_on_a_terminal_and_nothing_overwrites_its_question(tmp_path: Path, server: https.Served) -> None:
    reflect = person(tmp_path / "one", server.settings(tmp_path))
    reflect("sync", "init", server.url, "--yes")
    person(reflect.home, server.settings(tmp_path).partition("[credential]")[0])
    child = spawn(reflect, "sync", env={"TERM": "xterm"})
    child.expect("Username for .*: ")
    time.sleep(1.3)  # when a line of progress would come
    child.sendline("alice")
    child.expect("Password for .*: ")
    child.sendline(https.WORD)
    child.expect(pexpect.EOF)
    assert str(child.before).endswith("synced: nothing new\r\n")
    assert "\x1b" not in str(child.before)
