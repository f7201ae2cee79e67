"""The later stages: a matching run, the two-way choice, services and results, and what the hosts say to them."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from infra.local.demo.applying import applicant_name, city_officer, decide
from infra.local.demo.client import Client
from infra.local.demo.loading import Loading
from infra.local.demo.programme import Entry
from infra.local.demo.step import Step
from shared.auth.actor import Role

UNANSWERED = ("coating",)
"""Enterprises that have not said yes or no yet."""
UNCONFIRMED = ("feng-water",)
"""Commissioners whose reports no host has looked at yet."""

_SHORTEST_TEXT = 10
_MODES = {
    "guidance_training": "class",
    "demonstration_extension": "demonstration",
    "industry_consulting": "face_to_face",
}


def matching(loading: Loading) -> Iterator[Step]:
    """The city's officer starts a run."""
    body = {"scheme_id": loading.noted("ids")["scheme"]}
    yield partial(city_officer(loading).post, "/matching/runs", body, "demo-run")


def choices(loading: Loading) -> Iterator[Step]:
    """Both sides say yes to what was proposed to them; somebody has not got round to it."""
    for client, entry in _applicants(loading):
        if entry["key"] not in UNANSWERED:
            yield partial(_accept_all, client)


def told_without_host(loading: Loading) -> Iterator[Step]:
    """Told cases whose host nobody names are accepted once the run is over, so that none is made up for them."""
    for entry in _outside(loading):
        yield partial(decide, loading, Role.APPLICANT, entry)


def reports(loading: Loading) -> Iterator[Step]:
    """Commissioners log their services and report their results; no visit is made up for real people."""
    told = loading.programme.told()
    for client, entry in _commissioners(loading):
        for dispatch in [] if entry["key"] in told else client.get("/outcomes/dispatches")["items"]:
            yield partial(_log, loading, client, entry, dispatch)
        for number, result in enumerate(loading.programme.results):
            if result["commissioner"] == entry["key"]:
                yield partial(_report, loading, client, entry, result, number)


def confirmations(loading: Loading) -> Iterator[Step]:
    """Hosts confirm what was reported, the city what has no host."""
    for kind in ("services", "outcomes"):
        for key, id in loading.noted(kind).items():
            commissioner, _, host = key.partition("/")
            if commissioner not in UNCONFIRMED:
                host_name = host.partition("/")[0]
                decider = loading.cast.person(Role.ENTERPRISE, host_name) if host_name else city_officer(loading)
                yield partial(decider.post, f"/outcomes/{kind}/{id}/confirm", {}, f"demo-confirm-{kind}-{id}")


def _accept_all(client: Client) -> None:
    for proposal in client.get("/matching/proposals")["items"]:
        if proposal["waits_for_me"]:
            client.post(f"/matching/proposals/{proposal['id']}/accept", {}, f"demo-accept-{proposal['id']}")


def _log(loading: Loading, client: Client, entry: Entry, dispatch: dict[str, Any]) -> None:
    kind = entry["service_types"][0]
    body = {
        "day": loading.day("served").isoformat(),
        "service_type": kind,
        "delivery_mode": _MODES.get(kind, "on_site"),
        "text": f"到{dispatch['enterprise_name']}现场了解技术需求，查看生产线并与技术人员商定下一步工作。",
    }
    host = dispatch["enterprise_name"]
    path = f"/outcomes/dispatches/{dispatch['id']}/services"
    logged = client.post(path, body, f"demo-service-{dispatch['id']}")
    loading.note("services", f"{entry['key']}/{host}", logged["log_id"])


def _report(loading: Loading, client: Client, entry: Entry, result: Entry, number: int) -> None:
    body = {name: result[name] for name in ("indicator", "quantity", "qualifier")}
    # The article is terser than the form allows.
    text = result["text"] if len(result["text"]) >= _SHORTEST_TEXT else f"服务期间，{result['text']}"
    body |= {"text": text, "day": loading.day("served").isoformat()}
    dispatches = client.get("/outcomes/dispatches")["items"]
    if dispatches:
        host = _host_of(loading, result, dispatches)
        path, host_name = f"/outcomes/dispatches/{host['id']}/outcomes", host["enterprise_name"]
    elif entry in _outside(loading):
        path, host_name = "/outcomes/outcomes", ""
    else:
        # Their host has not said yes: there is no dispatch to report on.
        return
    reported = client.post(path, body, f"demo-result-{number}")
    loading.note("outcomes", f"{entry['key']}/{host_name}/{number}", reported["outcome_id"])


def _host_of(loading: Loading, result: Entry, dispatches: list[dict[str, Any]]) -> dict[str, Any]:
    names = {entry["key"]: entry["name"] for entry in loading.programme.enterprises}
    named = [each for each in dispatches if each["enterprise_name"] == names.get(result.get("host") or "")]
    return (named or dispatches)[0]


def _outside(loading: Loading) -> list[Entry]:
    return [entry for entry in loading.programme.commissioners if entry["key"] in loading.programme.outside_matching()]


def _commissioners(loading: Loading) -> Iterator[tuple[Client, Entry]]:
    for entry in loading.programme.commissioners:
        yield loading.cast.person(Role.APPLICANT, applicant_name(Role.APPLICANT, entry)), entry


def _applicants(loading: Loading) -> Iterator[tuple[Client, Entry]]:
    yield from _commissioners(loading)
    for entry in loading.programme.enterprises:
        yield loading.cast.person(Role.ENTERPRISE, applicant_name(Role.ENTERPRISE, entry)), entry
