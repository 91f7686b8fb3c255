"""Mistakes that other systems are known for; each is one that this library does not make."""

from datetime import timedelta
from decimal import Decimal

import pytest
from pushing import Pushing, signed
from pydantic import ValidationError

from b2bdeal import (
    COSMETICS,
    OEM,
    Book,
    CarriedOver,
    Charge,
    Contract,
    FlowChanged,
    HoldLifted,
    HoldPlaced,
    LeadFound,
    LeadQualified,
    Money,
    PaymentTerm,
    PaymentTerms,
    ProductionReleased,
    Quantity,
    Refused,
    carry_over,
    percent,
    testing,
)
from b2bdeal.units import normalised


def changed(document: Contract, **words: object) -> Contract:
    return Contract(**({name: getattr(document, name) for name in Contract.model_fields} | words))


def test_tolerance_is_of_the_sum_over_shipments_not_of_each_document():
    """12,000 ± 3 %: twice 6,180 is the most; each further shipment would be small, and is refused."""
    pushing = Pushing()
    for action in [
        ("pay", "213600.00", None),
        ("release", "L-1", 6_180),
        ("release", "L-2", 6_180),
        ("finish", "L-1", 6_180),
        ("finish", "L-2", 6_181),
        ("inspect", "L-1", "accept"),
        ("inspect", "L-2", "accept"),
        ("pay", "6408.00", None),
        ("pay", "100.00", None),
        ("ship", "L-1", 6_180),
        ("ship", "L-2", 6_180),
    ]:
        assert pushing.push(action), (action, pushing.refusal)
    assert pushing.push(("ship", "L-2", 1)) is None
    assert pushing.refusal is not None
    assert [reason.id for reason in pushing.refusal.reasons] == ["within_contract"]
    figures = pushing.refusal.reasons[0].figures
    assert (figures["shipped"], figures["most"]) == (Quantity.of(12_361, "piece"), Quantity.of(12_360, "piece"))


class TestCopying:
    def test_a_hold_on_the_account_stays_on_every_copy(self, book: Book, clock: testing.Clock):
        first = testing.complete_deal(book, until=LeadQualified, id="D-1")
        blocks = ("offer", "produce", "ship", "record")
        held = HoldPlaced(
            at=clock.now, hold="H-1", blocks=blocks, source="credit check", reason="bills unpaid", scope="account"
        )
        book.record(first, held, by="wu")
        with pytest.raises(Refused, match=r"bars the whole account: bills unpaid"):
            testing.complete_deal(book, until=LeadFound, id="D-2")
        book.record("D-1", HoldLifted(at=clock.now, hold="H-1", reason="paid"), by="wu")
        assert testing.complete_deal(book, until=LeadFound, id="D-2").stage.name == "lead"

    def test_an_approval_is_not_had_by_saying_that_an_older_deal_had_it(self, book: Book, clock: testing.Clock):
        first = testing.complete_deal(book)
        lead = testing.Story().lead.model_copy(update={"repeat_of": first.id})
        clock.now += timedelta(days=1)
        again = book.start(testing.TRADE, LeadFound(at=clock.now, lead=lead), by="zhao")
        again = book.record(again, LeadQualified(at=clock.now, specialist="zhao", segment="indie-eu"), by="zhao")
        true = carry_over(first, clock.now)
        forged = CarriedOver(
            at=clock.now,
            from_deal=first.id,
            approved=tuple(one.model_copy(update={"formula": "F-99"}) for one in true.approved),
        )
        with pytest.raises(Refused, match=r"F-99.*is not what"):
            book.record(again, forged, by="zhao")
        assert book.record(again, true, by="zhao").stage.name == "quoting"


def test_set_up_cost_is_billed_once_and_never_multiplied_by_quantity():
    contract = signed().contract
    assert contract is not None
    mould = Charge(
        id="M-1", kind="mould", name="jar mould", billing="once", amount=Money.of("18000.00", "CNY"), owner="buyer"
    )
    assert changed(contract, charges=(mould,)).total == contract.total + Money.of("18000.00", "CNY")
    over = Charge(
        id="M-2",
        kind="mould",
        name="cap mould",
        amount=Money.of("9000.00", "CNY"),
        billing="amortised",
        over=Quantity.of(36_000, "piece"),
        item=contract.lines[0].item,
        owner="factory",
    )
    assert changed(contract, charges=(over,)).total == contract.total + Money.of("3000.00", "CNY")
    assert over.due_for(Quantity.of(100_000, "piece")) == Money.of("9000.00", "CNY")


def test_a_change_of_flow_keeps_every_entry_and_every_time(book: Book, clock: testing.Clock):
    before = testing.complete_deal(book, until=ProductionReleased)
    moved = FlowChanged(
        at=clock.now, flow=OEM.id, version=OEM.version, reason="a plain trade", decided_by="li", role="director"
    )
    after = book.record(before, moved, by="li")
    assert after.entries[:-1] == before.entries
    assert (after.flow, after.stage.name, after.since) == (OEM, before.stage.name, before.since)
    assert after.payments == before.payments
    assert book.deal(before.id).entries == after.entries
    assert book.verify(after) == ()
    assert COSMETICS.id not in {entry.flow for entry in after.entries[-1:]}


def test_an_order_is_not_planned_in_the_past():
    pushing = Pushing()
    pushing.push(("pay", "64080.00", None))
    on_time = pushing.release("L-1", 6_000)
    assert isinstance(on_time, ProductionReleased)
    yesterday = on_time.at.date() - timedelta(days=1)
    late = on_time.model_copy(
        update={"orders": tuple(one.model_copy(update={"planned_start": yesterday}) for one in on_time.orders)}
    )
    with pytest.raises(Refused, match=r"which is before .* plan it anew"):
        pushing.deal.then(late)
    assert pushing.deal.then(on_time).stage.name == "producing"


def test_instalments_lose_no_cent():
    thirds = [percent("33.33"), percent("33.33"), percent("33.34")]
    terms = PaymentTerms(
        rows=tuple(PaymentTerm(name=f"row {n}", portion=p, trigger="signing") for n, p in enumerate(thirds))
    )
    total = Money.of("100.01", "CNY")
    assert Money.total(terms.amounts(total), "CNY") == total
    assert [one.amount for one in terms.amounts(total)] == [Decimal("33.33"), Decimal("33.33"), Decimal("33.35")]


def test_shares_of_110_percent_are_no_probabilities():
    with pytest.raises(ValidationError, match=r"110 %"):
        PaymentTerms(
            rows=(
                PaymentTerm(name="deposit", portion=percent(60), trigger="signing"),
                PaymentTerm(name="balance", portion=percent(50), trigger="before_shipment"),
            )
        )
    published = normalised([50, 30, 15, 15])
    assert sum(published) == 1
