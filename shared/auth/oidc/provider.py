"""A provider: what it says of itself, its keys, and what it proves about who came back from it.

The protocol's own parts (addresses, PKCE, client authentication, the claims of an ID token) are Authlib's, signatures
are joserfc's. Imported where used: only who signs in this way waits the hundredth of a second.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from shared.auth.oidc.flow import Flow
from shared.auth.oidc.refusals import BadProof, Declined, NotOurs, Unreachable
from shared.auth.oidc.transport import Transport, origin_of

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

KEEP = timedelta(hours=1)
"""How long what a provider says of itself, and its keys, are believed without asking again."""
KEYS_AGAIN = timedelta(minutes=1)
"""A key we do not know is asked for at once, but no more often than this, whatever tokens we are shown."""
LEEWAY_S = 30
SCOPES = "openid email"
SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""With a public key, never with the client's secret, never unsigned."""


@dataclass(frozen=True)
class Client:
    """What the operator registered at the provider. Without a secret we are a public client, and PKCE is the proof."""

    issuer: str
    client_id: str
    client_secret: str
    hosts: tuple[str, ...]
    redirect_uri: str

    @property
    def transport(self) -> Transport:
        """What asks the provider: the issuer's own origin, and the further hosts the operator named."""
        scheme = urlsplit(self.issuer).scheme
        return Transport(frozenset({origin_of(self.issuer), *(f"{scheme}://{host}" for host in self.hosts)}))


@dataclass(frozen=True)
class Identity:
    """Whom the provider vouches for. `subject` is for ever the same person at this issuer; the e-mail is not."""

    issuer: str
    subject: str
    email: str
    email_verified: bool


@dataclass(frozen=True)
class _Known:
    """What was asked of a provider, and when."""

    at: datetime
    metadata: Mapping[str, Any]
    keys: "KeySet"


_known: dict[str, _Known] = {}
"""By issuer, for this process."""


def address_to_leave_for(client: Client, flow: Flow, now: datetime) -> str:
    """Where the browser goes to sign in. Raises Unreachable."""
    from authlib.oauth2.client import OAuth2Client

    metadata = _provider(client, now).metadata
    with_pkce = OAuth2Client(
        client.transport, client.client_id, redirect_uri=client.redirect_uri, scope=SCOPES, code_challenge_method="S256"
    )
    address, _ = with_pkce.create_authorization_url(
        metadata["authorization_endpoint"], state=flow.state, code_verifier=flow.verifier, nonce=flow.nonce
    )
    return str(address)


def code_of(client: Client, flow: Flow, came_back: Mapping[str, list[str]], now: datetime) -> str:
    """The code in the address the browser came back to. Raises NotOurs, Declined, Unreachable.

    RFC 9207: the answer says which provider it is of, so that none can pass another's on as its own (mix-up).
    """
    import hmac

    answer = {name: values[0] for name, values in came_back.items() if len(values) == 1}
    repeated = {"state", "code", "iss", "error"} & (came_back.keys() - answer.keys())
    if repeated or not hmac.compare_digest(answer.get("state", "").encode(), flow.state.encode()):
        raise NotOurs("the answer is to no question of this browser")
    if flow.issuer != client.issuer:
        raise NotOurs("the sign-in was begun at another provider")
    says_issuer = _provider(client, now).metadata.get("authorization_response_iss_parameter_supported") is True
    if ("iss" in answer or says_issuer) and answer.get("iss") != client.issuer:
        raise NotOurs("the answer is another provider's")
    if "error" in answer or not answer.get("code"):
        raise Declined(answer.get("error", "no code")[:100])
    return answer["code"]


def identity_of(client: Client, flow: Flow, code: str, now: datetime) -> Identity:
    """Whom a code stands for. Raises Declined (a code used before, too old, another's), BadProof, Unreachable."""
    metadata = _provider(client, now).metadata
    token = _exchanged(client, flow, code, metadata)
    claims = _claims(client, flow, token, now)
    told = claims if "email" in claims else _user_info(client, metadata, token, claims["sub"])
    email = told.get("email")
    return Identity(
        issuer=client.issuer,
        subject=claims["sub"],
        email=email.strip().lower() if isinstance(email, str) else "",
        email_verified=told.get("email_verified") is True,
    )


def _exchanged(client: Client, flow: Flow, code: str, metadata: Mapping[str, Any]) -> Mapping[str, Any]:
    from authlib.oauth2 import OAuth2Error
    from authlib.oauth2.client import OAuth2Client

    asking = OAuth2Client(
        client.transport,
        client.client_id,
        client.client_secret or None,
        token_endpoint_auth_method=_proving(client, metadata),
        redirect_uri=client.redirect_uri,
    )
    try:
        token = asking.fetch_token(metadata["token_endpoint"], code=code, code_verifier=flow.verifier)
    except OAuth2Error as error:
        raise Declined(str(error.error)[:100]) from error
    except (ValueError, TypeError, KeyError) as error:
        raise Unreachable("the provider's answer cannot be read") from error
    if not isinstance(token.get("id_token"), str):
        raise BadProof("the provider gave no ID token")
    return dict(token)


def _proving(client: Client, metadata: Mapping[str, Any]) -> str:
    """How the client shows its secret: in a header, unless the provider takes it in the body alone."""
    if not client.client_secret:
        return "none"
    taken = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return "client_secret_basic" if "client_secret_basic" in taken else "client_secret_post"


def _claims(client: Client, flow: Flow, token: Mapping[str, Any], now: datetime) -> Mapping[str, Any]:
    """What the ID token says, everything about it checked (OpenID Connect Core, 3.1.3.7). Raises BadProof."""
    from authlib.oidc.core import CodeIDToken
    from joserfc.errors import JoseError

    try:
        decoded = _decoded(client, token["id_token"], now)
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            options={
                "iss": {"essential": True, "value": client.issuer},
                "aud": {"essential": True, "value": client.client_id},
                "sub": {"essential": True},
            },
            params={"nonce": flow.nonce, "client_id": client.client_id, "access_token": token.get("access_token")},
        )
        claims.validate(int(now.timestamp()), LEEWAY_S)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadProof(type(error).__name__) from error
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 255:
        raise BadProof("no subject")
    return dict(claims)


def _decoded(client: Client, id_token: str, now: datetime) -> Any:
    """The token, its signature good by a key of the provider; keys newer than those we know are asked for once."""
    from joserfc import jwt
    from joserfc.errors import InvalidKeyIdError

    known = _provider(client, now)
    try:
        return jwt.decode(id_token, known.keys, algorithms=list(SIGNATURES))
    except InvalidKeyIdError:
        if now - known.at < KEYS_AGAIN:
            raise
    return jwt.decode(id_token, _asked(client, now).keys, algorithms=list(SIGNATURES))


def _user_info(client: Client, metadata: Mapping[str, Any], token: Mapping[str, Any], sub: str) -> Mapping[str, Any]:
    """The claims a provider tells only when asked with the access token (Core, 5.4). Raises BadProof, Unreachable."""
    address = metadata.get("userinfo_endpoint")
    if not address or not isinstance(token.get("access_token"), str):
        return {}
    reply = client.transport.get(address, {"Authorization": f"Bearer {token['access_token']}"})
    reply.raise_for_status()
    told = _object(_json(reply))
    if told.get("sub") != sub:
        raise BadProof("the claims are another's")
    return told


def _provider(client: Client, now: datetime) -> _Known:
    known = _known.get(client.issuer)
    if known is not None and timedelta(0) <= now - known.at < KEEP:
        return known
    return _asked(client, now)


def _asked(client: Client, now: datetime) -> _Known:
    """Ask the provider what it is. Raises Unreachable when it cannot be it, or names addresses that are not its own."""
    from authlib.oidc.discovery import get_well_known_url

    transport = client.transport
    metadata = _fetched(transport, get_well_known_url(client.issuer, external=True))
    if metadata.get("issuer") != client.issuer:
        raise Unreachable("the provider says it is another")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        transport.check(str(metadata.get(name, "")))
    if "S256" not in metadata.get("code_challenge_methods_supported", ["S256"]):
        raise Unreachable("the provider does not offer PKCE with S256")
    keys = _signing_keys(_fetched(transport, metadata["jwks_uri"]).get("keys"))
    known = _known[client.issuer] = _Known(now, metadata, keys)
    return known


def _fetched(transport: Transport, address: str) -> Mapping[str, Any]:
    reply = transport.get(address)
    if reply.status_code != 200:
        raise Unreachable(f"the provider answered {reply.status_code}")
    return _object(_json(reply))


def _json(reply: Any) -> Any:
    try:
        return reply.json()
    except ValueError as error:
        raise Unreachable("the provider's answer cannot be read") from error


def _object(data: Any) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise Unreachable("the provider's answer cannot be read")
    return data


def _signing_keys(found: Any) -> "KeySet":
    """The public keys that sign; those of a kind nobody here knows are left out. Raises Unreachable without any."""
    from joserfc.errors import JoseError
    from joserfc.jwk import JWKRegistry, KeySet

    keys: list[Any] = []
    listed: Iterable[Any] = found if isinstance(found, list) else ()
    for each in listed:
        if not isinstance(each, dict) or each.get("use", "sig") != "sig" or each.get("kty") not in ("RSA", "EC", "OKP"):
            continue
        try:
            keys.append(JWKRegistry.import_key(each))
        except (JoseError, ValueError, TypeError, KeyError):
            continue
    if not keys:
        raise Unreachable("the provider has no key we can use")
    return KeySet(keys)
