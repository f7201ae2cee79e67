"""The commands of the AWS home: check, package, deploy, deploy-local, administrator, redrive."""

import argparse
import sys
from pathlib import Path

from infra.aws import CannotGoOn
from infra.aws.names import ROOT, SERVICES


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code is 0 where it did what was asked."""
    chosen = _parser().parse_args(arguments)
    try:
        code: int = chosen.run(chosen)
    except CannotGoOn as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.aws", description="Tepai on AWS.")
    commands = parser.add_subparsers(required=True, metavar="command")

    check = commands.add_parser("check", help="make every template and lint it for aws and aws-cn")
    check.set_defaults(run=_check)

    package = commands.add_parser("package", help="build a package per service for Lambda, below build/aws")
    package.add_argument("--here", action="store_true", help="for this machine's interpreter instead of Lambda's")
    package.add_argument("--out", type=Path, default=ROOT / "build" / "aws")
    package.set_defaults(run=_package)

    deploy = commands.add_parser("deploy", help="build, upload, and create or update every stack in a region")
    deploy.add_argument("--stack", required=True, help="the installation's name, which its stacks begin with")
    deploy.add_argument("--region", required=True, help="such as cn-north-1")
    deploy.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter of the templates; --set help lists them",
    )
    deploy.set_defaults(run=_deploy)

    local = commands.add_parser("deploy-local", help="deploy the same to ministack on this machine")
    local.add_argument("--stop", action="store_true", help="stop it and forget what it held")
    local.set_defaults(run=_deploy_local)

    administrator = commands.add_parser("administrator", help="print a link that signs in the first administrator")
    _where(administrator)
    administrator.set_defaults(run=_administrator)

    redrive = commands.add_parser("redrive", help="move dead letters back to their queue")
    _where(redrive)
    redrive.add_argument("--queue", required=True, choices=SERVICES, help="whose dead letters")
    redrive.add_argument("--at-most", type=int, default=1000)
    redrive.set_defaults(run=_redrive)
    return parser


def _where(command: argparse.ArgumentParser) -> None:
    command.add_argument("--stack", required=True, help="the installation's name")
    command.add_argument("--region", required=True)
    command.add_argument("--endpoint", default="", help="where it is on ministack: http://127.0.0.1:PORT")


def _check(_: argparse.Namespace) -> int:
    from infra.aws.check import check

    return check()


def _package(chosen: argparse.Namespace) -> int:
    from infra.aws.package import build_packages, said_of
    from infra.aws.target import for_lambda, for_this_machine

    target = for_this_machine() if chosen.here else for_lambda()
    print(said_of(build_packages(chosen.out, target), target))
    return 0


def _deploy(chosen: argparse.Namespace) -> int:
    from infra.aws.cloud import Cloud
    from infra.aws.deploy import deploy, parameters_to_choose
    from infra.aws.package import build_packages, said_of
    from infra.aws.target import for_lambda

    declared = parameters_to_choose()
    if "help" in chosen.set:
        for name, meaning in declared.items():
            print(f"{name:<16}{meaning}")
        return 0
    settings = dict(_pair(text, declared) for text in chosen.set)
    target = for_lambda()
    packages = build_packages(ROOT / "build" / "aws", target)
    print(said_of(packages, target))
    print(deploy(Cloud(chosen.region), chosen.stack, packages, settings, print)["BaseUrl"])
    return 0


def _pair(text: str, declared: dict[str, str]) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or name not in declared:
        raise CannotGoOn(f"--set {text}: say NAME=VALUE with NAME one of {', '.join(declared)}")
    return name, value


def _deploy_local(chosen: argparse.Namespace) -> int:
    from infra.aws import ministack
    from infra.aws.deploy_local import deploy_local

    if chosen.stop:
        print("stopped" if ministack.stop() else "no ministack was running")
        return 0
    print(f"{deploy_local(print).address}\nstop it: .venv/bin/python -m infra.aws deploy-local --stop")
    return 0


def _administrator(chosen: argparse.Namespace) -> int:
    from infra.aws.administrator import administrator_link
    from infra.aws.cloud import Cloud

    print(administrator_link(Cloud(chosen.region, endpoint=chosen.endpoint), chosen.stack))
    return 0


def _redrive(chosen: argparse.Namespace) -> int:
    from infra.aws.cloud import Cloud
    from shared.messaging.aws import SqsQueue

    cloud = Cloud(chosen.region, endpoint=chosen.endpoint)
    outputs = cloud.outputs(f"{chosen.stack}-{chosen.queue}")
    queue = SqsQueue(outputs["QueueUrl"], outputs["DeadLettersUrl"], cloud.client("sqs"))
    moved = queue.redrive(chosen.at_most)
    print(f"{moved} messages are back in the queue of {chosen.queue}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
