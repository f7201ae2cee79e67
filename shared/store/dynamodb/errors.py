"""What DynamoDB and the way to it can answer, in the port's terms."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from shared.store.port import AnswerLost, Conflict, StoreError, Throttled, Unavailable

BROKEN_HERE = 500
"""From this HTTP status on it is the service that failed, and what it did is not known."""


class Cancelled(Exception):
    """A transaction was cancelled; `reasons` has a code per item of it, "None" where there was nothing to say."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(", ".join(reasons))
        self.reasons = tuple(reasons)


@contextmanager
def reading(table: str) -> Iterator[None]:
    """A call that changes nothing, or that may be repeated at will."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        if _throttled(_code(error)):
            raise Throttled(f"{table}: {error}") from error
        raise Unavailable(f"{table}: {error}") from error
    except BotoCoreError as error:
        raise Unavailable(f"{table}: {error}") from error


@contextmanager
def committing(table: str) -> Iterator[None]:
    """A transaction: where the answer is missing, it may have happened. Raises Cancelled when it surely did not."""
    from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError, IncompleteReadError

    try:
        yield
    except ClientError as error:
        raise _refused(table, error) from error
    except (HTTPClientError, ConnectionError, IncompleteReadError) as error:
        raise AnswerLost(f"{table}: {error}") from error
    except BotoCoreError as error:
        raise Unavailable(f"{table}: {error}") from error


def refusal(reasons: Sequence[str], keys: Sequence[str]) -> StoreError:
    """Why a transaction was cancelled. `keys` names its first items, the records."""
    contested = ("ConditionalCheckFailed", "TransactionConflict")
    conflicts = [key for code, key in zip(reasons, keys, strict=False) if code in contested]
    if conflicts:
        return Conflict(conflicts)
    if any(_throttled(code) or code in contested for code in reasons):
        # Beside the records: a `Once` key in use at this moment, or forgotten since. Trying again tells.
        return Throttled(f"cancelled: {', '.join(reasons)}")
    return Unavailable(f"cancelled: {', '.join(reasons)}")


def _refused(table: str, error: Any) -> Exception:
    code = _code(error)
    if code == "TransactionCanceledException":
        return Cancelled([reason.get("Code") or "None" for reason in error.response.get("CancellationReasons", [])])
    told = error.response.get("ResponseMetadata", {})
    if code == "TransactionInProgressException" or told.get("HTTPStatusCode", 0) >= BROKEN_HERE:
        return AnswerLost(f"{table}: {error}")
    if _throttled(code):
        # An earlier try of the same call may have been lost on its way back, and may have happened.
        tried_before = told.get("RetryAttempts", 0) > 0
        return (AnswerLost if tried_before else Throttled)(f"{table}: {error}")
    return Unavailable(f"{table}: {error}")


def _code(error: Any) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _throttled(code: str) -> bool:
    return "Throttl" in code or "Throughput" in code or code == "RequestLimitExceeded"
