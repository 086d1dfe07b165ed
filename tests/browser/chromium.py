"""A real Chromium without a window, spoken to over two pipes (the DevTools protocol, without a port on the network)."""

import base64
import itertools
import json
import os
import select
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any, Final, Self

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PAPERS: Final = {"A4": (8.27, 11.69), "Letter": (8.5, 11.0)}
"""Inches."""
_SECONDS = 30
"""An answer takes milliseconds; a browser that is busy elsewhere takes longer."""
_OPTIONS = (
    *("--headless", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars"),
    # Its own sandbox cannot be had in a container as root; the pages are ours.
    "--no-sandbox",
)


def found() -> str | None:
    """Return the program, or None where this computer has none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Chromium:
    """A browser with one page."""

    def __init__(self, program: str, home: Path) -> None:
        self._numbers = itertools.count(1)
        self._rest = b""
        commands, self._out = os.pipe()
        self._in, answers = os.pipe()
        # The browser reads from descriptor 3 and writes to 4; a shell puts them there.
        script = f'exec "$0" "$@" 3<&{commands} 4>&{answers}'
        self._process = subprocess.Popen(
            ["bash", "-c", script, program, *_OPTIONS, f"--user-data-dir={home}", "about:blank"],
            pass_fds=(commands, answers),
            env={"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TZ": "UTC"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(commands)
        os.close(answers)
        target = self._send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.requests: list[str] = []
        """Addresses that the page asked for, its own among them."""
        self.said: list[str] = []
        """What stands in the console: a style or a script that the policy of the page refused, among others."""
        for domain in ("Page", "Network", "Log", "Runtime"):
            self._on_page(f"{domain}.enable")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._out)
        self._process.kill()
        self._process.wait()
        os.close(self._in)

    def load(self, page: Path) -> None:
        """Show a page, with nothing left of the one before."""
        self.requests.clear()
        self.said.clear()
        self._on_page("Page.navigate", url=page.as_uri())
        deadline = time.monotonic() + _SECONDS
        while self.ask("document.readyState + location.href") != f"complete{page.as_uri()}":
            assert time.monotonic() < deadline, "the page was not loaded"

    def print_on(self, paper: str) -> bytes:
        """Return the page as a PDF on paper, with the browser's own head and foot, and the margins of its style."""
        self._on_page("Emulation.setEmulatedMedia", media="", features=[])  # whatever a test before this one set
        self._on_page("Emulation.clearDeviceMetricsOverride")
        width, height = PAPERS[paper]
        options = {"paperWidth": width, "paperHeight": height, "displayHeaderFooter": True, "printBackground": False}
        return base64.b64decode(self._on_page("Page.printToPDF", **options)["data"])

    def as_printed(self, paper: str) -> None:
        """Lay the page out as for print, as wide as the paper; its margins are its own."""
        self._laid_out("print", round(PAPERS[paper][0] * 96))

    def on_screen(self, width: int, *, dark: bool = False) -> None:
        """Lay the page out for a screen of so many pixels, light or dark."""
        self._laid_out("screen", width, dark=dark)

    def _laid_out(self, media: str, width: int, *, dark: bool = False) -> None:
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._on_page("Emulation.setEmulatedMedia", media=media, features=[scheme])
        metrics = {"width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": False}
        self._on_page("Emulation.setDeviceMetricsOverride", **metrics)

    def ask(self, expression: str) -> Any:
        """Return the value of an expression, or of a promise.

        The policy of a page does not hold for who looks from outside.
        """
        answer = self._on_page("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def _on_page(self, method: str, **params: Any) -> dict[str, Any]:
        return self._send(method, self._session, **params)

    def _send(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": params, **({"sessionId": session} if session else {})}
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result
            self._note(answer)

    def _note(self, event: dict[str, Any]) -> None:
        params = event.get("params", {})
        match event.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(params["request"]["url"])
            case "Log.entryAdded":
                self.said.append(params["entry"]["text"])
            case "Runtime.consoleAPICalled":
                self.said.append(str(params["args"]))

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._in], [], [], _SECONDS)
            assert ready, "the browser does not answer"
            read = os.read(self._in, 1 << 20)
            assert read, "the browser has gone"
            self._rest += read
        message, self._rest = self._rest.split(b"\0", 1)
        answer: dict[str, Any] = json.loads(message)
        return answer
