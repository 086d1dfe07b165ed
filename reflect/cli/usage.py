"""Errors of usage as sentences that show the form of the command. Loaded only for such an error."""

from collections.abc import Sequence
from typing import Any

_WORD_ARGUMENTS = frozenset({"[TEXT]", "[NOTE]", "[TEXT]...", "[NOTE]..."})
"""Arguments with the person's own words."""


def sentence(error: Any) -> str:
    """Return an error of Typer as a clause with the form of the command. It does not show the text of an argument."""
    context: Any = getattr(error, "ctx", None)
    message = str(error.format_message()).rstrip(".")
    params = context.command.params if context else ()
    if hasattr(error, "param_type"):
        return _missing(error.param, context)
    if hasattr(error, "possibilities"):
        return _no_such_option(error, params)
    if (option := getattr(error, "option_name", "")) and "requires an argument" in message:
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
    """Return the error for extra arguments. It does not show them: they may be the person's words."""
    taken = [param for param in params if param.param_type_name == "argument"]
    name = command.removeprefix("reflect ")
    if not taken:
        form = f"; for another {name}: {command} --of last" if any("--of" in param.opts for param in params) else ""
        return f"{name} takes no arguments; its options are in `{command} --help`{form}."
    count = f"{len(taken)} argument{'' if len(taken) == 1 else 's'}"
    pipe = ", or give - and pipe them" if any(param.metavar in _WORD_ARGUMENTS for param in taken) else ""
    people = "; people go after --with" if any("--with" in param.opts for param in params) else ""
    return f"{name} takes {count}; put quotes around words that belong together{pipe}{people}."
