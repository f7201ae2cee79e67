"""What is said of services and results: in the words of the host's own need and of the commissioner's own works."""

import re
from collections.abc import Sequence

from infra.local.demo.programme import Entry

_WANTS = re.compile(r"(?:希望(?:科技特派员)?(?:能够|能)?|想要?|需要|请求|盼望?|拟|要求)([^。；]{8,60})[。；]")

_SERVICES: dict[str, Sequence[str]] = {
    "joint_research": (
        "到车间跟班一天，就“{title}”取样测试，记录工艺参数，与技术人员商定下一轮试验方案。",
        "与企业技术部一起分析“{title}”的第二批试验数据，排除两个次要因素，重做一组对比试验。",
        "带实验室检测结果到厂，逐项对照“{title}”的现场记录，讨论{aim}的办法。",
        "围绕“{title}”在生产线上做小批试制，全过程跟踪，汇总不合格件并现场会诊。",
    ),
    "technology_transfer": (
        "介绍“{work}”的研究成果，与企业讨论用于“{title}”的可行性和投入。",
        "协助企业把实验室方案放大到车间设备，核对“{title}”涉及的工序，修改工艺卡。",
        "与企业商谈成果在厂内转化的步骤，确定先从“{title}”入手，列出所需设备和检测项目。",
    ),
    "demonstration_extension": (
        "在示范工位演示改进后的操作，班组长逐一上手，就“{title}”定出推广到其他班次的安排。",
        "检查示范线运行三周的记录，“{title}”有明显改善，协助编写推广用的操作要点。",
    ),
    "guidance_training": (
        "结合“{title}”给班组讲课半天，现场答疑，并指导两名技术员独立完成一次测试。",
        "现场讲解与“{title}”有关的原理和操作禁忌，随后到机台边逐台指导调整。",
        "为新到岗的技术人员做入门培训，以“{title}”为例讲怎样从记录里找原因。",
    ),
    "industry_consulting": (
        "与企业负责人座谈，分析同类企业的做法，就“{title}”给出分步投入的建议。",
        "查看全厂工艺流程和能耗、质量台账，围绕“{title}”提出三条改进建议，并估算费用。",
    ),
}

_RESULTS: dict[str, Sequence[str]] = {
    "new_technologies": (
        "在“{work}”研究的基础上，与{host}合作完成适用于其生产线的新技术{many}，用于解决“{title}”。",
        "针对“{title}”，完成新技术{many}，已编入企业工艺文件并连续运行三个月以上。",
        "按企业{aim}的要求完成新技术{many}，小批试制合格后转入正常生产。",
    ),
    "problems_solved": (
        "围绕“{title}”查明主要原因并完成整改，三个月没有再次出现，解决技术难题{many}。",
        "经四轮现场试验，{aim}的要求基本达到，“{title}”不再影响交货，解决技术难题{many}。",
        "把“{work}”的方法用到现场诊断，找准了“{title}”的症结，解决技术难题{many}。",
        "与车间一起逐道工序排查“{title}”，调整参数并固定下来，解决技术难题{many}。",
    ),
    "training_sessions": (
        "以“{title}”为例，为{host}开展工艺与质量培训{many}。",
        "利用停产检修的时间，为各班组开展专题培训{many}，内容围绕“{title}”。",
        "结合“{work}”的研究，为企业技术和操作人员开展培训{many}。",
    ),
    "backbone_trained": (
        "以师带徒的方式培训技术骨干{many}，都能独立处理“{title}”一类的问题。",
        "为{host}培训工艺、检验岗位技术骨干{many}。",
        "带着企业的人一起做“{title}”的试验，培训技术骨干{many}。",
    ),
    "technicians_trained": (
        "两年里历次培训和现场讲解，{host}及协作厂到场技术人员{many}。",
        "围绕“{title}”的各次培训，签到的企业技术人员共{many}。",
        "集中培训与机台边讲解合计培训企业技术人员{many}。",
    ),
    "technologies_extended": (
        "把“{title}”的改进办法整理成操作要点，在本企业其他车间和同行企业推广新技术{many}。",
        "依托“{work}”，在{host}推广新技术、新工艺{many}。",
        "在县区组织的现场会上介绍做法，推广新技术{many}，其中包括“{title}”的解决办法。",
        "为企业选用和推广成熟的新技术、新品种{many}，先试后推。",
    ),
}

_COUNTERS = {"training_sessions": "次", "backbone_trained": "人次", "technicians_trained": "人次"}


def service_text(host: Entry, kind: str, place: int) -> str:
    """What a service log says; `place` chooses among the ways to say it."""
    ways = _SERVICES[kind]
    return _filled(ways[place % len(ways)], host, host, place)


def result_text(indicator: str, quantity: int, at_least: bool, entry: Entry, host: Entry, place: int) -> str:
    """What is said of so much of an indicator; "余" where there was more."""
    many = f"{quantity}{'余' if at_least else ''}{_COUNTERS.get(indicator, '项')}"
    ways = _RESULTS[indicator]
    return _filled(ways[place % len(ways)], entry, host, place).replace("{many}", many)


def _filled(way: str, entry: Entry, host: Entry, place: int) -> str:
    need = host["needs"][place % len(host["needs"])]
    works = entry.get("works") or [need["title"]]
    wanted = _WANTS.search(need["text"])
    aim = wanted.group(1).strip("，") if wanted else f"改善“{need['title']}”"
    said = {"title": need["title"], "work": works[place % len(works)], "aim": aim, "host": host["name"]}
    for name, text in said.items():
        way = way.replace(f"{{{name}}}", text)
    return way
