"""The arguments of `Journal`, checked against the annotations of its verbs: a wrong type is a `ReflectError`.

An annotation is read as it is written, `"SupportsIndex | None"`. So one annotation serves people, type
checkers and this check; a test makes sure that every annotation can be checked. Verbs get
plain types: a whole number of any type as an int, lists and generators as a tuple.
"""

import contextlib
import functools
import io
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from operator import index
from types import FunctionType
from typing import Any, Final, SupportsFloat, SupportsIndex, TypeVar, get_args

from reflect.errors import ImpossibleValueError
from reflect.model import choices
from reflect.model.text import visible_line

StrPath = str | os.PathLike[str]
"""The path of a file or a folder."""
_T = TypeVar("_T")


class _OtherTypeError(Exception):
    """A value is of another type; the message is the name of the expected type."""


def checks_arguments(cls: type[_T]) -> type[_T]:
    """Make every public method of a class check its arguments before it runs."""
    for name, member in vars(cls).copy().items():
        if not name.startswith("_"):
            if isinstance(member, FunctionType):
                setattr(cls, name, _checking(member))
            elif isinstance(member, classmethod | staticmethod):
                setattr(cls, name, type(member)(_checking(member.__func__)))
    return cls


def _checking(verb: Callable[..., Any]) -> Callable[..., Any]:
    names = verb.__code__.co_varnames[: verb.__code__.co_argcount]

    @functools.wraps(verb)
    def checking(*args: Any, **kwargs: Any) -> Any:
        kinds = verb.__annotations__
        taken = [_accepted(name, kinds.get(name), value) for name, value in zip(names, args, strict=False)]
        named = {name: _accepted(name, kinds.get(name), value) for name, value in kwargs.items()}
        return verb(*taken, *args[len(names) :], **named)

    return checking


def _accepted(name: str, annotation: str | None, value: Any) -> Any:
    """Return `value` in a plain type of its annotation; None annotates `self`, and arguments that the verb checks.

    Raises:
        ImpossibleValueError: it is of another type.
    """
    if annotation is None:
        return value
    said, wrong = [], ""
    for kind in (kind for kind in annotation.split(" | ") if kind != "None" or value is None):
        what, check = _kind(kind)
        try:
            return check(value)
        except _OtherTypeError as error:
            said.append(what)
            wrong = str(error)
    raise ImpossibleValueError(f"`{name}` must be {' or '.join(said)}, not {wrong}")


def _kind(kind: str) -> tuple[str, Callable[[Any], Any]]:
    """Return what errors call a kind of argument, and the function that returns it in a plain type."""
    if kind.startswith("Iterable["):
        what, check = _kind(kind.removeprefix("Iterable[").removesuffix("]"))
        listed = "a list of texts" if what == "text" else f"a list, each item {what}"
        return listed, lambda value: tuple(map(check, _items(value)))
    if kind in _CHECKS:
        return _CHECKS[kind]
    if values := get_args(getattr(choices, kind, None)):
        return f"one of {', '.join(values)}", lambda value: _as_choice(values, value)
    # A type that another verb returns: the package exports it, and loads it on first use.
    return f"a {kind}", _of_type(getattr(sys.modules["reflect"], kind))


def _as_choice(values: tuple[str, ...], value: Any) -> str:
    if isinstance(value, str) and value in values:
        return value
    raise _OtherTypeError(repr(visible_line(value[:40]))) if isinstance(value, str) else _other(value)


def _other(value: object) -> _OtherTypeError:
    """Return the error for a value, without its text, which may be the person's."""
    return _OtherTypeError("None" if value is None else "text" if isinstance(value, str) else type(value).__name__)


def _if(holds: Callable[[Any], bool]) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if holds(value):
            return value
        raise _other(value)

    return check


def _of_type(*types: type) -> Callable[[Any], Any]:
    return _if(lambda value: isinstance(value, types))


def _as_int(value: Any) -> int:
    try:
        if isinstance(value, SupportsIndex) and not isinstance(value, bool):
            return index(value)
    except TypeError:  # numpy's truth values have an index that raises
        pass
    raise _other(value)


def _as_float(value: Any) -> float:
    try:
        if isinstance(value, SupportsFloat) and not isinstance(value, bool):
            return float(value)
    except (TypeError, ValueError, OverflowError):
        pass
    raise _other(value)


def _items(value: Any) -> Iterator[Any]:
    """Return what goes through a list, a set or a generator; numpy's arrays without a dimension have no items."""
    try:
        if not isinstance(value, str | bytes | Mapping):
            return iter(value)
    except TypeError:
        pass
    raise _other(value)


def _is_path(value: Any) -> bool:
    """Return whether a path is valid for the system."""
    path = os.fspath(value) if isinstance(value, os.PathLike) else value
    try:
        return isinstance(path, str) and b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:  # half of a character
        return False


def _is_readable(value: Any) -> bool:
    try:
        return not isinstance(value, io.TextIOBase) and bool(value.readable())
    except (AttributeError, ValueError):  # a ValueError: it is closed
        return False


def _as_mapping(of: str) -> Callable[[Any], Mapping[str, Any]]:
    def check(value: Any) -> Mapping[str, Any]:
        items = _of_type(Mapping)(value).items()
        return {_of_type(str)(name): _kind(of)[1](item) for name, item in items}

    return check


def _as_plain(value: Any) -> Any:
    """Return the value of a field or a setting: any whole number as an int, a set or a generator as a list."""
    for check in (_as_int, lambda value: list(_items(value))):
        with contextlib.suppress(_OtherTypeError):
            return check(value)
    return value


_CHECKS: Final[Mapping[str, tuple[str, Callable[[Any], Any]]]] = {
    "None": ("None", _of_type(type(None))),
    "object": ("anything", _as_plain),
    "str": ("text", _of_type(str)),
    "bool": ("True or False", _of_type(bool)),
    "bytes": ("bytes", _of_type(bytes)),
    "SupportsIndex": ("a whole number", _as_int),
    "float": ("a number", _as_float),
    "time": ("a time", _of_type(time)),
    "When": ("text, a date or a datetime", _of_type(str, date)),
    "StrPath": ("the path of a file", _if(_is_path)),
    "PathLike[str]": ("a Path", _if(lambda value: isinstance(value, os.PathLike) and _is_path(value))),
    "BinaryIO": ("a file open for reading bytes", _if(_is_readable)),
    "Entry": ("an entry", _of_type(dict)),
    "Mapping[str, Entry]": ("what `deletable` found", _as_mapping("Entry")),
    "Mapping[str, object]": ("a dictionary of fields", _as_mapping("object")),
    "Mapping[str, SupportsIndex]": ("a dictionary of whole numbers", _as_mapping("SupportsIndex")),
    "Mapping[str, str]": ("a dictionary of texts", _as_mapping("str")),
    "Callable[[str], None]": ("a function", _if(callable)),
    "Callable[[], None]": ("a function", _if(callable)),
}
"""For each kind of argument its name in errors, and the function that returns it in a plain type."""
