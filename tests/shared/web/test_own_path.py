"""Where people are sent on to: a path of ours, whatever was asked for."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.web.own_path import own_path


@pytest.mark.parametrize("asked", ["/", "/applications/mine?after=x&status=submitted", "/a-b_c.d~e", "/?a=%E7%89%B9"])
def test_path_of_ours_is_kept(asked):
    assert own_path(asked) == asked


def test_characters_beyond_ascii_are_quoted():
    assert own_path("/outcomes?name=特") == "/outcomes?name=%E7%89%B9"


odd = st.text(alphabet=st.sampled_from("/\\:@?#.\r\n\t %0aA特evil"), max_size=20) | st.text(max_size=20)


@given(odd)
def test_no_text_leads_elsewhere_or_breaks_a_header(asked):
    path = own_path(asked)
    assert path.isascii()
    assert path.isprintable()
    assert " " not in path
    assert path.startswith("/")
    assert urlsplit(urljoin("https://ours.example/x", path)).netloc == "ours.example"
    assert "\\" not in path
