"""Errors find their place on the page: the field, or what is nearest around it."""

import pytest

from shared.web.form_errors import placed
from shared.web.problem import FieldError

PAGE = '<main id="content"><input id="name"><div id="needs"></div><input id="needs-0-title"><textarea id="works"></div>'


@pytest.mark.parametrize(
    ("pointer", "id"),
    [
        ("/name", "name"),
        ("/needs/0/title", "needs-0-title"),
        ("/needs/7/title", "needs"),
        ("/works/3", "works"),
        ("/no_such_field", "content"),
        ("", "content"),
        ("/", "content"),
        ('/"><script>', "content"),
        ("/name/0/deep/deeper", "name"),
        ("/na", "content"),
    ],
)
def test_error_points_at_something_on_the_page(pointer, id):
    (error,) = placed([FieldError(pointer=pointer, detail="请填写")], PAGE)
    assert (error.field_id, error.detail) == (id, "请填写")


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ('<label for="name">企业 &amp; 院所 <span>（选填）</span></label><input id="name">', "企业 & 院所"),
        ('<fieldset class="field" id="name" tabindex="-1">\n  <legend>希望的服务</legend></fieldset>', "希望的服务"),
        ('<div id="name" tabindex="-1" role="group" aria-label="技术需求"></div>', "技术需求"),
        ('<p id="name"></p>', ""),
    ],
)
def test_error_says_what_stands_at_its_field(field, label):
    (error,) = placed([FieldError(pointer="/name", detail="请填写")], field)
    assert error.label == label
