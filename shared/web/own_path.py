"""Addresses people are sent on to: ours alone, whatever was asked for."""

import re
from urllib.parse import quote

LONGEST_PATH = 1000
_OURS = re.compile(r"/(?![/\\])[^\x00-\x20\\\x7f]*")


def own_path(asked: str, otherwise: str = "/") -> str:
    """`asked`, where it is a path (and query) of ours, else `otherwise`.

    Refused are other hosts in all their spellings (`https:`, `//host`, `/\\host`) and whatever could break a header.
    """
    if len(asked) > LONGEST_PATH or not _OURS.fullmatch(asked):
        return otherwise
    return quote(asked, safe="/?=&%:@!$'()*+,;~.-_")
