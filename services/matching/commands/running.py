"""Starting a run, by an officer's button or by night, and carrying it through pair by pair."""

from typing import Any

from pydantic import BaseModel

from services.matching.commands.planning import Plan, plan_of
from services.matching.commands.waiting import let_wait
from services.matching.model.parties import Candidate, Host, Scheme
from services.matching.model.places import Places
from services.matching.model.proposals import Planned, Proposal
from services.matching.model.runs import Beginning, Run, RunFacts, RunUnderway, left_over
from services.matching.model.waiting import Waiting
from shared import jobs
from shared.clock import beijing_date
from shared.events.matching import MatchingRunCompleted, PairingStepDue, PairProposed
from shared.rules import Unknown
from shared.work import Work

JOB = "matching run"


class RunStarted(BaseModel, defer_build=True):
    """The run that was started, and how many pairs it is going to propose."""

    run_id: str
    pairs: int


def start_run(work: Work, scheme_id: str) -> RunStarted:
    """Plan and start a run by hand. Raises Unknown, and RunUnderway while another one of the scheme is under way."""
    scheme = _ready(work, scheme_id)
    run_id = work.new_id()
    return _begin(work, scheme, plan_of(work, scheme, run_id), run_id, Beginning.BUTTON)


def start_nightly_run(work: Work, scheme_id: str) -> None:
    """Plan and start a run by the clock, where there is somebody to pair or to put on the waiting list.

    Otherwise nothing is started, so nobody is told of it.

    Raises Unknown, RunUnderway.
    """
    scheme = _ready(work, scheme_id)
    run_id = work.new_id()
    plan = plan_of(work, scheme, run_id)
    if plan.pairs or plan.newly_waiting:
        _begin(work, scheme, plan, run_id, Beginning.SCHEDULE)


def take_step(work: Work, item: dict[str, Any]) -> None:
    """Carry out one item of a run: a pair is proposed, or an enterprise left over put on the waiting list."""
    if "waits" not in item:
        propose_pair(work, item)
        return
    host = work.find(Host, item["waits"])
    if host is not None:
        let_wait(work, host, Waiting.model_validate(item["why"]))


def propose_pair(work: Work, item: dict[str, Any]) -> None:
    """Propose one planned pair to both sides, unless a place of it went meanwhile: then it is skipped and counted."""
    planned = Planned.model_validate(item)
    scheme = work.get(Scheme, planned.scheme_id)
    host = work.find(Host, planned.enterprise_id)
    candidate = work.find(Candidate, planned.commissioner_id)
    proposal = _proposal(work, scheme, planned, host, candidate)
    if proposal is None or host is None or candidate is None:
        work.put(work.get(Run, planned.run_id).skipping(), "pair skipped")
        return
    put_proposal(work, proposal, host, candidate, "proposed")


def put_proposal(work: Work, proposal: Proposal, host: Host, candidate: Candidate, action: str) -> None:
    """Stage a proposal that is allowed, with the places it takes, and let both sides be asked."""
    work.put(proposal, action)
    work.put(host.meeting(candidate.id))
    # What the candidate offers must still be what it was when a place of it was found free.
    work.require(candidate)
    _take_places(work, proposal, host, candidate)
    work.tell(
        PairProposed(
            proposal_id=proposal.id,
            scheme_id=proposal.why.scheme_id,
            county=proposal.county,
            enterprise_id=host.id,
            enterprise_name=host.facts.name,
            enterprise_owner=host.owner,
            commissioner_id=candidate.id,
            commissioner_name=candidate.facts.name,
            commissioner_owner=candidate.owner,
            need_title=proposal.need.title,
        ),
        about=proposal,
    )


def complete_run(work: Work, run_id: str) -> None:
    """Close a run whose pairs are all out, let the scheme have another one, and tell its figures."""
    _complete(work, work.get(Run, run_id))


def _ready(work: Work, scheme_id: str) -> Scheme:
    scheme = work.get(Scheme, scheme_id)
    if scheme.gone:
        raise Unknown
    if scheme.running:
        raise RunUnderway
    return scheme


def _begin(work: Work, scheme: Scheme, plan: Plan, run_id: str, began_by: Beginning) -> RunStarted:
    facts = RunFacts(
        run_id=run_id,
        scheme_id=scheme.id,
        scheme_name=scheme.name,
        year=scheme.year,
        began_by=began_by,
        started_at=work.at,
        pairs=len(plan.pairs),
        unserved=plan.unserved_count,
        idle=plan.idle_count,
    )
    run, parts = left_over(Run(id=run_id, facts=facts), plan.unserved, plan.idle)
    for part in parts:
        work.put(part)
    work.put(run, "started")
    # That the scheme stands at the version read is what keeps a second run out.
    work.put(scheme.noting(facts))
    items = [pair.model_dump(mode="json") for pair in plan.pairs]
    items += [
        {"waits": left.id, "why": Waiting.left_over(left, run_id).model_dump(mode="json")} for left in plan.waiting
    ]
    jobs.begin(work, run_id, JOB, items, PairingStepDue)
    if not items:
        _complete(work, run)
    return RunStarted(run_id=run_id, pairs=len(plan.pairs))


def _complete(work: Work, run: Run) -> None:
    done = work.put(run.completed(work.at), "completed" if run.version else "started and completed")
    work.put(work.get(Scheme, done.facts.scheme_id).noting(done.facts))
    work.tell(
        MatchingRunCompleted(
            run_id=done.id,
            scheme_id=done.facts.scheme_id,
            proposed=done.facts.proposed,
            unserved=done.facts.unserved,
            idle=done.facts.idle,
        ),
        about=done,
    )


def _proposal(
    work: Work, scheme: Scheme, planned: Planned, host: Host | None, candidate: Candidate | None
) -> Proposal | None:
    """The proposal, or None where the records as they are now no longer allow it."""
    if host is None or candidate is None or host.gone or candidate.gone:
        return None
    need = host.need(planned.need_id)
    if need is None or not have_places(work, scheme, host, candidate):
        return None
    id = Proposal.id_of(host.id, candidate.id)
    if work.find(Proposal, id) is not None:
        # The index did not show yet that the two met.
        return None
    return Proposal(
        id=id,
        why=planned,
        county=host.facts.county,
        term_months=scheme.term_months,
        enterprise=host.facts,
        enterprise_owner=host.owner,
        commissioner=candidate.facts,
        commissioner_owner=candidate.owner,
        need=need,
        proposed_at=work.at,
    )


def have_places(work: Work, scheme: Scheme, host: Host, candidate: Candidate) -> bool:
    """Whether both have a place free, counting all schemes, and are not together already in another one."""
    today = beijing_date(work.at)
    hosting, serving = _places(work, host.places_id), _places(work, candidate.places_id)
    return (
        hosting.taken(today) < host.facts.demand
        and serving.taken(today) < scheme.places_of(candidate)
        and not hosting.has(serving.id, today)
    )


def _take_places(work: Work, proposal: Proposal, host: Host, candidate: Candidate) -> None:
    today = beijing_date(work.at)
    for mine, other in ((host.places_id, candidate.places_id), (candidate.places_id, host.places_id)):
        # That they stand at the version read is what keeps a run of another scheme from taking the same place.
        work.put(_places(work, mine).taking(proposal.id, other, today))


def _places(work: Work, id: str) -> Places:
    return work.find(Places, id) or Places(id=id)
