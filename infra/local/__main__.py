"""The commands of the one-machine home: `python -m infra.local run|backup|dead|redrive`."""

import os
import sqlite3
import sys

from infra.local import CannotStart

USAGE = """python -m infra.local COMMAND
  run                    启动（HOST PORT DATA_DIR DEMO） · start Tepai
  backup TARGET.zip      备份数据目录，运行中也可以 · back the data folder up, also while it runs
  dead                   列出死信 · list the dead letters
  redrive [SERVICE]      重投死信 · put dead letters back into their queue"""


def main(arguments: list[str]) -> int:
    """Run one command; answers the exit status. 2: a person must mend something, which was said in a line."""
    from shared.store.port import StoreError

    try:
        match arguments:
            case ["run"]:
                from infra.local.run import run

                return run()
            case ["backup", target]:
                from infra.local.backup import back_up

                return back_up(os.environ.get("DATA_DIR") or "data", target)
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
    sys.exit(main(sys.argv[1:]))
