"""What ends by itself: only when nothing depends on it any more, and as its owner was told."""

import random
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.applications.commands.drafting import begin_draft, begin_mending, save_section
from services.applications.commands.sessions import begin
from services.applications.model.challenges import CODE_LIFETIME, CodeChallenge, Purpose, State
from services.applications.model.drafts import DRAFT_KEPT, Draft
from services.applications.model.forms import Kind
from services.applications.model.listing import OwnListing
from services.applications.model.people import Person, SignInChallenge
from services.applications.model.sessions import How, Session, SignIn
from services.applications.model.windows import ContactWindow, SourceWindow
from services.applications.queries.drafts import DraftView, own_list
from shared.audit.chain import AuditChange, AuditEntry, entry_id, verify
from shared.auth.actor import Role
from shared.auth.epoch import OUTLASTS
from shared.clock import BEIJING
from shared.rules import Refusal, TooOften
from shared.store.port import Put
from tests.services.applications.house import FACTORY, House

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING)
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def house() -> House:
    return House()


def outcome(window, at, **said):
    """What asking once more gives: the window after it, or why not."""
    try:
        return window.asked(at, **said)
    except TooOften as refusal:
        return str(refusal)


@given(st.lists(st.tuples(st.integers(30, 4 * 3600), st.booleans()), min_size=1, max_size=30), st.integers(0, 86400))
def test_forgotten_window_would_have_refused_nothing(asked, later):
    at, contact, source = MORNING, ContactWindow(id="w"), SourceWindow(id="s")
    for seconds, trusted in asked:
        at += timedelta(seconds=seconds)
        after = outcome(contact, at, trusted=trusted)
        contact = after if isinstance(after, ContactWindow) else contact
        source = source.asked(at)
    contact_end, source_end = contact.keep_until, source.keep_until
    assert contact_end is not None
    assert source_end is not None
    at = contact_end + MOMENT + timedelta(seconds=later)
    for trusted in (False, True):
        assert outcome(contact, at, trusted=trusted) == outcome(ContactWindow(id="w"), at, trusted=trusted)
    at = source_end + timedelta(seconds=later)
    assert outcome(source, at) == outcome(SourceWindow(id="s"), at)
    assert ContactWindow(id="w").keep_until is None
    assert SourceWindow(id="s").keep_until is None


@pytest.mark.parametrize("state", list(State))
def test_forgotten_code_could_not_have_been_used(state):
    challenge = CodeChallenge(
        id="c",
        contact="a@example.com",
        purpose=Purpose.SIGN_IN,
        asked=MORNING,
        expires=MORNING + CODE_LIFETIME,
        state=state,
    )
    for check in (challenge.check, challenge.check_proven):
        with pytest.raises(Refusal):
            check(challenge.keep_until + MOMENT)


def test_forgotten_link_could_not_have_been_used():
    link = SignInChallenge(id="c", person="p", expires=MORNING)
    with pytest.raises(Refusal):
        link.check(link.keep_until - timedelta(days=29), link.epoch)


def test_session_is_forgotten_after_its_tokens_and_the_sign_in_stays_with_its_audit(house):
    house.store.commit([Put(Person(id="p", name="示例甲", role=Role.CITY_OFFICER))])
    begun = house.do(FACTORY, begin, "p", How.CODE, "Firefox", "Linux")
    house.store.sweep_expired(begun.at + OUTLASTS + timedelta(days=7))
    assert house.store.get(Session, begun.session) is not None
    house.store.sweep_expired(begun.at + timedelta(days=8) + MOMENT)
    assert house.store.get(Session, begun.session) is None
    house.store.sweep_expired(begun.at + timedelta(days=4000))
    kept = house.store.get(SignIn, begun.session)
    id = entry_id(kept, 1)
    verify([house.store.get(AuditEntry, id)], {id: house.store.get(AuditChange, id)}, kept.audit_head)


def listed(house):
    return [each.id for each in own_list(house.store, FACTORY.person, None, house.clock.now()).drafts]


def begun(house):
    return house.do(FACTORY, begin_draft, house.scheme(), Kind.ENTERPRISE).draft_id


def days_later(house, days):
    house.clock.move_to(house.clock.now() + timedelta(days=days))


def test_draft_is_kept_180_days_after_its_last_save(house):
    id = begun(house)
    days_later(house, 100)
    house.do(FACTORY, save_section, id, "demand", {"demand": "2"}, None, confirm=False)
    told = DraftView.of(house.draft(id), house.clock.now())
    days_later(house, DRAFT_KEPT.days)
    assert house.clock.now().astimezone(BEIJING).date() == told.kept_through
    house.store.sweep_expired(house.clock.now())
    assert listed(house) == [id]
    assert house.draft(id).part("demand").typed == {"demand": 2}
    days_later(house, 1)
    house.store.sweep_expired(house.clock.now())
    assert house.store.get(Draft, id) is None
    assert listed(house) == []


def test_list_never_shows_a_draft_that_is_gone_nor_hides_one_that_is_kept(house):
    chance = random.Random(20260301)
    ids = [begun(house) for _ in range(5)]
    for _ in range(60):
        kept = [id for id in ids if house.store.get(Draft, id) is not None]
        if kept:
            house.do(FACTORY, save_section, chance.choice(kept), "demand", {"demand": "2"}, None, confirm=False)
        house.clock.move_to(house.clock.now() + timedelta(hours=chance.randrange(1, 1500)))
        house.store.sweep_expired(house.clock.now())
        assert set(listed(house)) == {id for id in ids if house.store.get(Draft, id) is not None}
    assert len(listed(house)) < 5


def test_saving_writes_the_list_once_a_day_at_most(house):
    id = begun(house)
    days_later(house, 1)
    house.do(FACTORY, save_section, id, "demand", {"demand": "2"}, None, confirm=False)
    version = house.store.get(OwnListing, FACTORY.person).version
    for demand in ("3", "4"):
        house.do(FACTORY, save_section, id, "demand", {"demand": demand}, None, confirm=False)
    assert house.store.get(OwnListing, FACTORY.person).version == version


def test_mending_may_begin_again_after_its_draft_ended(house):
    from tests.services.applications.test_drafting import returned

    application = returned(house, "demand")
    id = house.do(FACTORY, begin_mending, application).draft_id
    days_later(house, DRAFT_KEPT.days + 1)
    house.store.sweep_expired(house.clock.now())
    assert house.store.get(Draft, id) is None
    assert house.do(FACTORY, begin_mending, application).draft_id == id
    assert listed(house) == [id]
