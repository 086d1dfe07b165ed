"""Encrypting, locking and unlocking a journal at a terminal, as somebody does who never did."""

import re

import pexpect
import pytest

from tests.program import Reflect
from tests.store.sealed import PASSPHRASE, encrypt, lock, plain_files
from tests.terminal.spawned import Child, spawn

pytestmark = pytest.mark.thorough


def typed(reflect: Reflect, arguments: tuple[str, ...], *answers: tuple[str, str]) -> tuple[str, int | None]:
    """Run a command, answer its questions in their order, and return all that was shown, and the exit code."""
    child: Child = spawn(reflect, *arguments, env={"TERM": "dumb"}, rows=40, forked=False)
    child.timeout = 30
    shown = ""
    for question, answer in answers:
        child.expect_exact(question)
        shown += f"{child.before}{question}"
        end_of_key = "".join(re.findall(r"AGE-SECRET-KEY-1\w+", shown))[-6:].lower()
        child.sendline(end_of_key if answer == "END OF KEY" else answer)
    child.expect(pexpect.EOF)
    shown += child.before or ""
    child.close()
    return shown.replace("\r\n", "\n"), child.exitstatus


def test_the_first_time(reflect: Reflect) -> None:
    reflect("note", "words")
    del reflect.env["XDG_RUNTIME_DIR"]
    reflect("care", "--edit", env={"EDITOR": "sh -c 'echo Ines >\"$0\"'"})
    shown, code = typed(
        reflect,
        ("store", "encrypt"),
        ("Passphrase (Enter makes one of six words): ", PASSPHRASE),
        ("Again: ", "another"),
        ("Passphrase (Enter makes one of six words): ", PASSPHRASE),
        ("Again: ", PASSPHRASE),
        ("Type the last 6 characters of it: ", "abcdef"),
        ("Type the last 6 characters of it: ", "END OF KEY"),
        ("stay readable when the journal is locked? [Y/n] ", "n"),
        ("Keep it open on this machine? [y/N] ", ""),
    )
    assert code == 0, shown
    assert "both the passphrase and the key on paper, the journal is lost" in " ".join(shown.split())
    assert "The two are not the same." in shown
    assert PASSPHRASE not in shown
    assert "encrypted: 1 entry of 1 month" in shown
    assert plain_files(reflect.store) == []
    assert "locked store" in reflect("care").out
    shown, code = typed(
        reflect, ("store", "unlock"), ("Passphrase: ", "wrong"), ("Passphrase: ", "wronger"), ("Passphrase: ", "no")
    )
    assert (code, shown.count("that passphrase does not open key.age")) == (6, 1)
    assert shown.count("That passphrase does not open key.age") == 2
    shown, code = typed(reflect, ("store", "unlock"), ("Passphrase: ", PASSPHRASE))
    assert (code, shown) == (0, "Passphrase: \nopened until 24 Nov 05:40\n")
    assert "words" in reflect("list").out


def test_nothing_is_changed_where_the_key_is_not_written_down(reflect: Reflect) -> None:
    reflect("note", "words")
    before = reflect.tree()
    wrong = ("Type the last 6 characters of it: ", "aaaaaa")
    shown, code = typed(
        reflect, ("store", "encrypt"), ("Passphrase (Enter makes one of six words): ", ""), wrong, wrong, wrong
    )
    assert code == 2
    assert re.search(r"The passphrase: \w+( \w+){5}\n", shown)
    assert "opens nothing: throw it away" in " ".join(shown.split())
    assert reflect.tree() == before


def test_a_short_passphrase_is_asked_about(reflect: Reflect) -> None:
    reflect("note", "words")
    shown, code = typed(
        reflect,
        ("store", "encrypt"),
        ("Passphrase (Enter makes one of six words): ", "abcde"),
        ("Again: ", "abcde"),
        ("Use it? [y/N] ", ""),
        ("Passphrase (Enter makes one of six words): ", "\x03"),
    )
    assert "5 characters" in shown
    assert code == 130


def test_locked_while_nobody_is_asked(reflect: Reflect) -> None:
    reflect("note", "words")
    lock(encrypt(reflect))  # what is given whole is saved here, and nothing is asked all the same
    asking = ((), ("mood",), ("pattern",), ("note",), ("note", "--edit"), ("answer",), ("delete", "last"), ("undo",))
    for arguments in (*asking, ("pack", "write"), ("store", "decrypt")):
        shown, code = typed(reflect, arguments)
        assert (code, shown.count("\n")) == (6, 1 if len(shown) <= 81 else 2), arguments
        assert shown.startswith("reflect: the journal is locked; `reflect store unlock` opens it.")
    assert not (reflect.store / "inbox").exists()
