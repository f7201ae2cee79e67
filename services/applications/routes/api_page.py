"""The one page that tells people who write programs what the four services offer."""

from services.applications.routes.access_tokens import SERVICE_NAMES
from services.applications.routes.api_examples import EXAMPLES
from services.applications.routes.front import EVERYONE
from services.applications.service import service
from shared.auth.actor import PEOPLE, Role
from shared.view import View
from shared.web.answer import Shown
from shared.web.api_catalogue import Route, catalogue
from shared.web.call import Call
from shared.web.navigation import ROLE_NAMES


class ApiService(View):
    """One service: where its machine-readable description is, and what it offers."""

    name: str
    description: str
    routes: tuple[Route, ...]


class ApiIndex(View):
    """What there is to ask."""

    services: list[ApiService]


@service.get("/applications/api", may=EVERYONE, page="api.html", summary="The API of all four services, for people")
def api_page(call: Call) -> Shown[ApiIndex]:
    services = [
        ApiService(name=name, description=call.url_for(f"/{name}/openapi.json"), routes=routes)
        for name, routes in catalogue().items()
    ]
    extra = {
        "examples": EXAMPLES,
        "service_names": SERVICE_NAMES,
        "who": {each: _who(each) for one in services for each in one.routes},
        "role_names": ROLE_NAMES,
        "base_url": call.home.settings.base_url,
    }
    return Shown(ApiIndex(services=services), extra)


def _who(route: Route) -> tuple[Role, ...]:
    """The roles worth naming: the public where it may; none where everybody who signed in may."""
    if Role.PUBLIC in route.roles:
        return (Role.PUBLIC,)
    return () if set(route.roles) == set(PEOPLE) else route.roles
