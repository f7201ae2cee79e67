"""The same two routes written plainly: Flask, sqlite3 with synchronous=FULL, waitress. What a careful afternoon gives.

    python -m benchmarks.plain FOLDER

Submitting checks the bearer token, that its person has not signed out since, that the scheme takes applications, and
every field; it refuses a second application for one credit code, and stores the row. Listing checks token and person
and answers the fifty that wait longest. Person and scheme are read because nobody could leave that out: without them a
stolen token outlives a sign-out, and a closed scheme takes applications. No audit, no outbox, no message, no key kept.
"""

import base64
import hashlib
import hmac
import json
import re
import secrets
import sqlite3
import sys
import threading
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.forms import COUNTIES, enterprise_form

SERVICE_TYPES = {
    "industry_consulting", "joint_research", "technology_transfer", "demonstration_extension", "guidance_training",
}  # fmt: skip
FIELDS = {
    "name", "uscc", "county", "industry", "above_scale", "high_tech", "high_tech_certificate", "nurtured", "growth",
    "demand", "needs",
}  # fmt: skip
FLAGS = ("above_scale", "high_tech", "nurtured", "growth")
SCHEMA = """
PRAGMA journal_mode = WAL;
CREATE TABLE applications (
    id TEXT PRIMARY KEY, number TEXT NOT NULL, scheme TEXT NOT NULL, uscc TEXT NOT NULL, name TEXT NOT NULL,
    county TEXT NOT NULL, status TEXT NOT NULL, submitted_at TEXT NOT NULL, owner TEXT NOT NULL, form TEXT NOT NULL,
    UNIQUE (scheme, uscc)
);
CREATE TABLE people (id TEXT PRIMARY KEY, epoch INTEGER NOT NULL);
CREATE TABLE schemes (id TEXT PRIMARY KEY, opens TEXT NOT NULL, closes TEXT NOT NULL);
CREATE INDEX by_status ON applications (status, submitted_at, id);
"""
LISTED_AT_FIRST = 60
PAGE = 50
THREADS = 4
"""waitress's own default, and as many as Tepai's server has."""


class NotSignedIn(Exception):
    """No good token."""


def issue(key: bytes, person: str, role: str) -> str:
    """A token: who, as what, until when, and an HMAC over it."""
    claims = json.dumps({"sub": person, "role": role, "epoch": 0, "exp": time.time() + 900}).encode()
    body = base64.urlsafe_b64encode(claims)
    return f"{body.decode()}.{hmac.new(key, body, hashlib.sha256).hexdigest()}"


def read(table: "Table", key: bytes, header: str, role: str) -> str:
    """The person of a token of this role, whose session goes on. Raises NotSignedIn."""
    body, _, mac = header.removeprefix("Bearer ").partition(".")
    if not hmac.compare_digest(hmac.new(key, body.encode(), hashlib.sha256).hexdigest(), mac):
        raise NotSignedIn
    claims = json.loads(base64.urlsafe_b64decode(body))
    if claims["role"] != role or claims["exp"] < time.time():
        raise NotSignedIn
    if table.has_signed_out(claims["sub"], claims["epoch"]):
        raise NotSignedIn
    return str(claims["sub"])


def errors_in(form: Any) -> dict[str, str]:  # noqa: C901 - a line a field, as a plain program has it
    """Field -> what is wrong with it."""
    from stdnum.cn import uscc

    if not isinstance(form, dict):
        return {"": "not an object"}
    wrong = dict.fromkeys(form.keys() - FIELDS, "unknown")
    if not _text(form.get("name"), 1, 100):
        wrong["name"] = "1 to 100 characters"
    if not isinstance(form.get("uscc"), str) or not uscc.is_valid(form["uscc"]):
        wrong["uscc"] = "not a credit code"
    if form.get("county") not in COUNTIES:
        wrong["county"] = "not a county"
    if not re.fullmatch(r"1[3-9]|[2-3]\d|4[0-3]", str(form.get("industry"))):
        wrong["industry"] = "not a division of manufacturing"
    wrong |= {name: "yes or no" for name in FLAGS if not isinstance(form.get(name, False), bool)}
    if form.get("high_tech") and not re.fullmatch(r"GR\d{4}41\d{6}", str(form.get("high_tech_certificate"))):
        wrong["high_tech_certificate"] = "not a certificate"
    if not isinstance(form.get("demand", 1), int) or not 1 <= form.get("demand", 1) <= 10:
        wrong["demand"] = "1 to 10"
    needs = form.get("needs")
    if not isinstance(needs, list) or not 1 <= len(needs) <= 10 or not all(_good_need(need) for need in needs):
        wrong["needs"] = "1 to 10 needs with title, text and service types"
    return wrong


def _good_need(need: Any) -> bool:
    return (
        isinstance(need, dict)
        and _text(need.get("title"), 1, 100)
        and _text(need.get("text"), 10, 4000)
        and all(each in SERVICE_TYPES for each in need.get("service_types", []))
    )


def _text(value: Any, least: int, most: int) -> bool:
    return isinstance(value, str) and least <= len(value.strip()) <= most


class Table:
    """The applications, by a connection for each thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self.connection.executescript(SCHEMA)
        with self.connection as connection:
            connection.execute("INSERT INTO schemes VALUES ('one', '2000-01-01', '2999-12-31')")

    def has_signed_out(self, person: str, epoch: int) -> bool:
        """Whether sessions of this epoch are over."""
        rows = self.connection.execute("SELECT epoch FROM people WHERE id = ?", (person,)).fetchall()
        return bool(rows) and rows[0]["epoch"] > epoch

    def is_open(self, scheme: str) -> bool:
        """Whether a scheme takes applications today."""
        today = datetime.now(UTC).date().isoformat()
        rows = self.connection.execute("SELECT opens, closes FROM schemes WHERE id = ?", (scheme,)).fetchall()
        return bool(rows) and rows[0]["opens"] <= today <= rows[0]["closes"]

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's."""
        if not hasattr(self._local, "connection"):
            self._local.connection = sqlite3.connect(self._path, timeout=10)
            self._local.connection.row_factory = sqlite3.Row
            self._local.connection.execute("PRAGMA synchronous = FULL")
        opened: sqlite3.Connection = self._local.connection
        return opened

    def insert(self, scheme: str, owner: str, form: dict[str, Any]) -> dict[str, str]:
        """Store an application. Raises sqlite3.IntegrityError for a second one of an enterprise."""
        id = uuid.uuid4().hex
        number = f"2026-Q-{id[:6].upper()}"
        moment = datetime.now(UTC).isoformat()
        row = (id, number, scheme, form["uscc"], form["name"], form["county"], "submitted", moment, owner)
        with self.connection as connection:
            connection.execute(
                "INSERT INTO applications VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*row, json.dumps(form, ensure_ascii=False)),
            )
        return {"application_id": id, "number": number}

    def listed(self, status: str) -> list[dict[str, Any]]:
        """Those that wait longest."""
        rows = self.connection.execute(
            "SELECT id, number, 'enterprise' AS kind, name, county, status, submitted_at FROM applications"
            " WHERE status = ? ORDER BY submitted_at, id LIMIT ?",
            (status, PAGE),
        )
        return [dict(row) for row in rows]


def application(table: Table, key: bytes) -> Any:
    """The Flask application."""
    from flask import Flask, jsonify, request

    app = Flask(__name__)

    @app.errorhandler(NotSignedIn)
    def refuse(error: NotSignedIn) -> Any:
        return jsonify(title="sign in first"), 401

    @app.post("/schemes/<scheme>/enterprise")
    def submit(scheme: str) -> Any:
        owner = read(table, key, request.headers.get("Authorization", ""), "enterprise")
        if not table.is_open(scheme):
            return jsonify(title="closed"), 409
        form = request.get_json()
        if wrong := errors_in(form):
            return jsonify(title="mend this", errors=wrong), 422
        try:
            return jsonify(table.insert(scheme, owner, form)), 201
        except sqlite3.IntegrityError:
            return jsonify(title="applied already"), 409

    @app.get("/inbox")
    def inbox() -> Any:
        read(table, key, request.headers.get("Authorization", ""), "officer")
        return jsonify(items=table.listed(request.args.get("status", "submitted")))

    return app


def main(folder: str) -> None:
    """Serve until SIGTERM."""
    from waitress.server import create_server

    key = secrets.token_bytes(32)
    table = Table(Path(folder) / "plain.sqlite")
    for number in range(LISTED_AT_FIRST):
        table.insert("one", "somebody", enterprise_form(number))
    server = create_server(application(table, key), host="127.0.0.1", port=0, threads=THREADS, asyncore_use_poll=True)
    tokens = {role: issue(key, f"some-{role}", role) for role in ("enterprise", "officer")}
    address = {"host": "127.0.0.1", "port": server.effective_port}
    print(json.dumps({**address, "submit": "/schemes/one/enterprise", "list": "/inbox", **tokens}), flush=True)
    server.run()


if __name__ == "__main__":
    main(sys.argv[1])
