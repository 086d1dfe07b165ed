"""Change packs: add, extend, remove and focus them, retire a prompt and bring it back."""

import contextlib
import json
from collections.abc import Iterable
from datetime import date
from os import PathLike
from typing import TYPE_CHECKING, NamedTuple

from reflect.actions import packs
from reflect.errors import BadFileError, ImpossibleValueError, NotFoundError, StoreError
from reflect.model import when
from reflect.model.ids import is_prompt_id, is_slug
from reflect.model.text import fold_space, visible, visible_line
from reflect.prompts.day import Prompt
from reflect.prompts.pack import CORE, OWN_THEME, RESERVED, Pack, PackDifference, difference, is_reserved
from reflect.store.paths import CARE, pack_file
from reflect.store.store import Store

if TYPE_CHECKING:
    from reflect.actions.packs import PackFile
    from reflect.model.when import When
    from reflect.store.change import Change

_OWN_TITLE = "Own prompts"
_NO_FOCUS = {"focus.pack": None, "focus.until": None}


class PackPlan(NamedTuple):
    """The result of adding a pack, before it is done."""

    file: "PackFile"
    here: bytes | None
    """The file of the pack that has this name here, or None."""
    has_new_contacts: bool
    """It proposes contacts that are not among the person's own."""
    difference: PackDifference | None
    """What differs from the pack here; None if there is none, or it cannot be read."""


class RemovablePack(NamedTuple):
    """A pack that can be removed; None for its unreadable parts."""

    pack: Pack | None
    raw: bytes | None
    """Its file."""
    contacts: tuple[str, ...] = ()
    """The lines of the person's contacts that it brought, and no other pack proposes."""


def plan_pack(store: Store, given: bytes | str | PathLike[str], where: str | None) -> PackPlan:
    """As `Journal.plan_pack`."""
    file = packs.check_pack(given, where)
    if file.pack.name == CORE:
        line = file.source.line("name")
        raise BadFileError(
            "[pack], `name` core is the pack that ships", "take another name", path=file.source.where, line=line
        )
    exists = store.exists()
    here = store.files.read(pack_file(file.pack.name)) if exists else None
    contacts = store.files.read(CARE) if exists and file.pack.contacts is not None else None
    is_new = file.pack.contacts is not None and with_contacts(contacts, file.pack.contacts) != contacts
    earlier = _readable(store, file.pack.name) if here else None
    return PackPlan(file, here, is_new, difference(earlier, file.pack) if earlier else None)


def add_pack(store: Store, plan: PackPlan, *, contacts: bool) -> "PackFile":
    """As `Journal.add_pack`."""
    pack = plan.file.pack
    name = pack_file(pack.name)
    with store.writing() as change:
        _refuse_changed(change, name, plan.here)
        change.write(name, plan.file.raw)
        if contacts and pack.contacts:
            before = change.read(CARE)
            after = with_contacts(_without_earlier(store, before, pack), pack.contacts)
            change.write(CARE, after)
            brought = change.settings().contacts_of
            if after != before and pack.name not in brought:
                change.set({"contacts.packs": [*brought, pack.name]})
    store.forget_settings()
    return plan.file


def with_contacts(before: bytes | None, proposed: str) -> bytes:
    """Return the contacts with the lines that a pack proposes appended, unless all are there already."""
    own = (before or b"").decode(errors="surrogateescape").rstrip()
    known = {line.strip() for line in own.splitlines()}
    if known.issuperset(line.strip() for line in proposed.strip().splitlines()):
        return before or b""
    return (f"{own}\n\n" if own else "").encode(errors="surrogateescape") + proposed.strip().encode() + b"\n"


def without_contacts(before: bytes, lines: Iterable[str]) -> bytes | None:
    """Return the contacts without these lines, or None if none are left; of a line that occurs twice the later goes."""
    left = before.decode(errors="surrogateescape").splitlines()
    for line in lines:
        place = next((place for place in reversed(range(len(left))) if left[place].strip() == line), None)
        if place is not None:
            del left[place]
    text = "\n".join(left).strip("\n")
    return f"{text}\n".encode(errors="surrogateescape") if text.strip() else None


def _without_earlier(store: Store, contacts: bytes | None, pack: Pack) -> bytes | None:
    """Return the contacts without those of an earlier version of the pack: an old number is worse than none."""
    earlier = _readable(store, pack.name)
    if contacts is None or earlier is None:
        return contacts
    new = _lines(pack.contacts)
    gone = [line for line in _contacts_of(store, earlier) if line not in new]
    return without_contacts(contacts, gone) if gone else contacts


def _lines(contacts: str | None) -> list[str]:
    return [line.strip() for line in (contacts or "").splitlines() if line.strip()]


def _contacts_of(store: Store, pack: Pack) -> tuple[str, ...]:
    """Return the lines of the person's contacts that are here because of this pack alone."""
    if pack.name not in store.settings.contacts_of:
        return ()
    here = _lines((store.files.read(CARE) or b"").decode(errors="surrogateescape"))
    shared = {line for other in _own_packs(store) if other.name != pack.name for line in _lines(other.contacts)}
    return tuple(line for line in _lines(pack.contacts) if line in here and line not in shared)


def _own_packs(store: Store) -> list[Pack]:
    """Return the person's own packs that can be read."""
    return list(filter(None, (_readable(store, name) for name in store.packs())))


def _readable(store: Store, name: str) -> Pack | None:
    """Return a pack of the person's own, or None if there is none that can be read."""
    with contextlib.suppress(StoreError, NotFoundError):
        return packs.own_pack(store, name).pack
    return None


def write_prompt(store: Store, text: str, *, pack: str, theme: str | None) -> tuple[Prompt, "PackFile"]:
    """As `Journal.write_prompt`.

    The prompt is named after the day, with a name never used before: it must not inherit the rest of a removed one.
    """
    theme = OWN_THEME if theme is None else theme
    words = fold_space(text)
    if not words:
        raise ImpossibleValueError("the prompt is empty")
    if visible(words) != words:
        raise ImpossibleValueError("the prompt holds a control or direction character")
    for what, name in (("--theme", theme), ("--pack", pack)):
        if not is_slug(name):
            meant = "a name of small letters, digits and - (64 at most)"
            raise ImpossibleValueError(f"{what} is {meant}, not {visible_line(name)[:40]!r}")
    if pack == CORE:
        raise ImpossibleValueError("core is the pack that ships", "--pack must name one of your own")
    if is_reserved(pack):
        raise ImpossibleValueError(f"{pack} {RESERVED}")
    _trial(_begun(pack, store.settings.language), Prompt(f"{pack}/new", theme, words))  # before a store is made
    with store.writing() as change:
        raw = change.read(pack_file(pack))
        before = None if raw is None else packs.own_pack(store, pack).pack
        prompt = Prompt(f"{pack}/{_free(store, pack, before)}", theme, words)
        written = _trial(_begun(pack, store.settings.language) if raw is None else raw, prompt)
        change.write(pack_file(pack), written.raw)
    return prompt, written


def _trial(before: bytes, prompt: Prompt) -> "PackFile":
    """Return the pack with a prompt appended, parsed again as a check."""
    pack = prompt.id.partition("/")[0]
    try:
        return packs.read_pack(before.rstrip(b"\n") + b"\n\n" + _table(prompt), pack_file(pack))
    except BadFileError as error:
        raise StoreError(f"{error} The prompt could not be added after the others") from None


def removable_pack(store: Store, name: str) -> RemovablePack:
    """As `Journal.removable_pack`."""
    _check_removable(store, name)
    raw = None
    with contextlib.suppress(StoreError):
        raw = store.files.read(pack_file(name))
        pack = packs.own_pack(store, name).pack
        return RemovablePack(pack, raw, _contacts_of(store, pack))
    return RemovablePack(None, raw)


def _check_removable(store: Store, name: str) -> None:
    if name == CORE and CORE not in store.packs():
        raise ImpossibleValueError(
            "core ships with reflect and cannot be removed",
            "`reflect config set prompts.themes_off THEME,…` switches themes off",
        )
    packs.known_name(store, name)


def remove_pack(store: Store, name: str, *, seen: RemovablePack | None, contacts: bool) -> None:
    """As `Journal.remove_pack`."""
    _check_removable(store, name)  # refuses before a store is created
    with store.writing() as change:
        _check_removable(store, name)
        if seen is not None:
            _refuse_changed(change, pack_file(name), seen.raw)
        _remove_contacts(store, change, name, remove=contacts)
        change.write(pack_file(name), None)
        if change.settings().focus == name != CORE:
            change.set(_NO_FOCUS)
    store.forget_settings()


def _remove_contacts(store: Store, change: "Change", name: str, *, remove: bool) -> None:
    """Remove the contacts that a pack brought, or make them the person's own.

    Those that another pack proposes too are that pack's from now on.
    """
    brought = change.settings().contacts_of
    if name not in brought:
        return
    pack = removable_pack(store, name)
    before = change.read(CARE)
    if remove and before and pack.contacts:
        change.write(CARE, without_contacts(before, pack.contacts))
    proposed = set(_lines(pack.pack.contacts)) if pack.pack else set()
    heirs = [
        one.name for one in _own_packs(store) if one.name != name and not proposed.isdisjoint(_lines(one.contacts))
    ]
    left = list(dict.fromkeys([*(one for one in brought if one != name), *heirs]))
    change.set({"contacts.packs": left or None})


def focus_pack(store: Store, name: str | None, until: "When | None") -> date | None:
    """As `Journal.focus_pack`."""
    last = None if until is None else when.parse_day_ahead(until, today=store.today(), option="--until")
    if name is not None and name != CORE:
        _refuse_over(packs.own_pack(store, packs.known_name(store, name)).pack, store.today())
    if name is None and not store.exists():
        return last
    with store.writing(undoable=False) as change:
        if name is not None and name != CORE:
            packs.known_name(store, name)
        change.set(_NO_FOCUS if name is None else {"focus.pack": name, "focus.until": last and str(last)})
    store.forget_settings()
    return last


def _refuse_over(pack: Pack, day: date) -> None:
    if pack.is_over(day):
        hint = "write a later `until` in its file, and add it again"
        raise ImpossibleValueError(f"the pack {pack.name} ended on {pack.until}, and its prompts rest for good", hint)


def retire_prompt(change: "Change", prompt: str) -> None:
    """Stop offering a prompt until it is brought back, as part of a change."""
    retired = change.settings().retired
    if prompt not in retired:
        change.set({"prompts.retired": [*retired, prompt]})


def bring_back_prompt(store: Store, prompt: str) -> bool:
    """As `Journal.bring_back_prompt`."""
    if prompt not in store.settings.retired:
        every = (*packs.own_packs(store), packs.core_pack()) if is_prompt_id(prompt) else ()
        if prompt in {one.id for pack in every for one in pack.prompts}:
            return False
        raise NotFoundError(
            f"there is no prompt {visible_line(prompt)[:40]!r}",
            "`reflect config get prompts.retired` shows the retired prompts, as pack/name",
        )
    with store.writing(undoable=False) as change:
        left = [other for other in change.settings().retired if other != prompt]
        change.set({"prompts.retired": left or None})
    store.forget_settings()
    return True


def _refuse_changed(change: "Change", file: str, seen: bytes | None) -> None:
    try:
        now = change.read(file)
    except StoreError:  # it was unreadable then too
        now = None
    if now != seen:
        raise StoreError("was changed by another command meanwhile", path=file)


def _free(store: Store, name_of_pack: str, pack: Pack | None) -> str:
    """Return a name after the day that no prompt of the pack has or is known to have had."""
    from reflect.actions import history

    day = store.today()
    taken = {prompt.id for prompt in pack.prompts} if pack else set()
    taken |= {*store.settings.retired, *history.before(store, day).past.prompts}
    taken |= {entry["prompt"] for entry in history.recent(store, day) if entry["kind"] in ("offer", "pass", "answer")}
    name, number = str(day), 1
    while f"{name_of_pack}/{name}" in taken:
        number += 1
        name = f"{day}-{number}"
    return name


def _begun(name: str, language: str) -> bytes:
    """Return the file of a pack without prompts."""
    return f'[pack]\nname = "{name}"\ntitle = "{_OWN_TITLE}"\nlanguage = "{language}"\n'.encode()


def _table(prompt: Prompt) -> bytes:
    # A string of JSON is one of TOML, but for controls, which no prompt holds.
    slug, text = prompt.id.partition("/")[2], json.dumps(prompt.text, ensure_ascii=False)
    theme = "" if prompt.theme == OWN_THEME else f'theme = "{prompt.theme}"\n'
    return f'[[prompt]]\nid = "{slug}"\n{theme}text = {text}\n'.encode()
