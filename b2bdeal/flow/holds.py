"""Holds: which are in force on a deal, how far each reaches, and whether it bars a fact."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from b2bdeal.flow.change import Overran
from b2bdeal.life import (
    ContractSigned,
    Fact,
    HoldLifted,
    HoldPlaced,
    PaymentTerm,
    PaymentTerms,
    TermsAgreed,
)

if TYPE_CHECKING:
    from b2bdeal.flow.deal import Deal

__all__ = ["account_holds", "bars", "holds_in_force", "is_prepaid"]


def holds_in_force(deal: "Deal", at: datetime) -> tuple[HoldPlaced, ...]:
    """The holds of a deal that bar something at a moment: placed and begun, neither lifted since nor run out.

    One that was lifted may be placed again. Nothing else sheds a hold: an amendment, a change of flow and a hand-over
    leave it where it is.
    """
    if HoldPlaced.kind not in deal.kinds:
        return ()
    found: list[HoldPlaced] = []
    for entry in deal.entries:
        if entry.fact.at > at:
            continue
        if entry.fact.kind == HoldPlaced.kind:
            found.append(HoldPlaced.cast(entry.fact))
        elif entry.fact.kind == HoldLifted.kind:
            lifted = HoldLifted.cast(entry.fact).hold
            found = [hold for hold in found if hold.hold != lifted]
    return tuple(hold for hold in found if hold.begins <= at and (hold.until is None or at <= hold.until))


def account_holds(deal: "Deal", at: datetime) -> tuple[HoldPlaced, ...]:
    """The holds of a deal that bar every deal of its account at a moment."""
    return tuple(hold for hold in holds_in_force(deal, at) if hold.scope == "account")


def bars(hold: HoldPlaced, deal: "Deal", fact: Fact | type[Fact], at: datetime) -> bool:
    """Whether a hold in force at a moment bars a fact on this deal, or this sort of fact as a whole.

    Never its own lifting, nor what the calendar records. One on an order, a shipment or a line bars only facts that
    name it, so never a sort of fact as a whole.
    """
    cls = fact if isinstance(fact, type) else type(fact)
    if fact.action not in hold.blocks or cls.kind == HoldLifted.kind or issubclass(cls, Overran):
        return False
    if hold.scope not in ("deal", "account"):
        held = {f"{hold.scope}:{hold.subject}"} | _successors(deal, hold)
        return isinstance(fact, Fact) and not held.isdisjoint(_named(deal, fact))
    return not (hold.spares_prepaid and is_prepaid(deal, at, fact if isinstance(fact, Fact) else None))


def is_prepaid(deal: "Deal", at: datetime, fact: Fact | None = None) -> bool:
    """Whether the buyer owes nothing after shipping: each row of the payment terms blocks production or shipping.

    The terms are those that the fact itself brings, else those of the contract, the agreement, or the last quote. A
    row on open account, against acceptance, or due after shipping counts as soon as it is paid. Without terms: no.
    """
    then = deal.as_of(at)
    terms = _brought(fact) or _standing(then, at)
    if terms is None:
        return False
    late = [number for number, row in enumerate(terms.rows, 1) if not _before_shipping(row)]
    payments = then.payments
    if not late:
        return True
    if payments is None or payments.contract.payment_terms != terms:
        return False
    return all(row.paid for row in payments.instalments if row.row in late)


def _before_shipping(row: PaymentTerm) -> bool:
    return row.gate in ("production", "shipping") and row.method not in ("open_account", "da")


def _brought(fact: Fact | None) -> PaymentTerms | None:
    """The terms that would be in force through the fact."""
    if fact is None:
        return None
    if fact.kind == "oem.QuoteSent":
        from b2bdeal.life import QuoteSent

        return QuoteSent.cast(fact).quote.payment_terms
    if fact.kind == TermsAgreed.kind:
        return TermsAgreed.cast(fact).terms.payment_terms
    return ContractSigned.cast(fact).contract.payment_terms if fact.kind == ContractSigned.kind else None


def _standing(deal: "Deal", at: datetime) -> PaymentTerms | None:
    if (contract := deal.contract) is not None:
        return contract.payment_terms
    if (agreed := deal.agreed) is not None:
        return agreed.payment_terms
    quote = deal.negotiation.latest_quote(at)
    return None if quote is None else quote.payment_terms


def _named(deal: "Deal", fact: Fact) -> set[str]:
    """What a fact names, as "order:PO-17", "shipment:SH-1", "line:1"; a lot names its order, and an order its line.

    A fact with a field or property `order` or `lot`, as many a trade's own has, names that one.
    """
    names = {*fact.moves(), *_documents(deal, fact)}
    names |= {f"{name}:{one}" for name in ("order", "lot") if isinstance(one := getattr(fact, name, None), str)}
    if (about := fact.about()) is not None:
        names.add(about)
    if "oem.ProductionReleased" not in deal.kinds:
        return names
    from b2bdeal.life import ProductionReleased

    orders = [one for old in deal.all(ProductionReleased) for one in old.orders]
    made = [one for one in orders if f"lot:{one.lot}" in names or f"order:{one.number}" in names]
    return names | {name for one in made for name in (f"order:{one.number}", f"line:{one.line}")}


def _successors(deal: "Deal", hold: HoldPlaced) -> set[str]:
    """Lines of the held line's article that an amendment added after the hold, so that none is shed by a new one."""
    if hold.scope != "line" or hold.subject is None or "oem.ContractAmended" not in deal.kinds:
        return set()
    from b2bdeal.life.amendment import ContractAmended

    amended = deal.all(ContractAmended)
    signed = [line for one in deal.all(ContractSigned) for line in one.contract.lines]
    lines = [*signed, *(line for one in amended for line in one.amendment.added)]
    items = {line.item for line in lines if str(line.line) == hold.subject}
    later = [line for one in amended if hold.at <= one.at for line in one.amendment.added]
    return {f"line:{line.line}" for line in later if line.item in items}


def _documents(deal: "Deal", fact: Fact) -> Iterator[str]:
    # Rooms of life that were not loaded yet have no fact here, so they are loaded only where the kind says so.
    if fact.kind == "oem.ProductionReleased":
        from b2bdeal.life import ProductionReleased

        yield from (f"line:{order.line}" for order in ProductionReleased.cast(fact).orders)
    elif fact.kind == "oem.Shipped":
        from b2bdeal.life import Shipped

        for line in Shipped.cast(fact).shipment.lines:
            yield from (f"line:{line.line}", f"lot:{line.lot}")
    elif fact.kind == "oem.OrdersPlanned":
        from b2bdeal.life.order import OrdersPlanned

        yield from (f"line:{order.line}" for order in OrdersPlanned.cast(fact).orders)
    elif fact.kind == "oem.CalledOff":
        from b2bdeal.life.ordered import CalledOff

        yield from (f"line:{line.line}" for line in CalledOff.cast(fact).call_off.lines)
    elif fact.kind == "oem.LineClosed":
        from b2bdeal.life.ordered import LineClosed

        yield f"line:{LineClosed.cast(fact).line}"
    elif fact.kind == "oem.ContractAmended":
        from b2bdeal.life.amendment import ContractAmended

        amendment = ContractAmended.cast(fact).amendment
        yield from (f"line:{change.line}" for change in amendment.lines)
    elif fact.kind == "oem.InvoiceIssued":
        from b2bdeal.life import InvoiceIssued, Shipped

        invoice = InvoiceIssued.cast(fact)
        yield from (f"line:{line.line}" for line in invoice.lines)
        if invoice.shipment is not None:
            yield f"shipment:{invoice.shipment}"
            sent = [one.shipment for one in deal.all(Shipped) if one.shipment.number == invoice.shipment]
            yield from (f"line:{line.line}" for shipment in sent for line in shipment.lines if not invoice.lines)
    elif fact.kind == "oem.PrintingReleased":
        from b2bdeal.life.registration import PrintingReleased

        contract, article = deal.contract, PrintingReleased.cast(fact).article
        yield from (f"line:{line.line}" for line in (contract.lines if contract else ()) if line.item == article)
    elif fact.kind == "oem.ReplacementSent":
        from b2bdeal.life.service import ReplacementSent

        sent_again = ReplacementSent.cast(fact)
        yield f"shipment:{sent_again.shipment.number}"
        if sent_again.from_deal is None:
            for line in sent_again.shipment.lines:
                yield from (f"line:{line.line}", f"lot:{line.lot}")
