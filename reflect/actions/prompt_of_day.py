"""The prompt of the day: offered once, the same all day, answered or put back."""

from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from reflect.actions import history
from reflect.errors import NotFoundError
from reflect.model import schema
from reflect.model.dates import month_of
from reflect.model.schema import Entry, Pass
from reflect.prompts import pack, schedule
from reflect.prompts.schedule import Choice

if TYPE_CHECKING:
    from reflect.journal import Journal
    from reflect.store.change import Change

State = Literal["open", "answered", "passed", "none"]
_NONE = "there is no prompt today."
_NONE_TO_ANSWER = "today's prompt was put back, so there is none to answer; `reflect undo` takes that back."


class Today(NamedTuple):
    """The prompt of a day; the four prompt fields are None when it was put back or there is none."""

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
    """An answer that was kept, and the earlier ones to the same prompt."""

    entry: Entry
    earlier: history.Earlier


def today(journal: "Journal", *, peek: bool) -> Today:
    """As `Journal.today`."""
    day = journal.day()
    of_month = journal.diary.month(month_of(str(day)))
    choice = schedule.standing(of_month, day)
    if choice is None and peek:
        choice, of_month = _choose(journal, day, keep=False)
    elif choice is None:
        with journal.diary.writing() as change:
            choice, of_month = _choose(journal, day, keep=True)
            if choice.prompt:
                _offer(journal, change, choice, day)
    return _today(day, choice, of_month)


def answerable(journal: "Journal") -> Today:
    """As `Journal.answerable`."""
    now = today(journal, peek=False)
    if now.state == "passed":
        raise NotFoundError(_NONE_TO_ANSWER)
    if now.prompt is None:
        raise NotFoundError(_NONE)
    return now


def answer(journal: "Journal", text: str, *, shown: Today | None, private: bool) -> Answered:
    """As `Journal.answer`."""
    day = shown.day if shown else journal.day()
    with journal.writing() as change:
        choice, recent = _choose(journal, day, keep=True)
        if choice.state == "passed":
            raise NotFoundError(_NONE_TO_ANSWER)
        prompt = _prompt(choice)
        own = {"prompt": prompt.id, "prompt_text": prompt.text, "text": text}
        entry = journal.entry("answer", own, journal.clock.now(), day=day, private=private)
        _offer(journal, change, choice, day)
        change.add([entry])
        earlier = history.earlier_answers(history.before(journal, day, keep=True), recent, prompt.id, str(day))
    return Answered(entry, earlier)


def earlier(journal: "Journal") -> list[Entry]:
    """As `Journal.earlier`."""
    now = today(journal, peek=True)
    if now.prompt is None:
        raise NotFoundError(_NONE)
    if now.state != "answered":
        message = "earlier answers are shown once today's is written: reflect answer"
        raise NotFoundError(message)
    found = journal.diary.entries(last=now.day)
    return [
        entry
        for entry in found
        if entry["kind"] == "answer" and entry["prompt"] == now.prompt and entry["day"] < str(now.day)
    ]


def put_back(journal: "Journal", *, shown: Today | None, retire: bool, private: bool) -> Entry:
    """As `Journal.put_back`."""
    day = shown.day if shown else journal.day()
    with journal.writing() as change:
        choice, recent = _choose(journal, day, keep=True)
        entry = _pass(journal, recent, day) if choice.state == "passed" else None
        if entry is None:
            entry = _put_back(journal, change, choice, recent, day, private=private)
        if retire:
            from reflect.actions import pack_changes

            pack_changes.retire(change, entry["prompt"])
            journal.forget_settings()
    return entry


def _put_back(
    journal: "Journal", change: "Change", choice: Choice, recent: list[Entry], day: date, *, private: bool
) -> Pass:
    prompt = _prompt(choice)
    # With the clock behind, the offer that stands is of a later day, and so is the putting back of it.
    offered = (date.fromisoformat(other["day"]) for other in recent if choice.fixed and _offers(other, prompt.id))
    day = max([day, *offered])
    entry = cast("Pass", journal.entry("pass", {"prompt": prompt.id}, journal.clock.now(), day=day, private=private))
    _offer(journal, change, choice, day)
    change.add([entry])
    return entry


def _choose(journal: "Journal", day: date, *, keep: bool) -> tuple[Choice, list[Entry]]:
    if keep:
        journal.forget_settings()  # under the lock: another command may have changed them while this one waited
    recent = history.recent(journal, day)
    standing = schedule.standing(recent, day)
    if standing is not None:
        return standing, recent
    from reflect.actions import packs  # here, since the prompt of most runs is settled already

    settings = journal.settings
    fold = history.before(journal, day, keep=keep)
    choice = schedule.choose(
        fold.past,
        recent,
        packs.in_force(journal, day),
        day,
        settings.salt,
        ladder=settings.ladder,
        pass_rest=settings.pass_rest,
    )
    return choice, recent


def _offer(journal: "Journal", change: "Change", choice: Choice, day: date) -> None:
    """Keep that the prompt was shown on that day, unless it stands there already."""
    if choice.fixed:
        return
    prompt = _prompt(choice)
    own = {"prompt": prompt.id, "prompt_text": prompt.text, "theme": prompt.theme, "class": choice.kind}
    change.offer(journal.entry("offer", own, journal.clock.now(), day=day))


def _offers(entry: Entry, prompt: str) -> bool:
    return entry["kind"] == "offer" and entry["prompt"] == prompt


def _pass(journal: "Journal", entries: list[Entry], day: date) -> Pass:
    """Return the pass that leaves `day` without a prompt; of an offer ahead it can be of another day, or older."""
    for found in (entries, journal.diary.entries()):
        passes = [entry for entry in found if entry["kind"] == "pass"]
        if passes:
            return max(passes, key=lambda entry: (entry["day"] == str(day), *schema.order(entry)))
    raise NotFoundError(_NONE)


def _prompt(choice: Choice) -> pack.Prompt:
    if choice.prompt is None:
        raise NotFoundError(_NONE)
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
