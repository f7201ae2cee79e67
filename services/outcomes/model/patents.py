"""Chinese patent numbers: `ZL`, year, kind, serial, and a check character that catches a mistyped digit."""

import re

from shared.language import N_
from shared.rules import Invalid
from shared.store.record import Record

_FORM = re.compile(r"ZL(\d{4}[12389]\d{7})\.([\dX])")
_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


class NoPatentNumber(Invalid):
    """Not of the form of a Chinese patent number."""

    says = N_("专利号“{number}”格式不正确，应类似 ZL201310699744.2")


class MistypedPatentNumber(Invalid):
    """Its check character is another."""

    says = N_("专利号“{number}”校验位不正确，请对照专利证书核对")


def check_character(twelve_digits: str) -> str:
    """The check character of year, kind and serial: weights 2-9, 2-5, modulo 11, 10 written X [ZC 0006-2003]."""
    rest = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, twelve_digits, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def patent_number(text: str) -> str:
    """`text` as a patent number is written, spaces and small letters tolerated. Raises the two above."""
    found = _FORM.fullmatch("".join(text.split()).upper())
    if found is None:
        raise NoPatentNumber(field="patent_numbers", number=text[:40])
    digits, check = found.groups()
    if check_character(digits) != check:
        raise MistypedPatentNumber(field="patent_numbers", number=text[:40])
    return found.group()


class PatentClaim(Record):
    """That one entry reported a patent of a scheme: the same number counts once, whoever reports it."""

    entry: str

    @staticmethod
    def id_of(scheme_id: str, number: str) -> str:
        """The id of the claim to a patent in a scheme."""
        return f"{scheme_id}|{number}"
