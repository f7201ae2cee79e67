"""A client of the gateway as browsers and programs are: cookies, forms with their hidden fields, redirects, JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from tests.infra.local.asking import Answered, ask
from tests.web.page import Page

HTML = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"

Fields = Mapping[str, str | list[str]]


@dataclass(frozen=True)
class Program:
    """Speaks JSON with a bearer token, or as nobody."""

    gateway: Any
    token: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    def with_headers(self, **headers: str) -> "Program":
        return replace(self, headers=(*self.headers, *headers.items()))

    def ask(self, method: str, target: str, body: bytes = b"", **headers: str) -> Answered:
        given: dict[str, Any] = {"accept": JSON, **({"authorization": f"Bearer {self.token}"} if self.token else {})}
        return ask(self.gateway, method, target, body, **{**given, **dict(self.headers), **headers})

    def get(self, target: str, **headers: str) -> Answered:
        return self.ask("GET", target, b"", **headers)

    def post(self, target: str, data: Any, key: str = "", **headers: str) -> Answered:
        given = {"idempotency_key": key} if key else {}
        return self.ask("POST", target, json.dumps(data).encode(), content_type=JSON, **{**given, **headers})

    def page(self, target: str, **headers: str) -> Answered:
        return self.get(target, accept=HTML, **headers)


class Browser:
    """Keeps cookies, sends forms as they stand on the page, follows redirects when told to."""

    def __init__(self, gateway: Any) -> None:
        self.gateway = gateway
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, target: str, body: bytes = b"", **headers: str) -> Answered:
        given: dict[str, Any] = {"accept": HTML, "host": "127.0.0.1:8000"}
        if self.cookies:
            given["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answered = ask(self.gateway, method, target, body, **{**given, **headers})
        for name, value in answered.headers:
            if name == "Set-Cookie":
                self._keep(value)
        return answered

    def get(self, target: str, **headers: str) -> Answered:
        return self.ask("GET", target, b"", **headers)

    def page(self, target: str) -> Page:
        return Page(self.get(target).body.decode())

    def send(self, target: str, fields: Fields, **headers: str) -> Answered:
        """POST exactly these fields, as a form of our own site."""
        ours = {"origin": "http://127.0.0.1:8000", "sec_fetch_site": "same-origin", "content_type": FORM}
        return self.ask("POST", target, urlencode(fields, doseq=True).encode(), **{**ours, **headers})

    def submit(self, page: str, fields: Fields, action: str = "", **headers: str) -> Answered:
        """Fill in the form of `page` that posts to `action` (`page` itself where it is not said) and send it."""
        form = self.page(page).form(action or page)
        filled: dict[str, Any] = {**form.fields, **fields}
        return self.send(form.action, filled, **headers)

    def followed(self, answered: Answered) -> Answered:
        while answered.status == 303:
            answered = self.get(answered.header("Location"))
        return answered

    def _keep(self, cookie: str) -> None:
        name, _, value = cookie.partition(";")[0].partition("=")
        if "Max-Age=0" in cookie:
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value
