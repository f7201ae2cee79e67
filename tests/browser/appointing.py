"""A scheme of every step beside the demonstration's: somebody waits at each, so that each page has something to show."""

from typing import Any

from services.applications.model.notices import Department
from services.applications.model.steps import Step
from tests.browser.site import Site
from tests.services.applications.examples import SCHEME
from tests.web.people import commissioner_form

APPLICANTS = ("示例待同意博士", "示例在评审博士", "示例被公示博士", "示例已选派博士")
OBJECTOR = APPLICANTS[0]
# Of a year before the demonstration's, so that it is not the one the header is about.
EARLIER = {"year": 2020, "opens": "2020-01-01", "closes": "2099-12-31"}


def with_appointments(site: Site, institution: str) -> None:
    """Let four made-up applicants wait for consent, for points, for objections, and be appointed."""
    city, reviewer = _as(site, "city_officer"), site.token("reviewer")
    expert = next(id for (role, _), id in site.people().items() if role == "reviewer")
    all_steps = SCHEME | EARLIER | {"name": "示例全流程方案", "steps": [each.value for each in Step], "reviews": 1}
    scheme = city.post("/applications/schemes", all_steps)["scheme_id"]
    for name in APPLICANTS:
        site.registered("applicant", name)
    waiting, reviewed, public = (_applied(site, scheme, name, institution) for name in APPLICANTS[:3])
    for id in (reviewed, public):
        city.post(f"/applications/{id}/paper-consent", {"reason": "示例单位盖章同意"})
        city.post(f"/applications/{id}/accept", {})
        city.post(f"/applications/{id}/reviewers", {"reviewers": [expert]})
    points = {"points": {"c1": 35, "c2": 25, "c3": 25}, "no_conflict": True}
    site.client.signed_in(reviewer).post(f"/applications/reviews/{public}-{expert}/score", points)
    city.post("/applications/selection", {"applications": [public]})
    notice = city.post("/applications/notices", {"scheme_id": scheme, "title": "示例拟选派人选公示"})["notice_id"]
    site.machine.drain()
    about = f"/applications/notices/{notice}/names/{public}/objection"
    said = {"name": "示例公民", "text": "该人选的专业与申报内容不符，请核实。"}
    _as(site, "applicant", OBJECTOR).post(about, said)
    assert waiting
    _joint_notices(site, city)


def _joint_notices(site: Site, city: Any) -> None:
    """One that is out, and one that is being countersigned."""
    joint = SCHEME | EARLIER | {"name": "示例联合发文方案", "steps": ["joint_notice"]}
    scheme = city.post("/applications/schemes", joint)["scheme_id"]
    city.post(f"/applications/{_applied(site, scheme, APPLICANTS[3], '示例大学')}/accept", {})
    for number in (1, 2):
        sent = {"scheme_id": scheme, "title": f"示例选派通知{number}", "document_number": f"示科〔2020〕{number}号"}
        notice = city.post("/applications/joint-notices", sent)["notice_id"]
        for department in tuple(Department)[: 3 if number == 1 else 1]:
            signed = {"department": department, "day": "2020-03-02"}
            city.post(f"/applications/joint-notices/{notice}/countersign", signed)
        if number == 1:
            city.post(f"/applications/joint-notices/{notice}/issue", {})
            site.machine.drain()


def _as(site: Site, role: str, name: str = "") -> Any:
    return site.client.signed_in(site.token(role, name))


def _applied(site: Site, scheme: str, name: str, institution: str) -> str:
    sent = commissioner_form("applicant") | {"name": name, "institution": institution}
    posted = _as(site, "applicant", name).post(f"/applications/schemes/{scheme}/commissioner", sent)
    return str(posted["application_id"])
