"""What this service does about events: it copies what it needs to know, and counts."""

from services.outcomes.model.figures import Figure, Part, figure_id, part
from services.outcomes.model.funds import Fund
from services.outcomes.model.indicators import Reach
from services.outcomes.model.parties import Commissioner, Dispatch, Hosted, NotArrived, Parties, Scheme
from shared.events.applications import CommissionerAccepted, SchemePublished
from shared.events.envelope import Envelope
from shared.events.matching import DispatchEnded, DispatchStarted
from shared.events.outcomes import OutcomeConfirmed
from shared.ids import derived_id
from shared.store.record import Projection
from shared.work import Work


def on_scheme_published(work: Work, event: SchemePublished, envelope: Envelope) -> None:
    """Know the scheme's year, which results without a dispatch are counted under."""
    known = work.find(Scheme, event.scheme_id)
    if _is_news(known, envelope):
        told = event.model_dump(include={"name", "year", "funding_fen", "funding_per"})
        scheme = Scheme(id=event.scheme_id, **told)
        work.put(scheme.changed(**_standing(known, envelope)))


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
            work.put(Fund.opened(commissioner, scheme), "fund opened")


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


def on_outcome_confirmed(work: Work, event: OutcomeConfirmed, envelope: Envelope) -> None:
    """Count a confirmed result."""
    label = " · ".join(filter(None, (event.commissioner_name, event.enterprise_name)))
    count(
        work,
        part(
            event.year,
            event.indicator,
            event.outcome_id,
            label,
            event.quantity,
            at_least=event.at_least,
            text=event.text,
        ),
    )


def parts_of(event: DispatchStarted) -> list[Part]:
    """What a dispatch counts as: its enterprise in each class it belongs to, its commissioner as `sent_as` says.

    An enterprise may be in several schemes of a year, each time under another application: it is known by its key. The
    commissioner was counted when appointed; again, which changes nothing, since older installations did not.
    """
    classes = {
        Reach.ENTERPRISES_SERVED: True,
        Reach.ABOVE_SCALE: event.above_scale,
        Reach.HIGH_TECH: event.high_tech,
        Reach.EITHER_CLASS: event.above_scale or event.high_tech,
    }
    enterprise = event.enterprise_key or event.enterprise_id
    hosts = [part(event.year, each, enterprise, event.enterprise_name) for each, member in classes.items() if member]
    owner, name, kind = event.commissioner_owner, event.commissioner_name, event.commissioner_kind
    return hosts + sent_as(event.year, owner, name, kind, event.people)


def sent_as(year: int, owner: str, name: str, kind: str, people: int) -> list[Part]:
    """What a commissioner counts as in a year: all their people, and one unit, be it a person or a team.

    The same person may be in several schemes of a year and is known by the owner. As anyone may read the figures, they
    name the person by what only we can tell.
    """
    person, is_team = derived_id("counted person", owner), kind == "team"
    parts = [part(year, Reach.PEOPLE, person, name, people)]
    if is_team:
        parts.append(part(year, Reach.TEAMS, person, name))
    # One unit a year: a team takes the person's own out, whichever is heard first.
    parts.append(part(year, Reach.INDIVIDUALS, person, name, elsewhere=is_team))
    return parts


def count(work: Work, heard: Part) -> None:
    """Let `heard` count in its figure, once: what is known of the subject already changes nothing."""
    before = work.find(Part, heard.id)
    after = heard if before is None else before.raised(heard)
    if after == before:
        return
    figure_key = figure_id(heard.year, heard.indicator)
    figure = work.find(Figure, figure_key) or Figure(
        id=figure_key, year=heard.year, indicator=heard.indicator, as_of=work.at
    )
    work.put(after)
    work.put(figure.counting(before, after, work.at))


def _is_news(known: Projection | None, envelope: Envelope) -> bool:
    return known is None or envelope.subject_version > known.source_version


def _standing(known: Projection | None, envelope: Envelope) -> dict[str, int]:
    return {"version": known.version if known else 0, "source_version": envelope.subject_version}
