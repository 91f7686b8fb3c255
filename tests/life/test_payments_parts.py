"""Payments in parts: strangers, currencies, charges, shipments within the tolerance, refunds, the deposit in law."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError
from straight_way import CREAM, TONER, cny, complete_deal, contract, day, inspected, order, pieces

from b2bdeal.life import (
    AmountCredited,
    CalledOff,
    CallOff,
    CallOffLine,
    Charge,
    Contract,
    ContractLine,
    ContractSigned,
    Deposit,
    ExchangeRate,
    Fact,
    GoodsAccepted,
    InvoiceIssued,
    LeadFound,
    LineClosed,
    PayerCleared,
    PaymentAdvised,
    PaymentReceived,
    PaymentReturned,
    Payments,
    PaymentTerm,
    PaymentTerms,
    Period,
    ProductionFinished,
    ProductionReleased,
    Shipment,
    Shipped,
    ShippedLine,
    ShortfallAccepted,
)
from b2bdeal.units import Money

LEAD = next(fact for fact in complete_deal() if fact.kind == LeadFound.kind)
SIGNED = ContractSigned(at=day(26), contract=contract())


def row(name: str, portion: str = "1", **words: Any) -> PaymentTerm:
    return PaymentTerm.model_validate({"name": name, "portion": portion, **words})


def terms(*rows: PaymentTerm) -> PaymentTerms:
    return PaymentTerms(rows=rows)


def paid(n: int, amount: str, id: str = "", **words: Any) -> PaymentReceived:
    return PaymentReceived(at=day(n), payment=id or f"TT-{n}", amount=cny(amount), **words)


def cream(quantity: int = 5000, price: str = "7.50", **words: Any) -> Contract:
    """A contract of one article, with 5 % more or less."""
    line = ContractLine(line=1, item=CREAM, quantity=pieces(quantity), unit_price=cny(price))
    return contract(lines=(line,), **words)


def left(n: int, number: str, quantity: int, line: int = 1, item: str = CREAM, **words: Any) -> Shipped:
    part = ShippedLine(line=line, item=item, lot="L-1", quantity=pieces(quantity))
    return Shipped(at=day(n), shipment=Shipment(number=number, lines=(part,), **words))


def made(n: int, lot: str, quantity: int, disposition: str = "accept") -> list[Fact]:
    planned = order(lot, 1, CREAM, quantity)
    return [
        ProductionReleased(at=day(n), orders=(planned,)),
        ProductionFinished(at=day(n), order=f"MO-{lot}", lot=lot, good=pieces(quantity), scrapped=pieces(0)),
        inspected(n + 1, lot, disposition),
    ]


# ── what counts ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_advice_counts_for_nothing_until_the_money_is_there() -> None:
    advice = PaymentAdvised(at=day(27), payment="TT-1", amount=cny("13650.00"), payer="A-1")
    before = Payments.of([LEAD, SIGNED, advice], contract())
    assert before.received.is_zero
    assert before.advised == (advice,)
    assert "13,650.00 CNY is advised, and not here yet" in before.card().text().replace("\xa0", " ")
    after = Payments.of([LEAD, SIGNED, advice, paid(28, "13650.00", "TT-1")], contract())
    assert after.received == cny("13650.00")
    assert after.advised == ()


def test_a_stranger_s_money_is_in_question_until_somebody_clears_it() -> None:
    strange = paid(28, "13650.00", payer="A-9")
    story = Payments.of([LEAD, strange], contract())
    assert story.in_question == (strange,)
    assert story.received.is_zero
    assert "13,650.00 CNY of A-9 is in question" in story.card().text().replace("\xa0", " ")
    cleared = PayerCleared(at=day(29), payment="TT-28", relation="parent", cleared_by="P-money", role="finance")
    assert Payments.of([LEAD, strange, cleared], contract()).received == cny("13650.00")
    back = PaymentReturned(at=day(29), refund="R-1", payment="TT-28", amount=cny("13650.00"), reason="unknown payer")
    returned = Payments.of([LEAD, strange, back], contract())
    assert (returned.in_question, returned.received, returned.returned) == ((), cny("0"), cny("0"))
    assert Payments.of([strange], contract()).received == cny("13650.00"), "nobody said who the buyer is"
    assert Payments.of([LEAD, paid(28, "5.00")], contract()).received == cny("5.00"), "the payer was not recorded"


def test_what_came_in_another_currency_is_explained_by_the_bank_s_rate() -> None:
    rate = ExchangeRate(base="USD", quote="CNY", rate=Decimal("7.1203"), on=date(2026, 3, 30), source="Bank of China")
    one = paid(28, "71178.00", charges=cny("25.00"), original=Money.of("10000 USD"), rate=rate)
    assert Payments.of([one], contract()).received == cny("71178.00")
    back = ExchangeRate(base="CNY", quote="USD", rate=Decimal("0.140443"), on=date(2026, 3, 30), source="bank")
    assert paid(28, "71203.26", original=Money.of("10000 USD"), rate=back).rate == back
    with pytest.raises(ValidationError, match=r"is 71,203\.00 CNY, and 71,178\.00 CNY came, charges included"):
        paid(28, "71178.00", original=Money.of("10000 USD"), rate=rate)
    with pytest.raises(ValidationError, match="give original, what was sent in another currency, together with its"):
        paid(28, "71178.00", rate=rate)
    with pytest.raises(ValidationError, match=r"the rate is USD/CNY; EUR was sent, CNY credited"):
        paid(28, "71203.00", original=Money.of("10000 EUR"), rate=rate)
    with pytest.raises(ValidationError, match="charges are in USD"):
        paid(28, "71178.00", charges=Money.of("3 USD"))


def test_bank_charges_are_owed_still_unless_the_terms_say_that_they_are_ours() -> None:
    short = paid(28, "44975.00", charges=cny("525.00"))
    ours = terms(row("all", trigger="signing", charges_by="shared"))
    theirs = terms(row("all", trigger="signing"))
    owed = Payments.of([short], contract(payment_terms=theirs))
    assert (owed.outstanding, owed.borne) == (cny("525.00"), cny("0"))
    done = Payments.of([short], contract(payment_terms=ours))
    assert (done.paid, done.borne, done.overpaid) == (True, cny("525.00"), cny("0"))
    more = Payments.of([short, paid(29, "525.00")], contract(payment_terms=ours))
    assert (more.borne, more.overpaid) == (cny("0"), cny("0")), "charges never make an overpayment"


def test_a_shortfall_that_is_accepted_is_not_missing_and_is_never_paid_back() -> None:
    let = ShortfallAccepted(at=day(29), amount=cny("25.00"), reason="charges", accepted_by="P-money", role="finance")
    facts = [paid(28, "13625.00"), let]
    story = Payments.of(facts, contract())
    assert story.gated("production").is_zero
    assert story.accepted == cny("25.00")
    full = Payments.of([*facts, paid(30, "31875.00")], contract())
    assert (full.paid, full.accepted, full.overpaid) == (True, cny("0"), cny("0"))
    most = Payments.of([*facts, paid(30, "31880.00")], contract())
    assert (most.accepted, most.overpaid) == (cny("0"), cny("5.00"))


def test_a_credit_note_lowers_what_is_due_and_makes_a_refund_where_all_was_paid() -> None:
    note = AmountCredited(at=day(60), number="CN-1", amount=cny("120.00"), reason="cracked jars")
    again = note.model_copy(update={"at": day(61)})
    full = [paid(28, "13650.00"), paid(57, "31850.00")]
    assert Payments.of([paid(28, "13650.00"), note], contract()).outstanding == cny("31730.00")
    story = Payments.of([*full, note, again], contract())
    assert (story.credited, story.overpaid) == (cny("120.00"), cny("120.00"))
    back = PaymentReturned(at=day(62), refund="R-1", payment=None, amount=cny("120.00"), reason="credit note CN-1")
    settled = Payments.of([*full, note, back, back], contract())
    assert (settled.overpaid, settled.returned, settled.paid) == (cny("0"), cny("120.00"), True)


# ── what ships within the tolerance ──────────────────────────────────────────────────────────────────────────────────


def test_the_balance_is_asked_for_what_was_made_and_in_the_end_for_what_left() -> None:
    facts: list[Fact] = [paid(28, "11250.00"), *made(50, "L-1", 4950)]
    story = Payments.of(facts, cream())
    assert story.payable.lines[0].basis == "made"
    assert [one.amount for one in story.instalments] == [cny("11250.00"), cny("25875.00")]
    shipped = Payments.of([*facts, left(58, "SH-1", 4900)], cream())
    assert shipped.payable.lines[0].basis == "shipped"
    assert (shipped.total, shipped.gated("shipping")) == (cny("36750.00"), cny("25500.00"))


def test_the_deposit_stays_what_was_agreed_when_the_quantity_moves() -> None:
    story = Payments.of(made(50, "L-1", 5200), cream())
    assert [one.amount for one in story.instalments] == [cny("11250.00"), cny("27750.00")]
    assert Payments.of(made(50, "L-1", 5300), cream()).total == cny("37500.00"), "above 5 %: that is for the contract"


def test_a_lot_that_is_not_released_keeps_the_sum_at_what_is_ordered() -> None:
    for state, total in (("rework", "37500.00"), ("reject", "36000.00")):
        facts = [*made(50, "L-1", 4800), *made(50, "L-2", 100, state)]
        assert Payments.of(facts, cream()).total == cny(total)


def test_the_tolerance_applies_to_the_sum_over_shipments_and_not_to_each() -> None:
    """The usual mistake: 4,800 of 5,000 in two halves of 2,400 are each 52 % short, and together within 5 %."""
    first, second = left(58, "SH-1", 2400), left(60, "SH-2", 2400)
    assert Payments.of([first], cream()).total == cny("37500.00")
    both = Payments.of([first, second], cream())
    assert both.total == cny("36000.00")
    assert both.payable.lines[0].basis == "shipped"


def test_what_goes_beyond_the_tolerance_is_not_paid_for() -> None:
    assert Payments.of([left(58, "SH-1", 5400)], cream()).total == cny("39375.00"), "5,250 at 7.50"


def test_a_line_closed_short_is_paid_for_what_was_delivered() -> None:
    closed = LineClosed(at=day(61), line=1, delivered=pieces(3000), reason="material gone", agreed_by="P-theirs")
    facts: list[Fact] = [left(58, "SH-1", 3000), closed]
    story = Payments.of([paid(28, "37500.00"), *facts], cream())
    assert (story.total, story.overpaid) == (cny("22500.00"), cny("15000.00"))


def test_less_than_the_earlier_rows_come_to_takes_off_them() -> None:
    agreed = terms(row("first", "0.9", trigger="signing"), row("last", "0.1", trigger="after_bl"))
    half = cream(payment_terms=agreed, tolerance=Decimal("0.5"))
    story = Payments.of([left(58, "SH-1", 2600)], half)
    assert [one.amount for one in story.instalments] == [cny("19500.00"), cny("0")]


def test_a_one_time_charge_is_asked_for_once_whatever_ships() -> None:
    mould = Charge(
        id="M-1", kind="mould", name="cap mould", amount=cny("8000.00"), billing="once", owner="buyer", item=CREAM
    )
    one = cream(charges=(mould,))
    assert Payments.of([], one).total == cny("45500.00")
    assert Payments.of([left(58, "SH-1", 4900)], one).total == cny("44750.00")


# ── by shipment ──────────────────────────────────────────────────────────────────────────────────────────────────────

AFTER = terms(
    row("deposit", "0.3", trigger="signing", gate="production"),
    row("balance", "0.7", trigger="after_bl", days=30, end_of_month=True),
)


def test_a_balance_after_the_bill_falls_due_shipment_by_shipment() -> None:
    one = cream(payment_terms=AFTER)
    first = left(58, "SH-1", 2000, bill_date=date(2026, 5, 2))
    story = Payments.of([SIGNED, first], one)
    assert [(due.amount, due.due_on, due.shipment) for due in story.instalments[1].dues] == [
        (cny("10500.00"), date(2026, 6, 30), "SH-1"),
        (cny("15750.00"), None, None),
    ]
    second = left(70, "SH-2", 2900, bill_date=date(2026, 5, 12))
    both = Payments.of([SIGNED, first, second], one)
    assert [(due.amount, due.due_on) for due in both.instalments[1].dues] == [
        (cny("10408.16"), date(2026, 6, 30)),
        (cny("15091.84"), date(2026, 6, 30)),
    ]
    assert both.instalments[1].amount == cny("25500.00")


def test_only_what_fell_due_and_did_not_come_is_late() -> None:
    one = cream(payment_terms=AFTER)
    first = left(58, "SH-1", 2000, bill_date=date(2026, 5, 2))
    story = Payments.of([SIGNED, paid(28, "11250.00"), first, paid(60, "4000.00")], one)
    balance = story.instalments[1]
    assert balance.late(date(2026, 6, 30)).is_zero
    assert balance.late(date(2026, 7, 1)) == cny("6500.00")
    assert (balance.outstanding, balance.due_on) == (cny("22250.00"), date(2026, 6, 30))
    assert [row.row for row in story.overdue(date(2026, 7, 1))] == [2]
    covered = Payments.of([SIGNED, paid(28, "11250.00"), first, paid(60, "10500.00")], one)
    assert covered.instalments[1].due_on is None, "the rest waits for the next shipment"
    assert not covered.overdue(date(2027, 1, 1))
    assert story.instalments[1].late(date.min).is_zero


def test_after_the_invoice_counts_from_the_invoice() -> None:
    one = cream(payment_terms=terms(row("all", trigger="after_invoice", days=10)))
    shipped = [left(58, "SH-1", 2000), left(60, "SH-2", 3000)]
    goods_went = Payments.of(shipped, one).instalments[0].dues
    assert [due.due_on for due in goods_went] == [date(2026, 5, 9), date(2026, 5, 11)]
    invoice = InvoiceIssued(at=day(61), number="I-1", amount=cny("15000.00"), on=date(2026, 5, 3), shipment="SH-1")
    dues = Payments.of([*shipped, invoice], one).instalments[0].dues
    assert [due.due_on for due in dues] == [date(2026, 5, 13), None], "the second is not invoiced yet"
    whole = InvoiceIssued(at=day(50), number="I-0", amount=cny("37500.00"), on=date(2026, 4, 20))
    dues = Payments.of([*shipped, invoice, whole], one).instalments[0].dues
    assert [due.due_on for due in dues] == [date(2026, 5, 13), date(2026, 4, 30)]
    assert Payments.of([whole], one).instalments[0].due_on == date(2026, 4, 30)
    part = Payments.of([shipped[0], whole], one).instalments[0].dues
    assert [due.due_on for due in part] == [date(2026, 4, 30), date(2026, 4, 30)]


def test_after_acceptance_each_shipment_waits_for_its_own() -> None:
    one = cream(payment_terms=terms(row("all", trigger="after_acceptance", days=5)))
    facts = [left(58, "SH-1", 2000), left(60, "SH-2", 3000), GoodsAccepted(at=day(70), shipment="SH-2", by="petit")]
    dues = Payments.of(facts, one).instalments[0].dues
    assert [(due.shipment, due.due_on) for due in dues] == [("SH-1", None), ("SH-2", date(2026, 5, 16))]


def test_the_documents_wait_for_what_has_been_shipped() -> None:
    one = cream(payment_terms=terms(row("all", trigger="copy_of_bl")))
    facts: list[Fact] = [left(58, "SH-1", 2000), left(60, "SH-2", 2000)]
    story = Payments.of([*facts, paid(61, "15000.00")], one)
    assert story.gated("documents", shipment="SH-1").is_zero
    assert story.gated("documents", shipment="SH-2") == cny("15000.00")
    assert story.gated("documents") == cny("15000.00")
    assert story.outstanding == cny("22500.00"), "a thousand pieces are still to come"
    assert Payments.of([], one).gated("documents") == cny("37500.00")


def test_before_shipment_by_shipment_falls_due_as_lots_are_released() -> None:
    agreed = terms(row("all", trigger="before_shipment", per_shipment=True, days=3))
    facts = [*made(50, "L-1", 2000), *made(56, "L-2", 3000)]
    story = Payments.of([*facts, left(60, "SH-1", 2000)], cream(payment_terms=agreed))
    (whole,) = story.instalments
    assert [(due.amount, due.due_on) for due in whole.dues] == [
        (cny("15000.00"), date(2026, 4, 25)),
        (cny("22500.00"), date(2026, 5, 1)),
    ]
    assert whole.shipped == cny("15000.00")


def test_a_fixed_day_is_due_on_its_day() -> None:
    agreed = terms(row("all", trigger="fixed_date", on=date(2026, 5, 1), days=2))
    assert Payments.of([], cream(payment_terms=agreed)).instalments[0].due_on == date(2026, 5, 3)


# ── blanket orders ───────────────────────────────────────────────────────────────────────────────────────────────────


def called(n: int, number: str, quantity: int, price: str | None = None) -> CalledOff:
    line = CallOffLine(line=1, quantity=pieces(quantity), unit_price=None if price is None else cny(price))
    return CalledOff(at=day(n), call_off=CallOff(number=number, lines=(line,), wanted_by=date(2026, 9, 1)))


def test_of_a_blanket_order_only_what_is_called_off_is_due_each_at_its_price() -> None:
    agreed = terms(
        row("deposit", "0.3", trigger="call_off", gate="production"), row("balance", "0.7", trigger="after_bl")
    )
    period = Period(first=date(2026, 3, 1), last=date(2026, 12, 31))
    one = cream(100_000, kind="blanket", period=period, payment_terms=agreed, deliver_by=date(2026, 12, 31))
    assert Payments.of([], one).total.is_zero
    facts: list[Fact] = [called(30, "CO-1", 10_000), called(60, "CO-2", 20_000, "7.00")]
    story = Payments.of(facts, one)
    assert story.total == cny("215000.00")
    assert [(due.amount, due.due_on) for due in story.instalments[0].dues] == [
        (cny("22500.00"), date(2026, 4, 1)),
        (cny("42000.00"), date(2026, 5, 1)),
    ]
    shipped = Payments.of([*facts, left(70, "SH-1", 12_000)], one)
    assert shipped.payable.shipments[0].value == cny("89000.00"), "10,000 at 7.50 and 2,000 at 7.00"


# ── the deposit in law ───────────────────────────────────────────────────────────────────────────────────────────────


def test_dingjin_has_effect_up_to_a_fifth_of_the_contract() -> None:
    agreed = terms(
        row("d", "0.3", trigger="signing", nature="deposit_dingjin"),
        row("p", "0.2", trigger="before_production"),
        row("b", "0.5", trigger="after_bl"),
    )
    deposit = Payments.of([paid(28, "20000.00")], cream(quantity=10_000, payment_terms=agreed)).deposit
    assert (deposit.dingjin, deposit.effective, deposit.prepayment) == (
        cny("20000.00"),
        cny("15000.00"),
        cny("5000.00"),
    )
    assert deposit.forfeits("buyer") == deposit.forfeits("seller") == cny("15000.00")
    assert (deposit.returned("buyer"), deposit.returned("seller")) == (cny("5000.00"), cny("35000.00"))
    more = Payments.of([paid(28, "40000.00")], cream(quantity=10_000, payment_terms=agreed)).deposit
    assert (more.dingjin, more.prepaid, more.total) == (cny("22500.00"), cny("15000.00"), cny("37500.00"))


def test_a_prepayment_is_never_forfeited() -> None:
    deposit = Payments.of([paid(28, "13650.00")], contract()).deposit
    assert deposit == Deposit(cny("0"), cny("13650.00"), cny("45500.00"))
    assert deposit.forfeits("buyer").is_zero
    assert deposit.returned("buyer") == deposit.returned("seller") == cny("13650.00")


def test_facts_of_two_articles_fill_their_own_lines() -> None:
    facts = [left(58, "SH-1", 4900), left(58, "SH-2", 1000, line=2, item=TONER)]
    story = Payments.of(facts, contract())
    assert [(one.item, one.quantity, one.basis) for one in story.payable.lines] == [
        (CREAM, pieces(4900), "shipped"),
        (TONER, pieces(1000), "shipped"),
    ]
    assert story.total == cny("44750.00")
