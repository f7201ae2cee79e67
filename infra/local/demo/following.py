"""The next year's scheme: open now, with an application waiting for each of those who have a step to take."""

from collections.abc import Iterator
from functools import partial

from infra.local.demo.applying import accept, city_officer, register_and_apply, send_back
from infra.local.demo.appointing import check
from infra.local.demo.identifiers import with_identifiers
from infra.local.demo.loading import Loading
from infra.local.demo.programme import Entry
from infra.local.demo.step import Step
from shared.auth.actor import Role

_DAYS_AGO = 12
_APPLIED = (9, 2)
"""Days before today."""
_POINTS = ({"c1": 36, "c2": 25, "c3": 27}, {"c1": 33, "c2": 27, "c3": 24})
"""Of the rubric that a scheme has unless it names its own."""
_COMMENT = "专业对口，成果与所报企业的需求接近，建议选派。"


def applications(loading: Loading) -> Iterator[Step]:
    """It is published, some have applied, and of these some were asked to mend something."""
    if loading.programme.following is None:
        return
    today = loading.timeline.last
    yield Step(partial(_publish, loading), loading.timeline.at(today - _DAYS_AGO))
    everybody = applied(loading.programme.following)
    for place, (role, entry) in enumerate(everybody):
        at = loading.timeline.within(today - _APPLIED[0], today - _APPLIED[1], place, len(everybody))
        yield Step(partial(register_and_apply, loading, role, entry, "following"), at)
        if entry.get("mend"):
            field, reason = entry["mend"]
            yield Step(partial(send_back, loading, role, entry, (field, reason)), at)
    gone_on = [(role, entry) for role, entry in everybody if entry.get("went")]
    for place, (role, entry) in enumerate(gone_on):
        yield Step(partial(_go_on, loading, role, entry), loading.timeline.at(today - 1, place / 10))


def _go_on(loading: Loading, role: Role, entry: Entry) -> None:
    """Checked by the county or consented to, then with the reviewers asked, then with their points in."""
    check(loading, role, entry)
    if entry["went"] == "checked":
        return
    accept(loading, role, entry)
    application = loading.noted("applications")[entry["key"]]
    experts = [
        loading.cast.identified(Role.REVIEWER, each["name"])
        for each in loading.programme.officers
        if each["role"] == Role.REVIEWER
    ]
    path = f"/applications/{application}/reviewers"
    city_officer(loading).post(path, {"reviewers": experts}, f"demo-reviewers-{entry['key']}")
    for expert, points in zip(experts, _POINTS if entry["went"] == "scored" else (), strict=False):
        review = f"/applications/reviews/{application}-{expert}"
        body = {"points": points, "comment": _COMMENT, "no_conflict": True}
        loading.cast.known(expert).post(f"{review}/score", body, f"demo-score-{entry['key']}-{expert}")


def _publish(loading: Loading) -> None:
    following = loading.programme.following or {}
    steps = {name: following[name] for name in ("steps", "reviews")}
    form = loading.programme.scheme_form(loading.today()) | steps
    published = city_officer(loading).post("/applications/schemes", form, "demo-following-scheme")
    loading.note("ids", "following", published["scheme_id"])


def applied(following: Entry) -> list[tuple[Role, Entry]]:
    """Who has applied to it, as what."""
    both = [(Role.ENTERPRISE, each) for each in following["enterprises"]]
    both += [(Role.APPLICANT, each) for each in following["commissioners"]]
    return [(role, with_identifiers(entry, "following", number)) for number, (role, entry) in enumerate(both, 1)]
