"""Changes to packs: added, written to, removed; first for a while; a prompt brought back."""

import json
from datetime import date
from typing import TYPE_CHECKING

from reflect.actions import packs
from reflect.errors import BadFileError, ImpossibleValueError, NotFoundError, StoreError
from reflect.model.text import fold_space, visible, visible_line
from reflect.model.values import is_prompt_id, is_slug
from reflect.prompts.pack import CORE, RESERVED, Pack, Prompt, is_reserved
from reflect.store.paths import CARE, pack_file

if TYPE_CHECKING:
    from reflect.actions.packs import Handed
    from reflect.journal import Journal
    from reflect.store.change import Change

OWN_THEME = "own"
"""The theme of a prompt that was given none."""
_OWN_TITLE = "Own prompts"
_NO_FOCUS = {"focus.pack": None, "focus.until": None}


def addable(raw: bytes, where: str) -> "Handed":
    """Return the pack that a file holds, if it can be added.

    Raises:
        BadFileError: it is no pack, or has the name of the one that ships.
    """
    handed = packs.read(raw, where)
    if handed.pack.name == CORE:
        line = handed.source.line("name")
        message = f"{where} line {line}: [pack], `name` core is the pack that ships; take another name."
        raise BadFileError(message)
    return handed


def here(journal: "Journal", name: str) -> bytes | None:
    """Return the file of the pack of this name that is here, None where there is none.

    Raises:
        StoreError: it cannot be read.
    """
    return journal.diary.files.read(pack_file(name)) if journal.diary.exists() else None


def add(journal: "Journal", handed: "Handed", *, replaces: bytes | None, contacts: bool) -> None:
    """Copy a pack into the store; with `contacts`, put what it proposes behind the person's own contacts.

    `replaces` is the file of the pack of this name as the person saw it when they agreed.

    Raises:
        StoreError: the pack that is here is another by now, or the store cannot be used; nothing was changed.
    """
    file = pack_file(handed.pack.name)
    with journal.writing() as change:
        _refuse_changed(change, file, replaces)
        change.write(file, handed.raw)
        if contacts and handed.pack.contacts:
            change.write(CARE, with_contacts(change.read(CARE), handed.pack.contacts))


def has_new_contacts(journal: "Journal", handed: "Handed") -> bool:
    """Tell whether a pack proposes contacts that are not among the person's own.

    Raises:
        StoreError: the person's own cannot be read.
    """
    proposed = handed.pack.contacts
    if proposed is None:
        return False
    before = journal.diary.files.read(CARE) if journal.diary.exists() else None
    return with_contacts(before, proposed) != before


def with_contacts(before: bytes | None, proposed: str) -> bytes:
    """Return the contacts with the lines that a pack proposes behind them, unless each of these is there already."""
    own = (before or b"").decode(errors="surrogateescape").rstrip()
    known = {line.strip() for line in own.splitlines()}
    if known.issuperset(line.strip() for line in proposed.strip().splitlines()):
        return before or b""
    return (f"{own}\n\n" if own else "").encode(errors="surrogateescape") + proposed.strip().encode() + b"\n"


def write(journal: "Journal", text: str, *, pack: str, theme: str) -> tuple[Prompt, "Handed"]:
    """Put a prompt behind those of a pack of the person's own, made where there is none; return it and the pack.

    It is named after the day, and not as another was before: no prompt inherits the rest of one that is gone.

    Raises:
        ImpossibleValueError: a text, a theme or a name of a pack that cannot be.
        StoreError: the pack that is here cannot be read, or not written to.
    """
    words = fold_space(text)
    if not words or visible(words) != words:
        message = f"the prompt {'is blank' if not words else 'holds a control or direction character'}."
        raise ImpossibleValueError(message)
    for what, name in (("--theme", theme), ("--pack", pack)):
        if not is_slug(name):
            message = f"{what} is a name of small letters, digits and - (64 at most), not {visible_line(name)[:40]!r}."
            raise ImpossibleValueError(message)
    if pack == CORE or is_reserved(pack):
        message = (
            f"{pack} {RESERVED}." if pack != CORE else "core is the pack that ships; --pack names one of your own."
        )
        raise ImpossibleValueError(message)
    _trial(_begun(pack, journal.settings.language), Prompt(f"{pack}/new", theme, words))  # before a store is made
    with journal.writing() as change:
        raw = change.read(pack_file(pack))
        before = None if raw is None else packs.stored(journal, pack).pack
        prompt = Prompt(f"{pack}/{_free(journal, pack, before)}", theme, words)
        written = _trial(_begun(pack, journal.settings.language) if raw is None else raw, prompt)
        change.write(pack_file(pack), written.raw)
    return prompt, written


def _trial(before: bytes, prompt: Prompt) -> "Handed":
    """Return the pack with a prompt behind the others, read as it will be read.

    Raises:
        StoreError: it could not be.
    """
    pack = prompt.id.partition("/")[0]
    try:
        return packs.read(before.rstrip(b"\n") + b"\n\n" + _table(prompt), pack_file(pack))
    except BadFileError as error:
        message = f"{error} The prompt could not be put behind the others. Nothing was changed."
        raise StoreError(message) from None


def removable(journal: "Journal", name: str) -> tuple[Pack | None, bytes | None]:
    """Return the pack that can be removed, and its file; None for what cannot be read of them.

    Raises:
        ImpossibleValueError: it is the one that ships.
        NotFoundError: there is no such pack.
    """
    if name == CORE and CORE not in journal.diary.packs():
        message = (
            "core ships with reflect and stays; `reflect config set prompts.themes_off THEME,…` switches themes off."
        )
        raise ImpossibleValueError(message)
    packs.known(journal, name)
    try:
        seen = journal.diary.files.read(pack_file(name))
    except StoreError:
        return None, None
    try:
        return packs.stored(journal, name).pack, seen
    except StoreError:
        return None, seen


def remove(journal: "Journal", name: str, *, seen: bytes | None) -> None:
    """Take a pack out; what was offered of it and written about it stays, and so does what was retired.

    `seen` is its file as the person saw it when they agreed.

    Raises:
        NotFoundError: there is no such pack.
        StoreError: the pack is another by now, or the store cannot be used; nothing was changed.
    """
    with journal.writing() as change:
        packs.known(journal, name)
        _refuse_changed(change, pack_file(name), seen)
        change.write(pack_file(name), None)
        if change.settings().focus == name != CORE:
            change.set(_NO_FOCUS)
    journal.forget_settings()


def focus(journal: "Journal", name: str | None, until: date | None) -> None:
    """Have a pack come first, up to and with a day or until it is taken off; None takes it off.

    Raises:
        NotFoundError: there is no such pack.
        StoreError: the store cannot be used; nothing was changed.
    """
    if name is not None and name != CORE:
        packs.stored(journal, packs.known(journal, name))
    if name is None and not journal.diary.exists():
        return
    with journal.diary.writing() as change:
        if name is not None and name != CORE:
            packs.known(journal, name)
        change.set(_NO_FOCUS if name is None else {"focus.pack": name, "focus.until": until and str(until)})
    journal.forget_settings()


def retire(change: "Change", prompt: str) -> None:
    """Have a prompt not be offered until it is brought back, with the rest of a change."""
    retired = change.settings().retired
    if prompt not in retired:
        change.set({"prompts.retired": [*retired, prompt]})


def bring_back(journal: "Journal", prompt: str) -> bool:
    """Have a prompt that was retired be offered again; tell whether it was.

    Raises:
        NotFoundError: there is no such prompt, and none of this id was retired.
        StoreError: the store cannot be used; nothing was changed.
    """
    if prompt not in journal.settings.retired:
        if is_prompt_id(prompt) and prompt in {
            one.id for pack in (*packs.own(journal), packs.core()) for one in pack.prompts
        }:
            return False
        message = (
            f"there is no prompt {visible_line(prompt)[:40]!r}; "
            "`reflect config get prompts.retired` shows those that were retired, as pack/name."
        )
        raise NotFoundError(message)
    with journal.diary.writing() as change:
        left = [other for other in change.settings().retired if other != prompt]
        change.set({"prompts.retired": left or None})
    journal.forget_settings()
    return True


def _refuse_changed(change: "Change", file: str, seen: bytes | None) -> None:
    if not _is_same(change, file, seen):
        message = f"{file} was changed by another command meanwhile. Nothing was changed."
        raise StoreError(message)


def _is_same(change: "Change", file: str, seen: bytes | None) -> bool:
    try:
        return change.read(file) == seen
    except StoreError:  # what cannot be read now could not be read then
        return seen is None


def _free(journal: "Journal", name_of_pack: str, pack: Pack | None) -> str:
    """Return a name after the day that no prompt of the pack has or had, as far as the past tells."""
    from reflect.actions import history

    day = journal.day()
    taken = {prompt.id for prompt in pack.prompts} if pack else set()
    taken |= {*journal.settings.retired, *history.before(journal, day).past.prompts}
    taken |= {entry["prompt"] for entry in history.recent(journal, day) if entry["kind"] in ("offer", "pass", "answer")}
    name, number = str(day), 1
    while f"{name_of_pack}/{name}" in taken:
        number += 1
        name = f"{day}-{number}"
    return name


def _begun(name: str, language: str) -> bytes:
    return f'[pack]\nname = "{name}"\ntitle = "{_OWN_TITLE}"\nlanguage = "{language}"\n'.encode()


def _table(prompt: Prompt) -> bytes:
    # A string of JSON is one of TOML, but for controls, which no prompt holds.
    slug, text = prompt.id.partition("/")[2], json.dumps(prompt.text, ensure_ascii=False)
    return f'[[prompt]]\nid = "{slug}"\ntheme = "{prompt.theme}"\ntext = {text}\n'.encode()
