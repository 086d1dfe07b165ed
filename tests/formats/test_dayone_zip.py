"""ZIP files: Day One's journals come out of them, and nothing else happens."""

import io
import json
import tracemalloc
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.errors import BadFileError
from reflect.formats import detect
from tests.formats.foreign import SAMPLES, day_one, kept

ENTRY = {"uuid": "A", "creationDate": "2020-01-10T12:22:12Z", "timeZone": "UTC", "text": "plum jam"}


def packed(*members: tuple[str, str | bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as archive:
        for name, content in members:
            member = zipfile.ZipInfo("x")
            member.filename = name  # as it is: ZipInfo would mend it
            member.compress_type = how
            archive.writestr(member, content)
    return made.getvalue()


def refusal(raw: bytes) -> str:
    """Return why a file is refused, for it must be."""
    with pytest.raises(BadFileError) as caught:
        detect.read_document(io.BytesIO(raw), "in.zip")
    sentence = str(caught.value)
    assert sentence.startswith("in.zip ")
    assert caught.value.changed_nothing
    assert "plum" not in sentence
    return sentence


def test_several_journals_are_read_and_each_entry_knows_its_own() -> None:
    raw = packed(
        ("Journal.json", day_one([ENTRY])),
        ("Work.json", "\ufeff" + day_one([ENTRY, {**ENTRY, "uuid": "B", "journal": "mine"}])),
        ("photos/a.jpeg", b"\xff\xd8" * 100),
        ("photos/deep/b.json", "{"),
        ("__MACOSX/._Work.json", "{"),
    )
    text = detect.read_document(io.BytesIO(raw), "in.zip")
    assert detect.format_of(text, "in.zip") == "dayone"
    found = kept("dayone", text)
    assert [entry["extra"]["journal"] for entry in found] == ["Journal", "Work", "mine"]
    alone = kept("dayone", day_one([ENTRY, ENTRY]))
    assert [entry["id"] for entry in found][:2] == [entry["id"] for entry in alone]


def test_a_folder_that_was_packed_again_by_hand_is_read_too() -> None:
    text = detect.read_document(io.BytesIO(packed(("Export/Journal.JSON", SAMPLES["dayone"]))), "in.zip")
    assert kept("dayone", text)[0]["extra"]["journal"] == "Export/Journal"


@pytest.mark.parametrize("name", ["../Journal.json", "/Journal.json", "C:\\Journal.json", "a\\..\\b.json", "a/../../x"])
def test_a_name_that_leads_out_is_refused(name: str) -> None:
    assert "points outside" in refusal(packed(("Journal.json", day_one([ENTRY])), (name, "{}")))


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ([("photos/a.jpeg", b"x")], "without a journal"),
        ([("mine.json", '{"entries": [{"kind": "note"}]}')], "unpack it"),
        ([("Journal.json", "{")], "Journal.json"),
        ([("Journal.json", b"\xff")], "UTF-8"),
        ([("Journal.json", "[" * 5000)], "Journal.json"),
        ([("Journal.json", "{}"), ("Journal.json", "{}")], "twice"),
        ([("Journal.json", b"\0" * (5 << 20))], "compressed more"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_what_is_no_export_is_refused(members: Sequence[tuple[str, Any]], said: str) -> None:
    assert said in refusal(packed(*members))


@pytest.mark.parametrize("how", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_what_is_packed_in_another_way_is_refused(how: int) -> None:
    assert "compressed" in refusal(packed(("Journal.json", day_one([ENTRY] * 50)), how=how))


def test_more_than_a_persons_journals_can_be_is_refused() -> None:
    half = b" " * (33 << 20)
    assert "64 MiB" in refusal(packed(("Journal.json", half), ("Work.json", half), how=zipfile.ZIP_STORED))


def test_an_encrypted_journal_is_refused() -> None:
    raw = bytearray(packed(("Journal.json", day_one([ENTRY]))))
    raw[6] |= 1
    raw[raw.index(b"PK\1\2") + 8] |= 1
    assert "encrypted" in refusal(bytes(raw))


def test_a_bomb_takes_no_memory_and_a_size_that_is_a_lie_neither() -> None:
    bomb = packed(("Journal.json", b" " * (100 << 20)))
    lie = bytearray(bomb)
    place = lie.index(b"PK\1\2") + 24
    lie[place : place + 4] = (1000).to_bytes(4, "little")
    directory = bytearray(b"PK\3\4".ljust(48 << 20, b"\0") + packed(("Journal.json", "{}"))[-22:])
    directory[-10:-2] = (48 << 20).to_bytes(4, "little") + bytes(4)
    made = io.BytesIO(bytes(directory))
    tracemalloc.start()
    try:
        for raw in (io.BytesIO(bomb), io.BytesIO(bytes(lie)), made):
            with pytest.raises(BadFileError):
                detect.read_document(raw, "in.zip")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 40 << 20


@given(st.data())
def test_whatever_happened_to_a_zip_file_it_is_read_or_refused(data: st.DataObject) -> None:
    raw = bytearray(packed(("Journal.json", day_one([ENTRY])), ("photos/a", b"x")))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(4, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        text = detect.read_document(io.BytesIO(bytes(raw[: data.draw(st.integers(4, len(raw)))])), "in.zip")
    except BadFileError as error:
        text = str(error)
        assert "plum" not in text
    else:
        assert "journals" in json.loads(text)


def test_a_journal_on_one_line_is_found_to_be_day_ones() -> None:
    text = detect.read_document(io.BytesIO(packed(("Journal.json", json.dumps({"entries": [ENTRY]})))), "in.zip")
    assert detect.format_of(text, "in.zip") == "dayone"
