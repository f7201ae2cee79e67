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
