"""A matching run, from the button or the clock to its proposals, on the demonstration's own needs and people."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.matching.app import service
from services.matching.commands import running
from services.matching.commands.planning import MOST_LEFT, MOST_PAIRS, Plan
from services.matching.engine.model import Params
from services.matching.model.parties import Candidate, Host, Scheme
from services.matching.model.proposals import Planned, Proposal, ReasonFacts, TermFacts
from services.matching.model.runs import LEFT_ON_RUN, LeftOver, LeftOverPart, Run
from shared.jobs import Job
from shared.messaging.ticks import tick
from shared.rules import Unknown
from shared.store.faults import Fault, FaultyStore, seeded
from shared.store.port import AnswerLost, Throttled
from shared.store.sqlite import SqliteStore
from shared.vocabulary import SERVICE_TYPES
from shared.work import Busy
from tests.infra.local.test_demo_pairs import EXPECTED
from tests.services.matching.house import AUDITOR, CITY, LEADER, SCHEME, House, host

ROOT = Path(__file__).parents[3]
NIGHT = datetime(2021, 3, 1, 18, tzinfo=UTC)


@pytest.fixture
def house():
    return House()


def pairs_of(house):
    found = house.ask("GET", "/matching/runs", CITY).json["items"]
    proposals = house.ask("GET", f"/matching/runs/{found[0]['id']}", CITY).json["proposals"]
    return {(each["commissioner_id"], each["enterprise_id"]) for each in proposals}


def test_demo_run_proposes_everybody_to_their_own_subject(house):
    house.load_demo()
    run_id = house.start()
    assert pairs_of(house) == EXPECTED
    proposed = house.events("PairProposed")
    assert {(each.commissioner_id, each.enterprise_id) for each in proposed} == EXPECTED
    (completed,) = house.events("MatchingRunCompleted")
    assert (completed.run_id, completed.scheme_id, completed.proposed) == (run_id, SCHEME, len(EXPECTED))


def test_demo_pair_says_why_in_chinese_and_in_figures(house):
    house.load_demo()
    run = house.ask("GET", f"/matching/runs/{house.start()}", LEADER).json
    zhao = next(each for each in run["proposals"] if each["commissioner_id"] == "zhao-yadong")
    assert zhao["enterprise_name"] == "安阳莱工科技有限公司"
    assert zhao["best_work"] in {
        "主轴结构多目标优化设计及可靠性",
        "铝合金搅拌摩擦焊电主轴单元关键技术研究",
        "主轴动态性能",
    }
    said = {reason["code"]: reason["said"] for reason in zhao["reasons"]}
    assert said["best_work"] == f"最接近这项需求的成果是《{zhao['best_work']}》"
    assert said["words_shared"].startswith("需求与特派员的成果、专长都提到：")
    assert said["county_willing"] == "特派员愿意到文峰区服务"
    assert said["priority_class"] == "企业属于优先选派对象：培育高新技术企业"
    assert zhao["score"] == pytest.approx(sum(term["value"] * term["weight"] for term in zhao["terms"]), abs=1e-6)
    scores = [each["score"] for each in run["proposals"]]
    assert scores == sorted(scores, reverse=True)


def test_left_over_are_kept_with_reasons(house):
    house.load_demo()
    house.accept_host(
        "tea", name="示例茶叶有限公司", needs=[{"title": "茶叶拼配", "text": "希望稳定茶叶拼配的口感与香气。"}]
    )
    house.accept_candidate(
        "poet", name="示例诗词博士", expertise="唐代边塞诗的意象研究与文献整理工作。", works=("王昌龄诗集校注",)
    )
    run = house.ask("GET", f"/matching/runs/{house.start()}", AUDITOR).json
    tea = next(each for each in run["unserved_enterprises"] if each["id"] == "tea")
    assert tea["reason"] == "no_qualified_commissioner"
    assert tea["said"].startswith("没有符合条件的特派员")
    poet = next(each for each in run["idle_commissioners"] if each["id"] == "poet")
    assert poet["reason"] == "no_qualified_enterprise"
    assert (run["unserved"], run["idle"]) == (len(run["unserved_enterprises"]), len(run["idle_commissioners"]))


def test_a_candidate_who_would_not_go_there_is_named_as_the_obstacle(house):
    house.publish_scheme()
    house.accept_host("h", county="410502")
    house.accept_candidate("c", counties=("410581",))
    run = house.ask("GET", f"/matching/runs/{house.start()}", CITY).json
    assert run["proposals"] == []
    (left,) = run["unserved_enterprises"]
    assert (left["obstacle"], left["nearest_id"]) == ("county", "c")
    assert left["said"].endswith("但特派员未选择到文峰区服务")
    (idle,) = run["idle_commissioners"]
    assert idle["said"].endswith("但特派员未选择到文峰区服务")


def test_many_left_over_are_read_in_parts(house):
    house.publish_scheme()
    many = LEFT_ON_RUN + 30
    for place in range(many):
        house.accept_host(f"h{place:04}")
    run_id = house.start()
    first = house.ask("GET", f"/matching/runs/{run_id}", CITY).json
    second = house.ask("GET", f"/matching/runs/{run_id}", CITY, query={"part": 1}).json
    ids = [each["id"] for view in (first, second) for each in view["unserved_enterprises"]]
    assert sorted(ids) == sorted(f"h{place:04}" for place in range(many))
    assert (first["unserved"], first["parts"]) == (many, 1)
    assert house.ask("GET", f"/matching/runs/{run_id}", CITY, query={"part": 2}).status == 404


def test_a_run_with_the_most_and_longest_left_over_and_pairs_fits_into_one_commit(house, monkeypatch):
    """Names of 100 characters, twice a line, and pairs with the longest work and many words."""
    house.publish_scheme(name="名" * 100)
    name = "名" * 100
    line = LeftOver(
        id="i" * 26,
        name=name,
        county="410502",
        reason="no_qualified_commissioner",
        nearest_id="i" * 26,
        nearest_name=name,
        nearest_county="410502",
        nearest_score=0.123456789012345,
        obstacle="service_type",
    )
    words = ("高速电主轴轴承",) * Params().words
    pair = Planned(
        run_id="r" * 26,
        scheme_id=SCHEME,
        enterprise_id="e" * 26,
        commissioner_id="c" * 26,
        need_id="n" * 28,
        score=0.123456789012345,
        terms=tuple(TermFacts(name=term, value=0.123457, weight=0.85) for term in ("text", "service_type")),
        words=words,
        best_work="文" * 500,
        reasons=(
            ReasonFacts(code="words_shared", params={"words": words}),
            ReasonFacts(code="best_work", params={"work": 49, "title": "文" * 500}),
            ReasonFacts(code="service_type", params={"types": tuple(SERVICE_TYPES)}),
            ReasonFacts(code="county_willing", params={"county": "410502"}),
            ReasonFacts(code="priority_class", params={"classes": ("above_scale", "high_tech", "nurtured"), "tier": 0}),
        ),
    )
    full = Plan((pair,) * MOST_PAIRS, [line] * MOST_LEFT, [line] * MOST_LEFT, 9999, 9999)
    monkeypatch.setattr(running, "plan_of", lambda *_: full)
    run_id = house.start(steps=0)
    parts = [house.get(LeftOverPart, f"{run_id}/{number + 1}") for number in range(house.get(Run, run_id).parts)]
    assert LEFT_ON_RUN + sum(len(part.idle) for part in parts) == MOST_LEFT


def test_same_input_gives_the_same_result_in_another_house():
    found = []
    for _ in range(2):
        house = House()
        house.load_demo()
        run = house.ask("GET", f"/matching/runs/{house.start()}", CITY).json
        kept = ("enterprise_id", "commissioner_id", "need_title", "score", "words", "best_work", "reasons", "terms")
        found.append([{name: each[name] for name in kept} for each in run["proposals"]])
    assert found[0] == found[1]
    assert found[0]


def test_places_taken_are_those_of_the_proposals(house):
    house.load_demo()
    house.start()
    for enterprise in {enterprise for _, enterprise in EXPECTED}:
        here = {Proposal.id_of(e, c) for c, e in EXPECTED if e == enterprise}
        assert set(house.held(Host, enterprise)) == here
    for commissioner in {commissioner for commissioner, _ in EXPECTED}:
        here = {Proposal.id_of(e, c) for c, e in EXPECTED if c == commissioner}
        assert set(house.held(Candidate, commissioner)) == here


def test_a_second_run_proposes_nothing_again(house):
    house.load_demo()
    house.start()
    told = len(house.events("PairProposed"))
    run_id = house.start()
    assert house.ask("GET", f"/matching/runs/{run_id}", CITY).json["proposed"] == 0
    assert len(house.events("PairProposed")) == told
    assert len(house.ask("GET", "/matching/runs", CITY).json["items"]) == 2


def test_a_run_is_refused_while_another_is_under_way(house):
    house.load_demo()
    house.start(steps=3)
    refused = house.ask("POST", "/matching/runs", CITY, body={"scheme_id": SCHEME})
    assert refused.status == 409
    assert refused.json["type"] == "urn:tepai:problem:RunUnderway"
    assert refused.json["detail"] == "该批次的匹配正在进行，请等它完成后再开始新的一次"
    house.run()
    house.start()


def test_the_same_button_pressed_twice_starts_one_run(house):
    house.load_demo()
    first = house.ask("POST", "/matching/runs", CITY, body={"scheme_id": SCHEME}, key="press-1")
    again = house.ask("POST", "/matching/runs", CITY, body={"scheme_id": SCHEME}, key="press-1")
    assert (first.status, first.json) == (again.status, again.json)
    assert len(house.ask("GET", "/matching/runs", CITY).json["items"]) == 1


def test_progress_is_shown_while_pairs_go_out(house):
    house.load_demo()
    run_id = house.start(steps=4)
    view = house.ask("GET", f"/matching/runs/{run_id}", CITY).json
    assert (view["state"], view["done"], view["pairs"], view["completed_at"]) == ("running", 4, len(EXPECTED), None)
    assert len(view["proposals"]) == 4
    page = house.ask("GET", f"/matching/runs/{run_id}", CITY, page=True).text
    assert f'<progress value="4" max="{len(EXPECTED)}"' in page
    house.run()
    view = house.ask("GET", f"/matching/runs/{run_id}", CITY).json
    assert (view["state"], view["done"], view["proposed"]) == ("completed", len(EXPECTED), len(EXPECTED))


def test_a_run_of_nobody_is_complete_at_once(house):
    house.publish_scheme()
    run_id = house.start()
    view = house.ask("GET", f"/matching/runs/{run_id}", CITY).json
    assert (view["state"], view["pairs"], view["proposed"]) == ("completed", 0, 0)
    assert len(house.events("MatchingRunCompleted")) == 1
    house.start()


def test_a_job_goes_on_where_it_was_killed_and_a_step_twice_is_one(house):
    house.load_demo()
    run_id = house.start(steps=5)
    # Killed after the commit and before the message was deleted: the step is delivered again, as is an older one.
    (due,) = (each for each in house.store.waiting() if each.type == "PairingStepDue")
    service.hear(due)
    service.hear(due)
    house.run()
    assert house.get(Job, run_id).finished
    assert len({each.proposal_id for each in house.events("PairProposed")}) == len(EXPECTED)
    assert len(house.events("PairProposed")) == len(EXPECTED)


@pytest.mark.parametrize("seed", range(12))
def test_a_run_over_a_failing_store_proposes_every_pair_once(seed):
    house = House()
    house.load_demo()
    odds = {Fault.CONFLICT: 0.1, Fault.THROTTLED: 0.05, Fault.LOST_BEFORE: 0.05, Fault.LOST_AFTER: 0.1, Fault.LAG: 0.5}
    faulty = FaultyStore(house.store, seeded(seed, odds))
    house.live_in(faulty)
    while house.ask("POST", "/matching/runs", CITY, body={"scheme_id": SCHEME}, key="press").status != 201:
        pass
    house.live_in(house.store)
    deliver_over(house, faulty)
    assert sorted((each.commissioner_id, each.enterprise_id) for each in house.events("PairProposed")) == sorted(
        EXPECTED
    )
    assert house.get(Scheme, SCHEME).running == ""


def deliver_over(house, faulty):
    """Deliver the service's events on the failing store, each again until it is handled."""
    while waiting := house.store.waiting(limit=1):
        house.live_in(faulty)
        try:
            if waiting[0].type in service.reactions:
                service.hear(waiting[0])
        except (Throttled, AnswerLost, Busy):
            continue
        finally:
            house.live_in(house.store)
        house.told.append(waiting[0])
        house.store.forget(waiting)


def test_the_night_starts_a_run_of_each_scheme_once(house):
    house.load_demo()
    house.publish_scheme("scheme-empty", year=2020)
    schedule = service.schedules["nightly_run"]
    assert schedule.expression == "cron(0 18 * * ? *)"
    tick(service, schedule, NIGHT)
    house.run()
    house.accept_host("late")
    house.accept_candidate("late-too")
    tick(service, schedule, NIGHT)
    schedule.tick(service, NIGHT)  # as after a crash between the work and the mark
    house.run()
    (run,) = house.ask("GET", "/matching/runs", CITY).json["items"]
    assert (run["began_by"], run["proposed"], run["scheme_id"]) == ("schedule", len(EXPECTED), SCHEME)
    for night in (1, 2):
        tick(service, schedule, NIGHT + timedelta(days=night))
        house.run()
        # The second night there is nobody left to pair, so there is nothing to tell.
        assert len(house.ask("GET", "/matching/runs", CITY).json["items"]) == 2


def test_the_night_passes_over_a_scheme_whose_run_is_under_way(house):
    house.load_demo()
    run_id = house.start(steps=2)
    tick(service, service.schedules["nightly_run"], NIGHT)
    assert [each["id"] for each in house.ask("GET", "/matching/runs", CITY).json["items"]] == [run_id]


def test_the_night_leaves_a_scheme_whose_terms_are_over(house):
    house.load_pair()
    tick(service, service.schedules["nightly_run"], datetime(2023, 6, 1, 18, tzinfo=UTC))
    assert house.ask("GET", "/matching/runs", CITY).json["items"] == []


def test_all_runs_of_a_scheme_are_listed_in_pages(house):
    house.publish_scheme()
    started = []
    for _ in range(23):
        house.clock.move_to(house.clock.now() + timedelta(minutes=1))
        started.append(house.start())
    first = house.ask("GET", "/matching/runs", CITY, query={"scheme": SCHEME}).json
    second = house.ask("GET", "/matching/runs", CITY, query={"scheme": SCHEME, "after": first["next"]}).json
    assert [each["id"] for each in [*first["items"], *second["items"]]] == started[::-1]
    assert len(house.ask("GET", "/matching/runs", CITY).json["items"]) == 10


def test_a_run_of_an_unknown_scheme_is_refused(house):
    refused = house.ask("POST", "/matching/runs", CITY, body={"scheme_id": "nothing"})
    assert (refused.status, refused.json["type"]) == (404, "urn:tepai:problem:Unknown")
    assert house.ask("POST", "/matching/runs", CITY, body={}).json["errors"][0]["pointer"] == "/scheme_id"


def test_a_step_of_an_unknown_job_comes_again(house):
    from shared.events.matching import PairingStepDue

    with pytest.raises(Unknown):
        house.tell(PairingStepDue(job_id="nothing", cursor=0))


def test_a_run_is_audited(house):
    from shared.audit.chain import AuditEntry, entry_id

    house.load_pair()
    run = house.get(Run, house.start())
    entries = [house.get(AuditEntry, entry_id(run, version)) for version in range(1, run.version + 1)]
    assert [(each.action, each.actor) for each in entries] == [("started", "city"), ("completed", "service:matching")]


def test_numpy_and_the_solvers_come_only_with_a_plan():
    code = "import sys, services.matching.app; print(sorted({'numpy', 'ortools', 'boto3'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_reads_of_a_list_page_are_two(house):
    house.load_demo()
    house.start()
    counted = Counting(house.store)
    house.live_in(counted)
    for path, who in (
        ("/matching/runs", CITY),
        ("/matching/dispatches", CITY),
        ("/matching/proposals", host("gear")),
    ):
        counted.reads = 0
        assert house.ask("GET", path, who, page=True).status == 200
        assert counted.reads == 2, path


class Counting(FaultyStore):
    """A store without faults that counts what is read."""

    def __init__(self, inner: SqliteStore):
        super().__init__(inner, self._count)
        self.reads = 0

    def _count(self, call):
        self.reads += call in ("get", "get_many", "get_together", "query")
