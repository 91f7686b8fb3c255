"""The repeat order: what a won deal's customer need not prove again, carried over to the next deal."""

from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar, Self

from pydantic import model_validator

from b2bdeal.labels import Message, t
from b2bdeal.life.checks import Credited, Day, Ordinal, repeated
from b2bdeal.life.fact import Document, Fact
from b2bdeal.life.payment_terms import PaymentTerms
from b2bdeal.life.price_terms import PriceTerms
from b2bdeal.units import CountryCode, Id, Share, percent_text

__all__ = ["ApprovedVersion", "CarriedOver", "Discount", "PassedStability"]


class ApprovedVersion(Document):
    """One article in the version that the buyer approved."""

    label: ClassVar[str] = "Approved version"
    zh: ClassVar[str] = "已确认版本"

    item: Id
    """The article."""
    formula: Id
    """The approved version of the formula."""
    packaging: Id | None = None
    """The approved version of the packaging."""


class PassedStability(Document):
    """A formula that stood its stability test for an article."""

    label: ClassVar[str] = "Passed stability test"
    zh: ClassVar[str] = "已通过的稳定性测试"

    item: Id
    """The article."""
    formula: Id
    """The version of the formula that was tested."""
    weeks: Ordinal
    """How many weeks it stood."""


class Discount(Document):
    """A discount on the next order that was agreed as the remedy of a service case: a sum or a share of the order."""

    label: ClassVar[str] = "Discount on the next order"
    zh: ClassVar[str] = "下次订单折扣"

    case: Id
    """The service case in which it was agreed."""
    amount: Credited | None = None
    """A sum, in the currency of the deal in which it was agreed; None where it is a share."""
    share: Share | None = None
    """A fraction above 0 of the next order's value: 0.05 is 5 %; None where it is a sum."""
    until: Day | None = None
    """The last day on which an order may claim it, on the seller's calendar; None: no last day."""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.amount is None) == (self.share is None):
            raise ValueError("a discount is a sum or a share: give either amount or share")
        if self.share == Decimal(0):
            raise ValueError("a discount of 0 % is none: give a share above 0")
        return self


class CarriedOver(Fact, kind="oem.CarriedOver", label="Carried over", zh="沿用上次订单"):
    """The buyer orders again what a won deal made; `b2bdeal.carry_over(deal, at)` writes it from that deal.

    Samples, tests, filings and tooling stand as they are, for the versions that are named. Price and date do not: they
    are asked again.
    """

    from_deal: Id
    """The won deal that it comes from."""
    approved: tuple[ApprovedVersion, ...]
    """The articles in the versions that were approved there, at least one, each version once."""
    markets: tuple[CountryCode, ...] = ()
    """The markets for which they are made, ISO 3166 alpha-2, as the brief had them; a new brief says them anew."""
    stability: tuple[PassedStability, ...] = ()
    """The stability tests that they passed."""
    registrations: tuple[Id, ...] = ()
    """The numbers of the filings and registrations that stand."""
    tooling: tuple[Id, ...] = ()
    """The ids of the tools, moulds and artwork that are paid and there."""
    price_terms: PriceTerms | None = None
    """On what basis prices stood."""
    payment_terms: PaymentTerms | None = None
    """How it was paid."""
    discounts: tuple[Discount, ...] = ()
    """The discounts on the next order that are open."""
    standards: tuple[Id, ...] = ()
    """The seals of the standards (封样) that both sides keep."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.approved:
            raise ValueError("approved is empty: a repeat order carries at least one article over")
        for field, names in (
            ("approved", [f"{one.item} {one.formula}" for one in repeated(self.approved)]),
            ("markets", repeated(self.markets)),
            ("registrations", repeated(self.registrations)),
            ("tooling", repeated(self.tooling)),
            ("standards", repeated(self.standards)),
            ("discounts", repeated(one.case for one in self.discounts)),
        ):
            if names:
                raise ValueError(f"{field} names {', '.join(names)} more than once: give each once")
        return self

    def about(self) -> str:
        """The repeat of that deal."""
        return f"repeat:{self.from_deal}"

    @property
    def versions(self) -> frozenset[tuple[str, str, str | None]]:
        """The approved versions: item, formula, packaging."""
        return frozenset((one.item, one.formula, one.packaging) for one in self.approved)

    @property
    def asks_again(self) -> tuple[Message, ...]:
        """What must be asked again, although it was agreed once."""
        return tuple(_again(self))


def _again(fact: CarriedOver) -> Iterable[Message]:
    items = tuple(dict.fromkeys(one.item for one in fact.approved))
    yield t("the price of {items}: materials and rates have moved since", items=items)
    yield t("the day of delivery: the factory's capacity is promised anew")
    if fact.payment_terms is None:
        yield t("how it is paid")
    if fact.price_terms is None:
        yield t("on what basis prices stand")
    for discount in fact.discounts:
        worth = discount.amount if discount.share is None else percent_text(discount.share)
        yield t("the discount of {worth} from case {case} comes off the price", worth=worth, case=discount.case)
