"""What leaves a machine: the journal, and nothing of the machine, the person or what was deleted for ever."""

import os
import socket
import subprocess
from pathlib import Path

import pytest

from tests.sync.machines import Machine, git, objects, refs, remote

CANARY = b"vanishing-5f3a"
PERSON = {"user.name": "Alice Adams", "user.email": "alice@adams.example"}


def as_somebody(home: Path, monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
    """Be a person with settings of git."""
    (home / "home").mkdir(exist_ok=True)
    monkeypatch.setenv("HOME", str(home / "home"))
    for key, value in {**PERSON, **settings}.items():
        subprocess.run(["git", "config", "--global", key, value], check=True)


def test_nothing_of_the_machine_is_in_what_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_somebody(tmp_path, monkeypatch)
    place, machine = remote(tmp_path), Machine(tmp_path, "secretplace")
    git("config", "core.logAllRefUpdates", "always", folder=place)
    machine.journal.note("words")
    machine.journal.rename_label("anger", "ire")
    machine.init(place)
    machine.journal.note("other words")
    machine.sync()
    found = objects(place) + b"".join(path.read_bytes() for path in (place / "logs").rglob("*") if path.is_file())
    assert b"words" in found
    own = {
        "Alice",
        "adams",
        "secretplace",
        str(tmp_path),
        socket.gethostname(),
        "sync",
        os.environ.get("USER", "Alice"),
    }
    long_enough = {name for name in own if len(name) > 4}  # a short one may be in an id by chance
    assert [name for name in sorted(long_enough) if name.encode() in found] == []
    for commit in refs(place).values():
        lines = git("cat-file", "commit", commit, folder=place).decode().splitlines()
        assert lines[1:] == ["author reflect <> 0 +0000", "committer reflect <> 0 +0000", ""]


SETTINGS = {
    "a signature": {"commit.gpgsign": "true", "push.gpgSign": "true", "gpg.program": "false"},
    "hooks": {"core.hooksPath": "HOOKS"},
    "line ends": {"core.autocrlf": "true", "core.eol": "crlf"},
    "a branch": {"init.defaultBranch": "trunk", "push.default": "nothing", "push.followTags": "true"},
    "a template": {"init.templateDir": "HOOKS"},
    "options": {"push.pushOption": "x", "push.recurseSubmodules": "check", "fetch.prune": "true"},
    "an explicit repository": {"safe.bareRepository": "explicit"},
    "a language": {"i18n.commitEncoding": "ISO-8859-1", "core.quotePath": "false", "color.ui": "always"},
}


def sent(home: Path) -> dict[str, str]:
    """Return the refs at a remote after a sync of a journal that is the same each time."""
    place, machine = remote(home), Machine(home, "a")
    rows = b'{"kind": "note", "day": "2026-11-20", "text": "a\\r\\nb \\u00e4"}\n'
    machine.journal.import_(rows)
    settings = machine.path / "reflect.toml"
    settings.write_text('format = 1\nsalt = "0123456789abcdef"\n')
    machine.init(place)
    return refs(place)


@pytest.mark.thorough
def test_settings_and_surroundings_of_the_person_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plain").mkdir()
    plain = sent(tmp_path / "plain")
    assert len(plain) == 2
    hooks = tmp_path / "of git"
    hooks.mkdir()
    for name in ("pre-push", "reference-transaction", "post-index-change"):
        (hooks / name).write_text("#!/bin/sh\nexit 1\n")
        (hooks / name).chmod(0o700)
    for name, settings in SETTINGS.items():
        (tmp_path / name).mkdir()
        as_somebody(
            tmp_path / name, monkeypatch, **{key: value.replace("HOOKS", str(hooks)) for key, value in settings.items()}
        )
        assert sent(tmp_path / name) == plain, name
    around = {"GIT_DIR": "/nowhere", "GIT_WORK_TREE": "/", "GIT_INDEX_FILE": "/x", "GIT_OBJECT_DIRECTORY": "/x"}
    around |= {
        "GIT_NAMESPACE": "x",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.bare",
        "GIT_CONFIG_VALUE_0": "x",
    }
    around |= {"LANG": "de_DE.UTF-8", "LANGUAGE": "de", "LC_ALL": "de_DE.UTF-8", "GIT_CEILING_DIRECTORIES": "/"}
    around |= {
        "GIT_TRACE": str(tmp_path / "trace"),
        "GIT_TRACE_PACKET": str(tmp_path / "trace"),
        "GIT_COMMITTER_NAME": "Al",
    }
    for name, value in around.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "around").mkdir()
    place = tmp_path / "around"
    assert sent(place) == plain
    assert not (tmp_path / "trace").exists()


def test_deleted_for_ever_is_gone_everywhere(tmp_path: Path) -> None:
    place = remote(tmp_path)
    machines = [Machine(tmp_path, name, days) for name, days in (("a", 0), ("b", -1), ("c", 1))]
    entry = machines[0].journal.note(CANARY.decode()).entry["id"]
    for machine in machines:
        machine.init(place)
    machines[1].journal.edit(entry, {"text": f"again {CANARY.decode()}"})
    machines[2].journal.edit(entry, {"text": f"and again {CANARY.decode()}"})
    for machine in [*machines, *machines]:
        machine.sync()
    assert all(machine.holds(CANARY) for machine in machines)
    deleted = machines[1].journal.delete([entry], forever=True)
    assert "sync" in deleted.copies
    done = [machine.sync() for machine in (machines[1], machines[0], machines[2])]
    assert [result.may_remain for result in done] == [False, False, False]
    assert [machine.holds(CANARY) for machine in machines] == [[], [], []]
    assert CANARY not in objects(place)
    for machine in machines:
        assert entry not in machine.entries()
        assert machine.sync().sent == frozenset()


@pytest.mark.thorough
@pytest.mark.parametrize("shown", ["r", "r.git", "work"])
def test_deleted_for_ever_is_gone_from_a_folder_whatever_its_form(tmp_path: Path, shown: str) -> None:
    git("init", "-q", *["--bare"] * (shown != "work"), str(tmp_path / ("work" if shown == "work" else "r.git")))
    machine = Machine(tmp_path, "a")
    entry = machine.journal.note(CANARY.decode()).entry["id"]
    machine.init(tmp_path / shown)
    machine.journal.delete([entry], forever=True)
    assert not machine.sync().may_remain
    assert CANARY not in objects(tmp_path / ("work/.git" if shown == "work" else "r.git"))


@pytest.mark.thorough
def test_deleted_for_ever_on_two_machines_and_set_aside_on_one(tmp_path: Path) -> None:
    place, one, other = remote(tmp_path), Machine(tmp_path, "a"), Machine(tmp_path, "b", 1)
    entry = one.journal.note(CANARY.decode()).entry["id"]
    for machine in (one, other):
        machine.init(place)
        machine.journal.edit(entry, {"text": f"{CANARY.decode()} of {machine.path.name}"})
    for machine in (one, other, one):
        machine.sync()
    assert one.aside() + other.aside()
    for machine in (one, other):
        machine.journal.delete([entry], forever=True)
    for machine in (one, other, one):
        machine.sync()
    assert [one.holds(CANARY), other.holds(CANARY)] == [[], []]
    assert CANARY not in objects(place)


def test_drafts_with_what_was_deleted_for_ever_elsewhere_are_named(tmp_path: Path) -> None:
    place, one, other = remote(tmp_path), Machine(tmp_path, "a"), Machine(tmp_path, "b")
    entry = one.journal.note(CANARY.decode()).entry["id"]
    one.init(place)
    other.init(place)
    draft = other.journal.new_draft(f"{CANARY.decode()} and more")
    other.journal.edit(entry, {"text": "other words"})
    one.journal.delete([entry], forever=True)
    one.sync()
    assert other.sync().copies == (f"drafts/{Path(draft).name}",)
    assert other.holds(CANARY) == [draft]


def test_at_a_server_older_copies_may_remain(tmp_path: Path) -> None:
    place, machine = remote(tmp_path), Machine(tmp_path, "a")
    entry = machine.journal.note(CANARY.decode()).entry["id"]
    machine.init(f"file://{place}")
    machine.journal.delete([entry], forever=True)
    assert machine.sync().may_remain
    assert machine.holds(CANARY) == []


def test_nothing_new_sends_nothing_and_makes_nothing(tmp_path: Path) -> None:
    place, machine, other = remote(tmp_path), Machine(tmp_path, "a"), Machine(tmp_path, "b")
    machine.journal.note("words")
    machine.init(place)
    other.init(place)
    machine.sync()  # it may take the salt of the other

    def everything() -> list[tuple[str, int]]:
        found = [path for folder in (place, machine.path) for path in folder.rglob("*") if path.is_file()]
        return [
            (str(path), path.stat().st_mtime_ns) for path in sorted(found) if path.name not in ("lock", "reflect.json")
        ]

    before = everything()
    done = machine.sync()
    assert not any((done.came, done.sent, done.gone, done.others, done.attempts != 1))
    assert everything() == before
