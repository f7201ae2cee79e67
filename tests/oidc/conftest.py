import pytest

from tests.oidc.house import House, free_port, issuer_running
from tests.oidc.issuer import STAFF, UNVERIFIED


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """With the real provider, an officer it knows, one whose e-mail it has not verified, and somebody of an enterprise."""
    port = free_port()
    made = House(tmp_path_factory.mktemp("house"), f"http://127.0.0.1:{port}/o")
    process = issuer_running(tmp_path_factory.mktemp("issuer"), port, made.redirect_uri)
    for email, role in ((STAFF, "city_officer"), (UNVERIFIED, "leader"), ("enterprise@example.com", "enterprise")):
        made.invited(email, role)
    yield made
    process.kill()
    process.wait()
    made.machine.stop()
