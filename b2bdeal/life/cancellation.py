"""The end of a signed contract before it is fulfilled: what becomes of goods, materials and the money received."""

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from b2bdeal.life.ending import check_reason
from b2bdeal.life.fact import Document, Fact
from b2bdeal.life.settlement import SettledLine
from b2bdeal.life.signature import Signature, check_signatures
from b2bdeal.units import Currency, Id, Money, Name, Text

__all__ = ["Cancellation", "DealCancelled", "DepositSettlement"]


class DepositSettlement(Document):
    """What becomes of the money that came in, refunds taken off: in sum all of it."""

    label: ClassVar[str] = "Settlement of the money received"
    zh: ClassVar[str] = "已收款项处理"

    kept: Money
    """What the seller keeps as forfeit: 定金 of a buyer who defaults (Civil Code art. 587)."""
    applied: Money
    """What is set off against goods, stock and claims that the buyer pays for."""
    returned: Money
    """What goes back to the buyer; of a seller who defaults, 定金 goes back doubled (Civil Code art. 587)."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        parts = (self.kept, self.applied, self.returned)
        if len({one.currency for one in parts}) > 1:
            raise ValueError("kept, applied and returned are in different currencies: give the contract's for all")
        odd = [str(one) for one in parts if one.amount < 0 or not one.is_rounded]
        if odd:
            raise ValueError(f"{', '.join(odd)} can't be paid: give sums from 0, at the currency's smallest unit")
        return self

    @property
    def total(self) -> Money:
        """Kept, applied and returned together."""
        return self.kept + self.applied + self.returned


class Cancellation(Document):
    """How both sides part after signing."""

    label: ClassVar[str] = "Cancellation"
    zh: ClassVar[str] = "合同解除"

    number: Id
    """Its number."""
    contract: Id
    """The contract that ends."""
    by: Literal["buyer", "seller", "both"]
    """Who ends it or defaults; "both" where they part in agreement."""
    reason: Name
    """Why: one of the policy's `loss_reasons`."""
    lines: tuple[SettledLine, ...] = ()
    """What becomes of finished goods, work in process, materials and packaging."""
    deposit: DepositSettlement
    """What becomes of the money that came in."""
    claim: Money | None = None
    """What the side that ends it pays beside, as damages or a fee, from 0; None: nothing. Where both part in agreement,
    there is none: what the buyer pays is `deposit.kept`, or is charged in `lines`."""
    signatures: tuple[Signature, ...] = ()
    """One of the seller, one of the buyer, where both signed."""
    document: Id | None = None
    """The notice or agreement by its id; needed where there are no signatures."""
    note: Text = ""
    """More about it; needed when the reason is "other"."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        check_reason(self.reason, self.note)
        if self.signatures:
            check_signatures(self.signatures, "a cancellation")
        elif self.by == "both":
            raise ValueError("both part in agreement: give the signature of each side")
        elif self.document is None:
            raise ValueError("give the signatures of both, or the document, the notice that ended the contract")
        if self.by == "both" and self.claim is not None:
            raise ValueError(
                "both end it, so that a claim is nobody's: put what the seller keeps into deposit.kept, leave claim out"
            )
        sums = [self.deposit.kept, *(line.charged for line in self.lines), *([self.claim] if self.claim else [])]
        if len({one.currency for one in sums}) > 1:
            raise ValueError("deposit, lines and claim are in different currencies: give the contract's for all")
        if self.claim is not None and (self.claim.amount < 0 or not self.claim.is_rounded):
            raise ValueError(f"{self.claim} can't be paid: give a claim from 0, at the currency's smallest unit")
        return self

    @property
    def currency(self) -> Currency:
        """The currency of all its sums."""
        return self.deposit.kept.currency

    @property
    def charged(self) -> Money:
        """What the buyer pays for what is settled, with the claim where the buyer ends the contract."""
        goods = Money.total((line.charged for line in self.lines), self.currency)
        return goods + self.claim if self.by == "buyer" and self.claim is not None else goods

    @property
    def loss(self) -> Money:
        """What the settled stock is worth beyond what the buyer pays for it and what is kept; at least 0.

        Goods that are kept or reused count as no loss.
        """
        lost = [line for line in self.lines if line.outcome == "scrapped"]
        value = Money.total((line.value - min(line.value, line.charged) for line in lost), self.currency)
        return value - min(value, self.deposit.kept)


class DealCancelled(Fact, kind="oem.DealCancelled", action="close", label="Deal cancelled", zh="交易已取消"):
    """A signed contract ended before it was fulfilled, and what was there is settled."""

    cancellation: Cancellation
    """How both sides part."""
    to_whom: Name | None = None
    """The company that gets the order now, where that is known."""
    note: Text = ""
    """Anything worth keeping."""

    @model_validator(mode="after")
    def _after_the_signatures(self) -> Self:
        last = max((one.at for one in self.cancellation.signatures), default=self.at)
        if last > self.at:
            raise ValueError(f"the deal is cancelled when both have signed: at is before the signature of {last}")
        return self

    def about(self) -> str:
        """The cancellation."""
        return f"cancellation:{self.cancellation.number}"
