"""An amount is an exact decimal, however it is written, and nothing else."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from b2bdeal.errors import ValueProblem
from b2bdeal.units import Amount
from b2bdeal.units.amount import parse, plain

AMOUNT = TypeAdapter[Decimal](Amount)
amounts = st.decimals(
    min_value=Decimal(-(10**15)), max_value=Decimal(10**15), allow_nan=False, allow_infinity=False, places=12
) | st.decimals(min_value=-1_000_000, max_value=1_000_000, allow_nan=False, allow_infinity=False, places=2)


@pytest.mark.parametrize("given_", [Decimal("12.50"), "12.50", "+12.50", "1250e-2"])
def test_a_decimal_and_a_text_are_taken_as_they_are(given_: Any) -> None:
    assert AMOUNT.validate_python(given_) == Decimal("12.50")


def test_a_whole_number_is_taken() -> None:
    assert AMOUNT.validate_python(12) == Decimal(12)


@pytest.mark.parametrize(
    "bad",
    [
        12.5,
        True,
        None,
        b"12",
        "",
        " 12",
        "12\n",
        "1_000",
        "1,000",
        "１２",
        "nan",
        "Infinity",
        "1" * 41,
        "0." + "1" * 13,
        "1" * 17,
        "1e999999",
        10**16,
        10**5000,
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("-Infinity"),
        Decimal("1e999999"),
        Decimal("1e-999999"),
        Decimal("0.1234567890123"),
    ],
    ids=lambda bad: f"{type(bad).__name__}",
)
def test_what_is_no_exact_bounded_decimal_is_refused_and_the_message_says_what_to_give(bad: Any) -> None:
    with pytest.raises(ValidationError) as wrong:
        AMOUNT.validate_python(bad)
    (error,) = wrong.value.errors(include_input=False)
    assert error["type"] == "amount"
    assert "give a Decimal or text such as '12.50'; a float or a JSON number loses cents" in error["msg"]


@pytest.mark.parametrize("bad", ["1.5", "1", "true", "null", '"NaN"', '"1e99"', "[]", "1e400"])
def test_a_json_number_is_refused(bad: str) -> None:
    with pytest.raises(ValidationError, match="loses cents"):
        AMOUNT.validate_json(bad)


@given(amounts)
def test_an_amount_comes_back_from_json_as_it_was_digits_included(amount: Decimal) -> None:
    text = AMOUNT.dump_json(amount)
    assert isinstance(json.loads(text), str)
    back = AMOUNT.validate_json(text)
    assert back == amount
    assert back.as_tuple() == amount.as_tuple()
    assert AMOUNT.dump_json(back) == text


@pytest.mark.parametrize("odd", ["1E+3", "1E-7", "0E+999999", "-0"])
def test_a_decimal_that_python_writes_with_an_exponent_comes_back_too(odd: str) -> None:
    assert AMOUNT.validate_json(AMOUNT.dump_json(Decimal(odd))) == Decimal(odd)


def test_the_schema_for_others_says_text() -> None:
    class Line(BaseModel):
        price: Amount

    assert Line.model_json_schema()["properties"]["price"]["type"] == "string"
    assert Line.model_json_schema(mode="serialization")["properties"]["price"]["type"] == "string"


def test_thousands_may_be_separated_where_people_write() -> None:
    assert parse("1,234,567.50", "amount") == Decimal("1234567.50")


@pytest.mark.parametrize(
    "bad", ["1,23", "12,50", ",1", "1,000,00", "1.000,5", "x", "", "1" * 41, "1_0", 1.5, True, None]
)
def test_a_text_that_could_be_read_in_two_ways_is_refused(bad: Any) -> None:
    with pytest.raises(ValueProblem, match="is no amount"):
        parse(bad, "amount")


@pytest.mark.parametrize(
    ("number", "places", "shown"),
    [
        ("1234567.5", 2, "1,234,567.50"),
        ("0.12345000", 2, "0.12345"),
        ("1E+3", 0, "1,000"),
        ("-0.00", 2, "0.00"),
        ("0E+999999", 2, "0.00"),
        ("0E-999999", 0, "0"),
        ("-12.5", 3, "-12.500"),
    ],
)
def test_a_number_is_shown_with_its_own_digits_and_never_as_a_power(number: str, places: int, shown: str) -> None:
    assert plain(Decimal(number), places) == shown
