"""A listing from end to end, where a page of it is not enough."""

from collections.abc import Iterator
from typing import Protocol

from shared.store.port import LARGEST_PAGE, Page
from shared.store.record import Index, R


class Listing(Protocol):
    """A store, or the work on one: whoever answers pages."""

    def query(self, index: Index[R], partition: str, /, *, limit: int, after: str | None, descending: bool) -> Page[R]:
        """A page, by the terms of `Store.query`."""
        ...


def every(listing: Listing, index: Index[R], partition: str, *, descending: bool = False) -> Iterator[R]:
    """All records of a partition in the index's order, page after page as the reader goes on."""
    after: str | None = None
    while True:
        page = listing.query(index, partition, limit=LARGEST_PAGE, after=after, descending=descending)
        yield from page.items
        if page.next is None:
            return
        after = page.next
