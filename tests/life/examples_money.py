"""One of each fact on money beside a payment, as the tests of every class use them."""

from datetime import date

from straight_way import CREAM, cny, day, pieces

from b2bdeal.life import (
    AmountCredited,
    InvoiceIssued,
    InvoiceLine,
    PayerCleared,
    PaymentAdvised,
    PaymentReturned,
    ShortfallAccepted,
)

__all__ = ["MONEY"]

MONEY = (
    PaymentAdvised(at=day(27), payment="TT-1", amount=cny("13650.00"), payer="A-1", value_date=date(2026, 3, 30)),
    PayerCleared(
        at=day(28), payment="TT-1", relation="parent company", document="LTR-1", cleared_by="P-money", role="finance"
    ),
    ShortfallAccepted(
        at=day(29), amount=cny("25.00"), reason="bank charges", payment="TT-1", accepted_by="P-money", role="finance"
    ),
    InvoiceIssued(
        at=day(58),
        number="I-1",
        amount=cny("44750.00"),
        on=date(2026, 4, 29),
        shipment="SH-1",
        lines=(InvoiceLine(line=1, item=CREAM, quantity=pieces(4900)),),
    ),
    AmountCredited(at=day(69), number="CN-1", amount=cny("120.00"), reason="16 cracked jars", case="SC-1"),
    PaymentReturned(
        at=day(70), refund="R-1", payment="TT-2", amount=cny("870.00"), to="A-1", reason="fewer pieces left"
    ),
)
