"""What this service does about events: keeps contacts, and turns what happened into messages."""

from collections.abc import Iterator
from typing import Any

from services.notifications.model.contact import Channel, Contact, Reaching
from services.notifications.model.masks import masked
from services.notifications.model.message import CODE_EXPIRED, NO_ADDRESS, Message, State, message_id
from services.notifications.model.recipient import CodeRecipient
from services.notifications.rules import CODE_TEMPLATES, RULES, Everyone, One, Rule
from shared import jobs
from shared.auth.actor import organisation_key
from shared.events.applications import PersonRegistered, SignInCodeRequested, SignInRequested
from shared.events.envelope import Envelope, Event
from shared.events.notifications import MessageDue, TellingStepDue
from shared.ids import derived_id
from shared.rules import Unknown
from shared.store.whole import every
from shared.work import Work

MOST_AT_ONCE = 20
"""People told in one commit: two messages each, each with its event, stay below a commit's 100 items."""


def keep_contact(work: Work, event: PersonRegistered, envelope: Envelope) -> None:
    """Take over how a person is reached, unless we know something newer."""
    known = work.find(Contact, event.person_id)
    if known is not None and known.source_version >= envelope.subject_version:
        return
    said = event.model_dump(exclude={"person_id"})
    contact = known or Contact(id=event.person_id, name=event.name, role=event.role)
    work.put(contact.changed(**said, source_version=envelope.subject_version))


def stage_code(work: Work, event: SignInCodeRequested, envelope: Envelope) -> None:
    """Stage a code to whoever has the number or address, and keep that only until it is sent or has expired.

    Nobody is looked up: it makes no difference here whether a person has that contact.
    """
    channel = Channel(event.channel)
    message = Message(
        id=message_id(envelope.id, event.challenge_id, channel),
        event_id=envelope.id,
        event_type=envelope.type,
        person_id="",
        channel=channel,
        template=CODE_TEMPLATES[event.purpose],
        variables={},
        path="",
        at=work.at,
        expires=event.expires,
        to=masked(event.contact),
    )
    if message.expired(work.at):
        work.put(message.unsent_for_good(State.WITHHELD, CODE_EXPIRED, work.at))
        return
    work.put(message)
    work.put(
        CodeRecipient(
            id=message.id,
            to=event.contact,
            language=event.language,
            challenge_id=event.challenge_id,
            trusted=event.trusted,
            expires=event.expires,
        )
    )
    work.tell(MessageDue(message_id=message.id), about=message)


def tell_people(work: Work, event: Event, envelope: Envelope) -> None:
    """Stage the messages the rules ask for. Raises Unknown for a person not known yet: the event then comes again."""
    tellings = [(_notice(rule, event, envelope), contact) for rule, contact in _people(work, event, RULES[type(event)])]
    for notice, contact in tellings:
        # The address a link was asked for may be in what we have not heard of its person yet.
        behind = notice["channel"] and contact.source_version < envelope.subject_version
        if behind and _channels(notice, contact) == (Channel.NONE,):
            raise Unknown
    if len(tellings) <= MOST_AT_ONCE:
        for notice, contact in tellings:
            _stage(work, notice, contact)
        return
    parts = [_part(tellings[start : start + MOST_AT_ONCE]) for start in range(0, len(tellings), MOST_AT_ONCE)]
    jobs.begin(work, derived_id("telling", envelope.id), "telling", parts, TellingStepDue)


def tell_next(work: Work, event: TellingStepDue, _: Envelope) -> None:
    """Tell the next part of a long list of people."""
    jobs.advance(work, event, _tell_part, lambda work, job: None)


def _tell_part(work: Work, part: dict[str, Any]) -> None:
    for telling in part["tellings"]:
        _stage(work, part["notices"][telling["notice"]], work.get(Contact, telling["person"]))


def _part(chunk: list[tuple[dict[str, Any], Contact]]) -> dict[str, Any]:
    """A stretch of a long list as a job's item: each notice once, and who is told which."""
    notices: list[dict[str, Any]] = []
    for notice, _ in chunk:
        if notice not in notices:
            notices.append(notice)
    return {
        "notices": notices,
        "tellings": [{"notice": notices.index(notice), "person": contact.id} for notice, contact in chunk],
    }


def _people(work: Work, event: Event, rules: tuple[Rule, ...]) -> Iterator[tuple[Rule, Contact]]:
    """Everybody the rules name, each once, by the first rule that names them."""
    told: set[str] = set()
    for rule in rules:
        for contact in _contacts(work, rule.audience(event)):
            if contact.id not in told:
                told.add(contact.id)
                yield rule, contact


def _contacts(work: Work, audience: One | Everyone | None) -> Iterator[Contact]:
    if audience is None:
        return
    if isinstance(audience, One):
        # An outcome of a case told without its host names no host to ask.
        if audience.person_id:
            yield work.get(Contact, audience.person_id)
        return
    index, partition = Contact.by_role, audience.role.value
    if audience.county:
        index, partition = Contact.by_county, f"{audience.role.value}#{audience.county}"
    if audience.organisation:
        index, partition = Contact.by_organisation, f"{audience.role.value}#{organisation_key(audience.organisation)}"
    yield from every(work, index, partition)


def _notice(rule: Rule, event: Event, envelope: Envelope) -> dict[str, Any]:
    """What a message says, without to whom."""
    link = event if type(event) is SignInRequested else None
    return {
        "event_id": envelope.id,
        "event_type": envelope.type,
        "template": rule.template,
        "variables": rule.variables(event),
        "path": rule.path_for(event),
        "reaching": rule.reaching.value,
        "channel": link.channel if link else "",
        "confirms": link.challenge_id if link and link.confirms else "",
    }


def _channels(notice: dict[str, Any], contact: Contact) -> tuple[Channel, ...]:
    """The channels of a telling: a link goes over the one it was asked for; `NONE` alone without an address there."""
    if not notice.get("channel"):
        return contact.channels(Reaching(notice["reaching"]))
    asked = Channel(notice["channel"])
    return (asked if contact.address(asked, notice["confirms"]) else Channel.NONE,)


def _stage(work: Work, notice: dict[str, Any], contact: Contact) -> None:
    said = {name: value for name, value in notice.items() if name not in ("reaching", "channel")}
    for channel in _channels(notice, contact):
        message = Message(
            id=message_id(notice["event_id"], contact.id, channel),
            person_id=contact.id,
            channel=channel,
            at=work.at,
            **said,
        )
        if channel is Channel.NONE:
            work.put(message.unsent_for_good(State.FAILED, NO_ADDRESS, work.at))
            continue
        work.put(message)
        work.tell(MessageDue(message_id=message.id), about=message)
