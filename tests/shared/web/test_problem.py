"""Problem documents: a status for every refusal, pointers that are JSON pointers, sentences in both languages."""

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from shared.rules import Invalid, NotAllowed, Refusal, RuleBroken, Unknown
from shared.store.port import AnswerLost, BadCursor, Conflict, KeyReused, Throttled, TooLarge
from shared.web import problem as told
from shared.web.problem import MOST_ERRORS, problem_of


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = ""


def errors_of(data: object) -> told.Problem:
    with pytest.raises(ValidationError) as raised:
        Form.model_validate(data)
    return problem_of(raised.value, "zh")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (told.NotSignedIn(), 401),
        (told.Forged(), 403),
        (NotAllowed(), 403),
        (Unknown(), 404),
        (told.NotFromHere(), 400),
        (told.NoSuchPage(), 404),
        (Invalid(field="name"), 422),
        (RuleBroken(), 409),
        (Refusal(), 400),
        (BadCursor("x"), 400),
        (KeyReused("x"), 422),
        (TooLarge("x"), 413),
        (Throttled("x"), 503),
        (Conflict(["Person/p1"]), 503),
        (AnswerLost("x"), 503),
        (KeyError("示例甲博士"), 500),
        (RuntimeError("13800000000"), 500),
    ],
)
def test_every_error_has_its_status_and_says_nothing_of_itself(error, status):
    problem = problem_of(error, "zh")
    assert problem.status == status
    assert problem.title
    assert problem.detail
    assert "示例" not in problem.model_dump_json()
    assert "13800000000" not in problem.model_dump_json()
    assert "p1" not in problem.model_dump_json()


def test_every_refusal_of_the_kit_has_a_status_of_its_own():
    kinds = [each for each in vars(told).values() if isinstance(each, type) and issubclass(each, Refusal)]
    unnamed = [each for each in kinds if told.status_of(each()) == 400 and each is not Refusal]
    assert {each.__name__ for each in unnamed} <= {"BadBody", "BadQuery", "NotFromHere"}


@pytest.mark.parametrize(
    ("name", "pointer"), [("a/b", "/a~1b"), ("a~b", "/a~0b"), ("", "/"), ("x" * 500, "/" + "x" * 100)]
)
def test_pointer_is_a_json_pointer(name, pointer):
    assert [each.pointer for each in errors_of({name: 1}).errors] == [pointer]


def test_many_errors_are_counted_and_the_first_are_told():
    problem = errors_of({f"f{number}": 1 for number in range(1000)})
    assert len(problem.errors) == MOST_ERRORS
    assert "1000" in problem.detail
