from datetime import datetime

import pytest

from services.notifications.model.sms import morning_after, quiet, signed, texts_of
from shared.clock import BEIJING


@pytest.mark.parametrize(
    ("length", "texts"), [(1, 1), (69, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)]
)
def test_texts_of_counts_the_signature_in(length, texts):
    text = signed("特派", "派" * (length - len("【特派】"))) if length > 4 else "派"
    assert len(text) == length
    assert texts_of(text) == texts


def test_texts_of_counts_characters_beyond_the_basic_plane_twice():
    assert texts_of("𠮷" * 35) == 1
    assert texts_of("𠮷" * 35 + "派") == 2


@pytest.mark.parametrize(
    ("hour", "minute", "is_quiet"),
    [(21, 59, False), (22, 0, True), (23, 59, True), (0, 0, True), (7, 59, True), (8, 0, False), (12, 0, False)],
)
def test_quiet_hours_are_china_time(hour, minute, is_quiet):
    moment = datetime(2021, 3, 1, hour, minute, tzinfo=BEIJING)
    assert quiet(moment) is is_quiet
    assert quiet(moment.astimezone(tz=None)) is is_quiet


def test_morning_after_is_the_next_eight_o_clock():
    eight = datetime(2021, 3, 2, 8, tzinfo=BEIJING)
    assert morning_after(datetime(2021, 3, 1, 22, tzinfo=BEIJING)) == eight
    assert morning_after(datetime(2021, 3, 2, 0, tzinfo=BEIJING)) == eight
    assert morning_after(datetime(2021, 3, 2, 7, 59, 59, tzinfo=BEIJING)) == eight
