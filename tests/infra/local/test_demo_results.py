"""The demo's results: what the article tells of the three cases, and made-up ones that leave those figures alone."""

from infra.local.demo.achieving import TOTALS, results
from infra.local.demo.programme import whole_programme

DEMO = whole_programme()
FIRM = {firm["key"]: firm["name"] for firm in DEMO.enterprises}
PERSON = {person["key"]: person for person in DEMO.commissioners}

# domain.md's table of totals, and what it lists per told case: a made-up result may only be of the first kind, so that
# the demo's figures of the second kind are the article's own.
TOTALLED = {
    "new_technologies",
    "problems_solved",
    "training_sessions",
    "backbone_trained",
    "technicians_trained",
    "technologies_extended",
}
# (commissioner, host, indicator): (quantity, qualifier), from domain.md "Per commissioner, in the three told cases".
ZHAO, XING, ZHANG = "赵亚东", "邢月腾", "张坤朋"
LAIGONG, JINBAIHE = "安阳莱工科技有限公司", "河南金百合生物科技股份有限公司"
TOLD_FIGURES = {
    (ZHAO, LAIGONG, "projects_provincial"): (1, "exact"),
    (ZHAO, LAIGONG, "projects_education_department"): (1, "exact"),
    (ZHAO, LAIGONG, "projects_city"): (1, "exact"),
    (ZHAO, LAIGONG, "patents"): (13, "exact"),
    (ZHAO, LAIGONG, "papers"): (10, "exact"),
    (ZHAO, LAIGONG, "awards_city_second"): (1, "exact"),
    (ZHAO, LAIGONG, "qualifications_assisted"): (3, "exact"),
    (XING, JINBAIHE, "technology_contracts_fen"): (500_000 * 100, "exact"),
    (XING, JINBAIHE, "rd_spending_fen"): (6_300_000 * 100, "exact"),
    (ZHANG, None, "products_developed"): (5, "at_least"),
    (ZHANG, None, "demonstration_base_mu"): (1, "exact"),
    (ZHANG, None, "radiated_planting_mu"): (50, "exact"),
}
INDICATORS = TOTALLED | {indicator for _, _, indicator in TOLD_FIGURES}


def test_told_figures_are_the_articles() -> None:
    told = [result for result in DEMO.results if "host" in result]
    found = {
        (PERSON[one["commissioner"]]["name"], one["host"] and FIRM[one["host"]], one["indicator"]): (
            one["quantity"],
            one["qualifier"],
        )
        for one in told
    }
    assert found == TOLD_FIGURES
    assert len(told) == len(TOLD_FIGURES)


def test_results_are_of_known_indicators() -> None:
    for result in DEMO.results:
        assert result["indicator"] in INDICATORS, result
        assert type(result["quantity"]) is int, result
        assert result["quantity"] > 0, result
        assert result["qualifier"] in {"exact", "at_least"}, result
        assert ("余" in result["text"] or "等多款" in result["text"]) == (result["qualifier"] == "at_least"), result


def test_made_up_results_leave_the_told_figures_alone() -> None:
    made_up = [result for result in DEMO.results if "host" not in result]
    assert 6 <= len(made_up) <= 10
    assert {result["indicator"] for result in made_up} <= TOTALLED


def test_made_up_results_make_up_the_articles_totals() -> None:
    # domain.md, "The indicators, and the article's totals".
    article = {
        "new_technologies": 25,
        "problems_solved": 30,
        "training_sessions": 60,
        "backbone_trained": 200,
        "technicians_trained": 5000,
        "technologies_extended": 160,
    }
    assert article == TOTALS
    sums = {name: sum(each.quantity for each in results(DEMO) if each.indicator == name) for name in article}
    assert sums == article
    vague = {each.indicator for each in results(DEMO) if each.indicator in article and each.qualifier == "at_least"}
    assert vague == {"training_sessions", "technicians_trained"}


def test_no_result_is_made_up_for_a_real_person() -> None:
    written = len(DEMO.results)
    assert all(PERSON[each.commissioner]["fictional"] for each in results(DEMO)[written:])


def test_what_is_said_of_results_is_varied_and_says_how_many() -> None:
    firms = {firm["key"]: firm for firm in DEMO.enterprises}
    hosts = {commissioner: firms[host] for commissioner, host in DEMO.written_pairs()}
    said = [each.words(PERSON[each.commissioner], hosts.get(each.commissioner)) for each in results(DEMO)]
    assert len(set(said)) > 0.95 * len(said)
    for each, text in zip(results(DEMO), said, strict=True):
        assert not set("{}") & set(text)
        if not each.text:
            assert str(each.quantity) in text
            assert (f"{each.quantity}余" in text) == (each.qualifier == "at_least"), text
