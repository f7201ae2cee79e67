"""A record's audit chain: every tampering shows, and erasing what is readable breaks nothing."""

from datetime import timedelta

import pytest

from shared.audit.chain import AuditEntry, BrokenChain, commitment_to, difference, next_link, verify
from shared.auth.actor import Actor, Role
from shared.store.record import Record
from tests.shared.conftest import MORNING

OFFICER = Actor(person="officer-1", role=Role.CITY_OFFICER)


class Ledger(Record):
    audited = True

    total: int = 0
    note: str = ""


def chain_of(*totals):
    """The entries, readable changes and head of a record that went through `totals`."""
    before, entries, changes = None, [], {}
    for number, total in enumerate(totals):
        after = (before or Ledger(id="1")).changed(total=total)
        entry, change = next_link(
            before, after, by=OFFICER, at=MORNING + timedelta(minutes=number), action="changed", salt=f"salt-{number}"
        )
        entries.append(entry)
        changes[change.id] = change
        before = after.changed(audit_head=entry.hash, version=number + 1)
    return entries, changes, before.audit_head if before else ""


def test_whole_chain_holds():
    verify(*chain_of(1, 2, 3))


def test_chain_of_a_record_never_changed_holds():
    verify([], {}, "")


def test_entries_stand_in_the_order_of_versions():
    entries, _, _ = chain_of(*range(12))
    assert [entry.id for entry in entries] == sorted(entry.id for entry in entries)
    assert entries[0].id == "Ledger/1/0000000001"


@pytest.mark.parametrize("field", ["actor", "role", "action", "previous", "commitment", "hash", "at", "id"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_any_changed_field_of_any_entry_shows(field, place):
    entries, changes, head = chain_of(1, 2, 3)
    forged = MORNING if field == "at" and place else MORNING - timedelta(days=1) if field == "at" else "forged"
    entries[place] = entries[place].changed(**{field: forged})
    with pytest.raises(BrokenChain):
        verify(entries, changes, head)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_missing_entry_shows(place):
    entries, changes, head = chain_of(1, 2, 3)
    del entries[place]
    with pytest.raises(BrokenChain):
        verify(entries, changes, head)


def test_entries_in_another_order_show():
    entries, changes, head = chain_of(1, 2, 3)
    with pytest.raises(BrokenChain):
        verify([entries[1], entries[0], entries[2]], changes, head)


def test_changed_readable_side_shows():
    entries, changes, head = chain_of(1, 2)
    id = entries[1].id
    changes[id] = changes[id].changed(fields={"total": (1, 200)})
    with pytest.raises(BrokenChain, match=id):
        verify(entries, changes, head)


def test_erased_readable_side_breaks_nothing():
    entries, changes, head = chain_of(1, 2, 3)
    del changes[entries[1].id]
    verify(entries, changes, head)


def test_entry_tells_nothing_of_the_values():
    entries, _, _ = chain_of(31415)
    assert "31415" not in entries[0].model_dump_json()
    assert commitment_to("one salt", {"total": (0, 1)}) != commitment_to("another", {"total": (0, 1)})


def test_difference_names_only_what_changed():
    before = Ledger(id="1", total=1, note="示例", version=3, audit_head="x")
    assert difference(before, before.changed(total=2, version=4, audit_head="y")) == {"total": (1, 2)}
    assert difference(None, Ledger(id="1", total=1)) == {"id": (None, "1"), "note": (None, ""), "total": (None, 1)}
    assert difference(before, None)["note"] == ("示例", None)


def test_change_of_nothing_is_refused():
    with pytest.raises(ValueError, match="before it or after it"):
        next_link(None, None, by=OFFICER, at=MORNING, action="changed", salt="x")


def test_entries_of_a_day_are_spread_over_partitions():
    entries = [
        AuditEntry(
            id=f"Ledger/{number}/0000000001",
            at=MORNING,
            actor="a",
            role="r",
            action="x",
            previous="",
            commitment="",
            hash="",
        )
        for number in range(100)
    ]
    partitions = {AuditEntry.by_day.partition(entry) for entry in entries}
    assert len(partitions) > 4
    assert all(str(partition).startswith("2026-03-01#") for partition in partitions)
