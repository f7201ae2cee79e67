"""What the commissioners achieved: what is written, and beyond it as much as makes up the article's totals.

The totals are of the six indicators the article sums up [domain.md]; "余" is `at_least`. Who achieved how much of them
is made up: shared out so that everybody has something to show and the sums are exact.
"""

from dataclasses import dataclass

from infra.local.demo.programme import Entry, Programme
from infra.local.demo.telling import result_text

TOTALS = {
    "new_technologies": 25,
    "problems_solved": 30,
    "training_sessions": 60,
    "backbone_trained": 200,
    "technicians_trained": 5000,
    "technologies_extended": 160,
}
_AT_LEAST = {"training_sessions", "technicians_trained"}
_SHARERS = {
    "new_technologies": (4, 0),
    "problems_solved": (3, 1),
    "training_sessions": (3, 2),
    "backbone_trained": (5, 3),
    "technicians_trained": (3, 2),
    "technologies_extended": (2, 0),
}
"""Every how manyth commissioner has some of it, beginning with which: who holds trainings also counts who came."""
_WEIGHTS = (5, 8, 6, 9, 4, 7, 10, 6, 3, 8, 5)
_ROUND = 10
"""Of how many people came, nobody says more than "some thirty"."""


@dataclass(frozen=True)
class Result:
    """One result as it is reported; `number` tells it from others of the same person, and when it is reported.

    `host` is the key of the enterprise it is of, empty where it is of whichever its commissioner serves.
    """

    commissioner: str
    indicator: str
    quantity: int
    qualifier: str
    text: str
    number: int
    host: str = ""

    @property
    def key(self) -> str:
        """By which it is known among all."""
        return f"{self.commissioner}-{self.indicator}-{self.number}"

    def words(self, entry: Entry, host: Entry | None) -> str:
        """What is said of it: what is written, or what follows from the host's need and the commissioner's works."""
        at_least = self.qualifier == "at_least"
        return self.text or result_text(self.indicator, self.quantity, at_least, entry, host or entry, self.number)


def results(programme: Programme) -> list[Result]:
    """All of them; in the small programme only those that are written."""
    written = [
        Result(
            each["commissioner"],
            each["indicator"],
            each["quantity"],
            each["qualifier"],
            each["text"],
            number,
            each.get("host") or "",
        )
        for number, each in enumerate(programme.results)
    ]
    return [*written, *(_shared_out(programme, written) if programme.spread else [])]


def _shared_out(programme: Programme, written: list[Result]) -> list[Result]:
    """What is missing of the totals, among those of whom nothing is written; among all made up where that is none."""
    made_up = [each["key"] for each in programme.commissioners if each["key"] not in programme.told()]
    silent = [key for key in made_up if key not in {each.commissioner for each in written}] or made_up
    found: list[Result] = []
    for indicator, total in TOTALS.items():
        missing = total - sum(each.quantity for each in written if each.indicator == indicator)
        every, first = _SHARERS[indicator]
        sharers = silent[first::every] or silent
        step = _ROUND if indicator == "technicians_trained" else 1
        for place, (key, quantity) in enumerate(zip(sharers, _shares(missing, len(sharers), step), strict=True)):
            if quantity:
                # Who counts the sessions counts them; of a few it is only known that there were more.
                vague = indicator in _AT_LEAST and (indicator == "technicians_trained" or place == 0)
                qualifier = "at_least" if vague else "exact"
                found.append(Result(key, indicator, quantity, qualifier, "", len(written) + len(found)))
    return found


def _shares(total: int, of: int, step: int) -> list[int]:
    """`total` in so many parts by weights, each in whole steps but the last, which makes the sum exact."""
    weights = [_WEIGHTS[place % len(_WEIGHTS)] for place in range(of)]
    passed, before, shares = 0, 0, []
    for weight in weights:
        passed += weight
        upto = total * passed // sum(weights) // step * step
        shares.append(upto - before)
        before = upto
    shares[-1] += total - before
    return shares
