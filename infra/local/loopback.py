"""Names of this machine that nobody else can come in by."""

from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def host_in(address: str) -> str:
    """The host of a base address (`http://127.0.0.1:8000`) without its port, or "" where there is none to be read."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def is_loopback(address: str) -> bool:
    """Whether an address reaches this machine from nowhere but itself."""
    return host_in(address) in LOOPBACK
