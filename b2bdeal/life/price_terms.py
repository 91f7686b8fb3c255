"""On what basis prices stand: for export an Incoterm, at home a handover and a tax basis."""

from decimal import Context, Decimal
from typing import Annotated, Any, ClassVar, Literal, Self, cast

from pydantic import Field, GetCoreSchemaHandler, model_validator
from pydantic_core import CoreSchema

from b2bdeal.errors import ValueProblem
from b2bdeal.labels import Message, t
from b2bdeal.life.checks import Day, Flag
from b2bdeal.life.fact import Document
from b2bdeal.units import Id, Incoterm, Money, Name, Share, Transport, percent_text

__all__ = ["Domestic", "Export", "PriceTerms", "TaxBasis", "VatRebate", "not_comparable"]

_WIDE = Context(prec=60)  # a program may have set Python's own to fewer digits


class TaxBasis(Document):
    """Whether prices hold the value added tax, at what rate, on what invoice. Prices of two bases never compare."""

    label: ClassVar[str] = "Tax basis"
    zh: ClassVar[str] = "计税方式"

    included: Flag
    """Whether prices include the tax: 含税 or 不含税."""
    vat: Share
    """The rate of value added tax, as a fraction: 0.13 is 13 %; 0 where the goods are exempt."""
    invoice: Literal["special", "general", "none"]
    """The invoice: 专票 (the buyer deducts its tax), 普票 (the buyer does not), or none."""

    @model_validator(mode="after")
    def _one_story(self) -> Self:
        if self.included and self.vat and self.invoice == "none":
            raise ValueError("a price with tax (含税) comes with an invoice: say which, or set included to False")
        if self.invoice == "special" and not self.vat:
            raise ValueError("a special invoice (专票) shows tax to deduct, and vat is 0: give the rate, or 'general'")
        return self

    def tax(self, amount: Money) -> Money:
        """The tax in an amount that is priced on this basis, or on top of it: to the currency's smallest unit, half up.

        Included: amount × vat ÷ (1 + vat). Not included: amount × vat.
        """
        factor = _WIDE.divide(self.vat, _WIDE.add(1, self.vat)) if self.included else self.vat
        return Money(
            _WIDE.multiply(amount.amount, factor).quantize(Decimal("1E-12"), context=_WIDE), amount.currency
        ).rounded()

    def net(self, amount: Money) -> Money:
        """An amount on this basis, without tax. Together with `tax` it is exactly `gross`.

        For what is invoiced: the tax is rounded to the currency's smallest unit. A unit price with finer digits is
        converted by `net_price`.
        """
        return amount - self.tax(amount) if self.included else amount

    def gross(self, amount: Money) -> Money:
        """An amount on this basis, with tax."""
        return amount if self.included else amount + self.tax(amount)

    def net_price(self, price: Money) -> Money:
        """A unit price on this basis, without tax, to 12 digits: price ÷ (1 + vat) where tax is included."""
        return price / _WIDE.add(1, self.vat) if self.included else price

    def gross_price(self, price: Money) -> Money:
        """A unit price on this basis, with tax, to 12 digits: price × (1 + vat) where tax is not included."""
        return price if self.included else price * _WIDE.add(1, self.vat)


class VatRebate(Document):
    """The refund of value added tax on export (出口退税): a rate by customs code, dated since it changes by decree."""

    label: ClassVar[str] = "VAT rebate"
    zh: ClassVar[str] = "出口退税"

    rate: Share
    """The rebate rate (退税率) as a fraction: 0.13 is 13 %."""
    hs_code: Id | None = None
    """The customs code (HS) that the rate is of."""
    on: Day
    """The day for which the rate was looked up, on the seller's calendar."""
    source: Name
    """Where it was looked up."""

    def on_cost(self, cost: Money, vat: Decimal) -> Money:
        """What a trading company gets back on goods bought with tax (免退税): cost ÷ (1 + vat) × rate.

        Rounded to the currency's smallest unit. It belongs inside the margin: the price is worked out on cost less
        rebate. `vat` is the rate on the purchase invoice. A `ValueProblem` where the rebate is above that rate.
        """
        self._at_most(vat)
        return (cost / _WIDE.add(1, vat) * self.rate).rounded()

    def not_rebated(self, fob: Money, vat: Decimal) -> Money:
        """What a factory that exports its own goods does not get back (免抵退): FOB value × (vat − rate), a cost.

        Without bonded or duty-free material. Rounded to the currency's smallest unit. A `ValueProblem` where the
        rebate is above the rate of tax.
        """
        self._at_most(vat)
        return (fob * _WIDE.subtract(vat, self.rate)).rounded()

    def _at_most(self, vat: Decimal) -> None:
        if self.rate > vat:
            raise ValueProblem(
                f"A rebate of {percent_text(self.rate)} is more than the tax of {percent_text(vat)} that was paid.",
                hint="give the tax rate of the purchase invoice, and the rebate rate of the customs code",
            )


class Export(Document):
    """Prices for export: an Incoterm with its named place, and how the goods travel."""

    label: ClassVar[str] = "Export terms"
    zh: ClassVar[str] = "出口价格条件"

    trade: Literal["export"] = "export"
    """Export, not domestic."""
    incoterm: Incoterm
    """Where risk and cost pass, by the rules of 2020."""
    transport: Transport | None = None
    """By what the main carriage goes; None while that is open. FAS, FOB, CFR, CIF are for the sea only."""
    containers: Flag = False
    """Whether the goods go in containers."""
    rebate: VatRebate | None = None
    """The VAT rebate that the price counts on; the seller's own figure, no part of what is compared."""

    @model_validator(mode="after")
    def _rule_fits(self) -> Self:
        fit = self.incoterm.fits(self.transport, self.containers)
        if not fit:
            raise ValueError(str(fit))
        return self

    def due(self, amount: Money) -> Money:
        """What the buyer pays for an amount on these terms: just that, since exports bear no tax of ours."""
        return amount

    @property
    def warnings(self) -> tuple[Message, ...]:
        """What is allowed but worth a second look: a rule for the sea where a carrier takes the goods over ashore."""
        fit = self.incoterm.fits(self.transport, self.containers)
        if fit.verdict == "fits":
            return ()
        return (
            t(
                "the carrier has the goods before they are on board, where {rule} passes risk: {instead} fits better",
                rule=fit.rule,
                instead=fit.instead,
            ),
        )


class Domestic(Document):
    """Prices within one country: where the goods are handed over, who pays the freight, with or without tax."""

    label: ClassVar[str] = "Domestic terms"
    zh: ClassVar[str] = "内销价格条件"

    trade: Literal["domestic"] = "domestic"
    """Domestic, not export."""
    handover: Literal["pickup", "delivery"]
    """The buyer fetches the goods (自提), or they are brought (送货)."""
    place: Name
    """Where they are handed over."""
    freight_by: Literal["seller", "buyer"]
    """Who pays the freight; of a pickup the buyer."""
    tax: TaxBasis
    """Whether prices include tax."""

    @model_validator(mode="after")
    def _who_fetches_pays(self) -> Self:
        if self.handover == "pickup" and self.freight_by == "seller":
            raise ValueError(
                "the buyer fetches the goods (自提), so the seller pays no freight: set freight_by to 'buyer', "
                "or handover to 'delivery'"
            )
        return self

    def due(self, amount: Money) -> Money:
        """What the buyer pays for an amount on these terms.

        The tax comes on top where prices don't hold it and an invoice shows it; to the currency's smallest unit, half
        up, once on the whole. Without an invoice no tax is asked for.
        """
        return amount if self.tax.invoice == "none" else self.tax.gross(amount)

    def net(self, amount: Money) -> Money:
        """An amount on these terms, without tax: see `TaxBasis.net`."""
        return self.tax.net(amount)

    def gross(self, amount: Money) -> Money:
        """An amount on these terms, with tax: see `TaxBasis.gross`."""
        return self.tax.gross(amount)


class _OneTrade:
    """Says what trades there are where it is neither: pydantic would tell back all that was given, however long."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        if schema["type"] != "tagged-union":
            return schema
        said = 'give price terms with trade "export" or "domestic"'
        return cast(CoreSchema, {**schema, "custom_error_type": "trade", "custom_error_message": said})


PriceTerms = Annotated[Export | Domestic, Field(discriminator="trade"), _OneTrade()]
"""On what basis prices stand: `Export` or `Domestic`, told apart by `trade`."""


def not_comparable(a: Export | Domestic, b: Export | Domestic) -> tuple[Message, ...]:
    """Why a price on one basis must not be set beside a price on the other; empty where the two may be compared.

    Export and domestic never compare; nor two rules or two places; nor prices with and without tax, two rates of tax,
    or two sorts of invoice; nor a price with freight and one without. How export goods travel and the rebate do not
    count: they are in no price's basis.
    """
    if isinstance(a, Export) and isinstance(b, Export):
        return _export(a.incoterm, b.incoterm)
    if isinstance(a, Domestic) and isinstance(b, Domestic):
        return (*_tax(a.tax, b.tax), *_freight(a, b))
    return (t("one price is for export, the other is domestic"),)


def _export(a: Incoterm, b: Incoterm) -> tuple[Message, ...]:
    why: list[Message] = []
    if a.rule != b.rule:
        why.append(t("one price is {a}, the other {b}: other costs are in it", a=a.rule, b=b.rule))
    if not _same_place(a.place, b.place):
        why.append(t("one price is to {a}, the other to {b}", a=a.place, b=b.place))
    return tuple(why)


def _tax(a: TaxBasis, b: TaxBasis) -> tuple[Message, ...]:
    why: list[Message] = []
    if a.included != b.included:
        why.append(t("one price is with tax (含税), the other without (不含税)"))
    if a.vat != b.vat:
        why.append(t("one price is taxed at {a}, the other at {b}", a=percent_text(a.vat), b=percent_text(b.vat)))
    if a.invoice != b.invoice:
        why.append(t("the tax of one can be deducted by its invoice otherwise than that of the other"))
    return tuple(why)


def _freight(a: Domestic, b: Domestic) -> tuple[Message, ...]:
    if a.freight_by != b.freight_by:
        return (t("one price is with freight, the other without"),)
    # Without freight, the price at the works is what is compared; with freight, how far it goes is in the price.
    if a.freight_by == "seller" and not _same_place(a.place, b.place):
        return (t("one price is with freight to {a}, the other to {b}", a=a.place, b=b.place),)
    return ()


def _same_place(a: str, b: str) -> bool:
    return " ".join(a.casefold().split()) == " ".join(b.casefold().split())
