"""Conditions from the deposit to the settled deal, and those of waivers: a fact that each refuses, and one it takes."""

from datetime import timedelta

from conditionkit import (
    ASKED,
    STORY,
    Case,
    changed,
    granted,
    later,
    made,
    orders,
    packed,
    paid,
    pieces,
    shipped,
    signed,
    stability,
)
from flowkit import day, one, told, waived

from b2bdeal import (
    CapacityHeld,
    ContractSigned,
    GoodsAccepted,
    Inspected,
    PaymentReceived,
    ProductionFinished,
    ProductionReleased,
    Settled,
    Shipped,
    StabilityPassed,
    TermsAgreed,
)

LATER = {"planned_start": STORY.date(131), "planned_finish": STORY.date(150)}

AFTER_SIGNING = (
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
        alone=False,
    ),
    Case(
        "capacity_held",
        lambda: told(ProductionReleased),
        changed(orders(130, **LATER), at=STORY.day(130) + timedelta(seconds=1)),
        "the hold of capacity P-17 expired on 10 Jul 2026, 10:00 +08:00",
        changed(orders(130, **LATER), at=STORY.day(130)),
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
        alone=False,
    ),
    Case(
        "orders_fit_contract",
        lambda: told(ProductionReleased),
        orders(quantity=pieces(12_361)),
        "line 1 would come to 12,361 pieces, and 12,000 pieces are ordered",
        orders(quantity=pieces(12_360)),
    ),
    Case(
        "orders_fit_contract",
        lambda: told(ProductionReleased),
        orders(formula="F-18"),
        "PO-17 makes F-18 in JAR-50-W, which is not approved",
        orders(),
    ),
    Case(
        "orders_fit_contract",
        lambda: told(ProductionReleased),
        orders(line=2),
        "PO-17 is for line 2, CREAM-50, of C-2026-017",
        orders(),
    ),
    Case(
        "orders_fit_contract",
        lambda: told(ProductionFinished),
        orders(number="PO-18"),
        "PO-18 makes the lot L-0617 again",
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
        "0.00 CNY of 148,452.00 CNY came, 148,452.00 CNY is missing",
        shipped(),
        lambda: told(Shipped),
    ),
    Case("lots_released", lambda: told(Shipped), shipped(lot="L-9"), "not released: L-9", shipped(), alone=False),
    Case(
        "within_lots",
        lambda: told(Shipped),
        shipped(quantity=11_941),
        "the lots do not hold this: of L-0617, 11,941 pieces would leave, and 11,940 pieces are made",
        shipped(quantity=11_940),
    ),
    Case(
        "within_lots",
        lambda: told(Shipped),
        shipped(item="CREAM-30"),
        "the lots do not hold this: L-0617 is line 1, CREAM-50",
        shipped(),
    ),
    Case(
        "within_contract",
        lambda: told(Shipped, instead=made(13_000)).then(paid(136, "6408.00")),
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
        "64,080.00 CNY of 212,532.00 CNY came, 148,452.00 CNY is missing",
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
