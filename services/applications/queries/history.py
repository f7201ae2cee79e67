"""What happened to an application, told by its own dates and its audit chain."""

from datetime import datetime

from services.applications.model.applications import Application, Status
from shared.audit.chain import AuditEntry
from shared.language import N_
from shared.rules import Unknown
from shared.store.port import Store
from shared.view import View

MOST_VERSIONS = 30
"""Versions whose entries are read together with the application: five returns and mendings, the decision, the steps."""

WORDS = {
    "submitted": N_("提交申报"),
    "returned": N_("退回补正"),
    "resubmitted": N_("补正后重新提交"),
    "accepted": N_("受理"),
    "endorsed": N_("派出单位同意"),
    "endorsed on paper": N_("登记派出单位书面意见"),
    "verified": N_("县（市、区）核实"),
    "reviewers assigned": N_("指派评审专家"),
    "review scored": N_("一位专家完成评审"),
    "review declined": N_("一位专家回避"),
    "selected": N_("列为拟选派人选"),
    "not selected": N_("未入选"),
    "noticed": N_("开始公示"),
    "objection upheld": N_("异议成立，未入选"),
    "cleared": N_("公示期满，无异议"),
    "appointed": N_("联合发文，选派"),
}
SILENT = ("objection raised", "objection decided")
"""What is no affair of everybody who may read the application."""
TONES = {
    "submitted": "info",
    "returned": "wait",
    "resubmitted": "info",
    "accepted": "good",
    "cleared": "good",
    "appointed": "good",
}
TONES |= {"not selected": "bad", "objection upheld": "bad"}


class HistoryLine(View):
    """One thing that happened: `title` in words."""

    at: datetime
    title: str
    tone: str


def told_application(store: Store, application_id: str) -> tuple[Application, list[HistoryLine]]:
    """An application and what happened to it, the newest first, in one read. Raises Unknown."""
    entries = [(AuditEntry, f"Application/{application_id}/{version:010d}") for version in range(1, MOST_VERSIONS + 1)]
    application, *found = store.get_together([(Application, application_id), *entries])
    if not isinstance(application, Application):
        raise Unknown
    lines = [
        _line(each.at, each.action) for each in found if isinstance(each, AuditEntry) and each.action not in SILENT
    ]
    # Later ones than are read: at least what its own dates say.
    if application.version > MOST_VERSIONS:
        decided = application.decided_at
        lines.append(_line(application.submitted_at, "resubmitted"))
        if decided is not None:
            lines.append(_line(decided, "returned" if application.status is Status.RETURNED else "accepted"))
    return application, lines[::-1]


def _line(at: datetime, action: str) -> HistoryLine:
    return HistoryLine(at=at, title=WORDS.get(action, action), tone=TONES.get(action, "plain"))
