"""Conditions on the end of a deal, lost or cancelled: its reason, the money received, what was made and bought."""

from collections.abc import Iterator

from b2bdeal.flow.condition import Verdict, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.labels import Message, t
from b2bdeal.life.cancellation import Cancellation, DealCancelled
from b2bdeal.life.delivery import Deliveries
from b2bdeal.life.ending import DealLost
from b2bdeal.life.lot import Production
from b2bdeal.life.money import Payments
from b2bdeal.life.order import OrderCancelled
from b2bdeal.life.reading import same_unit
from b2bdeal.life.stock import Stock, StockSettled
from b2bdeal.units import Money, Quantity

__all__ = ["cancellation_fits", "deposit_is_accounted", "reason_is_known", "stock_is_settled"]


@rule("reason_is_known", "The reason is one of the house's list.")
def reason_is_known(deal: Deal, fact: DealLost | DealCancelled) -> Verdict:
    """It is one of the policy's `loss_reasons`, so that losses can be counted by it."""
    reason = DealLost.cast(fact).reason if fact.kind == DealLost.kind else DealCancelled.cast(fact).cancellation.reason
    known = deal.flow.policy.loss_reasons
    if reason in known:
        return True
    from difflib import get_close_matches

    near = get_close_matches(reason.lower().replace(" ", "_"), known, n=1, cutoff=0.7)
    if near:
        return no("{reason} is none; did you mean {near}? There are {known}", reason=reason, near=near[0], known=known)
    return no("{reason} is none; there are {known}", reason=reason, known=known)


@rule("cancellation_fits", "The cancellation is of the contract in force, in its currency.")
def cancellation_fits(deal: Deal, fact: DealCancelled) -> Verdict:
    """It names the contract, and its sums are in the contract's currency."""
    contract, ending = deal.contract, fact.cancellation
    if contract is None:
        return no("there is no contract yet")
    if ending.contract != contract.number:
        return no("it ends {named}, the contract is {contract}", named=ending.contract, contract=contract.number)
    if ending.currency != contract.currency:
        return no(
            "it is in {currency}, the contract in {contract}", currency=ending.currency, contract=contract.currency
        )
    return True


@rule("deposit_is_accounted", "All money received is kept, set off or returned.")
def deposit_is_accounted(deal: Deal, fact: DealCancelled) -> Verdict:
    """What is kept, applied and returned is to the cent what came in, refunds taken off.

    A buyer who ends the contract forfeits no more than the 定金 that has effect as such, at most 20 % of what is
    ordered; a seller who does keeps nothing and returns the 定金 twofold (Civil Code of the PRC, art. 586 and 587).
    Applied is no more than what was shipped, one-time charges, what the buyer pays for settled stock, and the claim
    against the buyer. No payment is in question or in another currency any more.
    """
    payments = deal.payments
    if payments is None or fact.cancellation.currency != payments.contract.currency:
        return True  # cancellation_fits says so
    found = [*_unaccounted(fact.cancellation, payments)]
    return True if not found else no("the money does not add up: {why}", why=found)


@rule(
    "stock_is_settled",
    "What was made and bought for the deal is settled.",
    met_by=(StockSettled, OrderCancelled),
    waived_by=("director",),
)
def stock_is_settled(deal: Deal, fact: DealCancelled) -> Verdict:
    """Each lot that was made and not shipped is settled in full, rejected ones left out; each order in work is named;
    and what is left of the factory's own customer-specific stock is settled by item, in full.
    """
    found = [*_unsettled_lots(deal, fact.cancellation), *_unsettled_stock(deal, fact.cancellation)]
    return True if not found else no("not settled: {what}", what=found)


def _unaccounted(ending: Cancellation, payments: Payments) -> Iterator[Message]:
    deposit, received, effective = ending.deposit, payments.received, payments.deposit.effective
    for odd in (*payments.in_question, *payments.other):
        yield t(
            "{sum} ({payment}) does not count yet: clear it or send it back first", sum=odd.amount, payment=odd.payment
        )
    doubled = ending.by == "seller"
    wanted = received + effective if doubled else received
    if deposit.total != wanted:
        parts = {"kept": deposit.kept, "applied": deposit.applied, "returned": deposit.returned, "sum": deposit.total}
        if doubled and not effective.is_zero:
            yield t(
                "kept {kept}, applied {applied} and returned {returned} are {sum}; {received} came in, and its 定金 of "
                "{effective} goes back twofold, in all {wanted}",
                **parts,
                received=received,
                effective=effective,
                wanted=wanted,
            )
        else:
            yield t(
                "kept {kept}, applied {applied} and returned {returned} are {sum}; {received} came in",
                **parts,
                received=received,
            )
    if ending.by == "buyer" and deposit.kept > effective:
        yield t(
            "{kept} is kept, and {effective} of the money is 定金 with effect as such",
            kept=deposit.kept,
            effective=effective,
        )
    if doubled and not deposit.kept.is_zero:
        yield t("the seller ends the contract, and can't keep {kept}", kept=deposit.kept)
    contract = payments.contract
    goods = Money.total((one.value for one in payments.payable.shipments), contract.currency)
    shipped = contract.price_terms.due(goods)
    # A mould is made and paid for, though its charge was to be spread over goods that no longer come.
    once = contract.price_terms.due(Money.total((one.amount for one in contract.charges), contract.currency))
    due = shipped + once + ending.charged
    if deposit.applied > due and not once.is_zero:
        yield t(
            "{applied} is applied, and the buyer owes {due}: {shipped} for what was shipped, {once} of one-time "
            "charges, {charged} for the rest",
            applied=deposit.applied,
            due=due,
            shipped=shipped,
            once=once,
            charged=ending.charged,
        )
    elif deposit.applied > due:
        yield t(
            "{applied} is applied, and the buyer owes {due}: {shipped} for what was shipped, {charged} for the rest",
            applied=deposit.applied,
            due=due,
            shipped=shipped,
            charged=ending.charged,
        )


def _unsettled_lots(deal: Deal, ending: Cancellation) -> Iterator[Message]:
    production, deliveries = Production.of(deal.facts), Deliveries.of(deal.facts)
    for lot in production.lots.values():
        if lot.made is None or lot.state in ("reject", "cancelled"):
            continue
        unit = lot.made.unit
        parts = [part for one in deliveries.shipments for part in one.shipment.lines if part.lot == lot.number]
        gone = _sum((part.quantity for part in parts), unit)
        left = lot.made - min(gone, lot.made)
        said = _sum((x.quantity for x in ending.lines if x.what == "finished" and x.lot == lot.number), unit)
        if left != said:
            yield t("of lot {lot}, {left} are not shipped and {said} settled", lot=lot.number, left=left, said=said)
    for line in ending.lines:
        if line.what == "finished" and line.lot not in production.lots:
            yield t("lot {lot} was not made", lot=line.lot)
    for number, one in production.orders.items():
        if one.state not in ("released", "running", "held"):
            continue
        if not any(x.what != "finished" and (x.order == number or x.lot == one.order.lot) for x in ending.lines):
            yield t(
                "order {order} is {state}: say what becomes of its work, or cancel it first",
                order=number,
                state=t(one.state),
            )


def _unsettled_stock(deal: Deal, ending: Cancellation) -> Iterator[Message]:
    mine = [one for one in Stock.of(deal.facts).left if one.taken.owner == "factory"]
    for item in dict.fromkeys(one.taken.item for one in mine):
        kept = [one for one in mine if one.taken.item == item]
        unit = kept[0].left.unit
        left = _sum((one.left for one in kept), unit)
        said = _sum((x.quantity for x in ending.lines if x.item == item and x.what != "finished"), unit)
        if left > said:
            yield t("of {item}, {left} are here and {said} settled", item=item, left=left, said=said)


def _sum(quantities: Iterator[Quantity], unit: str) -> Quantity:
    total = Quantity.of(0, unit)
    for quantity in quantities:
        total = total + (same_unit(quantity, unit) or total * 0)
    return total
