"""The steps between an application and the appointment that a scheme may ask for, and the rubric of its review."""

import re
from collections.abc import Collection
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from shared.fields import Lines, ShortText
from shared.language import N_

FULL_MARKS = 100
"""What the points of a rubric come to."""
_LINE = re.compile(r"(?P<name>.*\S)\s+(?P<points>\d{1,3})")


class Step(StrEnum):
    """Besides the application and the bureau's acceptance of it, in their order.

    The first is the sending institution's consent to a commissioner, the second the county's check of an enterprise,
    both before the acceptance; the others follow it and are of commissioners alone.
    """

    ENDORSEMENT = "endorsement"
    COUNTY_VERIFICATION = "county_verification"
    REVIEW = "review"
    PUBLIC_NOTICE = "public_notice"
    JOINT_NOTICE = "joint_notice"


STEPS: dict[Step, str] = {
    Step.ENDORSEMENT: N_("派出单位审核同意"),
    Step.COUNTY_VERIFICATION: N_("县（市、区）核实企业"),
    Step.REVIEW: N_("专家评审"),
    Step.PUBLIC_NOTICE: N_("公示"),
    Step.JOINT_NOTICE: N_("联合发文"),
}

APPOINTMENT = (Step.REVIEW, Step.PUBLIC_NOTICE, Step.JOINT_NOTICE)
"""What lies between the acceptance of a commissioner and the appointment."""


def next_step(steps: Collection[Step], passed: Step | None) -> Step | None:
    """The appointment step that follows `passed` (None: the acceptance); None when nothing is left but to appoint."""
    after = APPOINTMENT.index(passed) + 1 if passed else 0
    return next((step for step in APPOINTMENT[after:] if step in steps), None)


class Criterion(BaseModel):
    """One line of a rubric: what is judged, and the most points it can bring."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    name: str
    points: int


def criteria_of(lines: tuple[str, ...]) -> tuple[Criterion, ...]:
    """The rubric written as lines of a name and its points. Raises ValueError, in the reader's words."""
    found = []
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError(N_("评审标准每行写一项：名称、空格、分值，例如“专业能力 40”"))
        found.append(Criterion(name=match["name"], points=int(match["points"])))
    if len({each.name for each in found}) < len(found):
        raise ValueError(N_("评审标准中有两项名称相同"))
    if found and (sum(each.points for each in found) != FULL_MARKS or not all(each.points for each in found)):
        raise ValueError(N_("评审标准各项分值均须大于 0，合计须为 100 分"))
    return tuple(found)


def _checked(lines: tuple[str, ...]) -> tuple[str, ...]:
    criteria_of(lines)
    return lines


Rubric = Annotated[tuple[ShortText, ...], Lines, Field(max_length=10), AfterValidator(_checked)]
"""A rubric as it is typed: a line for each criterion."""

DEFAULT_RUBRIC = (N_("专业能力 40"), N_("已有成果 30"), N_("服务企业的经历与意愿 30"))
"""Practice: no rule gives one; a scheme names its own."""
