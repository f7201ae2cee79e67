"""The steps of a notice's jobs: writing a public one, closing it, issuing a joint one."""

from typing import Any

from services.applications.commands.appointing import ISSUING, appoint, finish_issue
from services.applications.commands.noticing import CLOSING, WRITING, clear_commissioner, open_notice, write_line
from shared import jobs
from shared.events.applications import NoticeStepDue
from shared.events.envelope import Envelope
from shared.jobs import Job
from shared.work import Work


def on_notice_step_due(work: Work, event: NoticeStepDue, _: Envelope) -> None:
    """Handle one name of the job the step belongs to."""
    handle, finish = {
        WRITING: (_write, open_notice),
        CLOSING: (_clear, _nothing),
        ISSUING: (_appoint, finish_issue),
    }[work.get(Job, event.job_id).name]

    def step(inner: Work, item: dict[str, Any]) -> None:
        handle(inner, event.job_id, item["application"])

    jobs.advance(work, event, step, finish)


def _write(work: Work, job_id: str, application_id: str) -> None:
    write_line(work, job_id, application_id)


def _clear(work: Work, _: str, application_id: str) -> None:
    clear_commissioner(work, application_id)


def _appoint(work: Work, job_id: str, application_id: str) -> None:
    appoint(work, job_id, application_id)


def _nothing(work: Work, job: Job) -> None:
    """Closing has flipped the notice before; each name is on its way by itself."""
