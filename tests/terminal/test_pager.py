"""Long output on a terminal goes through the person's pager."""

import shutil
from collections.abc import Callable, Iterator

import pexpect
import pytest

from tests.program import Reflect
from tests.terminal.spawned import Child, spawn

Start = Callable[..., Child]
LONG = (
    "list",
    "week --with-text notes",
    "month --with-text notes",
    "year --with-text notes",
    "since 2026-11-01",
    "show",
)


@pytest.fixture
def start(reflect: Reflect) -> Iterator[Start]:
    """Give what starts a command in a terminal of 24 lines, with no pager named."""
    children: list[Child] = []

    def begin(*args: str, **env: str) -> Child:
        children.append(spawn(reflect, *args, env={"TERM": "xterm", **env}))
        return children[-1]

    yield begin
    for child in children:
        child.close(force=True)


@pytest.fixture
def filled(reflect: Reflect) -> Reflect:
    """Give a store whose lists are longer than a screen, and one entry that is."""
    text = "\n".join(f"line {number}" for number in range(30))
    reflect("note", "-", stdin=text)
    reflect("mood", "4")
    return reflect


def printed(child: Child) -> str:
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    return (child.before or "").replace("\r\n", "\n")


def arguments(reflect: Reflect, command: str) -> list[str]:
    if command == "show":
        return ["show", next(entry["id"] for entry in reflect.entries() if entry["kind"] == "note")]
    return command.split() + (["--with-text", "notes"] if command.startswith("since") else [])


@pytest.mark.parametrize("command", [*LONG, "pack show core"])
def test_what_is_longer_than_the_screen_goes_through_the_pager(filled: Reflect, start: Start, command: str) -> None:
    args = arguments(filled, command)
    shown = printed(start(*args, PAGER="sed s/^/paged:/"))
    assert all(line.startswith("paged:") for line in shown.splitlines())
    straight = printed(start(*args, "--no-pager", PAGER="sed s/^/paged:/"))
    assert shown.replace("paged:", "") == straight
    assert len(straight.splitlines()) >= 24


@pytest.mark.parametrize("pager", ["", "cat", "no-such-pager-anywhere -x", "'a quote that is not closed", "/"])
def test_without_a_pager_that_can_be_run_it_goes_straight_out(filled: Reflect, start: Start, pager: str) -> None:
    straight = printed(start(*arguments(filled, "list"), "--no-pager"))
    assert printed(start(*arguments(filled, "list"), PAGER=pager)) == straight
    assert "line 29" in straight


def test_what_fits_on_the_screen_goes_straight_out(filled: Reflect, start: Start) -> None:
    assert "paged:" not in printed(start("list", "--kind", "mood", PAGER="sed s/^/paged:/"))
    assert "paged:" not in printed(start("week", PAGER="sed s/^/paged:/"))


def test_through_a_pipe_and_on_a_dumb_terminal_there_is_no_pager(filled: Reflect, start: Start) -> None:
    assert "paged:" not in filled("list", env={"PAGER": "sed s/^/paged:/", "TERM": "xterm"}).out
    assert "paged:" not in printed(start("list", PAGER="sed s/^/paged:/", TERM="dumb"))


@pytest.mark.parametrize(("given", "expected"), [("unset", "FRXPsSpace for more, q to close$"), ("-S", "-S")])
def test_less_is_asked_to_leave_the_screen_as_it_is_unless_the_person_asked_for_something(
    filled: Reflect, start: Start, given: str, expected: str
) -> None:
    assert arguments(filled, "list")
    assert f"LESS is {expected}." in printed(start("list", PAGER='cat > /dev/null; echo "LESS is $LESS."', LESS=given))


def test_a_pager_that_is_left_early_is_no_fault(filled: Reflect, start: Start) -> None:
    long = "\n".join(f"{number} {'x' * 70}" for number in range(12_000))
    filled("note", "-", stdin=long)
    assert printed(start("list", PAGER="head -n 1")).strip() == "\x1b[1mMon 23 Nov 2026\x1b[0m"


@pytest.mark.skipif(shutil.which("less") is None, reason="there is no less here")
def test_less_shows_bold_and_is_left_with_q(filled: Reflect, start: Start) -> None:
    child = start("list", PAGER="unset", LESS="unset")
    child.expect_exact("\x1b[1mMon 23 Nov 2026")
    child.expect_exact("q to close")
    child.send("\x03")  # Ctrl-C is for less, which goes on
    child.send("q")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert "Interrupted" not in (child.before or "")
