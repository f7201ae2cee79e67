"""The dispatch agreement (派驻任务书): what three parties sign for each dispatch."""

import hashlib
import json
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict

from services.matching.model.agreement_text import FIRST_REQUIREMENTS, day_said, first_tasks
from services.matching.model.dispatches import Dispatch
from services.matching.model.parties import Scheme
from shared.auth.actor import Actor, Belongs, Role
from shared.language import CHINESE, N_, say
from shared.money import yuan
from shared.rules import Invalid, NotAllowed, RuleBroken
from shared.store.record import Index, Record

MOST_TEXT = 4000


class TextChanged(RuleBroken):
    """Nobody signs, or changes, another text than the one they saw."""

    says = N_("任务书的文本在您查看之后有改动，请重新打开任务书，看过现在的文本再办理")


class AlreadySigned(RuleBroken):
    """What somebody signed stays as it is."""

    says = N_("已有一方签署，文本不能再改；确需修改时，请由一方说明原因退回，之后各方重新签署")


class Complete(RuleBroken):
    """Three signatures are binding."""

    says = N_("三方均已签署，任务书已经生效，不能再退回")


class StampDay(Invalid):
    """A stamp is put on a paper between the first day of the dispatch and today."""

    says = N_("盖章日期须在派驻开始日（{starts}）与今天（{today}）之间")


class Party(StrEnum):
    """Who signs."""

    COMMISSIONER = "commissioner"
    INSTITUTION = "institution"
    ENTERPRISE = "enterprise"


PARTY_NAMES = {
    Party.COMMISSIONER: N_("科技特派员"),
    Party.INSTITUTION: N_("派出单位"),
    Party.ENTERPRISE: N_("企业"),
}


class Signature(BaseModel):
    """That a party agreed to the text of this `digest`.

    On paper (`stamped` is the day of the stamp) an officer recorded it; `by` is then who stamped, else who signed here.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    party: Party
    by: str
    at: datetime
    digest: str
    stamped: date | None = None
    recorded_by: str = ""


class Sentence(BaseModel):
    """One clause in the reader's language: its heading and text; what was typed stays as it is."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    heading: str
    text: str


class Agreement(Record):
    """The agreement of one dispatch, whose id it has. `returned` says why its signatures were last taken back."""

    audited: ClassVar[bool] = True

    scheme_name: str
    county: str
    enterprise_name: str
    enterprise_owner: str
    commissioner_name: str
    commissioner_owner: str
    commissioner_kind: str
    people: int
    institution: str
    starts: date
    ends: date
    tasks: str
    requirements: str
    funding_fen: int = 0
    funding_per: str = "unit"
    signatures: tuple[Signature, ...] = ()
    returned: str = ""
    returned_by: str = ""

    # What still waits stands before what is signed, so that an institution sees first what it is asked for.
    of_institution: ClassVar[Index["Agreement"]] = Index(
        partition=lambda each: each.institution or None,
        sort=lambda each: f"{int(each.has_signed(Party.INSTITUTION))}|{each.starts.isoformat()}",
    )

    @classmethod
    def drafted(cls, dispatch: Dispatch, scheme: Scheme) -> Self:
        """The agreement as it begins: the enterprise's stated need is the task."""
        names = set(cls.model_fields) & set(Dispatch.model_fields) - {"version", "audit_head"}
        need = dispatch.need
        return cls(
            tasks=first_tasks(need)[:MOST_TEXT],
            requirements=FIRST_REQUIREMENTS,
            funding_fen=scheme.funding_fen,
            funding_per=scheme.funding_per,
            **dispatch.model_dump(include=names),
        )

    @property
    def complete(self) -> bool:
        return all(self.has_signed(party) for party in Party)

    @property
    def digest(self) -> str:
        """What a signature holds on to: the text as it is in Chinese, which is the one that binds."""
        parties = [self.enterprise_name, self.commissioner_name, self.institution]
        text = json.dumps([parties, [each.text for each in self.clauses(CHINESE)]], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def belongs(self) -> Belongs:
        people = frozenset({self.enterprise_owner, self.commissioner_owner})
        return Belongs(people=people, organisation=self.institution, county=self.county)

    def has_signed(self, party: Party) -> bool:
        return self.signature_of(party) is not None

    def signature_of(self, party: Party) -> Signature | None:
        return next((each for each in self.signatures if each.party is party), None)

    def party_of(self, actor: Actor) -> Party:
        """For whom this person signs. Raises NotAllowed for anybody else."""
        if actor.role is Role.SENDING_INSTITUTION and actor.organisation == self.institution:
            return Party.INSTITUTION
        if actor.person == self.commissioner_owner:
            return Party.COMMISSIONER
        if actor.person == self.enterprise_owner:
            return Party.ENTERPRISE
        raise NotAllowed

    def edited(self, tasks: str, requirements: str, seen: str) -> Self:
        """With another text. Raises AlreadySigned, TextChanged."""
        if self.signatures:
            raise AlreadySigned
        self._check_seen(seen)
        return self.changed(tasks=tasks, requirements=requirements)

    def signed(self, signature: Signature) -> Self:
        """With one signature more. Raises TextChanged where its digest is not the text's."""
        self._check_seen(signature.digest)
        return self.changed(signatures=(*self.signatures, signature), returned="", returned_by="")

    def given_back(self, party: str, reason: str) -> Self:
        """Open for changes again, without signatures. Raises Complete."""
        if self.complete:
            raise Complete
        return self.changed(signatures=(), returned=reason, returned_by=party)

    def clauses(self, language: str) -> list[Sentence]:
        """The clauses in order. The one on position and pay is the law's of the scheme: nothing typed replaces it."""
        starts, ends = day_said(self.starts, language), day_said(self.ends, language)
        term = say(N_("自 {starts} 至 {ends}，首尾两日均在内。"), language, starts=starts, ends=ends)
        written = [
            (N_("派驻期限"), term),
            (N_("服务任务"), self.tasks),
            (N_("服务要求"), self.requirements),
            (N_("工作经费"), self._funding(language)),
            (N_("待遇保障"), say(N_("派驻期间，特派员的原职务、工资、待遇、岗位不变。"), language)),
            (
                N_("三方责任"),
                say(
                    N_(
                        "派出单位支持特派员到企业服务；企业提供必要的工作条件，如实确认服务和成效；"
                        "特派员按期服务，如实填报服务日志和成效。"
                    ),
                    language,
                ),
            ),
            (N_("生效"), say(N_("本任务书经特派员、派出单位、企业三方签署后生效。"), language)),
        ]
        return [Sentence(heading=say(heading, language), text=text) for heading, text in written]

    def _check_seen(self, seen: str) -> None:
        if seen != self.digest:
            raise TextChanged

    def _funding(self, language: str) -> str:
        if not self.funding_fen:
            return say(N_("工作经费按实施方案执行。"), language)
        amount = yuan(self.funding_fen)
        if self.funding_per == "person":
            return say(N_("整个服务期的工作经费标准为每人 {amount} 元，按实施方案使用。"), language, amount=amount)
        return say(N_("整个服务期的工作经费标准为每个派出单元 {amount} 元，按实施方案使用。"), language, amount=amount)
