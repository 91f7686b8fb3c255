"""What a document refuses: each bad input by itself, with an error that names the field or says what to do."""

from datetime import date, datetime
from typing import Any

import pytest
from pydantic import ValidationError
from straight_way import CREAM, SHANGHAI, cny, complete_deal, contract, day, pieces, quote

from b2bdeal.errors import ValueProblem
from b2bdeal.life import (
    Account,
    Brief,
    BriefLine,
    CapacityHeld,
    Contact,
    CounterLine,
    CounterOffered,
    DealLost,
    Document,
    Exclusion,
    FactoryProfile,
    HoldPlaced,
    Inspected,
    Lead,
    PaymentReceived,
    PaymentTerm,
    PaymentTerms,
    Person,
    PriceBreak,
    ProductionFinished,
    ProductionOrder,
    ProductionReleased,
    Quote,
    QuoteLine,
    QuoteSent,
    SampleEvaluated,
    Segment,
    Settled,
    Shipment,
    Signature,
    Source,
    TargetMarket,
    WaiverAsked,
    WaiverGranted,
)
from b2bdeal.life.checks import FrozenMap
from b2bdeal.units import percent

USD = {"amount": "8.00", "currency": "USD"}
KG = {"value": "5", "unit": "kg"}
LONG = "x" * 10_000_000
GOOD: dict[type[Document], dict[str, Any]] = {
    PaymentReceived: {"at": day(1), "payment": "TT-1", "amount": cny("10")},
    PaymentTerm: {"name": "deposit", "portion": "0.3", "trigger": "signing"},
    PriceBreak: {"from_quantity": pieces(1000), "unit_price": cny("8")},
    QuoteLine: {
        "item": CREAM,
        "name": "Day cream",
        "moq": pieces(1000),
        "breaks": (
            PriceBreak(from_quantity=pieces(1000), unit_price=cny("8")),
            PriceBreak(from_quantity=pieces(5000), unit_price=cny("7")),
        ),
    },
    QuoteSent: {"at": day(15), "quote": quote()},
    BriefLine: {"item": CREAM, "name": "Day cream", "quantity": pieces(10)},
    Brief: {"number": "B-1", "lines": (BriefLine(item=CREAM, name="Day cream", quantity=pieces(10)),)},
    CounterLine: {"item": CREAM, "unit_price": cny("7")},
    CounterOffered: {"at": day(1), "note": "too dear"},
    ProductionOrder: {
        "number": "MO-1",
        "contract": "C-1",
        "line": 1,
        "item": CREAM,
        "lot": "L-1",
        "formula": "F-2",
        "quantity": pieces(10),
        "planned_start": date(2026, 4, 1),
        "planned_finish": "2026-04-02",
    },
    ProductionFinished: {"at": day(1), "order": "MO-1", "lot": "L-1", "good": pieces(10), "scrapped": pieces(0)},
    Inspected: {
        "at": day(1), "lot": "L-1", "order": "MO-1", "inspector": "P-1", "sample_size": 80, "disposition": "accept",
    },
    SampleEvaluated: {"at": day(1), "number": "S-1", "round": 1, "scores": {"scent": 5}},
    CapacityHeld: {"at": day(1), "promise": "PR-1", "until": day(2), "deliver_on": "2026-06-01"},
    HoldPlaced: {"at": day(1), "hold": "H-1", "blocks": ("ship",), "source": "quality", "reason": "smell"},
    WaiverAsked: {"at": day(1), "condition": "minimum_cycle", "reason": "stock formula", "asked_by": "P-1"},
    WaiverGranted: {"at": day(1), "condition": "c", "reason": "r", "granted_by": "P-2", "role": "head"},
    DealLost: {"at": day(1), "reason": "price"},
    Settled: {"at": day(1)},
    Person: {"id": "P-1", "name": "Lin", "side": "theirs", "email": "lin@example.com", "phone": "+86 138 0000 0000"},
    Contact: {"person": "P-1", "role": "owner"},
    Account: {"id": "A-1", "name": "Dew Brands"},
    Lead: {"account": Account(id="A-1", name="Dew"), "source": Source(channel="1688")},
    Signature: {"side": "seller", "person": "P-1", "at": day(1)},
    Segment: {"id": "S-1", "name": "New brands", "buyers": 200, "source": "own count"},
    Exclusion: {"name": "drop-shipping", "reason": "one piece at a time", "order_size_below": pieces(10)},
    FactoryProfile: {
        "id": "F-1",
        "name": "Plant 1",
        "moq": pieces(1000),
        "lead_time": {"count": 30, "unit": "day"},
        "processes": ("filling",),
        "monthly_capacity": {"filling": pieces(10**6)},
    },
}  # fmt: skip

BAD: list[tuple[type[Document], dict[str, Any], str]] = [
    # money, quantities and shares
    (PaymentReceived, {"amount": cny("-1")}, "above 0"),
    (PaymentReceived, {"amount": cny("0")}, "above 0"),
    (PaymentReceived, {"amount": cny("0.001")}, "smallest unit"),
    (PaymentReceived, {"amount": {"amount": "10000000000000", "currency": "CNY"}}, r"below 10\^13"),
    (PaymentReceived, {"amount": {"amount": 1.5, "currency": "CNY"}}, "float"),
    (PaymentReceived, {"amount": {"amount": "NaN", "currency": "CNY"}}, "amount"),
    (PaymentReceived, {"amount": {"amount": "Infinity", "currency": "CNY"}}, "amount"),
    (PaymentReceived, {"amount": {"amount": "1", "currency": "RMB"}}, "RMB"),
    (PaymentReceived, {"amount": {"amount": "1", "currency": "XYZ"}}, "currency"),
    (PaymentTerm, {"portion": "1.1"}, "portion"),
    (PaymentTerm, {"portion": 0.3}, "portion"),
    (PaymentTerm, {"days": -1}, "days"),
    (PaymentTerm, {"days": True}, "days"),
    (PaymentTerm, {"days": 10**9}, "days"),
    (PaymentTerm, {"trigger": "someday"}, "trigger"),
    (BriefLine, {"quantity": pieces(0)}, "above 0"),
    (BriefLine, {"quantity": {"value": "-1", "unit": "piece"}}, "quantity"),
    (BriefLine, {"quantity": {"value": "10000000000000", "unit": "piece"}}, r"below 10\^13"),
    (BriefLine, {"target_price": cny("-1")}, "target_price"),
    (CounterLine, {"unit_price": cny("-1")}, "below 0"),
    (Account, {"credit_limit": cny("-1")}, "credit_limit"),
    (Lead, {"expected_value": cny("-1")}, "expected_value"),
    # times and days
    (Settled, {"at": datetime(2026, 3, 2)}, "time zone"),  # noqa: DTZ001 - a naive time is what is refused here
    (Settled, {"at": 1_700_000_000}, "at"),
    (Signature, {"at": "2026-03-02T10:00:00"}, "time zone"),
    (ProductionOrder, {"planned_start": 20260401}, "planned_start"),
    (ProductionOrder, {"planned_start": datetime(2026, 4, 1, tzinfo=SHANGHAI)}, "planned_start"),
    (ProductionOrder, {"planned_start": "1 April 2026"}, "planned_start"),
    (ProductionOrder, {"planned_finish": date(2026, 3, 31)}, "before planned_start"),
    (CapacityHeld, {"until": day(0)}, "until is before at"),
    (HoldPlaced, {"until": day(0)}, "until is before at"),
    (WaiverGranted, {"until": day(0)}, "until is before at"),
    (QuoteSent, {"at": day(61)}, "no longer valid"),
    # texts
    (Settled, {"note": LONG}, "note"),
    (WaiverAsked, {"reason": LONG}, "reason"),
    (WaiverAsked, {"reason": "  \n"}, "reason"),
    (WaiverAsked, {"asked_by": ""}, "asked_by"),
    (BriefLine, {"item": " CREAM"}, "item"),
    (BriefLine, {"item": "a\x00b"}, "item"),
    (BriefLine, {"name": LONG}, "name"),
    (BriefLine, {"name": "   "}, "name"),
    (Brief, {"markets": ("China",)}, "markets"),
    (Person, {"email": "lin"}, "email"),
    (Person, {"phone": "call me"}, "phone"),
    # words from a list, and flags
    (Contact, {"role": "boss"}, "role"),
    (Contact, {"decides": "yes"}, "decides"),
    (DealLost, {"reason": " "}, "reason"),
    (DealLost, {"reason": "other"}, "needs a note"),
    (Inspected, {"disposition": "fine"}, "disposition"),
    (Inspected, {"defects": {"ugly": 1}}, "defects"),
    (Inspected, {"defects": {"major": -1}}, "defects"),
    (Inspected, {"sample_size": 0}, "sample_size"),
    (SampleEvaluated, {"scores": {"scent": 6}}, "scores"),
    (SampleEvaluated, {"scores": {"scent": 4.5}}, "scores"),
    (SampleEvaluated, {"round": "1"}, "round"),
    (HoldPlaced, {"blocks": ()}, "action to bar"),
    (HoldPlaced, {"blocks": ("breathe",)}, "blocks"),
    # lists
    (Brief, {"lines": ()}, "at least one line"),
    (Brief, {"lines": (GOOD[BriefLine], GOOD[BriefLine])}, f"{CREAM} more than once"),
    (CounterOffered, {"note": " "}, "needs lines"),
    (Lead, {"contacts": (GOOD[Contact], GOOD[Contact])}, "P-1 more than once"),
    # prices by quantity
    (QuoteLine, {"breaks": ()}, "at least one break"),
    (QuoteLine, {"breaks": GOOD[QuoteLine]["breaks"][::-1]}, "must rise"),
    (QuoteLine, {"breaks": (GOOD[PriceBreak], GOOD[PriceBreak])}, "must rise"),
    (QuoteLine, {"breaks": (GOOD[PriceBreak], GOOD[PriceBreak] | {"from_quantity": KG})}, "piece and kg"),
    (QuoteLine, {"breaks": (GOOD[PriceBreak], GOOD[PriceBreak] | {"unit_price": USD})}, "CNY and USD"),
    (QuoteLine, {"breaks": (GOOD[PriceBreak] | {"unit_price": cny("-8")},)}, "below 0"),
    (QuoteLine, {"moq": pieces(999)}, "must be above 0 and have a price"),
    (QuoteLine, {"moq": KG}, "MOQ of CREAM-50 is in kg"),
    (QuoteLine, {"multiple": pieces(0)}, "multiple"),
    (QuoteLine, {"multiple": KG}, "multiple"),
    (QuoteLine, {"tolerance": "1.05"}, "tolerance"),
    # the market
    (Segment, {"source": ""}, "need their source"),
    (Segment, {"min_order": pieces(10), "max_order": pieces(9)}, "above max_order"),
    (Segment, {"min_order": pieces(10), "max_order": KG}, "in one unit"),
    (Segment, {"buyers": -1}, "buyers"),
    (Exclusion, {"order_size_below": None}, "needs a condition"),
    (FactoryProfile, {"monthly_capacity": {"packing": pieces(1)}}, "names packing"),
    (FactoryProfile, {"monthly_capacity": {"filling": pieces(0)}}, "above 0"),
    (FactoryProfile, {"moq": pieces(0)}, "above 0"),
]


@pytest.mark.parametrize("cls", GOOD, ids=lambda cls: cls.__name__)
def test_the_good_values_are_taken(cls: type[Document]) -> None:
    made = cls(**GOOD[cls])
    assert cls.model_validate_json(made.model_dump_json()) == made


@pytest.mark.parametrize(
    ("cls", "change", "message"), BAD, ids=[f"{c.__name__}-{next(iter(d))}-{n}" for n, (c, d, _) in enumerate(BAD)]
)
def test_a_bad_value_is_refused_with_a_short_error_that_says_which(
    cls: type[Document], change: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValidationError, match=message) as refused:
        cls(**(GOOD[cls] | change))
    assert len(str(refused.value)) < 4000


def test_a_json_number_is_no_money() -> None:
    text = '{"at": "2026-03-02T10:00:00+08:00", "payment": "T", "amount": {"amount": 10.5, "currency": "CNY"}}'
    with pytest.raises(ValidationError, match=r"amount\.amount"):
        PaymentReceived.model_validate_json(text)


def test_payment_rows_of_99_99_percent_are_refused_with_the_sum() -> None:
    rows = (
        PaymentTerm(name="deposit", portion=percent(30), trigger="signing"),
        PaymentTerm(name="balance", portion=percent("69.99"), trigger="before_shipment"),
    )
    with pytest.raises(ValidationError, match=r"99\.99 %"):
        PaymentTerms(rows=rows)
    with pytest.raises(ValidationError, match="at least one row"):
        PaymentTerms(rows=())


def test_a_payment_row_of_nothing_is_refused() -> None:
    whole = {"name": "all", "portion": "1", "trigger": "signing"}
    with pytest.raises(ValidationError, match="0 %"):
        PaymentTerms.model_validate({"rows": [whole, whole | {"portion": "0"}]})


def test_a_quote_is_in_one_currency_and_names_each_item_once() -> None:
    line = quote().lines[0]
    with pytest.raises(ValidationError, match="priced in CNY, the document is in USD"):
        quote(currency="USD")
    with pytest.raises(ValidationError, match="more than once"):
        quote(lines=(line, line))
    with pytest.raises(ValidationError, match="at least one line"):
        quote(lines=())
    with pytest.raises(ValidationError, match="version"):
        quote(version=0)


def test_prices_stand_on_a_known_basis() -> None:
    with pytest.raises(ValidationError, match="price_terms"):
        quote(price_terms={"trade": "barter"})
    with pytest.raises(ValidationError, match="incoterm"):
        quote(price_terms={"trade": "export", "incoterm": {"rule": "FOB", "place": ""}})
    export = quote(price_terms={"trade": "export", "incoterm": {"rule": "FOB", "place": "Ningbo"}})
    assert Quote.model_validate_json(export.model_dump_json()) == export


def test_a_contract_is_signed_once_by_each_side() -> None:
    ours, theirs = contract().signatures
    for signatures in ((), (ours,), (ours, ours), (ours, theirs, theirs)):
        with pytest.raises(ValidationError, match="one signature of the seller and one of the buyer"):
            contract(signatures=signatures)


def test_a_contract_has_lines_each_with_its_own_number_in_one_currency() -> None:
    first, second = contract().lines
    with pytest.raises(ValidationError, match="at least one line"):
        contract(lines=())
    with pytest.raises(ValidationError, match="line numbers 1 come more than once"):
        contract(lines=(first, second.model_copy(update={"line": 1})))
    with pytest.raises(ValidationError, match="give one currency"):
        contract(currency="USD")
    with pytest.raises(ValidationError, match="below 0"):
        contract(lines=(first.model_copy(update={"unit_price": cny("-1")}), second))


def test_a_contract_whose_total_is_beyond_all_money_is_refused_when_made() -> None:
    first = contract().lines[0]
    huge = {"quantity": pieces(10**12), "unit_price": cny("9999999999")}
    with pytest.raises(ValidationError, match=r"below 10\^15"):
        contract(lines=(first.model_copy(update=huge),))


def test_a_contract_is_not_signed_before_both_have_signed() -> None:
    signed = next(fact for fact in complete_deal() if fact.kind == "oem.ContractSigned")
    with pytest.raises(ValidationError, match="when both have signed"):
        type(signed).model_validate(signed.model_dump() | {"at": day(25)})


def test_released_orders_have_numbers_and_lots_of_their_own() -> None:
    one = ProductionOrder(**GOOD[ProductionOrder])
    with pytest.raises(ValidationError, match="at least one"):
        ProductionReleased(at=day(1), orders=())
    with pytest.raises(ValidationError, match="MO-1 comes more than once"):
        ProductionReleased(at=day(1), orders=(one, one.model_copy(update={"lot": "L-2"})))
    with pytest.raises(ValidationError, match="L-1 comes more than once"):
        ProductionReleased(at=day(1), orders=(one, one.model_copy(update={"number": "MO-2"})))


def test_empty_shipments_and_target_markets_are_refused() -> None:
    with pytest.raises(ValidationError, match="at least one line"):
        Shipment(number="SH-1", lines=())
    with pytest.raises(ValidationError, match="at least one segment"):
        TargetMarket(id="T", name="2026", segments=())


def test_agreeing_names_every_quantity_that_does_not_fit() -> None:
    with pytest.raises(ValueProblem) as refused:
        quote().agree({CREAM: pieces(950), "TONER-120": pieces(1050), "SOAP": pieces(1)}, date(2026, 6, 1))
    text = str(refused.value)
    assert "950 pieces is below the MOQ of 1,000 pieces" in text
    assert "1,050 pieces is no multiple of 100 pieces" in text
    assert "SOAP is not in quote Q-1 version 1" in text
    with pytest.raises(ValueProblem, match="no quantities"):
        quote().agree({}, date(2026, 6, 1))
    with pytest.raises(ValueProblem, match="sold by piece, not kg"):
        quote().agree({CREAM: type(pieces(1)).of(5, "kg")}, date(2026, 6, 1))


def test_a_frozen_map_cannot_be_changed() -> None:
    scores = SampleEvaluated(**GOOD[SampleEvaluated]).scores
    assert scores == {"scent": 5}
    assert not hasattr(scores, "__setitem__")
    with pytest.raises(AttributeError, match="can't be changed"):
        FrozenMap({}).anything = 1
