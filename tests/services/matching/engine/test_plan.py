"""The whole engine: optimal in the stated order, within the rules, the same whatever the order of rows."""

import os
import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from services.matching.engine.model import Commissioner, Enterprise, Idle, Nearest, Need, Params, Unserved
from services.matching.engine.plan import plan

from . import oracle
from .people import commissioners, enterprises

ROOT = Path(__file__).parents[4]
SUBJECTS = ["主轴结构", "焊接裂纹", "废水处理", "艾草提取", "SiC inverter", ""]
texts = st.lists(st.sampled_from(SUBJECTS), min_size=1, max_size=2).map(",".join)
types = st.frozensets(st.sampled_from(["咨询", "攻关", "培训"]), max_size=2)
counties = st.frozensets(st.sampled_from(["410502", "410503"]), max_size=1)


@st.composite
def runs(draw):
    people, hosts = draw(st.integers(0, 3)), draw(st.integers(0, 3))
    host_ids, person_ids = [f"e{k}" for k in range(hosts)], [f"c{k}" for k in range(people)]
    flags = st.booleans()

    def some(ids):
        return st.frozensets(st.sampled_from(ids), max_size=1) if ids else st.just(frozenset())

    c = [
        Commissioner(
            id=one,
            name="示例",
            expertise=draw(texts),
            works=tuple(draw(st.lists(texts, max_size=3))),
            counties=draw(counties),
            service_types=draw(types),
            capacity=draw(st.integers(0, 2)),
            taken=draw(st.integers(0, 1)),
            excludes=draw(some(host_ids)),
        )
        for one in person_ids
    ]
    e = [
        Enterprise(
            id=one,
            name="示例",
            county=draw(st.sampled_from(["410502", "410503"])),
            needs=tuple(Need(f"n{k}", draw(texts), draw(types)) for k in range(draw(st.integers(0, 2)))),
            above_scale=draw(flags),
            growth=draw(flags),
            demand=draw(st.integers(0, 2)),
            taken=draw(st.integers(0, 1)),
            excludes=draw(some(person_ids)),
        )
        for one in host_ids
    ]
    every = [(a, b) for a in person_ids for b in host_ids]
    held = draw(st.lists(st.sampled_from(every), max_size=2)) if every else []
    return c, e, held


@settings(max_examples=300, deadline=None)
@given(runs())
def test_plan_is_the_best_that_the_rules_allow(run):
    people, hosts, held = run
    params = Params()
    for needs in oracle.scores(people, hosts, params).values():
        assume(all(abs(text - params.minimum_text) > 1e-5 for text, _ in needs))
    allowed = oracle.candidates(people, hosts, params, held)
    pairs = sorted(allowed)
    at_person, at_host = ({one.id: k for k, one in enumerate(side)} for side in (people, hosts))
    numbered = [(at_person[p], at_host[h]) for p, h in pairs]
    best = oracle.best_aim(
        numbered,
        [allowed[pair] for pair in pairs],
        [one.free for one in people],
        [one.free for one in hosts],
        [one.tier for one in hosts],
    )
    made = plan(people, hosts, params, held)
    chosen = [(pair.commissioner, pair.enterprise) for pair in made.pairs]
    assert len(set(chosen)) == len(chosen)
    assert set(chosen) <= set(allowed)
    assert all(n <= people[at_person[p]].free for p, n in Counter(p for p, _ in chosen).items())
    assert all(n <= hosts[at_host[h]].free for h, n in Counter(h for _, h in chosen).items())
    assert tuple(tier.filled for tier in made.summary.tiers) == best[:3]
    assert made.summary.total_score == pytest.approx(best[3] / 1e6, abs=2e-6 * max(1, len(chosen)))
    for pair in made.pairs:
        assert pair.score == pytest.approx(allowed[pair.commissioner, pair.enterprise] / 1e6, abs=2e-6)
        assert round(sum(term.points for term in pair.terms), 6) == pair.score


@settings(max_examples=200, deadline=None)
@given(runs())
def test_everybody_left_over_is_told_the_right_reason(run):
    people, hosts, held = run
    params = Params()
    for needs in oracle.scores(people, hosts, params).values():
        assume(all(abs(text - params.minimum_text) > 1e-5 for text, _ in needs))
    allowed = oracle.candidates(people, hosts, params, held)
    made = plan(people, hosts, params, held)
    served, sent = {pair.enterprise for pair in made.pairs}, {pair.commissioner for pair in made.pairs}
    free = {one.id for one in [*people, *hosts] if one.free}

    def reason(partners, nobody):
        return nobody if not partners else "outranked" if partners & free else "all_full"

    assert {one.enterprise: one.reason for one in made.unserved} == {
        one.id: reason({p for p, h in allowed if h == one.id}, "no_qualified_commissioner")
        for one in hosts
        if one.id in free - served
    }
    assert {one.commissioner: one.reason for one in made.idle} == {
        one.id: reason({h for p, h in allowed if p == one.id}, "no_qualified_enterprise")
        for one in people
        if one.id in free - sent
    }
    hosts_left = [(one.reason, one.nearest, (one.nearest.id, one.enterprise)) for one in made.unserved if one.nearest]
    people_left = [(one.reason, one.nearest, (one.commissioner, one.nearest.id)) for one in made.idle if one.nearest]
    for why, nearest, pair in (*hosts_left, *people_left):
        assert (pair in allowed) == (not why.startswith("no_qualified")) == (nearest.obstacle is None)


@settings(max_examples=100, deadline=None)
@given(runs(), st.randoms(use_true_random=False))
def test_row_order_changes_nothing(run, shuffler):
    people, hosts, held = run
    expected = repr(plan(people, hosts, held=held))
    mixed = [replace(one, needs=tuple(shuffler.sample(one.needs, len(one.needs)))) for one in hosts]
    for rows in (people, mixed, held):
        shuffler.shuffle(rows)
    assert repr(plan(people, mixed, held=held)) == expected


@pytest.mark.parametrize("params", [Params(), Params(exact_pairs=0, top_k=4)])
def test_row_order_changes_nothing_among_equals(params):
    people = [Commissioner(f"c{k:02}", "示例", "主轴结构", ("主轴结构设计",)) for k in range(30)]
    hosts = [Enterprise(f"e{k:02}", "示例", "410502", (Need("n", "主轴结构优化"),)) for k in range(40)]
    expected = repr(plan(people, hosts, params))
    for seed in range(5):
        mixed_people, mixed_hosts = people.copy(), hosts.copy()
        random.Random(seed).shuffle(mixed_people)
        random.Random(seed + 100).shuffle(mixed_hosts)
        assert repr(plan(mixed_people, mixed_hosts, params)) == expected


def test_hash_seed_changes_nothing():
    code = (
        "from tests.services.matching.engine.people import commissioners, enterprises\n"
        "from dataclasses import replace\n"
        "from services.matching.engine.plan import plan\n"
        "types = frozenset(['咨询', '攻关', '培训', '示范'])\n"
        "print(ascii(plan([replace(c, service_types=types, counties=frozenset(['410502', '410503'])) for c in"
        " commissioners()], [replace(e, needs=tuple(replace(n, service_types=types) for n in e.needs)) for e in"
        " enterprises()])))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
            cwd=ROOT,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(answers) == 1
    assert "service_type" in answers.pop()


def test_each_need_goes_to_the_person_it_is_meant_for():
    made = plan(commissioners(), enterprises())
    assert len(made.pairs) == len(enterprises())
    assert [(p.commissioner[2:], p.need[2:]) for p in made.pairs] == [(p.enterprise[2:],) * 2 for p in made.pairs]


def test_a_pair_says_why():
    people = [replace(one, counties=frozenset(["410502"])) for one in commissioners()]
    hosts = [replace(one, high_tech=True, growth=True) for one in enterprises()]
    (pair,) = (one for one in plan(people, hosts).pairs if one.enterprise == "e-主轴")
    assert pair.words == ("主轴结构", "可靠性")
    assert pair.work == 0
    assert {reason.code: dict(reason.params) for reason in pair.reasons} == {
        "words_shared": {"words": ("主轴结构", "可靠性")},
        "best_work": {"work": 0, "title": "高速电主轴结构多目标优化设计"},
        "county_willing": {"county": "410502"},
        "priority_class": {"classes": ("high_tech", "growth"), "tier": 0},
    }


def test_a_person_known_by_expertise_alone_has_no_work():
    (pair,) = plan(
        [Commissioner("c", "示例", "主轴结构优化", ())], [Enterprise("e", "示例", "410502", (Need("n", "主轴结构"),))]
    ).pairs
    assert pair.work is None
    assert "expertise" in {reason.code for reason in pair.reasons}


def test_the_best_of_several_needs_is_named():
    needs = (Need("a", "食堂改造"), Need("b", "主轴结构优化"), Need("c", "主轴"))
    (pair,) = plan([Commissioner("c", "示例", "", ("主轴结构优化",))], [Enterprise("e", "示例", "410502", needs)]).pairs
    assert pair.need == "b"


@pytest.mark.parametrize(
    ("person", "host", "held", "obstacle"),
    [
        ({"counties": frozenset(["410581"])}, {}, (), "county"),
        ({"excludes": frozenset(["e"])}, {}, (), "excluded"),
        ({}, {"excludes": frozenset(["c"])}, (), "excluded"),
        ({}, {}, [("c", "e")], "held"),
        ({"service_types": frozenset(["培训"])}, {}, (), "service_type"),
        ({"works": ("主要从事食堂管理和后勤服务等方面的工作", "其他", "别的")}, {}, (), "below_minimum"),
    ],
)
def test_what_stands_in_the_way_is_named_on_both_sides(person, host, held, obstacle):
    people = [replace(Commissioner("c", "示例", "", ("主轴结构",)), **person)]
    need = Need("n", "主轴结构优化设计方法研究与应用", frozenset(["攻关"]))
    hosts = [replace(Enterprise("e", "示例", "410502", (need,)), **host)]
    made = plan(people, hosts, held=held)
    assert made.pairs == ()
    assert made.idle[0].nearest
    score = made.idle[0].nearest.score
    assert made.unserved == (Unserved("e", "no_qualified_commissioner", Nearest("c", score, obstacle)),)
    assert made.idle == (Idle("c", "no_qualified_enterprise", Nearest("e", score, obstacle)),)


def test_service_types_can_be_made_a_mere_term():
    person = Commissioner("c", "示例", "", ("主轴结构",), service_types=frozenset(["培训"]))
    host = Enterprise("e", "示例", "410502", (Need("n", "主轴结构", frozenset(["攻关"])),))
    (pair,) = plan([person], [host], Params(require_service_type=False)).pairs
    agreeing = replace(person, service_types=frozenset(["攻关"]))
    (better,) = plan([agreeing], [host]).pairs
    assert better.score == pytest.approx(pair.score + 0.05)


SAME = "主轴结构优化"
NEED = (Need("n", SAME),)
NINE_ALIKE = [Commissioner(f"c{k}", "", SAME, (SAME,)) for k in range(9)]


@pytest.mark.parametrize(
    ("people", "hosts", "pairs"),
    [
        ([], [], 0),
        ([Commissioner("c", "示例", SAME, ())], [], 0),
        ([], [Enterprise("e", "示例", "410502", NEED)], 0),
        ([Commissioner("c", "", "", ())], [Enterprise("e", "", "", ())], 0),
        ([Commissioner("c", "", "", ("", " "))], [Enterprise("e", "", "", (Need("n", "。"),))], 0),
        ([Commissioner("c", "", SAME, (), capacity=0)], [Enterprise("e", "", "", NEED)], 0),
        ([Commissioner("c", "", SAME, (), capacity=1, taken=3)], [Enterprise("e", "", "", NEED)], 0),
        ([Commissioner("c", "", SAME, (), capacity=9)], [Enterprise("e", "", "", NEED, demand=9)], 1),
        (NINE_ALIKE, [Enterprise(f"e{k}", "", "", NEED) for k in range(9)], 9),
        ([Commissioner("c", "", SAME * 100_000, (SAME,))], [Enterprise("e", "", "", (Need("n", SAME * 100_000),))], 1),
    ],
    ids=[
        "nothing",
        "no host",
        "nobody",
        "no text",
        "empty text",
        "capacity 0",
        "overfull",
        "one pair",
        "alike",
        "long",
    ],
)
def test_odd_input_gives_a_plan(people, hosts, pairs):
    made = plan(people, hosts)
    assert len(made.pairs) == made.summary.pairs == pairs
    assert len(made.unserved) == sum(h.free > 0 for h in hosts) - len({p.enterprise for p in made.pairs})
    assert len(made.idle) == sum(c.free > 0 for c in people) - len({p.commissioner for p in made.pairs})


def test_pruning_leaves_nobody_qualified_without_a_chance():
    people = [Commissioner(f"c{k:02}", "", SAME, ("主轴结构",)) for k in range(40)]
    hosts = [Enterprise(f"e{k:02}", "", "", NEED) for k in range(40)]
    made = plan(people, hosts, Params(exact_pairs=0, top_k=2))
    assert made.summary.candidates <= 4 * 40
    assert not made.summary.exact
    assert len(made.pairs) == 40


def test_pruning_spreads_hosts_over_people_of_great_capacity():
    people = [Commissioner(f"c{k}", "", SAME, ("主轴结构",), capacity=4) for k in range(10)]
    hosts = [Enterprise(f"e{k:02}", "", "", NEED) for k in range(40)]
    assert len(plan(people, hosts, Params(exact_pairs=0, top_k=2)).pairs) == 40


def test_pruning_spends_nothing_on_people_without_capacity():
    full = [Commissioner(f"a{k}", "", SAME, ("主轴结构",), taken=1) for k in range(9)]
    free = [Commissioner("b", "", "主轴", (), capacity=9)]
    hosts = [Enterprise(f"e{k}", "", "", NEED) for k in range(9)]
    assert len(plan([*full, *free], hosts, Params(exact_pairs=0, top_k=1)).pairs) == 9


def test_the_first_of_two_equal_needs_is_named():
    needs = (Need("a", SAME), Need("b", SAME))
    for order in (needs, needs[::-1]):
        (pair,) = plan(NINE_ALIKE[:1], [Enterprise("e", "", "", order)]).pairs
        assert pair.need == "a"


def test_pruning_that_cuts_nothing_is_exact():
    every, few = (plan(commissioners(), enterprises(), Params(exact_pairs=n, top_k=20)) for n in (1_000_000, 0))
    assert few == every
    assert few.summary.exact


def test_blocks_of_enterprises_give_the_same_plan(monkeypatch):
    people, hosts = commissioners(), enterprises()
    people = [replace(one, counties=frozenset(["410581"])) for one in people[:3]] + people[3:]
    hosts = hosts[:6] + [replace(one, taken=1) for one in hosts[6:]]
    expected = plan(people, hosts)
    assert {one.reason for one in expected.idle} == {"no_qualified_enterprise", "all_full"}
    assert expected.unserved
    monkeypatch.setattr("services.matching.engine.candidates._CELLS", 25)
    assert plan(people, hosts) == expected
    assert plan(people, hosts, Params(exact_pairs=0, top_k=11)) == expected


def test_the_same_id_twice_is_refused():
    with pytest.raises(ValueError, match="commissioners given more than once: c-主轴"):
        plan([*commissioners(), commissioners()[0]], enterprises())
    with pytest.raises(ValueError, match="enterprises given more than once: e-焊接"):
        plan(commissioners(), [*enterprises(), enterprises()[1]])


def test_negative_counts_are_refused():
    with pytest.raises(ValueError, match="c-主轴: capacity"):
        replace(commissioners()[0], capacity=-1)
    with pytest.raises(ValueError, match="c-主轴: taken"):
        replace(commissioners()[0], taken=-1)
    with pytest.raises(ValueError, match="e-主轴: demand"):
        replace(enterprises()[0], demand=-1)


@pytest.mark.parametrize("wrong", [{"text_weight": -1}, {"minimum_text": float("nan")}, {"top_k": 0}])
def test_parameters_without_sense_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Params(**wrong)


def test_importing_the_entry_costs_no_numpy_and_no_solver():
    code = "import sys, services.matching.engine.plan; print({'numpy', 'ortools'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "set()"
