"""A production order goes its own way inside a deal, and the deal's stage stays true while goods leave in parts."""

import pytest
from conditionkit import STORY, later, orders, pieces, shipped
from flowkit import day, one, reasons, told
from hypothesis import given, settings
from hypothesis import strategies as st

from b2bdeal import (
    COSMETICS,
    OEM,
    Deal,
    Entry,
    Fact,
    GoodsAccepted,
    Inspected,
    LineClosed,
    OrderCancelled,
    OrderClosed,
    OrderHeld,
    OrderResumed,
    OrdersPlanned,
    OrderStarted,
    Production,
    ProductionFinished,
    ProductionReleased,
    ReworkFinished,
    Shipped,
    decide,
)
from b2bdeal.flow.conditions.release import microbiology_passed
from b2bdeal.flow.orders import PRODUCTION_ORDER

COSMETIC_PAPERS = (
    "bulk_released",
    "microbiology_passed",
    "net_content_passed",
    "certificate_issued",
    "quality_released",
)


def stage(deal: Deal, order: str = "PO-17") -> str:
    """Where an order is by the entries; the fold from the facts must say the same."""
    found = deal.documents[f"order:{order}"].stage.name
    assert found == Production.of(deal.facts).orders[order].state
    return found


def after(deal: Deal, *facts: Fact) -> Deal:
    for fact in facts:
        deal = deal.then(fact)
    return deal


def started(n: float = 101) -> OrderStarted:
    return OrderStarted(at=day(n), order="PO-17", resource="tank 500 l")


def held(n: float) -> OrderHeld:
    return OrderHeld(at=day(n), order="PO-17", reason="the pump leaks", source="machine")


def resumed(n: float) -> OrderResumed:
    return OrderResumed(at=day(n), order="PO-17")


def reworked() -> ReworkFinished:
    return ReworkFinished(at=day(130), order="PO-17", lot="L-0617", good=pieces(11_900), scrapped=pieces(40))


class TestOneOrder:
    def test_it_goes_from_planned_to_closed(self):
        deal = told(ProductionReleased)
        deal = deal.then(OrdersPlanned(at=day(99), orders=orders().orders))
        assert (stage(deal), deal.stage.name) == ("planned", "contracted"), "planning is no work yet"
        states = []
        part = later(ProductionFinished, at=day(120), good=pieces(6_000), last=False)
        rest = later(ProductionFinished, good=pieces(5_940))
        for fact in (orders(), started(), part, rest, one(Inspected), OrderClosed(at=day(131), order="PO-17")):
            deal = deal.then(fact)
            states.append(stage(deal))
        assert states == ["released", "running", "running", "inspecting", "finished", "closed"]
        assert deal.documents["order:PO-17"].outcome == "won"
        assert deal.stage.name == "ready"
        assert deal.verify() == ()

    def test_the_straight_way_needs_no_start(self):
        deal = told(ProductionFinished)
        assert stage(deal) == "released"
        assert stage(deal.then(one(ProductionFinished))) == "inspecting"

    @pytest.mark.parametrize("at", ["released", "running", "inspecting", "reworking"])
    def test_what_stops_goes_on_where_it_was(self, at: str):
        way = {
            "released": [],
            "running": [started()],
            "inspecting": [one(ProductionFinished)],
            "reworking": [one(ProductionFinished), later(Inspected, disposition="rework")],
        }
        deal = after(told(ProductionFinished), *way[at], held(129.5))
        assert stage(deal) == "held"
        refused = reasons(deal, later(ProductionFinished, at=day(129.6)))
        assert "at_its_stage" in refused
        assert stage(deal.then(resumed(129.7))) == at

    def test_rework_ends_in_another_inspection(self):
        deal = after(told(Inspected), later(Inspected, disposition="rework"))
        assert stage(deal) == "reworking"
        assert "at_its_stage" in reasons(deal, later(Inspected, at=day(130))), "it is reworked first"
        deal = deal.then(reworked())
        assert (stage(deal), deal.stage.name) == ("inspecting", "producing")
        deal = deal.then(later(Inspected, at=day(131)))
        assert (stage(deal), deal.stage.name) == ("finished", "ready")
        assert Production.of(deal.facts).lots["L-0617"].released == pieces(11_900)

    def test_a_rejected_lot_is_scrapped_and_made_again_by_another_order(self):
        deal = told(Inspected).then(later(Inspected, disposition="reject"))
        assert (stage(deal), deal.stage.name) == ("scrapped", "producing")
        assert "at_its_stage" in reasons(deal, later(ProductionFinished, at=day(130)))
        dates = {"planned_start": STORY.date(130), "planned_finish": STORY.date(140)}
        deal = deal.then(orders(130, number="PO-18", lot="L-0618", **dates))
        deal = deal.then(later(ProductionFinished, at=day(141), order="PO-18", lot="L-0618", good=pieces(12_000)))
        deal = deal.then(later(Inspected, at=day(142), order="PO-18", lot="L-0618"))
        assert (stage(deal, "PO-18"), deal.stage.name) == ("finished", "ready")

    def test_a_finished_order_takes_no_more_output(self):
        deal = told(Shipped)
        assert "at_its_stage" in reasons(deal, later(ProductionFinished, at=day(139)))

    def test_an_order_that_was_never_opened_moves_nothing(self):
        deal = told(ProductionFinished)
        found = reasons(deal, OrderStarted(at=day(102), order="PO-99"))
        assert "PO-99" in " ".join(reason.text() for reason in found.values())

    def test_an_order_number_is_released_once(self):
        deal = told(ProductionFinished)
        again = orders(100.5, lot="L-0618", quantity=pieces(100))
        assert set(reasons(deal, again)) == {"at_its_stage"}

    def test_it_shows_itself(self):
        assert PRODUCTION_ORDER.document == "order"
        assert [one.name for one in PRODUCTION_ORDER.stages if one.end] == ["scrapped", "closed", "cancelled"]
        assert all(one.zh for one in PRODUCTION_ORDER.stages)


def halves() -> Deal:
    """The order in two lots of 6,000; the first is made and accepted."""
    deal = told(ProductionReleased).then(orders(quantity=pieces(6_000)))
    deal = deal.then(orders(number="PO-18", lot="L-0618", quantity=pieces(6_000)))
    deal = deal.then(later(ProductionFinished, at=day(110), good=pieces(6_000)))
    return deal.then(later(Inspected, at=day(111)))


class TestTheDealsStage:
    def test_every_way_to_ship_asks_the_papers_of_the_trade(self):
        for name in ("producing", "ready", "shipped", "accepted"):
            for row in COSMETICS.rows[name][Shipped.kind]:
                assert {c.id for c in row.conditions} >= set(COSMETIC_PAPERS), name
        assert microbiology_passed.waived_by == ()

    def test_every_way_to_release_production_asks_the_gates_of_the_trade(self):
        for name in ("contracted", "producing", "ready", "shipped", "accepted"):
            (row,) = COSMETICS.rows[name][ProductionReleased.kind]
            assert "stability_passed" in {c.id for c in row.conditions}, name
            (row,) = OEM.rows[name][ProductionReleased.kind]
            assert "deposit_received" in {c.id for c in row.conditions}, name

    def test_it_is_ready_when_every_line_is_released_and_no_order_is_open(self):
        deal = halves()
        assert deal.stage.name == "producing"
        second = {"order": "PO-18", "lot": "L-0618"}
        deal = deal.then(later(ProductionFinished, at=day(120), good=pieces(5_640), **second))
        assert deal.then(later(Inspected, at=day(121), **second)).stage.name == "ready", "11,640 is the least"

    def test_it_is_not_ready_below_the_least(self):
        second = {"order": "PO-18", "lot": "L-0618"}
        deal = halves().then(later(ProductionFinished, at=day(120), good=pieces(5_639), **second))
        deal = deal.then(later(Inspected, at=day(121), **second))
        assert deal.stage.name == "producing"
        dates = {"planned_start": STORY.date(122), "planned_finish": STORY.date(123)}
        more = orders(122, number="PO-19", lot="L-0619", quantity=pieces(721), **dates)
        assert "orders_fit_contract" not in reasons(deal, more)
        too_many = orders(122, number="PO-19", lot="L-0619", quantity=pieces(722), **dates)
        assert "orders_fit_contract" in reasons(deal, too_many), "5,639 were made, not 6,000"

    def test_a_later_inspection_takes_a_ready_lot_back(self):
        deal = told(Shipped)
        assert deal.stage.name == "ready"
        back = deal.then(later(Inspected, at=day(137), disposition="rework"))
        assert (back.stage.name, stage(back)) == ("producing", "reworking")
        assert deal.then(later(Inspected, at=day(137), report="third party")).stage.name == "ready"

    def test_a_cancelled_order_leaves_its_line_to_be_made(self):
        deal = halves().then(OrderCancelled(at=day(112), order="PO-18", reason="the tank broke"))
        assert (deal.stage.name, stage(deal, "PO-18")) == ("producing", "cancelled")
        dates = {"planned_start": STORY.date(113), "planned_finish": STORY.date(123)}
        assert not reasons(deal, orders(113, number="PO-19", lot="L-0619", quantity=pieces(6_000), **dates))

    def test_a_line_that_is_closed_short_makes_the_rest_of_it_ready(self):
        deal = halves().then(OrderCancelled(at=day(112), order="PO-18", reason="the tank broke"))
        short = LineClosed(at=day(113), line=1, delivered=pieces(6_000), reason="agreed", agreed_by="moreau")
        found = reasons(deal, short)
        assert set(found) == {"closes_what_was_delivered"}, "nothing is delivered yet"

    def test_more_production_takes_it_back_from_shipped(self):
        deal = told(GoodsAccepted)
        assert deal.stage.name == "shipped"
        dates = {"planned_start": STORY.date(140), "planned_finish": STORY.date(141)}
        fact = orders(139, number="PO-19", lot="L-0619", quantity=pieces(100), **dates)
        assert set(reasons(deal, fact)) == {"capacity_held"}, "the row is there; only the hold has expired"

    def test_what_leads_on_is_no_reason_of_a_refusal(self):
        deal = told(Shipped)
        assert set(reasons(deal, shipped(quantity=6_000, lot="L-9"))) >= {"lots_released"}
        assert "all_shipped" not in reasons(deal, shipped(quantity=6_000, lot="L-9"))


TRIED = ["start", "hold", "resume", "part", "finish", "accept", "rework", "reject", "reworked", "close", "cancel"]


class TestAnyHistory:
    """Whatever is tried on the shop floor, entries and facts tell the same of every order."""

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.sampled_from(TRIED), max_size=14))
    def test_the_stage_of_an_order_is_what_its_facts_come_to(self, tried: list[str]):
        deal = told(ProductionFinished)
        for n, what in enumerate(tried):
            at = day(110 + n)
            words = {"at": at, "order": "PO-17"}
            seen = {"inspector": "sun", "sample_size": 315, "lot": "L-0617"}
            facts: dict[str, Fact] = {
                "start": OrderStarted(**words),
                "hold": OrderHeld(**words, reason="the pump leaks", source="machine"),
                "resume": OrderResumed(**words),
                "part": ProductionFinished(**words, lot="L-0617", good=pieces(3_000), scrapped=pieces(9), last=False),
                "finish": ProductionFinished(**words, lot="L-0617", good=pieces(6_000), scrapped=pieces(9)),
                "accept": Inspected(**words, **seen, disposition="accept"),
                "rework": Inspected(**words, **seen, disposition="rework"),
                "reject": Inspected(**words, **seen, disposition="reject"),
                "reworked": ReworkFinished(**words, lot="L-0617", good=pieces(900), scrapped=pieces(9)),
                "close": OrderClosed(**words),
                "cancel": OrderCancelled(**words, reason="the buyer cancelled"),
            }
            found = decide(deal, facts[what], by="qian", now=at)
            if isinstance(found, Entry):
                deal = deal.with_entry(found, deal.flow)
            production = Production.of(deal.facts)
            assert stage(deal) == production.orders["PO-17"].state
            assert production.odd == (), "what the flow takes can be counted"
            assert (deal.stage.name == "ready") <= (not production.open_orders)
        made = deal.all(ProductionFinished)
        saved = deal.all(ReworkFinished)
        good = sum(int(one.good.value) for one in made) - sum(int(one.scrapped.value) for one in saved)
        final = Production.of(deal.facts).lots["L-0617"].made
        assert (0 if final is None else int(final.value)) == good, "nothing is made or lost by counting"
        assert deal.verify() == ()
