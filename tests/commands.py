"""Every command there is, as the command line itself tells them."""

from collections.abc import Iterator
from typing import Any, cast

import typer

from reflect.cli.app import LazyGroup
from reflect.cli.commands import SPECS

Words = tuple[str, ...]


def every() -> dict[Words, Any]:
    """Return the commands by the words that call them: `mood`, `label rename`."""
    group = cast("LazyGroup", typer.main.get_group(typer.Typer(cls=LazyGroup, callback=lambda: None)))
    return {words: command for spec in SPECS for words, command in _below((spec.name,), group.load(spec.name))}


def _below(words: Words, command: Any) -> Iterator[tuple[Words, Any]]:
    for name, inner in getattr(command, "commands", {}).items():
        yield from _below((*words, name), inner)
    if not hasattr(command, "commands"):
        yield words, command


def takes(command: Any, option: str) -> bool:
    """Tell whether a command has this option."""
    return any(option in parameter.opts for parameter in command.params)
