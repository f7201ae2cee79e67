"""How DynamoDB's answers, and the lack of one, come out of the port. The answers are given in place of the network."""

import json
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import ConnectionClosedError, EndpointConnectionError, ReadTimeoutError

from infra.aws.records import table as template
from shared.store.dynamodb import DynamoStore
from shared.store.dynamodb.table import table_shape
from shared.store.port import AnswerLost, Conflict, KeyReused, Put, Throttled, Unavailable
from tests.contracts.store.kinds import Counter, Parcel, envelope, once


class Body:
    """What botocore reads an answer from."""

    def __init__(self, content):
        self.content = content

    def stream(self, **_):
        yield self.content


class Wire:
    """Answers each request from a list: (status, body), or an exception to have instead of an answer."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def __call__(self, request, **_):
        self.asked.append((request.headers["X-Amz-Target"].decode().partition(".")[2], json.loads(request.body)))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        status, body = answer
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers: Any = {"Content-Type": "application/x-amz-json-1.0"}
        return AWSResponse(request.url, status, headers, Body(content))


def over(wire, attempts=1):
    client = boto3.client(
        "dynamodb",
        region_name="cn-north-1",
        aws_access_key_id="x",
        aws_secret_access_key="x",
        config=Config(retries={"mode": "standard", "total_max_attempts": attempts}),
    )
    client.meta.events.register("before-send.dynamodb.*", wire)
    return DynamoStore("parcels", client, shards=2, pause=lambda seconds: None)


def error(code, status=400, **more):
    return status, {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "as told", **more}


def cancelled(*codes):
    return error("TransactionCanceledException", CancellationReasons=[{"Code": code} for code in codes])


CHANGES = [Put(Counter(id="a")), Put(Counter(id="b", version=3)), Put(Parcel(id="p"))]


@pytest.mark.parametrize(
    ("codes", "keys"),
    [
        (["None", "ConditionalCheckFailed", "None", "None", "None"], ("Counter/b",)),
        (["ConditionalCheckFailed", "None", "TransactionConflict", "None", "None"], ("Counter/a", "Parcel/p")),
        (["ThrottlingError", "TransactionConflict", "None", "None", "None"], ("Counter/b",)),
    ],
)
def test_failed_condition_or_transaction_on_a_record_is_a_conflict(codes, keys):
    wire = Wire(cancelled(*codes), (200, {}))
    with pytest.raises(Conflict) as conflict:
        over(wire).commit(CHANGES, [envelope("e1")], once())
    assert conflict.value.keys == keys


@pytest.mark.parametrize(
    "codes",
    [
        ["None", "None", "None", "TransactionConflict", "None"],
        ["None", "None", "None", "None", "TransactionConflict"],
        ["None", "ThrottlingError", "None", "None", "None"],
        ["None", "ProvisionedThroughputExceeded", "None", "None", "None"],
    ],
)
def test_cancelled_for_want_of_room_or_beside_the_records_is_throttled(codes):
    with pytest.raises(Throttled):
        over(Wire(cancelled(*codes))).commit(CHANGES, [envelope("e1")], once())


def stored_once(fingerprint):
    return 200, {
        "Item": {
            "fingerprint": {"S": fingerprint},
            "answer": {"S": "第一次"},
            "keep_until": {"S": "2026-03-31T08:00:00.000007+00:00"},
        }
    }


def test_used_key_answers_even_where_a_record_conflicts_too():
    wire = Wire(cancelled("ConditionalCheckFailed", "None", "None", "ConditionalCheckFailed"), stored_once("f1"))
    assert over(wire).commit(CHANGES, [], once()) == once(answer="第一次")
    assert wire.asked[1][1]["ConsistentRead"] is True


def test_used_key_with_another_fingerprint_is_refused():
    wire = Wire(cancelled("None", "None", "None", "ConditionalCheckFailed"), stored_once("f2"))
    with pytest.raises(KeyReused):
        over(wire).commit(CHANGES, [], once())


def test_used_key_that_expired_just_now_is_to_be_tried_again():
    wire = Wire(cancelled("None", "None", "None", "ConditionalCheckFailed"), (200, {}))
    with pytest.raises(Throttled):
        over(wire).commit(CHANGES, [], once())


def test_cancelled_for_no_known_reason_is_not_called_a_conflict():
    with pytest.raises(Unavailable, match="ValidationError"):
        over(Wire(cancelled("ValidationError", "None", "None"))).commit(CHANGES)


@pytest.mark.parametrize(
    "answer",
    [
        ReadTimeoutError(endpoint_url="https://示例"),
        ConnectionClosedError(endpoint_url="https://示例"),
        EndpointConnectionError(endpoint_url="https://示例"),
        error("InternalServerError", 500),
        (503, b""),
        error("TransactionInProgressException"),
    ],
    ids=["timeout", "closed", "unreachable", "500", "503", "in progress"],
)
def test_commit_without_an_answer_may_have_happened(answer):
    with pytest.raises(AnswerLost):
        over(Wire(answer)).commit(CHANGES)


@pytest.mark.parametrize(
    "code", ["ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded"]
)
def test_throttled_commit(code):
    with pytest.raises(Throttled):
        over(Wire(error(code))).commit(CHANGES)


@pytest.mark.parametrize("code", ["AccessDeniedException", "ResourceNotFoundException", "ValidationException"])
def test_commit_that_cannot_succeed_says_why(code):
    with pytest.raises(Unavailable, match=code):
        over(Wire(error(code))).commit(CHANGES)


def test_retries_of_the_client_carry_one_token():
    wire = Wire(ReadTimeoutError(endpoint_url="https://示例"), (200, {}))
    assert over(wire, attempts=2).commit(CHANGES) is None
    tokens = [body["ClientRequestToken"] for _, body in wire.asked]
    assert len(tokens) == 2
    assert len(set(tokens)) == 1


def test_two_commits_carry_two_tokens():
    wire = Wire((200, {}), (200, {}))
    store = over(wire)
    store.commit(CHANGES)
    store.commit(CHANGES)
    assert len({body["ClientRequestToken"] for _, body in wire.asked}) == 2


def test_throttled_after_a_lost_answer_may_have_happened():
    wire = Wire(ReadTimeoutError(endpoint_url="https://示例"), error("ThrottlingException"))
    with pytest.raises(AnswerLost):
        over(wire, attempts=2).commit(CHANGES)


def test_commit_is_one_transaction_and_nothing_else():
    wire = Wire((200, {}))
    over(wire).commit(CHANGES, [envelope("e1"), envelope("e2", subject="Counter/b")], once())
    assert [call for call, _ in wire.asked] == ["TransactWriteItems"]
    assert len(wire.asked[0][1]["TransactItems"]) == 6


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (error("ThrottlingException"), Throttled),
        (error("AccessDeniedException"), Unavailable),
        (error("InternalServerError", 500), Unavailable),
        (ReadTimeoutError(endpoint_url="https://示例"), Unavailable),
    ],
)
@pytest.mark.parametrize("call", ["get", "get_many", "get_together", "query", "waiting", "forget"])
def test_reading_that_fails_speaks_the_ports_language(call, answer, expected):
    store = over(Wire(answer))
    calls = {
        "get": lambda: store.get(Parcel, "p"),
        "get_many": lambda: store.get_many(Parcel, ["p"]),
        "get_together": lambda: store.get_together([(Parcel, "p")]),
        "query": lambda: store.query(Parcel.by_shelf, "A"),
        "waiting": store.waiting,
        "forget": lambda: store.forget([envelope("e1")]),
    }
    with pytest.raises(expected):
        calls[call]()


def counter(id):
    data = json.dumps({"id": id, "count": 1})
    return {"pk": {"S": f"Counter/{id}"}, "sk": {"S": "-"}, "v": {"N": "2"}, "data": {"S": data}}


def test_what_a_batch_left_out_is_asked_for_again():
    left = {"parcels": {"Keys": [{"pk": {"S": "Counter/b"}, "sk": {"S": "-"}}], "ConsistentRead": True}}
    wire = Wire(
        (200, {"Responses": {"parcels": [counter("a")]}, "UnprocessedKeys": left}),
        (200, {"Responses": {}, "UnprocessedKeys": left}),
        (200, {"Responses": {"parcels": [counter("b")]}, "UnprocessedKeys": {}}),
    )
    found = over(wire).get_many(Counter, ["a", "b", "c"])
    assert found == {id: Counter(id=id, count=1, version=2) for id in "ab"}
    assert [body["RequestItems"] == left for _, body in wire.asked] == [False, True, True]


def test_records_of_several_kinds_are_one_consistent_batch():
    parcel = {**counter("a"), "pk": {"S": "Parcel/a"}, "data": {"S": json.dumps({"id": "a", "label": "甲"})}}
    left = {"parcels": {"Keys": [{"pk": {"S": "Counter/a"}, "sk": {"S": "-"}}], "ConsistentRead": True}}
    wire = Wire(
        (200, {"Responses": {"parcels": [parcel]}, "UnprocessedKeys": left}),
        (200, {"Responses": {"parcels": [counter("a")]}, "UnprocessedKeys": {}}),
    )
    found = over(wire).get_together([(Counter, "a"), (Parcel, "b"), (Parcel, "a")])
    assert found == [Counter(id="a", count=1, version=2), None, Parcel(id="a", label="甲", version=2)]
    asked = [body["RequestItems"]["parcels"] for _, body in wire.asked]
    assert [(each["ConsistentRead"], len(each["Keys"])) for each in asked] == [(True, 3), (True, 1)]


def test_batch_that_stays_unanswered_is_throttled():
    left = {"parcels": {"Keys": [{"pk": {"S": "Counter/b"}, "sk": {"S": "-"}}]}}
    with pytest.raises(Throttled):
        over(Wire(*[(200, {"Responses": {}, "UnprocessedKeys": left})] * 9)).get_many(Counter, ["b"])
    with pytest.raises(Throttled):
        over(Wire(*[(200, {"Responses": {}, "UnprocessedKeys": left})] * 9)).get_together([(Counter, "b")])


def test_outbox_entries_a_batch_left_are_removed_again():
    key = {"pk": {"S": "outbox#0"}, "sk": {"S": "x"}}
    left = {"parcels": [{"DeleteRequest": {"Key": key}}]}
    wire = Wire((200, {"UnprocessedItems": left}), (200, {}), (200, {}))
    over(wire).forget([envelope(f"e{n}") for n in range(30)])
    assert [len(body["RequestItems"]["parcels"]) for _, body in wire.asked] == [25, 1, 5]
    with pytest.raises(Throttled):
        over(Wire(*[(200, {"UnprocessedItems": left})] * 9)).forget([envelope("e1")])


def test_page_cut_short_by_its_size_goes_on():
    item = counter("a") | {"by_g1": {"S": "x"}, "g1s": {"S": "label\x00a"}}
    wire = Wire((200, {"Items": [item], "LastEvaluatedKey": item}))
    page = over(wire).query(Parcel.by_shelf, "A", limit=10)
    assert [it.id for it in page.items] == ["a"]
    assert page.next is not None


def test_template_and_adapter_mean_the_same_table():
    shape = table_shape("parcels")
    properties = template()["Table"]["Properties"]
    for part in ("BillingMode", "KeySchema", "GlobalSecondaryIndexes"):
        assert properties[part] == shape[part]
    by_name = lambda attributes: sorted(attributes, key=lambda it: it["AttributeName"])  # noqa: E731
    assert by_name(properties["AttributeDefinitions"]) == by_name(shape["AttributeDefinitions"])
    assert properties["StreamSpecification"]["StreamViewType"] == shape["StreamSpecification"]["StreamViewType"]
    assert properties["TimeToLiveSpecification"]["AttributeName"] == "ttl"
