"""Figures: equal to a recount whatever the order, the repetitions and the store do; counted once; said with their qualifier."""

import re
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.outcomes.app import service
from services.outcomes.model.figures import MOST_LISTED
from services.outcomes.queries.figures import Wanted, records, report
from services.outcomes.reactions.counting import parts_of
from shared.events.outcomes import OutcomeConfirmed
from shared.home import Home, move_in
from shared.messaging.bus import NoBus
from shared.settings import Settings
from shared.store.faults import Fault, FaultyStore, seeded
from shared.store.port import AnswerLost, Throttled
from shared.work import Busy
from tests.services.outcomes.house import (
    CITY,
    COUNTY,
    HOST,
    LEADER,
    NOBODY,
    OTHER_PROFESSOR,
    PROFESSOR,
    SECRETS,
    START,
    House,
    commissioner_accepted,
    dispatch_started,
    scheme_published,
    told,
)
from tests.services.outcomes.test_results import OUTCOME, OUTCOMES, reported

REPORT = "/outcomes/reports/annual"


def outcome_confirmed(id: str, indicator: str = "papers", quantity: int = 1, at_least: bool = False, year: int = 2022):
    return OutcomeConfirmed(
        outcome_id=id,
        dispatch_id="dispatch-1",
        scheme_id="scheme-2022",
        year=year,
        indicator=indicator,
        quantity=quantity,
        at_least=at_least,
        text="发表于示例学报的论文。",
        enterprise_name="示例机床有限公司",
        commissioner_name="示例教授",
        commissioner_owner=PROFESSOR.person,
    )


def figures_of(answer):
    return {each["indicator"]: each for each in answer.json["figures"]}


def recount(events):
    """The figures of 2022, counted plainly from what happened: indicator -> subject -> amount."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    happened = [event for event in events if event.year == 2022]
    dispatches = [event for event in happened if not isinstance(event, OutcomeConfirmed)]
    for event in happened:
        if isinstance(event, OutcomeConfirmed):
            found[event.indicator][event.outcome_id] = event.quantity
    for event in dispatches:
        enterprise = event.enterprise_key or event.enterprise_id
        found["enterprises_served"][enterprise] = 1
        if event.above_scale:
            found["above_scale"][enterprise] = 1
        if event.high_tech:
            found["high_tech"][enterprise] = 1
        if event.above_scale or event.high_tech:
            found["either_class"][enterprise] = 1
    for owner in {event.commissioner_owner for event in dispatches}:
        theirs = [event for event in dispatches if event.commissioner_owner == owner]
        leads = any(event.commissioner_kind == "team" for event in theirs)
        found["people"][subject_of(owner)] = max(event.people for event in theirs)
        found["teams" if leads else "individuals"][subject_of(owner)] = 1
    return found


def subject_of(owner):
    """How a figure names a person it counts."""
    parts = parts_of(dispatch_started(commissioner_owner=owner))
    return next(each.subject for each in parts if each.indicator == "people")


ENTERPRISES = st.integers(0, 5)
COMMISSIONERS = st.integers(0, 5)
SCHEMES = st.integers(0, 2)


@st.composite
def happenings(draw):
    """A programme's events, each perhaps told several times, in any order.

    Three schemes, two of one year: the same enterprise and person take part under another application in each, a person
    as a team in one of them. One enterprise has no key, as in events of before there was one.
    """
    pairs = draw(st.lists(st.tuples(ENTERPRISES, COMMISSIONERS, SCHEMES), max_size=8, unique=True))
    events = [
        dispatch_started(
            dispatch_id=f"dispatch-{enterprise}-{commissioner}-{scheme}",
            scheme_id=f"scheme-{scheme}",
            enterprise_id=f"enterprise-{enterprise}-{scheme}",
            enterprise_key=f"key-{enterprise}" if enterprise else "",
            enterprise_name=f"示例企业{enterprise}",
            above_scale=(enterprise + scheme) % 2 == 0,
            high_tech=enterprise % 3 == 0,
            commissioner_id=f"commissioner-{commissioner}-{scheme}",
            commissioner_owner=f"person-{commissioner}",
            commissioner_name=f"示例博士{commissioner}{'团队' if (commissioner + scheme) % 3 == 0 else ''}",
            commissioner_kind="team" if (commissioner + scheme) % 3 == 0 else "individual",
            people=3 + scheme if (commissioner + scheme) % 3 == 0 else 1,
            year=2021 if scheme == 2 else 2022,
        )
        for enterprise, commissioner, scheme in pairs
    ]
    results = st.tuples(st.sampled_from(["papers", "patents", "training_sessions"]), st.integers(1, 9), st.booleans())
    for place, (indicator, quantity, at_least) in enumerate(draw(st.lists(results, max_size=8))):
        events.append(outcome_confirmed(f"outcome-{place}", indicator, quantity, at_least))
    envelopes = [told(event, id=f"event-{place}") for place, event in enumerate(events)]
    repeated = draw(st.lists(st.sampled_from(envelopes), max_size=8)) if envelopes else []
    # The same fact told anew, under another id: a producer that repeats itself.
    retold = [told(each, id=f"again-{place}") for place, each in enumerate(events[::3])]
    return events, draw(st.permutations(envelopes + repeated + retold))


def check_against_recount(store, events):
    shown = {each.indicator: each for each in report(store, 2022, START.date(), for_bureau=True).figures}
    counted = recount(events)
    for indicator, figure in shown.items():
        if indicator == "either_class_percent":
            continue
        expected = counted.get(indicator, {})
        assert figure.value == sum(expected.values()), indicator
        assert figure.count == len(expected)
        assert {each.id: each.amount for each in figure.records or ()} == expected
        listed = records(store, START.date(), indicator, Wanted(2022), for_bureau=True).records
        assert {each.id: each.amount for each in listed} == expected
        assert [(each.id, each.label) for each in figure.records or ()] == [(each.id, each.label) for each in listed]
    assert {each.id: each.label for each in shown["people"].records or ()} == names_of(events)


def names_of(events):
    """What the people of 2022 are called: as where they are most."""
    named: dict[str, tuple[int, str]] = {}
    for event in events:
        if not isinstance(event, OutcomeConfirmed) and event.year == 2022:
            subject = subject_of(event.commissioner_owner)
            named[subject] = max(named.get(subject, (0, "")), (event.people, event.commissioner_name))
    return {subject: name for subject, (_, name) in named.items()}


@given(happenings())
@settings(deadline=None)
def test_figures_equal_a_recount_however_the_events_arrive(happened):
    events, envelopes = happened
    house = House()
    for envelope in envelopes:
        service.hear(envelope)
    check_against_recount(house.store, events)
    house.close()


@given(happenings(), st.integers(0, 2**32))
@settings(deadline=None, max_examples=25)
def test_figures_equal_a_recount_on_a_failing_store(happened, seed):
    events, envelopes = happened
    house = House()
    odds = {
        Fault.CONFLICT: 0.1,
        Fault.THROTTLED: 0.03,
        Fault.LOST_BEFORE: 0.05,
        Fault.LOST_AFTER: 0.1,
        Fault.SHORT_PAGE: 0.3,
    }
    faulty = FaultyStore(house.store, seeded(seed, odds))
    move_in("outcomes", Home(faulty, NoBus(), house.clock, SECRETS, Settings()))
    queue = list(envelopes)
    while queue:
        envelope = queue.pop(0)
        try:
            service.hear(envelope)
        except (Busy, Throttled, AnswerLost):
            queue.append(envelope)
    check_against_recount(house.store, events)
    house.close()


def test_report_states_the_flow_from_dispatch_to_confirmed_result(dispatched):
    id = reported(dispatched, OUTCOME | {"indicator": "training_sessions", "quantity": 60, "qualifier": "at_least"})
    other = reported(dispatched, OUTCOME | {"indicator": "training_sessions", "quantity": 3})
    for each in (id, other):
        dispatched.post(f"/outcomes/outcomes/{each}/confirm", HOST)
    unconfirmed = reported(dispatched, OUTCOME | {"indicator": "papers"})
    refused = reported(dispatched, OUTCOME | {"indicator": "papers"})
    dispatched.post(f"/outcomes/outcomes/{refused}/refuse", HOST, {"reason": "没有发表"})
    dispatched.drain()
    answer = dispatched.get(REPORT, CITY)
    assert (answer.json["year"], answer.json["as_of"][:10]) == (2022, "2022-06-01")
    figures = figures_of(answer)
    training = figures["training_sessions"]
    assert (training["value"], training["qualifier"], training["count"], training["unit"]) == (
        63,
        "at_least",
        2,
        "sessions",
    )
    assert {(each["id"], each["amount"], each["qualifier"]) for each in training["records"]} == {
        (id, 60, "at_least"),
        (other, 3, "exact"),
    }
    assert {each["label"] for each in training["records"]} == {"示例教授 · 示例机床有限公司"}
    assert (figures["papers"]["value"], figures["papers"]["records"]) == (0, [])
    assert unconfirmed
    assert (figures["enterprises_served"]["value"], figures["people"]["value"], figures["high_tech"]["value"]) == (
        1,
        1,
        0,
    )


def test_enterprise_with_two_dispatches_and_commissioner_with_two_enterprises_count_once(house):
    house.hear(
        dispatch_started(dispatch_id="d-1", commissioner_id="c-1", commissioner_kind="team", people=4),
        dispatch_started(dispatch_id="d-2", commissioner_id="c-2", commissioner_owner="somebody-else"),
        dispatch_started(
            dispatch_id="d-3", commissioner_id="c-1", commissioner_kind="team", people=4, enterprise_id="e-2"
        ),
    )
    figures = figures_of(house.get("/outcomes/public"))
    assert [figures[name]["value"] for name in ("enterprises_served", "people", "individuals", "teams")] == [2, 5, 1, 1]


@pytest.mark.parametrize("team_first", [True, False])
def test_enterprise_and_person_in_two_schemes_of_a_year_count_once(house, team_first):
    alone = dispatch_started(enterprise_key="k", high_tech=True)
    team = dispatch_started(
        dispatch_id="dispatch-2",
        scheme_id="scheme-2022-b",
        enterprise_id="enterprise-2",
        enterprise_key="k",
        commissioner_id="commissioner-2",
        commissioner_name="示例教授团队",
        commissioner_kind="team",
        people=4,
    )
    house.hear(*((team, alone) if team_first else (alone, team)))
    figures = figures_of(house.get("/outcomes/public"))
    reach = ("enterprises_served", "above_scale", "high_tech", "either_class", "people", "individuals", "teams")
    assert [figures[name]["value"] for name in reach] == [1, 1, 1, 1, 4, 0, 1]
    assert (figures["individuals"]["count"], figures["individuals"]["records"]) == (0, [])
    assert house.get("/outcomes/figures/individuals?year=2022").json["records"] == []
    assert figures["people"]["records"][0]["label"] == "示例教授团队"


def test_public_figures_do_not_tell_person_ids(dispatched):
    for path in ("/outcomes/public", "/outcomes/figures/people?year=2022"):
        assert PROFESSOR.person not in str([each["id"] for each in records_in(dispatched.get(path).json)])


def records_in(told):
    return told.get("records") or [each for figure in told["figures"] for each in figure["records"] or ()]


def test_share_is_computed_of_the_union(house):
    for place in range(98):
        house.hear(
            dispatch_started(
                dispatch_id=f"d-{place}",
                enterprise_id=f"e-{place}",
                commissioner_id=f"c-{place}",
                commissioner_owner=f"person-{place}",
                above_scale=place < 44,
                high_tech=14 <= place < 65,
                commissioner_kind="team" if place >= 92 else "individual",
                people=(3 if place < 97 else 4) if place >= 92 else 1,
            )
        )
    figures = figures_of(house.get("/outcomes/public"))
    told_by_the_article = {
        "enterprises_served": 98,
        "above_scale": 44,
        "high_tech": 51,
        "either_class": 65,
        "either_class_percent": 66,
        "people": 111,
        "individuals": 92,
        "teams": 6,
    }
    assert {name: figures[name]["value"] for name in told_by_the_article} == told_by_the_article
    share = figures["either_class_percent"]
    assert (share["numerator"], share["denominator"], len(share["records"])) == (65, 98, 65)
    page = house.get("/outcomes/public", page=True).text
    assert "65 家 ÷ 98 家 = 66 %" in page
    assert "92 名个人 + 6 个团队 = 98 个派驻单位" in re.sub(r"<[^>]+>", "", page)
    assert 'value="65" max="98"' in page


def test_many_records_are_counted_and_listed_by_their_own_page(house):
    for place in range(MOST_LISTED + 3):
        service.hear(told(outcome_confirmed(f"outcome-{place}")))
    papers = figures_of(house.get("/outcomes/public"))["papers"]
    assert (papers["value"], papers["count"], papers["records"]) == (MOST_LISTED + 3, MOST_LISTED + 3, None)
    seen, after = [], ""
    while after is not None:
        page = house.get(f"/outcomes/figures/papers?year=2022{f'&after={after}' if after else ''}").json
        seen += [each["id"] for each in page["records"]]
        after = page["next"]
    assert len(seen) == len(set(seen)) == MOST_LISTED + 3


def test_public_says_names_and_numbers_but_no_texts(dispatched):
    id = reported(dispatched)
    dispatched.post(f"/outcomes/outcomes/{id}/confirm", HOST)
    dispatched.drain()
    for path in ("/outcomes/public", "/outcomes/figures/problems_solved?year=2022"):
        for actor in (NOBODY, PROFESSOR):
            for page in (False, True):
                answer = dispatched.get(path, actor, page=page)
                assert answer.status == 200
                assert "示例教授" in answer.text
                assert OUTCOME["text"] not in answer.text
    assert OUTCOME["text"] in dispatched.get("/outcomes/figures/problems_solved?year=2022", COUNTY, page=True).text
    assert OUTCOME["text"] in dispatched.get("/outcomes/figures/problems_solved?year=2022", CITY).text


def test_result_without_a_host_counts_under_its_scheme_s_year(hostless):
    id = reported(hostless, path="/outcomes/outcomes")
    hostless.post(f"/outcomes/outcomes/{id}/confirm", CITY)
    hostless.drain()
    problems = figures_of(hostless.get("/outcomes/public?year=2022"))["problems_solved"]
    assert (problems["value"], problems["records"][0]["label"]) == (2, "示例教授")


def test_report_shows_the_newest_year_that_has_figures(house):
    assert house.get("/outcomes/public").json["year"] == 2022
    service.hear(told(outcome_confirmed("a", year=2019)))
    service.hear(told(outcome_confirmed("b", year=2020, quantity=4)))
    answer = house.get("/outcomes/public")
    assert (answer.json["year"], figures_of(answer)["papers"]["value"]) == (2020, 4)
    assert figures_of(house.get("/outcomes/public?year=2019"))["papers"]["value"] == 1
    empty = house.get("/outcomes/public?year=2021")
    assert (empty.json["year"], empty.json["as_of"], figures_of(empty)["papers"]["value"]) == (2021, None, 0)
    assert figures_of(empty)["either_class_percent"]["value"] is None
    assert "2021 年度还没有数字" in house.get("/outcomes/public?year=2021", page=True).text


def test_records_without_a_year_are_of_the_year_the_report_shows(house):
    assert house.get("/outcomes/figures/papers").json["year"] == house.get("/outcomes/public").json["year"] == 2022
    service.hear(told(outcome_confirmed("a", year=2019)))
    service.hear(told(outcome_confirmed("b", "patents", year=2020)))
    assert house.get("/outcomes/public").json["year"] == 2020
    patents, papers = (house.get(f"/outcomes/figures/{name}").json for name in ("patents", "papers"))
    assert (patents["year"], [each["id"] for each in patents["records"]]) == (2020, ["b"])
    assert (papers["year"], papers["records"]) == (2020, [])


@pytest.mark.parametrize(
    ("actor", "status"), [(CITY, 200), (COUNTY, 200), (LEADER, 200), (PROFESSOR, 403), (HOST, 403)]
)
def test_annual_report_is_for_the_bureau(house, actor, status):
    assert house.get(REPORT, actor).status == status


@pytest.mark.parametrize("query", ["year=abc", "year=1999", "jahr=2022"])
def test_bad_year_is_refused(house, query):
    assert 400 <= house.get(f"/outcomes/public?{query}").status < 500


def test_unknown_indicator_is_not_found(house):
    assert house.get("/outcomes/figures/happiness").status == 404


def test_money_is_shown_in_yuan_and_told_in_fen(dispatched):
    service.hear(told(outcome_confirmed("contract", "technology_contracts_fen", 50_000_000)))
    contracts = figures_of(dispatched.get("/outcomes/public"))["technology_contracts_fen"]
    assert (contracts["value"], contracts["unit"]) == (50_000_000, "fen")
    assert "500,000 元" in dispatched.get("/outcomes/public", page=True).text


class Counting(FaultyStore):
    """A store that counts what is read from it."""

    def __init__(self, inner):
        self.reads = 0
        super().__init__(inner, self._count)

    def _count(self, call):
        self.reads += call in ("get", "get_many", "get_together", "query")


@pytest.mark.parametrize(
    ("path", "actor"),
    [
        ("/outcomes/public", PROFESSOR),
        ("/outcomes/figures/papers?year=2022", CITY),
        ("/outcomes/figures/enterprises_served?name=示例&sort=-label", NOBODY),
        ("/outcomes/public.csv", NOBODY),
        (f"{REPORT}.csv", CITY),
        ("/outcomes/records", PROFESSOR),
        ("/outcomes/records", HOST),
        ("/outcomes/records", COUNTY),
        ("/outcomes/records?kind=outcome&county=410502&sort=-reported", CITY),
        ("/outcomes/dispatches", PROFESSOR),
        (OUTCOMES, PROFESSOR),
    ],
)
def test_page_needs_two_reads_at_most(dispatched, path, actor):
    reported(dispatched)
    dispatched.hear(commissioner_accepted(OTHER_PROFESSOR.person, "commissioner-2"))
    counting = Counting(dispatched.store)
    move_in("outcomes", Home(counting, NoBus(), dispatched.clock, SECRETS, Settings()))
    assert dispatched.get(path, actor, page=True).status == 200
    assert counting.reads <= 2


def test_annual_report_reads_its_words_and_meetings_besides(dispatched):
    reported(dispatched)
    counting = Counting(dispatched.store)
    move_in("outcomes", Home(counting, NoBus(), dispatched.clock, SECRETS, Settings()))
    assert dispatched.get(REPORT, CITY, page=True).status == 200
    assert counting.reads <= 4


def test_whoever_is_appointed_counts_with_a_host_and_without(house):
    house.hear(scheme_published(), commissioner_accepted(), commissioner_accepted(OTHER_PROFESSOR.person, "team"))
    house.hear(dispatch_started())
    figures = figures_of(house.get(REPORT, CITY))
    assert [figures[name]["value"] for name in ("enterprises_served", "people", "individuals")] == [1, 2, 2]


def test_team_counts_with_all_its_members_once_however_it_is_heard(house):
    accepted = commissioner_accepted()
    team = accepted.commissioner.model_copy(update={"name": "示例服务队", "kind": "team", "people": 4})
    accepted = accepted.model_copy(update={"commissioner": team})
    started = dispatch_started(commissioner_kind="team", people=4, commissioner_name="示例服务队")
    house.hear(scheme_published(), started, accepted, accepted, started)
    figures = figures_of(house.get(REPORT, CITY))
    assert [figures[name]["value"] for name in ("people", "individuals", "teams")] == [4, 0, 1]
