"""What a shell completes beside the names of commands and options: values of which there is a fixed list.

Loaded when a shell asks, and then alone. No store is opened, so a label, a name or a word of the person's cannot be
among them: what has no list here completes to nothing of ours, and the shell may offer names of files.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, get_type_hints

import typer
from typer.models import ParameterInfo


def teach(target: Any) -> None:
    """Give each parameter of a command, or of the commands of a group, the values that it completes to."""
    if isinstance(target, typer.Typer):
        for registered in target.registered_commands:
            teach(registered.callback)
        return
    for hint in get_type_hints(target, include_extras=True).values():
        for info in getattr(hint, "__metadata__", ()):
            if isinstance(info, ParameterInfo) and (given := values(info.metavar)):
                info.autocompletion = _completing(given)


def values(metavar: object) -> Callable[[typer.Context], Iterable[str]] | None:
    """Return what gives the values of a parameter that help calls `metavar`; None where there is no fixed list."""
    name = str(metavar).strip("[]")
    if "|" in name:
        return lambda _: name.split("|")
    return _LISTS.get(name)


def _completing(given: Callable[[typer.Context], Iterable[str]]) -> Callable[[typer.Context, str], list[str]]:
    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        return [value for value in _after_commas(given(ctx), incomplete) if value.startswith(incomplete)]

    return complete


class _Several(tuple[str, ...]):
    """Values of which several may be given, with commas between them."""

    __slots__ = ()


def _after_commas(values: Iterable[str], incomplete: str) -> Iterator[str]:
    before, comma, _ = incomplete.rpartition(",") if isinstance(values, _Several) else ("", "", "")
    return (before + comma + value for value in values if value not in before.split(","))


def _kinds(_: typer.Context) -> Iterable[str]:
    from reflect.model.choices import KINDS

    return KINDS


def _formats(ctx: typer.Context) -> Iterable[str]:
    from reflect.model.choices import EXPORT_FORMATS, IMPORT_FORMATS

    return EXPORT_FORMATS if ctx.command.name == "export" else IMPORT_FORMATS


def _how(_: typer.Context) -> Iterable[str]:
    from reflect.model.choices import PEOPLE_MODES

    return PEOPLE_MODES


def _texts(_: typer.Context) -> Iterable[str]:
    from reflect.model.choices import TEXT_KINDS

    return _Several(TEXT_KINDS)


def _themes(_: typer.Context) -> Iterable[str]:
    from reflect.model.choices import THEMES

    return THEMES


def _settings(_: typer.Context) -> Iterable[str]:
    from reflect.store.settings import TABLE

    return TABLE


def _setting_values(ctx: typer.Context) -> Sequence[str]:
    """Return the values of the setting that is named before, where they are few; a mood has none: its scale is set."""
    from reflect.model.choices import THEMES
    from reflect.model.dates import WEEKDAYS
    from reflect.store.settings import HOURS, LANGUAGES

    few = {"week_starts": WEEKDAYS, "day_starts": HOURS, "language": LANGUAGES, "prompts.themes_off": _Several(THEMES)}
    return few.get(str(ctx.params.get("key")), ())


_LISTS: Final[dict[str, Callable[[typer.Context], Iterable[str]]]] = {
    "KIND": _kinds,
    "FORMAT": _formats,
    "HOW": _how,
    "KINDS": _texts,
    "THEME": _themes,
    "KEY": _settings,
    "VALUE": _setting_values,
}
"""By what help calls the parameter."""
