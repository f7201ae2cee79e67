"""What the browser keeps between leaving for the provider and coming back: sealed, brief, and only for that path."""

import json
import secrets as randomness
from base64 import urlsafe_b64decode
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shared.auth.oidc.refusals import NotOurs
from shared.auth.secrets import Secrets

if TYPE_CHECKING:
    from joserfc.jwk import OctKey

LASTS = timedelta(minutes=10)
_ALGORITHMS = ["dir", "A256GCM"]


@dataclass(frozen=True)
class Flow:
    """One sign-in under way. `verifier` is PKCE's (RFC 7636), `begun` in seconds since 1970."""

    issuer: str
    state: str
    nonce: str
    verifier: str
    begun: int
    back: str = ""

    @classmethod
    def begin(cls, issuer: str, now: datetime, back: str = "") -> "Flow":
        """A new one: three times 256 bits nobody can guess."""
        state, nonce, verifier = (randomness.token_urlsafe(32) for _ in range(3))
        return cls(issuer, state, nonce, verifier, int(now.timestamp()), back)

    def sealed(self, secrets: Secrets) -> str:
        """Readable and writable by us alone (JWE, A256GCM)."""
        from joserfc import jwe

        return jwe.encrypt_compact({"alg": "dir", "enc": "A256GCM"}, json.dumps(asdict(self)), _key(secrets))

    @classmethod
    def opened(cls, secrets: Secrets, sealed: str, now: datetime) -> "Flow":
        """What `sealed` made. Raises NotOurs for anything else, and once it is too old."""
        from joserfc import jwe
        from joserfc.errors import JoseError

        try:
            plain = jwe.decrypt_compact(sealed, _key(secrets), algorithms=_ALGORITHMS).plaintext
            flow = cls(**json.loads(plain or b""))
        except (JoseError, ValueError, TypeError) as error:
            raise NotOurs("no sign-in was begun in this browser") from error
        if not 0 <= now.timestamp() - flow.begun + 1 <= LASTS.total_seconds():
            raise NotOurs("the sign-in was begun too long ago")
        return flow


def _key(secrets: Secrets) -> "OctKey":
    from joserfc.jwk import OctKey

    # 32 bytes: what `derive` gives is their unpadded base64url.
    return OctKey.import_key(urlsafe_b64decode(secrets.derive("oidc", "flow") + "="))
