"""After the sale: jars crack on the shelf, the buyer complains, we find out why and make it good."""

import pytest
from factory_floor import Floor
from playing import changed, play, with_contract

from b2bdeal import (
    AmountCredited,
    Book,
    CaseClosed,
    CaseDeclined,
    CaseInvestigated,
    CaseReported,
    Cases,
    Deal,
    DiscountRedeemed,
    Fact,
    Money,
    Quantity,
    Refused,
    Remedy,
    RemedyAgreed,
    RemedyOffered,
    ReplacementSent,
    ServiceCase,
    Shipment,
    ShippedLine,
    WaiverAsked,
    WaiverGranted,
    months,
    open_discounts,
    percent,
)
from b2bdeal.testing import Clock, Story

STORY = Story()
CREDIT = Remedy(kind="credit", amount=Money.of("5340.00", "CNY"), quantity=Quantity.of(300, "piece"))


@pytest.fixture
def deal(book: Book) -> Deal:
    """The story's deal, settled, with a warranty of twelve months; the goods were accepted on 17 August 2026."""
    return play(book, instead=with_contract(warranty=months(12)))


def cracked(day: int, **words: object) -> CaseReported:
    """Three hundred cracked jars, reported so many days after the beginning."""
    said = {
        "number": "SC-1",
        "shipment": "SH-17",
        "lot": "L-0617",
        "inspection": "QC-617",
        "item": "CREAM-50",
        "quantity": Quantity.of(300, "piece"),
        "defect": "the jar cracks at the neck when it is opened",
        "pictures": ("IMG-1", "IMG-2"),
        "reported_by": "petit",
    } | words
    return CaseReported(at=STORY.day(day), case=ServiceCase.model_validate(said))


class Desk:
    """Whoever sits there records what happens, day by day."""

    def __init__(self, book: Book, clock: Clock, deal: Deal) -> None:
        self.book, self.clock, self.deal = book, clock, deal

    def records(self, *facts: Fact, by: str = "zhao") -> Deal:
        """The facts, on the day on which they happen."""
        for fact in facts:
            self.clock.now = max(self.clock.now, fact.at)
            self.deal = self.book.record(self.deal, fact, by=by)
        return self.deal

    def is_refused(self, fact: Fact, by: str = "zhao") -> str:
        """Why it is not recorded; nothing is."""
        before = self.deal
        self.clock.now = max(self.clock.now, fact.at)
        with pytest.raises(Refused) as caught:
            self.book.record(self.deal, fact, by=by)
        assert self.book.deal(before.id) == before
        return str(caught.value).replace("\xa0", " ")


@pytest.fixture
def desk(book: Book, clock: Clock, deal: Deal) -> Desk:
    return Desk(book, clock, deal)


def test_three_hundred_cracked_jars_are_credited(desk: Desk):
    """The deal is long settled. The jars were too thin at the neck; a credit note makes it good."""
    desk.records(cracked(300))
    assert desk.deal.documents["case:SC-1"].stage.label == "Reported"
    assert desk.deal.stage.label == "Settled", "a case moves itself and not the deal"

    offer = RemedyOffered(at=STORY.day(305), case="SC-1", remedy=CREDIT)
    assert "case:SC-1 is at Reported, and this comes at Investigating, Remedy offered" in desk.is_refused(offer)

    desk.records(
        CaseInvestigated(at=STORY.day(304), case="SC-1", cause="neck 0.4 mm too thin", fault="seller", report="8D-9"),
        by="sun",
    )
    desk.records(offer)
    more = RemedyAgreed(
        at=STORY.day(308),
        case="SC-1",
        remedy=changed(CREDIT, amount=Money.of("6000.00", "CNY")),
        agreed_by="moreau",
    )
    assert "amount: offered 5,340.00 CNY, agreed 6,000.00 CNY" in desk.is_refused(more)
    desk.records(changed(more, remedy=CREDIT))

    closed = CaseClosed(
        at=STORY.day(320),
        case="SC-1",
        cost=Money.of("6120.00", "CNY"),
        corrective_action="the mould's neck is 0.5 mm thicker; the incoming inspection measures it",
    )
    assert "0.00 CNY of 5,340.00 CNY was credited" in desk.is_refused(closed)
    part = AmountCredited(
        at=STORY.day(309), number="CN-1", amount=Money.of("5000.00", "CNY"), reason="cracked jars", case="SC-1"
    )
    desk.records(part, by="wu")
    assert "5,000.00 CNY of 5,340.00 CNY was credited" in desk.is_refused(closed)
    desk.records(changed(part, number="CN-2", amount=Money.of("340.00", "CNY"), at=STORY.day(310)), by="wu")
    deal = desk.records(closed)

    assert deal.documents["case:SC-1"].outcome == "won"
    assert deal.outcome == "won"
    case = Cases.of(deal.facts)["SC-1"]
    assert case.cost == Money.of("6120.00", "CNY")
    assert case.inspection is not None
    assert case.inspection.report == "QC-617", "the case leads back to who released the lot"
    assert desk.book.verify(deal) == ()


def test_after_the_warranty_a_case_is_refused_unless_the_director_takes_it(desk: Desk):
    """The last day is 17 August 2027."""
    why = desk.is_refused(cracked(534))
    assert why == (
        "Case reported is refused at Settled: "
        "the warranty of 12 months on shipment SH-17, accepted on 17 Aug 2026, ended on 17 Aug 2027"
    )
    desk.records(cracked(533, number="SC-0"))
    assert desk.deal.documents["case:SC-0"].stage.label == "Reported", "on the last day it is in time"


def test_the_director_may_take_one_late_case(desk: Desk):
    """A waiver for one use: the second late case is refused again."""
    late = cracked(540)
    assert "ended on 17 Aug 2027" in desk.is_refused(late)
    asked = WaiverAsked(at=STORY.day(540), condition="within_warranty", reason="a good customer", asked_by="zhao")
    desk.records(asked)
    granted = WaiverGranted(
        at=STORY.day(540),
        condition="within_warranty",
        reason="known weakness of the jar",
        granted_by="li",
        role="director",
        uses="once",
    )
    desk.records(granted, by="li")
    deal = desk.records(late)
    assert deal.entries[-1].waived == ("within_warranty",)
    assert "the warranty of 12 months" in desk.is_refused(changed(late, case=changed(late.case, number="SC-2")))
    assert desk.book.verify(deal) == ()


def test_nobody_complains_about_more_or_other_than_was_delivered(desk: Desk):
    too_many = cracked(300, quantity=Quantity.of(11_941, "piece"))
    assert "11,941 pieces are complained about, and shipment SH-17 had 11,940 pieces" in desk.is_refused(too_many)
    other = desk.is_refused(cracked(300, lot="L-9999"))
    assert "shipment SH-17 had no CREAM-50 of lot L-9999; it had CREAM-50 of lot L-0617" in other
    assert "no shipment SH-99 has left" in desk.is_refused(cracked(300, shipment="SH-99"))
    assert "no claim CL-1 was made" in desk.is_refused(cracked(300, claim="CL-1"))


def test_a_case_is_reported_once_and_its_end_is_final(desk: Desk):
    """What a buyer broke is declined, and stays so."""
    desk.records(cracked(300))
    assert "case:SC-1 is at Reported" in desk.is_refused(cracked(301))
    desk.records(CaseDeclined(at=STORY.day(302), case="SC-1", reason="dropped in the buyer's own warehouse"))
    again = CaseInvestigated(at=STORY.day(303), case="SC-1", cause="unknown", fault="none")
    assert "case:SC-1 is at Declined" in desk.is_refused(again)
    assert "there is no case:SC-7 yet" in desk.is_refused(changed(again, case="SC-7"))


def _agreed(desk: Desk, remedy: Remedy) -> None:
    desk.records(
        cracked(300),
        CaseInvestigated(at=STORY.day(301), case="SC-1", cause="thin neck", fault="seller"),
        RemedyOffered(at=STORY.day(302), case="SC-1", remedy=remedy),
        RemedyAgreed(at=STORY.day(303), case="SC-1", remedy=remedy, agreed_by="moreau"),
    )


def closing(day: int) -> CaseClosed:
    return CaseClosed(at=STORY.day(day), case="SC-1", cost=Money.of("7000.00", "CNY"), corrective_action="thicker neck")


def jars(number: int, name: str, lot: str = "L-0617", item: str = "CREAM-50") -> Shipment:
    return Shipment(
        number=name, lines=(ShippedLine(line=1, item=item, lot=lot, quantity=Quantity.of(number, "piece")),)
    )


def test_jars_are_replaced_from_another_order_and_from_nothing_else(desk: Desk):
    """Everything of the lot was shipped, so the new jars come from the lot of the next order, with its release."""
    _agreed(desk, Remedy(kind="replacement", quantity=Quantity.of(300, "piece")))
    sent = ReplacementSent(at=STORY.day(310), case="SC-1", shipment=jars(300, "SH-R1"))
    assert "of L-0617, 12,240 pieces would leave, and 11,940 pieces are made" in desk.is_refused(sent)
    assert "not released: L-0700" in desk.is_refused(changed(sent, shipment=jars(300, "SH-R1", "L-0700")))
    elsewhere = changed(sent, shipment=jars(200, "SH-R1", "L-0700"), from_deal="D-2", release="QR-88")
    assert "case SC-1 is about CREAM-50, not TONER" in desk.is_refused(
        changed(elsewhere, shipment=jars(200, "SH-R1", item="TONER"))
    )
    desk.records(elsewhere)
    assert "200 pieces of 300 pieces were replaced" in desk.is_refused(closing(311))
    second = changed(elsewhere, shipment=jars(101, "SH-R2", "L-0700"))
    assert "301 pieces would be sent, and 300 pieces are agreed" in desk.is_refused(second)
    desk.records(changed(second, shipment=jars(100, "SH-R2", "L-0700")))
    assert desk.records(closing(312)).documents["case:SC-1"].stage.label == "Done"


def test_a_defect_of_the_first_part_is_taken_while_the_rest_is_being_made(book: Book):
    """Half left and cracked, the other half is on the line; the new jars are of the extra lot, once it is released."""
    floor = Floor(book)
    first, second, extra = (
        floor.plan(f"PO-{n}", f"L-{n}", quantity) for n, quantity in ((1, 6_000), (2, 6_000), (3, 300))
    )
    floor.releases(first, second, extra)
    floor.makes(first, 6_000, 0, day=110)
    floor.makes(extra, 300, 0, day=111)
    for order in (first, extra):
        floor.records("sun", floor.inspection(order, "accept", day=112))
    floor.papers(first, day=113)
    floor.pays_the_balance(day=114)
    floor.records("zhao", floor.shipment("SH-1", "L-1", 6_000, day=115))
    assert floor.stage == "producing"

    desk = Desk(book, floor.clock, floor.deal)
    assert "no shipment SH-9 has left" in desk.is_refused(cracked(120, shipment="SH-9", lot="L-1"))
    desk.records(
        cracked(120, shipment="SH-1", lot="L-1", inspection="QC-L-1"),
        CaseInvestigated(at=STORY.day(121), case="SC-1", cause="thin neck", fault="seller"),
    )
    new = Remedy(kind="replacement", quantity=Quantity.of(300, "piece"))
    desk.records(RemedyOffered(at=STORY.day(122), case="SC-1", remedy=new))
    desk.records(RemedyAgreed(at=STORY.day(122), case="SC-1", remedy=new, agreed_by="moreau"))
    sent = ReplacementSent(at=STORY.day(123), case="SC-1", shipment=jars(300, "SH-R1", "L-3"))
    why = desk.is_refused(sent)
    assert "microbiology: L-3 is not tested" in why, "no goods slip out as a replacement"
    for also in ("net content", "certificate of analysis", "not released by quality", "no sample is retained"):
        assert also in why
    pretended = changed(sent, from_deal=desk.deal.id, release="QR-1")
    assert "is this deal: leave it and the release report out" in desk.is_refused(pretended)
    floor.deal = desk.deal
    floor.papers(extra, day=124)
    desk.deal = floor.deal
    again = changed(sent, at=STORY.day(125), shipment=jars(300, "SH-1", "L-3"))
    assert "shipment SH-1 has left already" in desk.is_refused(again)
    desk.records(changed(again, shipment=jars(300, "SH-R1", "L-3")))
    assert desk.records(closing(130)).documents["case:SC-1"].stage.label == "Done"
    assert desk.deal.stage.name == "producing", "a case moves itself and not the deal"
    assert desk.book.verify(desk.deal) == ()


def test_a_discount_waits_for_the_next_order_and_is_given_once(desk: Desk):
    _agreed(desk, Remedy(kind="discount_next_order", share=percent(5), until=STORY.date(400)))
    desk.records(closing(304))
    (one,) = open_discounts(desk.deal.facts)
    assert (one.case, one.share) == ("SC-1", percent(5))
    given = DiscountRedeemed(at=STORY.day(390), case="SC-1", deal="D-2")
    assert "no discount of case SC-9 is open" in desk.is_refused(changed(given, case="SC-9"))
    assert "ended on" in desk.is_refused(changed(given, at=STORY.day(401)))
    desk.records(given)
    assert "no discount of case SC-1 is open" in desk.is_refused(changed(given, at=STORY.day(395)))


def test_a_remedy_is_measured_by_the_case(desk: Desk):
    desk.records(cracked(300), CaseInvestigated(at=STORY.day(301), case="SC-1", cause="thin neck", fault="seller"))
    offer = RemedyOffered(at=STORY.day(302), case="SC-1", remedy=CREDIT)
    dollars = changed(CREDIT, amount=Money.of("700.00", "USD"))
    assert "700.00 USD is offered, the contract is in CNY" in desk.is_refused(changed(offer, remedy=dollars))
    too_many = Remedy(kind="replacement", quantity=Quantity.of(400, "piece"))
    assert "the remedy is for 400 pieces, and case SC-1 is about 300 pieces" in desk.is_refused(
        changed(offer, remedy=too_many)
    )


def test_a_refund_is_not_done_before_the_money_went_back(desk: Desk):
    _agreed(desk, Remedy(kind="refund", amount=Money.of("5340.00", "CNY")))
    assert "0.00 CNY of 5,340.00 CNY was paid back" in desk.is_refused(closing(304))
