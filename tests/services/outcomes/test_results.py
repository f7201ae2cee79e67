"""Results: who reports and who confirms, with a host and without; money, patents, reasons."""

from dataclasses import replace

import pytest

from services.outcomes.model.parties import NotArrived
from shared.events.outcomes import OutcomeConfirmed, OutcomeRefused, OutcomeReported
from shared.home import Home, move_in
from shared.messaging.bus import NoBus
from shared.settings import Settings
from tests.services.outcomes.house import (
    CITY,
    COUNTY,
    HOST,
    LEADER,
    NOBODY,
    OTHER_COUNTY,
    OTHER_HOST,
    OTHER_PROFESSOR,
    PROFESSOR,
    SECRETS,
    commissioner_accepted,
    dispatch_started,
    scheme_published,
)

OUTCOMES = "/outcomes/dispatches/dispatch-1/outcomes"
OUTCOME = {
    "indicator": "problems_solved",
    "quantity": 2,
    "day": "2022-05-25",
    "text": "解决高速主轴温升过大和动态刚度不足两个难题。",
}
PATENT = "ZL201310699744.2"
PATENTS = OUTCOME | {"indicator": "patents", "quantity": 2, "patent_numbers": [PATENT]}


def reported(house, body=OUTCOME, path=OUTCOMES, actor=PROFESSOR):
    answer = house.post(path, actor, body)
    assert answer.status == 201, answer.text
    return answer.json["outcome_id"]


def test_result_is_reported_confirmed_and_told(dispatched):
    id = reported(dispatched)
    (told,) = dispatched.drain()
    assert isinstance(told, OutcomeReported)
    assert (told.enterprise_owner, told.indicator, told.indicator_name) == (
        HOST.person,
        "problems_solved",
        "解决技术难题",
    )

    assert dispatched.post(f"/outcomes/outcomes/{id}/confirm", HOST).json == {"outcome_id": id}
    (told,) = dispatched.drain()
    assert isinstance(told, OutcomeConfirmed)
    assert (told.year, told.scheme_id, told.quantity, told.at_least) == (2022, "scheme-2022", 2, False)
    shown = dispatched.get(f"/outcomes/outcomes/{id}", PROFESSOR).json
    assert shown["state"] == "confirmed"
    assert shown["outcome"]["quantity"] == 2


def test_refused_result_tells_its_reason(dispatched):
    id = reported(dispatched)
    dispatched.drain()
    assert dispatched.post(f"/outcomes/outcomes/{id}/refuse", HOST, {"reason": "只解决了其中一个"}).status == 200
    (told,) = dispatched.drain()
    assert isinstance(told, OutcomeRefused)
    assert told.reason == "只解决了其中一个"
    assert "只解决了其中一个" in dispatched.get("/outcomes/records", PROFESSOR, page=True).text
    late = dispatched.post(f"/outcomes/outcomes/{id}/confirm", HOST)
    assert late.status == 409
    assert "未通过" in late.says


def test_refusing_needs_a_reason(dispatched):
    id = reported(dispatched)
    page = dispatched.submit(f"/outcomes/outcomes/{id}/refuse", HOST, {"reason": "否"})
    assert page.status == 422
    assert "至少 2 个字" in page.text


@pytest.mark.parametrize("verb", ["confirm", "refuse"])
@pytest.mark.parametrize(
    ("actor", "status"), [(OTHER_HOST, 404), (PROFESSOR, 403), (COUNTY, 403), (LEADER, 403), (CITY, 409), (NOBODY, 401)]
)
def test_only_the_host_decides_on_a_result_of_a_dispatch(dispatched, actor, status, verb):
    id = reported(dispatched)
    answer = dispatched.post(
        f"/outcomes/outcomes/{id}/{verb}", actor, {"reason": "没有看到"} if verb == "refuse" else {}
    )
    assert answer.status == status
    if status == 409:
        assert "由接收企业“示例机床有限公司”确认" in answer.says


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        (PROFESSOR, 200),
        (HOST, 200),
        (COUNTY, 200),
        (CITY, 200),
        (OTHER_PROFESSOR, 404),
        (OTHER_HOST, 404),
        (OTHER_COUNTY, 404),
        (NOBODY, 401),
    ],
)
def test_who_reads_a_result(dispatched, actor, status):
    id = reported(dispatched)
    assert dispatched.get(f"/outcomes/outcomes/{id}", actor).status == status


@pytest.mark.parametrize(("actor", "status"), [(OTHER_PROFESSOR, 404), (HOST, 403), (CITY, 403), (NOBODY, 401)])
def test_only_its_commissioner_reports_on_a_dispatch(dispatched, actor, status):
    assert dispatched.post(OUTCOMES, actor, OUTCOME).status == status


def test_result_may_come_after_the_term_but_not_before_it(dispatched):
    before = dispatched.post(OUTCOMES, PROFESSOR, OUTCOME | {"day": "2022-04-30"})
    assert before.status == 422
    assert "不能早于派驻开始日 2022-05-01" in before.says
    future = dispatched.post(OUTCOMES, PROFESSOR, OUTCOME | {"day": "2022-06-02"})
    assert "不能晚于今天（2022-06-01，北京时间）" in future.says
    dispatched.clock.move_to(dispatched.clock.now().replace(year=2025))
    reported(dispatched, OUTCOME | {"day": "2025-01-05"})


@pytest.mark.parametrize(
    ("body", "pointer", "sentence"),
    [
        ({"quantity": 0}, "/quantity", "不能小于 1"),
        ({"quantity": None}, "/quantity", "请填写数量"),
        ({"quantity": 1.5}, "/quantity", "请输入整数"),
        ({"indicator": "happiness"}, "/indicator", "请从列出的选项中选择"),
        ({"text": "好"}, "/text", "至少 10 个字"),
        ({"day": "昨天"}, "/day", "2026-01-31"),
        ({"amount_yuan": "5"}, "/amount_yuan", "只有金额类指标填写金额"),
        ({"patent_numbers": [PATENT]}, "/patent_numbers", "只有“获批国家专利”填写专利号"),
        ({"indicator": "rd_spending_fen", "quantity": None}, "/amount_yuan", "单位为元"),
        ({"indicator": "rd_spending_fen", "quantity": None, "amount_yuan": "0"}, "/amount_yuan", "单位为元"),
        ({"indicator": "patents", "patent_numbers": ["2013"]}, "/patent_numbers", "格式不正确"),
        ({"indicator": "patents", "patent_numbers": ["ZL201310699744.3"]}, "/patent_numbers", "校验位不正确"),
        ({"indicator": "patents", "patent_numbers": [PATENT, PATENT]}, "/patent_numbers", "填写了两次"),
        (
            {"indicator": "patents", "quantity": 1, "patent_numbers": [PATENT, "ZL202010000000.7"]},
            "/quantity",
            "数量却只有 1 件",
        ),
    ],
)
def test_what_cannot_be_right_is_refused_in_words(dispatched, body, pointer, sentence):
    answer = dispatched.post(OUTCOMES, PROFESSOR, OUTCOME | body)
    assert answer.status == 422
    assert answer.pointers == [pointer]
    assert sentence in answer.says


def test_money_written_in_yuan_is_kept_in_fen(dispatched):
    form = {
        "indicator": "technology_contracts_fen",
        "amount_yuan": "500000.5",
        "day": "2022-05-25",
        "text": "与企业签订技术开发合同一份。",
    }
    answer = dispatched.submit(OUTCOMES, PROFESSOR, form)
    assert answer.status == 303
    page = dispatched.get(answer.headers["Location"], PROFESSOR, page=True).text
    assert "500,000.50 元" in page
    assert dispatched.get(answer.headers["Location"], PROFESSOR).json["outcome"]["quantity"] == 50_000_050


def test_patent_counts_once_in_a_scheme_whoever_reports_it(dispatched):
    dispatched.hear(
        dispatch_started(dispatch_id="dispatch-2", commissioner_id="c-2", commissioner_owner=OTHER_PROFESSOR.person),
        dispatch_started(dispatch_id="dispatch-3", scheme_id="scheme-2023", year=2023),
    )
    id = reported(dispatched, PATENTS)
    typed = PATENTS | {"patent_numbers": ["zl 2013 1 0699744.2"]}
    taken = dispatched.post("/outcomes/dispatches/dispatch-2/outcomes", OTHER_PROFESSOR, typed)
    assert taken.status == 409
    assert f"专利号 {PATENT} 在本批次已有人填报" in taken.says
    assert dispatched.post("/outcomes/dispatches/dispatch-3/outcomes", PROFESSOR, typed).status == 201

    dispatched.post(f"/outcomes/outcomes/{id}/refuse", HOST, {"reason": "不是本企业的专利"})
    assert dispatched.post("/outcomes/dispatches/dispatch-2/outcomes", OTHER_PROFESSOR, typed).status == 201


def test_commissioner_without_a_host_reports_to_the_city(hostless):
    id = reported(hostless, path="/outcomes/outcomes")
    (told,) = hostless.drain()
    assert (told.dispatch_id, told.enterprise_name, told.enterprise_owner) == ("", "", "")
    assert hostless.post(f"/outcomes/outcomes/{id}/confirm", HOST).status == 404
    (waiting,) = hostless.get("/outcomes/records", CITY).json["items"]
    assert waiting["may_decide"] is True
    assert hostless.post(f"/outcomes/outcomes/{id}/confirm", CITY).status == 200
    (confirmed,) = hostless.drain()
    assert (confirmed.year, confirmed.enterprise_name) == (2022, "")


def test_commissioner_with_a_host_reports_there(dispatched):
    answer = dispatched.post("/outcomes/outcomes", PROFESSOR, OUTCOME)
    assert answer.status == 409
    assert "您已派驻到企业" in answer.says


def test_host_is_known_even_when_the_dispatch_is_heard_before_the_commissioner(house):
    house.hear(scheme_published(), dispatch_started(), commissioner_accepted())
    assert "您已派驻到企业" in house.post("/outcomes/outcomes", PROFESSOR, OUTCOME).says


def test_who_is_no_commissioner_reports_nothing(house):
    answer = house.post("/outcomes/outcomes", OTHER_PROFESSOR, OUTCOME)
    assert answer.status == 409
    assert "受理后才能填报成效" in answer.says


def test_nobody_reports_as_another_commissioner(hostless):
    assert (
        hostless.post("/outcomes/outcomes", OTHER_PROFESSOR, OUTCOME | {"commissioner_id": "commissioner-1"}).status
        == 404
    )
    assert hostless.post("/outcomes/outcomes", PROFESSOR, OUTCOME | {"commissioner_id": "commissioner-1"}).status == 201


def test_commissioner_heard_of_before_their_scheme_is_heard_again_later(house):
    with pytest.raises(NotArrived):
        house.hear(commissioner_accepted())
    house.hear(scheme_published(), commissioner_accepted())
    assert house.post("/outcomes/outcomes", PROFESSOR, OUTCOME).status == 201


def test_two_decisions_from_one_page_are_two(dispatched):
    ids = [reported(dispatched), reported(dispatched)]
    page = dispatched.get("/outcomes/records", HOST, page=True).text
    keys = [part.split('"')[0] for part in page.split('name="idempotency_key" value="')[1:]]
    assert len(set(keys)) == len(keys) == 2
    for id in ids:
        key = next(each for each in keys if each.endswith(id))
        assert dispatched.submit(f"/outcomes/outcomes/{id}/confirm", HOST, {"idempotency_key": key}).status == 303


class Interleaved:
    """A store in which somebody else acts between this one's reading and its first commit."""

    def __init__(self, inner, between):
        self._inner = inner
        self._between = between

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def commit(self, *args):
        between, self._between = self._between, None
        if between:
            between()
        return self._inner.commit(*args)


def test_two_reports_of_one_patent_at_the_same_moment_are_one(dispatched):
    dispatched.hear(
        dispatch_started(dispatch_id="dispatch-2", commissioner_id="c-2", commissioner_owner=OTHER_PROFESSOR.person)
    )
    plain = Home(dispatched.store, NoBus(), dispatched.clock, SECRETS, Settings())

    def other_reports():
        move_in("outcomes", plain)
        reported(dispatched, PATENTS, "/outcomes/dispatches/dispatch-2/outcomes", OTHER_PROFESSOR)

    move_in("outcomes", replace(plain, store=Interleaved(dispatched.store, other_reports)))
    late = dispatched.post(OUTCOMES, PROFESSOR, PATENTS)
    assert late.status == 409
    assert "同一专利只计一次" in late.says


def test_two_opposite_decisions_at_the_same_moment_are_one(dispatched):
    id = reported(dispatched)
    dispatched.drain()
    plain = Home(dispatched.store, NoBus(), dispatched.clock, SECRETS, Settings())

    def refused_meanwhile():
        move_in("outcomes", plain)
        assert dispatched.post(f"/outcomes/outcomes/{id}/refuse", HOST, {"reason": "另一人已核实"}).status == 200

    move_in("outcomes", replace(plain, store=Interleaved(dispatched.store, refused_meanwhile)))
    assert dispatched.post(f"/outcomes/outcomes/{id}/confirm", HOST).status == 409
    assert [type(event) for event in dispatched.drain()] == [OutcomeRefused]
