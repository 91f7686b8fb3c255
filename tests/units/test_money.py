"""Money keeps its currency and never loses a cent."""

import copy
import pickle
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from b2bdeal.errors import CurrencyMismatch, ValueProblem
from b2bdeal.units import Money, minor_digits, percent
from b2bdeal.units.currency import _DIGITS

MONEY = TypeAdapter(Money)
codes = st.sampled_from(sorted(_DIGITS))


def numbers(most: int = 10**12) -> st.SearchStrategy[Decimal]:
    return st.decimals(min_value=-most, max_value=most, allow_nan=False, allow_infinity=False, places=6)


moneys = st.builds(Money.of, numbers(), codes)
yuan = st.builds(Money.of, numbers(), st.just("CNY"))


@st.composite
def payable(draw: st.DrawFn) -> Money:
    """Money of any currency with no more digits than it is paid in."""
    code = draw(codes)
    return Money(Decimal(draw(st.integers(-(10**12), 10**12))).scaleb(-minor_digits(code)), code)


@st.composite
def portions(draw: st.DrawFn) -> list[Decimal]:
    """Shares that sum to exactly 1."""
    cuts = sorted(draw(st.lists(st.integers(0, 10_000), max_size=8)))
    return [Decimal(b - a).scaleb(-4) for a, b in zip([0, *cuts], [*cuts, 10_000], strict=True)]


def test_money_is_made_of_an_amount_and_a_code_or_read_from_what_people_write() -> None:
    made = Money(Decimal("1250.00"), "CNY")
    assert Money.of("1250", "CNY") == Money.of("1,250.00 CNY") == Money.of(1250, "CNY") == made
    assert Money.of(Decimal(1250), "CNY") == made


@pytest.mark.parametrize("text", ["12.50", "CNY 12.50", "", "12.50 CNY net", "twelve CNY", "12.50 RMB"])
def test_a_text_that_is_no_money_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(ValueProblem) as wrong:
        Money.of(text)
    assert wrong.value.hint


@pytest.mark.parametrize("bad", [12.5, True, Decimal("NaN"), Decimal("Infinity"), "12,5", None])
def test_money_is_never_made_of_a_float_nor_of_what_is_no_number(bad: Any) -> None:
    with pytest.raises(ValidationError, match="loses cents"):
        Money(bad, "CNY")
    with pytest.raises(ValueProblem):
        Money.of(bad, "CNY")


@given(yuan, yuan)
def test_the_order_of_a_sum_is_all_one_and_taking_away_undoes_it(a: Money, b: Money) -> None:
    assert a + b == b + a
    assert a + b - b == a
    assert a - b == -(b - a)
    assert sum([a, b], Money.zero("CNY")) == Money.total([a, b], "CNY") == a + b


@given(moneys)
def test_money_comes_back_from_json_as_it_was(money: Money) -> None:
    assert MONEY.validate_json(MONEY.dump_json(money)) == money


def test_its_json_is_the_amount_as_text_and_the_code() -> None:
    assert MONEY.dump_json(Money.of("12.50 CNY")) == b'{"amount":"12.50","currency":"CNY"}'


@pytest.mark.parametrize(
    "text",
    [
        '{"amount":12.5,"currency":"CNY"}',
        '{"amount":"12.5","currency":"RMB"}',
        '{"amount":"12.5"}',
        '{"amount":"12.5","currency":"CNY","tax":"0"}',
    ],
)
def test_other_json_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        MONEY.validate_json(text)


@pytest.mark.parametrize("doing", ["__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__", "__truediv__"])
def test_two_currencies_never_meet_and_the_refusal_names_both(doing: str) -> None:
    with pytest.raises(CurrencyMismatch, match=r"CNY and USD can't be .*convert one .* at a dated rate"):
        getattr(Money.of("1 CNY"), doing)(Money.of("1 USD"))


def test_two_currencies_are_merely_different_as_keys() -> None:
    assert Money.of("1 CNY") != Money.of("1 USD")
    assert len({Money.of("1 CNY"), Money.of("1 USD"), Money.of("1.00 CNY")}) == 2


def test_money_compares_by_value() -> None:
    small, large = Money.of("9 CNY"), Money.of("10.00 CNY")
    assert small < large
    assert small <= large
    assert large > small
    assert large >= Money.of("10 CNY")
    assert max(small, large) is large


def test_money_is_multiplied_by_exact_numbers_only() -> None:
    assert Money.of("12.50 CNY") * 3 == 3 * Money.of("12.50 CNY") == Money.of("37.50 CNY")
    assert Decimal("0.3") * Money.of("12.50 CNY") == Money.of("3.75 CNY")
    for factor in (1.5, True):
        with pytest.raises(TypeError, match="loses cents"):
            Money.of("1 CNY") * factor  # type: ignore[operator]  # the mistake that is tested
        with pytest.raises(TypeError, match="loses cents"):
            Money.of("1 CNY") / factor  # type: ignore[operator]  # the mistake that is tested


def test_money_divides_into_a_ratio_or_into_less_money() -> None:
    assert Money.of("1 CNY") / Money.of("4 CNY") == Decimal("0.25")
    assert Money.of("1 CNY") / 3 == Money.of("0.333333333333 CNY")
    with pytest.raises(ValueProblem, match="divided by zero"):
        Money.of("1 CNY") / Money.zero("CNY")
    with pytest.raises(ValueProblem, match="divided by zero"):
        Money.of("1 CNY") / 0


def test_money_beyond_all_bounds_is_refused_and_not_rounded() -> None:
    most = Money.of("9999999999999999 CNY")
    for too_much in (
        lambda: most + most,
        lambda: most * 2,
        lambda: most / Decimal("0.1"),
        lambda: most * Decimal("1e99"),
    ):
        with pytest.raises(ValueProblem, match="too large"):
            too_much()


def test_a_programs_own_decimal_context_changes_nothing() -> None:
    with localcontext() as context:
        context.prec = 3
        assert Money.of("123456.78 CNY") + Money.of("0.01 CNY") == Money.of("123456.79 CNY")
        assert -Money.of("123456.78 CNY") == Money.of("-123456.78 CNY")
        assert abs(Money.of("-123456.78 CNY")) == Money.of("123456.78 CNY")
        assert Money.of("123456.78 CNY").split([percent(30), percent(70)])[1] == Money.of("86419.75 CNY")


@given(yuan, numbers(1000))
def test_what_arithmetic_gives_can_be_written_down(money: Money, factor: Decimal) -> None:
    for result in (money + money, money - money, -money, abs(money), money * factor, money / 7, money.rounded()):
        assert Money(result.amount, result.currency) == result
        assert MONEY.validate_json(MONEY.dump_json(result)) == result


@pytest.mark.parametrize(
    ("text", "due"),
    [("0.005 CNY", "0.01 CNY"), ("-0.005 CNY", "-0.01 CNY"), ("0.5 JPY", "1 JPY"), ("0.0005 KWD", "0.001 KWD")],
)
def test_what_is_due_is_rounded_half_up_to_the_minor_unit(text: str, due: str) -> None:
    assert not Money.of(text).is_rounded
    assert Money.of(text).rounded() == Money.of(due)
    assert Money.of(due).is_rounded


@given(payable(), portions())
def test_a_split_loses_nothing_whatever_the_currency(money: Money, shares: list[Decimal]) -> None:
    parts = money.split(shares)
    assert len(parts) == len(shares)
    assert Money.total(parts, money.currency) == money == money.rounded()
    assert all(part.is_rounded and part.currency == money.currency for part in parts)
    assert all(part.is_zero or (part.amount < 0) == (money.amount < 0) for part in parts)


def test_the_remainder_is_on_the_last_part() -> None:
    thirds = [Decimal("0.3333"), Decimal("0.3333"), Decimal("0.3334")]
    assert [str(part) for part in Money.of("0.10 CNY").split(thirds)] == ["0.03 CNY", "0.03 CNY", "0.04 CNY"]


def test_the_last_part_never_turns_its_sign() -> None:
    halves = [Decimal("0.5"), Decimal("0.5"), Decimal(0)]
    assert [str(part) for part in Money.of("0.01 CNY").split(halves)] == ["0.01 CNY", "0.00 CNY", "0.00 CNY"]


def test_portions_that_are_not_whole_are_refused_with_their_sum() -> None:
    with pytest.raises(ValueProblem, match=r"sum to 99\.99 %, not to 100 %\. \(0\.01 % is missing\)"):
        Money.of("10 CNY").split([percent(30), percent("69.99")])
    with pytest.raises(ValueProblem, match="sum to 0 %"):
        Money.of("10 CNY").split([])


def test_money_with_more_digits_than_its_currency_keeps_is_rounded_before_it_is_split() -> None:
    for sharing in (lambda m: m.split([Decimal(1)]), lambda m: m.allocate(1)):
        with pytest.raises(ValueProblem, match=r"take \.rounded\(\)"):
            sharing(Money.of("10.001 CNY"))


@given(payable(), st.integers(1, 50))
def test_equal_parts_lose_nothing_and_differ_by_one_minor_unit_at_most(money: Money, n: int) -> None:
    parts = money.allocate(n)
    assert len(parts) == n
    assert Money.total(parts, money.currency) == money
    assert max(parts) - min(parts) <= Money(Decimal(1).scaleb(-minor_digits(money.currency)), money.currency)


@pytest.mark.parametrize("n", [0, -1, True, 1.5, 10**9])
def test_money_is_shared_out_in_one_part_at_least(n: Any) -> None:
    with pytest.raises(ValueProblem, match="whole number from 1"):
        Money.of("1 CNY").allocate(n)


def test_money_reads_well() -> None:
    assert str(Money.of("1234567.5 CNY")) == "1,234,567.50 CNY"
    assert str(Money.of("1234567 JPY")) == "1,234,567 JPY"
    assert str(Money.of("0.01234500 USD")) == "0.012345 USD"
    assert repr(Money.of("12.50 CNY")) == "Money('12.50', 'CNY')"


def test_money_reads_well_in_english_and_chinese() -> None:
    assert Money.of("1234.5 CNY").text() == "1,234.50\xa0CNY"
    assert Money.of("1234.5 CNY").text("zh") == "1,234.50\xa0CNY"
    assert Money.of("0.01234 USD").text("en") == "0.01234\xa0USD"
    assert Money.of("1234 JPY").text("zh") == "1,234\xa0JPY"
    assert Money.of("-1 USD").text("en") == "-1.00\xa0USD"


def test_money_is_frozen_and_can_be_copied_and_pickled() -> None:
    money = Money.of("12.50 CNY")
    with pytest.raises(AttributeError):
        money.amount = Decimal(0)  # type: ignore[misc]  # the mistake that is tested
    assert pickle.loads(pickle.dumps(money)) == copy.deepcopy(money) == money
    assert pickle.loads(pickle.dumps(money + money)) == money * 2


def test_an_error_in_a_document_names_the_field() -> None:
    class Line(BaseModel):
        price: Money

    with pytest.raises(ValidationError) as wrong:
        Line.model_validate({"price": {"amount": 1.5, "currency": "CNY"}})
    assert wrong.value.errors()[0]["loc"] == ("price", "amount")
