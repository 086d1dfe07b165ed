"""A command in a terminal, whose questions are answered."""

from collections.abc import Mapping, Sequence

import pexpect

from tests.program import Reflect


def asked(reflect: Reflect, arguments: Sequence[str], answers: Mapping[str, str]) -> str:
    """Run a command, answer its questions in their order, hold that it ends well, and return all that was shown."""
    program, *rest = reflect.command
    child: pexpect.spawn[str] = pexpect.spawn(
        program,
        [*rest, *arguments],
        env={**reflect.env, "TERM": "dumb"},
        cwd=str(reflect.home),
        encoding="utf-8",
        dimensions=(40, 80),
        timeout=10,
    )
    shown = ""
    for question, answer in answers.items():
        child.expect_exact(question)
        shown += f"{child.before}{question}"
        child.sendline(answer)
    child.expect(pexpect.EOF)
    shown += child.before or ""
    child.close()
    assert child.exitstatus == 0, shown
    return shown
