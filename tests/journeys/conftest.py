"""Both homes, each fresh."""

from datetime import UTC, datetime

import pytest
from moto import mock_aws

from infra.local.machine import Machine
from shared.clock import MovableClock
from tests.journeys.aws_home import AwsHome
from tests.journeys.world import World

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""Ten o'clock on a Monday in China."""


@pytest.fixture(params=["one-machine", pytest.param("aws", marks=pytest.mark.aws)])
def world(request, tmp_path, monkeypatch):
    clock = MovableClock(START)
    if request.param == "one-machine":
        machine = Machine(tmp_path, address=None, background=False, clock=clock, demo=True)
        machine.start()
        yield World(machine)
        machine.stop()
        return
    monkeypatch.setenv("AWS_ACCOUNT_ID_ENDPOINT_MODE", "disabled")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        home = AwsHome(tmp_path, clock)
        yield World(home)
        home.close()
