"""Conditions on money: what must be paid or secured before work, goods and settlement, and what counts as paid."""

from collections.abc import Iterator
from datetime import datetime

from b2bdeal.flow.condition import Verdict, gate, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.labels import Message, t
from b2bdeal.life import (
    ContractSigned,
    CreditReceived,
    InstalmentDue,
    PayerCleared,
    PaymentGate,
    PaymentReceived,
    Payments,
    Shipped,
    ShortfallAccepted,
    credit_covers,
)
from b2bdeal.units import Money

__all__ = [
    "balance_received",
    "deposit_received",
    "in_contract_currency",
    "paid_in_full",
    "payer_is_cleared_in_role",
    "payer_is_in_question",
    "payment_is_new",
    "shipment_is_paid",
    "shortfall_is_missing",
    "shortfall_is_small",
]

_MET_BY = (PaymentReceived, PayerCleared, ShortfallAccepted, CreditReceived)


@rule("in_contract_currency", "A payment is in the contract's currency.")
def in_contract_currency(deal: Deal, fact: PaymentReceived) -> Verdict:
    """What was credited is in the contract's currency; what was sent may be in another, with the bank's rate."""
    signed = deal.last(ContractSigned)  # whose currency no amendment changes
    if signed is None or fact.amount.currency == signed.contract.currency:
        return True
    return no("{amount} came, the contract is in {currency}", amount=fact.amount, currency=signed.contract.currency)


@rule("payment_is_new", "A payment counts once.")
def payment_is_new(deal: Deal, fact: PaymentReceived) -> Verdict:
    """No payment of that id was recorded before."""
    if any(old.payment == fact.payment for old in deal.all(PaymentReceived)):
        return no("payment {payment} is recorded already", payment=fact.payment)
    return True


@gate("deposit_received", "What is due before production is paid.", met_by=_MET_BY, waived_by=("finance", "director"))
def deposit_received(deal: Deal, at: datetime) -> Verdict:
    """Every row that gates production is received to the cent, in money that counts, or secured.

    A row by letter of credit is secured by an operative credit that matches the contract; a row on open account by the
    account's credit limit, its check being in force, for all of the deal's open rows together.
    """
    return _received(deal, "production", at)


@gate("balance_received", "What is due before shipping is paid.", met_by=_MET_BY, waived_by=("finance", "director"))
def balance_received(deal: Deal, at: datetime) -> Verdict:
    """Every row that gates shipping is received to the cent or secured, as for production.

    A row that is paid per shipment is left to `shipment_is_paid`.
    """
    return _received(deal, "shipping", at)


@rule(
    "shipment_is_paid",
    "What a shipment adds to the sum that is due before shipping is paid.",
    met_by=_MET_BY,
    waived_by=("finance", "director"),
)
def shipment_is_paid(deal: Deal, fact: Shipped) -> Verdict:
    """Of a row paid per shipment, the share of all that has left, this shipment included; of any other row that gates
    shipping, what this shipment adds, where more leaves than the sum was asked for. A row that is secured is not asked.
    """
    then, contract = deal.as_of(fact.at), deal.contract
    before = then.payments
    if before is None or contract is None or not before.rows("shipping"):
        return True
    after = Payments.of((*then.facts, fact), contract, zone=deal.flow.policy.calendar.zone)
    zero = Money.zero(contract.currency)
    got = due = missing = zero
    for old, new in zip(before.rows("shipping"), after.rows("shipping"), strict=True):
        asked = new.shipped if new.term.per_shipment else new.amount - (zero if old.paid else old.outstanding)
        if new.received < asked and not _is_secured(deal, before, new, fact.at):
            got, due, missing = got + new.received, due + asked, missing + (asked - new.received)
    if missing.is_zero:
        return True
    return no(
        "with {shipment}, {due} is due before shipping; {got} came, {missing} is missing",
        shipment=fact.shipment.number,
        due=due,
        got=got,
        missing=missing,
    )


@gate("paid_in_full", "The contract is paid in full.", met_by=_MET_BY[:3], waived_by=("finance",))
def paid_in_full(deal: Deal, at: datetime) -> Verdict:
    """Nothing is outstanding of what is payable; what came too much does not matter here."""
    payments = deal.payments
    if payments is None or payments.paid:
        return True
    return _missing(payments.total - payments.outstanding, payments.total, tuple(_in_question(payments)))


@rule("payer_is_in_question", "A payer is cleared for a payment that is in question.", met_by=(PaymentReceived,))
def payer_is_in_question(deal: Deal, fact: PayerCleared) -> Verdict:
    """The payment came, from a payer who is not the buyer, and was neither cleared nor sent back."""
    then = deal.as_of(fact.at)
    if all(one.payment != fact.payment for one in then.all(PaymentReceived)):
        return no("no payment {payment} was received", payment=fact.payment)
    payments = then.payments
    if payments is None or any(one.payment == fact.payment for one in payments.in_question):
        return True
    return no("payment {payment} is not in question", payment=fact.payment)


@rule("payer_is_cleared_in_role", "A payer is cleared in a role that may.")
def payer_is_cleared_in_role(deal: Deal, fact: PayerCleared) -> Verdict:
    """The role is one of the policy's `payers_cleared_by`."""
    return _in_role(fact.role, deal.flow.policy.payers_cleared_by)


@rule("shortfall_is_missing", "No more is let go of than is missing of what was asked for.", met_by=(PaymentReceived,))
def shortfall_is_missing(deal: Deal, fact: ShortfallAccepted) -> Verdict:
    """Missing on the rows on which something came, or of which a part has fallen due by then."""
    payments = deal.payments
    if payments is None:
        return True
    currency = payments.contract.currency
    if fact.amount.currency != currency:
        return no("{amount} is let go of, the contract is in {currency}", amount=fact.amount, currency=currency)
    day = fact.at.astimezone(deal.flow.policy.calendar.zone).date()
    begun = [row for row in payments.instalments if row.received.amount or row.asked(day).amount]
    missing = Money.total((row.outstanding for row in begun), currency)
    if fact.amount <= missing:
        return True
    return no(
        "{amount} would be let go of, and {missing} is missing of what was asked for",
        amount=fact.amount,
        missing=missing,
    )


@rule("shortfall_is_small", "A shortfall is accepted in a role that may, within its limit.", waived_by=("director",))
def shortfall_is_small(deal: Deal, fact: ShortfallAccepted) -> Verdict:
    """The role is one of the policy's `shortfalls_accepted_by`, and all shortfalls of the deal together keep to its
    `shortfall_limit`, if there is one."""
    policy = deal.flow.policy
    may = _in_role(fact.role, policy.shortfalls_accepted_by)
    limit = policy.shortfall_limit
    if may is not True or limit is None:
        return may
    if limit.currency != fact.amount.currency:
        return no("the limit is {limit}, and says nothing of {amount}", limit=limit, amount=fact.amount)
    earlier = [one.amount for one in deal.all(ShortfallAccepted) if one.amount.currency == limit.currency]
    total = Money.total((*earlier, fact.amount), limit.currency)
    return True if total <= limit else no("it would come to {total}, and {limit} is the most", total=total, limit=limit)


def _in_role(role: str, roles: tuple[str, ...]) -> Verdict:
    return True if role in roles else no("{role} may not; {roles} may", role=role, roles=roles)


def _received(deal: Deal, gate_: PaymentGate, at: datetime) -> Verdict:
    payments = deal.payments
    if payments is None:
        return no("there is no contract yet")
    rows = [row for row in payments.rows(gate_) if not row.term.per_shipment]
    waiting = [row for row in rows if not row.paid and not _is_secured(deal, payments, row, at)]
    if not waiting:
        return True
    currency = payments.contract.currency
    got, due = (Money.total(sums, currency) for sums in ((r.received for r in rows), (r.amount for r in rows)))
    return _missing(got, due, (*_unsecured(deal, payments, waiting, at), *_in_question(payments)))


def _missing(got: Money, due: Money, beside: tuple[Message, ...]) -> no:
    if not beside:
        return no("{got} of {due} came, {missing} is missing", got=got, due=due, missing=due - got)
    return no("{got} of {due} came, {missing} is missing: {why}", got=got, due=due, missing=due - got, why=beside)


def _in_question(payments: Payments) -> Iterator[Message]:
    for one in payments.in_question:
        yield t(
            "{payment}, {sum} of {payer}, who is not the buyer, is in question",
            payment=one.payment,
            sum=one.amount,
            payer=one.payer,
        )


def _is_secured(deal: Deal, payments: Payments, row: InstalmentDue, at: datetime) -> bool:
    return row.term.method not in ("tt", "dp", "da") and not any(_unsecured(deal, payments, [row], at))


def _unsecured(deal: Deal, payments: Payments, rows: list[InstalmentDue], at: datetime) -> Iterator[Message]:
    """Why the rows that a credit could stand for are not secured."""
    methods = {row.term.method for row in rows}
    if methods & {"lc_sight", "lc_usance"} and not credit_covers(deal.facts, payments.contract, at):
        yield t("no operative letter of credit matches the contract")
    if "open_account" in methods:
        yield from _over_limit(deal, payments, at)


def _over_limit(deal: Deal, payments: Payments, at: datetime) -> Iterator[Message]:
    lead = deal.lead
    account = None if lead is None else lead.account
    if account is None or account.credit_limit is None:
        yield t("the buyer has no credit limit")
        return
    limit, day = account.credit_limit, at.astimezone(deal.flow.policy.calendar.zone).date()
    if account.next_check is None or account.next_check < day:
        yield t("no check of {account} is in force", account=account.id)
    open_ = [one.outstanding for one in payments.instalments if one.term.method == "open_account"]
    exposure = Money.total(open_, payments.contract.currency)
    if limit.currency != exposure.currency or exposure > limit:
        yield t(
            "{exposure} would be open, and the limit of {account} is {limit}",
            exposure=exposure,
            account=account.id,
            limit=limit,
        )
