"""The table of a service."""

from typing import Any

from shared.store.dynamodb.table import EXPIRES, table_shape

_ARGUMENTS_OF_THE_CALL = {"TableName", "StreamSpecification"}
"""What `create_table` is told and a template says otherwise, or not at all."""


def table() -> dict[str, Any]:
    """The one table, kept when its stack is deleted: a stack can be made again, records cannot."""
    shape = {name: value for name, value in table_shape("").items() if name not in _ARGUMENTS_OF_THE_CALL}
    return {
        "Table": {
            "Type": "AWS::DynamoDB::Table",
            "DeletionPolicy": "Retain",
            "UpdateReplacePolicy": "Retain",
            "Properties": {
                **shape,
                "StreamSpecification": {"StreamViewType": "NEW_IMAGE"},
                "TimeToLiveSpecification": {"AttributeName": EXPIRES, "Enabled": True},
                "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
                "SSESpecification": {"SSEEnabled": True},
            },
        }
    }
