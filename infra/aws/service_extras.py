"""What Chalice cannot say of a service, as a template to merge over the one it makes."""

import json
from collections.abc import Sequence
from typing import Any

from infra.aws.alarms import service_alarms
from infra.aws.app_folder import Function
from infra.aws.environment import conditions, environment, parameters
from infra.aws.gateway_problems import gateway_problems, openapi_form
from infra.aws.names import worker_size
from infra.aws.records import table
from infra.aws.waiting import places_of_failure, queues
from shared.messaging.queue import MOST_ATTEMPTS

_FUNCTION = "AWS::Serverless::Function"

OUTBOX_INSERTS = json.dumps(
    {"eventName": ["INSERT"], "dynamodb": {"NewImage": {"kind": {"S": ["outbox"]}}}}, separators=(",", ":")
)
"""Of everything that changes in the table, the relay is called for new outbox items only."""


def extras(service: str, functions: Sequence[Function], template: dict[str, Any], runtime: str) -> dict[str, Any]:
    """The template to merge over `template`, which Chalice made for `service`."""
    # Chalice asks for the building interpreter's version; the package may be built for another.
    ours: dict[str, Any] = {name: {"Properties": {"Runtime": runtime}} for name in _ids(template, _FUNCTION)}
    for function in functions:
        _events(ours, template, function)
    resources: dict[str, Any] = {**ours, "RestAPI": _rest_api()}
    resources.update(_log_groups(template))
    resources.update(table())
    waiting = queues(service, worker_size(service).timeout_s)
    resources.update(waiting)
    resources.update(service_alarms(service, places_of_failure(waiting), list(ours), _id_of(functions, "relay")))
    return {
        "Description": f"Tepai: the {service} service",
        "Parameters": parameters(service),
        "Conditions": conditions(service),
        "Globals": {"Function": {"Environment": {"Variables": environment(service)}}},
        "Resources": resources,
        "Outputs": {
            "TableName": {"Value": {"Ref": "Table"}},
            "QueueUrl": {"Value": {"Ref": "Queue"}},
            "DeadLettersUrl": {"Value": {"Ref": "DeadLetters"}},
        },
    }


def _ids(template: dict[str, Any], type_name: str) -> list[str]:
    return [name for name, one in template["Resources"].items() if one["Type"] == type_name]


def _id_of(functions: Sequence[Function], kind: str) -> str:
    return next((_logical_id(f.name) for f in functions if f.kind == kind), "")


def _logical_id(name: str) -> str:
    from chalice.utils import to_cfn_resource_name

    made: str = to_cfn_resource_name(name)
    return made


def _events(ours: dict[str, Any], template: dict[str, Any], function: Function) -> None:
    """Say how `function` is called, under the name Chalice gave its one event."""
    if function.kind == "schedule":
        return
    name = _logical_id(function.name)
    (event,) = template["Resources"][name]["Properties"]["Events"]
    said = _queue_event() if function.kind == "consumer" else _stream_event()
    ours[name]["Properties"]["Events"] = {event: {"Properties": said}}


def _queue_event() -> dict[str, Any]:
    return {"Queue": {"Fn::GetAtt": ["Queue", "Arn"]}, "FunctionResponseTypes": ["ReportBatchItemFailures"]}


def _stream_event() -> dict[str, Any]:
    return {
        "Stream": {"Fn::GetAtt": ["Table", "StreamArn"]},
        # Chalice says LATEST, which would skip what was written before the mapping was ready.
        "StartingPosition": "TRIM_HORIZON",
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "BisectBatchOnFunctionError": True,
        "MaximumRetryAttempts": MOST_ATTEMPTS,
        "FilterCriteria": {"Filters": [{"Pattern": OUTBOX_INSERTS}]},
        "DestinationConfig": {"OnFailure": {"Type": "SQS", "Destination": {"Fn::GetAtt": ["RelayFailures", "Arn"]}}},
    }


def _log_groups(template: dict[str, Any]) -> dict[str, Any]:
    """Log groups that outlive their stack: what a law keeps for half a year must not go with a deletion."""
    lasting = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
    made: dict[str, Any] = {name: dict(lasting) for name in _ids(template, "AWS::Logs::LogGroup")}
    # Chalice names the group after the function's name before it renames that to APIHandler.
    made["ApiHandlerLogGroup"]["Properties"] = {"LogGroupName": {"Fn::Sub": "/aws/lambda/${APIHandler}"}}
    return made


def _rest_api() -> dict[str, Any]:
    return {
        "Properties": {
            "DefinitionBody": {
                # Everything crosses as bytes; Chalice's own list says what it encodes.
                "x-amazon-apigateway-binary-media-types": ["*/*"],
                "x-amazon-apigateway-gateway-responses": {one.kind: openapi_form(one) for one in gateway_problems()},
            }
        }
    }
