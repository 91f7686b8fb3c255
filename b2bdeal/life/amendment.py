"""The amendment: a numbered change to a signed contract, agreed by both sides."""

from collections.abc import Iterator
from typing import Any, ClassVar, Self

from pydantic import ValidationError, model_validator

from b2bdeal.errors import ValueProblem
from b2bdeal.labels import Message, t
from b2bdeal.life.charge import Charge
from b2bdeal.life.checks import Day, Flag, Ordinal, Price, Some, Words, repeated
from b2bdeal.life.clauses import DeliveryWindow, LatenessPenalty, Period
from b2bdeal.life.contract import Contract, ContractChange, ContractLine
from b2bdeal.life.fact import Document
from b2bdeal.life.payment_terms import PaymentTerms
from b2bdeal.life.reading import same_unit
from b2bdeal.life.settlement import SettledLine
from b2bdeal.life.signature import Signature, check_signatures
from b2bdeal.units import Id, Share

__all__ = ["Amendment", "ContractAmended", "LineChange"]


class LineChange(Document):
    """What an amendment changes in one line; what is left out stays."""

    label: ClassVar[str] = "Change of a line"
    zh: ClassVar[str] = "合同行变更"

    line: Ordinal
    """The contract's line."""
    quantity: Some | None = None
    """The new quantity, in the line's unit."""
    unit_price: Price | None = None
    """The new price of one unit, in the contract's currency."""
    formula: Id | None = None
    """The new version of the formula."""
    packaging: Id | None = None
    """The new version of the packaging."""
    dropped: Flag = False
    """Whether the line falls away; only before anything was made of it."""

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        changes = (self.quantity, self.unit_price, self.formula, self.packaging)
        if self.dropped and any(one is not None for one in changes):
            raise ValueError(f"line {self.line} is dropped and changed: say one of the two")
        if not self.dropped and all(one is None for one in changes):
            raise ValueError(f"nothing of line {self.line} changes: give what is new, or leave the line out")
        return self


class Amendment(Document):
    """A numbered change to a signed contract; what is left out stays as it was."""

    label: ClassVar[str] = "Amendment"
    zh: ClassVar[str] = "合同变更"

    number: Ordinal
    """1, 2, 3 …, without a gap."""
    contract: Id
    """The contract's number."""
    lines: tuple[LineChange, ...] = ()
    """Changed lines, each once."""
    added: tuple[ContractLine, ...] = ()
    """New lines, under numbers that the contract does not have."""
    deliver_by: Day | None = None
    """The new day by which the goods are delivered, on the seller's calendar."""
    deliveries: tuple[DeliveryWindow, ...] | None = None
    """All delivery windows from now on, in place of the old ones; () for none."""
    payment_terms: PaymentTerms | None = None
    """The new payment terms, for the whole contract."""
    tolerance: Share | None = None
    """The new tolerance, as a fraction of a line's quantity."""
    charges: tuple[Charge, ...] = ()
    """One-time charges that come on top, under ids that the contract does not have."""
    penalty: LatenessPenalty | None = None
    """The new penalty for lateness."""
    period: Period | None = None
    """The new period of a blanket order."""
    settled: tuple[SettledLine, ...] = ()
    """What becomes of materials and goods that the smaller order no longer needs, and who pays for them."""
    reason: Words
    """Why, in a sentence."""
    signatures: tuple[Signature, ...]
    """One of the seller, one of the buyer."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        check_signatures(self.signatures, "an amendment")
        twice = repeated([*(one.line for one in self.lines), *(one.line for one in self.added)])
        if twice:
            raise ValueError(f"line numbers {', '.join(map(str, twice))} come more than once: name each line once")
        if not (self.lines or self.added or self._terms()):
            raise ValueError("the amendment changes nothing: give what is new")
        return self

    def _terms(self) -> dict[str, Any]:
        """The terms that it changes as a whole, by the contract's field."""
        names = ("deliver_by", "deliveries", "payment_terms", "tolerance", "penalty", "period")
        found = {name: getattr(self, name) for name in names if getattr(self, name) is not None}
        return found | ({"charges": self.charges} if self.charges else {})

    def misfits(self, contract: Contract) -> tuple[Message, ...]:
        """Each reason why it can't be worked into a contract; empty where it can."""
        found = tuple(self._misfits(contract))
        if not found:
            try:
                self._applied(contract)
            except ValidationError as error:
                return _problems(error)
        return found

    def applied_to(self, contract: Contract) -> Contract:
        """The contract with this worked in. Raises ValueProblem, with every reason, where it does not fit."""
        found = tuple(self._misfits(contract))
        if not found:
            try:
                return self._applied(contract)
            except ValidationError as error:
                found = _problems(error)
        why = "; ".join(map(str, found))
        raise ValueProblem(f"Amendment {self.number} does not fit {contract.number}: {why}.", hint="mend what is named")

    def _misfits(self, contract: Contract) -> Iterator[Message]:
        if self.contract != contract.number:
            yield t("it changes {named}, the contract is {contract}", named=self.contract, contract=contract.number)
            return
        if self.number != contract.amendment + 1:
            yield t("it is number {number}, the next is {next}", number=self.number, next=contract.amendment + 1)
        for change in self.lines:
            line = contract.line(change.line)
            if line is None:
                yield t("the contract has no line {line}", line=change.line)
            elif change.quantity is not None and same_unit(change.quantity, line.quantity.unit) is None:
                yield t("line {line} is counted in {unit}", line=change.line, unit=line.quantity.unit)
        for new in self.added:
            if contract.line(new.line) is not None:
                yield t("the contract has a line {line} already", line=new.line)

    def _applied(self, contract: Contract) -> Contract:
        changes = {one.line: one for one in self.lines}
        kept = [
            _changed(line, changes[line.line]) if line.line in changes else line
            for line in contract.lines
            if line.line not in changes or not changes[line.line].dropped
        ]
        terms = self._terms()
        if self.charges:
            terms["charges"] = (*contract.charges, *self.charges)
        values = _fields(contract) | terms
        return Contract(**(values | {"lines": (*kept, *self.added), "amendment": self.number}))


class ContractAmended(
    ContractChange, kind="oem.ContractAmended", action="change", label="Contract amended", zh="合同已变更"
):
    """Both sides signed an amendment; it happened when the second one did."""

    amendment: Amendment
    """What they signed."""

    @model_validator(mode="after")
    def _after_the_signatures(self) -> Self:
        last = max(one.at for one in self.amendment.signatures)
        if last > self.at:
            raise ValueError(f"the amendment is signed when both have signed: at is before the signature of {last}")
        day = self.amendment.deliver_by
        if day is not None and day < self.at.date():
            raise ValueError(f"it is signed on {self.at.date()}, and deliver_by {day} is past: agree on a later day")
        return self

    def changed(self, contract: Contract) -> Contract:
        """The contract with the amendment worked in; the same where it does not fit."""
        try:
            return self.amendment.applied_to(contract)
        except ValueProblem:
            return contract

    def about(self) -> str:
        """The contract."""
        return f"contract:{self.amendment.contract}"


def _changed(line: ContractLine, change: LineChange) -> ContractLine:
    new = {name: getattr(change, name) for name in ("unit_price", "formula", "packaging")}
    values = _fields(line) | {name: value for name, value in new.items() if value is not None}
    if change.quantity is not None:
        values["quantity"] = same_unit(change.quantity, line.quantity.unit) or change.quantity
    return ContractLine(**values)


def _fields(document: Document) -> dict[str, Any]:
    return {name: getattr(document, name) for name in type(document).model_fields}


def _problems(error: ValidationError) -> tuple[Message, ...]:
    return tuple(t("{problem}", problem=one["msg"].removeprefix("Value error, ")) for one in error.errors())
