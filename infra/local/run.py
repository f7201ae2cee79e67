"""`python -m infra.local run`: start Tepai, load the demonstration into an empty folder, stay until told to go."""

import os
import signal
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from infra.local import CannotStart
from infra.local.collector import spare_what_stays
from infra.local.loopback import LOOPBACK, is_loopback
from infra.local.machine import STOP_SECONDS, Machine
from shared.settings import Settings

EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - named in order to ask for the address people will use

_STOPPING = "\n正在停止…… / Stopping ..."


class _Ended(Exception):
    """Told to end before anything was served."""


@dataclass(frozen=True)
class Choices:
    """What the operator chose by HOST, PORT, DATA_DIR and DEMO."""

    host: str
    port: int
    data_dir: Path
    demo: bool

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Choices":
        """Read them. Raises CannotStart for what cannot be right; an empty variable counts as not set."""
        host = environment.get("HOST") or LOOPBACK[0]
        port = environment.get("PORT") or "8000"
        demo = environment.get("DEMO") or "1"
        if not port.isascii() or not port.isdigit() or not 0 <= int(port) <= 65535:
            raise CannotStart(
                f"PORT 应为 1–65535 的数字，而不是 {port!r}：例如 make run PORT=8000。 / "
                f"PORT must be a number from 1 to 65535, not {port!r}: for example make run PORT=8000."
            )
        if demo not in ("0", "1"):
            raise CannotStart(f"DEMO 应为 0 或 1，而不是 {demo!r}。 / DEMO must be 0 or 1, not {demo!r}.")
        if demo == "1" and host not in LOOPBACK:
            raise CannotStart(
                f"演示模式任何人都能登录，只能在本机地址上运行，而 HOST={host}：请加 DEMO=0，或去掉 HOST。 / "
                f"In the demo anybody can sign in as anybody, so it runs on this machine alone and not on HOST={host}: "
                "add DEMO=0, or leave out HOST."
            )
        base_url = environment.get("TEPAI_BASE_URL") or ""
        if demo == "1" and base_url and not is_loopback(base_url):
            raise CannotStart(
                f"演示模式任何人都能登录，不能对外提供，而 TEPAI_BASE_URL={base_url}："
                "请加 DEMO=0，或去掉 TEPAI_BASE_URL。 / "
                "In the demo anybody can sign in as anybody, so it is not for others to reach, "
                f"but TEPAI_BASE_URL={base_url}: add DEMO=0, or leave out TEPAI_BASE_URL."
            )
        if host in EVERYWHERE and not base_url:
            raise CannotStart(
                f"HOST={host} 时无法知道大家访问的地址：请设置 TEPAI_BASE_URL，例如 http://192.168.1.10:{port}。 / "
                f"With HOST={host} the address people use is not known: set TEPAI_BASE_URL, for example "
                f"http://192.168.1.10:{port}."
            )
        return cls(host, int(port), Path(environment.get("DATA_DIR") or "data"), demo == "1")


def run(environment: Mapping[str, str] = os.environ) -> int:
    """Run until SIGTERM or SIGINT; answers the exit status. Raises CannotStart or StoreError when it cannot begin."""
    choices = Choices.of(environment)
    # A person watches this terminal: what went well is not said line by line.
    os.environ.setdefault("POWERTOOLS_LOG_LEVEL", "WARNING")
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    machine = Machine(
        choices.data_dir, address=(choices.host, choices.port), demo=choices.demo, environment=environment
    )
    try:
        machine.start(partial(_load, ending) if choices.demo else None)
    except _Ended:
        print(_STOPPING, flush=True)
        return 0
    spare_what_stays()
    try:
        _welcome(machine, choices, environment)
        ending.wait()
    finally:
        print(_STOPPING, flush=True)
        machine.stop(STOP_SECONDS)
    return 0


def _load(ending: threading.Event, machine: Machine) -> None:
    """Load the demonstration where it is due. Raises _Ended when it was told to end before it was done."""
    from infra.local.demo.load import Interrupted, load_demo
    from infra.local.demo.programme import whole_programme

    try:
        load_demo(machine, sys.stdout, ending.is_set, whole_programme)
    except Interrupted:
        raise _Ended from None


def _welcome(machine: Machine, choices: Choices, environment: Mapping[str, str]) -> None:
    """Say where to go."""
    from infra.local import links

    print(f"\n特派已启动 / Tepai is running: {machine.base_url}", flush=True)
    for line in links.sign_in_lines(machine, demo=choices.demo):
        print(line, flush=True)
    if not choices.demo and Settings.of(environment).mute:
        print(
            "邮件和短信都没有设置，消息会一直等待：请设置 TEPAI_MAIL_HOST（和 TEPAI_MAIL_FROM）"
            "或 TEPAI_SMS_PROVIDER 后重新启动。"
        )
        print(
            "Neither mail nor SMS is set up, so messages wait: set TEPAI_MAIL_HOST (and TEPAI_MAIL_FROM) or "
            "TEPAI_SMS_PROVIDER, then start again.",
            flush=True,
        )
    if choices.demo:
        print(f"发出的邮件和短信 / what was sent: {machine.base_url}/notifications/mailbox", flush=True)
    print("按 Ctrl+C 停止 / Ctrl+C stops it", flush=True)
