"""Money in integer fen (1 yuan = 100 fen); no float ever holds an amount."""

from typing import Annotated

from pydantic import Field

Fen = Annotated[int, Field(ge=0, description="amount in fen, 1 yuan = 100 fen")]


def yuan(amount: int) -> str:
    """`amount` fen as it is written: 3000000 -> '30,000', 150 -> '1.50'."""
    whole, rest = divmod(abs(amount), 100)
    sign = "-" if amount < 0 else ""
    return f"{sign}{whole:,}" if rest == 0 else f"{sign}{whole:,}.{rest:02d}"
