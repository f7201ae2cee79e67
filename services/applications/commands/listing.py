"""Keeping a person's own list in step with what happens to their applications and drafts, in the same commit."""

from services.applications.model.applications import Application
from services.applications.model.drafts import Draft
from services.applications.model.listing import MOST_LISTED, OwnListing
from shared.work import Work


def keep_listed(
    work: Work, owner: str, *, application: Application | None = None, draft: Draft | None = None, gone: str = ""
) -> None:
    """Put an application or a draft into its owner's list as it stands now, or take the draft `gone` out."""
    known = work.find(OwnListing, owner)
    listing = known or _from_before(work, owner)
    if application is not None:
        listing = listing.with_application(application)
    if draft is not None:
        listing = listing.with_draft(draft)
    if gone:
        listing = listing.without_draft(gone)
    if listing != known:
        work.put(listing)


def _from_before(work: Work, owner: str) -> OwnListing:
    """The list of somebody who has none yet: it holds what they sent when there were no lists."""
    page = work.query(Application.by_owner, owner, limit=MOST_LISTED, descending=True)
    listing = OwnListing(id=owner, many=page.next is not None)
    for each in page.items:
        listing = listing.with_application(each)
    return listing
