"""Imported by Python at its start where this folder is on PYTHONPATH: refuses every socket, and writes each one down.

An audit hook can not be taken away again, so nothing that a program does later gets around it; what it starts has it
too. https://docs.python.org/3/library/audit_events.html names the events.
"""

import os
import sys


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "ssl.")):
        with open(os.environ["SOCKETS_LOG"], "a", encoding="utf-8") as log:
            log.write(f"{event} {arguments!r}\n")
        message = f"no network here: {event}"
        raise PermissionError(message)


sys.addaudithook(_refuse)
