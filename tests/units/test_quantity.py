"""A quantity keeps its unit and is never less than nothing."""

import pickle
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from b2bdeal.errors import UnitMismatch, ValueProblem
from b2bdeal.units import Quantity

QUANTITY = TypeAdapter(Quantity)
values = st.decimals(min_value=0, max_value=10**6, allow_nan=False, allow_infinity=False, places=3)
pieces = st.builds(Quantity.of, values, st.just("piece"))


@given(pieces, pieces)
def test_the_order_of_a_sum_is_all_one_and_taking_away_undoes_it(a: Quantity, b: Quantity) -> None:
    assert a + b == b + a
    assert a + b - b == a
    assert (a <= b) == (b >= a) == (not a > b)
    assert (a < b) == (b > a)


@given(pieces)
def test_a_quantity_comes_back_from_json_as_it_was(quantity: Quantity) -> None:
    assert QUANTITY.validate_json(QUANTITY.dump_json(quantity)) == quantity
    assert pickle.loads(pickle.dumps(quantity)) == quantity


def test_a_quantity_is_read_from_what_people_write() -> None:
    thousand = Quantity(Decimal(1000), "piece")
    assert Quantity.of("1,000 pieces") == Quantity.of(1000, "piece") == Quantity.of("1000", "piece") == thousand


@pytest.mark.parametrize("bad", ["1000", "piece 1000", "", "1 000 piece", "-1 piece", "some piece"])
def test_a_text_that_is_no_quantity_is_refused_with_a_hint(bad: str) -> None:
    with pytest.raises(ValueProblem) as wrong:
        Quantity.of(bad)
    assert wrong.value.hint


@pytest.mark.parametrize("bad", [Decimal(-1), -1, 1.5, True, Decimal("NaN"), Decimal("Infinity"), "-0.1", None])
def test_a_quantity_is_an_exact_number_of_zero_or_more(bad: Any) -> None:
    with pytest.raises(ValidationError, match="give a quantity of zero or more"):
        Quantity(bad, "piece")
    with pytest.raises(ValueProblem):
        Quantity.of(bad, "piece")


@pytest.mark.parametrize("bad", ["", "Piece", "1piece", "件", "a piece", "x" * 25, None])
def test_a_unit_is_a_short_lower_case_name(bad: Any) -> None:
    with pytest.raises(ValidationError, match="short lower-case name"):
        Quantity(Decimal(1), bad)


@pytest.mark.parametrize("doing", ["__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__", "__truediv__"])
def test_two_units_never_meet_and_the_refusal_says_how_to_convert(doing: str) -> None:
    with pytest.raises(UnitMismatch, match=r"'kg' and 'g' can't be .*\.to\('kg'\)"):
        getattr(Quantity.of("1 kg"), doing)(Quantity.of("500 g"))
    with pytest.raises(UnitMismatch, match="give both in one unit"):
        getattr(Quantity.of("1 kg"), doing)(Quantity.of("1 carton"))
    with pytest.raises(UnitMismatch, match="write the unit as 'piece'"):
        getattr(Quantity.of("1 piece"), doing)(Quantity(Decimal(1), "pieces"))


def test_a_difference_below_zero_is_refused() -> None:
    with pytest.raises(ValueProblem, match="1 piece less 2 piece is less than nothing"):
        Quantity.of("1 piece") - Quantity.of("2 piece")
    with pytest.raises(ValueProblem, match="less than nothing"):
        Quantity.of("1 piece") * -1
    with pytest.raises(ValueProblem, match="less than nothing"):
        Quantity.of("1 piece") / -1


def test_a_quantity_is_multiplied_and_divided_by_exact_numbers_only() -> None:
    assert Quantity.of("12 piece") * 3 == 3 * Quantity.of("12 piece") == Quantity.of("36 piece")
    assert Quantity.of("12 piece") / 8 == Quantity.of("1.5 piece")
    assert Quantity.of("12 piece") / Quantity.of("8 piece") == Decimal("1.5")
    for factor in (1.5, True):
        with pytest.raises(TypeError, match="not exact"):
            Quantity.of("1 piece") * factor  # type: ignore[operator]  # the mistake that is tested
        with pytest.raises(TypeError, match="not exact"):
            Quantity.of("1 piece") / factor  # type: ignore[operator]  # the mistake that is tested
    with pytest.raises(ValueProblem, match="divided by zero"):
        Quantity.of("1 piece") / 0


@pytest.mark.parametrize(
    ("text", "unit", "same"),
    [
        ("1500 g", "kg", "1.5 kg"),
        ("1 t", "kg", "1,000 kg"),
        ("250 ml", "l", "0.25 l"),
        ("1 m3", "l", "1,000 l"),
        ("2.5 m", "cm", "250 cm"),
        ("3 dozen", "piece", "36 piece"),
        ("1 gross", "dozen", "12 dozen"),
        ("1 carton", "carton", "1 carton"),
    ],
)
def test_units_of_one_dimension_convert_exactly(text: str, unit: str, same: str) -> None:
    assert str(Quantity.of(text).to(unit)) == same


@given(values, st.sampled_from([("kg", "g"), ("l", "ml"), ("m", "mm"), ("dozen", "piece"), ("t", "mg")]))
def test_there_and_back_is_the_same(value: Decimal, units: tuple[str, str]) -> None:
    large, small = units
    quantity = Quantity(value, large)
    assert quantity.to(small).to(large) == quantity


def test_what_does_not_convert_is_refused() -> None:
    with pytest.raises(UnitMismatch, match="no fixed number"):
        Quantity.of("1 carton").to("piece")
    with pytest.raises(UnitMismatch, match="no fixed number"):
        Quantity.of("1 l").to("kg")
    with pytest.raises(ValueProblem, match="no exact value in 'dozen'"):
        Quantity.of("1000 piece").to("dozen")


def test_a_quantity_reads_well() -> None:
    assert str(Quantity.of("1000 piece")) == "1,000 piece"
    assert repr(Quantity.of("1000 piece")) == "Quantity('1000', 'piece')"
    assert Quantity.of("1000 piece").text() == "1,000 pieces"
    assert Quantity.of("1 piece").text() == "1 piece"
    assert Quantity.of("1000 piece").text("zh") == "1,000 件"
    assert Quantity.of("0.125 kg").text("zh") == "0.125 千克"
    assert Quantity.of("2 jar").text("zh") == "2 jar"
