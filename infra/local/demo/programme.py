"""The demonstration's programme as data, and its forms as a person would fill them in.

It is written in several files of `programme/`. Two sizes are loaded: the whole programme, as the article counts it, and
a small one around the told cases, in which somebody has yet to do each thing.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from infra.local.demo.identifiers import with_certificate, with_identifiers

_FOLDER = Path(__file__).parent / "programme"
_LISTS = ("enterprises", "commissioners", "told_cases", "results", "officers")
_SMALL = ("told", "first", "officers")

OPEN_DAYS = 60
"""How long the small demonstration's scheme takes applications, so that a visitor can apply as well."""
WINDOW_DAYS = 30
"""How long a scheme of the whole programme takes them."""

_DEGREES = {"博士": "doctor", "硕士": "master", "本科": "bachelor"}
_TITLES = {
    "教授": "senior",
    "研究员": "senior",
    "正高级工程师": "senior",
    "教授级高级工程师": "senior",
    "副教授": "associate_senior",
    "副研究员": "associate_senior",
    "高级工程师": "associate_senior",
    "高级实验师": "associate_senior",
    "讲师": "intermediate",
    "工程师": "intermediate",
    "助理研究员": "intermediate",
    "实验师": "intermediate",
}
_NOT_SAID = "（案例未载）"

Entry = dict[str, Any]


@dataclass(frozen=True)
class Undone:
    """What nobody has got round to yet, each by the keys of those it waits for; in the whole programme nothing."""

    undecided: Sequence[str] = ()
    """Applications no officer has looked at."""
    returned: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Applications returned for correction: the field, and what to mend."""
    unanswered: Sequence[str] = ()
    """Enterprises that have not said yes or no."""
    unconfirmed: Sequence[str] = ()
    """Commissioners whose reports no host has looked at."""


@dataclass(frozen=True)
class Programme:
    """An entry is known by its `key`, which the keys of its requests derive from."""

    scheme: Entry
    enterprises: list[Entry]
    commissioners: list[Entry]
    told_cases: list[Entry]
    results: list[Entry]
    officers: list[Entry]
    undone: Undone = Undone()
    following: Entry | None = None
    """The next year's scheme: who has applied to it so far."""
    spread: bool = False
    """Whether it happened over two years; otherwise everything happens today."""

    def told(self) -> set[str]:
        """The commissioners of told cases: real people, of whom nothing is said but what the article says."""
        return {case["commissioner"] for case in self.told_cases}

    def outside_matching(self) -> set[str]:
        """The commissioners of told cases whose host the article does not name."""
        return {case["commissioner"] for case in self.told_cases if not case["enters_matching"]}

    def told_pairs(self) -> list[tuple[str, str]]:
        """The commissioner and the enterprise of each told case that names both."""
        return [(case["commissioner"], case["host"]) for case in self.told_cases if case["host"]]

    def written_pairs(self) -> list[tuple[str, str]]:
        """For which enterprise each made-up commissioner was written: one each, and for one of them two.

        Both name the same `pair`; an enterprise that names none is called by its key.
        """
        hosts = {each.get("pair", each["key"]): each["key"] for each in self.enterprises}
        named = [(each["key"], each.get(name)) for each in self.commissioners for name in ("pair", "pair2")]
        return [(commissioner, hosts[pair]) for commissioner, pair in named if pair]

    def scheme_form(self, opens: date) -> Entry:
        """The implementation plan, open from that day on."""
        open_days = WINDOW_DAYS if self.spread else OPEN_DAYS
        named = {"name": self.scheme["name"].format(year=opens.year), "year": opens.year}
        terms = {name: self.scheme[name] for name in ("term_months", "funding_yuan", "funding_per")}
        window = {"opens": opens.isoformat(), "closes": (opens + timedelta(days=open_days)).isoformat()}
        steps = {"steps": self.scheme["steps"]} if self.spread else {}
        return {**named, **terms, **window, **steps, **self.scheme["parts"]}


def whole_programme() -> Programme:
    """98 enterprises and 98 commissioners over two years, all of it done; and the next year's scheme, just begun."""
    names = [
        path.stem
        for path in sorted(_FOLDER.glob("*.json"))
        if path.stem not in ("scheme", "next", "publicity", *_SMALL)
    ]
    return replace(_programme([*_SMALL, *names]), spread=True, following=read_file("next"))


def small_programme() -> Programme:
    """12 enterprises and 13 commissioners, all on one day, and of everything something that is not done yet."""
    undone = Undone(
        undecided=("wu-ceramic",),
        returned={"ceramic": ("needs", "请补充压机型号、成型压力和近三个月的开裂率，便于匹配。")},
        unanswered=("coating",),
        unconfirmed=("feng-water",),
    )
    return replace(_programme(_SMALL), undone=undone)


def _programme(names: Sequence[str]) -> Programme:
    lists: dict[str, list[Entry]] = {name: [] for name in _LISTS}
    for file in names:
        read = read_file(file)
        for name in _LISTS:
            lists[name] += read.get(name, [])
    return Programme(
        scheme=read_file("scheme")["scheme"],
        enterprises=_completed(lists["enterprises"], "enterprise"),
        commissioners=_completed(lists["commissioners"], "commissioner"),
        told_cases=lists["told_cases"],
        results=lists["results"],
        officers=lists["officers"],
    )


def _completed(entries: list[Entry], kind: str) -> list[Entry]:
    return [with_identifiers(each, kind, number) for number, each in enumerate(entries, 1)]


def read_file(name: str) -> Entry:
    """A file of the programme's."""
    read: Entry = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return read


def enterprise_form(entry: Entry, year: int) -> Entry:
    """An enterprise's application to the scheme of that year."""
    names = ("name", "uscc", "county", "industry", "above_scale", "high_tech", "nurtured", "growth", "demand")
    needs = [{name: need[name] for name in ("title", "text", "service_types")} for need in entry["needs"]]
    return {**{name: entry[name] for name in names}, **with_certificate(entry, year), "needs": needs}


def commissioner_form(entry: Entry) -> Entry:
    """A commissioner's application; a team's leader, its first member, applies."""
    names = ("name", "institution", "expertise", "works", "counties", "service_types", "capacity")
    discipline = entry["discipline"]
    return {
        **{name: entry[name] for name in names},
        "team": entry["kind"] == "team",
        "members": [member["name"] for member in entry["members"][1:]],
        "discipline": discipline["name"] if discipline else _NOT_SAID,
        "degree": _DEGREES[entry["degree"]],
        "title": _TITLES.get(entry["title"], "none"),
    }
