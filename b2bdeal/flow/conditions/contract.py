"""Conditions on the contract and the money that it asks for."""

from datetime import datetime

from b2bdeal.flow.condition import Verdict, gate, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.life import CapacityHeld, ContractSigned, PaymentReceived

__all__ = [
    "balance_received",
    "delivery_is_promised",
    "deposit_received",
    "in_contract_currency",
    "matches_agreed_terms",
    "paid_in_full",
    "payment_is_new",
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


@rule("in_contract_currency", "A payment is in the contract's currency.")
def in_contract_currency(deal: Deal, fact: PaymentReceived) -> Verdict:
    """One currency a contract: no rate is guessed."""
    contract = deal.contract
    if contract is None or fact.amount.currency == contract.currency:
        return True
    return no("{amount} came, the contract is in {currency}", amount=fact.amount, currency=contract.currency)


@rule("payment_is_new", "A payment counts once.")
def payment_is_new(deal: Deal, fact: PaymentReceived) -> Verdict:
    """No payment of that id was recorded before."""
    if any(old.payment == fact.payment for old in deal.all(PaymentReceived)):
        return no("payment {payment} is recorded already", payment=fact.payment)
    return True


@gate(
    "deposit_received",
    "What is due before production is paid.",
    met_by=(PaymentReceived,),
    waived_by=("finance", "director"),
)
def deposit_received(deal: Deal, at: datetime) -> Verdict:
    """Every row of the payment terms that gates production is received, to the cent."""
    return _received(deal, "production")


@gate(
    "balance_received",
    "What is due before shipping is paid.",
    met_by=(PaymentReceived,),
    waived_by=("finance", "director"),
)
def balance_received(deal: Deal, at: datetime) -> Verdict:
    """Every row of the payment terms that gates shipping is received, to the cent."""
    return _received(deal, "shipping")


@gate("paid_in_full", "The contract is paid in full.", met_by=(PaymentReceived,), waived_by=("finance",))
def paid_in_full(deal: Deal, at: datetime) -> Verdict:
    """Nothing is outstanding."""
    payments = deal.payments
    if payments is None or payments.paid:
        return True
    return no(
        "{got} of {due} came, {missing} is missing",
        got=payments.total - payments.outstanding,
        due=payments.total,
        missing=payments.outstanding,
    )


def _received(deal: Deal, gate_: str) -> Verdict:
    payments = deal.payments
    if payments is None:
        return no("there is no contract yet")
    rows = [row for row in payments.instalments if row.term.gate == gate_]
    if all(row.paid for row in rows):
        return True
    due, got = rows[0].amount, rows[0].received
    for row in rows[1:]:
        due, got = due + row.amount, got + row.received
    return no("{got} of {due} came, {missing} is missing", got=got, due=due, missing=due - got)
