"""Some of a listing's records, where no index tells them apart."""

from collections.abc import Callable

from shared.store.port import LARGEST_PAGE, Page, Store, cursor_to
from shared.store.record import Index, R

SHOWN = 30
"""Records a page shows, whatever it is filtered by. 50 pairs of a run, each with its reasons, made over 100 kB."""


def sifted(
    store: Store,
    index: Index[R],
    partition: str,
    keep: Callable[[R], bool] | None,
    *,
    after: str | None = None,
    descending: bool = False,
    first: str | None = None,
    last: str | None = None,
) -> Page[R]:
    """A page of those `keep` says, of everything without it, in one read of the store.

    Of those left out an index knows nothing: a page may hold fewer than there are, even none, and `next` says where
    to look on. It looks at LARGEST_PAGE records and shows no more than SHOWN. Raises BadCursor as `Store.query` does.
    """
    limit = SHOWN if keep is None else LARGEST_PAGE
    page = store.query(index, partition, limit=limit, after=after, descending=descending, first=first, last=last)
    if keep is None:
        return page
    kept = [each for each in page.items if keep(each)]
    if len(kept) <= SHOWN:
        return Page(tuple(kept), page.next)
    shown = kept[:SHOWN]
    place = index.place(shown[-1])
    if place is None:
        raise ValueError(f"{shown[-1].kind} {shown[-1].id} is listed where it does not belong")
    return Page(tuple(shown), cursor_to(index, *place, shown[-1].id))
