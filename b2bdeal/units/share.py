"""Shares of a whole: from 0 to 1, and exactly 1 together."""

from collections.abc import Sequence
from decimal import Context, Decimal
from functools import reduce
from typing import Annotated

from b2bdeal.errors import ValueProblem
from b2bdeal.units.amount import Exact, exact, minus, over, parse, plain, plus

__all__ = ["Share", "normalised", "percent", "percent_text", "whole"]

_WIDE = Context(prec=80)

Share = Annotated[
    Decimal,
    Exact(
        "share",
        "give a share from 0 to 1 as a Decimal or text such as '0.3', not a float; percent(30) is 0.3",
        ge=0,
        le=1,
    ),
]
"""A share of a whole, from 0 to 1, as an exact decimal; as JSON it is text."""


def percent(value: Decimal | int | str) -> Decimal:
    """The share that so many percent are: `percent("30 %")` is 0.3; a `ValueProblem` outside 0 to 100."""
    number = parse(value.strip().removesuffix("%") if isinstance(value, str) else value, "percentage")
    if not 0 <= number <= 100:
        raise ValueProblem(
            f"A share of {plain(number)} % is an error.",
            hint="a share is from 0 to 100 %; weights that sum to more are compared by normalised()",
        )
    return exact(number.scaleb(-2, _WIDE), "percentage")


def percent_text(share: Decimal) -> str:
    """A share in percent, with every digit it has: "99.99 %"."""
    return f"{plain(share.scaleb(2, _WIDE))} %"


def whole(shares: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """The shares themselves, if each is from 0 to 1 and they sum to exactly 1; else a `ValueProblem` with the sum."""
    for share in shares:
        if not isinstance(share, Decimal) or not share.is_finite() or not 0 <= share <= 1:
            raise ValueProblem(
                f"{share!r} is no share of a whole.", hint="give Decimals from 0 to 1, such as percent(30)"
            )
    total = reduce(plus, shares, Decimal(0))
    if total != 1:
        gap = minus(Decimal(1), total)
        what = f"{percent_text(gap)} is missing" if gap > 0 else f"{percent_text(-gap)} is too much"
        raise ValueProblem(f"The shares sum to {percent_text(total)}, not to 100 %.", hint=what)
    return tuple(shares)


def normalised(weights: Sequence[Decimal | int]) -> tuple[Decimal, ...]:
    """Reference weights, such as 50, 30, 15, 15, as shares that sum to exactly 1; the rounding is put on the largest.

    Each share has at most 12 digits. Weights are for comparison and no probabilities: say where you show them that they
    were normalised. A `ValueProblem` where one is negative or all are zero.
    """
    numbers = [parse(w, "weight") for w in weights]
    total = reduce(plus, numbers, Decimal(0))
    if any(n < 0 for n in numbers) or not total:
        raise ValueProblem("Weights are zero or more, and not all zero.", hint="give weights such as 50, 30, 15, 15")
    shares = [exact(over(n, total, "weight"), "share") for n in numbers]
    largest = max(range(len(shares)), key=lambda i: shares[i])
    shares[largest] = plus(shares[largest], minus(Decimal(1), reduce(plus, shares)))
    return tuple(shares)
