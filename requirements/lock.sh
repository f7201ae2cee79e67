#!/bin/sh
# Remakes every lock beside this file from its .in file. Called by `make lock`, with the uv of lock-tool.txt first in PATH.
# Keeps what is pinned where it still fits; `make lock UPGRADE=1` takes the newest of everything.
set -eu
cd "$(dirname "$0")/.."

# One lock serves Python 3.11 to 3.14 on Linux and macOS. No index address is written into it, nor read out of this
# machine's settings: who installs, chooses the index.
lock() {
    printf '%s\n' "requirements/$1.txt"
    name=$1
    shift
    uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header ${UPGRADE:+--upgrade} "$@" \
        "requirements/$name.in" --output-file "requirements/$name.txt"
}

running="--override requirements/left-out/everywhere.txt --override requirements/left-out/when-running.txt"

lock lock-tool
lock ministack
lock test --override requirements/left-out/everywhere.txt
# Everything else holds the versions that were tested.
# shellcheck disable=SC2086
for name in run functions/applications functions/matching functions/outcomes functions/notifications; do
    lock "$name" --constraint requirements/test.txt $running
done
