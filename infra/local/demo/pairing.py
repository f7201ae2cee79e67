"""Matching: the told cases by hand, everybody else by ordinary runs, the two-way choice, and who was left over."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

from infra.local.demo.applying import acting, city_officer
from infra.local.demo.loading import Loading
from infra.local.demo.programme import Entry
from infra.local.demo.step import Step

PAIRS = "/matching/pairs"
_RUN_DAY, _CHOOSING = 55, (56, 60)
_REST_DAY, _CHOOSING_AGAIN = 61, (62, 64)
_BY_HAND_DAY, _CHOOSING_AT_LAST = 65, (66, 68)
"""Days after the scheme was published."""
_TOLD_REASON = "公开案例所载的派驻关系，人工锁定，不参与自动匹配。"
_LEFT_REASON = "两轮匹配后双方仍无派驻对象，由市局按需求与专长人工对接。"


def told_pairs(loading: Loading) -> Iterator[Step]:
    """The officer pairs the told cases by hand, so that no change of scoring ever moves them."""
    if not _by_hand(loading):
        return
    for commissioner, enterprise in loading.programme.told_pairs():
        yield Step(partial(_pair, loading, commissioner, enterprise, _TOLD_REASON), loading.timeline.at(_RUN_DAY))


def first_run(loading: Loading) -> Iterator[Step]:
    """The city's officer starts a run."""
    yield Step(partial(_run, loading, "demo-run"), loading.timeline.at(_RUN_DAY, 0.5))


def choices(loading: Loading) -> Iterator[Step]:
    """Both sides say yes to what was proposed to them; in the small programme somebody has not got round to it."""
    yield from _choices(loading, _CHOOSING)


def rest(loading: Loading) -> Iterator[Step]:
    """Another run for those the first one left over, and then the officer pairs by hand who is left over still."""
    if not loading.programme.spread:
        return
    yield Step(partial(_run, loading, "demo-run-2"), loading.timeline.at(_REST_DAY))
    yield from _choices(loading, _CHOOSING_AGAIN)
    yield Step(partial(_pair_the_rest, loading), loading.timeline.at(_BY_HAND_DAY))
    yield from _choices(loading, _CHOOSING_AT_LAST)


@dataclass(frozen=True)
class Sent:
    """A dispatch by its id, and who is sent to whom by their keys."""

    commissioner: str
    enterprise: str
    dispatch: str


def sent(loading: Loading) -> list[Sent]:
    """Every dispatch, in an order that is the same however often it is asked for."""
    keys = {id: key for key, id in loading.noted("applications").items()}
    found: list[Sent] = []
    officer, after = city_officer(loading), ""
    while True:
        page = officer.get(f"/matching/dispatches?after={after}" if after else "/matching/dispatches")
        found += [
            Sent(keys[each["commissioner_id"]], keys[each["enterprise_id"]], each["id"]) for each in page["items"]
        ]
        after = quote(page.get("next") or "")
        if not after:
            return sorted(found, key=lambda each: (each.commissioner, each.enterprise))


def partners(loading: Loading) -> dict[str, list[str]]:
    """Which enterprises each commissioner is sent to, by keys and in the programme's order."""
    found: dict[str, list[str]] = {each["key"]: [] for each in loading.programme.commissioners}
    for each in sent(loading):
        found[each.commissioner].append(each.enterprise)
    return found


def _run(loading: Loading, key: str) -> None:
    loading.settle()
    city_officer(loading).post("/matching/runs", {"scheme_id": loading.noted("ids")["scheme"]}, key)
    loading.settle()


def _choices(loading: Loading, days: tuple[int, int]) -> Iterator[Step]:
    programme = loading.programme
    unanswering = (*programme.undone.unanswered, *programme.outside_matching())
    answering = [each for each in (*programme.commissioners, *programme.enterprises) if each["key"] not in unanswering]
    for place, entry in enumerate(answering):
        at = loading.timeline.within(*days, place, len(answering))
        yield Step(partial(_accept_all, loading, entry, again=days != _CHOOSING), at)


def _accept_all(loading: Loading, entry: Entry, *, again: bool) -> None:
    if again and entry["key"] in _settled(loading):
        return
    client = acting(loading, entry)
    for proposal in client.get("/matching/proposals")["items"]:
        if proposal["waits_for_me"]:
            client.post(f"/matching/proposals/{proposal['id']}/accept", {}, f"demo-accept-{proposal['id']}")


def _settled(loading: Loading) -> set[str]:
    """Everybody who has as many partners as they offered to take."""
    if loading.partners is None:
        loading.partners = partners(loading)
    capacity = {each["key"]: each["capacity"] for each in loading.programme.commissioners}
    full = {key for key, hosts in loading.partners.items() if len(hosts) >= capacity[key]}
    return full | {host for hosts in loading.partners.values() for host in hosts}


def _pair_the_rest(loading: Loading) -> None:
    """Whoever is without a partner after two runs gets the one they were written for, or whoever is free as well."""
    loading.partners = partners(loading)
    settled = _settled(loading)
    hosts = [each["key"] for each in loading.programme.enterprises if each["key"] not in settled]
    free = {
        each["key"]: each["capacity"] - len(loading.partners[each["key"]])
        for each in loading.programme.commissioners
        if each["key"] not in settled | loading.programme.outside_matching()
    }
    written = [pair for pair in loading.programme.written_pairs() if pair[1] in hosts]
    anybody = [(commissioner, host) for host in hosts for commissioner in free]
    loading.note("figures", "left_over", str(len(hosts)))
    for commissioner, host in (*written, *anybody) if _by_hand(loading) else ():
        if host in hosts and free.get(commissioner):
            _pair(loading, commissioner, host, _LEFT_REASON)
            hosts.remove(host)
            free[commissioner] -= 1
    loading.settle()


def _pair(loading: Loading, commissioner: str, enterprise: str, reason: str) -> None:
    ids = loading.noted("applications")
    body = {
        "scheme_id": loading.noted("ids")["scheme"],
        "enterprise_id": ids[enterprise],
        "commissioner_id": ids[commissioner],
        "reason": reason,
    }
    city_officer(loading).post(PAIRS, body, f"demo-pair-{commissioner}-{enterprise}")


def _by_hand(loading: Loading) -> bool:
    """Whether this release pairs by hand."""
    return any(each.path == PAIRS for each in loading.machine.services["matching"].endpoints)
