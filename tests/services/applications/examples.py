"""What an applicant of the tests sends: plainly fictional."""

from typing import Any

PARTS = {
    part: f"示例方案的{name}，按照本市统一部署执行，具体内容见附件。"
    for part, name in {
        "form_of_dispatch": "选派形式",
        "eligibility": "选派条件",
        "requirements": "选派要求",
        "procedure": "选派程序",
        "service_requirements": "服务要求",
        "guarantees": "保障措施",
    }.items()
}

SCHEME: dict[str, Any] = {
    "name": "示例年度选派方案",
    "year": 2026,
    "opens": "2026-01-01",
    "closes": "2026-12-31",
    **PARTS,
}

ENTERPRISE: dict[str, Any] = {
    "name": "示例机床有限公司",
    "uscc": "91410500MA0000012N",
    "county": "410502",
    "industry": "34",
    "above_scale": True,
    "demand": 1,
    "needs": [
        {
            "title": "高速电主轴温升过大",
            "text": "加工中心电主轴转速一万二千转时，前轴承温升超过四十度，热伸长影响加工精度，希望优化结构与冷却。",
            "service_types": ["joint_research"],
        }
    ],
}

COMMISSIONER: dict[str, Any] = {
    "name": "示例甲博士",
    "institution": "示例大学",
    "discipline": "机械工程",
    "degree": "doctor",
    "title": "associate_senior",
    "expertise": "长期研究高速主轴热变形与冷却结构设计，做过轴承温升测试与有限元热结构耦合分析。",
    "works": ["高速电主轴热结构耦合分析与冷却优化", "轴承预紧力对主轴温升的影响"],
    "service_types": ["joint_research"],
    "capacity": 2,
}
