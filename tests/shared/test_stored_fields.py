"""What a store gives back was checked when it came in: a rule that is stricter today leaves it readable."""

import pytest

from shared.fields import CreditCode, Email, Mobile, Sent
from shared.store.draft import revived
from shared.store.record import STORED, Record


class Card(Sent):
    uscc: CreditCode
    email: Email
    phone: Mobile


class Kept(Record):
    card: Card


OLD = '{"uscc": "an older rule took this", "email": "so was this", "phone": "and this"}'


def test_what_a_person_types_is_checked():
    with pytest.raises(ValueError, match="3 validation errors"):
        Card.model_validate_json(OLD)


def test_what_comes_out_of_a_store_is_read_as_it_is():
    kept = revived(Kept, 3, f'{{"id": "one", "card": {OLD}}}')
    assert (kept.version, kept.card.uscc) == (3, "an older rule took this")


def test_only_our_own_mark_makes_it_stored():
    with pytest.raises(ValueError, match="validation error"):
        Card.model_validate_json(OLD, context=dict(STORED))
