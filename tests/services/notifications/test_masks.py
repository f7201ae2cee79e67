import pytest

from services.notifications.model.masks import masked


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("+8613800001234", "+86138****1234"),
        ("13800001234", "138****1234"),
        ("+8612345", "****"),
        ("zhang@example.com", "z****@example.com"),
        ("z@example.com", "z****@example.com"),
        ("@", "****@"),
        ("", ""),
    ],
)
def test_masked_keeps_enough_to_recognise_and_too_little_to_use(address, shown):
    assert masked(address) == shown
