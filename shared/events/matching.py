"""What the matching service tells: runs, pairs, dispatches."""

from datetime import date

from pydantic import AwareDatetime

from shared.events.envelope import Event
from shared.events.jobs import JobStepDue


class PairingStepDue(JobStepDue):
    """The next item of a matching run's proposals is to be made (matching tells itself)."""


class MatchingRunCompleted(Event):
    """A run's proposals are all out."""

    run_id: str
    scheme_id: str
    proposed: int
    unserved: int
    idle: int


class PairProposed(Event):
    """An enterprise and a commissioner are proposed to each other; both are asked. Owners are person ids."""

    proposal_id: str
    scheme_id: str
    county: str
    enterprise_id: str
    enterprise_name: str
    enterprise_owner: str
    commissioner_id: str
    commissioner_name: str
    commissioner_owner: str
    need_title: str


class PairAccepted(Event):
    """One side said yes and the other has not answered yet. `side` is `enterprise` or `commissioner`."""

    proposal_id: str
    side: str
    enterprise_name: str
    enterprise_owner: str
    commissioner_name: str
    commissioner_owner: str


class PairDeclined(Event):
    """One side said no; both places are free again."""

    proposal_id: str
    scheme_id: str
    side: str
    enterprise_id: str
    enterprise_name: str
    enterprise_owner: str
    commissioner_id: str
    commissioner_name: str
    commissioner_owner: str


class EnterpriseWaiting(Event):
    """An enterprise without a commissioner stands on the waiting list `since` that moment; `reason` is a code.

    The reason is the engine's (no_qualified_commissioner, all_full, outranked), declined or ended.
    """

    enterprise_id: str
    scheme_id: str
    year: int
    county: str
    enterprise_name: str
    enterprise_owner: str
    since: AwareDatetime
    reason: str


class WaitingEnded(Event):
    """An enterprise that waited `since` then is served."""

    enterprise_id: str
    scheme_id: str
    year: int
    county: str
    enterprise_name: str
    enterprise_owner: str
    since: AwareDatetime


class SignatureGiven(Event):
    """A party (`side`: commissioner, institution or enterprise) signed the dispatch agreement; others have yet to."""

    dispatch_id: str
    side: str
    county: str
    enterprise_name: str
    enterprise_owner: str
    commissioner_name: str
    commissioner_owner: str
    institution: str


class AgreementSigned(Event):
    """All three have signed the dispatch agreement, `side` as the last."""

    dispatch_id: str
    side: str
    county: str
    enterprise_name: str
    enterprise_owner: str
    commissioner_name: str
    commissioner_owner: str
    institution: str


class AgreementReturned(Event):
    """A party did not agree to the text of the dispatch agreement: no signature counts any more, all sign anew."""

    dispatch_id: str
    side: str
    county: str
    enterprise_name: str
    enterprise_owner: str
    commissioner_name: str
    commissioner_owner: str
    institution: str


class LiaisonNamed(Event):
    """The bureau named who looks after a dispatch, or somebody else: a leader (by name) and a business section."""

    dispatch_id: str
    county: str
    enterprise_name: str
    enterprise_owner: str
    commissioner_name: str
    commissioner_owner: str
    leader: str
    section: str


class DispatchEnded(Event):
    """A dispatch is over since `ended_on`, its last day; both places are free, what was reported stays.

    `end_reason` is term, agreed, enterprise, commissioner or other.
    """

    dispatch_id: str
    scheme_id: str
    county: str
    enterprise_id: str
    enterprise_name: str
    enterprise_owner: str
    commissioner_id: str
    commissioner_name: str
    commissioner_owner: str
    starts: date
    ended_on: date
    end_reason: str


class DispatchStarted(Event):
    """Both sides said yes: the commissioner is dispatched for the scheme's term, `starts` to `ends` both included."""

    dispatch_id: str
    proposal_id: str
    scheme_id: str
    scheme_name: str
    year: int
    county: str
    enterprise_id: str
    enterprise_name: str
    enterprise_owner: str
    above_scale: bool
    high_tech: bool
    commissioner_id: str
    commissioner_name: str
    commissioner_owner: str
    commissioner_kind: str
    people: int
    starts: date
    ends: date
    enterprise_key: str = ""
    """The enterprise in every scheme, as `EnterpriseFacts` tells it; empty where it was not told."""
