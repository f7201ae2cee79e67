"""What is known here of schemes, commissioners and dispatches, and that they are counted."""

from services.outcomes.model.figures import part
from services.outcomes.model.funds import Fund
from services.outcomes.model.indicators import Practice
from services.outcomes.model.parties import Commissioner, Dispatch, Hosted, NotArrived, Parties, Scheme
from services.outcomes.reactions.counting import count, parts_of, sent_as
from shared.events.applications import CommissionerAccepted, SchemePublished
from shared.events.envelope import Envelope
from shared.events.matching import DispatchEnded, DispatchStarted
from shared.store.record import Projection
from shared.work import Work


def on_scheme_published(work: Work, event: SchemePublished, envelope: Envelope) -> None:
    """Know the scheme and its year, which results without a dispatch are counted under, and count it."""
    known = work.find(Scheme, event.scheme_id)
    if _is_news(known, envelope):
        told = event.model_dump(include={"name", "year", "funding_fen", "funding_per"})
        scheme = Scheme(id=event.scheme_id, **told)
        work.put(scheme.changed(**_standing(known, envelope)))
    count(work, part(event.year, Practice.SCHEMES_PUBLISHED, event.scheme_id, event.name))


def on_commissioner_accepted(work: Work, event: CommissionerAccepted, envelope: Envelope) -> None:
    """Know who may report results, open their fund, and count them: the article's 选派 is whoever is appointed.

    Raises NotArrived while the scheme is not known here.
    """
    scheme = work.find(Scheme, event.scheme_id)
    if scheme is None:
        raise NotArrived
    sent = event.commissioner
    for each in sent_as(scheme.year, event.owner, sent.name, sent.kind, sent.people):
        count(work, each)
    known = work.find(Commissioner, event.application_id)
    if _is_news(known, envelope):
        commissioner = Commissioner(
            id=event.application_id,
            scheme_id=event.scheme_id,
            name=event.commissioner.name,
            owner=event.owner,
            people=event.commissioner.people,
        )
        work.put(commissioner.changed(**_standing(known, envelope)))
        if work.find(Fund, commissioner.id) is None:
            fund = work.put(Fund.opened(commissioner, scheme), "fund opened")
            count(work, part(fund.year, Practice.FUNDS_GRANTED_FEN, fund.id, fund.name, fund.granted))


def on_dispatch_started(work: Work, event: DispatchStarted, envelope: Envelope) -> None:
    """Know the dispatch, and count whom the programme serves and who is sent."""
    known = work.find(Dispatch, event.dispatch_id)
    if _is_news(known, envelope):
        dispatch = Dispatch(
            id=event.dispatch_id,
            parties=Parties.model_validate(event.model_dump()),
            scheme_name=event.scheme_name,
            starts=event.starts,
            ends=event.ends,
        )
        work.put(dispatch.changed(**_standing(known, envelope)))
    if work.find(Hosted, event.commissioner_id) is None:
        work.put(Hosted(id=event.commissioner_id, dispatch=event.dispatch_id))
    for each in parts_of(event):
        count(work, each)


def on_dispatch_ended(work: Work, event: DispatchEnded, envelope: Envelope) -> None:
    """Take no service after its last day; what was reported stays, and counts.

    Raises NotArrived while the dispatch is not known here.
    """
    known = work.find(Dispatch, event.dispatch_id)
    if known is None:
        raise NotArrived
    if _is_news(known, envelope):
        work.put(known.changed(ends=event.ended_on, source_version=envelope.subject_version))


def _is_news(known: Projection | None, envelope: Envelope) -> bool:
    return known is None or envelope.subject_version > known.source_version


def _standing(known: Projection | None, envelope: Envelope) -> dict[str, int]:
    return {"version": known.version if known else 0, "source_version": envelope.subject_version}
