"""jrnl's text and its JSON: the same notes, each text as it was."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reflect.clock import Zone
from reflect.formats import detect
from reflect.formats.rows import FileError, RowError
from reflect.formats.written_times import date_and_time
from tests.formats.foreign import SAMPLES, id_known_by, jrnl, jrnl_json, kept, mapped, minutes, moments, taken, twelve

FORMS: dict[str, Callable[[datetime], str]] = {
    "%F %r": lambda at: f"{at:%Y-%m-%d} {(at.hour - 1) % 12 + 1:02}:{at:%M:%S} {'AP'[at.hour >= 12]}M",
    "%F %H:%M:%S": lambda at: f"{at:%Y-%m-%d %H:%M:%S}",
    "%Y/%m/%d %H:%M:%S": lambda at: f"{at:%Y/%m/%d %H:%M:%S}",
    "%d.%m.%Y %H:%M:%S": lambda at: f"{at:%d.%m.%Y %H:%M:%S}",
    "%A, %d %B %Y, %H.%M.%S": lambda at: f"{at:%A, %d %B %Y, %H.%M.%S}",
    "%b %d, %Y %H:%M:%S": lambda at: f"{at:%b %d, %Y %H:%M:%S}",
    "%FT%T": lambda at: at.isoformat(),
}
"""Settings of jrnl's `timeformat`, and times in them."""

lines = st.text(st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" @#*"), min_size=1, max_size=20).filter(
    lambda line: not line.isspace() and not line.rstrip().endswith("*") and not line.startswith("[")
)
bodies = st.lists(lines | st.just(""), max_size=4).map("\n".join).map(lambda body: body.rstrip("\n"))
notes = st.tuples(lines, bodies).map(lambda parts: "\n".join(filter(None, parts)))


@given(st.lists(st.tuples(moments, notes, st.booleans()), min_size=1, max_size=5), st.sampled_from(sorted(FORMS)))
def test_a_journal_in_any_form_of_time_is_read_as_it_was(diary: list[tuple[datetime, str, bool]], form: str) -> None:
    written = []
    for at, text, starred in diary:
        title, end, body = text.partition("\n")
        written.append((FORMS[form](at), f"{title} *{end}{body}" if starred else text))
    found = kept("jrnl", jrnl(written))
    assert [(entry["kind"], entry["at"], entry["text"], mapped(entry)) for entry in found] == [
        ("note", f"{at.isoformat()}+00:00", text, {"starred": True} if starred else {}) for at, text, starred in diary
    ]
    at, text, _ = diary[0]
    assert found[0]["id"] == id_known_by("jrnl", f"{at:%Y-%m-%dT%H:%M}", " ".join(text.split()))


@given(st.lists(st.tuples(minutes, lines, bodies, st.booleans()), min_size=1, max_size=5))
def test_the_export_as_json_gives_the_same_notes_as_the_text(diary: list[tuple[datetime, str, str, bool]]) -> None:
    as_json = jrnl_json(
        {"title": title, "body": body, "date": f"{at:%Y-%m-%d}", "time": f"{at:%H:%M}", "tags": [], "starred": starred}
        for at, title, body, starred in diary
    )
    as_text = jrnl(
        (f"{at:%Y-%m-%d %H:%M}", f"{title}{' *' if starred else ''}" + (f"\n{body}" if body else ""))
        for at, title, body, starred in diary
    )
    assert kept("jrnl", as_json) == kept("jrnl", as_text)


def test_tags_and_stars_of_the_export_are_saved() -> None:
    note = {"title": "T", "body": "", "date": "2026-11-02", "time": "21:15", "tags": ["@partner"], "starred": True}
    (entry,) = kept("jrnl", jrnl_json([{**note, "place": 1}]))
    assert mapped(entry) == {"tags": ["@partner"], "starred": True, "place": 1}


def test_a_body_line_with_a_bracket_that_is_no_date_is_of_the_body() -> None:
    text = "Title\n[not a date] second line\n[x] done\n[1/2] half\n[sic] so\n [2026-11-03 10:00] with a space before it"
    (entry,) = kept("jrnl", jrnl([("2026-11-02 21:15", text)]))
    assert entry["text"] == text


@pytest.mark.parametrize("date", ["03/04/2026", "3-4-26 10:00", "2026-02-30", "2026-11-02 25:00"])
def test_a_date_with_two_readings_or_none_is_an_error_and_no_text(date: str) -> None:
    document = f"[2026-11-02 21:15] plum jam\n\n[{date}] plum jam\n\n[2026-11-03 21:15] three\n"
    (error,) = [entry for entry in taken("jrnl", document) if isinstance(entry, RowError)]
    assert error.line == 3
    assert "plum" not in error.message


READ = {
    "Wed Jan 22 09:00:00 2025": "2025-01-22T09:00:00",  # %c
    "Jan 23, 2025 @ 9:00 PM": "2025-01-23T21:00:00",
    "2025-01-22 at 09:00": "2025-01-22T09:00:00",
    "20250122 09:00": "2025-01-22T09:00:00",
    "22. Januar 2025 09:00": "2025-01-22T09:00:00",  # %d. %B %Y with a German locale
    "22 stycznia 2025 09:00": "2025-01-22T09:00:00",
    "01/22/2025 09:00 PM": "2025-01-22T21:00:00",
    "22/01/2025 09:00": "2025-01-22T09:00:00",
}
UNREAD = [
    "2025-02 14:23", "09:30", "9:30 am", "22.01.14 09:00", "Jan 22 09:00", "Wednesday 09:00", "22 janv. 2014 09:00",
    "Mi 22 Jan 2014 09:00:00", "yesterday", "last friday", "2 hours ago", "01/02/25 09:00", "2025-02-30 09:00",
    "yesterday 9am", "yesterday at 9:30 pm", "friday 21:40",
    "10, 11, 12", "1447-05-27 09:00", "2568-01-22 09:00", "1850-01-22 09:00", "Meeting 10:30 room 4",
    "listopada 2 2017 10:00", "tonight", "on monday", "two days ago", "in March", "end of day", "the 1st of May 2025",
    "Berlin, 1 May 2025", "10:30 standup", "call at 5 pm", "2025-W47-3", "2025-322",
    "2 weeks later", "an hour ago", "two days from now", "next month",
]  # fmt: skip
"""Dates in brackets that jrnl writes or reads, by its own strptime, by dateutil, or as words."""


@pytest.mark.parametrize("written", READ)
def test_a_date_with_one_reading_begins_an_entry(written: str) -> None:
    found = kept("jrnl", f"[2024-11-02 21:15] One.\n\n[{written}] Two.\nits body\n\n[2024-11-03 21:15] Three.\n")
    assert [entry["text"] for entry in found] == ["One.", "Two.\nits body", "Three."]
    assert found[1]["at"] == f"{READ[written]}+00:00"
    assert detect.FORMATS["jrnl"].recognises(f"[{written}] Two.")


@pytest.mark.parametrize("written", UNREAD)
def test_a_date_that_cannot_be_read_is_refused_by_line_and_never_part_of_the_entry_before(written: str) -> None:
    document = f"[2026-11-02 21:15] One.\n\n[{written}] plum jam\nits body\n\n[2026-11-03 21:15] Three.\n"
    found: list[Any] = list(taken("jrnl", document))
    (error,) = [entry for entry in found if isinstance(entry, RowError)]
    assert error.line == 3
    assert "plum" not in f"{error.message}{error.hint}"
    assert [entry["text"] for entry in found if not isinstance(entry, RowError)] == ["One.", "Three."]
    assert detect.FORMATS["jrnl"].recognises(f"[{written}] Two.")


@pytest.mark.parametrize("written", ["ashasd7zdskhz7asdkjasd", "xxxx-xx-xx xx:xx", "2026-13-45 99:00", *UNREAD])
def test_a_first_date_that_is_not_known_is_a_fault_of_jrnls_and_not_of_json(written: str) -> None:
    document = f"[{written}] Entry subject\nbody\n"
    assert detect.format_of(document, "FILE") == "jrnl"
    (error, *_) = taken("jrnl", document)
    assert isinstance(error, RowError)
    assert error.line == 1
    assert "2026-11-23 21:40" in f"{error.message} {error.hint}" or "1900" in error.message


@pytest.mark.parametrize("own", ["%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M"])
def test_all_dates_of_a_file_tell_how_each_is_meant(own: str) -> None:
    days = [datetime(2026, 3, 4, 9), datetime(2026, 3, 22, 9), datetime(2026, 4, 3, 9)]
    found = kept("jrnl", jrnl((f"{at:{own}}", "x") for at in days))
    assert [entry["at"] for entry in found] == [f"{at.isoformat()}+00:00" for at in days]
    errors = taken("jrnl", jrnl((f"{at:{own}}", "x") for at in days[::2]))
    assert [isinstance(error, RowError) for error in errors] == [True, True]


def test_dates_that_contradict_each_other_tell_nothing() -> None:
    found = taken("jrnl", "[13/01/2026 09:00] a\n[01/13/2026 09:00] b\n[01/02/2026 09:00] c\n")
    assert [error.line for error in found if isinstance(error, RowError)] == [3]


@pytest.mark.parametrize(
    "line",
    [
        "[sic] so it was",
        "[1] a footnote",
        "[TODO] write",
        "[2026-11-02](2026-11-02.md) a link",
        "[Sam and me] went",
        "[10/12] done",
        "[Smith 2014, p. 12] quoted",
        "[[2026-11-02 10:00]] a link of a wiki",
        "[call me tomorrow] it said",
        "[09:30]",
        "[the end of the day] is quiet",
        "[days of the week] in a row",
        "[week 12] of training",
        "[ratio 16:90] of the picture",
        "[Kapitel 3] gelesen",
        "[Joh 3,16] gelesen",
        "[am 3. Mai] frei",
        "[gestern Abend] am See",
        "[um 17 Uhr] am See",
        "[hier soir] au bord du lac",
        "[lunes por la tarde] en casa",
        "[wczoraj wieczorem] w domu",
    ],
)
def test_a_bracket_without_a_date_is_of_the_body(line: str) -> None:
    (entry,) = kept("jrnl", f"[2026-11-02 21:15] One.\n{line}\nmore\n")
    assert entry["text"] == f"One.\n{line}\nmore"


def test_a_date_in_brackets_alone_on_a_line_is_an_error() -> None:
    found = taken("jrnl", "[2026-11-02 21:15] One.\n[2026-11-03 10:00]\nmore\n")
    assert [error.line for error in found if isinstance(error, RowError)] == [2]


ENCRYPTED = ["gAAAAABVIHB7tnwKExGx6aC5ZbAbBL9SGxx", "JRNLv3.0eyJzYWx0IjoiQldrLUU0", 'JRNLv3.#{"salt":"lRkEAVyu"}gAAAA']
FLAT = [
    "2010-06-10 15:00 A life without chocolate.\n\n2013-06-10 15:40 He said so.\nLorem.\n",
    "10.06.2010 15:00 A life without chocolate.\n",
    "2026-11-02 21:15:00 Title\n| body\n| [2026-11-02 10:00] of it\n",
    "2026-11-02 09:15:00 PM Title\n",
    "Mon Nov  2 21:15:00 2026 Title\n",
]


PRINTED = ["\u250e\u2500\u2500\u2500\n", '<?xml version="1.0" ?>\n<journal>\n\t<entries>\n']


@pytest.mark.parametrize("document", [*ENCRYPTED, *FLAT, *PRINTED])
@pytest.mark.parametrize("before", ["", "\n"])
def test_other_files_of_jrnls_are_named_with_the_command_that_makes_them_readable(document: str, before: str) -> None:
    assert detect.format_of(before + document, "FILE") == "jrnl"
    (error,) = taken("jrnl", before + document)
    assert isinstance(error, FileError)
    assert "jrnl --export json" in error.message
    assert ("encrypted" in error.message) == (document in ENCRYPTED)


def test_what_stands_before_the_first_entry_is_an_error() -> None:
    first, second = taken("jrnl", "plum jam\nand more\n[2026-11-02 21:15] x\n")
    assert isinstance(first, RowError)
    assert first.line == 1
    assert not isinstance(second, RowError)


def test_line_ends_of_windows_stay_inside_a_text_and_not_at_its_end() -> None:
    found = kept("jrnl", "[2026-11-02 21:15] One\r\ntwo\r\n\r\n[2026-11-03 21:15] Three *\r\n")
    assert [(entry["text"], mapped(entry)) for entry in found] == [("One\r\ntwo", {}), ("Three", {"starred": True})]


def test_lines_that_end_with_cr_alone_are_lines() -> None:
    document = SAMPLES["jrnl"].replace("\n", "\r")
    assert detect.format_of(document, "FILE") == "jrnl"
    assert kept("jrnl", document) == kept("jrnl", SAMPLES["jrnl"])


def test_blanks_at_the_end_of_a_text_stay() -> None:
    first, second = kept("jrnl", "[2026-11-02 21:15] One \n  two \n\n\n[2026-11-03 21:15]  three\t\n")
    assert (first["text"], second["text"]) == ("One \n  two ", " three\t")


def test_a_date_alone_is_noon_and_an_offset_stays() -> None:
    tokyo = Zone.named("Asia/Tokyo")
    found = kept("jrnl", "[2026-11-02] x\n[2026-11-03T21:15:00+0100] y\n", zone=tokyo)
    assert [entry["at"] for entry in found] == ["2026-11-02T12:00:00+09:00", "2026-11-03T21:15:00+01:00"]


@pytest.mark.parametrize(
    "entry",
    [1, None, {}, {"title": "x", "body": "", "date": "3/4/2026"}, {"title": 1, "body": "", "date": "2026-11-02"}],
)
def test_an_entry_of_the_export_that_is_none_is_an_error(entry: Any) -> None:
    good = {"title": "T", "body": "", "date": "2026-11-02", "time": "21:15"}
    found = taken("jrnl", jrnl_json([good, entry]))
    assert [isinstance(one, RowError) for one in found] == [False, True]


@given(moments)
def test_a_clock_of_twelve_hours_is_that_of_twenty_four(at: datetime) -> None:
    at = at.replace(second=0)
    for half in (("am", "pm"), ("AM", "PM"), ("a.m.", "p.m.")):
        assert date_and_time(f"{at:%Y-%m-%d} {twelve(at, half=half)}") == at.isoformat()


in_brackets = st.text(st.characters(codec="ascii") | st.sampled_from("0123456789:-/., ATZapm"), min_size=1, max_size=64)


@pytest.mark.filterwarnings("error")
@given(st.lists(in_brackets, max_size=5))
@example(["Jan 5 2014 10:00 PST", "10:00 CEST", "9" * 64, "1e400 10:00"])
def test_whatever_is_in_brackets_no_line_is_lost(written: list[str]) -> None:
    """Each line is in an entry, or below or in one with a fault."""
    lines = [f"[{one}] §" for one in written if not set(one) & set("\n\r\0]")]
    found: list[Any] = list(taken("jrnl", "\n".join(["[2024-11-02 21:15] One", *lines])))
    texts = [entry["text"] for entry in found if not isinstance(entry, RowError)]
    errors = [entry for entry in found if isinstance(entry, RowError)]
    if not errors:
        assert sum(text.count("§") for text in texts) == len(lines)
        assert len(texts) + sum(text.count("\n") for text in texts) == len(lines) + 1
    assert all(1 < error.line <= len(lines) + 1 for error in errors)


@given(st.text(max_size=80))
def test_whatever_is_written_it_is_a_time_or_none(written: str) -> None:
    found = date_and_time(written)
    if found is not None:
        datetime.fromisoformat(found)
