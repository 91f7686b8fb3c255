"""Conditions on whom we serve."""

from b2bdeal.flow.condition import Verdict, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.life import LeadQualified, QuoteSent

__all__ = ["above_moq", "in_target_market"]


@rule("in_target_market", "The buyer is in the target market, or a reason is named to serve them all the same.")
def in_target_market(deal: Deal, fact: LeadQualified) -> Verdict:
    """The policy's target market takes the buyer; one without a target market takes everybody."""
    target, lead = deal.flow.policy.target_market, deal.lead
    if target is None or lead is None or fact.outside_reason is not None:
        return True
    judgement = target.judge(lead.buyer)
    if judgement.ok:
        return True
    return no(
        "{buyer} is outside {market}: {misfits}", buyer=lead.account.name, market=target.name, misfits=judgement.misfits
    )


@rule("above_moq", "No quantity is offered below the factory's minimum order quantity.", waived_by=("director",))
def above_moq(deal: Deal, fact: QuoteSent) -> Verdict:
    """Each line's own minimum is at least that of the factory in the policy's target market."""
    target = deal.flow.policy.target_market
    factory = None if target is None else target.factory
    if factory is None:
        return True
    low = [line for line in fact.quote.lines if line.moq.unit == factory.moq.unit and line.moq < factory.moq]
    if not low:
        return True
    return no(
        "{items} may be ordered from {offered}, and the factory makes no less than {moq}",
        items=[line.item for line in low],
        offered=min(line.moq for line in low),
        moq=factory.moq,
    )
