"""The declared pages, and which of them an address belongs to."""

import re
from functools import cached_property

from infra.local.services import find_services
from shared.web.endpoint import Endpoint


class Routes:
    """Every GET route that has a page."""

    @cached_property
    def pages(self) -> dict[str, Endpoint]:
        """Path -> endpoint."""
        services = find_services().values()
        return {
            endpoint.path: endpoint
            for service in services
            for endpoint in service.endpoints
            if endpoint.method == "GET" and endpoint.page
        }

    def of(self, path: str) -> str:
        """The route's path, or nothing for an address of none."""
        plain = path.partition("?")[0]
        fits = [route for route in self.pages if re.fullmatch(re.sub(r"{\w+}", "[^/]+", route), plain)]
        return min(fits, key=lambda route: route.count("{"), default="")
