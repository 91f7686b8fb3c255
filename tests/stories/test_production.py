"""Two lots of one line: the first leaves while the second is reworked, inspected again, and conceded by the buyer."""

import pytest
from factory_floor import Floor, pieces
from pydantic import ValidationError

from b2bdeal import (
    Book,
    GoodsAccepted,
    LotTested,
    Microbiology,
    OrderHeld,
    OrderResumed,
    OrdersPlanned,
    OrderStarted,
    Production,
    QualityReleased,
    ReworkFinished,
    Settled,
    WaiverAsked,
    WaiverGranted,
)


def test_the_first_lot_leaves_while_the_second_is_reworked_and_conceded(book: Book):
    """The second lot's labels sit crooked; most are saved, and the buyer takes it as it is."""
    floor = Floor(book)
    first, second = floor.plan("PO-17", "L-0617", 6_000), floor.plan("PO-18", "L-0618", 6_000)
    floor.records("qian", OrdersPlanned(at=floor.story.day(99), orders=(first, second)))
    assert (floor.stage, floor.order("PO-18")) == ("contracted", "planned")
    floor.releases(first, second)
    floor.records("qian", OrderStarted(at=floor.story.day(106), order="PO-17", resource="filling line 2"))
    floor.makes(first, 6_000, 30, day=110)
    floor.records("sun", floor.inspection(first, "accept", day=111))
    floor.papers(first, day=112)
    assert (floor.order("PO-17"), floor.order("PO-18")) == ("finished", "released")
    floor.pays_the_balance(day=113)
    floor.records("zhao", floor.shipment("SH-1", "L-0617", 6_000, day=114))
    assert floor.stage == "producing", "half of it is still to be made"

    floor.records(
        "qian", OrderHeld(at=floor.story.day(114), order="PO-18", reason="labels stick badly", source="packaging")
    )
    floor.records("qian", OrderResumed(at=floor.story.day(115), order="PO-18", note="labeller set anew"))
    floor.makes(second, 5_950, 60, day=118)
    floor.records("sun", floor.inspection(second, "rework", day=119, defects={"minor": 31}, acceptance={"minor": 14}))
    assert (floor.stage, floor.order("PO-18")) == ("producing", "reworking")
    assert "not released: L-0618" in floor.refused("zhao", floor.shipment("SH-2", "L-0618", 5_950, day=120))
    floor.records(
        "qian",
        ReworkFinished(
            at=floor.story.day(122), order="PO-18", lot="L-0618", good=pieces(900), scrapped=pieces(50),
            work="sorted, 900 labelled anew",
        ),
    )  # fmt: skip

    with pytest.raises(ValidationError, match="found 16 minor against 14 acceptable"):
        floor.inspection(second, "accept", day=123, defects={"minor": 16}, acceptance={"minor": 14})
    words = {"defects": {"minor": 16}, "acceptance": {"minor": 14}}
    why = floor.refused("sun", floor.inspection(second, "concession", day=123, **words))
    assert "the concession of L-0618 needs who of the buyer gave it, and in which document" in why
    assert "shipped" not in why, "only what is asked is said"
    words |= {"conceded_by": "petit", "document": "CON-618"}
    floor.records("sun", floor.inspection(second, "concession", day=123, **words))
    assert (floor.stage, floor.order("PO-18")) == ("ready", "finished")

    lot = Production.of(floor.deal.facts).lots["L-0618"]
    assert (lot.made, lot.scrapped, lot.reworked) == (pieces(5_900), pieces(110), pieces(950))
    assert lot.state == "concession"

    why = floor.refused("zhao", floor.shipment("SH-2", "L-0618", 5_900, day=124))
    for missing in ("microbiology: L-0618 is not tested", "certificate of analysis: L-0618 has none", "L-0618"):
        assert missing in why
    floor.papers(second, day=124)
    assert "5,901 pieces would leave, and 5,900 pieces are made" in floor.refused(
        "zhao", floor.shipment("SH-2", "L-0618", 5_901, day=125)
    )
    floor.records("zhao", floor.shipment("SH-2", "L-0618", 5_900, day=125))
    assert floor.stage == "shipped"
    floor.records("zhao", GoodsAccepted(at=floor.story.day(150), shipment="SH-1", by="petit"))
    assert floor.stage == "shipped"
    floor.records("zhao", GoodsAccepted(at=floor.story.day(151), shipment="SH-2", by="petit"))
    assert floor.stage == "accepted"
    assert floor.records("wu", Settled(at=floor.story.day(152))).outcome == "won"
    assert book.verify(floor.deal) == ()


def test_microbiology_stops_a_lot_whatever_the_director_says(book: Book):
    """The count is too high; nobody may waive it; the release of the lot waits with it."""
    floor = Floor(book)
    order = floor.plan("PO-17", "L-0617", 12_000)
    floor.releases(order)
    floor.makes(order, 11_940, 60, day=120)
    floor.records("sun", floor.inspection(order, "accept", day=121))
    floor.papers(order, day=122)
    dirty = Microbiology(total_count=2_400, limit=1_000, looked_for=("S. aureus",))
    floor.records("sun", LotTested(at=floor.story.day(123), lot="L-0617", microbiology=dirty, tested_by="lab"))
    floor.pays_the_balance(day=124)
    leaving = floor.shipment("SH-1", "L-0617", 11_940, day=125)
    assert "microbiology: L-0617: 2,400 CFU per g or ml, limit 1,000" in floor.refused("zhao", leaving)

    asked = WaiverAsked(at=leaving.at, condition="microbiology_passed", reason="the ship sails", asked_by="zhao")
    floor.records("zhao", asked)
    granted = WaiverGranted(
        at=leaving.at, condition="microbiology_passed", reason="so be it", granted_by="li", role="director"
    )
    assert "microbiology_passed" in floor.refused("li", granted), "no role may"
    assert "microbiology: L-0617" in floor.refused("zhao", leaving)


def test_only_quality_releases_a_lot_and_rework_undoes_it(book: Book):
    """The planner would like to; and what was released before a rework is not released after it."""
    floor = Floor(book)
    order = floor.plan("PO-17", "L-0617", 12_000)
    floor.releases(order)
    floor.makes(order, 11_940, 60, day=120)
    floor.records("sun", floor.inspection(order, "accept", day=121))
    own = floor.like(QualityReleased, 122, released_by="qian", role="planning")
    assert "planning may not; quality may" in floor.refused("qian", own)
    floor.papers(order, day=122)
    assert floor.stage == "ready"
    floor.records("sun", floor.inspection(order, "rework", day=123, report="third party"))
    assert floor.stage == "producing", "a later inspection takes it back"
    floor.records(
        "qian",
        ReworkFinished(at=floor.story.day(124), order="PO-17", lot="L-0617", good=pieces(300), scrapped=pieces(0)),
    )
    floor.records("sun", floor.inspection(order, "accept", day=125))
    floor.pays_the_balance(day=126)
    leaving = floor.shipment("SH-1", "L-0617", 11_940, day=126)
    assert "not released by quality: L-0617" in floor.refused("zhao", leaving)
    floor.papers(order, day=127)
    floor.records("zhao", floor.shipment("SH-1", "L-0617", 11_940, day=127))
    assert floor.stage == "shipped"


def test_an_order_is_not_planned_in_the_past(book: Book):
    """The planner forgot to move last month's plan."""
    floor = Floor(book)
    late = floor.plan("PO-17", "L-0617", 12_000, start=80)
    why = floor.refused("qian", OrdersPlanned(at=floor.story.day(99), orders=(late,)))
    assert "PO-17 starts on 21 May 2026, which is before 9 Jun 2026: plan it anew" in why
