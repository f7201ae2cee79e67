"""After the choice: three parties sign each dispatch agreement, and the bureau names who looks after whom."""

from collections.abc import Iterator
from functools import partial

from infra.local.demo.applying import acting, city_officer, institution_of
from infra.local.demo.loading import Loading
from infra.local.demo.pairing import Sent, sent
from infra.local.demo.step import Step
from shared.auth.actor import Role

_SIGNING, _NAMING_DAY = (69, 76), 78
"""Days after the scheme was published."""
_NAMED_AT_ONCE = 20
"""What one request takes."""
_SECTIONS = ("示例工业科技科", "示例成果转化科", "示例农村与社会发展科")
_STAMPED_BY = "派出单位印章（纸质任务书）"


def agreements(loading: Loading) -> Iterator[Step]:
    """Each is signed by its three parties; an institution without an account stamps the paper."""
    if not loading.programme.spread:
        return
    everybody = sent(loading)
    for place, each in enumerate(everybody):
        yield Step(partial(_sign, loading, each), loading.timeline.within(*_SIGNING, place, len(everybody)))


def liaisons(loading: Loading) -> Iterator[Step]:
    """A leader of the bureau and a section look after each dispatch, the same ones for those of a county."""
    if not loading.programme.spread:
        return
    counties = {each["key"]: each["county"] for each in loading.programme.enterprises}
    by_county = sorted(sent(loading), key=lambda each: counties[each.enterprise])
    for number, first in enumerate(range(0, len(by_county), _NAMED_AT_ONCE)):
        together = by_county[first : first + _NAMED_AT_ONCE]
        yield Step(partial(_name, loading, together, number), loading.timeline.at(_NAMING_DAY, number / 10))


def _name(loading: Loading, together: list[Sent], number: int) -> None:
    body = {
        "dispatch_ids": [each.dispatch for each in together],
        "leader": next(each["name"] for each in loading.programme.officers if each["role"] == Role.LEADER),
        "section": _SECTIONS[number % len(_SECTIONS)],
    }
    city_officer(loading).post("/matching/liaisons", body, f"demo-liaisons-{number}")


def _sign(loading: Loading, pair: Sent) -> None:
    entries = {each["key"]: each for each in (*loading.programme.commissioners, *loading.programme.enterprises)}
    path = f"/matching/dispatches/{pair.dispatch}/agreement"
    parties = [acting(loading, entries[key]) for key in (pair.commissioner, pair.enterprise)]
    seen = {"seen": parties[0].get(path)["digest"]}
    for number, party in enumerate(parties):
        party.post(f"{path}/sign", seen, f"demo-sign-{pair.dispatch}-{number}")
    institution = institution_of(loading, entries[pair.commissioner]["institution"])
    if institution:
        institution.post(f"{path}/sign", seen, f"demo-sign-{pair.dispatch}-institution")
    else:
        paper = {**seen, "stamped_by": _STAMPED_BY, "stamped": loading.today().isoformat()}
        city_officer(loading).post(f"{path}/paper", paper, f"demo-sign-{pair.dispatch}-paper")
