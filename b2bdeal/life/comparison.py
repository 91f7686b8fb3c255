"""Quotes side by side: each version at the quantity asked, what it costs in all, what changed since the one before."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import attrs

from b2bdeal.calendar import Span
from b2bdeal.errors import ValueProblem
from b2bdeal.labels import Lines, Message, t
from b2bdeal.life.charge import charges_total
from b2bdeal.life.payment_terms import PaymentTerms
from b2bdeal.life.price_terms import Domestic, Export, not_comparable
from b2bdeal.life.quote import Quote
from b2bdeal.life.quote_line import QuoteLine
from b2bdeal.life.reading import same_unit
from b2bdeal.show import Shown
from b2bdeal.units import Money, Quantity, percent_text

if TYPE_CHECKING:
    from b2bdeal.show import Table

__all__ = ["ComparedLine", "Comparison", "compare"]


@attrs.frozen
class ComparedLine:
    """One item of one version of a quote, at a quantity."""

    item: str
    quote: str
    version: int
    quantity: Quantity
    """The quantity compared at, in the unit of the prices where it converts."""
    moq: Quantity
    """The minimum order quantity."""
    unit_price: Money | None
    """The price of one unit at that quantity; None where it has no price."""
    charges: Money
    """The item's own one-time charges, as far as they are due with that quantity."""
    total: Money | None
    """Price times quantity, rounded to the currency's smallest unit, with those charges; None without a price."""
    lead_time: Span | None
    """From release of production to goods ready; None where the quote does not say."""
    basis: Message
    """On what terms the price stands."""
    payment: Message
    """How it is paid."""
    valid_until: datetime
    """The last moment at which it can be accepted."""
    changed: tuple[Message, ...] = ()
    """What is otherwise than in the version of this number before; nothing for the first."""
    advice: Message | None = None
    """How many more reach the next break, where it is cheaper, as `QuoteLine.advice` says."""


@attrs.frozen(repr=False)
class Comparison(Shown):
    """Versions of quotes side by side, by item. Of prices on two bases nothing is said of which is less."""

    lines: tuple[ComparedLine, ...]
    """By item, then in the order in which the quotes were given."""
    incomparable: tuple[Message, ...] = ()
    """Why not all these prices compare: another Incoterm, tax basis or currency; empty where they all do."""

    def lowest(self, item: str) -> ComparedLine | None:
        """The line of an item with the lowest total, of equal ones the first; None where none has a price.

        ValueProblem where the prices do not compare, with the reasons.
        """
        if self.incomparable:
            raise ValueProblem(
                f"These prices don't compare: {'; '.join(map(str, self.incomparable))}.",
                hint="bring them to one basis and one currency first, in a version of the quote",
            )
        priced = [(line.total, line) for line in self.lines if line.item == item and line.total is not None]
        return min(priced, key=lambda one: one[0].amount)[1] if priced else None

    def card(self) -> "Table":
        """One row for each item and version."""
        from b2bdeal.show import Column, Table

        columns = (
            "item",
            "quote",
            Column("moq", "MOQ"),
            "quantity",
            "unit_price",
            "charges",
            "total",
            "lead_time",
            "basis",
            "payment",
            "valid_until",
            "changed",
        )
        rows = [
            (
                line.item,
                t("{quote}, version {version}", quote=line.quote, version=line.version),
                line.moq,
                line.quantity,
                line.unit_price,
                line.charges,
                line.total,
                line.lead_time,
                line.basis,
                line.payment,
                line.valid_until,
                Lines(line.changed) if line.changed else None,
            )
            for line in self.lines
        ]
        said = [t("these prices do not compare: {why}", why=self.incomparable)] if self.incomparable else []
        said += [
            t("{quote}, version {version}: {advice}", quote=line.quote, version=line.version, advice=line.advice)
            for line in self.lines
            if line.advice is not None
        ]
        note = said[0] if len(said) == 1 else Lines(said) if said else None
        return Table(t("Quotes side by side"), columns, rows, note=note)

    def __repr__(self) -> str:
        items = len({line.item for line in self.lines})
        return (
            f"<Comparison: {items} items, {len(self.lines)} lines{'' if not self.incomparable else ', no one basis'}>"
        )


def compare(*quotes: Quote, quantities: Mapping[str, Quantity] | None = None) -> Comparison:
    """Quotes and their versions side by side, item by item, at these quantities by item; else at each line's MOQ.

    A charge for all items together is counted with the item where the quote has only one, and else in no line.
    """
    asked = quantities or {}
    items = dict.fromkeys(line.item for quote in quotes for line in quote.lines)
    found: list[ComparedLine] = []
    for item in items:
        before: dict[str, Quote] = {}
        for quote in quotes:
            line = quote.line(item)
            if line is not None:
                found.append(_compared(quote, line, asked.get(item), before.get(quote.number)))
            before[quote.number] = quote
    return Comparison(tuple(found), _incomparable(quotes))


def _compared(quote: Quote, line: QuoteLine, asked: Quantity | None, before: Quote | None) -> ComparedLine:
    quantity = line.moq if asked is None else same_unit(asked, line.unit) or asked
    reached = line.price_for(quantity)
    own = [one for one in quote.charges if one.item == line.item or (one.item is None and len(quote.lines) == 1)]
    charges = charges_total(own, {line.item: quantity}, quote.currency)
    return ComparedLine(
        item=line.item,
        quote=quote.number,
        version=quote.version,
        quantity=quantity,
        moq=line.moq,
        unit_price=None if reached is None else reached.unit_price,
        charges=charges,
        total=None if reached is None else (reached.unit_price * quantity.value).rounded() + charges,
        lead_time=None if reached is None else reached.lead_time,
        basis=_basis(quote.price_terms),
        payment=_payment(quote.payment_terms),
        valid_until=quote.valid_until,
        changed=() if before is None else tuple(_changes(before, quote, line, quantity)),
        advice=line.advice(quantity),
    )


def _changes(before: Quote, quote: Quote, line: QuoteLine, quantity: Quantity) -> Iterable[Message]:
    """What a version says otherwise of an item than the version before it."""
    old = before.line(line.item)
    if old is None:
        yield t("new in this version")
        return
    was, now = old.price_for(quantity), line.price_for(quantity)
    why = not_comparable(before.price_terms, quote.price_terms)
    if why:
        yield t("price terms: {old} before; the prices do not compare", old=_basis(before.price_terms))
    elif (was and was.unit_price) != (now and now.unit_price):
        yield t("price: {old} before", old=was and was.unit_price)
    if not why and before.price_terms != quote.price_terms:
        yield t("price terms: {old} before", old=_basis(before.price_terms))
    if (was and was.lead_time) != (now and now.lead_time):
        yield t("lead time: {old} before", old=was and was.lead_time)
    if old.moq != line.moq:
        yield t("MOQ: {old} before", old=old.moq)
    if old.multiple != line.multiple:
        yield t("multiple: {old} before", old=old.multiple)
    if old.tolerance != line.tolerance:
        yield t("tolerance: {old} before", old=percent_text(old.tolerance))
    if before.charges_for([line.item]) != quote.charges_for([line.item]):
        yield t("one-time charges are otherwise")
    if before.payment_terms != quote.payment_terms:
        yield t("payment: {old} before", old=_payment(before.payment_terms))
    if before.valid_until != quote.valid_until:
        yield t("valid until: {old} before", old=before.valid_until)
    if before.rate != quote.rate:
        yield t("exchange rate: {old} before", old=before.rate and str(before.rate))
    if before.material_clause != quote.material_clause:
        yield t("the material clause is otherwise")


def _incomparable(quotes: Sequence[Quote]) -> tuple[Message, ...]:
    """Why not all prices compare, each reason once."""
    found: dict[str, Message] = {}
    for quote in quotes[1:]:
        why = not_comparable(quotes[0].price_terms, quote.price_terms)
        if quote.currency != quotes[0].currency:
            pair = {"a": quotes[0].currency, "b": quote.currency}
            why = (*why, t("one price is in {a}, the other in {b}", **pair))
        for one in why:
            found.setdefault(str(one), one)
    return tuple(found.values())


def _basis(terms: Export | Domestic) -> Message:
    if isinstance(terms, Export):
        return t("{rule} {place}", rule=terms.incoterm.rule, place=terms.incoterm.place)
    figures = {"place": terms.place, "vat": percent_text(terms.tax.vat)}
    if terms.tax.included:
        return t("{place}, with {vat} tax", **figures)
    return t("{place}, without tax ({vat})", **figures)


def _payment(terms: PaymentTerms) -> Message:
    parts = [
        t("{part} {row}", part=row.amount if row.portion is None else percent_text(row.portion), row=row.name)
        for row in terms.rows
    ]
    return t("{parts}", parts=parts)
