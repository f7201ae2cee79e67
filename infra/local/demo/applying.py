"""The first stages: people, the scheme, applications, decisions."""

from collections.abc import Iterator
from functools import partial

from infra.local.demo.client import Client
from infra.local.demo.loading import Loading
from infra.local.demo.programme import Entry, commissioner_form, enterprise_form
from infra.local.demo.step import Step
from shared.auth.actor import Role

LEFT_WAITING = ("wu-ceramic",)
"""Applications no officer has looked at yet."""
RETURNED = {"ceramic": ("needs", "请补充压机型号、成型压力和近三个月的开裂率，便于匹配。")}
"""Applications returned for correction: the field, and what to mend."""


def people(loading: Loading) -> Iterator[Step]:
    """The administrator invites the bureau's people; enterprises and commissioners register themselves."""
    administrator = loading.cast.administrator()
    for officer in loading.programme.officers:
        names = ("name", "role", "email", "phone", "organisation", "county")
        body = {name: officer[name] for name in names if officer.get(name)}
        yield partial(administrator.post, "/applications/people", body, f"demo-invite-{officer['email']}")
    for role, entries in _applicants(loading):
        for entry in entries:
            contact, name = entry["contact"]["email"], applicant_name(role, entry)
            yield partial(loading.cast.register, contact, name, role, f"demo-register-{entry['key']}")


def scheme(loading: Loading) -> Iterator[Step]:
    """The city's officer publishes the scheme."""

    def publish() -> None:
        officer = city_officer(loading)
        form = loading.programme.scheme_form(loading.day("begun"))
        published = officer.post("/applications/schemes", form, "demo-scheme")
        loading.note("ids", "scheme", published["scheme_id"])

    yield publish


def applications(loading: Loading) -> Iterator[Step]:
    """Everybody applies, each as themselves."""
    for role, entries in _applicants(loading):
        for entry in entries:
            yield partial(_apply, loading, role, entry)


def decisions(loading: Loading) -> Iterator[Step]:
    """Officers accept most applications, return one, and leave some for later."""
    for role, entries in _applicants(loading):
        for entry in entries:
            if entry["key"] not in (*LEFT_WAITING, *loading.programme.outside_matching()):
                yield partial(decide, loading, role, entry)


def decide(loading: Loading, role: Role, entry: Entry) -> None:
    """The county's officer decides where there is one, else the city's."""
    key = entry["key"]
    path = f"/applications/{loading.noted('applications')[key]}"
    officer = _officer_of(loading, entry["county"] if role is Role.ENTERPRISE else "")
    if key in RETURNED:
        field, reason = RETURNED[key]
        officer.post(f"{path}/return", {"corrections": [{"field": field, "reason": reason}]}, f"demo-return-{key}")
    else:
        officer.post(f"{path}/accept", {}, f"demo-accept-{key}")


def applicant_name(role: Role, entry: Entry) -> str:
    """As whom somebody registers: the enterprise's name, or the person's own."""
    return str(entry["name"] if role is Role.ENTERPRISE else entry["contact"]["name"])


def city_officer(loading: Loading) -> Client:
    """The city's officer."""
    return _officer_of(loading, "")


def _apply(loading: Loading, role: Role, entry: Entry) -> None:
    form, kind = (enterprise_form, "enterprise") if role is Role.ENTERPRISE else (commissioner_form, "commissioner")
    path = f"/applications/schemes/{loading.noted('ids')['scheme']}/{kind}"
    applicant = loading.cast.person(role, applicant_name(role, entry))
    receipt = applicant.post(path, form(entry), f"demo-apply-{entry['key']}")
    loading.note("applications", entry["key"], receipt["application_id"])


def _applicants(loading: Loading) -> list[tuple[Role, list[Entry]]]:
    return [(Role.ENTERPRISE, loading.programme.enterprises), (Role.APPLICANT, loading.programme.commissioners)]


def _officer_of(loading: Loading, county: str) -> Client:
    officers = loading.programme.officers
    of_county = [each for each in officers if county and each.get("county") == county]
    chosen = [*of_county, *(each for each in officers if each["role"] == Role.CITY_OFFICER)][0]
    return loading.cast.person(Role(chosen["role"]), chosen["name"])
