"""Answer messages, one a line: `python bot.py [STORE]`. Give `reply` the messages of a chat instead."""

import sys

from reflect import Journal, ReflectError

HELP = "today | answer WORDS | mood 1-7 [WORDS] | note WORDS | undo"


def reply(journal: Journal, message: str) -> str:
    """Do what a message says, and return what to answer. Errors are sentences, and show nobody's words."""
    verb, _, words = message.strip().partition(" ")
    value, _, note = words.partition(" ")
    try:
        match verb.lower():
            case "today":
                return journal.today().prompt_text or "No prompt today."
            case "answer":
                journal.answer(words)
            case "mood" if value.isdecimal():
                journal.mood(int(value), note=note or None)
            case "note":
                journal.note(words)
            case "undo":
                journal.undo()
            case _:
                return HELP
    except ReflectError as error:
        return str(error)
    return "Done."


if __name__ == "__main__":
    opened = Journal.open(*sys.argv[1:2])
    for line in sys.stdin:
        print(reply(opened, line), flush=True)
