"""TOML that somebody else wrote: what Python's parser reads, within bounds."""

import signal
import threading
import time
import tomllib
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from reflect.model import strict_toml
from reflect.model.strict_toml import FaultyTOMLError, loads

SLOW = "".join(f"key{number} = [1, 2]\n" for number in range(20_000)).encode()
"""It takes the parser far longer than the test lets it take: every dotted key that would is refused before."""
_KEYS = st.text("abc-_ .\"'\\é", min_size=1, max_size=5)
_VALUES = st.recursive(
    st.one_of(st.booleans(), st.integers(-(2**60), 2**60), st.text(max_size=20), st.dates()),
    lambda values: st.one_of(st.lists(values, max_size=3), st.dictionaries(_KEYS, values, max_size=3)),
    max_leaves=8,
)


@given(st.dictionaries(_KEYS, _VALUES, max_size=4), st.booleans())
def test_what_the_parser_reads_is_read_alike(values: dict[str, Any], mark: bool) -> None:
    text = tomlkit.dumps(values)
    raw = (strict_toml.BOM if mark else b"") + text.encode()
    assert loads(raw, len(raw)) == (text, tomllib.loads(text))


@pytest.mark.parametrize(
    ("raw", "line", "said"),
    [
        (b"a = 1\n\nb = \n", 3, "is not TOML: "),
        (b'a = 1\nb = "x\n', 2, "is not TOML: "),
        (b"a = 1\na = 2\n", 2, "is not TOML: "),
        (b"a = 1\nb = '''\n\n", 2, "is not TOML: "),
        (b"a = 1\nb = '\xff'\n", 2, "is not UTF-8"),
        (b"a = 1\n" + b"b." * 16 + b"b = 1", 2, "contains a dotted key of 16 parts or more"),
        (b"a = 1\n" + b"b . " * 15 + b"b = 1", 2, "contains a dotted key of 16 parts or more"),
        (
            b"a = 1\n" + b"b" * 70 + b" " * 99 + b"\t." * 1 + b"b ." * 14 + b"b = 1",
            2,
            "contains a dotted key of 16 parts",
        ),
        (b"[a]\n[" + b"'b c' . " * 15 + b"b]", 2, "contains a dotted key of 16 parts or more"),
        (b"a = 1\nb = " + b"[" * 3000 + b"]" * 3000, 2, "is nested too deep"),
        (b"a = 1\nb = " + b"9" * 5000, 2, "contains a number that is too long"),
        (b"#" * 20_001, None, "is larger than 19 KB"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(raw: bytes, line: int | None, said: str) -> None:
    with pytest.raises(FaultyTOMLError) as refused:
        loads(raw, 20_000)
    assert str(refused.value).startswith(said)
    assert refused.value.line == line


def test_fifteen_parts_and_sentences_of_one_word_are_no_bomb() -> None:
    text = (
        "b." * 14 + "b = 1\nc = '''\n" + "Yes. No. Well. " * 20 + "'''\nd = 'a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s'\n"
    )
    assert loads(text.encode(), 2000).values == tomllib.loads(text)


def test_what_takes_too_long_is_ended_and_an_alarm_of_others_stays_theirs() -> None:
    rung: list[int] = []
    before = signal.signal(signal.SIGALRM, lambda number, _: rung.append(number))
    try:
        begun = time.monotonic()
        with pytest.raises(FaultyTOMLError, match="too long to read"):
            loads(SLOW, len(SLOW), 0.01)
        assert time.monotonic() - begun < 1
        signal.raise_signal(signal.SIGALRM)
        assert rung == [signal.SIGALRM]
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    finally:
        signal.signal(signal.SIGALRM, before)


def test_it_reads_where_no_alarm_can_ring() -> None:
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.append(loads(b"a = 1", 10, 2.0).values))
    thread.start()
    thread.join()
    assert found == [{"a": 1}]
