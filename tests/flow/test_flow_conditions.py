"""Every condition of the shipped flows: where it holds, and where it refuses, with its figures."""

from datetime import timedelta

import pytest
from cases_after_signing import AFTER_SIGNING
from cases_before_signing import BEFORE_SIGNING
from cases_credit import CREDIT
from cases_factory import FACTORY
from cases_orders import ORDERS
from cases_payment import PAYMENT
from cases_quoting import QUOTING
from cases_samples import LOCK, PACKAGING, RELEASE, SAMPLES
from cases_service import SERVICE
from conditionkit import STORY, Case, changed, later, lead, orders, pieces, shipped
from flowkit import day, one, reasons, told

from b2bdeal import (
    COSMETICS,
    OEM,
    Fact,
    GoodsAccepted,
    Inspected,
    LeadFound,
    LeadQualified,
    ProductionFinished,
    ProductionReleased,
    ReworkFinished,
    Shipped,
    TermsAgreed,
)

CASES = (
    *BEFORE_SIGNING,
    *ORDERS,
    *QUOTING,
    *AFTER_SIGNING,
    *FACTORY,
    *SERVICE,
    *PAYMENT,
    *CREDIT,
    *SAMPLES,
    *PACKAGING,
    *LOCK,
    *RELEASE,
)


def recorder(fact: Fact) -> str:
    return str(getattr(fact, fact.actor)) if fact.actor else "zhao"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.condition)
def test_a_condition_refuses_with_its_figures_and_holds_where_it_should(case: Case):
    found = reasons(case.deal(), case.bad, by=recorder(case.bad))
    assert case.condition in found, f"{found} should name it"
    assert case.says in found[case.condition].text().replace("\xa0", " ")
    assert found[case.condition].text("zh"), "it can be told in Chinese"
    assert "‹" not in found[case.condition].text() + found[case.condition].must(), "every place has its figure"
    if case.alone:
        assert list(found) == [case.condition]
    assert not reasons((case.better or case.deal)(), case.good, by=recorder(case.good))


LANDING = {
    "more_is_to_come",
    "all_accepted",
    "all_lots_released",
    "all_shipped",
    "lot_is_reworked",
    "lot_is_taken",
    "order_was_at",
    "output_is_last",
}
"""Conditions of a row with another row after it: they refuse nothing, they say where the fact leads."""


def test_every_condition_of_every_shipped_flow_has_its_case():
    assert {case.condition for case in CASES} | LANDING == set(OEM.conditions) | set(COSMETICS.conditions)


class TestConditionsThatSayWhereAFactLeads:
    def test_a_lot_that_is_not_released_keeps_the_deal_in_production(self):
        deal = told(Inspected)
        assert deal.then(later(Inspected, disposition="rework")).stage.name == "producing"
        words = {"disposition": "concession", "conceded_by": "petit", "document": "CON-1"}
        conceded = Inspected.model_validate(one(Inspected).model_dump() | words)
        assert deal.then(conceded).stage.name == "ready"
        again = ReworkFinished(at=day(129.5), order="PO-17", lot="L-0617", good=pieces(11_900), scrapped=pieces(40))
        twice = deal.then(later(Inspected, disposition="rework")).then(again).then(later(Inspected, at=day(130)))
        assert twice.stage.name == "ready"

    def test_of_several_lots_each_must_be_released(self):
        deal = told(ProductionReleased)
        deal = deal.then(orders(quantity=pieces(6_000)))
        deal = deal.then(orders(number="PO-18", lot="L-0618", quantity=pieces(6_000)))
        deal = deal.then(later(ProductionFinished, good=pieces(6_000)))
        deal = deal.then(later(ProductionFinished, order="PO-18", lot="L-0618", good=pieces(6_000)))
        first = deal.then(one(Inspected))
        assert first.stage.name == "producing"
        assert first.then(later(Inspected, order="PO-18", lot="L-0618")).stage.name == "ready"

    def test_every_shipment_must_be_accepted_and_none_be_missing(self):
        deal = told(Shipped).then(shipped(quantity=6_000))
        short = deal.then(one(GoodsAccepted))
        assert short.stage.name == "ready", "5,640 pieces and more are still to come"
        both = deal.then(shipped(139, quantity=5_640, name="SH-18"))
        assert both.then(one(GoodsAccepted)).stage.name == "shipped", "the second is not accepted yet"
        done = both.then(one(GoodsAccepted)).then(later(GoodsAccepted, shipment="SH-18"))
        assert done.stage.name == "accepted"
        least = deal.then(shipped(139, quantity=5_640, name="SH-18"))
        assert least.contract is not None
        assert 12_000 * (1 - least.contract.tolerance) == 11_640, "just within the tolerance"


def test_a_second_order_of_the_same_line_counts_with_the_first():
    deal = told(ProductionReleased).then(orders(quantity=pieces(12_000)))
    more = orders(101, number="PO-18", lot="L-0618", quantity=pieces(361))
    assert "orders_fit_contract" in reasons(deal, more)
    assert not reasons(deal, orders(101, number="PO-18", lot="L-0618", quantity=pieces(360)))


def test_a_factory_without_a_target_market_takes_everybody():
    deal = told(LeadQualified, under=OEM, instead=lead(country="US", order_size=pieces(1)))
    assert not reasons(deal, one(LeadQualified))


def test_a_buyer_who_comes_back_has_no_minimum_unless_the_policy_sets_one():
    def back(fact: Fact) -> Fact:
        return changed(fact, lead=changed(fact.lead, repeat_of="D-0")) if isinstance(fact, LeadFound) else fact

    deal = told(TermsAgreed, instead=back)
    assert deal.why_not(TermsAgreed, at=day(1)).barred == ()
    assert told(TermsAgreed).why_not(TermsAgreed, at=day(1)).barred[0].id == "minimum_cycle"


def test_the_boundary_of_fifteen_days_is_exact():
    deal = told(TermsAgreed)
    fifteen = STORY.start + timedelta(days=15)
    assert deal.why_not(TermsAgreed, at=fifteen).barred == ()
    assert [r.id for r in deal.why_not(TermsAgreed, at=fifteen - timedelta(microseconds=1)).barred] == ["minimum_cycle"]
