"""The options that several commands share, and the values that Typer has no type for.

Such a value has a parser, which refuses with `typer.BadParameter`; Typer adds which option it was, and
`reflect.cli.usage` makes the sentence of both. A choice of one is a Literal, which Typer knows.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from reflect.errors import ImpossibleValueError
from reflect.model.choices import KINDS, TEXT_KINDS, Kind, LabelKind, PeopleMode
from reflect.model.text import visible_line

if TYPE_CHECKING:
    from reflect.cli.context import AppContext

_Choice = TypeVar("_Choice", bound=str)
# Not compiled here: a command needs one of them, or none.
_WHOLE = r"-?[0-9]{1,6}"
_SHARE = r"([0-9]{0,3}(?:\.[0-9]{1,6})?)(%?)"


def whole_number(low: int, high: int) -> Callable[[Any], int]:
    """Return a parser of whole numbers from `low` to `high`.

    Only ASCII digits count: `int`, and so Typer, would take 1_0, full-width digits and blanks, too.
    """

    def parse(typed: Any) -> int:
        if re.fullmatch(_WHOLE, str(typed)) and low <= int(typed) <= high:
            return int(typed)
        raise typer.BadParameter(f"must be a whole number from {low} to {high}")

    return parse


def scale_value(typed: str, scale: tuple[int, int], what: str = "mood", hint: str | None = None) -> int:
    """Return a whole number on a scale; `hint` is what to do with anything else.

    Raises:
        ImpossibleValueError: it is not one.
    """
    low, high = scale
    if not re.fullmatch(_WHOLE, typed):
        raise ImpossibleValueError(f"{what} must be a whole number from {low} to {high}", hint)
    if not low <= int(typed) <= high:
        raise ImpossibleValueError(f"{what} must be a whole number from {low} to {high}")
    return int(typed)


def share(typed: Any) -> float:
    """Parse a share, written `0.6` or `60%`, as a number from 0 to 1."""
    found = re.fullmatch(_SHARE, str(typed))
    if found and found[1]:
        value = float(found[1]) / (100 if found[2] else 1)
        if value <= 1:
            return value
    raise typer.BadParameter("must be a share from 0 to 1, as in 0.6 or 60%")


def one_of(values: Sequence[str]) -> Callable[[str], str]:
    """Return a parser of one of these values, of which there is no Literal."""

    def parse(typed: str) -> str:
        if typed in values:
            return typed
        raise typer.BadParameter(f"must be one of {', '.join(values)}, not {_quoted(typed)}")

    return parse


def comma_list(values: Sequence[_Choice]) -> Callable[[str], frozenset[_Choice]]:
    """Return a parser of some of these values, with commas between them."""

    def parse(typed: str) -> frozenset[_Choice]:
        parts = [part.strip() for part in typed.split(",") if part.strip()]
        for part in parts:
            if part not in values:
                raise typer.BadParameter(f"must be one of {', '.join(values)}, not {_quoted(part)}")
        return frozenset(value for value in values if value in parts)

    return parse


def _quoted(typed: str) -> str:
    """Return a refused value, safe on a terminal and no longer than a line."""
    return repr(visible_line(typed)[:40])


def completing(values: Iterable[str], *, commas: bool = False) -> Callable[[str], list[str]]:
    """Return a completer of a word, or with `commas` of its last part, from these values.

    No store is opened for it, so it has no labels, no names, and none of the person's words.
    """

    def complete(incomplete: str) -> list[str]:
        before, comma, _ = incomplete.rpartition(",") if commas else ("", "", "")
        return [f"{before}{comma}{value}" for value in values if value not in before.split(",")]

    return complete


def shipped_labels(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Complete a pattern label, or the last of several with commas, from those that ship, with their glosses."""
    if ctx.params.get("people") or ctx.params.get("feelings"):
        return []
    from reflect.model.labels import VOCABULARY

    before, comma, _ = incomplete.rpartition(",")
    return [(f"{before}{comma}{label}", gloss) for label, gloss in VOCABULARY.items() if label not in before.split(",")]


def joined(words: Sequence[str] | None) -> str | None:
    """Return the words of an argument as one text: they need no quotes."""
    return " ".join(words) if words else None


def names(app: "AppContext", typed: Sequence[str] | None, of: LabelKind) -> list[str]:
    """Return the names of an option, which may have commas between them."""
    if not typed or not any("," in text for text in typed):
        return list(typed or ())
    return app.any_journal.split_names(typed, of=of)


def kinds_of(given: Iterable[Iterable[Kind]] | None) -> list[Kind] | None:
    """Return the kinds of entries that `--kind` names, or None if it is not given."""
    found = [kind for kinds in given or () for kind in kinds]
    if given and not found:
        raise ImpossibleValueError("--kind is empty", f"the kinds are {', '.join(KINDS)}")
    return found or None


def text_kinds(help_text: str) -> Any:
    """Return the option for the texts that a summary or a page shows."""
    completer = completing(TEXT_KINDS, commas=True)
    return typer.Option(
        "--with-text", metavar="KINDS", parser=comma_list(TEXT_KINDS), autocompletion=completer, help=help_text
    )


Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
At = Annotated[
    str | None,
    typer.Option("--at", metavar="WHEN", help="When it was: yesterday, 21:30, 3d (ago), 2026-11-20 21:30."),
]
Private = Annotated[bool, typer.Option("--private", help="Mark it private: pages to print leave it out.")]
Words = Annotated[
    list[str] | None, typer.Argument(metavar="[NOTE]...", help="A note with it; - alone reads standard input.")
]
TextWords = Annotated[
    list[str] | None, typer.Argument(metavar="[TEXT]...", help="The text; - alone reads standard input.")
]
Feel = Annotated[list[str] | None, typer.Option("-f", "--feel", metavar="LABEL", help="Feelings, separated by commas.")]
With = Annotated[
    list[str] | None, typer.Option("-w", "--with", metavar="PERSON", help="With whom; separate names with commas.")
]
Wish = Annotated[str | None, typer.Option("--wish", metavar="TEXT", help="What you wanted.")]
Other = Annotated[str | None, typer.Option("--other", metavar="TEXT", help="What they did.")]
Self = Annotated[str | None, typer.Option("--self", metavar="TEXT", help="What you did.")]
Note = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="A note with it; - reads standard input.")]
Edit = Annotated[bool, typer.Option("--edit", help="Write it in your editor ($VISUAL, $EDITOR).")]
Yes = Annotated[bool, typer.Option("--yes", help="Skip the confirmation.")]
Html = Annotated[
    str | None, typer.Option("--html", metavar="FILE", help="Write a page to print; - is standard output.")
]
Pdf = Annotated[
    str | None, typer.Option("--pdf", metavar="FILE", help="Write the same page as PDF; - is standard output.")
]
Force = Annotated[bool, typer.Option("--force", help="Overwrite an existing file.")]
NoPager = Annotated[bool, typer.Option("--no-pager", help="Do not use a pager.")]

# Which entries a command is about, and how people are named in what it shows of them

Since = Annotated[
    str | None, typer.Option("--since", metavar="WHEN", help="From this day on: monday, 2w, 2026-W47, session.")
]
Until = Annotated[str | None, typer.Option("--until", metavar="WHEN", help="Up to and including this day.")]
Kinds = Annotated[
    list[Any] | None,
    typer.Option(
        "--kind",
        metavar="KIND",
        parser=comma_list(KINDS),
        autocompletion=completing(KINDS, commas=True),
        help="Only entries of this kind; separate several with commas.",
    ),
]
Labels = Annotated[
    list[str] | None,
    typer.Option(
        "--label",
        metavar="L",
        autocompletion=shipped_labels,
        help="Only entries with this pattern or feeling; separate several with commas.",
    ),
]
People = Annotated[
    list[str] | None,
    typer.Option("-w", "--with", metavar="P", help="Only patterns with this person; separate several with commas."),
]
PeopleAs = Annotated[
    PeopleMode,
    typer.Option(
        "--people", metavar="HOW", help="How to name people: full, initials or letters. Texts stay as you wrote them."
    ),
]
Grep = Annotated[str | None, typer.Option("--grep", metavar="TEXT", help="Only entries with this text.")]
