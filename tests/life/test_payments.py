"""Contracts and money: schedules sum to the cent, payments are neither made nor lost, differences are named."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from straight_way import CREAM, SHANGHAI, THIRTY_SEVENTY, TONER, agreed_terms, cny, complete_deal, contract, day, pieces

from b2bdeal.life import (
    Contract,
    ContractLine,
    ContractSigned,
    Export,
    Fact,
    PaymentReceived,
    Payments,
    PaymentTerm,
    PaymentTerms,
    Signature,
)
from b2bdeal.units import Incoterm, Money, Quantity, percent

WHOLE = complete_deal()


def paid(n: int, amount: Money, id: str | None = None) -> PaymentReceived:
    return PaymentReceived(at=day(n), payment=id or f"TT-{n}", amount=amount)


def until(n: int) -> list[Fact]:
    return [fact for fact in WHOLE if fact.at <= day(n)]


def test_the_schedule_of_the_straight_way() -> None:
    schedule = contract().payment_schedule()
    assert [(one.row, one.term.name, one.amount) for one in schedule] == [
        (1, "deposit", cny("13650.00")),
        (2, "balance", cny("31850.00")),
    ]


def test_rounding_is_on_the_last_row() -> None:
    terms = PaymentTerms(
        rows=tuple(
            PaymentTerm(name=name, portion=Decimal(part), trigger="signing")
            for name, part in (("a", "0.333"), ("b", "0.333"), ("c", "0.334"))
        )
    )
    line = ContractLine(line=1, item=CREAM, quantity=pieces(1), unit_price=cny("0.10"))
    amounts = [one.amount for one in contract(lines=(line,), payment_terms=terms).payment_schedule()]
    assert amounts == [cny("0.03"), cny("0.03"), cny("0.04")]


def test_a_line_is_rounded_before_it_is_added() -> None:
    line = ContractLine(line=1, item=CREAM, quantity=pieces(3), unit_price=cny("0.335"))
    other = line.model_copy(update={"line": 2})
    assert line.amount == cny("1.01")
    assert contract(lines=(line, other)).total == cny("2.02")


def test_rows_fall_due_once_their_trigger_has_happened() -> None:
    due = [one.due_on for one in Payments.of(until(20), contract()).instalments]
    assert due == [None, None]
    due = [one.due_on for one in Payments.of(until(26), contract()).instalments]
    assert due == [date(2026, 3, 31), None]  # signed on 28 March, and 3 days
    due = [one.due_on for one in Payments.of(until(54), contract()).instalments]
    assert due == [date(2026, 3, 31), date(2026, 4, 24)]  # the first lot was released on 24 April


@pytest.mark.parametrize(
    ("trigger", "due"),
    [
        ("signing", date(2026, 4, 7)),
        ("before_production", date(2026, 4, 7)),
        ("before_shipment", date(2026, 5, 4)),
        ("copy_of_bl", date(2026, 5, 10)),
        ("after_bl", date(2026, 5, 10)),
        ("after_invoice", date(2026, 5, 9)),
        ("after_acceptance", date(2026, 5, 19)),
    ],
)
def test_each_trigger_has_its_day(trigger: str, due: date) -> None:
    row = PaymentTerm.model_validate({"name": "all", "portion": "1", "trigger": trigger, "days": 10})
    deal = contract(payment_terms=PaymentTerms(rows=(row,)))
    assert [one.due_on for one in Payments.of(WHOLE, deal).instalments] == [due]


def test_the_day_of_a_trigger_is_counted_in_the_zone_asked_for() -> None:
    late = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
    signed = ContractSigned(at=late, contract=contract())
    assert Payments.of([signed], contract()).instalments[0].due_on == date(2026, 3, 31)
    assert Payments.of([signed], contract(), zone=SHANGHAI).instalments[0].due_on == date(2026, 4, 1)


def test_the_last_day_there_is_does_not_break_the_fold() -> None:
    end = datetime(9999, 12, 30, 23, 59, tzinfo=UTC)
    signed = ContractSigned(at=end, contract=contract(deliver_by=date.max))
    assert Payments.of([signed], contract(), zone=ZoneInfo("Asia/Shanghai")).instalments[0].due_on == date.max


def test_what_is_missing_behind_a_gate() -> None:
    before, after = Payments.of(until(27), contract()), Payments.of(until(28), contract())
    assert before.gated("production") == cny("13650.00")
    assert after.gated("production").is_zero
    assert after.gated("shipping") == cny("31850.00")
    assert [one.row for one in before.overdue(date(2026, 4, 1))] == [1]
    assert not before.overdue(date(2026, 3, 31))
    assert not after.overdue(date(2026, 4, 1))
    assert Payments.of(WHOLE, contract()).paid


def test_a_payment_in_another_currency_is_kept_and_put_on_no_row() -> None:
    dollars = paid(29, Money.of("1000", "USD"))
    payments = Payments.of([dollars], contract())
    assert payments.other == (dollars,)
    assert payments.received.is_zero
    assert payments.outstanding == contract().total


def test_a_payment_recorded_twice_counts_once() -> None:
    first, again = paid(28, cny("100"), "TT-1"), paid(29, cny("100"), "TT-1")
    payments = Payments.of([first, again], contract())
    assert payments.received == cny("100")
    assert payments.repeated == (again,)


def test_the_contract_that_says_what_was_agreed_does_not_differ() -> None:
    assert contract().differences(agreed_terms()) == ()


def test_every_difference_is_named() -> None:
    cream, toner = contract().lines
    fifty = PaymentTerms(rows=tuple(row.model_copy(update={"portion": percent(50)}) for row in THIRTY_SEVENTY.rows))
    other = contract(
        lines=(
            cream.model_copy(update={"quantity": pieces(4000)}),
            cream.model_copy(update={"line": 3, "unit_price": cny("7.60"), "quantity": pieces(900)}),
            toner.model_copy(update={"item": "SOAP"}),
        ),
        price_terms=Export(incoterm=Incoterm("FOB", "Ningbo")),
        payment_terms=fifty,
        tolerance=percent(10),
        deliver_by=date(2026, 7, 1),
    )
    found = other.differences(agreed_terms())
    assert [str(one.what) for one in found] == [
        f"quantity of {CREAM}",
        f"unit price of {CREAM}",
        f"item {TONER}",
        "item SOAP",
        "price terms",
        "payment row 1",
        "payment row 2",
        "tolerance",
        "delivery date",
    ]
    assert str(found[0]) == f"quantity of {CREAM}: agreed 5,000 pieces, contract 4,900 pieces"
    assert str(found[2]) == f"item {TONER}: agreed 1,000 pieces, contract –"
    assert "agreed deposit: 30 %, on signing, 3 days later, by transfer, production waits for it" in str(found[5])


def test_lines_in_two_units_differ_from_one_quantity() -> None:
    cream, toner = contract().lines
    split = (cream, cream.model_copy(update={"line": 3, "quantity": Quantity.of(5, "kg")}), toner)
    assert str(contract(lines=split).differences(agreed_terms())[0]).endswith("contract 5,000 pieces, 5 kg")


def test_the_nature_and_gate_of_a_payment_follow_its_trigger_and_are_never_dingjin_unsaid() -> None:
    rows = [
        PaymentTerm.model_validate({"name": "x", "portion": "1", "trigger": trigger})
        for trigger in ("signing", "before_production", "before_shipment", "after_bl")
    ]
    assert [(one.nature, one.gate) for one in rows] == [
        ("prepayment", None),
        ("prepayment", "production"),
        ("balance", "shipping"),
        ("balance", None),
    ]


def test_the_part_that_is_dingjin() -> None:
    first, last = THIRTY_SEVENTY.rows
    assert THIRTY_SEVENTY.dingjin == 0
    said = first.model_copy(update={"nature": "deposit_dingjin"})
    assert PaymentTerms(rows=(said, last)).dingjin == Decimal("0.3")


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    """A contract of one to four lines in a currency of 0, 2 or 3 digits, paid in one to six rows."""
    currency = draw(st.sampled_from(["JPY", "CNY", "KWD"]))
    cuts = sorted(draw(st.sets(st.integers(1, 9999), max_size=5)))
    edges = [0, *cuts, 10_000]
    rows = tuple(
        PaymentTerm(name=f"row {n}", portion=Decimal(b - a) / 10_000, trigger="signing")
        for n, (a, b) in enumerate(pairwise(edges))
    )
    price = st.decimals(min_value=0, max_value=1000, places=4)
    lines = tuple(
        ContractLine(
            line=n, item=f"I-{n}", quantity=pieces(draw(st.integers(1, 10**6))), unit_price=Money(draw(price), currency)
        )
        for n in range(1, draw(st.integers(1, 4)) + 1)
    )
    return Contract(
        number="C",
        lines=lines,
        currency=currency,
        price_terms=Export(incoterm=Incoterm("FOB", "Ningbo")),
        payment_terms=PaymentTerms(rows=rows),
        deliver_by=date(2026, 6, 1),
        signatures=(
            Signature(side="buyer", person="B", at=day(0)),
            Signature(side="seller", person="S", at=day(0)),
        ),
    )


@given(contracts())
def test_a_schedule_sums_to_the_total_to_the_smallest_unit_and_no_row_is_negative(one: Contract) -> None:
    amounts = [row.amount for row in one.payment_schedule()]
    assert Money.total(amounts, one.currency) == one.total
    assert all(amount.is_rounded and amount.amount >= 0 for amount in amounts)
    assert Contract.model_validate_json(one.model_dump_json()) == one


@given(
    contracts(),
    st.lists(st.tuples(st.integers(0, 9), st.integers(1, 10**10), st.sampled_from(["JPY", "CNY", "KWD"])), max_size=8),
)
def test_no_payment_is_made_or_lost(one: Contract, made: list[tuple[int, int, str]]) -> None:
    smallest = {"JPY": 0, "CNY": -2, "KWD": -3}
    facts = [
        PaymentReceived(
            at=day(0) + timedelta(minutes=n),
            payment=f"TT-{id}",
            amount=Money(Decimal(units).scaleb(smallest[code]), code),
        )
        for n, (id, units, code) in enumerate(made)
    ]
    story = Payments.of(facts, one)
    counted = {fact.payment: fact for fact in reversed(facts)}
    came = Money.total((f.amount for f in counted.values() if f.amount.currency == one.currency), one.currency)
    on_rows = Money.total((row.received for row in story.instalments), one.currency)
    assert story.received == came == on_rows + story.overpaid
    assert story.outstanding == one.total - on_rows
    assert story.overpaid.is_zero or story.paid
    assert all(0 <= row.received.amount <= row.amount.amount for row in story.instalments)
    assert len(story.other) + len(story.repeated) + sum(
        f.amount.currency == one.currency for f in counted.values()
    ) == len(facts)
    # Nothing fell due yet, so rows are filled in their order: behind one that lacks something, nothing has come.
    for before, after in pairwise(story.instalments):
        assert before.paid or after.received.is_zero


@given(st.permutations(WHOLE), st.integers(0, len(WHOLE)))
def test_payments_fold_from_any_facts_in_any_order(facts: list[Fact], cut: int) -> None:
    story = Payments.of(facts[:cut], contract())
    assert story.outstanding + story.received - story.overpaid == story.total
