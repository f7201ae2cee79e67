"""Deploying: the platform, then every service, then the front; the same for AWS and for ministack."""

import hashlib
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from infra.aws.cloud import Cloud
from infra.aws.environment import parameters
from infra.aws.front import front_template, url_parameter
from infra.aws.names import API_STAGE, FRONT_STAGE, SERVICES
from infra.aws.package import Package, template_of
from infra.aws.platform import platform_template
from infra.aws.templates import text_of
from shared.web.source import mark_of_front

_TOLD_BY_PLATFORM = ("BusName", "BusArn", "SecretArn", "AlarmTopicArn", "BaseUrl")


def deploy(
    cloud: Cloud,
    stack: str,
    packages: list[Package],
    chosen: Mapping[str, str],
    say: Callable[[str], None],
) -> dict[str, str]:
    """Make or update every stack of the installation `stack`; give the platform's outputs, BaseUrl among them.

    `chosen` are parameters of the templates that the operator decides. Raises CannotGoOn where a stack cannot be made.
    """
    bucket = cloud.package_bucket(stack)

    def make(part: str, template: dict[str, Any], values: Mapping[str, str]) -> dict[str, str]:
        say(f"{stack}-{part}")
        declared = {key: value for key, value in values.items() if key in template.get("Parameters", {})}
        return cloud.make_stack(f"{stack}-{part}", _handed_over(cloud, bucket, part, template), declared)

    platform = make("platform", platform_template(), chosen)
    platform["BaseUrl"] = cloud.address(platform["BaseUrl"], platform["FrontId"], FRONT_STAGE)
    front_mark = mark_of_front(cloud.first_secrets(platform["SecretArn"]))
    told = {**chosen, **{key: platform[key] for key in _TOLD_BY_PLATFORM}}
    addresses = {}
    for package in packages:
        outputs = make(package.service, _with_code(cloud, bucket, package), told)
        address = cloud.address(outputs["EndpointURL"], outputs["RestAPIId"], f"{API_STAGE}/")
        addresses[url_parameter(package.service)] = address
    root = {key: platform[key] for key in ("FrontId", "FrontRootId")}
    make("front", front_template(), {**chosen, **root, **addresses, "FrontMark": front_mark})
    return platform


def parameters_to_choose() -> dict[str, str]:
    """What an operator may decide, and what it means."""
    declared: dict[str, Any] = {**platform_template()["Parameters"], **front_template()["Parameters"]}
    for service in SERVICES:
        declared |= parameters(service)
    told = {
        *_TOLD_BY_PLATFORM,
        "FrontId",
        "FrontRootId",
        "FrontMark",
        *(url_parameter(service) for service in SERVICES),
    }
    return {name: one.get("Description", "") for name, one in declared.items() if name not in told}


def _with_code(cloud: Cloud, bucket: str, package: Package) -> dict[str, Any]:
    """The service's template, its functions pointing at the uploaded package, whose name is its content's hash."""
    content = hashlib.sha256(package.zip.read_bytes()).hexdigest()
    key = f"{package.service}/{content[:20]}.zip"
    cloud.upload(package.zip, bucket, key)
    template: dict[str, Any] = template_of(package)
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = {"Bucket": bucket, "Key": key}
    return template


def _handed_over(cloud: Cloud, bucket: str, part: str, template: dict[str, Any]) -> str:
    """Upload a template and give its address: sent along in the call it may not be larger than 51,200 bytes."""
    text = text_of(template)
    key = f"{part}/{hashlib.sha256(text.encode()).hexdigest()[:20]}.json"
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "template.json"
        path.write_text(text)
        cloud.upload(path, bucket, key)
    address: str = cloud.client("s3").generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": key})
    return address.partition("?")[0]
