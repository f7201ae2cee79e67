"""An OpenAPI 3.1 document of a service, built from its routes' own declarations."""

import json
from functools import cache
from typing import Any

from shared.auth.actor import Role
from shared.auth.scopes import scope_of
from shared.language import ENGLISH, say
from shared.rules import Refusal
from shared.web.answer import Document
from shared.web.call import Site
from shared.web.endpoint import KEY_FIELD, LONGEST_KEY, Endpoint
from shared.web.problem import PROBLEM_TYPE, STATUS, TITLES, Problem
from shared.web.session import COOKIE

REFERENCE = "#/components/schemas/{model}"
KEY_HEADER = KEY_FIELD.replace("_", "-").title()

ABOUT = """\
The JSON face of the same routes people use as pages: ask with `Accept: application/json`.

* **Who asks**: a token made at `/applications/tokens`, as `Authorization: Bearer …`. Its scopes bound what it may of
  what its person may; `x-roles` names the roles of each route and how far each reaches.
* **Errors** are RFC 9457 problem documents. `type` is stable; `errors` point at fields by JSON pointer.
* **Lists** come in pages: send `next` of an answer as `after` of the next question, until it is null.
* **Changes** take an `Idempotency-Key`: the same key and body have one effect and one answer, for 30 days.
* A record that is not there and one its reader may not know of are both 404.
"""

MEANINGS = {
    400: "The question or body cannot be read, or a cursor is not one of ours.",
    401: "Nobody is signed in, or the token is over.",
    403: "The role or the token's scopes do not reach this, or another site sent the request.",
    404: "No such record, or none the caller may know of.",
    409: "The record's state or a rule does not allow it now; nothing was changed.",
    413: "More than a body may hold (1 MB), or more than can be saved at once.",
    415: "Neither JSON nor a form.",
    422: "Something must be mended, `errors` says what; or the key stands for another body.",
    429: "More than may be asked for in a time.",
    503: "Busy: ask again with the same key.",
}


@cache
def description(site: Site) -> Document:
    """The document, ready to send."""
    text = json.dumps(openapi(site, site.home.settings.base_path), ensure_ascii=False, indent=1)
    return Document(text.encode(), "application/json")


def openapi(site: Site, base_path: str = "") -> dict[str, Any]:
    """The document as data. Every route of the service is in it, with who may call it."""
    from pydantic.json_schema import models_json_schema

    taken = {(model, "validation") for each in site.endpoints for model in (each.body, each.query) if model}
    answered = {(model, "serialization") for each in site.endpoints if (model := each.answer)}
    ordered = sorted(taken | answered | {(Problem, "serialization")}, key=lambda pair: (pair[0].__name__, pair[1]))
    names, definitions = models_json_schema(ordered, ref_template=REFERENCE)  # type: ignore[arg-type]
    schemas = definitions.get("$defs", {})
    paths: dict[str, Any] = {}
    for endpoint in site.endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(site, endpoint, names, schemas)
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {"title": f"Tepai {site.name}", "version": "1", "description": ABOUT},
        "servers": [{"url": base_path or "/"}],
        "tags": [{"name": site.name}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "parameters": {KEY_HEADER: _key_header()},
            "responses": _problems(names[(Problem, "serialization")]),
            "securitySchemes": _security(site),
        },
    }


def _security(site: Site) -> dict[str, Any]:
    scopes = "`, `".join(scope_of(site.name, method) for method in ("GET", "POST"))
    return {
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": f"A program's token, made at `/applications/tokens`. Scopes of this service: `{scopes}`.",
        },
        "cookie": {
            "type": "apiKey",
            "in": "cookie",
            "name": COOKIE,
            "description": "A person's session in a browser; their forms carry its token too.",
        },
    }


def _key_header() -> dict[str, Any]:
    return {
        "name": KEY_HEADER,
        "in": "header",
        "required": False,
        "description": "Makes a repetition harmless: the same key and body have one effect and one answer.",
        "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
        "example": "2026-03-02-import-0001",
    }


def _problems(schema: Any) -> dict[str, Any]:
    """One response for each status a refusal may have, with an example as programs get it."""
    return {
        f"Problem{status}": {
            "description": meaning,
            "content": {PROBLEM_TYPE: {"schema": schema, "example": _example(status)}},
        }
        for status, meaning in MEANINGS.items()
    }


def _example(status: int) -> dict[str, Any]:
    kind = next(kind for kind, of in STATUS if of == status)
    says = kind.says if issubclass(kind, Refusal) else ""
    return {
        "type": f"urn:tepai:problem:{kind.__name__}",
        "title": say(TITLES[status], ENGLISH),
        "status": status,
        "detail": say(says, ENGLISH),
        "errors": [{"pointer": "/name", "detail": "Fill this in"}] if status == 422 else [],
    }


def _operation(site: Site, endpoint: Endpoint, names: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    open_to_all = Role.PUBLIC in endpoint.may
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "tags": [site.name],
        "x-roles": {role.value: reach.value for role, reach in endpoint.may.items()},
        "parameters": _parameters(endpoint, names, schemas),
        "responses": {
            **_answers(endpoint, names),
            **{
                str(status): {"$ref": f"#/components/responses/Problem{status}"}
                for status in _refusals(endpoint, open_to_all=open_to_all)
            },
        },
        "security": [{"bearer": [scope_of(site.name, endpoint.method)]}, {"cookie": []}],
    }
    if open_to_all:
        operation["security"].append({})
    if endpoint.body is not None:
        schema = names[(endpoint.body, "validation")]
        media = {kind: {"schema": schema} for kind in ("application/json", "application/x-www-form-urlencoded")}
        operation["requestBody"] = {"required": True, "content": media}
    return operation


def _answers(endpoint: Endpoint, names: Any) -> dict[str, Any]:
    """What comes back when all is well, in both faces."""
    if endpoint.answer is None:
        return {"200": {"description": "The document.", "content": {"*/*": {}}}}
    content: dict[str, Any] = {"application/json": {"schema": names[(endpoint.answer, "serialization")]}}
    if endpoint.page:
        content["text/html"] = {"schema": {"type": "string"}}
    answers = {"2XX": {"description": "Done; `Location` says where to see it." if endpoint.body else "The answer."}}
    answers["2XX"]["content"] = content  # type: ignore[assignment]
    if endpoint.body is not None:
        answers["303"] = {"description": "For a browser: done, and where to see it."}
    return answers


def _refusals(endpoint: Endpoint, *, open_to_all: bool) -> list[int]:
    """The statuses this route may refuse with."""
    possible = [400, 403, 503]
    if not open_to_all:
        possible.append(401)
    if "{" in endpoint.path or endpoint.body is not None:
        possible.append(404)
    if endpoint.body is not None:
        possible += [409, 413, 415, 422, 429]
    if endpoint.query is not None:
        possible.append(422)
    return sorted(set(possible))


def _parameters(endpoint: Endpoint, names: Any, schemas: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": _PLACES.get(
                name, f"The {name.replace('_', ' ')} in question, as lists and answers give it."
            ),
            "schema": {"type": "string", "minLength": 1, "maxLength": 200},
        }
        for part in endpoint.path.split("/")
        if part.startswith("{") and (name := part[1:-1])
    ]
    if endpoint.query is not None:
        of_query = schemas[names[(endpoint.query, "validation")]["$ref"].rpartition("/")[2]]
        found += [_asked(name, schema) for name, schema in of_query.get("properties", {}).items()]
    if endpoint.method != "GET":
        found.append({"$ref": f"#/components/parameters/{KEY_HEADER}"})
    return found


_PLACES = {"name": "The hashed name of a static file, as pages link it."}
_QUESTIONS = {
    "after": "Where the page before ended: `next` of its answer.",
    "next": "A path of this site to go on to afterwards.",
    "role": "Only people of this role.",
    "sort": "The column to sort by.",
    "q": "Words to look for.",
}


def _asked(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """One of the address's questions, as its model declares it."""
    said = schema.get("description") or _QUESTIONS.get(name, f"Narrows the answer by {name.replace('_', ' ')}.")
    plain = {key: value for key, value in schema.items() if key not in ("title", "description")}
    return {"name": name, "in": "query", "required": False, "description": said, "schema": plain}
