"""The end of a signed contract: what is settled, what the money becomes, and what makes no sense."""

from typing import Any

import pytest
from examples_orders import cancellation, signatures
from pydantic import ValidationError
from straight_way import CREAM, cny, day, pieces

from b2bdeal import (
    LOSS_REASONS,
    Cancellation,
    DealCancelled,
    DealLost,
    DepositSettlement,
    Money,
    Policy,
    SettledLine,
)


def line(**words: Any) -> SettledLine:
    values = {
        "what": "material",
        "item": "squalane",
        "quantity": pieces(10),
        "value": cny("100.00"),
        "outcome": "scrapped",
        "charged": cny("40.00"),
    }
    return SettledLine(**(values | words))


def money(kept: str = "0", applied: str = "0", returned: str = "0") -> DepositSettlement:
    return DepositSettlement(kept=cny(kept), applied=cny(applied), returned=cny(returned))


def test_what_the_buyer_pays_and_what_the_seller_loses() -> None:
    ending = cancellation(lines=(line(), line(item="dye", outcome="kept")), claim=cny("500.00"), deposit=money("25"))
    assert ending.charged == cny("580.00"), "both lines and the claim"
    assert ending.loss == cny("35.00"), "60 is scrapped and not paid, 25 is kept"
    assert cancellation(lines=(), claim=cny("500.00"), by="seller").charged == cny("0.00"), (
        "the seller's claim is its own"
    )
    assert cancellation(lines=(line(charged=cny("900.00")),)).loss == cny("0.00")
    assert money("1.10", "2.20", "3.30").total == cny("6.60")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: line(charged=Money.of("1 EUR")), "give one currency"),
        (lambda: line(value=cny("-1")), "below 0"),
        (lambda: line(charged=cny("0.005")), "round it"),
        (lambda: line(what="finished"), "finished goods of squalane are known by their lot"),
        (lambda: line(outcome="lost"), "outcome"),
        (lambda: money("-1"), "can't be paid"),
        (lambda: money("0.001"), "can't be paid"),
        (
            lambda: DepositSettlement(kept=cny("0"), applied=cny("0"), returned=Money.of("0 EUR")),
            "different currencies",
        ),
        (lambda: cancellation(reason="other"), "needs a note"),
        (lambda: cancellation(by="both"), "give the signature of each side"),
        (lambda: cancellation(document=None), "give the signatures of both, or the document"),
        (lambda: cancellation(signatures=signatures(60)[:1]), "a cancellation needs one signature"),
        (lambda: cancellation(claim=Money.of("5 EUR")), "different currencies"),
        (lambda: cancellation(claim=cny("-5")), "give a claim from 0"),
        (
            lambda: DealCancelled(at=day(60, 9), cancellation=cancellation(by="both", signatures=signatures(60))),
            "at is before the signature",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_and_says_why(make: Any, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        make()
    assert words in str(caught.value)


def test_a_cancellation_comes_back_from_json() -> None:
    ending = cancellation(lines=(line(what="finished", lot="L-1", item=CREAM),), note="by letter")
    assert Cancellation.model_validate_json(ending.model_dump_json()) == ending


def test_reasons_are_an_open_list_and_old_records_load() -> None:
    old = '{"at":"2026-03-02T10:00:00+08:00","reason":"no_answer","to_whom":null,"note":""}'
    assert DealLost.model_validate_json(old).reason == "no_answer"
    for reason in set(LOSS_REASONS) - {"other"}:
        assert DealLost(at=day(1), reason=reason).reason == reason
    assert Policy().loss_reasons == LOSS_REASONS
    more = Policy(loss_reasons=(*LOSS_REASONS, "sold_the_brand"))
    assert Policy().but(more).loss_reasons[-1] == "sold_the_brand"
