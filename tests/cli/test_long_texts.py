"""Texts of the largest size, listed in time whatever they are made of."""

import resource
import subprocess

import pytest

from reflect.model.text import MAX_TEXT_BYTES
from tests.program import Reflect
from tests.render.test_columns import SCRIPTS

LINES = {"no words": "a\n", "no text": "\n", "control characters": "\x1b", "tabs": "a\t"}


@pytest.mark.thorough
@pytest.mark.timeout(120)
@pytest.mark.parametrize("of", ["ascii", "one word", "cjk", "combining", "decomposed words", "flags", *LINES])
def test_three_texts_of_1_mib_are_listed_in_5_seconds(reflect: Reflect, of: str) -> None:
    part = {**SCRIPTS, **LINES}[of]
    text = "a" + part * ((MAX_TEXT_BYTES - 2) // len(part.encode())) + "a"
    for _ in range(3):
        reflect("note", "-", stdin=text)
    entry = reflect("list", "-n", "1", "--json").json["entries"][0]["id"]
    for command in (("list",), ("show", entry), ("week", "--with-text", "notes")):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        subprocess.run(
            [*reflect.command, *command], env=reflect.env, cwd=reflect.home, stdout=subprocess.DEVNULL, check=True
        )
        assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 5, command
