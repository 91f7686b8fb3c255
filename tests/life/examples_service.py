"""One example of each fact on cases, repeat orders and hand-overs, for what holds for every fact."""

from datetime import date

from straight_way import day

from b2bdeal.life import (
    ApprovedVersion,
    CarriedOver,
    CaseClosed,
    CaseDeclined,
    CaseInvestigated,
    CaseReported,
    Discount,
    DiscountRedeemed,
    Fact,
    HandedOver,
    PassedStability,
    Remedy,
    RemedyAgreed,
    RemedyOffered,
    ReplacementSent,
    ServiceCase,
    Shipment,
    ShippedLine,
)
from b2bdeal.units import Money, Quantity, percent

JARS = Quantity.of(300, "piece")
CREDIT = Remedy(kind="credit", amount=Money.of("5340.00", "CNY"), quantity=JARS)
CASE = ServiceCase(
    number="SC-1",
    shipment="SH-1",
    lot="L-1",
    inspection="QC-1",
    item="CREAM-50",
    quantity=JARS,
    defect="cracked at the neck",
    pictures=("IMG-1", "IMG-2"),
    reported_by="P-quality",
    claim="CL-1",
)
PART = ShippedLine(line=1, item="CREAM-50", lot="L-2", quantity=JARS)

SERVICE: tuple[Fact, ...] = (
    CaseReported(at=day(200), case=CASE),
    CaseInvestigated(at=day(204), case="SC-1", cause="thin glass", fault="seller", report="8D-9"),
    RemedyOffered(at=day(205), case="SC-1", remedy=CREDIT),
    RemedyAgreed(at=day(206), case="SC-1", remedy=CREDIT, agreed_by="P-owner"),
    ReplacementSent(
        at=day(207), case="SC-2", shipment=Shipment(number="SH-R1", lines=(PART,)), from_deal="D-2", release="QR-1"
    ),
    CaseClosed(at=day(220), case="SC-1", cost=Money.of("6120.00", "CNY"), corrective_action="a thicker neck"),
    CaseDeclined(at=day(221), case="SC-3", reason="dropped by the buyer"),
    DiscountRedeemed(at=day(230), case="SC-4", deal="D-2"),
    CarriedOver(
        at=day(300),
        from_deal="D-1",
        approved=(ApprovedVersion(item="CREAM-50", formula="F-1", packaging="JAR"),),
        stability=(PassedStability(item="CREAM-50", formula="F-1", weeks=12),),
        registrations=("CPNP-1",),
        tooling=("MOULD-1",),
        discounts=(Discount(case="SC-4", share=percent(5), until=date(2027, 6, 30)),),
        standards=("SEAL-1",),
    ),
    HandedOver(at=day(301), from_specialist="P-ours", to_specialist="P-next", reason="leave", introduced=("P-owner",)),
)
