"""Between application and appointment: consent and checks, the public notice, the joint notice of three departments."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial

from infra.local.demo.applying import accept, city_officer, in_turn, institution_of, officer_of
from infra.local.demo.loading import Loading
from infra.local.demo.programme import Entry
from infra.local.demo.step import Step
from infra.local.links import SERVICE
from shared.auth.actor import Role
from shared.clock import BEIJING

_CHECKING, _NOTICE_DAY = (28, 31), 34
_LATE_NOTICE_DAY = 68
"""Days after the scheme was published."""
_AFTERWARDS = 3
"""Days from a notice's last one to the joint notice: even where that falls on a weekend, the notice is over."""
_DEPARTMENTS = ("organisation", "science", "personnel")
_CONSENT_NOT_TOLD = "公开案例未载派出单位意见，按案例所载的选派结果录入。"


def checks(loading: Loading) -> Iterator[Step]:
    """Institutions consent to their people, counties look at their enterprises."""
    if not loading.programme.spread:
        return
    everybody = in_turn(loading)
    for place, (role, entry) in enumerate(everybody):
        yield Step(partial(check, loading, role, entry), loading.timeline.within(*_CHECKING, place, len(everybody)))


def notice(loading: Loading) -> Iterator[Step]:
    """The names of everybody accepted are made public."""
    if loading.programme.spread:
        yield Step(partial(_publish, loading, 1), loading.timeline.at(_NOTICE_DAY))


def appointment(loading: Loading) -> Iterator[Step]:
    """Once nobody can object any more, three departments sign, and everybody is appointed."""
    yield from _appointment(loading, 1)


def told_without_host(loading: Loading) -> Iterator[Step]:
    """Told cases whose host nobody names are accepted once the runs are over, so that none is made up for them."""
    for entry in loading.programme.commissioners:
        if entry["key"] in loading.programme.outside_matching():
            yield Step(partial(accept, loading, Role.APPLICANT, entry), loading.timeline.at(_LATE_NOTICE_DAY))
    if loading.programme.spread:
        yield Step(partial(_publish, loading, 2), loading.timeline.at(_LATE_NOTICE_DAY, 0.5))


def late_appointment(loading: Loading) -> Iterator[Step]:
    """They have a notice of their own, and are appointed like everybody."""
    yield from _appointment(loading, 2)


def check(loading: Loading, role: Role, entry: Entry) -> None:
    """The county looks at an enterprise; a commissioner's institution consents, by letter where it has no account."""
    path = f"/applications/{loading.noted('applications')[entry['key']]}"
    if role is Role.ENTERPRISE:
        officer_of(loading, entry["county"]).post(f"{path}/verify", {}, f"demo-verify-{entry['key']}")
        return
    key = f"demo-consent-{entry['key']}"
    institution = institution_of(loading, entry["institution"])
    if institution:
        institution.post(f"{path}/endorse", {"note": ""}, key)
    else:
        city_officer(loading).post(f"{path}/paper-consent", {"reason": _CONSENT_NOT_TOLD}, key)


def _publish(loading: Loading, number: int) -> None:
    title = f"{loading.opens.year}年度拟选派工业科技特派员名单公示" + ("" if number == 1 else "（补充）")
    body = {"scheme_id": loading.noted("ids")["scheme"], "title": title}
    begun = city_officer(loading).post("/applications/notices", body, f"demo-notice-{number}")
    loading.note("ids", f"notice {number}", begun["notice_id"])


def _appointment(loading: Loading, number: int) -> Iterator[Step]:
    if not loading.programme.spread:
        return
    public = city_officer(loading).get(f"/applications/notices/{loading.noted('ids')[f'notice {number}']}")
    closes = date.fromisoformat(public["closes"])
    day = (closes - loading.timeline.published).days + _AFTERWARDS
    yield Step(partial(_close, loading, closes), loading.timeline.at(day))
    yield Step(partial(_issue, loading, number), loading.timeline.at(day, 0.5))


def _close(loading: Loading, closes: date) -> None:
    """What the clock does in the night after a notice's last day."""
    midnight = datetime.combine(closes + timedelta(days=1), time(0, 5), BEIJING)
    service = loading.machine.services[SERVICE]
    service.schedules["close_notices"].tick(service, midnight)


def _issue(loading: Loading, number: int) -> None:
    officer, year, today = city_officer(loading), loading.opens.year, loading.today().isoformat()
    body = {
        "scheme_id": loading.noted("ids")["scheme"],
        "title": f"关于选派{year}年度工业科技特派员的通知" + ("" if number == 1 else "（补充）"),
        "document_number": f"示例联〔{year}〕{number}号",
    }
    drawn = officer.post("/applications/joint-notices", body, f"demo-joint-{number}")
    path = f"/applications/joint-notices/{drawn['notice_id']}"
    for department in _DEPARTMENTS:
        signed = {"department": department, "day": today}
        officer.post(f"{path}/countersign", signed, f"demo-joint-{number}-{department}")
    officer.post(f"{path}/issue", {}, f"demo-joint-{number}-issue")
