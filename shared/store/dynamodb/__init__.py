"""The Store port on AWS: a DynamoDB table per service."""

from shared.store.dynamodb.store import DynamoStore

__all__ = ["DynamoStore"]
