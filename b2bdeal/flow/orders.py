"""The flow of a production order, from planning to closing, inside the deal that it is made for."""

from typing import Final

from b2bdeal.flow.conditions.production import lot_is_reworked, lot_is_taken, order_was_at, output_is_last
from b2bdeal.flow.flow import Flow
from b2bdeal.flow.stage import NOTHING, Stage
from b2bdeal.flow.step import when
from b2bdeal.life import Inspected, ProductionFinished, ProductionReleased
from b2bdeal.life.order import (
    OrderCancelled,
    OrderClosed,
    OrderHeld,
    OrderResumed,
    OrdersPlanned,
    OrderStarted,
    ReworkFinished,
)

__all__ = ["PRODUCTION_ORDER"]

PLANNED: Final = Stage("planned", zh="已排产")
RELEASED: Final = Stage("released", zh="已下达")
RUNNING: Final = Stage("running", zh="加工中")
HELD: Final = Stage("held", label="Stopped", zh="已暂停")
INSPECTING: Final = Stage("inspecting", label="In inspection", zh="检验中")
REWORKING: Final = Stage("reworking", label="In rework", zh="返工中")
FINISHED: Final = Stage("finished", zh="已完工")
CLOSED: Final = Stage("closed", zh="已关闭", end="won")
SCRAPPED: Final = Stage("scrapped", zh="已报废", end="lost")
CANCELLED: Final = Stage("cancelled", zh="已取消", end="lost")

PRODUCTION_ORDER: Final = Flow(
    "production_order",
    document="order",
    version=1,
    label="Production order",
    zh="生产单",
    opens=when(OrdersPlanned, NOTHING >> PLANNED),
    steps=(
        # when this is recorded       the order moves                  only if
        when(ProductionReleased, [NOTHING, PLANNED] >> RELEASED),
        when(OrderStarted, RELEASED >> RUNNING),
        when(ProductionFinished, [RELEASED, RUNNING, INSPECTING] >> INSPECTING, only_if=[output_is_last]),
        when(ProductionFinished, [RELEASED, RUNNING, INSPECTING] >> RUNNING),
        when(Inspected, [INSPECTING, FINISHED] >> FINISHED, only_if=[lot_is_taken]),
        when(Inspected, [INSPECTING, FINISHED] >> REWORKING, only_if=[lot_is_reworked]),
        when(Inspected, [INSPECTING, FINISHED] >> SCRAPPED),
        when(ReworkFinished, REWORKING >> INSPECTING),
        when(OrderHeld, [RELEASED, RUNNING, INSPECTING, REWORKING] >> HELD),
        when(OrderResumed, HELD >> RELEASED, only_if=[order_was_at(stage="released")]),
        when(OrderResumed, HELD >> RUNNING, only_if=[order_was_at(stage="running")]),
        when(OrderResumed, HELD >> INSPECTING, only_if=[order_was_at(stage="inspecting")]),
        when(OrderResumed, HELD >> REWORKING, only_if=[order_was_at(stage="reworking")]),
        when(OrderClosed, FINISHED >> CLOSED),
        when(OrderCancelled, [PLANNED, RELEASED, RUNNING, HELD] >> CANCELLED),
    ),
)
"""One lot of one contract line: planned, released, running, in inspection, finished, closed; or lost on the way."""
