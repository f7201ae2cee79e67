"""What must hold after every schedule of the real services."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from services.applications.model.applications import Application
from services.applications.model.schemes import Scheme as PublishedScheme
from services.applications.model.worklist import CITY, Achieved, Desk, Matter, desk_id, person_desk
from services.matching.model.agreements import Agreement
from services.matching.model.dispatches import Dispatch
from services.matching.model.parties import Scheme
from services.matching.model.proposals import State
from services.matching.model.runs import Run
from services.notifications.model.message import RETRY_AFTER, Mail, Message
from services.notifications.model.message import State as Sending
from services.notifications.rules import RULES, One
from services.outcomes.model.entries import Entry
from services.outcomes.model.figures import Figure, figure_id
from shared.store.port import LARGEST_PAGE
from shared.web.programme import ONLY
from shared.web.programme import Programme as PublishedProgramme
from tests.crash.programme import COMMISSIONERS, ENTERPRISES, Programme
from tests.crash.reckoning import chain_of, differ

ALL = (*ENTERPRISES, *COMMISSIONERS)
TOLD = {
    "PersonRegistered": 5, "SchemePublished": 1, "ApplicationSubmitted": 4, "EnterpriseAccepted": 2, "CommissionerAccepted": 2,
    "PairProposed": 2, "PairAccepted": 2, "DispatchStarted": 2, "SignatureGiven": 4, "AgreementSigned": 2,
    "LiaisonNamed": 2, "OutcomeReported": 2, "OutcomeConfirmed": 2,
}  # fmt: skip
"""How many different events of each type one whole programme tells."""


def of_the_programme(schedule: Programme) -> Iterator[str]:
    """Everything that does not hold in the four services."""
    told = Counter(envelope.type for envelope in schedule.road.told.values())
    for type, right in TOLD.items():
        yield from differ(f"events {type}", told[type], right)
    yield from _applications(schedule)
    yield from _pairs(schedule)
    yield from _runs(schedule, told["MatchingRunCompleted"])
    yield from _outcomes(schedule)
    yield from _messages(schedule)
    yield from _desks(schedule)


def _applications(schedule: Programme) -> Iterator[str]:
    store = schedule.stores["applications"]
    for name in ALL:
        id = schedule.said(f"apply {name}")
        application = store.get(Application, id)
        yield from differ(f"versions of the application of {name}", application.version if application else 0, 2)
        yield from chain_of(store, "Application", id, 2, application)
    scheme = schedule.said("publish")
    yield from chain_of(store, "Scheme", scheme, 1, store.get(PublishedScheme, scheme))
    for party in schedule.parties():
        if party.source_version != 2:
            yield f"older over newer: {party.kind} is of version {party.source_version}"
        yield from differ(f"places taken by {party.kind}", len(schedule.held_by(party)), 1)


def _pairs(schedule: Programme) -> Iterator[str]:
    store = schedule.stores["matching"]
    proposals = {proposal.id: proposal for proposal in map(schedule.proposal_of, ALL)}
    yield from differ("proposals", len(proposals), 2)
    for proposal in proposals.values():
        if proposal.state is not State.ACCEPTED:
            yield f"lost: the answers to {proposal.id} make it {proposal.state}"
            continue
        dispatch = store.get(Dispatch, proposal.dispatch_id)
        yield from differ(f"versions of the dispatch of {proposal.id}", dispatch.version if dispatch else 0, 3)
        yield from chain_of(store, "Proposal", proposal.id, 3, proposal)
        yield from chain_of(store, "Dispatch", proposal.dispatch_id, 3, dispatch)
        agreement = store.get(Agreement, proposal.dispatch_id)
        yield from differ(f"signatures about {proposal.id}", len(agreement.signatures) if agreement else 0, 3)
        yield from chain_of(store, "Agreement", proposal.dispatch_id, 4, agreement)


def _runs(schedule: Programme, completed: int) -> Iterator[str]:
    store, scheme = schedule.stores["matching"], schedule.said("publish")
    runs = store.query(Run.by_scheme, scheme, limit=LARGEST_PAGE).items
    yield from differ("completed runs told of", completed, len(runs))
    yield from differ("pairs proposed by runs", sum(run.facts.proposed for run in runs), 2)
    for run in runs:
        if run.facts.completed_at is None:
            yield f"lost: run {run.id} never completed"
        yield from chain_of(store, "Run", run.id, run.version, run)
    if store.get(Scheme, scheme).running:
        yield "lost: the scheme still waits for a run"


def _outcomes(schedule: Programme) -> Iterator[str]:
    store = schedule.stores["outcomes"]
    reported = {schedule.said(f"report {name}") for name in COMMISSIONERS}
    for id in reported:
        entry = store.get(Entry, id)
        yield from differ(f"versions of outcome {id}", entry.version if entry else 0, 2)
        yield from chain_of(store, "Entry", id, 2, entry)
    for indicator in ("new_technologies", "enterprises_served", "individuals"):
        figure = store.get(Figure, figure_id(2026, indicator))
        yield from differ(f"figure {indicator}", figure.value if figure else 0, 2)
        yield from differ(f"parts of figure {indicator}", figure.count if figure else 0, 2)
    technologies = store.get(Figure, figure_id(2026, "new_technologies"))
    if technologies is not None and set(technologies.records) != reported:
        yield f"lost: the report lists {sorted(technologies.records)}"


def _desks(schedule: Programme) -> Iterator[str]:
    """Home: everything was done, so nothing waits for anybody; and it counts as the report does."""
    store = schedule.stores["applications"]
    known = store.get(Matter, desk_id(CITY))
    city = known.desk if known and known.desk else Desk()
    yield from differ("tasks on the city's desk", sum(city.waiting.values()), 0)
    for name in ALL:
        listed = _all(store, Matter.of_desk, person_desk(schedule.person(name)))
        yield from differ(f"lines on the desk of {name}", sum(each.task is not None for each in listed), 0)
        own = next((each.desk for each in listed if each.desk), Desk())
        yield from differ(f"dispatches on the desk of {name}", len(own.dispatches), 1)
    for number in ("enterprise|accepted", "commissioner|accepted", "proposed", "dispatched"):
        yield from differ(f"number {number} at home", city.numbers.get(f"{schedule.said('publish')}|{number}", 0), 2)
    for indicator in ("new_technologies", "enterprises_served", "people"):
        yield from differ(f"figure {indicator} at home", city.achieved.get(f"2026|{indicator}", Achieved()).value, 2)
    for service in schedule.stores.values():
        programme = service.get(PublishedProgramme, ONLY)
        yield from differ("calls in a header", len(programme.calls) if programme else 0, 1)


def _messages(schedule: Programme) -> Iterator[str]:
    store = schedule.stores["notifications"]
    messages, mails = _all(store, Message.by_time, "all"), _all(store, Mail.newest, "mailbox")
    tellings = Counter((message.event_id, message.person_id, message.channel) for message in messages)
    for telling, count in tellings.items():
        yield from differ(f"messages {telling}", count, 1)
    for message in messages:
        yield from _arrived(message, sum(mail.id == message.id for mail in mails))
        if message.event_id not in schedule.road.told:
            yield f"doubled: message {message.id} ({message.template}) is about no event that was told"
    yield from differ(
        "mails about no message", len({mail.id for mail in mails} - {message.id for message in messages}), 0
    )
    told = {(message.event_id, message.person_id) for message in messages}
    for envelope in schedule.road.told.values():
        event = envelope.opened()
        for rule in RULES.get(type(event), ()):
            audience = rule.audience(event)
            if isinstance(audience, One) and audience.person_id and (envelope.id, audience.person_id) not in told:
                yield f"lost: {audience.person_id} was not told of {envelope.type}"


def _arrived(message: Message, mails: int) -> Iterator[str]:
    """A message arrived once; only a code may not have, whose time was over before it could be sent."""
    what = f"message {message.id} ({message.template}), {message.state} {message.error}"
    if message.state is Sending.SENT:
        yield from differ(f"mails of {what}", mails, 1)
    elif not _too_late(message):
        yield f"lost: {what}"
    elif message.state is not Sending.UNCERTAIN:
        yield from differ(f"mails of {what}", mails, 0)


def _too_late(message: Message) -> bool:
    """Whether it is a code that expired, or would have until it was tried again."""
    if message.expires is None or message.settled_at is None:
        return False
    if message.attempts > len(RETRY_AFTER):
        return False
    again = RETRY_AFTER[message.attempts - 1] if message.attempts else timedelta()
    return message.expires <= message.settled_at + again


def _all(store, index, partition) -> list:
    found, after = [], None
    while True:
        page = store.query(index, partition, limit=LARGEST_PAGE, after=after)
        found += page.items
        if page.next is None:
            return found
        after = page.next
