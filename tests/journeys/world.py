"""A world to act in: the gateway's front of one home, people who sign in by the code they are sent, and moving time."""

import json
import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from infra.local.lambda_context import LambdaContext
from services.applications.commands.people import Challenged, bootstrap_administrator
from shared.auth.actor import service_actor
from shared.home import home_of
from shared.messaging.functions import scheduled_event
from shared.work import Cause, perform

SIGN_IN = "/applications/sign-in"


@dataclass
class Answer:
    status: int
    data: Any
    headers: dict[str, str]


class World:
    """`home` has a gateway, a clock and `drain`."""

    def __init__(self, home) -> None:
        self.home = home
        self.tokens: dict[str, str] = {}

    def ask(
        self, method: str, path: str, body: dict | None = None, *, who: str = "", key: str = "", cookie: str = ""
    ) -> Answer:
        """One request as a program makes it."""
        plain, _, query = path.partition("?")
        raw = b"" if body is None else json.dumps(body).encode()
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": plain.encode().decode("latin-1"),
            "QUERY_STRING": query,
            "REQUEST_URI": path,
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "tepai.example",
            "HTTP_ACCEPT": "application/json",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(raw)),
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": BytesIO(raw),
            "wsgi.url_scheme": "http",
        }
        if who:
            environ["HTTP_AUTHORIZATION"] = f"Bearer {self.tokens[who]}"
        if key:
            environ["HTTP_IDEMPOTENCY_KEY"] = key
        if cookie:
            environ["HTTP_COOKIE"] = cookie
        seen: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]]) -> None:
            seen.update(status=int(status[:3]), headers={name.lower(): value for name, value in headers})

        text = b"".join(self.home.gateway(environ, start_response))
        return Answer(seen["status"], json.loads(text) if text else None, seen["headers"])

    def done(
        self, method: str, path: str, body: dict | None = None, *, who: str = "", key: str = "", cookie: str = ""
    ) -> Any:
        """Like `ask`, of something that must work; then everybody hears of it."""
        answer = self.ask(method, path, body, who=who, key=key, cookie=cookie)
        assert answer.status < 300, f"{method} {path}: {answer.status} {answer.data}"
        if method == "POST":
            self.home.drain()
        return answer.data

    def seen(self, path: str, who: str = "") -> Any:
        return self.done("GET", path, who=who)

    def mails(self, name: str = "") -> list[dict]:
        """Everything in the demo's mailbox, the newest first; of one person by their address."""
        items, after = [], ""
        while True:
            page = self.seen(f"/notifications/mailbox{after}")
            items += page["items"]
            if not page["next"]:
                return [mail for mail in items if not name or mail["to"] == address_of(name)]
            after = f"?after={page['next']}"

    def administrator(self, name: str) -> None:
        """Sign in as the first administrator of an empty system, by the link its operator is shown."""
        home = home_of("applications")
        challenge = perform(
            home.store,
            home.clock,
            bootstrap_administrator,
            by=service_actor("operator"),
            cause=Cause("bootstrap", "bootstrap", "bootstrap"),
            answers=TypeAdapter(Challenged),
        )
        token = home.secrets.derive("sign-in", challenge.challenge_id)
        self._follow(name, f"/applications/sign-in/{challenge.challenge_id}/{token}")

    def invited(self, name: str, role: str, *, by: str, county: str = "") -> None:
        """Somebody the administrator gives a role signs in by the invitation."""
        body = {"name": name, "role": role, "county": county, "email": address_of(name)}
        self.done("POST", "/applications/people", body, who=by)
        self._follow_mail(name)

    def registered(self, name: str, role: str) -> None:
        """Somebody new signs in by the code they are sent and says who they are."""
        cookie = self._code_given(name)
        self._signed_in(name, self.done("POST", f"{SIGN_IN}/new", {"name": name, "role": role}, cookie=cookie))

    def signs_in(self, name: str) -> None:
        """Somebody known signs in anew by the code they are sent."""
        self._code_given(name)

    def fire(self, service: str, schedule: str) -> None:
        """Call the function of a schedule as the clock of either home does, for this minute."""
        function = self.home.services[service].app.handler_map[schedule]
        at = self.home.clock.now().replace(second=0)
        function(scheduled_event(at), LambdaContext(schedule, "journey", 60))
        self.home.drain()

    def _code_given(self, name: str) -> str:
        """Ask for a code, read it in the mail and give it; answers the cookie that stands for having asked."""
        asked = self.ask("POST", SIGN_IN, {"contact": address_of(name)})
        assert asked.status == 202, asked.data
        cookie = asked.headers["set-cookie"].partition(";")[0]
        self.home.drain()
        code = next(found[0] for mail in self.mails(name) if (found := re.findall(r"\b\d{6}\b", mail["text"])))
        self._signed_in(name, self.done("POST", f"{SIGN_IN}/code", {"code": code}, cookie=cookie))
        return cookie

    def _signed_in(self, name: str, answer: Any) -> None:
        if answer["token"]:
            self.tokens[name] = answer["token"]

    def _follow_mail(self, name: str) -> None:
        links = [link for mail in self.mails(name) for link in mail["links"] if "/sign-in/" in link]
        self._follow(name, urlsplit(links[0]).path)

    def _follow(self, name: str, path: str) -> None:
        self.tokens[name] = self.done("POST", path, {})["token"]


def address_of(name: str) -> str:
    """A reserved address for somebody of a test."""
    return f"{name.encode().hex()}@example.com"
