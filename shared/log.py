"""Structured logs by Powertools: one JSON line each, with the correlation id, without personal data.

What is logged is chosen, not caught: ids, types, routes and counts. Bodies, names, addresses and numbers never are; the
text of an exception may quote a value, so only its type and place go into the line.
"""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger


@cache
def log(service: str) -> "Logger":
    """The logger of a service."""
    from aws_lambda_powertools import Logger
    from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter

    class WithoutValues(LambdaPowertoolsFormatter):
        """Writes an exception as its type and the lines it passed, leaving out its text, which may quote a person."""

        def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's own name
            return "".join(traceback.format_tb(ei[2]))

    return Logger(
        service=f"tepai-{service}", logger_formatter=WithoutValues(serialize_stacktrace=False, use_rfc3339=True)
    )


@contextmanager
def request_context(service: str, correlation_id: str) -> Iterator[None]:
    """Give every line logged inside, by this thread alone, the correlation id."""
    logger = log(service)
    logger.thread_safe_append_keys(correlation_id=correlation_id)
    try:
        yield
    finally:
        logger.thread_safe_clear_keys()
