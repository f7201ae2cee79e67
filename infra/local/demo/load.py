"""Loading the demonstration: real requests to the running server, each by the person who would make it.

The keys of the requests derive from the programme's, so whatever is repeated after an interruption happens once.
"""

from collections.abc import Callable, Iterator
from typing import TextIO

from infra.local import CannotStart
from infra.local.demo import applying, serving
from infra.local.demo.client import Refused
from infra.local.demo.loading import Loading, Marker
from infra.local.demo.progress import Progress
from infra.local.demo.step import Step
from infra.local.machine import Machine, NeverQuiet

STAGES: tuple[tuple[str, str, str, Callable[[Loading], Iterator[Step]]], ...] = (
    ("people", "登记人员 / people register", "applications", applying.people),
    ("scheme", "发布批次 / the scheme is published", "applications", applying.scheme),
    ("applications", "提交申报 / applications come in", "applications", applying.applications),
    ("decisions", "审核申报 / officers decide", "applications", applying.decisions),
    ("matching", "供需匹配 / a matching run", "matching", serving.matching),
    ("choices", "双向选择 / both sides choose", "matching", serving.choices),
    ("told", "案例入库 / told cases without a host", "outcomes", serving.told_without_host),
    ("reports", "填报服务与成效 / services and results are reported", "outcomes", serving.reports),
    ("confirmations", "确认成效 / hosts confirm", "outcomes", serving.confirmations),
)
"""Each stage's name, what is shown, the service it needs, and its steps."""

_DRAIN_SECONDS = 60.0


class Interrupted(Exception):
    """Somebody asked to stop; the next start goes on where this one was."""


def load_demo(machine: Machine, out: TextIO, ending: Callable[[], bool]) -> None:
    """Load what is not there yet. Raises Interrupted when `ending` says so, CannotStart when the server declines."""
    marker = Marker(machine.folder.demo)
    stages = [stage for stage in STAGES if stage[2] in machine.services]
    if all(stage[0] in marker.stages for stage in stages):
        return
    loading = Loading(machine, marker)
    progress = Progress(out, len(stages))
    out.write("正在载入演示数据 / loading the demonstration\n")
    try:
        for name, title, _, steps in stages:
            _carry_out(loading, name, title, steps, progress, ending)
    except (Refused, NeverQuiet, OSError) as error:
        raise CannotStart(
            f"演示数据未能载入：{error}。请再次启动以继续，或删除 {machine.folder.path} 后重试。 / "
            f"The demonstration could not be loaded: start again to go on, or delete {machine.folder.path} first."
        ) from error
    finally:
        progress.end()


def _carry_out(
    loading: Loading,
    name: str,
    title: str,
    steps: Callable[[Loading], Iterator[Step]],
    progress: Progress,
    ending: Callable[[], bool],
) -> None:
    done = name in loading.marker.stages
    planned = [] if done else list(steps(loading))
    progress.begin(title, len(planned))
    if done:
        return
    for step in planned:
        if ending():
            raise Interrupted
        step()
        progress.step()
    # What follows must know of it: a run matches whom it has heard of.
    loading.machine.drain(_DRAIN_SECONDS)
    loading.marker.done(name)
