"""The rules of text messages in China: signature, length, and the hours of the night."""

from datetime import datetime, time, timedelta

from shared.clock import BEIJING

SINGLE = 70
"""Characters of a message that costs one text, the signature counted (practice of Chinese operators)."""
PART = 67
"""Characters of each text of a longer message: three go into joining the parts."""

NIGHT_BEGINS = time(22)
NIGHT_ENDS = time(8)
"""No notices from 22:00 until 08:00, China's time; sign-in goes at any hour."""


def signed(signature: str, text: str) -> str:
    """The text as it arrives: 【signature】 in front."""
    return f"【{signature}】{text}"


def texts_of(text: str) -> int:
    """How many texts `text`, signature included, is charged as: one up to 70 characters, else one per 67 begun.

    Characters are UTF-16 code units, as they are sent: a character outside the basic plane counts twice.
    """
    length = len(text.encode("utf-16-le")) // 2
    return 1 if length <= SINGLE else -(-length // PART)


def quiet(moment: datetime) -> bool:
    """Whether notices by SMS must wait at `moment`."""
    local = moment.astimezone(BEIJING).time()
    return local >= NIGHT_BEGINS or local < NIGHT_ENDS


def morning_after(moment: datetime) -> datetime:
    """The first 08:00 in China after `moment`."""
    local = moment.astimezone(BEIJING)
    day = local.date() if local.time() < NIGHT_ENDS else local.date() + timedelta(days=1)
    return datetime.combine(day, NIGHT_ENDS, BEIJING)
