"""The man page, made of what the help says. `python -m tests.docs.man_page` writes docs/reflect.1 anew."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

import typer

from reflect import errors
from reflect.cli.app import LazyGroup, app
from reflect.cli.commands import SPECS
from reflect.model.choices import SETTINGS
from tests.commands import every

FILE = Path(__file__).parents[2] / "docs" / "reflect.1"
_ENVIRONMENT = {
    "REFLECT_STORE": "The store, the folder of your journal, if --store does not give one. Empty is the same as unset.",
    "REFLECT_NOW": "The current time in ISO 8601, for scripts and tests.",
    "VISUAL, EDITOR": "The editor for --edit.",
    "NO_COLOR": "When set, nothing is bold.",
    "TZ": "The time zone, as an IANA name or a POSIX rule; otherwise the system's.",
}
_FILES = {
    "~/.local/share/reflect": "The store on Linux. `reflect store info` shows where it is.",
}


def made() -> str:
    """Return the page, as roff."""
    top = cast("LazyGroup", typer.main.get_command(app))
    what, *_ = top.help.split("\n\n") if top.help else [""]
    lines = [
        '.\\" Made of the help by `python -m tests.docs.man_page`.',
        ".TH REFLECT 1",
        ".SH NAME",
        f"reflect \\- {_text(what[0].lower() + what[1:].rstrip('.'))}",
        ".SH SYNOPSIS",
        ".B reflect",
        _text("[OPTIONS] [COMMAND] [ARGS]..."),
        ".SH DESCRIPTION",
        *_paragraphs(f"{what}\n\n{top.epilog}"),
        ".SH OPTIONS",
        *_parameters(top),
        ".SH COMMANDS",
        *_commands(),
        ".SH SETTINGS",
        *_tagged((name, f"{changes} Example: {example}") for name, (changes, example) in SETTINGS.items()),
        ".SH EXIT STATUS",
        *_tagged(_exit_codes()),
        ".SH ENVIRONMENT",
        *_tagged(_ENVIRONMENT.items()),
        ".SH FILES",
        *_tagged(_FILES.items()),
    ]
    return "\n".join(lines) + "\n"


def _commands() -> Iterator[str]:
    known = every()
    for panel in dict.fromkeys(spec.panel for spec in SPECS):
        yield f".SS {_text(panel)}"
        for spec in (spec for spec in SPECS if spec.panel == panel):
            for words, command in known.items():
                if words[0] == spec.name:
                    yield from _command(words, command)


def _command(words: tuple[str, ...], command: Any) -> Iterator[str]:
    context = typer.Context(command, info_name=" ".join(("reflect", *words)))
    yield from (".TP", f"\\fBreflect {_text(' '.join(words))}\\fR {_text(_usage(command, context))}".rstrip())
    yield from _paragraphs(command.help, within=True)
    yield from (".RS", *_parameters(command), ".RE")


def _usage(command: Any, context: typer.Context) -> str:
    return " ".join(piece for piece in command.collect_usage_pieces(context)).replace("{", "").replace("}", "")


def _parameters(command: Any) -> Iterator[str]:
    context = typer.Context(command, info_name="reflect")
    records = (parameter.get_help_record(context) for parameter in command.params)
    return _tagged((name, text.replace("  [required]", "")) for name, text in filter(None, records))


def _tagged(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, text in pairs:
        yield from (".TP", f".B {_text(name)}", _text(text))


def _paragraphs(text: str, *, within: bool = False) -> Iterator[str]:
    """Give the paragraphs of a help text; one that begins with a backspace keeps its lines, as help keeps them."""
    for number, paragraph in enumerate(text.strip().split("\n\n")):
        if number:
            yield ".IP" if within else ".PP"
        kept = paragraph.startswith("\b")
        lines = [_text(line) for line in paragraph.removeprefix("\b\n").split("\n")]
        yield from (".nf", *lines, ".fi") if kept else lines


def _exit_codes() -> Iterator[tuple[str, str]]:
    yield "0", "Done."
    yield "1", "An internal error."
    family = [cls for cls in errors.ReflectError.__subclasses__() if "exit_code" in vars(cls)]
    for cls in sorted(family, key=lambda cls: cls.exit_code):
        yield str(cls.exit_code), re.sub(r"\s+", " ", str(cls.__doc__))
    yield "130", "Interrupted."


def _text(text: str) -> str:
    """Return one line of text, safe in roff, in ASCII alone."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\(ga").replace("'", "\\(aq")
    escaped = "".join(sign if sign.isascii() else f"\\[u{ord(sign):04X}]" for sign in escaped)
    return f"\\&{escaped}" if escaped.startswith((".", " ")) else escaped


if __name__ == "__main__":
    FILE.write_text(made(), encoding="ascii")
