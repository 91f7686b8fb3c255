"""From a lead to agreed terms: qualified, sampled, quoted, bargained."""

from typing import Any, Final

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
from b2bdeal.flow.conditions.quoting import (
    approval_is_of_four_eyes,
    approval_is_within_role,
    materials_steady,
    settled_item_is_agreed,
    within_price_authority,
)
from b2bdeal.flow.conditions.repeat import formula_is_unchanged, repeat_is_of_won_deal
from b2bdeal.flow.conditions.samples import (
    approver_is_known,
    arrival_was_sent,
    must_marks_reached,
    nda_in_force,
    round_is_one_version,
    sample_fee_is_charged,
    sealed_is_approved,
)
from b2bdeal.flow.oem.stages import (
    ACCEPTED,
    AFTER_SIGNING,
    AGREED,
    BARGAINING,
    LEAD,
    PREPARING,
    QUALIFIED,
    QUOTING,
    SAMPLING,
    SETTLED,
    SHIPPED,
)
from b2bdeal.flow.stage import ANY
from b2bdeal.flow.step import Step, during, when
from b2bdeal.life import (
    BriefAgreed,
    CarriedOver,
    CostSheetMade,
    CounterOffered,
    LeadQualified,
    MaterialPriceMoved,
    PriceApproved,
    QuoteSent,
    QuoteWithdrawn,
    SampleApproved,
    SampleEvaluated,
    SampleRevisionAsked,
    SampleSent,
    SettlementCosted,
    TermsAgreed,
)
from b2bdeal.life.nda import NdaSigned
from b2bdeal.life.sample import SampleArrived
from b2bdeal.life.standard import StandardSealed

__all__ = ["NEGOTIATING"]

NEGOTIATING: Final[tuple[Step[Any], ...]] = (
    # when this is recorded, the deal moves, only if
    when(LeadQualified, LEAD >> QUALIFIED, only_if=[in_target_market]),
    when(CarriedOver, [QUALIFIED, SAMPLING] >> QUOTING, only_if=[repeat_is_of_won_deal, formula_is_unchanged]),
    when(BriefAgreed, QUALIFIED >> SAMPLING, only_if=[nda_in_force]),
    during(SampleSent, PREPARING, only_if=[nda_in_force, round_is_one_version, sample_fee_is_charged]),
    during(SampleArrived, PREPARING, only_if=[arrival_was_sent]),
    during(SampleEvaluated, PREPARING, only_if=[sample_was_sent]),
    during(SampleRevisionAsked, PREPARING, only_if=[sample_was_sent]),
    when(
        SampleApproved,
        SAMPLING >> QUOTING,
        only_if=[sample_was_sent, approver_is_known, must_marks_reached],
    ),
    during(
        SampleApproved,
        (QUOTING, BARGAINING, AGREED, *AFTER_SIGNING),
        only_if=[sample_was_sent, approver_is_known, must_marks_reached],
    ),
    when(
        QuoteSent,
        [QUOTING, BARGAINING, AGREED] >> BARGAINING,
        only_if=[quote_supersedes, alternatives_are_open, above_moq, within_price_authority],
    ),
    when(CounterOffered, [BARGAINING, AGREED] >> BARGAINING),  # talks begin again before anybody signed
    during(
        PriceApproved,
        (QUOTING, BARGAINING),
        only_if=[approval_is_of_four_eyes, approval_is_within_role],
    ),
    during(QuoteWithdrawn, BARGAINING, only_if=[quote_was_sent]),
    when(TermsAgreed, BARGAINING >> AGREED, only_if=[quote_in_force, matches_quote, materials_steady, minimum_cycle]),
    during(NdaSigned, ANY),
    during(StandardSealed, PREPARING, only_if=[approver_is_known, sealed_is_approved]),
    during(MaterialPriceMoved, ANY),
    during(CostSheetMade, ANY),
    during(SettlementCosted, (SHIPPED, ACCEPTED, SETTLED), only_if=[settled_item_is_agreed]),
)
