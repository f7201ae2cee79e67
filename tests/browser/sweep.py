"""Walking through every page that somebody finds, and saying what is wrong with each."""

from collections import Counter

import pytest

from benchmarks.walking import kind_of
from tests.browser.looking import faults_of
from tests.browser.site import Site

NEWCOMERS = {"enterprise": "示例新来企业", "applicant": "示例新来博士"}
SPENDER = ("applicant", "王示例")
PEOPLE = [
    ("", ""),
    ("enterprise", NEWCOMERS["enterprise"]),  # a draft, and nothing else anywhere
    ("enterprise", "安阳莱工科技有限公司"),  # dispatched, with results
    ("enterprise", "示例建筑陶瓷有限公司"),  # returned for correction
    ("enterprise", "示例家具涂装有限公司"),  # has yet to answer
    ("enterprise", "示例棉纺染整有限公司"),  # has yet to confirm
    ("applicant", NEWCOMERS["applicant"]),
    ("applicant", "张坤朋"),  # a told case without a host
    ("applicant", "邢月腾"),
    ("sending_institution", ""),
    ("reviewer", ""),
    ("county_officer", ""),
    ("city_officer", ""),
    ("leader", ""),
    ("administrator", ""),
    ("auditor", ""),
]
SAME_FOR_ALL = (
    "/notifications/mailbox",
    "/applications/demo",
    "/static/guide",
    "/applications/sign-in",
    "/applications/api",
)
"""Looked at as a visitor only: to somebody signed in they say the same."""


def with_newcomers(site: Site) -> None:
    """Two people who have begun to apply and have done nothing else; an expense that waits, and a visit."""
    scheme = site.client.get("/applications/schemes")["items"][0]["id"]
    for role, name in NEWCOMERS.items():
        site.registered(role, name)
        site.client.signed_in(site.token(role, name)).post(f"/applications/schemes/{scheme}/begin", {})
    _spent_and_visited(site)


def _spent_and_visited(site: Site) -> None:
    """What the demonstration has none of: somebody made up spends from their fund, the city visits their host."""
    commissioner, city = (site.client.signed_in(site.token(*who)) for who in (SPENDER, ("city_officer", "")))
    fund = commissioner.get("/outcomes/funds")["items"][0]["id"]
    dispatch = commissioner.get("/outcomes/dispatches")["items"][0]
    expense = {"category": "travel", "amount_yuan": "186.50", "text": "到企业调研的往返长途汽车票。"}
    commissioner.post(f"/outcomes/funds/{fund}/expenses", expense | {"day": dispatch["starts"]})
    visit = {
        "visitors": "示例科室人员",
        "findings": "特派员每周到车间一次，企业评价良好。",
        "follow_up": "协调检测机构。",
    }
    city.post(f"/outcomes/dispatches/{dispatch['id']}/visits", visit | {"day": dispatch["starts"]})


def looked_at(site: Site, role: str, name: str, language: str, *, alike: int) -> None:
    window = site.window(role, name, language=language)
    faults: dict[str, list[str]] = {}  # fault -> where
    titles: dict[str, str] = {}
    for path in site.found_by(role, name, alike=alike):
        if role and path.startswith(SAME_FOR_ALL):
            continue
        assert window.open(path) == 200
        found = faults_of(window)
        if not window.page.evaluate("document.documentElement.lang").startswith(language):
            found.append("in another language than was chosen")
        titles[path] = window.page.title()
        for fault in found:
            faults.setdefault(fault, []).append(path)
    if said := [f"{fault}\n    on {len(on)} pages: {on[:3]}" for fault, on in faults.items()]:
        pytest.fail("\n".join(said), pytrace=False)
    assert titles_of_several(titles) == {}, titles_of_several(titles)


def titles_of_several(titles: dict[str, str]) -> dict[str, list[str]]:
    """Titles that do not tell one kind of page from another: title -> addresses."""
    kinds = Counter(title for title, _ in {(title, kind_of(path).partition("?")[0]) for path, title in titles.items()})
    return {
        title: [path for path, its in titles.items() if its == title] for title, count in kinds.items() if count > 1
    }
