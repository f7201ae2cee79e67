"""The home page of each role, and what it costs."""

import re
from datetime import date

import pytest

from shared.auth.actor import PEOPLE, Actor, Role
from shared.clock import BEIJING
from shared.store.port import Unavailable
from tests.services.applications.desks import (
    CITY_OFFICER,
    COUNTY,
    DOCTOR,
    FACTORY,
    LEADER,
    OFFICER,
    VISITOR,
    Desks,
    accepted,
    commissioner_accepted,
    dispatched,
    outcome_confirmed,
    outcome_reported,
    proposed,
    returned,
    run_completed,
    scheme,
    service_reported,
    submitted,
)

EVERYBODY = [None, *(Actor(role.value, role, county=COUNTY) for role in PEOPLE)]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def desks():
    made = Desks()
    yield made
    made.close()


@pytest.fixture
def busy(desks):
    """A house in which something waits for everybody who can be asked, and something happened to all."""
    desks.hear(scheme(), submitted(), desks.tell(returned(), 2), run_completed(), proposed(), dispatched())
    desks.hear(submitted(application_id="a2", name="示例二公司"), outcome_confirmed(), service_reported())
    desks.hear(desks.tell(commissioner_accepted(), 2), outcome_reported(outcome_id="o2", enterprise_owner=""))
    desks.hear(proposed(proposal_id="p2"), outcome_reported(outcome_id="o3"))
    return desks


class Counting:
    """A store that counts how often it is asked."""

    def __init__(self, inner):
        self._inner, self.reads = inner, []

    def __getattr__(self, name):
        if name in ("get", "get_many", "get_together", "query", "earlier"):
            self.reads.append(name)
        return getattr(self._inner, name)


@pytest.mark.parametrize("actor", EVERYBODY, ids=lambda actor: actor.role if actor else "public")
def test_home_takes_two_reads_with_the_session_and_the_header(busy, monkeypatch, actor):
    from shared import home

    counting = Counting(busy.store)
    moved = home._homes["applications"]
    monkeypatch.setitem(home._homes, "applications", home.Home(counting, *list(vars(moved).values())[1:]))
    assert "正在申报" in busy.page(actor), "the header"
    assert len(counting.reads) <= 2, counting.reads


def test_stranger_learns_what_it_is_that_it_is_open_and_where_to_apply(busy):
    page, said = busy.page(VISITOR), busy.words(VISITOR)
    assert "2026年度示例批次" in said
    assert "2026年4月30日（北京时间，当日 24 时止）" in said
    for kind in ("enterprise", "commissioner"):
        assert f'href="/applications/sign-in?next=/applications/schemes/s1/{kind}"' in page
    assert "30,000 元" in said
    assert re.search(r"解决技术难题 2 ", said)
    assert "示例机床公司" not in said, "what waits and what happened is nobody else's"


def test_stranger_is_offered_nothing_before_there_is_a_scheme_or_outside_its_window(desks):
    assert "目前没有发布实施方案" in desks.words(VISITOR)
    desks.hear(scheme(opens=date(2026, 5, 1), closes=date(2026, 6, 1)))
    assert "尚未开始申报" in desks.page(VISITOR)
    assert "企业：提出技术需求" not in desks.page(VISITOR)
    desks.pass_days(200)
    assert "申报已于 2026年6月1日 截止" in desks.page(VISITOR)
    assert "企业：提出技术需求" not in desks.page(VISITOR)


def test_programme_answers_the_visitor_nothing_of_any_desk(busy):
    answer = busy.home(VISITOR)
    assert (answer["tasks"], answer["happened"], answer["counties"], answer["numbers"]) == ([], [], [], {})


def test_party_reads_where_it_stands_in_one_sentence(desks):
    assert "目前也没有开放的批次" in desks.words(FACTORY)
    desks.hear(scheme())
    assert "您还没有提交申报" in desks.words(FACTORY)
    assert 'href="/applications/schemes/s1/enterprise"' in desks.page(FACTORY)
    assert 'href="/applications/schemes/s1/commissioner"' in desks.page(DOCTOR)
    desks.hear(submitted())
    assert "您的申报（2026-Q-A1）正在审核" in desks.words(FACTORY)
    assert "/schemes/s1/enterprise" not in desks.page(FACTORY), "one application a scheme"
    desks.hear(desks.tell(returned(), 2))
    assert "有 1 件事等您办理。 您的申报（2026-Q-A1）已退回" in desks.words(FACTORY)
    desks.hear(desks.tell(accepted(), 4))
    assert "您的申报（2026-Q-A1）已受理" in desks.words(FACTORY)
    desks.hear(dispatched())
    assert "示例博士 派驻 示例机床公司，服务期至 2028年3月1日" in desks.words(FACTORY)
    desks.pass_days(731)
    assert "服务期至" not in desks.words(FACTORY), "what is over is on the list alone"


def test_applicant_of_an_earlier_scheme_may_apply_to_the_next(desks):
    desks.hear(scheme(), submitted(), desks.tell(accepted(), 2))
    desks.hear(scheme(scheme_id="s2", name="下一批次", opens=date(2026, 3, 2), closes=date(2026, 12, 31)))
    assert 'href="/applications/schemes/s2/enterprise"' in desks.page(FACTORY)


def test_officer_is_led_straight_to_each_thing(busy):
    page = busy.page(OFFICER)
    assert 'href="/applications/a2"' in page
    assert "待审核的申报" in busy.words(OFFICER)
    assert 'href="/outcomes/outcomes/o2"' in busy.page(CITY_OFFICER)


def test_leader_reads_the_programme_in_numbers(busy):
    said = busy.words(LEADER)
    assert re.search(r"企业申报 2 已受理 0", said)
    assert re.search(r"已派驻 1 对", said)
    assert 'href="/outcomes/reports/annual"' in busy.page(LEADER)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.REVIEWER, Role.SENDING_INSTITUTION])
def test_role_nothing_waits_for_is_told_so_or_what_it_can_do(busy, role):
    assert busy.home(Actor("x", role))["tasks"] == []
    assert re.search(r"您管理|没有等您办理的事", busy.words(Actor("x", role)))


@pytest.mark.parametrize("actor", EVERYBODY, ids=lambda actor: actor.role if actor else "public")
def test_home_is_english_but_for_what_people_wrote(busy, actor):
    said = busy.words(actor, "en")
    for written in ("2026年度示例批次", "示例机床公司", "示例二公司", "示例博士", "热变形"):
        said = said.replace(written, "")
    assert not CHINESE.search(said), CHINESE.findall(said)


def test_header_that_cannot_be_read_fails_no_page(desks, monkeypatch):
    def fails(*_):
        raise Unavailable("示例")

    monkeypatch.setattr(desks.store, "get", fails)
    from shared.web.programme import known_programme

    assert known_programme(desks.store) is None


def test_window_ends_with_its_last_day_in_china(desks):
    desks.hear(scheme(closes=date(2026, 3, 2)))
    assert desks.clock.now().astimezone(BEIJING).date() == date(2026, 3, 2)
    assert "今天截止" in desks.page(VISITOR)
    desks.pass_days(15 / 24)
    assert "截止" in desks.page(VISITOR)
    assert desks.home(VISITOR)["programme"]["state"] == "closed"
