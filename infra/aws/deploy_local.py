"""Deploying the packages and templates of AWS to ministack. What differs from AWS stands here and nowhere else.

1. Packages are built for this machine's interpreter, which is what ministack runs functions with.
2. Addresses of REST APIs are paths of ministack's one address, since it has no host names.
3. Demo mode is on: nobody is reachable from here, so messages go to the mailbox.

What ministack itself leaves out: its HTTP_PROXY hands on neither Set-Cookie nor Location, so programs can do everything
here (by bearer token), while people can look at pages but not sign in; and alarms never ring.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from infra.aws import ministack
from infra.aws.cloud import Cloud
from infra.aws.deploy import deploy
from infra.aws.names import ROOT
from infra.aws.package import Package, build_packages
from infra.aws.target import for_this_machine

STACK = "tepai"
REGION = "us-east-1"
_CHOSEN = {"Demo": "1", "LogLevel": "INFO", "MailTls": "0"}


@dataclass(frozen=True)
class Installation:
    """What was deployed: the front's address, and the cloud and secret of it for whoever has to look behind it."""

    address: str
    cloud: Cloud
    secret_arn: str


def deploy_local(
    say: Callable[[str], None], packages: list[Package] | None = None, state: Path = ministack.STATE
) -> Installation:
    """Build (unless `packages` are given), start an empty ministack and deploy to it. Raises CannotGoOn."""
    ministack.prepare()
    built = packages if packages is not None else build_packages(ROOT / "build" / "local", for_this_machine())
    running = ministack.start(state)
    cloud = Cloud(REGION, endpoint=running.endpoint, poll_s=0.2)
    platform = deploy(cloud, STACK, built, _CHOSEN, say)
    return Installation(platform["BaseUrl"], cloud, platform["SecretArn"])
