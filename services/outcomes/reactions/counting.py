"""Counting: each thing once, in the figure of its year."""

from services.outcomes.model.figures import Figure, Part, figure_id, part
from services.outcomes.model.indicators import Reach
from services.outcomes.model.parties import Parties
from shared.events.envelope import Envelope
from shared.events.matching import DispatchStarted
from shared.events.outcomes import OutcomeConfirmed
from shared.ids import derived_id
from shared.work import Work


def on_outcome_confirmed(work: Work, event: OutcomeConfirmed, envelope: Envelope) -> None:
    """Count a confirmed result."""
    label = " · ".join(filter(None, (event.commissioner_name, event.enterprise_name)))
    result = part(
        event.year,
        event.indicator,
        event.outcome_id,
        label,
        event.quantity,
        at_least=event.at_least,
        text=event.text,
    )
    count(work, result)


def called(parties: Parties) -> str:
    """How a dispatch, or what was done in it, is called in a list of records."""
    return f"{parties.commissioner_name} · {parties.enterprise_name}"


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
