"""Chalice, made safe to call from many threads.

Chalice keeps the current request and context on the application object, so two requests at once read each other's.
Here both live in context variables: each thread (and task) sees its own.
"""

from contextvars import ContextVar
from typing import Any

from chalice import Chalice
from chalice.app import Request, RestAPIEventHandler

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
"""A Word document: bytes, which Chalice passes on as they are only for the types it is told."""


class _AnyAccept(RestAPIEventHandler):
    """Chalice's own answers 400 where `Accept` does not name a binary answer's type, as in a program that says JSON.

    The front takes every answer for bytes, so a file can go to whoever asks for its address.
    """

    def _validate_binary_response(self, request_headers: Any, response_headers: Any) -> bool:
        return True


class ServiceApp(Chalice):
    """A Chalice application whose request and context belong to the thread that serves them."""

    def __init__(self, app_name: str) -> None:
        self._request: ContextVar[Request | None] = ContextVar(f"{app_name}_request", default=None)
        self._context: ContextVar[Any] = ContextVar(f"{app_name}_context", default=None)
        super().__init__(app_name=app_name, configure_logs=False)
        self.api.binary_types.append(DOCX)

    @property
    def current_request(self) -> Request | None:
        return self._request.get()

    @current_request.setter
    def current_request(self, request: Request | None) -> None:
        self._request.set(request)

    @property
    def lambda_context(self) -> Any:
        return self._context.get()

    @lambda_context.setter
    def lambda_context(self, context: Any) -> None:
        self._context.set(context)

    def __call__(self, event: Any, context: Any) -> Any:
        middleware = self._get_middleware_handlers("http")
        handler = _AnyAccept(self.routes, self.api, self.log, self.debug, middleware_handlers=middleware)
        self.current_request = handler.create_request_object(event, context)
        return handler(event, context)
