"""Goods that leave in parts: the tolerance is on their sum, claims have windows, and silence means accepted."""

from factory_floor import Floor, pieces
from playing import with_contract

from b2bdeal import (
    Arrived,
    Book,
    ClaimMade,
    ClaimSettled,
    ClaimWindows,
    Deliveries,
    GoodsAccepted,
    LineClosed,
    Settled,
)

WINDOWS = ClaimWindows(visible_days=7, hidden_days=60)


def made_in_one_lot(book: Book, good: int = 12_300, planned: int = 12_360) -> Floor:
    """12,000 are ordered with 3 % either way; one lot is made, tested, released, and paid."""
    floor = Floor(book, instead=with_contract(claim_windows=WINDOWS))
    order = floor.plan("PO-17", "L-0617", planned)
    floor.releases(order)
    floor.makes(order, good, 20, day=118)
    floor.records("sun", floor.inspection(order, "accept", day=119))
    floor.papers(order, day=120)
    floor.pays_the_balance(day=121)
    return floor


def balance(floor: Floor) -> tuple[int, str]:
    """What left of the line, and how that stands against the contract."""
    assert floor.deal.contract is not None
    (line,) = Deliveries.of(floor.deal.facts).balance(floor.deal.contract)
    return int(line.shipped.value), line.state


def test_too_much_is_too_much_on_the_sum_and_not_on_each_shipment(book: Book):
    """Each of three shipments is far below the order; the third would go over what the contract takes."""
    floor = made_in_one_lot(book, good=12_360)
    floor.records("zhao", floor.shipment("SH-1", "L-0617", 5_000, day=130))
    floor.records("zhao", floor.shipment("SH-2", "L-0617", 5_000, day=131))
    assert (floor.stage, balance(floor)) == ("ready", (10_000, "short"))
    # 12,360 is the most, and the lot holds no more: both say so.
    why = floor.refused("zhao", floor.shipment("SH-3", "L-0617", 2_361, day=132))
    assert "line 1 would come to 12,361 pieces, and 12,360 pieces is the most" in why
    assert "of L-0617, 12,361 pieces would leave, and 12,360 pieces are made" in why
    floor.records("zhao", floor.shipment("SH-3", "L-0617", 2_360, day=132))
    assert (floor.stage, balance(floor)) == ("shipped", (12_360, "complete"))


def test_too_little_is_too_little_on_the_sum_until_the_line_is_closed(book: Book):
    """A shipment short of the least leaves the deal waiting; the last few pieces, or a short close, end it."""
    floor = made_in_one_lot(book)
    floor.records("zhao", floor.shipment("SH-1", "L-0617", 11_639, day=130))
    assert (floor.stage, balance(floor)) == ("ready", (11_639, "short"))
    floor.records("zhao", GoodsAccepted(at=floor.story.day(140), shipment="SH-1", by="petit"))
    assert floor.stage == "ready", "accepted, but one piece below the least"

    more = floor.deal.then(floor.shipment("SH-2", "L-0617", 1, day=141), by="zhao")
    assert more.stage.name == "shipped"
    closed = LineClosed(at=floor.story.day(141), line=1, delivered=pieces(11_639), reason="enough", agreed_by="moreau")
    floor.records("zhao", closed)
    assert (floor.stage, balance(floor)) == ("accepted", (11_639, "complete"))
    assert floor.records("wu", Settled(at=floor.story.day(150))).outcome == "won"
    assert book.verify(floor.deal) == ()


def test_silence_means_accepted_when_the_window_is_over_and_no_claim_is_open(book: Book):
    """A carton fell; the buyer claims in time, and says nothing more."""
    floor = made_in_one_lot(book)
    floor.records("zhao", floor.shipment("SH-1", "L-0617", 12_000, day=130))
    floor.records("zhao", Arrived(at=floor.story.day(150), shipment="SH-1", on=floor.story.date(149), place="Lyon"))
    silent = GoodsAccepted(at=floor.story.day(156), shipment="SH-1", silent=True)
    assert "the buyer may claim of SH-1 until 5 Aug 2026" in floor.refused("zhao", silent)

    claim = ClaimMade(
        at=floor.story.day(156), claim="CL-1", shipment="SH-1", lot="L-0617", quantity=pieces(24), what="visible",
        pictures=("IMG-1", "IMG-2"), note="one carton crushed",
    )  # fmt: skip
    floor.records("zhao", claim)
    later = GoodsAccepted(at=floor.story.day(157), shipment="SH-1", silent=True)
    assert "open claims: CL-1" in floor.refused("zhao", later)
    late = claim.model_copy(update={"at": floor.story.day(157), "claim": "CL-2"})
    assert "the last day for visible of SH-1 was 5 Aug 2026, and it comes on 6 Aug 2026" in floor.refused("zhao", late)
    hidden = late.model_copy(update={"what": "hidden"})
    assert floor.deal.then(hidden, by="zhao").stage.name == "shipped", "what is hidden has a longer window"

    settled = ClaimSettled(
        at=floor.story.day(158), claim="CL-1", outcome="accepted", reason="24 on the house", document="CN-1"
    )
    floor.records("sun", settled)
    floor.records("zhao", GoodsAccepted(at=floor.story.day(158, 12), shipment="SH-1", silent=True))
    assert floor.stage == "accepted"
    assert book.verify(floor.deal) == ()


def test_all_that_left_while_producing_is_accepted_when_the_last_lot_is_lost(book: Book):
    """Two lots leave and are accepted while the third is made; the third is rejected, and the rest is not missed."""
    floor = Floor(book)
    first, second, third = (
        floor.plan(f"PO-{n}", f"L-{n}", quantity) for n, quantity in ((1, 6_000), (2, 5_700), (3, 300))
    )
    floor.releases(first, second, third)
    for day, order, good in ((110, first, 6_000), (112, second, 5_700)):
        floor.makes(order, good, 0, day=day)
        floor.records("sun", floor.inspection(order, "accept", day=day + 0.5))
        floor.papers(order, day=day + 1)
    floor.pays_the_balance(day=114)
    floor.records("zhao", floor.shipment("SH-1", "L-1", 6_000, day=115))
    floor.records("zhao", floor.shipment("SH-2", "L-2", 5_700, day=116))
    for number in ("SH-1", "SH-2"):
        floor.records("zhao", GoodsAccepted(at=floor.story.day(117), shipment=number, by="petit"))
    assert floor.stage == "producing", "the third lot is still open"
    floor.makes(third, 290, 10, day=118)
    floor.records("sun", floor.inspection(third, "reject", day=119))
    assert floor.stage == "accepted", "11,700 of 12,000 with 3 % is what was asked"
    assert floor.order("PO-3") == "scrapped"
    assert book.verify(floor.deal) == ()
