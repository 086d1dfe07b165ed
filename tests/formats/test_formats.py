"""The formats: what is written is read back the same, and the format is found from the content."""

import contextlib
import importlib
import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.errors import BadFileError, ImpossibleValueError
from reflect.formats import dayone, detect, json_file, jsonl
from reflect.formats.rows import Row, RowError
from reflect.model import schema
from reflect.model.choices import EXPORT_FORMATS, IMPORT_FORMATS
from reflect.model.schema import Entry
from tests.formats.foreign import ALL, SAMPLES
from tests.formats.rows_made import diaries, entries_of, json_values, lines, terms

_ACTING = set(map(chr, [*range(10), *range(11, 32), *range(127, 160), 0x2028, 0x2029, *range(0x202A, 0x202F)]))
_NAMES = ("newer", "wish", "text", "kind", "extra", "=x")
_THERE_AND_BACK = set(EXPORT_FORMATS) & set(IMPORT_FORMATS)
NOTE: dict[str, Any] = {"kind": "note", "day": "2026-11-03", "text": "x"}


def _back(name: str, document: str) -> list[Entry | RowError]:
    read = list(detect.import_format(name).read(document, terms()))
    assert all(isinstance(row, Row) for row in read)
    return entries_of(read, terms(format=name))


@given(diary=diaries)
def test_what_is_written_is_found_and_read_back_the_same_and_acts_on_no_terminal(diary: list[Entry]) -> None:
    for name in _THERE_AND_BACK:
        document = b"".join(detect.export_format(name).write(diary)).decode()
        assert _back(name, document) == diary
        assert not _ACTING & set(document) or name == "csv"  # its cells hold the texts themselves
        if diary:
            assert detect.format_of(document, "FILE") == name


@given(diaries, st.lists(st.dictionaries(st.text(max_size=4) | st.sampled_from(_NAMES), json_values, max_size=2)))
def test_fields_of_a_newer_version_come_back_too(diary: list[Entry], newer: list[dict[str, Any]]) -> None:
    more = [schema.parse_entry({**fields, **entry}) for entry, fields in zip(diary, newer, strict=False)]
    for name in _THERE_AND_BACK:
        assert _back(name, b"".join(detect.export_format(name).write(more)).decode()) == more


def test_the_table_has_the_formats_there_are_each_with_what_it_takes() -> None:
    assert detect.FORMATS.keys() == {*EXPORT_FORMATS, *IMPORT_FORMATS}
    for name, each in detect.FORMATS.items():
        module = importlib.import_module(f"reflect.formats.{each.module}")
        assert hasattr(module, "write") == (name in EXPORT_FORMATS)
        assert hasattr(module, "read") == hasattr(module, "recognises") == (name in IMPORT_FORMATS)


@pytest.mark.parametrize(
    "use",
    [
        *(f"b''.join(detect.export_format({name!r}).write([]))" for name in EXPORT_FORMATS),
        *(f"list(detect.import_format({name!r}).read('', None))" for name in IMPORT_FORMATS),
    ],
)
def test_a_format_that_is_used_loads_no_other(use: str) -> None:
    others = {f"reflect.formats.{each.module}" for name, each in detect.FORMATS.items() if f"'{name}'" not in use}
    program = f"import sys; from reflect.formats import detect; {use}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout.split()
    assert "reflect.formats.detect" in loaded
    assert others.isdisjoint(loaded)


@given(diaries)
def test_jsonl_is_an_entry_a_line_and_json_one_document(diary: list[Entry]) -> None:
    written = b"".join(jsonl.write(diary)).decode()
    assert written == "" or written.endswith("\n")
    assert [json.loads(line) for line in written.splitlines()] == diary
    assert json.loads(b"".join(json_file.write(diary))) == {"format": 1, "entries": diary}


@pytest.mark.parametrize(
    ("document", "name"),
    [
        (lines([NOTE]), "jsonl"),
        ("\n \n" + lines([NOTE, NOTE]), "jsonl"),
        (lines([NOTE])[:-1], "jsonl"),
        (json.dumps([NOTE]), "json"),
        (json.dumps({"entries": [NOTE]}), "json"),
        (json.dumps({"format": 1, "entries": [NOTE]}, indent=2), "json"),
        (json.dumps({"_meta": {"format": {"version": 1}}, "entries": {"a": NOTE}}, indent=2), "json"),
        ("[]", "json"),
        ("kind,day,text\r\n", "csv"),
        ('\n"text","at","kind"\n"x","2026-11-03","note"\n', "csv"),
        ("kind;day;text\r\n", "csv"),
    ],
)
def test_the_format_of_a_file(document: str, name: str) -> None:
    assert detect.format_of(document, "FILE") == name


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("before", ["", "\n", " \r\n\n"])
def test_no_file_of_one_format_is_taken_for_that_of_another(name: str, before: str) -> None:
    own, document = ALL[name]
    assert detect.format_of(before + document, "FILE") == own
    assert detect.format_of(before + document.replace("\n", "\r\n"), "FILE") == own
    others = {other for other in IMPORT_FORMATS if detect.FORMATS[other].recognises(document)} - {own}
    assert others <= {"json"}  # which takes any JSON, and is asked last


@pytest.mark.parametrize("of", ["dayone", "jrnl as json"])
def test_an_own_export_that_holds_what_came_from_elsewhere_is_an_own_export(of: str) -> None:
    foreign = json.loads(ALL[of][1])["entries"][0]
    row = {**NOTE, **foreign, "extra": foreign}
    assert detect.format_of(lines([row]), "FILE") == "jsonl"
    for indent in (None, 2):
        assert detect.format_of(json.dumps({"format": 1, "entries": [row]}, indent=indent), "FILE") == "json"


@pytest.mark.parametrize("document", ["[1, 2]", "[20261123] ", "[[]]", '["2026-11-23 21:40"] ', "[2026] x", "[a] b"])
def test_a_bracket_makes_no_journal(document: str) -> None:
    assert not detect.FORMATS["jrnl"].recognises(document)


@pytest.mark.parametrize("form", IMPORT_FORMATS)
@pytest.mark.parametrize(
    "document",
    [
        "[" * 1_000_000,
        '"' * 1_000_001,
        "=" * 1_000_000,
        "\n" * 1_000_000,
        "[2026-11-02 21:15] \n" * 20_000,
        "[" + "1-" * 500_000,
        SAMPLES["daylio"] + "a," * 500_000,
        SAMPLES["daylio"] + '"' + "&#38;<b" * 150_000,
        SAMPLES["howwefeel"] + '"' + "a;" * 500_000,
        SAMPLES["dayone"].replace("x", "&" * 1_000_000),
    ],
    ids=range(10),
)
@pytest.mark.timeout(10)
def test_a_megabyte_of_anything_takes_no_long_time(form: str, document: str) -> None:
    detect.FORMATS[form].recognises(document)
    for _ in detect.FORMATS[form].read(document, terms(format=form)):
        pass


@pytest.mark.parametrize("document", ["", " \n", "day,text\n", "kind,text\n", "x", "\0\0", "null", "1"])
def test_what_is_in_none_of_the_formats_is_named(document: str) -> None:
    with pytest.raises(BadFileError, match="FILE"):
        detect.format_of(document, "FILE")


def test_a_format_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ImpossibleValueError, match="jsonl"):
        detect.import_format("xlsx")
    with pytest.raises(ImpossibleValueError, match="jsonl"):
        detect.export_format("xlsx")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n", "\n \t\n", "\n\r\n"])
def test_lines_end_as_they_like_and_blank_ones_are_passed_over(end: str) -> None:
    document = end.join([json.dumps(NOTE), json.dumps({**NOTE, "text": "y"})]) + end
    read = list(jsonl.read(document, terms()))
    assert [row.fields["text"] for row in read if isinstance(row, Row)] == ["x", "y"]
    assert read[1].line == 1 + end.count("\n")


def test_a_separator_of_lines_inside_a_text_is_no_end_of_a_line() -> None:
    text = "a\u2028b\u2029c\x85d\x0ce\x1cf"
    (row,) = jsonl.read(json.dumps({**NOTE, "text": text}, ensure_ascii=False) + "\n", terms())
    assert isinstance(row, Row)
    assert row.fields["text"] == text


@pytest.mark.parametrize(
    "row", ["[1]", "null", '"x"', "1", "true", "{", '{"a":1,"a":2}', '{"a":NaN}', "{} {}", "{'a':1}"]
)
def test_each_line_that_is_no_row_is_an_error_with_its_line(row: str) -> None:
    read = list(jsonl.read(lines([NOTE]) + row + "\n" + lines([NOTE]) + row + "\n", terms()))
    assert [entry.line for entry in read if isinstance(entry, RowError)] == [2, 4]
    assert [entry.line for entry in read if isinstance(entry, Row)] == [1, 3]


@pytest.mark.parametrize("document", ["{", "", "null", "1", "{}", '{"entries": 1}', '{"entries": null}', '{"a": []}'])
def test_a_document_without_entries_is_an_error(document: str) -> None:
    (error,) = detect.FORMATS["json"].read(document, terms())
    assert isinstance(error, RowError)


def test_a_row_of_a_document_is_named_by_its_place() -> None:
    read = list(detect.FORMATS["json"].read(json.dumps([NOTE, 1, NOTE, "x"]), terms()))
    assert [entry.line for entry in read if isinstance(entry, RowError)] == [2, 4]


@st.composite
def _spoilt(draw: st.DrawFn) -> str:
    """Return a file of some format in which some characters are others."""
    document = draw(st.sampled_from([document for _, document in ALL.values()]))
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(document)))
        document = document[:place] + draw(st.text(max_size=2)) + document[place + draw(st.integers(0, 3)) :]
    return document


@given(st.text() | json_values.map(json.dumps) | st.binary().map(lambda raw: raw.decode("latin-1")) | _spoilt())
def test_whatever_stands_in_a_file_it_is_rows_or_errors_and_never_a_fault(document: str) -> None:
    for name in IMPORT_FORMATS:
        assert all(isinstance(row, Row | RowError) for row in detect.FORMATS[name].read(document, terms()))
    with contextlib.suppress(BadFileError):
        assert detect.format_of(document, "FILE") in IMPORT_FORMATS


def test_a_first_row_without_a_kind_is_a_row() -> None:
    assert detect.format_of(lines([{"day": "2026-11-03", "text": "x"}, NOTE]), "FILE") == "jsonl"


@pytest.mark.parametrize(
    "document",
    [
        {"format": 2, "entries": [NOTE]},
        {"_meta": {"format": {"version": 999}}, "entries": {"k3f9ab2m7q0x": {**NOTE, "id": "k3f9ab2m7q0x"}}},
    ],
)
def test_a_newer_format_is_refused(document: dict[str, Any]) -> None:
    assert all(isinstance(row, RowError) for row in detect.FORMATS["json"].read(json.dumps(document), terms()))


def test_a_month_file_whose_key_differs_from_the_id_is_damaged() -> None:
    document = {"_meta": {"format": {"version": 1}}, "entries": {"aaaaaaaaaaaa": {**NOTE, "id": "bbbbbbbbbbbb"}}}
    assert any(isinstance(row, RowError) for row in detect.FORMATS["json"].read(json.dumps(document), terms()))


@pytest.mark.parametrize("name", ["entries", dayone.JOURNALS])
def test_an_entry_whose_unknown_field_is_named_as_a_document_names_its_list_is_a_line(name: str) -> None:
    assert detect.format_of(lines([{**NOTE, name: []}, NOTE]), "in") == "jsonl"
