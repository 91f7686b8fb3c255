"""What a repeat order carries over: the fact, and what the negotiation makes of it."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from b2bdeal import (
    ApprovedVersion,
    CarriedOver,
    Discount,
    Money,
    Negotiation,
    PassedStability,
    SampleApproved,
    percent,
)
from b2bdeal.testing import START, Story

CREAM = ApprovedVersion(item="CREAM-50", formula="F-17.2", packaging="JAR-50-W")


def carried(**words: Any) -> CarriedOver:
    return CarriedOver(**{"at": START, "from_deal": "D-1", "approved": (CREAM,)} | words)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"approved": ()}, "approved is empty"),
        ({"approved": (CREAM, CREAM)}, r"approved names CREAM-50 F-17\.2 more than once"),
        ({"markets": ("FR", "FR")}, "markets names FR more than once"),
        ({"tooling": ("T-1", "T-1")}, "tooling names T-1 more than once"),
        ({"registrations": ("R-1", "R-1")}, "registrations names R-1"),
        ({"standards": ("S-1", "S-1")}, "standards names S-1"),
        ({"discounts": (Discount(case="SC-1", share=percent(5)),) * 2}, "discounts names SC-1"),
    ],
)
def test_what_is_carried_is_named_once(words: dict[str, Any], says: str):
    with pytest.raises(ValidationError, match=says):
        carried(**words)


@pytest.mark.parametrize("words", [{}, {"share": percent(5), "amount": Money.of("1.00", "CNY")}, {"share": percent(0)}])
def test_a_discount_is_a_sum_or_a_share_above_nothing(words: dict[str, Any]):
    with pytest.raises(ValidationError, match=r"sum or a share|0 % is none"):
        Discount(case="SC-1", **words)


def test_what_is_carried_over_counts_as_approved():
    assert Negotiation.of([carried()]).approved == {("CREAM-50", "F-17.2", "JAR-50-W")}


def test_it_takes_no_approval_of_the_deal_itself_away():
    own = SampleApproved(
        at=START + timedelta(days=1),
        number="D-1",
        round=1,
        item="TONER-120",
        formula="F-3.0",
        approved_by="petit",
    )
    assert Negotiation.of([carried(), own]).approved == {
        ("CREAM-50", "F-17.2", "JAR-50-W"),
        ("TONER-120", "F-3.0", None),
    }


def test_price_and_date_are_always_asked_again():
    said = [str(one) for one in carried().asks_again]
    assert said[:2] == [
        "the price of CREAM-50: materials and rates have moved since",
        "the day of delivery: the factory's capacity is promised anew",
    ]
    assert said[2:] == ["how it is paid", "on what basis prices stand"]


def test_with_terms_carried_over_only_price_date_and_discounts_are_asked():
    quote = Story().quote(2, "17.80", 18)
    fact = carried(
        price_terms=quote.price_terms,
        payment_terms=quote.payment_terms,
        discounts=(Discount(case="SC-1", share=percent("2.5")), Discount(case="SC-2", amount=Money.of("90.00", "CNY"))),
    )
    assert [str(one).replace("\xa0", " ") for one in fact.asks_again[2:]] == [
        "the discount of 2.5 % from case SC-1 comes off the price",
        "the discount of 90.00 CNY from case SC-2 comes off the price",
    ]
    assert all(one.text(lang="zh") for one in fact.asks_again)


def test_it_comes_back_from_json_as_it_was():
    fact = carried(stability=(PassedStability(item="CREAM-50", formula="F-17.2", weeks=12),), tooling=("MOULD-1",))
    assert CarriedOver.model_validate_json(fact.model_dump_json()) == fact
