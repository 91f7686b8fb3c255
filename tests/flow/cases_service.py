"""Where each condition on cases, repeats, people, holds and limits of waivers refuses, and where it holds."""

from collections.abc import Callable
from typing import Any

from conditionkit import ASKED, Case, changed, granted, pieces
from flowkit import day, told

from b2bdeal import (
    AmountCredited,
    ApprovedVersion,
    BriefAgreed,
    CarriedOver,
    CaseClosed,
    CaseInvestigated,
    CaseReported,
    ContractSigned,
    Deal,
    DiscountRedeemed,
    Fact,
    HandedOver,
    HoldLifted,
    HoldPlaced,
    LeadFound,
    Money,
    Policy,
    Remedy,
    RemedyAgreed,
    RemedyOffered,
    ReplacementSent,
    SampleEvaluated,
    ServiceCase,
    Shipment,
    ShippedLine,
    TermsAgreed,
    days,
    percent,
)
from b2bdeal.testing import FORMULA, ITEM, JAR, TRADE

CREDIT = Remedy(kind="credit", amount=Money.of("5340.00", "CNY"))
REPLACEMENT = Remedy(kind="replacement", quantity=pieces(60))
LIMITED = TRADE.but("limited", version=1, policy=Policy(waiver_limits={"director": Money.of("200000.00", "CNY")}))


def _warranted(fact: Fact) -> Fact:
    """Tells the story with a warranty of sixty days in the contract."""
    if not isinstance(fact, ContractSigned):
        return fact
    return changed(fact, contract=changed(fact.contract, warranty=days(60)))


def reported(number: float = 200, **words: Any) -> CaseReported:
    said = {
        "number": "SC-1",
        "shipment": "SH-17",
        "lot": "L-0617",
        "item": ITEM,
        "quantity": pieces(60),
        "defect": "cracked",
        "pictures": ("IMG-1",),
        "reported_by": "petit",
    } | words
    return CaseReported(at=day(number), case=ServiceCase.model_validate(said))


def settled() -> Deal:
    return told(instead=_warranted)


def case(remedy: Remedy | None = None, *, agreed: bool = False) -> Callable[[], Deal]:
    """A settled deal with a case that is investigated; with a remedy offered, and agreed."""

    def make() -> Deal:
        deal = settled().then(reported())
        deal = deal.then(CaseInvestigated(at=day(201), case="SC-1", cause="thin glass", fault="seller"))
        if remedy is not None:
            deal = deal.then(RemedyOffered(at=day(202), case="SC-1", remedy=remedy))
        if remedy is not None and agreed:
            deal = deal.then(RemedyAgreed(at=day(203), case="SC-1", remedy=remedy, agreed_by="moreau"))
        return deal

    return make


def offered(remedy: Remedy) -> RemedyOffered:
    return RemedyOffered(at=day(202), case="SC-1", remedy=remedy)


def sent(quantity: int = 60, **words: Any) -> ReplacementSent:
    line = ShippedLine(line=1, item=ITEM, lot="L-0617", quantity=pieces(quantity))
    said = {"shipment": Shipment(number="SH-R1", lines=(line,)), "from_deal": "D-2", "release": "QR-1"} | words
    return ReplacementSent.model_validate({"at": day(204), "case": "SC-1", **said})


def closed() -> CaseClosed:
    return CaseClosed(at=day(210), case="SC-1", cost=Money.of("6000.00", "CNY"), corrective_action="a thicker neck")


def credited() -> AmountCredited:
    return AmountCredited(at=day(205), number="CN-1", amount=CREDIT.amount, reason="cracked", case="SC-1")


def _back(fact: Fact) -> Fact:
    """Tells the story of a buyer who comes back from D-0."""
    return changed(fact, lead=changed(fact.lead, repeat_of="D-0")) if isinstance(fact, LeadFound) else fact


def carried(formula: str = FORMULA, **words: Any) -> CarriedOver:
    version = ApprovedVersion(item=ITEM, formula=formula, packaging=JAR)
    return CarriedOver.model_validate({"at": day(9), "from_deal": "D-0", "approved": (version,), **words})


def handed(**words: Any) -> HandedOver:
    said = {"from_specialist": "zhao", "to_specialist": "qian", "reason": "parental leave", "introduced": ("moreau",)}
    return HandedOver.model_validate({"at": day(20), **said, **words})


def sampled() -> Deal:
    """A repeat whose sample was sent."""
    return told(SampleEvaluated, instead=_back)


HELD = HoldPlaced(at=day(19.5), hold="H-1", blocks=("ship",), source="quality", reason="a complaint")

SERVICE: tuple[Case, ...] = (
    Case("lot_was_shipped", settled, reported(shipment="SH-9"), "no shipment SH-9 has left", reported()),
    Case(
        "case_fits_shipment",
        settled,
        reported(quantity=pieces(12_000)),
        "12,000 pieces are complained about, and shipment SH-17 had 11,940 pieces of lot L-0617",
        reported(),
    ),
    Case("claim_was_made", settled, reported(claim="CL-1"), "no claim CL-1 was made", reported()),
    Case(
        "within_warranty",
        settled,
        reported(230),
        "the warranty of 60 days on shipment SH-17, accepted on 17 Aug 2026, ended on 16 Oct 2026",
        reported(228),
    ),
    Case(
        "remedy_fits_case",
        case(),
        offered(changed(REPLACEMENT, quantity=pieces(61))),
        "the remedy is for 61 pieces, and case SC-1 is about 60 pieces",
        offered(REPLACEMENT),
    ),
    Case(
        "remedy_is_the_offered",
        case(CREDIT),
        RemedyAgreed(at=day(203), case="SC-1", remedy=REPLACEMENT, agreed_by="moreau"),
        "kind: offered credit, agreed replacement",
        RemedyAgreed(at=day(203), case="SC-1", remedy=CREDIT, agreed_by="moreau"),
    ),
    Case(
        "replacement_is_agreed",
        case(REPLACEMENT, agreed=True),
        sent(61),
        "61 pieces would be sent, and 60 pieces are agreed",
        sent(),
    ),
    Case(
        "replacement_is_released",
        case(REPLACEMENT, agreed=True),
        sent(from_deal=None, release=None),
        "of L-0617, 12,000 pieces would leave, and 11,940 pieces are made",
        sent(),
    ),
    Case(
        "remedy_is_done",
        case(CREDIT, agreed=True),
        closed(),
        "0.00 CNY of 5,340.00 CNY was credited",
        closed(),
        lambda: case(CREDIT, agreed=True)().then(credited()),
    ),
    Case(
        "discount_is_open",
        case(CREDIT, agreed=True),
        DiscountRedeemed(at=day(230), case="SC-1", deal="D-2"),
        "no discount of case SC-1 is open",
        DiscountRedeemed(at=day(230), case="SC-1", deal="D-2"),
        case(Remedy(kind="discount_next_order", share=percent(5)), agreed=True),
    ),
    Case(
        "repeat_is_of_won_deal",
        lambda: told(BriefAgreed, instead=_back),
        carried(from_deal="D-9"),
        "the buyer comes back from D-0, not from D-9",
        carried(),
    ),
    Case(
        "formula_is_unchanged",
        sampled,
        carried("F-16.0"),
        "CREAM-50 was sampled in F-17.2 JAR-50-W, and F-16.0 JAR-50-W is carried over",
        carried(),
    ),
    Case(
        "handed_over_by_owner",
        lambda: told(TermsAgreed),
        handed(from_specialist="wu"),
        "zhao serves this customer, not wu",
        handed(),
    ),
    Case(
        "introduced_are_known",
        lambda: told(TermsAgreed),
        handed(introduced=("moreau", "durand")),
        "no contacts of this deal: durand",
        handed(),
    ),
    Case(
        "hold_is_known",
        lambda: told(TermsAgreed).then(HELD),
        HoldLifted(at=day(20), hold="H-2", reason="solved"),
        "no hold H-2 was placed on this deal by then; it has H-1",
        HoldLifted(at=day(20), hold="H-1", reason="solved"),
    ),
    Case(
        "waiver_is_within_limit",
        lambda: told(TermsAgreed, under=LIMITED).then(ASKED, by="zhao"),
        granted(),
        "director may waive up to 200,000.00 CNY, and the deal is worth 240,000.00 CNY",
        granted(),
        lambda: told(TermsAgreed).then(ASKED, by="zhao"),
    ),
)
