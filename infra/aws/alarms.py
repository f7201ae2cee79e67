"""What tells a person that something waits for them."""

from collections.abc import Sequence
from typing import Any

_RELAY_LAG_MS = 60_000


def service_alarms(service: str, failures: Sequence[str], functions: Sequence[str], relay: str) -> dict[str, Any]:
    """Alarms of `service` by logical ids: anything in a queue of `failures`, failing functions, a relay that lags."""
    alarms = {f"{queue}Alarm": _holds_anything(service, queue) for queue in failures}
    for function in functions:
        alarms[f"{function}ErrorsAlarm"] = _fails(service, function)
    if relay:
        alarms["RelayLagAlarm"] = _lags(service, relay)
    return alarms


def _holds_anything(service: str, queue: str) -> dict[str, Any]:
    dimension = {"Name": "QueueName", "Value": {"Fn::GetAtt": [queue, "QueueName"]}}
    said = f"{service}: {queue} holds messages. Read them, mend the cause, then .venv/bin/python -m infra.aws redrive."
    return _alarm(said, "AWS/SQS ApproximateNumberOfMessagesVisible", "Maximum", 0, dimension)


def _fails(service: str, function: str) -> dict[str, Any]:
    said = f"{service}: {function} fails. Its log group says why."
    return _alarm(said, "AWS/Lambda Errors", "Sum", 0, _of_function(function), periods=3)


def _lags(service: str, relay: str) -> dict[str, Any]:
    said = f"{service}: events are told more than {_RELAY_LAG_MS // 1000} s late."
    return _alarm(said, "AWS/Lambda IteratorAge", "Maximum", _RELAY_LAG_MS, _of_function(relay))


def _of_function(function: str) -> dict[str, Any]:
    return {"Name": "FunctionName", "Value": {"Ref": function}}


def _alarm(
    description: str, metric: str, statistic: str, above: int, dimension: dict[str, Any], periods: int = 1
) -> dict[str, Any]:
    namespace, _, name = metric.partition(" ")
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "AlarmDescription": description,
            "Namespace": namespace,
            "MetricName": name,
            "Statistic": statistic,
            "Dimensions": [dimension],
            "ComparisonOperator": "GreaterThanThreshold",
            "Threshold": above,
            "Period": 60,
            "EvaluationPeriods": periods,
            "TreatMissingData": "notBreaching",
            "AlarmActions": [{"Ref": "AlarmTopicArn"}],
        },
    }
