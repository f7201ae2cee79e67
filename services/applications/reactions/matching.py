"""Desks by what the matching service tells: pairs are proposed, answered, dispatched."""

from services.applications.model.worklist import (
    CITY,
    Happened,
    Serving,
    What,
    officers_desk,
    person_desk,
)
from services.applications.reactions.agreements import AS_DRAFTED, ask_to_sign, nobody_signs
from services.applications.reactions.desks import Desks
from shared.events.envelope import Envelope
from shared.events.matching import (
    DispatchEnded,
    DispatchStarted,
    EnterpriseWaiting,
    LiaisonNamed,
    MatchingRunCompleted,
    PairAccepted,
    PairDeclined,
    PairProposed,
)
from shared.ids import derived_id
from shared.work import Work

SIDES = ("enterprise", "commissioner")
AGREED = {"enterprise": Happened.ENTERPRISE_AGREED, "commissioner": Happened.COMMISSIONER_AGREED}
DECLINED = {"enterprise": Happened.ENTERPRISE_DECLINED, "commissioner": Happened.COMMISSIONER_DECLINED}
Pair = PairProposed | PairAccepted | PairDeclined | DispatchStarted | LiaisonNamed | DispatchEnded


def on_pair_proposed(work: Work, event: PairProposed, envelope: Envelope) -> None:
    """Both sides are asked."""
    desks = Desks(work, envelope)
    path = _path(event.proposal_id)
    about = _names(event) | {"need": event.need_title}
    for side, owner in _owners(event).items():
        task = _answer(event.proposal_id, side)
        desks.ask(task, What.ANSWER, person_desk(owner), path, about | {"side": side}, county=event.county)
    for owner in dict.fromkeys(_owners(event).values()):
        desks.tell(person_desk(owner), Happened.PROPOSED, path, **about)
    desks.change(CITY, lambda desk: desk.numbering(event.scheme_id, "proposed"))


def on_enterprise_waiting(work: Work, event: EnterpriseWaiting, envelope: Envelope) -> None:
    """Nobody was found for an enterprise yet; why is behind the link."""
    desk = person_desk(event.enterprise_owner)
    Desks(work, envelope).tell(desk, Happened.WAITING, "/matching/proposals", enterprise=event.enterprise_name)


def on_pair_accepted(work: Work, event: PairAccepted, envelope: Envelope) -> None:
    """One side said yes: the other is still asked."""
    desks = Desks(work, envelope)
    desks.done(_answer(event.proposal_id, event.side))
    for owner in dict.fromkeys(_owners(event).values()):
        desks.tell(person_desk(owner), AGREED[event.side], _path(event.proposal_id), **_names(event))


def on_pair_declined(work: Work, event: PairDeclined, envelope: Envelope) -> None:
    """One side said no: nobody is asked any more."""
    desks = Desks(work, envelope)
    for side in SIDES:
        desks.done(_answer(event.proposal_id, side))
    for desk in dict.fromkeys([*map(person_desk, _owners(event).values()), CITY]):
        desks.tell(desk, DECLINED[event.side], _path(event.proposal_id), **_names(event))


def on_dispatch_started(work: Work, event: DispatchStarted, envelope: Envelope) -> None:
    """Both sides said yes: the dispatch stands on their desks, and counts among what the programme reached.

    Enterprise and person may be in several schemes of a year and count once: the one is known by its key, the other by
    the owner, exactly as the outcomes service's figures know them.
    """
    desks, path = Desks(work, envelope), f"/matching/dispatches/{event.dispatch_id}"
    for side in SIDES:
        desks.done(_answer(event.proposal_id, side))
    serving = Serving(
        enterprise=event.enterprise_name,
        commissioner=event.commissioner_name,
        starts=event.starts.isoformat(),
        ends=event.ends.isoformat(),
    )
    parties = list(dict.fromkeys(map(person_desk, _owners(event).values())))
    for desk in parties:
        desks.change(desk, lambda known: known.serving(event.dispatch_id, serving))
    for desk in dict.fromkeys([*parties, officers_desk(event.county), CITY]):
        desks.tell(desk, Happened.DISPATCHED, path, **_names(event))
    ask_to_sign(desks, event, AS_DRAFTED)
    desks.ask(
        _liaison(event.dispatch_id), What.NAME_LIAISON, CITY, f"{path}/liaison", _names(event), county=event.county
    )
    desks.change(CITY, lambda desk: desk.numbering(event.scheme_id, "dispatched"))
    desks.count(event.year, "enterprises_served", event.enterprise_key or event.enterprise_id, 1)
    # Nothing that stays readable in a key: who it is, only we can tell.
    desks.count(event.year, "people", derived_id("counted person", event.commissioner_owner), event.people)


def on_dispatch_ended(work: Work, event: DispatchEnded, envelope: Envelope) -> None:
    """It is over: nobody is asked for anything about it any more."""
    desks, path = Desks(work, envelope), f"/matching/dispatches/{event.dispatch_id}"
    desks.done(_liaison(event.dispatch_id))
    nobody_signs(desks, event.dispatch_id)
    over = Serving(
        enterprise=event.enterprise_name,
        commissioner=event.commissioner_name,
        starts=event.starts.isoformat(),
        ends=event.ended_on.isoformat(),
        over=True,
    )
    parties = list(dict.fromkeys(map(person_desk, _owners(event).values())))
    for desk in parties:
        desks.change(desk, lambda known: known.serving(event.dispatch_id, over))
    for desk in dict.fromkeys([*parties, officers_desk(event.county), CITY]):
        desks.tell(desk, Happened.DISPATCH_ENDED, path, day=event.ended_on.isoformat(), **_names(event))


def on_liaison_named(work: Work, event: LiaisonNamed, envelope: Envelope) -> None:
    """The bureau named who looks after a dispatch: both sides read who."""
    desks = Desks(work, envelope)
    desks.done(_liaison(event.dispatch_id))
    about = {"leader": event.leader, "section": event.section} | _names(event)
    for owner in dict.fromkeys(_owners(event).values()):
        desks.tell(person_desk(owner), Happened.LIAISON_NAMED, f"/matching/dispatches/{event.dispatch_id}", **about)


def on_matching_run_completed(work: Work, event: MatchingRunCompleted, envelope: Envelope) -> None:
    """The city reads how many were proposed and how many were left."""
    Desks(work, envelope).tell(
        CITY,
        Happened.RUN_COMPLETED,
        f"/matching/runs/{event.run_id}",
        proposed=str(event.proposed),
        unserved=str(event.unserved),
        idle=str(event.idle),
    )


def _owners(event: Pair) -> dict[str, str]:
    """Who answers for each side."""
    return {"enterprise": event.enterprise_owner, "commissioner": event.commissioner_owner}


def _names(event: Pair) -> dict[str, str]:
    return {"enterprise": event.enterprise_name, "commissioner": event.commissioner_name}


def _answer(proposal_id: str, side: str) -> str:
    return f"answer|{proposal_id}|{side}"


def _liaison(dispatch_id: str) -> str:
    return f"liaison|{dispatch_id}"


def _path(proposal_id: str) -> str:
    return f"/matching/proposals/{proposal_id}"
