"""Waivers: a condition that a person who may has set aside, for a reason and a time, on record."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from b2bdeal.flow.condition import Gate, Rule, Verdict, no, rule
from b2bdeal.life import WaiverAsked, WaiverGranted

if TYPE_CHECKING:
    from b2bdeal.flow.deal import Deal
    from b2bdeal.flow.flow import Flow

__all__ = ["is_waived", "may_waive", "waiver_is_known", "waiver_is_of_four_eyes", "waiver_is_within_role"]


def may_waive(flow: "Flow", condition: "Gate[[]] | Rule[Any, []]") -> tuple[str, ...]:
    """The roles that may waive the condition in this flow; its policy has the last word."""
    return flow.policy.waived_by.get(condition.id, condition.waived_by)


def is_waived(deal: "Deal", condition: "Gate[[]] | Rule[Any, []]", at: datetime) -> bool:
    """Whether a waiver of the condition is in force at that moment."""
    return bool(may_waive(deal.flow, condition)) and any(
        waiver.condition == condition.id and waiver.at <= at and (waiver.until is None or at <= waiver.until)
        for waiver in deal.all(WaiverGranted)
    )


@rule("waiver_is_known", "A waiver names a condition of the flow.")
def waiver_is_known(deal: "Deal", fact: WaiverAsked) -> Verdict:
    """A waiver names a condition of the flow."""
    if fact.condition in deal.flow.conditions:
        return True
    return no(
        "this flow has no condition {condition}; it has {known}",
        condition=fact.condition,
        known=sorted(deal.flow.conditions),
    )


@rule("waiver_is_of_four_eyes", "One asks for a waiver, another grants it.", met_by=(WaiverAsked,))
def waiver_is_of_four_eyes(deal: "Deal", fact: WaiverGranted) -> Verdict:
    """Somebody asked for this waiver, and not the one who grants it."""
    askings = [asking for asking in deal.all(WaiverAsked) if asking.condition == fact.condition]
    if not askings:
        return no("nobody has asked to waive {condition}", condition=fact.condition)
    if any(asking.asked_by == fact.granted_by for asking in askings):
        return no("{person} asked for it and can't grant it, too", person=fact.granted_by)
    return True


@rule("waiver_is_within_role", "Only a role that may waives a condition.")
def waiver_is_within_role(deal: "Deal", fact: WaiverGranted) -> Verdict:
    """The role is one of those that may waive this condition."""
    condition = deal.flow.conditions.get(fact.condition)
    roles = () if condition is None else may_waive(deal.flow, condition)
    if fact.role in roles:
        return True
    if not roles:
        return no("{condition} can't be waived", condition=fact.condition)
    return no("{role} may not waive {condition}; {roles} may", role=fact.role, condition=fact.condition, roles=roles)
