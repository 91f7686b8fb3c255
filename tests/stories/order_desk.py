"""A desk that has just signed a contract, for the stories of what happens to it afterwards."""

from datetime import datetime
from typing import Any

import attrs
import pytest

from b2bdeal import OEM, Book, Contract, ContractSigned, Deal, Fact, PaymentTerm, PaymentTerms, Refused, percent
from b2bdeal.testing import AUTHORITY, Clock, Story


@attrs.frozen
class WithDingjin(Story):
    """The story, but the deposit of 30 % is agreed as 定金."""

    @property
    def terms(self) -> PaymentTerms:
        """30 % on signing as 定金, 70 % before shipping."""
        deposit = PaymentTerm(
            name="deposit", portion=percent(30), trigger="signing", days=7, gate="production", nature="deposit_dingjin"
        )
        balance = PaymentTerm(name="balance", portion=percent(70), trigger="before_shipment", days=7)
        return PaymentTerms(rows=(deposit, balance))


class OrderDesk:
    """Records facts through a book under the flow OEM, from the day of signing on."""

    def __init__(self, story: Story | None = None, **contract: Any) -> None:
        self.story = story or Story()
        self.clock = Clock()
        self.book = Book(flows=[OEM], clock=self.clock, authority=AUTHORITY)
        deal: Deal | None = None
        for by, fact in self.story.lines():
            if isinstance(fact, ContractSigned):
                fields = {name: getattr(fact.contract, name) for name in Contract.model_fields}
                fact = ContractSigned(at=fact.at, contract=Contract(**(fields | contract)))
            self.clock.now = max(self.clock.now, fact.at)
            deal = self.book.start(OEM, fact, by=by) if deal is None else self.book.record(deal, fact, by=by)
            if isinstance(fact, ContractSigned):
                break
        assert deal is not None
        self.deal = deal

    def day(self, number: int, hour: int = 10) -> datetime:
        """A time so many days after the first message."""
        return self.story.day(number, hour)

    def records(self, *facts: Fact, by: str = "zhao") -> Deal:
        """Somebody records facts on the day that they happen."""
        self.clock.now = max(self.clock.now, *(fact.at for fact in facts))
        self.deal = self.book.record(self.deal, *facts, by=by)
        return self.deal

    def is_refused(self, fact: Fact, *, by: str = "zhao") -> str:
        """Somebody tries, and reads why not; nothing is recorded."""
        before = self.deal
        self.clock.now = max(self.clock.now, fact.at)
        with pytest.raises(Refused) as caught:
            self.book.record(self.deal, fact, by=by)
        assert self.book.deal(before.id) == before
        return str(caught.value).replace("\xa0", " ")
