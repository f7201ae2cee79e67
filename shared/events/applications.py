"""What the applications service tells: people, schemes, applications."""

from datetime import date

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.events.envelope import Event
from shared.events.jobs import JobStepDue


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


class NeedFacts(_Part):
    """One stated need of an enterprise."""

    id: str
    title: str
    text: str
    service_types: tuple[str, ...] = ()


class EnterpriseFacts(_Part):
    """What the other services may know of an enterprise: no contact, no credit code."""

    name: str
    county: str
    industry: str = ""
    above_scale: bool = False
    high_tech: bool = False
    nurtured: bool = False
    growth: bool = False
    demand: int = 1
    needs: tuple[NeedFacts, ...] = ()
    enterprise_key: str = ""
    """The same for one enterprise in every scheme, told from its credit code; empty in events of before there was one.

    Commissioners need none: the owner is the person.
    """


class CommissionerFacts(_Part):
    """What the other services may know of a commissioner. `people` counts the person, or a team's members."""

    name: str
    kind: str
    people: int = 1
    institution: str = ""
    discipline: str = ""
    expertise: str = ""
    works: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    service_types: tuple[str, ...] = ()
    capacity: int = 1


class CorrectionFacts(_Part):
    """What to mend in one field."""

    field: str
    reason: str


class PersonRegistered(Event):
    """Somebody can be reached and may sign in. With SignInCodeRequested the only event that says how to reach them.

    `unconfirmed` is a further contact they gave: it is sent nothing but the link of the challenge `confirming`.
    """

    person_id: str
    name: str
    role: str
    organisation: str = ""
    county: str = ""
    email: str = ""
    phone: str = ""
    unconfirmed: str = ""
    confirming: str = ""
    language: str = "zh"


class SignInRequested(Event):
    """Somebody asked for a sign-in link. The link derives from the challenge's id; it is nowhere in the event.

    It goes over `channel` (`email`, `sms`), by which it was asked for, or over the person's first where none is named;
    when it `confirms`, to the contact that person gave last.
    """

    challenge_id: str
    person_id: str
    channel: str = ""
    confirms: bool = False


class SignInCodeRequested(Event):
    """A code is to go to a phone number or address, be it somebody's or nobody's. Its subject is the challenge.

    The code derives from the challenge's id (shared.auth.codes) and is nowhere in the event. It is good until
    `expires`. `channel` is `email` or `sms`, `purpose` is `sign_in` or `contact`. `trusted` says that it was asked for
    from a browser that signed in to this contact before: a part of each limit is kept for those.
    """

    challenge_id: str
    contact: str
    channel: str
    language: str
    expires: AwareDatetime
    purpose: str
    trusted: bool = False


class SessionsEnded(Event):
    """All sessions of a person from before `epoch` are over."""

    person_id: str
    epoch: int


class SessionEnded(Event):
    """One session of a person, or one token of a program, is over; `until` the last of its tokens could still be good.

    Times are UTC.
    """

    person_id: str
    session_id: str
    until: AwareDatetime


class SchemePublished(Event):
    """A scheme is open. Money in fen, term in months; a commissioner serves at most `most_enterprises` at once."""

    scheme_id: str
    name: str
    year: int
    term_months: int
    most_enterprises: int
    funding_fen: int
    funding_per: str
    opens: date
    closes: date
    steps: tuple[str, ...] = ()
    """What it asks for besides an application and its acceptance: endorsement, county_verification, review,
    public_notice, joint_notice."""


class ApplicationSubmitted(Event):
    """An application came in for the first time."""

    application_id: str
    number: str
    scheme_id: str
    kind: str
    owner: str
    county: str
    name: str
    institution: str = ""
    """The sending institution of a commissioner."""
    waits_for: str = ""
    """The step before the bureau's decision: `endorsement`, `county_verification`, or nothing."""


class ApplicationReturned(Event):
    """An officer asks the applicant to mend something."""

    application_id: str
    number: str
    kind: str
    owner: str
    name: str
    corrections: tuple[CorrectionFacts, ...]


class ApplicationResubmitted(Event):
    """The applicant mended a returned application."""

    application_id: str
    number: str
    kind: str
    owner: str
    county: str
    name: str
    institution: str = ""
    """The sending institution of a commissioner."""
    waits_for: str = ""
    """The step before the bureau's decision: `endorsement`, `county_verification`, or nothing."""


class ApplicationEndorsed(Event):
    """The sending institution lets its commissioner go; `on_paper` where an officer noted its letter."""

    application_id: str
    number: str
    kind: str
    owner: str
    name: str
    institution: str
    on_paper: bool = False


class ApplicationVerified(Event):
    """The county checked that the enterprise is what it says, and its needs real."""

    application_id: str
    number: str
    kind: str
    owner: str
    county: str
    name: str


class ApplicationAccepted(Event):
    """The bureau took a commissioner's application in; the scheme's steps to an appointment follow.

    `waits_for` is the first of them: review, public_notice or joint_notice.
    """

    application_id: str
    number: str
    scheme_id: str
    owner: str
    name: str
    waits_for: str


class ReviewAssigned(Event):
    """A reviewer is to score a commissioner. `enough` says that as many are asked as the scheme wants.

    The subject of this and the following is the application.
    """

    review_id: str
    application_id: str
    number: str
    reviewer: str
    name: str
    enough: bool = False


class ReviewScored(Event):
    """A reviewer gave points. `complete` says that as many did as the scheme wants."""

    review_id: str
    application_id: str
    number: str
    reviewer: str
    name: str
    complete: bool = False


class ReviewDeclined(Event):
    """A reviewer has a conflict of interest, or cannot; another one must be asked."""

    review_id: str
    application_id: str
    number: str
    reviewer: str
    name: str


class CommissionerSelected(Event):
    """Chosen by the bureau after the review. `waits_for` is the step that follows."""

    application_id: str
    number: str
    owner: str
    name: str
    waits_for: str


class CommissionerNotSelected(Event):
    """Left out, after the review or by an objection that was upheld."""

    application_id: str
    number: str
    owner: str
    name: str


class NoticeStepDue(JobStepDue):
    """The next line of a public or joint notice is to be written, or carried out."""


class CommissionerNoticed(Event):
    """A commissioner's name is public, for objections until the end of `closes`, in China's time."""

    application_id: str
    number: str
    owner: str
    name: str
    notice_id: str
    closes: date


class PublicNoticePublished(Event):
    """A public notice is out whole, with `count` names."""

    notice_id: str
    scheme_id: str
    title: str
    count: int
    closes: date


class ObjectionRaised(Event):
    """Somebody objected to a name of a public notice. Who and why stays in the applications service."""

    objection_id: str
    notice_id: str
    application_id: str
    name: str


class ObjectionDecided(Event):
    """The bureau decided on an objection. `objector` is empty for one that came on paper."""

    objection_id: str
    notice_id: str
    application_id: str
    name: str
    objector: str
    upheld: bool


class CommissionerCleared(Event):
    """The public notice is over and nothing stands against the commissioner. `waits_for` is the step that follows."""

    application_id: str
    number: str
    owner: str
    name: str
    waits_for: str


class JointNoticeIssued(Event):
    """The appointment of `count` commissioners is published under the three departments' document number."""

    notice_id: str
    scheme_id: str
    document_number: str
    count: int


class EnterpriseAccepted(Event):
    """An enterprise is in the scheme. Its application's id is the enterprise's id in the other services."""

    application_id: str
    number: str
    scheme_id: str
    owner: str
    enterprise: EnterpriseFacts


class CommissionerAccepted(Event):
    """A commissioner is in the scheme. The application's id is the commissioner's id in the other services."""

    application_id: str
    number: str
    scheme_id: str
    owner: str
    commissioner: CommissionerFacts
    appointed: bool = False
    """Whether it is an appointment, after steps that followed the acceptance of the application."""
