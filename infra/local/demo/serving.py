"""The later stages: services and results, and what the hosts and the county say to them."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from infra.local.demo import achieving, supporting
from infra.local.demo.achieving import Result
from infra.local.demo.applying import acting, city_officer, officer_of
from infra.local.demo.loading import Loading
from infra.local.demo.programme import Entry
from infra.local.demo.step import Step
from infra.local.demo.telling import service_text

_FIRST_DAY, _LAST_DAY = 90, -6
"""Days after the scheme was published; the last one is counted from today."""
_UNDONE_DAYS = 4
"""What was reported in the last days waits for somebody."""
ROUNDS = 3
"""How often a commissioner reports in two years: so much is told of each."""

_SHORTEST_TEXT = 10
_MODES = {
    "guidance_training": "class",
    "demonstration_extension": "demonstration",
    "industry_consulting": "face_to_face",
}
_EVIDENCE = (
    "现场签到表、照片3张，存企业技术部。",
    "试验记录和照片，存企业质检科。",
    "会议纪要和签到表，存企业办公室。",
    "培训签到表、课件，存企业人力资源部。",
    "工艺卡修改单复印件，存车间。",
)


def reports(loading: Loading) -> Iterator[Step]:
    """Commissioners report services and results, and their hosts and the county say yes; no visit of a real person."""
    loading.settle()
    commissioners = loading.programme.commissioners
    results = achieving.results(loading.programme)
    rounds = ROUNDS if loading.programme.spread else 1
    last = loading.timeline.last + _LAST_DAY
    for number in range(rounds):
        for place, entry in enumerate(commissioners):
            told = [each for each in results if each.commissioner == entry["key"] and each.number % rounds == number]
            at = loading.timeline.within(
                _FIRST_DAY, last, number * len(commissioners) + place, rounds * len(commissioners)
            )
            yield Step(partial(_report, loading, entry, told, number), at)
            if entry["key"] not in loading.programme.undone.unconfirmed:
                yield Step(partial(_confirm, loading, entry, told, number), at)
    if loading.programme.spread:
        yield from _not_looked_at_yet(loading)


def _not_looked_at_yet(loading: Loading) -> Iterator[Step]:
    """Services and results of the last days: beyond the figures, as nobody has confirmed them."""
    made_up = [each for each in loading.programme.commissioners if each["key"] not in loading.programme.told()]
    for place, entry in enumerate(made_up[::8]):
        at = loading.timeline.within(loading.timeline.last - _UNDONE_DAYS, loading.timeline.last - 1, place, 12)
        extra = [Result(entry["key"], "technologies_extended", 1, "exact", "", ROUNDS)] if place % 2 else []
        yield Step(partial(_report, loading, entry, extra, ROUNDS), at)


def _report(loading: Loading, entry: Entry, results: list[Result], number: int) -> None:
    client, dispatches = acting(loading, entry), _dispatches(loading, entry)
    if entry["key"] not in loading.programme.told():
        for dispatch in dispatches:
            body = _service(loading, entry, dispatch, number)
            key = f"{entry['key']}/{dispatch['host']['key']}/{number}"
            logged = client.post(f"/outcomes/dispatches/{dispatch['id']}/services", body, f"demo-service-{key}")
            loading.note("services", key, logged["log_id"])
        if dispatches and loading.programme.spread:
            _support(loading, entry, dispatches[0], number)
    for result in results:
        hosts = [each for each in dispatches if result.host in ("", each["host"]["key"])]
        if hosts:
            path = f"/outcomes/dispatches/{hosts[0]['id']}/outcomes"
        elif entry in _outside(loading):
            path = "/outcomes/outcomes"
        else:
            # Their host has not said yes: there is no dispatch to report on.
            continue
        body = _outcome(loading, entry, result, hosts[0]["host"] if hosts else None)
        reported = client.post(path, body, f"demo-result-{result.key}")
        loading.note("outcomes", result.key, reported["outcome_id"])


def _confirm(loading: Loading, entry: Entry, results: list[Result], number: int) -> None:
    services, outcomes = loading.noted("services"), loading.noted("outcomes")
    for dispatch in _dispatches(loading, entry):
        host = dispatch["host"]
        logged = services.get(f"{entry['key']}/{host['key']}/{number}")
        if logged:
            acting(loading, host).post(f"/outcomes/services/{logged}/confirm", {}, f"demo-confirm-{logged}")
            if loading.programme.spread:
                officer = officer_of(loading, host["county"])
                officer.post(f"/outcomes/services/{logged}/approve", {}, f"demo-approve-{logged}")
    supporting.approve(loading, entry, number)
    for result in results:
        reported = outcomes.get(result.key)
        if reported:
            hosts = [each["host"] for each in _dispatches(loading, entry) if result.host in ("", each["host"]["key"])]
            decider = acting(loading, hosts[0]) if hosts else city_officer(loading)
            decider.post(f"/outcomes/outcomes/{reported}/confirm", {}, f"demo-confirm-{reported}")


def _support(loading: Loading, entry: Entry, dispatch: Entry, number: int) -> None:
    """Every other time there was something to pay, and at every fifth the bureau came by."""
    place = loading.programme.commissioners.index(entry) + number
    if place % 2 == 0:
        supporting.spend(loading, entry, dispatch["host"], number)
    if place % 5 == 0:
        supporting.visit(loading, dispatch["id"], dispatch["host"], number)


def _service(loading: Loading, entry: Entry, dispatch: Entry, number: int) -> Entry:
    kinds = entry["service_types"]
    kind = kinds[number % len(kinds)]
    place = loading.programme.commissioners.index(entry) + number
    return {
        "day": loading.today().isoformat(),
        "service_type": kind,
        "delivery_mode": _MODES.get(kind, "on_site"),
        "text": service_text(dispatch["host"], kind, place),
        "evidence": _EVIDENCE[place % len(_EVIDENCE)],
    }


def _outcome(loading: Loading, entry: Entry, result: Result, host: Entry | None) -> Entry:
    # The article is terser than the form allows.
    text = result.words(entry, host)
    return {
        "indicator": result.indicator,
        "quantity": result.quantity,
        "qualifier": result.qualifier,
        "day": loading.today().isoformat(),
        "text": text if len(text) >= _SHORTEST_TEXT else f"服务期间，{text}",
    }


def _dispatches(loading: Loading, entry: Entry) -> list[dict[str, Any]]:
    """Their dispatches, each with its id and the host's entry; asked for once."""
    if entry["key"] not in loading.dispatches:
        named = {each["name"]: each for each in loading.programme.enterprises}
        listed = acting(loading, entry).get("/outcomes/dispatches")["items"]
        loading.dispatches[entry["key"]] = [
            {"id": each["id"], "host": named[each["enterprise_name"]]} for each in listed
        ]
    return loading.dispatches[entry["key"]]


def _outside(loading: Loading) -> list[Entry]:
    return [entry for entry in loading.programme.commissioners if entry["key"] in loading.programme.outside_matching()]
