"""A real OpenID Connect provider of the house's own staff: Django with django-oauth-toolkit, in a process of its own.

`python tests/oidc/issuer.py FOLDER PORT REDIRECT_URI`: discovery, keys, sign-in page, consent page, PKCE enforced. It
shares no code with our side, which is Authlib's.
"""

import os
import sys
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET, PUBLIC_CLIENT_ID, OTHER_CLIENT_ID = "tepai", "only-for-tests", "tepai-public", "another"
PASSWORD = "only-for-tests"
STAFF = "officer@example.com"
UNVERIFIED = "unverified@example.com"

LOGIN = """<!DOCTYPE html><html lang="en"><title>Sign in</title><h1>Staff sign-in</h1>
<form method="post">{% csrf_token %}{{ form.as_p }}<button>Sign in</button></form></html>"""


def configure(folder: Path, port: int) -> None:
    """Django's settings: everything stock but what a provider has to decide for itself."""
    from django.conf import settings

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    settings.configure(
        SECRET_KEY=os.urandom(16).hex(),
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "issuer.sqlite3"}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "oauth2_provider",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [
                        ("django.template.loaders.locmem.Loader", {"registration/login.html": LOGIN}),
                        "django.template.loaders.app_directories.Loader",
                    ],
                    "context_processors": ["django.template.context_processors.request"],
                },
            }
        ],
        ROOT_URLCONF=__name__,
        LOGIN_URL="/login/",
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_ISS_ENDPOINT": f"http://127.0.0.1:{port}/o",
            "OIDC_RSA_PRIVATE_KEY": pem,
            "PKCE_REQUIRED": True,
            "SCOPES": {"openid": "Who you are", "email": "Your e-mail"},
            "OAUTH2_VALIDATOR_CLASS": f"{__name__}.Validator",
            "ALLOWED_REDIRECT_URI_SCHEMES": ["http"],
        },
    )


def populate(redirect_uri: str) -> None:
    """Three clients and the people who have an account in the house."""
    from django.contrib.auth.models import User
    from oauth2_provider.models import Application

    for client_id, kind in ((CLIENT_ID, "confidential"), (PUBLIC_CLIENT_ID, "public"), (OTHER_CLIENT_ID, "public")):
        Application.objects.create(
            client_id=client_id,
            client_secret=CLIENT_SECRET,
            client_type=kind,
            authorization_grant_type="authorization-code",
            redirect_uris=redirect_uri,
            algorithm="RS256",
            name="Tepai",
        )
    for email in (STAFF, UNVERIFIED, "nobody@example.com", "enterprise@example.com"):
        User.objects.create_user(email.partition("@")[0], email, PASSWORD)


def main(folder: Path, port: int, redirect_uri: str) -> None:
    """Serve until killed."""
    configure(folder, port)
    import django

    django.setup()
    from django.contrib.auth.views import LoginView
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.urls import include, path
    from oauth2_provider.oauth2_validators import OAuth2Validator

    class Validator(OAuth2Validator):
        """Tells e-mail addresses, and whether the house has verified them."""

        oidc_claim_scope = None

        def get_additional_claims(self, request):
            return {"email": request.user.email, "email_verified": request.user.email != UNVERIFIED}

    globals()["Validator"] = Validator
    globals()["urlpatterns"] = [
        path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
        path("login/", LoginView.as_view()),
    ]
    sys.modules.setdefault(__name__, sys.modules["__main__"])
    call_command("migrate", verbosity=0)
    populate(redirect_uri)

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_):
            pass

    make_server("127.0.0.1", port, get_wsgi_application(), handler_class=Quiet).serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
