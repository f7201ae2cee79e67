"""One decision, from reading to commit, once."""

from datetime import timedelta
from typing import ClassVar

import pytest
from pydantic import TypeAdapter

from shared.audit.chain import AuditChange, AuditEntry, verify
from shared.auth.actor import Actor, Role
from shared.events.envelope import Event
from shared.rules import RuleBroken, Unknown
from shared.store.faults import Fault, FaultyStore, scripted
from shared.store.port import AnswerLost, KeyReused, Throttled
from shared.store.record import Index, Record
from shared.work import FIRST_PAUSE_S, TRIES, Busy, Cause, perform

OFFICER = Actor(person="officer-1", role=Role.CITY_OFFICER)
NUMBER = TypeAdapter(int)


class LampLit(Event):
    lamp: str


class Lamp(Record):
    audited = True

    room: str = "hall"
    lit: int = 0

    by_room: ClassVar[Index["Lamp"]] = Index(partition=lambda lamp: lamp.room, sort=lambda lamp: lamp.id)


class AlreadyLit(RuleBroken):
    pass


def light(work) -> int:
    """Light the lamp once more, and say how often it was."""
    lamp = work.find(Lamp, "lamp") or Lamp(id="lamp")
    lamp = work.put(lamp.changed(lit=lamp.lit + 1), "lit")
    work.tell(LampLit(lamp="lamp"), about=lamp)
    return lamp.lit


def light_if_dark(work) -> int:
    if work.find(Lamp, "lamp"):
        raise AlreadyLit
    return light(work)


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def carry(memory, morning_clock, pauses):
    def through(command, key="request-1", *, store=memory, fingerprint=""):
        cause = Cause(key, "correlation-1", "request-1", fingerprint)
        return perform(store, morning_clock, command, by=OFFICER, cause=cause, answers=NUMBER, pause=pauses.append)

    return through


def test_work_is_committed_and_told(carry, memory, morning_clock):
    assert carry(light) == 1
    assert memory.get(Lamp, "lamp").lit == 1
    (envelope,) = memory.waiting()
    assert (envelope.type, envelope.producer, envelope.data) == ("LampLit", "test_work", {"lamp": "lamp"})
    assert (envelope.subject, envelope.subject_version) == ("Lamp/lamp", 1)
    assert (envelope.correlation_id, envelope.causation_id) == ("correlation-1", "request-1")
    assert envelope.time == morning_clock.now()


def test_versions_told_count_the_commits(carry, memory):
    for number in range(3):
        carry(light, f"request-{number}")
    assert sorted(envelope.subject_version for envelope in memory.waiting()) == [1, 2, 3]


def test_repetition_has_one_effect_and_the_first_answer(carry, memory):
    assert [carry(light), carry(light, "request-2"), carry(light)] == [1, 2, 1]
    assert memory.get(Lamp, "lamp").lit == 2
    assert len(memory.waiting()) == 2


def test_repetition_that_finds_its_own_effect_in_the_way_gets_the_first_answer(carry):
    assert [carry(light_if_dark), carry(light_if_dark)] == [1, 1]
    with pytest.raises(AlreadyLit):
        carry(light_if_dark, "request-2")


def test_key_used_for_something_else_is_refused(carry, memory):
    carry(light, fingerprint="one")
    with pytest.raises(KeyReused):
        carry(light, fingerprint="other")
    with pytest.raises(KeyReused):
        carry(light_if_dark, fingerprint="other")
    assert memory.get(Lamp, "lamp").lit == 1


@pytest.mark.parametrize("fault", [Fault.CONFLICT, Fault.THROTTLED, Fault.LOST_BEFORE, Fault.LOST_AFTER])
def test_fault_of_the_store_leaves_one_effect_and_the_right_answer(carry, memory, pauses, fault):
    assert carry(light, store=FaultyStore(memory, scripted("commit", fault, fault))) == 1
    assert memory.get(Lamp, "lamp").lit == 1
    assert len(memory.waiting()) == 1
    for attempt, pause in enumerate(pauses):  # each try waits about twice as long as the one before, with jitter
        assert 0.5 <= pause / (FIRST_PAUSE_S * 2**attempt) <= 1.5


@pytest.mark.parametrize("fault", [Fault.LOST_AFTER, Fault.THROTTLED])
def test_lost_answer_of_a_guarded_command_is_found_again(carry, memory, fault):
    store = FaultyStore(memory, scripted("commit", Fault.LOST_AFTER, fault))
    assert carry(light_if_dark, store=store) == 1
    assert memory.get(Lamp, "lamp").lit == 1


def test_race_is_decided_again_from_fresh_records(carry, memory):
    rivals = iter(["rival-1", "rival-2"])

    def raced(work):
        lit = light(work)
        # A rival commits between our reading and our commit, twice.
        if (rival := next(rivals, None)) is not None:
            carry(light, rival)
        return lit

    assert carry(raced) == 3
    assert memory.get(Lamp, "lamp").lit == 3


def test_record_changed_by_others_at_every_try_is_busy(carry, memory, pauses):
    with pytest.raises(Busy):
        carry(light, store=FaultyStore(memory, scripted("commit", *[Fault.CONFLICT] * TRIES)))
    assert memory.get(Lamp, "lamp") is None
    assert len(pauses) == TRIES


@pytest.mark.parametrize(
    ("last", "raised"), [(Fault.THROTTLED, Throttled), (Fault.LOST_BEFORE, AnswerLost), (Fault.CONFLICT, Busy)]
)
def test_what_the_store_said_last_is_raised_once_all_tries_are_spent(carry, memory, last, raised):
    other = Fault.CONFLICT if last is Fault.THROTTLED else Fault.THROTTLED
    faults = [*[other] * (TRIES - 1), last]
    with pytest.raises(raised):
        carry(light, store=FaultyStore(memory, scripted("commit", *faults)))


def test_work_sees_its_own_staged_changes(carry, memory):
    def twice(work) -> int:
        light(work)
        assert work.get(Lamp, "lamp").lit == 1
        lit = light(work)
        work.remove(work.put(Lamp(id="other")))
        assert work.find(Lamp, "other") is None
        with pytest.raises(Unknown):
            work.get(Lamp, "other")
        work.put(Lamp(id="other"))
        return lit

    assert carry(twice) == 2
    assert memory.get(Lamp, "lamp").version == 1
    assert memory.get(Lamp, "other").version == 1


def test_decision_that_leans_on_a_record_is_made_again_when_that_changed(carry, memory):
    carry(light)
    rivals = iter(["rival-1", "rival-2"])

    def lean(work) -> int:
        lamp = work.get(Lamp, "lamp")
        work.require(lamp)
        work.put(Lamp(id="leaning", lit=lamp.lit))
        if (rival := next(rivals, None)) is not None:
            carry(light, rival)
        return lamp.lit

    assert carry(lean, "request-2") == 3
    assert memory.get(Lamp, "leaning").lit == 3
    assert memory.get(Lamp, "lamp").version == 3


def test_ids_of_a_repetition_are_the_same_and_of_another_request_are_not(carry):
    ids = []

    def note(work) -> int:
        ids.append((work.new_id(), work.new_id()))
        return 0

    for key in ("request-1", "request-1", "request-2"):
        carry(note, key)
    assert ids[0] == ids[1] != ids[2]
    assert ids[0][0] != ids[0][1]


def test_work_without_changes_leaves_nothing(carry, memory):
    assert carry(lambda work: 7) == 7
    assert memory.earlier("request-1") is None


def test_every_version_of_an_audited_record_is_in_its_chain(carry, memory):
    for number in range(3):
        carry(light, f"request-{number}")

    def put_out_found_by_listing(work) -> int:
        (lamp,) = work.query(Lamp.by_room, "hall").items
        work.put(lamp.changed(lit=0))
        return 0

    carry(put_out_found_by_listing, "request-3")
    carry(lambda work: (work.remove(work.get(Lamp, "lamp"), "removed"), 0)[1], "request-4")
    ids = [f"Lamp/lamp/{version:010d}" for version in range(1, 6)]
    entries, changes = memory.get_many(AuditEntry, ids), memory.get_many(AuditChange, ids)
    chain = [entries[id] for id in ids]
    verify(chain, changes, chain[-1].hash)
    assert [entry.action for entry in chain] == ["lit", "lit", "lit", "changed", "removed"]
    assert {(entry.actor, entry.role) for entry in chain} == {("officer-1", "city_officer")}
    assert changes[ids[1]].fields == {"lit": (1, 2)}
    assert changes[ids[3]].fields == {"lit": (3, 0)}
    assert changes[ids[4]].fields["lit"] == (0, None)


def test_key_is_remembered_for_longer_than_a_message_can_wait(carry, memory, morning_clock):
    carry(light)
    assert memory.earlier("request-1").keep_until >= morning_clock.now() + timedelta(days=28)
