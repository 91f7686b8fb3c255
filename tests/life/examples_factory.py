"""One example of every fact of the factory: orders, batches, tests, release, stock, arrival and claims."""

from datetime import date

from straight_way import CREAM, cny, day, order, pieces

from b2bdeal import (
    Arrived,
    BatchFilled,
    BatchMade,
    BulkBatch,
    BulkReleased,
    CertificateIssued,
    ClaimMade,
    ClaimSettled,
    LabResult,
    LotTested,
    MaterialLot,
    Microbiology,
    NetContent,
    OrderCancelled,
    OrderClosed,
    OrderHeld,
    OrderResumed,
    OrdersPlanned,
    OrderStarted,
    QualityReleased,
    Quantity,
    ReworkFinished,
    StockSettled,
    StockTaken,
    StockUsed,
)

GLYCERIN = MaterialLot(material="glycerin", lot="GLY-7731", supplier="palm-co", quantity=Quantity.of("12.5", "kg"))
BATCH = BulkBatch(
    number="BB-1",
    formula=f"{CREAM}-F2",
    quantity=Quantity.of(280, "kg"),
    made_on=date(2026, 4, 10),
    materials=(GLYCERIN,),
)
VISCOSITY = LabResult(what="viscosity", result="24,300 mPa s", limit="20,000 to 30,000 mPa s", passed=True)
CLEAN = Microbiology(total_count=40, limit=1000, looked_for=("E. coli", "P. aeruginosa", "S. aureus", "C. albicans"))


def grams(value: str) -> Quantity:
    return Quantity.of(value, "g")


FULL = NetContent(nominal=grams("50"), mean=grams("50.6"), least=grams("49.2"), n=50)

FACTORY = [
    OrdersPlanned(at=day(30), orders=(order("L-1", 1, CREAM, 5000),)),
    OrderStarted(at=day(36), order="MO-L-1", resource="tank 500 l"),
    OrderHeld(at=day(37), order="MO-L-1", reason="the pump leaks", source="machine"),
    OrderResumed(at=day(38), order="MO-L-1"),
    BatchMade(at=day(39), batch=BATCH),
    BulkReleased(at=day(40), batch="BB-1", tests=(VISCOSITY,), released_by="P-quality"),
    BatchFilled(at=day(41), batch="BB-1", lot="L-1", order="MO-L-1", quantity=Quantity.of(250, "kg")),
    ReworkFinished(at=day(53), order="MO-L-1", lot="L-1", good=pieces(4900), scrapped=pieces(50)),
    LotTested(at=day(54), lot="L-1", microbiology=CLEAN, net_content=FULL, tested_by="lab"),
    CertificateIssued(at=day(54), lot="L-1", number="COA-1", results=(VISCOSITY,), issued_by="P-quality"),
    QualityReleased(at=day(55), lot="L-1", released_by="P-quality", role="quality"),
    OrderClosed(at=day(56), order="MO-L-1"),
    OrderCancelled(at=day(56), order="MO-L-9", reason="planned twice"),
    StockTaken(
        at=day(32), stock="ST-1", item="LABEL-1", sort="label", quantity=pieces(6000), value=cny("900"), owner="factory"
    ),
    StockUsed(at=day(50), stock="ST-1", quantity=pieces(5050), used_for="MO-L-1"),
    StockSettled(at=day(60), stock="ST-1", quantity=pieces(950), outcome="bought_by_buyer", charged=cny("142.50")),
    Arrived(at=day(62), shipment="SH-1", on=date(2026, 5, 3)),
    ClaimMade(
        at=day(63), claim="CL-1", shipment="SH-1", lot="L-1", quantity=pieces(24), what="visible", pictures=("IMG-1",)
    ),
    ClaimSettled(at=day(66), claim="CL-1", outcome="accepted", reason="a carton fell"),
]
