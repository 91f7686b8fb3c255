"""The quote: prices by quantity, on which terms, until when."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Context, Decimal
from typing import ClassVar, Self

from pydantic import model_validator

from b2bdeal.calendar import Span
from b2bdeal.errors import ValueProblem
from b2bdeal.labels import t
from b2bdeal.life.checks import Ordinal, Words, repeated
from b2bdeal.life.fact import Document, Fact
from b2bdeal.life.market import Misfit
from b2bdeal.life.payment_terms import PaymentTerms
from b2bdeal.life.price_terms import PriceTerms
from b2bdeal.life.reading import same_unit
from b2bdeal.life.terms import AgreedLine, AgreedTerms, check_prices
from b2bdeal.units import Currency, Id, Moment, Money, Name, Quantity, Share, Text

__all__ = ["PriceBreak", "Quote", "QuoteLine", "QuoteSent", "QuoteWithdrawn"]

_WIDE = Context(prec=60)


class PriceBreak(Document):
    """The price of one unit from a quantity upwards."""

    label: ClassVar[str] = "Price break"
    zh: ClassVar[str] = "价格阶梯"

    from_quantity: Quantity
    """The least quantity at this price."""
    unit_price: Money
    """The price of one unit; it may be finer than the currency's smallest unit."""
    lead_time: Span | None = None
    """From release of production to goods ready, for this quantity."""


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


class Quote(Document):
    """One version of our offer. Once sent it is not changed; a new version supersedes it."""

    label: ClassVar[str] = "Quote"
    zh: ClassVar[str] = "报价单"

    number: Id
    """Its number; its versions keep it."""
    version: Ordinal = 1
    """The version, from 1."""
    lines: tuple[QuoteLine, ...]
    """The items, at least one, each once."""
    currency: Currency
    """The currency of every price."""
    price_terms: PriceTerms
    """On what basis prices stand."""
    payment_terms: PaymentTerms
    """How it is paid."""
    valid_until: Moment
    """The last moment at which it can be accepted."""
    note: Text = ""
    """Anything the buyer should know."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.lines:
            raise ValueError("a quote needs at least one line")
        twice = repeated(line.item for line in self.lines)
        if twice:
            raise ValueError(f"lines name {', '.join(twice)} more than once: give each item one line")
        check_prices(((line.item, line.breaks[0].unit_price) for line in self.lines), self.currency)
        return self

    def line(self, item: str) -> QuoteLine | None:
        """The line of an item."""
        return next((line for line in self.lines if line.item == item), None)

    def agree(
        self, quantities: Mapping[str, Quantity], deliver_by: date, *, tolerance: Decimal | None = None
    ) -> AgreedTerms:
        """What is agreed if the buyer takes these quantities by item: each at the price of the break that it reaches.

        `tolerance` is by default the tightest of the lines taken. ValueProblem for an item that is not quoted, or for
        quantities that are below the MOQ or no multiple, with all of them named.
        """
        problems = list(self._problems(quantities))
        if problems:
            raise ValueProblem("; ".join(problems), hint="change the quantities, or send a new version of the quote")
        taken = [line for line in self.lines if line.item in quantities]
        lines = []
        for line in taken:
            asked = quantities[line.item].to(line.unit)
            reached = [one for one in line.breaks if one.from_quantity <= asked]
            lines.append(AgreedLine(item=line.item, quantity=asked, unit_price=reached[-1].unit_price))
        return AgreedTerms(
            quote=self.number,
            version=self.version,
            lines=tuple(lines),
            currency=self.currency,
            price_terms=self.price_terms,
            payment_terms=self.payment_terms,
            tolerance=min(line.tolerance for line in taken) if tolerance is None else tolerance,
            deliver_by=deliver_by,
        )

    def _problems(self, quantities: Mapping[str, Quantity]) -> Iterator[str]:
        if not quantities:
            yield f"no quantities for quote {self.number}"
        for item, quantity in quantities.items():
            line = self.line(item)
            if line is None:
                yield f"{item} is not in quote {self.number} version {self.version}"
            else:
                yield from map(str, line.misfits(quantity))


class QuoteSent(Fact, kind="oem.QuoteSent", action="offer", label="Quote sent", zh="已发报价"):
    """We made an offer."""

    quote: Quote
    """The offer."""

    @model_validator(mode="after")
    def _still_valid(self) -> Self:
        if self.quote.valid_until < self.at:
            raise ValueError("the quote was no longer valid when it was sent: give a later valid_until")
        return self

    def about(self) -> str:
        """The quote."""
        return f"quote:{self.quote.number}"


class QuoteWithdrawn(Fact, kind="oem.QuoteWithdrawn", label="Quote withdrawn", zh="报价已撤回"):
    """We took an offer back before it was accepted."""

    number: Id
    """The quote's number."""
    version: Ordinal
    """The version taken back."""
    reason: Words
    """Why."""

    def about(self) -> str:
        """The quote."""
        return f"quote:{self.number}"
