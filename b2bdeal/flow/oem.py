"""The OEM flow: from a lead to a settled deal, as a business person reads it."""

from typing import Final

from b2bdeal.calendar import days, working_days
from b2bdeal.flow.cases import SERVICE_CASE
from b2bdeal.flow.conditions.amendment import (
    amendment_fits,
    amendment_keeps_what_is_done,
    amendment_settles_stock,
)
from b2bdeal.flow.conditions.cancellation import (
    cancellation_fits,
    deposit_is_accounted,
    reason_is_known,
    stock_is_settled,
)
from b2bdeal.flow.conditions.contract import (
    delivery_is_promised,
    matches_agreed_terms,
)
from b2bdeal.flow.conditions.credit import (
    credit_allows_shipment,
    credit_amendment_follows,
    credit_is_new,
    credit_matches,
    discrepancy_is_open,
    documents_are_complete,
    documents_can_be_judged,
    presented_in_time,
    shipment_is_presented,
)
from b2bdeal.flow.conditions.delivery import (
    all_accepted,
    all_shipped,
    arrival_follows_shipment,
    claim_fits_shipment,
    claim_in_time,
    claim_is_open,
    lots_released,
    shipment_is_known,
    shipment_is_new,
    silence_is_over,
    within_contract,
    within_lots,
)
from b2bdeal.flow.conditions.export import (
    document_controls_goods,
    document_is_held,
    documents_paid,
    release_is_agreed,
)
from b2bdeal.flow.conditions.holds import hold_is_known
from b2bdeal.flow.conditions.invoice import (
    credit_note_fits_contract,
    credit_note_is_new,
    invoice_fits_contract,
    invoice_is_new,
    refund_is_covered,
    refund_is_new,
)
from b2bdeal.flow.conditions.market import above_moq, in_target_market
from b2bdeal.flow.conditions.negotiation import (
    alternatives_are_open,
    matches_quote,
    minimum_cycle,
    quote_in_force,
    quote_supersedes,
    quote_was_sent,
    sample_was_sent,
)
from b2bdeal.flow.conditions.ordered import (
    call_off_fits,
    call_off_is_left,
    call_off_price_holds,
    closes_what_was_delivered,
    more_is_to_come,
)
from b2bdeal.flow.conditions.packaging import packaging_has_come, packaging_is_planned
from b2bdeal.flow.conditions.payment import (
    balance_received,
    deposit_received,
    in_contract_currency,
    paid_in_full,
    payer_is_cleared_in_role,
    payer_is_in_question,
    payment_is_new,
    shipment_is_paid,
    shortfall_is_missing,
    shortfall_is_small,
)
from b2bdeal.flow.conditions.people import handed_over_by_owner, introduced_are_known
from b2bdeal.flow.conditions.production import (
    all_lots_released,
    capacity_held,
    concession_is_agreed,
    lot_is_known,
    lot_is_made,
    orders_fit_contract,
    output_is_counted,
    plan_fits_contract,
    planned_ahead,
    rework_fits_lot,
    sample_approved,
)
from b2bdeal.flow.conditions.quoting import (
    approval_is_of_four_eyes,
    approval_is_within_role,
    materials_steady,
    settled_item_is_agreed,
    within_price_authority,
)
from b2bdeal.flow.conditions.release import (
    batch_fits_order,
    batch_is_enough,
    batch_is_known,
    batch_is_new,
    lot_is_in_work,
    released_by_quality,
)
from b2bdeal.flow.conditions.repeat import formula_is_unchanged, repeat_is_of_won_deal
from b2bdeal.flow.conditions.samples import (
    approver_is_known,
    arrival_was_sent,
    must_marks_reached,
    nda_in_force,
    retained_lot_is_made,
    sample_fee_is_charged,
    sealed_is_approved,
)
from b2bdeal.flow.conditions.service import discount_is_open
from b2bdeal.flow.conditions.stock import stock_is_new, stock_is_there
from b2bdeal.flow.flow import Flow
from b2bdeal.flow.orders import PRODUCTION_ORDER
from b2bdeal.flow.stage import ANY, NOTHING, Phase, Stage
from b2bdeal.flow.step import during, when
from b2bdeal.flow.waiver import (
    waiver_is_known,
    waiver_is_of_four_eyes,
    waiver_is_within_limit,
    waiver_is_within_role,
)
from b2bdeal.life import (
    AmountCredited,
    BriefAgreed,
    CapacityHeld,
    CarriedOver,
    CaseClosed,
    CaseDeclined,
    CaseInvestigated,
    CaseReported,
    ContactMet,
    ContractSigned,
    CostSheetMade,
    CounterOffered,
    CreditAmended,
    CreditHonoured,
    CreditReceived,
    DealLost,
    DiscountRedeemed,
    DiscrepancyRaised,
    DiscrepancyRefused,
    DiscrepancyWaived,
    DocumentsHeld,
    DocumentsPresented,
    DocumentsReleased,
    GoodsAccepted,
    HandedOver,
    HoldLifted,
    HoldPlaced,
    Inspected,
    InvoiceIssued,
    LeadFound,
    LeadQualified,
    MaterialPriceMoved,
    PayerCleared,
    PaymentAdvised,
    PaymentReceived,
    PaymentReturned,
    PriceApproved,
    ProductionFinished,
    ProductionReleased,
    QuoteSent,
    QuoteWithdrawn,
    RemedyAgreed,
    RemedyOffered,
    ReplacementSent,
    SampleApproved,
    SampleEvaluated,
    SampleRevisionAsked,
    SampleSent,
    Settled,
    SettlementCosted,
    Shipped,
    ShortfallAccepted,
    TermsAgreed,
    WaiverAsked,
    WaiverGranted,
)
from b2bdeal.life.amendment import ContractAmended
from b2bdeal.life.batch import BatchFilled, BatchMade
from b2bdeal.life.cancellation import DealCancelled
from b2bdeal.life.claim import Arrived, ClaimMade, ClaimSettled
from b2bdeal.life.nda import NdaSigned
from b2bdeal.life.order import (
    OrderCancelled,
    OrderClosed,
    OrderHeld,
    OrderResumed,
    OrdersPlanned,
    OrderStarted,
    ReworkFinished,
)
from b2bdeal.life.ordered import CalledOff, LineClosed
from b2bdeal.life.packaging import (
    CompatibilityFailed,
    CompatibilityPassed,
    LeftoversSettled,
    PackagingArrived,
    PackagingInspected,
    PackagingPlanned,
)
from b2bdeal.life.release import BulkReleased, CertificateIssued, LotTested, QualityReleased
from b2bdeal.life.sample import SampleArrived
from b2bdeal.life.standard import SampleRetained, StandardSealed
from b2bdeal.life.stock import StockSettled, StockTaken, StockUsed

__all__ = ["OEM"]

CUSTOMER: Final = Phase("customer", zh="客户")
NEGOTIATION: Final = Phase("negotiation", zh="谈判")
FACTORY: Final = Phase("factory", zh="生产")
DELIVERY: Final = Phase("delivery", zh="交付")

LEAD: Final = Stage("lead", zh="线索", phase=CUSTOMER, within=working_days(2))
QUALIFIED: Final = Stage("qualified", zh="已确认", phase=CUSTOMER, within=working_days(10))
SAMPLING: Final = Stage("sampling", zh="打样", phase=NEGOTIATION, within=days(60))
QUOTING: Final = Stage("quoting", zh="报价", phase=NEGOTIATION, within=working_days(5))
BARGAINING: Final = Stage("bargaining", zh="议价", phase=NEGOTIATION, within=days(30))
AGREED: Final = Stage("agreed", zh="已达成一致", phase=NEGOTIATION, within=days(14))
CONTRACTED: Final = Stage("contracted", zh="已签约", phase=FACTORY, within=days(30))
PRODUCING: Final = Stage("producing", zh="生产中", phase=FACTORY, within=days(60))
READY: Final = Stage("ready", zh="待发货", phase=DELIVERY, within=days(14))
SHIPPED: Final = Stage("shipped", zh="已发货", phase=DELIVERY, within=days(60))
ACCEPTED: Final = Stage("accepted", zh="已验收", phase=DELIVERY, within=days(90))
SETTLED: Final = Stage("settled", zh="已结清", phase=DELIVERY, end="won")
LOST: Final = Stage("lost", zh="已丢单", end="lost")
CANCELLED: Final = Stage("cancelled", zh="已取消", end="lost")

BEFORE_SIGNING: Final = (LEAD, QUALIFIED, SAMPLING, QUOTING, BARGAINING, AGREED)
AFTER_SIGNING: Final = (CONTRACTED, PRODUCING, READY, SHIPPED, ACCEPTED)
AFTER_SHIPPING: Final = (SHIPPED, ACCEPTED, SETTLED, CANCELLED)
DOCUMENTS: Final = (PRODUCING, READY, SHIPPED, ACCEPTED)
TALKING: Final = (SAMPLING, QUOTING, BARGAINING, AGREED, CONTRACTED)
BEFORE_SHIPPING: Final = (*TALKING, PRODUCING, READY)

INSPECTION: Final = (lot_is_known, lot_is_made, concession_is_agreed)
"""What every inspection of a lot asks, wherever it leads."""
SHIPPING: Final = (
    balance_received,
    shipment_is_paid,
    lots_released,
    within_lots,
    within_contract,
    shipment_is_new,
    credit_allows_shipment,
)
"""What every shipment asks, wherever it leads."""

AMENDING: Final = [amendment_fits, amendment_keeps_what_is_done, amendment_settles_stock]
CALLING_OFF: Final = [call_off_fits, call_off_is_left, call_off_price_holds]

OEM: Final = Flow(
    "oem",
    version=1,
    label="OEM",
    zh="代工",
    opens=when(LeadFound, NOTHING >> LEAD),
    steps=(
        # when this is recorded       the deal moves                   only if
        when(LeadQualified, LEAD >> QUALIFIED, only_if=[in_target_market]),
        when(CarriedOver, [QUALIFIED, SAMPLING] >> QUOTING, only_if=[repeat_is_of_won_deal, formula_is_unchanged]),
        when(BriefAgreed, QUALIFIED >> SAMPLING, only_if=[nda_in_force]),
        during(SampleSent, TALKING, only_if=[nda_in_force, sample_fee_is_charged]),
        during(SampleArrived, TALKING, only_if=[arrival_was_sent]),
        during(SampleEvaluated, TALKING, only_if=[sample_was_sent]),
        during(SampleRevisionAsked, TALKING, only_if=[sample_was_sent]),
        when(
            SampleApproved,
            SAMPLING >> QUOTING,
            only_if=[sample_was_sent, approver_is_known, must_marks_reached],
        ),
        during(
            SampleApproved,
            (QUOTING, BARGAINING, AGREED, CONTRACTED),
            only_if=[sample_was_sent, approver_is_known, must_marks_reached],
        ),
        when(
            QuoteSent,
            [QUOTING, BARGAINING] >> BARGAINING,
            only_if=[quote_supersedes, alternatives_are_open, above_moq, within_price_authority],
        ),
        during(CounterOffered, BARGAINING),
        during(
            PriceApproved,
            (QUOTING, BARGAINING),
            only_if=[approval_is_of_four_eyes, approval_is_within_role],
        ),
        during(QuoteWithdrawn, BARGAINING, only_if=[quote_was_sent]),
        when(
            TermsAgreed, BARGAINING >> AGREED, only_if=[quote_in_force, matches_quote, materials_steady, minimum_cycle]
        ),
        when(ContractSigned, AGREED >> CONTRACTED, only_if=[matches_agreed_terms, delivery_is_promised]),
        when(
            ProductionReleased,
            AFTER_SIGNING >> PRODUCING,
            only_if=[
                deposit_received,
                credit_matches,
                sample_approved,
                capacity_held,
                orders_fit_contract,
                planned_ahead,
            ],
        ),
        during(OrdersPlanned, AFTER_SIGNING, only_if=[plan_fits_contract, planned_ahead]),
        during(OrderStarted, PRODUCING),
        during(OrderHeld, PRODUCING),
        during(OrderResumed, PRODUCING),
        during(BatchMade, PRODUCING, only_if=[batch_is_new]),
        during(BulkReleased, PRODUCING, only_if=[batch_is_known]),
        during(BatchFilled, PRODUCING, only_if=[lot_is_known, batch_is_known, batch_fits_order, batch_is_enough]),
        during(ProductionFinished, PRODUCING, only_if=[lot_is_known, output_is_counted]),
        when(Inspected, PRODUCING >> ACCEPTED, only_if=[*INSPECTION, all_lots_released, all_accepted]),
        when(Inspected, PRODUCING >> SHIPPED, only_if=[*INSPECTION, all_lots_released, all_shipped]),
        when(Inspected, [PRODUCING, READY] >> READY, only_if=[*INSPECTION, all_lots_released]),
        when(Inspected, [PRODUCING, READY] >> PRODUCING, only_if=INSPECTION),
        during(ReworkFinished, PRODUCING, only_if=[lot_is_known, rework_fits_lot]),
        when(OrderCancelled, PRODUCING >> ACCEPTED, only_if=[all_lots_released, all_accepted]),
        when(OrderCancelled, PRODUCING >> SHIPPED, only_if=[all_lots_released, all_shipped]),
        when(OrderCancelled, PRODUCING >> READY, only_if=[all_lots_released]),
        during(OrderCancelled, AFTER_SIGNING),
        during(OrderClosed, AFTER_SIGNING),
        during(LotTested, (PRODUCING, READY), only_if=[lot_is_in_work]),
        during(CertificateIssued, (PRODUCING, READY), only_if=[lot_is_in_work]),
        during(QualityReleased, (PRODUCING, READY), only_if=[lot_is_in_work, released_by_quality]),
        when(
            Shipped,
            [READY, ACCEPTED] >> SHIPPED,
            only_if=[*SHIPPING, all_shipped],
        ),
        during(Shipped, (PRODUCING, READY, SHIPPED), only_if=SHIPPING),
        during(Arrived, AFTER_SIGNING, only_if=[shipment_is_known, arrival_follows_shipment]),
        during(ClaimMade, (*AFTER_SIGNING, SETTLED), only_if=[shipment_is_known, claim_in_time, claim_fits_shipment]),
        during(ClaimSettled, (*AFTER_SIGNING, SETTLED), only_if=[claim_is_open]),
        when(GoodsAccepted, SHIPPED >> ACCEPTED, only_if=[shipment_is_known, silence_is_over, all_accepted]),
        during(GoodsAccepted, (PRODUCING, READY, SHIPPED), only_if=[shipment_is_known, silence_is_over]),
        when(Settled, ACCEPTED >> SETTLED, only_if=[paid_in_full]),
        when(DealLost, BEFORE_SIGNING >> LOST, only_if=[reason_is_known]),
        when(
            DealCancelled,
            AFTER_SIGNING >> CANCELLED,
            only_if=[reason_is_known, cancellation_fits, deposit_is_accounted, stock_is_settled],
        ),
        # what changes the order; it may leave nothing to be made or shipped, or more
        when(ContractAmended, ACCEPTED >> CONTRACTED, only_if=[*AMENDING, more_is_to_come]),
        when(
            ContractAmended,
            [PRODUCING, READY, SHIPPED] >> ACCEPTED,
            only_if=[*AMENDING, all_lots_released, all_accepted],
        ),
        when(ContractAmended, [PRODUCING, READY] >> SHIPPED, only_if=[*AMENDING, all_lots_released, all_shipped]),
        when(ContractAmended, PRODUCING >> READY, only_if=[*AMENDING, all_lots_released]),
        during(ContractAmended, AFTER_SIGNING, only_if=AMENDING),
        when(CalledOff, ACCEPTED >> CONTRACTED, only_if=CALLING_OFF),
        during(CalledOff, (CONTRACTED, PRODUCING, READY, SHIPPED), only_if=CALLING_OFF),
        when(
            LineClosed,
            [PRODUCING, READY, SHIPPED] >> ACCEPTED,
            only_if=[closes_what_was_delivered, all_lots_released, all_accepted],
        ),
        when(
            LineClosed,
            [PRODUCING, READY] >> SHIPPED,
            only_if=[closes_what_was_delivered, all_lots_released, all_shipped],
        ),
        when(LineClosed, PRODUCING >> READY, only_if=[closes_what_was_delivered, all_lots_released]),
        during(LineClosed, (PRODUCING, READY, SHIPPED), only_if=[closes_what_was_delivered]),
        # what moves nothing
        during(PaymentReceived, (*AFTER_SIGNING, CANCELLED), only_if=[in_contract_currency, payment_is_new]),
        during(PaymentAdvised, AFTER_SIGNING),
        during(PayerCleared, AFTER_SIGNING, only_if=[payer_is_in_question, payer_is_cleared_in_role]),
        during(PaymentReturned, (*AFTER_SIGNING, SETTLED, CANCELLED), only_if=[refund_is_new, refund_is_covered]),
        during(ShortfallAccepted, AFTER_SIGNING, only_if=[shortfall_is_missing, shortfall_is_small]),
        during(InvoiceIssued, AFTER_SIGNING, only_if=[invoice_is_new, invoice_fits_contract]),
        during(
            AmountCredited,
            (*AFTER_SIGNING, SETTLED, CANCELLED),
            only_if=[credit_note_is_new, credit_note_fits_contract],
        ),
        # letters of credit and transport documents
        during(CreditReceived, (AGREED, *AFTER_SIGNING), only_if=[credit_is_new]),
        during(CreditAmended, (AGREED, *AFTER_SIGNING), only_if=[credit_amendment_follows]),
        during(
            DocumentsPresented,
            DOCUMENTS,
            only_if=[shipment_is_presented, presented_in_time, documents_are_complete],
        ),
        during(DiscrepancyRaised, DOCUMENTS, only_if=[documents_can_be_judged]),
        during(DiscrepancyWaived, DOCUMENTS, only_if=[discrepancy_is_open]),
        during(DiscrepancyRefused, DOCUMENTS, only_if=[discrepancy_is_open]),
        during(CreditHonoured, DOCUMENTS, only_if=[documents_can_be_judged]),
        during(DocumentsHeld, DOCUMENTS, only_if=[document_controls_goods]),
        during(DocumentsReleased, DOCUMENTS, only_if=[document_is_held, documents_paid, release_is_agreed]),
        during(CapacityHeld, (QUOTING, BARGAINING, AGREED, *AFTER_SIGNING)),
        during(StockTaken, AFTER_SIGNING, only_if=[stock_is_new]),
        during(StockUsed, AFTER_SIGNING, only_if=[stock_is_there]),
        during(StockSettled, (*AFTER_SIGNING, SETTLED, CANCELLED), only_if=[stock_is_there]),
        during(NdaSigned, ANY),
        during(StandardSealed, BEFORE_SHIPPING, only_if=[approver_is_known, sealed_is_approved]),
        during(PackagingPlanned, BEFORE_SHIPPING),
        during(PackagingArrived, BEFORE_SHIPPING, only_if=[packaging_is_planned]),
        during(PackagingInspected, BEFORE_SHIPPING, only_if=[packaging_is_planned, packaging_has_come]),
        during(CompatibilityPassed, BEFORE_SHIPPING),
        during(CompatibilityFailed, BEFORE_SHIPPING),
        during(SampleRetained, AFTER_SIGNING, only_if=[retained_lot_is_made]),
        during(LeftoversSettled, (*AFTER_SIGNING, SETTLED, CANCELLED), only_if=[packaging_is_planned]),
        during(MaterialPriceMoved, ANY),
        during(CostSheetMade, ANY),
        during(SettlementCosted, (SHIPPED, ACCEPTED, SETTLED), only_if=[settled_item_is_agreed]),
        # after the goods have left: what went wrong, by its own flow
        during(CaseReported, AFTER_SHIPPING),
        during(CaseInvestigated, AFTER_SHIPPING),
        during(RemedyOffered, AFTER_SHIPPING),
        during(RemedyAgreed, AFTER_SHIPPING),
        during(ReplacementSent, AFTER_SHIPPING),
        during(CaseClosed, AFTER_SHIPPING),
        during(CaseDeclined, AFTER_SHIPPING),
        during(DiscountRedeemed, AFTER_SHIPPING, only_if=[discount_is_open]),
        # people, holds and waivers
        during(HandedOver, ANY, only_if=[handed_over_by_owner, introduced_are_known]),
        during(ContactMet, ANY),
        during(HoldPlaced, ANY),
        during(HoldLifted, ANY, only_if=[hold_is_known]),
        during(WaiverAsked, ANY, only_if=[waiver_is_known]),
        during(WaiverGranted, ANY, only_if=[waiver_is_of_four_eyes, waiver_is_within_role, waiver_is_within_limit]),
        # after the end: people change, a hold on the account goes on and is lifted, a late case is waived
        during(HandedOver, SETTLED, only_if=[handed_over_by_owner, introduced_are_known]),
        during(ContactMet, SETTLED),
        during(HoldPlaced, (SETTLED, LOST, CANCELLED)),
        during(HoldLifted, (SETTLED, LOST, CANCELLED), only_if=[hold_is_known]),
        during(WaiverAsked, (SETTLED, CANCELLED), only_if=[waiver_is_known]),
        during(
            WaiverGranted,
            (SETTLED, CANCELLED),
            only_if=[waiver_is_of_four_eyes, waiver_is_within_role, waiver_is_within_limit],
        ),
    ),
    documents=(PRODUCTION_ORDER, SERVICE_CASE),
)
"""What every OEM deal goes through, whatever it makes. A trade is "OEM, but …"."""
