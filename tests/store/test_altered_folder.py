"""An encrypted store in a folder that somebody else can write to, and key files that are no key."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.program import Reflect, Refused
from tests.store.sealed import IDENTITY, RECIPIENT, encrypt, lock, unlock

CANARY = "quincunx"
THEIRS = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
PLUGIN = "age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t"
WRITING = (
    "mood 4 x",
    "note x",
    "pattern x",
    "session",
    "label rename x y",
    "pack write x",
    "answer x",
    "import in.jsonl",
)


@pytest.fixture
def diary(reflect: Reflect) -> Reflect:
    reflect("note", "words", "--at", "2026-10-05")
    reflect("mood", "4")
    (reflect.home / "in.jsonl").write_text('{"kind":"note","day":"2026-09-05","text":"x"}\n')
    return encrypt(reflect).at("2026-12-23T21:40:00+00:00")


def restate(reflect: Reflect, change: Callable[[str], str]) -> None:
    file = reflect.store / "reflect.toml"
    file.write_text(change(file.read_text()))


def without(*beginnings: str) -> Callable[[str], str]:
    return lambda text: "".join(f"{line}\n" for line in text.splitlines() if not line.startswith(beginnings))


@pytest.mark.parametrize("line", WRITING)
def test_where_all_that_says_it_is_encrypted_was_removed_nothing_plain_is_written(
    diary: Reflect, refused: Refused, line: str
) -> None:
    restate(diary, lambda text: without("encrypted", "passphrase")(text).replace("format = 2", "format = 1"))
    for name in ("key.age", "deleted.json", "labels.json"):
        (diary.store / name).unlink(missing_ok=True)
    assert "is encrypted, and reflect.toml does not say for which key" in refused(*line.split(), code=6).err


@pytest.mark.parametrize(
    "recipient", [THEIRS, f'{THEIRS}"\nencrypted_before = "{THEIRS}'], ids=["another", "another twice"]
)
def test_words_are_never_encrypted_for_somebody_else(diary: Reflect, refused: Refused, recipient: str) -> None:
    restate(
        diary, lambda text: without("encrypted")(text).replace("passphrase", f'encrypted = "{recipient}"\npassphrase')
    )
    lock(diary)
    for line in WRITING:
        assert "locked" in refused(*line.split(), code=6).err
    unlock(diary)
    restate(diary, lambda text: text.replace(recipient, RECIPIENT))
    diary("list")
    lock(diary)
    diary("mood", "4")


@pytest.mark.parametrize(
    "line",
    [
        'key_command = "touch ran"',
        f'encrypted = "{PLUGIN}"',
        'encrypted = "age1../../ran1abc"',
        'encrypted = "$(touch ran)"',
        '[encryption]\ncommand = "touch ran"',
        '[sync]\nremote = "ext::touch ran"',
    ],
)
def test_nothing_in_a_store_makes_a_program_run(diary: Reflect, line: str) -> None:
    programs = diary.home / "bin"
    programs.mkdir()
    for name in ("age-plugin-yubikey", "age-plugin-ran", "age", "touch"):
        (programs / name).write_text('#!/bin/sh\n: > "$HOME/ran"\n')
        (programs / name).chmod(0o755)
    env = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    restate(diary, lambda text: f"{line}\n{without('encrypted')(text) if 'encrypted' in line else text}")
    (diary.store / "key.age").write_bytes(b"age-encryption.org/v1\n-> yubikey x\n\n--- x\n")
    for command in ("mood 4", "list", "store check", "store info", "store encrypt --yes", "store backup b.zip"):
        diary(*command.split(), code=None, env=env)
    diary("store", "unlock", "--passphrase-file", "-", stdin="x\n", code=None, env=env)
    assert not (diary.home / "ran").exists()


def key_files(home: Path) -> dict[str, str]:
    """Return what is said of files that are no key."""
    (home / "folder").mkdir()
    os.mkfifo(home / "fifo")
    for name, raw in (("empty", b""), ("words", CANARY.encode()), ("bytes", b"\xff\xfe"), ("open", IDENTITY.encode())):
        (home / name).write_bytes(raw)
        (home / name).chmod(0o644 if name == "open" else 0o600)
    none = "has no line that begins AGE-SECRET-KEY-"
    faults = {
        "folder": "cannot be read",
        "fifo": "not a file",
        "open": "can be read by other people",
        "gone": "cannot be read",
    }
    return {**faults, "empty": none, "words": none, "bytes": none}


def test_a_key_file_that_is_none_is_named_and_never_shown(diary: Reflect, refused: Refused) -> None:
    for name, said in key_files(diary.home).items():
        err = refused("list", code=6, env={"REFLECT_KEY_FILE": str(diary.home / name)}).err
        assert said in err, (name, err)
        assert CANARY not in err
        assert IDENTITY[20:] not in err


def test_a_passphrase_file_that_is_none_is_named_and_never_shown(diary: Reflect) -> None:
    before = diary.tree()
    for name in key_files(diary.home).keys() - {"open"}:
        for option in ("--key", "--passphrase-file")[: 1 if name == "words" else 2]:  # trying one takes two seconds
            ran = diary("store", "unlock", option, name, code=None)
            assert ran.code in (2, 6), ran
            assert CANARY not in ran.err
            assert IDENTITY[20:] not in ran.err
    assert diary.tree() == before


def test_no_secret_is_in_the_list_of_processes_or_the_environment_of_an_editor(diary: Reflect) -> None:
    seen = diary.home / "seen"
    editor = f'sh -c \'cat /proc/*/cmdline /proc/self/environ | tr "\\0" "\\n" > {seen}; ls -ld "$0" >> {seen}\''
    key = diary.home / "key.txt"
    key.write_text(f"{IDENTITY}\n")
    key.chmod(0o600)
    diary("note", "--edit", env={"EDITOR": editor, "REFLECT_KEY_FILE": str(key)}, code=None)
    printed = seen.read_text(errors="replace")
    assert "-rw-------" in printed
    assert IDENTITY not in printed


def test_a_link_in_place_of_the_folder_in_memory_gets_no_draft(diary: Reflect) -> None:
    (diary.home / "theirs").mkdir()
    (diary.home / "memory").mkdir()
    (diary.home / "memory" / f"reflect-{os.getuid()}").symlink_to("../theirs")
    seen = diary.home / "seen"
    ran = diary(
        "note",
        "--edit",
        env={
            "XDG_RUNTIME_DIR": str(diary.home / "memory"),
            "EDITOR": f'sh -c \'echo {CANARY} > "$0"; echo "$0" > {seen}\'',
        },
    )
    assert seen.read_text().startswith(str(diary.store / "drafts"))
    assert "plain text while the editor is open" in ran.err
    assert not [path for path in diary.home.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()]


def test_a_draft_is_not_encrypted_for_a_key_that_came_meanwhile(diary: Reflect) -> None:
    (diary.home / "memory").mkdir(mode=0o700)
    changes = f"""sed -i "s/^encrypted = .*/encrypted = \\"{THEIRS}\\"/" store/reflect.toml"""
    (diary.home / "editor.sh").write_text(f"echo {CANARY} >>$1; {changes}\n")
    env = {"XDG_RUNTIME_DIR": str(diary.home / "memory"), "EDITOR": "sh editor.sh"}
    said = diary("note", "--edit", code=6, env=env).err
    (path,) = (diary.home / "memory").rglob("draft-*.txt")
    assert f"The draft is saved: {path}" in said
    assert path.read_text() == f"{CANARY}\n"
    assert not list((diary.store / "drafts").glob("*"))
