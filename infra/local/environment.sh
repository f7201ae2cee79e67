#!/bin/sh
# Makes a virtual environment in this checkout from a hash-pinned lock, or does nothing where it stands already.
#
#   sh infra/local/environment.sh run   .venv with what one machine needs to run Tepai
#   sh infra/local/environment.sh test  the same .venv, with what tests, checks and benchmarks need on top
#   sh infra/local/environment.sh lock  .venv-lock: the tool that remakes the locks
#
# Whatever the user must mend is said in Chinese and in English, with what to do, and ends with 2.
set -eu
cd "$(dirname "$0")/../.."

kind=${1:-}
case $kind in
run | test) folder=.venv lock=requirements/$kind.txt ;;
lock) folder=.venv-lock lock=requirements/lock-tool.txt ;;
*)
    echo "usage: sh infra/local/environment.sh run|test|lock" >&2
    exit 64
    ;;
esac
stamp=$folder/tepai-stamp
log=$folder/tepai-install.log

say() {
    printf '%s\n%s\n' "$1" "$2" >&2
}

stop() {
    say "$1" "$2"
    exit 2
}

# What the stamp holds when the environment of a kind is made from the lock of today. The path is part of it because
# scripts in bin/ name it: a checkout that was moved needs its environment made again.
whole() {
    printf '%s %s %s' "$1" "$(cksum <"$2" | tr ' ' '-')" "$PWD"
}

# A stamp is written last, so an environment without one is half made. An interpreter that has gone (an upgrade of the
# system's Python) leaves a link that does not start.
stands() {
    [ -f "$stamp" ] && "$folder/bin/python" -c '' 2>/dev/null
}

held=
if stands; then
    held=$(cat "$stamp")
    [ "$held" = "$(whole "$kind" "$lock")" ] && exit 0
    # The test lock holds all of the run lock, at the same versions.
    [ "$kind" = run ] && [ "$held" = "$(whole test requirements/test.txt)" ] && exit 0
    # Made elsewhere and moved here: its scripts start the interpreter at the old place.
    case $held in *" $PWD") ;; *) held= ;; esac
fi

# The locks hold ready-made packages for these versions and no others.
supported() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null
}

can_make() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null
}

# Sets python: the newest supported one that can make an environment, else the newest supported one, else nothing.
find_python() {
    python=
    for candidate in python3.14 python3.13 python3.12 python3.11 python3; do
        supported "$candidate" || continue
        [ -n "$python" ] || python=$candidate
        can_make "$candidate" || continue
        python=$candidate
        return
    done
}

# Debian ships Python without venv and pip.
add_venv() {
    packages="python3-venv python3-pip"
    case $python in python3.*) packages="$python-venv $packages" ;; esac
    command -v apt-get >/dev/null 2>&1 || stop \
        "$(command -v "$python") 缺少 venv 或 ensurepip 模块。请重新安装完整的 Python 3.11–3.14，再运行一次。" \
        "$(command -v "$python") lacks the venv or ensurepip module. Install a complete Python 3.11 to 3.14, then run this again."
    [ "$(id -u)" = 0 ] || stop \
        "Python 缺少 venv 模块。请运行：sudo apt-get install -y $packages，再运行一次。" \
        "Python lacks its venv module. Run: sudo apt-get install -y $packages, then run this again."
    say "正在安装 $packages ……" "Installing $packages ..."
    export DEBIAN_FRONTEND=noninteractive
    # A new machine has no package lists yet. python3.X-venv is not to be had everywhere; python3-venv serves Debian's own.
    # shellcheck disable=SC2086
    for try in 1 2; do
        if apt-get install -y -qq $packages >/dev/null 2>&1 ||
            apt-get install -y -qq python3-venv python3-pip >/dev/null 2>&1; then break; fi
        [ "$try" = 1 ] && { apt-get update -qq >/dev/null 2>&1 || true; }
    done
    find_python
    can_make "$python" || stop \
        "未能安装 $packages。请检查网络和软件源，运行 apt-get install -y $packages 后再试。" \
        "Could not install $packages. Check the network and the package sources, run apt-get install -y $packages, then try again."
}

make_empty() {
    find_python
    [ -n "$python" ] || stop \
        "没有找到 Python 3.11–3.14。请先安装（Debian/Ubuntu：apt-get install python3；macOS：brew install python@3.13），再运行一次。" \
        "No Python 3.11 to 3.14 found. Install one (Debian/Ubuntu: apt-get install python3; macOS: brew install python@3.13), then run this again."
    can_make "$python" || add_venv
    rm -rf "$folder"
    "$python" -m venv "$folder" || {
        rm -rf "$folder"
        stop "无法在 $PWD 建立虚拟环境（原因见上）。请检查磁盘空间和权限，再运行一次。" \
            "Could not make a virtual environment in $PWD (the reason is above). Check disk space and permissions, then run this again."
    }
}

# Nothing half made is kept. But pip installs only after it has fetched everything, so an environment that stood before
# and was not touched stays as it was: without a network, `make run` still starts after a failed `make test`.
undo() {
    if [ -n "$held" ] && ! grep -q '^Installing collected packages' "$log"; then
        printf '%s' "$held" >"$stamp"
        rm -f "$log"
    else
        rm -rf "$folder"
    fi
}

explain() {
    if grep -qiE 'No space left' "$log"; then
        say "磁盘空间不足。请在 $PWD 所在磁盘腾出约 1 GB，再运行一次。" \
            "The disk is full. Free about 1 GB on the disk that holds $PWD, then run this again."
    elif grep -qiE 'NewConnectionError|NameResolutionError|Name or service not known|name resolution|ConnectTimeout|timed out|Max retries exceeded|ProxyError|unreachable|Connection (refused|reset|aborted|broken)|CERTIFICATE_VERIFY_FAILED|SSLError' "$log"; then
        say "无法从网络取得软件包。请检查网络、代理或 pip 镜像设置，再运行一次；没有留下不完整的环境。" \
            "Could not fetch packages from the network. Check the network, proxy or pip mirror, then run this again; nothing half-made was kept."
    elif grep -qi 'DO NOT MATCH THE HASHES' "$log"; then
        say "下载的软件包与 $lock 中的校验值不符，已拒绝安装。请更换 pip 镜像或网络，再运行一次。" \
            "A downloaded package does not match its hash in $lock and was refused. Use another pip mirror or network, then run this again."
    else
        tail -n 15 "$log" >&2
        say "安装 $lock 失败（pip 的最后几行见上）。请按其提示处理，再运行一次；没有留下不完整的环境。" \
            "Installing $lock failed (pip's last lines are above). Mend what they name, then run this again; nothing half-made was kept."
    fi
}

[ -w . ] || stop \
    "$PWD 不可写。请把整个文件夹复制到可写的位置（例如主目录），再运行一次。" \
    "$PWD is not writable. Copy the whole folder to a place you can write to (your home, say), then run this again."

say "正在准备 Python 环境（$folder，首次约需一分钟）……" "Preparing the Python environment ($folder; about a minute the first time) ..."
[ -n "$held" ] || make_empty
rm -f "$stamp"
# Python's own settings for pip (mirror, proxy, certificates) hold; those that would install elsewhere do not.
if ! PIP_USER=0 PIP_TARGET='' PIP_DISABLE_PIP_VERSION_CHECK=1 "$folder/bin/python" -m pip install \
    --no-deps --require-hashes --only-binary :all: --no-input --progress-bar off --retries 2 \
    -r "$lock" >"$log" 2>&1; then
    explain
    undo
    exit 2
fi
rm -f "$log"
whole "$kind" "$lock" >"$stamp"
