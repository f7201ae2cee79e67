"""The next year's scheme: open now, with applications that wait for an officer or for their applicant."""

from collections.abc import Iterator
from functools import partial

from infra.local.demo.applying import city_officer, register_and_apply, send_back
from infra.local.demo.identifiers import with_identifiers
from infra.local.demo.loading import Loading
from infra.local.demo.programme import Entry
from infra.local.demo.step import Step
from shared.auth.actor import Role

_DAYS_AGO = 12
_APPLIED = (9, 2)
"""Days before today."""


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


def _publish(loading: Loading) -> None:
    form = loading.programme.scheme_form(loading.today())
    published = city_officer(loading).post("/applications/schemes", form, "demo-following-scheme")
    loading.note("ids", "following", published["scheme_id"])


def applied(following: Entry) -> list[tuple[Role, Entry]]:
    """Who has applied to it, as what."""
    both = [(Role.ENTERPRISE, each) for each in following["enterprises"]]
    both += [(Role.APPLICANT, each) for each in following["commissioners"]]
    return [(role, with_identifiers(entry, "following", number)) for number, (role, entry) in enumerate(both, 1)]
