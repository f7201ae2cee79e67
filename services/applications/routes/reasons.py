"""The one form that asks for a sentence: a reason, or what a letter says. Each place it stands at has its own words."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from services.applications.service import service
from shared.fields import Sent
from shared.language import N_
from shared.web.call import Call


class ReasonForm(Sent):
    """A reason, in the words of whoever decides."""

    reason: Annotated[str, Field(min_length=4, max_length=500)]


@dataclass(frozen=True)
class Asked:
    """What the form says at one place."""

    title: str
    lead: str
    label: str
    button: str


ASKED = {
    "decline-endorsement": Asked(
        N_("不同意申报"),
        N_("申报会退回给本人，您写的理由会原样告诉他。"),
        N_("不同意的理由"),
        N_("不同意，退回本人"),
    ),
    "paper-consent": Asked(
        N_("登记派出单位书面意见"),
        N_("派出单位没有本平台账号时，由市局登记其盖章的书面意见；原件请留存备查。"),
        N_("哪个单位、何时盖章、意见内容"),
        N_("登记为同意"),
    ),
    "leave-out": Asked(
        N_("不列入选派"),
        N_("申报人会收到通知，并看到您写的理由。"),
        N_("未入选的理由"),
        N_("确定不列入"),
    ),
    "decline": Asked(
        N_("申请回避"),
        N_("与申报人有亲属、师生、合作、竞争等关系，或因其他原因不能评审的，请说明；市局会另行指派专家。"),
        N_("回避的理由"),
        N_("申请回避"),
    ),
}
"""By the last part of the address."""


@service.form_data("reason_form.html")
def asking(call: Call) -> dict[str, object]:
    """What the form's page needs."""
    return {"action": call.incoming.path, "asked": ASKED[call.incoming.path.rpartition("/")[2]]}
