"""What a writing command prints of what it kept."""

from reflect.cli.context import AppContext
from reflect.journal import Kept
from reflect.render.kept import kept


def tell(app: AppContext, done: Kept, *, as_json: bool) -> None:
    """Print the one line of a kept entry, or the entry as JSON."""
    if done.twice:
        app.say(f"{done.entry['at'][11:16]} happens twice on that day; the first of the two is taken.")
    if as_json:
        app.out_json(done.entry)
    else:
        app.out(kept(done.shown, app.journal.day(), done.new_labels))
