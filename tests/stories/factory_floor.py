"""For stories: the people of the factory, who make, test, inspect, release and ship lots of the house's deal."""

from typing import Any

import pytest
from playing import play

from b2bdeal import (
    BatchFilled,
    BatchMade,
    Book,
    BulkReleased,
    CertificateIssued,
    Deal,
    Fact,
    Inspected,
    LotTested,
    PaymentReceived,
    ProductionFinished,
    ProductionOrder,
    ProductionReleased,
    QualityReleased,
    Quantity,
    Refused,
    SampleRetained,
    Shipment,
    Shipped,
    ShippedLine,
)
from b2bdeal.testing import Clock, Story


def pieces(n: int) -> Quantity:
    return Quantity.of(n, "piece")


class Floor:
    """The house's deal, played up to the release of production, and what its people do then."""

    def __init__(self, book: Book, **words: Any) -> None:
        assert isinstance(book.clock, Clock)
        self.book, self.clock, self.story = book, book.clock, Story()
        self.deal: Deal = play(book, before=ProductionReleased, **words)
        self.told = {fact.kind: fact for _, fact in self.story.lines()}

    def records(self, by: str, *facts: Fact) -> Deal:
        """Somebody records facts on the day that they happen."""
        self.clock.now = max(self.clock.now, *(fact.at for fact in facts))
        self.deal = self.book.record(self.deal, *facts, by=by)
        return self.deal

    def refused(self, by: str, fact: Fact) -> str:
        """Somebody tries, and reads why not."""
        self.clock.now = max(self.clock.now, fact.at)
        with pytest.raises(Refused) as caught:
            self.book.record(self.deal, fact, by=by)
        assert self.book.deal(self.deal.id) == self.deal, "nothing was recorded"
        return str(caught.value).replace("\xa0", " ")

    @property
    def stage(self) -> str:
        """Where the deal stands."""
        return self.deal.stage.name

    def order(self, number: str) -> str:
        """Where an order stands."""
        return self.deal.documents[f"order:{number}"].stage.name

    def like(self, kind: type[Fact], day: float, **words: Any) -> Any:
        """The story's fact of a class, on another day and told otherwise."""
        body = {name: getattr(self.told[kind.kind], name) for name in kind.model_fields}
        return kind(**(body | {"at": self.story.day(0) + (self.story.day(1) - self.story.day(0)) * day} | words))

    def plan(self, number: str, lot: str, quantity: int, start: int = 101, finish: int = 125) -> ProductionOrder:
        """An order for a part of the line."""
        (one,) = self.told[ProductionReleased.kind].orders  # type: ignore[attr-defined]
        words = {"number": number, "lot": lot, "quantity": pieces(quantity)}
        dates = {"planned_start": self.story.date(start), "planned_finish": self.story.date(finish)}
        return ProductionOrder(**{name: getattr(one, name) for name in ProductionOrder.model_fields} | words | dates)

    def releases(self, *orders: ProductionOrder, day: int = 100) -> None:
        """The planner releases orders, and the bulk for them is made and released."""
        self.records("qian", ProductionReleased(at=self.story.day(day), orders=orders))
        self.records("qian", self.like(BatchMade, day + 3))
        self.records("sun", self.like(BulkReleased, day + 5))

    def makes(self, order: ProductionOrder, good: int, scrapped: int, *, day: int) -> None:
        """The lot is filled from the bulk and finished."""
        used = Quantity.of(good + scrapped, "piece").value * 51
        bulk = Quantity.of(used, "g").to("kg")
        self.records("qian", self.like(BatchFilled, day - 1, lot=order.lot, order=order.number, quantity=bulk))
        self.records(
            "qian",
            ProductionFinished(
                at=self.story.day(day), order=order.number, lot=order.lot, good=pieces(good), scrapped=pieces(scrapped)
            ),
        )

    def inspection(self, order: ProductionOrder, disposition: str, *, day: float, **words: Any) -> Inspected:
        """What quality decides of a lot."""
        said = {"lot": order.lot, "order": order.number, "disposition": disposition, "report": f"QC-{order.lot}"}
        return self.like(Inspected, day, **(said | words))  # type: ignore[no-any-return]

    def papers(self, order: ProductionOrder, *, day: float) -> None:
        """Tests, a retained sample, the certificate, and the release under a name."""
        self.records("sun", self.like(LotTested, day, lot=order.lot))
        self.records("sun", self.like(SampleRetained, day, lot=order.lot))
        self.records("sun", self.like(CertificateIssued, day, lot=order.lot, number=f"COA-{order.lot}"))
        self.records("sun", self.like(QualityReleased, day, lot=order.lot))

    def shipment(self, number: str, lot: str, quantity: int, *, day: int, place: str = "Le Havre") -> Shipped:
        """A part of a lot leaves."""
        part = ShippedLine(line=1, item=self.plan("x", "y", 1).item, lot=lot, quantity=pieces(quantity))
        shipment = Shipment(number=number, lines=(part,), bill_date=self.story.date(day), to_place=place)
        return Shipped(at=self.story.day(day), shipment=shipment)

    def pays_the_balance(self, *, day: int) -> None:
        """The rest is paid: of what was made and released, where all of it is, else of what was ordered."""
        assert self.deal.payments is not None
        amount = self.deal.payments.outstanding
        self.records(
            "wu", PaymentReceived(at=self.story.day(day), payment="BANK-2", amount=amount, payer="maison-lune")
        )
