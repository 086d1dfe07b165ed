"""CSV: what it looks like to another reader, the guard against spreadsheets, and files that others wrote."""

import csv
import io
import json
import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reflect.formats import csv_file
from reflect.formats.csv_file import guarded, unguarded
from reflect.formats.rows import Row, RowError
from reflect.model import schema
from reflect.model.schema import Entry
from tests.formats.rows_made import diaries, entries_of, id_of, terms

FORMULAS = (
    "=1+1",
    "+1",
    "-1 bad day",
    "@x",
    "\t=1",
    "\r=1",
    "\n",
    "\uff1d1",
    "\uff0b1",
    "\uff0d1",
    "\uff20x",
    " \u00a0=1",
)
"""What a spreadsheet runs or what hides that from it; after OWASP, "CSV Injection"."""
_near_a_separator = st.text(st.sampled_from("'=+-@;|\t\r\n \u00a0\uff1d\ufeffa\""), max_size=8)
_near_the_guard = st.text(st.sampled_from("'=+-@\t\r\n \u00a0\uff1d\ufeffa\""), max_size=6)


_NOTE: dict[str, Any] = {
    "id": "aaaabbbbcccc",
    "kind": "note",
    "day": "2026-11-03",
    "at": "2026-11-03T12:00:00+00:00",
    "recorded_at": "2026-11-03T12:00:00+00:00",
    "source": "cli",
    "private": False,
}


def _read(document: str) -> list[Row | RowError]:
    return list(csv_file.read(document, terms(format="csv")))


def _taken(document: str) -> list[Entry | RowError]:
    read = _read(document)
    errors = [row for row in read if isinstance(row, RowError)]
    return [*errors, *entries_of(read, terms(format="csv"))]


def _entry(document: str) -> Any:
    (found,) = _taken(document)
    assert not isinstance(found, RowError), found
    return found


def _fault(document: str) -> RowError:
    (found,) = _taken(document)
    assert isinstance(found, RowError), found
    return found


@given(st.text() | _near_the_guard | _near_a_separator)
@example("'=1")
@example("''=1")
@example(";=1")
@example("\t=1\t'=1")
@example("'")
def test_the_guard_comes_off_exactly(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text).replace("'", "") == text.replace("'", "")
    if not set(text) & set(";|\t\r\n"):
        assert guarded(text) in (text, f"'{text}")
        assert unguarded(text) == text or guarded(unguarded(text)) == text


@given(_near_a_separator)
@example("x;=1")
@example("x| '=1")
@example("x\t\t-1")
@example("x';';=1")
@example("\t=1")
@example("x\n=1")
@example('x;"=1"')
def test_no_part_of_a_text_runs_where_another_sign_separates(text: str) -> None:
    entry = schema.parse_entry({**_NOTE, "text": f"{text}x"})
    document = b"".join(csv_file.write([entry])).decode()
    for part in re.split("[;|\t\r\n]", document):
        assert re.match('[\\s\ufeff"]*[=+@\uff1d-]', part) is None
    assert _entry(document) == entry


@pytest.mark.parametrize(("separator", "end"), [(";", "\r\n"), ("\t", "\n"), (",", "\r"), (";", "\r")])
@given(diary=diaries)
def test_a_file_that_a_spreadsheet_saved_again_is_read(separator: str, end: str, diary: list[Entry]) -> None:
    rows = list(csv.reader(io.StringIO(b"".join(csv_file.write(diary)).decode(), newline=""), strict=True))
    if end == "\r":  # a spreadsheet writes its own line ends inside texts, too
        rows = [row for row in rows if not any("\n" in cell for cell in row)]
    saved = io.StringIO(newline="")
    csv.writer(saved, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    assert csv_file.recognises(saved.getvalue())
    kept = {row[0] for row in rows}
    assert _taken(saved.getvalue()) == [entry for entry in diary if entry["id"] in kept]


@given(diaries)
def test_no_cell_of_a_text_is_one_that_a_spreadsheet_runs(diary: list[Entry]) -> None:
    document = b"".join(csv_file.write(diary)).decode()
    for cells in csv.DictReader(io.StringIO(document, newline=""), strict=True):
        for name, cell in cells.items():
            assert not cell[:1] or cell[0] not in "\t\r\n", name
            assert cell.strip()[:1] not in tuple("=+-@\uff1d\uff0b\uff0d\uff20"), name


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_guarded_and_comes_off_where_another_program_put_the_guard(text: str) -> None:
    assert guarded(text) == (f"'{text[:1]}'{text[1:]}" if text[:1] in "\t\r" else f"'{text}")
    quoted = text.replace('"', '""')
    if not text.isspace():
        assert _entry(f'kind,day,text\nnote,2026-11-03,"\'{quoted}"\n')["text"] == text


@pytest.mark.parametrize("text", ["'tis the day", "'", "a=1", "5 - 3", "1", "\u2212x", "\u2013 then", "x -"])
def test_a_text_that_no_spreadsheet_runs_stands_as_it_is(text: str) -> None:
    assert guarded(text) == unguarded(text) == text


@given(diaries)
def test_another_reader_finds_the_fields_under_their_names(diary: list[Entry]) -> None:
    document = b"".join(csv_file.write(diary)).decode()
    found = list(csv.DictReader(io.StringIO(document, newline=""), strict=True))
    assert len(found) == len(diary)
    for cells, entry in zip(found, diary, strict=True):
        assert cells.keys() >= {field.name for fields in schema.FIELDS.values() for field in fields}
        for name, value in entry.items():
            cell = cells[name]
            if isinstance(value, str):
                assert unguarded(cell) == value
            elif value in (None, [], {}):
                assert cell == ""
            else:
                assert json.loads(cell) == value
        assert all(cell == "" for name, cell in cells.items() if name not in entry)


def test_it_is_rfc_4180() -> None:
    note = {"kind": "note", "id": "aaaabbbbcccc", "day": "2026-11-03", "at": "2026-11-03T12:00:00+00:00"}
    text = 'one\rtwo\n"three",\r\nfour'
    entry = schema.parse_entry({**note, "recorded_at": note["at"], "source": "cli", "text": text})
    header, row = b"".join(csv_file.write([entry])).decode().split("\r\n", 1)
    assert header.startswith("id,kind,day,at,")
    assert header.endswith(",extra,newer")
    assert row.endswith(",\r\n")
    assert '"one\rtwo\n""three"",\r\nfour"' in row


def test_zero_false_and_nothing_are_three_things() -> None:
    mood = {"kind": "mood", "day": "2026-11-03", "value": 0, "scale": [0, 10], "energy": None}
    cells = 'kind,day,value,scale,energy,private\nmood,2026-11-03,0,"[0, 10]",,FALSE\n'
    found = _entry(cells)
    assert {name: found[name] for name in mood} == mood
    assert found["private"] is False
    assert _entry(cells.replace("FALSE", "True"))["private"] is True


def test_a_row_that_others_wrote_needs_little() -> None:
    found = _entry("text,kind,day,weather,Mood,private\r\nx,note,2026-11-03,'=rain,,\r\n")
    assert found["extra"] == {"weather": "=rain"}
    assert (found["at"], found["source"], found["private"]) == ("2026-11-03T12:00:00+00:00", "import:csv", False)


def test_the_id_of_a_row_is_made_of_its_cells_as_they_stand() -> None:
    row = {"kind": "mood", "day": "2026-11-03", "value": "4", "weather": "'=rain"}
    document = "kind,day,value,weather,note\nmood,2026-11-03,4,'=rain,\n"
    assert _entry(document)["id"] == id_of(row)
    twice = _taken(document + "mood,2026-11-03,4,'=rain,\n")
    assert [entry["id"] for entry in twice if not isinstance(entry, RowError)] == [id_of(row), id_of(row, 2)]


def test_a_column_of_another_kind_stays() -> None:
    assert _entry("kind,day,text,wish\nnote,2026-11-03,x,to be asked\n")["extra"] == {"wish": "to be asked"}


def test_an_emptied_cell_says_that_there_is_no_value() -> None:
    (row,) = _read("id,kind,day,zone,scale,energy,note,text\naaaabbbbcccc,mood,2026-11-03,,,3,,\n")
    assert isinstance(row, Row)
    assert row.fields == {"id": "aaaabbbbcccc", "kind": "mood", "day": "2026-11-03", "energy": 3, "note": None}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\n,,\n"])
def test_lines_end_as_they_like(end: str) -> None:
    document = end.join(["kind,day,text", "note,2026-11-03,x", "note,2026-11-03,", 'note,2026-11-03,"y"'])
    first, bad, second = _read(document)
    assert [row.line for row in (first, bad, second)] == [1 + row * max(1, end.count("\n")) for row in (1, 2, 3)]
    assert "text" in _taken(document)[1].message  # type: ignore[union-attr] # it is the fault of the second row


def test_an_error_names_the_first_line_of_its_row() -> None:
    document = 'kind,day,text\r\nnote,2026-11-03,"a\r\nb\rc\nd"\r\n\r\nnote,2026-11-03\r\nnote,2026-13-03,"e\nf"\r\n'
    assert [found.line for found in _taken(document) if isinstance(found, RowError)] == [6, 7]


@pytest.mark.parametrize(
    ("document", "line", "named"),
    [
        ("day,text\nx,y\n", 1, "`kind`"),
        ("kind,day,day\nnote,2026-11-03,x\n", 1, "`day` twice"),
        ("kind,day,text\nnote,2026-11-03\n", 2, "2 cells"),
        ("kind,day,text\nnote,2026-11-03,x,y\n", 2, "4 cells"),
        ("kind,day,\nnote,2026-11-03,x\n", 2, "without a name"),
        ('kind,day,text\nnote,2026-11-03,"x\n', 2, "never closed"),
        ('kind,day,text\nnote,2026-11-03,"x"y\n', 2, "quote"),
        ("kind,day,text\nnote,2026-11-03,x\ry\n", 2, "line end"),
        ("kind,day,text\nnote,2026-11-03,x\0\n", 2, "NUL"),
        (f"kind,day,text\nnote,2026-11-03,{'w ' * 600_000}.\n", 2, "1 MiB"),
        ("kind,day,text\nnotes,2026-11-03,x\n", 2, "`kind`"),
        ("kind,day,text\n,2026-11-03,x\n", 2, "`kind`"),
        ("kind,day,text\nnote,03/11/2026,x\n", 2, "`day`"),
        ("kind,day,value\nmood,2026-11-03,4.0\n", 2, "`value`"),
        (f"kind,day,value\nmood,2026-11-03,{'9' * 5000}\n", 2, "`value`"),
        ("kind,day,value\nmood,2026-11-03,\u0664\n", 2, "`value`"),
        ("kind,day,feelings\nmood,2026-11-03,[tired\n", 2, "`feelings` is not a list of names"),
        ("kind,day,feelings\nmood,2026-11-03,1\n", 2, "`feelings`"),
        ("kind,day,text,private\nnote,2026-11-03,x,yes\n", 2, "`private`"),
        ("kind,day,text,extra\nnote,2026-11-03,x,[1]\n", 2, "`extra`"),
        ('kind,day,text,extra,a\nnote,2026-11-03,x,"{""a"":1}",2\n', 2, "`extra`"),
        ("kind,day,text,extra,a\nnote,2026-11-03,x,[],2\n", 2, "`extra`"),
        ('kind,day,text,newer\nnote,2026-11-03,x,"{""text"":1}"\n', 2, "`newer`"),
        ("kind,day,text,newer\nnote,2026-11-03,x,1\n", 2, "`newer`"),
        (f'kind,day,text,extra\nnote,2026-11-03,x,"{{""a"":{"[" * 100_000}"\n', 2, "`extra`"),
    ],
)
def test_what_cannot_be_taken_is_named_with_its_line(document: str, line: int, named: str) -> None:
    found = _fault(document)
    assert found.line == line
    assert named in found.message


def test_a_cell_may_be_as_long_as_a_text() -> None:
    text = "w " * 500_000 + "."
    assert _entry(f"kind,day,text\nnote,2026-11-03,{text}\n")["text"] == text


@given(st.text() | st.text(st.sampled_from("\",;\r\n'{}[]=0a")))
def test_whatever_stands_below_a_header_it_is_rows_or_errors(document: str) -> None:
    for header in ("kind,day,text,extra,newer\n", "kind,day,value,feelings\r\nmood,2026-11-03,"):
        assert all(isinstance(found, RowError | dict) for found in _taken(header + document))


def test_no_entries_are_a_header_alone() -> None:
    assert b"".join(csv_file.write([])).count(b"\r\n") == 1
    assert _read(b"".join(csv_file.write([])).decode()) == []


@pytest.mark.parametrize("cell", ["Sam", '"Sam, Tom"', '"Sam,,  Tom,"', '"[""Sam"", ""Tom""]"', "'=Sam"])
def test_names_are_taken_as_a_person_types_them(cell: str) -> None:
    found = _entry(f"kind,day,label,with\npattern,2026-11-03,hope,{cell}\n")
    assert found["with"] == (["Sam", "Tom"] if "Tom" in cell else [cell.lstrip("'")])


@pytest.mark.parametrize("form", ["{2}/{1}/{0}", "{1}/{2}/{0}", "{2}.{1}.{0}"])
def test_days_that_a_spreadsheet_wrote_anew_are_read_as_the_file_tells(form: str) -> None:
    days = ["2026-03-04", "2026-10-21"]
    rows = "".join(f"note,{form.format(*day.split('-'))},x\n" for day in days)
    for column, document in (("day", rows), ("at", rows.replace(",x", " 9:05 PM,x"))):
        found = _taken(f"kind,{column},text\n{document}")
        assert [entry["day"] for entry in found if not isinstance(entry, RowError)] == days
        assert all(
            ("T21:05:00" in entry["at"]) == (column == "at") for entry in found if not isinstance(entry, RowError)
        )


def test_a_day_of_two_readings_is_refused_with_the_form_that_has_one() -> None:
    assert "YYYY-MM-DD" in _fault("kind,day,text\nnote,03/04/2026,x\n").message
