"""What trades share: asking more of the rows of a flow, and an approval that somebody of the buyer gives."""

from datetime import datetime
from typing import Any, TypeVar

from b2bdeal.flow.condition import Condition, Rule, Verdict, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.flow.flow import Flow
from b2bdeal.flow.step import Step
from b2bdeal.life import Contact, ContactMet, Fact
from b2bdeal.units import Id

__all__ = ["Approval", "approver_is_the_buyers", "asking", "buyers_contacts", "by_the_buyer", "items_of"]

F = TypeVar("F", bound=Fact)
A = TypeVar("A", bound="Approval")


class Approval(Fact):
    """The base of what somebody of the buyer approves by name."""

    approved_by: Id
    """Who of the buyer approved: a contact's id."""


def asking(base: Flow, fact: type[F], *more: Condition[F]) -> tuple[Step[Any], ...]:
    """Every row that a flow has for this fact, for a flow that asks these conditions of it as well.

    A trade that says it so goes on fitting when the base gets another row for the fact.
    """
    rows = [row for row in base if row.fact.kind == fact.kind]
    return tuple(Step(fact, row.sources, row.target, also=more) for row in rows)


def buyers_contacts(deal: Deal, at: datetime) -> dict[str, Contact]:
    """Everybody of the buyer who was known by then, by the person's id, as seen last."""
    then = deal.as_of(at)
    known = () if then.lead is None else then.lead.contacts
    return {one.person: one for one in (*known, *(met.contact for met in then.all(ContactMet)))}


def items_of(deal: Deal) -> tuple[str, ...]:
    """The items of the contract in force, each once; none before there is a contract."""
    contract = deal.contract
    return () if contract is None else tuple(dict.fromkeys(line.item for line in contract.lines))


@rule("approver_is_the_buyers", "Who approves is known as somebody of the buyer.", met_by=(ContactMet,))
def approver_is_the_buyers(deal: Deal, fact: Approval) -> Verdict:
    """The person is a contact of the lead, or was met as one, before the approval."""
    known = buyers_contacts(deal, fact.at)
    if fact.approved_by in known:
        return True
    if not known:
        return no("{person} is not known as a contact of the buyer, nor is anybody else", person=fact.approved_by)
    return no(
        "{person} is not known as a contact of the buyer; known are {known}", person=fact.approved_by, known=list(known)
    )


def by_the_buyer(fact: type[A]) -> Rule[A, []]:
    """The rule `approver_is_the_buyers` as one of that approval, where a type checker can't see that it is."""
    return approver_is_the_buyers
