"""The one navigation of all pages: what each role finds in the header. Paths only, no service is imported."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shared.auth.actor import PEOPLE, Role
from shared.language import N_

OFFICERS = (Role.CITY_OFFICER, Role.COUNTY_OFFICER)
OVERSEERS = (Role.CITY_OFFICER, Role.COUNTY_OFFICER, Role.LEADER, Role.ADMINISTRATOR, Role.AUDITOR)
PARTIES = (Role.APPLICANT, Role.ENTERPRISE)


@dataclass(frozen=True)
class Place:
    """One entry: where it leads and who sees it."""

    label: str
    path: str
    roles: tuple[Role, ...]

    def holds(self, path: str) -> bool:
        """Whether somebody at `path` is in this place: the home page is one page, the others have pages below them."""
        return path == self.path or (self.path != HOME and path.startswith(self.path))


HOME = "/"
PLACES = (
    Place(N_("首页"), HOME, (Role.PUBLIC, *PEOPLE)),
    Place(N_("我的申报"), "/applications/mine", PARTIES),
    Place(N_("申报审核"), "/applications/inbox", (*OFFICERS, Role.LEADER, Role.AUDITOR)),
    Place(N_("实施方案"), "/applications/schemes", (*OVERSEERS, Role.SENDING_INSTITUTION, Role.REVIEWER)),
    Place(N_("评审与遴选"), "/applications/selection", (Role.CITY_OFFICER, Role.LEADER, Role.AUDITOR)),
    Place(N_("我的评审"), "/applications/reviews", (Role.REVIEWER,)),
    Place(N_("选派公示"), "/applications/notices", (Role.PUBLIC, *PEOPLE)),
    Place(N_("异议处理"), "/applications/objections", (Role.CITY_OFFICER, Role.LEADER, Role.AUDITOR)),
    Place(N_("双向选择"), "/matching/proposals", PARTIES),
    Place(N_("匹配"), "/matching/runs", (Role.CITY_OFFICER, Role.LEADER, Role.AUDITOR)),
    Place(N_("派驻"), "/matching/dispatches", (*PARTIES, *OVERSEERS)),
    Place(N_("派驻任务书"), "/matching/agreements", (Role.SENDING_INSTITUTION,)),
    Place(N_("服务与成效"), "/outcomes/records", (*PARTIES, *OFFICERS)),
    Place(N_("走访调研"), "/outcomes/visits", (*PARTIES, *OVERSEERS)),
    Place(N_("工作经费"), "/outcomes/funds", (Role.APPLICANT, Role.CITY_OFFICER, Role.LEADER, Role.AUDITOR)),
    Place(N_("宣传报道"), "/outcomes/coverage", (Role.CITY_OFFICER, Role.LEADER, Role.AUDITOR)),
    Place(N_("年度报告"), "/outcomes/reports/annual", OVERSEERS),
    Place(N_("通知发送"), "/notifications/outbox", (Role.CITY_OFFICER, Role.ADMINISTRATOR)),
    Place(N_("人员"), "/applications/people", (Role.ADMINISTRATOR,)),
    Place(N_("公开成效"), "/outcomes/public", (Role.PUBLIC, *PEOPLE)),
)

ROLE_NAMES = {
    Role.PUBLIC: N_("访客"),
    Role.APPLICANT: N_("科技特派员"),
    Role.ENTERPRISE: N_("企业"),
    Role.SENDING_INSTITUTION: N_("派出单位"),
    Role.REVIEWER: N_("评审专家"),
    Role.COUNTY_OFFICER: N_("县区科技主管部门"),
    Role.CITY_OFFICER: N_("市科学技术局"),
    Role.LEADER: N_("局领导"),
    Role.ADMINISTRATOR: N_("系统管理员"),
    Role.AUDITOR: N_("审计"),
}


def places_of(role: Role) -> list[Place]:
    """What this role finds in the header."""
    return [place for place in PLACES if role in place.roles]


ROW_EM = 59.0
"""Width of the header's row at the narrowest window that shows it (60rem, less its margins), in the text's own size."""
MORE_EM = 5.5
"""Width of the entry behind which the rest is found."""
_WIDE_EM, _NARROW_EM, _ENTRY_EM = 1.0, 0.56, 1.7
"""A Chinese character, a Latin letter on average, and the space around an entry."""


def in_one_row(places: Sequence[Place], *, said: Callable[[str], str]) -> tuple[list[Place], list[Place]]:
    """The entries that fit the header's one row in the words they are said in, and the rest.

    Reckoned here and not by the browser: the row is whole without a script, and nothing moves once it is there.
    """
    widths = [_ENTRY_EM + sum(_em(letter) for letter in said(place.label)) for place in places]
    if sum(widths) <= ROW_EM:
        return list(places), []
    room, fitting = ROW_EM - MORE_EM, 0
    for width in widths:
        room -= width
        if room < 0:
            break
        fitting += 1
    return list(places[:fitting]), list(places[fitting:])


def _em(letter: str) -> float:
    return _WIDE_EM if unicodedata.east_asian_width(letter) in "WF" else _NARROW_EM
