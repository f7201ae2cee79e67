"""What a gateway itself says where no function was reached: a problem (RFC 9457), as our own routes do."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

_SAID = {
    # What a REST API calls a missing token is, without an authorizer, an address it does not know.
    "MISSING_AUTHENTICATION_TOKEN": (404, "找不到", "没有这个地址。There is nothing at this address."),
    "DEFAULT_4XX": (None, "请求不正确", "网关未接受该请求。The gateway did not accept the request."),
    "DEFAULT_5XX": (None, "系统出错", "请稍后重试。The service did not answer: try again later."),
}


@dataclass(frozen=True)
class GatewayProblem:
    """The answer to one kind of failure. `status` is None where the failure brings its own."""

    kind: str
    status: int | None
    templates: dict[str, str]
    parameters: dict[str, str]


def gateway_problems() -> Iterator[GatewayProblem]:
    """All that a gateway says by itself."""
    for kind, (status, title, detail) in _SAID.items():
        problem = {"type": "about:blank", "title": title, "detail": detail, **({"status": status} if status else {})}
        yield GatewayProblem(
            kind,
            status,
            # The template is looked up by what the caller accepts, and application/json is what fits anyone.
            {"application/json": json.dumps(problem, ensure_ascii=False)},
            {"gatewayresponse.header.Content-Type": "'application/problem+json'"},
        )


def openapi_form(problem: GatewayProblem) -> dict[str, object]:
    """`problem` as API Gateway's extension to OpenAPI writes it."""
    said: dict[str, object] = {"responseTemplates": problem.templates, "responseParameters": problem.parameters}
    return {**said, "statusCode": problem.status} if problem.status else said


def resource_form(problem: GatewayProblem) -> dict[str, object]:
    """`problem` as the properties of a CloudFormation resource write it."""
    said: dict[str, object] = {
        "ResponseType": problem.kind,
        "ResponseTemplates": problem.templates,
        "ResponseParameters": problem.parameters,
    }
    return {**said, "StatusCode": str(problem.status)} if problem.status else said
