"""Templates: macros speak the page's language, and tell times from the moment the page is made."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.web.pages import environment, render
from shared.web.static import TYPES, hashed_names

NOW = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)

WAITING = """{% import "parts.html" as parts %}{{ parts.waiting(items, _) }}"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "page.html").write_text(WAITING, "utf-8")
    yield tmp_path
    environment.cache_clear()


def waiting(folder, language, due=None, late=False):
    item = {"title": "t", "href": "/x", "since": NOW - timedelta(days=3), "due": due, "late": late}
    return render(folder, "page.html", language, {"items": [item], "now": NOW})


def test_macro_says_age_and_lateness_in_the_pages_language(folder):
    late = waiting(folder, "zh", NOW - timedelta(hours=5), late=True)
    assert "已等 3 天" in late
    assert "已超期 5 小时" in late
    assert "2026年3月5日 12:00（北京时间）" in late
    early = waiting(folder, "en", NOW + timedelta(days=1))
    assert "Waiting for 3 days" in early
    assert "1 day left" in early
    assert "6 March 2026, 17:00 (Beijing time)" in early


def test_page_that_fails_leaves_no_moment_behind(folder):
    (folder / "bad.html").write_text("{{ missing }}", "utf-8")
    with pytest.raises(Exception, match="missing"):
        render(folder, "bad.html", "zh", {"now": NOW})
    with pytest.raises(LookupError):
        render(
            folder, "page.html", "zh", {"items": [{"title": "t", "href": "/", "since": NOW, "due": None, "late": 0}]}
        )


def test_every_static_file_has_a_type_and_none_imports_another():
    for name in hashed_names():
        assert f".{name.rpartition('.')[2]}" in TYPES
    from shared.web.static import FOLDER

    for script in FOLDER.glob("*.js"):
        # An import would name a file without its hash, which no address has.
        lines = script.read_text("utf-8").splitlines()
        assert [line for line in lines if line.startswith(("import ", "export ")) or "import(" in line] == []
