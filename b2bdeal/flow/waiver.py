"""Waivers: a condition that a person who may has set aside, for a reason and a time, on record."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from b2bdeal.flow.condition import Gate, Rule, Verdict, no, rule
from b2bdeal.flow.refusal import who_may
from b2bdeal.labels import t
from b2bdeal.life import ContractSigned, Fact, TermsAgreed, WaiverAsked, WaiverGranted
from b2bdeal.units import Money

if TYPE_CHECKING:
    from b2bdeal.flow.deal import Deal
    from b2bdeal.flow.flow import Flow

__all__ = [
    "is_waived",
    "limits",
    "may_waive",
    "waiver_is_known",
    "waiver_is_of_four_eyes",
    "waiver_is_within_limit",
    "waiver_is_within_role",
]


def may_waive(flow: "Flow", condition: "Gate[[]] | Rule[Any, []]") -> tuple[str, ...]:
    """The roles that may waive the condition in this flow; its policy has the last word."""
    return flow.policy.waived_by.get(condition.id, condition.waived_by)


def is_waived(deal: "Deal", condition: "Gate[[]] | Rule[Any, []]", at: datetime, fact: Fact | None = None) -> bool:
    """Whether a waiver of the condition is in force at that moment: neither run out, nor spent, nor outgrown.

    A fact that says anew what the deal is worth, as the agreement does, counts with that.
    """
    if WaiverGranted.kind not in deal.kinds or not (roles := may_waive(deal.flow, condition)):
        return False
    unspent: list[WaiverGranted] = []
    for index, entry in enumerate(deal.entries):
        if condition.id in entry.waived:
            then = type(deal).fold(deal.entries[:index], lambda id, version: deal.flow)
            used = _leaned_on(then, unspent, roles, entry.fact.at, entry.fact)
            if used is not None and used.uses == "once":
                unspent = [one for one in unspent if one is not used]
        if entry.fact.kind == WaiverGranted.kind:
            waiver = WaiverGranted.cast(entry.fact)
            unspent += [waiver] if waiver.condition == condition.id else []
    return _leaned_on(deal, unspent, roles, at, fact) is not None


def _leaned_on(
    deal: "Deal", waivers: Sequence[WaiverGranted], roles: Sequence[str], at: datetime, fact: Fact | None
) -> WaiverGranted | None:
    """The waiver that a fact leans on: one that stands for all before one for a single use, then the one granted first.

    Each grant for a single use is one use, so two of them are two.
    """
    in_force = [
        one
        for one in waivers
        if one.at <= at and (one.until is None or at <= one.until) and _over_limit(deal, one.role, roles, fact) is None
    ]
    return min(in_force, key=lambda one: one.uses == "once", default=None)


def limits(flow: "Flow", roles: Iterable[str]) -> dict[str, Money]:
    """The most that a deal may be worth for a role to waive something on it; a role that is not in it has no limit."""
    given = flow.policy.waiver_limits
    return {role: given[role] for role in roles if role in given}


def _over_limit(deal: "Deal", role: str, roles: Sequence[str], fact: Fact | None = None) -> no | None:
    """Why the deal is too large for what the role may waive; None where it is not."""
    bounds = limits(deal.flow, roles)
    limit = bounds.get(role)
    if limit is None:
        return None
    value = _worth(deal, fact)
    told: dict[str, object] = {"role": role, "limit": limit, "who": _others(role, roles, bounds)}
    if value is None:
        return no("{role} may waive up to {limit}, and nobody said what the deal is worth; {who} may waive it", **told)
    told["value"] = value
    if value.currency != limit.currency:
        return no(
            "{role} may waive up to {limit}, the deal is worth {value}, and no rate is guessed; {who} may", **told
        )
    if value > limit:
        return no("{role} may waive up to {limit}, and the deal is worth {value}; {who} may waive it", **told)
    return None


def _others(role: str, roles: Sequence[str], bounds: Mapping[str, Money]) -> object:
    others = [other for other in roles if other != role]
    return who_may(others, bounds) if others else t("nobody else")


def _worth(deal: "Deal", fact: Fact | None) -> Money | None:
    """What the deal is worth, counted with the fact."""
    if fact is not None and fact.kind == TermsAgreed.kind:
        return TermsAgreed.cast(fact).terms.total
    if fact is not None and fact.kind == ContractSigned.kind:
        return ContractSigned.cast(fact).contract.total
    return deal.value


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


@rule("waiver_is_within_limit", "A role waives on deals up to its limit.")
def waiver_is_within_limit(deal: "Deal", fact: WaiverGranted) -> Verdict:
    """The deal's value is at most the policy's limit for the role, in the limit's currency; a role without one is free.

    The value counts again whenever somebody leans on the waiver, so that a deal can outgrow it.
    """
    condition = deal.flow.conditions.get(fact.condition)
    roles = () if condition is None else may_waive(deal.flow, condition)
    over = _over_limit(deal, fact.role, roles)
    return True if over is None else over  # `no` is false, so `or` would lose it
