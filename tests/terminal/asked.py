"""A command in a terminal, whose questions are answered."""

import re
from collections.abc import Mapping, Sequence

import pexpect

from tests.program import Reflect
from tests.terminal.spawned import spawn


def asked(reflect: Reflect, arguments: Sequence[str], answers: Mapping[str, str]) -> str:
    """Run a command, answer its questions in their order, hold that it ends well, and return all that was shown."""
    child = spawn(reflect, *arguments, env={"TERM": "dumb"}, rows=40)
    shown = ""
    for question, answer in answers.items():
        child.expect(re.escape(question).replace(r"\ ", r"\s+"))  # a long question is broken at words
        shown += f"{child.before}{question}"
        child.sendline(answer)
    child.expect(pexpect.EOF)
    shown += child.before or ""
    child.close()
    assert child.exitstatus == 0, shown
    return shown
