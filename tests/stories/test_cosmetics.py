"""Cosmetics told in its own words: what a change of formula opens again, what is printed when, what nobody waives."""

from datetime import timedelta

import pytest
from playing import changed, play

from b2bdeal import (
    NDA,
    BriefAgreed,
    Deal,
    Fact,
    FilingAccepted,
    FormulaChanged,
    LabelSigned,
    LotTested,
    Microbiology,
    NdaSigned,
    PrintingReleased,
    ProductionReleased,
    QualityReleased,
    Quantity,
    Refused,
    Registration,
    RiskLetterSigned,
    SampleApproved,
    SampleSent,
    Shipped,
    StabilityPassed,
    TrademarkLicensed,
    VersionLock,
    WaiverAsked,
    WaiverGranted,
)
from b2bdeal.book import Book
from b2bdeal.testing import ITEM, Clock, Story

STORY = Story()


def why_not(book: Book, deal: Deal, fact: Fact, by: str = "zhao") -> dict[str, str]:
    """The reasons for which a fact is refused, in words, by the ids of the conditions."""
    clock = book.clock
    assert isinstance(clock, Clock)
    clock.now = max(clock.now, fact.at)
    with pytest.raises(Refused) as caught:
        book.record(deal, fact, by=by)
    return {reason.id: reason.text().replace("\xa0", " ") for reason in caught.value.refusal.reasons}


def brief(**words: object):
    """Tells the story with another brief."""

    def instead(fact: Fact) -> Fact:
        return changed(fact, brief=changed(fact.brief, **words)) if isinstance(fact, BriefAgreed) else fact

    return instead


def story_fact(kind: type[Fact]) -> Fact:
    return next(fact for _, fact in STORY.lines() if fact.kind == kind.kind)


def test_a_change_of_formula_after_filing_opens_approval_filing_label_and_seal(book: Book, clock: Clock):
    """On day 95 a supplier stops an emulsifier. Everything that named the old formula is open again."""
    deal = play(book, before=ProductionReleased)
    assert VersionLock.of(deal.facts, deal.contract).closed
    clock.now = STORY.day(99)
    change = FormulaChanged(at=clock.now, article=ITEM, old="F-17.2", new="F-17.3", reason="the emulsifier is gone")
    deal = book.record(deal, change, by="zhao")

    why = why_not(book, deal, story_fact(ProductionReleased), by="qian")
    assert why == {
        "packaging_compatible": "compatibility is not shown: JAR-50-W with F-17.3: not tested",
        "formula_approved": "CREAM-50: formula F-17.3 is not approved, "
        "CREAM-50: the contract says formula F-17.2, in force is F-17.3",
        "standard_sealed": "no standard is sealed of the version in force of CREAM-50",
        "label_signed": "CREAM-50 in FR: label LB-3 lists formula F-17.2, in force is F-17.3",
        "filing_valid": "CREAM-50 in FR: filing CPNP-4471203 names formula F-17.2, in force is F-17.3",
    }
    # The supplier finds a last drum: the change is taken back, and nothing else has to be done.
    back = FormulaChanged(at=STORY.day(99, 15), article=ITEM, old="F-17.3", new="F-17.2", reason="a last drum")
    clock.now = STORY.day(100)
    deal = book.record(deal, back, by="zhao")
    deal = book.record(deal, story_fact(ProductionReleased), by="qian")
    assert deal.stage.label == "Producing"
    assert book.verify(deal) == ()


def test_microbiology_can_not_be_waived_by_anybody(book: Book, clock: Clock):
    """The lot has too many germs, the ship sails tomorrow; no letter and no director helps."""
    germs = Microbiology(total_count=1_400, limit=1_000, looked_for=("Pseudomonas aeruginosa",))
    deal = play(
        book,
        before=Shipped,
        instead=lambda fact: changed(fact, microbiology=germs) if isinstance(fact, LotTested) else fact,
    )
    shipped = story_fact(Shipped)
    assert why_not(book, deal, shipped) == {
        "microbiology_passed": "microbiology: L-0617: 1,400 CFU per g or ml, limit 1,000"
    }
    clock.now = STORY.day(138)
    letter = RiskLetterSigned(
        at=clock.now,
        letter="RL-9",
        conditions=("microbiology_passed",),
        risks="germs",
        signed_by="moreau",
    )
    asked = WaiverAsked(at=clock.now, condition="microbiology_passed", reason="the ship sails", asked_by="zhao")
    deal = book.record(book.record(deal, letter, by="zhao"), asked, by="zhao")
    for who, role in (("li", "director"), ("sun", "quality")):
        granted = WaiverGranted(
            at=clock.now,
            condition="microbiology_passed",
            reason="the buyer bears it",
            granted_by=who,
            role=role,
            document="RL-9",
        )
        assert why_not(book, deal, granted, by=who)["waiver_is_within_role"] == "microbiology_passed can't be waived"
    assert "microbiology_passed" in why_not(book, deal, shipped)


def test_a_test_is_waived_only_on_the_buyers_signed_letter(book: Book, clock: Clock):
    """The launch is near, and the twelve weeks are not over."""
    deal = play(book, before=StabilityPassed)
    clock.now = STORY.day(97)
    asked = WaiverAsked(at=clock.now, condition="stability_passed", reason="the launch is near", asked_by="zhao")
    deal = book.record(deal, asked, by="zhao")
    granted = WaiverGranted(
        at=clock.now, condition="stability_passed", reason="ok", granted_by="sun", role="quality", document="RL-1"
    )
    why = why_not(book, deal, granted, by="sun")
    assert why == {"risk_letter_signed": "the buyer has signed no letter of risk for stability_passed"}
    letter = RiskLetterSigned(
        at=clock.now,
        letter="RL-1",
        conditions=("stability_passed",),
        risks="it may separate in the heat",
        signed_by="durand",
    )
    assert "durand is not known as a contact" in why_not(book, deal, letter)["approver_is_known"]
    deal = book.record(deal, changed(letter, signed_by="moreau"), by="zhao")
    deal = book.record(deal, granted, by="sun")
    deal = book.record(deal, changed(story_fact(ProductionReleased), at=STORY.day(97)), by="qian")
    assert deal.stage.label == "Producing"


def test_nothing_is_printed_before_the_label_is_signed(book: Book, clock: Clock):
    """The printer has a free night in April; the label is signed two weeks later."""
    deal = play(book, before=FilingAccepted)
    first = PrintingReleased(
        at=STORY.day(40, 12),
        item="BOX-50",
        article=ITEM,
        market="FR",
        artwork="ART-41-2",
        quantity=Quantity.of(12_600, "piece"),
    )
    assert why_not(book, deal, first)["artwork_is_signed"] == "no label of CREAM-50 in FR is signed"
    later = changed(first, at=STORY.day(46))
    assert why_not(book, deal, later)["artwork_is_signed"] == "ART-41-3 is signed, ART-41-2 would be printed"
    deal = book.record(deal, changed(later, artwork="ART-41-3"), by="qian")
    assert deal.entries[-1].fact.action == "produce"


def test_no_lot_for_the_chinese_market_is_released_without_its_filing(book: Book, clock: Clock):
    """The brief names China, too. The label is there, the 备案 is not; then it is, and runs out before release."""
    deal = play(book, before=ProductionReleased, instead=brief(markets=("FR", "CN")))
    released = story_fact(ProductionReleased)
    assert why_not(book, deal, released, by="qian") == {
        "label_signed": "CREAM-50 in CN: no label is signed",
        "filing_valid": "CREAM-50 in CN: neither 备案 nor 注册",
    }
    label = next(fact for _, fact in STORY.lines() if fact.kind == "oem.LabelSigned")
    chinese = changed(label, at=STORY.day(99), market="CN", trademark=None)
    filed = Registration(
        article=ITEM,
        market="CN",
        registrant="maison-lune",
        kind="filing",
        number="备-2026-88",
        formula="F-17.2",
        label_version="LB-3",
        valid_until=STORY.date(131),
    )
    deal = book.record(deal, chinese, FilingAccepted(at=STORY.day(99), registration=filed), by="sun")
    for by, fact in list(STORY.lines())[len(deal.entries) - 2 :]:
        clock.now = max(clock.now, fact.at)
        if fact.kind == QualityReleased.kind:
            why = why_not(book, deal, fact, by=by)
            assert why == {"filing_valid": "CREAM-50 in CN: filing 备-2026-88 ran out on 11 Jul 2026"}
            return
        deal = book.record(deal, fact, by=by)
    raise AssertionError("the lot was never released")


def test_a_lot_of_the_old_formula_does_not_leave_under_the_filing_of_the_new(book: Book, clock: Clock):
    """The lot is in the warehouse when the formula changes for the next order, and the portal takes the new one."""
    deal = play(book, before=Shipped)
    clock.now = STORY.day(137)
    change = FormulaChanged(at=clock.now, article=ITEM, old="F-17.2", new="F-17.3", reason="a milder preservative")
    filed = story_fact(FilingAccepted)
    again = changed(filed, at=clock.now, registration=changed(filed.registration, formula="F-17.3"))  # type: ignore[attr-defined]
    deal = book.record(deal, change, again, by="sun")
    shipped = story_fact(Shipped)
    assert why_not(book, deal, shipped) == {
        "lots_are_filed": "L-0617 was made by formula F-17.2, and filed for CREAM-50 in FR is F-17.3"
    }
    # The old notification still stands under a number of its own: then the lot may leave, beside the new formula.
    clock.now = STORY.day(138)
    stands = changed(filed, at=clock.now, registration=changed(filed.registration, number="CPNP-4471203-A"))  # type: ignore[attr-defined]
    deal = book.record(deal, stands, shipped, by="sun")
    assert deal.stage.label == "Shipped"
    assert book.verify(deal) == ()


def test_a_brief_without_markets_is_no_way_round_label_and_filing(book: Book, clock: Clock):
    """Nobody wrote the market into the brief. Production asks for a label all the same, and with it for a filing."""
    deal = play(book, before=TrademarkLicensed, instead=brief(markets=()))
    for by, fact in list(STORY.lines())[len(deal.entries) :]:
        clock.now = max(clock.now, fact.at)
        if fact.kind == ProductionReleased.kind:
            break
        if fact.kind not in (LabelSigned.kind, FilingAccepted.kind):
            deal = book.record(deal, fact, by=by)
    made = story_fact(ProductionReleased)
    assert why_not(book, deal, made, by="qian") == {
        "label_signed": "CREAM-50: no market is named, and no label is signed"
    }
    deal = book.record(deal, changed(story_fact(LabelSigned), at=clock.now), by="zhao")
    assert why_not(book, deal, made, by="qian") == {"filing_valid": "CREAM-50 in FR: no filing"}


def test_another_formula_is_another_round(book: Book, clock: Clock):
    """The first round stuck to the fingers. A better one can't go out under the same number and round."""
    deal = play(book, before=SampleApproved)
    sent = story_fact(SampleSent)
    better = changed(sent, at=STORY.day(14), sample=changed(sent.sample, formula="F-17.3"))  # type: ignore[attr-defined]
    assert why_not(book, deal, better) == {
        "round_is_one_version": "sample S-41, round 1, was CREAM-50, F-17.2, JAR-50-W; "
        "send CREAM-50, F-17.3, JAR-50-W as another round"
    }
    second = changed(better, sample=changed(better.sample, round=2))
    deal = book.record(deal, second, by="zhao")
    assert deal.negotiation.samples["S-41"].round == 2


def test_the_brand_discloses_its_formula_only_under_an_nda(book: Book, clock: Clock):
    """The brand brings its own formula. The agreement comes first, and runs out before the second sample."""
    secret = brief(discloses_formula=True)
    deal = play(book, before=BriefAgreed)
    agreed = secret(story_fact(BriefAgreed))
    assert why_not(book, deal, agreed) == {"nda_in_force": "brief B-41 discloses a formula, and no NDA is signed"}
    paper = NDA(
        number="NDA-7",
        parties=("linhai", "maison-lune"),
        signed_on=STORY.date(4),
        until=STORY.date(10),
        formula_owner="maison-lune",
    )
    deal = book.record(deal, NdaSigned(at=agreed.at, nda=paper), agreed, by="zhao")
    sent = story_fact(SampleSent)
    clock.now = sent.at
    deal = book.record(deal, sent, by="zhao")
    again = changed(sent, at=sent.at + timedelta(days=3))
    assert why_not(book, deal, again)["nda_in_force"].endswith(
        "none of the NDAs NDA-7 binds maison-lune on 13 Mar 2026"
    )


def test_a_stranger_does_not_approve_the_sample(book: Book):
    """Approval is the buyer's, by a person whom we know."""
    deal = play(book, before=SampleApproved)
    stranger = changed(story_fact(SampleApproved), approved_by="intern")
    assert why_not(book, deal, stranger) == {
        "approver_is_known": "intern is not known as a contact of the buyer; known are moreau, petit"
    }
