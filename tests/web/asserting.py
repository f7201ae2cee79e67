"""What every refusal must be, in either face and language."""

import re
from typing import Any

from tests.infra.local.asking import Answered

PROBLEM = "application/problem+json"
CHINESE = re.compile(r"[一-鿿]")


def problem(answered: Answered, *statuses: int) -> Any:
    """The problem document of a refusal; fails where it is none, or of another status than one of these."""
    assert answered.status in (statuses or range(400, 500)), (answered.status, answered.body[:500])
    assert answered.header("Content-Type") == PROBLEM
    document = answered.json
    assert document["status"] == answered.status
    assert document["type"].startswith("urn:tepai:problem:")
    assert document["title"]
    assert CHINESE.search(document["detail"]), document
    for error in document["errors"]:
        assert error["pointer"].startswith("/") or error["pointer"] == ""
        assert CHINESE.search(error["detail"]), error
    return document


def problem_page(answered: Answered, *statuses: int) -> str:
    """The page of a refusal."""
    assert answered.status in (statuses or range(400, 500)), (answered.status, answered.body[:500])
    assert answered.header("Content-Type") == "text/html; charset=utf-8"
    text = answered.body.decode()
    assert text.startswith("<!DOCTYPE html>")
    assert "Traceback" not in text
    return text


def in_english(answered: Answered) -> None:
    """The refusal as its English reader has it: not a Chinese character in it."""
    document = answered.json
    said = [document["title"], document["detail"], *(error["detail"] for error in document["errors"])]
    assert all(said)
    assert not [text for text in said if CHINESE.search(text)]
