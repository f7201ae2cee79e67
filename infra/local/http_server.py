"""waitress, bound before anything else is opened, and stopped without cutting anybody off."""

import errno
import logging
import socket
import threading
import time
from typing import Any

from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import ErrorTask, WSGITask
from waitress.wasyncore import close_all, dispatcher

from infra.local import CannotStart
from infra.local.gateway import MOST_BODY_BYTES, Gateway
from infra.local.gateway_refusal import plain_refusal
from shared.language import CHINESE, N_
from shared.rules import Refusal
from shared.web.incoming import BodyTooLarge
from shared.web.problem import Failure

_THREADS = 4
"""Requests answered at once. They share one interpreter: more would hold each other up, and keep the store waiting."""
_BACKLOG = 1024
_MOST_READ_BYTES = 4 * MOST_BODY_BYTES
"""A body above the gateway's limit is read and refused politely; one far above it is cut off."""
_LOOP_SECONDS = 1
_POLL_SECONDS = 0.02


def bound(host: str, port: int) -> socket.socket:
    """A listening socket (`port` 0: any free one). Raises CannotStart when it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        # After a crash the old connections linger for a minute; they must not keep a new start waiting.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen(_BACKLOG)
    except OSError as error:
        sock.close()
        raise CannotStart(_remedy(host, port, error)) from error
    return sock


class HttpServer:
    """The server around one gateway, in a thread of its own."""

    def __init__(self, gateway: Gateway, sock: socket.socket) -> None:
        self._gateway = gateway
        # waitress warns of every request that waits its turn, which on a busy morning is most of them.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self._server: Any = create_server(
            gateway,
            sockets=[sock],
            threads=_THREADS,
            backlog=_BACKLOG,
            ident=None,
            max_request_body_size=_MOST_READ_BYTES,
            asyncore_loop_timeout=_LOOP_SECONDS,
            asyncore_use_poll=True,
        )
        self._server.channel_class = _Channel
        self._server.ending = False
        # It warns of each request that waits for a thread, which is what the queue is for.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self._thread = threading.Thread(target=self._server.run, name="http", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self, seconds: float) -> None:
        """Accept no more, let what was asked be answered for up to `seconds`, then close."""
        until = time.monotonic() + seconds
        self._server.ending = True
        # waitress's loop alone may touch its sockets: it is asked to.
        self._server.trigger.pull_trigger(lambda: dispatcher.close(self._server))
        while time.monotonic() < until and not self._quiet():
            time.sleep(_POLL_SECONDS)
        self._server.trigger.pull_trigger(lambda: close_all(self._server._map))
        self._thread.join(_LOOP_SECONDS + 1)
        self._server.task_dispatcher.shutdown(timeout=max(0.0, until - time.monotonic()))

    def _quiet(self) -> bool:
        """Whether every request that came in has been answered, down to the last byte."""
        channels = list(self._server.active_channels.values())
        return self._gateway.wait_until_idle(0) and not any(
            channel.requests or channel.total_outbufs_len for channel in channels
        )


class BadRequest(Refusal):
    """Not HTTP, or more header than anybody needs."""

    says = N_("请求不正确")


class _ProblemTask(ErrorTask):  # type: ignore[misc]  # waitress carries no types
    """What waitress itself refuses, as a problem document like all the rest."""

    def execute(self) -> None:
        error = self.request.error
        refusal: Refusal = BodyTooLarge() if error.code == 413 else BadRequest() if error.code < 500 else Failure()
        answer = plain_refusal(refusal, CHINESE)
        self.status = f"{error.code} {error.reason}"
        self.response_headers.extend(answer.headers)
        self.set_close_on_finish()
        self.content_length = len(answer.body)
        self.write(answer.body)


class _Task(WSGITask):  # type: ignore[misc]  # waitress carries no types
    """A request; once the server is ending, its connection is not kept for another."""

    def build_response_header(self) -> Any:
        if self.channel.server.ending:
            self.set_close_on_finish()
        return super().build_response_header()


class _Channel(HTTPChannel):  # type: ignore[misc]  # waitress carries no types
    task_class = _Task
    error_task_class = _ProblemTask


def _remedy(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"端口 {port} 已被占用：请换一个，例如 make run PORT={port + 1}。 / "
            f"Port {port} is taken: try another one, such as make run PORT={port + 1}."
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return (
            f"没有权限使用端口 {port}：请用 1024 以上的端口，例如 make run PORT=8000。 / "
            f"Port {port} needs privileges: use one above 1024, such as make run PORT=8000."
        )
    return (
        f"无法在 {host} 端口 {port} 上监听（{error.strerror}）：请检查 HOST 和 PORT。 / "
        f"Cannot listen on {host} port {port} ({error.strerror}): check HOST and PORT."
    )
