"""What the text of a dispatch agreement begins with: in Chinese, since it is stored, edited, signed and printed so."""

from datetime import date

from shared.events.applications import NeedFacts
from shared.language import CHINESE

FIRST_REQUIREMENTS = (
    "按实施方案的服务要求开展服务，每年服务不少于 30 天，或到企业不少于 12 次；每次服务填写服务日志，由企业确认。"
)
"""Practice of such programmes; whoever signs may have it changed before."""


def first_tasks(need: NeedFacts) -> str:
    """The enterprise's stated need as a task."""
    return f"围绕企业提出的技术需求“{need.title}”开展技术服务：{need.text}"


def day_said(day: date, language: str) -> str:
    """A day as the text of an agreement writes it."""
    return f"{day.year}年{day.month}月{day.day}日" if language == CHINESE else day.isoformat()
