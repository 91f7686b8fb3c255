"""The quote: prices by quantity, on which terms, until when."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import ClassVar, Self

from pydantic import model_validator

from b2bdeal.errors import ValueProblem
from b2bdeal.life.charge import Charge, check_charges
from b2bdeal.life.checks import Ordinal, Words, repeated
from b2bdeal.life.fact import Document, Fact
from b2bdeal.life.material import MaterialClause
from b2bdeal.life.payment_terms import PaymentTerms
from b2bdeal.life.price_terms import PriceTerms
from b2bdeal.life.quote_line import QuoteLine
from b2bdeal.life.rate import ExchangeRate
from b2bdeal.life.terms import AgreedLine, AgreedTerms, check_prices, check_rate
from b2bdeal.units import Currency, Id, Moment, Name, Quantity, Share, Text

__all__ = ["PriceApproved", "Quote", "QuoteSent", "QuoteWithdrawn"]


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
    charges: tuple[Charge, ...] = ()
    """What is charged one time beside the goods: moulds, plates, registrations; each id once."""
    alternative_to: tuple[Id, ...] = ()
    """The numbers of other quotes that stay in force beside it until one is accepted; all others are superseded."""
    rate: ExchangeRate | None = None
    """The exchange rate that the prices were worked out with, frozen; one side of it is the currency."""
    material_clause: MaterialClause | None = None
    """The materials whose prices end the validity early when they move; None: it holds whatever they do."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.lines:
            raise ValueError("a quote needs at least one line")
        twice = repeated(line.item for line in self.lines)
        if twice:
            raise ValueError(f"lines name {', '.join(twice)} more than once: give each item one line")
        check_prices(((line.item, line.breaks[0].unit_price) for line in self.lines), self.currency)
        if self.charges or self.alternative_to or self.rate is not None:
            self._check_what_comes_with_it()
        return self

    def _check_what_comes_with_it(self) -> None:
        check_charges(self.charges, {line.item: line.unit for line in self.lines}, self.currency)
        check_rate(self.rate, self.currency)
        if self.number in self.alternative_to:
            raise ValueError(f"{self.number} is no alternative to itself: its versions supersede each other")
        twice = repeated(self.alternative_to)
        if twice:
            raise ValueError(f"alternative_to names {', '.join(twice)} more than once: name each quote once")

    def line(self, item: str) -> QuoteLine | None:
        """The line of an item."""
        return next((line for line in self.lines if line.item == item), None)

    def charges_for(self, items: Collection[str]) -> tuple[Charge, ...]:
        """The one-time charges that come with these items: their own, and those for all items together."""
        return tuple(charge for charge in self.charges if charge.item is None or charge.item in items)

    def agree(
        self, quantities: Mapping[str, Quantity], deliver_by: date, *, tolerance: Decimal | None = None
    ) -> AgreedTerms:
        """What is agreed if the buyer takes these quantities by item: each at the price of the break that it reaches.

        The one-time charges of the items taken come with them. `tolerance` is by default the tightest of the lines
        taken. ValueProblem for an item that is not quoted, or for quantities that are below the MOQ or no multiple,
        with all of them named.
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
            charges=self.charges_for(quantities),
            rate=self.rate,
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


class QuoteSent(Fact, kind="oem.QuoteSent", action="offer", in_role="role", label="Quote sent", zh="已发报价"):
    """We made an offer."""

    quote: Quote
    """The offer."""
    role: Name | None = None
    """In which role it is sent; the policy's `discount_authority` says how large a discount that role may give."""

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


class PriceApproved(
    Fact,
    kind="oem.PriceApproved",
    actor="approved_by",
    in_role="role",
    label="Price approved",
    zh="价格已批准",
):
    """Somebody with the authority approves the prices of one version of a quote, which another person asked for."""

    quote: Id
    """The quote's number."""
    version: Ordinal
    """The version that may be sent; no other one."""
    discount: Share | None = None
    """The largest discount against the list that is approved, as a fraction; None: as much as the role may give."""
    role: Name
    """In which role it is approved."""
    approved_by: Id
    """Who approves: a person's id, another than who asked."""
    asked_by: Id
    """Who asked for it: a person's id."""
    reason: Words
    """Why."""

    def about(self) -> str:
        """The quote."""
        return f"quote:{self.quote}"
