"""Records that end: found until they are forgotten, forgotten only after their end."""

from datetime import timedelta
from typing import ClassVar

import pytest

from shared.store.port import Conflict, Delete, Put, Require
from shared.store.record import Record
from tests.contracts.store.kinds import START, Counter, Ticket, envelope, once

END = START + timedelta(minutes=5, microseconds=300)
SECOND = timedelta(seconds=1)
LATER = END + timedelta(days=400)


def ids(store):
    return [ticket.id for ticket in store.query(Ticket.by_holder, "").items]


def test_record_past_its_end_is_found_and_changed_until_it_is_forgotten(store):
    store.commit([Put(Ticket(id="t", ends=START - timedelta(days=400)))])
    read = store.get(Ticket, "t")
    assert read == Ticket(id="t", ends=START - timedelta(days=400), version=1)
    store.commit([Put(read.changed(holder="示例甲"))])
    assert store.get(Ticket, "t").holder == "示例甲"


def test_what_is_past_its_end_is_forgotten_and_nothing_else(plain, forget_past):
    plain.commit([Put(Ticket(id="over", ends=END)), Put(Ticket(id="longer", ends=END + 3 * SECOND))])
    plain.commit([Put(Ticket(id="endless")), Put(Counter(id="c"))], [envelope("e1")], once())
    forget_past(END)
    assert ids(plain) == ["endless", "longer", "over"]
    forget_past(END + 2 * SECOND)
    assert plain.get(Ticket, "over") is None
    assert ids(plain) == sorted(plain.get_many(Ticket, ["over", "longer", "endless"])) == ["endless", "longer"]
    assert plain.get_together([(Ticket, "over"), (Counter, "c")]) == [None, Counter(id="c", version=1)]
    forget_past(END + timedelta(days=20))
    assert ids(plain) == ["endless"]
    assert [told.id for told in plain.waiting()] == ["e1"]
    assert plain.earlier("k1") == once()


@pytest.mark.parametrize(("before", "after"), [(END, LATER), (END, None), (None, LATER)])
def test_changed_record_ends_when_it_says_now(plain, forget_past, before, after):
    plain.commit([Put(Ticket(id="t", ends=before))])
    plain.commit([Put(plain.get(Ticket, "t").changed(ends=after))])
    forget_past(END + 2 * SECOND)
    assert plain.get(Ticket, "t") == Ticket(id="t", ends=after, version=2)
    forget_past(LATER + 2 * SECOND)
    assert ids(plain) == (["t"] if after is None else [])


def test_record_that_ends_earlier_now_is_forgotten_earlier(plain, forget_past):
    plain.commit([Put(Ticket(id="t", ends=LATER))])
    plain.commit([Put(plain.get(Ticket, "t").changed(ends=END))])
    forget_past(END + 2 * SECOND)
    assert plain.get(Ticket, "t") is None


@pytest.mark.parametrize("change", [Put, Delete, Require])
def test_forgotten_record_is_as_if_removed(plain, forget_past, change):
    plain.commit([Put(Ticket(id="t", ends=END))])
    read = plain.get(Ticket, "t")
    forget_past(END + 2 * SECOND)
    with pytest.raises(Conflict) as conflict:
        plain.commit([change(read), Put(Counter(id="c"))])
    assert conflict.value.keys == ("Ticket/t",)
    assert plain.get(Counter, "c") is None
    plain.commit([Put(Ticket(id="t", holder="示例乙"))])
    assert plain.get(Ticket, "t") == Ticket(id="t", holder="示例乙", version=1)


def test_end_without_a_time_zone_is_refused_and_nothing_done(store):
    with pytest.raises(ValueError, match="time zone"):
        store.commit([Put(Ticket(id="t", ends=END.replace(tzinfo=None))), Put(Counter(id="c"))])
    assert store.get(Counter, "c") is None


def test_audited_kind_cannot_end():
    with pytest.raises(TypeError, match="where its chain ends"):

        class Passing(Record):
            audited: ClassVar[bool] = True

            @property
            def keep_until(self):
                return END
