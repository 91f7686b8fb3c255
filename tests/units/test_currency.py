"""The table of currencies is the one that ISO publishes."""

import babel
import iso4217
import pytest
from babel.core import get_global
from pydantic import TypeAdapter, ValidationError

from b2bdeal.errors import ValueProblem
from b2bdeal.units import Currency, minor_digits
from b2bdeal.units.currency import _DIGITS, currency

CODE = TypeAdapter[str](Currency)
PUBLISHED = {one.code: one.exponent for one in iso4217.Currency if one.exponent is not None}


def test_the_table_has_every_code_that_iso_publishes_with_a_minor_unit_and_the_same_digits() -> None:
    """Where ISO has withdrawn a code since, keep it in the table and take it out of this comparison."""
    assert dict(_DIGITS) == PUBLISHED


def test_babel_agrees_on_the_currencies_that_a_deal_is_paid_in() -> None:
    fractions = get_global("currency_fractions")
    default = fractions["DEFAULT"][0]
    for code in ("CNY", "USD", "EUR", "GBP", "HKD", "JPY", "KRW", "VND", "KWD", "BHD", "TND", "CLF", "CHF", "INR"):
        assert fractions.get(code, (default,))[0] == minor_digits(code), (code, babel.__version__)


@pytest.mark.parametrize(("code", "digits"), [("JPY", 0), ("USD", 2), ("CNY", 2), ("KWD", 3), ("CLF", 4)])
def test_each_currency_is_paid_to_its_digits(code: str, digits: int) -> None:
    assert minor_digits(code) == digits


@pytest.mark.parametrize("bad", ["RMB", "cny", "", "XAU", "XXX", "USDT", "CNY ", None, 156])
def test_an_unknown_code_is_refused_in_one_short_sentence(bad: object) -> None:
    with pytest.raises(ValidationError) as wrong:
        CODE.validate_python(bad)
    (error,) = wrong.value.errors()
    assert "ISO 4217" in error["msg"]
    assert len(error["msg"]) < 120


@pytest.mark.parametrize(
    ("slip", "meant"), [("RMB", "CNY"), ("cny", "CNY"), ("$", "USD"), ("EURO", "EUR"), ("元", "CNY"), ("USDD", "USD")]
)
def test_a_slip_is_answered_with_the_code_that_was_meant(slip: str, meant: str) -> None:
    with pytest.raises(ValueProblem, match=f"did you mean {meant}"):
        currency(slip)


def test_a_word_that_is_like_no_code_gets_an_example() -> None:
    with pytest.raises(ValueProblem, match="give a code such as CNY"):
        minor_digits("????????")
