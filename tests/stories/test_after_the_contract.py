"""What people run into after signing: tax on top, a mould, refunds after the end, a call-off that is given up."""

from decimal import Decimal
from typing import Any

import pytest
from order_desk import OrderDesk, WithDingjin
from playing import changed
from pydantic import ValidationError

from b2bdeal import (
    Amendment,
    CalledOff,
    CallOff,
    CallOffLine,
    Cancellation,
    Charge,
    ContractAmended,
    ContractSigned,
    DealCancelled,
    DepositSettlement,
    Domestic,
    Export,
    Fact,
    Incoterm,
    Inspected,
    InvoiceIssued,
    LineClosed,
    Money,
    PaymentReceived,
    PaymentReturned,
    Period,
    ProductionFinished,
    ProductionOrder,
    ProductionReleased,
    Quantity,
    QuoteSent,
    Settled,
    Shipment,
    Shipped,
    ShippedLine,
    Signature,
    TaxBasis,
    TermsAgreed,
    VatRebate,
    percent,
)
from b2bdeal.testing import FORMULA, ITEM, JAR, Story, complete_deal


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


def pieces(n: int) -> Quantity:
    return Quantity.of(n, "piece")


def without_tax(fact: Fact) -> Fact:
    """The deal at home instead: prices without tax (不含税), 13 % on a special invoice (专票)."""
    basis = TaxBasis(included=False, vat=percent(13), invoice="special")
    home = Domestic(handover="delivery", place="Hangzhou", freight_by="seller", tax=basis)
    for name, kind in (("quote", QuoteSent), ("terms", TermsAgreed), ("contract", ContractSigned)):
        if isinstance(fact, kind):
            told: Fact = changed(fact, **{name: changed(getattr(fact, name), price_terms=home)})
            return told
    return fact


class AtHome(Story):
    """The story told at home, at prices without tax."""

    def lines(self) -> Any:
        """The story's lines, told so."""
        for by, fact in super().lines():
            yield by, without_tax(fact)


def test_prices_without_tax_are_paid_with_it() -> None:
    """12,000 jars at 17.80 are 213,600; the buyer pays 13 % on top, and the invoice asks for it."""
    desk = OrderDesk(AtHome())
    payments = desk.deal.payments
    assert payments is not None
    assert payments.contract.goods == cny("213600.00")
    assert payments.total == cny("241368.00")
    assert [row.amount for row in payments.instalments] == [cny("72410.40"), cny("168957.60")]
    too_much = InvoiceIssued(at=desk.day(30), number="INV-0", amount=cny("241368.01"), on=desk.story.date(30))
    assert "and 241,368.00 CNY is due by the contract" in desk.is_refused(too_much)
    desk.records(InvoiceIssued(at=desk.day(30), number="INV-1", amount=cny("241368.00"), on=desk.story.date(30)))
    agreed = desk.deal.agreed
    assert agreed is not None
    assert agreed.total == payments.total, "the deal is worth the same before and after signing"


def test_the_contract_need_not_tell_the_buyer_the_rebate_nor_the_quote_the_ship() -> None:
    """The rebate is in the seller's margin; how the goods travel may stay open until the contract."""
    story = Story()
    day = story.date(18)
    rebate = VatRebate(rate=percent(9), on=day, source="customs tariff")
    agreed = changed(
        story.quote(2, "17.80", 18).agree(
            {line.item: line.quantity for line in story.contract(24).lines}, story.date(170)
        ),
        price_terms=Export(incoterm=Incoterm.of("FCA Ningbo"), rebate=rebate),
    )
    by_sea = changed(story.contract(24), price_terms=Export(incoterm=Incoterm.of("FCA Ningbo"), transport="sea"))
    assert by_sea.differences(agreed) == ()
    settled = changed(agreed, price_terms=Export(incoterm=Incoterm.of("FCA Ningbo"), transport="air"))
    assert [one.what.text() for one in by_sea.differences(settled)] == ["price terms"]


def ending(desk: OrderDesk, kept: str, applied: str, returned: str, **changes: Any) -> DealCancelled:
    """The contract ends on the 60th day, before anything was made."""
    values: dict[str, Any] = {
        "number": "X-1",
        "contract": "C-2026-017",
        "by": "seller",
        "reason": "capacity",
        "deposit": DepositSettlement(kept=cny(kept), applied=cny(applied), returned=cny(returned)),
        "document": "LETTER-7",
    }
    return DealCancelled(at=desk.day(60), cancellation=Cancellation(**(values | changes)))


def back(desk: OrderDesk, number: int, amount: str, on: int, payment: str | None = None) -> PaymentReturned:
    return PaymentReturned(
        at=desk.day(on), refund=f"R-{number}", amount=cny(amount), reason="as agreed", payment=payment
    )


def test_after_a_cancellation_no_more_goes_back_than_it_says_by_whatever_name_or_date() -> None:
    """The buyer ends it and the seller keeps the 定金; finance can't send it back all the same."""
    desk = OrderDesk(WithDingjin())
    desk.records(desk.story.payment(1, 30), by="wu")
    desk.records(ending(desk, "42720.00", "0.00", "21360.00", by="buyer", reason="cancelled_project"))
    left = "64,080.00 CNY would go back, and by the cancellation 21,360.00 CNY is left"
    assert left in desk.is_refused(back(desk, 1, "64080.00", 61)), "in all"
    assert left in desk.is_refused(back(desk, 1, "64080.00", 61, "BANK-1")), "by its name"
    desk.records(back(desk, 1, "21360.00", 40), by="wu")
    why = desk.is_refused(back(desk, 2, "21360.00", 41))
    assert "by the cancellation 0.00 CNY is left" in why, "a back-dated refund is no second one"
    desk.records(changed(desk.story.payment(2, 70), payment="BANK-9"), by="wu")
    desk.records(back(desk, 3, "149520.00", 71, "BANK-9"), by="wu")
    assert "149,520.00 CNY of it" not in desk.is_refused(back(desk, 4, "0.01", 72, "BANK-9")), "all of it is gone"


def test_a_seller_who_defaults_pays_its_claim_beside_the_deposit() -> None:
    """The deposit was an advance: it goes back, and 5,000 of damages."""
    desk = OrderDesk()
    desk.records(desk.story.payment(1, 30), by="wu")
    desk.records(ending(desk, "0.00", "0.00", "64080.00", claim=cny("5000.00")))
    desk.records(back(desk, 1, "64080.00", 61), by="wu")
    assert "5,000.01 CNY would go back" in desk.is_refused(back(desk, 2, "5000.01", 62))
    desk.records(back(desk, 2, "5000.00", 62), by="wu")
    signed = tuple(Signature(side=side, person=side, at=desk.day(59)) for side in ("seller", "buyer"))
    with pytest.raises(ValidationError, match="a claim is nobody's"):
        ending(desk, "0.00", "0.00", "64080.00", by="both", signatures=signed, claim=cny("5000.00"))


def test_a_mould_that_was_made_is_set_off_though_no_jar_comes() -> None:
    """8,000 for the mould, spread over 20,000 jars: the buyer who cancels owes it."""
    mould = Charge(id="MOULD-1", kind="mould", name="Jar mould", amount=cny("8000.00"), billing="once", owner="buyer")

    class WithMould(Story):
        def quote(self, version: int, price: str, sent: int) -> Any:
            return changed(super().quote(version, price, sent), charges=(mould,))

    desk = OrderDesk(WithMould(), charges=(mould,))
    assert desk.deal.payments is not None
    first = desk.deal.payments.instalments[0].amount
    desk.records(PaymentReceived(at=desk.day(30), payment="BANK-1", amount=first, payer="maison-lune"), by="wu")
    rest = (first - cny("8000.01")).amount
    by_buyer: dict[str, Any] = {"by": "buyer", "reason": "cancelled_project"}
    why = desk.is_refused(ending(desk, "0.00", "8000.01", str(rest), **by_buyer))
    assert "0.00 CNY for what was shipped, 8,000.00 CNY of one-time charges, 0.00 CNY for the rest" in why
    desk.records(ending(desk, "0.00", "8000.00", str(rest + Decimal("0.01")), **by_buyer))


def test_a_smaller_tolerance_leaves_room_for_what_left() -> None:
    """12,300 of 12,000 left, within 3 %; at 1 % it would be 180 too many, which nobody would pay for."""
    desk = OrderDesk()
    desk.records(desk.story.payment(1, 30), changed(desk.story.payment(2, 31), amount=cny("160000.00")), by="wu")
    order = ProductionOrder(
        number="PO-1",
        contract="C-2026-017",
        line=1,
        item=ITEM,
        lot="L-1",
        formula=FORMULA,
        packaging=JAR,
        quantity=pieces(12_300),
        planned_start=desk.story.date(40),
        planned_finish=desk.story.date(60),
    )
    good = ProductionFinished(at=desk.day(60), order="PO-1", lot="L-1", good=pieces(12_300), scrapped=pieces(0))
    passed = Inspected(
        at=desk.day(61), lot="L-1", order="PO-1", inspector="sun", sample_size=315, disposition="accept", report="QC-1"
    )
    desk.records(ProductionReleased(at=desk.day(40), orders=(order,)), good, by="qian")
    desk.records(passed, by="sun")
    part = ShippedLine(line=1, item=ITEM, lot="L-1", quantity=pieces(12_300))
    desk.records(Shipped(at=desk.day(65), shipment=Shipment(number="SH-1", lines=(part,))))

    def tolerance(percent_: int) -> ContractAmended:
        signed = tuple(Signature(side=side, person=side, at=desk.day(66)) for side in ("seller", "buyer"))
        amendment = Amendment(
            number=1, contract="C-2026-017", tolerance=percent(percent_), reason="as signed", signatures=signed
        )
        return ContractAmended(at=desk.day(66), amendment=amendment)

    assert "12,300 pieces shipped, and 12,120 pieces would be the most" in desk.is_refused(tolerance(1))
    deal = desk.records(tolerance(5))
    assert deal.payments is not None
    assert deal.payments.total == cny("218940.00")


def test_a_call_off_that_is_given_up_before_work_does_not_hold_the_deal() -> None:
    """A frame of 100,000: one call-off, given up by both before anything was made."""
    story = Story(quantity=100_000)
    desk = OrderDesk(story, kind="blanket", period=Period(first=story.date(24), last=story.date(150)))
    line = CallOffLine(line=1, quantity=story.contract(24).lines[0].quantity * Decimal("0.1"))
    off = CallOff(number="CO-1", lines=(line,), wanted_by=story.date(90))
    desk.records(CalledOff(at=desk.day(40), call_off=off))
    closed = LineClosed(
        at=desk.day(41), line=1, call_off="CO-1", delivered=line.quantity * 0, reason="no season", agreed_by="moreau"
    )
    deal = desk.records(closed)
    assert deal.stage.name == "contracted", "nothing left yet, so that nothing can be accepted"
    assert deal.payments is not None
    assert deal.payments.total.is_zero


def test_what_comes_after_the_deal_is_settled_is_recorded_and_goes_back(book: Any) -> None:
    """The buyer's bank pays the balance twice."""
    deal = complete_deal(book, until=Settled)
    story = Story()
    book.clock.now = story.day(180)
    again = changed(story.payment(2, 175), payment="BANK-3")
    deal = book.record(deal, again, by="wu")
    assert deal.stage.name == "settled"
    assert deal.payments.overpaid > again.amount
    refund = PaymentReturned(at=story.day(176), refund="R-1", payment="BANK-3", amount=again.amount, reason="twice")
    assert book.record(deal, refund, by="wu").payments.overpaid == cny("1068.00")
