"""What is sent: an enterprise's application, plainly fictional, and each time another enterprise's."""

from itertools import count
from typing import Any

from stdnum.cn import uscc

SCHEME = {
    "name": "示例测速方案",
    "year": 2026,
    **{
        part: f"示例方案的{name}：按照统一部署执行，具体内容见附件。"
        for part, name in {
            "form_of_dispatch": "选派形式",
            "eligibility": "选派条件",
            "requirements": "选派要求",
            "procedure": "选派程序",
            "service_requirements": "服务要求",
            "guarantees": "保障措施",
        }.items()
    },
}

COUNTIES = ("410502", "410503", "410505", "410506", "410522", "410523", "410526", "410527", "410581")

_NEEDS = [
    {
        "title": "高速电主轴温升过大",
        "text": "加工中心电主轴转速一万二千转时，前轴承温升超过四十度，热伸长影响加工精度，希望优化结构与冷却。",
        "service_types": ["joint_research"],
    },
    {
        "title": "缺少在线检测手段",
        "text": "轴承座孔径靠人工抽检，返工率百分之三左右，希望引入在线测量并与数控系统联动，减少废品。",
        "service_types": ["guidance_training"],
    },
]

_numbers = count(1)


def enterprise_form(number: int | None = None) -> dict[str, Any]:
    """The form of the `number`th fictional enterprise, or of one nobody had in this process."""
    place = next(_numbers) if number is None else number
    code = f"91410500MA{place:07d}"
    return {
        "name": f"示例测速{place:07d}有限公司",
        "uscc": code + uscc.calc_check_digit(code),
        "county": COUNTIES[place % len(COUNTIES)],
        "industry": "34",
        "above_scale": True,
        "high_tech": False,
        "nurtured": True,
        "growth": False,
        "demand": 1,
        "needs": _NEEDS,
    }
