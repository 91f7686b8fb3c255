"""The contract: what both sides signed, what falls due, and how it differs from what was agreed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Literal, Self

import attrs
from pydantic import model_validator

from b2bdeal.calendar import Span
from b2bdeal.labels import Message, t
from b2bdeal.life.charge import Charge, charges_total, check_charges
from b2bdeal.life.checks import Count, Day, Flag, Ordinal, Price, Some, repeated
from b2bdeal.life.clauses import (
    ClaimWindows,
    Confidentiality,
    DeliveryWindow,
    LatenessPenalty,
    Period,
    PriceAdjustment,
    QualityPlan,
)
from b2bdeal.life.difference import Difference
from b2bdeal.life.fact import Document, Fact
from b2bdeal.life.payment_terms import PaymentTerm, PaymentTerms, check_schedule
from b2bdeal.life.price_terms import Domestic, Export, PriceTerms
from b2bdeal.life.rate import ExchangeRate
from b2bdeal.life.reading import same_unit
from b2bdeal.life.signature import Signature, check_signatures
from b2bdeal.life.terms import AgreedTerms, check_prices, check_rate, check_total, total_of
from b2bdeal.units import Currency, Id, Money, Name, Quantity, Share

if TYPE_CHECKING:
    from b2bdeal.life.amendment import Amendment

__all__ = [
    "Contract",
    "ContractChange",
    "ContractLine",
    "ContractSigned",
    "Instalment",
]


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
    unit_price: Price
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


class Contract(Document):
    """What buyer and seller signed: one order, or a blanket order (框架订单) that is called off in parts."""

    label: ClassVar[str] = "Contract"
    zh: ClassVar[str] = "合同"

    number: Id
    """Its number."""
    kind: Literal["single", "blanket"] = "single"
    """One order, or a frame whose quantities are ordered by call-offs."""
    lines: tuple[ContractLine, ...]
    """The lines, at least one, each number once; in a blanket order the most that may be called off."""
    charges: tuple[Charge, ...] = ()
    """One-time charges, in the total and never multiplied by a quantity."""
    currency: Currency
    """The currency of every price."""
    price_terms: PriceTerms
    """On what basis prices stand."""
    payment_terms: PaymentTerms
    """How it is paid."""
    tolerance: Share = Decimal(0)
    """How much more or less may be delivered, as a fraction of a line's quantity, over all its shipments together."""
    deliver_by: Day
    """The day by which the goods are delivered, on the seller's calendar; all of them, where there are windows."""
    deliveries: tuple[DeliveryWindow, ...] = ()
    """Parts that are delivered in windows of their own; what is in none of them is due at `deliver_by`."""
    period: Period | None = None
    """The days in which a blanket order may be called off; a blanket order needs it."""
    signatures: tuple[Signature, ...]
    """One of the seller, one of the buyer."""
    warranty: Span | None = None
    """How long the seller stands for the goods, from acceptance."""
    penalty: LatenessPenalty | None = None
    """What the seller owes for late goods; None: nothing is agreed."""
    quality_plan: QualityPlan | None = None
    """Against what the goods are inspected."""
    claim_windows: ClaimWindows | None = None
    """How long the buyer may claim; None: as the law says."""
    confidentiality: Confidentiality | None = None
    """What stays between the two, and who owns the formula."""
    retention_of_title: Flag = False
    """Whether the goods stay the seller's until they are paid (所有权保留)."""
    rate: ExchangeRate | None = None
    """The exchange rate that both reckoned with, between the contract's currency and another."""
    adjustment: PriceAdjustment | None = None
    """When prices follow the price of materials."""
    governing_law: Name | None = None
    """The law that it is under, as "PRC law, CIETAC Shanghai"."""
    amendment: Count = 0
    """The number of the last amendment that is worked into it; 0 as it was signed."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.lines:
            raise ValueError("a contract needs at least one line")
        twice = repeated(line.line for line in self.lines)
        if twice:
            raise ValueError(f"line numbers {', '.join(map(str, twice))} come more than once: number each line once")
        check_prices(((line.item, line.unit_price) for line in self.lines), self.currency)
        once = ((charge.amount, Decimal(1)) for charge in self.charges)
        check_total([*((line.unit_price, line.quantity.value) for line in self.lines), *once])
        check_signatures(self.signatures, "a contract")
        if self.charges:
            check_charges(self.charges, {line.item: line.quantity.unit for line in self.lines}, self.currency)
        if self.deliveries:
            self._windows_fit()
        if self.kind == "blanket" and self.period is None:
            raise ValueError("a blanket order is called off within a period: give period its first and last day")
        if self.kind == "single" and self.period is not None:
            raise ValueError('only a blanket order has a period: leave it out, or say kind="blanket"')
        check_rate(self.rate, self.currency)
        check_schedule(self.payment_terms, self.total, blanket=self.kind == "blanket")
        return self

    def _windows_fit(self) -> None:
        planned: dict[int, Quantity] = {}
        for one in self.deliveries:
            line = self.line(one.line)
            if line is None:
                raise ValueError(f"a delivery window is for line {one.line}, which the contract does not have")
            quantity = same_unit(one.quantity, line.quantity.unit)
            if quantity is None:
                raise ValueError(f"a window of line {one.line} is in {one.quantity.unit}: give {line.quantity.unit}")
            planned[one.line] = planned[one.line] + quantity if one.line in planned else quantity
            if planned[one.line] > line.quantity:
                raise ValueError(
                    f"the windows of line {one.line} come to {planned[one.line]}, and {line.quantity} are ordered"
                )
            if one.latest > self.deliver_by:
                raise ValueError(
                    f"a window of line {one.line} ends on {one.latest}, after deliver_by {self.deliver_by}: move one"
                )

    @property
    def goods(self) -> Money:
        """The sum of the lines, each rounded to the currency's smallest unit; without the charges."""
        return total_of(((line.unit_price, line.quantity.value) for line in self.lines), self.currency)

    @cached_property
    def total(self) -> Money:
        """What the buyer pays: the lines, each rounded to the currency's smallest unit, and the one-time charges.

        Where prices are without tax (不含税) and it is invoiced, the tax on both is in it: see `Domestic.due`.
        Of a blanket order it is what it comes to when all is called off at the contract's prices.
        """
        if not self.charges:
            return self.price_terms.due(self.goods)
        return self.price_terms.due(self.goods + charges_total(self.charges, self.quantities, self.currency))

    @property
    def quantities(self) -> Mapping[str, Quantity]:
        """How much of each item is ordered, over all lines of one unit."""
        found: dict[str, Quantity] = {}
        for line in self.lines:
            old = found.get(line.item)
            same = None if old is None else same_unit(line.quantity, old.unit)
            found[line.item] = line.quantity if old is None or same is None else old + same
        return found

    @classmethod
    def in_force(cls, facts: Iterable[Fact]) -> "Contract | None":
        """The contract that these facts leave in force: the one signed last, with its amendments in their order.

        None where none was signed. An amendment that does not fit, which the flow refuses, is passed over.
        """
        contract: Contract | None = None
        changes: list[ContractChange] = []
        signed = ContractSigned.kind
        for fact in facts:
            if fact.kind == signed:
                contract = ContractSigned.cast(fact).contract
            elif fact.action == "change" and isinstance(fact, ContractChange):  # the first is told much faster
                changes.append(fact)
        if contract is not None and changes:
            for change in sorted(changes, key=lambda one: one.at):
                contract = change.changed(contract)
        return contract

    def amended(self, amendment: "Amendment") -> "Contract":
        """The contract with an amendment worked in. Raises ValueProblem where the amendment does not fit it."""
        return amendment.applied_to(self)

    def line(self, number: int) -> ContractLine | None:
        """The line of a number."""
        return next((line for line in self.lines if line.line == number), None)

    def payment_schedule(self) -> tuple[Instalment, ...]:
        """What each row of the payment terms comes to, as `PaymentTerms.amounts` says: in sum the total."""
        rows = self.payment_terms.rows
        amounts = self.payment_terms.amounts(self.total)
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
        if not _same_terms(agreed.price_terms, self.price_terms):
            found.append(Difference(t("price terms"), agreed.price_terms, self.price_terms))
        old, new = agreed.payment_terms.rows, self.payment_terms.rows
        for n in range(max(len(old), len(new))):
            compare(
                t("payment row {row}", row=n + 1), old[n] if n < len(old) else None, new[n] if n < len(new) else None
            )
        compare(t("tolerance"), agreed.tolerance, self.tolerance)
        compare(t("delivery date"), agreed.deliver_by, self.deliver_by)
        charges = {one.id: one for one in self.charges}
        for asked in agreed.charges:
            compare(t("charge {charge}", charge=asked.id), asked, charges.pop(asked.id, None))
        for more in charges.values():
            compare(t("charge {charge}", charge=more.id), None, more)
        if agreed.rate is not None:
            compare(t("exchange rate"), agreed.rate, self.rate)
        return tuple(found)


class ContractChange(Fact, action="change"):
    """A fact that changes the contract in force; `Contract.in_force` works it in."""

    def changed(self, contract: Contract) -> Contract:
        """The contract after it; the same where it does not fit, since a fold never raises."""
        raise NotImplementedError


class ContractSigned(Fact, kind="oem.ContractSigned", action="agree", label="Contract signed", zh="合同已签署"):
    """Both sides signed; it happened when the second one did."""

    contract: Contract
    """What they signed."""

    @model_validator(mode="after")
    def _after_the_signatures(self) -> Self:
        last = max(one.at for one in self.contract.signatures)
        if last > self.at:
            raise ValueError(f"the contract is signed when both have signed: at is before the signature of {last}")
        if self.contract.amendment:
            raise ValueError("a contract is signed without amendments: leave amendment at 0, record them one by one")
        day = self.at.date()
        if self.contract.deliver_by < day:
            raise ValueError(
                f"it is signed on {day}, and deliver_by {self.contract.deliver_by} is past: agree on a later day"
            )
        for one in self.contract.deliveries:
            if one.latest < day:
                raise ValueError(
                    f"it is signed on {day}, and a window of line {one.line} ended on {one.latest}: agree on a later"
                )
        if self.contract.period is not None and self.contract.period.last < day:
            raise ValueError(f"it is signed on {day}, and its period ended on {self.contract.period.last}")
        return self

    def about(self) -> str:
        """The contract."""
        return f"contract:{self.contract.number}"


def _same_terms(agreed: Export | Domestic, signed: Export | Domestic) -> bool:
    """Whether they say the same to the buyer: the rebate is the seller's own, and a way that was open may be told."""
    if not (isinstance(agreed, Export) and isinstance(signed, Export)):
        return agreed == signed
    told = agreed if agreed.transport is not None else signed
    way = {"transport": told.transport, "containers": told.containers, "rebate": signed.rebate}
    return agreed.model_copy(update=way) == signed
