"""Conditions on release: what quality must have seen of bulk and lots before they leave, or before it releases them."""

from collections.abc import Iterator

from b2bdeal.flow.condition import Verdict, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.labels import Message, t
from b2bdeal.life.batch import BatchFilled, BatchMade
from b2bdeal.life.delivery import Shipped
from b2bdeal.life.genealogy import Genealogy
from b2bdeal.life.lot import Production
from b2bdeal.life.reading import same_unit
from b2bdeal.life.release import BulkReleased, CertificateIssued, LotRelease, LotTested, QualityReleased, Releases
from b2bdeal.life.service import ReplacementSent

__all__ = [
    "batch_fits_order",
    "batch_is_enough",
    "batch_is_known",
    "batch_is_new",
    "bulk_released",
    "certificate_issued",
    "lot_is_in_work",
    "microbiology_passed",
    "net_content_passed",
    "quality_released",
    "released_by_quality",
]


@rule("bulk_released", "The bulk in every lot that leaves was released.", met_by=(BatchFilled, BulkReleased))
def bulk_released(deal: Deal, fact: Shipped | ReplacementSent | QualityReleased) -> Verdict:
    """Each lot was filled from batches that are recorded, and each of them, premixes among them, was released."""
    then = deal.as_of(fact.at).facts
    genealogy, releases = Genealogy.of(then), Releases.of(then)
    odd: list[Message] = []
    for lot in _lots(fact):
        batches = genealogy.batches_of(lot)
        waiting = tuple(one for one in batches if one not in releases.bulk)
        if not batches:
            odd.append(t("no batch of bulk is recorded for {lot}", lot=lot))
        elif waiting:
            odd.append(t("{lot} holds {batches}, not released", lot=lot, batches=waiting))
    return True if not odd else no("{lots}", lots=odd)


@rule(
    "microbiology_passed",
    "The microbiology of every finished lot that leaves is within its limits.",
    met_by=(LotTested,),
)
def microbiology_passed(deal: Deal, fact: Shipped | ReplacementSent | QualityReleased) -> Verdict:
    """The last test of each lot, since it was last filled or reworked, passed. Nobody may waive it."""
    odd: list[Message] = []
    for lot in _known(deal, fact):
        test = lot.microbiology
        if test is None:
            odd.append(t("{lot} is not tested", lot=lot.lot))
        elif test.found:
            odd.append(t("{lot}: found {organisms}", lot=lot.lot, organisms=test.found))
        elif not test.passed:
            odd.append(
                t(
                    "{lot}: {count} CFU per g or ml, limit {limit}",
                    lot=lot.lot,
                    count=test.total_count,
                    limit=test.limit,
                )
            )
    return True if not odd else no("microbiology: {lots}", lots=odd)


@rule(
    "net_content_passed",
    "The net content of every lot that leaves is what its label says.",
    met_by=(LotTested,),
    waived_by=("quality",),
)
def net_content_passed(deal: Deal, fact: Shipped | ReplacementSent | QualityReleased) -> Verdict:
    """The last test of each lot, since it was last filled or reworked, passed by JJF 1070: see `NetContent.passed`."""
    odd: list[Message] = []
    for lot in _known(deal, fact):
        test = lot.net_content
        if test is None:
            odd.append(t("{lot} is not measured", lot=lot.lot))
        elif not test.passed:
            odd.append(
                t(
                    "{lot}: mean {mean}, least {least}, {short} of {n} too short, nominal {nominal}",
                    lot=lot.lot,
                    mean=test.mean,
                    least=test.least,
                    short=test.short,
                    n=test.n,
                    nominal=test.nominal,
                )
            )
    return True if not odd else no("net content: {lots}", lots=odd)


@rule(
    "certificate_issued",
    "Every lot that leaves has a certificate of analysis that it passed.",
    met_by=(CertificateIssued,),
    waived_by=("quality",),
)
def certificate_issued(deal: Deal, fact: Shipped | ReplacementSent | QualityReleased) -> Verdict:
    """The last certificate of each lot, since it was last filled or reworked, has no property outside its limit."""
    odd: list[Message] = []
    for lot in _known(deal, fact):
        paper = lot.certificate
        if paper is None:
            odd.append(t("{lot} has none", lot=lot.lot))
        elif paper.failed:
            odd.append(
                t("{certificate} of {lot} fails {what}", certificate=paper.number, lot=lot.lot, what=paper.failed)
            )
    return True if not odd else no("certificate of analysis: {lots}", lots=odd)


@rule(
    "quality_released", "The person who answers for quality released every lot that leaves.", met_by=(QualityReleased,)
)
def quality_released(deal: Deal, fact: Shipped | ReplacementSent) -> Verdict:
    """Each lot was released under a name, since it was last filled or reworked."""
    missing = tuple(lot.lot for lot in _known(deal, fact) if lot.released is None)
    return True if not missing else no("not released by quality: {lots}", lots=missing)


@rule("released_by_quality", "Only who answers for quality releases a lot.")
def released_by_quality(deal: Deal, fact: QualityReleased) -> Verdict:
    """The role is one of the policy's `lots_released_by`."""
    allowed = deal.flow.policy.lots_released_by
    return True if fact.role in allowed else no("{role} may not; {roles} may", role=fact.role, roles=allowed)


@rule("lot_is_in_work", "The lot comes from a released order of this deal.")
def lot_is_in_work(deal: Deal, fact: QualityReleased | LotTested | CertificateIssued) -> Verdict:
    """The lot is one that a released production order makes, and something of it is made."""
    lot = Production.of(deal.as_of(fact.at).facts).lots.get(fact.lot)
    if lot is None or lot.order is None:
        return no("no released order makes the lot {lot}", lot=fact.lot)
    return True if lot.made is not None else no("nothing of the lot {lot} is finished", lot=fact.lot)


@rule("batch_is_new", "A batch of bulk is made once.")
def batch_is_new(deal: Deal, fact: BatchMade) -> Verdict:
    """No batch of that number was made before, and its premixes were."""
    made = {old.batch.number for old in deal.all(BatchMade)}
    if fact.batch.number in made:
        return no("the batch {batch} is made already", batch=fact.batch.number)
    unknown = tuple(one for one in fact.batch.premixes if one not in made)
    return True if not unknown else no("its premixes {batches} are not recorded here", batches=unknown)


@rule("batch_is_known", "A batch is made before it is filled or released.", met_by=(BatchMade,))
def batch_is_known(deal: Deal, fact: BatchFilled | BulkReleased) -> Verdict:
    """The batch was made."""
    if any(old.batch.number == fact.batch for old in deal.as_of(fact.at).all(BatchMade)):
        return True
    return no("no batch {batch} is made", batch=fact.batch)


@rule("batch_fits_order", "A lot is filled with bulk of its order's formula.", met_by=(BatchMade,))
def batch_fits_order(deal: Deal, fact: BatchFilled) -> Verdict:
    """The batch has the version of the formula that the order says."""
    lot = Production.of(deal.as_of(fact.at).facts).lots.get(fact.lot)
    batch = _batch(deal, fact)
    if lot is None or lot.order is None or batch is None or batch.batch.formula == lot.order.formula:
        return True  # another rule says what is not known
    return no(
        "{batch} is {formula}, and {order} makes {wanted}",
        batch=fact.batch,
        formula=batch.batch.formula,
        order=lot.order.number,
        wanted=lot.order.formula,
    )


@rule("batch_is_enough", "No more of a batch is filled than was made.")
def batch_is_enough(deal: Deal, fact: BatchFilled) -> Verdict:
    """What was filled of it so far and this, in the unit of the batch."""
    batch = _batch(deal, fact)
    if batch is None:
        return True  # batch_is_known says so
    made = batch.batch.quantity
    more = same_unit(fact.quantity, made.unit)
    if more is None:
        return no("{batch} is measured in {unit}", batch=fact.batch, unit=made.unit)
    total = Genealogy.of(deal.facts).bulk_used(fact.batch, made.unit) + more
    if total <= made:
        return True
    return no("of {batch}, {total} would be filled, and {made} are made", batch=fact.batch, total=total, made=made)


def _lots(fact: Shipped | ReplacementSent | QualityReleased) -> tuple[str, ...]:
    if isinstance(fact, QualityReleased) or fact.kind == QualityReleased.kind:
        return (QualityReleased.cast(fact).lot,)
    if isinstance(fact, ReplacementSent) or fact.kind == ReplacementSent.kind:
        return ReplacementSent.cast(fact).own_lots
    return Shipped.cast(fact).shipment.lots


def _known(deal: Deal, fact: Shipped | ReplacementSent | QualityReleased) -> Iterator[LotRelease]:
    releases = Releases.of(deal.as_of(fact.at).facts)
    for lot in _lots(fact):
        yield releases.lot(lot)


def _batch(deal: Deal, fact: BatchFilled) -> BatchMade | None:
    return next((one for one in deal.all(BatchMade) if one.batch.number == fact.batch), None)
