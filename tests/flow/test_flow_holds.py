"""Holds: how far each reaches, from when to when, and which deals a credit hold spares."""

from datetime import timedelta
from typing import Any

import pytest
from conditionkit import STORY, changed, orders, paid, pieces, shipped
from flowkit import day, one, reasons, told
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from b2bdeal import (
    Amendment,
    ContractAmended,
    ContractSigned,
    Deal,
    Entry,
    Fact,
    FlowChanged,
    HandedOver,
    HoldLifted,
    HoldPlaced,
    LeadFound,
    LineChange,
    PaymentReceived,
    PaymentTerm,
    PaymentTerms,
    ProductionReleased,
    QuoteSent,
    Shipped,
    Signature,
    TermsAgreed,
    decide,
    percent,
)
from b2bdeal.flow.holds import account_holds, bars, holds_in_force, is_prepaid
from b2bdeal.testing import TRADE


def hold(number: float = 20.5, **words: Any) -> HoldPlaced:
    said = {"hold": "H-1", "blocks": ("produce", "ship"), "source": "credit check", "reason": "a bill is overdue"}
    return HoldPlaced.model_validate({"at": day(number), **said, **words})


LATE = PaymentTerms(
    rows=(
        PaymentTerm(name="deposit", portion=percent(30), trigger="signing", days=7, gate="production"),
        PaymentTerm(name="balance", portion=percent(70), trigger="after_bl", days=30, method="open_account"),
    )
)


def later(fact: Fact) -> Fact:
    """Tells the story with 70 % on open account, thirty days after the bill of lading."""
    if isinstance(fact, QuoteSent):
        return changed(fact, quote=changed(fact.quote, payment_terms=LATE))
    if isinstance(fact, TermsAgreed):
        return changed(fact, terms=changed(fact.terms, payment_terms=LATE))
    if isinstance(fact, ContractSigned):
        return changed(fact, contract=changed(fact.contract, payment_terms=LATE))
    if isinstance(fact, LeadFound):
        account = changed(fact.lead.account, credit_limit=STORY.contract(24).total, next_check=STORY.date(400))
        return changed(fact, lead=changed(fact.lead, account=account))
    return fact


class TestWhatAHoldMustSay:
    @pytest.mark.parametrize(
        ("words", "says"),
        [
            ({"scope": "order"}, "needs its number as the subject"),
            ({"scope": "shipment"}, "needs its number as the subject"),
            ({"scope": "line", "subject": "cream"}, "no line of a contract"),
            ({"scope": "deal", "subject": "PO-17"}, "needs no subject"),
            ({"scope": "account", "subject": "maison-lune"}, "needs no subject"),
            ({"starts": day(20)}, "bars nothing before it was placed"),
            ({"starts": day(30), "until": day(29)}, "until is before starts"),
        ],
    )
    def test_it_says_what_it_reaches_and_when(self, words: dict[str, Any], says: str):
        with pytest.raises(ValidationError, match=says):
            hold(**words)

    def test_an_old_hold_without_a_scope_is_one_on_the_deal(self):
        old = '{"at":"2026-03-22T09:30:00+08:00","hold":"H-1","blocks":["ship"],"source":"q","reason":"r"}'
        assert HoldPlaced.model_validate_json(old).scope == "deal"


class TestFromWhenToWhen:
    def deal(self, **words: Any) -> Deal:
        return told(TermsAgreed).then(hold(19, **words), by="wu")

    def test_it_bars_from_its_beginning_to_its_last_moment(self):
        deal = self.deal(starts=day(30), until=day(40))
        assert [bool(holds_in_force(deal, day(n))) for n in (19, 29.9, 30, 40, 40.1)] == [
            False,
            False,
            True,
            True,
            False,
        ]

    def test_without_a_beginning_it_bars_at_once(self):
        assert holds_in_force(self.deal(), day(19)) == (hold(19),)
        assert holds_in_force(self.deal(), day(18.9)) == ()

    def test_lifted_before_it_begins_it_never_bars(self):
        deal = self.deal(starts=day(30)).then(HoldLifted(at=day(20), hold="H-1", reason="paid"), by="wu")
        assert holds_in_force(deal, day(31)) == ()

    @given(st.floats(0, 60), st.floats(0, 30), st.floats(0, 30))
    def test_it_is_in_force_within_its_days_and_nowhere_else(self, at: float, starts: float, lasts: float):
        begins, ends = day(19) + timedelta(days=starts), day(19) + timedelta(days=starts + lasts)
        deal = self.deal(starts=begins, until=ends)
        assert bool(holds_in_force(deal, day(at))) == (begins <= day(at) <= ends)


class TestHowFar:
    def test_one_on_an_order_bars_what_names_the_order(self):
        deal = told(ProductionReleased).then(hold(99, scope="order", subject="PO-17"), by="sun")
        assert list(reasons(deal, orders(100))) == ["no_hold"]
        other = changed(orders(100).orders[0], number="PO-18")
        assert "no_hold" not in reasons(deal, ProductionReleased(at=day(100), orders=(other,)))

    def test_one_on_a_line_bars_its_orders_and_shipments(self):
        deal = told(ProductionReleased).then(hold(99, scope="line", subject="1"), by="sun")
        assert list(reasons(deal, orders(100))) == ["no_hold"]
        two = told(Shipped).then(hold(137, scope="line", subject="2"), by="sun")
        assert not reasons(two, shipped())
        one_ = told(Shipped).then(hold(137, scope="line", subject="1"), by="sun")
        assert list(reasons(one_, shipped())) == ["no_hold"]

    def test_one_on_a_shipment_bars_that_shipment(self):
        deal = told(Shipped).then(hold(137, scope="shipment", subject="SH-17"), by="sun")
        assert list(reasons(deal, shipped())) == ["no_hold"]
        assert not reasons(deal, shipped(name="SH-18"))

    def test_before_there_is_a_fact_a_narrow_hold_bars_nothing(self):
        deal = told(Shipped).then(hold(137, scope="shipment", subject="SH-17"), by="sun")
        assert deal.why_not(Shipped, at=day(138)).barred == ()
        wide = told(Shipped).then(hold(137), by="sun")
        assert [r.id for r in wide.why_not(Shipped, at=day(138)).barred] == ["no_hold"]

    def test_one_on_the_account_is_told_to_its_other_deals(self):
        deal = told(TermsAgreed).then(hold(19, scope="account"), by="wu").then(hold(19, hold="H-2"), by="wu")
        assert [one.hold for one in account_holds(deal, day(20))] == ["H-1"]
        other = told(ProductionReleased)
        assert bars(account_holds(deal, day(20))[0], other, orders(100), day(100))

    def test_it_never_bars_its_own_lifting(self):
        deal = told(TermsAgreed).then(hold(19, blocks=("record",)), by="wu")
        assert not reasons(deal, HoldLifted(at=day(20), hold="H-1", reason="a mistake"))


class TestACreditHoldAndPrepaidDeals:
    def test_it_spares_a_deal_that_owes_nothing_after_shipping(self):
        deal = told(Shipped).then(hold(137, spares_prepaid=True), by="wu")
        assert not reasons(deal, shipped())
        assert "no_hold" in reasons(told(Shipped).then(hold(137), by="wu"), shipped())

    def test_it_bars_a_deal_with_a_row_after_shipping(self):
        deal = self.on_account().then(hold(137, spares_prepaid=True), by="wu")
        assert list(reasons(deal, shipped())) == ["no_hold"]

    def test_it_spares_it_as_soon_as_that_row_is_paid(self):
        deal = self.on_account().then(paid(136.5, "149520.00"), by="wu")
        assert not reasons(deal.then(hold(137, spares_prepaid=True), by="wu"), shipped())

    def test_an_agreement_counts_with_the_terms_that_it_brings(self):
        prepaid = told(TermsAgreed).then(hold(19, blocks=("agree",), spares_prepaid=True), by="wu")
        assert not reasons(prepaid, one(TermsAgreed))
        account = told(TermsAgreed, instead=later).then(hold(19, blocks=("agree",), spares_prepaid=True), by="wu")
        assert "no_hold" in reasons(account, later(one(TermsAgreed)))

    def test_without_terms_it_spares_nobody(self):
        early = told(QuoteSent)
        assert not is_prepaid(early, day(15))
        assert is_prepaid(told(TermsAgreed), day(20)), "the last quote says how it is to be paid"

    def on_account(self) -> Deal:
        """The story's deal on open account, ready to ship, with its deposit paid and nothing more."""
        deal = told(PaymentReceived, nth=2, instead=later)
        assert deal.stage.name == "ready"
        return deal


class TestWhatShedsNoHold:
    def test_an_amendment_sheds_none_and_is_barred_itself_by_one_on_change(self):
        deal = told(ProductionReleased).then(hold(99, blocks=("produce",)), by="sun")
        changing = ContractAmended(at=day(99.5), amendment=AMENDMENT)
        amended = deal.then(changing)
        assert [one.hold for one in holds_in_force(amended, day(100))] == ["H-1"]
        assert "no_hold" in reasons(amended, orders(100))
        held = told(ProductionReleased).then(hold(99, blocks=("change",)), by="sun")
        assert list(reasons(held, changing)) == ["no_hold"]

    def test_one_on_a_line_bars_the_amendment_of_that_line_only(self):
        changing = ContractAmended(at=day(99.5), amendment=AMENDMENT)
        held = told(ProductionReleased).then(hold(99, blocks=("change",), scope="line", subject="1"), by="sun")
        assert list(reasons(held, changing)) == ["no_hold"]
        other = told(ProductionReleased).then(hold(99, blocks=("change",), scope="line", subject="2"), by="sun")
        assert not reasons(other, changing)

    def test_a_hand_over_sheds_none(self):
        deal = told(Shipped).then(hold(137), by="sun")
        handed = deal.then(
            HandedOver(at=day(137.5), from_specialist="zhao", to_specialist="qian", reason="holiday"), by="zhao"
        )
        assert "no_hold" in reasons(handed, shipped())

    def test_a_change_of_flow_sheds_none(self):
        other = TRADE.but("linhai-next", version=1)
        deal = told(Shipped).then(hold(137), by="sun")
        moved = FlowChanged(
            at=day(137.5), flow=other.id, version=1, reason="a new year", decided_by="li", role="director"
        )
        found = decide(deal, moved, by="li", now=day(137.5), find=lambda id, version: other)
        assert isinstance(found, Entry)
        assert "no_hold" in reasons(deal.with_entry(found, other), shipped())


AMENDMENT = Amendment(
    number=1,
    contract="C-2026-017",
    lines=(LineChange(line=1, quantity=pieces(12_500)),),
    reason="the launch grows",
    signatures=(
        Signature(side="seller", person="li", at=day(99.2)),
        Signature(side="buyer", person="moreau", at=day(99.3)),
    ),
)
