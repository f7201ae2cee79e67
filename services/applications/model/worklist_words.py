"""How a home page says its tasks and happenings: Chinese sources, their places filled from what is kept of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.applications.model.forms import Kind
from services.applications.model.worklist import Happened, What
from shared.language import N_


@dataclass(frozen=True)
class Words:
    """How tasks of a kind are called: their heading, one of them, what is said below it, and where all of them are."""

    heading: str
    title: str
    below: str
    everything: str


HOME = "/"
REVIEWING = "/applications/selection"

TASKS: dict[What, Words] = {
    What.MEND: Words(N_("请您补正的申报"), N_("补正“{name}”的申报"), N_("申报编号 {number}"), "/applications/mine"),
    What.ANSWER: Words(N_("请您答复的结对建议"), "", N_("技术需求：{need}"), "/matching/proposals"),
    What.REVIEW: Words(N_("待审核的申报"), "{name}", "{kind} · {number}", "/applications/inbox"),
    What.CONFIRM_OUTCOME: Words(
        N_("待确认的成效"), "{indicator}", N_("特派员 {commissioner} 填报"), "/outcomes/records"
    ),
    What.CONFIRM_SERVICE: Words(
        N_("待确认的服务"), N_("{day} 的服务"), N_("特派员 {commissioner} 填报"), "/outcomes/records"
    ),
    What.APPROVE_SERVICE: Words(
        N_("待审核的服务"),
        N_("{day} 的服务"),
        N_("“{enterprise}”已确认"),
        "/outcomes/records?state=confirmed&kind=service",
    ),
    What.APPROVE_EXPENSE: Words(
        N_("待审核的支出"), N_("{category} {amount} 元"), N_("特派员 {commissioner} 填报"), "/outcomes/expenses"
    ),
    What.ENDORSE: Words(N_("待本单位审核的申报"), "{name}", N_("申报编号 {number}"), HOME),
    What.VERIFY: Words(N_("待核实的企业"), "{name}", N_("申报编号 {number}"), "/applications/inbox"),
    What.ASSIGN: Words(N_("待指派评审专家"), "{name}", N_("申报编号 {number}"), REVIEWING),
    What.SCORE: Words(N_("待您评审"), "{name}", N_("申报编号 {number}"), "/applications/reviews"),
    What.SELECT: Words(N_("待确定是否选派"), "{name}", N_("申报编号 {number}"), REVIEWING),
    What.NOTICE: Words(N_("待公示的拟选派人选"), "{name}", N_("申报编号 {number}"), "/applications/notices"),
    What.OBJECTION: Words(N_("待处理的异议"), N_("对“{name}”的异议"), "", "/applications/objections"),
    What.APPOINT: Words(N_("待联合发文的人选"), "{name}", N_("申报编号 {number}"), "/applications/joint-notices"),
    What.SIGN_AGREEMENT: Words(
        N_("请您签署的派驻任务书"), "{commissioner} — {enterprise}", N_("三方签署后生效"), "/matching/dispatches"
    ),
    What.STAMP_AGREEMENT: Words(
        N_("派出单位待签的任务书"),
        "{commissioner} — {enterprise}",
        N_("单位在线签署，或由您登记盖章纸质件"),
        "/matching/dispatches?agreement=waiting",
    ),
    What.NAME_LIAISON: Words(
        N_("待定分包联系的派驻"), "{commissioner} — {enterprise}", N_("确定局领导和业务科室"), "/matching/liaisons"
    ),
}

ANSWERS = {
    "enterprise": N_("是否请 {commissioner} 来贵单位服务"),
    "commissioner": N_("是否到 {enterprise} 服务"),
}
"""The title of an answer, by the side that is asked."""

KINDS: dict[str, str] = {Kind.ENTERPRISE: N_("企业技术需求"), Kind.COMMISSIONER: N_("科技特派员")}

HAPPENINGS: dict[Happened, str] = {
    Happened.SUBMITTED: N_("“{name}”提交了申报（{number}）"),
    Happened.RETURNED: N_("“{name}”的申报已退回补正（{number}）"),
    Happened.RESUBMITTED: N_("“{name}”补正后重新提交（{number}）"),
    Happened.ACCEPTED: N_("“{name}”的申报已受理（{number}）"),
    Happened.PROPOSED: N_("建议 {commissioner} 与 {enterprise} 结对"),
    Happened.ENTERPRISE_AGREED: N_("{enterprise} 同意结对，等待 {commissioner} 答复"),
    Happened.COMMISSIONER_AGREED: N_("{commissioner} 同意结对，等待 {enterprise} 答复"),
    Happened.ENTERPRISE_DECLINED: N_("{enterprise} 未同意与 {commissioner} 结对"),
    Happened.COMMISSIONER_DECLINED: N_("{commissioner} 未同意与 {enterprise} 结对"),
    Happened.WAITING: N_("{enterprise} 列入候补名单，每晚再次匹配"),
    Happened.DISPATCHED: N_("{commissioner} 开始派驻 {enterprise}"),
    Happened.AGREEMENT_SIGNED: N_("{commissioner} 派驻 {enterprise} 的任务书已由三方签署"),
    Happened.AGREEMENT_RETURNED: N_("{commissioner} 派驻 {enterprise} 的任务书被退回，需要修改后重新签署"),
    Happened.LIAISON_NAMED: N_("{leader}、{section} 分包联系 {commissioner} 派驻 {enterprise}"),
    Happened.DISPATCH_ENDED: N_("{commissioner} 派驻 {enterprise} 已结束（{day}）"),
    Happened.RUN_COMPLETED: N_("匹配完成：建议 {proposed} 对，{unserved} 家企业、{idle} 位特派员暂未匹配"),
    Happened.SERVICE_REPORTED: N_("{commissioner} 填报了 {day} 的服务"),
    Happened.SERVICE_CONFIRMED: N_("{enterprise} 确认了 {day} 的服务"),
    Happened.SERVICE_APPROVED: N_("{day} 在 {enterprise} 的服务已审核通过"),
    Happened.SERVICE_DISAPPROVED: N_("{day} 在 {enterprise} 的服务未通过审核"),
    Happened.OUTCOME_REPORTED: N_("{commissioner} 填报了成效：{indicator}"),
    Happened.OUTCOME_CONFIRMED: N_("{commissioner} 的成效已确认：{indicator}"),
    Happened.OUTCOME_REFUSED: N_("一项成效未通过确认：{indicator}"),
    Happened.VISITED: N_("{day} 走访 {enterprise} 的情况已记录"),
    Happened.EXPENSE_APPROVED: N_("一笔支出已核准：{category} {amount} 元"),
    Happened.EXPENSE_REFUSED: N_("一笔支出未核准：{category} {amount} 元"),
    Happened.ENDORSED: N_("派出单位同意“{name}”申报（{number}）"),
    Happened.VERIFIED: N_("“{name}”已经县（市、区）核实（{number}）"),
    Happened.SCORED: N_("“{name}”的一份评审已完成（{number}）"),
    Happened.REVIEW_DECLINED: N_("一位专家回避对“{name}”的评审，请另行指派（{number}）"),
    Happened.SELECTED: N_("“{name}”列为拟选派人选（{number}）"),
    Happened.NOT_SELECTED: N_("“{name}”未入选（{number}）"),
    Happened.NOTICED: N_("“{name}”开始公示，截至 {day}（{number}）"),
    Happened.NOTICE_PUBLISHED: N_("公示已发布：{title}，共 {count} 个"),
    Happened.OBJECTED: N_("收到对“{name}”的实名异议"),
    Happened.OBJECTION_UPHELD: N_("对“{name}”的异议成立"),
    Happened.OBJECTION_DISMISSED: N_("对“{name}”的异议不成立"),
    Happened.CLEARED: N_("“{name}”公示期满，无异议（{number}）"),
    Happened.APPOINTED: N_("“{name}”已选派（{number}）"),
    Happened.JOINT_NOTICE_ISSUED: N_("联合发文 {document_number}：选派 {count} 个"),
}

TONES: dict[Happened, str] = {
    Happened.RETURNED: "wait",
    Happened.ACCEPTED: "good",
    Happened.ENTERPRISE_DECLINED: "bad",
    Happened.COMMISSIONER_DECLINED: "bad",
    Happened.WAITING: "wait",
    Happened.DISPATCHED: "good",
    Happened.AGREEMENT_SIGNED: "good",
    Happened.AGREEMENT_RETURNED: "wait",
    Happened.SERVICE_CONFIRMED: "good",
    Happened.SERVICE_APPROVED: "good",
    Happened.SERVICE_DISAPPROVED: "bad",
    Happened.OUTCOME_CONFIRMED: "good",
    Happened.OUTCOME_REFUSED: "bad",
    Happened.EXPENSE_APPROVED: "good",
    Happened.EXPENSE_REFUSED: "bad",
    Happened.ENDORSED: "good",
    Happened.VERIFIED: "good",
    Happened.REVIEW_DECLINED: "wait",
    Happened.SELECTED: "good",
    Happened.NOT_SELECTED: "bad",
    Happened.OBJECTED: "wait",
    Happened.OBJECTION_UPHELD: "bad",
    Happened.CLEARED: "good",
    Happened.APPOINTED: "good",
    Happened.JOINT_NOTICE_ISSUED: "good",
}


def day_of(about: Mapping[str, str]) -> date:
    """The day a task or happening is about."""
    return date.fromisoformat(about["day"])


@dataclass(frozen=True)
class Shown:
    """One figure a home page shows: how it is said before and behind the number."""

    indicator: str
    name: str
    unit: str = ""
    """A measure word that says more than the name; plain counts have none, since not every language needs one."""


FIGURES = (
    Shown("enterprises_served", N_("服务企业"), N_("家")),
    Shown("people", N_("选派科技特派员"), N_("人")),
    Shown("problems_solved", N_("解决技术难题")),
    Shown("new_technologies", N_("完成新技术")),
    Shown("technicians_trained", N_("培训企业技术人员"), N_("人次")),
    Shown("technologies_extended", N_("推广新品种、新技术")),
)
"""Those of the public figures that say most to a stranger, in this order; never added to each other."""
MOST_FIGURES = 4
