"""Links in messages lead somewhere: to a page that one of the services has."""

import pytest

import services.applications.app
import services.matching.app
import services.notifications.app
import services.outcomes.app
from services.notifications.rules import CODE_PAGES, RULES, SIGN_IN

APPS = (services.applications.app, services.matching.app, services.notifications.app, services.outcomes.app)
PAGES = {
    without_names
    for app in APPS
    for endpoint in app.service.endpoints
    if endpoint.method == "GET" and endpoint.page
    for without_names in ["/".join("{}" if part.startswith("{") else part for part in endpoint.path.split("/"))]
}


@pytest.mark.parametrize(
    "path", sorted({rule.path for rules in RULES.values() for rule in rules} | set(CODE_PAGES.values()))
)
def test_link_of_a_message_leads_to_a_page(path):
    whole = f"{path}/{{token}}" if path == SIGN_IN else path
    assert "/".join("{}" if part.startswith("{") else part for part in whole.split("/")) in PAGES
