"""The header's one row: what fits, in the words it is said in."""

import pytest

from shared.auth.actor import Role
from shared.language import LANGUAGES, say
from shared.web.navigation import MORE_EM, PLACES, ROW_EM, Place, in_one_row, places_of


def row(*labels: str) -> tuple[list[str], list[str]]:
    places = [Place(label, "/", (Role.PUBLIC,)) for label in labels]
    shown, rest = in_one_row(places, said=str)
    return [each.label for each in shown], [each.label for each in rest]


def test_all_is_shown_where_it_fits():
    assert row("申报", "派驻") == (["申报", "派驻"], [])
    assert row() == ([], [])


def test_what_does_not_fit_is_kept_in_order_behind_more():
    labels = [f"第{number}项内容很长的栏目" for number in range(10)]
    shown, rest = row(*labels)
    assert shown + rest == labels
    assert shown
    assert rest
    assert len(shown) * 12.0 < ROW_EM - MORE_EM


def test_chinese_letters_take_more_room_than_latin_ones():
    shown_chinese, _ = row(*["申" * 8] * 9)
    shown_latin, _ = row(*["a" * 8] * 9)
    assert len(shown_chinese) < len(shown_latin)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", Role)
def test_every_role_finds_every_place_in_either_language(role, language):
    shown, rest = in_one_row(places_of(role), said=lambda text: say(text, language))
    assert shown + rest == places_of(role)
    assert all(place in PLACES for place in shown)
