"""What stands outside the house: an SMS provider's HTTP server and a mail server, both real, both told how to behave."""

import asyncio
import json
import threading
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

HANG_UP = "hang up"


@dataclass
class Asked:
    """One request as it came over the wire."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class SmsServer:
    """Answers each request by the next of `answers`, the last one for ever: a JSON document, a status (with a body), or HANG_UP."""

    answers: list = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    url: str = ""
    meanwhile: Callable[[], None] | None = None
    """What happens elsewhere between the request and its answer."""

    def next_answer(self):
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def _as_answer(answer):
    if isinstance(answer, dict):
        return 200, json.dumps(answer).encode()
    return answer if isinstance(answer, tuple) else (answer, b"<html>")


@contextmanager
def sms_server(*answers):
    told = SmsServer(list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            told.asked.append(Asked(self.command, self.path, headers, body))
            if told.meanwhile:
                told.meanwhile()
            answer = told.next_answer()
            if answer == HANG_UP:
                self.connection.close()
                return
            status, text = _as_answer(answer)
            self.send_response(status)
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class MailServer:
    """Keeps what it accepted; answers DATA by the next of `answers`, the last one for ever."""

    def __init__(self, *answers):
        self.answers = list(answers) or ["250 OK"]
        self.accepted = []
        self.meanwhile: Callable[[], None] | None = None

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        if self.meanwhile:
            await asyncio.get_running_loop().run_in_executor(None, self.meanwhile)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer.startswith("250") or answer == HANG_UP:
            self.accepted.append(envelope)
        if answer == HANG_UP:
            server.transport.close()
        return answer

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address.startswith("nobody"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"


class _Controller(Controller):
    def __init__(self, handler, **options):
        self._options = options
        super().__init__(handler, hostname="127.0.0.1", port=0)

    def factory(self):
        return SMTP(self.handler, enable_SMTPUTF8=True, **self._options)

    def _trigger_server(self):
        # The port was left to the system: ask which one it gave.
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()


@contextmanager
def mail_server(*answers, **options):
    """A running mail server: yields (what it keeps, its port)."""
    kept = MailServer(*answers)
    controller = _Controller(kept, **options)
    controller.start()
    try:
        yield kept, controller.port
    finally:
        controller.stop()
