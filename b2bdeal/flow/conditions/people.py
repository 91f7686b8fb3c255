"""Conditions on the people of a deal: who hands it over, and who is introduced."""

from b2bdeal.flow.condition import Verdict, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.life import Committee, ContactMet, HandedOver, LeadQualified, specialist

__all__ = ["handed_over_by_owner", "introduced_are_known"]


@rule("handed_over_by_owner", "A customer is handed over by the one who serves it.", met_by=(LeadQualified,))
def handed_over_by_owner(deal: Deal, fact: HandedOver) -> Verdict:
    """The specialist named is the present one: of the last qualification or hand-over, of whatever date."""
    present = specialist(deal.facts)
    if present is None:
        return no("nobody serves this customer yet, so {person} can't hand it over", person=fact.from_specialist)
    if present == fact.from_specialist:
        return True
    return no("{present} serves this customer, not {person}", present=present, person=fact.from_specialist)


@rule("introduced_are_known", "Who is introduced is one of the buyer's people.", met_by=(ContactMet,))
def introduced_are_known(deal: Deal, fact: HandedOver) -> Verdict:
    """Each is a contact of the lead, or somebody whom we met by then."""
    known = Committee.of(deal.as_of(fact.at).facts).contacts
    strangers = [person for person in fact.introduced if person not in known]
    return True if not strangers else no("no contacts of this deal: {people}", people=strangers)
