"""Conditions of the version lock: filing, label, claims, trademark and approval name the versions in force."""

from datetime import datetime

from b2bdeal.flow.condition import Verdict, gate, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.labels import t
from b2bdeal.life import Production, SampleApproved, Shipped
from b2bdeal.life.lock import VersionLock, formulas_in_force, open_approvals
from b2bdeal.life.registration import (
    FilingAccepted,
    FilingWithdrawn,
    FormulaChanged,
    LabelChanged,
    LabelSigned,
    PrintingReleased,
    TrademarkLicensed,
)
from b2bdeal.life.release import QualityReleased
from b2bdeal.life.service import ReplacementSent

__all__ = [
    "artwork_is_signed",
    "change_is_from_force",
    "claims_proven",
    "filing_is_known",
    "filing_valid",
    "formula_approved",
    "label_signed",
    "lots_are_filed",
    "trademark_licensed",
]


@gate("formula_approved", "Approval and contract name the formula in force.", met_by=(SampleApproved,))
def formula_approved(deal: Deal, at: datetime) -> Verdict:
    """For each article whose formula was changed: the new version is approved, and no contract line names another."""
    changed = {one.article for one in deal.all(FormulaChanged)}
    if not changed:
        return True
    open_ = open_approvals(deal.facts, deal.contract)
    said = [point for article, points in open_.items() if article in changed for point in points]
    return True if not said else no("{points}", points=said)


@gate("filing_valid", "Every article is filed or registered in every market of the brief.", met_by=(FilingAccepted,))
def filing_valid(deal: Deal, at: datetime) -> Verdict:
    """A filing that has not run out names the formula and the label in force, per article and market.

    No lot for the Chinese market is released without its 备案 (ordinary) or 注册 (special). The day is that of the
    moment in the zone of the policy's calendar.
    """
    said = _lock(deal, at).unfiled
    return True if not said else no("{points}", points=said)


@rule("lots_are_filed", "What a lot was made of is filed or registered in every market.", met_by=(FilingAccepted,))
def lots_are_filed(deal: Deal, fact: Shipped | ReplacementSent | QualityReleased) -> Verdict:
    """A filing that has not run out names the formula of each lot's own order, in every market of its article.

    So a change of formula that is filed after a lot was made covers no lot of the old formula. A lot of the formula in
    force is asked by `filing_valid`.
    """
    if fact.kind == QualityReleased.kind:
        lots: tuple[str, ...] = (QualityReleased.cast(fact).lot,)
    elif fact.kind == ReplacementSent.kind:
        lots = ReplacementSent.cast(fact).own_lots
    else:
        lots = Shipped.cast(fact).shipment.lots
    then = deal.as_of(fact.at)
    made, locks = Production.of(then.facts).lots, _lock(then, fact.at).locks.values()
    orders = {lot: made[lot].order for lot in lots if lot in made}
    odd = [
        t(
            "{lot} was made by formula {formula}, and filed for {article} in {market} is {filed}",
            lot=lot,
            formula=order.formula,
            article=lock.article,
            market=lock.market,
            filed=lock.filed or None,
        )
        for lot, order in orders.items()
        if order is not None
        for lock in locks
        if lock.article == order.item and order.formula not in (lock.formula, *lock.filed)
    ]
    return True if not odd else no("{lots}", lots=odd)


@gate("label_signed", "The buyer signed the label of every article off, for every market.", met_by=(LabelSigned,))
def label_signed(deal: Deal, at: datetime) -> Verdict:
    """The label in force is signed, and lists the formula in force, per article and market of the brief.

    Where the brief names no market, each article of the contract has the label of one all the same: so nobody is asked
    for no filing by leaving the markets out.
    """
    lock, contract = _lock(deal, at), deal.contract
    said, locked = list(lock.unsigned), {article for article, _ in lock.locks}
    said += [
        t("{article}: no market is named, and no label is signed", article=article)
        for article in dict.fromkeys(line.item for line in (() if contract is None else contract.lines))
        if article not in locked
    ]
    return True if not said else no("{points}", points=said)


@gate("claims_proven", "Every claim of a label has its evidence.", met_by=(LabelSigned,), waived_by=("quality",))
def claims_proven(deal: Deal, at: datetime) -> Verdict:
    """Each claim of the signed labels names a report."""
    said = [claim.text for lock in _lock(deal, at).locks.values() for claim in lock.unproven]
    return True if not said else no("nothing proves {claims}", claims=list(dict.fromkeys(said)))


@gate("trademark_licensed", "Every trademark on a label is licensed to us.", met_by=(TrademarkLicensed,))
def trademark_licensed(deal: Deal, at: datetime) -> Verdict:
    """The trademark that a signed label names is licensed for the article and the market, and the licence runs."""
    said = _lock(deal, at).unlicensed
    return True if not said else no("{points}", points=said)


@rule("filing_is_known", "What is withdrawn was filed.", met_by=(FilingAccepted,))
def filing_is_known(deal: Deal, fact: FilingWithdrawn) -> Verdict:
    """A filing of that number was accepted before."""
    if any(one.registration.number == fact.number for one in deal.as_of(fact.at).all(FilingAccepted)):
        return True
    return no("no filing {number} was accepted", number=fact.number)


@rule("change_is_from_force", "A change starts from the version in force.")
def change_is_from_force(deal: Deal, fact: FormulaChanged | LabelChanged) -> Verdict:
    """The old version is the one that is in force, where one is."""
    then = deal.as_of(fact.at)
    if fact.kind == FormulaChanged.kind:
        held = formulas_in_force(then.facts, then.contract).get(fact.article)
    else:
        label = LabelChanged.cast(fact)
        lock = VersionLock.of(then.facts, then.contract).locks.get((label.article, label.market))
        held = None if lock is None else lock.label_version
    if held is None or held == fact.old:
        return True
    return no("{old} is to be changed, and {held} is in force", old=fact.old, held=held)


@rule("artwork_is_signed", "Nothing is printed before label sign-off.", met_by=(LabelSigned,))
def artwork_is_signed(deal: Deal, fact: PrintingReleased) -> Verdict:
    """The artwork is that of the label in force for the article and the market, signed by then."""
    then = deal.as_of(fact.at)
    lock = VersionLock.of(then.facts, then.contract).locks.get((fact.article, fact.market))
    if lock is None or lock.label is None:
        return no("no label of {article} in {market} is signed", article=fact.article, market=fact.market)
    if lock.unsigned:
        return no("{points}", points=lock.unsigned)
    if lock.label.artwork != fact.artwork:
        return no("{signed} is signed, {artwork} would be printed", signed=lock.label.artwork, artwork=fact.artwork)
    return True


def _lock(deal: Deal, at: datetime) -> VersionLock:
    on = at.astimezone(deal.flow.policy.calendar.zone).date()
    return VersionLock.of(deal.facts, deal.contract, on=on)
