"""The six digits that prove a phone or a mailbox: derived from the challenge's id, so they are stored nowhere."""

from shared.auth.secrets import Secrets

DIGITS = 6


def code_of(secrets: Secrets, challenge_id: str) -> str:
    """The code of a challenge, DIGITS decimal digits. Only our own functions can compute it.

    It is all there is to guess, so whoever checks it counts the tries and ends the challenge soon.
    """
    # 2**256 values for 10**6 codes: the bias is one in 2**236.
    digest = secrets.derive_bytes("code", challenge_id)
    return f"{int.from_bytes(digest) % 10**DIGITS:0{DIGITS}}"
