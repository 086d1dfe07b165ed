"""Completion in the shells: file names where a file belongs, and nowhere else.

Typer's scripts fall back to file names whenever a command offers nothing, even where an id, a label or a name belongs.
There is no documented way to tell them where that is; so this replaces parts of Typer's own (below 0.29, as it is
pinned), and tests/cli/test_completion.py tries it in the shells. It is imported only by a run for a shell.
"""

import sys
from typing import Any

from typer import _completion_classes as classes
from typer import _completion_shared as shared
from typer._click import shell_completion

_FILES = "\x1c"
"""Printed for bash where file names belong; no name or value holds it."""
_BASH = """
%(complete_func)s() {
    local IFS=$'\\n'
    COMPREPLY=( $( env COMP_WORDS="${COMP_WORDS[*]}" \\
                   COMP_CWORD=$COMP_CWORD \\
                   %(autocomplete_var)s=complete_bash $1 ) )
    if [[ ${COMPREPLY[0]} == $'\\x1c' ]]; then
        COMPREPLY=()
        compopt -o default
    fi
    return 0
}

complete -F %(complete_func)s %(prog_name)s
"""
"""Typer's script with `compopt` in place of `complete -o default`, which offers files wherever nothing else is."""


class _Offering(shell_completion.ShellComplete):
    """Knows whether a file belongs where Tab was pressed."""

    takes_file = False

    def get_completions(self, args: list[str], incomplete: str) -> list[Any]:
        ctx = shell_completion._resolve_context(self.cli, self.ctx_args, self.prog_name, args)  # noqa: SLF001
        asked, incomplete = shell_completion._resolve_incomplete(ctx, args, incomplete)  # noqa: SLF001
        metavar = str(getattr(asked, "metavar", ""))
        self.takes_file = "FILE" in metavar or "DIR" in metavar
        return asked.shell_complete(ctx, incomplete)


class _Bash(_Offering, classes.BashComplete):
    def complete(self) -> str:
        return super().complete() or (_FILES if self.takes_file else "")


class _Zsh(_Offering, classes.ZshComplete):
    def complete(self) -> str:
        found = super().complete()
        return ":" if found == "_files" and not self.takes_file else found


class _Fish(_Offering, classes.FishComplete):
    def complete(self) -> str:
        try:
            return super().complete()
        except SystemExit:  # the answer to whether arguments, and no files, are offered
            sys.exit(1 if self.takes_file else 0)


def prepare() -> None:
    """Have Typer complete, and install completion, in this way."""
    shared._completion_scripts["bash"] = _BASH  # noqa: SLF001
    for name, made in (("bash", _Bash), ("zsh", _Zsh), ("fish", _Fish)):
        shell_completion.add_completion_class(made, name)
