"""Conditions on samples, packaging and the version lock: a fact that each refuses, and one that it takes."""

import functools
from collections.abc import Callable
from typing import Any

from conditionkit import Case, changed, later, orders, pieces, shipped
from flowkit import LETTER, day, one, told

from b2bdeal import (
    NDA,
    AmountCredited,
    BriefAgreed,
    BulkReleased,
    CertificateIssued,
    Claim,
    CompatibilityFailed,
    CompatibilityPassed,
    Contact,
    ContactMet,
    Criterion,
    Fact,
    FilingAccepted,
    FilingWithdrawn,
    FormulaChanged,
    LabelChanged,
    LabelSigned,
    LeftoversSettled,
    LotTested,
    Microbiology,
    Money,
    NdaSigned,
    PackagingArrived,
    PackagingInspected,
    PackagingPlanned,
    Policy,
    PrintingReleased,
    ProductionReleased,
    QualityReleased,
    Quantity,
    SampleApproved,
    SampleArrived,
    SampleEvaluated,
    SampleFees,
    SampleRetained,
    SampleSent,
    Settled,
    Shipped,
    StandardSealed,
    TrademarkLicensed,
    WaiverAsked,
    WaiverGranted,
)
from b2bdeal.testing import TRADE, Story

STORY = Story()


def instead(kind: type[Fact], **words: Any) -> Callable[[Fact], Fact]:
    """Tells the story with other values in every fact of a class."""
    return lambda fact: changed(fact, **words) if fact.kind == kind.kind else fact


def brief(**words: Any) -> Callable[[Fact], Fact]:
    """Tells the story with another brief."""
    return lambda fact: changed(fact, brief=changed(fact.brief, **words)) if isinstance(fact, BriefAgreed) else fact


def secret(fact: Fact) -> Fact:
    """Tells the story with a formula disclosed."""
    return brief(discloses_formula=True)(fact)


def nda(until: int | None = 300, account: str = "maison-lune") -> NdaSigned:
    """An NDA signed on the second day."""
    end = None if until is None else STORY.date(until)
    paper = NDA(number="N-1", parties=("linhai", account), signed_on=STORY.date(2), until=end, formula_owner=account)
    return NdaSigned(at=day(2), nda=paper)


def registration(**words: Any) -> Callable[[Fact], Fact]:
    """Tells the story with another filing."""
    return lambda fact: (
        changed(fact, registration=changed(fact.registration, **words)) if isinstance(fact, FilingAccepted) else fact
    )


def waiver(**words: Any) -> WaiverGranted:
    said = {"condition": "stability_passed", "reason": "yes", "granted_by": "sun", "role": "quality"} | words
    return WaiverGranted.model_validate({"at": day(96), **said})


def left(number: int, how: str = "returned") -> LeftoversSettled:
    """Jars that are settled on the day before they are inspected."""
    said = {"at": day(76), "item": "JAR-50-W", "quantity": pieces(number), "how": how}
    return LeftoversSettled.model_validate(said | ({"stored_until": STORY.date(200)} if how == "stored" else {}))


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


def fee_promised(fact: Fact) -> Fact:
    """Tells the story with a fee for the sample that is credited from 200,000 CNY on."""
    return instead(SampleSent, fee=cny("300.00"), fee_credited_above=cny("200000.00"))(fact)


def note(amount: str, case: str | None = None) -> AmountCredited:
    return AmountCredited(at=day(169), number="CN-1", amount=cny(amount), reason="fees for samples", case=case)


PAID = TRADE.but(
    "paid-samples",
    version=1,
    policy=Policy(sample_fees=SampleFees(free_rounds=1, fee=Money.of("300.00", "CNY"))),
)
SECOND = changed(one(SampleSent), at=day(13.5), sample=changed(one(SampleSent).sample, round=2))  # type: ignore[attr-defined]
MUSTS = brief(criteria=(Criterion(name="texture", must=5), Criterion(name="stickiness", must=3, weight=2)))
ASKED = WaiverAsked(at=day(96), condition="stability_passed", reason="the launch is near", asked_by="zhao")
NEW = FormulaChanged(at=day(95), article="CREAM-50", old="F-17.2", new="F-17.3", reason="a supplier stopped")
PRINT = PrintingReleased(
    at=day(46), item="BOX-50", article="CREAM-50", market="FR", artwork="ART-41-3", quantity=pieces(12_600)
)

SAMPLES = (
    Case(
        "nda_in_force",
        lambda: told(BriefAgreed),
        secret(one(BriefAgreed)),
        "brief B-41 discloses a formula, and no NDA is signed",
        secret(one(BriefAgreed)),
        lambda: told(BriefAgreed).then(nda()),
    ),
    Case(
        "nda_in_force",
        lambda: (
            told(SampleSent, instead=secret, under=TRADE, without=(BriefAgreed,))
            .then(nda(7))
            .then(secret(one(BriefAgreed)))
        ),
        one(SampleSent),
        "brief B-41 discloses a formula, and none of the NDAs N-1 binds maison-lune on 10 Mar 2026",
        changed(one(SampleSent), at=day(7)),
    ),
    Case(
        "nda_in_force",
        lambda: told(BriefAgreed).then(nda(account="someone-else")),
        secret(one(BriefAgreed)),
        "none of the NDAs N-1 binds maison-lune",
        one(BriefAgreed),
    ),
    Case(
        "sample_fee_is_charged",
        lambda: told(SampleApproved, under=PAID),
        SECOND,
        "round 2 of CREAM-50 is beyond the 1 free ones and costs 300.00 CNY",
        changed(SECOND, fee=Money.of("300.00", "CNY")),
    ),
    Case(
        "sample_fee_is_charged",
        lambda: told(SampleApproved, under=PAID),
        SECOND,
        "round 2 of CREAM-50 is beyond the 1 free ones and costs 300.00 CNY",
        changed(SECOND, at=day(13.6)),  # the parcel broke, and is sent again
        lambda: told(SampleApproved, under=PAID).then(changed(SECOND, fee=Money.of("300.00", "CNY"))),
    ),
    Case(
        "sample_fee_is_charged",
        lambda: told(SampleApproved, under=PAID),
        changed(SECOND, sample=changed(SECOND.sample, number="S-42", round=1), fee=Money.of("299.99", "CNY")),
        "round 2 of CREAM-50 costs 300.00 CNY, and 299.99 CNY was taken",
        changed(SECOND, sample=changed(SECOND.sample, number="S-42", round=1), fee=Money.of("300.00", "CNY")),
    ),
    Case(
        "promises_credited",
        lambda: told(Settled, instead=fee_promised),
        one(Settled),
        "300.00 CNY of fees for samples and 0.00 CNY of one-time charges are to be credited, and 0.00 CNY is",
        one(Settled),
        lambda: told(Settled, instead=fee_promised).then(note("300.00")),
    ),
    Case(
        "promises_credited",
        lambda: told(Settled, instead=fee_promised).then(note("300.00", case="C-1")),
        one(Settled),
        "0.00 CNY is",
        one(Settled),
        lambda: told(Settled, instead=instead(SampleSent, fee=cny("300.00"))),
    ),
    Case(
        "round_is_one_version",
        lambda: told(SampleApproved),
        changed(SECOND, sample=changed(SECOND.sample, round=1, formula="F-17.3")),
        "sample S-41, round 1, was CREAM-50, F-17.2, JAR-50-W; send CREAM-50, F-17.3, JAR-50-W as another round",
        changed(SECOND, sample=changed(SECOND.sample, formula="F-17.3")),
    ),
    Case(
        "arrival_was_sent",
        lambda: told(SampleArrived),
        later(SampleArrived, round=2),
        "sample S-41, round 2, was never sent",
        one(SampleArrived),
    ),
    Case(
        "approver_is_known",
        lambda: told(SampleApproved),
        later(SampleApproved, approved_by="durand"),
        "durand is not known as a contact of the buyer; known are moreau, petit",
        one(SampleApproved),
    ),
    Case(
        "approver_is_known",
        lambda: told(SampleApproved).then(ContactMet(at=day(13.5), contact=Contact(person="zhao", role="quality"))),
        changed(one(SampleApproved), approved_by="zhao"),
        "zhao serves this customer for us, and can't sign for the buyer",
        one(SampleApproved),
    ),
    Case(
        "approver_is_known",
        lambda: told(StandardSealed),
        changed(one(StandardSealed), sealed_by_seller="moreau"),
        "moreau is a contact of the buyer, and can't seal for us",
        one(StandardSealed),
    ),
    Case(
        "must_marks_reached",
        lambda: told(SampleApproved, instead=MUSTS),
        one(SampleApproved),
        "sample S-41, round 1: stickiness: no mark, 3 is needed",
        one(SampleApproved),
        lambda: told(SampleApproved, instead=MUSTS, without=(SampleEvaluated,)).then(
            later(SampleEvaluated, scores={"texture": 5, "stickiness": 3})
        ),
    ),
    Case(
        "sealed_is_approved",
        lambda: told(StandardSealed),
        later(StandardSealed, packaging=None),
        "CREAM-50, F-17.2, – is sealed, and no sample of it is approved",
        one(StandardSealed),
    ),
    Case(
        "standard_sealed",
        lambda: told(ProductionReleased, without=(StandardSealed,)),
        orders(),
        "no standard is sealed of the version in force of CREAM-50",
        orders(),
        lambda: told(ProductionReleased),
    ),
    Case(
        "retained_lot_is_made",
        lambda: told(SampleRetained),
        later(SampleRetained, lot="L-9"),
        "nothing of the lot L-9 is finished",
        one(SampleRetained),
    ),
    Case(
        "samples_retained",
        lambda: told(Shipped, without=(SampleRetained,)),
        shipped(),
        "no sample is retained of L-0617",
        shipped(),
        lambda: told(Shipped),
    ),
    Case(
        "risk_letter_signed",
        lambda: told(ProductionReleased).then(ASKED, by="zhao"),
        waiver(document="RL-1"),
        "the buyer has signed no letter of risk for stability_passed",
        waiver(document="RL-1"),
        lambda: told(ProductionReleased).then(LETTER).then(ASKED, by="zhao"),
    ),
    Case(
        "risk_letter_signed",
        lambda: told(ProductionReleased).then(LETTER).then(ASKED, by="zhao"),
        waiver(),
        "the waiver of stability_passed names –; the buyer's letters are RL-1",
        waiver(document="RL-1"),
    ),
)

THEIRS = changed(
    one(PackagingPlanned).items[0],  # type: ignore[attr-defined]
    supplied_by="customer",
    due=STORY.date(76),
)

BOTH = (
    changed(SECOND, at=day(25), sample=changed(SECOND.sample, formula="F-17.3")),
    changed(one(SampleApproved), at=day(25), round=2, formula="F-17.3"),
)
"""Another formula is approved beside the one of the contract."""

PACKAGING = (
    Case(
        "orders_fit_contract",
        lambda: functools.reduce(lambda deal, fact: deal.then(fact), BOTH, told(ProductionReleased)),
        orders(formula="F-17.3"),
        "PO-17 makes F-17.3 in JAR-50-W, and line 1 is F-17.2 in JAR-50-W",
        orders(),
    ),
    Case(
        "customer_due_is_ahead",
        lambda: told(PackagingInspected),
        PackagingPlanned(at=day(77), items=(THEIRS,)),
        "on 18 May 2026 the customer is asked for JAR-50-W by 17 May 2026; give a day to come",
        PackagingPlanned(at=day(77), items=(changed(THEIRS, due=STORY.date(77)),)),
    ),
    Case(
        "customer_due_is_ahead",
        lambda: told(PackagingArrived).then(PackagingPlanned(at=day(74), items=(THEIRS,))),
        PackagingPlanned(at=day(77), items=(changed(THEIRS, quantity=pieces(12_001)),)),
        "the customer is asked for JAR-50-W by 17 May 2026",
        PackagingPlanned(at=day(77), items=(changed(THEIRS, name="Glass jar 50 ml, ivory"),)),
    ),
    Case(
        "leftovers_are_there",
        lambda: told(PackagingInspected).then(left(12_000, how="stored")).then(left(600)),
        left(12_001),
        "of JAR-50-W, 12,601 pieces would be settled, and 12,600 pieces came",
        left(12_000),
    ),
    Case(
        "packaging_is_planned",
        lambda: told(PackagingArrived),
        later(PackagingArrived, item="JAR-9"),
        "no packaging JAR-9 is planned",
        one(PackagingArrived),
    ),
    Case(
        "packaging_is_planned",
        lambda: told(PackagingInspected),
        later(PackagingInspected, accepted=Quantity.of(500, "kg"), rejected=Quantity.of(1, "kg")),
        "JAR-50-W is counted by piece, not by kg",
        one(PackagingInspected),
    ),
    Case(
        "packaging_has_come",
        lambda: told(PackagingInspected),
        later(PackagingInspected, accepted=pieces(12_481)),
        "of JAR-50-W, 12,601 pieces would be inspected, and 12,600 pieces came",
        later(PackagingInspected, accepted=pieces(12_480)),
    ),
    Case(
        "packaging_ready",
        lambda: told(ProductionReleased, instead=instead(PackagingInspected, accepted=pieces(12_359))),
        orders(),
        "JAR-50-W: 12,359 pieces of 12,360 pieces accepted, 1 piece short",
        orders(),
        lambda: told(ProductionReleased, instead=instead(PackagingInspected, accepted=pieces(12_360))),
    ),
    Case(
        "packaging_ready",
        lambda: told(ProductionReleased, without=(PackagingPlanned, PackagingArrived, PackagingInspected)),
        orders(),
        "packaging is not complete: CREAM-50: no packaging is planned",
        orders(),
        lambda: told(ProductionReleased),
    ),
    Case(
        "packaging_compatible",
        lambda: told(ProductionReleased, without=(CompatibilityPassed,)),
        orders(),
        "compatibility is not shown: JAR-50-W with F-17.2: not tested",
        orders(),
        lambda: told(ProductionReleased),
    ),
    Case(
        "packaging_compatible",
        lambda: told(ProductionReleased).then(
            CompatibilityFailed(at=day(99), item="JAR-50-W", formula="F-17.2", weeks=9)
        ),
        orders(),
        "JAR-50-W with F-17.2: failed",
        orders(),
        lambda: told(ProductionReleased).then(
            CompatibilityFailed(at=day(99), item="JAR-50-W", formula="F-16", weeks=9)
        ),
    ),
)

LOCK = (
    Case(
        "formula_approved",
        lambda: told(ProductionReleased).then(NEW),
        orders(),
        "CREAM-50: formula F-17.3 is not approved, CREAM-50: the contract says formula F-17.2, in force is F-17.3",
        orders(),
        lambda: told(ProductionReleased),
        alone=False,
    ),
    Case(
        "filing_valid",
        lambda: told(ProductionReleased, without=(FilingAccepted,)),
        orders(),
        "CREAM-50 in FR: no filing",
        orders(),
        lambda: told(ProductionReleased, instead=registration(market="DE")),
    ),
    Case(
        "filing_valid",
        lambda: told(ProductionReleased, instead=registration(valid_until=STORY.date(99))),
        orders(),
        "CREAM-50 in FR: filing CPNP-4471203 ran out on 9 Jun 2026",
        orders(),
        lambda: told(ProductionReleased, instead=registration(valid_until=STORY.date(100))),
    ),
    Case(
        "filing_valid",
        lambda: told(ProductionReleased, instead=registration(label_version="LB-2")),
        orders(),
        "CREAM-50 in FR: filing CPNP-4471203 names label LB-2, in force is LB-3",
        orders(),
        lambda: told(ProductionReleased),
    ),
    Case(
        "label_signed",
        lambda: told(ProductionReleased, without=(LabelSigned,)),
        orders(),
        "CREAM-50 in FR: no label is signed",
        orders(),
        lambda: told(ProductionReleased),
    ),
    Case(
        "label_signed",
        lambda: told(ProductionReleased, instead=brief(markets=()), without=(LabelSigned,)),
        orders(),
        "CREAM-50: no market is named, and no label is signed",
        orders(),
        lambda: told(ProductionReleased, instead=brief(markets=())),
    ),
    Case(
        "lots_are_filed",
        lambda: (
            told(QualityReleased)
            .then(changed(NEW, at=day(131)))
            .then(changed(registration(formula="F-17.3")(one(FilingAccepted)), at=day(131)))
        ),
        one(QualityReleased),
        "L-0617 was made by formula F-17.2, and filed for CREAM-50 in FR is F-17.3",
        one(QualityReleased),
        lambda: told(QualityReleased),
    ),
    Case(
        "lots_are_filed",
        lambda: (
            told(Shipped)
            .then(changed(NEW, at=day(137)))
            .then(changed(registration(formula="F-17.3")(one(FilingAccepted)), at=day(137)))
        ),
        shipped(),
        "L-0617 was made by formula F-17.2, and filed for CREAM-50 in FR is F-17.3",
        shipped(),
        # A filing of its own for the new formula leaves the old one standing, and the lot under it.
        lambda: (
            told(Shipped)
            .then(changed(NEW, at=day(137)))
            .then(changed(registration(formula="F-17.3", number="CPNP-2")(one(FilingAccepted)), at=day(137)))
        ),
    ),
    Case(
        "label_signed",
        lambda: told(ProductionReleased, instead=instead(LabelSigned, formula="F-17.1")),
        orders(),
        "CREAM-50 in FR: label LB-3 lists formula F-17.1, in force is F-17.2",
        orders(),
        lambda: told(ProductionReleased),
    ),
    Case(
        "claims_proven",
        lambda: told(ProductionReleased, instead=instead(LabelSigned, claims=(Claim(text="lifts in a week"),))),
        orders(),
        "nothing proves lifts in a week",
        orders(),
        lambda: told(ProductionReleased, instead=instead(LabelSigned, claims=())),
    ),
    Case(
        "trademark_licensed",
        lambda: told(ProductionReleased, without=(TrademarkLicensed,)),
        orders(),
        "CREAM-50 in FR: no licence for the trademark TM-LUNE",
        orders(),
        lambda: told(ProductionReleased, without=(TrademarkLicensed,), instead=instead(LabelSigned, trademark=None)),
    ),
    Case(
        "trademark_licensed",
        lambda: told(ProductionReleased, instead=instead(TrademarkLicensed, until=STORY.date(99))),
        orders(),
        "the licence for the trademark TM-LUNE ended on 9 Jun 2026",
        orders(),
        lambda: told(ProductionReleased, instead=instead(TrademarkLicensed, until=STORY.date(100))),
    ),
    Case(
        "filing_is_known",
        lambda: told(ProductionReleased),
        FilingWithdrawn(at=day(99), number="CPNP-9", reason="typing"),
        "no filing CPNP-9 was accepted",
        FilingWithdrawn(at=day(99), number="CPNP-4471203", reason="the brand left the market"),
    ),
    Case(
        "change_is_from_force",
        lambda: told(ProductionReleased),
        changed(NEW, old="F-16"),
        "F-16 is to be changed, and F-17.2 is in force",
        NEW,
    ),
    Case(
        "change_is_from_force",
        lambda: told(ProductionReleased),
        LabelChanged(at=day(95), article="CREAM-50", market="FR", old="LB-2", new="LB-4", reason="a typing error"),
        "LB-2 is to be changed, and LB-3 is in force",
        LabelChanged(at=day(95), article="CREAM-50", market="FR", old="LB-3", new="LB-4", reason="a typing error"),
    ),
    Case(
        "artwork_is_signed",
        lambda: told(LabelSigned),
        PRINT,
        "no label of CREAM-50 in FR is signed",
        PRINT,
        lambda: told(FilingAccepted),
    ),
    Case(
        "artwork_is_signed",
        lambda: told(FilingAccepted),
        changed(PRINT, artwork="ART-41-2"),
        "ART-41-3 is signed, ART-41-2 would be printed",
        PRINT,
    ),
)

BAD = Microbiology(total_count=1_001, limit=1_000, looked_for=("Candida albicans",))
RELEASE = (
    Case(
        "bulk_released",
        lambda: told(Shipped, without=(BulkReleased,)),
        shipped(),
        "L-0617 holds B-0610, not released",
        shipped(),
        lambda: told(Shipped),
    ),
    Case(
        "microbiology_passed",
        lambda: told(Shipped, instead=instead(LotTested, microbiology=BAD)),
        shipped(),
        "L-0617: 1,001 CFU per g or ml, limit 1,000",
        shipped(),
        lambda: told(Shipped, instead=instead(LotTested, microbiology=changed(BAD, total_count=1_000))),
    ),
    Case(
        "net_content_passed",
        lambda: told(Shipped, instead=instead(LotTested, net_content=None)),
        shipped(),
        "net content: L-0617 is not measured",
        shipped(),
        lambda: told(Shipped),
    ),
    Case(
        "certificate_issued",
        lambda: told(Shipped, without=(CertificateIssued,)),
        shipped(),
        "certificate of analysis: L-0617 has none",
        shipped(),
        lambda: told(Shipped),
    ),
    Case(
        "quality_released",
        lambda: told(Shipped, without=(QualityReleased,)),
        shipped(),
        "not released by quality: L-0617",
        shipped(),
        lambda: told(Shipped),
    ),
)
