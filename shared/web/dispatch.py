"""One request through one endpoint: who, may they, what did they send, call, answer in the face they asked for."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from chalice import Response
from pydantic import BaseModel, ValidationError

from shared.auth.scopes import check_scope
from shared.ids import new_id
from shared.language import N_
from shared.log import log, request_context
from shared.rules import Invalid, NotAllowed, Refusal, Unknown
from shared.store.port import BadCursor, KeyReused, TooLarge
from shared.web.answer import SECURITY_HEADERS, TLS_ONLY, Away, Document, Done, Shown
from shared.web.call import Call, Site
from shared.web.endpoint import KEY_FIELD, LONGEST_KEY, TOKEN_FIELD, Endpoint, check_role
from shared.web.form_again import form_again
from shared.web.held import hold
from shared.web.incoming import Incoming
from shared.web.pages import render
from shared.web.problem import PROBLEM_TYPE, Failure, NotSignedIn, Problem, Stale, problem_of
from shared.web.programme import known_programme
from shared.web.session import SAFE_METHODS, VISITOR, check_origin, cookie, session_of

EXPECTED = (Refusal, BadCursor, KeyReused, TooLarge)
LONGEST_PATH_VALUE = 200
"""Characters of an id or name in an address: far more than any of ours has, fewer than a key of a store may have."""
PAGE_TYPE = "text/html; charset=utf-8"
JSON_ANSWER = "application/json"


class Unfit(Exception):
    """What was sent does not fit the route's model; `error` says where."""

    def __init__(self, error: ValidationError) -> None:
        super().__init__("what was sent does not fit")
        self.error = error


class BadKey(Invalid):
    """An Idempotency-Key is 1 to 100 printable characters."""

    says = N_("提交编号（Idempotency-Key）应为 1 至 100 个可见字符")


def dispatch(site: Site, endpoint: Endpoint, event: dict[str, Any], path_values: dict[str, str]) -> Response:
    """Answer one proxy event. Whatever happens inside, the answer is a page or a problem document, never a trace."""
    incoming = Incoming.of(event)
    home = site.home
    with request_context(site.name, incoming.request_id):
        call = Call(site, endpoint, incoming, VISITOR, home)
        try:
            besides = [(kind, value) for value in path_values.values() for kind in endpoint.together]
            call.session = session_of(incoming, home, besides)
            if call.session is VISITOR and (endpoint.page or incoming.wants_page):
                call.session = replace(VISITOR, programme=known_programme(home.store))
            response = _answered(call, path_values)
        except Exception as error:  # noqa: BLE001 - the last resort: logged, and told as a problem
            log(site.name).exception("request failed", extra={"route": endpoint.path, "error": type(error).__name__})
            response = _failed(call, error)
        if home.settings.secure:
            response.headers["Strict-Transport-Security"] = TLS_ONLY
        renewed = call.session.renewed
        if renewed and site.on_renewal is not None:
            _noted(site.on_renewal, call)
        # What any cache between here and the browser may keep carries nobody's session.
        if renewed and "Set-Cookie" not in response.headers and response.headers.get("Cache-Control") == "no-store":
            response.headers["Set-Cookie"] = cookie(home, renewed)
        return response


def _noted(renewing: Callable[[Call], None], call: Call) -> None:
    """Let the service take note of a renewal; where it cannot, the answer is good all the same."""
    try:
        renewing(call)
    except Exception as error:  # noqa: BLE001 - logged; nobody's page fails for it
        log(call.site.name).warning("renewal not noted", extra={"error": type(error).__name__})


def _answered(call: Call, path_values: dict[str, str]) -> Response:
    try:
        return _answer(call, _handled(call, path_values))
    except Unfit as unfit:
        return _refused(call, unfit.error)
    except EXPECTED as error:
        return _refused(call, error)


def _failed(call: Call, error: Exception) -> Response:
    """The problem, as a page where one can still be made: what failed may be what pages are made of."""
    # Data that does not fit its model in here is none that was sent just now: nobody can mend it by sending another.
    error = Failure() if isinstance(error, ValidationError) else error
    try:
        return _refused(call, error)
    except Exception as again:  # noqa: BLE001 - the very last resort
        log(call.site.name).exception("problem page failed", extra={"error": type(again).__name__})
        problem = problem_of(error, call.language)
        return _json(problem, problem.status, {"Content-Type": PROBLEM_TYPE})


def _handled(call: Call, path_values: dict[str, str]) -> Any:
    endpoint, incoming = call.endpoint, call.incoming
    try:
        check_role(endpoint, call.actor)
    except NotAllowed:
        raise NotAllowed if call.actor.signed_in else NotSignedIn from None
    check_scope(call.actor, call.site.name, incoming.method)
    if any(len(value) > LONGEST_PATH_VALUE for value in path_values.values()):
        raise Unknown
    arguments: dict[str, Any] = dict(path_values)
    if incoming.method not in SAFE_METHODS:
        sent = incoming.fields()
        form_key, token = sent.pop(KEY_FIELD, ""), sent.pop(TOKEN_FIELD, "")
        call.sent = sent
        call.key = _key(incoming.headers.get("idempotency-key") or form_key)
        check_origin(incoming, call.session, call.home, str(token))
        if endpoint.body is not None:
            arguments["body"] = _fitted(endpoint.body, sent)
    if endpoint.query is not None:
        asked = {name: values[0] for name, values in incoming.query.items() if values and values[0]}
        arguments["query"] = _fitted(endpoint.query, asked)
    return endpoint.handler(call, **arguments)


def _fitted(model: type[BaseModel], sent: dict[str, Any]) -> BaseModel:
    """What was sent, as the route declares it. Raises Unfit."""
    try:
        return model.model_validate(sent)
    except ValidationError as error:
        raise Unfit(error) from None


def _key(given: Any) -> str:
    """The request's key: what the client gave, if it is one, else a fresh one."""
    if not given:
        return new_id()
    if not isinstance(given, str) or len(given) > LONGEST_KEY or not given.isprintable():
        raise BadKey(field=KEY_FIELD)
    return given


def _answer(call: Call, result: Any) -> Response:
    if isinstance(result, Document):
        headers: dict[str, Any] = {**SECURITY_HEADERS, "Content-Type": result.media_type, **result.headers}
        # Chalice sends on as bytes only what it lists as binary; text must be text.
        textual = result.media_type.startswith("text/") or result.media_type.partition(";")[0].endswith(("json", "xml"))
        return Response(result.body.decode() if textual else result.body, headers=headers)
    if isinstance(result, Done):
        location = result.see if isinstance(result, Away) else call.url_for(result.see)
        if call.incoming.wants_page:
            return Response("", headers={**SECURITY_HEADERS, **result.headers, "Location": location}, status_code=303)
        headers = {"Location": location, **result.headers}
        return _json(result.answer, result.status, headers)
    shown = result if isinstance(result, Shown) else Shown(result)
    if call.incoming.wants_page and call.endpoint.page:
        context = {"answer": shown.answer, "form": {}, "errors": [], "problem": None, **shown.extra}
        return _page(call, call.endpoint.page, context, 200, shown.headers)
    return _json(shown.answer, 200, shown.headers)


def _refused(call: Call, error: Exception) -> Response:
    problem = problem_of(error, call.language)
    if not call.incoming.wants_page:
        return _json(problem, problem.status, {"Content-Type": PROBLEM_TYPE})
    if isinstance(error, NotSignedIn):
        return _sign_in_first(call, problem)
    is_form = bool(call.endpoint.form) and call.incoming.is_form
    if is_form and (problem.status in (409, 422, 429) or isinstance(error, Stale)):
        return _html(form_again(call, problem), problem.status, {})
    return _page(call, "problem.html", {"problem": problem}, problem.status, {})


def _sign_in_first(call: Call, problem: Problem) -> Response:
    """The way to sign in and back to where they are; a form that came too late is kept for them until then."""
    held = hold(call)
    go_on = {"go_on": held or call.page_context()["back"], "held": bool(held)}
    return _page(call, "sign_in_first.html", {"problem": problem, **go_on}, problem.status, {})


def _page(call: Call, template: str, context: dict[str, Any], status: int, headers: dict[str, str]) -> Response:
    text = render(call.site.pages, template, call.language, {**call.page_context(), **context})
    return _html(text, status, headers)


def _html(text: str, status: int, headers: dict[str, str]) -> Response:
    return Response(text, headers={**SECURITY_HEADERS, "Content-Type": PAGE_TYPE, **headers}, status_code=status)


def _json(answer: BaseModel, status: int, headers: dict[str, str]) -> Response:
    text = answer.model_dump_json(exclude_none=isinstance(answer, Problem))
    return Response(text, headers={**SECURITY_HEADERS, "Content-Type": JSON_ANSWER, **headers}, status_code=status)
