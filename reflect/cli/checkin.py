"""The check-in: today's prompt, then answer, mood, pattern; Enter skips each, and each is saved as soon as it ends."""

import contextlib
import os
import sys
from collections.abc import Callable
from typing import Any

from reflect import Saved, Today, signals
from reflect.cli import EXIT_INTERRUPTED
from reflect.cli.context import DASH, AppContext
from reflect.cli.lines import HELP, InterruptedTextError
from reflect.cli.questions import ANSWER, ANSWER_HELP, Questions, refuse_command
from reflect.errors import NotFoundError, StoreError
from reflect.model.ids import short
from reflect.model.schema import Entry
from reflect.render import dates, messages


def check_in(app: AppContext) -> int:
    """Run the check-in and return the exit code: 0, or 130 when it was interrupted."""
    signals.interrupt()
    conversation, draft = _Conversation(app), ""
    try:
        conversation.run()
    except EOFError:
        if not _is_hung_up():
            app.out("")
            return 0
    except KeyboardInterrupt as interruption:
        draft = conversation.save_draft(interruption)
    else:
        return 0
    with contextlib.suppress(OSError):  # the terminal may be gone
        app.say(f"\n{conversation.interrupted()} {draft}".rstrip())
    return EXIT_INTERRUPTED


class _Conversation(Questions):
    def __init__(self, app: AppContext) -> None:
        super().__init__(app)
        self._saved: list[Entry] = []
        self._has_earlier = False
        self._today: Today | None = None

    def run(self) -> None:
        today = self._today = self._journal.today()
        self._app.say_unset_clock()
        if today.prompt_text is None:
            self._show(dates.in_full(today.day))
            self._show(messages.PASSED if today.state == "passed" else messages.NONE_TODAY)
        else:
            self._show(messages.prompt(today.day, today.prompt_text, today.answers, self._app.width))
            self._show("")
        if today.state == "open":
            self.until_possible(self._answer)
        self.until_possible(lambda: self.mood(self._save, before=self._is_earlier))
        while self.until_possible(lambda: self.pattern(self._save)):
            pass

    def save_draft(self, interruption: KeyboardInterrupt) -> str:
        """Save the finished lines of an interrupted answer, and return the sentence that says where."""
        return self._draft(str(interruption)) if isinstance(interruption, InterruptedTextError) else ""

    def _draft(self, text: str) -> str:
        from reflect.cli.editor import save_draft

        return save_draft(self._journal, text)

    def interrupted(self) -> str:
        """Return the message of an interrupted check-in: the entries saved before."""
        names = ", ".join(f"{entry['kind']} {short(entry['id'])}" for entry in self._saved)
        return f"Interrupted. {f'Saved: {names}' if names else 'Nothing was saved'}."

    def _answer(self) -> bool:
        self._show(ANSWER)
        while (text := self._lines.block("> ")) == HELP:
            self._show(ANSWER_HELP)
        if not text:
            return False
        refuse_command(text, is_text=True)
        if text == DASH:
            with signals.waiting():
                self._saved.append(self._journal.pass_prompt(shown=self._today))
            self._show(messages.PASSED)
            return True
        try:
            with signals.waiting():
                answered = self._journal.answer(text, shown=self._today)
                self._saved.append(answered.entry)
        except (NotFoundError, StoreError) as error:
            if note := self._draft(text):
                error.add_note(note)
            raise
        today, earlier = self._journal.day(), answered.earlier
        line = messages.saved_line(answered.entry, today, brief=True)
        if earlier.number:
            self._has_earlier = True
            line += f"   {messages.earlier(earlier.days, earlier.number, today)} · e shows them"
        self._show(line)
        return True

    def _save(self, verb: Callable[..., Saved], given: dict[str, Any]) -> None:
        with signals.waiting():  # no signal comes between the save and its record here
            saved = verb(**given)
            self._saved.append(saved.entry)
        self._show(messages.saved_line(saved.shown, self._journal.day(), saved.new_labels, brief=True))

    def _is_earlier(self, typed: str) -> bool:
        """Show the earlier answers if the input asks for them, and there are any."""
        if typed != "e" or not self._has_earlier:
            return False
        from reflect.cli.output import draw
        from reflect.render.entries import entry_list

        draw(self._app, entry_list(self._journal.earlier(), self._app.view))
        sys.stdout.flush()
        return True


def _is_hung_up() -> bool:
    """Return whether the terminal is gone: then the end of input was not a Ctrl-D."""
    try:
        return not os.isatty(sys.stdin.fileno())
    except (OSError, ValueError):
        return True
