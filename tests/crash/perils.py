"""Where a process may be killed, and what may go wrong around it: drawn from one seed, so that it happens again."""

import random
from collections.abc import Callable

from shared.events.envelope import Envelope
from shared.store.faults import FAULTS_OF, Fault
from shared.store.port import Unavailable

KILL = 0.03
OUT_OF_REACH = 0.03
INTERLEAVE = 0.08
REFUSED = 0.05
ODDS = {
    Fault.CONFLICT: 0.01,
    Fault.THROTTLED: 0.004,
    Fault.LOST_BEFORE: 0.01,
    Fault.LOST_AFTER: 0.03,
    Fault.LAG: 0.1,
    Fault.SHORT_PAGE: 0.1,
}


class Killed(BaseException):
    """The process is gone, as by kill -9: nothing of it runs any more."""


class Chance:
    """Everything a schedule leaves to chance. `steps` is what it came to; `calm` ends all perils."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.steps: list[str] = []
        self.calm = False
        self.meanwhile: Callable[[], None] = lambda: None
        self._within = 0

    def may_die(self, where: str) -> None:
        """A point at which the process may be killed."""
        if not self.calm and self.random.random() < KILL:
            self.steps.append(f"  killed {where}")
            raise Killed(where)

    def may_be_out_of_reach(self, name: str) -> None:
        """A point at which a store may be of no use for a moment: what needed it fails, and comes again."""
        if not self.calm and self.random.random() < OUT_OF_REACH:
            self.steps.append(f"  {name} out of reach")
            raise Unavailable(name)

    def others_first(self) -> None:
        """A point at which another process may do something first."""
        if not self.calm and not self._within and self.random.random() < INTERLEAVE:
            self._within += 1
            try:
                self.steps.append("  meanwhile:")
                self.meanwhile()
            finally:
                self._within -= 1

    def fault(self, call: str) -> Fault | None:
        """The plan of the stores' faults."""
        if self.calm:
            return None
        draw = self.random.random()
        for fault in FAULTS_OF[call]:
            draw -= ODDS[fault]
            if draw < 0:
                self.steps.append(f"  {call}: {fault.name}")
                return fault
        return None


class MortalStore:
    """A store whose callers may be killed before and after they change something."""

    def __init__(self, inner, chance: Chance, name: str) -> None:
        self._inner = inner
        self._chance = chance
        self._name = name

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def commit(self, changes, events=(), once=None):
        self._chance.others_first()
        self._chance.may_die(f"before a commit of {self._name}")
        self._chance.may_be_out_of_reach(self._name)
        earlier = self._inner.commit(changes, events, once)
        self._chance.may_die(f"after a commit of {self._name}")
        return earlier

    def forget(self, envelopes) -> None:
        self._chance.may_die(f"before {self._name} forgot what it told")
        self._inner.forget(envelopes)
        self._chance.may_die(f"after {self._name} forgot what it told")


class MortalQueue:
    """A queue whose workers may be killed before and after every call."""

    def __init__(self, inner, chance: Chance) -> None:
        self._inner = inner
        self._chance = chance

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def receive(self, most, visibility_s):
        return self._mortally("receive", most, visibility_s)

    def delete(self, receipt) -> None:
        self._mortally("delete", receipt)

    def retry_later(self, receipt, delay_s, error="") -> None:
        self._mortally("retry_later", receipt, delay_s, error)

    def _mortally(self, call: str, *arguments):
        self._chance.may_die(f"before {call} of {self._inner.name}")
        answer = getattr(self._inner, call)(*arguments)
        self._chance.may_die(f"after {call} of {self._inner.name}")
        return answer


class Road:
    """A bus as EventBridge is one: what it took travels for a while, arrives in any order, at times twice."""

    def __init__(self, bus, chance: Chance) -> None:
        self._bus = bus
        self._chance = chance
        self.travelling: list = []
        self.told: dict[str, Envelope] = {}

    def publish(self, envelopes) -> list[str]:
        self._chance.may_die("before a publish")
        refused = [] if self._chance.calm else [one.id for one in envelopes if self._chance.random.random() < REFUSED]
        self.travelling += [one for one in envelopes if one.id not in refused]
        self.told |= {one.id: one for one in envelopes if one.id not in refused}
        self._chance.may_die("after a publish")
        return refused

    def arrive(self) -> None:
        """Let some of what travels arrive, in any order; some of that travels on as well."""
        chance = self._chance.random
        for _ in range(min(len(self.travelling), chance.randint(1, 4))):
            place = chance.randrange(len(self.travelling))
            envelope = self.travelling[place]
            if self._chance.calm or chance.random() > 0.15:
                self.travelling.pop(place)
            assert self._bus.publish([envelope]) == []


class WriteThenPublish:
    """The mutant without an outbox: it writes, and then tells."""

    def __init__(self, inner, road: Road, chance: Chance) -> None:
        self._inner = inner
        self._road = road
        self._chance = chance

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def commit(self, changes, events=(), once=None):
        earlier = self._inner.commit(changes, (), once)
        if earlier is None and events:
            self._road.publish(events)
        return earlier
