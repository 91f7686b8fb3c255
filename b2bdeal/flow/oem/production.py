"""The factory: packaging, orders, batches, lots, inspection, release and stock."""

from typing import Any, Final

from b2bdeal.flow.conditions.credit import credit_matches
from b2bdeal.flow.conditions.delivery import all_accepted, all_shipped
from b2bdeal.flow.conditions.packaging import (
    customer_due_is_ahead,
    leftovers_are_there,
    packaging_has_come,
    packaging_is_planned,
)
from b2bdeal.flow.conditions.payment import deposit_received
from b2bdeal.flow.conditions.production import (
    all_lots_released,
    capacity_held,
    concession_is_agreed,
    lot_is_known,
    lot_is_made,
    orders_fit_contract,
    output_is_counted,
    plan_fits_contract,
    planned_ahead,
    rework_fits_lot,
    sample_approved,
)
from b2bdeal.flow.conditions.release import (
    batch_fits_order,
    batch_is_enough,
    batch_is_known,
    batch_is_new,
    lot_is_in_work,
    released_by_quality,
)
from b2bdeal.flow.conditions.samples import retained_lot_is_made
from b2bdeal.flow.conditions.stock import stock_is_new, stock_is_there
from b2bdeal.flow.oem.stages import (
    ACCEPTED,
    AFTER_SIGNING,
    CANCELLED,
    PREPARING,
    PRODUCING,
    READY,
    SETTLED,
    SHIPPED,
)
from b2bdeal.flow.step import Step, during, when
from b2bdeal.life import Inspected, ProductionFinished, ProductionReleased
from b2bdeal.life.batch import BatchFilled, BatchMade
from b2bdeal.life.order import (
    OrderCancelled,
    OrderClosed,
    OrderHeld,
    OrderResumed,
    OrdersPlanned,
    OrderStarted,
    ReworkFinished,
)
from b2bdeal.life.packaging import (
    CompatibilityFailed,
    CompatibilityPassed,
    LeftoversSettled,
    PackagingArrived,
    PackagingInspected,
    PackagingPlanned,
)
from b2bdeal.life.release import BulkReleased, CertificateIssued, LotTested, QualityReleased
from b2bdeal.life.standard import SampleRetained
from b2bdeal.life.stock import StockSettled, StockTaken, StockUsed

__all__ = ["MAKING"]

TESTED: Final = (PRODUCING, READY, SHIPPED, ACCEPTED, SETTLED)  # what is left of a lot may leave late, or replace
INSPECTION: Final = (lot_is_known, lot_is_made, concession_is_agreed)

MAKING: Final[tuple[Step[Any], ...]] = (
    # when this is recorded, the deal moves, only if
    when(
        ProductionReleased,
        AFTER_SIGNING >> PRODUCING,
        only_if=[
            deposit_received,
            credit_matches,
            sample_approved,
            capacity_held,
            orders_fit_contract,
            planned_ahead,
        ],
    ),
    during(OrdersPlanned, AFTER_SIGNING, only_if=[plan_fits_contract, planned_ahead]),
    during(OrderStarted, PRODUCING),
    during(OrderHeld, PRODUCING),
    during(OrderResumed, PRODUCING),
    during(BatchMade, PRODUCING, only_if=[batch_is_new]),
    during(BulkReleased, PRODUCING, only_if=[batch_is_known]),
    during(BatchFilled, PRODUCING, only_if=[lot_is_known, batch_is_known, batch_fits_order, batch_is_enough]),
    during(ProductionFinished, PRODUCING, only_if=[lot_is_known, output_is_counted]),
    when(Inspected, PRODUCING >> ACCEPTED, only_if=[*INSPECTION, all_lots_released, all_accepted]),
    when(Inspected, PRODUCING >> SHIPPED, only_if=[*INSPECTION, all_lots_released, all_shipped]),
    when(Inspected, [PRODUCING, READY] >> READY, only_if=[*INSPECTION, all_lots_released]),
    when(Inspected, [PRODUCING, READY] >> PRODUCING, only_if=INSPECTION),
    during(ReworkFinished, PRODUCING, only_if=[lot_is_known, rework_fits_lot]),
    when(OrderCancelled, PRODUCING >> ACCEPTED, only_if=[all_lots_released, all_accepted]),
    when(OrderCancelled, PRODUCING >> SHIPPED, only_if=[all_lots_released, all_shipped]),
    when(OrderCancelled, PRODUCING >> READY, only_if=[all_lots_released]),
    during(OrderCancelled, AFTER_SIGNING),
    during(OrderClosed, AFTER_SIGNING),
    during(LotTested, TESTED, only_if=[lot_is_in_work]),
    during(CertificateIssued, TESTED, only_if=[lot_is_in_work]),
    during(QualityReleased, TESTED, only_if=[lot_is_in_work, released_by_quality]),
    during(StockTaken, AFTER_SIGNING, only_if=[stock_is_new]),
    during(StockUsed, AFTER_SIGNING, only_if=[stock_is_there]),
    during(StockSettled, (*AFTER_SIGNING, SETTLED, CANCELLED), only_if=[stock_is_there]),
    during(PackagingPlanned, PREPARING, only_if=[customer_due_is_ahead]),
    during(PackagingArrived, PREPARING, only_if=[packaging_is_planned]),
    during(PackagingInspected, PREPARING, only_if=[packaging_is_planned, packaging_has_come]),
    during(CompatibilityPassed, PREPARING),
    during(CompatibilityFailed, PREPARING),
    during(SampleRetained, AFTER_SIGNING, only_if=[retained_lot_is_made]),
    during(
        LeftoversSettled,
        (*AFTER_SIGNING, SETTLED, CANCELLED),
        only_if=[packaging_is_planned, leftovers_are_there],
    ),
)
