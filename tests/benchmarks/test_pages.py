import pytest

from benchmarks.pages import Page, page_figures
from benchmarks.walking import Linked, Walker, kind_of
from infra.local.machine import Machine


def figures_of(*pages):
    return {figure.name: figure for figure in page_figures(list(pages), 1.5)}


def test_page_over_a_limit_is_named_and_the_most_is_short():
    found = figures_of(Page("leader /", [1.0, 9.0], 99_000, 3), Page("leader /a", [2.0], 100_001, 4))
    assert [name for name, figure in found.items() if not figure.ok] == [
        "pages: bytes with styles, the most of any", "pages: requests beyond itself, the most of any",
        "page leader /a: bytes", "page leader /a: requests",
    ]  # fmt: skip
    assert found["page leader /: p95"].value == 9.0
    assert found["page leader /: p95"].compared_with == "99.0 kB with styles, 3 requests beyond itself"


def test_pages_up_to_the_limits_are_ok():
    assert all(figure.ok for figure in figures_of(Page("leader /", [1.0], 100_000, 3)).values())


def test_no_page_at_all_is_short():
    assert not all(figure.ok for figure in figures_of().values())


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "/"),
        ("/applications/i552gwzi5wbyaassfn3zptxxkw", "/applications/*"),
        ("/outcomes/records?after=2026&year=1", "/outcomes/records?after&year"),
        ("/outcomes/figures/problems_solved", "/outcomes/figures/*"),
        (f"/matching/dispatches/{'a' * 26}/liaison", "/matching/dispatches/*/liaison"),
        (f"/applications/reviews/{'a' * 26}-{'b' * 26}", "/applications/reviews/*"),
    ],
)
def test_kind_of_an_address_has_no_ids(path, kind):
    assert kind_of(path) == kind


def test_linked_are_links_and_what_a_browser_fetches():
    page = Linked(
        '<link rel="stylesheet" href="a.css"><link rel="next" href="/2"><script src="b.js"></script>'
        '<img src="c.svg" alt=""><a href="/d">d</a><a>none</a>'
    )
    assert (page.links, page.parts) == (["/d"], ["a.css", "b.js", "c.svg"])


def test_walker_finds_the_pages_of_a_running_machine(tmp_path):
    machine = Machine(tmp_path, background=False)
    machine.start()
    try:
        with Walker(machine.base_url) as walker:
            assert {"/", "/applications/sign-in", "/outcomes/public"} <= set(walker.pages())
            with pytest.raises(LookupError, match="/nowhere: 404"):
                list(walker.pages("/nowhere"))
    finally:
        machine.stop()
