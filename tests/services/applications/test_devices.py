"""Browsers and systems as people know them."""

import pytest

from services.applications.model.devices import device_of

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/120.0 Safari/537.36", ("Chrome", "Windows")),
        (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/120.0 Safari/537.36 Edg/120.0", ("Edge", "Windows")),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", ("Firefox", "Linux")),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", ("Safari", "iPhone")),
        (f"Mozilla/5.0 (Linux; Android 14) {WEBKIT} Chrome/111 MicroMessenger/8.0.44", ("微信", "安卓手机或平板")),
        (f"Mozilla/5.0 (Linux; Android 12; HarmonyOS) {WEBKIT} Chrome/99 HuaweiBrowser/13", ("华为浏览器", "鸿蒙")),
        ("", ("其他浏览器", "其他设备")),
        ("curl/8.5.0", ("其他浏览器", "其他设备")),
        ("<script>" * 1000, ("其他浏览器", "其他设备")),
    ],
)
def test_device_is_named_in_words(user_agent, device):
    assert device_of(user_agent) == device
