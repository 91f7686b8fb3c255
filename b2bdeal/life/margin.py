"""The margins of a deal: what was expected when it was agreed, and what was left when it was settled, kept apart."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import TYPE_CHECKING

import attrs

from b2bdeal.errors import ValueProblem
from b2bdeal.labels import t
from b2bdeal.life.contract import Contract
from b2bdeal.life.cost import CostSheet, CostSheetMade, Margin, SettlementCosted
from b2bdeal.life.fact import Fact
from b2bdeal.life.reading import by_time, of_kind
from b2bdeal.life.terms import AgreedTerms, TermsAgreed
from b2bdeal.show import Shown
from b2bdeal.units import Money, percent_text

if TYPE_CHECKING:
    from b2bdeal.show import Table

__all__ = ["MarginLine", "Margins", "margins"]

_WIDE = Context(prec=60, rounding=ROUND_HALF_EVEN)
_TOO_MUCH = Decimal(10**13)
_TENTH = Decimal("0.001")  # of a share: a tenth of a percent, to be read


@attrs.frozen
class MarginLine:
    """The margin of one item."""

    item: str
    margin: Margin


@attrs.frozen(repr=False)
class Margins(Shown):
    """The margins of a deal's goods, at the quote accepted and at settlement. One-time charges are not in them."""

    at_quote: tuple[MarginLine, ...] = ()
    """Of each item agreed whose cost sheet was made, for the quantity of that sheet."""
    at_settlement: tuple[MarginLine, ...] = ()
    """Of each item whose costs at settlement are known, at the price of the contract in force."""
    not_costed: tuple[str, ...] = ()
    """The items agreed without a cost sheet of the quote's version."""

    @property
    def share_at_quote(self) -> Decimal | None:
        """The margin of all items together as a fraction of their price; None where unknown, or in two currencies."""
        return _share(self.at_quote)

    @property
    def share_at_settlement(self) -> Decimal | None:
        """The same at settlement."""
        return _share(self.at_settlement)

    def card(self) -> "Table":
        """One row for each item, first as quoted, then as settled."""
        from b2bdeal.show import Table

        columns = ("item", "when", "quantity", "unit_price", "unit_cost", "margin", "share")
        rows = [
            (
                line.item,
                when,
                line.margin.quantity,
                line.margin.unit_price,
                line.margin.unit_cost,
                line.margin.total,
                _told(line.margin.share),
            )
            for when, lines in ((t("at the quote"), self.at_quote), (t("at settlement"), self.at_settlement))
            for line in lines
        ]
        note = t("no cost sheet: {items}", items=self.not_costed) if self.not_costed else None
        return Table(t("Margins"), columns, rows, note=note)

    def __repr__(self) -> str:
        quoted, settled = _told(self.share_at_quote), _told(self.share_at_settlement)
        return f"<Margins: {quoted or 'unknown'} at the quote, {settled or 'unknown'} at settlement>"


def margins(facts: Iterable[Fact]) -> Margins:
    """The margins that a deal's facts tell, by the quote accepted last and the contract in force.

    What cannot be reckoned, as a price in a currency that a cost sheet knows no rate of, counts as not costed.
    """
    facts = by_time(facts)
    agreed = [fact.terms for fact in of_kind(facts, TermsAgreed)]
    if not agreed:
        return Margins()
    terms = agreed[-1]
    sheets = {(s.quote, s.version, s.item): s for s in (fact.sheet for fact in of_kind(facts, CostSheetMade))}
    quoted: list[MarginLine] = []
    missing: list[str] = []
    for line in terms.lines:
        found = _margin(sheets.get((terms.quote, terms.version, line.item)), line.unit_price)
        if found is None:
            missing.append(line.item)
        else:
            quoted.append(MarginLine(line.item, found))
    prices = _prices(terms, Contract.in_force(facts))
    actual = {s.item: s for s in (fact.sheet for fact in of_kind(facts, SettlementCosted))}
    settled = [
        MarginLine(item, found)
        for item, sheet in actual.items()
        if item in prices and (found := _margin(sheet, prices[item])) is not None
    ]
    return Margins(tuple(quoted), tuple(settled), tuple(missing))


def _margin(sheet: CostSheet | None, price: Money) -> Margin | None:
    try:
        found = None if sheet is None else sheet.margin(price)
        return found if found is not None and _sums(found) else None
    except ValueProblem:
        return None


def _sums(margin: Margin) -> bool:
    """Whether its sums are sums at all, and small enough that those of a deal can be added."""
    return max(margin.revenue.amount.copy_abs(), margin.total.amount.copy_abs()) < _TOO_MUCH


def _prices(terms: AgreedTerms, contract: Contract | None) -> dict[str, Money]:
    """The price of one unit of each item: the contract's, of several lines by value; else as agreed."""
    prices = {line.item: line.unit_price for line in terms.lines}
    if contract is None:
        return prices
    for item in dict.fromkeys(line.item for line in contract.lines):
        lines = [line for line in contract.lines if line.item == item]
        prices[item] = lines[0].unit_price
        if len({line.unit_price for line in lines}) > 1 and len({line.quantity.unit for line in lines}) == 1:
            quantity = lines[0].quantity
            for line in lines[1:]:
                quantity = quantity + line.quantity
            prices[item] = Money.total((line.amount for line in lines), contract.currency) / quantity.value
    return prices


def _share(lines: Sequence[MarginLine]) -> Decimal | None:
    if len({line.margin.unit_price.currency for line in lines}) != 1:
        return None
    currency = lines[0].margin.unit_price.currency
    revenue = Money.total((line.margin.revenue for line in lines), currency)
    return None if revenue.is_zero else Money.total((line.margin.total for line in lines), currency) / revenue


def _told(share: Decimal | None) -> str | None:
    return None if share is None else percent_text(share.quantize(_TENTH, context=_WIDE).normalize(_WIDE))
