"""Conditions on whom we serve."""

from b2bdeal.flow.condition import Verdict, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.life import LeadQualified, QuoteSent
from b2bdeal.life.reading import same_unit

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
    """Each line's own minimum, in any unit of count, is at least that of the factory of the policy's target market."""
    target = deal.flow.policy.target_market
    factory = None if target is None else target.factory
    if factory is None:
        return True
    low = []
    for line in fact.quote.lines:
        offered = same_unit(line.moq, factory.moq.unit)  # what is sold by the kilogram has no minimum in pieces
        if offered is not None and offered < factory.moq:
            low.append((line.item, offered))
    if not low:
        return True
    return no(
        "{items} may be ordered from {offered}, and the factory makes no less than {moq}",
        items=[item for item, _ in low],
        offered=min(offered for _, offered in low),
        moq=factory.moq,
    )
