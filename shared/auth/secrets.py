"""What only our own functions know: the key tokens are signed with, and the secret links and codes derive from."""

import hmac
import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any


@dataclass(frozen=True, repr=False)
class Secrets:
    """`signing_keys` are private EC keys (P-256) as JWK, the newest first: it signs, all of them verify."""

    signing_keys: tuple[dict[str, Any], ...]
    derivation_secret: str

    def derive(self, purpose: str, text: str) -> str:
        """A value only we can compute for `text`, 43 characters safe in an address; another one for each purpose."""
        return urlsafe(self.derive_bytes(purpose, text))

    def derive_bytes(self, purpose: str, text: str) -> bytes:
        """The same value, as the 32 bytes it is."""
        return hmac.new(self.derivation_secret.encode(), f"{purpose}\x1f{text}".encode(), sha256).digest()

    def to_json(self) -> str:
        return json.dumps({"signing_keys": list(self.signing_keys), "derivation_secret": self.derivation_secret})

    @classmethod
    def from_json(cls, text: str) -> "Secrets":
        """Read what `to_json` wrote. Raises ValueError when it is not that."""
        try:
            data = json.loads(text)
            return cls(tuple(data["signing_keys"]), data["derivation_secret"])
        except (KeyError, TypeError) as error:
            raise ValueError("this is no set of secrets of ours") from error

    @classmethod
    def fresh(cls) -> "Secrets":
        """A new set, for a new installation."""
        import secrets

        from joserfc.jwk import ECKey

        key = ECKey.generate_key("P-256", private=True)
        return cls((dict(key.as_dict(private=True, kid=key.thumbprint())),), secrets.token_urlsafe(32))


def urlsafe(digest: bytes) -> str:
    """Bytes as unpadded base64url."""
    from base64 import urlsafe_b64encode

    return urlsafe_b64encode(digest).decode("ascii").rstrip("=")
