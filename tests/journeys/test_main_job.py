"""The main job, end to end and in both homes: from two applications to a figure in the annual report, everybody told."""

from collections import Counter
from datetime import timedelta
from urllib.parse import urlsplit

from tests.journeys.world import World, address_of
from tests.services.applications.examples import COMMISSIONER, ENTERPRISE, SCHEME

ADMINISTRATOR, CITY, COUNTY, LEADER = "示例管理员", "示例市局干部", "示例文峰干部", "示例局领导"
FACTORY, OTHER_FACTORY, DOCTOR, OTHER_DOCTOR = "示例机床", "示例酱菜", "示例甲博士", "示例乙博士"

OTHER_ENTERPRISE = ENTERPRISE | {
    "name": "示例酱菜有限公司",
    "uscc": "91410500MA0000013R",
    "county": "410523",
    "above_scale": False,
    "needs": [
        {
            "title": "酱菜发酵周期长",
            "text": "传统酱菜自然发酵要九十天，批次间酸度差别大，想筛选乳酸菌发酵剂缩短周期并稳定风味。",
            "service_types": [],
        }
    ],
}
OTHER_COMMISSIONER = COMMISSIONER | {
    "name": "示例乙博士",
    "discipline": "食品科学",
    "expertise": "从事蔬菜发酵与乳酸菌发酵剂选育，熟悉酱腌菜风味形成与批次稳定控制。",
    "works": ["乳酸菌发酵剂对酱腌菜风味与发酵周期的影响", "蔬菜自然发酵过程中酸度变化规律"],
    "capacity": 1,
}


def people(world: World) -> None:
    world.administrator(ADMINISTRATOR)
    world.invited(CITY, "city_officer", by=ADMINISTRATOR)
    world.invited(COUNTY, "county_officer", by=ADMINISTRATOR, county="410502")
    world.invited(LEADER, "leader", by=ADMINISTRATOR)
    for name in (FACTORY, OTHER_FACTORY):
        world.registered(name, "enterprise")
    for name in (DOCTOR, OTHER_DOCTOR):
        world.registered(name, "applicant")


def applied(world: World) -> dict[str, str]:
    """All four apply; answers person -> application id."""
    scheme = world.done("POST", "/applications/schemes", SCHEME, who=CITY)["scheme_id"]
    sent = {
        FACTORY: ("enterprise", ENTERPRISE),
        OTHER_FACTORY: ("enterprise", OTHER_ENTERPRISE),
        DOCTOR: ("commissioner", COMMISSIONER),
        OTHER_DOCTOR: ("commissioner", OTHER_COMMISSIONER),
    }
    found = {"scheme": scheme}
    for name, (kind, form) in sent.items():
        path = f"/applications/schemes/{scheme}/{kind}"
        first = world.done("POST", path, form, who=name, key=f"form of {name}")
        again = world.done("POST", path, form, who=name, key=f"form of {name}")
        assert first == again, "sent twice by accident: one application"
        found[name] = first["application_id"]
    return found


def test_from_application_to_annual_report(world):
    people(world)
    applications = applied(world)
    decided(world, applications)
    pairs = matched(world, applications["scheme"])
    dispatch = answered(world, pairs)
    served(world, dispatch)
    reported(world)
    everybody_was_told_once(world)
    every_link_opens(world)


def decided(world, applications):
    waiting = world.seen("/applications/inbox", who=COUNTY)["items"]
    assert [each["id"] for each in waiting] == [applications[FACTORY]], "a county sees its own enterprises"
    correction = {"corrections": [{"field": "needs", "reason": "请补充轴承型号与现有冷却方式"}]}
    world.done("POST", f"/applications/{applications[FACTORY]}/return", correction, who=COUNTY)
    world.done("POST", f"/applications/{applications[FACTORY]}/enterprise", ENTERPRISE, who=FACTORY)
    world.done("POST", f"/applications/{applications[FACTORY]}/accept", {}, who=COUNTY)
    for name in (OTHER_FACTORY, DOCTOR, OTHER_DOCTOR):
        refused = world.ask("POST", f"/applications/{applications[name]}/accept", {}, who=COUNTY)
        assert refused.status == 404, "beyond the county"
        world.done("POST", f"/applications/{applications[name]}/accept", {}, who=CITY)


def matched(world, scheme) -> dict[str, str]:
    run = world.done("POST", "/matching/runs", {"scheme_id": scheme}, who=CITY)["run_id"]
    shown = world.seen(f"/matching/runs/{run}", who=CITY)
    pairs = {each["enterprise_name"]: each for each in shown["proposals"]}
    assert pairs["示例机床有限公司"]["commissioner_name"] == "示例甲博士"
    assert pairs["示例酱菜有限公司"]["commissioner_name"] == "示例乙博士"
    assert "主轴" in "".join(pairs["示例机床有限公司"]["words"])
    assert all(each["reasons"] for each in pairs.values())
    return {name: each["id"] for name, each in pairs.items()}


def answered(world, pairs) -> str:
    spindle, pickles = pairs["示例机床有限公司"], pairs["示例酱菜有限公司"]
    mine = world.seen("/matching/proposals", who=FACTORY)["items"]
    assert [each["id"] for each in mine] == [spindle], "one's own proposals only"
    assert world.ask("POST", f"/matching/proposals/{spindle}/accept", {}, who=OTHER_FACTORY).status == 404
    world.done("POST", f"/matching/proposals/{spindle}/accept", {}, who=FACTORY)
    world.done("POST", f"/matching/proposals/{spindle}/accept", {}, who=DOCTOR)
    world.done("POST", f"/matching/proposals/{pickles}/decline", {"reason": "示例：今年没有时间"}, who=OTHER_DOCTOR)
    late = world.ask("POST", f"/matching/proposals/{pickles}/accept", {}, who=OTHER_FACTORY)
    assert late.status == 409
    dispatches = world.seen("/matching/dispatches", who=CITY)["items"]
    assert [(each["starts"], each["ends"]) for each in dispatches] == [("2026-03-02", "2028-03-01")], "two years"
    return dispatches[0]["id"]


def served(world, dispatch):
    world.home.clock.move_to(world.home.clock.now() + timedelta(minutes=10))
    day = "2026-03-02"
    log = {
        "day": day,
        "service_type": "joint_research",
        "delivery_mode": "on_site",
        "text": "到车间测量电主轴前后轴承温升，与技术人员商定冷却水路改造。",
    }
    logged = world.done("POST", f"/outcomes/dispatches/{dispatch}/services", log, who=DOCTOR)
    world.done("POST", f"/outcomes/services/{logged['log_id']}/confirm", {}, who=FACTORY)
    result = {
        "indicator": "problems_solved",
        "quantity": 1,
        "qualifier": "exact",
        "day": day,
        "text": "电主轴前轴承温升由四十度降到二十二度，加工精度恢复。",
    }
    told = world.done("POST", f"/outcomes/dispatches/{dispatch}/outcomes", result, who=DOCTOR)
    assert figures(world)["problems_solved"]["value"] == 0, "what the host has not confirmed does not count"
    assert world.ask("POST", f"/outcomes/outcomes/{told['outcome_id']}/confirm", {}, who=DOCTOR).status in (403, 404)
    world.done("POST", f"/outcomes/outcomes/{told['outcome_id']}/confirm", {}, who=FACTORY)


def figures(world) -> dict[str, dict]:
    report = world.seen("/outcomes/reports/annual?year=2026", who=LEADER)
    return {each["indicator"]: each for each in report["figures"]}


def reported(world):
    found = figures(world)
    assert {name: found[name]["value"] for name in ("enterprises_served", "above_scale", "high_tech", "people")} == {
        "enterprises_served": 1,
        "above_scale": 1,
        "high_tech": 0,
        "people": 2,
    }, "both were appointed, one of them has no host"
    assert found["problems_solved"]["value"] == 1
    assert found["problems_solved"]["qualifier"] == "exact"
    assert len(found["problems_solved"]["records"]) == 1, "every figure lists its records"
    public = world.seen("/outcomes/public?year=2026")
    assert {each["indicator"]: each["value"] for each in public["figures"]}["problems_solved"] == 1


def everybody_was_told_once(world):
    mails = world.mails()
    assert max(Counter(mail["id"] for mail in mails).values()) == 1
    told = {name: [mail["subject"] for mail in mails if mail["to"] == address_of(name)] for name in (FACTORY, DOCTOR)}
    for name, at_least in ((FACTORY, 7), (DOCTOR, 6)):
        assert len(told[name]) >= at_least, told[name]
    # Every step has its message, and no message came twice for one event: a subject repeats only with its event.
    assert Counter(told[DOCTOR]).most_common(1)[0][1] == 1, told[DOCTOR]


def every_link_opens(world):
    for name in (CITY, COUNTY, LEADER, FACTORY, OTHER_FACTORY, DOCTOR, OTHER_DOCTOR):
        links = {urlsplit(link).path for mail in world.mails(name) for link in mail["links"]}
        for path in sorted(path for path in links if "/sign-in/" not in path):
            assert world.ask("GET", path, who=name).status == 200, f"{name} was sent {path}"


def test_a_nightly_run_pairs_without_anybody_pressing_a_button(world):
    people(world)
    applications = applied(world)
    for name in (FACTORY, OTHER_FACTORY, DOCTOR, OTHER_DOCTOR):
        world.done("POST", f"/applications/{applications[name]}/accept", {}, who=CITY)
    world.home.clock.move_to(world.home.clock.now().replace(hour=18, minute=0) + timedelta(seconds=5))
    for _ in range(2):  # a doubled tick does nothing
        world.fire("matching", "nightly_run")
    assert world.ask("GET", "/matching/runs", who=CITY).status == 401, "a session does not outlast the afternoon"
    world.signs_in(CITY)
    runs = world.seen("/matching/runs", who=CITY)["items"]
    assert [(each["pairs"], each["proposed"]) for each in runs] == [(2, 2)]
