"""Chalice, made safe to call from many threads.

Chalice keeps the current request and context on the application object, so two requests at once read each other's.
Here both live in context variables: each thread (and task) sees its own.
"""

from contextvars import ContextVar
from typing import Any

from chalice import Chalice
from chalice.app import Request


class ServiceApp(Chalice):
    """A Chalice application whose request and context belong to the thread that serves them."""

    def __init__(self, app_name: str) -> None:
        self._request: ContextVar[Request | None] = ContextVar(f"{app_name}_request", default=None)
        self._context: ContextVar[Any] = ContextVar(f"{app_name}_context", default=None)
        super().__init__(app_name=app_name, configure_logs=False)

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
