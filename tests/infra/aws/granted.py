"""What a service's template says once its parameters have values: what its functions are told, and what each may do."""

import re
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase

REGION = "us-east-1"
ACCOUNT = "123456789012"
BUS = "tepai"
_OF_ITEM = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}
"""By what right a part of a transaction is done; TransactWriteItems itself is none."""


def arn(kind: str, name: str) -> str:
    return f"arn:aws:{kind}:{REGION}:{ACCOUNT}:{name}"


class Granted:
    """The template of `service`, deployed with the parameters `chosen`."""

    def __init__(self, service: str, template: dict, chosen: Mapping[str, str]) -> None:
        self._template = template
        given = {name: one["Default"] for name, one in template["Parameters"].items() if "Default" in one}
        self._names = {
            **given,
            "BusName": BUS,
            "BusArn": arn("events", f"event-bus/{BUS}"),
            "BaseUrl": "https://tepai.example",
            "Table": service,
            "Table.Arn": arn("dynamodb", f"table/{service}"),
            "Table.StreamArn": arn("dynamodb", f"table/{service}/stream/1"),
            "Queue.Arn": arn("sqs", service),
            "RelayFailures.Arn": arn("sqs", f"{service}-relay-failures"),
            "AWS::Partition": "aws",
            "AWS::Region": REGION,
            "AWS::AccountId": ACCOUNT,
            **chosen,
        }

    def environment(self) -> dict[str, str]:
        """The variables every function of the service is told."""
        variables = self._template["Globals"]["Function"]["Environment"]["Variables"]
        return {name: str(self._said(value)) for name, value in variables.items()}

    def functions(self) -> dict[str, list[tuple[str, str]]]:
        """By handler, such as `relay`: pairs of an action and the pattern of what it may be done to."""
        resources = self._template["Resources"]
        found = {}
        for one in resources.values():
            if one["Type"] == "AWS::Serverless::Function":
                role = resources[one["Properties"]["Role"]["Fn::GetAtt"][0]]
                found[one["Properties"]["Handler"].partition(".")[2]] = list(self._pairs(role["Properties"]))
        return found

    def _pairs(self, role: dict) -> Iterator[tuple[str, str]]:
        for policy in role["Policies"]:
            for said in policy["PolicyDocument"]["Statement"]:
                statement = self._said(said)
                if statement is None:
                    continue
                assert statement["Effect"] == "Allow"
                for action in statement["Action"]:
                    yield from ((action, resource) for resource in statement["Resource"])

    def _said(self, value):
        """`value` of the template, its functions carried out."""
        if isinstance(value, list):
            return [self._said(each) for each in value]
        if not isinstance(value, dict):
            return value
        (function, arguments), *_ = value.items()
        known: dict[str, Callable] = {
            "Ref": self._names.get,  # None for AWS::NoValue
            "Fn::GetAtt": lambda path: self._names[".".join(path)],
            "Fn::Sub": lambda text: re.sub(r"\$\{([^}]+)}", lambda found: self._names[found[1]], text),
            "Fn::If": lambda one: self._said(one[1] if self._holds(one[0]) else one[2]),
        }
        carried_out = known.get(function)
        return carried_out(arguments) if carried_out else {key: self._said(each) for key, each in value.items()}

    def _holds(self, condition: str) -> bool:
        one, other = self._template["Conditions"][condition]["Fn::Equals"]
        return self._said(one) == self._said(other)


def allowed(rights: list[tuple[str, str]], action: str, resource: str) -> bool:
    return any(action == granted and fnmatchcase(resource, pattern) for granted, pattern in rights)


def needed(prefix: str, operation: str, sent: dict) -> set[tuple[str, str]]:
    """The rights a call needs: pairs of an action and what it is done to. KeyError for a call nobody has thought of."""
    if operation == "TransactWriteItems":
        parts = [part for item in sent["TransactItems"] for part in item.items()]
        return {(f"dynamodb:{_OF_ITEM[kind]}", _table(part)) for kind, part in parts}
    if operation in ("BatchGetItem", "BatchWriteItem"):
        return {(f"dynamodb:{operation}", _table({"TableName": name})) for name in sent["RequestItems"]}
    if (prefix, operation) == ("ses", "SendEmail"):
        identity = arn("ses", f"identity/{sent['FromEmailAddress']}")
        return {("ses:SendEmail", identity), ("ses:SendRawEmail", identity)}
    action = f"{prefix}:{operation}"
    if action == "events:PutEvents":
        return {(action, arn("events", f"event-bus/{entry['EventBusName']}")) for entry in sent["Entries"]}
    done_to = {
        "dynamodb": _table,
        "sqs": lambda said: arn("sqs", said["QueueUrl"].rpartition("/")[2]),
        "secretsmanager": lambda said: said["SecretId"],
        "sns": lambda said: said["PhoneNumber"],
    }
    return {(action, done_to[prefix](sent))}


def _table(sent: dict) -> str:
    index = f"/index/{sent['IndexName']}" if "IndexName" in sent else ""
    return arn("dynamodb", f"table/{sent['TableName']}{index}")
