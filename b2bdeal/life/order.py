"""What happens to a production order between planning and closing: started, held, resumed, reworked, cancelled."""

from typing import Literal, Self

from pydantic import model_validator

from b2bdeal.life.checks import Measured, Words, repeated
from b2bdeal.life.fact import Fact
from b2bdeal.life.production import ProductionOrder
from b2bdeal.units import Id, Name, Text

__all__ = [
    "OrderCancelled",
    "OrderClosed",
    "OrderHeld",
    "OrderResumed",
    "OrderStarted",
    "OrderStop",
    "OrdersPlanned",
    "ReworkFinished",
]

OrderStop = Literal["material", "packaging", "machine", "quality", "people", "buyer", "other"]
"""Where a stop of work comes from."""


class OrdersPlanned(Fact, kind="oem.OrdersPlanned", label="Orders planned", zh="生产单已排产"):
    """Production orders were planned; no work and no cost yet, until they are released."""

    orders: tuple[ProductionOrder, ...]
    """The orders, at least one; each number and each lot once."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.orders:
            raise ValueError("give at least one production order to plan")
        twice = repeated(one.number for one in self.orders) or repeated(one.lot for one in self.orders)
        if twice:
            raise ValueError(f"{', '.join(twice)} comes more than once: give each order a number and a lot of its own")
        return self

    def moves(self) -> tuple[str, ...]:
        """The orders."""
        return tuple([f"order:{one.number}" for one in self.orders])


class _OfOneOrder(Fact):
    """What concerns one order."""

    order: Id
    """The production order's number."""

    def about(self) -> str:
        """The order."""
        return f"order:{self.order}"

    def moves(self) -> tuple[str, ...]:
        """The order."""
        return (f"order:{self.order}",)


class OrderStarted(_OfOneOrder, kind="oem.OrderStarted", action="produce", label="Order started", zh="生产单已开工"):
    """Work on an order began."""

    resource: Name | None = None
    """Where, as "tank 500 l" or "filling line 2"."""


class OrderHeld(_OfOneOrder, kind="oem.OrderHeld", label="Order stopped", zh="生产单已暂停"):
    """Work on an order stopped until it is resumed."""

    reason: Words
    """Why."""
    source: OrderStop
    """Where the stop comes from."""


class OrderResumed(_OfOneOrder, kind="oem.OrderResumed", action="produce", label="Order resumed", zh="生产单已恢复"):
    """An order goes on where it stopped."""

    note: Text = ""
    """What was done about the reason."""


class ReworkFinished(Fact, kind="oem.ReworkFinished", action="produce", label="Rework finished", zh="返工完成"):
    """What was made of a lot went through rework; it waits for inspection again.

    What is scrapped leaves the lot; what came out good, and what needed no rework, stays in it.
    """

    order: Id
    """The production order's number."""
    lot: Id
    """The lot."""
    good: Measured
    """How much came out of the rework good."""
    scrapped: Measured
    """How much could not be saved."""
    work: Text = ""
    """What was done, as "sorted and re-labelled"."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.good.unit != self.scrapped.unit:
            raise ValueError(f"good is in {self.good.unit} and scrapped in {self.scrapped.unit}: give both in one unit")
        if self.good.is_zero and self.scrapped.is_zero:
            raise ValueError("give what was reworked: good and scrapped are both 0")
        return self

    def about(self) -> str:
        """The lot."""
        return f"lot:{self.lot}"

    def moves(self) -> tuple[str, ...]:
        """The order."""
        return (f"order:{self.order}",)


class OrderClosed(_OfOneOrder, kind="oem.OrderClosed", label="Order closed", zh="生产单已关闭"):
    """A finished order was counted and closed: nothing more is booked on it."""


class OrderCancelled(_OfOneOrder, kind="oem.OrderCancelled", label="Order cancelled", zh="生产单已取消"):
    """An order will not be made, or not be made to its end; what there is of its lot is not released."""

    reason: Words
    """Why."""
