"""An OpenAPI 3.1 document of a service, built from its routes' own declarations."""

import json
from functools import cache
from typing import Any

from shared.web.answer import Document
from shared.web.call import Site
from shared.web.endpoint import KEY_FIELD, Endpoint
from shared.web.problem import Problem

REFERENCE = "#/components/schemas/{model}"


@cache
def description(site: Site) -> Document:
    """The document, ready to send."""
    text = json.dumps(openapi(site), ensure_ascii=False, indent=1)
    return Document(text.encode(), "application/json")


def openapi(site: Site) -> dict[str, Any]:
    """The document as data. Every route of the service is in it, with who may call it."""
    from pydantic.json_schema import models_json_schema

    taken = {(model, "validation") for each in site.endpoints for model in (each.body, each.query) if model}
    answered = {(model, "serialization") for each in site.endpoints if (model := each.answer)}
    ordered = sorted(taken | answered | {(Problem, "serialization")}, key=lambda pair: (pair[0].__name__, pair[1]))
    names, definitions = models_json_schema(ordered, ref_template=REFERENCE)  # type: ignore[arg-type]
    paths: dict[str, Any] = {}
    for endpoint in site.endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, names)
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Tepai {site.name}", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": definitions.get("$defs", {}),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(endpoint: Endpoint, names: Any) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "x-roles": {role.value: reach.value for role, reach in endpoint.may.items()},
        "parameters": _parameters(endpoint),
        "responses": {
            "default": {
                "description": "problem",
                "content": {"application/problem+json": {"schema": names[(Problem, "serialization")]}},
            }
        },
    }
    if endpoint.answer is not None:
        schema = names[(endpoint.answer, "serialization")]
        operation["responses"]["2XX"] = {"description": "done", "content": {"application/json": {"schema": schema}}}
    if endpoint.body is not None:
        schema = names[(endpoint.body, "validation")]
        media = {kind: {"schema": schema} for kind in ("application/json", "application/x-www-form-urlencoded")}
        operation["requestBody"] = {"required": True, "content": media}
    if not any(role.value == "public" for role in endpoint.may):
        operation["security"] = [{"bearer": []}]
    return operation


def _parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    text = {"type": "string"}
    found: list[dict[str, Any]] = [
        {"name": part[1:-1], "in": "path", "required": True, "schema": text}
        for part in endpoint.path.split("/")
        if part.startswith("{")
    ]
    if endpoint.query is not None:
        found += [
            {"name": name, "in": "query", "required": False, "schema": text} for name in endpoint.query.model_fields
        ]
    if endpoint.method != "GET":
        found.append({"name": KEY_FIELD.replace("_", "-").title(), "in": "header", "required": False, "schema": text})
    return found
