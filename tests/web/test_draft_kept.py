"""A draft's page says how long it is kept, before it is begun and while it is filled in."""

from services.applications.model.drafts import DRAFT_KEPT
from shared.clock import beijing_date
from tests.web.drafting import begun, new_scheme


def test_pages_say_how_long_a_draft_is_kept(world):
    scheme = new_scheme(world)
    browser = world.browser("enterprise")
    assert f"保留 {DRAFT_KEPT.days} 天" in browser.get(f"/applications/schemes/{scheme}/enterprise").body.decode()
    address = begun(world.program("enterprise"), scheme)
    told = world.program("enterprise").get(address).json["kept_through"]
    last = beijing_date(world.clock.now() + DRAFT_KEPT)
    assert told == last.isoformat()
    page = browser.get(address).body.decode()
    assert (
        f"草稿保留 {DRAFT_KEPT.days} 天：此后不再保存的话，{last.year}年{last.month}月{last.day}日 过后删除。" in page
    )
