"""What each kind of function may do, and nothing more."""

from typing import Any

from infra.aws.names import SENDER

Statement = dict[str, Any]

_TABLE_ACTIONS = [
    "dynamodb:BatchGetItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DeleteItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:UpdateItem",
]
"""Everything the Store port can ask for. No Scan: the port has none."""


def policy(service: str, kind: str) -> dict[str, Any]:
    """The policy of functions of `kind` ("api", "consumer", "relay", "schedule") of `service`. Else KeyError."""
    # Only the sender's queue brings links to derive: its messages are sent from there.
    sending = [_secret(), *_sending()] if (service, kind) == (SENDER, "consumer") else []
    return {"Version": "2012-10-17", "Statement": [_logs(), *_KINDS[kind](), *sending]}


def _allow(actions: list[str], *resources: Any) -> Statement:
    return {"Effect": "Allow", "Action": actions, "Resource": list(resources)}


def _logs() -> Statement:
    return _allow(
        ["logs:CreateLogStream", "logs:PutLogEvents"],
        {"Fn::Sub": "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/*"},
    )


def _table() -> Statement:
    return _allow(_TABLE_ACTIONS, {"Fn::GetAtt": ["Table", "Arn"]}, {"Fn::Sub": "${Table.Arn}/index/*"})


def _bus() -> Statement:
    return _allow(["events:PutEvents"], {"Ref": "BusArn"})


def _secret() -> Statement:
    return _allow(["secretsmanager:GetSecretValue"], {"Ref": "SecretArn"})


def _api() -> list[Statement]:
    return [_table(), _secret()]


def _consumer() -> list[Statement]:
    receive = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ChangeMessageVisibility"]
    return [_table(), _allow(receive, {"Fn::GetAtt": ["Queue", "Arn"]})]


def _relay() -> list[Statement]:
    read = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
    return [
        _table(),
        _bus(),
        _allow(read, {"Fn::GetAtt": ["Table", "StreamArn"]}),
        _allow(["dynamodb:ListStreams"], "*"),
        _allow(["sqs:SendMessage"], {"Fn::GetAtt": ["RelayFailures", "Arn"]}),
    ]


def _schedule() -> list[Statement]:
    # The sweeper publishes what the relay left over; the others act as a consumer does, called by the clock.
    return [_table(), _bus()]


def _sending() -> list[Statement]:
    identity = {"Fn::Sub": "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/*"}
    by_mail = _allow(["ses:SendEmail", "ses:SendRawEmail"], identity)
    # A text goes to a number, which is no resource: AWS grants it for everything or not at all.
    by_text = _allow(["sns:Publish"], "*")
    nothing = {"Ref": "AWS::NoValue"}
    return [{"Fn::If": ["SendsBySes", by_mail, nothing]}, {"Fn::If": ["SendsBySns", by_text, nothing]}]


_KINDS = {"api": _api, "consumer": _consumer, "relay": _relay, "schedule": _schedule}
