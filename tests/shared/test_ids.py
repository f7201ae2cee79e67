"""Identifiers, and where they are listed."""

import pytest

from shared.ids import shard_of


@pytest.mark.parametrize(("id", "of_four", "of_eight"), [("x", 2, 2), ("lamp-1", 3, 3), ("安阳", 1, 5)])
def test_shard_of_an_id_is_what_stored_listings_say(id, of_four, of_eight):
    assert (shard_of(id, 4), shard_of(id, 8)) == (of_four, of_eight)
