"""The small demonstration comes in through the public commands, and an interrupted loading is taken up where it was."""

import io
import json

import pytest

from infra.local.demo.client import Client
from infra.local.demo.load import STAGES, Interrupted, load_demo
from infra.local.demo.programme import small_programme
from infra.local.links import sign_in_lines
from infra.local.machine import Machine
from shared.auth.actor import PEOPLE


class EndingAfter:
    """Says that it is time to stop once it has been asked so many times."""

    def __init__(self, times: int) -> None:
        self._left = times

    def __call__(self) -> bool:
        self._left -= 1
        return self._left < 0


NEVER = EndingAfter(1_000_000)


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    made = Machine(tmp_path_factory.mktemp("demo") / "data", demo=True)
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def shown(machine):
    """What a person sees of a loading that was interrupted in several stages and begun again each time."""
    out = io.StringIO()
    for steps in (7, 20, 30, 25, 9):
        with pytest.raises(Interrupted):
            load_demo(machine, out, EndingAfter(steps))
    load_demo(machine, out, NEVER)
    return out.getvalue()


@pytest.fixture
def officer(machine, shown):
    public = Client(machine.base_url)
    (city,) = [each["id"] for each in public.get("/applications/demo")["items"] if each["role"] == "city_officer"]
    return public.signed_in(public.post("/applications/demo", {"person": city})["token"])


def test_every_stage_is_named(shown):
    for number, stage in enumerate(STAGES, 1):
        assert f"[{number}/{len(STAGES)}] {stage.title}\n" in shown


def test_everybody_applied_once(officer):
    programme = small_programme()
    applications = [
        each
        for status in ("submitted", "returned", "accepted")
        for each in officer.get(f"/applications/inbox?status={status}")["items"]
    ]
    names = [each["name"] for each in programme.enterprises + programme.commissioners]
    assert sorted(each["name"] for each in applications) == sorted(names)


def test_something_waits_on_every_page(officer):
    assert officer.get("/applications/inbox?status=submitted")["items"]
    assert officer.get("/applications/inbox?status=returned")["items"]
    assert officer.get("/outcomes/records?state=reported")["items"]
    (run,) = officer.get("/matching/runs")["items"]
    states = {each["state"] for each in officer.get(f"/matching/runs/{run['id']}")["proposals"]}
    assert states == {"proposed", "accepted"}


def test_told_cases_stand_in_the_report_as_the_article_has_them(officer):
    figures = {each["indicator"]: each for each in officer.get("/outcomes/reports/annual")["figures"]}
    for result in small_programme().results:
        if "host" in result:
            figure = figures[result["indicator"]]
            assert (figure["value"], figure["qualifier"]) == (result["quantity"], result["qualifier"])
    dispatches = officer.get("/matching/dispatches")["items"]
    hosts = {(each["commissioner_name"], each["enterprise_name"]) for each in dispatches}
    assert ("赵亚东", "安阳莱工科技有限公司") in hosts
    assert ("邢月腾", "河南金百合生物科技股份有限公司") in hosts
    assert "张坤朋" not in {commissioner for commissioner, _ in hosts}


def test_no_visit_is_made_up_for_people_of_the_told_cases(officer):
    records = [
        each
        for state in ("reported", "confirmed")
        for each in officer.get(f"/outcomes/records?state={state}")["items"]
        if each["service"]
    ]
    names = {each["commissioner_name"] for each in records}
    assert names
    assert not names & {"赵亚东", "邢月腾", "张坤朋"}


def test_nothing_is_on_its_way_or_given_up_afterwards(machine, shown):
    assert machine.quiet()
    assert {name: queue.depth().dead for name, queue in machine.queues.items()} == dict.fromkeys(machine.queues, 0)


def test_loading_again_does_nothing(machine, shown):
    out = io.StringIO()
    before = machine.folder.demo.read_text()
    load_demo(machine, out, NEVER)
    assert out.getvalue() == ""
    assert machine.folder.demo.read_text() == before
    assert json.loads(before)["stages"] == [stage.name for stage in STAGES]


def test_a_ready_link_signs_in_one_person_of_each_role(machine, shown):
    lines = sign_in_lines(machine, demo=True)[1:]
    assert len(lines) == len(PEOPLE)
    roles = []
    for line in lines:
        path = line.split()[-1].removeprefix(machine.base_url)
        session = Client(machine.base_url).post(path, {})
        roles.append(session["role"])
    assert roles == [role.value for role in PEOPLE]
