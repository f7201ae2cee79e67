"""Thousands of schedules log every failure they are made of; nobody reads that."""

import logging

import pytest


@pytest.fixture(autouse=True)
def silent_logs():
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)
