"""Phone numbers: those a text message can be sent to, and no others."""

import pytest
from pydantic import ValidationError

from shared.fields import Contact, Mobile, Sent
from shared.store.record import STORED

ELSEWHERE = [
    "+852 5123 4567",
    "0085251234567",
    "+853 6612 3456",
    "+886 912 345 678",
    "+1 202 555 0123",
    "+44 7400 123456",
]
REFUSED = r"只能填写中国内地（\+86）的手机号码"


class Phone(Sent):
    value: Mobile


class SignIn(Sent):
    value: Contact


@pytest.mark.parametrize("form", [Phone, SignIn])
@pytest.mark.parametrize("number", ELSEWHERE)
def test_number_no_text_message_can_be_sent_to_is_refused_in_words(form, number):
    with pytest.raises(ValidationError, match=REFUSED):
        form(value=number)


@pytest.mark.parametrize("form", [Phone, SignIn])
@pytest.mark.parametrize("number", ["19000000001", "+86 190 0000 0001", "0086 190-0000-0001"])
def test_number_of_the_mainland_is_kept_in_one_form(form, number):
    assert form(value=number).value == "+8619000000001"


@pytest.mark.parametrize("form", [Phone, SignIn])
def test_number_kept_by_an_earlier_rule_stays_readable(form):
    assert form.model_validate({"value": "+85251234567"}, context=STORED).value == "+85251234567"
