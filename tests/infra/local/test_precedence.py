"""While people are asking, what nobody waits for keeps to its share; when nobody asks, it goes on at once."""

from infra.local import precedence
from infra.local.precedence import LONGEST_REST_SECONDS, RESTS, Precedence


class Time:
    """The clock of the module, moved by hand; sleeping moves it."""

    def __init__(self, monkeypatch):
        self.now = 100.0
        self.slept = 0.0
        monkeypatch.setattr(precedence, "time", self)

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds
        self.slept += seconds


def work(turns, time, seconds):
    with turns.turn():
        time.now += seconds


def test_turn_rests_in_proportion_to_the_work_before_it_while_people_ask(monkeypatch):
    time = Time(monkeypatch)
    turns = Precedence(lambda: True)
    work(turns, time, 0.02)
    assert time.slept == 0
    work(turns, time, 0.02)
    assert abs(time.slept - 0.02 * RESTS) < 1e-6


def test_turn_begins_at_once_when_nobody_asks(monkeypatch):
    time = Time(monkeypatch)
    turns = Precedence(lambda: False)
    work(turns, time, 5.0)
    work(turns, time, 5.0)
    assert time.slept == 0


def test_rest_is_bounded_after_long_work(monkeypatch):
    time = Time(monkeypatch)
    turns = Precedence(lambda: True)
    work(turns, time, 60.0)
    work(turns, time, 0.01)
    assert abs(time.slept - LONGEST_REST_SECONDS) < 1e-6


def test_rest_ends_when_people_stop_asking(monkeypatch):
    time = Time(monkeypatch)
    turns = Precedence(lambda: time.slept < 0.05)
    work(turns, time, 60.0)
    work(turns, time, 0.01)
    assert 0.05 <= time.slept < LONGEST_REST_SECONDS


def test_turn_that_raises_counts_as_work(monkeypatch):
    time = Time(monkeypatch)
    turns = Precedence(lambda: True)
    try:
        with turns.turn():
            time.now += 0.02
            raise ValueError
    except ValueError:
        pass
    work(turns, time, 0.01)
    assert time.slept > 0
