"""Loading the demonstration: real requests, each by the person who would make it, in the order of the programme's time.

The keys of the requests derive from the programme's, so whatever is repeated after an interruption happens once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TextIO

from infra.local import CannotStart
from infra.local.demo import agreeing, applying, appointing, following, pairing, publicising, serving
from infra.local.demo.client import Refused
from infra.local.demo.loading import Loading, Marker
from infra.local.demo.programme import Programme, small_programme
from infra.local.demo.progress import Progress
from infra.local.demo.step import Step
from infra.local.demo.timeline import evening
from infra.local.machine import Machine, NeverQuiet


@dataclass(frozen=True)
class Stage:
    """A stretch of the loading: its name, what is shown, the service it needs, and its steps in order of their time."""

    name: str
    title: str
    service: str
    steps: Callable[[Loading], Iterator[Step]]


STAGES = (
    Stage("officers", "邀请工作人员 / officers are invited", "applications", applying.officers),
    Stage("scheme", "发布批次 / the scheme is published", "applications", applying.scheme),
    Stage("applications", "登记和申报 / people register and apply", "applications", applying.applications),
    Stage("checks", "单位同意和县区核实 / institutions consent, counties check", "applications", appointing.checks),
    Stage("decisions", "审核申报 / officers decide", "applications", applying.decisions),
    Stage("notice", "名单公示 / names are made public", "applications", appointing.notice),
    Stage("appointment", "联合发文 / three departments appoint", "applications", appointing.appointment),
    Stage("told", "案例配对 / told cases are paired by hand", "matching", pairing.told_pairs),
    Stage("matching", "供需匹配 / a matching run", "matching", pairing.first_run),
    Stage("choices", "双向选择 / both sides choose", "matching", pairing.choices),
    Stage("rest", "补充配对 / who was left over is paired", "matching", pairing.rest),
    Stage("hostless", "案例入库 / told cases without a host", "applications", appointing.told_without_host),
    Stage("agreements", "签订任务书 / agreements are signed", "matching", agreeing.agreements),
    Stage("liaisons", "分包联系 / liaisons are named", "matching", agreeing.liaisons),
    Stage("late", "补充发文 / told cases without a host are appointed", "applications", appointing.late_appointment),
    Stage("reports", "服务与成效 / services and results", "outcomes", serving.reports),
    Stage("publicity", "宣传和推进会 / press, and the meeting", "outcomes", publicising.publicity),
    Stage("following", "下一批次 / the next year's scheme", "applications", following.applications),
)


class Interrupted(Exception):
    """Somebody asked to stop; the next start goes on where this one was."""


def load_demo(
    machine: Machine, out: TextIO, ending: Callable[[], bool], programme: Callable[[], Programme] = small_programme
) -> None:
    """Load what is not there yet. Raises Interrupted when `ending` says so, CannotStart when the server declines.

    A programme that is spread over time is loaded before the machine lets anybody in (`Machine.start(before=…)`): its
    clock stands in the past meanwhile.
    """
    marker = Marker(machine.folder.demo)
    stages = [stage for stage in STAGES if stage.service in machine.services]
    # One loaded by an earlier release lacks stages that came in between since; it is whole as it is.
    if stages and stages[-1].name in marker.stages:
        return
    progress = Progress(out, len(stages))
    out.write("正在载入演示数据 / loading the demonstration\n")
    loading = Loading(machine, marker, programme())
    try:
        for stage in stages:
            _carry_out(loading, stage, progress, ending)
    except (Refused, NeverQuiet, OSError) as error:
        raise CannotStart(
            f"演示数据未能载入：{error}。请再次启动以继续，或删除 {machine.folder.path} 后重试。 / "
            f"The demonstration could not be loaded: start again to go on, or delete {machine.folder.path} first."
        ) from error
    finally:
        progress.end()
        loading.release_clock()


def _carry_out(loading: Loading, stage: Stage, progress: Progress, ending: Callable[[], bool]) -> None:
    marker = loading.marker
    done = stage.name in marker.stages
    planned = [] if done else list(stage.steps(loading))
    progress.begin(stage.title, len(planned))
    if done:
        return
    for number, step in enumerate(planned):
        if number < marker.steps:
            progress.step()
            continue
        if ending():
            raise Interrupted
        _pass_time(loading, step, number)
        step.do()
        progress.step()
    # What follows must know of it: a run matches whom it has heard of.
    loading.settle()
    marker.done(stage.name)


def _pass_time(loading: Loading, step: Step, number: int) -> None:
    """Let it be the step's time, when everything before it has been heard of; where a day begins, write it down."""
    if step.at is None or not loading.programme.spread:
        return
    loading.begin_clock(step.at)
    loading.settle()
    if evening(step.at) > loading.reached:
        loading.reach(evening(step.at), number)
    loading.move_clock(step.at)
