"""A provider that lies: it hands out whatever a test has it say, signed by whatever key."""

import hmac
import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet


class Forger:
    """`claims` go over the honest ones; `answers` (path -> bytes or a status) over what would be answered."""

    def __init__(self) -> None:
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.reset()
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def reset(self) -> None:
        self.key = ECKey.generate_key("P-256", auto_kid=True)
        self.signing: Any = self.key
        self.header: dict[str, Any] = {"alg": "ES256", "kid": self.key.kid}
        self.claims: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.answers: dict[str, bytes | int] = {}
        self.asked: list[str] = []
        self.slow_s = 0.0

    def came_back_to(self, address: str) -> str:
        """Agree to what the browser was sent here with."""
        sent = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        self.nonce, self.audience = sent["nonce"], sent["client_id"]
        return f"{sent['redirect_uri']}?{urlencode({'code': 'c', 'state': sent['state']})}"

    def answer(self, path: str) -> bytes | int:
        if path in self.answers:
            return self.answers[path]
        documents = {
            "/.well-known/openid-configuration": self._about,
            "/jwks": lambda: KeySet([self.key]).as_dict(private=False),
            "/token": lambda: {"access_token": "a", "token_type": "Bearer", "id_token": self._id_token()},
        }
        return json.dumps(documents[path]()).encode() if path in documents else 404

    def _about(self) -> dict[str, Any]:
        endpoints = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/jwks"}
        addresses = {name: f"{self.address}{path}" for name, path in endpoints.items()}
        return {"issuer": self.address, **addresses, "code_challenge_methods_supported": ["S256"]} | self.metadata

    def _id_token(self) -> str:
        now = int(self.now().timestamp())
        honest = {
            "iss": self.address,
            "aud": self.audience,
            "sub": "officer",
            "nonce": self.nonce,
            "iat": now,
            "exp": now + 60,
            "email": "officer@example.com",
            "email_verified": True,
        }
        claims = {name: value for name, value in (honest | self.claims).items() if value is not None}
        if self.header["alg"] == "none":
            return ".".join(_b64(json.dumps(each).encode()) for each in (self.header, claims)) + "."
        if self.header["alg"] == "HS256":
            return _by_hand(self.header, claims, self.key.as_pem(private=False))
        return jwt.encode(self.header, claims, self.signing)

    def confuse(self) -> None:
        """Sign with the public key as if it were a shared secret."""
        self.header = {"alg": "HS256", "kid": self.key.kid}


def _by_hand(header: dict[str, Any], claims: dict[str, Any], secret: bytes) -> str:
    """joserfc would not sign by a public key; whoever attacks does."""
    signed = ".".join(_b64(json.dumps(each).encode()) for each in (header, claims))
    return f"{signed}.{_b64(hmac.digest(secret, signed.encode(), 'sha256'))}"


def _b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _handler(forger: "Forger") -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            path = urlsplit(self.path).path
            forger.asked.append(path)
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer = forger.answer(path)
            self.send_response(answer if isinstance(answer, int) else 200)
            if answer == 302:
                self.send_header("Location", f"{forger.address}/elsewhere")
            body = answer if isinstance(answer, bytes) else b"{}"
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                for at in range(0, len(body), 1 << 16):
                    self.wfile.write(body[at : at + (1 << 16)])
                    time.sleep(forger.slow_s)
            except OSError:
                pass

        do_POST = do_GET  # noqa: N815 - http.server's name

        def log_message(self, *_):
            pass

    return Handler
