"""Contracts: their clauses, their charges, their windows, and how they differ from what was agreed."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from examples_orders import signatures
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from straight_way import CREAM, TONER, agreed_terms, cny, contract, day, pieces

from b2bdeal import (
    AgreedTerms,
    CalledOff,
    CallOff,
    CallOffLine,
    Charge,
    ClaimWindows,
    Confidentiality,
    Contract,
    ContractSigned,
    DeliveryWindow,
    ExchangeRate,
    LatenessPenalty,
    MaterialPrice,
    Money,
    Period,
    PriceAdjustment,
    QualityPlan,
    percent,
)

MOULD = Charge(
    id="MOULD-1",
    kind="mould",
    name="jar mould",
    item=CREAM,
    amount=cny("20000.00"),
    billing="amortised",
    over=pieces(10_000),
    owner="buyer",
)
PLATES = Charge(
    id="PLATES", kind="plates", name="printing plates", amount=cny("1200.00"), billing="once", owner="buyer"
)
YEAR = Period(first=date(2026, 3, 1), last=date(2026, 5, 1))


def window(quantity: int, latest: date, line: int = 1, earliest: date | None = None) -> DeliveryWindow:
    return DeliveryWindow(line=line, quantity=pieces(quantity), earliest=earliest, latest=latest)


def test_a_contract_as_it_was_stored_before_it_had_clauses_still_loads() -> None:
    whole = contract()
    old = whole.model_dump(mode="json")
    for name in set(Contract.model_fields) - {
        *("number", "lines", "currency", "price_terms", "payment_terms", "tolerance", "deliver_by", "signatures"),
        "warranty",
    }:
        del old[name]
    assert Contract.model_validate(old) == whole
    assert (whole.kind, whole.amendment, whole.charges) == ("single", 0, ())


def test_set_up_cost_is_added_and_never_multiplied_by_the_quantity() -> None:
    """5,000 jars at 7.50 and 1,000 toners at 8.00; half of the mould is paid off by 5,000 jars."""
    with_charges = contract(charges=(MOULD, PLATES))
    assert with_charges.goods == contract().total
    assert with_charges.total == contract().total + cny("10000.00") + cny("1200.00")
    assert Money.total((row.amount for row in with_charges.payment_schedule()), "CNY") == with_charges.total


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"charges": (MOULD, MOULD)}, "charges MOULD-1 come more than once"),
        (
            {"charges": (MOULD.model_copy(update={"item": "SOAP"}),)},
            "MOULD-1 is for SOAP, which is no item here",
        ),
        ({"deliveries": (window(100, date(2026, 5, 1), line=7),)}, "line 7, which the contract does not have"),
        (
            {"deliveries": (window(3_000, date(2026, 5, 1)), window(2_001, date(2026, 5, 20)))},
            "the windows of line 1 come to 5,001 piece, and 5,000 piece are ordered",
        ),
        (
            {"deliveries": (window(3_000, date(2026, 6, 2)),)},
            "ends on 2026-06-02, after deliver_by 2026-06-01",
        ),
        ({"kind": "blanket"}, "a blanket order is called off within a period"),
        ({"period": YEAR}, "only a blanket order has a period"),
        (
            {"rate": ExchangeRate(base="EUR", quote="USD", rate="1.08", on=date(2026, 3, 1), source="ECB")},
            "the rate is EUR/USD, the document is in CNY",
        ),
        ({"signatures": contract().signatures[:1]}, "signed by seller: a contract needs one signature"),
    ],
)
def test_a_contract_that_does_not_add_up_is_refused_and_says_why(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        contract(**changes)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: window(10, date(2026, 5, 1), earliest=date(2026, 5, 2)), "give the earlier first"),
        (lambda: Period(first=date(2026, 5, 2), last=date(2026, 5, 1)), "give the earlier first"),
        (lambda: LatenessPenalty(share=percent(0), cap=percent(5)), "says nothing"),
        (lambda: LatenessPenalty(share=percent(6), cap=percent(5)), "raise the cap"),
        (lambda: LatenessPenalty(share=Decimal("1.1"), cap=percent(5)), "a share from 0 to 1"),
        (lambda: QualityPlan(aql={"major": Decimal("2.4")}), "the nearest there is 2.5"),
        (lambda: QualityPlan(aql={"major": Decimal(0)}), "an AQL of 0 for major is not in ISO 2859-1"),
        (lambda: ClaimWindows(visible_days=30, hidden_days=7), "give it at least as long"),
        (lambda: Confidentiality(years=0, formula_owner="buyer"), "years"),
        (lambda: PriceAdjustment(materials=(), moves_by=percent(5), terms="by index"), "at least one material"),
    ],
)
def test_a_clause_that_makes_no_sense_is_refused_and_says_why(make: Any, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        make()
    assert words in str(caught.value)


def test_none_may_be_found_of_critical_defects_and_other_limits_are_of_the_series() -> None:
    plan = QualityPlan(aql={"critical": Decimal(0), "major": Decimal("2.5"), "minor": Decimal("4.0")})
    assert QualityPlan.model_validate_json(plan.model_dump_json()) == plan


@pytest.mark.parametrize(
    "changes",
    [
        {"deliver_by": date(2026, 3, 27)},
        {"deliveries": (window(100, date(2026, 3, 27)),)},
        {"kind": "blanket", "period": Period(first=date(2026, 1, 1), last=date(2026, 3, 27))},
    ],
    ids=["deliver_by", "window", "period"],
)
def test_a_contract_whose_dates_are_past_when_it_is_signed_is_refused(changes: dict[str, Any]) -> None:
    """An order planned in the past: signed on 28 March, due the day before."""
    early = contract(**changes, signatures=signatures(25))
    with pytest.raises(ValidationError, match="it is signed on 2026-03-28"):
        ContractSigned(at=day(26), contract=early)
    assert ContractSigned(at=day(25), contract=early).contract == early, "the last day is in time"


def test_each_difference_from_what_was_agreed_is_told_with_both_sides() -> None:
    terms = agreed_terms()
    agreed = AgreedTerms(**{name: getattr(terms, name) for name in AgreedTerms.model_fields} | {"charges": (MOULD,)})
    dearer = MOULD.model_copy(update={"amount": cny("24000.00")})
    said = [one.text().replace("\xa0", " ") for one in contract(charges=(dearer, PLATES)).differences(agreed)]
    assert said == [
        "charge MOULD-1: agreed 20,000.00 CNY for jar mould, spread over 10,000 pieces, owned by the buyer, contract "
        "24,000.00 CNY for jar mould, spread over 10,000 pieces, owned by the buyer",
        "charge PLATES: agreed –, contract 1,200.00 CNY for printing plates, billed once, owned by the buyer",
    ]
    assert not contract(charges=(MOULD,)).differences(agreed)
    rate = ExchangeRate(base="USD", quote="CNY", rate="7.12", on=date(2026, 3, 1), source="PBOC")
    dated = agreed.model_copy(update={"rate": rate})
    assert [str(one.what) for one in contract(charges=(MOULD,)).differences(dated)] == ["exchange rate"]
    assert not contract(charges=(MOULD,), rate=rate).differences(dated)


class TestPenalty:
    CLAUSE = LatenessPenalty(share=Decimal("0.005"), per="week", grace_days=3, cap=percent(5))

    @pytest.mark.parametrize(
        ("days", "owed"),
        [
            *((0, "0.00"), (3, "0.00"), (4, "500.00"), (10, "500.00"), (11, "1000.00")),
            *((66, "4500.00"), (67, "5000.00"), (73, "5000.00"), (74, "5000.00"), (4000, "5000.00")),
        ],
    )
    def test_a_week_that_has_begun_counts_after_the_grace_up_to_the_cap(self, days: int, owed: str) -> None:
        assert self.CLAUSE.due(cny("100000.00"), days) == cny(owed)
        assert self.CLAUSE.capped(days) == (days > 73)

    def test_by_day_it_is_rounded_to_the_cent(self) -> None:
        clause = LatenessPenalty(share=Decimal("0.001"), per="day", cap=percent(10))
        assert clause.due(cny("1234.56"), 3) == cny("3.70")

    @given(st.integers(0, 10**9), st.integers(0, 400), st.integers(0, 400), st.integers(0, 60))
    def test_it_never_falls_with_time_and_never_passes_the_cap(self, cents: int, a: int, b: int, grace: int) -> None:
        clause = LatenessPenalty(share=Decimal("0.003"), per="day", grace_days=grace, cap=percent(8))
        value = Money.of(Decimal(cents).scaleb(-2), "CNY")
        early, late = clause.due(value, min(a, b)), clause.due(value, max(a, b))
        assert cny("0.00") <= early <= late <= (value * percent(8)).rounded()
        assert clause.due(value, grace).is_zero


def test_the_price_clause_is_set_off_by_a_material_that_moved_enough() -> None:
    glycerine = MaterialPrice(material="glycerine", price=cny("9.00"), on=date(2026, 3, 1), source="supplier")
    clause = PriceAdjustment(materials=(glycerine,), moves_by=percent(10), terms="by half of the move")
    assert not clause.set_off_by({"glycerine": cny("9.80"), "squalane": cny("1.00")})
    assert "glycerine" in str(clause.set_off_by({"glycerine": cny("8.10")})[0])


def test_a_call_off_wants_lines_once_and_a_day_ahead() -> None:
    line = CallOffLine(line=1, quantity=pieces(10))
    with pytest.raises(ValidationError, match="at least one line"):
        CallOff(number="CO", lines=(), wanted_by=date(2026, 5, 1))
    with pytest.raises(ValidationError, match="call off each line once"):
        CallOff(number="CO", lines=(line, line), wanted_by=date(2026, 5, 1))
    with pytest.raises(ValidationError, match="wanted_by 2026-03-01 is past"):
        CalledOff(at=day(10), call_off=CallOff(number="CO", lines=(line,), wanted_by=date(2026, 3, 1)))


def test_items_on_several_lines_count_together() -> None:
    cream, toner = contract().lines
    more = cream.model_copy(update={"line": 3, "quantity": pieces(700)})
    assert contract(lines=(cream, toner, more)).quantities == {CREAM: pieces(5_700), TONER: pieces(1_000)}
