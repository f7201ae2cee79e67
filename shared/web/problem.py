"""Errors as RFC 9457 problem details, in the reader's language, with pointers to the fields."""

from typing import Any

from pydantic import BaseModel, ValidationError

from shared.language import N_, say
from shared.rules import Invalid, NotAllowed, Refusal, RuleBroken, TooOften, Unknown
from shared.store.port import BadCursor, KeyReused, StoreError, TooLarge
from shared.web.incoming import BadBody, BodyTooLarge, WrongMediaType

PROBLEM_TYPE = "application/problem+json"

SENTENCES = {
    "missing": N_("请填写"),
    "string_too_short": N_("内容太短，至少 {min_length} 个字"),
    "string_too_long": N_("内容太长，最多 {max_length} 个字"),
    "too_short": N_("至少需要 {min_length} 项"),
    "too_long": N_("最多 {max_length} 项"),
    "int_parsing": N_("请输入整数"),
    "int_type": N_("请输入整数"),
    "int_from_float": N_("请输入整数"),
    "greater_than": N_("必须大于 {gt}"),
    "greater_than_equal": N_("不能小于 {ge}"),
    "less_than_equal": N_("不能大于 {le}"),
    "literal_error": N_("请从列出的选项中选择"),
    "enum": N_("请从列出的选项中选择"),
    "bool_parsing": N_("请选择是或否"),
    "string_type": N_("请输入文字"),
    "date_from_datetime_parsing": N_("请按 2026-01-31 的格式填写日期"),
    "date_parsing": N_("请按 2026-01-31 的格式填写日期"),
    "extra_forbidden": N_("没有这一项"),
    "string_pattern_mismatch": N_("格式不正确"),
}
MOST_ERRORS = 100
"""Errors told at once: a body may hold a hundred thousand, an answer may not."""
LONGEST_NAME = 100

OTHERWISE = N_("填写的内容不正确")


class FieldError(BaseModel, defer_build=True):
    """One thing to mend: `pointer` is a JSON pointer into the request, `detail` the sentence for its reader."""

    pointer: str
    detail: str

    @property
    def field_id(self) -> str:
        """The id of the form field it is about."""
        return self.pointer.removeprefix("/").replace("/", "-")


class Problem(BaseModel, defer_build=True):
    """An RFC 9457 problem document. `type` is stable and for programs, the rest is for people."""

    type: str
    title: str
    status: int
    detail: str = ""
    errors: list[FieldError] = []


class NotSignedIn(Refusal):
    says = N_("请先登录")


class NoSuchPage(Refusal):
    says = N_("找不到该页面")


class MethodNotOffered(Refusal):
    says = N_("该地址不支持这种操作")


class Forged(Refusal):
    says = N_("页面已过期或来源不正确，请返回表单重新提交")


class Stale(Forged):
    """A form of ours from before its session was another: whoever signed in anew in a second tab has such a page."""

    says = N_("您在打开本页之后重新登录过，请核对内容后再次提交")


class BadQuery(Refusal):
    says = N_("地址中的查询条件不正确")


class KeyTaken(Refusal):
    says = N_("该提交编号已用于另一份内容，请重新打开表单再提交")


class TooMuch(Refusal):
    says = N_("内容过多，无法一次保存，请减少后重试")


class Overloaded(Refusal):
    says = N_("系统繁忙，暂时不能处理，请稍后重试；重复提交不会产生两份")


class Failure(Refusal):
    says = N_("系统出错，未能完成；已记录，请稍后重试")


class NotFromHere(Refusal):
    """The demo was asked under a name somebody else may point at this machine (DNS rebinding) or forward to it."""

    says = N_("演示只供本机使用，请用 127.0.0.1 或 localhost 访问")


class TooLong(Refusal):
    says = N_("处理时间过长，请稍后查看结果或重试")


STATUS: tuple[tuple[type[Exception], int], ...] = (
    (NotSignedIn, 401),
    (Forged, 403),
    (NotAllowed, 403),
    (NoSuchPage, 404),
    (Unknown, 404),
    (MethodNotOffered, 405),
    (BodyTooLarge, 413),
    (TooMuch, 413),
    (Overloaded, 503),
    (WrongMediaType, 415),
    (BadBody, 400),
    (BadQuery, 400),
    (NotFromHere, 400),
    (KeyTaken, 422),
    (TooOften, 429),
    (Invalid, 422),
    (RuleBroken, 409),
    (Failure, 500),
    (TooLong, 504),
)

TITLES = {
    400: N_("请求不正确"),
    401: N_("需要登录"),
    403: N_("没有权限"),
    404: N_("找不到"),
    405: N_("不支持的操作"),
    409: N_("现在不能进行此操作"),
    413: N_("内容过大"),
    415: N_("内容类型不支持"),
    422: N_("有内容需要修改"),
    429: N_("操作过于频繁"),
    500: N_("系统错误"),
    503: N_("系统繁忙"),
    504: N_("处理超时"),
}


def status_of(error: Refusal) -> int:
    """The HTTP status of a refusal."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 400)


def problem_of(error: Exception, language: str) -> Problem:
    """The problem document for anything a handler may raise on purpose."""
    if isinstance(error, ValidationError):
        return _invalid(error, language)
    if isinstance(error, BadCursor):
        error = BadQuery(field="after")
    if isinstance(error, KeyReused):
        error = KeyTaken()
    if isinstance(error, TooLarge):
        error = TooMuch()
    if isinstance(error, StoreError):
        error = Overloaded()
    if not isinstance(error, Refusal):
        error = Failure()
    status = status_of(error)
    detail = error.said(language)
    errors = [FieldError(pointer=f"/{error.field}", detail=detail)] if error.field else []
    return Problem(
        type=f"urn:tepai:problem:{error.code}",
        title=say(TITLES[status], language),
        status=status,
        detail=detail,
        errors=errors,
    )


def _invalid(error: ValidationError, language: str) -> Problem:
    found = error.errors(include_url=False, include_input=False)
    errors = [
        FieldError(pointer=_pointer(each["loc"]), detail=_sentence(each, language)) for each in found[:MOST_ERRORS]
    ]
    return Problem(
        type="urn:tepai:problem:Invalid",
        title=say(TITLES[422], language),
        status=422,
        detail=say(N_("共有 {count} 处需要修改"), language, count=len(found)),
        errors=errors,
    )


def _pointer(places: tuple[int | str, ...]) -> str:
    """RFC 6901. A name that is not ours may be anything of any length; what is left of it still tells which."""
    return "".join("/" + str(place)[:LONGEST_NAME].replace("~", "~0").replace("/", "~1") for place in places)


def _sentence(each: Any, language: str) -> str:
    context = each.get("ctx") or {}
    raised = context.get("error")
    if each["type"] == "value_error" and raised is not None:
        return say(str(raised), language)
    return say(SENTENCES.get(each["type"], OTHERWISE), language, **context)
