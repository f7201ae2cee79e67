"""Why a sign-in by a provider did not come about. The route turns each into a page that says what to do."""


class NoSignIn(Exception):
    """A sign-in by the provider that ended without one."""


class Unreachable(NoSignIn):
    """The provider did not answer in time, or not as its protocol says."""


class Declined(NoSignIn):
    """The provider said no, or the person did at the provider."""


class NotOurs(NoSignIn):
    """What came back belongs to no sign-in this browser began, is too old, or speaks for another provider."""


class BadProof(NoSignIn):
    """What the provider handed out proves nothing to us: signature, audience, time or nonce are wrong."""
