"""Shares are parts of a whole, and a share of 110 % is an error."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from b2bdeal.errors import ValueProblem
from b2bdeal.units import Share, normalised, percent, percent_text, whole

SHARE = TypeAdapter[Decimal](Share)


@pytest.mark.parametrize("good", [Decimal("0.3"), "0.3", "1", 0, 1, Decimal("1.00")])
def test_a_share_is_from_0_to_1(good: Any) -> None:
    assert SHARE.validate_python(good) == Decimal(good)
    assert SHARE.validate_json(SHARE.dump_json(Decimal(good))) == Decimal(good)


@pytest.mark.parametrize("bad", [Decimal("1.1"), "-0.1", 2, -1, 0.3, True, "30 %", Decimal("NaN"), None])
def test_what_is_no_share_is_refused(bad: Any) -> None:
    with pytest.raises(ValidationError, match="give a share from 0 to 1"):
        SHARE.validate_python(bad)


@pytest.mark.parametrize("written", [30, "30", "30%", "30 %", Decimal("30.0")])
def test_percent_gives_the_share(written: Any) -> None:
    assert percent(written) == Decimal("0.3")


@pytest.mark.parametrize("bad", [110, "110 %", -1, "x", 0.5, True, "30 percent", Decimal("NaN")])
def test_a_share_beyond_the_whole_is_an_error(bad: Any) -> None:
    with pytest.raises(ValueProblem):
        percent(bad)


def test_the_refusal_of_110_percent_says_so() -> None:
    with pytest.raises(ValueProblem, match=r"A share of 110 % is an error"):
        percent(110)


@given(st.integers(0, 10_000))
def test_percent_and_its_text_are_each_others_inverse(hundredths: int) -> None:
    share = Decimal(hundredths).scaleb(-4)
    assert percent(percent_text(share)) == share


def test_shares_of_a_whole_are_given_back() -> None:
    assert whole([percent(30), percent(70)]) == (Decimal("0.3"), Decimal("0.7"))


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        (["0.3", "0.6999"], r"sum to 99\.99 %, not to 100 %\. \(0\.01 % is missing\)"),
        (["0.5", "0.3", "0.15", "0.15"], r"sum to 110 %, not to 100 %\. \(10 % is too much\)"),
        ([], r"sum to 0 %, not to 100 %\. \(100 % is missing\)"),
        (["1.5", "-0.5"], "is no share of a whole"),
        (["NaN"], "is no share of a whole"),
    ],
)
def test_shares_that_are_not_whole_are_refused_with_their_sum(shares: list[str], said: str) -> None:
    with pytest.raises(ValueProblem, match=said):
        whole([Decimal(share) for share in shares])


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any))
def test_normalised_weights_are_whole_and_keep_their_order(weights: list[int]) -> None:
    shares = whole(normalised(weights))
    by_weight = sorted(zip(weights, shares, strict=True))
    assert [share for _, share in by_weight] == sorted(shares)


def test_the_published_traffic_shares_of_110_percent_can_be_compared_once_normalised() -> None:
    assert [round(share, 4) for share in normalised([50, 30, 15, 15])] == [
        Decimal("0.4545"),
        Decimal("0.2727"),
        Decimal("0.1364"),
        Decimal("0.1364"),
    ]


@pytest.mark.parametrize("bad", [[], [0, 0], [-1, 2]])
def test_weights_of_nothing_have_no_shares(bad: list[int]) -> None:
    with pytest.raises(ValueProblem, match="not all zero"):
        normalised(bad)
