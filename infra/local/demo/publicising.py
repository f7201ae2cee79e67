"""What the bureau tells of the programme: press coverage, the city-wide meeting, the report's own words."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from infra.local.demo.applying import city_officer
from infra.local.demo.loading import Loading
from infra.local.demo.programme import Entry, read_file
from infra.local.demo.step import Step


def publicity(loading: Loading) -> Iterator[Step]:
    """Noted when all is reported, each under the day it happened."""
    told = read_file("publicity")
    at = loading.timeline.at(loading.timeline.last - 1, 0.9)
    yield Step(partial(_rally, loading, told["rally"]), at)
    for number, each in enumerate(told["coverage"]):
        yield Step(partial(_coverage, loading, each, number), at)
    yield Step(partial(_words, loading, told["words"]), at)


def _coverage(loading: Loading, item: Entry, number: int) -> None:
    body = {"medium": item["medium"], "title": item["title"], **_when(loading, item)}
    city_officer(loading).post("/outcomes/coverage", body, f"demo-coverage-{number}")


def _rally(loading: Loading, rally: Entry) -> None:
    told = {name: rally[name] for name in ("place", "leaders", "attendance", "speakers")}
    city_officer(loading).post("/outcomes/rallies", {**told, **_when(loading, rally)}, "demo-rally")


def _words(loading: Loading, words: Entry) -> None:
    year = loading.opens.year
    city_officer(loading).post(f"/outcomes/reports/{year}/words", words, "demo-words")


def _when(loading: Loading, item: Entry) -> Entry:
    """Its day where two years have passed; today where everything happens on one day."""
    day = loading.opens + timedelta(days=item["days"]) if loading.programme.spread else loading.today()
    return {"day": day.isoformat(), "year": loading.opens.year}
