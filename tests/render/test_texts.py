"""Dated texts: verbatim, in a block, made safe."""

from tests.render.said import as_text
from tests.summary.diaries import MONDAY, entry, mood, summed

BOTH = frozenset({"answers", "notes"})
LINES = "one\n  two, set in\n\n\tthree after a tab\r\nfour with \x1b[31m, \u202e and a lone \r return"


def test_texts_stand_under_their_days_with_their_line_ends() -> None:
    answer = entry(
        "answer", MONDAY, prompt="core/begin", prompt_text="Who\nbegan?", text="Sam. [bold]x[/] {day:date}", later=2
    )
    summary = summed([answer, mood("2026-11-18", 3, note=LINES)])
    assert as_text(summary, width=80, text_kinds=BOTH, ids=True).split("Answers\n")[1].splitlines() == [
        f'Mon 16 Nov, prompt "Who began?", added later ({answer["id"][:6]})',
        "    Sam. [bold]x[/] {day:date}",
        "",
        "Notes",
        f"Wed 18 Nov, mood ({summary['notes'][0]['id'][:6]})",
        "    one",
        "      two, set in",
        "",
        "            three after a tab",
        "    four with \\x1b[31m, \\u202e and a lone \\x0d return",
        "",
        "· no entries",
    ]


def test_a_long_line_goes_on_further_in_than_lines_of_the_person() -> None:
    text = "a long line that has to be broken somewhere\nand a second"
    screen = as_text(summed([entry("note", MONDAY, text=text)]), width=30, text_kinds=BOTH)
    assert screen.splitlines()[-3:] == ["    a long line that has to be", "      broken somewhere", "    and a second"]


def test_a_text_in_ascii_has_its_other_letters_escaped() -> None:
    screen = as_text(summed([entry("note", MONDAY, text="é … 😀")]), width=80, text_kinds=BOTH, ascii_only=True)
    assert screen.splitlines()[-1] == r"    \u00e9 \u2026 \U0001f600"


def test_only_the_asked_kind_is_written_out() -> None:
    summary = summed(
        [
            entry("answer", MONDAY, prompt="core/begin", prompt_text="Who began?", text="Sam."),
            entry("note", MONDAY, text="At noon."),
        ]
    )
    answers = as_text(summary, width=80, text_kinds=frozenset({"answers"}))
    notes = as_text(summary, width=80, text_kinds=frozenset({"notes"}))
    assert ("Sam." in answers, "At noon." in answers) == (True, False)
    assert ("Sam." in notes, "At noon." in notes) == (False, True)
    assert "Sam." not in as_text(summary, width=80)


def test_a_text_of_a_mebibyte_is_written_out_whole() -> None:
    text = "日本" * 150_000
    screen = as_text(summed([entry("note", MONDAY, text=text)]), width=80, text_kinds=BOTH)
    assert "".join(screen.split("note\n")[1].split()) == text
