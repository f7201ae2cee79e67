"""The whole demonstration: two years of it, loaded as people would have entered it, and then the article's figures."""

import io
import json
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest

from infra.local.demo.client import Client
from infra.local.demo.load import STAGES, Interrupted, load_demo
from infra.local.demo.programme import whole_programme
from infra.local.links import sign_in_lines
from infra.local.machine import Machine
from shared.auth.actor import PEOPLE
from shared.clock import SystemClock, beijing_date

# domain.md, "The indicators, and the article's totals" and "The arithmetic an annual report must reproduce".
ARTICLE = {
    "enterprises_served": (98, "exact"),
    "above_scale": (44, "exact"),
    "high_tech": (51, "exact"),
    "either_class": (65, "exact"),
    "either_class_percent": (66, "exact"),
    "people": (111, "exact"),
    "individuals": (92, "exact"),
    "teams": (6, "exact"),
    "new_technologies": (25, "exact"),
    "problems_solved": (30, "exact"),
    "training_sessions": (60, "at_least"),
    "backbone_trained": (200, "exact"),
    "technicians_trained": (5000, "at_least"),
    "technologies_extended": (160, "exact"),
    "products_developed": (5, "at_least"),
    "demonstration_base_mu": (1, "exact"),
    "radiated_planting_mu": (50, "exact"),
    "projects_provincial": (1, "exact"),
    "projects_education_department": (1, "exact"),
    "projects_city": (1, "exact"),
    "patents": (13, "exact"),
    "papers": (10, "exact"),
    "awards_city_second": (1, "exact"),
    "technology_contracts_fen": (50_000_000, "exact"),
    "rd_spending_fen": (630_000_000, "exact"),
    "qualifications_assisted": (3, "exact"),
}

# How the article's programme was carried out, as the demonstration's records have it: 98 units of 30,000 yuan.
PRACTICES = {
    "schemes_published": 1,
    "agreements_signed": 98,
    "appointments_announced": 98,
    "liaisons_named": 98,
    "coverage_items": 4,
    "rallies": 1,
    "funds_granted_fen": 294_000_000,
}


class EndingAfter:
    def __init__(self, times):
        self._left = times

    def __call__(self):
        self._left -= 1
        return self._left < 0


def loading(ending):
    return lambda machine: load_demo(machine, io.StringIO(), ending, whole_programme)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """Loaded in three goes: it is interrupted among the applications and among the reports, and begun again."""
    folder = tmp_path_factory.mktemp("whole") / "data"
    for steps in (120, 700):
        with pytest.raises(Interrupted):
            Machine(folder, demo=True).start(loading(EndingAfter(steps)))
    made = Machine(folder, demo=True, background=False)
    made.start(loading(lambda: False))
    yield made
    made.stop()


@pytest.fixture(scope="module")
def officer(loaded):
    return signed_in(loaded, "city_officer")


def signed_in(machine, role, name=""):
    public = Client(machine.base_url)
    everybody = listed(public, "/applications/demo?")
    person = next(each["id"] for each in everybody if each["role"] == role and name in each["name"])
    return public.signed_in(public.post("/applications/demo", {"person": person})["token"])


def listed(client, path):
    found, after = [], ""
    while True:
        page = client.get(f"{path}&after={quote(after)}" if after else path)
        found += page["items"]
        after = page["next"] or ""
        if not after:
            return found


def test_report_shows_the_articles_figures(officer):
    report = officer.get("/outcomes/reports/annual")
    shown = {each["indicator"]: (each["value"], each["qualifier"]) for each in report["figures"]}
    assert {name: shown[name] for name in ARTICLE} == ARTICLE
    assert {name: value for name, (value, _) in shown.items() if name in PRACTICES} == PRACTICES


def test_report_is_written_in_the_four_parts_of_the_article(officer):
    background, practices, results, response = officer.get("/outcomes/reports/annual")["parts"]
    headings = [each["heading"] for each in (background, practices, results, response)]
    assert headings == ["一、工作背景", "二、主要做法", "三、工作成效", "四、社会反响"]
    assert "92 名个人、6 个团队，共 111 名科技特派员，服务企业 98 家" in prose(background)
    assert "规模以上企业 44 家、高新技术企业 51 家" in prose(background)
    assert "占服务企业的 66 %" in prose(background)
    assert "签订派驻任务书 98 份，约定派驻期间原职务、工资、待遇、岗位不变" in prose(practices)
    assert "核定工作经费 2,940,000 元" in prose(practices)
    assert "完成新技术 25 项，解决技术难题 30 项，开展企业培训 至少 60 次" in prose(results)
    assert "张坤朋：已经开发艾草口含片" in prose(results)
    assert "安阳日报" in prose(response)


def prose(part):
    return "\n".join("".join(run["said"] for run in runs) for runs in part["paragraphs"])


def test_money_was_spent_within_what_is_granted_and_some_of_it_waits(officer):
    funds = listed(officer, "/outcomes/funds?name=")
    assert len(funds) == 98
    assert {each["granted_fen"] for each in funds} == {3_000_000}
    assert sum(each["approved_fen"] for each in funds) > 0
    assert sum(each["waiting_fen"] for each in funds) > 0
    told = [each for each in funds if each["name"] in ("张坤朋", "赵亚东", "邢月腾")]
    assert [each["left_fen"] for each in told] == [3_000_000] * 3, "of real people nothing is made up"


def test_the_bureau_came_by_but_to_no_told_case(officer):
    visits = listed(officer, "/outcomes/visits?county=")
    assert visits
    assert not {"赵亚东", "邢月腾"} & {each["commissioner_name"] for each in visits}


def test_every_dispatch_still_lasts_and_everybody_but_one_is_sent(loaded, officer):
    dispatches = listed(officer, "/matching/dispatches?sort=county")
    assert len({each["enterprise_id"] for each in dispatches}) == len(dispatches) == 98
    today = beijing_date(loaded.clock.now()).isoformat()
    assert all(each["starts"] < today < each["ends"] for each in dispatches)
    sent = {each["commissioner_name"] for each in dispatches}
    assert "张坤朋" not in sent
    pairs = {(each["commissioner_name"], each["enterprise_name"]) for each in dispatches}
    assert {("赵亚东", "安阳莱工科技有限公司"), ("邢月腾", "河南金百合生物科技股份有限公司")} <= pairs


def test_time_is_the_real_one_again_and_nothing_is_later(loaded):
    clock = loaded.clock
    assert abs(clock.now() - SystemClock().now()) < timedelta(seconds=5)
    assert datetime.fromisoformat(json.loads(loaded.folder.demo.read_text())["reached"]) < clock.now()


def test_two_years_passed_in_order(loaded):
    for store in loaded.stores.values():
        with store._file.reading() as connection:
            rows = connection.execute("SELECT data FROM records WHERE kind = 'AuditEntry' ORDER BY rowid").fetchall()
        moments = [datetime.fromisoformat(json.loads(data)["at"]) for (data,) in rows]
        if moments:
            assert moments == sorted(moments)


def test_no_service_is_made_up_for_people_of_the_told_cases(officer):
    for state in ("reported", "approved"):
        names = {each["commissioner_name"] for each in listed(officer, f"/outcomes/records?state={state}&kind=service")}
        assert names
        assert not names & {"赵亚东", "邢月腾", "张坤朋"}


def test_everybody_was_made_public_and_appointed_by_three_departments(officer):
    notices = listed(officer, "/applications/notices?")
    assert [each["count"] for each in notices] == [1, 97]
    joint = listed(officer, "/applications/joint-notices?")
    assert [(each["state"], each["count"], len(each["signed"])) for each in joint] == [
        ("issued", 1, 3),
        ("issued", 97, 3),
    ]
    assert officer.get("/applications/inbox?status=appointed&kind=commissioner")["items"]


@pytest.mark.parametrize(
    ("role", "name", "what"),
    [
        ("sending_institution", "示例大学", "endorse"),
        ("county_officer", "林州", "verify"),
        ("reviewer", "", "score"),
        ("city_officer", "", "select"),
        ("city_officer", "", "review"),
    ],
)
def test_each_step_of_the_next_scheme_waits_for_somebody(loaded, role, name, what):
    home = signed_in(loaded, role, name).get("/")
    assert what in {each["what"] for each in home["tasks"]}


def test_something_waits_for_officers_and_hosts(officer):
    assert officer.get("/applications/inbox?status=submitted")["items"]
    assert officer.get("/applications/inbox?status=returned")["items"]
    waiting = listed(officer, "/outcomes/records?state=reported")
    assert {True, False} == {each["service"] is None for each in waiting}


def test_nothing_is_on_its_way_or_given_up(loaded):
    loaded.drain()
    assert loaded.quiet()
    assert {name: queue.depth().dead for name, queue in loaded.queues.items()} == dict.fromkeys(loaded.queues, 0)


def test_loading_again_does_nothing(loaded):
    out, before = io.StringIO(), loaded.folder.demo.read_text()
    load_demo(loaded, out, lambda: False, whole_programme)
    assert out.getvalue() == ""
    assert loaded.folder.demo.read_text() == before
    assert json.loads(before)["stages"] == [stage.name for stage in STAGES]


def test_ready_sign_in_shows_everybody(loaded):
    public = Client(loaded.base_url)
    people = listed(public, "/applications/demo?")
    programme = whole_programme()
    names = {each["name"] for each in people}
    assert {each["name"] for each in (*programme.enterprises, *programme.officers)} <= names
    assert {each["contact"]["name"] for each in programme.commissioners} <= names
    assert len(sign_in_lines(loaded, demo=True)) == 1 + len(PEOPLE)


def test_every_agreement_is_signed_and_every_dispatch_looked_after(officer):
    dispatches = listed(officer, "/matching/dispatches?sort=county")
    for each in dispatches:
        agreement = officer.get(f"/matching/dispatches/{each['id']}/agreement")
        assert agreement["complete"], each["enterprise_name"]
    assert listed(officer, "/matching/liaisons?county=") == []
