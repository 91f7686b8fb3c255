"""Exact decimals, as every figure of trade is: never a float, never a JSON number; checked in pydantic's Rust core."""

from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from b2bdeal.errors import ValueProblem

__all__ = ["Amount", "Exact", "bounded", "exact", "minus", "over", "parse", "plain", "plus", "times"]

DIGITS = 28
"""The most digits of an amount, 12 of them after the point."""
PLACES = 12
"""The most digits after the point."""

# Text without an exponent is bounded by its form, which is much faster than counting the digits of the Decimal. The
# other form is what str() makes of a Decimal such as 1E+3 or 0.0000001.
_PLAIN = rf"^[+-]?[0-9]{{1,{DIGITS - PLACES}}}(\.[0-9]{{1,{PLACES}}})?$"
_POWER = r"^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,18})?$"
_STEP = Decimal(1).scaleb(-PLACES)
_MOST = 10 ** (DIGITS - PLACES) - 1

# Contexts of our own: a program may have set Python's to fewer digits. 80 hold any product of two amounts.
_WIDE = Context(prec=80, rounding=ROUND_HALF_EVEN)
_QUOTIENT = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN)

_ASK = "give a Decimal or text such as '12.50'; a float or a JSON number loses cents"
_SIZE = f"at most {DIGITS - PLACES} digits before the point and {PLACES} after it"


class Exact:
    """Marks a Decimal between two bounds that takes a Decimal, an int, or text such as "12.50", and nothing else."""

    def __init__(self, kind: str, message: str, *, ge: int | None = None, le: int | None = None) -> None:
        self.kind, self.message, self.ge, self.le = kind, message, ge, le

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        ge = None if self.ge is None else Decimal(self.ge)
        le = None if self.le is None else Decimal(self.le)
        bounded = core_schema.decimal_schema(allow_inf_nan=False, ge=ge, le=le)
        counted = core_schema.decimal_schema(
            allow_inf_nan=False, max_digits=DIGITS, decimal_places=PLACES, ge=ge, le=le
        )
        made = core_schema.decimal_schema(
            strict=True, allow_inf_nan=False, max_digits=DIGITS, decimal_places=PLACES, ge=ge, le=le
        )
        text = core_schema.union_schema([_text(_PLAIN, bounded), _text(_POWER, counted)], mode="left_to_right")
        # The bounds come first: turning a huge int into digits is slow, and Python refuses it beyond 4,300 of them.
        whole = core_schema.chain_schema([core_schema.int_schema(strict=True, ge=-_MOST, le=_MOST), bounded])
        return core_schema.custom_error_schema(
            core_schema.json_or_python_schema(
                json_schema=text,
                python_schema=core_schema.union_schema([made, text, whole], mode="left_to_right"),
                serialization=core_schema.to_string_ser_schema(when_used="json"),
            ),
            custom_error_type=self.kind,
            custom_error_message=self.message,
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "maxLength": 40, "pattern": _POWER}


def _text(pattern: str, number: CoreSchema) -> CoreSchema:
    text = core_schema.str_schema(strict=True, max_length=40, pattern=pattern, regex_engine="rust-regex")
    return core_schema.chain_schema([text, number])


Amount = Annotated[Decimal, Exact("amount", f"{_ASK}; {_SIZE}")]
"""An exact decimal: a Decimal, an int or text such as "12.50"; as JSON it is text. At most 16 digits before the point
and 12 after it; no float, no JSON number, no NaN, no infinity."""


def parse(value: Decimal | int | str, what: str) -> Decimal:
    """The decimal that a Decimal, an int or text such as "1,000.5" says; else a `ValueProblem` about a `what`."""
    if isinstance(value, str):
        text = value.strip()
        whole, _, _ = text.partition(".")
        groups = whole.lstrip("+-").split(",")
        if len(groups) > 1 and 1 <= len(groups[0]) <= 3 and all(len(g) == 3 for g in groups[1:]):
            text = text.replace(",", "")
        try:
            if len(text) > 40 or "_" in text or not text.isascii():
                raise InvalidOperation
            number = Decimal(text)
        except InvalidOperation:
            raise ValueProblem(f"{value[:60]!r} is no {what}.", hint="write it like '12.50' or '1,250'") from None
    elif isinstance(value, Decimal):
        number = value
    elif isinstance(value, int) and not isinstance(value, bool):
        number = Decimal(value) if abs(value) <= _MOST else Decimal("Infinity")
    else:
        raise ValueProblem(f"A {type(value).__name__} is no {what}.", hint=_ASK)
    return exact(number, what)


def exact(number: Decimal, what: str) -> Decimal:
    """The number, rounded half-even to 12 digits after the point if it has more; a `ValueProblem` if too large."""
    number = bounded(number, what)
    return number.quantize(_STEP, context=_WIDE) if _places(number) > PLACES else number


def bounded(number: Decimal, what: str) -> Decimal:
    """The number, if it has at most 16 digits before the point; else a `ValueProblem`."""
    if not number:
        return Decimal(0) if number.is_signed() or number.adjusted() > 0 else number
    if not number.is_finite() or number.adjusted() >= DIGITS - PLACES:
        raise ValueProblem(f"This {what} is too large or no number.", hint=f"{_ASK}; {_SIZE}")
    return number


def plus(a: Decimal, b: Decimal) -> Decimal:
    """The exact sum of two amounts."""
    return _WIDE.add(a, b)


def minus(a: Decimal, b: Decimal) -> Decimal:
    """The exact difference of two amounts."""
    return _WIDE.subtract(a, b)


def times(a: Decimal, b: Decimal | int) -> Decimal:
    """The product, on 80 digits."""
    return _WIDE.multiply(a, Decimal(b))


def over(a: Decimal, b: Decimal | int, what: str) -> Decimal:
    """The quotient, on 28 digits; a `ValueProblem` where `b` is nothing."""
    if not b:
        raise ValueProblem(f"A {what} can't be divided by zero.", hint="check the number that it is divided by")
    return _QUOTIENT.divide(a, Decimal(b))


def plain(number: Decimal, places: int = 0) -> str:
    """The number with separators of thousands and at least `places` digits after the point: "1,234,567.50"."""
    if not number:
        number = Decimal(0)  # a zero may carry a minus sign, or an exponent of a million
    elif _places(number) > places:
        number = number.normalize(_WIDE)
    return f"{number:,.{max(_places(number), places)}f}"


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0
