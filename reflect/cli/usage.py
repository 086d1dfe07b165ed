"""Errors of usage as sentences that show the form of the command. Loaded only for such an error."""

from collections.abc import Sequence
from typing import Any

import typer

from reflect.errors import ImpossibleValueError
from reflect.model.text import counted

_WORD_ARGUMENTS = frozenset({"[TEXT]", "[NOTE]", "[TEXT]...", "[NOTE]..."})
"""Arguments with the person's own words."""


def is_help(error: typer.TyperException) -> bool:
    """Return whether an error is the help of a group, which Typer shows for a group without a command."""
    return not isinstance(error, typer.BadParameter) and "Usage: " in error.format_message()


def sentences(error: Any, ending: str) -> list[str]:
    """Return an error of Typer as a sentence, then its `ending` or where the help is.

    The sentence shows the form of the command, and no text of an argument.
    """
    if isinstance(error, typer.BadParameter) and error.param and error.message:
        return [str(ImpossibleValueError(_refused_value(error))), ending]
    context: Any = getattr(error, "ctx", None)
    see = f"See `{context.command_path if context else 'reflect'} --help`."
    return [str(ImpossibleValueError(_clause(error, context))), see]


def _refused_value(error: Any) -> str:
    """Return the clause for a value refused by Typer or a parser in `params`."""
    param = error.param
    name = param.opts[-1] if param.param_type_name == "option" else f"the {param.name}"
    choices = getattr(param.type, "choices", ())
    return f"{name} must be one of {', '.join(choices)}" if choices else f"{name} {error.message}"


def _clause(error: Any, context: Any) -> str:
    params = context.command.params if context else ()
    option = getattr(error, "option_name", "")
    if option == "--store":
        return "--store goes before the command: reflect --store DIR list, for example"
    if hasattr(error, "param_type"):
        return _missing(error.param, context)
    if hasattr(error, "possibilities"):
        return _no_such_option(error, params)
    message = str(error.format_message()).rstrip(".")
    if option and "requires an argument" in message:
        metavar = next((str(param.metavar) for param in params if option in param.opts), "VALUE")
        return f"{option} needs a value: {option} {metavar}"
    return message[:1].lower() + message[1:]


def _missing(param: Any, context: Any) -> str:
    name = f"the {param.name}" if "|" in str(param.metavar) else str(param.metavar).strip("[].")
    what = name if param.param_type_name == "argument" else param.opts[-1]
    form = " ".join(_form(one) for one in context.command.params if one.required)
    return f"{what} is missing; write {context.command_path} {form}"


def _form(param: Any) -> str:
    metavar = str(param.metavar).rstrip(".")
    return metavar if param.param_type_name == "argument" else f"{param.opts[-1]} {metavar}"


def _no_such_option(error: Any, params: Sequence[Any]) -> str:
    said = f"no such option: {error.option_name}"
    if error.possibilities:
        return f"{said}; did you mean {' or '.join(sorted(error.possibilities))}?"
    has_words = any(param.metavar in _WORD_ARGUMENTS for param in params)
    return f"{said}; words that begin with - go after --" if has_words else said


def too_many(command: str, params: Sequence[Any]) -> str:
    """Return the clause for extra arguments. It does not show them: they may be the person's words."""
    taken = [param for param in params if param.param_type_name == "argument"]
    name = command.removeprefix("reflect ")
    if not taken:
        form = f"; for another {name}: {command} --of last" if any("--of" in param.opts for param in params) else ""
        return f"{name} takes no arguments; its options are in `{command} --help`{form}"
    count = counted(len(taken), "argument", "arguments")
    pipe = ", or give - and pipe them" if any(param.metavar in _WORD_ARGUMENTS for param in taken) else ""
    people = "; people go after --with" if any("--with" in param.opts for param in params) else ""
    return f"{name} takes {count}; put quotes around words that belong together{pipe}{people}"
