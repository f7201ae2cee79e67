"""What is kept and shown of how people are reached: enough to recognise it, not enough to use it."""

HIDDEN = "****"
HIDDEN_CODE = "••••••"
"""What stands for the six digits of a code."""


def masked_phone(phone: str) -> str:
    """`+8613800001234` -> `+86138****1234`; a number too short to hide a middle is hidden whole."""
    digits = phone.removeprefix("+86")
    if len(digits) < 8:
        return HIDDEN if phone else ""
    country = phone[: len(phone) - len(digits)]
    return f"{country}{digits[:3]}{HIDDEN}{digits[-4:]}"


def masked_email(email: str) -> str:
    """`zhang@example.com` -> `z****@example.com`."""
    name, at, domain = email.rpartition("@")
    if not at:
        return HIDDEN if email else ""
    return f"{name[:1]}{HIDDEN}@{domain}"


def masked(address: str) -> str:
    """An e-mail address or a phone number, masked as what it is."""
    return masked_email(address) if "@" in address else masked_phone(address)
