"""The services that live here, found by name."""

import importlib
import importlib.util

from shared.service import Service

SERVICES = ("applications", "matching", "outcomes", "notifications")


def find_services() -> dict[str, Service]:
    """The services by name, their routes, reactions and functions declared."""
    found = {}
    for name in SERVICES:
        if importlib.util.find_spec(f"services.{name}") and importlib.util.find_spec(f"services.{name}.app"):
            module = importlib.import_module(f"services.{name}.app")
            found[name] = module.service
    return found
