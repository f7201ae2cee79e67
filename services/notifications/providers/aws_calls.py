"""Calls to AWS, and what their failing says about whether the message went out."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from services.notifications.providers.port import NotDelivered, Permanent, Transient, Unanswered

TIMEOUT_S = 10
LONGEST = timedelta(minutes=1)


def client(service: str, region: str) -> Any:
    """A client that tries once: a second try after a lost answer could send a second message."""
    import boto3
    from botocore.config import Config

    config = Config(connect_timeout=TIMEOUT_S, read_timeout=TIMEOUT_S, retries={"total_max_attempts": 1})
    return boto3.client(service, region_name=region or None, config=config)  # type: ignore[call-overload]


def carried_out(call: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
    """The answer of `call`. Raises Transient, Permanent or Unanswered."""
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    try:
        return call()
    except ClientError as error:
        raise _refused(error.response) from error
    except (BotoCoreError, ResponseParserError) as error:
        raise _broken(type(error).__name__) from error


def _refused(response: Mapping[str, Any]) -> NotDelivered:
    code = str(response.get("Error", {}).get("Code", ""))
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
    if "Throttl" in code or code in ("TooManyRequestsException", "LimitExceededException"):
        return Transient(f"aws_{code}")
    return Unanswered(f"aws_{code}") if status >= 500 else Permanent(f"aws_{code}")


def _broken(kind: str) -> NotDelivered:
    certain = ("NoCredentialsError", "NoRegionError", "EndpointConnectionError", "ConnectTimeoutError")
    return Transient(f"aws_{kind}") if kind in certain else Unanswered(f"aws_{kind}")
