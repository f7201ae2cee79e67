"""Which browser on which system somebody uses, in words they know: from the User-Agent, which may say anything."""

from shared.language import N_

OTHER_BROWSER, OTHER_SYSTEM = N_("其他浏览器"), N_("其他设备")

BROWSERS: tuple[tuple[str, str], ...] = (
    ("MicroMessenger", N_("微信")),
    ("DingTalk", N_("钉钉")),
    ("QQBrowser", N_("QQ 浏览器")),
    ("HuaweiBrowser", N_("华为浏览器")),
    ("MiuiBrowser", N_("小米浏览器")),
    ("UCBrowser", N_("UC 浏览器")),
    ("QIHU", N_("360 浏览器")),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
"""Marks, the more particular first: nearly everything calls itself Chrome or Safari as well."""

SYSTEMS: tuple[tuple[str, str], ...] = (
    ("HarmonyOS", N_("鸿蒙")),
    ("OpenHarmony", N_("鸿蒙")),
    ("Android", N_("安卓手机或平板")),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def device_of(user_agent: str) -> tuple[str, str]:
    """The browser and the system a User-Agent names, as Chinese source strings."""
    return _first(BROWSERS, user_agent, OTHER_BROWSER), _first(SYSTEMS, user_agent, OTHER_SYSTEM)


def _first(marks: tuple[tuple[str, str], ...], user_agent: str, otherwise: str) -> str:
    return next((name for mark, name in marks if mark in user_agent), otherwise)
