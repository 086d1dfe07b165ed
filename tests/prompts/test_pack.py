"""A pack as a person writes it by hand: read, or refused with file, line and part."""

from datetime import date

import pytest

from reflect.actions import packs
from reflect.errors import BadFileError
from reflect.prompts.day import Prompt
from reflect.prompts.pack import Pack

HEAD = '[pack]\nname = "own"\ntitle = "Own"\nlanguage = "en"\n'
PROMPT = '\n[[prompt]]\nid = "a"\ntheme = "hope"\ntext = "Who waited?"\n'


def read(text: str) -> Pack:
    return packs.read_pack(text.encode(), "own.toml").pack


def refusal(text: str) -> str:
    with pytest.raises(BadFileError) as refused:
        read(text)
    return str(refused.value)


def test_a_pack_is_what_its_file_says() -> None:
    more = 'author = "A. Example"\nnote = """\nOne.\nTwo."""\ncontacts = "Ines"\n'
    assert read(HEAD + more + PROMPT) == Pack(
        "own", "Own", "en", (Prompt("own/a", "hope", "Who waited?"),), "A. Example", "One.\nTwo.", "Ines"
    )
    assert read(HEAD + PROMPT)[4:] == (None, None, None, None)


@pytest.mark.parametrize("written", ["2026-12-24", '"2026-12-24"'])
def test_a_last_day_is_a_date_in_quotes_or_without(written: str) -> None:
    pack = read(f"{HEAD}until = {written}\n{PROMPT}")
    assert pack.until == date(2026, 12, 24)
    assert [pack.is_over(date(2026, 12, day)) for day in (23, 24, 25)] == [False, False, True]


def test_prompts_keep_their_order_and_may_be_written_in_one_line() -> None:
    inline = 'prompt = [{ id = "b", theme = "hope", text = "B?" }, { id = "a", theme = "hope", text = "A?" }]\n'
    assert [prompt.id for prompt in read(inline + HEAD).prompts] == ["own/b", "own/a"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "own.toml line 1: there is no table [pack]."),
        (PROMPT, "own.toml line 1: there is no table [pack]."),
        (HEAD, "own.toml line 1: the pack has no prompt"),
        ("\n# a pack\n" + HEAD + "\n[prompt]\nid = 'a'\n", "own.toml line 8: a prompt is a table [[prompt]]"),
        (HEAD.replace('"own"', '"Own"') + PROMPT, "own.toml line 2: [pack], `name` is not a valid name (small letters"),
        (HEAD.replace('"own"', '"nul"') + PROMPT, "own.toml line 2: [pack], `name` is a name that some systems keep"),
        (HEAD.replace('title = "Own"\n', "") + PROMPT, "own.toml line 1: [pack], `title` is missing."),
        (HEAD.replace('"en"', "1") + PROMPT, "own.toml line 4: [pack], `language` is not text."),
        (HEAD + 'author = "a\\tb"\n' + PROMPT, "own.toml line 5: [pack], `author` has a tab or more than one line."),
        (HEAD + 'note = "\\u202e"\n' + PROMPT, "own.toml line 5: [pack], `note` contains a control or direction"),
        (HEAD + PROMPT.replace('id = "a"\n', ""), "own.toml line 6: prompt 1, `id` is missing."),
        (HEAD + PROMPT.replace('"hope"', '"a b"'), "own.toml line 8: prompt 1 (a), `theme` is not a valid name"),
        (HEAD + PROMPT.replace('"Who waited?"', '" "'), "own.toml line 9: prompt 1 (a), `text` is empty."),
        (HEAD + PROMPT + PROMPT, "own.toml line 12: prompt 2 (a), `id` appears twice."),
        (
            HEAD + PROMPT + '[[prompt]]\nid = "b"\ntheme = "hope"\n',
            "own.toml line 10: prompt 2 (b), `text` is missing.",
        ),
        ("prompt = [1]\n" + HEAD, "own.toml line 1: prompt 1 is not a table [[prompt]]."),
        ("pack = 1\n" + PROMPT, "own.toml line 1: there is no table [pack]."),
        (HEAD + "title = 'x'\n" + PROMPT, "own.toml line 5: is not TOML: "),
    ],
)
def test_what_cannot_be_is_refused_with_file_line_and_part(text: str, said: str) -> None:
    assert refusal(text).startswith(said), refusal(text)


@pytest.mark.parametrize(
    "before",
    [
        '# [[prompt]] """\n',
        'note = """\n[[prompt]]\nid = "x"\n# """\n',
        "note = '''\n[[prompt]]\n'''\n",
        'note = "# \\" [[prompt]]"\n',
        "  # it's\n",
    ],
)
def test_lines_are_right_whatever_stands_in_comments_and_texts(before: str) -> None:
    text = HEAD + before + PROMPT.replace('"Who waited?"', "5")
    line = text.split("\n").index("text = 5") + 1
    assert refusal(text).startswith(f"own.toml line {line}: prompt 1 (a), `text` is not text.")


@pytest.mark.parametrize("header", ["[[ prompt ]]", "  [[prompt]] # one", "[[prompt]]\t"])
def test_lines_are_right_however_a_header_is_written(header: str) -> None:
    text = HEAD + PROMPT.replace("[[prompt]]", header).replace('"hope"', "1")
    assert refusal(text).startswith("own.toml line 8: ")


def test_no_refusal_holds_a_text() -> None:
    said = refusal(HEAD + PROMPT.replace("Who waited?", "plum\\u0007 jam"))
    assert "plum" not in said
