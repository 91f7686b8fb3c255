"""A letter of credit held against the contract: why it does not do for it."""

from collections.abc import Iterable
from decimal import Context, Decimal
from typing import TYPE_CHECKING

from b2bdeal.labels import Message, t
from b2bdeal.life.contract import Contract
from b2bdeal.life.price_terms import Export
from b2bdeal.units import Money, Quantity, percent_text

if TYPE_CHECKING:
    from b2bdeal.life.letter import LetterOfCredit

__all__ = ["against_contract", "lc_due"]

_WIDE = Context(prec=60)  # a program may have set Python's own to fewer digits
_WITH_GOODS = frozenset({"before_shipment", "copy_of_bl", "after_bl", "after_invoice", "after_acceptance"})
"""Rows that are asked for once the goods are there: they follow what ships, as `Payments` has it."""


def against_contract(credit: "LetterOfCredit", contract: Contract, buyer: str | None) -> tuple[Message, ...]:
    """Why a credit does not do for a contract; empty if it does."""
    return (
        *_undertaking(credit, contract, buyer),
        *_amount(credit, contract),
        *_goods(credit, contract),
        *_dates(credit, contract),
    )


def lc_due(contract: Contract, goods: Money | None = None) -> Money:
    """What comes due by letter of credit for goods of a value; None: for what is ordered.

    The rows by letter of credit, or the whole where no row is. For less than is ordered it is in proportion. What is
    delivered beyond the order is on the rows that are paid with the goods, in proportion: a deposit stays as it is.
    """
    ordered = contract.goods
    schedule = contract.payment_schedule()
    by_credit = [one.amount for one in schedule if one.term.method.startswith("lc_")]
    due = Money.total(by_credit, contract.currency) if by_credit else contract.total
    if goods is None or goods == ordered or ordered.is_zero:
        return due
    if goods < ordered:
        return (due * _WIDE.divide(goods.amount, ordered.amount)).rounded()
    with_goods = [one for one in schedule if one.term.trigger in _WITH_GOODS]
    bearing = [one for one in with_goods if one.term.portion is not None] or with_goods[-1:] or [schedule[-1]]
    all_ = Money.total((one.amount for one in bearing), contract.currency)
    ours = Money.total((one.amount for one in bearing if one.term.method.startswith("lc_")), contract.currency)
    part = Decimal(1) if not by_credit or all_.is_zero else _WIDE.divide(ours.amount, all_.amount)
    return due + (contract.price_terms.due(goods - ordered) * part).rounded()


def _undertaking(credit: "LetterOfCredit", contract: Contract, buyer: str | None) -> Iterable[Message]:
    if not credit.operative:
        yield t("it is only a pre-advice, not yet operative (UCP 600 art. 11)")
    if not credit.irrevocable:
        yield t("it is revocable: the bank may take it back before you ship")
    if buyer is not None and credit.applicant != buyer:
        yield t("the applicant is {applicant}, the buyer is {buyer}", applicant=credit.applicant, buyer=buyer)
    methods = {row.method for row in contract.payment_terms.rows if row.method.startswith("lc_")}
    if methods == {"lc_sight"} and credit.available_by == "usance":
        yield t("it pays after {days} days, and the contract asks for payment at sight", days=credit.usance_days)
    elif credit.usance_days > (most := _usance(contract)):
        yield t("it pays after {days} days, and the contract gives {most}", days=credit.usance_days, most=most)
    terms = contract.price_terms
    if credit.incoterm is None:
        return
    if not isinstance(terms, Export):
        yield t("it names {term}, and the contract is domestic", term=credit.incoterm)
    elif (terms.incoterm.rule, terms.incoterm.place.casefold()) != (
        credit.incoterm.rule,
        credit.incoterm.place.casefold(),
    ):
        yield t("it names {term}, and the contract {ours}", term=credit.incoterm, ours=terms.incoterm)


def _usance(contract: Contract) -> int:
    """The most days that a row by usance credit gives; without one, or where it does not say, any number."""
    days = [row.days for row in contract.payment_terms.rows if row.method == "lc_usance"]
    return max(days) if days and all(days) else 10**6


def _amount(credit: "LetterOfCredit", contract: Contract) -> Iterable[Message]:
    if credit.amount.currency != contract.currency:
        yield t(
            "it pays in {theirs}, and the contract is in {ours}", theirs=credit.amount.currency, ours=contract.currency
        )
        return
    due, most = lc_due(contract), credit.most_amount
    with_play = lc_due(contract, (contract.goods * _WIDE.add(1, contract.tolerance)).rounded())
    if most < due:
        yield t("it pays at most {most}, and {due} is due by letter of credit", most=most, due=due)
    elif most < with_play:
        yield t(
            "it pays at most {most}; with the contract's tolerance of {tolerance}, {due} may come due",
            most=most,
            tolerance=percent_text(contract.tolerance),
            due=with_play,
        )


def _goods(credit: "LetterOfCredit", contract: Contract) -> Iterable[Message]:
    if not credit.goods:
        return
    asked = {one.item for one in credit.goods}
    ordered = contract.quantities
    for item in asked - ordered.keys():
        yield t("it names {item}, which the contract does not have", item=item)
    prices = {line.item: line.unit_price for line in contract.lines}
    for item, quantity in ordered.items():
        if item not in asked:
            yield t("it does not name {item}", item=item)
            continue
        states = credit.quantity_of(item, quantity.unit)
        if states is None:
            yield t("it counts {item} otherwise than by {unit}", item=item, unit=quantity.unit)
            continue
        if states != quantity:
            yield t("it states {theirs} of {item}, the contract {ours}", theirs=states, item=item, ours=quantity)
        yield from _play(credit, contract.tolerance, item, quantity)
        for one in credit.goods:
            if one.item == item and one.unit_price is not None and one.unit_price != prices[item]:
                yield t(
                    "it prices {item} at {theirs}, the contract at {ours}",
                    item=item,
                    theirs=one.unit_price,
                    ours=prices[item],
                )


def _play(credit: "LetterOfCredit", tolerance: Decimal, item: str, quantity: Quantity) -> Iterable[Message]:
    minus, plus = credit.quantity_play(item)
    if min(minus, plus) >= tolerance:
        return
    if credit.quantity_tolerance is None and not credit.in_bulk(item):
        yield t(
            "it lets the quantity of {item} not differ, and the contract allows {tolerance} more or less: the 5 % of "
            "UCP 600 art. 30b are not for goods counted by {unit}, so have the tolerance written into it",
            item=item,
            tolerance=percent_text(tolerance),
            unit=quantity.unit,
        )
    else:
        yield t(
            "it allows {minus} less and {plus} more of {item}, and the contract {tolerance} more or less",
            minus=percent_text(minus),
            plus=percent_text(plus),
            item=item,
            tolerance=percent_text(tolerance),
        )


def _dates(credit: "LetterOfCredit", contract: Contract) -> Iterable[Message]:
    terms = contract.price_terms
    # Under a D-rule goods are delivered on arrival, so that the day of delivery is not the one of shipment.
    arrives = isinstance(terms, Export) and terms.incoterm.rule.startswith("D")
    if credit.last_shipment < contract.deliver_by and not arrives:
        yield t(
            "the latest shipment is {latest}, and the contract delivers by {by}",
            latest=credit.last_shipment,
            by=contract.deliver_by,
        )
    if not credit.partial_shipments and (
        contract.kind == "blanket" or len({one.latest for one in contract.deliveries}) > 1
    ):
        yield t("it forbids partial shipments, and the contract delivers in parts")
