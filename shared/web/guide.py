"""What the living guide shows its parts with: plainly made up, and every state a part has."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import Field

from shared.fields import Sent
from shared.language import N_, say
from shared.web.answer import Document
from shared.web.csv_file import csv_file
from shared.web.listing import Filter, ListState

STATES = (("waiting", N_("等待受理")), ("accepted", N_("已受理")), ("returned", N_("退回补正")))
TONES = {"waiting": "wait", "accepted": "good", "returned": "bad"}
ROWS = (
    (N_("示例精密机械有限公司"), "waiting", 3, 30_000_00),
    (N_("示例新材料有限公司"), "accepted", 12, 2_940_000_00),
    (N_("示例食品有限公司"), "returned", 1, 150),
)
RESULTS = ((N_("完成新技术"), 25), (N_("解决技术难题"), 30), (N_("企业培训"), 60), (N_("推广新品种、新技术"), 160))
YEARS = ((2023, 41), (2024, 66), (2025, 0), (2026, 98))


class AskedList(Sent):
    """The address of the guide's list."""

    state: Annotated[str, Field(max_length=20)] = ""
    name: Annotated[str, Field(max_length=50)] = ""
    sort: Annotated[str, Field(max_length=20)] = ""
    after: Annotated[str, Field(max_length=20)] = ""


def asked_list(path: str, asked: AskedList) -> ListState:
    """The guide's list as its address asks for it."""
    filters = (Filter("state", N_("状态"), STATES), Filter("name", N_("名称包含")))
    chosen = {"state": asked.state, "name": asked.name}
    return ListState(path, filters, chosen, sort=asked.sort, first_sort="name", after=asked.after)


def samples(now: datetime) -> dict[str, Any]:
    """What each part is shown with, by name. Times are told from `now`."""
    return {
        "tasks": _tasks(),
        "answers": _answers(),
        "happened": _happened(now),
        "waits": _waits(now),
        "rows": ROWS,
        "states": dict(STATES),
        "tones": TONES,
        "results": RESULTS,
        "years": YEARS,
        "soon": now + timedelta(days=12),
    }


def sample_file(language: str) -> Document:
    """The table of the guide's chart."""
    head = [say(N_("项目"), language), say(N_("数量"), language)]
    return csv_file(say(N_("示例"), language), head, [(say(name, language), value) for name, value in RESULTS])


def _tasks() -> list[dict[str, str]]:
    return [
        {"title": N_("企业基本情况"), "href": "#task-list", "status": N_("已完成"), "tone": "good", "hint": ""},
        {
            "title": N_("技术需求"),
            "href": "#task-list",
            "status": N_("填写中"),
            "tone": "wait",
            "hint": N_("写得越具体，越容易找到对口专家"),
        },
        {"title": N_("联系人"), "href": "#task-list", "status": N_("有误"), "tone": "bad", "hint": ""},
        {"title": N_("核对并提交"), "href": "", "status": N_("还不能开始"), "tone": "plain", "hint": ""},
    ]


def _answers() -> list[dict[str, str]]:
    return [
        {"label": N_("企业名称"), "value": N_("示例精密机械有限公司"), "href": "#summary-list"},
        {"label": N_("所在县（市、区）"), "value": N_("林州市"), "href": "#summary-list"},
        {"label": N_("技术需求"), "value": N_("高速电主轴连续运转两小时后温升过大，主轴精度下降。"), "href": ""},
    ]


def _happened(now: datetime) -> list[dict[str, Any]]:
    return [
        {"at": now - timedelta(hours=2), "title": N_("已受理"), "tone": "good", "text": "", "href": "#timeline"},
        {"at": now - timedelta(days=1), "title": N_("重新提交"), "tone": "", "text": "", "href": ""},
        {
            "at": now - timedelta(days=3),
            "title": N_("退回补正"),
            "tone": "bad",
            "text": N_("请补充技术指标"),
            "href": "",
        },
        {"at": now - timedelta(days=9), "title": N_("提交申报"), "tone": "wait", "text": "", "href": ""},
    ]


def _waits(now: datetime) -> list[dict[str, Any]]:
    day = timedelta(days=1)
    return [
        {
            "title": N_("示例食品有限公司的申报"),
            "about": N_("内黄县"),
            "since": now - 12 * day,
            "due": now - 2 * day,
            "late": True,
            "href": "#waiting",
        },
        {
            "title": N_("示例新材料有限公司的申报"),
            "about": "",
            "since": now - 3 * day,
            "due": now + 2 * day,
            "late": False,
            "href": "#waiting",
        },
        {
            "title": N_("确认一项成效"),
            "about": N_("解决技术难题"),
            "since": now - day / 3,
            "due": None,
            "late": False,
            "href": "#waiting",
        },
    ]
