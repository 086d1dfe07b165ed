"""A real server of HTTPS for the tests: git's own `http-backend` behind TLS, on this computer, for one person."""

import contextlib
import os
import ssl
import subprocess
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

from tests.needed import needed

WORD = "pass-5f3a"
"""The password of alice."""
_ALLOWED = "Basic " + b64encode(f"alice:{WORD}".encode()).decode()


class Served(NamedTuple):
    """A repository that is served."""

    url: str
    place: Path
    certificate: Path
    """What the server is known by; it signs itself."""
    stop: Callable[[], None]

    def settings(self, home: Path, word: str = WORD) -> str:
        """Return settings of git that know the server, with a helper, made in a folder, that has the password."""
        helper = home / f"helper-{word}"
        helper.write_text(f"#!/bin/sh\necho username=alice\necho password={word}\n", encoding="utf-8")
        helper.chmod(0o700)
        return f"[http]\n\tpostBuffer = 65536\n\tsslCAInfo = {self.certificate}\n[credential]\n\thelper = {helper}\n"


def certificate(home: Path, name: str) -> Path:
    """Make a key and a certificate for this computer in one file; the certificate is in NAME.pem too."""
    needed("openssl")
    made, alone = home / name, home / f"{name}.pem"
    kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(made), "-out", str(alone)]
    subprocess.run(["openssl", "req", *kind, *names, *files], check=True, capture_output=True)
    made.write_bytes(made.read_bytes() + alone.read_bytes())
    return made


@contextlib.contextmanager
def served(home: Path, place: Path) -> Iterator[Served]:
    """Serve a repository to alice."""
    own = certificate(home, "server")
    server = _Server(own, place)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    try:
        yield Served(f"https://localhost:{server.server_port}/{place.name}", place, Path(f"{own}.pem"), stop)
    finally:
        stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, certificate: Path, place: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = str(place.parent)
        self.backend = Path(subprocess.check_output(["git", "--exec-path"], text=True).strip(), "git-http-backend")
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate)

    def finish_request(self, request: Any, client_address: Any) -> None:
        with self.context.wrap_socket(request, server_side=True) as secured:
            super().finish_request(secured, client_address)

    def handle_error(self, *_: object) -> None:
        """Keep quiet: some clients here leave when they see the certificate."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self._run(b"")

    def do_POST(self) -> None:
        if self.headers.get("Transfer-Encoding") != "chunked":
            self._run(self.rfile.read(int(self.headers["Content-Length"])))
            return
        body = bytearray()
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        self._run(body)

    def _run(self, body: bytes | bytearray) -> None:
        if self.headers.get("Authorization") != _ALLOWED:
            self._answer("401", [("WWW-Authenticate", 'Basic realm="journals"')], b"")
            return
        path, _, query = self.path.partition("?")
        env = {"GIT_PROJECT_ROOT": self.server.folder, "GIT_HTTP_EXPORT_ALL": "1", "HOME": "/nowhere"}
        env |= {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": self.command, "REMOTE_USER": "alice"}
        env |= {"CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": self.headers.get("Content-Type", "")}
        env |= {"GIT_PROTOCOL": self.headers.get("Git-Protocol", ""), "PATH": os.environ["PATH"]}
        env |= {"HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", "")}
        came = subprocess.run([self.server.backend], input=body, env=env, capture_output=True, check=True).stdout
        head, _, rest = came.partition(b"\r\n\r\n")
        lines = [(name, value) for name, _, value in (line.partition(": ") for line in head.decode().split("\r\n"))]
        self._answer(dict(lines).get("Status", "200"), [line for line in lines if line[0] != "Status"], rest)

    def _answer(self, status: str, head: list[tuple[str, str]], body: bytes) -> None:
        self.send_response(int(status[:3]))
        for name, value in [*head, ("Content-Length", str(len(body)))]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""
