"""The prompt of the day: offered once, the same all day, answered or passed."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from reflect.errors import NotFoundError, StoreError
from reflect.model import ids, schema
from reflect.model.dates import month_of
from reflect.model.schema import Entry, Pass
from reflect.model.text import checked
from reflect.prompts.day import Choice, Prompt, standing
from reflect.store.store import Store

if TYPE_CHECKING:
    from reflect.actions.history import Earlier
    from reflect.store.change import Change

State = Literal["open", "answered", "passed", "none"]
_NO_PROMPT = "there is no prompt today"


class Today(NamedTuple):
    """The prompt of a day; the four prompt fields are None if it was passed or there is none."""

    day: date
    state: State
    prompt: str | None = None
    prompt_text: str | None = None
    theme: str | None = None
    kind: str | None = None
    """`new`, `returning` or `early`."""
    answers: tuple[Entry, ...] = ()
    """The answers of the day to this prompt, in order."""


class Answered(NamedTuple):
    """A saved answer, and the earlier ones to the same prompt."""

    entry: Entry
    earlier: "Earlier"


def todays_prompt(store: Store, *, peek: bool) -> Today:
    """As `Journal.today`."""
    day = store.today()
    of_month = store.month(month_of(str(day)))
    choice = standing(of_month, day)
    if choice is None and peek:
        choice, of_month = _choose(store, day, locked=False)
    elif choice is None:
        with store.writing(undoable=False) as change:
            choice, of_month = _choose(store, day, locked=True)
            if choice.prompt:
                _save_offer(store, change, choice, day)
    return _today(day, choice, of_month)


def prompt_to_answer(store: Store) -> Today:
    """As `Journal.prompt_to_answer`."""
    now = todays_prompt(store, peek=False)
    _refuse_passed(store, now.state, store.month(month_of(str(now.day))), now.day)
    if now.prompt is None:
        raise NotFoundError(_NO_PROMPT)
    return now


def answer_prompt(store: Store, text: str, *, shown: Today | None, private: bool) -> Answered:
    """As `Journal.answer`."""
    from reflect.actions import history

    checked(text, "the answer")
    day = shown.day if shown else store.today()
    with store.writing() as change:
        choice, recent = _choose(store, day, locked=True)
        _refuse_passed(store, choice.state, recent, day)
        prompt = _prompt(choice)
        own = {"prompt": prompt.id, "prompt_text": prompt.text, "text": text}
        entry = store.new_entry("answer", own, store.clock.now(), day=day, private=private)
        _save_offer(store, change, choice, day)
        change.add([entry])
        earlier = history.earlier_answers(history.before(store, day, caching=True), recent, prompt.id, str(day))
    return Answered(entry, earlier)


def earlier(store: Store) -> list[Entry]:
    """As `Journal.earlier`."""
    now = todays_prompt(store, peek=True)
    if now.prompt is None:
        raise NotFoundError(_NO_PROMPT)
    if now.state != "answered":
        raise NotFoundError("earlier answers are shown once today's is written: reflect answer")
    return [
        entry
        for entry in store.entries(last=now.day)
        if entry["kind"] == "answer" and entry["prompt"] == now.prompt and entry["day"] < str(now.day)
    ]


def pass_prompt(store: Store, *, shown: Today | None, retire: bool, private: bool) -> Entry:
    """As `Journal.pass_prompt`."""
    day = shown.day if shown else store.today()
    with store.writing() as change:
        choice, recent = _choose(store, day, locked=True)
        if choice.state == "passed" or _passes_of(recent, day):  # an answer beats a pass in the state of the day
            entry = _latest_pass(store, recent, day)
        else:
            entry = _save_pass(store, change, choice, recent, day, private=private)
        if retire:
            from reflect.actions import pack_changes

            pack_changes.retire_prompt(change, entry["prompt"])
            store.forget_settings()
    return entry


def _save_pass(
    store: Store, change: "Change", choice: Choice, recent: list[Entry], day: date, *, private: bool
) -> Pass:
    prompt = _prompt(choice)
    # If the clock was set back, the current offer is of a later day, and so is the pass.
    offers = (one for one in recent if choice.fixed and one["kind"] == "offer" and one["prompt"] == prompt.id)
    day = max([day, *(date.fromisoformat(offer["day"]) for offer in offers)])
    entry = cast("Pass", store.new_entry("pass", {"prompt": prompt.id}, store.clock.now(), day=day, private=private))
    _save_offer(store, change, choice, day)
    change.add([entry])
    return entry


def _choose(store: Store, day: date, *, locked: bool) -> tuple[Choice, list[Entry]]:
    """Return the choice of the day, and the entries that it depends on."""
    from reflect.actions import history

    if locked:
        store.forget_settings()  # another command may have changed them while this one waited for the lock
    recent = history.recent(store, day)
    settled = standing(recent, day)
    if settled is not None:
        return settled, recent
    from reflect.actions import packs  # here, since the prompt of most runs is settled already
    from reflect.prompts import schedule

    settings = store.settings
    past = history.before(store, day, caching=locked).past
    catalogue, rests = packs.current_catalogue(store, day), {"ladder": settings.ladder, "pass_rest": settings.pass_rest}
    return schedule.choose(past, recent, catalogue, day, store.salt, **rests), recent


def _save_offer(store: Store, change: "Change", choice: Choice, day: date) -> None:
    """Save that the prompt was shown that day, unless that is saved already."""
    if choice.fixed:
        return
    prompt = _prompt(choice)
    own = {"prompt": prompt.id, "prompt_text": prompt.text, "theme": prompt.theme, "class": choice.kind}
    offer_id = ids.offer_id(str(day), prompt.id, store.settings.salt)
    change.offer(store.new_entry("offer", own | {"id": offer_id}, store.clock.now(), day=day))


def _passes_of(entries: list[Entry], day: date) -> list[Pass]:
    return [entry for entry in entries if entry["kind"] == "pass" and entry["day"] == str(day)]


def _latest_pass(store: Store, entries: list[Entry], day: date) -> Pass:
    """Return the pass that leaves `day` without a prompt; for an offer ahead it is of another day, or older."""
    for found in (entries, store.entries()):
        passes = [entry for entry in found if entry["kind"] == "pass"]
        if passes:
            return max(passes, key=lambda entry: (entry["day"] == str(day), *schema.order(entry)))
    raise NotFoundError(_NO_PROMPT)


def _refuse_passed(store: Store, state: str, entries: list[Entry], day: date) -> None:
    """Refuse to answer a passed prompt, and say how to take that back: by undo, if it is the latest change to undo."""
    passed = {entry["id"] for entry in _passes_of(entries, day)}
    if state != "passed" and not passed:
        return
    hint = "`reflect undo` takes that back"
    if passed and passed.isdisjoint(_latest_change(store)):
        ids_of = " ".join(sorted(map(ids.short, passed)))
        hint = f"`reflect delete {ids_of}` takes that back; `reflect undo` would take back a later change first"
    raise NotFoundError("today's prompt was passed, so there is none to answer", hint)


def _latest_change(store: Store) -> Iterable[str]:
    """Return the ids of the entries of the latest change that can be undone; none if the undo log cannot be read."""
    from reflect.store import undo as undo_log

    try:
        steps = undo_log.undoable_files(store.files, store.clock.now())
        return undo_log.read_step(store.files, steps[0]).after if steps else ()
    except StoreError:
        return ()


def _prompt(choice: Choice) -> Prompt:
    if choice.prompt is None:
        raise NotFoundError(_NO_PROMPT)
    return choice.prompt


def _today(day: date, choice: Choice, entries: list[Entry]) -> Today:
    if choice.prompt is None:
        return Today(day, "passed" if choice.state == "passed" else "none")
    of_day = [
        entry
        for entry in sorted(entries, key=schema.order)
        if entry["kind"] == "answer" and entry["day"] == str(day) and entry["prompt"] == choice.prompt.id
    ]
    state: State = "answered" if of_day else "open"
    return Today(day, state, choice.prompt.id, choice.prompt.text, choice.prompt.theme, choice.kind, tuple(of_day))
