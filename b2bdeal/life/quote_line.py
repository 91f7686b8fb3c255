"""The line of a quote: one item with its prices by quantity, its MOQ, and what more would cost."""

from decimal import Context, Decimal
from typing import ClassVar, Self

from pydantic import model_validator

from b2bdeal.calendar import Span
from b2bdeal.labels import Message, t
from b2bdeal.life.checks import Price
from b2bdeal.life.fact import Document
from b2bdeal.life.market import Misfit
from b2bdeal.life.reading import same_unit
from b2bdeal.units import Id, Money, Name, Quantity, Share

__all__ = ["PriceBreak", "QuoteLine"]

_WIDE = Context(prec=60)


class PriceBreak(Document):
    """The price of one unit from a quantity upwards."""

    label: ClassVar[str] = "Price break"
    zh: ClassVar[str] = "价格阶梯"

    from_quantity: Quantity
    """The least quantity at this price."""
    unit_price: Price
    """The price of one unit; it may be finer than the currency's smallest unit."""
    lead_time: Span | None = None
    """From release of production to goods ready, for this quantity."""
    list_price: Price | None = None
    """The price of one unit in the house's list, that a discount is reckoned from; None where there is no list."""

    @property
    def discount(self) -> Decimal | None:
        """How far the price is below the list, as a fraction of it to 12 digits; 0 if not below, None without one."""
        if self.list_price is None:
            return None
        if self.unit_price >= self.list_price:
            return Decimal(0)
        return (self.list_price - self.unit_price) / self.list_price

    def within_discount(self, most: Decimal) -> bool:
        """Whether the price is at most that far below the list, exactly; False where there is no list price."""
        return self.list_price is not None and (self.list_price - self.unit_price) <= self.list_price * most


class QuoteLine(Document):
    """One item with its prices."""

    label: ClassVar[str] = "Quote line"
    zh: ClassVar[str] = "报价行"

    item: Id
    """The item."""
    name: Name
    """What it is."""
    breaks: tuple[PriceBreak, ...]
    """The prices, from the smallest quantity up, all in one unit and currency."""
    moq: Quantity
    """The minimum order quantity, not below the first break."""
    multiple: Quantity | None = None
    """What quantities must be a multiple of, as a full carton or tank."""
    tolerance: Share = Decimal(0)
    """How much more or less may be delivered, as a fraction of the quantity."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.breaks:
            raise ValueError(f"{self.item} has no price: give at least one break")
        first = self.breaks[0]
        unit, currency, last = first.from_quantity.unit, first.unit_price.currency, None
        for one in self.breaks:
            start, price = one.from_quantity, one.unit_price
            if start.unit != unit:
                raise ValueError(f"the breaks of {self.item} are in {unit} and {start.unit}: give one unit")
            if price.currency != currency:
                raise ValueError(f"{self.item} is priced in {currency} and {price.currency}: give one currency")
            if price.amount < 0:
                raise ValueError(f"the price of {self.item}, {price}, is below 0")
            if one.list_price is not None:
                _check_list_price(self.item, one.list_price, currency)
            if last is not None and start.value <= last:
                raise ValueError(f"the breaks of {self.item} must rise: {start} does not come after {last} {unit}")
            last = start.value
        if self.moq.unit != unit:
            raise ValueError(f"the MOQ of {self.item} is in {self.moq.unit}, its breaks in {unit}: give one unit")
        if self.moq.value < first.from_quantity.value or not self.moq.value:
            raise ValueError(
                f"the MOQ of {self.item}, {self.moq}, must be above 0 and have a price: it starts at "
                f"{first.from_quantity}"
            )
        if self.multiple is not None and (self.multiple.unit != unit or not self.multiple.value):
            raise ValueError(f"the multiple of {self.item} must be above 0 and in {unit}, not {self.multiple}")
        return self

    @property
    def unit(self) -> str:
        """The unit that its prices are for."""
        return self.moq.unit

    def price_for(self, quantity: Quantity) -> PriceBreak | None:
        """The break that a quantity reaches; None below the first one or in a unit that does not convert."""
        asked = same_unit(quantity, self.unit)
        if asked is None:
            return None
        reached = [one for one in self.breaks if one.from_quantity <= asked]
        return reached[-1] if reached else None

    def next_break(self, quantity: Quantity) -> PriceBreak | None:
        """The first break above a quantity; None where there is none, or in a unit that does not convert."""
        asked = same_unit(quantity, self.unit)
        if asked is None:
            return None
        return next((one for one in self.breaks if one.from_quantity > asked), None)

    def orderable(self, quantity: Quantity) -> Quantity:
        """The least quantity, not below this one, that fits the MOQ and the multiple, in the unit of the prices.

        UnitMismatch where the unit does not convert.
        """
        least = max(quantity.to(self.unit), self.moq)
        if self.multiple is None:
            return least
        over = _WIDE.remainder(least.value, self.multiple.value)
        return least + Quantity(_WIDE.subtract(self.multiple.value, over), self.unit) if over else least

    def advice(self, quantity: Quantity) -> Message | None:
        """How many more would reach the next break, where it is cheaper; and if all of them cost even less, that.

        None where the quantity has no price, or no break above it is cheaper. Totals are rounded to the currency's
        smallest unit and hold no one-time charges.
        """
        now, coming = self.price_for(quantity), self.next_break(quantity)
        if now is None or coming is None:
            return None
        asked, target = quantity.to(self.unit), self.orderable(coming.from_quantity)
        reached = self.price_for(target)
        if reached is None or reached.unit_price >= now.unit_price:
            return None
        cost = (now.unit_price * asked.value).rounded()
        then = (reached.unit_price * target.value).rounded()
        figures = {
            "item": self.item,
            "more": target - asked,
            "target": target,
            "price": reached.unit_price,
            "now": now.unit_price,
            "total": then,
            "asked": asked,
            "cost": cost,
        }
        if then < cost:
            return t(
                "{item}: with {more} more, {target} are {price} each in place of {now}; "
                "all of them cost {total}, less than the {cost} of {asked}",
                **figures,
            )
        return t("{item}: with {more} more, {target} are {price} each in place of {now}", **figures)

    def misfits(self, quantity: Quantity) -> tuple[Misfit, ...]:
        """Why a quantity can't be ordered: its unit, the MOQ, the multiple; empty if it can."""
        asked = same_unit(quantity, self.unit)
        if asked is None:
            return (t("{item} is sold by {unit}, not {other}", item=self.item, unit=self.unit, other=quantity.unit),)
        found = []
        if asked < self.moq:
            found.append(
                t("{item}: {quantity} is below the MOQ of {moq}", item=self.item, quantity=asked, moq=self.moq)
            )
        if self.multiple is not None and _WIDE.remainder(asked.value, self.multiple.value):
            found.append(
                t(
                    "{item}: {quantity} is no multiple of {multiple}",
                    item=self.item,
                    quantity=asked,
                    multiple=self.multiple,
                )
            )
        return tuple(found)


def _check_list_price(item: str, price: Money, currency: str) -> None:
    if price.currency != currency:
        raise ValueError(f"{item} is priced in {currency}, its list price in {price.currency}: give one currency")
    if price.amount <= 0:
        raise ValueError(f"the list price of {item}, {price}, must be above 0: leave it out where there is no list")
