"""Every condition of the shipped flows: where it holds, and where it refuses, with its figures."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import attrs
import pytest
from flowkit import day, one, reasons, told, waived

from b2bdeal import (
    COSMETICS,
    OEM,
    BuyerProfile,
    CapacityHeld,
    ContractSigned,
    Deal,
    Fact,
    GoodsAccepted,
    Inspected,
    LeadFound,
    LeadQualified,
    Money,
    PaymentReceived,
    ProductionFinished,
    ProductionReleased,
    Quantity,
    QuoteSent,
    QuoteWithdrawn,
    SampleApproved,
    SampleEvaluated,
    SampleRevisionAsked,
    Settled,
    Shipped,
    StabilityPassed,
    TermsAgreed,
    WaiverAsked,
    WaiverGranted,
)
from b2bdeal.testing import Story

STORY = Story()


def changed(document: Any, **words: Any) -> Any:
    """A document made again with other values, and checked again."""
    return type(document)(**{name: getattr(document, name) for name in type(document).model_fields} | words)


def pieces(number: int) -> Quantity:
    return Quantity.of(number, "piece")


def lead(**words: Any) -> Callable[[Fact], Fact]:
    """Tells the story with another buyer."""

    def instead(fact: Fact) -> Fact:
        if not isinstance(fact, LeadFound):
            return fact
        buyer = BuyerProfile(**{"kind": "brand_owner", "country": "FR", "order_size": pieces(12_000)} | words)
        return changed(fact, lead=changed(fact.lead, buyer=buyer))

    return instead


def quote(version: int = 1, **words: Any) -> QuoteSent:
    return QuoteSent(at=day(18.1), quote=changed(STORY.quote(version, "17.80", 18), **words))


def line(**words: Any) -> dict[str, Any]:
    return {"lines": (changed(STORY.quote(1, "17.80", 18).lines[0], **words),)}


def terms(number: float = 20, **words: Any) -> TermsAgreed:
    fact = one(TermsAgreed)
    assert isinstance(fact, TermsAgreed)
    return TermsAgreed(at=day(number), terms=changed(fact.terms, **words))


def signed(number: float = 24.5, **words: Any) -> ContractSigned:
    return ContractSigned(at=day(number), contract=changed(STORY.contract(24), **words))


def orders(on: float = 100, /, **words: Any) -> ProductionReleased:
    fact = one(ProductionReleased)
    assert isinstance(fact, ProductionReleased)
    return ProductionReleased(at=day(on), orders=(changed(fact.orders[0], **words),))


def shipped(number: float = 138, quantity: int = 11_940, name: str = "SH-17", **words: Any) -> Shipped:
    fact = one(Shipped)
    assert isinstance(fact, Shipped)
    part = changed(fact.shipment.lines[0], quantity=pieces(quantity), **words)
    return Shipped(at=day(number), shipment=changed(fact.shipment, number=name, lines=(part,)))


def stability(**words: Any) -> Callable[[Fact], Fact]:
    """Tells the story with another stability test."""
    return lambda fact: changed(fact, **words) if isinstance(fact, StabilityPassed) else fact


def made(number: int) -> Callable[[Fact], Fact]:
    """Tells the story with so many good pieces."""
    return lambda fact: changed(fact, good=pieces(number)) if isinstance(fact, ProductionFinished) else fact


def paid(number: float, amount: str, currency: str = "CNY", id: str = "BANK-9") -> PaymentReceived:
    return PaymentReceived(at=day(number), payment=id, amount=Money.of(amount, currency))


def held(number: float = 21, until: float = 130, deliver: int = 165) -> CapacityHeld:
    return CapacityHeld(at=day(number), promise="P-18", until=day(until), deliver_on=STORY.date(deliver))


def later(kind: type[Fact], nth: int = 1, **words: Any) -> Any:
    return changed(one(kind, nth), **words)


@attrs.frozen
class Case:
    """A fact that a condition refuses with these words, and a fact (on another deal, maybe) that it takes."""

    condition: str
    deal: Callable[[], Deal]
    bad: Fact
    says: str
    good: Fact
    better: Callable[[], Deal] | None = None
    alone: bool = True
    """Whether nothing else refuses the bad fact."""


ASKED = WaiverAsked(at=day(20), condition="minimum_cycle", reason="a fair", asked_by="zhao")


def granted(**words: Any) -> WaiverGranted:
    said = {"condition": "minimum_cycle", "reason": "yes", "granted_by": "li", "role": "director"} | words
    return WaiverGranted(at=day(20), **said)


def packed(packaging: str | None) -> Callable[[Fact], Fact]:
    """Tells the story with another packaging in the contract."""
    contract = signed(lines=(changed(STORY.contract(24).lines[0], packaging=packaging),))
    return lambda fact: contract if isinstance(fact, ContractSigned) else fact


CASES = (
    Case(
        "in_target_market",
        lambda: told(LeadQualified, instead=lead(country="US")),
        one(LeadQualified),
        "Maison Lune SAS is outside Independent skin-care brands 2026: ",
        one(LeadQualified),
        lambda: told(LeadQualified),
    ),
    Case(
        "in_target_market",
        lambda: told(LeadQualified, instead=lead(order_size=pieces(200))),
        one(LeadQualified),
        "one-piece drop-shipping is excluded: below any tank",
        later(LeadQualified, outside_reason="the owner of a chain"),
    ),
    Case(
        "above_moq",
        lambda: told(TermsAgreed),
        quote(
            3,
            **line(
                moq=pieces(1_000),
                breaks=tuple(
                    changed(b, from_quantity=pieces(n))
                    for b, n in zip(STORY.quote(1, "17.80", 18).lines[0].breaks, (1_000, 10_000), strict=True)
                ),
            ),
        ),
        "CREAM-50 may be ordered from 1,000 pieces, and the factory makes no less than 3,000 pieces",
        quote(3),
    ),
    Case(
        "quote_supersedes",
        lambda: told(TermsAgreed),
        quote(2),
        "Q-2026-041 has version 2 already; send version 3",
        quote(3),
    ),
    Case("quote_supersedes", lambda: told(TermsAgreed), quote(1), "send version 3", quote(7)),
    Case(
        "quote_was_sent",
        lambda: told(TermsAgreed),
        QuoteWithdrawn(at=day(19), number="Q-2026-041", version=3, reason="glass is dear"),
        "quote Q-2026-041 version 3 was never sent",
        QuoteWithdrawn(at=day(19), number="Q-2026-041", version=2, reason="glass is dear"),
    ),
    Case(
        "quote_in_force", lambda: told(TermsAgreed), terms(quote="Q-9"), "quote Q-9 version 2 was never sent", terms()
    ),
    Case(
        "quote_in_force",
        lambda: told(TermsAgreed),
        terms(version=1),
        "version 1 of Q-2026-041 is superseded by version 2 of Q-2026-041",
        terms(),
        alone=False,
    ),
    Case(
        "quote_in_force",
        lambda: told(TermsAgreed),
        changed(terms(), at=STORY.day(48) + timedelta(seconds=1)),
        "Q-2026-041 expired on 19 Apr 2026",
        changed(terms(), at=STORY.day(48)),
    ),
    Case(
        "quote_in_force",
        lambda: told(TermsAgreed).then(QuoteWithdrawn(at=day(19), number="Q-2026-041", version=2, reason="dear")),
        terms(),
        "version 2 of Q-2026-041 was withdrawn",
        changed(terms(), at=STORY.day(20)),
        lambda: told(TermsAgreed),
    ),
    Case(
        "matches_quote",
        lambda: told(TermsAgreed),
        terms(lines=(changed(terms().terms.lines[0], unit_price=Money.of("17.00", "CNY")),)),
        "Q-2026-041 does not offer this: CREAM-50: 17.00 CNY ≠ 17.80 CNY",
        terms(),
    ),
    Case(
        "matches_quote",
        lambda: told(TermsAgreed),
        terms(lines=(changed(terms().terms.lines[0], quantity=pieces(12_500)),)),
        "12,500 piece is no multiple of 1,000 piece",
        terms(lines=(changed(terms().terms.lines[0], quantity=pieces(13_000)),)),
    ),
    Case(
        "minimum_cycle",
        lambda: told(TermsAgreed, without=(SampleEvaluated,)),
        terms(14.999),
        "14 of 15 days have passed since the first contact on 2 Mar 2026, 09:30 +08:00; "
        "earliest 17 Mar 2026, 09:30 +08:00. Skipped: Sample evaluated",
        terms(18.1),
        lambda: told(TermsAgreed),
        alone=False,
    ),
    Case(
        "sample_was_sent",
        lambda: told(SampleApproved),
        later(SampleApproved, number="S-9"),
        "sample S-9, round 1, was never sent",
        one(SampleApproved),
    ),
    Case(
        "sample_was_sent",
        lambda: told(SampleApproved),
        later(SampleApproved, formula="F-18"),
        "CREAM-50, F-17.2, JAR-50-W was sent, CREAM-50, F-18, JAR-50-W is approved",
        one(SampleApproved),
    ),
    Case(
        "sample_was_sent",
        lambda: told(SampleEvaluated),
        SampleRevisionAsked(at=day(13), number="S-41", round=2, changes="less scent"),
        "sample S-41, round 2, was never sent",
        SampleRevisionAsked(at=day(13), number="S-41", round=1, changes="less scent"),
    ),
    Case(
        "matches_agreed_terms",
        lambda: told(ContractSigned),
        signed(tolerance=STORY.contract(24).tolerance * 2),
        "it differs: tolerance: agreed 0.03, contract 0.06",
        signed(),
    ),
    Case(
        "delivery_is_promised",
        lambda: told(ContractSigned, without=(CapacityHeld,)),
        signed(),
        "the factory holds no capacity for 19 Aug 2026",
        signed(),
        lambda: told(ContractSigned),
    ),
    Case(
        "delivery_is_promised",
        lambda: told(ContractSigned).then(held(until=24)),
        signed(),
        "the hold of capacity P-18 expired on 26 Mar 2026, 09:30 +08:00",
        signed(24.5),
        lambda: told(ContractSigned).then(held(until=24.5)),
    ),
    Case(
        "delivery_is_promised",
        lambda: told(ContractSigned).then(held(deliver=171)),
        signed(),
        "the factory can deliver on 20 Aug 2026, the contract says 19 Aug 2026",
        signed(),
        lambda: told(ContractSigned).then(held(deliver=170)),
    ),
    Case(
        "in_contract_currency",
        lambda: told(ProductionReleased),
        paid(40, "100.00", "EUR"),
        "100.00 EUR came, the contract is in CNY",
        paid(40, "100.00"),
    ),
    Case(
        "payment_is_new",
        lambda: told(ProductionReleased),
        paid(40, "100.00", id="BANK-1"),
        "payment BANK-1 is recorded already",
        paid(40, "100.00", id="BANK-2"),
    ),
    Case(
        "deposit_received",
        lambda: told(ProductionReleased, without=(PaymentReceived,)).then(paid(31, "64079.99")),
        orders(),
        "64,079.99 CNY of 64,080.00 CNY came, 0.01 CNY is missing",
        orders(),
        lambda: told(ProductionReleased, without=(PaymentReceived,)).then(paid(31, "64080.00")),
    ),
    Case(
        "sample_approved",
        lambda: told(ProductionReleased, instead=packed("JAR-9")),
        orders(),
        "no approved sample in the contract's version of CREAM-50",
        orders(),
        lambda: told(ProductionReleased, instead=packed(None)),
    ),
    Case(
        "capacity_held",
        lambda: told(ProductionReleased),
        changed(orders(), at=STORY.day(130) + timedelta(seconds=1)),
        "the hold of capacity P-17 expired on 10 Jul 2026, 10:00 +08:00",
        changed(orders(), at=STORY.day(130)),
    ),
    Case(
        "capacity_held",
        lambda: (
            waived(told(ContractSigned, without=(CapacityHeld,)), "delivery_is_promised", day(24))
            .then(signed())
            .then(STORY.payment(1, 30))
            .then(one(StabilityPassed))
        ),
        orders(),
        "no capacity is held",
        orders(),
        lambda: told(ProductionReleased),
    ),
    Case(
        "orders_fit_contract",
        lambda: told(ProductionReleased),
        orders(quantity=pieces(12_361)),
        "these orders do not fit contract C-2026-017: PO-17: 12361 piece > 12,000 piece",
        orders(quantity=pieces(12_360)),
    ),
    Case(
        "orders_fit_contract",
        lambda: told(ProductionReleased),
        orders(formula="F-18"),
        "PO-17: F-18 JAR-50-W",
        orders(),
    ),
    Case(
        "orders_fit_contract",
        lambda: told(ProductionReleased),
        orders(line=2),
        "PO-17: C-2026-017/2 CREAM-50",
        orders(),
    ),
    Case(
        "orders_fit_contract",
        lambda: told(ProductionFinished),
        orders(number="PO-18"),
        "PO-18: L-0617",
        orders(),
        lambda: told(ProductionReleased),
    ),
    Case(
        "stability_passed",
        lambda: told(ProductionReleased, instead=stability(weeks=11)),
        orders(),
        "weeks passed so far, of 12: CREAM-50 F-17.2: 11/12",
        orders(),
        lambda: told(ProductionReleased),
    ),
    Case(
        "stability_passed",
        lambda: told(ProductionReleased, instead=stability(formula="F-1")),
        orders(),
        "CREAM-50 F-17.2: 0/12",
        orders(),
        lambda: told(ProductionReleased),
    ),
    Case(
        "lot_is_known",
        lambda: told(ProductionFinished),
        later(ProductionFinished, lot="L-9"),
        "no released order PO-17 makes the lot L-9",
        one(ProductionFinished),
    ),
    Case(
        "lot_is_made",
        lambda: told(ProductionFinished),
        later(Inspected, at=day(110)),
        "nothing of the lot L-0617 is finished",
        later(Inspected),
        lambda: told(Inspected),
        alone=False,
    ),
    Case(
        "balance_received",
        lambda: told(PaymentReceived, nth=2),
        shipped(),
        "0.00 CNY of 149,520.00 CNY came, 149,520.00 CNY is missing",
        shipped(),
        lambda: told(Shipped),
    ),
    Case("lots_released", lambda: told(Shipped), shipped(lot="L-9"), "not released: L-9", shipped()),
    Case(
        "within_lots",
        lambda: told(Shipped),
        shipped(quantity=11_941),
        "the lots do not hold this: L-0617: 11,941 piece > 11,940 piece",
        shipped(quantity=11_940),
    ),
    Case(
        "within_lots",
        lambda: told(Shipped),
        shipped(item="CREAM-30"),
        "the lots do not hold this: L-0617: CREAM-50",
        shipped(),
    ),
    Case(
        "within_contract",
        lambda: told(Shipped, instead=made(13_000)),
        shipped(quantity=12_361),
        "line 1 would come to 12,361 pieces, and 12,360 pieces is the most",
        shipped(quantity=12_360),
    ),
    Case(
        "within_contract",
        lambda: told(Shipped),
        shipped(line=2),
        "contract C-2026-017 has no line 2",
        shipped(),
        alone=False,
    ),
    Case(
        "shipment_is_new",
        lambda: told(Shipped).then(shipped(quantity=6_000)),
        shipped(139, quantity=100),
        "shipment SH-17 has left already",
        shipped(139, quantity=100, name="SH-18"),
    ),
    Case(
        "shipment_is_known",
        lambda: told(GoodsAccepted),
        later(GoodsAccepted, shipment="SH-9"),
        "no shipment SH-9 has left",
        one(GoodsAccepted),
        alone=False,
    ),
    Case(
        "paid_in_full",
        lambda: (
            waived(told(PaymentReceived, nth=2), "balance_received", day(137)).then(shipped()).then(one(GoodsAccepted))
        ),
        one(Settled),
        "64,080.00 CNY of 213,600.00 CNY came, 149,520.00 CNY is missing",
        one(Settled),
        lambda: told(Settled),
    ),
    Case(
        "waiver_is_known",
        lambda: told(TermsAgreed),
        changed(ASKED, condition="haste"),
        "this flow has no condition haste; it has above_moq, ",
        ASKED,
    ),
    Case(
        "waiver_is_of_four_eyes",
        lambda: told(TermsAgreed),
        granted(),
        "nobody has asked to waive minimum_cycle",
        granted(),
        lambda: told(TermsAgreed).then(ASKED, by="zhao"),
    ),
    Case(
        "waiver_is_within_role",
        lambda: told(TermsAgreed).then(ASKED, by="zhao"),
        granted(role="sales"),
        "sales may not waive minimum_cycle; director may",
        granted(),
    ),
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


LANDING = {"all_lots_released", "all_accepted"}
"""Conditions of a row with another row after it: they refuse nothing, they say where the fact leads."""


def test_every_condition_of_every_shipped_flow_has_its_case():
    assert {case.condition for case in CASES} | LANDING == set(OEM.conditions) | set(COSMETICS.conditions)


class TestConditionsThatSayWhereAFactLeads:
    def test_a_lot_that_is_not_released_keeps_the_deal_in_production(self):
        deal = told(Inspected)
        assert deal.then(later(Inspected, disposition="rework")).stage.name == "producing"
        assert deal.then(later(Inspected, disposition="concession")).stage.name == "ready"
        twice = deal.then(later(Inspected, disposition="reject")).then(later(Inspected, disposition="accept"))
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
        assert short.stage.name == "shipped", "5,640 pieces and more are still to come"
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
