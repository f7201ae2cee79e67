"""The people of the tests' world, all plainly made up, and what they send."""

from dataclasses import dataclass
from typing import Any

from stdnum.cn import uscc

from shared.auth.actor import Role

WENFENG, HUAXIAN = "410502", "410526"


@dataclass(frozen=True)
class Person:
    """`id` is empty for nobody, who has not signed in."""

    key: str
    role: Role
    name: str
    county: str = ""
    id: str = ""
    organisation: str = ""


NOBODY = Person("nobody", Role.PUBLIC, "")

REGISTERED = (
    Person("enterprise", Role.ENTERPRISE, "示例联系人甲"),
    Person("enterprise_2", Role.ENTERPRISE, "示例联系人乙"),
    Person("enterprise_3", Role.ENTERPRISE, "示例联系人丙"),
    Person("applicant", Role.APPLICANT, "示例博士甲"),
    Person("applicant_2", Role.APPLICANT, "示例博士乙"),
    Person("applicant_3", Role.APPLICANT, "示例博士丙"),
    Person("applicant_4", Role.APPLICANT, "示例博士丁"),
)
INVITED = (
    Person("city", Role.CITY_OFFICER, "示例市局人员"),
    Person("county", Role.COUNTY_OFFICER, "示例县区人员甲", WENFENG),
    Person("county_2", Role.COUNTY_OFFICER, "示例县区人员乙", HUAXIAN),
    Person("institution", Role.SENDING_INSTITUTION, "示例派出单位人员", organisation="示例大学"),
    Person("institution_2", Role.SENDING_INSTITUTION, "示例派出单位人员乙"),
    Person("reviewer", Role.REVIEWER, "示例评审专家"),
    Person("reviewer_2", Role.REVIEWER, "示例评审专家乙"),
    Person("leader", Role.LEADER, "示例局领导"),
    Person("administrator", Role.ADMINISTRATOR, "示例管理员"),
    Person("auditor", Role.AUDITOR, "示例审计人员"),
)

SPINDLE = (
    "高速电主轴温升过大",
    "加工中心电主轴转速一万二千转时前轴承温升超过四十度，热伸长影响加工精度，希望优化冷却结构。",
)
LILY = ("百合种球退化病毒病严重", "百合鳞茎连作三年后病毒病严重，切花等级下降，希望建立组培脱毒与种球繁育体系。")
CASTING = ("铝合金铸件气孔缩松", "压铸铝合金壳体内部气孔缩松率高，气密性检测不合格，希望优化浇注系统与真空压铸工艺。")

NEEDS = {"enterprise": SPINDLE, "enterprise_2": LILY, "enterprise_3": CASTING}
COUNTY_OF = {"enterprise": WENFENG, "enterprise_2": HUAXIAN, "enterprise_3": WENFENG}
INSTITUTION_OF = {"applicant_2": "示例学院"}
WORKS = {
    "applicant": ("机械工程", ["高速电主轴热伸长与冷却结构优化", "电主轴前轴承温升测试与分析"]),
    "applicant_2": ("园艺学", ["百合鳞茎组培脱毒与种球繁育", "百合病毒病检测与切花等级"]),
    "applicant_3": ("材料加工", ["铝合金壳体真空压铸工艺与气孔缩松控制", "压铸浇注系统优化"]),
    "applicant_4": ("统计学", ["贝叶斯分层模型的抽样推断"]),
}


def credit_code(number: int) -> str:
    """A well-formed code nobody has."""
    begun = f"91410500MA{number:07d}"
    return begun + uscc.calc_check_digit(begun)


def enterprise_form(key: str, number: int, mark: str = "") -> dict[str, Any]:
    title, text = NEEDS.get(key, SPINDLE)
    return {
        "name": f"示例企业{number}有限公司{mark}",
        "uscc": credit_code(number),
        "county": COUNTY_OF.get(key, WENFENG),
        "industry": "34",
        "needs": [{"title": title, "text": text + mark, "service_types": ["joint_research"]}],
    }


def commissioner_form(key: str, mark: str = "") -> dict[str, Any]:
    discipline, works = WORKS.get(key, WORKS["applicant"])
    return {
        "name": f"示例特派员{key}{mark}",
        "institution": INSTITUTION_OF.get(key, "示例大学"),
        "discipline": discipline,
        "degree": "doctor",
        "title": "associate_senior",
        "expertise": "长期研究" + "、".join(works) + "，有企业服务经验。" + mark,
        "works": works,
        "service_types": ["joint_research"],
        "capacity": 1,
    }
