"""Packs that are other people's files: what is refused, and what is taken as it is."""

from typing import NamedTuple

HEAD = '[pack]\nname = "tuesday"\ntitle = "Between Tuesdays"\nlanguage = "en"\n'
PROMPT = '\n[[prompt]]\nid = "doorway"\ntheme = "timing"\ntext = "What was said in the doorway today?"\n'
GOOD = HEAD + PROMPT


def named(name: str) -> str:
    return GOOD.replace('"tuesday"', f'"{name}"')


def saying(text: str) -> str:
    return GOOD.replace("What was said in the doorway today?", text)


class Refused(NamedTuple):
    """A pack that is refused with exit 5."""

    id: str
    pack: str | bytes
    said: str
    """How the sentence begins, behind `p.toml`."""


def _keys(parts: int) -> str:
    return "a." * parts + "a = 1\n"


REFUSED = (
    Refused("traversal", named("../../.ssh/authorized_keys"), " line 2: [pack], `name` is not a valid name"),
    Refused("absolute", named("/etc/cron.d/x"), " line 2: [pack], `name` is not a valid name"),
    Refused("control-name", named("a\\n\\u001b[2J\\u202e"), " line 2: [pack], `name` is not a valid name"),
    Refused("dup-prompt", GOOD + PROMPT, " line 12: prompt 2 (doorway), `id` appears twice"),
    Refused(
        "not-string", GOOD.replace('"What was said in the doorway today?"', "5"), " line 9: prompt 1 (doorway), `t"
    ),
    Refused("toml-date", GOOD.replace('"What was said in the doorway today?"', "07:32:00"), " line 9: prompt 1 (door"),
    Refused("deep-array", f"extra = {'[' * 500}{']' * 500}\n{GOOD}", " line 1: is nested too deep"),
    Refused("deep-table", f"extra = {'{a=' * 500}1{'}' * 500}\n{GOOD}", " line 1: is nested too deep"),
    Refused("dotted", _keys(10_000) + GOOD, " line 1: contains a dotted key of 16 parts or more"),
    Refused("many", GOOD + "# " * 5_000_000, " is larger than 256 KB"),
    Refused("binary", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, " line 1: is not UTF-8"),
    Refused("big-int", f"{GOOD}number = {'9' * 5000}\n", " line 10: contains a number that is too long"),
    Refused("escape", saying("a\\u001b]0;x\\u0007b"), " line 9: prompt 1 (doorway), `text` contains a control"),
    Refused("dotted-and-blank", GOOD + "a          . " * 15_000 + "a = 1\n", " line 10: contains a dotted key of 16"),
)
"""Tried as processes; the names are those of the list of bad inputs that reflect is built against."""

FURTHER = (
    Refused("con", named("con"), " line 2: [pack], `name` is a name that some systems keep"),
    Refused("com1", named("com1"), " line 2: [pack], `name` is a name that some systems keep"),
    Refused("empty-name", named(""), " line 2: [pack], `name` is not a valid name"),
    Refused("long-name", named("a" * 65), " line 2: [pack], `name` is not a valid name"),
    Refused("upper-case", named("Tuesday"), " line 2: [pack], `name` is not a valid name"),
    Refused("dash-first", named("-rf"), " line 2: [pack], `name` is not a valid name"),
    Refused("dots", named(".."), " line 2: [pack], `name` is not a valid name"),
    Refused("prompt-path", GOOD.replace("doorway", "../door", 1), " line 7: prompt 1, `id` is not a valid name"),
    Refused("theme-blank", GOOD.replace('"timing"', '""'), " line 8: prompt 1 (doorway), `theme` is not a valid name"),
    Refused("dotted-header", f"{GOOD}[{'a.' * 20}a]\n", " line 10: contains a dotted key of 16 parts or more"),
    Refused("dotted-and-quoted", GOOD + '"a b". ' * 20_000 + "a = 1\n", " line 10: contains a dotted key of 16 parts"),
    Refused("quotes-unclosed", GOOD + '\\"' * 100_000, " line 10: is not TOML: "),
    Refused("deep-lines", GOOD + "x = [\n" + "[\n" * 900 + "]\n" * 901, " line 110: is nested too deep"),
    Refused("one-byte-too-many", GOOD + "#" * (256 * 1024 + 1 - len(GOOD)), " is larger than 256 KB"),
    Refused("raw-escape", saying("a\x1b[2J"), " line 9: is not TOML: "),
    Refused("nul", saying("a\0b"), " line 9: is not TOML: "),
    Refused("nul-escaped", saying("a\\u0000b"), " line 9: prompt 1 (doorway), `text` contains a NUL"),
    Refused("direction", saying("a\u202eb"), " line 9: prompt 1 (doorway), `text` contains a control or direction"),
    Refused("c1", saying("a\\u009bb"), " line 9: prompt 1 (doorway), `text` contains a control or direction"),
    Refused("delete", saying("a\\u007fb"), " line 9: prompt 1 (doorway), `text` contains a control or direction"),
    Refused("surrogate", saying("a\\ud800b"), " line 9: is not TOML: "),
    Refused("tab", saying("a\\tb"), " line 9: prompt 1 (doorway), `text` has a tab or more than one line"),
    Refused("two-lines", saying("a\\nb"), " line 9: prompt 1 (doorway), `text` has a tab or more than one line"),
    Refused("blank", saying(" "), " line 9: prompt 1 (doorway), `text` is empty"),
    Refused("title-escape", GOOD.replace("Between", "\\u001b"), " line 3: [pack], `title` contains a control"),
    Refused(
        "contacts-escape", HEAD + 'contacts = "\\u0007"\n' + PROMPT, " line 5: [pack], `contacts` contains a control"
    ),
    Refused("utf-16", GOOD.encode("utf-16"), " line 1: is not UTF-8"),
    Refused("latin-1", saying("Zoë?").encode("latin-1"), " line 9: is not UTF-8"),
    Refused("empty", "", " line 1: there is no table [pack]"),
    Refused("no-prompt", HEAD, " line 1: the pack has no prompt"),
    Refused("two-packs", GOOD.replace("[pack]", "[[pack]]"), " line 1: there is no table [pack]"),
    Refused("one-bracket", GOOD.replace("[[prompt]]", "[prompt]"), " line 6: a prompt is a table [[prompt]]"),
    Refused("twice-a-key", GOOD + 'text = "Who?"\n', " line 10: is not TOML: "),
    Refused(
        "curly",
        GOOD.replace('"Between Tuesdays"', "\u201cBetween Tuesdays\u201d"),
        " line 3: is not TOML: \u201c is a curly",
    ),
    Refused("curly-end", saying("Who\u201d\n#"), " line 9: is not TOML: \u201d is a curly quote"),
    Refused("curly-key", GOOD.replace("theme", "\u2018theme\u2019"), " line 8: is not TOML: \u2018 is a curly quote"),
    Refused("until-words", HEAD + 'until = "soon"\n' + PROMPT, " line 5: [pack], `until` is not a valid date"),
    Refused("until-time", HEAD + "until = 2026-12-24T10:00:00\n" + PROMPT, " line 5: [pack], `until` is not a valid"),
    Refused("until-number", HEAD + "until = 20261224\n" + PROMPT, " line 5: [pack], `until` is not a valid date"),
    Refused("until-never", HEAD + "until = 2026-02-30\n" + PROMPT, " line 5: is not TOML: invalid date"),
    Refused("until-never-quoted", HEAD + 'until = "2026-02-30"\n' + PROMPT, " line 5: [pack], `until` is not a val"),
    Refused("unclosed", GOOD.replace('today?"', "today?"), " line 9: is not TOML: "),
    Refused("json", '{"pack": {}}', " line 1: is not TOML: "),
)
"""Tried in this process."""


class Taken(NamedTuple):
    """A pack that is added."""

    id: str
    pack: str
    warned: str | None
    text: str = "What was said in the doorway today?"
    """Of its prompt, as it is shown."""


PLACEHOLDERS = "{user.__class__.__mro__} {0} %s { [red]x[/] [/]"
SCRIPT = "<script>alert(1)</script> What was said?"
TAKEN = (
    Taken("nan-weight", GOOD + "weight = nan\n", "p.toml line 10, tuesday/doorway: the key weight"),
    Taken("command-key", HEAD + 'on_install = "touch PWNED"\n' + PROMPT, "p.toml line 5: the key on_install"),
    Taken("unknown-key", HEAD + 'flavour = "y"\n' + PROMPT, "p.toml line 5: the key flavour"),
    Taken(
        "html",
        HEAD
        + "author = '<img src=x onerror=alert(1)>'\n"
        + PROMPT.replace("What was said in the doorway today?", SCRIPT),
        None,
        SCRIPT,
    ),
    Taken("format", saying(PLACEHOLDERS), "(ending)", PLACEHOLDERS),
    Taken("bom-and-crlf", "\ufeff" + GOOD.replace("\n", "\r\n"), None),
    Taken("fifteen-parts", _keys(14) + GOOD, "p.toml line 1: the key a "),
    Taken("many-full-stops", f'# {"a." * 40}\n{HEAD}note = "{"1. " * 40}"\n{PROMPT}', None),
    Taken("just-small-enough", GOOD + "#" * (256 * 1024 - len(GOOD)), None),
)
