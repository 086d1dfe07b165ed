"""The check-in in a real terminal."""

import re
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

import pexpect
import pytest

from tests.program import Reflect
from tests.terminal import spawned
from tests.terminal.spawned import Child

ANSWER = r"Answer   Enter to skip · an empty line to finish · - to pass · \? for help\r\n.*> "
MOOD = r"Mood   1 very unpleasant to 7 very pleasant, then any words · Enter to skip\r\n.*> "
PATTERN = r"Pattern   Enter to skip · \? for help\r\n.*> "
PASTE_START, PASTE_END = "\x1b[200~", "\x1b[201~"

Spawn = Callable[..., Child]


@pytest.fixture
def spawn(reflect: Reflect) -> Iterator[Spawn]:
    children: list[Child] = []

    def start(*args: str, forked: bool = True, **env: str) -> Child:
        children.append(spawned.spawn(reflect, *args, env={"TERM": "xterm", **env}, forked=forked))
        return children[-1]

    yield start
    for child in children:
        child.close(force=True)


def ended(child: Child) -> int | None:
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus


def skip(child: Child, *questions: str) -> None:
    for question in questions:
        child.expect(f"  {question} > ")
        child.sendline("")


def own(reflect: Reflect) -> list[dict[str, Any]]:
    return [entry for entry in reflect.entries() if entry["kind"] != "offer"]


def test_three_enters_leave_everything(reflect: Reflect, spawn: Spawn) -> None:
    child = spawn()
    child.expect(
        r"New store: ~/store\r\nA journal on this computer\..*\r\n"
        r"This is not medical or crisis care: see `reflect care`\r\n\r\n"
    )
    child.expect(r"Monday 23 November\r\n\r\n  \S")
    for question in (ANSWER, MOOD, PATTERN):
        child.expect(question)
        child.sendline("")
    assert ended(child) == 0
    assert own(reflect) == []


def test_three_enters_at_once_leave_everything(reflect: Reflect, spawn: Spawn) -> None:
    child = spawn()
    child.expect(ANSWER)
    child.send("\r\r\r")
    assert ended(child) == 0
    assert own(reflect) == []


def test_a_whole_evening(reflect: Reflect, spawn: Spawn) -> None:
    child = spawn()
    child.expect(ANSWER)
    child.sendline("At lunch. Sam looked at the phone.")
    child.expect("> ")
    child.sendline("I talked about the train.")
    child.expect("> ")
    child.sendline("")
    child.expect(r"saved: answer, 21:40 \((\w{6})\)")
    child.expect(MOOD)
    child.sendline("3 flat since the call")
    for question, words in (("feelings", "tired, small"), ("energy", "2")):
        child.expect(f"  {question} > ")
        child.sendline(words)
    child.expect(r"saved: mood 3, energy 2, tired \(new label\), small \(new label\), and a note, 21:40\s+\(\w{6}\)")
    child.expect(PATTERN)
    child.sendline("withdrawal")
    for part, words in (
        ("with", "Sam, Ines"),
        ("what you wanted", "to be asked"),
        ("what they did", ""),
        ("what you did", "went quiet"),
    ):
        child.expect(f"  {part} > ")
        child.sendline(words)
    child.expect(r"saved: pattern withdrawal with Sam \(new label\), Ines \(new label\), wish, self,\s+21:40")
    child.expect(PATTERN)
    child.sendline("")
    assert ended(child) == 0
    answer, mood, pattern = sorted(own(reflect), key=lambda entry: entry["kind"])
    assert answer["text"] == "At lunch. Sam looked at the phone.\nI talked about the train."
    assert (mood["value"], mood["note"]) == (3, "flat since the call")
    assert (pattern["with"], pattern["wish"], pattern["other"]) == (["Sam", "Ines"], "to be asked", None)
    assert pattern["self"] == "went quiet"
    assert (mood["feelings"], mood["energy"]) == (["tired", "small"], 2)
    for entry in (pattern, mood, answer):  # each is a change of its own
        assert reflect("undo", "--yes", "--json").json["changed"] == [
            {"id": entry["id"], "before": entry, "after": None}
        ]


@pytest.mark.parametrize("marked", [False, True], ids=["raw", "bracketed"])
def test_a_pasted_paragraph_is_one_answer(reflect: Reflect, spawn: Spawn, marked: bool) -> None:
    text = "One line.\n\nAnother, after an empty one.\n\n\nAnd a last one."
    child = spawn()
    child.expect(ANSWER)
    child.send(PASTE_START + text + PASTE_END + "\r" if marked else text.replace("\n", "\r") + "\r")
    time.sleep(0.4)
    child.send("\r")
    child.expect(r"saved: answer, 21:40")
    child.expect(MOOD)
    child.sendline("")
    child.expect(PATTERN)
    child.sendline("")
    assert ended(child) == 0
    assert [entry["text"] for entry in own(reflect)] == [text]


def test_a_dash_puts_the_prompt_back(reflect: Reflect, spawn: Spawn) -> None:
    child = spawn()
    child.expect(ANSWER)
    child.sendline("-")
    child.expect(r"Passed\. No more prompts today\.")
    child.expect(MOOD)
    child.sendeof()
    assert ended(child) == 0
    assert [entry["kind"] for entry in own(reflect)] == ["pass"]


def test_what_was_answered_or_passed_is_not_asked_again(reflect: Reflect, spawn: Spawn) -> None:
    reflect("answer", "words")
    child = spawn()
    child.expect(r"answered 21:40\r\n")
    child.expect("Answer|Mood")
    assert child.after == "Mood"
    child.sendline("")
    child.expect(PATTERN)
    child.sendline("")
    assert ended(child) == 0
    reflect.at("2026-11-24T21:40:00+00:00")("pass")
    child = spawn(REFLECT_NOW="2026-11-24T22:00:00+00:00")
    child.expect(r"Tuesday 24 November\r\nPassed\. No more prompts today\.\r\n")
    child.expect("Answer|Mood")
    assert child.after == "Mood"
    child.sendline("")
    child.sendline("")
    assert ended(child) == 0


def test_a_value_that_cannot_be_is_named_and_asked_again(reflect: Reflect, spawn: Spawn) -> None:
    reflect("label", "retire", "hope")
    child = spawn()
    child.expect(ANSWER)
    child.sendline("")
    for wrong in ("9", "five", "-1"):
        child.expect(MOOD)
        child.sendline(wrong)
        child.expect(r"Mood must be a whole number from 1 to 7\.\r\n")
    child.expect(MOOD)
    child.sendline("7")
    child.expect("  feelings > ")
    child.sendline("?")
    child.expect("How it felt, in your own words")
    child.sendline("x" * 65)
    child.expect(r"The feeling is longer than 64 characters")
    child.expect("  feelings > ")
    child.sendline("")
    child.expect("  energy > ")
    child.sendline("8")
    child.expect(r"Energy must be a whole number from 1 to 7\.\r\n")
    child.sendline("")
    child.expect(PATTERN)
    child.sendline("x" * 65)
    child.expect(r"The label is longer than 64 characters")
    child.expect(PATTERN)
    child.sendline("?")
    child.expect(r"\r\n  frustration[^>]*> ")
    assert "hope" not in str(child.after)  # it is retired
    child.sendline("")
    assert ended(child) == 0
    assert [entry["value"] for entry in own(reflect)] == [7]


def test_ctrl_d_leaves_the_rest(reflect: Reflect, spawn: Spawn) -> None:
    child = spawn()
    child.expect(ANSWER)
    child.sendline("")
    child.expect(MOOD)
    child.sendeof()
    assert ended(child) == 0
    assert own(reflect) == []


def test_ctrl_c_keeps_what_was_ended_and_says_what(reflect: Reflect, spawn: Spawn) -> None:
    child = spawn()
    child.expect(ANSWER)
    child.sendline("some words")
    child.expect("> ")
    child.sendline("")
    child.expect(MOOD)
    child.sendline("4")
    skip(child, "feelings", "energy")
    child.expect(PATTERN)
    child.sendline("anger")
    child.expect("with > ")
    child.sendintr()
    child.expect(r"Interrupted\. Saved: answer (\w{6}), mood (\w{6})\.")
    assert isinstance(child.match, re.Match)
    shown = {child.match[1], child.match[2]}
    assert ended(child) == 130
    assert {entry["id"][:6] for entry in own(reflect)} == shown


def test_ctrl_c_before_anything_was_ended(reflect: Reflect, spawn: Spawn) -> None:
    child = spawn()
    child.expect(ANSWER)
    child.sendline("words that were not ended")
    child.expect("> ")
    child.sendintr()
    child.expect(r"Interrupted\. Nothing was saved\. The draft is saved: .*/drafts/draft-\w+\.txt")
    assert ended(child) == 130
    assert own(reflect) == []
    (draft,) = (reflect.store / "drafts").iterdir()
    assert draft.read_text() == "words that were not ended"


def test_ctrl_c_at_the_first_line_of_an_answer_leaves_no_draft(reflect: Reflect, spawn: Spawn) -> None:
    child = spawn()
    child.expect(ANSWER)
    child.send("not finished")
    child.expect("not finished")  # its echo: the program is waiting for the rest of the line
    child.sendintr()
    child.expect(r"Interrupted\. Nothing was saved\.\r\n")
    assert ended(child) == 130
    assert not (reflect.store / "drafts").exists()


@pytest.mark.parametrize("how", ["interrupt", "end", "hang-up"])
def test_leaving_after_a_mood_saves_it_as_it_is(reflect: Reflect, spawn: Spawn, how: str) -> None:
    child = spawn()
    child.expect(ANSWER)
    child.sendline("")
    child.expect(MOOD)
    child.sendline("4 tired")
    child.expect("feelings > ")
    child.sendline("small")
    child.expect("energy > ")
    if how == "hang-up":
        child.kill(signal.SIGHUP)
    else:
        child.sendintr() if how == "interrupt" else child.sendeof()
    assert ended(child) == (0 if how == "end" else 130)
    assert [(entry["value"], entry["feelings"], entry["energy"]) for entry in own(reflect)] == [(4, ["small"], None)]


def test_a_label_with_a_comma_is_refused_before_its_parts_are_asked_for(reflect: Reflect, spawn: Spawn) -> None:
    child = spawn()
    for question, typed in (
        (ANSWER, ""),
        (MOOD, ""),
        (PATTERN, "anger, shame"),
        (r"Pattern must be one label, without a comma\.\r\nPattern", "anger,"),
        ("  with > ", ""),
    ):
        child.expect(question)
        child.sendline(typed)
    child.expect("  what you wanted > ")
    for _ in range(4):
        child.sendline("")
    assert ended(child) == 0
    assert [entry["label"] for entry in own(reflect)] == ["anger"]


def test_a_question_mark_explains_and_asks_again(reflect: Reflect, spawn: Spawn) -> None:
    reflect("pattern", "my own word", "-w", "Sam")
    child = spawn()
    for question, shown in (
        (ANSWER, "an empty line saves them"),
        ("> ", None),
        (MOOD, "4 neutral"),
        ("> ", None),
        (PATTERN, "my own word"),
        ("> ", "withdrawal"),
        ("  with > ", "So far: Sam"),
        ("  with > ", ""),
        ("  what you wanted > ", "What you wanted of the other person"),
        ("  what you wanted > ", ""),
        ("  what they did > ", "What the other person did then"),
        ("  what they did > ", ""),
        ("  what you did > ", "What you did then"),
        ("  what you did > ", ""),
        (PATTERN, ""),
    ):
        child.expect(question)
        child.sendline("withdrawal" if shown == "withdrawal" else "?" if shown else "")
        if shown and shown != "withdrawal":
            child.expect(re.escape(shown))
    assert ended(child) == 0
    labels = sorted((entry["label"], entry["with"]) for entry in own(reflect))
    assert labels == [("my own word", ["Sam"]), ("withdrawal", [])]


def test_tab_completes_names_and_up_recalls_the_same_question(reflect: Reflect, spawn: Spawn) -> None:
    reflect("pattern", "withdrawal", "-w", "Samira")
    reflect("mood", "4", "-f", "overlooked")
    child = spawn()
    child.expect(ANSWER)
    child.sendline("")
    child.expect(MOOD)
    child.sendline("4")
    child.expect("feelings > ")
    child.sendline("Over\t")
    child.expect("energy > ")
    child.sendline("")
    for label, people in (("withd\t", "Ines, sam\t"), ("\x1b[A", "")):
        child.expect(PATTERN)
        child.sendline(label)
        child.expect("with > ")
        child.sendline(people)
        for part in ("wanted", "they did", "you did"):
            child.expect(f"{part} > ")
            child.sendline("")
    child.expect(PATTERN)
    child.sendline("")
    assert ended(child) == 0
    patterns = [(entry["label"], entry["with"]) for entry in own(reflect) if entry["kind"] == "pattern"]
    assert sorted(patterns) == [("withdrawal", []), ("withdrawal", ["Ines", "Samira"]), ("withdrawal", ["Samira"])]
    assert sorted(entry["feelings"] for entry in own(reflect) if entry["kind"] == "mood") == [["overlooked"]] * 2


@pytest.mark.parametrize("how", ["signal", "terminal gone"])
def test_a_hang_up_keeps_what_was_ended(reflect: Reflect, spawn: Spawn, how: str) -> None:
    child = spawn()
    child.expect(ANSWER)
    child.sendline("")
    child.expect(MOOD)
    child.sendline("4")
    skip(child, "feelings", "energy")
    child.expect(PATTERN)
    if how == "signal":
        child.kill(signal.SIGHUP)
        assert ended(child) == 130
    else:
        child.close(force=False)
        deadline = time.monotonic() + 5
        while child.isalive() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not child.isalive()
    assert [entry["value"] for entry in own(reflect)] == [4]


def test_earlier_answers_are_shown_with_e(reflect: Reflect, spawn: Spawn) -> None:
    prompt = reflect("today", "--json").json
    fields = f'"prompt": "{prompt["prompt"]}", "prompt_text": "{prompt["prompt_text"]}"'
    row = '{"kind": "answer", "day": "2025-10-12", "text": "words of last year", ' + fields + "}"
    reflect("import", "-", stdin=row)
    child = spawn()
    child.expect(ANSWER)
    child.sendline("now")
    child.expect("> ")
    child.sendline("")
    child.expect(r"saved: answer, 21:40 \(\w{6}\)   earlier: 12 Oct 2025 · e shows them")
    child.expect(MOOD)
    child.sendline("e")
    child.expect("words of last year")
    child.sendline("4")
    skip(child, "feelings", "energy")
    child.expect("saved: mood 4, 21:40")
    child.expect(PATTERN)
    child.sendeof()
    assert ended(child) == 0


def test_hostile_words_never_reach_the_terminal_raw(reflect: Reflect, spawn: Spawn) -> None:
    note = r"a\u001b[2J\u202eb\u009bc"
    fields = f'"label": "plain", "with": ["[bold]x[/bold]"], "note": "{note}"'
    row = '{"kind": "pattern", "day": "2026-11-23", ' + fields + "}"
    reflect("import", "-", stdin=row)
    child = spawn("list")
    child.expect(pexpect.EOF)
    shown = re.sub(r"\x1b\[[01]m", "", child.before or "")  # the day is bold
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202e]", shown)
    assert r"a\x1b[2J\u202eb\x9bc" in (child.before or "")
    child = spawn("week")
    child.expect(pexpect.EOF)
    assert "[bold]x[/bold]" in (child.before or "")


def test_the_week_on_a_terminal_says_what_it_says_through_a_pipe(reflect: Reflect, spawn: Spawn) -> None:
    for day, value in (("mon", 4), ("yesterday", 2), ("sat", 3)):
        reflect("mood", str(value), "-f", "tired", "--at", day)
        reflect("pattern", "withdrawal", "-w", "Sam", "--at", day)
    child = spawn("week", "--of", "yesterday")
    child.expect(pexpect.EOF)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", child.before or "").replace("\r\n", "\n")
    assert [line.rstrip() for line in plain.splitlines()] == reflect("week", "--of", "yesterday").out.splitlines()
    assert "\x1b[1m" in (child.before or "")
    assert set(re.findall(r"\x1b\[([0-9;]*)m", child.before or "")) <= {"0", "1", ""}
    child = spawn("week", "--of", "yesterday", NO_COLOR="1")
    child.expect(pexpect.EOF)
    assert "\x1b" not in (child.before or "")


def test_a_note_is_asked_for_and_may_be_left(reflect: Reflect, spawn: Spawn) -> None:
    child = spawn("note")
    child.expect("> ")
    child.sendline("")
    assert ended(child) == 0
    child = spawn("note", "--private")
    child.expect("> ")
    child.sendline("asked for")
    child.expect("> ")
    child.sendline("")
    child.expect("saved: note, private, Mon 23 Nov 21:40")
    assert ended(child) == 0
    assert [(entry["text"], entry["private"]) for entry in own(reflect)] == [("asked for", True)]


def test_a_deletion_asks(reflect: Reflect, spawn: Spawn) -> None:
    entry = reflect("note", "words", "--json").json
    for answer, left in (("", 1), ("y", 0)):
        child = spawn("delete", entry["id"][:6])
        child.expect(rf'Delete note of Mon 23 Nov \({entry["id"][:6]}\) "words"\? \[y/N\] ')
        child.sendline(answer)
        assert ended(child) == 0
        assert len(own(reflect)) == left


def test_words_from_an_editor(reflect: Reflect, spawn: Spawn) -> None:
    child = spawn("note", "--edit", EDITOR="""sh -c 'printf "from the editor\\n" > "$1"' x""")
    child.expect("saved: note")
    assert ended(child) == 0
    (entry,) = own(reflect)
    assert entry["text"] == "from the editor"
    assert list((reflect.store / "drafts").iterdir()) == []
    child = spawn("edit", entry["id"], EDITOR="""sh -c 'printf " and again" >> "$1"' x""")
    child.expect("changed: note")
    assert ended(child) == 0
    assert own(reflect)[0]["text"] == "from the editor\n and again"
    assert own(reflect)[0]["edited_at"] is not None


@pytest.mark.thorough
def test_each_question_stands_within_one_and_a_half_times_the_time_of_version(reflect: Reflect, spawn: Spawn) -> None:
    reflect("note", "the store is there")
    best: dict[str, float] = {}
    # A loaded machine adds to one run or another; what holds is the least of many: of more, where it is loaded.
    for rounds in (12, 36):
        for _ in range(rounds):
            _measure(best, spawn)
        if all(best[name] <= 1.5 * best["version"] for name in best):
            return
    pytest.fail(str(best))


def _measure(best: dict[str, float], spawn: Spawn) -> None:
    start = time.monotonic()
    child = spawn("--version", forked=False)
    child.expect(r"reflect \d")
    _note(best, "version", start)
    ended(child)
    start = time.monotonic()
    child = spawn(forked=False)
    child.delaybeforesend = None  # pexpect would wait 50 ms before it sends
    for name, question in (("answer", ANSWER), ("mood", MOOD), ("pattern", PATTERN)):
        child.expect(question)
        _note(best, name, start)
        start = time.monotonic()
        child.sendline("")
    ended(child)


def _note(best: dict[str, float], name: str, start: float) -> None:
    best[name] = min(best.get(name, 60.0), time.monotonic() - start)


def test_a_draft_of_an_answer_comes_back_as_a_note_without_the_prompt(reflect: Reflect, spawn: Spawn) -> None:
    child = spawn("answer", "--edit", EDITOR="true")  # it returns at once, as one that opens a window does
    child.expect("code --wait")
    assert ended(child) == 2
    (draft,) = (reflect.store / "drafts").iterdir()
    assert "there is no draft" in reflect("note", "--draft", code=3, env={"EDITOR": "true"}).err
    draft.write_text(draft.read_text() + "# written in the window\n")
    child = spawn("note", "--draft", EDITOR="true")
    child.expect("saved: note")
    assert ended(child) == 0
    assert [entry["text"] for entry in own(reflect)] == ["# written in the window"]


def test_a_question_mark_is_never_a_note_an_answer_or_a_prompt(reflect: Reflect, spawn: Spawn) -> None:
    for command in (("note",), ("answer",), ("pack", "write")):
        child = spawn(*command)
        child.expect("> ")
        child.sendline("?")
        child.expect(r"Enter\s+alone\s+skips")
        child.expect("> ")
        child.sendline("")
        assert ended(child) == 0
    assert own(reflect) == []
    child = spawn("answer")
    child.expect("> ")
    child.sendline("-")
    child.expect("Passed. No more prompts today.")
    assert ended(child) == 0


def test_a_pattern_without_its_label_asks_for_what_is_missing(reflect: Reflect, spawn: Spawn) -> None:
    child = spawn("pattern", "--with", "Sam,Ines", "--self", "went quiet", "--private")
    child.expect(PATTERN)
    child.sendline("withdrawal")
    skip(child, "what you wanted", "what they did")
    child.expect("saved: pattern withdrawal with Sam")
    assert ended(child) == 0
    (entry,) = own(reflect)
    assert (entry["with"], entry["self"], entry["wish"]) == (["Sam", "Ines"], "went quiet", None)
    assert entry["private"]
