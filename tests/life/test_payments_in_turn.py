"""Money is put first on what falls due first, so what was paid for goods that left opens no other gate."""

from datetime import date

from straight_way import cny, day, pieces
from test_payments_parts import SIGNED, cream, left, paid, row, terms

from b2bdeal.life import CalledOff, CallOff, CallOffLine, Fact, InvoiceIssued, Payments, Period

BY_SHIPMENT = terms(
    row("deposit", "0.2", trigger="signing"),
    row("copy", "0.3", trigger="copy_of_bl"),
    row("rest", "0.5", trigger="after_invoice", days=30, end_of_month=True),
)


def invoice(n: int, number: str, amount: str, shipment: str) -> InvoiceIssued:
    return InvoiceIssued(at=day(n), number=number, amount=cny(amount), on=day(n).date(), shipment=shipment)


def test_what_was_paid_for_the_first_shipment_does_not_release_the_documents_of_the_second() -> None:
    """Two halves of 18,750 each. 20 % came before; 30 % against each copy of the bill, 50 % with each invoice."""
    agreed = cream(payment_terms=BY_SHIPMENT)
    facts: list[Fact] = [SIGNED, paid(28, "7500.00"), left(40, "SH-1", 2500), paid(42, "5625.00")]
    assert Payments.of(facts, agreed).gated("documents", shipment="SH-1").is_zero
    facts += [invoice(43, "INV-1", "18750.00", "SH-1"), paid(90, "9375.00")]
    story = Payments.of(facts, agreed)
    assert [one.received for one in story.instalments] == [cny("7500.00"), cny("5625.00"), cny("9375.00")]
    assert story.overdue(date(2026, 12, 31)) == (), "all that fell due is there"
    facts.append(left(95, "SH-2", 2500))
    story = Payments.of(facts, agreed)
    assert story.gated("documents", shipment="SH-1").is_zero
    assert story.gated("documents", shipment="SH-2") == cny("5625.00"), "the second copy is not paid"
    assert Payments.of([*facts, paid(97, "5625.00")], agreed).gated("documents").is_zero


def test_a_call_off_that_is_paid_in_full_is_no_deposit_for_the_next_one() -> None:
    """1,000 called off, delivered and paid; then 1,000 more: production waits for its own 20 %."""
    period = Period(first=day(26).date(), last=day(200).date())
    signed = terms(row("deposit", "0.2", trigger="call_off", gate="production"), row("rest", "0.8", trigger="after_bl"))
    frame = cream(kind="blanket", period=period, payment_terms=signed)

    def called(n: int, number: str) -> CalledOff:
        line = CallOffLine(line=1, quantity=pieces(1000))
        return CalledOff(at=day(n), call_off=CallOff(number=number, lines=(line,), wanted_by=day(80).date()))

    facts: list[Fact] = [called(30, "CO-1"), paid(31, "1500.00"), left(40, "SH-1", 1000), paid(45, "6000.00")]
    assert Payments.of(facts, frame).paid
    facts.append(called(50, "CO-2"))
    story = Payments.of(facts, frame)
    assert story.gated("production") == cny("1500.00")
    assert [one.late(day(60).date()) for one in story.instalments] == [cny("1500.00"), cny("0")]
    assert Payments.of([*facts, paid(51, "1500.00")], frame).gated("production").is_zero
