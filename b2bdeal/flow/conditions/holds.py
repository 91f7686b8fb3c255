"""Conditions on holds: what is lifted was placed."""

from b2bdeal.flow.condition import Verdict, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.life import HoldLifted, HoldPlaced

__all__ = ["hold_is_known"]


@rule("hold_is_known", "A hold that is lifted was placed on this deal.", met_by=(HoldPlaced,))
def hold_is_known(deal: Deal, fact: HoldLifted) -> Verdict:
    """A hold of that id was placed by then; an account's hold is lifted on the deal where it was placed."""
    known = tuple(dict.fromkeys(hold.hold for hold in deal.as_of(fact.at).all(HoldPlaced)))
    if fact.hold in known:
        return True
    if not known:
        return no("no hold was placed on this deal by then")
    return no("no hold {hold} was placed on this deal by then; it has {known}", hold=fact.hold, known=known)
