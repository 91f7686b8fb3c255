"""The cost sheet of one version of a quote: bulk by its raw materials, packaging, labour, loss, and the margin."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Annotated, ClassVar, Literal, Self

import attrs
from pydantic import AfterValidator, model_validator

from b2bdeal.errors import CurrencyMismatch
from b2bdeal.labels import Message
from b2bdeal.life.checks import Day, Ordinal, Some, repeated
from b2bdeal.life.fact import Document, Fact
from b2bdeal.life.material import moved
from b2bdeal.life.price_terms import Domestic, PriceTerms
from b2bdeal.life.rate import ExchangeRate
from b2bdeal.life.reading import same_unit
from b2bdeal.units import Currency, Id, Money, Name, Quantity, Share, Text, percent_text, whole

__all__ = ["CostKind", "CostLine", "CostSheet", "CostSheetMade", "Margin", "RawMaterial", "SettlementCosted"]

CostKind = Literal["packaging", "filling", "labour", "testing", "freight", "tax", "other"]
"""What a line of a cost sheet is for, beside the bulk."""

_WIDE = Context(prec=80, rounding=ROUND_HALF_EVEN)
_TOO_MUCH = Decimal(10**13)


def _cost(money: Money) -> Money:
    if not 0 <= money.amount < _TOO_MUCH:
        raise ValueError("give a cost from 0 and below 10^13")
    return money


def _part(share: Decimal) -> Decimal:
    if share >= 1:
        raise ValueError("a loss of 100 % leaves nothing: give less than 1, as 0.03 for 3 %")
    return share


Cost = Annotated[Money, AfterValidator(_cost)]
"""Money from 0; it may be finer than the currency's smallest unit."""

Loss = Annotated[Share, AfterValidator(_part)]
"""The part that is lost on the way, as a fraction below 1."""


class RawMaterial(Document):
    """One raw material of a kilogram of bulk, with its price on a day."""

    label: ClassVar[str] = "Raw material"
    zh: ClassVar[str] = "原料"

    material: Id
    """The material, as material clauses and the news of prices name it."""
    share: Share
    """How much of it is in a kilogram of bulk, as a fraction by mass: 0.05 is 50 g."""
    price: Cost
    """The price of one kilogram; 0 for water that costs nothing."""
    on: Day
    """The day of the price, on the source's calendar."""
    source: Name
    """Where the price comes from: a supplier's offer, an invoice."""


class CostLine(Document):
    """One cost beside the bulk: for each piece, or for the order as a whole."""

    label: ClassVar[str] = "Cost line"
    zh: ClassVar[str] = "成本项"

    kind: CostKind
    """What it is for."""
    name: Name
    """What it is, in words."""
    amount: Cost
    """The cost, in the sheet's currency or one that a rate of the sheet knows."""
    per: Literal["piece", "order"] = "piece"
    """For each piece that is delivered, or for the order as a whole, whatever its quantity."""
    loss: Loss = Decimal(0)
    """How much of it is lost in work (损耗), as a fraction below 1: of 100 jars 3 break at 0.03, and 97 are paid by
    100."""
    on: Day | None = None
    """The day that the figure is of."""
    source: Text = ""
    """Where the figure comes from."""


@attrs.frozen
class Margin:
    """What is left of a price above its cost."""

    unit_price: Money
    """The price of one unit, without tax, in the currency of the costs; to 12 digits after the point."""
    unit_cost: Money
    """The cost of one unit, to 12 digits after the point."""
    quantity: Quantity
    """For how much."""

    @property
    def money(self) -> Money:
        """Price less cost of one unit; below 0 where it costs more."""
        return self.unit_price - self.unit_cost

    @property
    def share(self) -> Decimal | None:
        """The margin as a fraction of the price, to 28 digits; None where the price is 0."""
        return None if self.unit_price.is_zero else self.money / self.unit_price

    @property
    def total(self) -> Money:
        """The margin of all units, rounded to the currency's smallest unit."""
        return (self.money * self.quantity.value).rounded()

    @property
    def revenue(self) -> Money:
        """The price of all units without tax, rounded to the currency's smallest unit."""
        return (self.unit_price * self.quantity.value).rounded()


class CostSheet(Document):
    """What one item of one version of a quote costs, every price with its day."""

    label: ClassVar[str] = "Cost sheet"
    zh: ClassVar[str] = "成本核算表"

    quote: Id
    """The quote's number."""
    version: Ordinal
    """The quote's version."""
    item: Id
    """The item."""
    quantity: Some
    """For how much it is reckoned: costs of the order as a whole are shared by so many."""
    currency: Currency
    """The currency of the result."""
    materials: tuple[RawMaterial, ...] = ()
    """What a kilogram of bulk is made of, water included: together exactly 100 %. None where there is no bulk."""
    bulk_per_piece: Some | None = None
    """The bulk in one piece, as a mass, overfill included; needed with materials, and only with them."""
    loss: Loss = Decimal(0)
    """The part of the bulk that does not reach a piece, as a fraction below 1: what stays in tank and pipes."""
    lines: tuple[CostLine, ...] = ()
    """Packaging, filling, labour, tests, freight, taxes, and what else there is."""
    rates: tuple[ExchangeRate, ...] = ()
    """The exchange rates used, one for each other currency, frozen."""
    price_terms: PriceTerms | None = None
    """On what basis the prices stand that margins are asked of: tax in a price is no income; None: prices are net."""
    vat: Share | None = None
    """The rate of value added tax on purchases; needed where the price terms name a rebate, and only there."""
    note: Text = ""
    """Anything to know of it."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.materials and not self.lines:
            raise ValueError("a cost sheet needs materials or lines")
        if bool(self.materials) != (self.bulk_per_piece is not None):
            raise ValueError(
                "bulk has both: materials, and bulk_per_piece, the mass in one piece; give both or neither"
            )
        if self.bulk_per_piece is not None and same_unit(self.bulk_per_piece, "mg") is None:
            raise ValueError(f"the bulk of a piece is a mass, not {self.bulk_per_piece}: give it in g")
        twice = repeated(one.material for one in self.materials)
        if twice:
            raise ValueError(f"{', '.join(twice)} come more than once: give each material one row")
        if self.materials:
            whole([one.share for one in self.materials])  # its error names the sum and what is missing
        for name, price in self._figures():
            if price.currency != self.currency and self._rate(price.currency) is None:
                raise ValueError(
                    f"{name} is in {price.currency}: add a rate between {price.currency} and {self.currency}"
                )
        others = [rate.quote if rate.base == self.currency else rate.base for rate in self.rates]
        if repeated(others) or not all(rate.knows(self.currency) for rate in self.rates):
            raise ValueError(f"give one rate for each other currency, each with {self.currency} on one side")
        self._check_rebate()
        _ = self.total  # what is too large is refused when written, so that nothing fails later
        return self

    def _check_rebate(self) -> None:
        rebate = None if self.price_terms is None or isinstance(self.price_terms, Domestic) else self.price_terms.rebate
        if (rebate is None) != (self.vat is None):
            raise ValueError(
                "vat is the tax on purchases that a rebate gives back: give it with a rebate, and only then"
            )
        if rebate is not None and self.vat is not None and rebate.rate > self.vat:
            raise ValueError(
                f"a rebate of {percent_text(rebate.rate)} is more than the tax of {percent_text(self.vat)} on purchases"
            )

    @property
    def on(self) -> date | None:
        """The oldest day that a price of it is of: it is no fresher than that; None where none is dated."""
        days = [one.on for one in self.materials] + [line.on for line in self.lines if line.on is not None]
        return min(days, default=None)

    @property
    def bulk_per_kg(self) -> Money:
        """What the materials of one kilogram of bulk cost, without loss, to 12 digits after the point."""
        return Money.total((self._own(one.price) * one.share for one in self.materials), self.currency)

    @property
    def parts(self) -> dict[str, Money]:
        """The cost of one piece by what it is for, "bulk" first, losses included, to 12 digits after the point."""
        found: dict[str, Money] = {}
        if self.bulk_per_piece is not None:
            # By way of milligrams: whatever the mass is given in, that conversion is exact.
            kilograms = _WIDE.divide(self.bulk_per_piece.to("mg").value, 1_000_000)
            found["bulk"] = self.bulk_per_kg * _WIDE.divide(kilograms, _WIDE.subtract(1, self.loss))
        for line in self.lines:
            cost = self._own(line.amount) / _WIDE.subtract(1, line.loss)
            if line.per == "order":
                cost = cost / self.quantity.value
            found[line.kind] = found.get(line.kind, Money.zero(self.currency)) + cost
        return found

    @property
    def unit_cost(self) -> Money:
        """What one piece costs in all, to 12 digits after the point."""
        return Money.total(self.parts.values(), self.currency)

    @property
    def total(self) -> Money:
        """What the quantity costs in all, rounded to the currency's smallest unit."""
        return (self.unit_cost * self.quantity.value).rounded()

    def margin(self, unit_price: Money) -> Margin:
        """What is left of a unit price.

        Tax in the price is taken out, by the price terms. On export with a rebate of less than the tax, what is not
        given back is a cost, (vat − rebate) × price, as for a factory that exports its own goods (免抵退; the price is
        taken as the FOB value). A trading company writes its purchase as a line, less `VatRebate.on_cost`.
        CurrencyMismatch for a price in a currency that no rate of the sheet knows.
        """
        price, cost = self._own(unit_price), self.unit_cost
        if isinstance(self.price_terms, Domestic):
            price = self.price_terms.tax.net_price(price)
        elif self.price_terms is not None and self.price_terms.rebate is not None and self.vat is not None:
            cost = cost + price * _WIDE.subtract(self.vat, self.price_terms.rebate.rate)
        return Margin(price, cost, self.quantity)

    def expires_early(self, prices: Mapping[str, Money], threshold: Decimal) -> tuple[Message, ...]:
        """Which of its materials moved by the threshold or more, up or down, by the prices per kilogram now.

        `threshold` is a fraction of the sheet's price: 0.1 is 10 %. Empty while the sheet holds.
        """
        priced = {one.material: one.price for one in self.materials if one.price.amount}
        return moved(priced, prices, threshold)

    def _figures(self) -> list[tuple[str, Money]]:
        return [(one.material, one.price) for one in self.materials] + [(line.name, line.amount) for line in self.lines]

    def _rate(self, currency: str) -> ExchangeRate | None:
        return next((rate for rate in self.rates if rate.knows(currency) and rate.knows(self.currency)), None)

    def _own(self, money: Money) -> Money:
        """Money in the sheet's own currency."""
        if money.currency == self.currency:
            return money
        rate = self._rate(money.currency)
        if rate is None:
            raise CurrencyMismatch(
                f"{money} can't be set against costs in {self.currency}.",
                hint=f"add a dated rate between {money.currency} and {self.currency} to the cost sheet",
            )
        return rate.convert(money)


class CostSheetMade(Fact, kind="oem.CostSheetMade", label="Cost sheet made", zh="成本已核算"):
    """What an item of a version of a quote is expected to cost; a later sheet of the same takes its place."""

    sheet: CostSheet
    """The costs as they are reckoned."""

    def about(self) -> str:
        """The costs of the quote."""
        return f"cost:{self.sheet.quote}"


class SettlementCosted(Fact, kind="oem.SettlementCosted", label="Settlement costed", zh="结算成本已核算"):
    """What an item did cost in the end; kept apart from what was expected."""

    sheet: CostSheet
    """The costs as they were, for the quantity that was delivered, of the version of the quote that was accepted."""

    def about(self) -> str:
        """The costs of the settlement."""
        return f"settlement:{self.sheet.quote}"
