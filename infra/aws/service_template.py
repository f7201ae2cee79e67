"""The template of a service: what Chalice says of its app, with what Chalice cannot say merged in."""

import json
from pathlib import Path
from typing import Any

from infra.aws.app_folder import functions_of, load_app
from infra.aws.service_extras import extras

PACKAGE = "package.zip"
"""What the template calls the package, beside it in the same folder."""

_STAGE = "aws"


class _NamedPackage:
    """Stands where Chalice builds a zip by pip: ours is built by infra.aws.package, reproducibly and with hashes."""

    def create_deployment_package(self, project_dir: str, python_version: str) -> str:
        return PACKAGE


class _Principals:
    """The names AWS services act under, which are the same in every partition for the two Chalice asks for."""

    def service_principal(self, service: str) -> str:
        return f"{service}.amazonaws.com"


def service_template(service: str, folder: Path, runtime: str) -> dict[str, Any]:
    """The SAM template of `service`, whose Chalice project `folder` is, for Lambda's `runtime`."""
    app = load_app(service)
    template = _by_chalice(app, folder)
    from chalice.package import TemplateDeepMerger

    said = extras(service, functions_of(app), template, runtime)
    merged: dict[str, Any] = TemplateDeepMerger().merge(said, template)
    return merged


def _by_chalice(app: Any, folder: Path) -> dict[str, Any]:
    # Imported here: Chalice's packaging half takes half a second, and only building needs it.
    from chalice.config import Config
    from chalice.deploy.appgraph import ApplicationGraphBuilder, DependencyBuilder
    from chalice.deploy.deployer import BuildStage, DeploymentPackager, InjectDefaults, PolicyGenerator, SwaggerBuilder
    from chalice.deploy.swagger import CFNSwaggerGenerator
    from chalice.package import ResourceBuilder, SAMTemplateGenerator
    from chalice.policy import AppPolicyGenerator
    from chalice.utils import OSUtils

    osutils = OSUtils()
    config = Config(
        chalice_stage=_STAGE,
        user_provided_params={"chalice_app": lambda: app},
        config_from_disk=json.loads((folder / ".chalice" / "config.json").read_text()),
        default_params={"project_dir": str(folder)},
    )
    packager: Any = _NamedPackage()
    principals: Any = _Principals()
    steps = [
        InjectDefaults(),
        DeploymentPackager(packager=packager),
        PolicyGenerator(policy_gen=AppPolicyGenerator(osutils=osutils), osutils=osutils),
        SwaggerBuilder(swagger_generator=CFNSwaggerGenerator()),
    ]
    builder = ResourceBuilder(ApplicationGraphBuilder(), DependencyBuilder(), BuildStage(steps=steps))
    resources = builder.construct_resources(config, _STAGE)
    template: dict[str, Any] = SAMTemplateGenerator(config, principals).generate(resources)
    return template
