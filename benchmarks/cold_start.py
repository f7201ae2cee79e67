"""How long a function takes to start from its unpacked package, beside a bare handler.

Both make a DynamoDB client, each in its own way, in a fresh interpreter that sees its own folder first, and both come
with their .pyc. The SDK is this environment's, as Lambda's is Lambda's. What is taken is the processor time from the
first import to the client, so that neither the interpreter's start, the same for both, nor what else this machine does
counts; they take turns.

Beside them stands the floor: the smallest handler that has a Chalice route, a pydantic model left unbuilt and our own
way to the client. What Tepai takes beyond it is Tepai's; what the floor takes beyond the bare handler is theirs.
"""

import compileall
import os
import statistics
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure
from infra.aws import CannotGoOn
from infra.aws.app_folder import functions_of, load_app
from infra.aws.names import SERVICES
from infra.aws.package import build_package
from infra.aws.target import for_this_machine

ROUNDS = 15
MOST_RATIO = 1.3

_BARE = """import json
import os

import boto3

client = boto3.client("dynamodb", region_name=os.environ["AWS_DEFAULT_REGION"])


def handler(event, context):
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": json.dumps({"status": "ok"})}
"""
_FLOOR = """from botocore.config import Config
from botocore.session import get_session
from chalice import Chalice
from pydantic import BaseModel, ConfigDict

app = Chalice(app_name="floor", configure_logs=False)
client = get_session().create_client("dynamodb", config=Config(retries={"mode": "standard"}))


class Health(BaseModel):
    model_config = ConfigDict(defer_build=True)

    status: str


@app.route("/")
def health():
    return Health(status="ok").model_dump()
"""
_OURS = "from shared.store.dynamodb import DynamoStore; DynamoStore('any')._client"
_TIMED = "import time; begun = time.process_time(); import app; {client}; print(time.process_time() - begun)"

_API = "app"
"""What Lambda asks app.py for to answer people; the other functions are the workers."""


def figures(folder: Path) -> Iterator[Figure]:
    """A line for each function, the api's first; those of a service's workers all import the same."""
    bare, floor = _written(folder / "bare", _BARE), _written(folder / "floor", _FLOOR)
    for service in SERVICES:
        try:
            unpacked = _unpacked(service, folder)
        except CannotGoOn as error:
            yield Figure(f"cold start of {service}", None, "×", str(error).splitlines()[0], MOST_RATIO)
            continue
        for function in (_API, *(each.handler for each in functions_of(load_app(service)))):
            yield _compared(f"cold start of {service}, {function}, Tepai ÷ bare", unpacked, function, bare, floor)


def _compared(name: str, unpacked: Path, function: str, bare: Path, floor: Path) -> Figure:
    taken: dict[Path, list[float]] = {bare: [], floor: [], unpacked: []}
    for _ in range(ROUNDS):
        for handler, seconds in taken.items():
            seconds.append(_seconds(handler, f"app.{function}; {_OURS}" if handler == unpacked else ""))
    plain, least, ours = (statistics.median(seconds) for seconds in taken.values())
    against = (
        f"bare handler {plain * 1000:.0f} ms, function {ours * 1000:.0f} ms, both with a DynamoDB client;"
        f" floor, Chalice and pydantic alone: {least / plain:.2f} ×, function ÷ floor {ours / least:.2f} ×"
    )
    return Figure(name, ours / plain, "×", against, MOST_RATIO)


def _written(folder: Path, handler: str) -> Path:
    """A folder with this app.py, and its .pyc as a package has it."""
    folder.mkdir(parents=True)
    (folder / "app.py").write_text(handler)
    compileall.compile_dir(folder, quiet=1)
    return folder


def _unpacked(service: str, folder: Path) -> Path:
    package = build_package(service, folder / "built" / service, for_this_machine())
    unpacked = folder / "unpacked" / service
    with zipfile.ZipFile(package.zip) as opened:
        opened.extractall(unpacked)
    return unpacked


def _seconds(folder: Path, client: str) -> float:
    """What a fresh interpreter in `folder` took."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {
        **kept,
        "AWS_DEFAULT_REGION": "cn-north-1",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "TEPAI_HOME": "aws",
        "PYDANTIC_DISABLE_PLUGINS": "__all__",  # as the templates say it to every function
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", _TIMED.format(client=client or "pass")],
        cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return float(done.stdout)
