"""The contract: what both sides signed, what falls due, and how it differs from what was agreed."""

from collections import defaultdict
from decimal import Decimal
from functools import cached_property
from typing import ClassVar, Literal, Self

import attrs
from pydantic import model_validator

from b2bdeal.calendar import Span
from b2bdeal.labels import Lang, Message, t
from b2bdeal.life.checks import Day, Ordinal, Some, repeated
from b2bdeal.life.fact import Document, Fact
from b2bdeal.life.payment_terms import PaymentTerm, PaymentTerms
from b2bdeal.life.price_terms import PriceTerms
from b2bdeal.life.terms import AgreedTerms, check_prices, check_total, total_of
from b2bdeal.units import Currency, Id, Moment, Money, Name, Share

__all__ = ["Contract", "ContractLine", "ContractSigned", "Difference", "Instalment", "Signature"]


class Signature(Document):
    """Who signed for one side, and when."""

    label: ClassVar[str] = "Signature"
    zh: ClassVar[str] = "签署"

    side: Literal["seller", "buyer"]
    """The side signed for."""
    person: Id
    """Who signed: the person's id."""
    at: Moment
    """When, with time zone."""
    place: Name | None = None
    """Where."""


class ContractLine(Document):
    """One line of a contract."""

    label: ClassVar[str] = "Contract line"
    zh: ClassVar[str] = "合同行"

    line: Ordinal
    """Its number in the contract, from 1."""
    item: Id
    """The item."""
    formula: Id | None = None
    """The version of the formula; None if the contract leaves it to the approved sample."""
    packaging: Id | None = None
    """The version of the packaging; None if the contract leaves it to the approved sample."""
    quantity: Some
    """How much of it."""
    unit_price: Money
    """The price of one unit; it may be finer than the currency's smallest unit."""

    @property
    def amount(self) -> Money:
        """Price times quantity, rounded to the currency's smallest unit, half up."""
        return (self.unit_price * self.quantity.value).rounded()


@attrs.frozen
class Instalment:
    """One row of the payment terms with its sum."""

    row: int
    """Counted from 1."""
    term: PaymentTerm
    amount: Money


@attrs.frozen
class Difference:
    """One thing that a contract says otherwise than the agreed terms; None: it does not say it."""

    what: Message
    """What differs, as "quantity of CREAM-50"."""
    agreed: object
    contract: object

    def text(self, *, lang: Lang = "en") -> str:
        """Both sides in words."""
        agreed, contract = _said(self.agreed), _said(self.contract)
        return t("{what}: agreed {agreed}, contract {contract}", what=self.what, agreed=agreed, contract=contract).text(
            lang=lang
        )

    def __str__(self) -> str:
        return self.text()


class Contract(Document):
    """What buyer and seller signed."""

    label: ClassVar[str] = "Contract"
    zh: ClassVar[str] = "合同"

    number: Id
    """Its number."""
    lines: tuple[ContractLine, ...]
    """The lines, at least one, each number once."""
    currency: Currency
    """The currency of every price."""
    price_terms: PriceTerms
    """On what basis prices stand."""
    payment_terms: PaymentTerms
    """How it is paid."""
    tolerance: Share = Decimal(0)
    """How much more or less may be delivered, as a fraction of a line's quantity, over all its shipments together."""
    deliver_by: Day
    """The day by which the goods are delivered, on the seller's calendar."""
    signatures: tuple[Signature, ...]
    """One of the seller, one of the buyer."""
    warranty: Span | None = None
    """How long the seller stands for the goods, from acceptance."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.lines:
            raise ValueError("a contract needs at least one line")
        twice = repeated(line.line for line in self.lines)
        if twice:
            raise ValueError(f"line numbers {', '.join(map(str, twice))} come more than once: number each line once")
        check_prices(((line.item, line.unit_price) for line in self.lines), self.currency)
        check_total((line.unit_price, line.quantity.value) for line in self.lines)
        if sorted(one.side for one in self.signatures) != ["buyer", "seller"]:
            sides = ", ".join(one.side for one in self.signatures) or "nobody"
            raise ValueError(f"signed by {sides}: a contract needs one signature of the seller and one of the buyer")
        return self

    @cached_property
    def total(self) -> Money:
        """The sum of the lines, each rounded to the currency's smallest unit."""
        return total_of(((line.unit_price, line.quantity.value) for line in self.lines), self.currency)

    def line(self, number: int) -> ContractLine | None:
        """The line of a number."""
        return next((line for line in self.lines if line.line == number), None)

    def payment_schedule(self) -> tuple[Instalment, ...]:
        """What each row of the payment terms comes to: rounded, the remainder on the last, in sum the total."""
        rows = self.payment_terms.rows
        amounts = self.total.split([row.portion for row in rows])
        return tuple(Instalment(n, row, amount) for n, (row, amount) in enumerate(zip(rows, amounts, strict=True), 1))

    def differences(self, agreed: AgreedTerms) -> tuple[Difference, ...]:
        """Each thing that this contract says otherwise than the agreed terms; empty if it says the same."""
        found: list[Difference] = []

        def compare(what: Message, ours: object, theirs: object) -> None:
            if ours != theirs:
                found.append(Difference(what, ours, theirs))

        compare(t("currency"), agreed.currency, self.currency)
        lines: defaultdict[str, list[ContractLine]] = defaultdict(list)
        for line in self.lines:
            lines[line.item].append(line)
        for want in agreed.lines:
            have = lines.pop(want.item, [])
            if not have:
                found.append(Difference(t("item {item}", item=want.item), want.quantity, None))
                continue
            if len({line.quantity.unit for line in have}) == 1:
                total = have[0].quantity
                for line in have[1:]:
                    total = total + line.quantity
                compare(t("quantity of {item}", item=want.item), want.quantity, total)
            else:
                quantities = tuple(line.quantity for line in have)
                found.append(Difference(t("quantity of {item}", item=want.item), want.quantity, quantities))
            for line in have:
                compare(t("unit price of {item}", item=want.item), want.unit_price, line.unit_price)
        for item, extra in lines.items():
            found.extend(Difference(t("item {item}", item=item), None, line.quantity) for line in extra)
        compare(t("price terms"), agreed.price_terms, self.price_terms)
        old, new = agreed.payment_terms.rows, self.payment_terms.rows
        for n in range(max(len(old), len(new))):
            compare(
                t("payment row {row}", row=n + 1), old[n] if n < len(old) else None, new[n] if n < len(new) else None
            )
        compare(t("tolerance"), agreed.tolerance, self.tolerance)
        compare(t("delivery date"), agreed.deliver_by, self.deliver_by)
        return tuple(found)


class ContractSigned(Fact, kind="oem.ContractSigned", action="agree", label="Contract signed", zh="合同已签署"):
    """Both sides signed; it happened when the second one did."""

    contract: Contract
    """What they signed."""

    @model_validator(mode="after")
    def _after_the_signatures(self) -> Self:
        last = max(one.at for one in self.contract.signatures)
        if last > self.at:
            raise ValueError(f"the contract is signed when both have signed: at is before the signature of {last}")
        return self

    def about(self) -> str:
        """The contract."""
        return f"contract:{self.contract.number}"


def _said(value: object) -> object:
    if isinstance(value, PaymentTerm):
        gate = f", gates {value.gate}" if value.gate else ""
        days = f" + {value.days} days" if value.days else ""
        portion = f"{(value.portion * 100).normalize():f} %"
        return f"{value.name} {portion} {value.trigger}{days} by {value.method}{gate}, as {value.nature}"
    return value
