"""For the tests of letters of credit: a contract, a credit that does for it, and goods."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from b2bdeal import (
    Calendar,
    Contract,
    ContractLine,
    CreditGoods,
    Export,
    Incoterm,
    LetterOfCredit,
    Money,
    PaymentTerm,
    PaymentTerms,
    PlusMinus,
    Quantity,
    Shipment,
    ShippedLine,
    Signature,
    percent,
)

ZONE = ZoneInfo("Asia/Shanghai")
FOB = Export(incoterm=Incoterm.of("FOB Ningbo"), transport="sea", containers=True)
CHINA = Calendar(country="CN", timezone="Asia/Shanghai")
FIVE = PlusMinus(plus=percent(5), minus=percent(5))
WHOLE = PaymentTerms(rows=(PaymentTerm(name="credit", portion=percent(100), trigger="copy_of_bl", method="lc_sight"),))


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 10, tzinfo=ZONE)


def cny(amount: str | int) -> Money:
    return Money.of(str(amount), "CNY")


def contract(unit: str = "piece", **words: Any) -> Contract:
    """10,000 at 10 CNY, all by sight credit, ±5 %, FOB Ningbo, by the 30th of June."""
    said: dict[str, Any] = {
        "number": "C-1",
        "lines": (ContractLine(line=1, item="X", quantity=Quantity.of(10_000, unit), unit_price=cny(10)),),
        "currency": "CNY",
        "price_terms": FOB,
        "payment_terms": WHOLE,
        "tolerance": percent(5),
        "deliver_by": date(2026, 6, 30),
        "signatures": tuple(Signature(side=side, person=side, at=at(3, 2)) for side in ("seller", "buyer")),
    }
    return Contract(**{**said, **words})


def credit(unit: str = "piece", **words: Any) -> LetterOfCredit:
    """A credit that does for that contract."""
    said: dict[str, Any] = {
        "number": "LC-1",
        "issuing_bank": "Banque du Rhône",
        "applicant": "A-1",
        "beneficiary": "us",
        "amount": cny(105_000),
        "quantity_tolerance": FIVE,
        "goods": (CreditGoods(item="X", quantity=Quantity.of(10_000, unit), unit_price=cny(10)),),
        "latest_shipment": date(2026, 6, 30),
        "expiry": date(2026, 7, 21),
        "expiry_place": "Ningbo",
        "incoterm": FOB.incoterm,
    }
    return LetterOfCredit(**{**said, **words})


def goods(quantity: int, number: str = "SH-1", unit: str = "piece", item: str = "X", to: str | None = None) -> Shipment:
    line = ShippedLine(line=1, item=item, lot="L-1", quantity=Quantity.of(quantity, unit))
    return Shipment(number=number, lines=(line,), to_place=to)


def said(reasons: Any) -> list[str]:
    return [one.text().replace("\xa0", " ") for one in reasons]
