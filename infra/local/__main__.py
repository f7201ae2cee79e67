"""The commands of the one-machine home: `python -m infra.local run|backup|administrator|dead|redrive`."""

import os
import sqlite3
import sys

from infra.local import CannotStart

_OURS = ("infra", "services", "shared")

USAGE = """.venv/bin/python -m infra.local COMMAND
  run                    启动（HOST PORT DATA_DIR DEMO） · start Tepai
  backup TARGET.zip      备份数据目录，运行中也可以 · back the data folder up, also while it runs
  administrator          打印管理员的登录链接 · print sign-in links of the administrators
  dead                   列出死信 · list the dead letters
  redrive [SERVICE]      重投死信 · put dead letters back into their queue"""


def main(arguments: list[str]) -> int:
    """Run one command; answers the exit status. 2: a person must mend something, which was said in a line."""
    try:
        return _run(arguments)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in _OURS:
            raise
        print(
            f"Python 环境不完整，缺少 {error.name}：请删除 .venv（rm -r .venv）后再运行 make run。 / "
            f"The Python environment lacks {error.name}: delete .venv (rm -r .venv), then run make run again.",
            file=sys.stderr,
        )
        return 2


def _run(arguments: list[str]) -> int:
    from shared.store.port import StoreError

    try:
        match arguments:
            case ["run"]:
                from infra.local.run import run

                return run()
            case ["backup", target]:
                from infra.local.backup import back_up

                return back_up(os.environ.get("DATA_DIR") or "data", target)
            case ["administrator"]:
                from infra.local.links import print_administrators

                return print_administrators()
            case ["dead"]:
                from infra.local.dead_letters import list_dead

                return list_dead(os.environ.get("DATA_DIR") or "data")
            case ["redrive", *service] if len(service) <= 1:
                from infra.local.dead_letters import redrive

                return redrive(os.environ.get("DATA_DIR") or "data", *service)
    except (CannotStart, StoreError, sqlite3.Error) as error:
        print(error, file=sys.stderr)
        return 2
    print(USAGE, file=sys.stderr)
    return 64


if __name__ == "__main__":
    # What is written here is personal, or opens doors.
    os.umask(0o077)
    sys.exit(main(sys.argv[1:]))
