"""The first stages: the bureau's people, the scheme, everybody's application, the decisions."""

from collections.abc import Iterator
from functools import partial

from infra.local.demo.client import Client
from infra.local.demo.loading import Loading
from infra.local.demo.programme import Entry, commissioner_form, enterprise_form
from infra.local.demo.step import Step
from shared.auth.actor import Role

_BEFORE = -5
_APPLYING = (1, 28)
_DECIDING = (31, 34)
"""Days after the scheme was published."""


def officers(loading: Loading) -> Iterator[Step]:
    """The administrator invites the bureau's people."""
    administrator = loading.cast.administrator
    names = ("name", "role", "email", "phone", "organisation", "county")
    for number, officer in enumerate(loading.programme.officers):
        body = {name: officer[name] for name in names if officer.get(name)}

        def invite(body: Entry = body) -> None:
            administrator().post("/applications/people", body, f"demo-invite-{body['email']}")

        yield Step(invite, loading.timeline.at(_BEFORE, number / 100))


def scheme(loading: Loading) -> Iterator[Step]:
    """The city's officer publishes the scheme."""

    def publish() -> None:
        form = loading.programme.scheme_form(loading.opens)
        published = city_officer(loading).post("/applications/schemes", form, "demo-scheme")
        loading.note("ids", "scheme", published["scheme_id"])

    yield Step(publish, loading.timeline.at(0))


def applications(loading: Loading) -> Iterator[Step]:
    """Everybody registers and applies, each as themselves: an enterprise and a commissioner in turn."""
    everybody = in_turn(loading)
    for place, (role, entry) in enumerate(everybody):
        at = loading.timeline.within(*_APPLYING, place, len(everybody))
        yield Step(partial(register_and_apply, loading, role, entry, "scheme"), at)


def decisions(loading: Loading) -> Iterator[Step]:
    """Officers accept most applications; in the small programme they return one, and leave one for later."""
    undone = loading.programme.undone
    decided = [
        (role, entry)
        for role, entry in in_turn(loading)
        if entry["key"] not in (*undone.undecided, *loading.programme.outside_matching())
    ]
    # An officer does what is on the desk in one go.
    decided.sort(key=lambda each: each[1]["county"] if each[0] is Role.ENTERPRISE else "")
    for place, (role, entry) in enumerate(decided):
        at = loading.timeline.within(*_DECIDING, place, len(decided))
        if entry["key"] in undone.returned:
            yield Step(partial(send_back, loading, role, entry, undone.returned[entry["key"]]), at)
        else:
            yield Step(partial(accept, loading, role, entry), at)


def accept(loading: Loading, role: Role, entry: Entry) -> None:
    """The county's officer accepts an application where there is one, else the city's, as once the county checked."""
    officer, path = _desk(loading, role, entry)
    if loading.programme.spread:
        officer = city_officer(loading)
    officer.post(f"{path}/accept", {}, f"demo-accept-{entry['key']}")


def send_back(loading: Loading, role: Role, entry: Entry, mend: tuple[str, str]) -> None:
    """The officer returns an application, saying of which field what to mend."""
    officer, path = _desk(loading, role, entry)
    field, reason = mend
    officer.post(f"{path}/return", {"corrections": [{"field": field, "reason": reason}]}, f"demo-return-{entry['key']}")


def register_and_apply(loading: Loading, role: Role, entry: Entry, scheme: str) -> None:
    """Somebody registers and applies to the scheme noted under that name."""
    name = entry["name"] if role is Role.ENTERPRISE else entry["contact"]["name"]
    person = loading.cast.register(entry["contact"]["email"], name, role, f"demo-register-{entry['key']}")
    loading.note("people", entry["key"], person)
    kind, form = "commissioner", commissioner_form
    path = f"/applications/schemes/{loading.noted('ids')[scheme]}"
    if role is Role.ENTERPRISE:
        kind, form = "enterprise", partial(enterprise_form, year=loading.today().year)
    receipt = loading.cast.known(person).post(f"{path}/{kind}", form(entry), f"demo-apply-{entry['key']}")
    loading.note("applications", entry["key"], receipt["application_id"])


def acting(loading: Loading, entry: Entry) -> Client:
    """Whoever applied under that entry."""
    return loading.cast.known(loading.noted("people")[entry["key"]])


def city_officer(loading: Loading) -> Client:
    """The city's officer."""
    return officer_of(loading, "")


def officer_of(loading: Loading, county: str) -> Client:
    """The county's officer where there is one, else the city's."""
    everybody = loading.programme.officers
    of_county = [each for each in everybody if county and each.get("county") == county]
    chosen = [*of_county, *(each for each in everybody if each["role"] == Role.CITY_OFFICER)][0]
    return loading.cast.person(Role(chosen["role"]), chosen["name"])


def institution_of(loading: Loading, name: str) -> Client | None:
    """Who acts for an institution; None where nobody has an account."""
    officers = loading.programme.officers
    account = next((each for each in officers if each.get("organisation") == name), None)
    return loading.cast.person(Role(account["role"]), account["name"]) if account else None


def _desk(loading: Loading, role: Role, entry: Entry) -> tuple[Client, str]:
    path = f"/applications/{loading.noted('applications')[entry['key']]}"
    return officer_of(loading, entry["county"] if role is Role.ENTERPRISE else ""), path


def in_turn(loading: Loading) -> list[tuple[Role, Entry]]:
    """Enterprises and commissioners, mixed as they came."""
    enterprises, commissioners = loading.programme.enterprises, loading.programme.commissioners
    placed = [
        *((place / max(1, len(enterprises)), 0, Role.ENTERPRISE, entry) for place, entry in enumerate(enterprises)),
        *((place / max(1, len(commissioners)), 1, Role.APPLICANT, entry) for place, entry in enumerate(commissioners)),
    ]
    return [(role, entry) for _, _, role, entry in sorted(placed, key=lambda each: each[:2])]
