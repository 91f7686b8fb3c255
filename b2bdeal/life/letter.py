"""The letter of credit (信用证): a bank's promise to pay against documents, under UCP 600."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Context, Decimal
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import Field, model_validator

from b2bdeal.calendar import Calendar
from b2bdeal.labels import Message, t
from b2bdeal.life.checks import Count, Credited, Day, Flag, Price, Some, repeated
from b2bdeal.life.compliance import against_contract
from b2bdeal.life.consignment import Consignment, against_shipment
from b2bdeal.life.contract import Contract
from b2bdeal.life.fact import Document
from b2bdeal.life.reading import same_unit
from b2bdeal.units import Id, Incoterm, Money, Name, Quantity, Share

__all__ = ["AskedDocument", "CreditGoods", "CreditInstalment", "LetterOfCredit", "PlusMinus"]

_WIDE = Context(prec=60)  # a program may have set Python's own to fewer digits
_ABOUT: Final = Decimal("0.1")  # UCP 600 art. 30a
_BULK_PLAY: Final = Decimal("0.05")  # UCP 600 art. 30b
_BULK: Final = frozenset({"mg", "g", "kg", "t", "ml", "cl", "l", "m3", "mm", "cm", "m", "km"})

_Days = Annotated[int, Field(ge=0, le=3650, strict=True)]


class PlusMinus(Document):
    """How much more and less a credit allows."""

    label: ClassVar[str] = "Tolerance"
    zh: ClassVar[str] = "增减幅度"

    plus: Share = Decimal(0)
    """How much more, as a fraction."""
    minus: Share = Decimal(0)
    """How much less, as a fraction."""


class CreditGoods(Document):
    """Goods as a credit describes them."""

    label: ClassVar[str] = "Goods under a credit"
    zh: ClassVar[str] = "信用证货物"

    item: Id
    """The item."""
    quantity: Some
    """How much of it the credit states."""
    unit_price: Price | None = None
    """The price of one unit, where the credit states it."""


class CreditInstalment(Document):
    """A part that is to leave within a period; if it is missed, the credit ends for it and the later ones (art. 32)."""

    label: ClassVar[str] = "Credit instalment"
    zh: ClassVar[str] = "分期装运"

    latest: Day
    """The last day on which it may leave."""
    quantity: Some
    """How much leaves in it."""
    earliest: Day | None = None
    """The first day on which it may leave; None: any."""


class AskedDocument(Document):
    """A document that a credit asks for."""

    label: ClassVar[str] = "Document asked for"
    zh: ClassVar[str] = "所需单据"

    name: Name
    """Its name, as "commercial invoice" or "certificate of origin"."""
    originals: Count = 1
    """How many originals."""
    copies: Count = 0
    """How many copies."""


class LetterOfCredit(Document):
    """A bank's promise to pay the seller against documents, as it was opened or last amended."""

    label: ClassVar[str] = "Letter of credit"
    zh: ClassVar[str] = "信用证"

    number: Id
    """Its number, given by the issuing bank."""
    issuing_bank: Name
    """The buyer's bank, which promises."""
    advising_bank: Name | None = None
    """The seller's bank, which vouches that it is genuine (art. 9)."""
    confirmed: Flag = False
    """Whether a bank beside the issuing one promises, too."""
    irrevocable: Flag = True
    """A credit under UCP 600 is irrevocable even if it does not say so (art. 3)."""
    operative: Flag = True
    """Whether it is the operative credit; a pre-advice, or one with "full details to follow", is not (art. 11)."""
    applicant: Id
    """The account of the buyer, for whom it is opened."""
    beneficiary: Id
    """The account of the seller, who is paid."""
    amount: Credited
    """The most that it pays, before `amount_tolerance`."""
    amount_tolerance: PlusMinus | None = None
    """How much the amount may differ. None: it says nothing."""
    quantity_tolerance: PlusMinus | None = None
    """How much quantities may differ. None: it says nothing, and in bulk 5 % are allowed (art. 30b)."""
    about: tuple[Literal["amount", "quantity", "unit_price"], ...] = ()
    """Where it says "about" or "approximately": 10 % more or less (art. 30a)."""
    goods: tuple[CreditGoods, ...] = ()
    """The goods with their quantities, where it states them."""
    latest_shipment: Day | None = None
    """The last day of shipment; None: the day of expiry. A closed bank does not move it (art. 29c)."""
    expiry: Day
    """The last day for presenting documents, at `expiry_place`; a closed bank moves it to its next day (art. 29a)."""
    expiry_place: Name
    """Where documents are presented by then."""
    presentation_days: _Days = 21
    """Within how many calendar days after shipment documents are presented; 21 if it does not say (art. 14c)."""
    available_by: Literal["sight", "usance"] = "sight"
    """Whether it pays when documents comply, or some days later."""
    usance_days: _Days = 0
    """How many days later; 0 at sight."""
    partial_shipments: Flag = True
    """Whether goods may leave in parts: allowed unless it forbids them (art. 31a)."""
    transhipment: Flag = True
    """Whether goods may be moved to another ship; in containers they may even if it forbids that (art. 20c)."""
    instalments: tuple[CreditInstalment, ...] = ()
    """Parts with periods of their own, in order."""
    incoterm: Incoterm | None = None
    """The rule and place that it names."""
    from_place: Name | None = None
    """Where goods are shipped from."""
    to_place: Name | None = None
    """Where goods are shipped to."""
    documents: tuple[AskedDocument, ...] = ()
    """The documents that it asks for, each once."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if (self.available_by == "usance") != bool(self.usance_days):
            raise ValueError("a usance credit pays some days later: give usance_days with it, and none at sight")
        if self.latest_shipment is not None and self.latest_shipment > self.expiry:
            raise ValueError(
                f"latest_shipment {self.latest_shipment} is after the expiry {self.expiry}: nobody could present"
            )
        twice = repeated(one.name for one in self.documents)
        if twice:
            raise ValueError(
                f"documents name {', '.join(twice)} more than once: give each once, with its number of originals"
            )
        for one in self.goods:
            if one.unit_price is not None and one.unit_price.currency != self.amount.currency:
                raise ValueError(
                    f"{one.item} is priced in {one.unit_price.currency}, the credit pays {self.amount.currency}"
                )
        units = {one.quantity.unit for one in self.instalments}
        if len(units) > 1:
            raise ValueError(f"instalments are in {', '.join(sorted(units))}: give one unit")
        days = [one.latest for one in self.instalments]
        if days != sorted(set(days)):
            raise ValueError("instalments come in the order of their last days, each on a day of its own")
        if self.amount_tolerance is not None and "amount" in self.about:
            raise ValueError('the amount has a tolerance and an "about": a credit says one of them')
        if self.quantity_tolerance is not None and "quantity" in self.about:
            raise ValueError('the quantity has a tolerance and an "about": a credit says one of them')
        return self

    # ── what it allows ──

    @property
    def most_amount(self) -> Money:
        """The most that may be drawn, its tolerance counted, rounded to the currency's smallest unit."""
        plus = self.amount_tolerance.plus if self.amount_tolerance else _ABOUT if "amount" in self.about else Decimal(0)
        return (self.amount * _WIDE.add(1, plus)).rounded()

    @property
    def last_shipment(self) -> date:
        """The last day of shipment: the latest shipment, else the expiry."""
        return self.latest_shipment or self.expiry

    @property
    def warnings(self) -> tuple[Message, ...]:
        """What is allowed and still deserves a look: an expiry that cuts the presentation period short (art. 6d)."""
        days = (self.expiry - self.last_shipment).days
        if self.latest_shipment is None or days >= self.presentation_days:
            return ()
        return (
            t(
                "it expires {days} days after the latest shipment, before the {period} days for presentation are over",
                days=days,
                period=self.presentation_days,
            ),
        )

    def in_bulk(self, item: str) -> bool:
        """Whether the credit states an item by weight, volume or length, and not by packing units or pieces."""
        units = [one.quantity.unit for one in self.goods if one.item == item]
        return bool(units) and all(unit in _BULK for unit in units)

    def quantity_play(self, item: str) -> tuple[Decimal, Decimal]:
        """How much less and how much more of an item may leave, as fractions.

        Its own tolerance; else 10 % where it says "about" (art. 30a); else 5 % in bulk, as long as the amount is not
        exceeded (art. 30b); else nothing.
        """
        if self.quantity_tolerance is not None:
            return self.quantity_tolerance.minus, self.quantity_tolerance.plus
        play = _ABOUT if "quantity" in self.about else _BULK_PLAY if self.in_bulk(item) else Decimal(0)
        return play, play

    def instalment_play(self) -> tuple[Decimal, Decimal]:
        """How much less and more may leave in an instalment, as fractions: the least play of any item."""
        plays = [self.quantity_play(item) for item in {one.item for one in self.goods}] or [self.quantity_play("")]
        return min(minus for minus, _ in plays), min(plus for _, plus in plays)

    def quantity_of(self, item: str, unit: str) -> Quantity | None:
        """How much of an item it states, in a unit; None where one of its quantities does not convert."""
        total = Quantity(Decimal(0), unit)
        for one in self.goods:
            if one.item == item:
                part = same_unit(one.quantity, unit)
                if part is None:
                    return None
                total = total + part
        return total

    def range_of(self, item: str, unit: str) -> tuple[Quantity, Quantity]:
        """The least and the most of an item over all shipments, in a unit."""
        stated = self.quantity_of(item, unit) or Quantity(Decimal(0), unit)
        minus, plus = self.quantity_play(item)
        return stated * _WIDE.subtract(1, minus), stated * _WIDE.add(1, plus)

    def present_by(self, shipped_on: date, calendar: Calendar | None = None) -> date:
        """The last day for presenting the documents of a shipment.

        `presentation_days` after it, at the latest the expiry; moved to the bank's next working day where it falls on a
        day on which the bank is closed (art. 14c, 29a). `calendar` is that of the bank at `expiry_place`; None: always
        open.
        """
        last = min(_later(shipped_on, self.presentation_days), self.expiry)
        return last if calendar is None else calendar.working_day_from(last)

    # ── what a bank would object to ──

    def discrepancies_with(self, contract: Contract, *, buyer: str | None = None) -> tuple[Message, ...]:
        """Why it does not do for a contract, to be asked on receipt; empty if it does.

        The undertaking (operative, irrevocable, at sight or within the days agreed), the buyer, the amount with the
        contract's over-delivery, quantities with its tolerance, prices, Incoterm, the dates of shipment and expiry,
        partial shipments. `buyer` is the buyer's account; None: the applicant is not compared.
        """
        return against_contract(self, contract, buyer)

    def check_shipment(
        self,
        shipment: Consignment,
        contract: Contract,
        *,
        on: date,
        before: Sequence[tuple[date, Consignment]] = (),
        presented_on: date | None = None,
        calendar: Calendar | None = None,
    ) -> tuple[Message, ...]:
        """Why a bank would refuse the documents of a shipment, to be asked before it leaves; empty if nothing is known.

        `on` is the day of shipment, `before` what left earlier under this credit, with its day. Quantities and amount
        count on the sum of all shipments. With `presented_on`, whether the documents come in time.
        """
        found = against_shipment(self, shipment, contract, before, on)
        return found if presented_on is None else (*found, *self.check_presentation(on, presented_on, calendar))

    def check_presentation(
        self, shipped_on: date, presented_on: date, calendar: Calendar | None = None
    ) -> tuple[Message, ...]:
        """Why documents come too late; empty if they come in time. `calendar` as in `present_by`."""
        last = self.present_by(shipped_on, calendar)
        if presented_on <= last:
            return ()
        return (
            t(
                "documents are presented on {on}, and the last day is {last}: {days} days after leaving, before expiry",
                on=presented_on,
                last=last,
                days=self.presentation_days,
            ),
        )


def _later(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max
