"""Risks of a deal that no rule bars: people whom nobody met, who is against, who signs, a check that is overdue."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal

import attrs

from b2bdeal.labels import Message, t
from b2bdeal.life import Committee, ContractSigned, HandedOver, LeadFound, PaymentTerms

if TYPE_CHECKING:
    from b2bdeal.flow.deal import Deal

__all__ = ["Risk", "Severity", "risks"]

Severity = Literal["high", "medium", "low"]
"""How bad it may become: high can cost the deal or its money."""

_ORDER: Final = ("high", "medium", "low")


@attrs.frozen(repr=False)
class Risk:
    """One risk: a stable id, what it is, and how bad it may become."""

    id: str
    text: Message
    """What it is; `risk.text.text(lang="zh")` says it in Chinese."""
    severity: Severity

    def __str__(self) -> str:
        return str(self.text)

    def __repr__(self) -> str:
        return f"<Risk {self.id}, {self.severity}: {self.text}>"


def risks(deal: "Deal", at: datetime) -> tuple[Risk, ...]:
    """The risks of a deal at a moment, as of what had happened by then, the worst first; none before a lead.

    A deal that ended has none left.
    """
    then = deal.as_of(at)
    if deal.outcome is not None or LeadFound.kind not in then.kinds:
        return ()
    found = [*_people(then), *_signing(then), *_handing_over(then), *_credit(then, at)]
    return tuple(sorted(found, key=lambda risk: _ORDER.index(risk.severity)))


def _people(deal: "Deal") -> Iterator[Risk]:
    committee = Committee.of(deal.facts)
    deciders = committee.deciders
    if not deciders:
        yield Risk("nobody_decides", t("nobody is known who decides at the buyer's"), "high")
    unmet = [one.person for one in deciders if one.person not in committee.met]
    if deciders and len(unmet) == len(deciders):
        yield Risk("decider_never_met", t("nobody of ours ever met who decides: {people}", people=unmet), "high")
    elif unmet:
        yield Risk(
            "decider_never_met", t("of those who decide, nobody of ours ever met {people}", people=unmet), "medium"
        )
    against = [one.person for one in deciders if one.stance == "against"]
    if against:
        yield Risk("decider_against", t("who decides was against us when seen last: {people}", people=against), "high")
    if len(committee.contacts) == 1:
        (only,) = committee.contacts
        yield Risk(
            "only_one_contact", t("we know only {person}; if they leave, nobody knows us", person=only), "medium"
        )


def _signing(deal: "Deal") -> Iterator[Risk]:
    signed = deal.last(ContractSigned)
    if signed is None:
        return
    known = {one.person for one in Committee.of(deal.facts).signers}
    for one in signed.contract.signatures:
        if one.side == "buyer" and one.person not in known:
            text = t("{person} signed for the buyer, and we have not seen that they may", person=one.person)
            yield Risk("signer_unknown", text, "high")


def _handing_over(deal: "Deal") -> Iterator[Risk]:
    handed = deal.last(HandedOver)
    if handed is None:
        return
    committee = Committee.of(deal.facts)
    left_out = [
        one.person
        for one in committee.deciders
        if one.person not in handed.introduced and committee.met.get(one.person, handed.at) <= handed.at
    ]
    if left_out:
        text = t(
            "{person} took over, and was not introduced to who decides: {people}",
            person=handed.to_specialist,
            people=left_out,
        )
        yield Risk("not_introduced", text, "medium")


def _credit(deal: "Deal", at: datetime) -> Iterator[Risk]:
    lead, terms = deal.lead, _terms(deal)
    if lead is None or terms is None or all(row.method != "open_account" for row in terms.rows):
        return
    account, day = lead.account, at.astimezone(deal.flow.policy.calendar.zone).date()
    if account.next_check is None:
        text = t("{account} buys on open account, and no check of it is planned", account=account.name)
        yield Risk("account_check_over", text, "medium")
    elif account.next_check < day:
        figures = {"account": account.name, "day": account.next_check}
        yield Risk(
            "account_check_over", t("{account} buys on open account, and was to be checked by {day}", **figures), "high"
        )


def _terms(deal: "Deal") -> PaymentTerms | None:
    if (contract := deal.contract) is not None:
        return contract.payment_terms
    return None if (agreed := deal.agreed) is None else agreed.payment_terms
