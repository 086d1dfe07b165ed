"""`reflect care`."""

from typing import Annotated

import typer

from reflect.cli.context import MIN_WIDTH, PIPE_WIDTH, AppContext
from reflect.errors import LockedError, StoreError
from reflect.model.text import visible
from reflect.render.columns import wrap

_NOTICE = (
    "reflect is a journal on this computer. It does not read, assess or pass on what you write, and nobody is watching"
    " it. It is not medical or crisis care and cannot replace it. In danger, contact your local emergency service or"
    " someone near you."
)
_NONE = "No contacts added. Add them with `reflect care --edit`."


def command(
    app: AppContext,
    *,
    edit: Annotated[bool, typer.Option("--edit", help="Write your own contacts in your editor.")] = False,
) -> None:
    """Show what reflect is not for, and your own contacts."""
    if edit:
        from reflect.cli.editor import draft

        with draft(app.journal, app.journal.contacts() or "") as written:
            app.journal.set_contacts(written)
        app.out("saved: your contacts")
        return
    from reflect.journal import Journal

    try:
        contacts = Journal.contacts_at(app.store)  # without opening it: this works whatever else does not
        own = f"Contacts you have added:\n{visible(contacts).rstrip()}" if contacts else _NONE
    except LockedError:
        own = "Your contacts are in the locked store; `reflect store unlock` opens it."
    except StoreError:
        own = "Your contacts cannot be read: care.txt."
    notice = "\n".join(wrap(_NOTICE, max(min(app.width, PIPE_WIDTH), MIN_WIDTH)))
    app.out(f"{notice}\n\n{own}")
