"""The real engine, given the demo, proposes the pairs the demo is there to show: everybody meets their own subject."""

from typing import Any

from infra.local.demo.programme import small_programme
from services.matching.engine.model import Commissioner, Enterprise, Need
from services.matching.engine.plan import plan

DEMO = small_programme()
COMMISSIONERS, ENTERPRISES = DEMO.commissioners, DEMO.enterprises


def proposed(commissioners: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """The engine's (commissioner, enterprise) pairs, at its own defaults."""
    people = [
        Commissioner(
            id=one["key"],
            name=one["name"],
            expertise=one["expertise"],
            works=tuple(one["works"]),
            counties=frozenset(one["counties"]),
            service_types=frozenset(one["service_types"]),
            capacity=one["capacity"],
        )
        for one in commissioners
    ]
    hosts = [
        Enterprise(
            id=firm["key"],
            name=firm["name"],
            county=firm["county"],
            needs=tuple(
                Need(f"{firm['key']}-{at}", need["title"] + "。" + need["text"], frozenset(need["service_types"]))
                for at, need in enumerate(firm["needs"])
            ),
            above_scale=firm["above_scale"],
            high_tech=firm["high_tech"],
            nurtured=firm["nurtured"],
            growth=firm["growth"],
            demand=firm["demand"],
        )
        for firm in ENTERPRISES
    ]
    return {(pair.commissioner, pair.enterprise) for pair in plan(people, hosts).pairs}


EXPECTED = {
    ("zhao-yadong", "laigong"),
    ("xing-yueteng", "jinbaihe"),
    ("wang-heat", "gear"),
    ("liu-casting", "foundry"),
    ("li-polymer", "profile"),
    ("chen-welding", "carbody"),
    ("yang-air", "coating"),
    ("zhou-battery", "battery"),
    ("wu-ceramic", "ceramic"),
    ("team-ferment", "ferment"),
    ("feng-water", "dyeing"),
    ("he-data", "hydraulic"),
}


def test_engine_pairs_everybody_with_their_subject() -> None:
    kept_out = DEMO.outside_matching()
    assert proposed([one for one in COMMISSIONERS if one["key"] not in kept_out]) == EXPECTED


def test_engine_invents_no_host_for_a_real_person_even_when_all_take_part() -> None:
    assert proposed(COMMISSIONERS) == EXPECTED


def test_every_result_belongs_to_somebody_sent_or_told() -> None:
    sent = {commissioner for commissioner, _ in EXPECTED} | DEMO.told()
    assert {result["commissioner"] for result in DEMO.results} <= sent


def test_engine_finds_the_pairs_that_were_written_for_each_other() -> None:
    assert {*DEMO.written_pairs(), *DEMO.told_pairs()} == EXPECTED
