"""Where a request comes from: the address its gateway saw, or the one the front of an installation saw before it.

On AWS a front passes requests on to the services' own gateways, which see the front's address: all people would count
as one. The front says whose it saw, and shows by a mark only our deployment can make that it is the front who says so,
for a service's own address can be asked by anybody, with any header.
"""

import hmac

from shared.auth.secrets import Secrets
from shared.web.incoming import Incoming

FRONT_SOURCE, FRONT_MARK = "X-Tepai-Source", "X-Tepai-Front"


def mark_of_front(secrets: Secrets) -> str:
    """What the front of this installation shows itself by."""
    return secrets.derive("front", "mark")


def source_of(incoming: Incoming, secrets: Secrets) -> str:
    """The address of who asks: for counting, never for logs or records as it is."""
    shown = incoming.headers.get(FRONT_MARK.lower(), "")
    if shown and hmac.compare_digest(shown.encode(errors="replace"), mark_of_front(secrets).encode()):
        return incoming.headers.get(FRONT_SOURCE.lower(), "")
    return incoming.source
