"""Experts score by the scheme's rubric; who has an interest is refused; the bureau chooses."""

from collections.abc import Iterator

import pytest
from pydantic import ValidationError

from services.applications.commands.reviewing import (
    assign_reviewers,
    decline_review,
    leave_out,
    score_review,
    select_commissioners,
)
from services.applications.model.applications import WrongState
from services.applications.model.people import Person
from services.applications.model.reviews import (
    AlreadyReviewing,
    ConflictOfInterest,
    NotReviewed,
    NotReviewer,
    PointsWrong,
    Review,
    ReviewersChosen,
    ReviewOver,
    mean_tenths,
)
from services.applications.model.schemes import SchemeForm
from shared.auth.actor import Actor, Role
from tests.services.applications.appointing import ALL_STEPS, EXPERTS, GOOD, Office
from tests.services.applications.examples import SCHEME
from tests.services.applications.house import CITY, DOCTOR


@pytest.fixture
def office() -> Iterator[Office]:
    office = Office()
    yield office
    office.store.close()


def people(*places: int) -> tuple[str, ...]:
    return tuple(EXPERTS[place].person for place in places)


def test_reviewers_score_and_the_bureau_chooses(office: Office) -> None:
    id = office.reviewing()
    office.do(CITY, assign_reviewers, id, people(0, 1))
    assert [each.data["enough"] for each in office.told("ReviewAssigned")] == [False, True]
    office.do(EXPERTS[0], score_review, Review.id_of(id, "expert-0"), GOOD, "基础扎实")
    with pytest.raises(NotReviewed, match=r"评审尚未完成（1/2）"):
        office.do(CITY, select_commissioners, (id,))
    office.do(EXPERTS[1], score_review, Review.id_of(id, "expert-1"), GOOD | {"专业能力": 31}, "")
    assert [each.data["complete"] for each in office.told("ReviewScored")] == [False, True]
    assert mean_tenths(office.application(id)) == 855
    office.do(CITY, select_commissioners, (id,))
    assert office.status(id) == "selected"
    (told,) = office.told("CommissionerSelected")
    assert told.data["waits_for"] == "public_notice"


def test_nobody_judges_their_own_institutions_people_or_themselves(office: Office) -> None:
    id = office.reviewing(institution="示例研究院0")
    with pytest.raises(ConflictOfInterest, match="“示例专家0”与申报人同属一个单位，须回避"):
        office.do(CITY, assign_reviewers, id, people(1, 0))
    assert not office.application(id).reviewing
    office.registered(Actor(DOCTOR.person, Role.REVIEWER), "示例甲博士")
    with pytest.raises(ConflictOfInterest):
        office.do(CITY, assign_reviewers, id, (DOCTOR.person,))


def test_only_reviewers_are_asked_once_each_and_as_many_as_the_scheme_wants(office: Office) -> None:
    id = office.reviewing()
    office.registered(Actor("leader", Role.LEADER), "示例局领导")
    with pytest.raises(NotReviewer, match="“示例局领导”不是评审专家"):
        office.do(CITY, assign_reviewers, id, ("leader",))
    office.do(CITY, assign_reviewers, id, people(0))
    with pytest.raises(AlreadyReviewing):
        office.do(CITY, assign_reviewers, id, people(0))
    with pytest.raises(ReviewersChosen, match="由 2 位专家评审，已指派 2 位"):
        office.do(CITY, assign_reviewers, id, people(1, 2))


def test_who_declares_an_interest_is_replaced_and_not_asked_again(office: Office) -> None:
    id = office.reviewing()
    office.do(CITY, assign_reviewers, id, people(0, 1))
    office.do(EXPERTS[0], decline_review, Review.id_of(id, "expert-0"), "曾与申报人合作发表论文")
    assert len(office.told("ReviewDeclined")) == 1
    with pytest.raises(ReviewOver):
        office.do(EXPERTS[0], score_review, Review.id_of(id, "expert-0"), GOOD, "")
    with pytest.raises(AlreadyReviewing):
        office.do(CITY, assign_reviewers, id, people(0))
    office.do(CITY, assign_reviewers, id, people(2))
    for place in (1, 2):
        office.do(EXPERTS[place], score_review, Review.id_of(id, f"expert-{place}"), GOOD, "")
    office.do(CITY, select_commissioners, (id,))


@pytest.mark.parametrize("points", [GOOD | {"专业能力": 41}, GOOD | {"已有成果": -1}, {"专业能力": 30}, {}])
def test_points_are_those_of_the_rubric(office: Office, points: dict[str, int]) -> None:
    id = office.reviewing()
    office.do(CITY, assign_reviewers, id, people(0))
    with pytest.raises(PointsWrong, match="请填写 0 至"):
        office.do(EXPERTS[0], score_review, Review.id_of(id, "expert-0"), points, "")


def test_points_are_given_once(office: Office) -> None:
    id = office.reviewed()
    with pytest.raises(ReviewOver, match="已提交或已回避"):
        office.do(EXPERTS[0], score_review, Review.id_of(id, "expert-0"), GOOD, "")


def test_who_is_left_out_is_told_why(office: Office) -> None:
    id = office.reviewed()
    office.do(CITY, leave_out, id, "专业与本年度需求不符")
    assert office.status(id) == "not_selected"
    assert office.application(id).reason == "专业与本年度需求不符"
    assert len(office.told("CommissionerNotSelected")) == 1
    with pytest.raises(WrongState, match="未入选"):
        office.do(CITY, select_commissioners, (id,))


def test_several_are_chosen_together_or_none(office: Office) -> None:
    first, second = office.reviewed(), office.reviewing(Actor("doctor-2", Role.APPLICANT))
    with pytest.raises(NotReviewed):
        office.do(CITY, select_commissioners, (first, second))
    assert office.status(first) == "reviewing"


def test_without_a_review_the_acceptance_selects(office: Office) -> None:
    office.scheme_id = office.scheme(steps=["endorsement", "public_notice"])
    assert office.status(office.reviewing()) == "selected"
    (told,) = office.told("ApplicationAccepted")
    assert told.data["waits_for"] == "public_notice"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("专业能力 60\n成果 30", "合计须为 100 分"),
        ("专业能力", "每行写一项"),
        ("专业能力 50\n专业能力 50", "两项名称相同"),
        ("专业能力 100\n成果 0", "均须大于 0"),
        ("", "须写明评审标准"),
    ],
)
def test_a_rubric_comes_to_a_hundred(lines: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        SchemeForm.model_validate(SCHEME | {"steps": ALL_STEPS, "rubric": lines})


def test_a_reviewer_is_somebody_with_an_organisation_or_without(office: Office) -> None:
    id = office.reviewing()
    office.registered(Actor("free", Role.REVIEWER), "示例自由专家")
    office.do(CITY, assign_reviewers, id, ("free",))
    assert office.store.get(Person, "free") is not None
