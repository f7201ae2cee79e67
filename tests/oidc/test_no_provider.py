"""Where no provider is named, or none answers."""

from tests.oidc.house import House, free_port


def test_provider_that_is_down_is_a_clear_page(tmp_path):
    house = House(tmp_path, f"http://127.0.0.1:{free_port()}")
    try:
        assert house.why(house.browser().get("/applications/staff-sign-in")) == "unreachable"
    finally:
        house.machine.stop()


def test_without_a_provider_there_is_none(tmp_path):
    house = House(tmp_path, "", TEPAI_OIDC_ISSUER="")
    try:
        assert house.why(house.browser().get("/applications/staff-sign-in")) == "off"
        assert house.why(house.browser().get("/applications/staff-sign-in/return?code=a&state=b")) == "off"
        assert b"staff-sign-in" not in house.browser().get("/applications/sign-in").body
    finally:
        house.machine.stop()
