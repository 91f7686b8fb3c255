"""Conditions on the contract and the money that it asks for."""

from b2bdeal.flow.condition import Verdict, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.life import CapacityHeld, ContractSigned

__all__ = [
    "delivery_is_promised",
    "matches_agreed_terms",
]


@rule("matches_agreed_terms", "The contract says what was agreed.")
def matches_agreed_terms(deal: Deal, fact: ContractSigned) -> Verdict:
    """Currency, lines, prices, delivery and payment terms, tolerance and date are those agreed."""
    agreed = deal.agreed
    if agreed is None:
        return no("no terms were agreed")
    differences = fact.contract.differences(agreed)
    return True if not differences else no("it differs: {differences}", differences=differences)


@rule(
    "delivery_is_promised", "The factory promised the delivery date.", met_by=(CapacityHeld,), waived_by=("director",)
)
def delivery_is_promised(deal: Deal, fact: ContractSigned) -> Verdict:
    """Capacity is held, in force when the contract is signed, for a day not after the contract's."""
    held = deal.as_of(fact.at).last(CapacityHeld)
    if held is None:
        return no("the factory holds no capacity for {day}", day=fact.contract.deliver_by)
    if held.until < fact.at:
        return no("the hold of capacity {promise} expired on {until}", promise=held.promise, until=held.until)
    if held.deliver_on > fact.contract.deliver_by:
        return no(
            "the factory can deliver on {promised}, the contract says {day}",
            promised=held.deliver_on,
            day=fact.contract.deliver_by,
        )
    return True
