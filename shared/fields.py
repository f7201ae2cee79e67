"""Checked values of forms: what a person types, tolerated where it can be, refused in their words where it cannot."""

import re
import unicodedata
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

from shared.language import N_
from shared.store.record import STORED
from shared.vocabulary import COUNTIES

_CHINA = 86
"""The country code of mainland China, the only one text messages are sent to."""
_NUMBER = re.compile(r"[\d\s()+.-]{1,30}")
_EMAIL = re.compile(r"""[^@\s()<>\[\]:;,\\"]{1,64}@[^@\s.()<>\[\]:;,\\"]+(\.[^@\s.()<>\[\]:;,\\"]+)+""")
"""RFC 5322's special characters are left out: `(1)a@b.cn` is a mailbox with a comment, and each comment would make the
same mailbox another contact, with limits of its own."""


class Sent(BaseModel):
    """Something a person sent. Unknown fields are refused, so that a misspelt one is not silently lost."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True)


def _credit_code(text: str) -> str:
    from stdnum.cn import uscc
    from stdnum.exceptions import ValidationError

    try:
        return str(uscc.validate(text))
    except ValidationError:
        raise ValueError(N_("统一社会信用代码不正确：应为 18 位，请对照营业执照核对")) from None


def _mobile(text: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException:
        raise ValueError(N_("手机号码不正确，请填写 11 位手机号")) from None
    if number.country_code != _CHINA:
        raise ValueError(N_("只能填写中国内地（+86）的手机号码，其他国家或地区的号码收不到本平台的短信"))
    mobile = phonenumbers.number_type(number) in (
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    )
    if not (phonenumbers.is_valid_number(number) and mobile):
        raise ValueError(N_("手机号码不正确，请填写 11 位手机号"))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _email(text: str) -> str:
    if len(text) > 254 or not _EMAIL.fullmatch(text):
        raise ValueError(N_("电子邮箱不正确，应类似 name@example.com"))
    return text.lower()


def _contact(text: str) -> str:
    # Chinese keyboards type full-width letters, digits and ＠.
    plain = unicodedata.normalize("NFKC", text)
    if "@" in plain:
        return _email(plain.replace(" ", ""))
    if not _NUMBER.fullmatch(plain):
        raise ValueError(N_("请填写 11 位手机号码，或 name@example.com 这样的电子邮箱"))
    return _mobile(plain)


def _county(code: str) -> str:
    if code not in COUNTIES:
        raise ValueError(N_("请从列出的县（市、区）中选择"))
    return code


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _lines(value: Any) -> Any:
    return [line.strip() for line in value.splitlines() if line.strip()] if isinstance(value, str) else value


def _typed(check: Callable[[str], str]) -> AfterValidator:
    """`check` for what a person types; what a store holds passes, or a stricter rule would make it unreadable."""

    def validated(text: str, info: ValidationInfo) -> str:
        return text if info.context is STORED else check(text)

    return AfterValidator(validated)


CreditCode = Annotated[str, _typed(_credit_code)]
"""A unified social credit code (GB 32100), its check character verified."""

Mobile = Annotated[str, Field(max_length=30), _typed(_mobile)]
"""A mobile number of mainland China, typed with spaces, dashes or +86 as one likes; kept as E.164."""

Email = Annotated[str, _typed(_email)]

Contact = Annotated[str, Field(max_length=254), _typed(_contact)]
"""A mobile number of mainland China or an e-mail address, whichever is typed, in the form Mobile or Email keep."""

County = Annotated[str, _typed(_county)]

AskedCounty = Annotated[str, Field(pattern=r"^(\d{6})?$")]
"""Of which county a list is to be, by its code (GB/T 2260); empty for all."""

ShortText = Annotated[str, Field(min_length=1, max_length=100)]
LongText = Annotated[str, Field(min_length=10, max_length=4000)]

Listed = BeforeValidator(_as_list)
"""Marks a tuple field that a form sends as one or several fields of the same name."""

Lines = BeforeValidator(_lines)
"""Marks a tuple field that a form sends as one text area, an item a line."""
