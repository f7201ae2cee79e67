"""All templates of the AWS home, in the order their stacks are made."""

import json
import tempfile
from pathlib import Path
from typing import Any

from infra.aws.app_folder import write_app_folder
from infra.aws.front import front_template
from infra.aws.names import SERVICES
from infra.aws.platform import platform_template
from infra.aws.service_template import service_template
from infra.aws.target import Target


def all_templates(target: Target) -> dict[str, dict[str, Any]]:
    """Template by stack: the platform, each service, the front. Builds no package."""
    made = {"platform": platform_template()}
    with tempfile.TemporaryDirectory() as scratch:
        for service in SERVICES:
            folder = Path(scratch) / service
            write_app_folder(service, folder)
            made[service] = service_template(service, folder, target.runtime)
    return {**made, "front": front_template()}


def text_of(template: dict[str, Any]) -> str:
    """`template` as it is written and sent."""
    return json.dumps(template, indent=1, ensure_ascii=False) + "\n"
