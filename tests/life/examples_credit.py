"""One of each fact on letters of credit and transport documents, as the tests of every class use them."""

from datetime import date

from straight_way import CREAM, cny, day, pieces

from b2bdeal.life import (
    AskedDocument,
    CreditAmended,
    CreditGoods,
    CreditHonoured,
    CreditInstalment,
    CreditReceived,
    DiscrepancyRaised,
    DiscrepancyRefused,
    DiscrepancyWaived,
    DocumentsHeld,
    DocumentsPresented,
    DocumentsReleased,
    LetterOfCredit,
    PlusMinus,
    TransportDocument,
)
from b2bdeal.units import Incoterm, percent

__all__ = ["CREDIT"]

LETTER = LetterOfCredit(
    number="LC-1",
    issuing_bank="Banque du Rhône",
    advising_bank="Bank of Ningbo",
    applicant="A-1",
    beneficiary="linhai",
    amount=cny("44750.00"),
    amount_tolerance=PlusMinus(plus=percent(5), minus=percent(5)),
    goods=(CreditGoods(item=CREAM, quantity=pieces(5000), unit_price=cny("8.95")),),
    latest_shipment=date(2026, 5, 10),
    expiry=date(2026, 5, 31),
    expiry_place="Ningbo",
    available_by="usance",
    usance_days=60,
    instalments=(CreditInstalment(latest=date(2026, 5, 10), quantity=pieces(5000)),),
    incoterm=Incoterm.of("FOB Ningbo"),
    documents=(AskedDocument(name="commercial invoice", originals=3),),
)
BILL = TransportDocument(number="COSU1", kind="bill_of_lading", issued_by="carrier", shipment="SH-1")

CREDIT = (
    CreditReceived(at=day(26), credit=LETTER),
    CreditAmended(at=day(27), amendment=1, credit=LETTER, note="amount with 5 %"),
    DocumentsHeld(at=day(58), document=BILL, held_by="seller"),
    DocumentsPresented(
        at=day(60), credit="LC-1", shipment="SH-1", on=day(60).date(), documents=("commercial invoice",)
    ),
    DiscrepancyRaised(at=day(63), credit="LC-1", shipment="SH-1", points=("late shipment",)),
    DiscrepancyRefused(at=day(64), credit="LC-1", shipment="SH-1", documents="returned"),
    DiscrepancyWaived(at=day(65), credit="LC-1", shipment="SH-1", waived_by="P-theirs"),
    CreditHonoured(at=day(66), credit="LC-1", shipment="SH-1", how="acceptance", matures_on=day(126).date()),
    DocumentsReleased(at=day(67), document="COSU1", how="bank_lc", to="A-1"),
)
