"""Packs, as processes: what is shown, what is asked, what stands in the store afterwards."""

import fcntl

import pytest

from tests.cli.given import TUESDAY, prompts
from tests.program import Reflect, Refused
from tests.terminal.asked import asked


def test_without_a_store_there_is_the_pack_that_ships_and_none_is_made(reflect: Reflect) -> None:
    ran = reflect("pack", "list", "--json")
    assert ran.json == {
        "format": 1,
        "packs": [
            {
                "name": "core",
                "title": "Between people",
                "prompts": 154,
                "retired": [],
                "focus": None,
                "shipped": True,
                "until": None,
            }
        ],
    }
    assert ran.err.startswith("No store at ")
    shown = reflect("pack", "show", "core", "--json").json
    assert len(shown["prompts"]) == 154
    assert shown["findings"] == []
    reflect("pack", "preview", "--json")
    assert not reflect.store.exists()


def test_check_shows_every_prompt_and_needs_no_store(reflect: Reflect, tuesday: str) -> None:
    ran = reflect("pack", "check", tuesday)
    assert ran.err == ""
    for words in ("Between Tuesdays (tuesday), 3 prompts", "tuesday/asked", "Which conversation", "020 7946 0000"):
        assert words in ran.out
    assert "\n15 rules found nothing. Six things only a reader can tell:\n  whether it is about" in ran.out
    assert "not asked" not in ran.out
    assert reflect("pack", "check", "-", "--json", stdin=TUESDAY).json == {
        "format": 1,
        "name": "tuesday",
        "title": "Between Tuesdays",
        "language": "en",
        "author": None,
        "note": None,
        "contacts": "Practice: 020 7946 0000",
        "until": None,
        "prompts": [
            {"id": "tuesday/waiting", "theme": "timing", "text": "Who waited for you this week, if anyone?"},
            {"id": "tuesday/asked", "theme": "pulls", "text": "What were you asked for today?"},
            {"id": "tuesday/open", "theme": "silence", "text": "Which conversation stayed open, if any?"},
        ],
        "findings": [],
    }
    assert not reflect.store.exists()


def test_findings_warn_for_a_pack_of_ones_own_and_fail_for_the_one_that_ships(reflect: Reflect) -> None:
    pressing = TUESDAY.replace("What were you asked", "Why were you asked")
    ran = reflect("pack", "check", "-", stdin=pressing)
    assert (
        '\nstandard input line 15, tuesday/asked: presses: "why" (pressing)\n15 rules: 1 finding. Six things only'
        in ran.out
    )
    findings = reflect("pack", "check", "-", "--json", stdin=pressing).json["findings"]
    assert findings == [{"rule": "pressing", "line": 15, "prompt": "tuesday/asked", "message": 'presses: "why"'}]
    assert "(pressing)" in reflect("pack", "add", "-", "--yes", stdin=pressing).err
    core = pressing.replace('"tuesday"', '"core"')
    assert "line 15" in reflect("pack", "check", "-", stdin=core, code=5).err
    reflect("pack", "check", "-", stdin=core.replace("Why were", "What were"))


def test_add_copies_the_file_as_it_is_and_once(reflect: Reflect, tuesday: str) -> None:
    ran = reflect("pack", "add", tuesday, "--yes")
    assert ran.out.endswith("added: pack tuesday, 3 prompts, and its contacts\n")
    assert "Which conversation stayed open" in ran.out
    file = reflect.store / "packs" / "tuesday.toml"
    assert file.read_text() == TUESDAY
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    before = reflect.tree()
    assert reflect("pack", "add", tuesday, "--yes").out == "already here: pack tuesday, 3 prompts\n"
    assert reflect.tree() == before
    assert reflect("pack", "show", "tuesday", "--json").json["contacts"] == "Practice: 020 7946 0000"


def test_without_a_terminal_nothing_is_asked(reflect: Reflect, refused: Refused, tuesday: str) -> None:
    reflect("today")
    for command in (["add", tuesday], ["remove", "tuesday"]):
        assert "--yes" in refused("pack", *command).err
        reflect("pack", "add", tuesday, "--yes")


def test_every_prompt_is_shown_before_the_question_and_no_changes_nothing(reflect: Reflect, tuesday: str) -> None:
    reflect("today")
    before = reflect.tree()
    said = asked(reflect, ["pack", "add", tuesday], {"Add the pack tuesday? [y/N] ": "n"})
    assert said.index("Which conversation stayed open") < said.index("Add the pack")
    assert "Nothing was changed." in said
    assert reflect.tree() == before


def test_contacts_are_taken_only_if_agreed_to_and_go_behind_ones_own(reflect: Reflect, tuesday: str) -> None:
    reflect("today")
    (reflect.store / "care.txt").write_text("Ines: 1\n")
    questions = {"Add the pack tuesday? [y/N] ": "y", "for `reflect care`? [y/N] ": "n"}
    said = asked(reflect, ["pack", "add", tuesday], questions)
    assert "Your contacts stay as they are.\r\nadded: pack tuesday, 3 prompts\r\n" in said
    assert "Nothing was changed" not in said
    assert "020 7946" not in reflect("care").out
    said = asked(reflect, ["pack", "add", tuesday], {"for `reflect care`? [y/N] ": "y"})
    assert "and its contacts" in said
    assert reflect("care").out.endswith("Contacts you have added:\nInes: 1\n\nPractice: 020 7946 0000\n")
    assert "[y/N]" not in asked(reflect, ["pack", "add", tuesday], {})


def test_another_pack_of_the_same_name_takes_its_place_if_agreed_to(added: Reflect, tuesday: str) -> None:
    file = added.home / tuesday
    file.write_text(TUESDAY.replace("Between Tuesdays", "From Tuesday on"))
    said = asked(added, ["pack", "add", tuesday], {"Replace the pack tuesday? [y/N] ": "n"})
    assert "What differs from the pack here:\r\n  also changed: title\r\n" in said
    assert "Nothing was changed." in said
    assert added("pack", "list", "--json").json["packs"][0]["title"] == "Between Tuesdays"
    added("pack", "add", tuesday, "--yes")
    assert added("pack", "list", "--json").json["packs"][0]["title"] == "From Tuesday on"


def test_a_pack_added_again_is_replaced_and_what_differs_is_named(added: Reflect, tuesday: str) -> None:
    head, waiting, _, still_open = TUESDAY.split("\n[[prompt]]\n")
    new = 'id = "late"\ntext = "Where were you late this week, if anywhere?"\n'
    parts = [head + "until = 2026-12-24\n", still_open, waiting.replace("this week", "today"), new]
    (added.home / tuesday).write_text("\n[[prompt]]\n".join(parts))
    ran = added("pack", "add", tuesday, "--yes")
    assert ran.out.endswith(
        "replaced: pack tuesday, 3 prompts\n"
        "  new: tuesday/late\n  changed: tuesday/waiting\n  removed: tuesday/asked\n  also changed: until, order\n"
    )
    file = added.home / tuesday
    file.write_text(file.read_text() + "# a remark\n")
    assert added("pack", "add", tuesday, "--yes").out.endswith(
        "replaced: pack tuesday, 3 prompts\n  no prompt differs\n"
    )
    (added.store / "packs" / "tuesday.toml").write_text("}")
    assert added("pack", "add", tuesday, "--yes").out.endswith("replaced: pack tuesday, 3 prompts\n")


def test_a_pack_of_ones_own_is_offered_and_comes_before_the_one_that_ships(added: Reflect) -> None:
    assert prompts(added, 3) == ["tuesday/waiting", "tuesday/asked", "tuesday/open"]
    assert added("today", "--json").json["prompt"] == "tuesday/waiting"
    assert [pack["name"] for pack in added("pack", "list", "--json").json["packs"]] == ["tuesday", "core"]


def test_focus_has_a_pack_first_until_its_last_day(added: Reflect) -> None:
    added("pack", "focus", "core")
    assert prompts(added, 1)[0].startswith("core/")
    assert added("pack", "focus", "tuesday", "--until", "friday").out == "tuesday comes first, until Fri 27 Nov 2026.\n"
    assert added("pack", "list", "--json").json["packs"][0]["focus"] == {"until": "2026-11-27"}
    assert "first until Fri 27 Nov 2026" in added("pack", "list").out
    assert prompts(added, 7, "--from", "2026-11-27")[0] == "tuesday/waiting"
    after = added.at("2026-11-28T12:00:00+00:00")
    assert after("pack", "list", "--json").json["packs"][0]["focus"] is None
    rows = added("pack", "focus", "tuesday", "--json").json["packs"]
    assert rows[0]["focus"] == {"until": None}
    assert added("pack", "focus", "--off").out == "No pack comes first.\n"
    assert "focus" not in (added.store / "reflect.toml").read_text()


def test_focus_has_three_prompts_come_on_these_days_and_today_stays(reflect: Reflect, tuesday: str) -> None:
    shown = reflect("today", "--json").json["prompt"]
    reflect("pack", "add", tuesday, "--yes")
    reflect("pack", "focus", "tuesday")
    assert reflect("today", "--json").json["prompt"] == shown
    found = prompts(reflect, 60, "--from", "2026-11-24")
    on = [day for day, prompt in enumerate(found, start=1) if prompt.startswith("tuesday/")]
    assert on == [1, 2, 3, 7, 8, 9, 22, 23, 24, 56, 57, 58]
    assert found == prompts(reflect, 60, "--from", "2026-11-24")


@pytest.mark.parametrize(
    "arguments",
    [[], ["tuesday", "--off"], ["--off", "--until", "4w"], ["tuesday", "--until", "2026-11-22"]]
    + [["tuesday", "--until", when] for when in ("yesterday", "21:30", "03/04/2027", "session", "", "2026-W46")],
)
def test_a_focus_that_cannot_be_is_refused(added: Reflect, refused: Refused, arguments: list[str]) -> None:
    refused("pack", "focus", *arguments)


def test_what_is_not_there_is_refused_with_3(added: Reflect, refused: Refused) -> None:
    for command in (["show"], ["remove", "--yes"], ["focus"], ["preview"]):
        assert "wednesday" in refused("pack", *command, "wednesday", code=3).err
    for prompt in ("tuesday/none", "waiting", "../x", "core/known-reply/x"):
        refused("pack", "bring-back", prompt, code=3)
    assert "core" in refused("pack", "remove", "core", "--yes", code=2).err


def test_remove_takes_pack_and_focus_and_leaves_what_was_written(added: Reflect) -> None:
    added("pack", "focus", "tuesday")
    added("answer", "Sam.")
    assert added("pack", "remove", "tuesday", "--yes").out == "removed: pack tuesday, 3 prompts, and its contacts\n"
    assert added("today", "--json").json["prompt"] == "tuesday/waiting"
    assert added("list", "--json").json["entries"][0]["prompt_text"] == "Who waited for you this week, if anyone?"
    assert not (added.store / "packs" / "tuesday.toml").exists()
    assert "focus" not in (added.store / "reflect.toml").read_text()
    tomorrow = added.at("2026-11-24T21:40:00+00:00")
    assert tomorrow("today", "--json").json["prompt"].startswith("core/")


def care(reflect: Reflect) -> str:
    return (reflect.store / "care.txt").read_text() if (reflect.store / "care.txt").exists() else ""


def test_remove_names_the_contacts_that_the_pack_brought_and_asks(reflect: Reflect, tuesday: str) -> None:
    reflect("today")
    (reflect.store / "care.txt").write_text("Ines: 1\n")
    reflect("pack", "add", tuesday, "--yes")
    both = care(reflect)
    agreed = {"Remove the pack tuesday, 3 prompts? [y/N] ": "y"}
    said = asked(reflect, ["pack", "remove", "tuesday"], {**agreed, "`reflect care` too? [y/N] ": "n"})
    assert "Contacts it brought:\r\n  Practice: 020 7946 0000\r\n" in said
    assert "Your contacts stay as they are.\r\nremoved: pack tuesday, 3 prompts\r\n" in said
    assert care(reflect) == both
    reflect("pack", "add", tuesday, "--yes")  # they are the person's own now
    assert "contacts" not in asked(reflect, ["pack", "remove", "tuesday"], agreed).lower()
    assert care(reflect) == both
    (reflect.store / "care.txt").write_text("Ines: 1\n")
    reflect("pack", "add", tuesday, "--yes")
    said = asked(reflect, ["pack", "remove", "tuesday"], {**agreed, "`reflect care` too? [y/N] ": "y"})
    assert "removed: pack tuesday, 3 prompts, and its contacts\r\n" in said
    assert care(reflect) == "Ines: 1\n"
    assert "contacts" not in (reflect.store / "reflect.toml").read_text()


@pytest.mark.parametrize("own", ["", "Practice: 020 7946 0000\n", "Ines: 1\nPractice: 020 7946 0000\n\nSam: 2\n"])
def test_remove_leaves_contacts_that_were_there_before(reflect: Reflect, tuesday: str, own: str) -> None:
    reflect("today")
    if own:
        (reflect.store / "care.txt").write_text(own)
    reflect("pack", "add", tuesday, "--yes")
    reflect("pack", "remove", "tuesday", "--yes")
    assert care(reflect) == own


def test_remove_leaves_what_was_written_behind_the_contacts_of_a_pack(added: Reflect) -> None:
    with (added.store / "care.txt").open("a") as contacts:
        contacts.write("Ines: 1\n")
    added("pack", "remove", "tuesday", "--yes")
    assert care(added) == "Ines: 1\n"
    added("undo", "--yes")
    assert care(added) == "Practice: 020 7946 0000\nInes: 1\n"


def test_contacts_of_a_newer_version_take_the_place_of_the_earlier_ones(reflect: Reflect, tuesday: str) -> None:
    reflect("today")
    (reflect.store / "care.txt").write_text("Ines: 1\n")
    reflect("pack", "add", tuesday, "--yes")
    reflect("pack", "add", "-", "--yes", stdin=TUESDAY.replace("7946 0000", "7946 0001"))
    assert care(reflect) == "Ines: 1\n\nPractice: 020 7946 0001\n"
    reflect("pack", "remove", "tuesday", "--yes")
    assert care(reflect) == "Ines: 1\n"


def test_contacts_that_two_packs_propose_go_with_the_second(added: Reflect) -> None:
    added("pack", "add", "-", "--yes", stdin=TUESDAY.replace('"tuesday"', '"winter"'))
    assert added("pack", "remove", "tuesday", "--yes").out == "removed: pack tuesday, 3 prompts\n"
    assert care(added) == "Practice: 020 7946 0000\n"
    assert "and its contacts" in added("pack", "remove", "winter", "--yes").out
    assert care(added) == ""


def test_after_its_last_day_the_prompts_of_a_pack_rest_for_good(reflect: Reflect) -> None:
    reflect("pack", "add", "-", "--yes", stdin=TUESDAY.replace("\ncontacts", "\nuntil = 2026-11-24\ncontacts"))
    reflect("pack", "focus", "tuesday")
    assert "until Tue 24 Nov 2026" in reflect("pack", "list").out
    assert reflect("pack", "show", "tuesday", "--json").json["until"] == "2026-11-24"
    found = prompts(reflect, 400)
    assert [prompt.startswith("tuesday/") for prompt in found] == [True, True, *[False] * 398]
    assert reflect("today", "--json").json["prompt"] == "tuesday/waiting"
    assert reflect.at("2026-11-24T21:40:00+00:00")("today", "--json").json["prompt"] == "tuesday/asked"
    later = reflect.at("2026-11-25T21:40:00+00:00")
    assert later("today", "--json").json["prompt"].startswith("core/")
    assert reflect.at("2026-11-24T22:40:00+00:00")("today", "--json").json["prompt"] == "tuesday/asked"


def test_rules_that_were_not_asked_of_another_language_are_named(reflect: Reflect) -> None:
    ran = reflect("pack", "check", "-", stdin=TUESDAY.replace('"en"', '"nl"'))
    assert "\n8 rules found nothing. Six things only a reader can tell:\n" in ran.out
    told = " ".join(ran.out.split()).partition("7 rules know only English and were not asked: ")[2]
    assert told == "ending, yes-no, pressing, evaluation, cause, clinical, comfort."


def test_a_pack_that_was_away_is_as_if_never_removed(added: Reflect, tuesday: str) -> None:
    added("today")
    expected = prompts(added, 20, "--from", "2026-11-24")
    added("pack", "remove", "tuesday", "--yes")
    assert prompts(added, 20, "--from", "2026-11-24") != expected
    added("pack", "add", tuesday, "--yes")
    assert prompts(added, 20, "--from", "2026-11-24") == expected


def test_write_makes_a_pack_of_ones_own_and_goes_on_in_it(reflect: Reflect) -> None:
    assert reflect("pack", "write", "Who spoke first?", "--theme", "timing").out == "saved: prompt mine/2026-11-23\n"
    reflect("pack", "write", "-", stdin='A "quoted" \\ one,\nover two lines.\n')
    ran = reflect("pack", "write", "Why", "--json")
    assert ran.err.splitlines() == [
        "mine/2026-11-23-3: ends with neither ? nor . (ending)",
        'mine/2026-11-23-3: presses: "why" (pressing)',
    ]
    assert [(prompt["id"], prompt["theme"], prompt["text"]) for prompt in ran.json["prompts"]] == [
        ("mine/2026-11-23", "timing", "Who spoke first?"),
        ("mine/2026-11-23-2", "own", 'A "quoted" \\ one, over two lines.'),
        ("mine/2026-11-23-3", "own", "Why"),
    ]
    assert "timng" in reflect("pack", "write", "Who?", "--theme", "timng").err
    assert prompts(reflect, 1) == ["mine/2026-11-23"]


def test_on_a_terminal_the_prompt_is_asked_for_and_enter_leaves_it(reflect: Reflect) -> None:
    assert "saved: prompt mine/2026-11-23\r\n" in asked(reflect, ["pack", "write"], {"> ": "Who spoke first?"})
    assert "saved" not in asked(reflect, ["pack", "write"], {"> ": ""})
    assert reflect("pack", "show", "mine", "--json").json["prompts"][0]["text"] == "Who spoke first?"


def test_write_goes_behind_the_prompts_of_any_pack_of_ones_own(added: Reflect) -> None:
    added("pack", "write", "Who spoke first?", "--pack", "tuesday")
    written = (added.store / "packs" / "tuesday.toml").read_text()
    assert written.startswith(TUESDAY)
    assert added("pack", "show", "tuesday", "--json").json["prompts"][-1]["id"] == "tuesday/2026-11-23"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["x", "--pack", "core"], 2),
        (["x", "--pack", "../x"], 2),
        (["x", "--theme", "A b"], 2),
        ([" "], 2),
        (["a\x1b[2J"], 2),
        ([], 2),
    ],
)
def test_what_cannot_be_written_is_refused(refused: Refused, reflect: Reflect, arguments: list[str], code: int) -> None:
    reflect("today")
    refused("pack", "write", *arguments, code=code)


def test_write_leaves_a_pack_that_it_would_break_as_it_was(added: Reflect, refused: Refused) -> None:
    file = added.store / "packs" / "tuesday.toml"
    file.write_text(
        'prompt = [{ id = "a", theme = "hope", text = "A?" }]\n[pack]\nname="tuesday"\ntitle="T"\nlanguage="en"\n'
    )
    assert "packs/tuesday.toml line 7" in refused("pack", "write", "Who?", "--pack", "tuesday", code=4).err


def test_retired_prompts_come_when_they_are_brought_back(added: Reflect) -> None:
    said = "Passed until `reflect pack bring-back tuesday/waiting`. No more prompts today.\n"
    assert added("pass", "--retire").out == said
    assert added("pass", "--retire").out == said
    assert added("pack", "list", "--json").json["packs"][0]["retired"] == ["tuesday/waiting"]
    assert added("config", "get", "prompts.retired", "--json").json == ["tuesday/waiting"]
    assert sorted(entry["kind"] for entry in added.entries()) == ["offer", "pass"]
    assert "tuesday/waiting" not in prompts(added, 200, "--from", "2026-11-24")
    assert added("pack", "bring-back", "tuesday/waiting").out == "brought back: tuesday/waiting\n"
    assert added("pack", "bring-back", "tuesday/waiting").out == "tuesday/waiting is not retired.\n"
    assert 13 <= prompts(added, 40, "--from", "2026-11-24").index("tuesday/waiting") < 20


def test_a_passed_prompt_can_be_retired_the_same_day(reflect: Reflect) -> None:
    passed = reflect("pass", "--json").json
    assert reflect("pass", "--retire", "--json").json == passed
    assert reflect("config", "get", "prompts.retired", "--json").json == [passed["prompt"]]


def test_themes_that_are_off_do_not_come(reflect: Reflect) -> None:
    reflect("config", "set", "prompts.themes_off", "anger,hope,pulls")
    found = reflect("pack", "preview", "--days", "200", "--json").json
    themes = {row["theme"] for row in found}
    assert len(themes) == 12
    assert not themes & {"anger", "hope", "pulls"}
    reflect("config", "set", "prompts.themes_off", ",".join({*themes, "anger", "hope", "pulls"}))
    assert reflect("today").out == "No prompt today.\n"


def test_care_says_the_same_with_a_store_that_is_broken_or_locked_or_none(reflect: Reflect, tuesday: str) -> None:
    notice = reflect("care").out.split("\n\n")[0]
    reflect("pack", "add", tuesday, "--yes")
    whole = reflect("care").out
    assert whole == f"{notice}\n\nContacts you have added:\nPractice: 020 7946 0000\n"
    reflect("note", "I cannot go on like this.")
    with (reflect.store / "lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for path in (reflect.store / "reflect.toml", *reflect.store.glob("*/*")):
            path.write_bytes(b"\xff}")
        assert reflect("care").out == whole
    (reflect.store / "care.txt").write_bytes(b"\xff")
    assert reflect("care").out == f"{notice}\n\nYour contacts cannot be read: care.txt.\n"


def test_a_name_that_a_prompt_had_is_not_given_again(reflect: Reflect) -> None:
    reflect("pack", "write", "Who spoke first?")
    reflect("pass", "--retire")
    reflect("pack", "remove", "mine", "--yes")
    assert reflect("pack", "write", "Who spoke last?").out == "saved: prompt mine/2026-11-23-2\n"
    reflect("pack", "remove", "mine", "--yes")
    reflect("pack", "bring-back", "mine/2026-11-23")
    assert reflect("pack", "write", "Who spoke last?").out == "saved: prompt mine/2026-11-23-2\n"


def test_a_number_within_another_is_no_contact_that_is_there(reflect: Reflect) -> None:
    reflect("today")
    (reflect.store / "care.txt").write_text("Dr. M 0441123\n")
    reflect("pack", "add", "-", "--yes", stdin=TUESDAY.replace("Practice: 020 7946 0000", "112"))
    assert reflect("care").out.endswith("Dr. M 0441123\n\n112\n")


@pytest.mark.parametrize(
    "command",
    [("pack", "write", "Who?", "--pack", "con"), ("pack", "write", "Who?", "--theme", ""), ("config", "set", "x", "y")],
)
def test_what_is_refused_makes_no_store(reflect: Reflect, command: tuple[str, ...]) -> None:
    reflect(*command, code=2)
    reflect("pack", "focus", "--off")
    assert not reflect.store.exists()


def test_add_prints_json_when_the_pack_is_here_already(added: Reflect, tuesday: str) -> None:
    assert added("pack", "add", tuesday, "--yes", "--json").json["name"] == "tuesday"


def test_settings_that_could_not_be_read_again_are_not_written(reflect: Reflect, refused: Refused) -> None:
    reflect("config", "set", "phrases.ignore", "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q")
    refused("config", "set", "phrases.ignore", "ab " * 11000)
    reflect("mood", "4")


def test_a_comment_below_the_focus_stays(added: Reflect) -> None:
    file = added.store / "reflect.toml"
    file.write_text(file.read_text() + "[focus]\npack = 'tuesday'\n\n# agreed in May\n[mood]\nscale = [0, 10]\n")
    added("pack", "focus", "--off")
    assert "# agreed in May" in file.read_text()
    assert added("config", "get", "mood.scale", "--json").json == [0, 10]
