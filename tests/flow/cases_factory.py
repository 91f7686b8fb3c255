"""Where each condition on orders, batches, release, arrival, claims and stock refuses, and where it holds."""

from collections.abc import Callable
from datetime import date
from typing import Any

from conditionkit import STORY, Case, changed, later, orders, pieces
from flowkit import day, one, told

from b2bdeal import (
    Arrived,
    BatchFilled,
    BatchMade,
    BulkBatch,
    BulkReleased,
    CertificateIssued,
    ClaimMade,
    ClaimSettled,
    ClaimWindows,
    ContractSigned,
    Deal,
    Fact,
    GoodsAccepted,
    Inspected,
    LabResult,
    LotTested,
    MaterialLot,
    Microbiology,
    Money,
    NetContent,
    OrdersPlanned,
    ProductionFinished,
    ProductionReleased,
    QualityReleased,
    Quantity,
    ReworkFinished,
    StockSettled,
    StockTaken,
    StockUsed,
)

WINDOWS = ClaimWindows(visible_days=7, hidden_days=60)
VISCOSITY = LabResult(what="viscosity", result="24,300 mPa s", limit="20,000 to 30,000 mPa s", passed=True)
CLEAN = Microbiology(total_count=40, limit=1000, looked_for=("E. coli", "S. aureus"))


def grams(value: str) -> Quantity:
    return Quantity.of(value, "g")


FULL = NetContent(nominal=grams("50"), mean=grams("50.6"), least=grams("49.2"), n=50)


def kilos(n: int) -> Quantity:
    return Quantity.of(n, "kg")


def with_windows(fact: Fact) -> Fact:
    """Tells the story with claim windows in the contract."""
    if not isinstance(fact, ContractSigned):
        return fact
    return changed(fact, contract=changed(fact.contract, claim_windows=WINDOWS))  # type: ignore[no-any-return]


def batch(number: str = "BB-1", at: float = 102, **words: Any) -> BatchMade:
    said: dict[str, Any] = {
        "number": number,
        "formula": "F-17.2",
        "quantity": kilos(640),
        "made_on": date(2026, 6, 12),
        "materials": (MaterialLot(material="glycerin", lot="GLY-1", quantity=kilos(30)),),
    }
    return BatchMade(at=day(at), batch=BulkBatch(**(said | words)))


def filled(n: int = 600, **words: Any) -> BatchFilled:
    said: dict[str, Any] = {"batch": "BB-1", "lot": "L-0617", "order": "PO-17", "quantity": kilos(n)}
    return BatchFilled(at=day(110), **(said | words))


def planned(**words: Any) -> OrdersPlanned:
    return OrdersPlanned(at=day(99), orders=orders(**words).orders)


def rework(good: Quantity, scrapped: Quantity) -> ReworkFinished:
    return ReworkFinished(at=day(129.5), order="PO-17", lot="L-0617", good=good, scrapped=scrapped)


def in_rework() -> Deal:
    return told(Inspected).then(later(Inspected, disposition="rework"))


def conceded(**words: Any) -> Inspected:
    body = one(Inspected).model_dump() | {"disposition": "concession", "conceded_by": "petit", "document": "CON-1"}
    return Inspected.model_validate(body | words)


def tested(**words: Any) -> LotTested:
    said: dict[str, Any] = {"lot": "L-0617", "microbiology": CLEAN, "net_content": FULL, "tested_by": "lab"}
    return LotTested(at=day(130.5), **(said | words))


def certified(**words: Any) -> CertificateIssued:
    said: dict[str, Any] = {"lot": "L-0617", "number": "COA-1", "results": (VISCOSITY,), "issued_by": "sun"}
    return CertificateIssued(at=day(131), **(said | words))


def passed(role: str = "quality", lot: str = "L-0617", by: str = "sun") -> QualityReleased:
    return QualityReleased(at=day(132), lot=lot, released_by=by, role=role)


def arrived(on: int = 150, shipment: str = "SH-17") -> Arrived:
    return Arrived(at=day(150), shipment=shipment, on=STORY.date(on))


def claim(at: float = 152, number: str = "CL-1", n: int = 24, what: str = "visible", **words: Any) -> ClaimMade:
    said = {"claim": number, "shipment": "SH-17", "lot": "L-0617", "quantity": pieces(n), "what": what}
    return ClaimMade.model_validate({"at": day(at), "pictures": ("IMG-1",), **said, **words})


def closed(number: str = "CL-1", outcome: str = "accepted") -> ClaimSettled:
    return ClaimSettled.model_validate({"at": day(155), "claim": number, "outcome": outcome, "reason": "seen"})


def silent(at: float) -> GoodsAccepted:
    return GoodsAccepted(at=day(at), shipment="SH-17", silent=True)


def here(*more: Fact) -> Callable[[], Deal]:
    """The story's shipment under way, with claim windows agreed, and what came after."""

    def deal() -> Deal:
        found = told(GoodsAccepted, instead=with_windows)
        for fact in more:
            found = found.then(fact)
        return found

    return deal


def running(*more: Fact) -> Callable[[], Deal]:
    """The story's order on the shop floor, and what came after."""

    def deal() -> Deal:
        found = told(ProductionFinished)
        for fact in more:
            found = found.then(fact)
        return found

    return deal


def stock(number: str = "ST-1", value: str = "1,200", currency: str = "CNY", line: int | None = 1) -> StockTaken:
    return StockTaken(
        at=day(103),
        stock=number,
        item="LABEL-3",
        sort="label",
        quantity=pieces(13_000),
        value=Money.of(value, currency),
        owner="factory",
        line=line,
        bought_for="PO-17",
    )


def used(n: int, number: str = "ST-1") -> StockUsed:
    return StockUsed(at=day(112), stock=number, quantity=pieces(n), used_for="PO-17")


FACTORY = (
    Case(
        "planned_ahead",
        lambda: told(ProductionReleased),
        planned(planned_start=STORY.date(98)),
        "PO-17 starts on 8 Jun 2026, which is before 9 Jun 2026: plan it anew",
        planned(planned_start=STORY.date(99)),
    ),
    Case(
        "planned_ahead",
        lambda: told(ProductionReleased),
        orders(planned_start=STORY.date(99)),
        "PO-17 starts on 9 Jun 2026",
        orders(planned_start=STORY.date(100)),
    ),
    Case(
        "plan_fits_contract",
        lambda: told(ProductionReleased),
        planned(line=2),
        "PO-17 is for line 2, CREAM-50, of C-2026-017",
        planned(),
    ),
    Case(
        "plan_fits_contract",
        lambda: told(ProductionReleased).then(planned()),
        planned(number="PO-18"),
        "PO-18 makes the lot L-0617 again",
        planned(number="PO-18", lot="L-0618"),
    ),
    Case(
        "output_is_counted",
        running(),
        later(ProductionFinished, good=kilos(5), scrapped=kilos(0)),
        "L-0617 is counted by piece, not by kg, kg",
        one(ProductionFinished),
    ),
    Case(
        "rework_fits_lot",
        in_rework,
        rework(pieces(11_900), pieces(41)),
        "11,941 pieces of L-0617 went through rework, and 11,940 pieces are made",
        rework(pieces(11_900), pieces(40)),
    ),
    Case(
        "rework_fits_lot",
        in_rework,
        rework(kilos(1), kilos(0)),
        "L-0617 is counted by piece, not by kg",
        rework(pieces(500), pieces(0)),
    ),
    Case(
        "concession_is_agreed",
        lambda: told(Inspected),
        conceded(document=None),
        "the concession of L-0617 needs who of the buyer gave it, and in which document",
        conceded(),
    ),
    Case(
        "concession_is_agreed",
        lambda: told(Inspected),
        conceded(conceded_by="qian"),
        "qian is no contact of the buyer in this deal; moreau, petit are",
        conceded(conceded_by="moreau"),
    ),
    Case("batch_is_new", running(batch()), batch(at=103), "the batch BB-1 is made already", batch("BB-2", at=103)),
    Case(
        "batch_is_new",
        running(batch()),
        batch("BB-2", at=103, premixes=("PRE-1",)),
        "its premixes PRE-1 are not recorded here",
        batch("BB-2", at=103, premixes=("BB-1",)),
    ),
    Case("batch_is_known", running(), filled(), "no batch BB-1 is made", filled(), running(batch())),
    Case(
        "batch_is_known",
        running(batch()),
        BulkReleased(at=day(105), batch="BB-9", tests=(VISCOSITY,), released_by="sun"),
        "no batch BB-9 is made",
        BulkReleased(at=day(105), batch="BB-1", tests=(VISCOSITY,), released_by="sun"),
    ),
    Case(
        "batch_fits_order",
        running(batch(formula="F-18")),
        filled(),
        "BB-1 is F-18, and PO-17 makes F-17.2",
        filled(),
        running(batch()),
    ),
    Case(
        "batch_is_enough",
        running(batch(), filled(600)),
        filled(41),
        "of BB-1, 641 kg would be filled, and 640 kg are made",
        filled(40),
    ),
    Case(
        "batch_is_enough",
        running(batch()),
        filled(quantity=pieces(5)),
        "BB-1 is measured in kg",
        filled(quantity=grams("600000")),
    ),
    Case(
        "lot_is_in_work",
        lambda: told(Inspected),
        tested(lot="L-9"),
        "no released order makes the lot L-9",
        tested(),
    ),
    Case(
        "lot_is_in_work",
        running(),
        tested(),
        "nothing of the lot L-0617 is finished",
        certified(),
        lambda: told(Inspected),
    ),
    Case(
        "released_by_quality",
        lambda: told(Inspected),
        passed(role="director", by="li"),
        "director may not; quality may",
        passed(),
        alone=False,
    ),
    Case(
        "arrival_follows_shipment",
        here(),
        arrived(on=137),
        "SH-17 left on 18 Jul 2026, and would arrive on 17 Jul 2026",
        arrived(on=138),
    ),
    Case(
        "arrival_follows_shipment",
        here(arrived()),
        arrived(),
        "the arrival of SH-17 is recorded already",
        arrived(),
        here(),
    ),
    Case(
        "silence_is_over",
        here(),
        silent(158),
        "the arrival of SH-17 is not recorded, so its window has not begun",
        silent(158),
        here(arrived()),
    ),
    Case("silence_is_over", here(arrived()), silent(157), "the buyer may claim of SH-17 until 6 Aug 2026", silent(158)),
    Case(
        "silence_is_over",
        here(arrived(), claim()),
        silent(158),
        "open claims: CL-1",
        silent(158),
        here(arrived(), claim(), closed()),
    ),
    Case(
        "claim_in_time",
        here(arrived()),
        claim(158),
        "the last day for visible of SH-17 was 6 Aug 2026, and it comes on 7 Aug 2026",
        claim(157),
    ),
    Case(
        "claim_in_time",
        here(arrived()),
        claim(211, what="hidden"),
        "the last day for hidden of SH-17 was 28 Sept 2026",
        claim(210, what="hidden"),
    ),
    Case(
        "claim_fits_shipment",
        here(arrived()),
        claim(lot="L-9"),
        "SH-17 brought L-0617, not L-9",
        claim(),
    ),
    Case(
        "claim_fits_shipment",
        here(arrived(), claim(n=11_000)),
        claim(153, "CL-2", 941),
        "of L-0617, 11,941 pieces would be claimed, and 11,940 pieces came",
        claim(153, "CL-2", 940),
    ),
    Case(
        "claim_fits_shipment",
        here(arrived(), claim()),
        claim(153),
        "claim CL-1 is recorded already",
        claim(153, "CL-2"),
    ),
    Case("claim_is_open", here(arrived()), closed(), "no claim CL-1 was made", closed(), here(arrived(), claim())),
    Case(
        "claim_is_open",
        here(arrived(), claim(), closed()),
        closed(outcome="rejected"),
        "claim CL-1 is settled already",
        closed(),
        here(arrived(), claim()),
    ),
    Case("stock_is_new", running(stock()), stock(), "stock ST-1 is taken in already", stock("ST-2")),
    Case(
        "stock_is_new",
        running(),
        stock(currency="USD"),
        "1,200.00 USD is given, the contract is in CNY",
        stock(line=None),
    ),
    Case("stock_is_new", running(), stock(line=2), "contract C-2026-017 has no line 2", stock()),
    Case("stock_is_there", running(), used(1), "no stock ST-1 is taken in", used(1), running(stock())),
    Case(
        "stock_is_there",
        running(stock(), used(12_400)),
        StockSettled(at=day(120), stock="ST-1", quantity=pieces(601), outcome="scrapped"),
        "of ST-1, 600 pieces are left, not 601 pieces",
        StockSettled(at=day(120), stock="ST-1", quantity=pieces(600), outcome="scrapped"),
    ),
    Case(
        "stock_is_there",
        running(stock()),
        changed(used(1), quantity=kilos(1)),
        "ST-1 is counted by piece",
        changed(used(1), quantity=Quantity.of(2, "dozen")),
    ),
)
