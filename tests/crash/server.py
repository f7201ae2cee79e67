"""The server the kill test kills: a machine in a process of its own, until told to go."""

import sys
import threading

from infra.local.machine import Machine

if __name__ == "__main__":
    machine = Machine(sys.argv[1], address=("127.0.0.1", int(sys.argv[2])), demo=True)
    machine.start()
    threading.Event().wait()
