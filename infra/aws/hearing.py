"""Which events a service reacts to, read from the service itself so that template and code cannot disagree."""

import sys

from infra.aws.app_folder import load_app


def events_heard(service: str) -> tuple[str, ...]:
    """The types of the events `service` reacts to, sorted. Raises CannotGoOn where its app does not load."""
    load_app(service)
    return tuple(sorted(sys.modules[f"services.{service}.app"].service.reactions))
