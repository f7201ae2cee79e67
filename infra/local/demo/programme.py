"""The demonstration's programme as data, and its forms as a person would fill them in."""

import json
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "programme.json"

OPEN_DAYS = 60
"""How long the demonstration's scheme takes applications, so that a visitor can apply as well."""

_DEGREES = {"博士": "doctor", "硕士": "master", "本科": "bachelor"}
_TITLES = {
    "教授": "senior",
    "研究员": "senior",
    "正高级工程师": "senior",
    "副教授": "associate_senior",
    "副研究员": "associate_senior",
    "高级工程师": "associate_senior",
    "讲师": "intermediate",
    "工程师": "intermediate",
}
_NOT_SAID = "（案例未载）"

Entry = dict[str, Any]


class Programme:
    """Reads programme.json. An entry is known by its `key`, which the keys of its requests derive from."""

    @cached_property
    def data(self) -> Entry:
        """All of it."""
        read: Entry = json.loads(_FILE.read_text(encoding="utf-8"))
        return read

    @property
    def enterprises(self) -> list[Entry]:
        return list(self.data["enterprises"])

    @property
    def commissioners(self) -> list[Entry]:
        return list(self.data["commissioners"])

    @property
    def officers(self) -> list[Entry]:
        return list(self.data["officers"])

    @property
    def results(self) -> list[Entry]:
        return list(self.data["results"])

    def told(self) -> set[str]:
        """The commissioners of told cases: real people, of whom nothing is said but what the article says."""
        return {case["commissioner"] for case in self.data["told_cases"]}

    def outside_matching(self) -> set[str]:
        """The commissioners of told cases whose host the article does not name."""
        return {case["commissioner"] for case in self.data["told_cases"] if not case["enters_matching"]}

    def scheme_form(self, begun: date) -> Entry:
        """The implementation plan, open from the day the demonstration began."""
        scheme = self.data["scheme"]
        told = {name: scheme[name] for name in ("name", "year", "term_months", "funding_yuan", "funding_per")}
        window = {"opens": begun.isoformat(), "closes": (begun + timedelta(days=OPEN_DAYS)).isoformat()}
        return {**told, **window, **scheme["parts"]}


def enterprise_form(entry: Entry) -> Entry:
    """An enterprise's application."""
    names = ("name", "uscc", "county", "industry", "above_scale", "high_tech", "nurtured", "growth", "demand")
    needs = [{name: need[name] for name in ("title", "text", "service_types")} for need in entry["needs"]]
    return {
        **{name: entry[name] for name in names},
        "high_tech_certificate": entry["high_tech_certificate"] or "",
        "needs": needs,
    }


def commissioner_form(entry: Entry) -> Entry:
    """A commissioner's application; a team's leader, its first member, applies."""
    names = ("name", "institution", "expertise", "works", "counties", "service_types", "capacity")
    return {
        **{name: entry[name] for name in names},
        "team": entry["kind"] == "team",
        "members": [member["name"] for member in entry["members"][1:]],
        "discipline": entry["discipline"]["name"] if entry["discipline"] else _NOT_SAID,
        "degree": _DEGREES[entry["degree"]],
        "title": _TITLES.get(entry["title"], "none"),
    }
