"""A complete deal by the straight way, from the lead to settlement, as the tests use it."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from b2bdeal.life import (
    Account,
    Brief,
    BriefAgreed,
    BriefLine,
    BuyerProfile,
    CapacityHeld,
    Contact,
    ContactMet,
    Contract,
    ContractLine,
    ContractSigned,
    CounterLine,
    CounterOffered,
    Domestic,
    Fact,
    GoodsAccepted,
    Inspected,
    Lead,
    LeadFound,
    LeadQualified,
    PaymentReceived,
    PaymentTerm,
    PaymentTerms,
    PriceBreak,
    ProductionFinished,
    ProductionOrder,
    ProductionReleased,
    Quote,
    QuoteLine,
    QuoteSent,
    Sample,
    SampleApproved,
    SampleEvaluated,
    SampleRevisionAsked,
    SampleSent,
    Settled,
    Shipment,
    Shipped,
    ShippedLine,
    Signature,
    Source,
    StabilityPassed,
    TaxBasis,
    TermsAgreed,
)
from b2bdeal.units import Money, Quantity, percent

SHANGHAI = ZoneInfo("Asia/Shanghai")
CREAM, TONER = "CREAM-50", "TONER-120"


def day(n: int, hour: int = 10) -> datetime:
    """So many days after the deal began."""
    return datetime(2026, 3, 2, hour, tzinfo=SHANGHAI) + timedelta(days=n)


def pieces(n: int) -> Quantity:
    return Quantity.of(n, "piece")


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


DOMESTIC = Domestic(
    handover="delivery",
    place="Hangzhou",
    freight_by="seller",
    tax=TaxBasis(included=True, vat=percent(13), invoice="special"),
)

THIRTY_SEVENTY = PaymentTerms(
    rows=(
        PaymentTerm(name="deposit", portion=percent(30), trigger="signing", gate="production", days=3),
        PaymentTerm(name="balance", portion=percent(70), trigger="before_shipment"),
    )
)


def quote(version: int = 1, price: str = "8.50", **changes: Any) -> Quote:
    """Two articles; from 5,000 pieces each is half a yuan cheaper."""
    lower = cny(price) - cny("0.50")

    def line(item: str, name: str) -> QuoteLine:
        breaks = (
            PriceBreak(from_quantity=pieces(1000), unit_price=cny(price)),
            PriceBreak(from_quantity=pieces(5000), unit_price=lower),
        )
        return QuoteLine(
            item=item, name=name, breaks=breaks, moq=pieces(1000), multiple=pieces(100), tolerance=percent(5)
        )

    values: dict[str, Any] = {
        "number": "Q-1",
        "version": version,
        "lines": (line(CREAM, "Day cream 50 ml"), line(TONER, "Toner 120 ml")),
        "currency": "CNY",
        "price_terms": DOMESTIC,
        "payment_terms": THIRTY_SEVENTY,
        "valid_until": day(60),
    }
    return Quote(**(values | changes))


def agreed_terms() -> Any:
    return quote(2, "8.00").agree({CREAM: pieces(5000), TONER: pieces(1000)}, date(2026, 6, 1))


def contract(**changes: Any) -> Contract:
    """What was agreed, signed by both."""
    terms = agreed_terms()
    values: dict[str, Any] = {
        "number": "C-1",
        "lines": tuple(
            ContractLine(line=n, item=one.item, quantity=one.quantity, unit_price=one.unit_price)
            for n, one in enumerate(terms.lines, 1)
        ),
        "currency": "CNY",
        "price_terms": terms.price_terms,
        "payment_terms": terms.payment_terms,
        "tolerance": terms.tolerance,
        "deliver_by": terms.deliver_by,
        "signatures": (
            Signature(side="seller", person="P-ours", at=day(25)),
            Signature(side="buyer", person="P-theirs", at=day(26)),
        ),
    }
    return Contract(**(values | changes))


def order(lot: str, line: int, item: str, quantity: int) -> ProductionOrder:
    return ProductionOrder(
        number=f"MO-{lot}",
        contract="C-1",
        line=line,
        item=item,
        lot=lot,
        formula=f"{item}-F2",
        packaging=f"{item}-P1",
        quantity=pieces(quantity),
        planned_start=date(2026, 4, 6),
        planned_finish=date(2026, 4, 20),
    )


def inspected(n: int, lot: str, disposition: str) -> Inspected:
    return Inspected.model_validate(
        {
            "at": day(n),
            "lot": lot,
            "order": f"MO-{lot}",
            "inspector": "P-quality",
            "sample_size": 200,
            "defects": {"minor": 3},
            "disposition": disposition,
        }
    )


def complete_deal() -> list[Fact]:
    """Every step of a deal that goes well, after one sample revision, one counter-offer and one rework."""
    account = Account(id="A-1", name="Dew Brands Co.", kind="brand_owner", country="CN")
    brief = Brief(
        number="B-1",
        lines=(
            BriefLine(item=CREAM, name="Day cream 50 ml", quantity=pieces(5000)),
            BriefLine(item=TONER, name="Toner 120 ml", quantity=pieces(1000), target_price=cny("7.50")),
        ),
        markets=("CN",),
        wanted_by=date(2026, 6, 1),
    )

    def sample(round_: int, item: str) -> Sample:
        return Sample(number=f"S-{item}", round=round_, item=item, formula=f"{item}-F{round_}", quantity=pieces(3))

    def approved(n: int, item: str) -> SampleApproved:
        return SampleApproved(
            at=day(n), number=f"S-{item}", round=2, item=item, formula=f"{item}-F2", packaging=f"{item}-P1",
            approved_by="P-theirs",
        )  # fmt: skip

    shipped = (
        ShippedLine(line=1, item=CREAM, lot="L-1", quantity=pieces(4900)),
        ShippedLine(line=2, item=TONER, lot="L-2", quantity=pieces(1000)),
    )
    return [
        LeadFound(
            at=day(0),
            lead=Lead(
                account=account,
                source=Source(channel="1688", placement="pay_per_click", cost=cny("35")),
                buyer=BuyerProfile(kind="brand_owner", order_size=pieces(5000)),
                contacts=(Contact(person="P-theirs", role="owner", decides=True),),
            ),
        ),
        LeadQualified(at=day(1), specialist="P-ours", segment="SEG-1"),
        ContactMet(at=day(1, 15), contact=Contact(person="P-theirs", role="owner", stance="for", decides=True)),
        BriefAgreed(at=day(3), brief=brief),
        SampleSent(at=day(5), sample=sample(1, CREAM)),
        SampleEvaluated(at=day(8), number=f"S-{CREAM}", round=1, scores={"texture": 3, "scent": 2}),
        SampleRevisionAsked(at=day(8, 12), number=f"S-{CREAM}", round=1, changes="less scent"),
        SampleSent(at=day(11), sample=sample(2, CREAM)),
        SampleSent(at=day(11), sample=sample(2, TONER)),
        approved(14, CREAM),
        approved(14, TONER),
        QuoteSent(at=day(15), quote=quote(1)),
        CounterOffered(
            at=day(17),
            lines=(CounterLine(item=CREAM, quantity=pieces(5000), unit_price=cny("7.20")),),
            contact="P-theirs",
        ),
        QuoteSent(at=day(18), quote=quote(2, "8.00")),
        TermsAgreed(at=day(20), terms=agreed_terms(), agreed_with="P-theirs"),
        CapacityHeld(at=day(21), promise="PR-1", until=day(40), deliver_on=date(2026, 5, 25), resources=("line 2",)),
        ContractSigned(at=day(26), contract=contract()),
        PaymentReceived(at=day(28), payment="TT-1", amount=cny("13650.00"), payer="A-1"),
        StabilityPassed(at=day(30), item=CREAM, formula=f"{CREAM}-F2", weeks=12),
        ProductionReleased(at=day(35), orders=(order("L-1", 1, CREAM, 5000), order("L-2", 2, TONER, 1000))),
        ProductionFinished(at=day(50), order="MO-L-1", lot="L-1", good=pieces(3000), scrapped=pieces(20)),
        ProductionFinished(at=day(51), order="MO-L-1", lot="L-1", good=pieces(1950), scrapped=pieces(30)),
        ProductionFinished(at=day(51), order="MO-L-2", lot="L-2", good=pieces(1000), scrapped=pieces(0)),
        inspected(52, "L-1", "rework"),
        inspected(53, "L-2", "concession"),
        inspected(55, "L-1", "accept"),
        PaymentReceived(at=day(57), payment="TT-2", amount=cny("31850.00"), payer="A-1"),
        Shipped(
            at=day(58),
            shipment=Shipment(number="SH-1", lines=shipped, bill_of_lading="BL-1", bill_date=date(2026, 4, 30)),
        ),
        GoodsAccepted(at=day(68), shipment="SH-1", silent=True),
        Settled(at=day(70)),
    ]
