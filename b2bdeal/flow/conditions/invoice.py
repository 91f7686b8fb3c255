"""Conditions on invoices, credit notes and refunds: each once, in the contract's currency, no more than there is."""

from datetime import datetime
from decimal import Decimal

from b2bdeal.flow.condition import Verdict, gate, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.flow.entry import Entry
from b2bdeal.life import AmountCredited, InvoiceIssued, PaymentReceived, PaymentReturned, Shipped
from b2bdeal.life.cancellation import DealCancelled
from b2bdeal.life.charge import Charge
from b2bdeal.life.fees import credit_due
from b2bdeal.life.ordered import firm_lines
from b2bdeal.life.reading import of_kind, same_unit
from b2bdeal.units import Money, Quantity

__all__ = [
    "credit_note_fits_contract",
    "credit_note_is_new",
    "invoice_fits_contract",
    "invoice_is_new",
    "promises_credited",
    "refund_is_covered",
    "refund_is_new",
]


@rule("invoice_is_new", "An invoice is issued once.")
def invoice_is_new(deal: Deal, fact: InvoiceIssued) -> Verdict:
    """No invoice of that number was issued before."""
    if any(old.number == fact.number for old in deal.all(InvoiceIssued)):
        return no("invoice {number} is issued already", number=fact.number)
    return True


@rule("invoice_fits_contract", "Invoices ask for what the contract says.", met_by=(Shipped,))
def invoice_fits_contract(deal: Deal, fact: InvoiceIssued) -> Verdict:
    """In the contract's currency, for a shipment that left, for lines of the contract; all invoices less credit notes
    come to no more than what is ordered, or payable, whichever is more."""
    payments = deal.payments
    if payments is None:
        return True
    contract = payments.contract
    if fact.amount.currency != contract.currency:
        return no("the invoice asks for {amount}, the contract is in {currency}", **_told(fact, contract.currency))
    left = {one.shipment.number for one in deal.as_of(fact.at).all(Shipped)}
    if fact.shipment is not None and fact.shipment not in left:
        return no("no shipment {shipment} has left", shipment=fact.shipment)
    for one in fact.lines:
        line = contract.line(one.line)
        if line is None or line.item != one.item:
            return no("contract {contract} has no line {lines}", contract=contract.number, lines=[one.line])
    most = max(payments.payable.ordered, payments.total)
    asked = Money.total((one.amount for one in (*deal.all(InvoiceIssued), fact)), contract.currency)
    if asked - payments.credited <= most:
        return True
    return no(
        "invoices would come to {sum}, and {most} is due by the contract", sum=asked - payments.credited, most=most
    )


@rule("credit_note_is_new", "A credit note counts once.")
def credit_note_is_new(deal: Deal, fact: AmountCredited) -> Verdict:
    """No credit note of that number was issued before."""
    if any(old.number == fact.number for old in deal.all(AmountCredited)):
        return no("credit note {number} is issued already", number=fact.number)
    return True


@rule("credit_note_fits_contract", "No more is credited than the contract comes to.")
def credit_note_fits_contract(deal: Deal, fact: AmountCredited) -> Verdict:
    """In the contract's currency; all credit notes together come to no more than what is payable."""
    payments = deal.payments
    if payments is None:
        return True
    currency = payments.contract.currency
    if fact.amount.currency != currency:
        return no("{amount} is credited, the contract is in {currency}", **_told(fact, currency))
    total = payments.credited + fact.amount
    if total <= payments.total:
        return True
    return no("credit notes would come to {sum}, and the contract to {total}", sum=total, total=payments.total)


@gate(
    "promises_credited",
    "The fees and charges that were to be credited are credited.",
    met_by=(AmountCredited,),
    waived_by=("finance", "director"),
)
def promises_credited(deal: Deal, at: datetime) -> Verdict:
    """Credit notes that settle no service case come to what this deal promised to give back.

    That are the fees for samples whose threshold the contract's total reaches, and the one-time charges whose
    `credited_above` is reached by what is firmly ordered. What repeat orders add to it, this deal can't know.
    """
    contract = deal.contract
    if contract is None:
        return True
    fees = credit_due(deal.facts, contract)
    back = Money.total((_paid_back(one, deal) for one in contract.charges), contract.currency)
    if (fees + back).is_zero:
        return True
    notes = {one.number: one.amount for one in deal.all(AmountCredited) if one.case is None}
    given = Money.total((one for one in notes.values() if one.currency == contract.currency), contract.currency)
    if given >= fees + back:
        return True
    return no(
        "{fees} of fees for samples and {charges} of one-time charges are to be credited, and {given} is",
        fees=fees,
        charges=back,
        given=given,
    )


@rule("refund_is_new", "A refund counts once.")
def refund_is_new(deal: Deal, fact: PaymentReturned) -> Verdict:
    """No refund of that id was recorded before."""
    if any(old.refund == fact.refund for old in deal.all(PaymentReturned)):
        return no("refund {refund} is recorded already", refund=fact.refund)
    return True


@rule("refund_is_covered", "No more goes back than came.", met_by=(PaymentReceived,))
def refund_is_covered(deal: Deal, fact: PaymentReturned) -> Verdict:
    """Of a payment that is named, no more than came of it and did not go back, in its currency; in all, no more than
    was received and counts. A payment in question, or in another currency, can only go back by its name. After a
    cancellation, in all no more than it says goes back, which of a seller who defaults is more than came, and what the
    seller pays as a claim; what came after it may go back by its name."""
    then, payments = deal.as_of(fact.at), deal.payments
    if payments is None:
        return True
    earlier = deal.all(PaymentReturned)
    if fact.payment is not None:
        came = next((one for one in then.all(PaymentReceived) if one.payment == fact.payment), None)
        if came is None:
            return no("no payment {payment} was received", payment=fact.payment)
        if came.amount.currency != fact.amount.currency:
            return no(
                "{payment} came as {came}, {amount} would go back",
                payment=fact.payment,
                came=came.amount,
                amount=fact.amount,
            )
        gone = [one.amount for one in earlier if one.payment == fact.payment and _same(one.amount, came.amount)]
        left = came.amount - Money.total(gone, came.amount.currency)
        if fact.amount > left:
            return no(
                "{amount} would go back of {payment}, and {left} of it is here",
                amount=fact.amount,
                payment=fact.payment,
                left=left,
            )
        if any(one.payment == fact.payment for one in (*payments.in_question, *payments.other)):
            return True
    currency = payments.contract.currency
    if fact.amount.currency != currency:
        return no("{amount} would go back, the contract is in {currency}", **_told(fact, currency))
    ended = deal.entry(DealCancelled)
    if ended is not None:
        return _after_the_end(deal, fact, ended)
    if fact.amount > payments.received:
        return no("{amount} would go back, and {received} is here", amount=fact.amount, received=payments.received)
    return True


def _after_the_end(deal: Deal, fact: PaymentReturned, ended: Entry) -> Verdict:
    """By what was recorded after the cancellation, so that a back-dated refund is no second one."""
    ending = DealCancelled.cast(ended.fact).cancellation
    since = [entry.fact for entry in deal.entries if entry.version > ended.version]
    late = {one.payment for one in of_kind(since, PaymentReceived)}
    if fact.payment in late:
        return True
    owed = ending.deposit.returned
    if ending.by == "seller" and ending.claim is not None:
        owed = owed + ending.claim
    gone = [one.amount for one in of_kind(since, PaymentReturned) if one.payment not in late]
    left = owed - Money.total((one for one in gone if one.currency == owed.currency), owed.currency)
    if fact.amount > left:
        return no("{amount} would go back, and by the cancellation {left} is left", amount=fact.amount, left=left)
    return True


def _same(one: Money, other: Money) -> bool:
    return one.currency == other.currency


def _told(fact: InvoiceIssued | AmountCredited | PaymentReturned, currency: str) -> dict[str, object]:
    return {"amount": fact.amount, "currency": currency}


def _paid_back(charge: Charge, deal: Deal) -> Money:
    """What of a charge is paid back for what is firmly ordered: of its item, or of all items together."""
    above, contract = charge.credited_above, deal.contract
    if above is None or contract is None:
        return Money.zero(charge.currency)
    ordered = Quantity(Decimal(0), above.unit)
    for line in firm_lines(contract, deal.facts):
        more = same_unit(line.quantity, above.unit) if charge.item in (None, line.item) else None
        ordered = ordered if more is None else ordered + more
    return charge.refund_for(ordered)
